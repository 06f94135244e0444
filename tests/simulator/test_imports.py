"""Imports that delete first, and imports into Dataverse, sentence by sentence (M3, M4)."""

import pytest

from harness.domain.commands import (
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Import,
    RunBatchJob,
    TurnOff,
    TurnOn,
    Undelete,
)
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.simulator.engine import Engine

WORKER, POSITION = "cdm_worker", "cdm_jobposition"
NAMES = ("ada", "bob", "cleo")
GIVEN = Give(
    WORKER, {it: {"cdm_workernumber": f"{n}", "cdm_lastname": it} for n, it in enumerate(NAMES, 1)}
)
OFF, ON, JOB = TurnOff(), TurnOn(), RunBatchJob()


def engine_with(*commands, on=True, settings=None):
    engine = Engine(settings)
    for command in (GIVEN, *((GiveIntegration(),) if on else ()), *commands):
        assert engine.attempt(command) is None, command
    return engine


def rows(*numbers, **columns):
    its = {f"cdm_{column}": value for column, value in columns.items()}
    return [{"cdm_workernumber": number, **its} for number in numbers]


def importing(where, *numbers, truncate=False, **columns):
    return Import(where, WORKER, rows(*numbers, **columns), truncate=truncate)


def there(engine, where="hr", table=WORKER):
    return [record.name for record in engine.world.stores[where].records(table)]


def told(engine, kind):
    return [event for _, event in engine.journal if event.event == kind]


# ----------------------------------------------------------------------------------- M3: truncate


def test_m3_what_the_file_lacks_is_back_after_the_batch_job_as_an_undone_delete():
    """The article's consequence: the page's history."""
    engine = engine_with(on=False)
    engine.attempt(importing("hr", "2", "3", truncate=True))
    assert there(engine) == ["bob", "cleo"]
    engine.attempt(ON)
    engine.attempt(JOB)
    assert sorted(there(engine)) == ["ada", "bob", "cleo"]
    assert [event.record for event in told(engine, "delete_undone")] == ["ada"]
    assert told(engine, "restored")[0].rule == "R5"


def test_every_record_goes_first_the_newest_first_and_in_no_time():
    engine = engine_with(on=False)
    engine.attempt(importing("hr", "1", truncate=True))
    events = [(event.event, event.record, event.at) for _, event in engine.journal]
    start = engine.world.settings.start
    begins = [event for event, _, _ in events].index("import_started")
    assert events[begins + 1 : begins + 4] == [("deleted", name, start) for name in reversed(NAMES)]
    assert told(engine, "import_ended")[0].data == {
        "created": 1, "edited": 0, "same": 0, "refused": 0, "deleted": 3,
    }  # fmt: skip


def test_it_is_an_import_like_any_other_for_its_rows_and_their_time():
    engine = engine_with(on=False, settings=Settings(import_off="2s", import_on="9s"))
    engine.attempt(importing("hr", "1", "4", truncate=True))
    assert engine.world.clock.now - engine.world.settings.start == 4
    assert engine.record("hr", "ada").values[0] == "1"


def test_each_is_a_users_own_delete_while_off():
    engine = engine_with(on=False)
    engine.attempt(importing("hr", truncate=True))
    found = [(it.record, it.kind, it.made_on) for it in engine.world.missed.in_order()]
    assert found == [(name, "delete", False) for name in reversed(NAMES)]


def test_each_travels_while_on():
    engine = engine_with()
    engine.attempt(importing("hr", truncate=True))
    assert there(engine) == there(engine, "dataverse") == []
    assert [event.rule for event in told(engine, "removed")] == ["L6"] * 3
    assert all(engine.world.record_pairs.named(name).row.deleted_from_dataverse for name in NAMES)


