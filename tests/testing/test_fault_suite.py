"""The conformance suite of faults finds planted mistakes, each of its tests at least one."""

import datetime as dt
from datetime import timedelta
from itertools import count

import pytest
from own_faults import faults_of_ones_own
from testing.planted import all_tests, found_by

from harness.domain.commands import Fault
from harness.domain.fault_points import Delayed, Delivery, Fails
from harness.domain.faults import FAULTS
from harness.domain.plugged_faults import fault
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.record_pairs import Request
from harness.testing.fault_conformance import FaultConformance, questions


@pytest.fixture(scope="class", autouse=True)
def _own_faults():
    with faults_of_ones_own():
        yield


class TestQuota(FaultConformance):
    def fault(self):
        return Fault("quota", after=2, applied=True)


class TestFlakyNetworkInHumanResources(FaultConformance):
    @pytest.fixture
    def fault(self):
        return Fault("flaky_network", "hr", by="10m")


class TestShortRuns(FaultConformance):
    def fault(self):
        return Fault("short_runs", most=1, stuck=True)


class TestAllTogether(FaultConformance):
    def fault(self):
        return [
            Fault("drift", by="1m"),
            Fault("short_runs", most=0),
            Fault("flaky_network"),
            Fault("quota", "dataverse", after=5),
        ]


def cannot_happen(request: Request):
    return "429" if request.number == 1000 else None


def _alternating():
    asked = count()
    return lambda request: Fails("now") if next(asked) % 2 else None


def _remembering():
    latest = [0]

    def decide(request):
        latest[0] = max(latest[0], request.number)
        return Fails("late") if latest[0] >= 100 else None

    return decide


def _tiring():
    asked = count()
    return lambda request: Fails("tired") if next(asked) % 3 == 0 else None


def _once():
    asked = count()
    return lambda request: Fails("once") if next(asked) % 11 == 10 else None


def _by_the_day():
    return lambda request: Fails("today") if dt.datetime.now(dt.UTC).year > 2020 else None


def _never():
    return lambda request: Fails("never") if request.number > 10_000 else None


MISTAKES = {
    "test_what_it_does_can_happen_at_its_point": (lambda: cannot_happen, "it returned '429'"),
    "test_the_same_question_has_the_same_answer": (_alternating, "it answers None, and then Fails"),
    "test_it_does_not_read_the_time_of_day": (_by_the_day, "and None where Python's clock"),
    "test_it_keeps_no_state_between_questions": (_remembering, "it answers None, and in another"),
    "test_it_strikes": (_never, "in 25 histories it never strikes: planted; let it strike soo"),
    "test_simulations_follow_the_law": (_tiring, "a request fails where a fault is to strike it"),
    "test_a_history_comes_to_the_same_again": (_once, "a second run of a history comes to"),
    "test_a_fork_goes_the_same_way": (_once, "a fork of a simulation comes to"),
}


@pytest.mark.parametrize("test", MISTAKES)
def test_each_test_finds_a_mistake(test):
    function, message = MISTAKES[test]
    fault("planted", strikes=Request)(function())
    assert message in found_by(FaultConformance, test, lambda: Fault("planted"))


ENDS = {
    "test_it_is_over_with_the_other_faults": "it is in force after the faults were over",
    "test_it_is_over_alone": "quota is in force after it was over",
}


def test_a_simulator_that_goes_on_with_it_is_found(monkeypatch):
    def end(injector, kind=None, _end=FaultInjector.end):
        plugged = injector.plugged
        held = _end(injector, kind)
        injector.plugged = plugged
        return held

    monkeypatch.setattr(FaultInjector, "end", end)
    for test, message in ENDS.items():
        said = found_by(FaultConformance, test, lambda: Fault("quota", after=1))
        assert message in said
    assert {*MISTAKES, *ENDS} == all_tests(FaultConformance)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (lambda: None, "fault: it is empty; define it, for example: def fault(self): return h.Fau"),
        (lambda: ["quota"], "fault: it is 'quota', and no h.Fault, nor several; define it, for"),
        (lambda: "drift", "fault: it is 'drift', and no h.Fault, nor several; define it, for"),
        (lambda: FAULTS["quota"].function, "fault: it is the function quota, and no h.Fault, nor"),
        (lambda: 429, "fault: it is 429, and no h.Fault, nor several"),
        (lambda: Fault("unavailable", "hr"), "fault: unavailable is built in"),
        (lambda: Fault("quota"), "fault: quota needs after"),
        (lambda: Fault("qouta", after=1), "fault: no fault 'qouta', did you mean quota?"),
    ],
)
def test_what_is_no_fault_is_named(part, message):
    assert message in found_by(FaultConformance, "test_it_strikes", part)


def _divides(request, *, every: int, but: int = 0):
    return Fails("429") if request.number % every == but else None


def _divides_by_what_may_be_0(request, *, every: int = 0):
    return Fails("429") if request.number % every == 0 else None


def _only_short(request, *, pause: timedelta):
    return Fails("wait") if pause > timedelta(days=2) and 1 // request.number > 1 else _wrong(pause)


def _wrong(pause):
    return "at once" if not pause else None


@pytest.mark.parametrize(
    ("function", "keys", "message"),
    [
        (_divides, {"every": 3}, ""),
        (_divides_by_what_may_be_0, {"every": 3}, "planted: every 0: fault planted"),
        (_only_short, {"pause": "1m"}, "planted: pause 0s: fault planted"),
    ],
)
def test_it_is_asked_with_the_keys_that_are_drawn(function, keys, message):
    fault("planted", strikes=Request)(function)
    test = "test_what_it_does_can_happen_at_its_point"
    said = found_by(FaultConformance, test, lambda: Fault("planted", **keys))
    assert message in said if message else not said


def test_the_questions_are_of_its_environment_and_of_every_kind():
    @fault("asked", strikes=Delivery)
    def asked(delivery):
        return Delayed(1)

    found = list(questions(Fault("asked", "hr")))
    assert {it.environment for it in found} == {"hr"}
    assert {it.kind for it in found} == {"create", "edit", "delete"}
    assert {it.environment for it in questions(Fault("asked"))} == {"hr", "dataverse"}
    assert {it.to for it in questions(Fault("quota", "hr", after=1))} == {"hr"}
    assert FAULTS["asked"].optional == ("in",)
