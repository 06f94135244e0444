"""Executors of work units: this process, a pool of processes, or the machines of a cluster.

Each yields results as they are done, in any order. When the time is over or the caller closes the
generator, what is running is abandoned.
"""

import hashlib
import logging
import pickle
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, Final

from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.exploration.campaign.processes import PROCESSES, as_worker, uninterrupted
from harness.exploration.campaign.seed_ranges import SeedRange
from harness.exploration.campaign.table_news import learn, news
from harness.exploration.campaign.work_units import (
    USUAL,
    ExplorationSpec,
    Plugged,
    WorkResult,
    forget_tables,
    run_unit,
)

Units = Iterable[SeedRange]
Results = Generator[tuple[SeedRange, WorkResult], None, None]
# the units of a spec, until a time of `time.monotonic`
Executor = Callable[[ExplorationSpec, Units, float | None], Results]
_ON_A_CLUSTER: Final = 1000  # units that it has at a time
_FIRST_WALKS: Final = 25  # of each process, before it hears of the others
_SECONDS_TO_END: Final = 5.0  # that a worker has before it is killed
_POLLED_EVERY: Final = 0.02  # seconds: whether a cluster has a result
_ASKED_EVERY: Final = 2.0  # seconds without one: whether it has workers


def executor_of(processes: int, plugged: Plugged) -> Executor:
    """The executor of so many processes, for what is plugged in; BadInput if it cannot travel."""
    if processes == 1:
        return partial(here, plugged=plugged)
    try:
        pickle.dumps(plugged)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise BadInput(
            f"processes is {processes}: another process cannot have what is plugged in ({error}); "
            "give parts that are defined at the top of a module, or such a function that makes the "
            "simulator, or take processes=1"
        ) from None
    return in_processes(processes, plugged)


def here(
    spec: ExplorationSpec, left: Units, until: float | None = None, plugged: Plugged = USUAL
) -> Results:
    """Unit by unit in this process, which cannot abandon one."""
    for first, count in left:
        yield (first, count), run_unit(spec, first, count, plugged)
        if _seconds_to(until) == 0:
            return


def in_processes(processes: int, plugged: Plugged = USUAL) -> Executor:
    """In so many processes, a unit at a time for each.

    Each process has a pipe of its own, and no lock is shared, so that any of them can be killed at
    any time: a result that was sent in part is recognised as such.
    """

    # loky would do, but it starts interpreters anew: two seconds to the first result, not 0.2
    def execute(spec: ExplorationSpec, left: Units, until: float | None = None) -> Results:
        to_do = _growing(left, processes) if spec.world == "small" else iter(left)
        workers: list[BaseProcess] = []
        running: dict[Any, SeedRange] = {}
        unread: dict[Any, list[bytes]] = {}  # what others found of the transition table
        try:
            for seed_range in islice(to_do, processes):
                parent_end, child_end = Pipe()
                worker: BaseProcess = PROCESSES.Process(
                    target=_work, args=(spec, plugged, child_end), daemon=True
                )
                with uninterrupted():
                    worker.start()
                    workers.append(worker)
                child_end.close()
                parent_end.send((seed_range, []))
                running[parent_end], unread[parent_end] = seed_range, []
            while running:
                ready: list[Any] = wait(list(running), _seconds_to(until))
                for pipe in ready:
                    (result, told), seed_range = pipe.recv(), running.pop(pipe)
                    if isinstance(result, Exception):
                        raise result
                    for other, its in unread.items():
                        if told and other is not pipe:
                            its.append(told)
                    for following in islice(to_do, 1):
                        pipe.send((following, unread[pipe]))
                        running[pipe], unread[pipe] = following, []
                    yield seed_range, result
                if _seconds_to(until) == 0:
                    return
        except (EOFError, ConnectionError):
            raise BadInput(
                "a process of the exploration was killed; with --save what was done is kept"
            ) from None
        finally:
            for worker in workers:
                worker.terminate()  # it closes the stores of its simulations
            for worker in workers:
                worker.join(_SECONDS_TO_END)
                worker.kill()
                worker.join()

    return execute


