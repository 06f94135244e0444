"""What holds for a whole project: pytest's settings and options, and the command line beside it."""

import re

import pytest
from projects import feature

from harness.cli.main import BAD, PASSED, main
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.gherkin import files
from harness.gherkin.project_settings import NO_SETTINGS, settings_of
from harness.simulator.integration.registry import INTEGRATIONS

PLUGINS = """
import harness as h

class OwnNoDeletes(h.Integration):
    def deliver_delete(self, request, cause):
        self.keep_missed(request, cause)
"""
CATALOG = "cdm_worker: {columns: {badge: {type: Text}}}\n"
STORES = """
from harness.stores.memory import MemoryBackend

OPENED = []

class Shelf(MemoryBackend):
    def open(self, environment, catalog):
        OPENED.append(environment)
        open("opened.txt", "a").write(environment + chr(10))
        return super().open(environment, catalog)
"""
BADGE = feature(
    'Given the worker "Ada" exists in both environments',
    "Given integration is on",
    'When the badge of the worker "Ada" is changed to "red" in Human Resources',
    'Then the badge of the worker "Ada" is "red" in Dataverse',
    'When the worker "Ada" is deleted from Human Resources',
    'Then the worker "Ada" is in Dataverse',
)
SCENARIO = """
scenario: A badge
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", badge: red}}
steps:
  - delete: {in: hr, record: ada}
  - expect: {in: dataverse, record: ada, values: {badge: red}}
"""
INI = """[pytest]
harness_plugins = parts/plugins.py
harness_catalog = parts/company.catalog.yaml
harness_settings =
    integration=OwnNoDeletes
    tie=dataverse
harness_store = parts/stores.py:Shelf
"""
TOML = """[tool.pytest.ini_options]
harness_plugins = ["parts/plugins.py"]
harness_catalog = "parts/company.catalog.yaml"
harness_settings = ["integration=OwnNoDeletes", "tie=dataverse"]
harness_store = "parts/stores.py:Shelf"
"""
PARTS = {
    "parts/plugins.py": PLUGINS,
    "parts/company.catalog.yaml": CATALOG,
    "parts/stores.py": STORES,
}
X = "harness_store = memory:x\n"
PROJECT = {**PARTS, "features/badge.feature": BADGE, "scenarios/badge.yaml": SCENARIO}
OPTIONS = (
    *("--harness-plugin", "parts/plugins.py", "--harness-catalog", "parts/company.catalog.yaml"),
    *("--harness-set", "integration=OwnNoDeletes", "--harness-store", "parts/stores.py:Shelf"),
)
NAMED = feature(
    'Given the integration is simulated by "OwnNoDeletes"',
    'And the batch job runs by the clock "OwnWeekly"',
    'And the worker "Ada" exists in both environments',
    "And integration is on",
    'When the worker "Ada" is deleted from Human Resources',
    'Then the worker "Ada" is in Dataverse',
)
TEST = """
def test_it(simulation):
    assert simulation.settings.integration == "OwnNoDeletes"
    assert "badge" in simulation.table("worker").index

def test_library(simulator):
    assert simulator.settings.integration == "OwnNoDeletes"
    assert "badge" in simulator.catalog["cdm_worker"].index
"""


def write(folder, texts):
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project in the working directory."""
    write(tmp_path, {**PROJECT, "pytest.ini": INI})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def harness(capsys):
    """Runs a command line; its status and both outputs. Nothing stays plugged in."""

    def run(line):
        capsys.readouterr()
        status = main(line.split())
        assert list(INTEGRATIONS) == ["documented"]
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("settings", [{"pytest.ini": INI}, {"pyproject.toml": TOML}])
@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_the_settings_hold_for_features_scenario_files_and_fixtures(
    project, tmp_path, settings, processes
):
    status, said = project({**PROJECT, **settings, "test_it.py": TEST}, *processes)
    assert (status, "4 passed" in said) == (0, True), said
    assert (tmp_path / "opened.txt").read_text().split().count("hr") == 3


def test_options_of_the_same_names_do_the_same(project, tmp_path):
    status, said = project({**PROJECT, "test_it.py": TEST}, *OPTIONS)
    assert (status, "4 passed" in said) == (0, True), said
    status, said = project({}, *OPTIONS[4:])
    assert status != 0


def test_tables_may_have_names_of_ones_own(project, harness, tmp_path):
    steps = (
        'Given the staff member "Ada" exists in both environments',
        'And the employee "Ben" exists in Human Resources',
        "And these scout records exist in both environments:\n      | record |\n      | Cid    |",
        "Then there are 3 staff members in Human Resources",
        "And there are 2 scouts in Dataverse",
        'And the worker "Ada" is tracked',
    )
    ini = "[pytest]\nharness_words =\n    staff member = worker\n    Scout = employee\n"
    status, said = project({"pytest.ini": ini, "a.feature": feature(*steps)})
    assert status == 0, said
    assert harness(f"check {tmp_path}/a.feature")[0] == 0
    status, written, _ = harness(f"export {tmp_path}/a.feature")
    assert status == 0
    assert "Ada: {table: cdm_worker" in written
    status, said = project({"pytest.ini": "[pytest]\n", "a.feature": feature(*steps)})
    assert status != 0
    assert "there is no table 'staff member'" in said


def test_a_scenario_goes_before_the_settings_and_an_option_before_a_scenario(project):
    steps = ("Given ties are won by Human Resources", 'Then the tie is "{}"')
    conftest = """
