"""The workers of `diverged_batch`: a million, tracked and in sync; then half of them diverge.

Of ten diverged workers eight were edited on both sides, one was deleted in Human Resources and one
in Dataverse, by the patterns below: the same column, different columns, several, the one side later
or the other, or both in the same second. The same rows and changes go to both contenders.

Strings are made once, as a loader makes them that reads a file by column: a worker's number is one
object, wherever a row or a command names it.
"""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.domain.catalog import standard_catalog
from harness.domain.commands import Row

TABLE = standard_catalog()["cdm_worker"]
COLUMNS = TABLE.names
MANY = 18  # all that both environments have from the number to where people work
FEW = 7  # as an HR system has them at least: number, names, type, status, e-mail address
TOGETHER = 1000  # so many workers diverge within the same two seconds


class Pattern(NamedTuple):
    """Which columns the users of each side edit, and in which of two seconds; () is a delete."""

    hr: tuple[str, ...]
    dataverse: tuple[str, ...]
    hr_second: int = 0
    dataverse_second: int = 0


FIRST, LAST, MAIL = "cdm_firstname", "cdm_lastname", "cdm_primaryemailaddress"
BOTH_EDITED = (
    Pattern((LAST,), (LAST,), 1, 0),
    Pattern((LAST,), (LAST,), 0, 1),
    Pattern((LAST,), (FIRST,), 1, 0),
    Pattern((FIRST,), (LAST,), 0, 1),
    Pattern((MAIL,), (FIRST, LAST), 0, 1),
    Pattern((LAST,), (LAST,)),  # a tie
    Pattern((LAST,), (FIRST,)),  # a tie
    Pattern((FIRST, LAST), (LAST,), 0, 1),
)
PATTERNS = len(BOTH_EDITED) + 2


class Edited(NamedTuple):
    environment: str
    worker: int
    values: tuple[tuple[str, str], ...]


class Deleted(NamedTuple):
    environment: str
    worker: int


class SecondPassed(NamedTuple):
    pass


class Workers:
    """The rows and the changes. `filled` is how many of the first 18 columns hold something."""

    def __init__(self, count: int, filled: int = FEW, shuffled: bool = False) -> None:
        self.count = count
        self.filled = filled
        self.shuffled = shuffled
        self.numbers = [f"{i:07d}" for i in range(count)]
        self._first = [f"First{i}" for i in range(200)]
        self._last = [f"Last{i}" for i in range(1000)]
        self._days = [f"{1950 + i // 12}-{i % 12 + 1:02d}-15" for i in range(600)]
        self._texts = {
            "hr": [f"Edited in HR {i}" for i in range(100)],
            "dataverse": [f"Edited in Dataverse {i}" for i in range(100)],
        }

        self._mails = {
            "hr": [f"hr{i}@example.com" for i in range(100)],
            "dataverse": [f"dataverse{i}@example.com" for i in range(100)],
        }

    def values(self, i: int) -> list[str | bool | None]:
        """What one worker holds, in the order of the columns; the middle name is empty."""
        number, first, last = self.numbers[i], self._first[i % 200], self._last[i % 1000]
        few = [number, first, None, last, "Employee", "Employed", f"{first}.{number}@example.com"]
        if self.filled == FEW:
            return few
        return [
            *few, f"+45 {i:08d}", f"fb{number}", f"tw{number}", f"li{number}",
            f"https://example.com/{number}", "Female", f"{first} {last}", self._days[i % 600],
            first, self._days[i % 599], i % 2 == 0,
        ]  # fmt: skip

    def changes(self) -> Iterator[Edited | Deleted | SecondPassed]:
        """Every other worker diverges, in the order of the table or in no order."""
        diverged = list(range(0, self.count, 2))
        if self.shuffled:
            random.Random(0).shuffle(diverged)
        for start in range(0, len(diverged), TOGETHER):
            for second in (0, 1):
                for worker in diverged[start : start + TOGETHER]:
                    yield from self._changes_of(worker, second)
                yield SecondPassed()

    def _changes_of(self, worker: int, second: int) -> Iterator[Edited | Deleted]:
        number = worker // 2 % PATTERNS
        if number >= len(BOTH_EDITED):
            if second == 0:
                yield Deleted("hr" if number == len(BOTH_EDITED) else "dataverse", worker)
            return
        pattern = BOTH_EDITED[number]
        for environment, columns, when in (
            ("hr", pattern.hr, pattern.hr_second),
            ("dataverse", pattern.dataverse, pattern.dataverse_second),
        ):
            if when == second:
                texts = self._texts[environment], self._mails[environment]
                values = tuple((c, texts[c == MAIL][worker % 100]) for c in columns)
                yield Edited(environment, worker, values)


class Rows(Sequence[Row]):
    """The rows to be given, made one by one when they are asked for."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def __len__(self) -> int:
        return self._workers.count

    def __getitem__(self, i):
        if not 0 <= i < len(self):
            raise IndexError(i)
        number, values = self._workers.numbers[i], self._workers.values(i)
        return Row(number, tuple(zip(COLUMNS, values, strict=False)))
