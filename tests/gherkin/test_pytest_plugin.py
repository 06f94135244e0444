"""The pytest plugin in projects that have feature files and nothing else."""

import json
import re
import xml.etree.ElementTree as ET

from projects import ROOT, feature

from harness.domain.extras import install_line

BIND = 'from pytest_bdd import scenarios\nscenarios(".")\n'

CLOCK = """
import time
from datetime import datetime
from harness.gherkin.vocabulary import then

@then("Python's clock shows {string}", example='Python\\'s clock shows "2021-08-19 09:00:00"')
def clock(text, simulation):
    assert str(datetime.now()) == text
    assert datetime.utcfromtimestamp(time.time()) == datetime.now()
"""


def test_pythons_clock_is_the_simulated_clock_and_moves_with_it(project):
    steps = (
        "Given integration is on",
        'Then Python\'s clock shows "2021-08-19 09:00:00"',
        "When 2 hours and 30 minutes pass",
        'Then Python\'s clock shows "2021-08-19 11:30:00"',
        "When 1 new worker records are imported",
        'Then Python\'s clock shows "2021-08-19 11:30:06"',
    )
    files = {"conftest.py": CLOCK, "a.feature": feature(*steps)}
    files["test_b.py"] = (
        "import time, datetime\n"
        "def test_real_again():\n"
        "    assert datetime.date.today().year > 2023 and time.time() > 1_700_000_000\n"
    )
    status, said = project(files, "-q", environment={"TZ": "UTC"})
    assert status == 0, said
    assert "2 passed" in said


def test_measured_durations_stay_real(project, tmp_path):
    steps = (
        "Given integration is on",
        "When 400 days pass",
        "Then both environments hold the same",
    )
    files = {"a.feature": feature(*steps)}
    status, said = project(
        files, "--durations=3", "-vv", "--junitxml=junit.xml", "--cucumberjson=cucumber.json"
    )
    assert status == 0, said
    times = [float(text) for text in re.findall(r"(\d+\.\d+)s (?:setup|call|teardown)", said)]
    assert times
    assert 0 < max(times) < 60
    total = float(re.search(r"1 passed.* in (\d+\.\d+)s", said)[1])
    assert total < 60
    cases = list(ET.parse(tmp_path / "junit.xml").iter("testcase"))
    assert [0 < float(case.get("time")) < 60 for case in cases] == [True]
    [told] = json.loads((tmp_path / "cucumber.json").read_text(encoding="utf-8"))
    durations = [step["result"]["duration"] for step in told["elements"][0]["steps"]]
    assert [0 < nanoseconds < 60e9 for nanoseconds in durations] == [True] * len(steps)


FAILS = (
    "Given integration is on",
    'And the worker "Ada" exists in both environments',
    "And integration was turned off",
    'And the last name of the worker "Ada" was changed to "King" in Dataverse',
    "And integration was turned on",
    "When the batch job runs",
    'Then the last name of the worker "Ada" is "Byron" in both environments',
    "And no loss is reported",
)


NEWEST = """
from harness import policy

@policy("newest_hire_wins")
def newest_hire_wins(hr, dataverse):
    if hr.value == "King":
        raise LookupError("no hire date")
    return "dataverse"
"""


def test_a_policy_of_ones_own_that_raises_is_told_with_the_timeline(project):
    steps = (
        "Given the conflict policy is newest hire wins",
        'And the worker "Ada" exists in both environments',
        'And the last name of the worker "Ada" was changed to "Byron" in Dataverse',
        'And the last name of the worker "Ada" was changed to "{name}" in Human Resources',
        "And integration was turned on",
        "When the batch job runs",
        'Then the last name of the worker "Ada" is "Byron" in both environments',
    )
    files = {
        "conftest.py": NEWEST,
        "a.feature": feature(*steps).replace("{name}", "King"),
        "b.feature": feature(*steps).replace("{name}", "Lovelace"),
    }
    status, said = project(files, "-q")
    assert (status, "1 failed, 1 passed" in said, "Traceback" in said) == (1, True, False), said
    error = (
        "policy newest_hire_wins (conftest.py:4): asked about cdm_lastname of Ada (cdm_worker), it "
        "raised LookupError: no hire date at conftest.py:7, expected 'hr', 'dataverse' or None"
    )
    lines = [line.strip() for line in said.splitlines()]
    assert lines[lines.index("✘ When the batch job runs  # step 6, line 9") + 1] == error
    assert "PLUG-IN FAILED: policy" in said
    assert "Then the last name of the worker" in said  # which was not run
    assert "NOT AS EXPECTED" not in said


