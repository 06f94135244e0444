"""The journal: an append-only list of events. The simulator writes it, everything else reads it.

>>> journal = Journal()
>>> journal.add(0, None, "turned_on", "administrator", rule="S3")
1
>>> journal[1].event
'turned_on'
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final, Literal, Self

from harness.domain.catalog import Table
from harness.domain.commands import Command
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.events import EVENTS, VALUES, Actor, Event
from harness.domain.reconcile import Loss
from harness.domain.translation import in_number, numbered

_WIDTH: Final = len(Event._fields)
# as Event._make, without a call of a function in Python
_FEW: Final = 5  # entries
_event: Final[Callable[[Iterable[Any]], Event]] = partial(tuple.__new__, Event)
_OF_VALUES: Final = frozenset(name for name, kind in EVENTS.items() if kind.data == VALUES)


# the fields that are read as they are written: values in Dataverse are not (R16)
_Plain = Literal["at", "cause", "event", "actor", "environment", "table", "record", "rule"]


class Journal:
    """Events by sequence number, counted from 1; losses and undone deletes are indexed."""

    def __init__(self) -> None:
        # one flat list instead of a list of tuples: half the memory of a long history, and nothing
        # for the garbage collector to traverse
        self._flat: list[Any] = []
        self._length = 0
        self.history: list[Command] = []  # the commands done, enough to replay from the start
        self.losses: list[int] = []  # sequence numbers of the `lost` entries
        self.undone_deletes: list[int] = []  # and of the `delete_undone` ones
        # the tables with choices that are numbers in Dataverse, which are read as such (R16)
        self.numbered: Mapping[str, Table] = {}

    def add(
        self,
        at: int,
        cause: int | None,
        event: str,
        actor: Actor,
        environment: Environment | None = None,
        table: str | None = None,
        record: str | None = None,
        rule: str | None = None,
        data: Any = None,
        before: Any = None,
    ) -> int:
        """Append an entry, return its sequence number; `cause` is that of the entry behind it."""
        flat = self._flat
        flat += (at, cause, event, actor, environment, table, record, rule, data, before)
        self._length = length = self._length + 1
        return length

    def cut(self, length: int) -> None:
        """Remove the entries after so many: what they report was taken back."""
        del self._flat[length * _WIDTH :]
        self._length = length
        for index in (self.losses, self.undone_deletes):
            while index and index[-1] > length:
                index.pop()

    def fork(self) -> Self:
        """A copy that grows on its own."""
        new: Self = object.__new__(type(self))
        new._flat, new._length = self._flat.copy(), self._length
        new.history = self.history.copy()
        new.losses, new.undone_deletes = self.losses.copy(), self.undone_deletes.copy()
        new.numbered = self.numbered
        return new

    def __getitem__(self, seq: int) -> Event:
        if not 1 <= seq <= self._length:
            raise IndexError(f"no entry {seq}: the journal has {self._length}")
        event = _event(self._flat[(seq - 1) * _WIDTH : seq * _WIDTH])
        table = self.numbered.get(event.table or "")
        return event if table is None else self.in_numbers(table, event)

    def in_numbers(self, table: Table, event: Event) -> Event:
        """The entry with Dataverse's values as it has them, of choices the numbers (R16)."""
        data, before = event.data, event.before
        if event.event == "lost":
            lost_there = event.environment == DATAVERSE  # and what is kept is as the other has it
            return event._replace(data=_lost_in_numbers(table, lost_there, data))
        if event.environment != DATAVERSE:
            return event
        if event.event in _OF_VALUES:
            data = numbered(table, data)
        before = before and numbered(table, before)
        if data is event.data and before is event.before:
            return event
        return event._replace(data=data, before=before)

    def column(self, field: _Plain) -> list[Any]:
        """One field of every entry, in order: many times as fast as the entries."""
        return self._flat[Event._fields.index(field) :: _WIDTH]

    def fields(self, *names: _Plain) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Some fields of each entry, with its sequence number."""
        return enumerate(zip(*map(self.column, names), strict=True), 1)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[tuple[int, Event]]:
        return self.since(1)

    def since(self, first: int) -> Iterator[tuple[int, Event]]:
        """The entries from that sequence number on, each with its own."""
        if self._length - first < _FEW:  # what follows is quicker from some more on
            for seq in range(max(first, 1), self._length + 1):
                yield seq, self[seq]
            return
        flat = self._flat if first <= 1 else self._flat[(first - 1) * _WIDTH :]
        entries = map(_event, zip(*[iter(flat)] * _WIDTH, strict=False))
        numbers = range(max(first, 1), self._length + 1)
        for seq, event in zip(numbers, entries, strict=False):
            table = self.numbered.get(event.table or "")
            yield seq, event if table is None else self.in_numbers(table, event)


def _lost_in_numbers(table: Table, lost_there: bool, columns: Loss) -> Loss:
    return tuple(
        (name, in_number(table, name, lost), kept)
        if lost_there
        else (name, lost, in_number(table, name, kept))
        for name, lost, kept in columns
    )


class LimitedJournal(Journal):
    """A journal for simulations that may not end: RuntimeError at so many entries."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def add(self, *entry: Any, **more: Any) -> int:
        """Append an entry, return its sequence number."""
        if self._length >= self.limit:
            raise RuntimeError(f"it does not end: {self.limit:,} journal entries")
        return super().add(*entry, **more)

    def fork(self) -> Self:
        """A copy with the same limit."""
        new = super().fork()
        new.limit = self.limit
        return new
