"""The catalog: the 67 real tables, types, keys through lookups, and what a scenario adds."""

import pickle
from decimal import Decimal

import pytest

from harness.domain.catalog import Catalog, Table, standard_catalog
from harness.domain.errors import CatalogError
from harness.domain.policies import POLICIES

CATALOG = standard_catalog()


SOURCES = ("documented", "sibling", "code", "inferred", "decided")


def test_all_the_real_tables_are_there():
    columns = [column for table in CATALOG.values() for column in table.columns]
    lookups = [column for column in columns if column.target or column.external]
    assert (len(CATALOG), len(columns) - len(lookups), len(lookups)) == (67, 426, 107)
    assert [name for name, table in CATALOG.items() if not table.in_grid] == [
        "cdm_benefitplan",
        "cdm_workcalendartimeinterval",
    ]


def test_what_flows_one_way_is_as_published():
    assert {
        f"{table.name}.{column.name}"
        for table in CATALOG.values()
        for column in table.columns
        if column.flows_one_way
    } == {
        "cdm_employment.cdm_dimensiondisplayvalue",
        "cdm_jobpositiondimension.cdm_dimensiondisplayvalue",
        "cdm_worker.cdm_fullname",
    }
    assert [name for name, table in CATALOG.items() if table.flows_one_way] == ["cdm_company"]


def test_four_tables_have_effective_dates():
    assert {
        name: tuple(table.names[place] for place in table.period)
        for name, table in CATALOG.items()
        if table.period
    } == {
        "cdm_employment": ("cdm_validfrom", "cdm_validto"),
        "cdm_job": ("cdm_validfrom", "cdm_validto"),
        "cdm_jobposition": ("cdm_validfrom", "cdm_validto"),
        "cdm_workeraddress": ("cdm_effectivedate", "cdm_expirationdate"),
    }


def test_published_choices_have_the_numbers_of_dataverse():
    status = CATALOG["cdm_worker"].column("cdm_status")
    assert status.hr.choices == ("Employed", "Pending", "Terminated")
    assert status.numbers == {"Employed": 754400000, "Pending": 754400001, "Terminated": 754400001}
    assert status.labels == {754400000: "Active", 754400001: "Inactive"}
    assert {
        f"{table.name}.{table.names[place]}"
        for table in CATALOG.values()
        for place in table.numbered
    } == {
        "cdm_employment.cdm_workertype",
        "cdm_jobtype.cdm_exemptstatus",
        "cdm_positiontype.cdm_classification",
        "cdm_worker.cdm_gender",
        "cdm_worker.cdm_status",
        "cdm_worker.cdm_type",
    }
    source = CATALOG["cdm_worker"].column("cdm_source")  # it is in no map
    assert (source.hr, source.numbers, source.labels[754400010]) == (None, {}, "Talent")


def test_some_columns_are_dataverse_s_alone():
    alone = [
        column
        for table in CATALOG.values()
        for column in (table.columns[place] for place in table.one_sided)
    ]
    assert len(alone) == 43
    assert all(column.hr is None for column in alone)
    assert not any(column.target for column in alone)


def test_several_entities_feed_a_table():
    assert {
        name: table.hr_entities for name, table in CATALOG.items() if len(table.hr_entities) > 1
    } == {
        "cdm_employment": ("HcmEmploymentEntity", "HcmEmploymentDetailEntity"),
        "cdm_job": ("HcmJobEntity", "HcmJobDetailEntity"),
        "cdm_jobposition": (
            "CDSJobPositionEntity",
            "HcmPositionBaseEntity",
            "HcmPositionDetailEntity",
            "HcmPositionDurationEntity",
            "HcmPositionHierarchyEntity",
        ),
    }
    assert CATALOG["cdm_title"].hr_entities == ("HcmTitleEntity",)
    assert CATALOG["cdm_benefitplan"].hr_entities == ()
    assert CATALOG["cdm_benefitplan"].entity == "Benefit plan"


def test_every_fact_has_a_source_of_the_list():
    for table in CATALOG.values():
        known = table.hr_entity is not None
        assert table.sources["hr_entity"] in (SOURCES if known else ("unknown",))
        assert set(table.sources.values()) <= {*SOURCES, "unknown"}
        assert ("one_way" in table.sources) == table.flows_one_way
        for column in table.columns:
            assert set(column.sources.values()) <= set(SOURCES), column
            assert ("type" in column.sources) == (not column.target and not column.external)
            assert ("one_way" in column.sources) == column.flows_one_way
            published = bool(column.accepts.choices or column.labels)
            assert ("choices" in column.sources) == published
    assert CATALOG["cdm_benefitplan"].sources["natural_key"] == "decided"


