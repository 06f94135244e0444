"""Expectations in words: what holds if they do.

>>> expected_text(expected.Exists("hr", "ada", exists=False), Engine())
'ada in Human Resources is not there'
"""

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.records import reference_text
from harness.domain.times import format_duration
from harness.reports.event_text import plural
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation
from harness.scenarios.unmet import listed, place
from harness.simulator.engine import Engine


def expected_text(it: Expectation, simulator: Engine) -> str:
    """The expectation in words, as the message has it where it does not hold."""
    match it:
        case expected.HasValues():
            return (
                f"{place(it.environment, it.record)} has {listed(simulator, it.record, it.values)}"
            )
        case expected.Exists():
            return f"{place(it.environment, it.record)} is{_not(it.exists)} there"
        case expected.HasReference():
            where = place(it.environment, it.record)
            return f"{where} is {reference_text(it.environment, it.reference)}"
        case expected.Tracked():
            return f"{it.record} is{_not(it.tracked)} tracked"
        case expected.DeletedFromDataverse():
            return f"Deleted from Dataverse of {it.record} is {'Yes' if it.deleted else 'No'}"
        case expected.Converged():
            return f"{it.table or 'all tables'} converged"
        case expected.Diverged():
            return f"{it.record} diverged"
        case expected.Grid():
            return f"the grid of {it.table} has {len(it.rows)} rows"
        case expected.TimelineSays():
            says = "says" if it.says else "does not say"
            return f"the timeline {says} {it.text!r}"
        case expected.RefusedBecause():
            return f"the step before is refused{f': {it.text}' if it.text else ''}"
        case expected.Elapsed():
            return f"{format_duration(it.milliseconds)} have passed since the start"
        case expected.DataLoss() | expected.DataLosses() | expected.Foresees():
            return it.text(simulator)
        case expected.UndoneDelete():
            if it.environment is None:
                return "an undone delete" if it.reported else "no undone delete"
            return f"an undone delete of {place(it.environment, it.record)}"
        case expected.MissedRequests():
            if it.environment is None:
                return plural(it.count or 0, "missed request")
            any_ = "no" if it.count == 0 else "a"
            return f"{any_} missed request of {place(it.environment, it.record)}"
        case expected.HasOtherValues():
            others = listed(simulator, it.record, it.values)
            return f"{place(it.environment, it.record)} has other values than {others}"
        case expected.RecordCount():
            where = ENVIRONMENT_NAMES[it.environment]
            return f"{plural(it.count, 'record')} of {it.table} in {where}"
        case expected.TrackedCount():
            return f"{plural(it.count, 'tracked record')} of {it.table}"
        case expected.GridCount():
            return f"{plural(it.count, 'row')} in the grid of {it.table}"
        case expected.IntegrationIs():
            return f"integration is {'on' if it.on else 'off'}"


def _not(so: bool) -> str:
    return "" if so else " not"
