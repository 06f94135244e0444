"""The door holds against anybody: a command works, is refused, or is bad input and does nothing."""

import inspect
from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness.domain import commands
from harness.domain.commands import (
    STEP_COMMANDS,
    Advance,
    Create,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    Row,
    Side,
    TurnOn,
)
from harness.domain.errors import BadInput, HarnessError
from harness.domain.faults import FAULTS
from harness.domain.settings import Settings
from harness.domain.times import LONGEST
from harness.reports.result import end_state, fingerprint
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines
from harness.simulator import schedule
from harness.simulator.engine import Engine
from harness.simulator.integration import batch_job

TABLES = ("cdm_worker", "cdm_job", "cdm_jobtype", "cdm_title", "cdm_employment")
COLUMNS = (
    "cdm_workernumber", "cdm_firstname", "cdm_birthdate", "cdm_name", "cdm_jobtypeid",
    "cdm_description", "cdm_code", "cdm_workerid", "cdm_employmentstartdate",
)  # fmt: skip
NAMES = ("ada", "bob", "1")

any_text = st.text(st.characters(), max_size=5)  # halves of characters too
junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), any_text, st.binary(max_size=3),
    st.decimals(), st.dates(), st.datetimes(), st.datetimes(timezones=st.just(UTC)),
    st.timedeltas(), st.sampled_from((10**5000, object, [], {}, (), TurnOn())),
    st.lists(st.integers(), max_size=2),
)  # fmt: skip
environments = st.sampled_from(("hr", "dataverse", "HR", "Human Resources", "Dataverse"))
names = st.sampled_from(NAMES)
scalars = st.one_of(
    st.none(), names, st.booleans(), st.integers(-5, 5), st.decimals(0, 9, places=2), st.dates()
)
values = st.dictionaries(st.sampled_from(COLUMNS), scalars | junk, max_size=3)
good_values = st.dictionaries(st.sampled_from(COLUMNS[:2]), names, min_size=1)
rows = st.one_of(
    st.dictionaries(names, good_values | values, max_size=3),
    st.lists(good_values | values, max_size=3),
    st.lists(st.builds(Row, names, good_values), max_size=3),
)
durations = st.sampled_from((0, 1, "1h", "1d", LONGEST)) | st.integers(0, LONGEST)
numbers = st.none() | st.integers(0, 3)
sides = st.none() | st.builds(
    Side, st.none() | good_values, st.none() | st.just("2021-08-01T00:00:00Z"), st.booleans()
)
ARGUMENTS = {
    "environment": environments,
    "table": st.sampled_from(TABLES),
    "record": names,
    "values": good_values | values,
    "entity": st.none() | names,
    "rows": rows,
    "generate": st.none(),
    "milliseconds": durations,
    "kind": st.sampled_from(tuple(FAULTS)),
    "keys": st.just(()),
    "after": numbers,
    "nth": numbers,
    "lasting": st.booleans(),
    "applied": st.booleans(),
    "scheduled": st.booleans(),
    "status": st.sampled_from(("waiting", "withhold")),
    "name": names,
    "reference": st.none() | st.integers(1, 3) | st.integers(2**42 + 2**40, 2**43),
    "becomes": st.none() | names,
    "truncate": st.booleans(),
    "change": st.none() | st.sampled_from(("create", "edit", "delete")),
    "reason": st.none() | names,
    "of": st.none() | st.sampled_from(tuple(FAULTS)),
    "hr": sides,
    "dataverse": sides,
    "tracked": st.booleans(),
}
KINDS = (*STEP_COMMANDS, Give, GiveRecord, GiveIntegration)
OTHERS = (commands.Deliver("hr", "cdm_worker", "ada", 1), None, TurnOn, "turn_on", ["turn_on"])


def one_in_ten(draw: Any, sound: st.SearchStrategy[Any]) -> Any:
    """What fits, mostly, so that whole histories come about; and now and then anything."""
    return draw(junk if draw(st.integers(0, 9)) == 0 else sound)


