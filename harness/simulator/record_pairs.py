"""Record pairs: one record across both environments, with its name, tracking row and requests.

A pair is identified by table and natural key, in its first spelling, however each environment
spells it (V2). It holds the integration's memory of the record: the tracking row (G1) and at most
one request an environment, for what has not travelled yet. Its name, by which a history refers to
it, never changes: a copy has the name of what it copies, and an imported row without a name has its
natural key for one, with ~2, ~3 if that name is taken.

>>> from harness.domain.catalog import standard_catalog
>>> title = standard_catalog()["cdm_title"]
>>> pairs = RecordPairs()
>>> [pairs.add_named(title, key, "boss").name for key in ("Boss", "Chief")]
['boss', 'boss~2']
>>> pairs.find("cdm_title", "BOSS ").name
'boss'
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from harness.domain.catalog import Table
from harness.domain.environments import HR, Environment, other
from harness.domain.fault_points import Fails, FaultPoint, Point
from harness.domain.records import Key, Record, folded
from harness.domain.request_kinds import DELETE, UNACKED_DELETE, RequestKind
from harness.simulator.pair_state import Binned, RequestSnapshot, TrackingRow, UnnoticedChange

_DELETES: Final = (DELETE, UNACKED_DELETE)


class RecordPair:
    """One record across both environments: key, name, tracking row, requests.

    The record itself is in the stores, in either of them, in both or in none:
    `world.stores["hr"].find(pair.table.name, pair.key)`.
    """

    __slots__ = (
        "binned",
        "dataverse_born",
        "dataverse_request",
        "hr_born",
        "hr_request",
        "key",
        "name",
        "row",
        "table",
        "unnoticed",
    )

    def __init__(self, table: Table, key: Key, name: str) -> None:
        self.table = table
        self.key = key
        self.name = name
        self.row: TrackingRow | None = None
        self.hr_request: Request | None = None
        self.dataverse_request: Request | None = None
        self.unnoticed: dict[Environment, UnnoticedChange] | None = None
        # the row that a user deleted last in Dataverse, if it is in the recycle bin (E2)
        self.binned: Binned | None = None
        # which of all records it was to be created, in each environment
        self.hr_born = self.dataverse_born = 0

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

    def born(self, environment: Environment) -> int:
        """Which of all records it was to be created in that environment."""
        return self.hr_born if environment == HR else self.dataverse_born

    def set_born(self, environment: Environment, born: int) -> None:
        """Say which of all records it was to be created there."""
        if environment == HR:
            self.hr_born = born
        else:
            self.dataverse_born = born

    @property
    def comes_last(self) -> bool:
        """Whether it has a delete made while integration was on, and comes to the end (L10)."""
        hr, dataverse = self.hr_request, self.dataverse_request
        late = hr is not None and hr.comes_last
        return late or (dataverse is not None and dataverse.comes_last)

    def ignored(self, environment: Environment) -> UnnoticedChange | None:
        """What nobody noticed of users' changes in that environment (F7), or None."""
        return None if self.unnoticed is None else self.unnoticed.get(environment)

    def ignore(self, environment: Environment, change: UnnoticedChange | None) -> None:
        """Keep what nobody noticed in that environment; None is nothing."""
        if change is not None:
            self.unnoticed = {**(self.unnoticed or {}), environment: change}
        elif self.unnoticed is not None:
            left = {it: its for it, its in self.unnoticed.items() if it != environment}
            self.unnoticed = left or None


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
        "made_on",
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
        self.made_on = False  # whether its last delete was made while integration was on (L9)

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.record} from {self.environment}>"

    @property
    def deletes(self) -> bool:
        """Whether it comes to a delete."""
        return self.kind in _DELETES

    @property
    def comes_last(self) -> bool:
        """Whether it comes to a delete made while integration was on, and to the end (L10)."""
        return self.made_on and self.kind in _DELETES

    @property
    def state(self) -> RequestSnapshot:
        """All of it but its record."""
        return RequestSnapshot(
            self.kind, self.touched, self.since, self.since_seq, self.changed_at, self.entity,
            self.made_on,
        )  # fmt: skip

    def become(self, state: RequestSnapshot) -> None:
        """Be as that state has it."""
        self.kind, self.touched, self.since, self.since_seq = state[:4]
        self.changed_at, self.entity, self.made_on = state[4:]

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
        new: Request = object.__new__(Request)
        new.pair, new.environment = pair, self.environment
        new.kind, new.touched, new.since = self.kind, self.touched, self.since
        new.since_seq, new.changed_at, new.entity = self.since_seq, self.changed_at, self.entity
        new.made_on = self.made_on
        if self.environment == HR:
            pair.hr_request = new
        else:
            pair.dataverse_request = new
        return new