def test_one_that_is_late_follows():
    engine = engine_with(Fault("unavailable", "dataverse", milliseconds="10m"))
    engine.attempt(importing("hr", truncate=True))
    assert [it.made_on for it in engine.world.missed.in_order()] == [True] * 3
    engine.attempt(Fault("over"))
    engine.attempt(JOB)
    assert there(engine, "dataverse") == []
    assert not told(engine, "delete_undone")


def test_what_is_in_the_file_is_created_again_and_is_the_same_thing():
    engine = engine_with(on=False)
    before = engine.record("hr", "ada").reference
    engine.attempt(importing("hr", "1", truncate=True, lastname="King"))
    assert engine.record("hr", "ada").reference > before
    request = engine.world.record_pairs.named("ada").hr_request
    assert request.kind == "recreate"  # an edit of the columns given (R17)
    engine.attempt(ON)
    engine.attempt(JOB)
    assert engine.record("dataverse", "ada").values == engine.record("hr", "ada").values


def position(name, parent=None):
    values = {"cdm_jobpositionnumber": name}
    if parent:
        values["cdm_parentjobpositionid"] = parent
    return Create("hr", POSITION, name, values)


def test_what_looks_another_up_goes_first_where_it_is_newer():
    engine = engine_with(position("P"), position("Q", "P"), on=False)
    assert engine.attempt(Import("hr", POSITION, [], truncate=True)) is None
    assert there(engine, table=POSITION) == []


TENURE = (
    Create("hr", "cdm_company", "usmf", {"cdm_companycode": "USMF"}),
    Create(
        "hr", "cdm_employment", "emp",
        {"cdm_employmentstartdate": "2021-06-01T00:00:00Z", "cdm_workerid": "bob",
         "cdm_companyid": "usmf"},
    ),
)  # fmt: skip


def test_what_is_refused_is_counted_and_stays():
    engine = engine_with(*TENURE, on=False)
    said = engine.attempt(importing("hr", "2", "4", truncate=True))
    assert said == "1 of 3 deletes refused, the first: bob is looked up by emp"
    assert there(engine) == ["bob", "4"]
    assert told(engine, "import_ended")[0].data == {
        "created": 1, "edited": 0, "same": 1, "refused": 1, "deleted": 2,
    }  # fmt: skip
    first, whole = told(engine, "refused")
    assert (first.record, first.rule, first.data) == (
        "bob", "R19", ("delete", "bob is looked up by emp"),
    )  # fmt: skip
    assert (whole.actor, whole.data) == ("import", ("import", said))


def test_deletes_and_rows_that_are_refused_are_both_said():
    engine = engine_with(*TENURE, on=False)
    said = engine.attempt(importing("hr", "9", truncate=True, gender="none of them"))
    assert said.startswith("1 of 3 deletes refused, the first: bob is looked up by emp; 1 of 1 ro")
    assert told(engine, "import_ended")[0].data["refused"] == 2


def test_what_went_with_another_is_passed_over():
    engine = engine_with(
        position("P"), position("Q"), on=False, settings=Settings(delete_in_use={"hr": "cascade"})
    )

    engine.attempt(Edit("hr", "P", {"cdm_parentjobpositionid": "Q"}))
    assert engine.attempt(Import("hr", POSITION, [], truncate=True)) is None
    assert [event.record for event in told(engine, "deleted")] == ["P", "Q"]
    assert told(engine, "import_ended")[0].data["deleted"] == 2


def test_a_record_that_comes_back_meanwhile_is_another_one():
    """P goes with Q, and loses to a later edit (L6): it is there again, and is not deleted."""
    settings = Settings(delete_in_use={"hr": "cascade"})
    engine = engine_with(position("P"), position("Q"), settings=settings)
    for command in (
        Edit("hr", "P", {"cdm_parentjobpositionid": "Q"}), OFF,
        Fault("clock_ahead", "dataverse", milliseconds="1h"),
        Edit("dataverse", "P", {"cdm_parentjobpositionid": None}), ON,
        Import("hr", POSITION, [], truncate=True),
    ):  # fmt: skip
        assert engine.attempt(command) is None
    assert there(engine, table=POSITION) == ["P"]
    assert [event.record for event in told(engine, "deleted")] == ["P", "Q"]
    assert [event.record for event in told(engine, "delete_undone")] == ["P"]


