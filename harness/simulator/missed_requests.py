"""Missed requests: what has not travelled yet, in the order in which it was first made (B1)."""

from collections import defaultdict
from collections.abc import Iterable

from harness.domain.environments import HR, Environment
from harness.domain.request_kinds import RequestKind
from harness.simulator.record_pairs import Request, Thing


class MissedRequests:
    """The requests of both environments. `waiting` are those that wait for their delivery (L2)."""

    def __init__(self) -> None:
        self._of: defaultdict[str, dict[Request, None]] = defaultdict(dict)
        self.waiting: dict[Request, int] = {}  # to the journal entry of the change that waits

    def fork(self, requests: dict[Request, Request]) -> "MissedRequests":
        """The same of another simulation, which has these requests for ours."""
        new = MissedRequests()
        for table, mine in self._of.items():
            new._of[table] = {requests[it]: None for it in mine}
        new.waiting = {requests[it]: cause for it, cause in self.waiting.items()}
        return new

    def make(
        self,
        thing: Thing,
        environment: Environment,
        kind: RequestKind,
        touched: int,
        now: int,
        seq: int,
        entity: str | None,
    ) -> Request:
        """Remember a request that is new."""
        request = Request(thing, environment, kind, touched, now, seq, entity)
        if environment == HR:
            thing.hr_request = request
        else:
            thing.dataverse_request = request
        self._of[thing.table.name][request] = None
        return request

    def spend(self, request: Request) -> None:
        """The request has travelled, or came to nothing."""
        thing = request.thing
        if request.environment == HR:
            thing.hr_request = None
        else:
            thing.dataverse_request = None
        if self.waiting:
            self.waiting.pop(request, None)
        del self._of[thing.table.name][request]

    def settled(self, thing: Thing) -> None:
        """Both sides' requests have travelled: the thing is settled."""
        requests = self._of[thing.table.name]
        if thing.hr_request is not None:
            del requests[thing.hr_request]
            if self.waiting:
                self.waiting.pop(thing.hr_request, None)
            thing.hr_request = None
        if thing.dataverse_request is not None:
            del requests[thing.dataverse_request]
            if self.waiting:
                self.waiting.pop(thing.dataverse_request, None)
            thing.dataverse_request = None

    def tables(self) -> list[str]:
        """The tables with a request, sorted."""
        return sorted([table for table, requests in self._of.items() if requests])

    def count(self) -> int:
        """How many requests there are, in both environments."""
        return sum(map(len, self._of.values()))

    def in_order(self, tables: Iterable[str] | None = None) -> list[Request]:
        """The requests as first made; of these tables only, where given."""
        found: list[Request] = []
        several = 0
        for table in self._of if tables is None else tables:
            found += self._of.get(table, ())
            several += 1
        if several > 1:
            found.sort(key=_since)  # each table's are in order already: this merges them
        return found


def _since(request: Request) -> int:
    return request.since_seq
