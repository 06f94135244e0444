"""Data import: records are written into Human Resources, or into Dataverse (M1, M2, M4)."""

from harness.domain.commands import Deliver, Import, SettleNext
from harness.domain.errors import Refusal, Refused
from harness.domain.rows import LazyRows
from harness.simulator.integration.beginnings import Beginnings
from harness.simulator.world import PROGRESS_EVERY


class DataImport(Beginnings):
    """The layer of imports, whose rows take simulated time, in which other things fall due."""

    __slots__ = ()

    def import_rows(self, command: Import) -> Refusal | None:
        """Import row by row: its time passes, then it is written, and synced if integration is on.

        A refused row does not stop the others; the import is refused at its end, with their number.
        """
        world = self.world
        table, rows = world.catalog.table(command.table), command.rows
        environment = command.environment
        # lazy rows are all alike, and reading them takes as long as importing them
        for row in rows[:1] if isinstance(rows, LazyRows) else rows:
            for column, _ in row.values:
                if column not in table.index:
                    table.column(column)  # raises, before anything is written
        journal = world.journal
        self.foresee_runs(self.import_cost() * len(rows))
        started = journal.add(
            world.clock.now, None, "import_started", "import", environment, table.name, rule="M2",
            data=(len(rows), self.import_cost()),
        )  # fmt: skip
        counts = {"created": 0, "edited": 0, "same": 0, "refused": 0}
        first = ""
        for number, row in enumerate(rows, 1):
            if not number % PROGRESS_EVERY:
                world.on_progress(number, len(rows))
            self.pass_time(self.import_cost())
            try:
                counts[self.import_row(table, environment, row, started)] += 1
            except Refused as refused:
                counts["refused"] += 1
                reason = f"row {number}: {refused}"
                first = first or reason
                journal.add(
                    world.clock.now, started, "refused", "import", environment, table.name,
                    row.record, None, ("import", reason),
                )  # fmt: skip
        journal.add(
            world.clock.now, started, "import_ended", "import", environment, table.name, rule="M1",
            data=counts,
        )  # fmt: skip
        if counts["refused"]:
            reason = f"{counts['refused']} of {len(rows)} rows refused, the first: {first}"
            return reason, None, started
        return None

    def import_cost(self) -> int:
        """How long a row takes, in milliseconds, which depends on the switch (M2)."""
        settings = self.world.settings
        return settings.import_on if self.world.on else settings.import_off

    def pass_time(self, milliseconds: int) -> None:
        """Move the clock forwards, and do what is due on the way (B5, L2)."""
        clock = self.world.clock
        end = clock.milliseconds + milliseconds
        while (due := clock.pop_due(end)) is not None:
            at, cause, command = due
            clock.move_to(at)
            if type(command) is Deliver:
                self.deliver_due(command, cause)
            elif type(command) is SettleNext:
                self.settle_next(command)
            else:  # nothing else is ever due
                self.scheduled_run(cause)
        clock.move_to(end)
