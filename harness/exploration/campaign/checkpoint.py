"""The checkpoint of a campaign: a file to resume it from, written whole, by one at a time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

from msgspec import DecodeError, Meta, Struct, ValidationError, convert
from msgspec.json import decode

from harness.domain.errors import BadInput
from harness.domain.faults import option_text
from harness.domain.files import read_bytes
from harness.exploration.campaign.seed_ranges import SeedRange, Seeds, joined
from harness.exploration.campaign.work_units import (
    NOTHING,
    ExplorationSpec,
    FailedHistory,
    WorkResult,
)
from harness.reports.output import Output

Count = Annotated[int, Meta(ge=0)]


_OPTIONS: Final = {"plugins": "plugin", "settings": "set"}  # where they are not named as the field


class _SavedExploration(Struct, forbid_unknown_fields=True):
    """The content of the file; `plan` has the fields of an `ExplorationSpec`."""

    format: Literal[1]
    plan: dict[str, Any]
    seeds: tuple[Count, Count]
    done: list[tuple[Count, Count]]
    histories: Count
    steps: Count
    reached: list[str]
    pairs: list[tuple[str, str]]
    failures: list[FailedHistory]


class Checkpoint(NamedTuple):
    """The seeds that are done, and the result of their histories."""

    done: list[SeedRange]
    result: WorkResult


def save(path: str, spec: ExplorationSpec, seeds: Seeds, checkpoint: Checkpoint) -> None:
    """Write a checkpoint, whole or not at all. Raises BadInput."""
    result = checkpoint.result
    state = {
        "format": 1,
        "plan": spec._asdict(),
        "seeds": seeds,
        "done": checkpoint.done,
        "histories": result.histories,
        "steps": result.steps,
        "reached": sorted(result.reached),
        "pairs": sorted(result.pairs),
        "failures": result.failures,
    }
    file = Output(path)
    file.write(json.dumps(state, indent=1))
    file.close()


def load(path: str, spec: ExplorationSpec, seeds: Seeds) -> Checkpoint:
    """The checkpoint of this exploration, or of the same with fewer histories; empty if none is.

    Raises BadInput for a file that is something else, or of another exploration.
    """
    if not os.path.exists(path):  # noqa: PTH110  (a path's own method raises where it may not look)
        return Checkpoint([], NOTHING)
    if not Path(path).is_file():  # a device may have no end
        raise BadInput(f"{path}: is no file; --save takes the name of one")
    try:
        saved = decode(read_bytes(path), type=_SavedExploration)
        if saved.plan.keys() != set(ExplorationSpec._fields) or not _is_consistent(saved):
            raise ValidationError
        saved_spec = convert([saved.plan[it] for it in ExplorationSpec._fields], ExplorationSpec)
    except (DecodeError, RecursionError, UnicodeDecodeError):
        raise BadInput(f"{path}: is no saved exploration; name another file") from None
    done = joined(saved.done)
    differences = [
        _difference(name, was, wanted)
        for name, was, wanted in zip(spec._fields, saved_spec, spec, strict=True)
        if was != wanted
    ]
    first, many = saved.seeds
    if first != seeds.first:
        differences.append(f"--seed was {first}")
    elif done and sum(done[-1]) > sum(seeds):
        differences.append(f"--count was {many}, and more than {seeds.many} may be done")
    if differences:
        of_what = f"is of another exploration: {'; '.join(differences)}"
        raise BadInput(f"{path}: {of_what}. Name another file, or remove it")
    result = WorkResult(
        saved.histories,
        saved.steps,
        frozenset(saved.reached),
        frozenset(saved.pairs),
        tuple(saved.failures),
    )
    return Checkpoint(done, result)


def _is_consistent(saved: _SavedExploration) -> bool:
    """Whether every history is counted once, and is one of the seeds."""
    done = sorted(saved.done)
    disjoint = all(sum(one) <= two[0] for one, two in pairwise(done))
    inside = not done or (done[0][0] >= saved.seeds[0] and sum(done[-1]) <= sum(saved.seeds))
    return disjoint and inside and sum(many for _, many in done) == saved.histories


def _difference(name: str, value: Any, wanted: Any) -> str:
    """What an option of the saved exploration was, as one types it."""
    if name == "start":
        begun = value[0] if value else "no scenario"
        return f"it began with {begun}" + (", as it was then" if value and wanted else "")
    option = _OPTIONS.get(name, name)
    if name == "plugins":
        files = [file for file, _ in value]
        if files == [file for file, _ in wanted]:
            return "a file of --plugin has changed"
        value = files
    if isinstance(value, tuple | list) and name != "faults":
        value = " ".join(value)
    if name == "faults":
        value = option_text(value)
    if isinstance(value, bool) or not value:
        value = "given" if value else "not given"
    return f"--{option} was {value}"


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Let only one exploration at a time save there. The lock ends with the process.

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
