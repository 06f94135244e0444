"""Commands take what people have, hold one form of it, and say what is wrong with the rest."""

import math
import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from harness.domain import commands
from harness.domain.commands import (
    STEP_COMMANDS,
    Advance,
    Backup,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    DeleteBatchJob,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    Restore,
    Row,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    Undelete,
)
from harness.domain.commands import Side as GivenSide
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENT_OF, ENVIRONMENTS
from harness.domain.errors import BadInput
from harness.sample_data.rows import generated_rows
from harness.simulator.engine import Engine

NAIVE = datetime(2021, 8, 19, 9)  # noqa: DTZ001  (it is refused)
ADA = {"cdm_workernumber": "1", "cdm_lastname": "Byron"}
MINUTE = 60_000


class Side(StrEnum):
    """Names as somebody's own program has them."""

    HR = "hr"


@pytest.mark.parametrize("name", ["hr", "HR", "Human Resources", Side.HR])
def test_an_environment_goes_by_any_of_its_names(name: Any) -> None:
    assert Delete(name, "ada") == Delete("hr", "ada")
    assert type(Delete(name, "ada").environment) is str
    assert Fault("unavailable", name).environment == "hr"


def test_there_is_one_table_of_the_names_of_environments() -> None:
    assert {*ENVIRONMENTS, *ENVIRONMENT_NAMES.values()} <= set(ENVIRONMENT_OF)
    for environment, name in ENVIRONMENT_NAMES.items():
        assert ENVIRONMENT_OF[name] == ENVIRONMENT_OF[environment] == environment


VALUES = {
    "text": "Ada",
    "none": None,
    "yes": True,
    "number": 12,
    "exact": Decimal("1.50"),
    "large": Decimal("1E+3"),
    "day": date(1985, 12, 10),
    "moment": datetime(2021, 8, 19, 11, tzinfo=timezone(timedelta(hours=2))),
    "enum": Side.HR,
    "東": "Ä",
}
HELD = (
    ("text", "Ada"),
    ("none", None),
    ("yes", True),
    ("number", 12),
    ("exact", Decimal("1.50")),
    ("large", Decimal(1000)),
    ("day", "1985-12-10"),
    ("moment", "2021-08-19T09:00:00Z"),
    ("enum", "hr"),
    ("東", "Ä"),
)


@pytest.mark.parametrize(
    "given", [VALUES, tuple(VALUES.items()), list(VALUES.items()), iter(VALUES.items())]
)
def test_values_are_held_as_pairs_in_the_types_of_the_catalog(given: Any) -> None:
    held = Edit("hr", "ada", given).values
    assert held == HELD
    assert [type(value) for _, value in held] == [type(value) for _, value in HELD]
    assert str(dict(held)["large"]) == "1000"


@pytest.mark.parametrize("given", ["1h 30m", timedelta(hours=1.5), 90 * MINUTE, "90min", "1.5h"])
def test_a_duration_is_text_a_timedelta_or_milliseconds(given: Any) -> None:
    assert Advance(given) == Advance(90 * MINUTE)
    assert Fault("clock_ahead", "hr", milliseconds=given).milliseconds == 90 * MINUTE


ROW = Row("ada", ADA)


@pytest.mark.parametrize("given", [{"ada": ADA}, [ROW], (ROW,), iter([ROW])])
def test_rows_are_named_by_a_mapping_or_are_rows(given: Any) -> None:
    assert Give("cdm_worker", given) == Give("cdm_worker", (ROW,))


def test_rows_without_a_name_are_mappings() -> None:
    command = Import("hr", "cdm_worker", [ADA, Row("bob", {"cdm_workernumber": "2"})])
    assert command.rows == (Row(None, ADA), Row("bob", {"cdm_workernumber": "2"}))
    assert command.rows[0].values == tuple(ADA.items())


