"""The batch job, and its run while it is executing: where it stands, and what it counts.

A run goes through three stages: the records whose requests come first, those with a delete made
while integration was on (L10), of which it carries out what follows, and what is left of them.
"""

from collections.abc import Hashable, Iterable
from typing import Literal

from harness.simulator.missed_requests import identity, since
from harness.simulator.record_pairs import RecordPair, RecordPairs, Request

FIRST, FOLLOWING, LEFT = range(3)
JobStatus = Literal["Waiting", "Executing", "Canceled", "Withhold"]


class RunInProgress:
    """One run over the missed requests, with its counts."""

    __slots__ = (
        "cause",
        "deferred",
        "failed",
        "groups",
        "handled",
        "held",
        "last",
        "open",
        "place",
        "queue",
        "records",
        "stage",
        "stops_after",
        "taken",
        "turn",
        "waiting",
    )

    def __init__(self, cause: int, waiting: int, stops_after: int | None) -> None:
        self.cause = cause  # the journal entry of its start
        self.waiting = waiting  # requests when it started
        self.stops_after = stops_after  # records, if a fault stops it (B4)
        self.handled = 0
        self.open = 0  # of the handled, those that are deferred or at which an error struck
        self.failed = 0
        self.held = 0
        self.stage = FIRST
        # what is handled in this stage: requests, or groups of deletes, which are of several
        # records if these look only each other up; and how many of them were
        self.queue: list[Request] = []
        self.groups: list[list[Request]] = []
        self.place = 0
        self.last: list[Request] = []  # what comes at the very end (L10), in B1's order
        self.deferred: list[RecordPair] = []  # what failed for a lookup, to be tried once more
        # of a run that takes time (B8): the requests that it took as it started, and whether each
        # was a delete; the records of this stage; those whose time runs
        self.taken: dict[Hashable, bool] | None = None
        self.records: list[RecordPair] = []
        self.turn: list[RecordPair] | None = None

    def __repr__(self) -> str:
        return f"<RunInProgress: {self.handled:,} of {self.waiting:,}, {self.failed:,} failed>"

    def counts(self) -> dict[str, int]:
        """The counts as the journal has them at the end."""
        settled = self.handled - self.failed
        return {"settled": settled, "failed": self.failed, "held_back": self.held}

    def still_due(self, pair: RecordPair) -> Request | None:
        """A request that the run took of a record, if none of these has changed its kind since.

        None where all were settled, or one became a delete or ceased to be one; and where a further
        request put the record among those that come last (B8, L10).
        """
        taken = self.taken or {}
        its = [it for it in (pair.hr_request, pair.dataverse_request) if it is not None]
        left = [it for it in its if identity(it) in taken]
        if not left or any(it.deletes != taken[identity(it)] for it in left):
            return None
        if self.stage == FIRST and pair.comes_last:
            return None
        return min(left, key=since)

    def fork(self, requests: dict[Request, Request], pairs: RecordPairs) -> "RunInProgress":
        """A copy for another simulation, whose requests are the values of this mapping."""

        def copied(group: list[Request]) -> list[Request]:
            return [requests[it] for it in group if it in requests]  # the others have travelled

        new = RunInProgress(self.cause, self.waiting, self.stops_after)
        new.handled, new.open, new.failed, new.held = (
            self.handled,
            self.open,
            self.failed,
            self.held,
        )
        new.stage = self.stage
        if self.stage == FOLLOWING:
            new.groups = [copied(group) for group in self.groups[self.place :]]
        else:
            new.queue = copied(self.queue)
        new.last = copied(self.last)
        new.deferred = [_copy(it, pairs) for it in self.deferred]
        new.taken = self.taken
        new.records = [_copy(it, pairs) for it in self.records[self.place :]]
        if self.turn is not None:
            new.turn = [_copy(it, pairs) for it in self.turn]
        return new


def _copy(pair: RecordPair, pairs: RecordPairs) -> RecordPair:
    copy = pairs.named(pair.name)
    assert copy is not None  # no pair goes while its simulation lasts
    return copy


def records_of(requests: Iterable[Request]) -> list[RecordPair]:
    """The records of these requests, each once."""
    return list(dict.fromkeys(request.pair for request in requests))


class JobState:
    """The state of the batch job *Dataverse integration missed request sync* (B6, S4)."""

    __slots__ = ("exists", "run", "status")

    def __init__(self) -> None:
        self.exists = False
        self.status: JobStatus = "Waiting"
        # a run that takes simulated time (B8); one that is stuck is Executing without
        self.run: RunInProgress | None = None

    @property
    def executing(self) -> bool:
        """Whether a run is executing: one that takes time, or is stuck."""
        return self.status == "Executing"