def test_a_plain_worker_needs_no_care():
    worker = CATALOG["cdm_worker"]
    assert worker.names[: worker.first_special] == (
        "cdm_workernumber",
        "cdm_firstname",
        "cdm_middlename",
        "cdm_lastname",
    )


def test_parents_are_less_deep_than_their_children():
    for table in CATALOG.values():
        for _, target in table.lookups:
            assert CATALOG[target].depth < table.depth or target == table.name
    assert [name for name, table in CATALOG.items() if table.cyclic] == [
        "cdm_department",
        "cdm_jobposition",
        "cdm_worker",
    ]


def test_a_natural_key_goes_through_lookups_of_lookups():
    table = CATALOG["cdm_leavebanktransaction"]
    values = [None] * len(table.columns)
    values[table.index["cdm_transactiondate"]] = "2021-08-19"
    values[table.index["cdm_transactiontype"]] = "accrual"
    values[table.index["cdm_transactionnumber"]] = Decimal(7)
    values[table.index["cdm_leavetypeid"]] = ("PTO", "USMF")
    values[table.index["cdm_companyid"]] = "USMF"
    values[table.index["cdm_workerid"]] = "000123"
    key = ("2021-08-19", "accrual", Decimal(7), "PTO", "USMF", "USMF", "000123")
    assert table.key_of(tuple(values)) == key
    assert table.key_text(key) == "2021-08-19 accrual 7 PTO USMF USMF 000123"
    values[table.index["cdm_workerid"]] = None
    with pytest.raises(CatalogError, match=r"cdm_workerid.cdm_workernumber is empty"):
        table.key_of(tuple(values))


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("cdm_worker", "cdm_workernumber", "007", "007"),
        ("cdm_worker", "cdm_primaryemailaddress", "a@b.example", "a@b.example"),
        ("cdm_reasoncode", "cdm_ishireapplicable", "no", False),
        ("cdm_reasoncode", "cdm_ishireapplicable", "TRUE", True),
        ("cdm_job", "cdm_maximumnumberofpositions", "-12", -12),
        ("cdm_job", "cdm_defaultfulltimeequivalent", "1.10", Decimal("1.1")),
        ("cdm_job", "cdm_defaultfulltimeequivalent", "100", Decimal(100)),
        ("cdm_worker", "cdm_birthdate", "2021-08-19", "2021-08-19"),
        ("cdm_employment", "cdm_employmentstartdate", "2021-08-19", "2021-08-19T00:00:00Z"),
        (
            "cdm_employment",
            "cdm_employmentstartdate",
            "2021-08-19T02:00+02:00",
            "2021-08-19T00:00:00Z",
        ),
        ("cdm_worker", "cdm_firstname", "", None),
    ],
)
def test_texts_are_read_by_their_column(table, column, text, value):
    read = CATALOG[table].column(column).read(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("table", "column", "text", "says"),
    [
        ("cdm_reasoncode", "cdm_ishireapplicable", "maybe", "is not yes or no"),
        ("cdm_job", "cdm_maximumnumberofpositions", "1.5", "whole number"),
        ("cdm_job", "cdm_maximumnumberofpositions", "99999999999", "whole number"),
        ("cdm_job", "cdm_maximumnumberofpositions", "٣", "whole number"),
        ("cdm_job", "cdm_defaultfulltimeequivalent", "1e5", "not a number"),
        ("cdm_job", "cdm_defaultfulltimeequivalent", "NaN", "not a number"),
        ("cdm_job", "cdm_defaultfulltimeequivalent", "1" * 16, "more than 15 digits"),
        ("cdm_worker", "cdm_birthdate", "2021-02-30", "no.* a day of the calendar"),
        ("cdm_worker", "cdm_birthdate", "1066-10-14", "outside"),
        ("cdm_worker", "cdm_birthdate", "19.08.2021", "not a date"),
        ("cdm_employment", "cdm_employmentstartdate", "2021-08-19T25:00", "not a date and time"),
        ("cdm_employment", "cdm_employmentstartdate", "2021-08-19T24:00", "not a date and time"),
        ("cdm_worker", "cdm_primaryemailaddress", "ada", "e-mail"),
    ],
)
def test_what_does_not_suit_its_column_is_said(table, column, text, says):
    with pytest.raises(ValueError, match=says):
        CATALOG[table].column(column).read(text)


