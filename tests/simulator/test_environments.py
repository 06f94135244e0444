"""Whole environments: backup, restore and the recycle bin, sentence by sentence (E1, E2)."""

import pytest

from harness.domain.commands import (
    Advance,
    Backup,
    ClearTracking,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Restore,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    Undelete,
)
from harness.domain.errors import BadInput, PluginError
from harness.domain.records import FIRST_REC_ID
from harness.domain.settings import Settings
from harness.simulator.engine import Engine
from harness.stores import backend
from harness.stores.memory import MemoryStore

WORKER, HOUR, MINUTE = "cdm_worker", 3_600_000, 60_000
SECOND = Advance(1000)
ADA = Give(WORKER, {"ada": {"cdm_workernumber": "1", "cdm_lastname": "Lovelace"}})
JOB, SYNC, OFF, ON, OVER = RunBatchJob(), SyncNow(WORKER), TurnOff(), TurnOn(), Fault("over")
DELAY = Settings(dataverse_to_hr_delay=HOUR)
RENAMED = Settings(natural_key="identity_changes")


def engine_with(*commands, on=True, settings=None):
    engine = Engine(settings)
    for command in (ADA, *((GiveIntegration(),) if on else ()), *commands):
        assert engine.attempt(command) is None, command
    return engine


def do(engine, *commands):
    for command in commands:
        assert engine.attempt(command) is None, command
    return engine


def named(where, name="ada", **columns):
    return Edit(where, name, {f"cdm_{column}": value for column, value in columns.items()})


def created(where, name, number, **columns):
    values = {"cdm_workernumber": number}
    return Create(where, WORKER, name, values | {f"cdm_{it}": its for it, its in columns.items()})


def lastname(engine, where, name="ada"):
    record = engine.record(where, name)
    place = engine.world.catalog[WORKER].index["cdm_lastname"]
    values = () if record is None else record.values
    return values[place] if place < len(values) else None


def there(engine, name="ada"):
    return [where for where in ("hr", "dataverse") if engine.record(where, name)]


def requests(engine):
    return [(it.environment, it.record, it.kind) for it in engine.world.missed.in_order()]


def told(engine, kind):
    return [event for _, event in engine.journal if event.event == kind]


def state(engine, where):
    """What a backup of that environment keeps: what a restore has to come back to."""
    world = engine.world
    store = world.stores[where]
    return (
        {table: list(store.records(table)) for table in store.tables()},
        [
            (it.pair.name, it.state) for it in world.missed.in_order() if it.environment == where
        ],
        {it.name: it.ignored(where) for it in world.record_pairs.all() if it.ignored(where)},
        {it.name: it.row for it in world.record_pairs.all() if it.row} if where == "hr" else {},
    )  # fmt: skip


def reported(engine):
    return told(engine, "lost") + told(engine, "delete_undone")


# ---------------------------------------------------------------------- E1: the page's histories


def test_e1_dataverse_restored_the_batch_job_does_nothing_and_sync_copies_the_later_edit():
    engine = engine_with(
        Backup("dataverse", "b"), SECOND, named("hr", lastname="King"), Restore("dataverse", "b")
    )
    do(engine, JOB)
    assert (lastname(engine, "hr"), lastname(engine, "dataverse")) == ("King", "Lovelace")
    do(engine, SYNC)
    assert (lastname(engine, "hr"), lastname(engine, "dataverse")) == ("King", "King")
    assert told(engine, "updated")[-1].rule == "R8"
    assert not reported(engine)


def test_e1_hr_restored_what_dataverse_has_alone_is_made_in_hr_by_sync():
    engine = engine_with(Backup("hr", "b"), created("dataverse", "bob", "2"), Restore("hr", "b"))
    do(engine, JOB)
    assert there(engine, "bob") == ["dataverse"]
    do(engine, SYNC)
    assert there(engine, "bob") == ["hr", "dataverse"]
    assert told(engine, "copied")[-1].rule == "R10"


# ------------------------------------------------------------------------ E1: what is put back


CHANGES = (
    named("hr", lastname="King"),
    named("dataverse", firstname="Augusta"),
    created("hr", "bob", "2"),
    created("dataverse", "cleo", "3"),
    Delete("hr", "ada"),
    created("hr", "ada", "1", lastname="Byron"),
    Delete("dataverse", "cleo"),
)


