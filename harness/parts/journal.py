"""The journal: what happened, in order, written by one writer and read by everybody else.

>>> journal = Journal()
>>> journal.add(0, None, "turned_on", "administrator", rule="S3")
1
>>> journal[1].event
'turned_on'
"""

from collections.abc import Iterator
from typing import Any

from harness.values.commands import Command
from harness.values.environments import Environment
from harness.values.events import Actor, Event

_new = tuple.__new__


class Journal:
    """Entries count from 1; losses and undone deletes are found without reading all of it."""

    def __init__(self) -> None:
        self.entries: list[Event] = []
        self.history: list[Command] = []  # the commands that people gave, to replay from
        self.losses: list[int] = []  # sequence numbers of the entries of that kind
        self.undone_deletes: list[int] = []

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
    ) -> int:
        """Write one entry and return its sequence number; without a cause it is its own."""
        entries = self.entries
        seq = len(entries) + 1
        # straight to the tuple: a NamedTuple's own constructor is the slower half of this call
        entries.append(
            _new(
                Event,
                (at, cause or seq, event, actor, environment, table, record, rule, data),
            )
        )
        return seq

    def __getitem__(self, seq: int) -> Event:
        return self.entries[seq - 1]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[tuple[int, Event]]:
        return enumerate(self.entries, 1)

    def root(self, seq: int) -> int:
        """The entry that nothing caused and from which this one came."""
        while (cause := self[seq].cause) != seq:
            seq = cause
        return seq
