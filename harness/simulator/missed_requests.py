"""Missed requests: what has not travelled yet, in the order in which it was first made (B1)."""

from collections import defaultdict
from collections.abc import Iterable

from harness.domain.environments import HR, Environment
from harness.domain.request_kinds import RequestKind
from harness.simulator.record_pairs import RecordPair, Request


class Backlog:
    """The requests of both environments. `waiting` are those that wait for their delivery (L2)."""

    def __init__(self) -> None:
        self._of: defaultdict[str, dict[Request, None]] = defaultdict(dict)
        self.waiting: dict[Request, int] = {}  # to the journal entry of the change that waits

    def fork(self, requests: dict[Request, Request]) -> "Backlog":
        """The same of another simulation, which has these requests for ours."""
        new = Backlog()
        for table, mine in self._of.items():
            new._of[table] = {requests[it]: None for it in mine}
        new.waiting = {requests[it]: cause for it, cause in self.waiting.items()}
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
        """Remember a request that is new."""
        request = Request(pair, environment, kind, touched, now, seq, entity)
        if environment == HR:
            pair.hr_request = request
        else:
            pair.dataverse_request = request
        self._of[pair.table.name][request] = None
        return request

    def spend(self, request: Request) -> None:
        """The request has travelled, or came to nothing."""
        pair = request.pair
        if request.environment == HR:
            pair.hr_request = None
        else:
            pair.dataverse_request = None
        if self.waiting:
            self.waiting.pop(request, None)
        del self._of[pair.table.name][request]

    def spend_both(self, pair: RecordPair) -> None:
        """Both sides' requests have travelled: the thing is settled."""
        requests = self._of[pair.table.name]
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