def test_generated_rows_stay_lazy() -> None:
    engine = Engine()
    rows = generated_rows(engine.world.catalog["cdm_worker"], 1_000_000, 0)
    assert Import("hr", "cdm_worker", rows, generate=1_000_000).rows is rows


ALL: list[Command] = [
    TurnOn(),
    TurnOff(),
    RunBatchJob(),
    RunBatchJob(scheduled=True),
    CancelBatchJob(),
    SetBatchJob("withhold"),
    DeleteBatchJob(),
    Create("hr", "cdm_worker", "ada", ADA, reference=5637144999),
    Create("hr", "cdm_worker", "ada", VALUES, entity="Worker"),
    Create("dataverse", "cdm_worker", "ada", ADA),
    Edit("hr", "ada", {}),
    Edit("hr", "ada", (("cdm_lastname", "King"), ("cdm_lastname", None))),
    Edit("hr", "ada", {"cdm_workernumber": "2"}, becomes="bob"),
    Delete("dataverse", "ada"),
    Undelete("ada"),
    Backup("hr", "before"),
    Restore("hr", "before"),
    Import("dataverse", "cdm_worker", [ROW]),
    Import("hr", "cdm_worker", [ROW], truncate=True),
    Import("hr", "cdm_worker", [ADA, ROW]),
    Advance("1h 30m"),
    Advance(1),
    ClearTracking("cdm_worker"),
    SyncNow("cdm_worker"),
    Fault("over"),
    Fault("clock_ahead", "hr", milliseconds="2d"),
    Fault("request_fails", "dataverse", nth=2, lasting=True, applied=True),
    Fault("batch_job_stops", after=3),
    Fault("not_noticed", "hr", table="cdm_worker", record="ada", change="delete"),
    Fault("request_fails", "hr", reason="429"),
    Fault("over", of="unavailable"),
    Give("cdm_worker", {"ada": ADA}),
    GiveRecord("cdm_worker", "ada", hr=GivenSide(ADA, edited="2021-08-01T00:00:00Z")),
    GiveRecord(
        "cdm_worker", "ada", GivenSide(ADA), GivenSide(noticed=False, reference=7), tracked=False
    ),
    GiveIntegration(),
]


def test_the_list_has_every_command() -> None:
    assert {*STEP_COMMANDS, Give, GiveRecord, GiveIntegration} == {type(command) for command in ALL}


@pytest.mark.parametrize("command", ALL, ids=repr)
def test_a_command_is_a_value(command: Command) -> None:
    for copy in (
        eval(repr(command), {**vars(commands), "Decimal": Decimal}),
        pickle.loads(pickle.dumps(command)),
        replace(command),
    ):
        assert copy == command
        assert hash(copy) == hash(command)
        assert repr(copy) == repr(command)
    assert len({command, *ALL}) == len(ALL)


def test_the_repr_is_the_call_without_what_is_usual() -> None:
    create = Create("HR", "cdm_worker", "ada", {"cdm_lastname": "Byron"})
    assert repr(create) == "Create('hr', 'cdm_worker', 'ada', {'cdm_lastname': 'Byron'})"
    assert repr(Advance(90 * MINUTE)) == "Advance('1h 30m')"
    fault = Fault("clock_ahead", "hr", milliseconds=MINUTE)
    assert repr(fault) == "Fault('clock_ahead', environment='hr', milliseconds='1m')"
    many = Import("hr", "cdm_worker", [{"cdm_workernumber": str(n)} for n in range(1234)])
    assert repr(many) == "Import('hr', 'cdm_worker', <1,234 rows>)"


