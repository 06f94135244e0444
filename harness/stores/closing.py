"""Closing what nothing refers to any more: a search could not say which copy is its last.

>>> class Owner: pass
>>> owner = Owner()
>>> closed_when_unused(owner, print, "closed")
>>> del owner
closed
"""

import os
import signal
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
_LATER: Final = 0.01  # seconds, by which the collection of an object is over


def closed_when_unused(owner: object, close: Callable[..., None], *arguments: object) -> None:
    """Close what the owner has when nothing refers to the owner any more, or at the end."""
    weakref.finalize(owner, _close, os.getpid(), close, *arguments)


def _close(process: int, close: Callable[..., None], *arguments: object) -> None:
    if os.getpid() != process:  # a process that was forked is not to close what its parent has
        return
    with _signals_later():
        try:
            close(*arguments)
        except Exception as error:  # noqa: BLE001  (nobody is there to catch it)
            warnings.warn(str(error), RuntimeWarning, stacklevel=1)


@contextmanager
def _signals_later() -> Iterator[None]:
    """Ctrl-C comes soon after this: Python ignores exceptions where an object is collected."""
    if threading.current_thread() is not threading.main_thread():  # no other is interrupted
        yield
        return
    came: list[int] = []
    before = {it: signal.signal(it, lambda number, _: came.append(number)) for it in _ENDING}
    try:
        yield
    finally:
        for restored, handler in before.items():
            signal.signal(restored, handler)
        for number in came:
            again = threading.Timer(_LATER, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
