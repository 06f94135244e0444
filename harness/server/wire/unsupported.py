"""What the wire answers while a protocol, or a part of one, is not built: 501, and it is counted.

The addresses are those that clients of the products use, so that no request is lost silently.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.domain.times import format_instant
from harness.server.answers import error
from harness.server.connections import cut_connection
from harness.server.live_scenario import LiveScenario
from harness.server.wire_log import WireLog, WireRequest

# the first parts of addresses, and the environment that they are of
ADDRESSES: Final = {
    "/api/data": "dataverse",
    "/XRMServices": "dataverse",
    "/data": "hr",
    "/Metadata": "hr",
    "/metadata": "hr",
}
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_NOT_BUILT: Final = "0x80060888"  # what Dataverse says to a request that it does not support


class Wire:
    """The routes of both protocols."""

    def __init__(self, live: LiveScenario, log: WireLog) -> None:
        self._live = live
        self._log = log

    def routes(self) -> list[Route]:
        """Each address, and all below it."""
        return [
            Route(path, self._answer, methods=list(_METHODS))
            for address in ADDRESSES
            for path in (address, address + "/{rest:path}")
        ]

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        environment = next(
            it for address, it in ADDRESSES.items() if (path + "/").startswith(address + "/")
        )
        target = path + (f"?{request.url.query}" if request.url.query else "")
        struck = self._log.strike(environment, request.method, target)
        authorization = request.headers.get("authorization", "")
        if struck is not None and not struck[1].lost:
            found = self._fault(struck[1].status or 503, struck[1].code, struck[1].retry_after)
        elif not authorization.startswith("Bearer ") or not authorization[7:].strip():
            message = "a bearer token is needed; its text is the user's name"
            found = error(401, "0x80048306", message)
            found.headers["WWW-Authenticate"] = "Bearer"
        else:
            message = f"{request.method} {target} is not supported: this protocol is not built yet"
            found = error(501, _NOT_BUILT, message)
        found.headers["OData-Version"] = "4.0"
        lost = struck is not None and struck[1].lost
        self._log.requests.append(
            WireRequest(
                len(self._log.requests) + 1,
                format_instant(self._live.simulator.world.clock.now),
                environment,
                request.method,
                target,
                found.status_code,
                request.headers.get("user-agent", ""),
                None,
                found.status_code == 501,
                None if struck is None else struck[0],
                lost,
            )
        )
        if lost:
            cut_connection(request.scope)
        return found

    @staticmethod
    def _fault(status: int, code: str, retry_after: int) -> Response:
        found = error(status, code, "a fault of the wire strikes this request")
        found.headers["Retry-After"] = str(retry_after)
        if status == 429:
            found.headers["x-ms-ratelimit-burst-remaining-xrm-requests"] = "0"
        return found
