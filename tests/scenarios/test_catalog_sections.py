"""A scenario's `catalog:` with all that columns and tables can have: read, written, its schema."""

import pytest
import yaml
from jsonschema import Draft202012Validator

from harness.domain.catalog import standard_catalog
from harness.domain.commands import Give
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import BadInput, Problems
from harness.domain.settings import Settings
from harness.scenarios.catalog_reader import load_catalog
from harness.scenarios.json_schema import schema
from harness.scenarios.reader import parse
from harness.scenarios.writer import scenario_text

WHOLE = """\
scenario: x
catalog:
  cdm_company: {one_way: no}
  cdm_reasoncode: {one_way: yes}
  new_badge:
    hr_entity: NewBadgeEntity
    hr_entities: [NewBadgeEntity, NewBadgeDetailEntity]
    natural_key: [new_code]
    period: {from: new_from, to: new_to}
    columns:
      new_code: Text
      new_from: Date
      new_to: {type: Date, one_way: yes}
      new_note: {type: {dataverse: Text}}
      new_status:
        type: Choice
        choices: [Active, Pending, Terminated]
        numbers: {Active: 1, Pending: 2, Terminated: 2}
        labels: {1: At work, 2: Away, 9: Other}
      new_level:
        type: Choice
        choices: {hr: [Low, High], dataverse: [10, 20, 30]}
        numbers: {Low: 10, High: 20}
    lookups:
      new_worker: {target: cdm_worker, required: yes, one_way: yes}
      new_job: cdm_job
given:
  records:
    a1: {table: new_badge, values: {new_code: "1", new_status: Pending, new_note: n}}
steps:
  - edit: {in: dataverse, record: a1, values: {new_status: 9, new_note: m}}
  - edit: {in: hr, record: a1, values: {new_status: Active, new_from: 1900-01-01}}
"""


def test_a_section_says_all_that_a_table_can_have():
    catalog = parse(WHOLE, "x").catalog
    table = catalog["new_badge"]
    assert table.hr_entities == ("NewBadgeEntity", "NewBadgeDetailEntity")
    assert [table.names[place] for place in table.period] == ["new_from", "new_to"]
    assert [table.names[place] for place in table.one_way] == ["new_to", "new_worker"]
    assert [table.names[place] for place in table.numbered] == ["new_status", "new_level"]
    assert [table.names[place] for place in table.one_sided] == ["new_note"]
    assert table.column("new_status").labels == {1: "At work", 2: "Away", 9: "Other"}
    assert table.column("new_level").labels == {10: "", 20: "", 30: ""}
    assert table.column("new_worker").required
    assert (catalog["cdm_company"].flows_one_way, catalog["cdm_reasoncode"].flows_one_way) == (
        False,
        True,
    )
    assert "one_way" not in catalog["cdm_company"].sources  # it is not as published any more
    assert catalog["cdm_company"].sources["hr_entity"] == "sibling"


def test_values_are_read_as_their_environment_has_them():
    read = parse(WHOLE, "x")
    given = next(one for one in read.setup if isinstance(one, Give))
    by_dataverse, by_hr = (step.does for step in read.steps)
    assert dict(given.rows[0].values)["new_status"] == "Pending"
    assert dict(by_dataverse.values) == {"new_status": 9, "new_note": "m"}
    assert dict(by_hr.values) == {"new_status": "Active", "new_from": None}


def test_a_section_written_again_is_the_same():
    first = parse(WHOLE, "x")
    second = parse(scenario_text(first), "x")
    assert repr(second.catalog.additions) == repr(first.catalog.additions)
    assert [step.does for step in second.steps] == [step.does for step in first.steps]


def test_a_file_of_its_own_holds_the_same():
    section = "catalog:" + WHOLE.partition("catalog:")[2].partition("given:")[0]
    additions = load_catalog("own.catalog.yaml", section)
    assert repr(additions) == repr(parse(WHOLE, "x").catalog.additions)
    assert standard_catalog().extended(additions)["new_badge"].period


def test_the_schema_takes_it_and_refuses_what_the_reader_refuses():
    validator = Draft202012Validator(schema(standard_catalog()))

    def as_editors_see(text):
        # in JSON keys are texts
        return yaml.load(text.replace("1: At", '"1": At').replace("2: Aw", '"2": Aw')
                         .replace("9: Ot", '"9": Ot'), Loader=yaml.BaseLoader)  # fmt: skip

    assert not list(validator.iter_errors(as_editors_see(WHOLE)))
    for written, wrong in (
        ("period: {from: new_from, to: new_to}", "period: {from: new_from}"),
        ("one_way: no}", "one_way: perhaps}"),
        ("numbers: {Low: 10, High: 20}", "numbers: [10, 20]"),
        ("{target: cdm_worker,", "{taget: cdm_worker,"),
        ("labels: {1: At work", "labels: {one: At work"),
        ("hr_entities: [NewBadgeEntity, NewBadgeDetailEntity]", "hr_entities: NewBadgeEntity"),
    ):
        assert written in WHOLE
        text = WHOLE.replace(written, wrong)
        assert list(validator.iter_errors(as_editors_see(text))), wrong
        with pytest.raises(Problems):
            parse(text, "x")


def test_what_one_environment_takes_in_a_column_of_the_section():
    status = parse(WHOLE, "x").catalog["new_badge"].column("new_status")
    assert status.in_environment(HR).choices == ("Active", "Pending", "Terminated")
    assert status.in_environment(DATAVERSE).choices == ()


def test_settings_name_what_is_wrong_with_the_catalog_in_silence():
    """What settings name is there, or else its own mistake is said in the catalog."""
    text = (
        "scenario: x\n"
        "settings:\n"
        "  one_way: [new_x, new_y]\n"
        "  conflict: {cdm_worker.new_a: hr_wins}\n"
        "catalog:\n"
        "  new_x: {columns: {a: {type: Chioce}}, natural_key: [a]}\n"
        "  cdm_worker: {columns: {new_a: {type: Chioce}}}\n"
        "steps: [turn_on]\n"
    )
    with pytest.raises(Problems) as caught:
        parse(text)
    said = {(it.line, it.message.partition(", did")[0]) for it in caught.value.problems}
    assert said == {
        (3, "no table 'new_y'"),
        (6, "new_x: column a: no column type 'Chioce'"),
        (7, "cdm_worker: column new_a: no column type 'Chioce'"),
    }


def test_settings_from_elsewhere_are_said_to_be_so():
    """They have no line in the file: they are a project's, or put over those of the file."""
    text = "scenario: x\nsteps: [turn_on]\n"
    unknown = "one_way: no table 'cdm_jb', did you mean cdm_job?"
    with pytest.raises(BadInput) as caught:
        parse(text, "s.yaml", settings=["one_way=cdm_jb"])
    assert str(caught.value) == f"s.yaml: settings that are put over its own: {unknown}"
    with pytest.raises(BadInput) as caught:
        parse(text, "s.yaml", usual=Settings(one_way=("cdm_jb",)))
    assert str(caught.value) == f"s.yaml: settings of the project: {unknown}"
