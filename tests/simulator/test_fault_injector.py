"""The fault injector by itself: what counts, what strikes, and what is over."""

import pytest

from harness.domain.commands import Advance, Create, Deliver, Edit, Fault, TurnOn
from harness.domain.errors import BadInput
from harness.domain.fault_points import Delayed, Delivery, Held
from harness.domain.plugged_faults import fault
from harness.domain.settings import Settings
from harness.simulator.engine import Engine
from harness.simulator.fault_injector import FaultInjector

MINUTE = 60_000
ADA = Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1"})
BEN = Create("hr", "cdm_worker", "ben", {"cdm_workernumber": "2"})


def injected(*faults, now=0):
    injector = FaultInjector()
    for it in faults:
        injector.inject(it, now)
    return injector


def requests(injector, *changes, where="hr"):
    """Which of these requests strike: a letter each, f for failed, a for an answer that is lost."""
    answers = [injector.on_request(where, *change) for change in changes]
    return ["f" if reason else "a" if lost else "" for reason, lost in answers]


EDIT_ADA = "cdm_worker", "ada", "edit"
EDIT_BEN = "cdm_worker", "ben", "edit"
MAKE_JOB = "cdm_job", "clerk", "create"


@pytest.mark.parametrize(
    ("narrowed", "struck"),
    [
        ({}, [0]),
        ({"nth": 2}, [1]),
        ({"table": "cdm_job"}, [2]),
        ({"record": "ben"}, [1]),
        ({"change": "edit", "nth": 3}, [3]),
        ({"table": "cdm_worker", "record": "ada", "nth": 2}, [3]),
        ({"change": "edit", "lasting": True, "nth": 2}, [1, 3]),
        ({"change": "delete"}, []),
        ({"table": "cdm_job", "record": "ada"}, []),
    ],
)
@pytest.mark.parametrize("kind", ["request_fails", "not_noticed"])
def test_only_what_a_fault_is_narrowed_to_counts(kind, narrowed, struck):
    calls = [EDIT_ADA, EDIT_BEN, MAKE_JOB, EDIT_ADA]
    injector = injected(Fault(kind, "hr", **narrowed))
    if kind == "request_fails":
        found = [bool(injector.on_request("hr", *call)[0]) for call in calls]
    else:
        found = [injector.on_change("hr", *call) for call in calls]
    assert [place for place, strikes in enumerate(found) if strikes] == struck


def test_each_environment_counts_by_itself():
    injector = injected(Fault("request_fails", "hr", nth=2), Fault("not_noticed", "dataverse"))
    assert requests(injector, EDIT_ADA, EDIT_ADA, where="dataverse") == ["", ""]
    assert requests(injector, EDIT_ADA, EDIT_ADA) == ["", "f"]
    assert not injector.on_change("hr", *EDIT_ADA)
    assert injector.on_change("dataverse", *EDIT_ADA)
    assert not injector.on_change("dataverse", *EDIT_ADA)


def test_faults_of_one_point_count_the_same_calls():
    injector = injected(
        Fault("request_fails", "hr", nth=2),
        Fault("request_fails", "hr", nth=1, applied=True),
        Fault("request_fails", "hr", nth=2, applied=True),
    )
    assert requests(injector, EDIT_ADA, EDIT_ADA, EDIT_ADA) == ["a", "f", ""]


def test_a_failure_bears_the_reason_that_was_asked_for():
    injector = injected(
        Fault("request_fails", "dataverse", change="delete", reason="no right", lasting=True),
        Fault("request_fails", "dataverse"),
    )
    assert injector.on_request("dataverse", *EDIT_ADA)[0] == "a request to Dataverse failed"
    delete = injector.on_request("dataverse", "cdm_worker", "ada", "delete")
    assert delete == ("a request to Dataverse failed: no right", False)


