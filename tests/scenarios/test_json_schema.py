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
    "{expect: {data_loss: some}}",
    "{expect: {data_loss: {in: hr}}}",
    "{expect: {data_losses: none}}",
    "{expect: {data_losses: [{in: hr, record: ada, column: cdm_lastname}]}}",
    "{expect: {elapsed: long}}",
    "{expect: {missed_requests: few}}",
    "{expect: {grid: {table: cdm_worker}}}",
    "{sync_now: cdm_worker, turn_on: null}",
]


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


def test_every_step_and_expectation_is_in_the_schema():
    text = json.dumps(SCHEMA["properties"]["steps"])
    for name in (*STEPS, *EXPECTATIONS):
        assert f'"{name}"' in text
