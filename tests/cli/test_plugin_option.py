"""Plug-in files on the command line: what they define can be named wherever simulations run."""

import json
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from harness.cli.main import BAD, FAILED, PASSED, main
from harness.domain.faults import FAULTS
from harness.domain.policies import POLICIES
from harness.exploration.campaign.work_units import ExplorationSpec, run_unit
from harness.properties.law import ALWAYS
from harness.properties.plugin_file import PluginFile
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

PARTS = """
import harness as h
from harness.domain.fault_points import Delivery
from harness.domain.plugged_faults import fault

class OwnNoDeletes(h.Integration):
    def deliver_delete(self, request, cause):
        self.keep_missed(request, cause)

class OwnWeekly(h.Clock):
    def next_run(self, since):
        return since + 7 * 86_400

@h.policy("payroll_wins")
def payroll_wins(hr, dataverse):
    "Human Resources has the last word."
    return "hr"

@fault("nightly", strikes=Delivery)
def nightly(delivery):
    "Nothing goes at night."
    return None

@h.always("nobody is called King")
def no_king(step):
    return "he is" if any(e.data and "King" in str(e.data) for e in step.events) else None
"""
DELETES = """
scenario: A delete waits for the batch job
settings:
  integration: OwnNoDeletes
  clock: OwnWeekly
  conflict: payroll_wins
  late_delete: undone
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
steps:
  - delete: {in: hr, record: ada}
  - expect: {in: dataverse, record: ada, exists: yes}
  - advance: 6d
  - expect: {undone_delete: none}
  - advance: 1d
  - expect: {undone_delete: {in: hr, record: ada}}
"""
KING = """
scenario: A King is hired
steps:
  - create:
      {in: hr, table: cdm_worker, record: k, values: {cdm_workernumber: "1", cdm_lastname: King}}
"""
CLOCK = "import harness as h\nclass "
REGISTRIES = (ALWAYS, POLICIES, FAULTS, CLOCKS, INTEGRATIONS)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with plug-ins and scenarios, and a function that writes another file there."""
    monkeypatch.chdir(tmp_path)

    def write(name, text):
        (tmp_path / name).write_text(text)
        return name

    write("parts.py", PARTS)
    write("deletes.yaml", DELETES)
    write("king.yaml", KING)
    return write


@pytest.fixture
def harness(files, capsys):
    """Runs a command line; its status and both outputs. It leaves no registry changed."""
    before = [{**it} for it in REGISTRIES]

    def run(line):
        capsys.readouterr()
        status = main(line.split())
        assert [{**it} for it in REGISTRIES] == before
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("line", [
    "replay deletes.yaml --quiet",
    "replay deletes.yaml --format json",
    "check deletes.yaml",
    "explain deletes.yaml --record ada",
    "diff deletes.yaml deletes.yaml",
    "export deletes.yaml",
])  # fmt: skip
def test_what_a_file_defines_can_be_named_by_a_scenario(harness, line):
    status, out, err = harness(f"{line} --plugin parts.py")
    assert (status, err) == (PASSED, "")
    status, out, err = harness(line)
    assert status == BAD
    missing = "integration is documented, not 'OwnNoDeletes'; one of your own comes with --plugin"
    assert missing in out + err


@pytest.mark.parametrize(
    ("name", "near", "own"),
    [
        ("newest_hire_wins", ", did you mean hr_wins?", True),  # like another, but no slip
        ("nobody", "", True),
        ("hr_win", ", did you mean hr_wins?", False),
        ("last_edit", ", did you mean last_edit_wins?", False),
    ],
)
def test_an_unknown_policy_may_be_one_of_ones_own(harness, files, name, near, own):
    files("own.yaml", KING + f"settings: {{conflict: {name}}}\n")
    for line in (
        f"replay king.yaml --set conflict={name}",
        f"explore --count 1 --conflict {name}",
        "replay own.yaml",
    ):
        status, _, err = harness(line)
        assert status == BAD
        assert near in err
        assert ("; one of your own comes with --plugin FILE" in err) == own, line


def test_an_unknown_policy_in_gherkin_too(harness, files):
    files("own.feature", "Feature: F\n  Scenario: S\n    Given the conflict policy is payroll\n")
    status, _, err = harness("replay own.feature")
    assert status == BAD
    assert "no conflict policy 'payroll'; one of your own comes with --plugin FILE" in err


def test_the_name_of_a_clock_or_integration_may_be_set(harness, files):
    put = "--set integration=OwnNoDeletes --set clock=OwnWeekly --set conflict=payroll_wins"
    files("byron.yaml", KING.replace("King", "Byron"))
    assert harness(f"replay byron.yaml --quiet --plugin parts.py {put}")[0] == PASSED
    _, _, err = harness("replay king.yaml --plugin parts.py --set integration=OwnNoDelete")
    assert "--set integration=OwnNoDelete: integration is documented or OwnNoDeletes, did" in err
    _, _, err = harness("replay king.yaml --set clock=OwnWeekly")
    assert "clock is interval" in err  # and those of other modules of tests
    assert "; one of your own comes with --plugin FILE" in err


def test_the_page_of_a_replay_shows_what_is_plugged_in(harness):
    _, out, _ = harness("replay deletes.yaml --format html --plugin parts.py")
    assert re.search(r"integration\W.*OwnNoDeletes", out)
    assert re.search(r"clock\W.*OwnWeekly", out)
    _, out, _ = harness("replay king.yaml --format html")
    assert "documented" not in out


def test_properties_are_checked_and_other_parts_alone_check_nothing(harness, files):
    status, out, _ = harness("replay king.yaml --quiet --plugin parts.py")
    assert status == FAILED
    assert "nobody is called King" in out
    files(
        "clock.py",
        f"{CLOCK}OwnWeekly(h.Clock):\n  def next_run(self, since):\n    return since + 1\n",
    )
    assert harness("replay king.yaml --quiet --plugin clock.py")[0] == PASSED


def test_several_files_may_be_given_and_the_old_name_of_the_option_stays(harness, files):
    one, two = PARTS.split("@h.policy")
    files("one.py", one)
    imports = PARTS.partition("class")[0]
    files("two.py", f"{imports}@h.policy{two}")
    assert harness("replay deletes.yaml --quiet --plugin one.py --properties two.py")[0] == PASSED


def test_the_schema_the_comparison_and_the_listings_know_the_parts(harness):
    _, out, _ = harness("schema --plugin parts.py")
    settings = json.loads(out)["properties"]["settings"]["properties"]
    assert settings["integration"]["enum"] == ["documented", "OwnNoDeletes"]
    assert {"interval", "OwnWeekly"} <= {*settings["clock"]["enum"]}
    one, mapping = settings["conflict"]["anyOf"]
    assert one["enum"][-1] == "payroll_wins"
    assert mapping["additionalProperties"] == one
    for processes in (1, 2):
        more = f"--processes {processes} --count 300 --length 10"
        status, out, _ = harness(f"compare {more} --plugin parts.py --set clock=OwnWeekly")
        assert status == PASSED
        assert "payroll_wins" in out
    _, out, _ = harness("faults --plugin parts.py --format json")
    assert "Nothing goes at night" in out
    _, out, _ = harness("find --list --plugin parts.py")
    assert "nobody-is-called-king" in out


def test_an_exploration_in_several_processes_judges_an_integration_by_the_law(harness):
    line = (
        "explore --count 200 --plugin parts.py --set integration=OwnNoDeletes "
        "--set clock=OwnWeekly --conflict payroll_wins --processes"
    )
    status, out, err = harness(f"{line} 2")
    assert (status, err) == (FAILED, "")
    again = re.search(r"again:\n  harness (.*)", out)[1]
    for part in ("--plugin parts.py", "--set integration=OwnNoDeletes", "--set clock=OwnWeekly"):
        assert part in again
    assert "settings:\n#"[:9] in out
    assert "integration: OwnNoDeletes" in out
    seconds = re.compile(r"\n[0-9.]+ s, .*")
    assert seconds.sub("", harness(f"{line} 1")[1]) == seconds.sub("", out)
    status, once, _ = harness(again)
    assert status == FAILED
    assert "BROKEN: " in once


def test_another_machine_has_the_files_too():
    """A process that starts anew and has only the spec, as a worker of a cluster does."""
    spec = ExplorationSpec(
        plugins=(PluginFile("gone.py", PARTS),), settings=("integration=OwnNoDeletes",), length=20
    )
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = pool.submit(run_unit, spec, 0, 20).result()
    assert found.failures
    assert found == run_unit(spec, 0, 20)
    assert "OwnNoDeletes" not in INTEGRATIONS


def test_a_checkpoint_remembers_the_files_and_the_settings(harness, files):
    line = "explore --count 3 --length 5 --processes 1 --save saved.json --plugin parts.py"
    harness(f"{line} --set clock=OwnWeekly")
    assert "all of it was done before" in harness(f"{line} --set clock=OwnWeekly")[1]
    assert "--set was clock=OwnWeekly" in harness(line)[2]
    files("parts.py", PARTS.replace("7 *", "8 *"))
    assert "a file of --plugin has changed" in harness(f"{line} --set clock=OwnWeekly")[2]


@pytest.mark.parametrize("line", [
    "find data-loss",
    "explore --exhaustive",
    "explore --world small",
])  # fmt: skip
def test_a_search_of_all_states_refuses_what_it_cannot_see(harness, line):
    status, _, err = harness(f"{line} --plugin parts.py --set integration=OwnNoDeletes")
    assert status == BAD
    assert "integration: the bounded model has none but the usual: one of your own may keep" in err
    _, _, err = harness(f"{line} --plugin parts.py --set clock=OwnWeekly")
    assert "clock: the bounded model has none but the usual: of times only the order counts" in err
    _, _, err = harness(f"{line} --set batch_job_every=2h")
    assert "batch_job_every: the bounded model has none but the usual" in err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("compare --set conflict=hr_wins", "settings conflict=hr_wins: every policy is compared"),
        ("compare --set clok=x", "--set clok=x: no setting 'clok', did you mean clock?"),
        ("explore --conflict hr_wins --set conflict=hr_wins", "name the policy once"),
        ("explore --set tie=x", "--set tie=x: tie is hr or dataverse"),
        ("find tie --set tie=x", "--set tie=x: tie is hr or dataverse"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(harness, line, says):
    status, _, err = harness(line)
    assert status == BAD
    assert says in err


def test_find_goes_by_the_settings(harness):
    _, usual, _ = harness("find tie --longest 3")
    _, other, _ = harness("find tie --longest 3 --set tie=dataverse")
    assert usual != other


SUBCLASS = "import harness as h\nclass Own(h.Integration):\n    "


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = (\n", "bad.py: line 1: '(' was never closed"),
        ("x = 1\n\nx.y()", "bad.py: line 3: AttributeError: 'int' object has no attribute 'y'"),
        ("\nimport nothing_such", "bad.py: line 2: No module named 'nothing_such'"),
        ("raise SystemExit", "bad.py: line 1: SystemExit"),
        ("x = 1", "bad.py: registers nothing: put @h.always, @h.sometimes, @h.policy"),
        (SUBCLASS + "def turn_on(self): ...", "integration Own (bad.py:3): turn_on takes ()"),
        (SUBCLASS + "def turn_of(self): ...", "turn_of overrides nothing, did you mean turn_off?"),
        (f"{CLOCK}Own(h.Clock): ...", "bad.py: the clock Own cannot be made: Own()"),
        (f"{CLOCK}interval(h.Clock):\n def next_run(self, since): return since + 1",
         "the clock 'interval' is registered twice, by the harness itself and by bad.py:2; give"),
        (PARTS + "\nraise KeyError('later')", "bad.py: line 28: KeyError: 'later'"),
        (PARTS + PARTS, "bad.py: line "),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_registers_nothing(harness, files, text, says):
    files("bad.py", text)
    status, _, err = harness("replay king.yaml --plugin bad.py")
    assert status == BAD
    assert says in err
    assert "Traceback" not in err


def test_two_files_with_a_part_of_one_name_are_refused_with_both_places(harness, files):
    files("more.py", "\n" + PARTS.partition("class OwnWeekly")[0])
    _, _, err = harness("replay king.yaml --plugin parts.py --plugin more.py")
    assert (
        "the integration 'OwnNoDeletes' is registered twice, by parts.py:6 and by more.py:7" in err
    )
    _, _, err = harness("replay king.yaml --plugin parts.py --plugin nowhere.py")
    assert "nowhere.py: no such file" in err


def test_two_files_of_one_name_are_two_files(harness, files, tmp_path):
    (tmp_path / "sub").mkdir()
    files("sub/parts.py", PARTS.replace("7 *", "8 *"))
    _, _, err = harness("replay king.yaml --plugin parts.py --plugin sub/parts.py")
    assert "is registered twice, by parts.py:14 and by sub/parts.py:14" in err


OFF = """
scenario: It is off at the start
settings: {integration: OwnNoDeletes}
steps:
  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: "1"}}
  - expect: {missed_requests: 1}
