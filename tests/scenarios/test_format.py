"""The table of the scenario format is complete, and a tree is read to the same as its text."""

from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import get_args

import pytest

from harness.domain.commands import STEP_COMMANDS, Deliver, command_name
from harness.domain.errors import BadInput, Problems
from harness.domain.faults import FAULTS
from harness.domain.settings import Settings
from harness.exploration.shrinking.candidates import numbered
from harness.exploration.workload.generator import generate
from harness.gherkin.places import scenario_files
from harness.scenarios.expectations import Expectation
from harness.scenarios.format import EXPECTATIONS, STEPS, form_of
from harness.scenarios.reader import load, parse
from harness.scenarios.representable import as_read, unrepresentable_steps
from harness.scenarios.scenario import Scenario
from harness.scenarios.settings_format import SETTINGS, TOP_SETTINGS
from harness.scenarios.writer import scenario_text

FILES = scenario_files([str(Path(__file__).parents[2] / "scenarios" / "reconcile")])
FORMS = {**STEPS, **EXPECTATIONS}
NOT_IN_A_FILE = {
    "run_batch_job": {"scheduled"},
    "import": {"rows", "generate"},
    "fault": {"keys"},  # the fields of each plugged fault, in a form of its own
}
FILLED_IN = {"import": {"environment"}}  # where a file does not say it


def test_every_command_of_a_step_has_a_row_under_its_name():
    rows = {key: form.makes for key, form in STEPS.items()}
    assert rows == {command_name(kind): kind for kind in STEP_COMMANDS}


def test_every_expectation_has_a_row():
    assert {form.makes for form in EXPECTATIONS.values()} == set(get_args(Expectation))


@pytest.mark.parametrize("key", FORMS)
def test_every_attribute_has_a_field(key):
    form = FORMS[key]
    all_fields = (*form.fields, *((form.bare,) if form.bare else ()))
    attributes = {field.attribute for field in all_fields if field.attribute}
    assert attributes | NOT_IN_A_FILE.get(key, set()) == {it.name for it in fields(form.makes)}
    required = {it.name for it in fields(form.makes) if it.default is MISSING}
    given = {field.attribute for field in all_fields if field.required}
    assert required <= given | NOT_IN_A_FILE.get(key, set()) | FILLED_IN.get(key, set())


def test_every_key_of_a_fault_is_a_field():
    keys = {key for fault in FAULTS.values() for key in (*fault.required, *fault.optional)}
    assert keys | {"kind"} == {field.key for field in STEPS["fault"].fields}


def test_every_setting_has_a_field():
    rows = (*SETTINGS.values(), *TOP_SETTINGS.values())
    assert {name for row in rows for part in row.parts for name in part.attributes} == {
        it.name for it in fields(Settings)
    }


def test_what_no_file_has_has_no_row():
    with pytest.raises(BadInput, match="no scenario file has Deliver"):
        form_of(Deliver("hr", "cdm_worker", "ada", 1))


def history(seed):
    """A random history, as a scenario that may hold what no file can express."""
    drawn = generate(seed, 30)
    steps = numbered(drawn.commands)
    return Scenario("x", "x", drawn.settings, steps, drawn.given, (), drawn.catalog)


def test_a_tree_and_a_text_are_read_to_the_same():
    """Without text the same scenario is read, or the same steps are wrong."""
    expressed = 0
    for scenario in (*map(history, range(60)), *map(load, FILES)):
        text = scenario_text(scenario)
        try:
            read = parse(text, scenario.file)
        except Problems as error:
            first = text.split("\n").index("steps:") + 2
            assert as_read(scenario) is None
            lines = {max(problem.line - first, -1) for problem in error.problems}
            assert unrepresentable_steps(scenario) == lines
        else:
            expressed += 1
            found = as_read(scenario)
            assert found is not None
            assert unrepresentable_steps(scenario) == set()
            assert replace(found, steps=(), catalog=read.catalog) == replace(read, steps=())
            assert [step.does for step in found.steps] == [step.does for step in read.steps]
            assert repr(found.catalog.additions) == repr(read.catalog.additions)
    assert len(FILES) < expressed < len(FILES) + 60
