"""Missed requests: changes that have not travelled yet, in the order they were first made (B1).

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> simulator = Engine()
>>> simulator.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [(request.pair.name, request.kind) for request in simulator.world.missed.in_order()]
[('boss', 'create')]
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from harness.domain.environments import HR, Environment
from harness.domain.request_kinds import RequestKind
from harness.simulator.pair_state import RequestSnapshot
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.travel_log import TravelLog


class Backlog:
    """All requests of both environments; `waiting` are those whose delivery is scheduled (L2)."""

    def __init__(self) -> None:
        self._by_table: defaultdict[str, dict[Request, None]] = defaultdict(dict)
        self.waiting: dict[Request, int] = {}  # with the journal entry of the change
        # whether there may be a delete that was made while integration was on (L10)
        self.deleted_while_on = False
        self.given_up = 0  # how often all that waited was given up (L5)
        self.log: TravelLog | None = None  # of what travels, from the first backup on (E1)

    def fork(self, requests: dict[Request, Request]) -> "Backlog":
        """A copy for another simulation, whose requests are the values of this mapping."""
        new = Backlog()
        for table, mine in self._by_table.items():
            new._by_table[table] = {requests[it]: None for it in mine}
        new.waiting = {requests[it]: cause for it, cause in self.waiting.items()}
        new.deleted_while_on = self.deleted_while_on
        new.given_up = self.given_up
        new.log = None if self.log is None else self.log.fork()
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
        self._by_table[pair.table.name][request] = None
        self._sort(pair.table.name)
        self.deleted_while_on |= request.made_on
        if waiting is not None:
            self.waiting[request] = waiting

    def again(self, pair: RecordPair, environment: Environment, state: RequestSnapshot) -> Request:
        """Add a request as it was, in its place."""
        request = self._again(pair, environment, state)
        self._sort(pair.table.name)
        return request

    def _again(self, pair: RecordPair, environment: Environment, state: RequestSnapshot) -> Request:
        request = self.add(
            pair, environment, state.kind, state.touched, state.since, state.since_seq, state.entity
        )
        request.become(state)
        self.deleted_while_on |= state.made_on
        return request

    def _sort(self, table: str) -> None:
        self._by_table[table] = dict.fromkeys(sorted(self._by_table[table], key=since))

    def spend(self, request: Request, travelled: bool = True) -> None:
        """Remove a request that has travelled, or has come to nothing."""
        pair = request.pair
        if self.log is not None and travelled:
            self.log.spent(identity(request))
        if request.environment == HR:
            pair.hr_request = None
        else:
            pair.dataverse_request = None
        if self.waiting:
            self.waiting.pop(request, None)
        del self._by_table[pair.table.name][request]

    def spend_both(self, pair: RecordPair) -> None:
        """Remove the requests of both environments: the record pair is settled."""
        if pair.binned is not None:
            pair.binned = pair.binned.settled_since()
        if self.log is not None:
            for request in (pair.hr_request, pair.dataverse_request):
                if request is not None:
                    self.log.spent(identity(request))
        requests = self._by_table[pair.table.name]
        hr, dataverse = pair.hr_request, pair.dataverse_request
        if hr is not None:
            del requests[hr]
            pair.hr_request = None
        if dataverse is not None:
            del requests[dataverse]
            pair.dataverse_request = None
        if self.waiting:
            for request in (hr, dataverse):
                if request is not None:
                    self.waiting.pop(request, None)

    def give_up_waiting(self) -> int:
        """Let nothing wait to be delivered any more (L5); return how much did."""
        waited = len(self.waiting)
        self.waiting.clear()
        self.given_up += 1
        return waited

    def keep_unanswered(self, request: Request, kind: RequestKind) -> None:
        """Let a request that was carried out stay missed, as its answer was lost (F2)."""
        self.waiting.pop(request, None)
        request.kind, request.touched = kind, 0

    def settle_unnoticed(self, pair: RecordPair) -> None:
        """Let what nobody noticed of a record be settled with it (F7)."""
        if self.log is not None and pair.unnoticed is not None:
            for environment, change in pair.unnoticed.items():
                self.log.spent(identity_of(environment, pair, change.since_seq))
        pair.unnoticed = None

    def replace(
        self, environment: Environment, states: Mapping[RecordPair, RequestSnapshot]
    ) -> None:
        """Let these be all requests of an environment; none of them is on its way (E1)."""
        for requests in self._by_table.values():
            for request in [it for it in requests if it.environment == environment]:
                self.spend(request, travelled=False)
        for pair, state in states.items():
            self._again(pair, environment, state)
        for table in {pair.table.name: None for pair in states}:
            self._sort(table)

    def tables(self) -> list[str]:
        """The tables with a request, sorted."""
        return sorted([table for table, requests in self._by_table.items() if requests])

    def count(self) -> int:
        """How many requests there are, in both environments."""
        return sum(map(len, self._by_table.values()))

    def of(self, table: str) -> Iterable[Request]:
        """The requests of one table in the order they were first made."""
        return self._by_table[table]

    def in_order(self, tables: Iterable[str] | None = None) -> list[Request]:
        """The requests in the order they were first made; only those of `tables`, if given."""
        found: list[Request] = []
        several = 0
        for table in self._by_table if tables is None else tables:
            found += self._by_table.get(table, ())
            several += 1
        if several > 1:
            found.sort(key=since)  # each table's are in order already: this merges them
        return found


def identity(request: Request) -> Hashable:
    """What tells a request from all others, also if it was taken back and made again (E2)."""
    return identity_of(request.environment, request.pair, request.since_seq)


def identity_of(environment: Environment, pair: RecordPair, since_seq: int) -> Hashable:
    """The identity of what was first changed by that journal entry, noticed or not."""
    return environment, pair.name, since_seq


def since(request: Request) -> int:
    """The journal entry by which a request was first made: the order of B1."""
    return request.since_seq
