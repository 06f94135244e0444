"""A run of the batch job while it is executing: where it stands, and what it counts.

It goes through three stages: the records whose requests come first, those with a delete made while
integration was on (L10), of which it carries out what follows, and what is left of them.
"""

from harness.simulator.record_pairs import RecordPair, RecordPairs, Request

FIRST, FOLLOWING, LEFT = range(3)


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
        "stage",
        "stops_after",
        "turn",
        "waiting",
        "were_deletes",
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
        # of a run that takes time (B8): what is next, and which were deletes when it started
        self.turn: list[Request] | None = None
        self.were_deletes: set[Request] | None = None

    def __repr__(self) -> str:
        return f"<RunInProgress: {self.handled:,} of {self.waiting:,}, {self.failed:,} failed>"

    def counts(self) -> dict[str, int]:
        """The counts as the journal has them at the end."""
        settled = self.handled - self.failed
        return {"settled": settled, "failed": self.failed, "held_back": self.held}

    def changed_kind(self, request: Request) -> bool:
        """Whether a request became a delete, or ceased to be one, since the run started (B8)."""
        return self.were_deletes is not None and request.deletes != (request in self.were_deletes)

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
            new.queue = copied(self.queue[self.place :])
        new.last = copied(self.last)
        new.deferred = [copy for it in self.deferred if (copy := pairs.named(it.name)) is not None]
        if self.were_deletes is not None:
            new.were_deletes = {requests[it] for it in self.were_deletes if it in requests}
        new.turn = None if self.turn is None else copied(self.turn)
        return new
