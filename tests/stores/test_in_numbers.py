"""Choices in Dataverse: the integration has them by name, people and their stores by number."""

import pytest
from stores.shelf import Shelf

from harness.domain.commands import (
    Backup,
    Create,
    Delete,
    Edit,
    Give,
    Restore,
    Row,
    RunBatchJob,
    TurnOff,
    TurnOn,
    Undelete,
    pairs,
)
from harness.domain.environments import DATAVERSE, HR
from harness.simulator.engine import Engine
from harness.stores import backend as backend_of
from harness.stores.in_numbers import TranslatedStore
from harness.stores.memory import MemoryBackend, MemoryStore

WORKER, TYPE, STATUS = "cdm_worker", "cdm_type", "cdm_status"
EMPLOYED, INACTIVE, VOLUNTEER = 754400000, 754400001, 754400002


def values(**given):
    return pairs({"cdm_workernumber": "1", **{f"cdm_{name}": it for name, it in given.items()}})


def there(engine, name="ada", environment=DATAVERSE):
    record = engine.world.stores[environment].find(WORKER, "1")
    facts = engine.world.catalog[WORKER]
    return dict(zip(facts.names, record.values, strict=False)).get(f"cdm_{name}")


@pytest.fixture(params=[MemoryBackend, lambda: backend_of(Shelf)], ids=["memory", "plugged"])
def engine(request):
    return Engine(backend=request.param())


def test_dataverse_is_read_in_numbers_and_hr_keeps_the_name_of_one(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create(HR, WORKER, "ada", values(status="Terminated", type="Contractor")))
    assert (there(engine, "status"), there(engine, "type")) == (INACTIVE, INACTIVE)
    assert list(engine.world.stores[DATAVERSE].records(WORKER)) == [engine.record(DATAVERSE, "ada")]
    assert engine.world.stores[DATAVERSE].at(WORKER, engine.record(DATAVERSE, "ada").reference)
    assert not engine.attempt(Edit(DATAVERSE, "ada", values(status=INACTIVE, lastname="King")))
    assert there(engine, "status", HR) == "Terminated"  # not Pending, the first of that number
    engine.attempt(Edit(DATAVERSE, "ada", values(status=EMPLOYED)))
    assert there(engine, "status", HR) == "Employed"


def test_the_number_that_is_there_is_no_edit(engine):
    engine.attempt(Create(HR, WORKER, "ada", values(status="Terminated")))
    engine.attempt(TurnOn())
    engine.attempt(RunBatchJob())
    engine.attempt(TurnOff())
    engine.attempt(Edit(DATAVERSE, "ada", values(status=INACTIVE)))
    assert engine.world.missed.count() == 0


def test_another_name_of_the_number_writes_nothing_there(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create(HR, WORKER, "ada", values(status="Pending")))
    before = len(engine.journal)
    engine.attempt(Edit(HR, "ada", values(status="Terminated")))
    events = [(event.event, event.rule) for _, event in engine.journal.since(before + 1)]
    assert events == [("edited", "L1"), ("settled", "R2")]


def test_what_is_restored_in_hr_has_the_first_name_of_the_number(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create(HR, WORKER, "ada", values(status="Terminated")))
    engine.attempt(TurnOff())
    engine.attempt(Delete(HR, "ada"))
    engine.attempt(TurnOn())
    engine.attempt(RunBatchJob())
    assert there(engine, "status", HR) == "Pending"


def test_a_number_without_a_name_is_refused_in_hr_whoever_has_it(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create(DATAVERSE, WORKER, "ada", values(type=VOLUNTEER)))
    assert engine.record(HR, "ada") is None
    assert engine.journal[len(engine.journal)].rule == "R16"
    assert there(engine, "type") == VOLUNTEER


def test_the_journal_is_read_in_numbers(engine):
    engine.attempt(Give(WORKER, [Row("ada", values(status="Employed", lastname="King"))]))
    engine.attempt(Edit(DATAVERSE, "ada", values(status=INACTIVE)))
    engine.attempt(Edit(HR, "ada", values(status="Terminated", type="Both")))
    engine.attempt(Edit(HR, "ada", values(status="Employed")))
    engine.attempt(TurnOn())
    engine.attempt(RunBatchJob())  # a tie: Human Resources wins
    edited = engine.journal[2]
    assert (edited.data[5], edited.before[5]) == (INACTIVE, EMPLOYED)
    (lost,) = [engine.journal[seq] for seq in engine.journal.losses]
    assert (lost.environment, lost.data) == (DATAVERSE, ((STATUS, INACTIVE, "Employed"),))
    updated = next(event for _, event in engine.journal if event.event == "updated")
    assert (updated.data[4:6], updated.before[4:]) == ((EMPLOYED, EMPLOYED), (None, INACTIVE))


def test_a_loss_in_hr_names_its_own_value_and_dataverse_s_number(engine):
    engine.attempt(Give(WORKER, [Row("ada", values(status="Employed"))]))
    engine.attempt(Edit(HR, "ada", values(status="Terminated")))
    engine.world.clock.move_to(engine.world.clock.milliseconds + 1000)
    engine.attempt(Edit(DATAVERSE, "ada", values(lastname="King")))
    engine.attempt(TurnOn())
    engine.attempt(RunBatchJob())
    (lost,) = [engine.journal[seq] for seq in engine.journal.losses]
    assert (lost.environment, lost.data) == (HR, ((STATUS, "Terminated", EMPLOYED),))


def test_another_name_of_the_number_is_no_difference_from_a_backup(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create(HR, WORKER, "ada", values(status="Terminated")))
    engine.attempt(Backup(DATAVERSE, "b"))
    for status in ("Employed", "Pending"):
        engine.attempt(Edit(HR, "ada", values(status=status)))
    engine.attempt(Restore(DATAVERSE, "b"))
    assert engine.journal[len(engine.journal)].data["changed"] == 0
    assert there(engine, "status") == INACTIVE


def test_what_is_undeleted_has_its_number(engine):
    engine.attempt(Create(DATAVERSE, WORKER, "ada", values(status=INACTIVE)))
    engine.attempt(Delete(DATAVERSE, "ada"))
    engine.attempt(Undelete("ada"))
    assert there(engine, "status") == INACTIVE
    assert engine.journal[len(engine.journal)].data[5] == INACTIVE


def test_a_copy_in_memory_is_as_the_simulation_is(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create(HR, WORKER, "ada", values(status="Terminated")))
    copy = engine.fork(in_memory=True)
    for one in (engine, copy):
        one.attempt(Edit(DATAVERSE, "ada", values(lastname="King")))
        assert (there(one, "status"), there(one, "status", HR)) == (INACTIVE, "Terminated")
    assert list(copy.journal) == list(engine.journal)


def test_a_store_of_one_s_own_holds_numbers_and_one_in_memory_what_the_integration_has():
    plugged = Engine(backend=backend_of(Shelf))
    assert plugged.world.stores[DATAVERSE] is plugged.world.records[DATAVERSE].held
    memory = Engine()
    assert type(memory.world.records[DATAVERSE]) is MemoryStore
    assert type(memory.world.stores[DATAVERSE]) is TranslatedStore
    memory.attempt(Give(WORKER, [Row("ada", values(status="Terminated"))]))
    records = [store.find(WORKER, "1") for store in memory.world.records.values()]
    assert records[0].values is records[1].values
