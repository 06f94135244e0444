"""What the catalog says of columns beside their types: numbers, one way, one side, periods."""

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.columns import catalog_problem
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import CatalogError

CATALOG = standard_catalog()
STATUS = {
    "type": "Choice",
    "choices": ["Active", "Pending", "Terminated"],
    "numbers": {"Active": 1, "Pending": 2, "Terminated": 2},
}
BADGES = {
    "natural_key": ["new_code"],
    "columns": {
        "new_code": "Text",
        "new_note": {"type": {"dataverse": "Text"}},
        "new_hint": {"type": {"hr": "Text"}, "max_length": {"hr": 5}},
        "new_status": STATUS,
        "new_from": "Date",
        "new_to": "DateTime",
        "new_dimensiondisplayvalue": "Text",
        "new_shade": {"type": "Text", "one_way": True},
        "new_size": {"type": "Text", "max_length": {"hr": 9, "dataverse": 5}},
    },
    "lookups": {"new_worker": {"target": "cdm_worker", "required": True}},
    "period": {"from": "new_from", "to": "new_to"},
}


def badges(**facts):
    return CATALOG.extended({"new_badge": {**BADGES, **facts}})["new_badge"]


def column(**facts):
    return badges(columns={**BADGES["columns"], "new_one": facts}).column("new_one")


def places(table, *names):
    return tuple(table.index[name] for name in names)


def constrained(table):
    """Whether copying can fail (R14, R16)."""
    return bool(table.lookups or table.asymmetric or table.numbered)


def test_columns_of_a_kind_stand_in_the_table():
    table = badges()
    assert table.one_sided == places(table, "new_note", "new_hint")
    assert table.numbered == places(table, "new_status")
    assert table.one_way == places(table, "new_dimensiondisplayvalue", "new_shade")
    assert table.asymmetric == places(table, "new_size")
    assert table.period == places(table, "new_from", "new_to")
    assert table.lookups == ((table.index["new_worker"], "cdm_worker"),)
    assert table.first_special == table.index["new_note"]
    assert table.column("new_worker").required
    assert constrained(table)


def test_a_plain_table_needs_no_care():
    plain = badges(columns={"new_code": "Text"}, lookups={}, period={})
    assert (plain.first_special, plain.period, constrained(plain)) == (1, None, False)


def test_a_table_that_flows_one_way_flows_so_in_all_that_both_sides_have():
    table = badges(one_way=True)
    assert table.flows_one_way
    assert table.one_way == tuple(
        place for place in range(len(table.columns)) if place not in table.one_sided
    )
    assert table.first_special == 0


def test_a_column_is_in_the_environments_that_have_a_type_for_it():
    table = badges()
    note, hint = table.column("new_note"), table.column("new_hint")
    assert (note.in_environment(HR), hint.in_environment(DATAVERSE)) == (None, None)
    assert note.in_environment(DATAVERSE) == note.accepts
    assert hint.accepts.max_length == 5
    assert note.read("x") == note.read("x", DATAVERSE) == "x"
    with pytest.raises(ValueError, match="new_note exists in Dataverse only"):
        note.read("x", HR)
    with pytest.raises(ValueError, match="new_hint exists in Human Resources only"):
        hint.read("", DATAVERSE)
    assert repr(note) == "<Column new_note: Text in dataverse only>"
    assert repr(hint) == "<Column new_hint: Text(5) in hr only>"


def test_names_and_numbers_are_each_other_s_counterparts():
    status = badges().column("new_status")
    assert list(status.numbers.items()) == [("Active", 1), ("Pending", 2), ("Terminated", 2)]
    assert [status.to_dataverse(name) for name in ("Terminated", "Gone", None, 2)] == [
        2,
        None,
        None,
        None,
    ]
    assert status.to_hr(2) == "Pending"  # the first listed
    assert status.to_hr(2, "Terminated") == "Terminated"  # its own
    assert status.to_hr(1, "Terminated") == "Active"
    assert status.to_hr(3, "Terminated") is None
    assert catalog_problem(DATAVERSE, status, "Active") == ""
    assert catalog_problem(HR, status, 2) == ""
    assert catalog_problem(HR, status, 3) == "new_status in Human Resources has no name for 3"