def test_a_failure_reads_as_gherkin_and_ends_with_what_replays_it(project):
    status, said = project({"a.feature": feature(*FAILS)}, "-q")
    assert status == 1
    lines = said.splitlines()
    at = lines.index("a.feature:3: Scenario: A scenario")
    assert lines[at + 1] == "  ✔ Given integration is on  # step 1, line 4"
    assert lines[at + 7] == (
        '  ✘ Then the last name of the worker "Ada" is "Byron" in both environments'
        "  # step 7, line 10"
    )
    assert lines[at + 8] == "      expected: Ada in Human Resources has last name 'Byron'"
    assert lines[at + 9] == "      actual:   Ada in Human Resources has last name 'King'"
    text = "\n".join(lines[at:])
    assert re.search(r"Record +Human Resources +Dataverse", text)
    assert re.search(r"batch job +Ada: written to Human", text)
    assert "  · And no loss is reported  # step 8, line 11  (not run)" in text
    assert "  Run it alone:  pytest a.feature:3" in text
    assert "  Its timeline:  harness replay a.feature:3" in text
    assert "site-packages" not in said
    assert "Traceback" not in said
    assert max(map(len, lines[at:-3])) <= 80 + len("  # step 7, line 10")


def test_junit_has_the_same_text(project, tmp_path):
    _, said = project({"a.feature": feature(*FAILS)}, "-q", "--junitxml=junit.xml")
    [failure] = ET.parse(tmp_path / "junit.xml").iter("failure")
    assert failure.get("message") == "expected: Ada in Human Resources has last name 'Byron'"
    assert failure.text.strip().splitlines()[0] == "a.feature:3: Scenario: A scenario"
    assert failure.text.strip() in said
    assert "\x1b" not in failure.text


def test_frames_are_shown_where_they_are_asked_for(project):
    status, said = project({"a.feature": feature(*FAILS)}, "-q", "--tb=long")
    assert status == 1
    assert "✘ Then the last name" in said
    assert "def has_in_both(" in said
    status, said = project({}, "-q", "--tb=no")
    assert "✘" not in said
    assert "1 failed" in said


def test_the_failing_step_is_red_on_a_terminal(project):
    _, said = project({"a.feature": feature(*FAILS)}, "-q", "--color=yes")
    assert "\x1b[32m  ✔ Given integration is on" in said
    assert re.search(r"\x1b\[31m\x1b\[1m  ✘ Then the last name|\x1b\[1m\x1b\[31m  ✘ Then", said)


OWN = """
import pytest
from pytest_bdd import given, then

@given("a basket", target_fixture="basket")
def _(): return [1]

@then("it is full")
def _(basket): assert basket == [1, 2]

@given("a rest")
def _(): pytest.skip("on Sundays")
"""


def test_a_step_of_ones_own_fails_with_its_own_place(project):
    files = {"conftest.py": OWN, "a.feature": feature("Given a basket", "Then it is full")}
    status, said = project(files, "-q")
    assert status == 1
    assert "✘ Then it is full" in said
    assert "AssertionError: assert [1] == [1, 2]" in said
    assert "at conftest.py:9" in said
    assert "harness replay" not in said  # it takes more than the simulation


def test_a_refusal_that_nobody_expects_fails_the_step_that_is_refused(project):
    refused = "When sync now is run for the worker table"
    files = {
        "a.feature": feature(refused, "Then both environments hold the same"),
        "b.feature": feature(refused, 'Then it is refused because "integration is off"'),
    }
    status, said = project(files, "-q")
    assert status == 1
    assert "1 failed, 1 passed" in said
    assert f"  ✘ {refused}  # step 1, line 4" in said
    assert "refused: integration is off" in said


OUTLINE = """Feature: An outline
  @plain
  Scenario: one
    Given integration is on

  Scenario Outline: many in <state>
    Given integration is <state>

    Examples:
      | state |
      | on    |

    @later
    Examples:
      | state |
      | off   |

  Rule: a rule
    Scenario: three
      Given integration is on
"""


def test_features_are_tests_without_any_module(project):
    status, said = project({"a.feature": OUTLINE}, "-v", "--strict-markers", "-W", "error")
    assert status == 0, said
    ids = re.findall(r"^(a\.feature::.*) PASSED", said, re.MULTILINE)
    assert ids == [
        "a.feature::one",
        "a.feature::many in on",
        "a.feature::many in off",
        "a.feature::three",
    ]
    for node in ids:
        status, said = project({}, "-q", node)
        assert (status, "1 passed" in said) == (0, True), said


