"""The conformance suite of clocks finds planted mistakes, each of its tests at least one."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from testing.planted import all_tests, found_by

from harness.simulator.schedule import INTERVAL, Clock
from harness.testing.clock_conformance import ClockConformance

DAY = 86_400


class Weekly(Clock):
    def next_run(self, since):
        return since + 7 * DAY


class NightlyInAmsterdam(Clock):
    def next_run(self, since):
        zone = ZoneInfo("Europe/Amsterdam")
        day = dt.datetime.fromtimestamp(since, zone).date()
        while True:
            night = dt.datetime.combine(day, dt.time(2), zone)
            if night.timestamp() > since:
                return int(night.timestamp())
            day += dt.timedelta(days=1)


class TestWeekly(ClockConformance):
    def clock(self):
        return Weekly()


class TestAmsterdam(ClockConformance):
    @pytest.fixture
    def clock(self):
        return NightlyInAmsterdam()


class TestInterval(ClockConformance):
    def clock(self):
        return INTERVAL


class AtTheSwitch(Clock):
    """Its day has 24 hours: in the night of the switch it answers the time it was asked at."""

    def next_run(self, since):
        zone = ZoneInfo("Europe/Amsterdam")
        local = dt.datetime.fromtimestamp(since, zone)
        midnight = local.replace(hour=0, minute=0, second=0, fold=0)
        return int(midnight.timestamp()) + DAY


class Backwards(Clock):
    """The more of the day is over, the shorter it waits, and too much so."""

    def next_run(self, since):
        return since + 2 * DAY - 2 * (since % DAY) + DAY


class Counts(Clock):
    asked = 0

    def next_run(self, since):
        Counts.asked += 1
        return since + DAY + Counts.asked % 2


class Remembers(Clock):
    """Right answers, and a list that grows."""

    def __init__(self):
        self.seen = []

    def next_run(self, since):
        self.seen.append(since)
        return since + DAY


class Secondly(Clock):
    def next_run(self, since):
        return since + 1


class Today(Clock):
    """It goes by the day that Python's clock shows."""

    def next_run(self, since):
        return since + 3600 + dt.datetime.now(dt.UTC).year


class LateOnly(Clock):
    """After its first run it knows no other."""

    def next_run(self, since):
        return since + 60 if since % 60 == 0 else None


PLANTED = {
    "test_the_next_run_is_later_and_in_whole_seconds": (AtTheSwitch, "next_run(1635717600) ret"),
    "test_a_later_run_has_no_earlier_next_one": (Backwards, "AssertionError: next_run("),
    "test_the_same_question_has_the_same_answer": (Counts, "AssertionError: next_run("),
    "test_it_does_not_read_the_time_of_day": (Today, "AssertionError: next_run(0) was"),
    "test_it_keeps_no_state": (Remembers, "AssertionError: asking it changed it from {'seen': []}"),
    "test_a_week_of_runs_comes_to_its_end": (Secondly, "BadInput: clock Secondly (test_clock_suit"),
    "test_a_simulation_follows_it": (LateOnly, "PluginError: clock LateOnly (test_clock_suite.py"),
}


@pytest.mark.parametrize("test", sorted(all_tests(ClockConformance)))
def test_each_test_finds_a_planted_mistake(test):
    clock, message = PLANTED[test]
    assert message in found_by(ClockConformance, test, clock)


@pytest.mark.parametrize(
    ("clock", "message"),
    [
        (lambda: Weekly, "TestPlanted: clock: it is the class Weekly, and no clock; define it, f"),
        (lambda: 5, "the clock int (builtins) lacks next_run(since): a clock is a class"),
    ],
)
def test_what_is_no_clock(clock, message):
    assert message in found_by(ClockConformance, "test_it_keeps_no_state", clock)
