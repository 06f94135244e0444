"""Who may ask: this machine alone, by a loopback name, and never a web page of a stranger.

`Host` has to be a loopback name with the port of this server, and `Origin`, where there is one, the
same. With a token, which listening elsewhere needs, every request has to have it instead: as
`Authorization: Bearer TOKEN`, or as the cookie that the page gets for `?token=TOKEN`.
"""

from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.server.answers import error

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_COOKIE: Final = "harness_token"


def is_loopback(host: str) -> bool:
    """Whether listening there is listening to this machine alone."""
    return host in LOOPBACK


class Guard:
    """ASGI middleware that lets in whom it should, and answers 403 or 401 to others."""

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        port = (scope.get("server") or ("", 80))[1]
        scheme = scope["scheme"]
        usual = {"http": 80, "https": 443}.get(scheme)
        names = [f"[{it}]" if ":" in it else it for it in LOOPBACK]
        hosts = {f"{it}:{port}" for it in names} | ({*names} if port == usual else set())
        host = headers.get("host", "").lower()
        origins = [it.lower() for it in headers.getlist("origin")]
        if self._token is None:
            if len(headers.getlist("host")) != 1 or host not in hosts:
                message = (
                    f"Host is {host!r}: ask by a name of this machine, such as 127.0.0.1:{port}"
                )
                return error(403, "wrong_host", message)
            allowed = {f"{it}://{name}" for it in ("http", "https") for name in hosts}
        else:
            allowed = {f"{scheme}://{host}"}
        for origin in origins:
            if origin not in allowed:
                message = f"Origin is {origin!r}: a page from elsewhere may not ask"
                return error(403, "wrong_origin", message)
        return None if self._token is None else self._token_refusal(scope, headers, self._token)

    @staticmethod
    def _token_refusal(scope: Scope, headers: Headers, token: str) -> Response | None:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[-1]
        if scope["path"] == "/" and _same(asked, token):  # the page, opened by its address
            answer = RedirectResponse("/", 303)
            answer.set_cookie(_COOKIE, token, httponly=True, samesite="strict")
            return answer
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if _same(bearer, token) or _same(_cookie(headers), token):
            return None
        refusal = error(401, "no_token", "this server needs its token: Authorization: Bearer TOKEN")
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value
