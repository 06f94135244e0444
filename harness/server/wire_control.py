"""The part of the control API that is about the wire: its requests so far, and its faults."""

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.server.answers import answer
from harness.server.asked import body_of, number_of, routes
from harness.server.json_tree import read_json
from harness.server.wire_log import WireLog, read_fault


class WireControl:
    """The routes, for the log of one server."""

    def __init__(self, wire: WireLog) -> None:
        self.wire = wire

    def routes(self, prefix: str) -> list[Route]:
        """Each address with its methods."""
        return routes(
            prefix,
            {
                "/requests": {"GET": (self.requests, ("after",))},
                "/faults": {
                    "GET": (self.faults, ()),
                    "POST": (self.add_fault, ()),
                    "DELETE": (self.clear_faults, ()),
                },
            },
        )

    async def requests(self, request: Request) -> Response:
        after = number_of(request, "after", 0)
        found = [it.to_json() for it in self.wire.requests if it.number > after]
        return answer({"requests": found, "last": len(self.wire.requests)})

    async def faults(self, request: Request) -> Response:
        return answer({"faults": list(self._listed(self.wire.faults))})

    async def add_fault(self, request: Request) -> Response:
        number = self.wire.add_fault(read_fault(read_json(await body_of(request))))
        return answer(next(iter(self._listed([number]))), 201)

    async def clear_faults(self, request: Request) -> Response:
        self.wire.clear_faults()
        return answer({"faults": []})

    def _listed(self, numbers: Iterable[int]) -> Iterable[dict[str, Any]]:
        for number in numbers:
            yield self.wire.faults[number].to_json(number, self.wire.counted[number])