def _work(spec: ExplorationSpec, plugged: Plugged, child_end: Any) -> None:
    """Do one unit after another until the process is ended."""
    as_worker()
    result: WorkResult | Exception
    try:
        with suppress(EOFError, ConnectionError):  # the parent has ended
            while True:
                (first, count), unread = child_end.recv()
                try:
                    learn(spec, plugged, unread)
                    result = run_unit(spec, first, count, plugged)
                    told = news(spec, plugged)
                except Exception as error:  # noqa: BLE001  (it is raised in the parent)
                    error.add_note(traceback.format_exc())
                    result, told = error, b""
                child_end.send((result, told))
    finally:
        forget_tables()


def _growing(left: Units, processes: int) -> Iterator[SeedRange]:
    """The same seeds in units that are small at first, when each finds much that others need."""
    size = pieces = 0
    for start, count in left:
        first = start
        while first < start + count:
            if pieces % processes == 0:
                size = 2 * size or _FIRST_WALKS
            pieces += 1
            many = min(size, start + count - first)
            yield first, many
            first += many


def _no_notice(_text: str) -> None:
    """Let nobody know what is waited for."""


def on_cluster(address: str, notice: Callable[[str], None] = _no_notice) -> Executor:
    """On a Dask cluster. A unit's key identifies it: done again, it is the same task.

    `notice` is told if there are no workers, which may come at any time.
    """

    def execute(spec: ExplorationSpec, left: Units, until: float | None = None) -> Results:
        distributed = _distributed()
        for logger in ("distributed", "distributed.client"):  # they have tracebacks, to stderr
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        try:
            client = distributed.Client(address, timeout="5s")
        except (OSError, ValueError) as error:
            raise BadInput(f"{address}: no Dask scheduler answers there: {error}") from None
        digest = hashlib.sha256(repr(spec).encode()).hexdigest()[:16]
        to_do = iter(left)
        running: dict[Any, SeedRange] = {}
        try:
            found = distributed.as_completed(with_results=True)
            while True:
                for seed_range in islice(to_do, _ON_A_CLUSTER - len(running)):
                    key = f"explore-{digest}-{seed_range[0]}-{seed_range[1]}"
                    future = client.submit(
                        run_unit, spec, *seed_range, key=key, pure=False, retries=5
                    )
                    running[future] = seed_range
                    found.add(future)
                if not running or not _await(found, client, until, address, notice):
                    return  # all is done, or the time is over
                future, result = next(found)
                if not isinstance(result, WorkResult):  # it was cancelled
                    raise BadInput(_GONE.format(address))
                yield running.pop(future), result
        except _closed(distributed) as error:
            raise BadInput(_GONE.format(address)) from error
        finally:
            client.close(timeout=_SECONDS_TO_END)

    return execute


_GONE: Final = "{}: the Dask scheduler has gone; with --save what was done is kept"


def _await(
    found: Any, client: Any, until: float | None, address: str, notice: Callable[[str], None]
) -> bool:
    """Wait for a result; False if the time is over before. `notice` is told what is missing."""
    asked = time.monotonic()
    while not found.has_ready():
        if _seconds_to(until) == 0:
            return False
        time.sleep(_POLLED_EVERY)
        if time.monotonic() - asked > _ASKED_EVERY:
            asked = time.monotonic()
            if not client.nthreads():
                notice(f"{address}: the cluster has no workers; waiting for some")
                notice = _no_notice
    return True


def _seconds_to(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def _closed(distributed: Any) -> tuple[type[BaseException], ...]:
    """What is raised where the scheduler does not answer any more."""
    errors = distributed.comm.CommClosedError, distributed.client.FutureCancelledError
    return (*errors, OSError)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        raise BadInput(needs("--scheduler", "Dask", "cluster")) from None
