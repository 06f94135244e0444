"""Faults in words, as the timeline and the messages show them.

>>> fault_text(Fault("request_fails", "dataverse", nth=2, applied=True))
'request 2 to Dataverse fails after it was applied'
>>> fault_text(Fault("not_noticed", "hr", change="edit", record="ada"))
'edit 1 of ada in Human Resources is not noticed'
"""

from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.faults import CLOCKS, FAULTS, key_text, own_keys
from harness.domain.times import format_duration


def fault_text(fault: Fault) -> str:
    """The fault in words, as the timeline shows it."""
    where = ENVIRONMENT_NAMES[fault.environment] if fault.environment else ""
    length = "" if fault.milliseconds is None else format_duration(fault.milliseconds)
    until = "until the faults are over"
    if fault.kind == "unavailable":
        return f"{where} is unavailable {f'for {length}' if length else until}"
    if fault.kind == "request_fails":
        which = f"request {fault.nth or 1} to {where}"
        if narrowed := _narrowed(fault):
            which += f" to {fault.change or 'write'} {narrowed}"
        which = f"{which} and each after it" if fault.lasting else which
        fails = "fail" if fault.lasting else "fails"
        why = f": {fault.reason}" if fault.reason else ""
        return f"{which} {fails} {'after' if fault.applied else 'before'} it was applied{why}"
    if fault.kind == "not_noticed":
        of = f" of {_narrowed(fault)}" if fault.table or fault.record else ""
        which = f"{fault.change or 'change'} {fault.nth or 1}{of} in {where}"
        if fault.lasting:
            return f"{which} and each after it are not noticed"
        return f"{which} is not noticed"
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
        return f"the fault {fault.of} is over" if fault.of else "the faults are over"
    if fault.kind in CLOCKS:
        return f"the clock of {where} is {length} {fault.kind.removeprefix('clock_')}"
    if fault.kind in FAULTS and FAULTS[fault.kind].function is not None:
        return _plugged_text(fault)
    raise AssertionError(f"no text for the fault {fault.kind}")


def _narrowed(fault: Fault) -> str:
    """What a fault is narrowed to, or an empty text."""
    of = f" of {fault.table}" if fault.table else ""
    if fault.record:
        return fault.record + of
    return f"a record{of}" if of or fault.change else ""


def _plugged_text(fault: Fault) -> str:
    where = f" in {ENVIRONMENT_NAMES[fault.environment]}" if fault.environment else ""
    keys = ", ".join(f"{key} {key_text(value)}" for key, value in own_keys(fault).items())
    return f"{fault.kind}{where}{f': {keys}' if keys else ''}"
