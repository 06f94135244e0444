"""Plugged faults for the tests, one at each point; `faults_of_ones_own` registers them for a test.

Each strikes by everything that it is shown, so that a simulator and an oracle which show different
things come to different ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from harness.domain.environments import Environment
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
from harness.simulator.record_pairs import Request

KINDS = ("quota", "flaky_network", "short_runs", "drift")


@contextmanager
def faults_of_ones_own() -> Iterator[None]:
    """In this block there are the faults of `KINDS`."""
    before = {*FAULTS}
    _define()
    try:
        yield
    finally:
        for name in {*FAULTS} - before:
            FAULTS.forget(name)


def _define() -> None:
    @fault("quota", strikes=Request)
    def quota(request: Request, *, after: int, applied: bool, reason: str = "429") -> Fails | None:
        """More than so many requests fail."""
        told = (request.table, request.record, request.kind, request.environment, request.to)
        odd = request.number + request.now + request.since + sum(map(len, told))
        return Fails(reason, applied) if request.number > after and odd % 3 else None

    @fault("flaky_network", strikes=Delivery, words="a flaky network", rules="F3 F4")
    def flaky_network(
        delivery: Delivery, *, by: timedelta = timedelta(minutes=1), worse: bool = True
    ) -> Delayed | Held | Repeated | None:
        """Deliveries are late, held or repeated."""
        told = (delivery.table, delivery.record, delivery.kind, delivery.environment, delivery.to)
        odd = delivery.number + delivery.now + sum(map(len, told)) + worse
        return (None, Delayed(by), Held(), Repeated(by), None, Repeated())[odd % 6]

    @fault("short_runs", strikes=BatchStep)
    def short_runs(step: BatchStep, *, most: int, stuck: bool) -> Stops | Stuck | None:
        """Some runs stop after so many records, or get stuck."""
        if stuck and not step.handled and (step.number + step.waiting + step.now) % 3 == 0:
            return Stuck()
        return Stops() if step.handled == most and step.number % 3 else None

    @fault("drift", strikes=ClockReading)
    def drift(
        reading: ClockReading, *, by: timedelta, ahead: Environment = "hr"
    ) -> timedelta | int | None:
        """The clocks drift apart."""
        if (reading.number + reading.now) % 5 == 0:
            return None
        return by * reading.number if reading.environment == ahead else -1000 * reading.number