@st.composite
def calls(draw: Any) -> Any:
    """A call of a constructor with its arguments, or what is no command."""
    if draw(st.integers(0, 19)) == 0:
        other = draw(st.sampled_from(OTHERS))
        return lambda: other
    kind = draw(st.sampled_from(KINDS))
    arguments = {
        name: one_in_ten(draw, ARGUMENTS[name])
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.kind is not parameter.VAR_KEYWORD
        and (parameter.default is parameter.empty or draw(st.booleans()))
    }
    return lambda: kind(**arguments)


@st.composite
def setting_arguments(draw: Any) -> dict[str, Any]:
    sound = {
        "start": st.datetimes(timezones=st.just(UTC)) | st.just("2021-08-19"),
        "seed": st.integers(0, 9),
        "conflict": st.sampled_from(("last_edit_wins", "merge_fields")),
        "tie": environments,
        "integration": st.just("documented"),
        "clock": st.just("interval"),
        "late_delete": st.sampled_from(("carried_out", "undone")),
        "not_listened": st.just({"hr": ["cdm_worker.cdm_firstname"]}) | st.just({}),
        "one_way": st.just(["cdm_title"]) | st.just(["cdm_worker.cdm_firstname"]),
        "natural_key": st.sampled_from(("fixed", "identity_changes")),
        "keys": st.sampled_from(("folded", "exact")),
        "delete_in_use": st.just({"dataverse": "cascade"}) | st.just({}),
        "conflict_for": st.just({"cdm_worker": "hr_wins"}) | st.just({}),
    }
    names = draw(st.lists(st.sampled_from(tuple(inspect.signature(Settings).parameters))))
    return {name: one_in_ten(draw, sound.get(name, durations)) for name in names}


def state(engine: Engine) -> tuple[Any, ...]:
    world = engine.world
    return (
        fingerprint(end_state(engine)), len(engine.journal), len(engine.journal.history),
        world.clock.milliseconds, len(world.clock._due), world.on, world.job.exists,
        sorted(world.record_pairs.tables()), dict(world._references), world.faults.any,
    )  # fmt: skip


def error_of(action: Any) -> HarnessError | None:
    """What an action raises, if it may raise that."""
    try:
        action()
    except HarnessError as error:
        return error
    return None


def attempt_all(settings_given: dict[str, Any], made: list[Any]) -> None:
    wrong = error_of(lambda: Engine(Settings(**settings_given)))
    engine = Engine() if wrong else Engine(Settings(**settings_given))
    for make in made:
        before = state(engine)
        error = error_of(lambda make=make: engine.attempt(make()))
        if error is not None:
            assert isinstance(error, BadInput)
            assert str(error).strip()
            assert str(error).encode()
            assert state(engine) == before
    assert timeline(timeline_lines(engine, []), width=80)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(setting_arguments(), st.lists(calls(), max_size=8))
@example({"batch_job_every": 1}, [TurnOn, lambda: Advance("1000d")])
@example({"batch_job_every": 1}, [TurnOn, lambda: Import("hr", TABLES[0], [{}] * 1000)])
@example({}, [lambda: Give(TABLES[0], [{COLUMNS[0]: "1"}, {COLUMNS[0]: "1"}])])
@example({}, [lambda: Import("hr", TABLES[0], [{COLUMNS[0]: "1"}, {"cdm_nme": "1"}])])
@example({}, [lambda: Create("hr", TABLES[0], "ada", {COLUMNS[0]: 10**14})])
def test_nobody_gets_past_the_door(settings_given: dict[str, Any], made: list[Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "MOST_INTERVALS", 100)
        patch.setattr(batch_job, "_LONG", 100)  # a million take seconds
        attempt_all(settings_given, made)


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=2000)
@given(setting_arguments(), st.lists(calls(), max_size=20))
def test_nobody_gets_past_the_door_in_two_thousand_tries(
    settings_given: dict[str, Any], made: list[Any]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "MOST_INTERVALS", 100)
        patch.setattr(batch_job, "_LONG", 100)
        attempt_all(settings_given, made)