def test_human_resources_takes_the_names_and_dataverse_the_numbers():
    status = badges().column("new_status")
    assert status.read("Pending") == "Pending"
    assert status.read("2", DATAVERSE) == 2
    assert status.read("7", DATAVERSE) == 7  # no labels are published: there may be others
    with pytest.raises(ValueError, match="has no choice '2', only Active, Pending, Terminated"):
        status.read("2", HR)
    with pytest.raises(
        ValueError,
        match=(
            "new_status takes the number of a choice in Dataverse, not 'Terminated': "
            "Terminated is 2"
        ),
    ):
        status.read("Terminated", DATAVERSE)
    with pytest.raises(ValueError, match=r"not 'Gone': 1 \(Active\), 2 \(Pending\)$"):
        status.read("Gone", DATAVERSE)
    with pytest.raises(ValueError, match=r"not 'Terminate', did you mean 2 \(Terminated\)\?$"):
        status.read("Terminate", DATAVERSE)
    assert status.dataverse.objection("Active") == "takes the number of a choice, not 'Active'"
    assert status.dataverse.objection(True) == "takes the number of a choice, not 'True'"


def test_labels_say_which_numbers_there_are():
    labelled = column(**STATUS, labels={1: "At work", 2: "Away", 9: "Volunteer"})
    assert labelled.labels == {1: "At work", 2: "Away", 9: "Volunteer"}
    assert labelled.read("9", DATAVERSE) == 9
    assert catalog_problem(HR, labelled, 9).endswith("has no name for 9 (Volunteer)")
    with pytest.raises(
        ValueError, match=r"no choice 7, only 1 \(At work\), 2 \(Away\), 9 \(Volunteer\)"
    ):
        labelled.read("7", DATAVERSE)
    with pytest.raises(ValueError, match="not 'Volunteer': Volunteer is 9"):
        labelled.read("Volunteer", DATAVERSE)
    with pytest.raises(ValueError, match=r"not 'Voluntier', did you mean 9 \(Volunteer\)\?$"):
        labelled.read("Voluntier", DATAVERSE)
    with pytest.raises(ValueError, match=r"not 'x': 1 \(At work\), 2 \(Away\), 9 \(Volunteer\)$"):
        labelled.read("x", DATAVERSE)
    listed = column(**{**STATUS, "choices": {"hr": STATUS["choices"], "dataverse": [1, "2", 9]}})
    assert listed.labels == {1: "", 2: "", 9: ""}


def test_of_a_choice_of_dataverse_alone_the_names_are_labels():
    there = column(type={"dataverse": "Choice"}, numbers={"Default": 5, "Talent": 6})
    assert (there.hr, there.numbers, there.labels) == (None, {}, {5: "Default", 6: "Talent"})
    assert there.read("6") == 6
    assert there.type == "Choice"


@pytest.mark.parametrize("text", ["1900-01-01", "1900-01-01T00:00:00Z", "1900-01-01T23:59"])
def test_the_day_that_stands_for_no_date_is_empty(text):
    moment = CATALOG["cdm_employment"].column("cdm_employmentenddate")
    assert moment.read(text) is None
    assert moment.read(text, DATAVERSE) is None
    assert moment.accepts.held("1900-01-01T05:00:00Z") is None
    assert moment.accepts.held("1900-01-02T00:00:00Z") == "1900-01-02T00:00:00Z"
    assert CATALOG["cdm_worker"].column("cdm_birthdate").accepts.held("1900-01-01") is None
    assert CATALOG["cdm_worker"].column("cdm_firstname").accepts.held("1900-01-01") == "1900-01-01"


def test_further_tables_and_columns_can_flow_one_way():
    catalog = CATALOG.with_one_way(
        ["cdm_reasoncode", "cdm_worker.cdm_knownas", "cdm_worker.cdm_lastname"]
    )
    assert catalog["cdm_reasoncode"].flows_one_way
    worker = catalog["cdm_worker"]
    flowing = {column.name for column in worker.columns if column.flows_one_way}
    known = {column.name for column in CATALOG["cdm_worker"].columns if column.flows_one_way}
    assert flowing == {"cdm_knownas", "cdm_lastname"} | known
    assert not CATALOG["cdm_reasoncode"].flows_one_way
    assert set(worker.one_way) - set(CATALOG["cdm_worker"].one_way) == set(
        places(worker, "cdm_knownas", "cdm_lastname")
    )
    assert worker.key_columns == ("cdm_workernumber",)
    assert catalog["cdm_workeraddress"].depth == CATALOG["cdm_workeraddress"].depth


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cdm_wroker", "no table 'cdm_wroker', did you mean cdm_worker?"),
        ("cdm_wroker.cdm_name", "no table 'cdm_wroker', did you mean cdm_worker?"),
        (
            "cdm_worker.cdm_lastnam",
            "cdm_worker has no column 'cdm_lastnam', did you mean cdm_lastname?",
        ),
        ("cdm_worker.", "cdm_worker has no column ''"),
        (
            "cdm_worker.cdm_workernumber",
            (
                "cdm_worker: cdm_workernumber of the natural key flows from Human Resources only; "
                "let the table do so"
            ),
        ),
        ("new_badge.new_note", "new_badge.new_note exists in one environment only"),
    ],
)
def test_a_name_that_can_not_flow_one_way_is_said(name, says):
    catalog = CATALOG.extended({"new_badge": BADGES})
    with pytest.raises(CatalogError) as caught:
        catalog.with_one_way([name])
    assert str(caught.value).startswith(says)