WRONG = [
    (
        lambda: Edit("hrr", "ada", ADA),
        "Edit: environment takes hr or dataverse, not 'hrr', did you mean hr?",
    ),
    (
        lambda: Create(["hr"], "cdm_worker", "ada", ADA),
        "Create: environment takes hr or dataverse, not ['hr']",
    ),
    (
        lambda: Fault("unavailable", ""),
        "Fault: environment takes hr or dataverse, not ''",
    ),
    (
        lambda: Create("hr", None, "ada", ADA),
        "Create: table takes the logical name of a table, not None",
    ),
    (
        lambda: Delete("hr", ""),
        "Delete: record takes the name of a record, not ''",
    ),
    (
        lambda: Edit("hr", "ada", "cdm_lastname"),
        (
            "Edit: values takes a mapping of columns to values, such as "
            '{"cdm_lastname": "Byron"}, not \'cdm_lastname\''
        ),
    ),
    (
        lambda: Edit("hr", "ada", [("cdm_lastname", "King", "x")]),
        "Edit: values takes pairs of a column and a value, not ('cdm_lastname', 'King', 'x')",
    ),
    (
        lambda: Edit("hr", "ada", {7: "King"}),
        "Edit: values takes the names of columns, not 7",
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_rate": 1.5}),
        (
            "Edit: cdm_rate takes text, a whole number, a Decimal, True or False, a date, "
            "a datetime or None, not 1.5; write Decimal('1.5')"
        ),
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_start": NAIVE}),
        (
            "Edit: cdm_start: 2021-08-19 09:00:00 has no time zone, so it is no instant; write one "
            "with it, such as datetime.datetime(2021, 8, 19, 9, 0, tzinfo=datetime.timezone.utc)"
        ),
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_start": date(1815, 12, 10)}),
        "Edit: cdm_start: '1815-12-10' is outside 1900-01-01 to 2154-12-31",
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_rate": Decimal("NaN")}),
        "Edit: cdm_rate takes a number, not Decimal('NaN')",
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_rate": Decimal("1E+400")}),
        "Edit: cdm_rate takes a number of at most 15 digits, not Decimal('1E+400')",
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_rate": 10**5000}),
        "Edit: cdm_rate takes a number of at most 15 digits, not one of type int",
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_lastname": "\ud800"}),
        "Edit: cdm_lastname takes text without half a character, not '\\ud800'",
    ),
    (
        lambda: Edit("hr", "ada", {"cdm_lastname": "a\0"}),
        "Edit: cdm_lastname takes text without a null character, not 'a\\x00'",
    ),
    (
        lambda: Delete("hr", "a\0"),
        "Delete: record takes text without a null character, not 'a\\x00'",
    ),
    (
        lambda: Create("dataverse", "cdm_worker", "ada", ADA, entity="Worker"),
        "Create: only a change in hr goes through an entity (G3)",
    ),
    (
        lambda: Create("hr", "cdm_worker", "ada", ADA, entity=7),
        "Create: entity takes the name of an entity, or None, not 7",
    ),
    (
        lambda: Import("dataverse", "cdm_worker", [ADA], truncate=True),
        "Import: truncate is for hr only (M3)",
    ),
    (
        lambda: SetBatchJob("withold"),
        "SetBatchJob: status takes waiting or withhold, not 'withold', did you mean withhold?",
    ),
    (
        lambda: GiveRecord("cdm_worker", "ada"),
        "GiveRecord: ada is in neither environment",
    ),
    (
        lambda: Import("hr", "cdm_worker", "ada"),
        "Import: rows takes a mapping of names to values, or a list of rows, not 'ada'",
    ),
    (
        lambda: Import("hr", "cdm_worker", [ADA, 7]),
        "Import: row 2 takes a Row, or a mapping of columns to values, not 7",
    ),
    (
        lambda: Import("hr", "cdm_worker", [ADA, {"cdm_rate": 1.5}]),
        (
            "Import: row 2: cdm_rate takes text, a whole number, a Decimal, True or False, "
            "a date, a datetime or None, not 1.5; write Decimal('1.5')"
        ),
    ),
    (
        lambda: Import("hr", "cdm_worker", [ADA], generate=2),
        "Import: generate counts the rows that were generated: 1",
    ),
    (
        lambda: Give("cdm_worker", ADA),
        (
            "Give: 'cdm_workernumber': values takes a mapping of columns to values, such as "
            '{"cdm_lastname": "Byron"}, not \'1\''
        ),
    ),
    (
        lambda: Give("cdm_worker", {7: ADA}),
        "Give: 7: record takes the name of a record, or None, not 7",
    ),
    (
        lambda: Row("ada", None),
        (
            "Row: values takes a mapping of columns to values, such as "
            '{"cdm_lastname": "Byron"}, not None'
        ),
    ),
    (
        lambda: Advance("soon"),
        "Advance: 'soon' is not a duration such as 90s, 10m, 1h 30m or 2d",
    ),
    (
        lambda: Advance(1.5),
        'Advance takes milliseconds, a timedelta, or text such as "1h 30m", not 1.5',
    ),
    (
        lambda: Advance(True),
        'Advance takes milliseconds, a timedelta, or text such as "1h 30m", not True',
    ),
    (lambda: Advance(-1), "Advance takes 0s or more, not -1"),
    (
        lambda: Advance(timedelta(microseconds=1)),
        "Advance takes whole milliseconds, not 0.000001s",
    ),
    (
        lambda: Advance(timedelta(days=36601)),
        "Advance takes at most a hundred years, 36600d, not 36601d",
    ),
    (
        lambda: Fault("clock_ahead", "hr", milliseconds=math.inf),
        'Fault: milliseconds takes milliseconds, a timedelta, or text such as "1h 30m", not inf',
    ),
    (
        lambda: Fault("request_fails", "hr", nth="2"),
        "Fault: nth takes a whole number from 0 to 999,999,999, not '2'",
    ),
    (
        lambda: Fault("batch_job_stops", after=-1),
        "Fault: after takes a whole number from 0 to 999,999,999, not -1",
    ),
    (
        lambda: Fault("request_fails", "hr", lasting="yes"),
        "Fault: lasting takes True or False, not 'yes'",
    ),
    (
        lambda: Fault(None),
        "Fault: kind takes the name of a kind of fault, not None",
    ),
    (
        lambda: RunBatchJob(scheduled=None),
        "RunBatchJob: scheduled takes True or False, not None",
    ),
    (
        lambda: SyncNow(7),
        "SyncNow: table takes the logical name of a table, not 7",
    ),
    (
        lambda: ClearTracking(""),
        "ClearTracking: table takes the logical name of a table, not ''",
    ),
]