@pytest.mark.parametrize("order", [(60, 20), (20, 60), (60, None), (None, 60)])
def test_of_two_outages_the_later_end_counts(order):
    injector = FaultInjector()
    for length in order:
        injector.inject(Fault("unavailable", "hr", milliseconds=length and length * 1000), 0)
    assert injector.outage("hr", 59)
    assert injector.outage("dataverse", 0) == ""
    expected = "Human Resources is unavailable until the faults are over" if None in order else ""
    assert injector.outage("hr", 60) == expected


def test_before_1970_no_outage_is_none_and_an_outage_ends():
    injector = FaultInjector()
    assert injector.outage("hr", -1000) == ""
    injector.inject(Fault("unavailable", "hr", milliseconds=10_000), -1_000_000)
    injector.inject(Fault("unavailable", "hr", milliseconds=5_000), -1_000_000)
    assert injector.outage("hr", -991) == "Human Resources is unavailable until 1969-12-31 23:43:30"
    assert injector.outage("hr", -990) == ""


def test_an_outage_before_1970_is_felt():
    engine = Engine(Settings(start="1950-01-01T00:00:00Z"))
    for command in (TurnOn(), Fault("unavailable", "dataverse", milliseconds="1m"), ADA):
        engine.attempt(command)
    assert engine.record("dataverse", "ada") is None
    engine.attempt(Advance(MINUTE))
    engine.attempt(Edit("hr", "ada", {"cdm_lastname": "King"}))
    assert engine.record("dataverse", "ada") is not None


def test_of_two_delays_the_longer_counts_and_what_holds_beats_both():
    slow, slower = (
        Fault("delivery_delayed", "hr", milliseconds=it * MINUTE, nth=1) for it in (1, 3)
    )
    assert injected(slow, slower).on_delivery("hr") == (3 * MINUTE, (), ())
    assert injected(slower, slow).on_delivery("hr") == (3 * MINUTE, (), ())
    held = injected(slower, Fault("delivery_delayed", "hr")).on_delivery("hr")
    assert held.held == ("delivery_delayed",)


def test_a_delay_of_ones_own_is_no_longer_than_itself(own_faults):
    @fault("late", strikes=Delivery)
    def late(delivery, *, by: int):
        return Delayed(by)

    injector = injected(
        Fault("late", by=MINUTE), Fault("late", by=2), Fault("delivery_delayed", "hr", 0, 5)
    )
    struck = injector.on_delivery("hr", lambda n: Delivery("cdm_worker", "ada", "edit", "hr", n, 0))
    assert struck == (MINUTE, (), ())


OTHERS = (
    Fault("unavailable", "hr"),
    Fault("request_fails", "hr"),
    Fault("delivery_delayed", "hr"),
    Fault("delivery_repeated", "hr"),
    Fault("clock_ahead", "hr", milliseconds=1000),
    Fault("clock_behind", "dataverse", milliseconds=1000),
    Fault("not_noticed", "hr"),
    Fault("batch_job_stops", after=1),
    Fault("batch_job_stuck"),
)


def effects(injector):
    """What each kind of fault in force does, by its kind."""
    injector = injector.fork()
    delivery = injector.on_delivery("hr")
    found = {
        "unavailable": bool(injector.outage("hr", 0)),
        "request_fails": bool(injector.on_request("hr", *EDIT_ADA)[0]),
        "delivery_delayed": bool(delivery.held),
        "delivery_repeated": bool(delivery.repeats),
        "clock_ahead": injector.clock_skew("hr") == 1000,
        "clock_behind": injector.clock_skew("dataverse") == -1000,
        "not_noticed": injector.on_change("hr", *EDIT_ADA),
        "batch_job_stops": injector.batch_stops_after() == 1,
        "batch_job_stuck": injector.batch_gets_stuck(),
    }
    return {kind for kind, strikes in found.items() if strikes}


