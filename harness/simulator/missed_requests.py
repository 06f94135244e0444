"""Missed requests: changes that have not travelled yet, in the order they were first made (B1).

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> simulator = Engine()
>>> simulator.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [(request.pair.name, request.kind) for request in simulator.world.missed.in_order()]
[('boss', 'create')]
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable

from harness.domain.environments import HR, Environment
from harness.domain.request_kinds import RequestKind
from harness.simulator.record_pairs import RecordPair, Request


class Backlog:
    """All requests of both environments; `waiting` are those whose delivery is scheduled (L2)."""

    def __init__(self) -> None:
        self._by_table: defaultdict[str, dict[Request, None]] = defaultdict(dict)
        self.waiting: dict[Request, int] = {}  # with the journal entry of the change
        # whether there may be a delete that was made while integration was on (L10)
        self.deleted_while_on = False
        # the requests that have travelled, if a backup was made that may have them (E1)
        self.travelled: set[Hashable] | None = None

    def fork(self, requests: dict[Request, Request]) -> "Backlog":
        """A copy for another simulation, whose requests are the values of this mapping."""
        new = Backlog()
        for table, mine in self._by_table.items():
            new._by_table[table] = {requests[it]: None for it in mine}
        new.waiting = {requests[it]: cause for it, cause in self.waiting.items()}
        new.deleted_while_on = self.deleted_while_on
        new.travelled = None if self.travelled is None else self.travelled.copy()
        return new

    def add(
        self,
        pair: RecordPair,
        environment: Environment,
        kind: RequestKind,
        touched: int,
        now: int,
        seq: int,
        entity: str | None,
    ) -> Request:
        """Add a new request to a record pair."""
        request = Request(pair, environment, kind, touched, now, seq, entity)
        if environment == HR:
            pair.hr_request = request
        else:
            pair.dataverse_request = request
        self._by_table[pair.table.name][request] = None
        return request

    def put_back(self, request: Request, waiting: int | None) -> None:
        """Add a request that was spent, in its place; `waiting` as in the mapping of that name."""
        pair = request.pair
        if request.environment == HR:
            pair.hr_request = request
        else:
            pair.dataverse_request = request
        requests = {**self._by_table[pair.table.name], request: None}
        self._by_table[pair.table.name] = dict.fromkeys(sorted(requests, key=_since))
        if waiting is not None:
            self.waiting[request] = waiting

    def spend(self, request: Request, travelled: bool = True) -> None:
        """Remove a request that has travelled, or has come to nothing."""
        pair = request.pair
        if self.travelled is not None and travelled:
            self.travelled.add(identity(request))
        if request.environment == HR:
            pair.hr_request = None
        else:
            pair.dataverse_request = None
        if self.waiting:
            self.waiting.pop(request, None)
        del self._by_table[pair.table.name][request]

    def spend_both(self, pair: RecordPair) -> None:
        """Remove the requests of both environments: the record pair is settled."""
        if self.travelled is not None:
            self.travelled |= {
                identity(it) for it in (pair.hr_request, pair.dataverse_request) if it is not None
            }
        requests = self._by_table[pair.table.name]
        if pair.hr_request is not None:
            del requests[pair.hr_request]
            if self.waiting:
                self.waiting.pop(pair.hr_request, None)
            pair.hr_request = None
        if pair.dataverse_request is not None:
            del requests[pair.dataverse_request]
            if self.waiting:
                self.waiting.pop(pair.dataverse_request, None)
            pair.dataverse_request = None

    def tables(self) -> list[str]:
        """The tables with a request, sorted."""
        return sorted([table for table, requests in self._by_table.items() if requests])

    def count(self) -> int:
        """How many requests there are, in both environments."""
        return sum(map(len, self._by_table.values()))

    def in_order(self, tables: Iterable[str] | None = None) -> list[Request]:
        """The requests in the order they were first made; only those of `tables`, if given."""
        found: list[Request] = []
        several = 0
        for table in self._by_table if tables is None else tables:
            found += self._by_table.get(table, ())
            several += 1
        if several > 1:
            found.sort(key=_since)  # each table's are in order already: this merges them
        return found


def identity(request: Request) -> Hashable:
    """What tells a request from all others, also from later ones of its record."""
    return request.environment, request.pair.name, request.since_seq


def _since(request: Request) -> int:
    return request.since_seq
