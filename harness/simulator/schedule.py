"""The schedule of the batch job: clocks that say when it is due next, and their registry.

>>> class Hourly(Clock):
...     def next_run(self, since):
...         return since + 3600
>>> due_after(Hourly(), 1_500)
3601000
>>> class Stopped(Clock):
...     def next_run(self, since):
...         return since
>>> due_after(Stopped(), 0)  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.PluginError: clock Stopped (...): next_run(0) returned 0, expected ...
"""

from abc import abstractmethod
from typing import Any, Final, Protocol

from harness.domain.contracts import contract_problems
from harness.domain.errors import BadInput, PluginError
from harness.domain.plugins import Registry, origin_of
from harness.domain.suggestions import cut
from harness.domain.times import UNITS, format_duration, format_instant

MOST_RUNS: Final = 100_000  # of a plugged clock, in one command
MOST_INTERVALS: Final = 1_000_000  # the same without one; they take some seconds
_LAST: Final = 253_402_300_799  # the end of the year 9999, which a time can be written to
_METHODS: Final = {"next_run": ("since",)}


class Clock(Protocol):
    """When the batch job is due. Derive from it, and define `next_run`.

    It keeps no state: asked the same it answers the same, as simulations and their copies share it.
    """

    @abstractmethod
    def next_run(self, since: int) -> int:
        """When the job is due next, after the run that was due, or its creation, at `since`.

        Both are whole seconds since 1970 UTC, and the answer is later than `since`.
        """


class Interval(Clock):
    """Every so often: once a day, or at the setting `batch_job_every`, exact to the millisecond."""

    def next_run(self, since: int) -> int:
        """A day later; with another setting a simulation reckons by itself."""
        return since + UNITS["d"] // 1000


INTERVAL: Final = Interval()


def as_clock(name: str, part: object) -> Clock:
    """The clock that a class without arguments, or an object, stands for. Raises BadInput."""
    if isinstance(part, str):
        raise BadInput(f"clock {part!r}: a name goes into the settings, h.Settings(clock={part!r})")
    name = part.__name__ if isinstance(part, type) else name
    if isinstance(part, type) and not contract_problems(part, _METHODS):
        try:
            part = part()
        except Exception as error:
            raise BadInput(
                f"the clock {name} cannot be made: {name}() raised {type(error).__name__}: {error}"
            ) from error
    wrong = contract_problems(part, _METHODS)
    if wrong:
        raise BadInput(
            f"the clock {name} ({origin_of(part)}) {'; it '.join(wrong)}: a clock is a class "
            "derived from h.Clock with next_run(self, since: int) -> int"
        )
    made: Any = part
    clock: Clock = made
    return clock


CLOCKS: Final[Registry[Clock]] = Registry(
    "clock", "harness.clocks", {"interval": INTERVAL}, as_clock, base=Clock
)


def due_after(clock: Clock, since: int) -> int:
    """When the job is due next by this clock, in milliseconds, as `since` is. Checks the answer."""
    second = since // 1000
    try:
        due: object = clock.next_run(second)
    except Exception as error:
        raise _error(clock, second, f"raised {type(error).__name__}: {error}") from error
    if type(due) is not int:
        raise _error(clock, second, f"returned {cut(repr(due))[1:-1]}")
    if not second < due <= _LAST:
        raise _error(clock, second, f"returned {due}")
    return due * 1000


def check_interval(every: int, passing: int) -> None:
    """Raise before so much time passes if the job would run too often in it, in milliseconds."""
    if passing > every * MOST_INTERVALS:
        raise BadInput(
            f"in {format_duration(passing)} the batch job would run {passing // every:,} times, "
            f"and one command takes {MOST_INTERVALS:,} at most: let less time pass, or set "
            f"batch_job_every to {format_duration(-(-passing // MOST_INTERVALS))} or more"
        )


def check_runs(clock: Clock, due: int | None, until: int, passing: int) -> None:
    """Raise before time passes if the clock breaks its contract until then, or has too many runs.

    `due` is the run that is scheduled, all in milliseconds.
    """
    runs = 0
    while due is not None and due <= until:
        runs += 1
        if runs > MOST_RUNS:
            raise BadInput(
                f"{_named(clock)} has more than {MOST_RUNS:,} runs in {format_duration(passing)}; "
                "let less time pass at once, or run the job less often"
            )
        due = due_after(clock, due)


def _named(clock: Clock) -> str:
    return f"clock {type(clock).__name__} ({origin_of(clock.next_run)})"


def _error(clock: Clock, second: int, problem: str) -> PluginError:
    expected = (
        f"whole seconds since 1970 UTC: an int greater than {second} ({format_instant(second)}), "
        "to the end of the year 9999"
    )
    return PluginError(_named(clock), f"next_run({second})", problem, expected)
