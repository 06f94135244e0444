"""The file an exploration is saved in, so that it can go on: written whole, by one at a time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from harness.domain.errors import BadInput
from harness.domain.faults import option_text
from harness.exploration.campaign.seed_ranges import SeedRange, Seeds, joined
from harness.exploration.campaign.work_units import (
    NOTHING,
    ExplorationSpec,
    FailedHistory,
    WorkResult,
)
from harness.reports.output import Output

_FORMAT: Final = 1
# a list of one holds any number of these, a tuple exactly these
_SHAPE: Final = {
    "format": int,
    "seeds": (int, int),
    "done": [(int, int)],
    "histories": int,
    "steps": int,
    "reached": [str],
    "pairs": [(str, str)],
    "failures": [(int, int, str, str)],
}
_LISTS: Final = {"faults": [str], "properties": [(str, str)]}  # of a plan


class Checkpoint(NamedTuple):
    """What is done of an exploration, and what it came to."""

    done: list[SeedRange]
    result: WorkResult


def save(path: str, plan: ExplorationSpec, seeds: Seeds, kept: Checkpoint) -> None:
    """Write what has been done, whole or not at all. Raises BadInput."""
    found = kept.result
    state = {
        "format": _FORMAT,
        "plan": plan._asdict(),
        "seeds": seeds,
        "done": kept.done,
        "histories": found.histories,
        "steps": found.steps,
        "reached": sorted(found.reached),
        "pairs": sorted(found.pairs),
        "failures": found.failures,
    }
    file = Output(path)
    file.write(json.dumps(state, indent=1))
    file.close()


def load(path: str, plan: ExplorationSpec, seeds: Seeds) -> Checkpoint:
    """What was saved of this exploration, or of the same with fewer histories."""
    if not os.path.exists(path):  # noqa: PTH110  (a path's own method raises where it may not look)
        return Checkpoint([], NOTHING)
    if not Path(path).is_file():  # a device may have no end
        raise BadInput(f"{path}: is no file; --save takes the name of one")
    try:
        state = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        state = None
    wanted = json.loads(json.dumps(plan._asdict()))
    shape = {**_SHAPE, "plan": {name: _LISTS.get(name, type(it)) for name, it in wanted.items()}}
    if not _is(state, shape) or not _sound(state):
        raise BadInput(f"{path}: is no saved exploration; name another file")
    done = joined((first, many) for first, many in state["done"])
    was = [_was(name, it, wanted[name]) for name, it in state["plan"].items() if it != wanted[name]]
    first, many = state["seeds"]
    if first != seeds.first:
        was.append(f"--seed was {first}")
    elif done and sum(done[-1]) > sum(seeds):
        was.append(f"--count was {many}, and more than {seeds.many} may be done")
    if was:
        raise BadInput(
            f"{path}: is of another exploration: {'; '.join(was)}. Name another file, or remove it"
        )
    result = WorkResult(
        state["histories"],
        state["steps"],
        frozenset(state["reached"]),
        frozenset((rule, kind) for rule, kind in state["pairs"]),
        tuple(FailedHistory(*it) for it in state["failures"]),
    )
    return Checkpoint(done, result)


def _is(value: Any, shape: Any) -> bool:
    """Whether a value from JSON is as it should be. Yes and no are no numbers; none is negative."""
    if isinstance(shape, dict):
        same = isinstance(value, dict) and value.keys() == shape.keys()
        return same and all(_is(value[name], it) for name, it in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(_is(it, shape[0]) for it in value)
    if isinstance(shape, tuple):
        same = isinstance(value, list) and len(value) == len(shape)
        return same and all(map(_is, value, shape))
    return type(value) is shape and (shape is not int or value >= 0)


def _sound(state: dict[str, Any]) -> bool:
    """Whether every history is counted once, and is one of the seeds."""
    done = sorted(state["done"])
    apart = all(sum(one) <= two[0] for one, two in pairwise(done))
    inside = not done or (done[0][0] >= state["seeds"][0] and sum(done[-1]) <= sum(state["seeds"]))
    counted = sum(many for _, many in done) == state["histories"]
    return state["format"] == _FORMAT and apart and inside and counted


def _was(name: str, value: Any, wanted: Any) -> str:
    """What an option was, as one gives it."""
    if name == "properties":
        files = [file for file, _ in value]
        if files == [file for file, _ in wanted]:
            return "a file of --properties has changed"
        value = " ".join(files)
    if name == "faults":
        value = option_text(value)
    if isinstance(value, bool) or not value:
        value = "given" if value else "not given"
    return f"--{name} was {value}"


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Let only one exploration at a time save there. The lock ends with its process, however.

    Raises BadInput if another holds it, or if the place cannot be written.
    """
    from filelock import FileLock, Timeout

    Output(path)  # refuses a missing folder, which a lock would create
    lock = FileLock(Path(path).with_name(f".{Path(path).name}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BadInput(f"{path}: another exploration is being saved there") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from None
    try:
        yield
    finally:
        with suppress(OSError):  # while it is held: who waits for it sees that the file is gone
            Path(lock.lock_file).unlink()
        lock.release()