@pytest.mark.parametrize(("make", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_wrong_argument_is_named_with_what_it_takes(make: Any, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (Create("hr", "cdm_wroker", "ada", ADA), "no table 'cdm_wroker', did you mean cdm_worker?"),
        (SyncNow("person"), "no table 'person'"),
        (
            Create("hr", "cdm_worker", "ada", {"cdm_lastnam": "King"}),
            "cdm_worker has no column 'cdm_lastnam', did you mean cdm_lastname?",
        ),
    ],
    ids=str,
)
def test_what_only_the_catalog_knows_is_found_when_it_is_attempted(
    command: Command, message: str
) -> None:
    engine = Engine()
    with pytest.raises(BadInput) as caught:
        engine.attempt(command)
    assert str(caught.value) == message
    assert len(engine.journal) == 0
    assert engine.journal.history == []


def test_a_record_is_read_by_any_name_of_its_environment() -> None:
    engine = Engine()
    engine.attempt(Create("HR", "cdm_worker", "ada", ADA))
    record = engine.record("hr", "ada")
    assert record is not None
    assert engine.record("Human Resources", "ada") is record
    assert engine.record("Dataverse", "ada") is engine.record("hr", "bob") is None
    nowhere: Any = "hrr"
    for name in ("ada", "bob"):
        with pytest.raises(BadInput, match=r"^record: environment takes hr or dataverse, not"):
            engine.record(nowhere, name)
