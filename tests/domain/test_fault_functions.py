"""A function that cannot be a fault is refused where it is decorated, and told what it is to be."""

from datetime import timedelta

import pytest
from own_faults import faults_of_ones_own

from harness.domain.commands import Advance, Fault
from harness.domain.environments import Environment
from harness.domain.errors import BadInput
from harness.domain.fault_points import BatchStep, ClockReading, Delayed, Delivery, Fails, Repeated
from harness.domain.fault_text import fault_text
from harness.domain.faults import FAULTS
from harness.domain.plugged_faults import fault, keyword_arguments
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import Request


@pytest.fixture(autouse=True)
def _no_trace():
    with faults_of_ones_own():
        yield
    assert "mine" not in FAULTS


async def coroutine(request): ...


def generator(request):
    yield


def nothing_shown(*, after: int): ...


def not_by_name(request, after: int): ...


def several(request, *keys: int): ...


def no_annotation(request, *, after): ...


def wrong_annotation(request, *, after: float): ...


def unknown_annotation(request, *, after: "Whatever"): ...  # noqa: F821  (it is not there)


def wrong_default(request, *, after: int = "three"): ...


def taken_name(request, *, milliseconds: int): ...


def shared_name(request, *, after: str): ...


def shared_text(request, *, table: int): ...


def shared_default(request, *, lasting: bool = True): ...


def another_point(delivery: Delivery, *, after: int): ...


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (coroutine, "is a plain function, such as def f"),
        (generator, "is a plain function, such as def f"),
        (timedelta, "is a function, such as def f"),
        (nothing_shown, "takes what it is shown first: def f(request: h.Request, *, key: int = 1)"),
        (not_by_name, "after is no keyword; keys stand after *, as in def f(request: h.Request, *"),
        (several, "keys is no keyword; keys stand after *"),
        (no_annotation, "the key after needs an annotation of int, str, bool, timedelta or h.Envi"),
        (wrong_annotation, "timedelta or h.Environment, not <class 'float'>"),
        (unknown_annotation, "timedelta or h.Environment, not 'Whatever'"),
        (
            wrong_default,
            "the default of after takes a whole number from 0 to 999,999,999, not 'three'",
        ),
        (taken_name, "a key cannot be called milliseconds, which every fault has"),
        (shared_name, "after is a number of other faults, and here too"),
        (shared_text, "table is a text of other faults, and here too"),
        (shared_default, "lasting is False if it is not given, as with other faults"),
        (another_point, "strikes h.Request, and its function takes h.Delivery"),
    ],
)
def test_a_function_that_cannot_be_a_fault_is_refused(function, message):
    with pytest.raises(BadInput) as refused:
        fault("mine", strikes=Request)(function)
    assert message in str(refused.value)
    where = "" if function is timedelta else "test_fault_functions.py:"
    assert str(refused.value).startswith(f"the fault 'mine' ({where}")


def test_a_wrong_name_point_or_rule_is_refused():
    def mine(request): ...

    for name in ("all", "none", "", "two words", "a,b", 3):
        with pytest.raises(BadInput, match=r"needs a name of letters, digits, _ and -, not"):
            fault(name, strikes=Request)(mine)
    for point in (Engine, "request", None, Fails):
        with pytest.raises(BadInput, match=r"strikes h\.Request, h\.Delivery, h\.BatchStep or h"):
            fault("mine", strikes=point)(mine)
    with pytest.raises(BadInput, match=r"has no rule F9"):
        fault("mine", strikes=Request, rules="F9")(mine)


def test_wrong_arguments_of_the_decorator_are_named():
    for wrong, message in (
        ({"rules": ["F2"]}, "the rules of the fault 'mine' are a text such as"),
        ({"description": 3}, "the description of the fault 'mine' takes text or None, not 3"),
        ({"words": "a  b"}, "the words of the fault 'mine' are letters and digits with single bl"),
        ({"words": "clock ahead"}, "its words 'clock ahead' are those of clock_ahead already"),
    ):
        with pytest.raises(BadInput, match=message):
            fault("mine", strikes=Request, **wrong)(lambda request: None)


def test_a_key_may_be_left_out_for_none():
    @fault("mine_3", strikes=Request)
    def mine(request, *, nth: int | None = None, where: Environment | None = None): ...

    assert [key[:3] for key in FAULTS["mine_3"].keys] == [
        ("nth", "number", False), ("where", "environment", False),
    ]  # fmt: skip
    assert keyword_arguments(Fault("mine_3")) == {"nth": None, "where": None}
    assert keyword_arguments(Fault("mine_3", nth=2)) == {"nth": 2, "where": None}


def test_a_name_is_given_once():
    def mine(request): ...

    with pytest.raises(BadInput, match=r"'unavailable' is registered twice, by the harness itself"):
        fault("unavailable", strikes=Request)(mine)
    fault("quota_2", strikes=Request)(mine)
    fault("quota_2", strikes=Request)(mine)  # as a file that is loaded again
    with pytest.raises(BadInput, match=r"'quota_2' is registered twice, by test_fault_functions"):
        fault("quota_2", strikes=Request)(lambda request: None)


