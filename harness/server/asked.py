"""What a request asks for: its parameters and its body, checked; and its errors, as answers."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.domain.errors import BadInput, PluginError
from harness.domain.suggestions import cut, did_you_mean
from harness.server.answers import AskedWrongly, message_of
from harness.server.live_scenario import Interrupted

LARGEST: Final = 32 * 1024 * 1024  # bytes of a body
MOST_ROWS: Final = 500  # of a page of rows
Handler = Callable[[Request], Awaitable[Response]]

# by address and method: what answers it, and the parameters that it takes
RouteTable = Mapping[str, Mapping[str, tuple[Handler, tuple[str, ...]]]]


def routes(prefix: str, table: RouteTable) -> list[Route]:
    """The routes of a table, below that address."""
    return [
        Route(prefix + path, checked(handler, parameters), methods=[method])
        for path, methods in table.items()
        for method, (handler, parameters) in methods.items()
    ]


def checked(handler: Handler, parameters: tuple[str, ...]) -> Handler:
    """The handler, asked with these parameters only; what is wrong becomes an error in JSON."""

    @wraps(handler)
    async def checked(request: Request) -> Response:
        for name in request.query_params:
            if name not in parameters:
                takes = f"; it takes {', '.join(parameters)}" if parameters else ""
                near = did_you_mean(name, parameters) or takes
                raise AskedWrongly(400, "bad_input", f"no parameter {cut(name)}{near}")
        try:
            return await handler(request)
        except BadInput as wrong:
            raise AskedWrongly(400, "bad_input", message_of(wrong)) from None
        except PluginError as failed:  # in what a world begins with; of a step it is its result
            raise AskedWrongly(409, "plugin_failed", str(failed)) from None
        except Interrupted:
            raise AskedWrongly(503, "ending", "the server ends; the step was given up") from None

    return checked


async def body_of(request: Request) -> bytes:
    """The body, as far as it is allowed to go."""
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > LARGEST:
            message = f"a body of more than {LARGEST // 1024 // 1024} MiB"
            raise AskedWrongly(413, "too_large", message)
    return bytes(found)


def whole_number(name: str, text: str) -> int:
    """The number that a parameter says. BadInput if it is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise BadInput(f"{name} takes a whole number from 0, not {cut(text)}")
    return int(text)


def number_of(request: Request, name: str, otherwise: int) -> int:
    """The number of a parameter, or what it is without one."""
    text = request.query_params.get(name)
    return otherwise if text is None else whole_number(name, text)


def step_of(request: Request) -> int | None:
    """The step that is asked for; None: as it is now."""
    text = request.query_params.get("step")
    return None if text is None else whole_number("step", text)


def limit_of(request: Request) -> int:
    """How many rows are asked for at most."""
    limit = number_of(request, "limit", 50)
    if not 1 <= limit <= MOST_ROWS:
        raise BadInput(f"limit is from 1 to {MOST_ROWS}, not {limit}")
    return limit


def is_asked(request: Request, name: str) -> bool:
    """Whether a parameter says yes."""
    return word_of(request, name, ("no", "yes")) == "yes"


def word_of(request: Request, name: str, words: tuple[str, ...]) -> str:
    """One of these words; the first where there is none."""
    text = request.query_params.get(name, words[0])
    if text not in words:
        raise BadInput(f"{name} is {' or '.join(words)}, not {cut(text)}")
    return text
