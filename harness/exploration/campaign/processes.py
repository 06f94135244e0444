"""Work shared out among processes. What comes back is in the order of the parts, whoever did them.

So nothing that is printed depends on how many processes there are. A function and its parts must be
such that another process can be given them: no lambdas.

>>> list(shared_out(abs, [-3, 2, -1], processes=1))
[3, 2, 1]
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import parent_process
from typing import Any, Final, TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")
_LOOKS_EVERY: Final = 0.5  # seconds


def all_cores() -> int:
    """How many processes there are cores for."""
    return os.cpu_count() or 1


def shared_out(
    work: Callable[[Part], Done], parts: Sequence[Part], processes: int
) -> Iterator[Done]:
    """What the work makes of each part."""
    processes = min(processes, len(parts))
    if processes <= 1:
        yield from map(work, parts)
        return
    pool = ProcessPoolExecutor(processes, initializer=as_worker)
    try:
        yield from pool.map(work, parts)
    finally:
        pool.shutdown(cancel_futures=True)


def as_worker() -> None:
    """How a process that works for another begins: it is nothing without that one.

    Ctrl-C reaches every process, and only the one that people see is to answer. Where that is
    killed, nobody tells the others: they look, where the system has a timer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, _end_with_parent)
        signal.setitimer(signal.ITIMER_REAL, _LOOKS_EVERY, _LOOKS_EVERY)


def _end_with_parent(*_: Any) -> None:
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        os._exit(1)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until this is done.

    One that comes while a process is forked would be lost: Python ignores what its hooks raise.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows nothing is forked
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def first_ctrl_c_only() -> Iterator[None]:
    """The first Ctrl-C ends what is done here; another does not disturb how it ends."""

    def interrupt(*_: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # who started this has another way
        yield
        return
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
