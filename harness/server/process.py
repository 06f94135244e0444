"""The process: the application on two ports, http and https, until it is told to end.

Both ports are bound before anything is said, so that a port in use is an error and not a surprise.
"""

import asyncio
import contextlib
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any, Final

import trustme
import uvicorn

from harness.domain.errors import BadInput
from harness.server.app import Server
from harness.server.connections import CuttableConnection
from harness.server.control import PREFIX
from harness.server.guard import LOOPBACK, is_loopback
from harness.server.live_scenario import Interrupted, LiveScenario

_GRACE: Final = 1  # seconds for open connections, at the end
_BACKLOG: Final = 128


class Addresses:
    """The two sockets that are listened at, and the names that clients use for them."""

    def __init__(self, host: str, port: int, tls_port: int) -> None:
        self.plain = _bound(host, port, "--port")
        try:
            self.tls = _bound(host, tls_port, "--tls-port")
        except BadInput:
            self.plain.close()
            raise
        name = f"[{host}]" if ":" in host else host
        tls_name = "localhost" if is_loopback(host) else name
        self.http = f"http://{name}:{self.plain.getsockname()[1]}"
        self.https = f"https://{tls_name}:{self.tls.getsockname()[1]}"

    def close(self) -> None:
        """Close both."""
        self.plain.close()
        self.tls.close()


def _bound(host: str, port: int, option: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with its protocol named, asyncio lets small answers go at once (TCP_NODELAY)
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":  # there it would let two servers share a port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{option} {port}: {host} cannot be listened at: {why}") from None
    listening.setblocking(False)
    return listening


def _is_every_address(host: str) -> bool:
    """Whether the host stands for all addresses of the machine, which no certificate can name."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


class Certificate:
    """A certificate for this machine's own names, by an authority made for this process alone."""

    def __init__(self, host: str, folder: str) -> None:
        authority = trustme.CA()
        names = [*dict.fromkeys([*LOOPBACK, host])]
        self.chain = authority.issue_cert(*(it for it in names if not _is_every_address(it)))
        self.pem = authority.cert_pem.bytes()
        self.ca_file = Path(folder, "ca.pem")
        self.ca_file.write_bytes(self.pem)
        self.key_file = Path(folder, "server.pem")
        chain = b"".join(it.bytes() for it in self.chain.cert_chain_pems)
        self.key_file.touch(mode=0o600)
        self.key_file.write_bytes(self.chain.private_key_pem.bytes() + chain)


class _Listener(uvicorn.Server):
    """A uvicorn server whose process handles the signals for it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none: one handler ends both servers."""
        yield


class Process:
    """A live scenario that is served; `run` serves it until `stop` is called."""

    def __init__(
        self,
        live: LiveScenario,
        version: str,
        host: str = "127.0.0.1",
        port: int = 0,
        tls_port: int = 0,
        token: str | None = None,
    ) -> None:
        if not is_loopback(host) and token is None:
            raise BadInput(f"--host {host}: others can reach it, so it needs --token TOKEN")
        self.addresses = Addresses(host, port, tls_port)
        self._folder = tempfile.TemporaryDirectory(prefix="harness-")
        try:
            self.certificate = Certificate(host, self._folder.name)
        except ValueError as error:
            self.close()
            raise BadInput(f"--host {host}: no certificate can name it: {error}") from None
        self.server = Server(live, version, token, lambda: self.certificate.pem)
        self._listeners = [self._listener(tls=False), self._listener(tls=True)]
        self._loop: asyncio.AbstractEventLoop | None = None

    def _listener(self, *, tls: bool) -> _Listener:
        files: dict[str, Any] = {"ssl_certfile": str(self.certificate.key_file)} if tls else {}
        return _Listener(
            uvicorn.Config(
                self.server.app,
                http=CuttableConnection,
                ws="none",
                lifespan="off",
                log_level="error",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE,
                **files,
            )
        )

    def announcement(self) -> dict[str, Any]:
        """Where everything is, as the first line of standard output says it."""
        http, https = self.addresses.http, self.addresses.https
        return {
            "format": 1,
            "pid": os.getpid(),
            "dataverse": http,
            "dataverse_tls": https,
            "ca": str(self.certificate.ca_file),
            "hr": http,
            "hr_tls": https,
            "control": http + PREFIX,
            "page": http + "/",
        }

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until stopped; `ready` is called when both ports answer."""
        asyncio.run(self._run(ready))

    async def _run(self, ready: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        sockets = (self.addresses.plain, self.addresses.tls)
        serving = [
            asyncio.create_task(listener.serve(sockets=[it]))
            for listener, it in zip(self._listeners, sockets, strict=True)
        ]
        while not all(it.started for it in self._listeners):
            if any(it.done() for it in serving):
                break
            await asyncio.sleep(0.005)
        else:
            ready()
        await asyncio.gather(*serving)

    def stop(self) -> None:
        """End: streams are closed, connections get a moment. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        self.server.watchers.end()
        for listener in self._listeners:
            listener.should_exit = True

    def close(self) -> None:
        """Give back the ports and the certificate's folder."""
        self.addresses.close()
        self._folder.cleanup()


def stop_at_signals(process: Process, stopped: Callable[[int], None]) -> None:
    """Let SIGINT and SIGTERM stop the process; a step that is being done is given up then."""

    def handler(number: int, _frame: FrameType | None) -> None:
        stopped(number)
        process.stop()
        if process.server.live.busy:
            raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
