"""Invariants of the grid, of clearing it, and of the full synchronization (G, C, N)."""

from harness.domain.commands import ClearTracking, SyncNow
from harness.domain.environments import ENVIRONMENTS
from harness.properties.oracle.expected_forms import as_in_dataverse, hold_the_same
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.oracle.state import may_be_apart
from harness.properties.registry import always

_REFERENCES = {"linked", "new_period", "rekeyed", "undeleted", "environment_restored"}


@always(
    "the grid shows what was linked, deleted and synced",
    rules="G1 G3 G4 L6 R6 R8 R9 C1 N3",
    having=("names",),
)
def grid_matches(step: Step) -> str | None:
    """Tracked or not, Yes or No, and the entity that last synced data to Dataverse."""
    named, rows = step.simulator.world.record_pairs.named, step.oracle.tracking_rows
    names = step.names
    for name in sorted(names) if len(names) > 1 else names:
        pair = named(name)
        if pair is None:
            continue
        row, expected = pair.row, rows.get(name)
        if row is None or expected is None:
            if row is not None or expected is not None:
                return f"{name} {'has a' if row else 'has no'} tracking row"
        elif row.deleted_from_dataverse != expected[0]:
            return f"Deleted from Dataverse of {name} is {'No' if expected[0] else 'Yes'}"
        elif row.entity != expected[1] and not expected[0]:
            return f"the grid shows {row.entity} for {name}, and not {expected[1]}"
    return None


@always("tracking is one to one", rules="G1 R17 R4 R5", events=_REFERENCES, having=("settlements",))
def tracking_is_one_to_one(step: Step) -> str | None:
    """In the tables that the step is about, if it may have changed a row or a reference."""
    world, oracle = step.simulator.world, step.oracle
    fixed = world.settings.natural_key == "fixed"  # R18
    unsure = oracle.was_restored or oracle.was_unnoticed
    for table in {event.table: None for event in step.events}:
        if table is None:
            continue
        rec_ids, row_ids = set[int](), set[int]()
        for pair in world.record_pairs.of(table):
            row = pair.row
            if row is None:
                continue
            row_id, _, rec_id, gone = row
            if (rec_id in rec_ids or row_id in row_ids) and fixed:
                # with another key a record keeps its reference, and the row stays (R18)
                return f"a reference of {pair.name} is another row's too"
            rec_ids.add(rec_id)
            row_ids.add(row_id)
            if gone or pair.name not in step.names or pair.hr_request or pair.dataverse_request:
                continue
            if unsure and (oracle.was_restored or may_be_apart(oracle, pair.name)):
                continue  # F7, and after E1 until it is settled (R17)
            hr, dataverse = (world.stores[it].find(table, pair.key) for it in ENVIRONMENTS)
            if hr is None or dataverse is None:
                return f"{pair.name} is tracked, and is not there"
            if (hr.reference, dataverse.reference) != (rec_id, row_id):
                return f"the tracking row of {pair.name} points at other records"
    return None


@always("what can be selected is not refused", rules="G2 C7 N2", of=(ClearTracking, SyncNow))
def selectable(step: Step) -> str | None:
    """A table with custom fields; for a sync now while on, and for a clear always."""
    command = step.command
    assert isinstance(command, ClearTracking | SyncNow)
    allowed = step.simulator.world.catalog[command.table].in_grid
    if isinstance(command, SyncNow):
        allowed = allowed and step.was_on
    if allowed == bool(step.refused):
        return f"refused: {step.refused}" if allowed else "it was to be refused"
    return None


@always("a clear changes no record", rules="C1 C7 N7", of=(ClearTracking,))
def clear_changes_no_record(step: Step) -> str | None:
    command = step.command
    if step.refused or not isinstance(command, ClearTracking):
        return None
    for event in step.events:
        if event.record is not None:
            return f"clearing {event.event} {event.record}"
    world, rows = step.simulator.world, step.oracle.tracking_rows
    for table in world.record_pairs.tables():
        for pair in world.record_pairs.of(table):
            if (pair.row is None) != (pair.name not in rows):
                return f"{pair.name} {'has' if pair.row else 'lost'} its tracking row"
    return None


@always("a full synchronization goes in its order", rules="N1 B1", of=(SyncNow,))
def in_its_order(step: Step) -> str | None:
    """What has a request as the batch job takes it, the rest as created, Human Resources' first."""
    failed = {event.record for event in step.events if event.event == "failed"}
    place = {name: number for number, name in enumerate(step.sync_order or ())}
    latest, seen = -1, set[str]()
    for event in step.events:
        name = event.record
        if event.actor != "sync now" or name not in place or name in failed or name in seen:
            continue
        seen.add(name)
        if place[name] < latest:
            return f"{name} was reconciled after what was to come later"
        latest = place[name]
    return None


@always("a full synchronization makes both sides the same", rules="N1 N3 N6", of=(SyncNow,))
def full_synchronization(step: Step) -> str | None:
    command = step.command
    if step.refused or step.oracle.expected_faults.kinds or not isinstance(command, SyncNow):
        return None
    failed = {event.record for event in step.events if event.event in ("failed", "unanswered")}
    world, table = step.simulator.world, command.table
    for event in step.events:
        if event.event in WRITES and event.table != table:
            return f"{event.record} of another table was {event.event}"  # N7
    for pair in world.record_pairs.of(table):
        hr, dataverse = (world.stores[it].find(table, pair.key) for it in ENVIRONMENTS)
        if pair.name in failed:
            continue
        if hr is None and dataverse is None:
            if pair.tracked or pair.hr_request or pair.dataverse_request:
                return f"{pair.name} is gone on both sides and not spent"
        elif hr is None or dataverse is None or not pair.tracked:
            return f"{pair.name} is not tracked, or not on both sides"
        elif not hold_the_same(pair.table, hr.values, dataverse.values):
            return f"{pair.name} is not the same on both sides"
        elif as_in_dataverse(pair.table, hr.values, dataverse.values) != dataverse.values:
            return f"what flows one way is not the same on both sides of {pair.name}"  # R15
    return None
