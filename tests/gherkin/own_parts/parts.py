"""Parts of a project's own, which its features plug in (`harness help library`)."""

from datetime import timedelta

import harness as h

# ------------------------------------------------------------------- conflict policies


@h.policy("numbers_from_hr")
def numbers_from_hr(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    """Numbers are Human Resources', all else Dataverse's; of equal values it can say nothing."""
    if hr.value == dataverse.value:
        return None
    return "hr" if "number" in hr.column else "dataverse"


@h.policy("touched_last")
def touched_last(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    """A column is the side's that touched it; of what both touched nobody can say."""
    if hr.touched and dataverse.touched:
        return None
    return "hr" if hr.touched else "dataverse"


@h.policy("no_kings", words="afraid of kings")
def no_kings(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    """A mistake: it does not know what to do about a King."""
    if "King" in (hr.value, dataverse.value):
        raise LookupError("a King")
    return "hr"


# ------------------------------------------------------------------- faults


@h.fault("quota", strikes=h.Request)
def quota(
    request: h.Request,
    *,
    after: int,
    per: timedelta = timedelta(days=1),
    of: str = "any",
    only: h.Environment | None = None,
    told: bool = True,
) -> h.Fails | None:
    """After so many requests an environment answers 429, until its time is over."""
    if only not in (None, request.to) or of not in ("any", request.table):
        return None
    if request.number <= after or request.now - request.since >= per.total_seconds():
        return None
    return h.Fails("429 Too Many Requests" if told else "no answer")


@h.fault("held_up", strikes=h.Delivery)
def held_up(delivery: h.Delivery, *, nth: int = 1) -> h.Held | None:
    """The nth delivery waits until the fault is over."""
    return h.Held() if delivery.number == nth else None


@h.fault("slow_then_twice", strikes=h.Delivery, words="slow then twice")
def slow_then_twice(delivery: h.Delivery, *, by: timedelta) -> h.Delayed | h.Repeated | None:
    """The first delivery is late, the second comes twice."""
    return {1: h.Delayed(by), 2: h.Repeated(by)}.get(delivery.number)


@h.fault("short_runs", strikes=h.BatchStep)
def short_runs(step: h.BatchStep, *, most: int) -> h.Stops | None:
    """A run handles so many records at most."""
    return h.Stops() if step.handled == most else None


@h.fault("drift", strikes=h.ClockReading)
def drift(reading: h.ClockReading, *, by: timedelta) -> timedelta | None:
    """Human Resources' clock is ahead."""
    return by if reading.environment == "hr" else None


# ------------------------------------------------------------------- clocks


class Weekly(h.Clock):
    """The batch job runs a week after it ran."""

    def next_run(self, since: int) -> int:
        return since + 7 * 24 * 3600


class Standing(h.Clock):
    """A mistake: a clock that stands still."""

    def next_run(self, since: int) -> int:
        return since


class EverySecond(h.Clock):
    """Far too often, for a day at once."""

    def next_run(self, since: int) -> int:
        return since + 1


# ------------------------------------------------------------------- integrations


class DeletesWin(h.Integration):
    """What one side deleted goes on the other side, too."""

    RECONCILE = h.RECONCILE | {
        (hr, dataverse, True): h.Decision("L6", "nothing")
        for hr, dataverse, _ in h.RECONCILE
        if (hr == h.GONE) != (dataverse == h.GONE)
    }


class NightsKeepDeletes(h.Integration):
    """A delete that was made at night waits for the batch job."""

    def deliver_delete(self, request: h.Request, cause: int) -> None:
        if 6 <= request.now // 3600 % 24 < 22:
            super().deliver_delete(request, cause)
        else:
            self.keep_missed(request, cause)


class NoSecondLoss(h.Integration):
    """A mistake: it breaks where one record loses something after another did."""

    def report_losses(self, pair, losses, actor, rule, both_written) -> None:
        super().report_losses(pair, losses, actor, rule, both_written)
        if len(self.world.journal.losses) > 1:
            raise LookupError("a second loss")


class AfraidOfBen(h.Integration):
    """A mistake: it breaks once it has written a record of that name."""

    def track(self, pair, rec_id, row_id, synced) -> None:
        super().track(pair, rec_id, row_id, synced)
        if pair.name == "Ben":
            raise LookupError("Ben")