@pytest.mark.parametrize("where", ["hr", "dataverse"])
@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize("first", range(len(CHANGES)))
def test_an_environment_is_as_it_was_and_the_other_as_it_is(where, on, first):
    """Values, references, last edits, order; of its requests those that have not travelled."""
    other = "hr" if where == "dataverse" else "dataverse"
    engine = engine_with(on=on)
    for change in CHANGES[:first]:
        engine.attempt(change)
    before = state(engine, where)
    do(engine, Backup(where, "b"))
    for change in CHANGES[first:]:
        engine.attempt(SECOND)
        engine.attempt(change)
    across, entries = state(engine, other), len(engine.journal)
    do(engine, Restore(where, "b"))
    assert state(engine, other) == across
    assert state(engine, where) == before
    assert [event.event for _, event in engine.journal.since(entries + 1)] == [
        "environment_restored"
    ]


def test_a_request_that_has_travelled_since_does_not_come_back():
    engine = engine_with(named("hr", lastname="King"), on=False)
    do(engine, Backup("hr", "b"), ON, JOB, OFF, named("hr", lastname="Byron"), Restore("hr", "b"))
    assert lastname(engine, "hr") == "King"
    assert requests(engine) == []


def test_a_request_comes_back_as_it_was_then():
    engine = engine_with(created("hr", "bob", "2"), named("hr", lastname="King"), on=False)
    waiting = state(engine, "hr")[1]
    do(engine, Backup("hr", "b"), Delete("hr", "bob"), named("hr", firstname="Augusta"))
    assert requests(engine) == [("hr", "ada", "edit")]
    do(engine, Restore("hr", "b"))
    assert state(engine, "hr")[1] == waiting
    assert requests(engine) == [("hr", "bob", "create"), ("hr", "ada", "edit")]
    do(engine, ON, JOB)
    assert there(engine, "bob") == ["hr", "dataverse"]
    assert lastname(engine, "dataverse") == "King"
    assert engine.record("dataverse", "ada").values == engine.record("hr", "ada").values


def test_a_request_whose_answer_was_lost_has_not_travelled_and_is_as_it_was_then():
    """It stays missed (F2), so it is among those that have not travelled."""
    engine = engine_with(named("hr", lastname="King"), Backup("hr", "b"), on=False)
    waiting = state(engine, "hr")[1]
    do(engine, Fault("request_fails", "dataverse", applied=True), ON, JOB, OFF)
    assert engine.world.record_pairs.named("ada").hr_request.touched == 0
    do(engine, Restore("hr", "b"))
    assert state(engine, "hr")[1] == waiting


def test_what_waited_is_missed_and_what_waits_over_there_goes_on():
    engine = engine_with(named("dataverse", lastname="King"), settings=DELAY)
    do(engine, Backup("hr", "h"), Backup("dataverse", "d"), Restore("hr", "h"))
    fork = engine.fork()
    do(engine, Advance(HOUR))
    assert lastname(engine, "hr") == "King"
    do(fork, Restore("dataverse", "d"), Advance(HOUR))
    assert lastname(fork, "hr") == "Lovelace"
    assert requests(fork) == [("dataverse", "ada", "edit")]
    do(fork, JOB)
    assert lastname(fork, "hr") == "King"


def test_what_a_fault_held_is_not_on_its_way_any_more():
    engine = engine_with(
        Fault("delivery_delayed", "hr"), named("hr", lastname="King"), Backup("hr", "b"),
        Restore("hr", "b"), OVER,
    )  # fmt: skip
    assert requests(engine) == [("hr", "ada", "edit")]
    do(engine, JOB)
    assert lastname(engine, "dataverse") == "King"


def test_what_nobody_noticed_comes_back_unless_it_was_settled():
    engine = engine_with(
        Fault("not_noticed", "dataverse"), named("dataverse", lastname="King"),
        Backup("dataverse", "b"),
    )  # fmt: skip
    settled = engine.fork()
    do(engine, OFF, named("dataverse", lastname="Ross"), Restore("dataverse", "b"))
    do(engine, ON, SECOND, named("hr", lastname="Byron"))
    assert [event.data for event in told(engine, "lost")] == [(("cdm_lastname", "King", "Byron"),)]
    do(settled, SYNC)
    assert lastname(settled, "hr") == "King"
    do(settled, Restore("dataverse", "b"), SECOND, named("hr", lastname="Byron"))
    assert not told(settled, "lost")


