"""Missed requests: what has not travelled yet. At most one for a record in an environment.

Dictionaries keep the order in which the requests were first made, which is the order of the batch
job (B1). `waiting` names those of Dataverse that wait for their delivery (L2).
"""

from collections.abc import Iterator

from harness.decisions.net import Request
from harness.values.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.values.records import Key

Requests = dict[Key, Request]


class MissedRequests:
    """The requests of both environments, by table and natural key."""

    def __init__(self) -> None:
        self.of: dict[Environment, dict[str, Requests]] = {HR: {}, DATAVERSE: {}}
        self.waiting: dict[tuple[str, Key], int] = {}  # to the entry of the change

    def get(self, environment: Environment, table: str, key: Key) -> Request | None:
        """The request of this record in this environment."""
        requests = self.of[environment].get(table)
        return requests.get(key) if requests else None

    def put(self, environment: Environment, table: str, key: Key, request: Request) -> None:
        """Remember a request that is new."""
        requests = self.of[environment].get(table)
        if requests is None:
            requests = self.of[environment][table] = {}
        requests[key] = request

    def spend(self, environment: Environment, table: str, key: Key) -> None:
        """The request has travelled, or came to nothing."""
        del self.of[environment][table][key]
        if self.waiting and environment == DATAVERSE:
            self.waiting.pop((table, key), None)

    def tables(self) -> list[str]:
        """The tables with a request, sorted."""
        return sorted({t for of in self.of.values() for t, requests in of.items() if requests})

    def count(self) -> int:
        """How many requests there are, in both environments."""
        return sum(len(requests) for of in self.of.values() for requests in of.values())

    def in_order(
        self, tables: list[str] | None = None
    ) -> Iterator[tuple[Request, Environment, str, Key]]:
        """The requests as first made; of these tables only, where given."""
        found = [
            (request.since_seq, environment, table, key, request)
            for environment in ENVIRONMENTS
            for table, requests in self.of[environment].items()
            if tables is None or table in tables
            for key, request in requests.items()
        ]
        found.sort(key=_since)
        for _, environment, table, key, request in found:
            yield request, environment, table, key


def _since(entry: tuple[int, Environment, str, Key, Request]) -> int:
    return entry[0]