TIES = """Feature: Ties
  Scenario Outline: A tie is won by <winner>
    Given ties are won by <winner>
    Then no loss is reported

    Examples:
      | winner          | loser           |
      | Human Resources | Dataverse       |
      | Dataverse       | Human Resources |

  Scenario Outline: A switch
    Given integration is <state>

    Examples:
      | state |
      | on    |
      | off   |
      | off   |
"""


def test_names_of_rows_are_expanded_everywhere(project, tmp_path):
    expanded = ["A tie is won by Human Resources", "A tie is won by Dataverse"]
    names = [*expanded, "A switch[on]", "A switch[off]", "A switch[off#2]"]
    options = ("-v", "--junitxml=junit.xml", "--alluredir=allure", "--harness-report=report")
    status, said = project({"a.feature": TIES}, *options, reporters=["allure_pytest"])
    assert status == 0, said
    assert re.findall(r"^a\.feature::(.*) PASSED", said, re.MULTILINE) == names
    cases = ET.parse(tmp_path / "junit.xml").iter("testcase")
    assert [case.get("name") for case in cases] == names
    results = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("allure/*result.json")]
    assert sorted(result["name"] for result in results) == sorted(names)
    page = (tmp_path / "report" / "index.html").read_text("utf-8")
    assert all(name in page for name in expanded)
    status, said = project({}, "--alluredir=bdd", reporters=["allure_pytest_bdd"])
    results = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("bdd/*result.json")]
    assert {*expanded, "A switch"} == {result["name"] for result in results}


def test_a_word_selects_the_rows_whose_names_have_it(project):
    status, said = project({"a.feature": TIES}, "-v", "-k", "won and Dataverse")
    assert status == 0, said
    assert re.findall(r"^a\.feature::(.*) PASSED", said, re.MULTILINE) == [
        "A tie is won by Dataverse"
    ]
    for line, name in ((8, "A tie is won by Human Resources"), (18, "A switch[off#2]")):
        status, said = project({}, "-v", f"a.feature:{line}")
        assert re.findall(r"^a\.feature::(.*) PASSED", said, re.MULTILINE) == [name]


def test_scenarios_are_selected_by_line_tag_and_word(project):
    for chosen, passed in {
        ("a.feature:3",): 1,
        ("a.feature:2",): 1,  # its tag
        ("a.feature:6",): 2,  # all rows of an outline
        ("a.feature:16",): 1,  # one of them
        ("a.feature:1",): 4,
        ("a.feature:18",): 1,  # a rule
        ("a.feature:3:16",): 2,
        ("-m", "plain"): 1,
        ("-m", "later"): 1,  # the tag of Examples
        ("-k", "many"): 2,
        ("-k", "off"): 1,
    }.items():
        status, said = project({"a.feature": OUTLINE}, "-q", *chosen)
        assert status == 0, said
        assert f"{passed} passed" in said, chosen
    status, said = project({}, "-q", "a.feature:99")
    assert status == 4
    assert "a.feature:99: line 99 is not in the file, of 20 lines" in said


def test_last_failed_and_several_processes(project):
    files = {"a.feature": OUTLINE, "b.feature": feature(*FAILS)}
    status, said = project(files, "-q", "-n", "2", cache=True)
    assert status == 1
    assert "1 failed, 4 passed" in said
    assert "  ✘ Then the last name" in said
    status, said = project({}, "-q", "--lf", cache=True)
    assert status == 1
    assert "1 failed" in said
    assert "passed" not in said


def test_fixtures_of_module_scope_are_a_features(project):
    fixture = (
        "import pytest\n"
        "@pytest.fixture(scope='module', autouse=True)\n"
        "def each(request):\n"
        "    print('begins', request.node.name)\n"
    )
    files = {"conftest.py": fixture, "a.feature": OUTLINE, "b.feature": feature(*FAILS[:1])}
    _, said = project(files, "-q", "-s")
    assert re.findall("begins (.*)", said) == ["a.feature", "b.feature"]


