"""Connections that can be cut: uvicorn's protocol, which keeps the transport of each client."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

_TRANSPORTS: Final[dict[tuple[Any, Any], asyncio.Transport]] = {}


class CuttableConnection(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, whose transport is known by the addresses of both ends."""

    _ends: tuple[Any, Any] = (None, None)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client connects."""
        super().connection_made(transport)
        self._ends = (self.client, self.server)
        _TRANSPORTS[self._ends] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """A client is gone."""
        _TRANSPORTS.pop(self._ends, None)
        super().connection_lost(exc)


def cut_connection(scope: Any) -> None:
    """Cut the connection of a request, before anything is answered."""
    transport = _TRANSPORTS.get((scope.get("client"), scope.get("server")))
    if transport is not None:
        transport.abort()