IMPOSSIBLE = [
    ({"type": {}}, "type needs one for hr, for dataverse, or one for both"),
    (
        {"type": {"hr": "Text"}, "max_length": {"dataverse": 5}},
        "max_length for dataverse, where the column does not exist: type has none for it",
    ),
    (
        {**STATUS, "numbers": {"Active": 1, "Pending": 2}},
        "choice 'Terminated' has no number, and others have one: say it under numbers",
    ),
    (
        {**STATUS, "numbers": {**STATUS["numbers"], "Pendng": 3}},
        "numbers has 'Pendng', which is no choice, did you mean Pending?",
    ),
    (
        {**STATUS, "numbers": {**STATUS["numbers"], "Active": "one"}},
        "the number of 'Active' is 'one', which is no whole number such as 754400000",
    ),
    ({**STATUS, "type": "Text"}, "numbers are those of a Choice, and its type is Text"),
    (
        {**STATUS, "type": {"hr": "Choice"}},
        "numbers are Dataverse's, where the column does not exist",
    ),
    ({**STATUS, "labels": {1: "At work"}}, "'Pending' has the number 2, which has no label"),
    (
        {"type": "Choice", "labels": {1: "At work"}},
        "labels are those of numbers: say the number of each choice first",
    ),
    ({"type": "Choice", "choices": ["red", "blue", "red"]}, "choices has 'red' twice"),
    (
        {"type": "Choice", "choices": {"hr": ["red"], "dataverse": ["blue", "blue"]}},
        "choices has 'blue' twice",
    ),
    (
        {"type": "Choice", "choices": ["red", " "]},
        "one of its choices is empty, as the column is without one",
    ),
    ({"choices": ["red"]}, "choices are those of a Choice, and its type is Text"),
    (
        {"type": {"dataverse": "Integer"}, "choices": ["red"]},
        "choices are those of a Choice, and its type is Integer",
    ),
]


@pytest.mark.parametrize(("facts", "message"), IMPOSSIBLE, ids=[it[1] for it in IMPOSSIBLE])
def test_a_column_that_cannot_be_is_named(facts, message):
    with pytest.raises(CatalogError) as caught:
        column(**facts)
    assert str(caught.value) == f"new_badge: column new_one: {message}"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"period": {"from": "new_from"}}, "period needs to, a column that holds a date"),
        (
            {"period": {"from": "new_from", "to": "new_too"}},
            "new_badge has no column 'new_too', did you mean new_to?",
        ),
        (
            {"period": {"from": "new_code", "to": "new_to"}},
            ("new_badge: new_code of the period must be a Date or a DateTime in both environments"),
        ),
        (
            {"natural_key": ["new_note"]},
            "new_badge: new_note of the natural key exists in one environment only",
        ),
        (
            {"natural_key": ["new_status"]},
            (
                "new_badge: new_status of the natural key has names in Human Resources and "
                "numbers in Dataverse"
            ),
        ),
        (
            {"lookups": {"new_worker": {"target": "cdm_worker", "required": "yes"}}},
            "lookup new_worker: required takes True or False, not 'yes'",
        ),
        ({"period": ["new_from"]}, "period takes a mapping with from and to, not ['new_from']"),
        ({"one_way": "yes"}, "one_way takes True or False, not 'yes'"),
        ({"hr_entities": "HcmEntity"}, "hr_entities takes a list of entities, not 'HcmEntity'"),
    ],
)
def test_a_table_that_cannot_be_is_named(facts, message):
    with pytest.raises(CatalogError) as caught:
        badges(**facts)
    assert str(caught.value).removeprefix("new_badge: ") == message.removeprefix("new_badge: ")