def test_a_scenario_adds_columns_and_tables():
    catalog = CATALOG.extended(
        {
            "cdm_worker": {"columns": {"cdm_locker_custom": "Integer"}},
            "new_parking": {
                "natural_key": ["new_place", "new_worker.cdm_workernumber"],
                "columns": {
                    "new_place": {"type": "Text", "max_length": {"hr": "9", "dataverse": "5"}}
                },
                "lookups": {"new_worker": "cdm_worker"},
            },
        }
    )
    assert len(catalog) == 68
    assert catalog["cdm_worker"].column("cdm_locker_custom").custom
    assert catalog["new_parking"].depth == 1
    assert catalog["new_parking"].asymmetric == (0,)
    assert "cdm_locker_custom" not in CATALOG["cdm_worker"].index


@pytest.mark.parametrize(
    ("additions", "says"),
    [
        ({"x": {"columns": {"a": "Text"}}}, "x has no natural key"),
        ({"x": {"columns": {"a": "Txt"}, "natural_key": ["a"]}}, "did you mean Text"),
        ({"x": {"columns": {"a": "Text"}, "natural_key": ["b"]}}, "no column 'b'"),
        ({"cdm_worker": {"lookups": {"a": "cdm_wroker"}}}, "did you mean cdm_worker"),
        (
            {"x": {"lookups": {"a": "cdm_worker"}, "natural_key": ["a.cdm_firstname"]}},
            "must end at a part of the natural key of cdm_worker",
        ),
        ({"x": {"columns": {"a": "Text"}, "natural_key": ["a.b"]}}, "which is no lookup"),
        (
            {"cdm_worker": {"columns": {"a": {"type": "Text", "max_length": "many"}}}},
            "max_length 'many'",
        ),
    ],
)
def test_a_catalog_that_cannot_be_is_refused(additions, says):
    with pytest.raises(CatalogError, match=says):
        CATALOG.extended(additions)


NONSENSE = [
    (5, "a catalog takes a mapping of tables to what they gain, not 5"),
    ({7: {}}, "a catalog takes the names of tables, not 7"),
    (
        {"t": None},
        (
            "t: it takes a mapping with columns, lookups, natural_key, display_name, hr_entity, "
            "hr_entities, supports_custom_fields, one_way, period, not None"
        ),
    ),
    ({"t": {"colums": {}}}, "t: it has no 'colums', did you mean columns?"),
    (
        {"t": {"columns": ["new_badge"]}},
        (
            "t: columns takes a mapping of names to types, or to mappings such as "
            "{type: Text, max_length: 20}, not ['new_badge']"
        ),
    ),
    ({"t": {"columns": {7: "Text"}}}, "t: columns takes the names of columns, not 7"),
    (
        {"t": {"columns": {"new_badge": 7}}},
        "t: column new_badge takes a type, or a mapping with type, max_length, choices, not 7",
    ),
    ({"t": {"columns": {"a": {"type": 7}}}}, "t: column a: type takes text, not 7"),
    (
        {"t": {"columns": {"a": {"type": {"HR": "Text"}}}}},
        "t: column a: type has no 'HR', did you mean hr?",
    ),
    (
        {"t": {"columns": {"a": {"max_length": 1.5}}}},
        "t: column a: max_length takes a whole number, not 1.5",
    ),
    (
        {"t": {"columns": {"a": {"choices": "Small"}}}},
        "t: column a: choices takes a list of texts, not 'Small'",
    ),
    (
        {"t": {"columns": {"a": {"choices": {"hr": [1]}}}}},
        "t: column a: choices takes a list of texts, not 1",
    ),
    (
        {"t": {"columns": {"a": {"required": "yes"}}}},
        "t: column a: required takes True or False, not 'yes'",
    ),
    ({"t": {"lookups": "cdm_job"}}, "t: lookups takes a mapping of names to tables, not 'cdm_job'"),
    ({"t": {"lookups": {"a": 7}}}, "t: lookup a takes the name of a table, not 7"),
    ({"t": {"natural_key": "a"}}, "t: natural_key takes a list of columns, not 'a'"),
    ({"t": {"natural_key": [None]}}, "t: natural_key takes a list of columns, not None"),
    ({"t": {"display_name": 7}}, "t: display_name takes text, not 7"),
    (
        {"t": {"supports_custom_fields": "no"}},
        "t: supports_custom_fields takes True or False, not 'no'",
    ),
    (
        {"t": {"columns": {"a": "Text"}, "lookups": {"a": "cdm_job"}, "natural_key": ["a"]}},
        "t has the column a twice",
    ),
]


