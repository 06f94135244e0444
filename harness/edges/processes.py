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
from typing import TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")


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
    # Ctrl-C reaches every process: only this one is to answer
    pool = ProcessPoolExecutor(
        processes, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        yield from pool.map(work, parts)
    finally:
        pool.shutdown(cancel_futures=True)