class RecordPairs:
    """All record pairs of a simulation, by name and by natural key.

    `fold` gives two keys the same form if they are one (V2).
    """

    def __init__(self, fold: Callable[[Key], Key] = folded) -> None:
        self._fold: Final = fold
        self._by_name: dict[str, RecordPair] = {}
        # the pair of that name, or None; the dictionary's own method, which every command calls
        self.named: Final[Callable[[str], RecordPair | None]] = self._by_name.get
        self._by_key: defaultdict[str, dict[Key, RecordPair]] = defaultdict(dict)

    def fork(self) -> tuple["RecordPairs", dict[Request, Request]]:
        """A copy, and a mapping from each request here to its copy."""
        new = RecordPairs(self._fold)
        requests: dict[Request, Request] = {}
        for table, pairs in self._by_key.items():
            copies = new._by_key[table]
            for key, pair in pairs.items():
                copy = RecordPair(pair.table, pair.key, pair.name)
                new._by_name[pair.name] = copies[key] = copy
                copy.row, copy.unnoticed, copy.binned = pair.row, pair.unnoticed, pair.binned
                copy.hr_born, copy.dataverse_born = pair.hr_born, pair.dataverse_born
                for request in (pair.hr_request, pair.dataverse_request):
                    if request is not None:
                        requests[request] = request.fork(copy)
        return new, requests

    def find(self, table: str, key: Key) -> RecordPair | None:
        """The pair with that natural key, or None."""
        pairs = self._by_key[table]
        # most keys are spelt as they are compared, so that they need not be folded to be found
        if key in pairs:
            return pairs[key]
        return pairs.get(self._fold(key))

    def add_those_of(
        self, records: Iterator[Record], table: str, found: dict[RecordPair, None]
    ) -> None:
        """Add the pairs of records of a table to those found."""
        pairs = self._by_key[table]
        for record in records:
            key = record.key
            found[pairs[key if key in pairs else self._fold(key)]] = None

    def claim(self, table: Table, key: Key, name: str) -> RecordPair | None:
        """The pair with that natural key, a new one if key and name are free; None if only one is.

        It may have another name.
        """
        pairs = self._by_key[table.name]
        if key in pairs:
            return pairs[key]
        folded = self._fold(key)
        if folded in pairs:
            return pairs[folded]
        if name in self._by_name:
            return None
        pair = self._by_name[name] = pairs[folded] = RecordPair(table, key, name)
        return pair

    def add(self, table: Table, key: Key, name: str) -> RecordPair:
        """Add a new pair. Its name and its key must be free."""
        pair = self._by_name[name] = RecordPair(table, key, name)
        self._by_key[table.name][self._fold(key)] = pair
        return pair

    def remove(self, pair: RecordPair) -> None:
        """Remove a pair that was just added: its record was not written, or was taken back."""
        del self._by_name[pair.name], self._by_key[pair.table.name][self._fold(pair.key)]

    def add_named(self, table: Table, key: Key, wanted: str | None) -> RecordPair:
        """Add a new pair, named `wanted`, or else after its natural key; ~2 if that is taken."""
        name = stem = wanted or table.key_text(key)
        number = 1
        while name in self._by_name:
            number += 1
            name = f"{stem}~{number}"
        return self.add(table, key, name)

    def same_key(self, one: Key, other: Key) -> bool:
        """Whether two natural keys are one, as the databases compare them (V2)."""
        return one == other or self._fold(one) == self._fold(other)

    def of(self, table: str) -> Iterator[RecordPair]:
        """The pairs of one table in the order they were added."""
        return iter(self._by_key[table].values())

    def count(self, table: str) -> int:
        """How many pairs of one table there are."""
        return len(self._by_key[table])

    def all(self) -> Iterator[RecordPair]:
        """The pairs of all tables."""
        return iter(self._by_name.values())

    def tables(self) -> list[str]:
        """The tables that have record pairs, sorted."""
        return sorted(table for table, pairs in self._by_key.items() if pairs)

    def clear_tracking(self, table: str) -> int:
        """Remove all tracking rows of the table (C1); return how many there were."""
        cleared = 0
        for pair in self._by_key[table].values():
            if pair.row is not None:
                pair.row = None
                cleared += 1
        return cleared