@pytest.mark.parametrize(("additions", "message"), NONSENSE, ids=[it[1] for it in NONSENSE])
def test_nonsense_in_a_catalog_is_named_with_its_place(additions, message):
    with pytest.raises(CatalogError) as caught:
        CATALOG.extended(additions)
    assert str(caught.value) == message


@pytest.mark.parametrize("table", [None, "cdm_worker", CATALOG["cdm_job"]])
def test_a_catalog_takes_tables_by_their_names(table):
    with pytest.raises(CatalogError, match="cdm_worker takes a table of that name, not"):
        Catalog({"cdm_worker": table})


def test_a_table_takes_columns():
    with pytest.raises(CatalogError, match="new_table: columns takes columns, not 'new_badge'"):
        Table("new_table", ("new_badge",), ("new_badge",))


def test_a_whole_number_has_the_range_that_text_has():
    column = CATALOG["cdm_job"].column("cdm_maximumnumberofpositions")
    assert column.hr.objection(2**31 - 1) == column.hr.objection(-(2**31)) == ""
    assert column.hr.objection(2**31) == (
        "takes a whole number between -2147483648 and 2147483647, not 2147483648"
    )


def test_the_repr_is_for_people():
    assert repr(CATALOG) == "<Catalog: 67 tables>"
    badge = {"type": {"hr": "Text", "dataverse": "Choice"}, "choices": {"dataverse": ["red"]}}
    more = CATALOG.extended({"cdm_worker": {"columns": {"new_badge": badge}}})
    assert repr(more) == "<Catalog: 67 tables, 1 of them with additions>"
    worker = more["cdm_worker"]
    assert repr(worker) == (
        f"<Table cdm_worker: {len(worker.columns)} columns, natural key cdm_workernumber>"
    )
    assert [
        repr(table.column(name))
        for table, name in (
            (worker, "cdm_workernumber"),
            (worker, "new_badge"),
            (CATALOG["cdm_job"], "cdm_jobtypeid"),
        )
    ] == [
        "<Column cdm_workernumber: Text, required>",
        "<Column new_badge: Text in hr, Choice of red in dataverse>",
        "<Column cdm_jobtypeid: Lookup of cdm_jobtype>",
    ]
    assert repr(POLICIES["hr_wins"]) == (
        "<Policy Human Resources wins: Human Resources' record is copied>"
    )


@pytest.mark.parametrize(
    ("additions", "table", "column", "reason"),
    [
        ({"cdm_worker": {"columns": {"new_a": {"type": "Txt"}}}}, "cdm_worker", "new_a", "Txt"),
        ({"cdm_worker": {"columns": {"new_a": {"tipe": "Text"}}}}, "cdm_worker", "new_a", "tipe"),
        ({"cdm_worker": {"lookups": {"new_a": "cdm_wroker"}}}, "cdm_worker", "new_a", "looks up"),
        ({"new_t": {"columns": {"new_a": "Text"}}}, "new_t", None, "has no natural key"),
        (
            {"new_t": {"columns": {"new_a": "Text"}, "natural_key": ["new_b"]}},
            "new_t", "new_b", "has no column 'new_b'",
        ),
        ({"cdm_worker": {"colums": {}}}, "cdm_worker", None, "colums"),
    ],
)  # fmt: skip
def test_an_error_has_its_table_and_column(additions, table, column, reason):
    with pytest.raises(CatalogError) as caught:
        standard_catalog().extended(additions)
    error = caught.value
    assert (error.table, error.column) == (table, column)
    assert reason in error.reason
    assert not error.reason.startswith((str(table), "column "))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.table, again.column, again.reason) == (
        str(error), error.table, error.column, error.reason,
    )  # fmt: skip


def test_several_errors_are_one_by_one():
    with pytest.raises(CatalogError) as caught:
        standard_catalog().extended(
            {name: {"columns": {"new_a": "Txt"}} for name in ("cdm_worker", "cdm_job")}
        )
    assert [(it.table, it.column) for it in caught.value.each] == [
        ("cdm_worker", "new_a"),
        ("cdm_job", "new_a"),
    ]
    assert str(caught.value) == "\n".join(map(str, caught.value.each))
    assert [str(it) for it in pickle.loads(pickle.dumps(caught.value)).each] == [
        str(it) for it in caught.value.each
    ]
