"""Processes: a parallel map in the order of its parts, and how workers and Ctrl-C end.

What is printed does not depend on how many processes there are. A function and its parts must be
picklable: no lambdas.

>>> list(shared_out(abs, [-3, 2, -1], processes=1))
[3, 2, 1]
"""

import atexit
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, Final, TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")
# On Linux a worker begins as a copy of this process, plug-ins and tables included, on every Python:
# from 3.14 on the default is a process that imports all anew. Elsewhere a fork is unsafe or absent.
PROCESSES: Final = get_context("fork" if sys.platform == "linux" else None)
_CHECKS_PARENT_EVERY: Final = 0.5  # seconds


def all_cores() -> int:
    """The number of cores."""
    return os.cpu_count() or 1


def shared_out(
    work: Callable[[Part], Done], parts: Sequence[Part], processes: int
) -> Iterator[Done]:
    """The results of the work on each part, in their order."""
    processes = min(processes, len(parts))
    if processes <= 1:
        yield from map(work, parts)
        return
    pool = ProcessPoolExecutor(processes, PROCESSES, as_worker)
    try:
        yield from pool.map(work, parts)
    finally:
        pool.shutdown(cancel_futures=True)


def as_worker() -> None:
    """Have this process ignore Ctrl-C and exit when its parent dies.

    Ctrl-C reaches every process, and only the parent is to answer. A parent that is killed cannot
    end its workers: they check for it by a timer, if the system has one. A worker that is told to
    end exits as a program does, with the stores closed that it has open.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _exit)
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, _end_with_parent)
        signal.setitimer(signal.ITIMER_REAL, _CHECKS_PARENT_EVERY, _CHECKS_PARENT_EVERY)


def _exit(*_: Any) -> None:
    """Close what is open, and end. An exception instead is ignored while an object is collected."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    atexit._run_exitfuncs()  # noqa: SLF001  (as the end of the interpreter does, which os._exit is not)
    os._exit(0)


def _end_with_parent(*_: Any) -> None:
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        os._exit(1)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until this is done.

    During a fork it would be lost: Python ignores exceptions in its hooks.
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
    """The first Ctrl-C interrupts the block; another does not disturb its clean-up."""

    def interrupt(*_: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # somebody handles Ctrl-C in another way
        yield
        return
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