def test_tracking_rows_come_back_with_hr_alone():
    engine = engine_with(Backup("hr", "h"), Backup("dataverse", "d"), ClearTracking(WORKER))
    do(engine, Restore("dataverse", "d"))
    assert not engine.world.record_pairs.named("ada").tracked
    do(engine, Restore("hr", "h"))
    assert engine.world.record_pairs.named("ada").tracked


def test_a_tracking_row_is_a_tombstone_again_or_no_more():
    engine = engine_with(Backup("hr", "alive"), Delete("hr", "ada"), Backup("hr", "dead"))
    pair = engine.world.record_pairs.named("ada")
    do(engine, Restore("hr", "alive"))
    assert pair.tracked
    do(engine, Restore("hr", "dead"))
    assert pair.row.deleted_from_dataverse


def test_references_are_never_used_again_for_another_record():
    engine = engine_with(Backup("hr", "b"), created("hr", "bob", "2"))
    bob = engine.record("hr", "bob").reference
    do(engine, Restore("hr", "b"), created("hr", "cleo", "3"))
    assert engine.record("hr", "cleo").reference > bob


def test_a_row_whose_key_edit_a_restore_took_back_is_restored_under_its_row_id():
    """It does not live on under another key any more (R4, R18)."""
    engine = engine_with(OFF, Backup("dataverse", "b"), settings=RENAMED)
    row = engine.record("dataverse", "ada").reference
    do(engine, Edit("dataverse", "ada", {"cdm_workernumber": "2"}, becomes="ben"))
    do(engine, Backup("dataverse", "c"), Restore("dataverse", "b"))
    fork = engine.fork()
    do(engine, Delete("dataverse", "ada"), ON, JOB)
    assert engine.record("dataverse", "ada").reference == row
    do(fork, Restore("dataverse", "c"), ON, SYNC)
    assert fork.record("dataverse", "ben").reference == row
    assert fork.record("dataverse", "ada").reference != row


def test_records_stand_in_the_order_in_which_they_were_created():
    names = ["bob", "cleo", "dora"]
    engine = engine_with(*(created("hr", it, f"{n}") for n, it in enumerate(names, 2)))
    do(engine, Backup("hr", "b"), Delete("hr", "cleo"), created("hr", "emil", "9"))
    do(engine, Restore("hr", "b"))
    found = [record.name for record in engine.world.stores["hr"].records(WORKER)]
    assert found == ["ada", *names]
    born = [engine.world.record_pairs.named(it).hr_born for it in found]
    assert born == sorted(born)


def test_the_timeline_says_how_many_changed_back_went_and_came_back():
    engine = engine_with(created("hr", "bob", "2"), Backup("hr", "b"))
    do(engine, named("hr", lastname="King"), Delete("hr", "bob"), created("hr", "cleo", "3"))
    do(engine, created("hr", "dora", "4"), Restore("hr", "b"))
    (backed_up,), (restored,) = told(engine, "backed_up"), told(engine, "environment_restored")
    assert (backed_up.environment, backed_up.data) == ("hr", ("b", 2))
    assert (restored.environment, restored.rule, restored.actor) == ("hr", "E1", "administrator")
    assert restored.data == {"backup": "b", "changed": 1, "went": 2, "came": 1}


def test_it_is_no_users_change():
    engine = engine_with(Backup("hr", "b"), OFF, named("hr", lastname="King"), SECOND)
    do(engine, Delete("dataverse", "ada"), Restore("hr", "b"), ON, JOB)
    assert len(told(engine, "delete_undone")) == 1  # the delete in Dataverse, as ever (R4)
    assert not told(engine, "lost")


def test_both_restored_to_one_moment_are_in_step_again():
    engine = engine_with(Backup("hr", "h"), Backup("dataverse", "d"))
    do(engine, named("hr", lastname="King"), created("dataverse", "bob", "2"), Delete("hr", "ada"))
    do(engine, Restore("hr", "h"), Restore("dataverse", "d"), JOB, SYNC)
    assert there(engine, "bob") == []
    assert (lastname(engine, "hr"), lastname(engine, "dataverse")) == ("Lovelace", "Lovelace")


