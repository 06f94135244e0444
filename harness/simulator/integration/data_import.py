"""Data import: records are written into Human Resources, or into Dataverse (M)."""

from harness.domain.catalog import Table
from harness.domain.commands import Deliver, Import, SettleNext
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import Refusal, Refused
from harness.domain.rows import LazyRows
from harness.simulator.integration.beginnings import Beginnings
from harness.simulator.integration.users import flows_one_way
from harness.simulator.world import PROGRESS_EVERY


class DataImport(Beginnings):
    """The layer of imports, whose rows take simulated time, in which other things fall due."""

    __slots__ = ()

    def import_rows(self, command: Import) -> Refusal | None:
        """Import row by row: its time passes, then it is written, and synced if integration is on.

        A refused row does not stop the others; the import is refused at its end, with their number.
        """
        world, environment = self.world, command.environment
        table, rows = world.catalog.table(command.table), command.rows
        # lazy rows are all alike, and reading them takes as long as importing them
        for row in rows[:1] if isinstance(rows, LazyRows) else rows:
            for column, _ in row.values:
                if column not in table.index:
                    table.column(column)  # raises, before anything is written
        if table.flows_one_way and environment == DATAVERSE:
            return flows_one_way(table)
        journal = world.journal
        self.foresee_runs(self.import_cost() * len(rows))
        started = journal.add(
            world.clock.now, None, "import_started", "import", environment, table.name, rule="M2",
            data=(len(rows), self.import_cost()),
        )  # fmt: skip
        counts = {"created": 0, "edited": 0, "same": 0, "refused": 0}
        problems: list[str] = []
        if command.truncate:
            problems += self.truncate(table, environment, started, counts)
        first, refused = "", 0
        for number, row in enumerate(rows, 1):
            if not number % PROGRESS_EVERY:
                world.on_progress(number, len(rows))
            self.pass_time(self.import_cost())
            try:
                counts[self.import_row(table, environment, row, started)] += 1
            except Refused as error:
                refused, reason = refused + 1, f"row {number}: {error}"
                first = first or reason
                journal.add(
                    world.clock.now, started, "refused", "import", environment, table.name,
                    row.record, None, ("import", reason),
                )  # fmt: skip
        counts["refused"] += refused
        journal.add(
            world.clock.now, started, "import_ended", "import", environment, table.name,
            rule="M3" if command.truncate else "M1" if environment == HR else "M4", data=counts,
        )  # fmt: skip
        if refused:
            problems.append(f"{refused} of {len(rows)} rows refused, the first: {first}")
        return ("; ".join(problems), None, started) if problems else None

    def truncate(
        self, table: Table, environment: Environment, cause: int, counts: dict[str, int]
    ) -> list[str]:
        """Delete every record of the table, the newest first, each as a user's own delete (M3).

        Counts those that went and those that may not; returns how many may not, and why, if any.
        """
        world = self.world
        store, first = world.records[environment], ""
        records = list(store.records(table.name))
        counts["deleted"] = refused = 0
        for record in reversed(records):
            pair = world.record_pairs.find(table.name, record.key)
            there = store.find(table.name, record.key)
            if pair is None or there is None or there.reference != record.reference:
                continue  # it went with another one, or as that one travelled
            refusal = self.delete_record(pair, environment, "import", cause)
            if refusal is None:
                continue
            reason, rule, _ = refusal
            refused, first = refused + 1, first or reason
            world.journal.add(
                world.clock.now, cause, "refused", "import", environment, table.name, pair.name,
                rule, ("delete", reason),
            )  # fmt: skip
        counts["refused"] += refused
        counts["deleted"] = len(records) - refused
        return [f"{refused} of {len(records)} deletes refused, the first: {first}"] * bool(refused)

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