def test_truncate_is_for_hr_alone():
    with pytest.raises(BadInput, match="truncate is for hr only"):
        importing("dataverse", truncate=True)


def test_the_records_of_other_tables_stay():
    engine = engine_with(position("P"), on=False)
    engine.attempt(importing("hr", truncate=True))
    assert there(engine, table=POSITION) == ["P"]


# ----------------------------------------------------------------------------- M4: into Dataverse


def test_m4_it_creates_and_edits_by_natural_key():
    engine = engine_with(on=False)
    assert engine.attempt(importing("dataverse", "1", "4", lastname="King")) is None
    assert there(engine) == list(NAMES)
    assert there(engine, "dataverse") == [*NAMES, "4"]
    found = [(it.environment, it.record, it.kind) for it in engine.world.missed.in_order()]
    assert found == [("dataverse", "ada", "edit"), ("dataverse", "4", "create")]
    assert {event.environment for event in told(engine, "import_ended")} == {"dataverse"}


def test_m4_what_is_the_same_already_is_no_edit():
    engine = engine_with(on=False)
    engine.attempt(importing("dataverse", "1", lastname="ada"))
    assert engine.world.missed.count() == 0
    assert engine.record("dataverse", "ada").edited_at is None
    assert told(engine, "import_ended")[0].data["same"] == 1


def test_m4_it_takes_time_as_an_import_into_hr_does():
    settings = Settings(import_off="2s", import_on="9s")
    for on, each in ((False, 2), (True, 9)):
        engine = engine_with(on=on, settings=settings)
        engine.attempt(importing("dataverse", "1", "2", lastname="King"))
        assert engine.world.clock.now - settings.start == 2 * each


def test_m4_it_is_a_dataverse_users_change():
    engine = engine_with(settings=Settings(dataverse_to_hr_delay="1h"))
    engine.attempt(importing("dataverse", "1", lastname="King"))
    assert engine.record("hr", "ada").values != engine.record("dataverse", "ada").values
    assert [event.environment for event in told(engine, "waiting")] == ["dataverse"]
    assert engine.record("dataverse", "ada").edited_at is not None


def test_m4_by_the_clock_of_dataverse():
    engine = engine_with(Fault("clock_ahead", "dataverse", milliseconds="1h"), on=False)
    engine.attempt(importing("dataverse", "1", lastname="King"))
    assert engine.record("dataverse", "ada").edited_at == engine.world.clock.now + 3600


def test_m4_a_table_that_flows_one_way_is_refused_as_a_whole():
    engine = engine_with(on=False)
    said = engine.attempt(Import("dataverse", "cdm_company", [{"cdm_companycode": "USMF"}]))
    assert said == "cdm_company flows from Human Resources only"
    assert engine.world.clock.now == engine.world.settings.start
    (refused,) = told(engine, "refused")
    assert (refused.rule, refused.environment, refused.table) == ("R15", "dataverse", "cdm_company")
    assert not told(engine, "import_started")
    assert engine.attempt(Import("hr", "cdm_company", [{"cdm_companycode": "USMF"}])) is None


def test_m4_a_row_is_refused_where_dataverse_does_not_accept_it():
    engine = engine_with(on=False)
    said = engine.attempt(
        Import("dataverse", WORKER, [*rows("9", gender="none of them"), *rows("4")])
    )
    assert said.startswith("1 of 2 rows refused, the first: row 1: cdm_gender in Dataverse")
    assert there(engine, "dataverse") == [*NAMES, "4"]


def test_m4_what_it_created_may_be_undeleted_like_any_row():

    engine = engine_with(importing("dataverse", "4"), OFF, Delete("dataverse", "4"), Undelete("4"))
    assert there(engine, "dataverse")[-1] == "4"
