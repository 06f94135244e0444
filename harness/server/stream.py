"""The live timeline: server-sent events, one for each entry of the journal.

The name of an event is the entry's own, its id the number of the entry. `restart` says that steps
were taken back or the world is another: the stream then begins again at entry 1. `changed` follows
everything that was done, also what made no entry.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from msgspec import json
from starlette.responses import StreamingResponse

from harness.server.live_scenario import LiveScenario
from harness.server.views import changed, entries

_ALIVE: Final = 15.0  # seconds after which a silent stream says that it is there


class Watchers:
    """Those who watch a live scenario: told of every change, and of the end."""

    def __init__(self) -> None:
        self._changed: asyncio.Event | None = None
        self.count = 0  # of changes
        self.ended = False

    def tell(self) -> None:
        """Wake everybody up: something was done."""
        self.count += 1
        if self._changed is not None:
            self._changed.set()
            self._changed = None

    def end(self) -> None:
        """Let every stream end."""
        self.ended = True
        self.tell()

    async def wait(self) -> None:
        """Wait until something is done, but not for ever."""
        if self._changed is None:
            self._changed = asyncio.Event()
        try:
            await asyncio.wait_for(self._changed.wait(), _ALIVE)
        except TimeoutError:
            return


async def event_stream(
    live: LiveScenario, watchers: Watchers, after: int, display: bool
) -> AsyncIterator[bytes]:
    """The entries after that one, and all that come, until the server ends."""
    worlds, count = live.worlds, watchers.count
    if after > len(live.simulator.journal):  # it watched a world that is gone
        worlds = -1
    yield b"retry: 500\n\n"
    while True:
        if live.worlds != worlds:
            worlds, after = live.worlds, 0
            last = len(live.simulator.journal)
            yield _event("restart", {"worlds": worlds, "last": last}, "0")
        last = len(live.simulator.journal)
        if last > after:
            sent = b"".join(
                _event(it["event"], it, str(it["seq"]))
                for it in entries(live, after, None, display)
            )
            after = last
            yield sent
        if watchers.count != count:
            count = watchers.count
            yield _event("changed", changed(live))
        if watchers.ended:  # all that happened was told
            return
        if watchers.count == count:
            await watchers.wait()
            if watchers.count == count:
                yield b": still there\n\n"


async def change_stream(live: LiveScenario, watchers: Watchers) -> AsyncIterator[bytes]:
    """How far the world has come, now and after every change: for those who then ask for a part."""
    count = -1
    yield b"retry: 500\n\n"
    while True:
        if watchers.count != count:
            count = watchers.count
            yield _event("changed", changed(live))
        else:
            yield b": still there\n\n"
        if watchers.ended:
            return
        if watchers.count == count:
            await watchers.wait()


def _event(name: str, data: Any, number: str | None = None) -> bytes:
    identity = b"" if number is None else b"id: %s\n" % number.encode()
    return b"%sevent: %s\ndata: %s\n\n" % (identity, name.encode(), json.encode(data))


def streamed(events: AsyncIterator[bytes]) -> StreamingResponse:
    """The response that sends these events as they come."""
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
