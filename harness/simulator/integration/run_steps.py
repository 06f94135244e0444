"""What a run of the batch job handles, stage by stage and record by record (B1, L10).

First all but the records with a delete made while integration was on; then the deletes that follow;
then what is left of those. What fails for a lookup is tried once more at the end of the first and
the last stage, parents first, and then together.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.fault_points import BatchStep, Stops, Stuck
from harness.simulator.integration.following import Following
from harness.simulator.integration.lookup_order import parents_first
from harness.simulator.integration.settlement import DEFERRED, DONE, FAILED, Settled
from harness.simulator.integration.writing import WriteProblem
from harness.simulator.missed_requests import identity
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.run_in_progress import FIRST, FOLLOWING, LEFT, RunInProgress, records_of
from harness.simulator.world import PROGRESS_EVERY


class RunSteps(Following):
    """The layer of what is done in a run of the batch job."""

    __slots__ = ()

    def fault_at_step(self, run: RunInProgress) -> Stops | Stuck | None:
        """Let plugged faults strike at the start of a run, or before a further record (B4, B6)."""
        world = self.world
        outcomes: list[Stops | Stuck] = world.faults.ask(
            "batch step",
            None,
            lambda number: BatchStep(run.handled, run.waiting, number, world.clock.now),
        )
        stuck = [outcome for outcome in outcomes if isinstance(outcome, Stuck)]
        return next(iter(stuck or outcomes), None)

    def begin(self, run: RunInProgress) -> None:
        """Take the requests that are there as a run starts, in B1's order."""
        requests = self.requests_of_run()
        if self.world.missed.deleted_while_on:
            run.last = [request for request in requests if request.pair.comes_last]
            if run.last:
                requests = [it for it in requests if not it.pair.comes_last]
            elif len(requests) == run.waiting:
                self.world.missed.deleted_while_on = False
        run.queue = requests
        if self.world.settings.batch_job_per_record:
            run.taken = {identity(it): it.deletes for it in (*requests, *run.last)}
            run.records = records_of(requests)

    def requests_of_run(self) -> list[Request]:
        """All missed requests in B1's order: parents' tables first, then as they were made."""
        catalog = self.world.catalog
        tables = self.tables_to_settle()
        if len(tables) == 1:
            return self.requests_in_order(tables)
        tables.sort(key=lambda name: catalog[name].depth)
        found: list[Request] = []
        for _, level in groupby(tables, key=lambda name: catalog[name].depth):
            found += self.requests_in_order(list(level))
        return found

    def settle_all(self, run: RunInProgress) -> bool:
        """Handle everything at one moment; False if a fault stopped the run."""
        while True:
            if run.stage == FOLLOWING:
                for group in run.groups:
                    if self.stops_before_next(run):
                        return False
                    self.take_turn(run, group)
            elif not self.settle_queue(run):
                return False
            if not self.next_stage(run):
                return True

    def settle_queue(self, run: RunInProgress) -> bool:
        """Handle the requests of a stage at one moment; False if a fault stopped the run."""
        may_stop = bool(self.world.faults.plugged) or run.stops_after is not None
        for request in run.queue:
            pair = request.pair
            if request is pair.hr_request:
                across = pair.dataverse_request
            elif request is pair.dataverse_request:
                across = pair.hr_request
            else:
                continue  # settled together with the request of the other side
            row = pair.row
            if (row is None or row.deleted_from_dataverse) and self.is_held_back(run, request):
                run.held += 1
                continue
            if across is not None and across.since_seq < request.since_seq:
                continue  # each pair once: it failed when that request was handled
            if may_stop and self.stops_before_next(run):
                return False
            run.handled += 1
            if not run.handled % PROGRESS_EVERY:
                self.world.on_progress(run.handled, run.waiting)
            try:
                result = self.settle_in_run(run, pair, True)
            except Exception:
                run.open += 1
                raise
            if result is not DONE:
                self.note_result(run, pair, result)
        return True

    def note_result(self, run: RunInProgress, pair: RecordPair, result: Settled) -> None:
        """Count what did not settle; what fails for a lookup is tried once more later."""
        if result == FAILED:
            run.failed += 1
        elif result == DEFERRED:
            run.deferred.append(pair)
            run.open += 1

    def stops_before_next(self, run: RunInProgress) -> bool:
        """Whether a fault stops the run as the next record's turn comes (B4)."""
        if self.world.faults.plugged and run.handled and self.fault_at_step(run) is not None:
            return True
        return run.stops_after is not None and run.handled >= run.stops_after

    def tables_to_settle(self) -> list[str]:
        """The tables with a missed request, sorted."""
        return self.world.missed.tables()

    def requests_in_order(self, tables: list[str]) -> list[Request]:
        """The missed requests of these tables in the order in which they were first made (B1)."""
        return self.world.missed.in_order(tables)

    def parents_first(self, pairs: list[RecordPair]) -> Iterable[RecordPair]:
        """Pairs that failed for want of a parent, in the order to try again."""
        return parents_first(self.world, pairs)

    def turns(self, run: RunInProgress) -> Iterator[list[RecordPair]]:
        """What a run that takes time handles from where it stands on, stage by stage (B8).

        Each is a record, or a group of deletes that follow. What is no longer as it was when the
        run started is passed over.
        """
        while True:
            if run.stage == FOLLOWING:
                for place in range(run.place, len(run.groups)):
                    run.place = place + 1
                    group = run.groups[place]
                    due = [it for it in group if run.still_due(it.pair) is not None]
                    held = [it for it in due if not it.pair.tracked and self.is_held_back(run, it)]
                    run.held += len(held)
                    if len(held) < len(due):
                        yield [it.pair for it in due if it not in held]
            else:
                yield from self.turns_of_records(run)
            if not self.next_stage(run):
                return

    def turns_of_records(self, run: RunInProgress) -> Iterator[list[RecordPair]]:
        """The records of the stage that are still due, but those that are held back."""
        for place in range(run.place, len(run.records)):
            run.place = place + 1
            pair = run.records[place]
            request = run.still_due(pair)
            if request is None:
                continue
            if not pair.tracked and self.is_held_back(run, request):
                run.held += 1
                continue
            yield [pair]

    def take_slow_turn(self, run: RunInProgress) -> None:
        """Handle the records whose turn has come, as each is now (B8)."""
        turn: list[Request] = []
        for pair in run.turn or ():
            request = run.still_due(pair)
            if request is not None and run.stage == FOLLOWING:
                both = (pair.hr_request, pair.dataverse_request)
                late = [it for it in both if it is not None and self.may_follow(it)]
                turn.append(late[0] if late else request)
            elif request is not None:
                turn.append(request)
        if turn:
            self.take_turn(run, turn)

    def next_stage(self, run: RunInProgress) -> bool:
        """Go on to the next stage of a run (L10); False if that was the last."""
        run.place = 0
        if run.stage != FOLLOWING and run.deferred:
            self.try_again(run)
        if run.stage == LEFT or not run.last:
            return False
        if run.stage == FIRST:
            following = self.deletes_that_follow()
            wanted = [pair for pair in reversed(records_of(run.last)) if pair in following]
            run.groups = self.in_order_of_deletion(following, wanted)
            # one that is stopped at its turn fails and stays missed: it is not undone
            run.last = [request for request in run.last if request.pair not in following]
            run.stage = FOLLOWING
        else:
            run.queue, run.records = run.last, records_of(run.last)
            run.stage = LEFT
        return True

    def take_turn(self, run: RunInProgress, turn: list[Request]) -> None:
        """Handle what has its turn; a failure is counted, and the run goes on (B1)."""
        run.handled += len(turn)
        if not run.handled % PROGRESS_EVERY:
            self.world.on_progress(run.handled, run.waiting)
        try:
            if run.stage == FOLLOWING:
                self.carry_out_turn(run, turn)
            else:
                self.settle_turn(run, turn[0])
        except Exception:
            run.open += 1
            raise

    def settle_turn(self, run: RunInProgress, request: Request) -> None:
        """Settle one record; what fails for a lookup is tried once more later."""
        pair = request.pair
        # in a run that takes time its tracking may have been cleared since its time began (B8)
        if run.taken is not None and not pair.tracked and self.is_held_back(run, request):
            run.held += 1
            run.handled -= 1
            return
        self.note_result(run, pair, self.settle_in_run(run, pair, True))

    def carry_out_turn(self, run: RunInProgress, turn: list[Request]) -> None:
        """Carry out deletes that follow; in a run that takes time some may not any more (B8).

        Those are settled as they are now, or it is the delete of the other side that follows.
        """
        following = [
            it
            for it in turn
            if self.may_follow(it) and it.pair.tracked and not self.edited_after(it)
        ]
        for environment in ENVIRONMENTS:
            group = [it for it in following if it.environment == environment]
            if group:
                run.failed += self.carry_out(group, "batch job", run.cause)
        for request in turn if len(following) < len(turn) else ():
            if request not in following:
                self.settle_turn(run, request)

    def settle_in_run(self, run: RunInProgress, pair: RecordPair, may_defer: bool) -> Settled:
        """Settle one record of a run."""
        return self.settle(pair, "batch job", run.cause, False, may_defer)

    def try_again(self, run: RunInProgress) -> None:
        """Try once more what failed for a lookup, parents first, and then together (B1, R14)."""
        self.forget_settled(run)
        deferred, run.deferred = run.deferred, []
        still: list[RecordPair] = []
        for pair in self.parents_first(deferred):
            result = self.settle_in_run(run, pair, True)
            if result == DEFERRED:
                still.append(pair)
                continue
            run.open -= 1
            run.failed += result == FAILED
        if still:
            try:
                run.deferred, failed = self.settle_together(still, "batch job", run.cause)
            except Exception:  # those before the one at which it struck are done
                run.open -= sum(it.hr_request is it.dataverse_request is None for it in still)
                raise
            run.failed += failed
            run.open -= len(still) - len(run.deferred)

    def forget_settled(self, run: RunInProgress) -> None:
        """Let go of what was to be tried again, and is not as it was any more (B8)."""
        if run.taken is not None:
            left = [it for it in run.deferred if run.still_due(it) is not None]
            run.open -= len(run.deferred) - len(left)
            run.deferred = left

    def report_deferred(self, run: RunInProgress) -> None:
        """Report what failed for a lookup to the end, with its reason (R14).

        Nothing is written any more: of a run that stopped, its second try did not come (B4).
        """
        self.forget_settled(run)
        for pair in run.deferred:
            run.open -= 1
            run.failed += 1
            plan = self.plan(pair, False)
            to: Environment = DATAVERSE if plan.write_dataverse else HR
            late = WriteProblem("R14", "what it looks up came later in the run, which stopped", to)
            self.fail(pair, "batch job", run.cause, plan.problem or late)
        run.deferred = []

    def is_held_back(self, run: RunInProgress, request: Request) -> bool:
        """Whether an untracked pair is held back until the other side's request moves (B2)."""
        pair = request.pair
        if self.travels(pair.hr_request) or self.travels(pair.dataverse_request):
            return False
        if self.is_gone(pair):
            return False  # R6
        self.hold_back(request, run.cause, by_batch_job=True)
        return True
