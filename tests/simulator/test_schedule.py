"""The batch job by a clock of one's own: any schedule, and what is told of one that is wrong."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from models.agreement import difference

from harness.domain.commands import (
    Advance,
    GiveIntegration,
    Import,
    Row,
    RunBatchJob,
    TurnOn,
    pairs,
)
from harness.domain.errors import BadInput, PluginError
from harness.domain.settings import Settings
from harness.domain.times import parse_instant
from harness.exploration.workload.generator import generate
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines
from harness.simulator.engine import Engine
from harness.simulator.schedule import CLOCKS, INTERVAL, MOST_RUNS, Clock, as_clock, due_after

DAY = 86_400
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class NightlyInAmsterdam(Clock):
    """Every night at two o'clock, as the clock on the wall has it: the first, where two are."""

    def next_run(self, since):
        day = dt.datetime.fromtimestamp(since, AMSTERDAM).date()
        while True:
            night = dt.datetime.combine(day, dt.time(2), AMSTERDAM)
            if night.timestamp() > since:
                return int(night.timestamp())
            day += dt.timedelta(days=1)


class Weekly(Clock):
    """Every week, at the second of the week at which the job was created."""

    def next_run(self, since):
        return since + 7 * DAY


def answers(answer):
    """A clock that answers so."""

    class Answers(Clock):
        def next_run(self, since):
            return answer(since)

    return Answers()


def runs(engine):
    return [event.at for _, event in engine.journal if event.event == "batch_started"]


def test_the_job_runs_when_the_clock_says():
    engine = Engine(clock=Weekly())
    start = engine.world.clock.now
    engine.attempt(TurnOn())
    engine.attempt(Advance(15 * DAY * 1000))
    engine.attempt(RunBatchJob())  # by hand, which shifts nothing (S4)
    engine.attempt(Advance(7 * DAY * 1000))
    assert runs(engine) == [start + it * DAY for it in (7, 14, 15, 21)]
    assert "first run 2021-08-26 09:00:00" in timeline(timeline_lines(engine), width=200)


def test_a_night_that_has_no_two_o_clock_and_one_that_has_two():
    def nights(first):
        engine = Engine(Settings(start=parse_instant(first)), clock=NightlyInAmsterdam())
        engine.attempt(TurnOn())
        engine.attempt(Advance(4 * DAY * 1000))
        return [f"{dt.datetime.fromtimestamp(at, dt.UTC):%d %H:%M}" for at in runs(engine)]

    assert nights("2021-03-26T12:00:00Z") == ["27 01:00", "28 01:00", "29 00:00", "30 00:00"]
    assert nights("2021-10-29T12:00:00Z") == ["30 00:00", "31 00:00", "01 01:00", "02 01:00"]


def test_a_copy_follows_the_same_clock():
    engine = Engine(clock=Weekly())
    engine.attempt(TurnOn())
    copy = engine.fork()
    for one in (engine, copy):
        one.attempt(Advance(30 * DAY * 1000))
    assert len(runs(engine)) == 4
    assert runs(engine) == runs(copy)


@pytest.mark.parametrize("clock", [Weekly(), NightlyInAmsterdam(), answers(lambda it: it + 301)])
def test_the_oracle_predicts_the_runs_of_a_clock(clock):
    came = 0
    for seed in range(15):
        history = generate(seed, 40)
        engine = Engine(history.settings, history.catalog, clock=clock)
        for command in history.given:
            engine.attempt(command)
        oracle = Oracle(engine)
        for command in (*history.commands, TurnOn(), Advance(8 * DAY * 1000)):
            step = oracle.do(command)
            assert first_violation(step) is None, (seed, command)
            came += len(step.due_runs)
    assert came


@pytest.mark.parametrize("clock", [NightlyInAmsterdam(), answers(lambda since: since + 301)])
def test_the_naive_model_agrees_about_a_clock(clock):
    for seed in range(60):
        history = generate(seed, 30)
        assert difference(history, history.commands, clock) is None, seed


def test_the_oracle_sees_that_a_run_did_not_come():
    class Skips:
        """Another answer each time: a clock that keeps state breaks its contract."""

        asked = 0

        def next_run(self, since):
            self.asked += 1
            return since + 60 * self.asked

    oracle = Oracle(Engine(clock=Skips()))
    found = [first_violation(oracle.do(it)) for it in (TurnOn(), Advance(DAY * 1000))]
    assert [it and it.property for it in found] == [
        "the switch moves nothing, and is never refused",
        "the schedule comes one interval after another",
    ]


