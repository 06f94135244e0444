"""Approved timelines: a scenario's timeline beside its feature, that a step compares with.

`approved/NAME.txt` stands in the folder of the feature. Where a timeline has changed the step fails
with the difference; `pytest --harness-approve` writes what there is now, for a reviewer to read.
"""

import re
from difflib import unified_diff
from pathlib import Path
from typing import Final

from harness.domain.errors import BadInput
from harness.gherkin.simulation import Simulation
from harness.reports.output import PIPED_WIDTH, Output
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines

_NAME: Final = re.compile(r"\w[\w .-]*")
_APPROVE: Final = "pytest --harness-approve"


def compare(feature: Path, name: str, simulation: Simulation, approve: bool) -> None:
    """Compare, or write; AssertionError with the difference, BadInput where it cannot be."""
    if not _NAME.fullmatch(name):
        raise BadInput(f"{name!r} is no name for an approved timeline: letters, digits, blanks, -.")
    path = feature.parent / "approved" / f"{name}.txt"
    lines = timeline_lines(simulation.simulator, simulation.done)
    now = "".join(f"{line.rstrip()}\n" for line in timeline(lines, width=PIPED_WIDTH).splitlines())
    try:
        before = path.read_text("utf-8") if path.is_file() else None
        if before == now:
            return
        if approve:
            path.parent.mkdir(exist_ok=True)
            output = Output(str(path))
            output.write(now.removesuffix("\n"))
            output.close()
            return
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from None
    shown = path.relative_to(feature.parent).as_posix()
    if before is None:
        raise AssertionError(f"no timeline is approved as {shown}: read it, then {_APPROVE}")
    found = unified_diff(before.splitlines(), now.splitlines(), "approved", "now", lineterm="")
    raise AssertionError(
        f"the timeline is not the approved one, {shown}\nif this is meant: {_APPROVE}\n\n"
        + "\n".join(found)
    )
