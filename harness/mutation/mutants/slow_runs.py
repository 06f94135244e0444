"""Mutants of runs that take time (B8): what a run takes, and what ends it."""

from collections.abc import Iterator
from dataclasses import replace

from harness.domain.errors import Refusal
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import replaced
from harness.simulator.missed_requests import identity
from harness.simulator.record_pairs import RecordPair
from harness.simulator.run_in_progress import FIRST, JobStatus, RunInProgress, records_of


class RunTakesNoTime(Mutation):
    """A run of the batch job takes no time, whatever the setting says."""

    breaks = "B8"

    def run(self, scheduled: bool, cause: int | None) -> Refusal | None:
        at_once = replace(self.world.settings, batch_job_per_record=0)
        with replaced(self.world, "settings", at_once):
            return super().run(scheduled, cause)


class SettledRecordTakesItsTime(Mutation):
    """A record that was settled before its time began takes it all the same."""

    breaks = "B8"

    def turns_of_records(self, run: RunInProgress) -> Iterator[list[RecordPair]]:
        records = run.records
        while run.place < len(records):
            pair = records[run.place]
            with replaced(run, "records", records[: run.place + 1]):
                turns = list(super().turns_of_records(run))
            settled = pair.hr_request is None and pair.dataverse_request is None
            if settled:
                yield [pair]
            else:
                yield from turns


class RequestsMadeMeanwhileAreTaken(Mutation):
    """A run that takes time also takes requests that were made since it began."""

    breaks = "B8"

    def next_stage(self, run: RunInProgress) -> bool:
        taken = run.taken
        if run.stage != FIRST or taken is None:
            return super().next_stage(run)
        made_since = [
            request
            for request in self.requests_of_run()
            if request.since_seq > run.cause
            and identity(request) not in taken
            and not request.pair.comes_last
        ]
        if not made_since:
            return super().next_stage(run)
        run.taken = taken | {identity(request): request.deletes for request in made_since}
        run.place, run.records = len(run.records), [*run.records, *records_of(made_since)]
        return True


class TurningOffDoesNotEndTheRun(Mutation):
    """A run that takes time goes on to its end though integration is turned off."""

    breaks = "B8"

    def stop_run(self, status: JobStatus) -> None:
        if status != "Waiting":
            super().stop_run(status)


class CancelledRunGoesOn(Mutation):
    """A run that takes time goes on to its end though it was cancelled."""

    breaks = "B8"

    def stop_run(self, status: JobStatus) -> None:
        if status == "Waiting" or self.world.job.run is None:
            super().stop_run(status)