def test_a_dataverse_row_that_came_back_is_linked_by_sync():
    engine = engine_with(Backup("dataverse", "b"), Delete("hr", "ada"), Restore("dataverse", "b"))
    do(engine, JOB)
    assert there(engine) == ["dataverse"]
    do(engine, SYNC)
    assert there(engine) == ["hr", "dataverse"]
    assert engine.world.record_pairs.named("ada").tracked


def test_r17_a_tracking_row_that_points_at_one_that_is_gone_is_pointed_at_the_other():
    engine = engine_with(OFF, Delete("hr", "ada"), Backup("hr", "b"), ON, JOB)
    rec_id = engine.record("hr", "ada").reference
    do(engine, Restore("hr", "b"), created("hr", "ada", "1", lastname="King"))
    assert engine.record("hr", "ada").reference != rec_id
    pair = engine.world.record_pairs.named("ada")
    assert pair.row.human_resources_reference == engine.record("hr", "ada").reference
    assert lastname(engine, "dataverse") == "King"


def test_a_later_backup_of_a_name_takes_the_place_of_the_earlier():
    engine = engine_with(Backup("hr", "b"), named("hr", lastname="King"), Backup("hr", "b"))
    do(engine, named("hr", lastname="Byron"), Restore("hr", "b"))
    assert lastname(engine, "hr") == "King"


def test_a_backup_can_be_restored_again_and_in_any_order():
    engine = engine_with(
        Backup("hr", "one"), OFF, named("hr", lastname="King"), Backup("hr", "two")
    )
    for name, value, waits in (("one", "Lovelace", 0), ("two", "King", 1), ("one", "Lovelace", 0)):
        do(engine, Restore("hr", name))
        assert (lastname(engine, "hr"), engine.world.missed.count()) == (value, waits)
    do(engine, Restore("hr", "two"), ON, JOB)
    assert lastname(engine, "dataverse") == "King"
    do(engine, Restore("hr", "one"), Restore("hr", "two"))
    assert requests(engine) == []  # it has travelled by now


def test_a_fork_shares_the_backup_and_goes_its_own_way():
    engine = engine_with(Backup("hr", "b"), OFF, named("hr", lastname="King"), Backup("hr", "c"))
    fork = engine.fork()
    do(engine, ON, JOB, Restore("hr", "c"))
    assert requests(engine) == []
    do(fork, Restore("hr", "b"), Restore("hr", "c"))
    assert requests(fork) == [("hr", "ada", "edit")]
    assert fork.world.backups["hr", "c"] is engine.world.backups["hr", "c"]


# ---------------------------------------------------------------------------- E1: what is refused


@pytest.mark.parametrize(
    ("where", "name", "said"),
    [
        ("hr", "c", "no such backup: c of Human Resources"),
        ("dataverse", "before", "no such backup: before of Dataverse"),
        ("hr", "befor", "no such backup: befor of Human Resources, did you mean before?"),
    ],
)
def test_a_backup_that_is_not_there_or_of_the_other_environment_is_refused(where, name, said):
    engine = engine_with(Backup("hr", "before"), named("hr", lastname="King"))
    assert engine.attempt(Restore(where, name)) == said
    assert lastname(engine, "hr") == "King"
    refused = engine.journal[len(engine.journal)]
    assert (refused.event, refused.rule, refused.environment) == ("refused", "E1", where)


def test_while_the_batch_job_is_executing_a_restore_is_refused():
    engine = engine_with(Backup("hr", "b"), Fault("batch_job_stuck"), JOB)
    for name in ("b", "none"):
        assert engine.attempt(Restore("hr", name)) == "the batch job is executing"
    do(engine, Backup("dataverse", "d"))  # a backup may be made


def failing_store(left):
    """A backend whose stores fail at a write after so many, as often as the list says."""

    class Failing(MemoryStore):
        def put(self, table, record):
            self.count_down()
            super().put(table, record)

        def remove(self, table, key):
            self.count_down()
            super().remove(table, key)

        def count_down(self):
            if left:
                left[0] -= 1
                if left[0] < 0:
                    left.clear()
                    raise OSError("disk full")

    return backend(Failing)


