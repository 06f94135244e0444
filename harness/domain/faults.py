"""The kinds of fault that a scenario can inject, the fields of each, and its text.

A fault strikes at one of the four points where the simulator calls its `FaultInjector`: a request
to an environment, a delivery from one, a batch step, or an environment's own clock.

>>> fault_text(Fault("request_fails", "dataverse", nth=2, applied=True))
'request 2 to Dataverse fails after it was applied'
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.times import format_duration

ALL: Final = "all"  # the names for every kind and for no kind in `--faults`
NONE: Final = "none"
CLOCKS: Final = ("clock_ahead", "clock_behind")


class FaultKind(NamedTuple):
    """One kind of fault: its keys in a scenario file, and what it does."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    point: str  # where it strikes: a request, a delivery, a batch step, a clock
    description: str
    rules: tuple[str, ...]


FAULTS: Final[dict[str, FaultKind]] = {
    "unavailable": FaultKind(
        ("in",),
        ("for",),
        "request",
        "no request to that environment arrives: for so long, else until the faults are over",
        ("F1", "L5", "B4"),
    ),
    "request_fails": FaultKind(
        ("in",),
        ("nth", "lasting", "applied"),
        "request",
        "the nth request to that environment from now (else the next) fails before it was applied; "
        "applied: after it; lasting: each from the nth on, until the faults are over",
        ("F2", "L5"),
    ),
    "delivery_delayed": FaultKind(
        ("in",),
        ("nth", "for"),
        "delivery",
        "the nth delivery from that environment (else each) is so much late, else until the faults "
        "are over; the nth alone is overtaken by later ones",
        ("F3", "L2"),
    ),
    "delivery_repeated": FaultKind(
        ("in",),
        ("nth", "for"),
        "delivery",
        "the nth delivery from that environment (else the next) comes again, so much later (else "
        "at once)",
        ("F4",),
    ),
    "clock_ahead": FaultKind(
        ("in", "by"),
        (),
        "clock",
        "that environment's clock is ahead: its edits bear later times",
        ("F5", "R3"),
    ),
    "clock_behind": FaultKind(
        ("in", "by"),
        (),
        "clock",
        "that environment's clock is behind: its edits bear earlier times",
        ("F5", "R3"),
    ),
    "batch_job_stops": FaultKind(
        ("after",),
        (),
        "batch step",
        "the next run of the batch job stops after that many records",
        ("B4",),
    ),
    "batch_job_stuck": FaultKind(
        (),
        (),
        "batch step",
        "the next run of the batch job is stuck in Executing until it is cancelled",
        ("B6",),
    ),
    "over": FaultKind(
        (),
        (),
        "all of them",
        "the faults are over, and what waited for that is delivered",
        ("F6", "S5"),
    ),
}

ALL_FAULTS: Final = tuple(kind for kind in FAULTS if kind != "over")  # which only ends others


def given_keys(fault: Fault) -> dict[str, object]:
    """The fields of the command that are set, by their keys in a scenario file."""
    length = fault.milliseconds
    by = "by" if "by" in FAULTS[fault.kind].required else "for"
    keys = {
        "in": fault.environment,
        "nth": fault.nth,
        "lasting": fault.lasting or None,
        "applied": fault.applied or None,
        by: None if length is None else format_duration(length),
        "after": fault.after,
    }
    return {key: value for key, value in keys.items() if value is not None}


def fault_text(fault: Fault) -> str:
    """The fault in words, as the timeline shows it."""
    where = ENVIRONMENT_NAMES[fault.environment] if fault.environment else ""
    length = "" if fault.milliseconds is None else format_duration(fault.milliseconds)
    until = "until the faults are over"
    if fault.kind == "unavailable":
        return f"{where} is unavailable {f'for {length}' if length else until}"
    if fault.kind == "request_fails":
        which = f"request {fault.nth or 1} to {where}"
        which = f"{which} and each after it" if fault.lasting else which
        fails = "fail" if fault.lasting else "fails"
        return f"{which} {fails} {'after' if fault.applied else 'before'} it was applied"
    if fault.kind == "delivery_delayed":
        which = (
            f"delivery {fault.nth} from {where} is" if fault.nth else f"deliveries from {where} are"
        )
        return f"{which} delayed {f'by {length}' if length else until}"
    if fault.kind == "delivery_repeated":
        later = f" {length} later" if length else ""
        return f"delivery {fault.nth or 1} from {where} comes again{later}"
    if fault.kind == "batch_job_stops":
        plural = "" if fault.after == 1 else "s"
        return f"the next run of the batch job stops after {fault.after} record{plural}"
    if fault.kind == "batch_job_stuck":
        return "the next run of the batch job gets stuck in Executing"
    if fault.kind == "over":
        return "the faults are over"
    if fault.kind in CLOCKS:
        return f"the clock of {where} is {length} {fault.kind.removeprefix('clock_')}"
    raise AssertionError(f"no text for the fault {fault.kind}")


def option_text(kinds: Sequence[str]) -> str:
    """These kinds as an argument of `--faults`; `over` is part of every choice.

    >>> option_text(("unavailable", "over")), option_text(()), option_text(tuple(FAULTS))
    ('unavailable', 'none', 'all')
    """
    if tuple(kinds) == tuple(FAULTS):
        return ALL
    return ",".join(kind for kind in kinds if kind != "over") or NONE
