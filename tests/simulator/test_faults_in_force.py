"""Plugged faults in force: what they are shown, what comes of it, and what a broken one leaves."""

from datetime import timedelta

import pytest

from harness.domain.commands import (
    Advance,
    ClearTracking,
    Create,
    Delete,
    Edit,
    Fault,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.errors import BadInput, PluginError
from harness.domain.fault_points import (
    BatchStep,
    ClockReading,
    Delayed,
    Delivery,
    Fails,
    Held,
    Repeated,
    Stops,
    Stuck,
)
from harness.domain.faults import FAULTS
from harness.domain.plugged_faults import fault
from harness.scenarios.writer import from_journal, scenario_text
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import Request

pytestmark = pytest.mark.usefixtures("own_faults")
ADA = Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1"})
BEN = Create("hr", "cdm_worker", "ben", {"cdm_workernumber": "2"})


def engine_with(*commands, on=True):
    engine = Engine()
    for command in (*((TurnOn(),) if on else ()), *commands):
        assert engine.attempt(command) is None
    return engine


def events(engine):
    return [event.event for _, event in engine.journal]


def told(engine, kind):
    return [event.data for _, event in engine.journal if event.event == kind]


def shown_to(strikes, *commands, on=True, fields):
    """What a fault at that point is shown of these commands, as tuples of these fields."""
    found = []

    @fault("watching", strikes=strikes)
    def watching(it):
        found.append(tuple(getattr(it, name) for name in fields))

    engine_with(Fault("watching"), *commands, on=on)
    return found


REQUEST = ("number", "kind", "record", "table", "environment", "to", "since", "now")


def test_a_request_is_shown_as_what_it_writes():
    second = Advance(1000)
    found = shown_to(
        Request,
        TurnOff(), ADA, second, TurnOn(), RunBatchJob(), Edit("hr", "ada", {"cdm_lastname": "B"}),
        Delete("hr", "ada"),
        fields=REQUEST,
    )  # fmt: skip
    start, worker = found[0][-2], "cdm_worker"
    assert found == [
        (1, "create", "ada", worker, "hr", "dataverse", start, start + 1),
        (2, "edit", "ada", worker, "hr", "dataverse", start + 1, start + 1),
        (3, "delete", "ada", worker, "hr", "dataverse", start + 1, start + 1),
    ]


def test_each_environment_has_a_count_of_its_own():
    found = shown_to(
        Request, ADA, Edit("dataverse", "ada", {"cdm_lastname": "King"}), BEN,
        fields=("number", "to"),
    )  # fmt: skip
    assert found == [(1, "dataverse"), (1, "hr"), (2, "dataverse")]


def test_a_write_without_a_request_is_shown_too():
    """A restore has the request of the other side, and a full synchronization has none."""
    restored = shown_to(Request, ADA, TurnOff(), Delete("hr", "ada"), TurnOn(), RunBatchJob(),
                        fields=REQUEST[:6])  # fmt: skip
    assert restored[-1] == (1, "create", "ada", "cdm_worker", "dataverse", "hr")


def test_a_linked_record_is_shown_as_an_edit():
    linked = shown_to(
        Request,
        ADA, ClearTracking("cdm_worker"), TurnOff(), Edit("hr", "ada", {"cdm_lastname": "King"}),
        TurnOn(), SyncNow("cdm_worker"),
        fields=("number", "kind", "to"),
    )  # fmt: skip
    assert linked == [(1, "create", "dataverse"), (2, "edit", "dataverse")]


def test_a_delivery_is_shown_as_the_change_that_travels():
    found = shown_to(
        Delivery, ADA, Edit("dataverse", "ada", {"cdm_lastname": "King"}), Delete("hr", "ada"),
        fields=("number", "kind", "record", "environment", "to"),
    )  # fmt: skip
    assert found == [
        (1, "create", "ada", "hr", "dataverse"),
        (1, "edit", "ada", "dataverse", "hr"),
        (2, "delete", "ada", "hr", "dataverse"),
    ]


def test_a_step_of_a_run_is_its_start_and_each_further_record():
    found = shown_to(
        BatchStep, ADA, BEN, TurnOn(), RunBatchJob(), RunBatchJob(), on=False,
        fields=("number", "handled", "waiting"),
    )  # fmt: skip
    assert found == [(1, 0, 2), (2, 1, 2), (3, 0, 0)]


def test_a_clock_is_read_for_each_change():
    found = shown_to(ClockReading, ADA, BEN, Delete("hr", "ben"), fields=("number", "environment"))
    assert found == [(1, "hr"), (2, "hr"), (3, "hr")]


def test_what_fails_stays_missed_with_its_reason():
    @fault("quota_of_one", strikes=Request)
    def quota(request, *, reason: str = "429 Too Many Requests"):
        return Fails(reason) if request.number > 1 else None

    engine = engine_with(Fault("quota_of_one"), ADA, BEN)
    assert told(engine, "failed") == ["429 Too Many Requests"]
    assert engine.record("dataverse", "ben") is None
    assert [event.data for _, event in engine.journal if event.rule == "F2"] == ["quota_of_one"]
    engine.attempt(Fault("over"))
    engine.attempt(RunBatchJob())
    assert engine.record("dataverse", "ben") is not None


def test_a_lost_answer_is_of_a_request_that_was_applied():
    @fault("lost", strikes=Request)
    def lost(request):
        return Fails("nobody learns it", applied=True)

    engine = engine_with(Fault("lost"), ADA)
    assert engine.record("dataverse", "ada") is not None
    assert "unanswered" in events(engine)
    assert engine.world.missed.count() == 1


def test_it_strikes_in_one_environment_if_it_is_narrowed_to_it():
    @fault("nothing_goes", strikes=Request)
    def nothing_goes(request):
        return Fails("no")

    commands = ADA, Edit("dataverse", "ada", {"cdm_lastname": "King"})
    engine = engine_with(ADA, Fault("nothing_goes", "hr"), *commands[1:], BEN)
    assert engine.record("dataverse", "ben") is not None
    assert engine.record("hr", "ada").values == ("1",)


def test_a_delivery_is_late_held_or_repeated():
    @fault("in_turn", strikes=Delivery)
    def in_turn(delivery):
        return (Delayed("10m"), Held(), Repeated("1h"), None)[(delivery.number - 1) % 4]

    engine = engine_with(Fault("in_turn"), ADA, BEN)
    assert told(engine, "waiting") == [engine.world.clock.now + 600, None]
    engine.attempt(Advance(600_000))
    assert [engine.record("dataverse", it) is not None for it in ("ada", "ben")] == [True, False]
    engine.attempt(Create("hr", "cdm_worker", "cleo", {"cdm_workernumber": "3"}))
    engine.attempt(Advance(3_600_000))
    assert "repeated" in events(engine)
    engine.attempt(Fault("over"))  # what was held is delivered (F6)
    assert engine.record("dataverse", "ben") is not None
    assert not engine.world.faults.any


@pytest.mark.parametrize("outcome", [Stops(), Stuck()])
def test_a_run_stops_or_gets_stuck_at_its_start(outcome):
    @fault("no_run", strikes=BatchStep)
    def no_run(step):
        return outcome

    engine = engine_with(ADA, Fault("no_run"), TurnOn(), RunBatchJob(), on=False)
    assert events(engine)[-1] == {Stops(): "batch_stopped", Stuck(): "batch_stuck"}[outcome]
    assert engine.world.job.executing is (outcome == Stuck())
    assert engine.record("dataverse", "ada") is None


def test_a_run_stops_in_the_middle():
    @fault("after_one", strikes=BatchStep)
    def after_one(step):
        return Stops() if step.handled == 1 else None

    engine = engine_with(ADA, BEN, Fault("after_one"), TurnOn(), RunBatchJob(), on=False)
    assert told(engine, "batch_stopped") == [{"handled": 1, "left": 1}]


def test_a_clock_goes_by_what_the_fault_says():
    @fault("an_hour", strikes=ClockReading)
    def an_hour(reading):
        return timedelta(hours=1) if reading.environment == "hr" else -1000

    engine = engine_with(Fault("an_hour"), ADA)
    now = engine.world.clock.now
    assert engine.record("hr", "ada").edited_at == now + 3600
    engine.attempt(Edit("dataverse", "ada", {"cdm_lastname": "King"}))
    assert engine.world.clock.now == now


def test_a_fork_counts_on_from_where_it_is():
    @fault("from_the_third", strikes=Request)
    def from_the_third(request):
        return Fails("no") if request.number > 2 else None

    engine = engine_with(Fault("from_the_third"), ADA)
    fork = engine.fork()
    for one in (engine, fork):
        one.attempt(BEN)
        one.attempt(Edit("hr", "ada", {"cdm_lastname": "Byron"}))
        assert told(one, "failed") == ["no"]


STRANGE = {
    Request: ("hr", "h.Fails(reason) or None"),
    Delivery: (Fails("x"), "h.Delayed(by), h.Held(), h.Repeated() or None"),
    BatchStep: (True, "h.Stops(), h.Stuck() or None"),
    ClockReading: (True, "a timedelta, milliseconds or None"),
}
ABOUT = {
    Request: "the create of ada (cdm_worker) in dataverse",
    Delivery: "the delivery of ada (cdm_worker) from hr",
    BatchStep: "the start of a run of the batch job",
    ClockReading: "the clock of hr",
}


@pytest.mark.parametrize("strikes", STRANGE)
@pytest.mark.parametrize("raises", [False, True])
def test_a_fault_that_breaks_its_contract_is_named_and_nothing_of_the_pair_is_written(
    strikes, raises
):
    outcome, lawful = STRANGE[strikes]

    @fault("broken", strikes=strikes)
    def broken(it):
        if raises:
            raise KeyError("x")
        return outcome

    engine = engine_with(Fault("broken"), TurnOff(), TurnOn())
    if strikes is BatchStep:
        engine.attempt(ADA)
    with pytest.raises(PluginError) as error:
        engine.attempt(RunBatchJob() if strikes is BatchStep else ADA)
    where = str(error.value)
    assert where.startswith("fault broken (test_faults_in_force.py:")
    what = "it raised KeyError: 'x' at test_faults_in_force.py:" if raises else "it returned "
    assert f": asked about {ABOUT[strikes]}, {what}" in where
    assert where.endswith(f", expected {lawful}")
    assert events(engine)[-1] == "plugin_failed"
    if strikes is not BatchStep:
        assert engine.record("dataverse", "ada") is None
    if strikes is ClockReading:
        assert engine.record("hr", "ada") is None


def test_a_broken_fault_in_the_middle_of_a_run_leaves_whole_records():
    @fault("broken_later", strikes=Request)
    def broken_later(request):
        return 3 if request.number == 2 else None

    engine = engine_with(ADA, BEN, Fault("broken_later"), TurnOn(), on=False)
    with pytest.raises(PluginError, match="returned 3"):
        engine.attempt(RunBatchJob())
    assert engine.record("dataverse", "ada") is not None
    assert engine.record("dataverse", "ben") is None
    assert engine.journal[len(engine.journal)].data["handled"] == 1
    engine.attempt(Fault("over"))
    assert engine.attempt(RunBatchJob()) is None
    assert engine.world.missed.count() == 0


def test_a_run_gets_stuck_at_its_start_alone():
    @fault("late_stuck", strikes=BatchStep)
    def late_stuck(step):
        return Stuck() if step.handled else None

    engine = engine_with(ADA, BEN, Fault("late_stuck"), TurnOn(), on=False)
    with pytest.raises(PluginError, match="in the middle of a run, and a run gets stuck at its st"):
        engine.attempt(RunBatchJob())


def test_a_clock_keeps_within_a_hundred_years():
    @fault("ages", strikes=ClockReading)
    def ages(reading):
        return timedelta(days=-40_000)

    with pytest.raises(PluginError, match="more than a hundred years"):
        engine_with(Fault("ages"), ADA)


def test_a_fault_in_force_stays_so_where_its_plug_in_is_left():
    @fault("left", strikes=Request)
    def left(request):
        return Fails("no") if request.number == 2 else None

    engine = engine_with(Fault("left"), ADA)
    FAULTS.forget("left")
    assert engine.attempt(BEN) is None
    assert told(engine, "failed") == ["no"]
    with pytest.raises(BadInput, match="no fault 'left'"):
        scenario_text(from_journal(engine, "It cannot be written"))
