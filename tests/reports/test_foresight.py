"""Foresight: the run really done gives what was foreseen; the one given stays as it is."""

import pytest
from models.random_histories import random_history

from harness.domain.commands import (
    Advance,
    Create,
    Delete,
    DeleteBatchJob,
    Edit,
    Fault,
    Give,
    Row,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.exploration.workload.generator import generate
from harness.reports.findings import grid_rows, missed_requests
from harness.reports.foresight import KINDS, foresee
from harness.reports.foresight_text import summary
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration
from harness.stores.memory import MemoryStore
from harness.stores.registry import open_backend

WORKERS = {
    name: {"cdm_workernumber": str(number), "cdm_lastname": name.title()}
    for number, name in enumerate(("ada", "ben", "cid"), 1)
}


def engine_with(*commands, settings=None, backend=None):
    engine = Engine(settings, backend=backend)
    given = Give("cdm_worker", [Row(name, values) for name, values in WORKERS.items()])
    for command in (given, *commands):
        assert engine.attempt(command) is None
    return engine


def diverged(**parts):
    """Both losing edits, a delete that comes back, an edit that crosses, and a new worker."""
    return engine_with(
        Edit("hr", "ada", {"cdm_lastname": "King"}),
        Advance("1m"),
        Edit("dataverse", "ada", {"cdm_lastname": "Byron"}),
        Delete("dataverse", "ben"),
        Edit("hr", "cid", {"cdm_firstname": "Cid"}),
        Create("hr", "cdm_worker", "dot", {"cdm_workernumber": "4"}),
        TurnOn(),
        **parts,
    )


def state(engine):
    """All that a run could change."""
    world = engine.world
    return (
        list(engine.journal),
        list(engine.journal.history),
        {
            (side, table): list(store.records(table))
            for side, store in world.stores.items()
            for table in store.tables()
        },
        missed_requests(engine),
        [row for table in world.record_pairs.tables() for row in grid_rows(engine, table)],
        (world.on, world.job.exists, world.job.status, world.clock.milliseconds),
        list(world.clock.scheduled()),
        dict(world._references),
        repr(vars(world.faults)),
    )


def brief(foresight):
    return [(it.kind, it.environment, it.record, it.columns, it.rule) for it in foresight.found]


FORESEEN = [
    ("edited", "hr", "ada", {"cdm_lastname": ("King", "Byron")}, "R3"),
    ("lost", "hr", "ada", {"cdm_lastname": ("King", "Byron")}, "R3"),
    (
        "restored",
        "dataverse",
        "ben",
        {"cdm_workernumber": (None, "2"), "cdm_lastname": (None, "Ben")},
        "R4",
    ),
    ("edited", "dataverse", "cid", {"cdm_firstname": (None, "Cid")}, "R2"),
    ("created", "dataverse", "dot", {"cdm_workernumber": (None, "4")}, "R9"),
]


@pytest.mark.parametrize("store", ["memory", "sqlite://"])
def test_what_the_batch_job_would_do_record_by_record(store):
    with_store = open_backend(store)
    engine = diverged(backend=with_store)
    before = state(engine)
    foresight = foresee(engine)
    assert (foresight.what, foresight.refused) == ("the batch job", None)
    assert brief(foresight) == FORESEEN
    assert state(engine) == before
    with_store.close()


def test_each_thing_is_said_in_words_and_leads_to_its_entry():
    foresight = foresee(diverged())
    assert [it.text for it in foresight.found][:3] == [
        "written to Human Resources: last name King → Byron",
        "LOST in Human Resources: last name King (kept: Byron)",
        "restored in Dataverse: worker number 2, last name Ben; the delete in Dataverse is undone",
    ]
    journal = foresight.after.journal
    for it in foresight.found:
        event = journal[it.seq]
        assert (event.environment, event.table, event.record) == (it[1], it[2], it[3])
    assert foresight.counts() == dict.fromkeys(KINDS, 0) | {
        "created": 1, "edited": 2, "restored": 1, "lost": 1,
    }  # fmt: skip


def test_sync_now_of_a_table_and_of_no_table():
    engine = diverged()
    foresight = foresee(engine, "cdm_worker")
    assert foresight.what == "sync now of Worker"
    assert sorted(map(repr, brief(foresight))) == sorted(map(repr, FORESEEN))
    assert foresee(engine, "cdm_job").found == []
    with pytest.raises(BadInput, match="did you mean cdm_worker"):
        foresee(engine, "cdm_workr")


def test_a_delete_that_follows_and_what_it_takes_along():
    engine = engine_with(
        TurnOn(),
        Fault("unavailable", "dataverse"),
        Edit("hr", "ben", {"cdm_lastname": "Benson"}),
        Delete("hr", "ada"),
    )
    assert [(it.kind, it.record, it.rule) for it in foresee(engine).found] == [
        ("failed", "ben", "L5"),
        ("failed", "ada", "L5"),
    ]
    engine.attempt(Fault("over"))
    found = foresee(engine).found
    assert [(it.kind, it.record, it.rule) for it in found] == [
        ("edited", "ben", "R2"),
        ("deleted", "ada", "L10"),
    ]
    assert found[1].columns == {
        "cdm_workernumber": ("1", None), "cdm_lastname": ("Ada", None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("commands", "table", "reason"),
    [
        ([TurnOff()], None, "integration is off"),
        ([TurnOff()], "cdm_worker", "integration is off"),
        ([DeleteBatchJob()], None, "there is no batch job"),
        ([SetBatchJob("withhold")], None, "the batch job is not waiting: it is Withhold"),
    ],
)
def test_a_run_that_would_do_nothing_says_why(commands, table, reason):
    engine = diverged()
    for command in commands:
        engine.attempt(command)
    foresight = foresee(engine, table)
    assert foresight.refused == reason
    assert foresight.found == []


def test_a_run_that_takes_time_is_foreseen_to_its_end_without_what_is_due_meanwhile():
    engine = engine_with(
        Edit("hr", "ada", {"cdm_lastname": "King"}),
        Edit("hr", "ben", {"cdm_lastname": "Benson"}),
        TurnOn(),
        Edit("dataverse", "cid", {"cdm_lastname": "Cidson"}),  # under way, due in 15 s
        settings=Settings(batch_job_per_record=10_000, dataverse_to_hr_delay=15_000),
    )
    foresight = foresee(engine)
    assert [(it.kind, it.record) for it in foresight.found] == [
        ("edited", "ada"),
        ("edited", "ben"),
    ]
    events = [event.event for _, event in foresight.after.journal]
    assert "batch_ended" in events
    assert foresight.after.record("hr", "cid").values != engine.record("hr", "cid").values


@pytest.mark.parametrize("fault", [Fault("batch_job_stops", after=1), Fault("batch_job_stuck")])
def test_a_run_that_a_fault_stops(fault):
    engine = diverged()
    engine.attempt(fault)
    last = foresee(engine).found[-1]
    assert (last.kind, last.environment, last.table, last.record) == ("stopped", None, None, None)


# ------------------------------------------------------------------- random histories


def as_done(event):
    """An entry without the number of its cause."""
    return (event.event, event.at, *event[3:])


def really_done(engine, table):
    """The entries of the run, done in the simulation itself; a slow one to its end."""
    first = len(engine.journal) + 1
    refused = engine.attempt(RunBatchJob() if table is None else SyncNow(table))
    while not refused and table is None and engine.world.job.run is not None:
        engine.attempt(Advance(1000))
    return [
        as_done(it)
        for _, it in engine.journal.since(first)
        if it.record is not None and (table is not None or it.actor == "batch job")
    ]


def test_a_run_that_a_plugged_part_breaks_stops_there():
    class Broken(Integration):
        def fail(self, pair, actor, cause, problem):
            raise ValueError("nobody knows")

    engine = Engine(integration=Broken)
    for command in (
        Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}),
        Create("hr", "cdm_title", "chief", {"cdm_name": "Chief"}),
        TurnOn(),
        Fault("request_fails", "dataverse", nth=2),
    ):
        assert engine.attempt(command) is None
    before = state(engine)
    foresight = foresee(engine)
    assert [(it.kind, it.record) for it in foresight.found] == [
        ("created", "boss"),
        ("stopped", None),
    ]
    assert "nobody knows" in foresight.found[1].text
    assert state(engine) == before


