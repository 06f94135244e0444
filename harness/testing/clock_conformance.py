"""The conformance suite of clocks: what every schedule of the batch job must do.

    import harness as h

    class TestWeekly(h.testing.ClockConformance):
        def clock(self) -> h.Clock:
            return Weekly()

It asks a clock at times from 1970 to 2100, at each hour of a year too, and simulates by it.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from harness.domain.commands import Advance, Command, TurnOff, TurnOn
from harness.domain.settings import Settings
from harness.domain.times import format_instant, parse_instant
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.simulator.engine import Engine
from harness.simulator.schedule import Clock, as_clock, check_runs, due_after
from harness.testing.suite import Suite, another_time

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_YEAR: Final = parse_instant("2021-01-01T00:00:00Z")  # whose hours are all asked for
_END: Final = parse_instant("2100-01-01T00:00:00Z")
_STEP: Final = 11 * _DAY + 7 * _HOUR + 61  # to come to every month, hour and minute
_WEEK: Final = 7 * _DAY * 1000
_STARTS: Final = ("2020-02-27T23:59:59Z", "2021-03-26T12:00:00Z", "2021-10-29T12:00:01Z")


class ClockConformance(Suite):
    """The whole suite: subclass it under a name that begins with `Test`, and define `clock`.

    It is a method, or a fixture, that returns a clock.
    """

    PART = "clock"
    EXAMPLE = "def clock(self): return Weekly()"

    def test_the_next_run_is_later_and_in_whole_seconds(self) -> None:
        clock = self._clock()
        for since in _seconds():
            due_after(clock, since * 1000)  # raises, with what is wrong

    def test_a_later_run_has_no_earlier_next_one(self) -> None:
        clock, before, latest = self._clock(), 0, 0
        for since in sorted(_seconds()):
            due = clock.next_run(since)
            assert due >= latest, (
                f"next_run({before}) is {latest} ({format_instant(latest)}), and next_run({since}),"
                f" {since - before} seconds later, only {due} ({format_instant(due)})"
            )
            before, latest = since, due

    def test_the_same_question_has_the_same_answer(self) -> None:
        clock, other = self._clock(), self._clock()
        first = {since: clock.next_run(since) for since in _seconds()}
        for since in reversed(first):  # in another order, and of another clock of its kind
            for asked in (clock, other):
                again = asked.next_run(since)
                assert again == first[since], (
                    f"next_run({since}) was {first[since]}, and later {again}"
                )

    def test_it_does_not_read_the_time_of_day(self) -> None:
        clock = self._clock()
        first = {since: clock.next_run(since) for since in range(0, _END, 30 * _STEP)}
        with another_time():
            for since, due in first.items():
                again = clock.next_run(since)
                assert again == due, (
                    f"next_run({since}) was {due}, and {again} where Python's clock shows another "
                    "day: all that it may go by is what it is given"
                )

    def test_it_keeps_no_state(self) -> None:
        """Simulations and their copies share a clock."""
        clock = self._clock()
        before = deepcopy(_state(clock))
        for since in _seconds():
            clock.next_run(since)
        assert _state(clock) == before, f"asking it changed it from {before} to {_state(clock)}"

    def test_a_week_of_runs_comes_to_its_end(self) -> None:
        clock = self._clock()
        for start in map(parse_instant, _STARTS):
            check_runs(clock, due_after(clock, start * 1000), start * 1000 + _WEEK, _WEEK)

    def test_a_simulation_follows_it(self) -> None:
        """The runs come at its times, in one long wait as in many short ones, on or off."""
        clock = self._clock()
        for start in map(parse_instant, _STARTS):
            whole = _runs(clock, start, 1)
            assert _runs(clock, start, 8) == whole
            due, expected = due_after(clock, start * 1000) // 1000, []
            while due <= start + _WEEK // 1000:
                expected.append(due)
                due = due_after(clock, due * 1000) // 1000
            assert whole == expected

    def _clock(self) -> Clock:
        given: Any = self._given_part()
        if isinstance(given, type):
            self._complain(f"it is the class {given.__name__}, and no clock")
        return as_clock(type(given).__name__, given)


def _seconds() -> Iterator[int]:
    """Times to ask at: now and then from 1970 to 2100, and each hour of a year, and beside it."""
    yield from range(0, _END, _STEP)
    for hour in range(_YEAR, _YEAR + 366 * _DAY, _HOUR):
        yield from (hour - 1, hour, hour + 1)


def _state(clock: object) -> dict[str, Any]:
    """What the clock, and its class, keep."""
    slots = [name for its in type(clock).__mro__ for name in getattr(its, "__slots__", ())]
    return {
        **{name: getattr(clock, name) for name in slots if hasattr(clock, name)},
        **getattr(clock, "__dict__", {}),
        **{
            name: it
            for name, it in vars(type(clock)).items()
            if isinstance(it, dict | list | set | int | str) and not name.startswith("_")
        },
    }


def _runs(clock: Clock, start: int, parts: int) -> list[int]:
    """When the job runs in a simulated week, half of which integration is off."""
    oracle = Oracle(Engine(Settings(start=start), clock=clock))
    commands: list[Command] = [TurnOn(), *[Advance(_WEEK // parts)] * parts]
    commands.insert(1 + parts // 2, TurnOff())
    for command in commands:
        found = first_violation(oracle.do(command))
        assert found is None, f"{found.property}: {found.message}" if found else ""
    ran = ("batch_started", "batch_skipped")
    return [event.at for _, event in oracle.simulator.journal if event.event in ran]
