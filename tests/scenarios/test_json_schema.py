"""The JSON Schema of scenario files and the reader agree on what a scenario file is."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from harness.domain.catalog import standard_catalog
from harness.domain.errors import Problems
from harness.gherkin.places import scenario_files
from harness.scenarios.format import EXPECTATIONS, STEPS
from harness.scenarios.json_schema import schema
from harness.scenarios.reader import parse

ROOT = Path(__file__).parents[2]
SCHEMA = schema(standard_catalog())
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD = """
scenario: x
given:
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
steps:
  - STEP
"""
WRONG = [
    "turn_onn",
    "{turn_on: now}",
    "{advance: soon}",
    "{delete: {in: hr}}",
    "{delete: {in: hrr, record: ada}}",
    "{delete: {in: hr, record: ada, when: now}}",
    "{create: {in: hr, table: cdm_worker, record: ben}}",
    "{edit: {in: hr, record: ada, values: [1]}}",
    "{import: {in: hr, table: cdm_worker, rows: {}}}",
    "{fault: {kind: meteor}}",
    "{expect: {in: hr, record: ada}}",
    "{expect: {in: hr, record: ada, exists: perhaps}}",
    "{expect: {data_loss: any}}",
    "{expect: {data_loss: {in: hr}}}",
    "{expect: {data_losses: none}}",
    "{expect: {data_losses: [{in: hr, record: ada, column: cdm_lastname}]}}",
    "{expect: {elapsed: long}}",
    "{expect: {missed_requests: few}}",
    "{expect: {grid: {table: cdm_worker}}}",
    "{sync_now: cdm_worker, turn_on: null}",
    "{set_batch_job: canceled}",
    "{delete_batch_job: now}",
    "{backup: {in: hr}}",
    "{restore: {in: hr, as: monday}}",
    "{undelete: {in: dataverse, record: ada}}",
    "{import: {in: hr, table: cdm_worker, generate: 2, truncate: perhaps}}",
    "{fault: {kind: not_noticed, in: hr, change: restore}}",
    "{fault: {kind: over, of: over}}",
    "{expect: {in: hr, record: ada, reference: [1]}}",
]
SETTINGS = {  # with what is right of each, and what is not
    "conflict": ("{default: hr_wins, cdm_worker: merge_fields}", "{cdm_worker: merge_field}"),
    "batch_job_seconds_per_record": ("1.5", "[1]"),
    "late_delete": ("undone", "never"),
    "not_listened": ("{hr: [cdm_worker.cdm_knownas]}", "[cdm_worker.cdm_knownas]"),
    "one_way": ("[cdm_job, cdm_worker.cdm_knownas]", "cdm_job"),
    "natural_key": ("identity_changes", "changes"),
    "keys": ("exact", "precise"),
    "delete_in_use": ("{dataverse: cascade}", "cascade"),
}
SIDES = {  # keys of a given worker beside its table, with whether they are right
    "hr: {values: {cdm_workernumber: '1'}}": True,
    "tracked: no, dataverse: {values: {cdm_workernumber: '1'}, noticed: no, "
    "edited: '2021-08-01T00:00:00Z', reference: 618f16e3-d361-4b88-b1ab-619cab8bec60}": True,
    "hr: {values: {cdm_workernumber: '1'}, seen: no}": False,
    "tracked: perhaps, values: {cdm_workernumber: '1'}": False,
    "hr: [1]": False,
}


def plainly(text):
    """A document as an editor sees it, but for dates, which JSON does not have."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in resolvers if not pair[0].endswith(("timestamp", "bool"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    # editors read YAML 1.2, in which on and off are texts
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))
    return yaml.load(text, Loader=Loader)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    json.dumps(SCHEMA)


@pytest.mark.parametrize(
    "path", scenario_files([str(ROOT / "scenarios")]), ids=lambda path: path.stem
)
def test_what_the_loader_takes_suits_the_schema(path):
    problems = list(VALIDATOR.iter_errors(plainly(path.read_text(encoding="utf-8"))))
    assert not problems, problems[0].message


@pytest.mark.parametrize("step", WRONG)
def test_what_the_schema_refuses_the_loader_refuses(step):
    text = GOOD.replace("STEP", step)
    assert not VALIDATOR.is_valid(plainly(text))
    with pytest.raises(Problems):
        parse(text)


@pytest.mark.parametrize("key", SETTINGS)
def test_the_schema_and_the_loader_agree_on_a_setting(key):
    for value, right in zip(SETTINGS[key], (True, False), strict=True):
        assert_agree(GOOD.replace("given:", f"settings: {{{key}: {value}}}\ngiven:"), right)


@pytest.mark.parametrize("keys", SIDES)
def test_the_schema_and_the_loader_agree_on_a_given_record(keys):
    written = f"bob: {{table: cdm_worker, {keys}}}".replace("'1'", "'2'")
    assert_agree(GOOD.replace("steps:", f"    {written}\nsteps:", 1), SIDES[keys])


def assert_agree(text, right):
    text = text.replace("STEP", "turn_on")
    assert VALIDATOR.is_valid(plainly(text)) is right
    if right:
        parse(text)
    else:
        with pytest.raises(Problems):
            parse(text)


def test_every_step_and_expectation_is_in_the_schema():
    text = json.dumps(SCHEMA["properties"]["steps"])
    for name in (*STEPS, *EXPECTATIONS):
        assert f'"{name}"' in text
