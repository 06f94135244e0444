"""Things: what the integration knows of one thing, and by which name a history calls it.

A thing is a table and a natural key, the same in both environments, because natural keys are fixed
(R18). It carries its tracking row (G1) and what has not travelled of it on either side: at most one
request an environment. A name and a thing belong together for good: a copy bears the name of what
it copies, and an imported row without a name bears its natural key, with ~2, ~3 where that name is
taken.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import HR, Environment
from harness.domain.records import Key
from harness.domain.request_kinds import RequestKind


class TrackingRow(NamedTuple):
    """One row of the administration grid (G1), less the table. Deleted = Yes is a tombstone."""

    dataverse_reference: int
    entity: str
    human_resources_reference: int
    deleted_from_dataverse: bool = False


class RecordPair:
    """One thing, in both environments; `row` and the requests are the integration's memory."""

    __slots__ = ("dataverse_request", "hr_request", "key", "name", "row", "table")

    def __init__(self, table: Table, key: Key, name: str) -> None:
        self.table = table
        self.key = key
        self.name = name
        self.row: TrackingRow | None = None
        self.hr_request: Request | None = None
        self.dataverse_request: Request | None = None

    @property
    def tracked(self) -> bool:
        """Whether it has a tracking row that is no tombstone."""
        row = self.row
        return row is not None and not row.deleted_from_dataverse

    def request(self, environment: Environment) -> "Request | None":
        """What has not travelled of it in that environment."""
        return self.hr_request if environment == HR else self.dataverse_request


class Request:
    """What has to travel of one thing in one environment: the net of its changes (`net.NET`)."""

    __slots__ = (
        "changed_at",
        "entity",
        "environment",
        "kind",
        "pair",
        "since",
        "since_seq",
        "touched",
    )

    def __init__(
        self,
        pair: RecordPair,
        environment: Environment,
        kind: RequestKind,
        touched: int,
        now: int,
        seq: int,
        entity: str | None,
    ) -> None:
        self.pair = pair
        self.environment = environment
        self.kind = kind
        self.touched = touched  # bit n is set where column n of the table was touched
        self.since = now  # when first made, seconds
        self.since_seq = seq  # and the journal entry of that change
        self.changed_at = now  # when last changed: for a delete, when it was made (L6)
        self.entity = entity  # the entity named by the latest change in Human Resources (G3)

    def fork(self, pair: RecordPair) -> "Request":
        """The same request of another simulation's thing."""
        new = Request(
            pair,
            self.environment,
            self.kind,
            self.touched,
            self.since,
            self.since_seq,
            self.entity,
        )
        new.changed_at = self.changed_at
        if self.environment == HR:
            pair.hr_request = new
        else:
            pair.dataverse_request = new
        return new


class RecordPairs:
    """All things of a history, by name and by natural key."""

    def __init__(self) -> None:
        self._by_name: dict[str, RecordPair] = {}
        # the thing of that name, or None; the dictionary's own method, because every command asks
        self.named: Final[Callable[[str], RecordPair | None]] = self._by_name.get
        self._by_key: defaultdict[str, dict[Key, RecordPair]] = defaultdict(dict)

    def fork(self) -> tuple["RecordPairs", dict[Request, Request]]:
        """The same things again, and which of their requests is which of these."""
        new = RecordPairs()
        requests: dict[Request, Request] = {}
        for pairs in self._by_key.values():
            for pair in pairs.values():
                copy = new.add(pair.table, pair.key, pair.name)
                copy.row = pair.row
                for request in (pair.hr_request, pair.dataverse_request):
                    if request is not None:
                        requests[request] = request.fork(copy)
        return new, requests

    def find(self, table: str, key: Key) -> RecordPair | None:
        """The thing with that natural key."""
        return self._by_key[table].get(key)

    def add(self, table: Table, key: Key, name: str) -> RecordPair:
        """A new thing. Neither its name nor its key may be another's."""
        pair = self._by_name[name] = self._by_key[table.name][key] = RecordPair(table, key, name)
        return pair

    def find_or_add(self, table: Table, key: Key, wanted: str | None) -> RecordPair:
        """The thing of an imported row; a new one has the name it wants, or its natural key."""
        known = self.find(table.name, key)
        if known is not None:
            return known
        name = stem = wanted or table.key_text(key)
        number = 1
        while name in self._by_name:
            number += 1
            name = f"{stem}~{number}"
        return self.add(table, key, name)

    def of(self, table: str) -> Iterator[RecordPair]:
        """The things of one table in the order they were first made."""
        return iter(self._by_key[table].values())

    def tables(self) -> list[str]:
        """The tables that have things, sorted."""
        return sorted(table for table, pairs in self._by_key.items() if pairs)

    def clear_tracking(self, table: str) -> int:
        """All tracking rows of the table go (C1); how many that were."""
        cleared = 0
        for pair in self.of(table):
            if pair.row is not None:
                pair.row = None
                cleared += 1
        return cleared