from harness import then

@then('the tie is {string}')
def tie(text, simulation):
    assert simulation.simulator.world.settings.tie == text
"""
    ini = {"conftest.py": conftest, "pytest.ini": "[pytest]\nharness_settings = tie=dataverse\n"}
    hr, dataverse = (feature(*(step.format(tie) for step in steps)) for tie in ("hr", "dataverse"))
    assert project({**ini, "a.feature": hr})[0] == 0
    assert project({"a.feature": dataverse}, "--harness-set", "tie=dataverse")[0] == 0
    assert project({"a.feature": feature('Then the tie is "dataverse"')})[0] == 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("harness_settings = tye=hr", "harness_settings: tye=hr: no setting 'tye', did you mean"),
        ("harness_settings = tie", "harness_settings: tie: write it as KEY=VALUE"),
        ("harness_catalog = no.yaml", "harness_catalog: no.yaml: no such file"),
        ("harness_plugins = no.py", "harness_plugins: no.py: no such file"),
        ("harness_store = memry", "harness_store: no store 'memry', did you mean memory?"),
        ("harness_store = no.py:Shelf", "harness_store: no.py: no such file"),
        ("harness_words = staff member", "harness_words: 'staff member' is not NAME = TABLE"),
        ("harness_words = a-b = worker", "harness_words: 'a-b = worker' is not NAME = TABLE"),
        (
            "harness_words = colleague = wroker",
            "harness_words: there is no table 'wroker', did you mean worker?",
        ),
        (
            "harness_words = jobs = worker",
            "harness_words: jobs is what steps call cdm_job: it cannot be cdm_worker too",
        ),
    ],
)
def test_a_wrong_value_is_said_once_with_the_file_and_the_key(
    project, harness, tmp_path, line, says
):
    status, said = project(
        {"a.feature": feature("Given integration is on"), "pytest.ini": f"[pytest]\n{line}\n"}
    )
    assert status == 4
    assert said.count(f"pytest.ini: {says}") == 1
    assert "Traceback" not in said
    status, _, err = harness(f"check {tmp_path}/a.feature")
    assert (status, err.count(f"pytest.ini: {says.partition(': ')[0]}: ")) == (BAD, 1)


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--harness-set=tye=hr", "--harness-set: "),
        ("--harness-catalog=no.yaml", "--harness-catalog: no.yaml: no such file"),
        ("--harness-plugin=no.py", "--harness-plugin: no.py: no such file"),
        ("--harness-store=memry", "--harness-store: no store 'memry', did you mean memory?"),
    ],
)
def test_a_wrong_option_is_named(project, option, says):
    status, said = project({"a.feature": feature("Given integration is on")}, option)
    assert status == 4
    assert said.count(f"ERROR: {says}") == 1, said


@pytest.mark.parametrize("line", [
    "check features scenarios",
    "replay features/badge.feature scenarios/badge.yaml --quiet",
    "export features/badge.feature",
    "explain scenarios/badge.yaml --record ada",
    "mutants features scenarios --mutant on-by-default",
    "rules features scenarios",
])  # fmt: skip
def test_the_command_line_reads_the_settings_of_the_project(folder, harness, line):
    status, out, err = harness(line)
    assert status in ((PASSED, 1) if line.startswith("mutants") else (PASSED,)), out + err
    (folder / "pytest.ini").unlink()
    assert harness(line)[0] == BAD or line.startswith("rules")


def test_the_command_line_reads_them_from_anywhere(folder, harness, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert harness(f"check {folder}/features")[0] == PASSED
    assert harness(f"replay --quiet {folder}/features/badge.feature:3")[0] == PASSED


def test_what_is_exported_has_what_the_project_adds(folder, harness):
    _, out, _ = harness("export features/badge.feature")
    assert "integration: OwnNoDeletes" in out
    assert "badge: {type: Text}" in out
    assert harness("replay scenarios/badge.yaml --quiet --set integration=documented")[0] == 1


def test_the_store_of_the_project_is_used_unless_another_is_named(folder, harness):
    harness("replay scenarios/badge.yaml --quiet")
    assert (folder / "opened.txt").exists()
    (folder / "opened.txt").unlink()
    harness("replay scenarios/badge.yaml --quiet --store memory")
    assert not (folder / "opened.txt").exists()


def test_a_catalog_and_settings_of_the_command_line_hold_for_features(
    tmp_path, harness, monkeypatch
):
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    more = "--plugin parts/plugins.py --catalog parts/company.catalog.yaml"
    place = "features/badge.feature"
    assert harness(f"check {place}")[0] == BAD
    assert harness(f"check {place} {more}")[0] == PASSED
    assert harness(f"replay {place} --quiet {more}")[0] == 1
    put = f"{more} --set integration=OwnNoDeletes"
    assert harness(f"replay {place} --quiet {put}")[0] == PASSED
    assert "integration: OwnNoDeletes" in harness(f"export {place} {put}")[1]


def test_a_feature_names_what_is_plugged_in(tmp_path, harness, monkeypatch):
    weekly = (
        "class OwnWeekly(h.Clock):\n    def next_run(self, since):\n        return since + 604800\n"
    )
    write(tmp_path, {"a.feature": NAMED, "parts.py": PLUGINS + weekly})
    monkeypatch.chdir(tmp_path)
    assert harness("replay a.feature --quiet --plugin parts.py")[0] == PASSED
    _, out, _ = harness("export a.feature --plugin parts.py")
    assert "clock: OwnWeekly" in out
    write(tmp_path, {"a.yaml": out})
    _, out, _ = harness("export a.yaml --plugin parts.py")
    assert 'Given the batch job runs by the clock "OwnWeekly"' in out
    assert 'And the integration is simulated by "OwnNoDeletes"' in out
    _, _, err = harness("replay a.feature")
    assert "no integration 'OwnNoDeletes'; one of your own comes with --plugin FILE" in err


def test_calls_of_the_library_read_them_too(folder):
    scenario = files.load("scenarios/badge.yaml")
    assert scenario.settings.integration == "OwnNoDeletes"
    assert "badge" in scenario.catalog["cdm_worker"].index


@pytest.mark.parametrize(
    ("texts", "store"),
    [
        ({"pytest.ini": "[pytest]\n", "pyproject.toml": TOML}, "memory"),
        ({"setup.cfg": f"[tool:pytest]\n{X}"}, "memory:x"),
        ({"tox.ini": "[tox]\n", "setup.cfg": f"[tool:pytest]\n{X}"}, "memory:x"),
        ({"tox.ini": f"[pytest]\n{X}", "setup.cfg": "[tool:pytest]\n"}, "memory:x"),
        ({"pytest.toml": "[pytest]\nharness_store = 'memory:x'\n", "tox.ini": ""}, "memory:x"),
        ({"pyproject.toml": "[project]\n", "../pytest.ini": f"[pytest]\n{X}"}, "memory:x"),
    ],
)  # fmt: skip
def test_they_stand_where_pytest_reads_its_settings(tmp_path, texts, store):
    root = tmp_path / "root"
    root.mkdir()
    write(root, texts)
    assert settings_of(root / "a.feature:3").store == store


def test_parts_of_mappings_have_their_places_in_the_keys(tmp_path):
    lines = (
        "conflict=merge_fields",
        "conflict.cdm_worker.cdm_knownas=hr_wins",
        "not_listened.hr=cdm_worker.cdm_knownas, cdm_job.cdm_description",
        "delete_in_use.dataverse=cascade",
    )
    write(tmp_path, {"pytest.ini": "\n    ".join(("[pytest]\nharness_settings =", *lines))})
    assert settings_of(tmp_path / "a.yaml").started() == Settings(
        conflict={"default": "merge_fields", "cdm_worker.cdm_knownas": "hr_wins"},
        not_listened={"hr": ["cdm_worker.cdm_knownas", "cdm_job.cdm_description"]},
        delete_in_use={"dataverse": "cascade"},
    )


def test_a_file_that_cannot_be_read_as_settings_is_named(tmp_path):
    write(tmp_path, {"pyproject.toml": "[tool.pytest.ini_options\nharness_store = 'memory'\n"})
    with pytest.raises(BadInput, match=re.escape("pyproject.toml: ")):
        settings_of(tmp_path)


def test_without_such_a_key_pytest_is_not_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("harness.gherkin.project.project_of", None)
    write(tmp_path, {"pyproject.toml": "[tool.pytest.ini_options]\nminversion = '8'\n"})
    assert settings_of(tmp_path) is NO_SETTINGS


def test_settings_that_are_no_text_have_their_place(folder, harness):
    (folder / "pytest.ini").write_bytes(b"[pytest]\nharness_settings =\n  \xdb=1\n")
    status, _, said = harness("check scenarios/badge.yaml")
    assert (status, said) == (
        2,
        f"{folder / 'pytest.ini'}:3:3: not a text in UTF-8: byte 0xdb is no character\n",
    )
