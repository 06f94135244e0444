"""The application: control, the page and the places of the wire, behind the guard."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from harness.server.answers import AskedWrongly, error
from harness.server.control import Control
from harness.server.guard import Guard
from harness.server.live_scenario import LiveScenario
from harness.server.stream import Watchers
from harness.server.wire.unsupported import Wire
from harness.server.wire_log import WireLog

_PAGE: Final = Path(__file__).with_name("page")
_KINDS: Final = {
    ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
}  # fmt: skip
_SECURITY: Final = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Server:
    """One live scenario, those who watch it, the log of the wire, and the application over them."""

    def __init__(
        self,
        live: LiveScenario,
        version: str,
        token: str | None = None,
        ca: Callable[[], bytes] | None = None,
    ) -> None:
        self.live = live
        self.watchers = Watchers()
        self.wire = WireLog()
        control = Control(live, self.wire, self.watchers, version, ca)
        application = Starlette(
            routes=[*control.routes(), *Wire(live, self.wire).routes(), *_page_routes()],
            exception_handlers={
                AskedWrongly: _asked_wrongly,
                HTTPException: _http,
                ClientDisconnect: _gone,
                Exception: _broken,
            },
        )
        application.router.redirect_slashes = False
        self.app = Guard(application, token)


def _page_routes() -> list[Route]:
    return [
        Route("/", _page, methods=["GET"]),
        Route("/page/{name}", _page, methods=["GET"]),
    ]


async def _page(request: Request) -> Response:
    """A file of the page, by its name alone: no path leads out of its folder."""
    name = request.path_params.get("name", "index.html")
    found = {it.name: it for it in _PAGE.iterdir() if it.suffix in _KINDS}.get(name)
    if found is None:
        raise HTTPException(404)
    return FileResponse(found, media_type=_KINDS[found.suffix], headers=_SECURITY)


async def _asked_wrongly(_request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, AskedWrongly)
    return error(wrong.status, wrong.code, wrong.message)


async def _http(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, HTTPException)
    where = f"{request.method} {request.url.path}"
    messages = {404: f"{where}: there is no such address", 405: f"{where}: not this method here"}
    found = error(wrong.status_code, "http", messages.get(wrong.status_code, wrong.detail))
    found.headers.update(wrong.headers or {})
    return found


async def _gone(_request: Request, _wrong: Exception) -> Response:
    return error(400, "cut_off", "the body was cut off")


async def _broken(_request: Request, wrong: Exception) -> Response:
    return error(500, "broken", f"the harness failed: {type(wrong).__name__}: {wrong}")