"""


def test_mutants_lie_over_an_integration_of_ones_own(harness, files):
    """One that breaks what it leaves alone is caught; one that it does not let happen is not."""
    files("off.yaml", OFF)
    line = "mutants deletes.yaml off.yaml --plugin parts.py --mutant"
    assert harness(f"{line} on-by-default")[0] == PASSED
    status, out, _ = harness(f"{line} deletes-do-not-cross")
    assert status == FAILED
    assert "NOT CAUGHT deletes-do-not-cross" in out


def test_mutants_go_by_the_settings(harness, files):
    files(
        "tie.yaml",
        """
scenario: The clock is the usual one
given: {integration: on}
steps:
  - advance: 1d
  - expect: {timeline: run on schedule}
""",
    )
    line = "mutants tie.yaml --mutant on-by-default --plugin parts.py"
    assert harness(line)[0] == FAILED
    status, _, err = harness(f"{line} --set clock=OwnWeekly")
    assert status == BAD
    assert "fails without any mutant" in err
    assert "--set clok=x: no setting 'clok'" in harness("mutants --explore --set clok=x")[2]


def test_calls_of_the_library_take_the_files_too(files):
    import harness as h

    named = {"conflict": "payroll_wins", "faults": ["nightly"], "properties": ["parts.py"]}
    settings = h.Settings(integration="OwnNoDeletes", clock="OwnWeekly")
    found = h.explore(range(60), settings=settings, **named)
    assert found.counterexample.shrunk().history.settings.integration == "OwnNoDeletes"
    compared = h.compare(range(5), length=5, settings=["clock=OwnWeekly"], plugins=["parts.py"])
    assert "payroll_wins" in {under.conflict for under in compared}
    with pytest.raises(h.BadInput, match="no clock 'OwnWeekly'; one of your own"):
        h.explore(range(2), settings=settings)


@pytest.mark.parametrize(
    "line",
    [
        "explore --count 3 --length 5 --processes 1 --conflict payroll_wins --faults nightly",
        "explore --count 3 --length 5 --processes 2 --set clock=OwnWeekly",
        "compare --count 3 --length 5 --processes 1 --set integration=OwnNoDeletes",
        "faults",
        "schema",
        "find --list",
    ],
)
def test_commands_without_a_file_go_by_the_project_of_the_working_directory(
    harness, files, tmp_path, monkeypatch, line
):
    files("pytest.ini", "[pytest]\nharness_plugins = parts.py\n")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    status, out, err = harness(line)
    assert (status in (PASSED, FAILED), err) == (True, "")
    own = {"faults": "nightly", "schema": "OwnWeekly", "find --list": "nobody-is-called-king"}
    assert own.get(line, "") in out
    if line.startswith("compare"):
        assert "payroll_wins" in out
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    assert own.get(line, "nothing") not in harness(line)[1]


def test_every_option_that_names_a_part_says_how_one_of_ones_own_comes(harness):
    for line in ("--conflict mine", "--set conflict=mine", "--set clock=mine"):
        _, _, err = harness(f"explore --count 1 {line}")
        assert "one of your own comes with --plugin FILE" in " ".join(err.split())