@pytest.mark.parametrize("writes", range(6))
def test_a_store_that_fails_leaves_the_environment_as_it_was(writes):
    left = []
    engine = Engine(backend=failing_store(left))
    do(engine, ADA, GiveIntegration(), created("hr", "bob", "2"), created("hr", "cleo", "3"))
    do(engine, Backup("hr", "b"), Delete("hr", "bob"), named("hr", lastname="King"))
    do(engine, OFF, created("hr", "dora", "4"))
    before = state(engine, "hr")
    left.append(writes)
    if writes < 5:  # ada is written, cleo and dora go, bob and cleo come
        with pytest.raises(PluginError, match="disk full"):
            engine.attempt(Restore("hr", "b"))
        assert state(engine, "hr") == before
    do(engine, Restore("hr", "b"))
    assert there(engine, "bob") == ["hr"]


# -------------------------------------------------------------------- E2: the page's histories


def test_e2_an_edit_before_the_delete_travels():
    engine = engine_with(
        OFF, named("dataverse", lastname="B"), Delete("dataverse", "ada"), Undelete("ada"), ON, JOB
    )
    assert lastname(engine, "hr") == "B"
    assert not reported(engine)


def test_e2_a_delete_that_is_taken_back_leaves_nothing_to_do():
    engine = engine_with(OFF)
    before = engine.record("dataverse", "ada")
    do(engine, Delete("dataverse", "ada"), Undelete("ada"))
    assert engine.record("dataverse", "ada") == before
    entries = len(engine.journal)
    do(engine, ON, JOB)
    assert engine.world.missed.count() == 0
    assert {event.event for _, event in engine.journal.since(entries + 1)} == {
        "turned_on", "batch_started", "batch_ended",
    }  # fmt: skip


def test_e2_where_the_key_is_taken_it_is_refused():
    engine = engine_with(Delete("dataverse", "ada"), created("hr", "ada", "1"), Advance(MINUTE))
    assert "natural key is taken" in engine.attempt(Undelete("ada"))
    refused = engine.journal[len(engine.journal)]
    assert (refused.actor, refused.environment, refused.rule, refused.table) == (
        "Dataverse user", "dataverse", "E2", WORKER,
    )  # fmt: skip


# ----------------------------------------------------------------------- E2: sentence by sentence


def test_it_comes_back_with_its_row_id_its_values_and_the_last_edit_it_had():
    engine = engine_with(OFF, named("dataverse", lastname="King"))
    before = engine.record("dataverse", "ada")
    do(engine, SECOND, Delete("dataverse", "ada"), SECOND, Undelete("ada"))
    assert engine.record("dataverse", "ada") == before
    (event,) = told(engine, "undeleted")
    assert (event.actor, event.environment, event.rule) == ("Dataverse user", "dataverse", "E2")
    assert event.data == before.values


def test_after_the_delete_was_carried_out_it_is_a_create():
    engine = engine_with(Delete("dataverse", "ada"))
    assert there(engine) == []
    do(engine, SECOND, Undelete("ada"))
    assert there(engine) == ["hr", "dataverse"]
    assert told(engine, "copied")[-1].rule == "R10"
    assert lastname(engine, "hr") == "Lovelace"
    assert not reported(engine)


def test_after_the_batch_job_undid_the_delete_the_key_is_taken():
    engine = engine_with(OFF, Delete("dataverse", "ada"), ON, JOB)
    assert "natural key is taken" in engine.attempt(Undelete("ada"))


def test_a_delete_that_was_carried_out_and_its_answer_lost_is_not_taken_back():
    engine = engine_with(Fault("request_fails", "hr", applied=True), Delete("dataverse", "ada"))
    assert there(engine) == []
    assert engine.world.missed.count() == 1
    do(engine, OFF, Undelete("ada"))
    assert requests(engine) == [("dataverse", "ada", "create")]
    do(engine, ON, JOB)
    assert there(engine) == ["hr", "dataverse"]
    assert not reported(engine)


def test_a_delete_that_nobody_noticed_is_taken_back():
    engine = engine_with(
        OFF, named("dataverse", lastname="King"), Fault("not_noticed", "dataverse"),
        Delete("dataverse", "ada"), Undelete("ada"),
    )  # fmt: skip
    assert requests(engine) == [("dataverse", "ada", "edit")]
    assert engine.world.record_pairs.named("ada").unnoticed is None
    do(engine, ON, JOB)
    assert lastname(engine, "hr") == "King"


