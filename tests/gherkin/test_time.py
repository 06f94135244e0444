"""Python's clock: simulated in code of users that has a simulation, and real for everything else.

Each reporter runs beside the plugin, over scenarios in 2021 and in 2099; every time that it reports
has to lie in the seconds in which the run took place.
"""

import json
import re
import time
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from projects import feature

SHOWS = """
import subprocess, sys, time
from datetime import date, datetime
import pytest
from harness import given, then, when

@pytest.fixture
def made_at():
    yield datetime.now()
    ENDS.append(datetime.now())

@pytest.fixture(scope="session")
def opened_at():
    return datetime.now()

@pytest.fixture(autouse=True)
def around():
    yield
    for end in ENDS:
        assert end.year == 2021, end
    ENDS.clear()

ENDS = []

HOOKS = (
    "pytest_runtest_protocol", "pytest_runtest_setup", "pytest_runtest_call",
    "pytest_runtest_teardown", "pytest_runtest_makereport", "pytest_runtest_logreport",
    "pytest_pyfunc_call", "pytest_fixture_setup", "pytest_fixture_post_finalizer",
    "pytest_bdd_before_scenario", "pytest_bdd_before_step", "pytest_bdd_before_step_call",
    "pytest_bdd_after_step", "pytest_bdd_step_error", "pytest_bdd_after_scenario",
)
SIMULATED = []

def look(hook):
    if datetime.now().year in (2021, 2022, 2099, 2100) or time.time() < 1_700_000_000:
        SIMULATED.append(hook)

def wrapper(hook):
    def wrap():
        look(hook)
        try:
            return (yield)
        finally:
            look(hook)
    return pytest.hookimpl(wrapper=True, optionalhook=True)(wrap)

globals().update({hook: wrapper(hook) for hook in HOOKS})

def pytest_sessionfinish():
    assert not SIMULATED, SIMULATED

@then("Python's clock shows {string}", example='Python\\'s clock shows "2021-08-19 09:00:00"')
def clock(text, simulation):
    import allure
    with allure.step("a look at the clock"):
        assert str(datetime.now()) == text
    assert date.today() == datetime.now().date()
    assert datetime.utcfromtimestamp(time.time()) == datetime.now()

@then("a late import sees it")
def late(simulation):
    import late
    assert late.datetime.now() == datetime.now()
    assert late.monotonic() == time.monotonic()

@then("a fixture sees it")
def fixture(simulation, made_at):
    assert made_at == datetime.now()

@then("a fixture of the session does not")
def fixture_of_session(simulation, opened_at):
    assert datetime.now().year < 2023 < opened_at.year

@when("it fails")
def fails(simulation):
    raise ValueError(datetime.now().year)

@when("it is skipped")
def skipped(simulation):
    pytest.skip(f"in {datetime.now().year}")
"""
LATE = "from datetime import datetime\nfrom time import monotonic\n"
PLAIN = """
import copyreg, datetime, sys, time, uuid
import pytest

REAL = datetime.datetime, datetime.date, time.time, time.perf_counter, time.time_ns

def is_real():
    now = datetime.datetime, datetime.date, time.time, time.perf_counter, time.time_ns
    late = sys.modules.get("late")
    return (
        now == REAL
        and datetime.datetime.now().year > 2023
        and time.time() > 1_700_000_000
        and (late is None or (late.datetime is REAL[0] and late.monotonic is time.monotonic))
        and REAL[0] not in copyreg.dispatch_table
        and not any(
            getattr(value, "__module__", "") == "freezegun.api"
            for name, module in list(sys.modules.items())
            if not name.startswith(("freezegun", "harness.gherkin.frozen_clock"))
            for value in list(vars(module).values())
            if callable(value) and isinstance(getattr(value, "__module__", ""), str)
        )
    )

@pytest.fixture
def fixture():
    assert is_real()
    yield
    assert is_real()

def test_between(fixture):
    assert is_real()
"""
SIMULATED = """
import datetime, time, unittest
from contextlib import nullcontext
import allure
import pytest
from harness import Advance, TurnOn

@pytest.fixture
def before():
    assert datetime.datetime.now().year > 2023

@pytest.fixture
def after(simulation):
    assert datetime.datetime.now().year == 2021
    yield
    assert datetime.datetime.now().year == 2022

def test_simulated(request, before, simulation, after, subtests):
    simulation.do(Advance(400 * 86_400_000))
    scenarios_only = request.config.pluginmanager.has_plugin("allure_pytest_bdd")
    step = nullcontext() if scenarios_only else allure.step("in a test")
    with step, subtests.test("in a subtest"):
        assert datetime.datetime.now().year == 2022

def test_asked_for_later(request):
    assert datetime.datetime.now().year > 2023
    request.getfixturevalue("simulation")
    assert datetime.datetime.now().year == 2021
    assert request.getfixturevalue("made_at").year == 2021
    assert request.getfixturevalue("opened_at").year > 2023
    assert datetime.datetime.now().year == 2021

def test_simulator(simulator, attach):
    assert datetime.datetime.now() == datetime.datetime(2021, 8, 19, 9)
    simulator.do(TurnOn(), Advance("400d"))
    assert datetime.datetime.now() == datetime.datetime(2022, 9, 23, 9)
    assert simulator.on
    attach("nothing reports it")

def test_put_back(monkeypatch, simulation):
    import late
    monkeypatch.setattr(late, "datetime", None)
    assert late.monotonic is time.monotonic and late.datetime is None

def test_real_again():
    import late
    assert late.datetime is datetime.datetime and late.datetime.now().year > 2023

class Test(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def with_simulation(self, simulation):
        pass

    def test_method(self):
        assert datetime.datetime.now().year == 2021
"""
STEPS = (
    'Given the simulation starts at "2021-08-19 09:00:00"',
    'Then Python\'s clock shows "2021-08-19 09:00:00"',
    "And a late import sees it",
    "And a fixture sees it",
    "And a fixture of the session does not",
    "When 10 days pass",
    'Then Python\'s clock shows "2021-08-29 09:00:00"',
)
FUTURE = ('Given the simulation starts at "2099-01-01"', "When 400 days pass")
FILES = {
    "conftest.py": SHOWS,
    "late.py": LATE,
    "a.feature": feature(*STEPS),
    "b_test.py": PLAIN,
    "c.feature": feature(*FUTURE, title="In the future"),
    "d_test.py": SIMULATED,
    "e.feature": feature(*FUTURE, "And it is skipped", title="Skipped"),
    "f_test.py": PLAIN,
    "g.feature": feature(*STEPS, title="Again"),
    "h_test.py": PLAIN,
}
PASSED, SKIPPED = 12, 1
FAILS = {"x.feature": feature(*FUTURE, "And it fails", title="Fails"), "y_test.py": PLAIN}
ALL = tuple(f"--override-ini={one}" for one in ("python_files=*_test.py", "junit_family=xunit2"))