def test_a_tag_can_ask_for_a_fixture(project):
    conftest = (
        "import pytest\n"
        "@pytest.fixture\n"
        "def browser(): print('opened')\n"
        "def pytest_bdd_apply_tag(tag, function):\n"
        "    if tag == 'web':\n"
        "        return pytest.mark.usefixtures('browser')(function)\n"
    )
    text = feature("Given integration is on", tags="@web")
    text += "  Scenario: another\n    Given integration is on\n"
    status, said = project({"conftest.py": conftest, "a.feature": text}, "-q", "-s")
    assert status == 0, said
    assert said.count("opened") == 1


def test_a_feature_that_is_bound_twice_is_refused(project):
    files = {"a.feature": OUTLINE, "b.feature": feature(*FAILS[:1]), "test_a.py": BIND}
    for processes in ((), ("-n", "2")):
        status, said = project(files, "-q", *processes)
        assert status != 0
        assert "a.feature would run twice: it is bound by itself and by test_a.py" in said
        assert "b.feature would run twice" in said
        assert "passed" not in said
    status, said = project({}, "-q", "-o", "harness_collect_features=false")
    assert status == 0, said
    assert "5 passed" in said
    status, said = project({"test_b.py": BIND}, "-q", "test_a.py", "test_b.py")
    assert "a.feature would run twice: it is bound by test_a.py and by test_b.py" in said


def test_features_that_a_module_binds_are_checked_as_strictly(project):
    files = {"a.feature": feature("Given integration is onn"), "test_a.py": BIND}
    status, said = project(files, "-q", "test_a.py")
    assert status != 0
    assert "a.feature:4:26: no step Given 'integration is onn'" in said


def test_without_pytest_bdd_a_feature_says_what_it_needs(project):
    status, said = project({"a.feature": OUTLINE}, "-q", "-p", "no:pytest-bdd")
    assert status != 0
    assert install_line("bdd") in said


def test_tags_of_features_are_markers(project):
    tagged = feature("Then no loss is reported", tags="@R7 @payroll-2021")
    plain = feature("Then no loss is reported")
    files = {"a.feature": tagged, "b.feature": plain}
    status, said = project(files, "-q", "--strict-markers", "-m", "R7", "-W", "error")
    assert status == 0, said
    assert "1 passed, 1 deselected" in said
    status, said = project({}, "--markers")
    assert "@pytest.mark.R7: Data loss." in said


def test_the_fixtures_say_what_they_are_for(project):
    status, said = project({}, "--fixtures", "-v")
    assert status == 0
    for fixture, says in {
        "simulation": "What the steps of a scenario act on, for tests in Python too",
        "simulator": "A simulator of the library, for tests in Python",
        "approved": "Compare a text with a file that a reviewer approved",
        "attach": "Attach something to the step that runs",
    }.items():
        assert re.search(
            rf"^{fixture} -- .*fixtures\.py:\d+\n    {re.escape(says)}", said, re.MULTILINE
        ), said


def test_a_suite_without_scenarios_pays_nothing(project):
    code = (
        "import sys\n"
        "def test_light():\n"
        "    heavy = ('freezegun', 'harness.gherkin.steps', 'cucumber_expressions',\n"
        "             'harness.simulator.engine', 'tabulate')\n"
        "    assert not set(heavy) & set(sys.modules)\n"
    )
    status, said = project({"test_a.py": code}, "-q", "-p", "no:faker")
    assert status == 0, said
    status, said = project({"test_a.py": code}, "-q", "-p", "no:faker", "-p", "no:pytest-bdd")
    assert status == 0, said


FINGERPRINTS = """
import pytest
from harness.reports.result import end_state, fingerprint

@pytest.fixture(autouse=True)
def told(request, simulation):
    yield
    state = end_state(simulation.simulator)
    print(f"\\n{request.node.name} {fingerprint(state)}")
"""


def test_every_feature_is_the_same_whatever_the_hash_seed_and_the_time_zone(project):
    files = {"conftest.py": FINGERPRINTS}
    features = ROOT / "features"
    files |= {str(p.relative_to(features)): p.read_text("utf-8") for p in features.rglob("*.*")}
    told = []
    for environment in (
        {"PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
    ):
        status, said = project(files, "-q", "-s", environment=environment)
        assert status == 0, said
        told.append(re.findall(r"^(.* [0-9a-f]{64})$", said, re.MULTILINE))
    assert len(told[0]) > 150
    assert told[0] == told[1]


def test_a_scenario_without_tags_is_given_its_request(project):
    text = "Feature: F\n  Scenario: S\n    Given integration is on\n    Then integration is on\n"
    status, said = project({"a.feature": text})
    assert status == 0, said