def test_an_unnoticed_edit_before_the_delete_is_unnoticed_again():
    engine = engine_with(
        OFF, Fault("not_noticed", "dataverse"), named("dataverse", lastname="King"),
        Delete("dataverse", "ada"), Undelete("ada"), ON, JOB,
    )  # fmt: skip
    assert (lastname(engine, "hr"), lastname(engine, "dataverse")) == ("Lovelace", "King")
    do(engine, SYNC)
    assert lastname(engine, "hr") == "King"


def test_a_create_that_nobody_noticed_and_its_delete_are_taken_back_to_it():
    engine = engine_with(
        Fault("not_noticed", "dataverse", lasting=True), created("dataverse", "bob", "2"),
        Delete("dataverse", "bob"), OVER, Undelete("bob"), JOB,
    )  # fmt: skip
    assert there(engine, "bob") == ["dataverse"]
    do(engine, SYNC)
    assert there(engine, "bob") == ["hr", "dataverse"]


def test_a_create_and_its_delete_leave_nothing_whatever_was_not_noticed_between_them():
    """So sync now has nothing to settle, and the create is again what it was."""
    engine = engine_with(OFF, created("dataverse", "bob", "2"), Fault("not_noticed", "dataverse"))
    do(engine, named("dataverse", "bob", lastname="King"), Delete("dataverse", "bob"))
    assert engine.world.record_pairs.named("bob").unnoticed is None
    do(engine, ON, SYNC, Undelete("bob"))
    assert requests(engine) == [("dataverse", "bob", "create")]
    assert engine.world.record_pairs.named("bob").unnoticed is not None


def test_an_undelete_counts_as_a_change_where_it_is_a_create_alone():
    """Only there would it make a request (F7)."""
    engine = engine_with(
        OFF, Delete("dataverse", "ada"), Fault("not_noticed", "dataverse"), Undelete("ada"),
    )  # fmt: skip
    assert not told(engine, "unnoticed")
    do(engine, OVER, ON, Delete("dataverse", "ada"), Fault("not_noticed", "dataverse"))
    do(engine, Undelete("ada"))
    assert told(engine, "unnoticed")[0].data == "create"
    assert there(engine) == ["dataverse"]
    do(engine, SYNC)
    assert there(engine) == ["hr", "dataverse"]


def test_a_create_that_was_deleted_before_it_travelled_is_again_what_it_was():
    engine = engine_with(
        OFF, created("dataverse", "bob", "2"), named("dataverse", "bob", lastname="King"),
        SECOND, named("dataverse", lastname="Byron"),
    )  # fmt: skip
    before = state(engine, "dataverse")
    do(engine, Delete("dataverse", "bob"), SECOND)
    assert requests(engine) == [("dataverse", "ada", "edit")]
    do(engine, Undelete("bob"))
    assert state(engine, "dataverse")[1:] == before[1:]
    assert requests(engine) == [("dataverse", "bob", "create"), ("dataverse", "ada", "edit")]


def test_a_create_on_its_way_goes_on_where_its_delete_is_taken_back():
    engine = engine_with(
        created("dataverse", "bob", "2"), Delete("dataverse", "bob"), Advance(MINUTE),
        Undelete("bob"), Advance(HOUR - MINUTE), settings=DELAY,
    )  # fmt: skip
    assert there(engine, "bob") == ["hr", "dataverse"]


@pytest.mark.parametrize("meanwhile", [[OFF, ON], [Advance(HOUR)]])
def test_what_was_given_up_or_has_arrived_meanwhile_is_missed(meanwhile):
    engine = engine_with(
        created("dataverse", "bob", "2"), Delete("dataverse", "bob"), *meanwhile, Undelete("bob"),
        Advance(HOUR), settings=DELAY,
    )  # fmt: skip
    assert requests(engine) == [("dataverse", "bob", "create")]
    do(engine, JOB)
    assert there(engine, "bob") == ["hr", "dataverse"]


def test_a_create_that_came_to_nothing_is_a_new_one_once_the_thing_was_settled():
    """Both sides were gone, and the batch job came to it (R6): nothing of it waits any more."""
    engine = engine_with(OFF, created("hr", "bob", "2"), ON, JOB, OFF)
    do(engine, Delete("dataverse", "bob"), Delete("hr", "bob"), ON, JOB, SECOND, Undelete("bob"))
    assert there(engine, "bob") == ["hr", "dataverse"]