class Interval:
    """The seconds in which a run takes place."""

    def __enter__(self):
        self.begun = time.time()
        return self

    def __exit__(self, *_raised):
        self.ended = time.time()

    def has(self, seconds):
        return self.begun - 1 <= seconds <= self.ended + 1  # some round to seconds

    @property
    def length(self):
        return self.ended - self.begun


@pytest.fixture
def ran(project):
    """Run pytest over all of these files, with these reporters; returns when, and what it said."""

    def run(*arguments, reporters=(), files=FILES, environment=None):
        environment = {"TZ": "UTC", **(environment or {})}
        with Interval() as when:
            status, said = project(
                files, "-q", *ALL, *arguments, reporters=reporters, environment=environment
            )
        fails = "x.feature" in files
        assert status == fails, said
        assert f"{PASSED + fails} passed" in said, said
        return when, said

    return run


@pytest.fixture(params=[False, True], ids=["passing", "failing"])
def files(request):
    """The project, all of it passing, or with a scenario that fails."""
    return {**FILES, **FAILS} if request.param else FILES


def test_code_of_users_sees_simulated_time_and_other_tests_do_not(ran):
    ran()


def test_durations_and_junit(ran, files, tmp_path):
    when, said = ran("--durations=0", "--durations-min=0", "--junitxml=junit.xml", files=files)
    durations = [float(text) for text in re.findall(r"(\d+\.\d+)s (?:setup|call|teardown)", said)]
    assert len(durations) > PASSED
    assert all(0 <= seconds <= when.length for seconds in durations)
    [suite] = ET.parse(tmp_path / "junit.xml").iter("testsuite")
    assert when.has(datetime.fromisoformat(suite.get("timestamp")).timestamp())
    assert 0 < float(suite.get("time")) < when.length
    cases = [float(case.get("time")) for case in suite.iter("testcase")]
    assert len(cases) >= PASSED + SKIPPED
    assert all(0 <= seconds <= when.length for seconds in cases)


