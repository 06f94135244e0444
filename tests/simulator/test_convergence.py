"""What holds for every history, over 500 random ones; each *always* with a *sometimes*.

To add an invariant, write a test that takes `played` and asserts it for each simulator.
"""

from collections import Counter
from itertools import pairwise

import pytest

from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Fault,
    GiveRecord,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR
from harness.exploration.workload.generator import generate
from harness.reports.findings import data_loss
from harness.reports.result import end_state, fingerprint
from harness.reports.sides import converged_tables, differences
from harness.simulator.engine import Engine

HISTORIES = 500
WHY = ("C2", "C6", "R14", "R16", "R19")
BETWEEN_RUNS = 9 * 60_000  # a run that takes time is over by then, and the next has not begun
HEALED = 10 * 86_400_000  # longer than any fault or delay of the histories


def play(seed):
    history = generate(seed, 40)
    simulator = Engine(history.settings)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)
    return simulator


def held(simulator):
    """What both environments hold, apart from what knows of time."""
    stores = simulator.world.stores
    return {
        name: [tuple(stores[name].records(table)) for table in stores[name].tables()]
        for name in ENVIRONMENTS
    }


def heal(simulator):
    """Faults over, integration on and the job waiting, the batch job run to its end."""
    for command in (
        Fault("over"), CancelBatchJob(), SetBatchJob("waiting"), TurnOff(), TurnOn(),
        Advance(HEALED), RunBatchJob(), Advance(HEALED + BETWEEN_RUNS),
    ):  # fmt: skip
        simulator.attempt(command)


def beyond_requests(simulator):
    """Whether something may differ without a request: unnoticed (F7), or restored (E1)."""
    return any(pair.unnoticed for pair in simulator.world.record_pairs.all()) or any(
        event.event == "environment_restored" for _, event in simulator.journal
    )


@pytest.fixture
def played():
    return [play(seed) for seed in range(HISTORIES)]


@pytest.fixture
def healed():
    simulators = [play(seed) for seed in range(HISTORIES)]
    for simulator in simulators:
        heal(simulator)
    return simulators


@pytest.mark.slow
def test_s5_what_can_travel_has_travelled_when_the_batch_job_is_done(healed):
    """What stays missed says why: held back (C2, C6), not writable (R14, R16), in use (R19)."""
    converged = 0
    for simulator in healed:
        why = {
            (event.table, event.record): event.rule
            for _, event in simulator.journal
            if event.event in ("failed", "held_back")
        }
        left = simulator.world.missed.in_order()
        for request in left:
            assert why[request.pair.table.name, request.pair.name] in WHY
        if not left and not beyond_requests(simulator):
            converged += 1
            for table in converged_tables(simulator):
                assert not list(differences(simulator, table))
    assert converged > HISTORIES / 2


@pytest.mark.slow
def test_b3_the_batch_job_run_again_changes_nothing(healed):
    for simulator in healed:
        before, length = held(simulator), len(simulator.journal)
        assert simulator.attempt(RunBatchJob()) is None
        simulator.attempt(Advance(BETWEEN_RUNS))
        assert held(simulator) == before
        new = {event.event for _, event in simulator.journal.since(length + 1)}
        assert new <= {
            "batch_started", "batch_ended", "batch_blocked", "failed", "held_back", "time_passed",
        }  # fmt: skip


@pytest.mark.slow
def test_n3_after_sync_now_every_record_is_tracked_and_the_same(healed):
    synced = 0
    for simulator in healed:
        for table in list(converged_tables(simulator)):
            if not simulator.world.catalog[table].in_grid:
                continue
            simulator.attempt(ClearTracking(table))
            first = len(simulator.journal) + 1
            simulator.attempt(SyncNow(table))
            failed = any(e.event == "failed" for _, e in simulator.journal.since(first))
            if not failed:
                synced += 1
                assert not list(differences(simulator, table))
                stores = simulator.world.stores
                for pair in simulator.world.record_pairs.of(table):
                    there = stores[HR].find(table, pair.key)
                    assert pair.tracked == (there is not None)
    assert synced > HISTORIES / 2


def test_c1_clearing_changes_no_record(played):
    for simulator in played:
        before = held(simulator)
        for table in list(converged_tables(simulator)):
            simulator.attempt(ClearTracking(table))
        assert held(simulator) == before