def test_a_held_create_goes_when_the_faults_are_over():
    engine = engine_with(
        Fault("delivery_delayed", "dataverse"), created("dataverse", "bob", "2"),
        Delete("dataverse", "bob"), Undelete("bob"), OVER,
    )  # fmt: skip
    assert there(engine, "bob") == ["hr", "dataverse"]


def test_of_the_rows_of_a_thing_the_one_deleted_last_comes_back():
    engine = engine_with(
        OFF, Delete("dataverse", "ada"), created("dataverse", "ada", "1", lastname="King"),
    )  # fmt: skip
    second = engine.record("dataverse", "ada")
    do(engine, Delete("dataverse", "ada"), Undelete("ada"))
    assert engine.record("dataverse", "ada") == second
    assert requests(engine) == [("dataverse", "ada", "recreate")]


def test_a_row_that_was_deleted_before_comes_back_after_it():
    """Once the second row lives on under another key (R18), the first is the one deleted last."""
    engine = engine_with(OFF, settings=RENAMED)
    first = engine.record("dataverse", "ada")
    do(engine, Delete("dataverse", "ada"), created("dataverse", "ada", "1", lastname="King"))
    do(engine, Delete("dataverse", "ada"), Undelete("ada"))
    do(engine, Edit("dataverse", "ada", {"cdm_workernumber": "2"}, becomes="ben"), Undelete("ada"))
    assert engine.record("dataverse", "ada") == first
    assert lastname(engine, "dataverse", "ben") == "King"


def test_a_row_that_was_restored_and_lives_on_under_another_key_is_not_in_the_bin():
    engine = engine_with(OFF, Delete("dataverse", "ada"), ON, JOB, settings=RENAMED)
    do(engine, OFF, Edit("dataverse", "ada", {"cdm_workernumber": "2"}, becomes="ben"))
    assert "nothing to undelete" in engine.attempt(Undelete("ada"))


def test_a_thing_may_be_deleted_and_made_again_any_number_of_times():
    engine = engine_with(OFF)
    rows = [engine.record("dataverse", "ada").reference]
    for _ in range(3000):
        do(engine, Delete("dataverse", "ada"), created("dataverse", "ada", "1"))
        rows.append(engine.record("dataverse", "ada").reference)
    fork = engine.fork()
    do(fork, Delete("dataverse", "ada"), ON, JOB)  # its row of the start comes back (R4)
    assert fork.record("dataverse", "ada").reference == rows[0]
    do(engine, Delete("dataverse", "ada"), Undelete("ada"))
    assert engine.record("dataverse", "ada").reference == rows[-1]


def test_a_recid_that_is_given_takes_no_row_of_that_number_out_of_the_bin():
    row = FIRST_REC_ID + 1  # ada has the first
    values = {"cdm_workernumber": "2"}
    engine = engine_with(on=False)
    do(
        engine,
        Create("dataverse", WORKER, "bob", values, reference=row),
        Delete("dataverse", "bob"),
    )
    do(engine, Create("dataverse", WORKER, "bob", values), ON, JOB)
    assert engine.record("hr", "bob").reference == row
    assert engine.world.record_pairs.named("bob").binned.record.reference == row


def test_what_comes_out_of_the_bin_or_gets_another_key_comes_last():
    engine = engine_with(created("hr", "bob", "2"), OFF, settings=RENAMED)
    do(engine, Delete("dataverse", "ada"), Undelete("ada"))
    found = [record.name for record in engine.world.stores["dataverse"].records(WORKER)]
    assert found == ["bob", "ada"]
    do(engine, Edit("hr", "ada", {"cdm_workernumber": "9"}, becomes="ben"))
    assert [record.name for record in engine.world.stores["hr"].records(WORKER)] == ["bob", "ben"]


def test_a_delete_that_has_not_travelled_is_taken_back_whatever_came_after_it():
    """The thing is as it was before, so nothing is to travel of it."""
    engine = engine_with(OFF, Delete("dataverse", "ada"), settings=RENAMED)
    do(engine, created("dataverse", "ada", "1"))
    do(engine, Edit("dataverse", "ada", {"cdm_workernumber": "2"}, becomes="ben"), Undelete("ada"))
    assert requests(engine) == [("dataverse", "ben", "create")]