def test_a_fault_is_described_by_its_function():
    quota, network = FAULTS["quota"], FAULTS["flaky_network"]
    assert quota[:5] == (
        ("after",), ("applied", "reason", "in"), "request", "More than so many requests fail",
        ("F2",),
    )  # fmt: skip
    assert (quota.words, network.words) == ("quota", "a flaky network")
    assert quota.origin.startswith("own_faults.py:")
    assert FAULTS["short_runs"].optional == ("stuck",)  # of no environment


def test_keys_are_arguments_of_the_command():
    given = Fault("quota", "Dataverse", after=3, reason="too many")
    assert given == Fault("quota", "dataverse", keys=[("reason", "too many")], after=3)
    assert repr(given) == "Fault('quota', environment='dataverse', after=3, reason='too many')"
    assert keyword_arguments(given) == {"after": 3, "applied": False, "reason": "too many"}
    assert fault_text(given) == "quota in Dataverse: after 3, reason too many"
    assert fault_text(Fault("drift", by="1h 30m", ahead="HR")) == "drift: ahead hr, by 1h 30m"
    assert fault_text(Fault("flaky_network", worse=False)) == "flaky_network: worse no"
    assert keyword_arguments(Fault("drift", by="1h")) == {"by": timedelta(hours=1), "ahead": "hr"}


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (Fault("quota"), "quota needs after"),
        (Fault("quota", after=1, reasn="x"), "quota takes no reasn, did you mean reason?"),
        (Fault("quota", after=1, nth=1), "quota takes no nth; it takes after, applied, reason"),
        (Fault("quota", after=1, milliseconds=1), "quota takes no milliseconds; it takes after"),
        (Fault("drift", by="soon"), "drift: by: 'soon' is not a duration such as 90s"),
        (Fault("drift", by="1s", ahead="paris"), "drift: ahead takes hr or dataverse, not 'paris'"),
        (
            Fault("short_runs", most=-1),
            "short_runs: most takes a whole number from 0 to 999,999,999, not -1",
        ),
        (Fault("short_runs", "hr", most=1), "short_runs takes no in: it is of both environments"),
        (Fault("unavailable", "hr", most=1), "unavailable takes no most; it takes in, for"),
        (
            Fault("clock_ahead", "hr", by="1h"),
            "clock_ahead: its length is milliseconds here, not b",
        ),
        (Fault("qouta", after=1), "no fault 'qouta', did you mean quota?"),
    ],
)
def test_a_wrong_key_is_named(command, message):
    engine = Engine()
    with pytest.raises(BadInput) as refused:
        engine.attempt(command)
    assert message in str(refused.value)
    assert not engine.journal.history


def test_a_value_of_another_kind_is_no_key():
    with pytest.raises(BadInput, match=r"Fault: most takes a number, text, True or False, or a t"):
        Fault("short_runs", most=[1])
    with pytest.raises(BadInput, match="Fault: reason takes text or None, not 1"):
        Fault("quota", after=1, reason=1)  # an argument of the command itself


def test_outcomes_check_what_they_are_given():
    for wrong in (lambda: Fails(""), lambda: Fails("x", "yes"), lambda: Delayed(-1)):
        with pytest.raises(BadInput):
            wrong()
    assert Delayed(timedelta(minutes=1)) == Delayed("1m") == Delayed(60_000)
    assert Repeated() == Repeated("0s")


def test_a_text_of_an_annotation_is_read_where_the_function_stands():
    @fault("mine_2", strikes=BatchStep)
    def mine(step: "BatchStep", *, where: "Environment" = "hr"): ...

    assert FAULTS["mine_2"].keys[0][:2] == ("where", "environment")
    with pytest.raises(BadInput, match=r"strikes h\.ClockReading, and its function takes h\.Batch"):
        fault("mine", strikes=ClockReading)(mine)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"every": -1}, "every takes a whole number from 0 to 999,999,999, not -1"),
        ({"every": 10**9}, "every takes a whole number from 0 to 999,999,999, not 1000000000"),
        ({"by": timedelta(seconds=-5)}, "by takes 0s or more, not -5s"),
        ({"by": -timedelta(hours=1, minutes=30)}, "by takes 0s or more, not -1h 30m"),
        ({"by": timedelta(microseconds=-500)}, "by takes whole milliseconds, not -0.000500s"),
    ],
)
def test_a_key_out_of_range_is_told_as_people_write_it(keys, message):
    @fault("mine", strikes=Request)
    def mine(request, *, every: int = 1, by: timedelta = timedelta(0)): ...

    with pytest.raises(BadInput, match=f"^mine: {message}$"):
        keyword_arguments(Fault("mine", **keys))
    FAULTS.forget("mine")


def test_counts_are_as_long_as_scenario_files_take_them():
    with pytest.raises(BadInput, match="Fault: after takes a whole number from 0 to 999,999,999"):
        Fault("batch_job_stops", after=10**9)
    with pytest.raises(BadInput, match="Advance takes 0s or more, not -5s"):
        Advance(timedelta(seconds=-5))