def test_s2_nothing_crosses_while_off():
    crossed = Counter()
    for seed in range(HISTORIES):
        history = generate(seed, 40)
        simulator = Engine(history.settings)
        for command in (*history.given, *history.commands):
            was_on = simulator.world.on
            first = len(simulator.journal) + 1
            simulator.attempt(command)
            wrote = [
                event
                for _, event in simulator.journal.since(first)
                if event.actor in ("live sync", "batch job", "sync now")
                and event.event in ("updated", "copied", "restored", "removed")
            ]
            crossed[was_on] += len(wrote)
            if not was_on and not isinstance(command, TurnOn):
                assert not wrote
    assert crossed[True] > HISTORIES


REFERENCES = ("human_resources_reference", "dataverse_reference")


def moved(simulator):
    """Whether a record may have got another key, with its reference (R18), or an older row (E1)."""
    return any(event.event in ("rekeyed", "environment_restored") for _, event in simulator.journal)


def test_tracking_is_one_to_one_and_points_at_records_that_were_there(played):
    rows = 0
    for simulator in played:
        world = simulator.world
        for table in world.record_pairs.tables():
            tracked = [pair.row for pair in world.record_pairs.of(table) if pair.row is not None]
            rows += len(tracked)
            for name in () if moved(simulator) else REFERENCES:
                references = [getattr(row, name) for row in tracked]
                assert len(set(references)) == len(references)
    assert rows > HISTORIES


def test_no_value_is_invented(played):
    """Every value in either environment was written by a user, an import, or given."""
    for simulator in played:
        written = {}
        for command in simulator.journal.history:
            values = [getattr(command, "values", ())]
            values += [row.values for row in getattr(command, "rows", ())]
            if isinstance(command, GiveRecord):
                sides = (command.hr, command.dataverse)
                values += [side.values for side in sides if side and side.values]
            for pairs in values:
                for column, value in pairs:
                    written.setdefault(column, set()).add(value)
        for name in ENVIRONMENTS:
            store = simulator.world.stores[name]
            for table in store.tables():
                facts = simulator.world.catalog[table]
                for record in store.records(table):
                    for place, value in enumerate(record.values):
                        column = facts.columns[place]
                        if value is None or column.target is not None:
                            continue
                        by_number = column.numbers.get(value, value)  # of a choice (R16)
                        assert by_number in {
                            column.numbers.get(it, it) for it in written[column.name]
                        }


def test_no_edit_is_lost_unreported(played):
    """Whatever the integration wrote over a user's untravelled change has a loss in the journal."""
    losses = 0
    for simulator in played:
        for loss in data_loss(simulator):
            losses += 1
            assert loss.columns
            for _, lost, kept in loss.columns:
                assert lost != kept
        for seq in simulator.journal.losses:
            event = simulator.journal[seq]
            cause = simulator.journal[event.cause]
            assert cause.event in ("updated", "removed")
            assert cause.record == event.record
    assert losses > 50


def test_refusals_change_nothing():
    refused = 0
    for seed in range(HISTORIES):
        history = generate(seed, 40)
        simulator = Engine(history.settings)
        for command in (*history.given, *history.commands):
            before, requests = held(simulator), simulator.world.missed.count()
            reason = simulator.attempt(command)
            if reason and not hasattr(command, "rows"):  # an import goes on with its other rows
                refused += 1
                assert held(simulator) == before
                assert simulator.world.missed.count() == requests
    assert refused > HISTORIES


def test_references_are_never_used_again(played):
    for simulator in played:
        made = [
            record.reference
            for table in simulator.world.stores[HR].tables()
            for record in simulator.world.stores[HR].records(table)
        ]
        assert len(set(made)) == len(made)
        assert all(reference >= 5637144576 for reference in made)
        rows = [
            record.reference
            for table in simulator.world.stores[DATAVERSE].tables()
            for record in simulator.world.stores[DATAVERSE].records(table)
        ]
        assert len(set(rows)) == len(rows)


def test_time_moves_forwards_and_causes_come_first(played):
    for simulator in played:
        entries = list(simulator.journal)
        assert all(one.at <= two.at for (_, one), (_, two) in pairwise(entries))
        assert all(event.cause is None or event.cause < seq for seq, event in entries)


def test_a_history_played_again_has_the_same_fingerprint():
    for seed in range(0, HISTORIES, 10):
        one, two = play(seed), play(seed)
        assert fingerprint(end_state(one)) == fingerprint(end_state(two))


def test_turning_off_and_on_moves_nothing_by_itself(played):
    for simulator in played:
        before = held(simulator)
        simulator.attempt(TurnOff())
        simulator.attempt(TurnOn())
        assert held(simulator) == before