HERE = r"clock \w+ \(test_schedule\.py:\d+\): next_run\(1629363600\) "
EXPECTED = (
    r", expected whole seconds since 1970 UTC: an int greater than 1629363600 "
    r"\(2021-08-19T09:00:00Z\), to the end of the year 9999"
)
WRONG = [
    (lambda since: since, "returned 1629363600"),
    (lambda since: since - 1, "returned 1629363599"),
    (lambda since: since + 0.5, r"returned 1629363600\.5"),
    (lambda _: None, "returned None"),
    (lambda _: True, "returned True"),
    (
        lambda _: dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
        r"returned datetime\.datetime\(2022, 1, 1.*",
    ),
    (lambda _: 10**18, "returned 1000000000000000000"),
    (lambda _: {}["due"], "raised KeyError: 'due'"),
]


@pytest.mark.parametrize(("answer", "problem"), WRONG)
@pytest.mark.parametrize("command", [TurnOn(), GiveIntegration()])
def test_a_wrong_answer_is_named_and_nothing_is_done(answer, problem, command):
    engine = Engine(clock=answers(answer))
    with pytest.raises(PluginError, match=HERE + problem + EXPECTED):
        engine.attempt(command)
    assert (engine.world.on, engine.world.job.exists) == (False, False)
    assert "turned_on" not in [event.event for _, event in engine.journal]


@pytest.mark.parametrize(
    "command",
    [
        Advance(10 * DAY * 1000),
        Import("hr", "cdm_title", tuple(Row(None, pairs({"cdm_name": str(n)})) for n in range(9))),
    ],
)
def test_a_wrong_answer_later_is_found_before_time_passes(command):
    late = answers(lambda since: since + 20 if since < 1629363600 + 40 else None)
    engine = Engine(clock=late)
    engine.attempt(TurnOn())
    with pytest.raises(PluginError, match=r"next_run\(1629363640\) returned None"):
        engine.attempt(command)
    assert (engine.world.clock.now, runs(engine)) == (1629363600, [])


def test_more_runs_than_anybody_waits_for_are_refused_before_the_first():
    engine = Engine(clock=answers(lambda since: since + 1))
    engine.attempt(TurnOn())
    with pytest.raises(
        BadInput, match=r"clock Answers \(.*\) has more than 100,000 runs in 2d 3h; let less"
    ):
        engine.attempt(Advance(51 * 3600 * 1000))
    assert (engine.world.clock.now, runs(engine)) == (1629363600, [])
    assert engine.attempt(Advance(MOST_RUNS // 100 * 1000)) is None


def test_a_clock_is_asked_in_whole_seconds():
    asked = []
    clock = answers(lambda since: asked.append(since) or since + 1)
    assert due_after(clock, 1_999) == 2_000
    assert asked == [1]


# the registry


def test_the_interval_is_the_clock_of_a_simulation_that_names_none():
    assert CLOCKS.resolve("interval") is INTERVAL
    assert INTERVAL.next_run(0) == DAY
    assert Engine(clock=INTERVAL).world.schedule is None


def test_a_class_or_an_object_is_a_clock():
    assert isinstance(as_clock("weekly", Weekly), Weekly)
    ours = Weekly()
    assert as_clock("weekly", ours) is ours


class Takes(Clock):
    def __init__(self, days):
        self.days = days

    def next_run(self, since):
        return since + self.days


class Lacks(Clock):
    pass


class TwoArguments:
    def next_run(self, since, until):
        return since + until


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (Takes, r"the clock Takes cannot be made: Takes\(\) raised TypeError: .*'days'"),
        (Lacks, r"the clock Lacks cannot be made: Lacks\(\) raised TypeError: .*next_run"),
        (
            TwoArguments,
            r"TwoArguments \(.*\) has next_run\(since, until\), which is called as next_run\(s",
        ),
        (object(), r"the clock x \(.*\) lacks next_run\(since\): a clock is a class"),
        ("weekly", r"clock 'weekly': a name goes into the settings, h\.Settings\(clock='weekly'\)"),
    ],
)
def test_what_is_no_clock_is_named(part, message):
    with pytest.raises(BadInput, match=message):
        as_clock("x", part)
