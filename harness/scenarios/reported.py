"""Expectations of what was reported: losses, undone deletes, refusals, the timeline, the time.

>>> from harness.simulator.engine import Engine
>>> DataLoss.none().check(Engine(), None) is None
True
>>> Elapsed("1h").check(Engine(), None).actual
'0s have passed'
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from harness.domain import arguments
from harness.domain.arguments import ColumnValue, Duration
from harness.domain.environments import Environment, EnvironmentName
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.domain.records import Scalar
from harness.domain.times import format_duration
from harness.reports.event_text import describe
from harness.reports.findings import Finding, data_loss, undone_deletes
from harness.reports.values import ChoiceNumber, logical_names, shown
from harness.scenarios.unmet import NAME, Unmet, first_three, place, set_place, spoken
from harness.simulator.engine import Engine

_set: Final = object.__setattr__  # expectations are frozen
_LOSS_ROWS: Final = "rows of an environment, a record, a column, the value lost and the value kept"


@immutable
class DataLoss:
    """This loss was reported; without an environment: none was so far, or some was."""

    environment: Environment | None = None
    record: str | None = None
    columns: frozenset[str] | None = None
    reported: bool = False

    def __init__(
        self,
        environment: EnvironmentName | None = None,
        record: str | None = None,
        columns: Iterable[str] | None = None,
        reported: bool | None = None,
    ) -> None:
        if (environment is None) != (record is None):
            raise BadInput("DataLoss: an environment and a record; or neither: there was no loss")
        if isinstance(columns, str) or not isinstance(columns, Iterable | None):
            raise arguments.wrong("DataLoss: columns", "a list of columns, or None", columns)
        set_place(self, environment, record)
        _set(self, "columns", None if columns is None else frozenset(columns))
        _set_reported(self, reported)

    @classmethod
    def none(cls) -> "DataLoss":
        """No data was lost so far."""
        return cls()

    @classmethod
    def some(cls) -> "DataLoss":
        """Some data was lost, whichever."""
        return cls(reported=True)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        found = data_loss(simulator)
        actual = first_three([_lost(simulator, loss) for loss in found]) or _NONE
        kind = "some" if found else "none"
        if self.environment is None:
            return _unexpected(bool(found), self.reported, ("a data loss", _NO_LOSS), actual)
        for loss in found:
            if (loss.environment, loss.record) == (self.environment, self.record) and (
                self.columns is None or self.columns == {column for column, _, _ in loss.columns}
            ):
                return None
        return Unmet(self.text(simulator), actual, kind)

    def text(self, simulator: Engine) -> str:
        """What is demanded, in words."""
        if self.environment is None:
            return "a data loss" if self.reported else _NO_LOSS
        columns = ", ".join(spoken(simulator, self.record, it) for it in sorted(self.columns or ()))
        where = place(self.environment, self.record)
        return f"a data loss of {columns} of {where}" if columns else f"a data loss of {where}"


def _set_reported(expectation: "DataLoss | UndoneDelete", reported: object) -> None:
    """Whether one is reported: it is where a record is named, and none is where nothing is said."""
    named = expectation.environment is not None
    what = f"{type(expectation).__name__}: reported"
    given = named if reported is None else arguments.yes_no(what, reported)
    if named and not given:
        raise BadInput(f"{what} is True for the one that a record is named for")
    _set(expectation, "reported", given)


def _unexpected(found: bool, wanted: bool, words: tuple[str, str], actual: str) -> Unmet | None:
    """Compare whether there is any with whether there should be; the words are for yes and no."""
    if found == wanted:
        return None
    return Unmet(words[not wanted], actual, "some" if found else "none")


_NO_LOSS: Final = "no data loss"
_NONE: Final = "none was reported"  # whether there could be one, findings say


def _lost(simulator: Engine, loss: Finding) -> str:
    columns = (
        f"{spoken(simulator, loss.record, column)} {shown(lost)}, kept {shown(kept)}"
        for column, lost, kept in loss.columns
    )
    return f"{place(loss.environment, loss.record)} lost {', '.join(columns)}"


# where the lost edit was made, record, column, value lost, value kept
LossRow = tuple[Environment, str, str, Scalar | None, Scalar | None]


@immutable
class DataLosses:
    """These losses were reported and no others, each column with what was lost and kept (R7)."""

    rows: tuple[LossRow, ...]

    def __init__(
        self, rows: Iterable[tuple[EnvironmentName, str, str, ColumnValue, ColumnValue]]
    ) -> None:
        if not isinstance(rows, Iterable) or isinstance(rows, str):
            raise arguments.wrong("DataLosses: rows", _LOSS_ROWS, rows)
        _set(self, "rows", tuple(map(_loss_row, rows)))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        found = [
            (loss.environment, loss.record, column, lost, kept)
            for loss in data_loss(simulator)
            for column, lost, kept in loss.columns
        ]
        if sorted(map(_loss, self.rows)) == sorted(map(_loss, map(_unlabelled, found))):
            return None
        actual = [_spoken(simulator, row) for row in found]
        kind = "some" if found else "none"
        return Unmet(self.text(simulator), "; ".join(actual) or _NONE, kind)

    def text(self, simulator: Engine) -> str:
        """What is demanded, in words."""
        return "; ".join(_spoken(simulator, row) for row in self.rows) or _NO_LOSS


def _loss_row(row: Any) -> LossRow:
    if not isinstance(row, tuple | list) or len(row) != 5:
        raise arguments.wrong("DataLosses: rows", _LOSS_ROWS, row)
    where = arguments.environment("DataLosses: environment", row[0])
    record = arguments.text("DataLosses: record", row[1], NAME)
    column = arguments.text("DataLosses: column", row[2], "the name of a column")
    (_, lost), (_, kept) = arguments.values("DataLosses", [(column, row[3]), (column, row[4])])
    return where, record, column, lost, kept


def _unlabelled(row: LossRow) -> LossRow:
    """The row as people write it: a choice in Dataverse is its number, without the label."""
    environment, record, column, *values = row
    lost, kept = (int(it) if isinstance(it, ChoiceNumber) else it for it in values)
    return environment, record, column, lost, kept


def _spoken(simulator: Engine, row: LossRow) -> str:
    environment, record, column, lost, kept = row
    return _loss((environment, record, spoken(simulator, record, column), lost, kept))


def _loss(row: LossRow) -> str:
    environment, record, column, lost, kept = row
    return f"{place(environment, record)} lost {column} {shown(lost)}, kept {shown(kept)}"


@immutable
class UndoneDelete:
    """This undone delete was reported; without an environment: none was so far, or some was."""

    environment: Environment | None = None
    record: str | None = None
    reported: bool = False

    def __init__(
        self,
        environment: EnvironmentName | None = None,
        record: str | None = None,
        reported: bool | None = None,
    ) -> None:
        if (environment is None) != (record is None):
            raise BadInput("UndoneDelete: an environment and a record; or neither: there was none")
        set_place(self, environment, record)
        _set_reported(self, reported)

    @classmethod
    def none(cls) -> "UndoneDelete":
        """No delete was undone so far."""
        return cls()

    @classmethod
    def some(cls) -> "UndoneDelete":
        """Some delete was undone, whichever."""
        return cls(reported=True)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        found = [place(one.environment, one.record) for one in undone_deletes(simulator)]
        actual = f"undone deletes: {', '.join(found)}" if found else _NONE
        kind = "some" if found else "none"
        if self.environment is None:
            words = ("an undone delete", "no undone delete")
            return _unexpected(bool(found), self.reported, words, actual)
        wanted = place(self.environment, self.record)
        return None if wanted in found else Unmet(f"an undone delete of {wanted}", actual, kind)


@immutable
class RefusedBecause:
    """The step before was refused, and the reason contains the text, regardless of case.

    Without a text, for whatever reason.
    """

    text: str = ""

    def __init__(self, text: str = "") -> None:
        _set(self, "text", text and arguments.text("RefusedBecause: text", text))

    def check(self, _simulator: Engine, refusal: str | None) -> Unmet | None:
        if refusal and self.text.casefold() in refusal.casefold():
            return None
        actual = f"refused: {refusal}" if refusal else "it was not refused"
        because = f": {self.text}" if self.text else ""
        return Unmet(f"the step before is refused{because}", actual, bool(refusal))


@immutable
class TimelineSays:
    """A line of the timeline has this text in it, regardless of case; or none has."""

    text: str
    says: bool = True

    def __init__(self, text: str, says: bool = True) -> None:
        _set(self, "text", arguments.text("TimelineSays: text", text))
        _set(self, "says", arguments.yes_no("TimelineSays: says", says))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        from harness.reports.timeline_rows import timeline_lines

        wanted = self.text.casefold()
        lines = (line.what for line in timeline_lines(simulator, expand=True))
        # a file says columns by their logical names
        logical = (describe(simulator, event, logical_names) for _, event in simulator.journal)
        found = next((what for what in chain(lines, logical) if wanted in what.casefold()), None)
        if (found is not None) == self.says:
            return None
        if found is None:
            return Unmet(f"the timeline says {self.text!r}", "no line of it does")
        return Unmet(f"the timeline does not say {self.text!r}", f"a line of it says {found!r}")


@immutable
class Elapsed:
    """This much simulated time has passed since the start."""

    milliseconds: int

    def __init__(self, milliseconds: Duration) -> None:
        _set(self, "milliseconds", arguments.duration("Elapsed: milliseconds", milliseconds))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        world = simulator.world
        passed = world.clock.milliseconds - world.settings.start * 1000
        if passed == self.milliseconds:
            return None
        expected = f"{format_duration(self.milliseconds)} have passed since the start"
        return Unmet(expected, f"{format_duration(passed)} have passed")
