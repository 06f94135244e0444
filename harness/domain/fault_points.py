"""The points where a fault may strike, what a fault is shown there, and what it may do.

There are four: a request that writes to an environment (`simulator.record_pairs.Request`), a
delivery from one, a step of a run of the batch job, and a reading of an environment's own clock. A
plugged fault is a pure function of what it is shown: its only state is `number`, which counts.

>>> Delayed("1h 30m"), Fails("429 Too Many Requests").applied
(Delayed('1h 30m'), False)
"""

from datetime import timedelta
from typing import ClassVar, Final, Generic, Literal, TypeVar

from harness.domain import arguments
from harness.domain.arguments import Duration
from harness.domain.environments import Environment, other
from harness.domain.immutable import immutable
from harness.domain.request_kinds import ShownKind
from harness.domain.times import format_duration

Point = Literal["request", "delivery", "batch step", "clock"]
Outcome_co = TypeVar("Outcome_co", covariant=True)

_set: Final = object.__setattr__  # the outcomes are frozen


@immutable
class Fails:
    """The request fails: before it was applied, or `applied`, so that its answer alone is lost."""

    reason: str  # as the timeline shows it; of a lost answer nobody learns the reason
    applied: bool = False

    def __init__(self, reason: str, applied: bool = False) -> None:
        arguments.text("Fails: reason", reason)
        arguments.yes_no("Fails: applied", applied)
        _set(self, "reason", reason)
        _set(self, "applied", applied)


@immutable
class Delayed:
    """The delivery arrives so much later: milliseconds, a timedelta, or text such as "1h"."""

    milliseconds: int

    def __init__(self, by: Duration) -> None:
        _set(self, "milliseconds", arguments.duration("Delayed: by", by))

    def __repr__(self) -> str:
        return f"Delayed({format_duration(self.milliseconds)!r})"


@immutable
class Held:
    """The delivery waits until the faults are over."""


@immutable
class Repeated:
    """The delivery comes again, so much later than it arrived; 0 is at once."""

    milliseconds: int

    def __init__(self, after: Duration = 0) -> None:
        _set(self, "milliseconds", arguments.duration("Repeated: after", after))

    def __repr__(self) -> str:
        return f"Repeated({format_duration(self.milliseconds)!r})"


@immutable
class Stops:
    """The run of the batch job stops here."""


@immutable
class Stuck:
    """The run, which is about to start, is stuck in Executing until it is cancelled."""


class FaultPoint(Generic[Outcome_co]):
    """The base of what a fault is shown; `Outcome_co` is what it may return besides None."""

    __slots__ = ()

    point: ClassVar[Point]

    @property
    def described(self) -> str:
        """What it is, in words for a message."""
        raise NotImplementedError


@immutable
class Delivery(FaultPoint[Delayed | Held | Repeated]):
    """A change that is about to travel from the environment in which a user made it."""

    point: ClassVar[Point] = "delivery"

    table: str
    record: str  # its name
    kind: ShownKind  # what the changes of the record that travel come to
    environment: Environment  # where the change was made
    number: int  # of the deliveries from there that this fault was shown, counted from 1
    now: int  # seconds since 1970

    def __init__(
        self,
        table: str,
        record: str,
        kind: ShownKind,
        environment: Environment,
        number: int,
        now: int,
    ) -> None:
        _set(self, "table", table)
        _set(self, "record", record)
        _set(self, "kind", kind)
        _set(self, "environment", environment)
        _set(self, "number", number)
        _set(self, "now", now)

    @property
    def to(self) -> Environment:
        """The environment to which it travels."""
        return other(self.environment)

    @property
    def described(self) -> str:
        return f"the delivery of {self.record} ({self.table}) from {self.environment}"


@immutable
class BatchStep(FaultPoint[Stops | Stuck]):
    """A step of a run of the batch job: its start, and the moment before each further record."""

    point: ClassVar[Point] = "batch step"

    handled: int  # records that the run has handled; 0 at its start
    waiting: int  # missed requests when it started
    number: int  # of the steps that this fault was shown, counted from 1
    now: int  # seconds since 1970

    def __init__(self, handled: int, waiting: int, number: int, now: int) -> None:
        _set(self, "handled", handled)
        _set(self, "waiting", waiting)
        _set(self, "number", number)
        _set(self, "now", now)

    @property
    def described(self) -> str:
        if self.handled:
            return f"a run of the batch job after {self.handled} of {self.waiting} missed requests"
        return "the start of a run of the batch job"


@immutable
class ClockReading(FaultPoint[timedelta | int]):
    """A reading of an environment's own clock for a user's change; 0 milliseconds: it is right.

    A positive length puts the clock ahead, a negative one behind.
    """

    point: ClassVar[Point] = "clock"

    environment: Environment
    number: int  # of the readings of this clock that this fault was shown, counted from 1
    now: int  # by the true time, in seconds since 1970

    def __init__(self, environment: Environment, number: int, now: int) -> None:
        _set(self, "environment", environment)
        _set(self, "number", number)
        _set(self, "now", now)

    @property
    def described(self) -> str:
        return f"the clock of {self.environment}"