def test_a_record_that_is_written_on_both_sides_is_one():
    engine = engine_with(
        Edit("hr", "ada", {"cdm_lastname": "King"}),
        Edit("dataverse", "ada", {"cdm_firstname": "Ada"}),
        TurnOn(),
        settings=Settings(conflict="merge_fields"),
    )
    foresight = foresee(engine)
    assert foresight.counts()["edited"] == 2
    assert summary(foresight) == (
        "The batch job would lose no change and restore no deleted record. "
        "It would write to 1 record."
    )


def test_a_store_that_cannot_be_copied_is_in_memory_in_the_copy():
    class Unforkable(MemoryStore):
        fork = None

    class Shelves:
        def open(self, environment, catalog):
            return Unforkable()

        def close(self):
            pass

    engine = diverged(backend=Shelves())
    with pytest.raises(BadInput, match="cannot be forked"):
        engine.fork()
    assert brief(foresee(engine)) == FORESEEN


NOT_OF_THE_RUN = {"delete_undone", "refused", "waiting", "not_listened", "repeated"}


@pytest.mark.parametrize("make", [random_history, generate])
def test_what_is_foreseen_is_what_the_run_then_does(make):
    kinds = set()
    for seed in range(150):
        history = make(seed, 25)
        engine = Engine(history.settings, history.catalog)
        for number, command in enumerate((*history.given, *history.commands)):
            engine.attempt(command)
            if number % 5:
                continue
            for table in (None, *engine.world.record_pairs.tables()):
                there = engine.fork()
                for also in (TurnOn(), SetBatchJob("waiting")) if number % 2 else ():
                    there.attempt(also)
                before = state(there)
                foresight = foresee(there, table)
                assert state(there) == before, seed
                journal = foresight.after.journal
                told = [as_done(journal[it.seq]) for it in foresight.found if it.record]
                done = really_done(there, table)
                assert told == [it for it in done if it[0] not in NOT_OF_THE_RUN], seed
                kinds.update(it.kind for it in foresight.found)
    assert kinds >= {*KINDS} - {"stopped"}