def test_cucumber_json_and_our_messages(ran, files, tmp_path):
    report = ("--cucumberjson=cucumber.json", "--harness-report=report")
    files = {
        **files,
        "d_test.py": SIMULATED.replace(', subtests.test("in a subtest")', ""),
    }  # pytest-bdd cannot
    when, _ = ran(*report, files=files)
    told = json.loads((tmp_path / "cucumber.json").read_text("utf-8"))
    steps = [step for one in told for element in one["elements"] for step in element["steps"]]
    assert len(steps) >= 2 * len(STEPS)
    assert all(0 <= step["result"]["duration"] / 1e9 <= when.length for step in steps)
    lines = (tmp_path / "report" / "messages.ndjson").read_text("utf-8").splitlines()
    found = [found for line in lines for found in _stamps(json.loads(line))]
    assert len(found) > 2 * len(STEPS)
    assert all(map(when.has, found))


def _stamps(node):
    for key, value in node.items() if isinstance(node, dict) else ():
        if key == "timestamp":
            yield value["seconds"] + value["nanos"] / 1e9
        else:
            yield from _stamps(value)
    for value in node if isinstance(node, list) else ():
        yield from _stamps(value)


def allure_times(node):
    """Every start and stop of a result, its fixtures and its steps."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if key in ("start", "stop"):
            yield value / 1000
        else:
            yield from allure_times(value)
    for value in node if isinstance(node, list) else ():
        yield from allure_times(value)


@pytest.mark.parametrize("reporter", ["allure_pytest", "allure_pytest_bdd"])
@pytest.mark.parametrize("bound", [False, True], ids=["collected", "bound"])
def test_allure(ran, files, tmp_path, reporter, bound):
    arguments = ["--alluredir=out"]
    if bound:
        files = {**files, "i_test.py": 'from pytest_bdd import scenarios\nscenarios(".")\n'}
        arguments.append("--override-ini=harness_collect_features=false")
    when, _ = ran(*arguments, reporters=[reporter], files=files)
    results = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").glob("*.json")]
    found = [list(allure_times(result)) for result in results]
    assert len([result for result in results if "historyId" in result]) >= 3
    assert [result for result in results if result.get("steps")]
    wrong = [r for r, times in zip(results, found, strict=True) if not all(map(when.has, times))]
    assert not wrong
    assert all(result["start"] <= result["stop"] for result in results if "stop" in result)


def test_pytest_html(ran, files, tmp_path):
    when, _ = ran("--html=report.html", reporters=["html"], files=files)
    text = (tmp_path / "report.html").read_text("utf-8")
    date, clock = re.search(r"Report generated on (\S+) at (\S+)", text).groups()
    said = datetime.strptime(f"{date} {clock}", "%d-%b-%Y %H:%M:%S").replace(tzinfo=UTC)
    assert when.has(said.timestamp())
    blob = re.search(r'data-jsonblob="([^"]*)"', text)[1].replace("&#34;", '"')
    tests = [one for rows in json.loads(blob)["tests"].values() for one in rows]
    assert len(tests) >= PASSED + SKIPPED
    for one in tests:
        seconds = re.fullmatch(r"(\d+) ms|(\d+):(\d+):(\d+)", one["duration"])
        milliseconds, hours, minutes, rest = (int(text or 0) for text in seconds.groups())
        assert milliseconds / 1000 + 3600 * hours + 60 * minutes + rest <= when.length + 1


def test_pytest_timeout(ran, project):
    ran("--timeout=50", "--session-timeout=50", reporters=["timeout"])
    ran("--timeout=50", "--timeout-method=thread", reporters=["timeout"])
    step = (
        "import time\nfrom harness import when\n"
        "@when('it takes too long')\n"
        "def _(simulation): time.sleep(60)\n"
    )
    files = {
        "conftest.py": step,
        "a.feature": feature(*FUTURE, "And it takes too long"),
        "b_test.py": PLAIN,
    }
    with Interval() as when:
        chosen = files.keys() - {"conftest.py"}
        status, said = project(files, "-q", *ALL, "--timeout=1", *chosen, reporters=["timeout"])
    assert status == 1
    assert "Timeout (>1.0s)" in said
    assert when.length < 30


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pytest_randomly(ran, files, tmp_path, seed):
    options = (f"--randomly-seed={seed}", "--junitxml=junit.xml")
    when, _ = ran(*options, reporters=["randomly"], files=files)
    cases = [float(case.get("time")) for case in ET.parse(tmp_path / "junit.xml").iter("testcase")]
    assert all(0 <= seconds <= when.length for seconds in cases)


def test_several_processes(ran, files, tmp_path):
    when, _ = ran("-n", "2", "--junitxml=junit.xml", "--durations=0", files=files)
    [suite] = ET.parse(tmp_path / "junit.xml").iter("testsuite")
    assert when.has(datetime.fromisoformat(suite.get("timestamp")).timestamp())
    cases = [float(case.get("time")) for case in suite.iter("testcase")]
    assert all(0 <= seconds <= when.length for seconds in cases)
