"""Record pairs: one record across both environments, with its name, tracking row and requests.

A pair is identified by table and natural key, which are the same in both environments because
natural keys are fixed (R18). It holds the integration's memory of the record: the tracking row (G1)
and at most one request an environment, for what has not travelled yet. Its name, by which a history
refers to it, never changes: a copy has the name of what it copies, and an imported row without a
name has its natural key for one, with ~2, ~3 if that name is taken.

>>> from harness.domain.catalog import standard_catalog
>>> title = standard_catalog()["cdm_title"]
>>> pairs = RecordPairs()
>>> [pairs.find_or_add(title, key, "boss").name for key in ("Boss", "Chief", "Boss")]
['boss', 'boss~2', 'boss']
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import ClassVar, Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import HR, Environment, other
from harness.domain.fault_points import Fails, FaultPoint, Point
from harness.domain.records import Key
from harness.domain.request_kinds import RequestKind, ShownKind


class TrackingRow(NamedTuple):
    """One row of the administration grid (G1), without its table; a tombstone if it is deleted."""

    dataverse_reference: int
    entity: str
    human_resources_reference: int
    deleted_from_dataverse: bool = False


class RecordPair:
    """One record across both environments: key, name, tracking row, requests.

    The record itself is in the stores, in either of them, in both or in none:
    `world.stores["hr"].find(pair.table.name, pair.key)`.
    """

    __slots__ = ("dataverse_request", "hr_request", "key", "name", "row", "table")

    def __init__(self, table: Table, key: Key, name: str) -> None:
        self.table = table
        self.key = key
        self.name = name
        self.row: TrackingRow | None = None
        self.hr_request: Request | None = None
        self.dataverse_request: Request | None = None

    def __repr__(self) -> str:
        tracked = "tracked" if self.tracked else "not tracked"
        return f"<RecordPair: {self.name} of {self.table.name}, {tracked}>"

    @property
    def tracked(self) -> bool:
        """Whether the pair has a tracking row that is not a tombstone."""
        row = self.row
        return row is not None and not row.deleted_from_dataverse

    def request(self, environment: Environment) -> "Request | None":
        """The request for what has not travelled from that environment, or None."""
        return self.hr_request if environment == HR else self.dataverse_request


class Request(FaultPoint[Fails]):
    """The coalesced changes of one record in one environment that have not travelled yet.

    The table `COALESCE` decides what several changes come to. A fault is shown a copy, whose kind
    is that of what is written: create, edit or delete.
    """

    point: ClassVar[Point] = "request"
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
        self.since = now  # when it was first made, in seconds
        self.since_seq = seq  # the journal entry of that change
        self.changed_at = now  # when it last changed: for a delete, when it was made (L6)
        self.entity = entity  # the entity named by the latest change in Human Resources (G3)

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.record} from {self.environment}>"

    @property
    def described(self) -> str:
        return f"the {self.kind} of {self.record} ({self.table}) in {self.to}"

    @property
    def table(self) -> str:
        """The logical name of the record's table."""
        return self.pair.table.name

    @property
    def record(self) -> str:
        """The name of the record."""
        return self.pair.name

    @property
    def to(self) -> Environment:
        """The environment to which it travels."""
        return other(self.environment)

    @property
    def number(self) -> int:
        """Of the requests to that environment that a fault was shown, counted from 1; else 0."""
        return 0

    @property
    def now(self) -> int:
        """When a fault is shown it, in seconds since 1970; else when it last changed."""
        return self.changed_at

    def fork(self, pair: RecordPair) -> "Request":
        """A copy of this request for a pair of another simulation."""
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


class TravellingRequest(Request):
    """A write that is about to be sent, as a fault is shown it: a copy, for that fault alone.

    Its kind is that of what is written: create, edit or delete; a restore is a create. A write for
    which there is no request, as in a full synchronization, has been waiting since now.
    """

    __slots__ = ("_now", "_number")

    def __init__(
        self, pair: RecordPair, to: Environment, kind: ShownKind, since: int, number: int, now: int
    ) -> None:
        pair = RecordPair(pair.table, pair.key, pair.name)
        super().__init__(pair, other(to), kind, 0, since, 0, None)
        self._number = number
        self._now = now

    @property
    def number(self) -> int:
        return self._number

    @property
    def now(self) -> int:
        return self._now


class RecordPairs:
    """All record pairs of a simulation, by name and by natural key."""

    def __init__(self) -> None:
        self._by_name: dict[str, RecordPair] = {}
        # the pair of that name, or None; the dictionary's own method, which every command calls
        self.named: Final[Callable[[str], RecordPair | None]] = self._by_name.get
        self._by_key: defaultdict[str, dict[Key, RecordPair]] = defaultdict(dict)

    def fork(self) -> tuple["RecordPairs", dict[Request, Request]]:
        """A copy, and a mapping from each request here to its copy."""
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
        """The pair with that natural key, or None."""
        return self._by_key[table].get(key)

    def add(self, table: Table, key: Key, name: str) -> RecordPair:
        """Add a new pair. Its name and its key must be free."""
        pair = self._by_name[name] = self._by_key[table.name][key] = RecordPair(table, key, name)
        return pair

    def remove(self, pair: RecordPair) -> None:
        """Remove a pair that was just added: its record was not written, or was taken back."""
        del self._by_name[pair.name], self._by_key[pair.table.name][pair.key]

    def find_or_add(self, table: Table, key: Key, wanted: str | None) -> RecordPair:
        """The pair with that key; a new one is named `wanted`, or else after its natural key."""
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
        """The pairs of one table in the order they were added."""
        return iter(self._by_key[table].values())

    def tables(self) -> list[str]:
        """The tables that have record pairs, sorted."""
        return sorted(table for table, pairs in self._by_key.items() if pairs)

    def clear_tracking(self, table: str) -> int:
        """Remove all tracking rows of the table (C1); return how many there were."""
        cleared = 0
        for pair in self.of(table):
            if pair.row is not None:
                pair.row = None
                cleared += 1
        return cleared