def test_what_the_integration_deleted_is_not_in_the_bin():
    engine = engine_with(Delete("hr", "ada"))
    assert there(engine) == []
    assert engine.attempt(Undelete("ada")).startswith("nothing to undelete: no user deleted ada")


def test_the_integration_having_deleted_last_there_is_nothing():
    engine = engine_with(
        Delete("dataverse", "ada"), created("dataverse", "ada", "1"), Delete("hr", "ada")
    )
    assert "nothing to undelete" in engine.attempt(Undelete("ada"))


def test_a_key_edit_deletes_no_row():
    engine = engine_with(OFF, settings=RENAMED)
    do(engine, Edit("dataverse", "ada", {"cdm_workernumber": "2"}, becomes="ben"))
    assert "nothing to undelete" in engine.attempt(Undelete("ada"))


def test_what_never_was_there_cannot_be_undeleted():
    assert "nothing to undelete" in engine_with().attempt(Undelete("nobody"))


def test_a_restored_dataverse_has_an_empty_recycle_bin():
    engine = engine_with(OFF, Delete("dataverse", "ada"), Backup("dataverse", "b"))
    do(engine, Backup("hr", "h"), Restore("hr", "h"))
    fork = engine.fork()
    do(fork, Undelete("ada"))
    do(engine, Restore("dataverse", "b"))
    assert "nothing to undelete" in engine.attempt(Undelete("ada"))


def test_what_it_looks_up_has_to_be_there():
    jobs = (
        Create("dataverse", "cdm_jobposition", "boss", {"cdm_jobpositionnumber": "P1"}),
        Create(
            "dataverse", "cdm_jobposition", "clerk",
            {"cdm_jobpositionnumber": "P2", "cdm_parentjobpositionid": "boss"},
        ),
    )  # fmt: skip
    engine = engine_with(OFF, *jobs, Delete("dataverse", "clerk"), Delete("dataverse", "boss"))
    said = engine.attempt(Undelete("clerk"))
    assert said == "what it looks up is gone: cdm_parentjobpositionid looks up boss"
    do(engine, Undelete("boss"), Undelete("clerk"))
    assert engine.attempt(Delete("dataverse", "boss")) is not None  # it is in use again (R19)


def test_a_row_that_looks_itself_up_may_come_back():
    engine = engine_with(
        OFF, Create("dataverse", "cdm_jobposition", "boss", {"cdm_jobpositionnumber": "P1"}),
        Edit("dataverse", "boss", {"cdm_parentjobpositionid": "boss"}),
        Delete("dataverse", "boss"), Undelete("boss"),
    )  # fmt: skip
    assert engine.record("dataverse", "boss") is not None


def test_a_delete_on_its_way_is_taken_off_it():
    engine = engine_with(
        Delete("dataverse", "ada"), Advance(MINUTE), Undelete("ada"), Advance(2 * HOUR),
        settings=DELAY,
    )  # fmt: skip
    assert there(engine) == ["hr", "dataverse"]
    assert engine.world.missed.count() == 0


def test_an_edit_on_its_way_that_a_delete_had_joined_goes_on():
    engine = engine_with(
        named("dataverse", lastname="King"), Delete("dataverse", "ada"), Undelete("ada"),
        Advance(HOUR), settings=DELAY,
    )  # fmt: skip
    assert lastname(engine, "hr") == "King"


def test_a_missed_edit_whose_delete_was_on_its_way_is_missed_again():
    engine = engine_with(
        OFF, named("dataverse", lastname="King"), ON, Delete("dataverse", "ada"), Undelete("ada"),
        Advance(HOUR), settings=DELAY,
    )  # fmt: skip
    assert lastname(engine, "hr") == "Lovelace"
    assert requests(engine) == [("dataverse", "ada", "edit")]


def test_a_held_back_delete_is_taken_back():
    engine = engine_with(ClearTracking(WORKER), Delete("dataverse", "ada"), Undelete("ada"))
    assert engine.world.missed.count() == 0


@pytest.mark.parametrize("command", [Backup("hr", "b"), Restore("hr", "b"), Undelete("ada")])
def test_what_is_no_environment_or_name_is_bad_input(command):
    kind = type(command)
    with pytest.raises(BadInput):
        kind(*([""] if kind is Undelete else ["hrr", "b"]))
