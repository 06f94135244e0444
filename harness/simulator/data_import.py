"""Data import: the Data Management Framework writes records into Human Resources (M1, M2)."""

from collections.abc import Callable, Sequence

from harness.domain.catalog import Table
from harness.domain.commands import Row
from harness.domain.environments import HR
from harness.domain.errors import Refusal, Refused
from harness.simulator.users import import_row
from harness.simulator.world import PROGRESS_EVERY, World


def run_import(
    world: World, table: Table, rows: Sequence[Row], pass_time: Callable[[World, int], None]
) -> Refusal | None:
    """Import row by row: its time passes, then it is written, and synced if integration is on.

    A refused row does not stop the others; the import is refused at its end, with their number.
    """
    journal, settings = world.journal, world.settings
    cost = settings.import_on if world.on else settings.import_off
    started = journal.add(
        world.clock.now, None, "import_started", "import", HR, table.name, rule="M2",
        data=(len(rows), cost),
    )  # fmt: skip
    counts = {"created": 0, "edited": 0, "same": 0, "refused": 0}
    first = ""
    for number, row in enumerate(rows, 1):
        if not number % PROGRESS_EVERY:
            world.on_progress(number, len(rows))
        pass_time(world, settings.import_on if world.on else settings.import_off)
        try:
            counts[import_row(world, table, row, started)] += 1
        except Refused as refused:
            counts["refused"] += 1
            reason = f"row {number}: {refused}"
            first = first or reason
            journal.add(
                world.clock.now, started, "refused", "import", HR, table.name, row.record, None,
                ("import", reason),
            )  # fmt: skip
    journal.add(
        world.clock.now, started, "import_ended", "import", HR, table.name, rule="M1", data=counts
    )
    if counts["refused"]:
        reason = f"{counts['refused']} of {len(rows)} rows refused, the first: {first}"
        return reason, None, started
    return None