@pytest.mark.parametrize("over", OTHERS, ids=lambda it: it.kind)
def test_the_faults_of_one_kind_are_over_and_no_others(over):
    injector, kinds = injected(*OTHERS), {it.kind for it in OTHERS}
    assert effects(injector) == kinds
    assert injector.end(over.kind) == []
    assert effects(injector) == kinds - {over.kind}
    for left in OTHERS:
        if left is not over:
            assert injector.any
            injector.end(left.kind)
    assert not injector.any
    assert effects(injector) == set()


def test_the_last_fault_of_a_clock_is_the_one_that_is_in_force():
    injector = injected(*OTHERS[4:5], Fault("clock_behind", "hr", milliseconds=500))
    injector.end("clock_ahead")
    assert injector.clock_skew("hr") == -500
    injector.end("clock_behind")
    assert injector.clock_skew("hr") == 0


def delivery_of(name):
    return Deliver("hr", "cdm_worker", name, 1)


def test_what_is_held_goes_when_all_that_holds_it_is_over(own_faults):
    @fault("holding", strikes=Delivery)
    def holding(delivery):
        return Held()

    injector = injected(
        Fault("delivery_delayed", "hr", nth=1), Fault("holding"), Fault("unavailable", "hr")
    )

    def struck(name):
        return injector.on_delivery(
            "hr", lambda n: Delivery("cdm_worker", name, "edit", "hr", n, 0)
        )

    for name in ("ada", "ben"):
        injector.hold(delivery_of(name), struck(name).held)
    injector.hold(delivery_of("cleo"), ("delivery_delayed",))
    injector.hold(delivery_of("dora"), ())
    assert injector.end("unavailable") == []
    fork = injector.fork()
    assert injector.end("delivery_delayed") == [delivery_of("cleo")]
    assert injector.end("holding") == [delivery_of("ada"), delivery_of("ben")]
    assert not injector.any
    assert injector.fork().end() == [delivery_of("dora")]
    assert injector.end() == [delivery_of("dora")]
    assert fork.end() == [delivery_of(it) for it in ("ada", "ben", "cleo", "dora")]


def told(engine, kind):
    return [event.data for _, event in engine.journal if event.event == kind]


def test_over_of_one_kind_delivers_what_waited_for_it_and_leaves_the_others():
    engine = Engine()
    for command in (
        TurnOn(), Fault("delivery_delayed", "hr"), Fault("clock_ahead", "hr", milliseconds=MINUTE),
        ADA, BEN,
    ):  # fmt: skip
        assert engine.attempt(command) is None
    engine.attempt(Fault("over", of="clock_ahead"))
    assert engine.record("dataverse", "ada") is None
    engine.attempt(Fault("over", of="delivery_delayed"))
    copied = [event.record for _, event in engine.journal if event.event == "copied"]
    assert copied == ["ada", "ben"]
    assert told(engine, "faults_ended") == ["clock_ahead", "delivery_delayed"]
    assert not engine.world.faults.any


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Fault("over", of="unavailible"), "no fault 'unavailible', did you mean unavailable?"),
        (Fault("over", of="over"), "over: of is the kind of fault that is over, and over is none"),
        (
            Fault("not_noticed", "hr", change="update"),
            "not_noticed: change takes create, edit or delete, not 'update'",
        ),
        (Fault("not_noticed", "hr", reason="x"), "not_noticed takes no reason; it takes in, nth"),
        (Fault("unavailable", "hr", table="cdm_worker"), "unavailable takes no table; it takes in"),
        (Fault("request_fails", "hr", of="over"), "request_fails takes no of; it takes in, nth"),
        (Fault("not_noticed"), "not_noticed needs in"),
        (
            Fault("request_fails", "hr", table="cdm_wroker"),
            "no table 'cdm_wroker', did you mean cdm_worker?",
        ),
    ],
)
def test_what_a_fault_does_not_take_is_named(given, message):
    engine = Engine()
    engine.attempt(ADA)
    entries = len(engine.journal)
    with pytest.raises(BadInput) as refused:
        engine.attempt(given)
    assert message in str(refused.value)
    assert len(engine.journal) == entries
    assert not engine.world.faults.any
