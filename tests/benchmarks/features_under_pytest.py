"""What a scenario with a simulation costs, all told: this plugin, and behave with freezegun.

2,000 scenarios of five steps that act on a simulation. The peers have the same steps over the same
engine, written for behave and for pytest-bdd alone, and freeze Python's clock for each scenario, as
freezegun's documentation shows and as our own steps have it. Whole processes take turns; the figure
is the processor's milliseconds a scenario, less those of a run with one scenario.

    python -m tests.benchmarks.features_under_pytest
    python -m tests.benchmarks.features_under_pytest --other ../old   # an older working tree too
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.rounds import ROOT, Figures, Ratio, parser, play, show, used_by
from tests.projects import PLUGIN, REPORTERS, without

SCENARIOS = 2_000
QUIET = ["-q", *without("cacheprovider", "faker", "hypothesispytest", *REPORTERS)]
STEPS = (
    'Given the worker "{who}" exists in both environments',
    'And the last name of the worker "{who}" was changed to "King" in Dataverse',
    "And integration was turned on",
    "When the batch job runs",
    'Then the last name of the worker "{who}" is "King" in both environments',
)
# what both peers have
WORLD = """
import datetime
import freezegun
from harness.domain.commands import Edit, Give, Row, RunBatchJob, TurnOn, pairs
from harness.reports.values import record_values
from harness.simulator.engine import Engine

def frozen_engine(frozen):
    epoch = datetime.datetime(1970, 1, 1)
    made = Engine()
    made.world.clock.on_move.append(
        lambda milliseconds: frozen.move_to(epoch + datetime.timedelta(milliseconds=milliseconds))
    )
    return made

def exists(engine, who):
    engine.attempt(Give("cdm_worker", (Row(who, pairs({"cdm_workernumber": who})),)))

def changed(engine, who, text):
    assert engine.attempt(Edit("dataverse", who, pairs({"cdm_lastname": text}))) is None

def on(engine):
    assert engine.attempt(TurnOn()) is None

def runs(engine):
    assert engine.attempt(RunBatchJob()) is None

def has(engine, who, text):
    for environment in ("hr", "dataverse"):
        assert record_values(engine, environment, who)["cdm_lastname"] == text
"""
PYTEST_BDD = """
import pytest
from pytest_bdd import given, parsers, then, when

@pytest.fixture
def engine():
    with freezegun.freeze_time("2021-08-19 09:00:00") as frozen:
        yield frozen_engine(frozen)

@given(parsers.parse('the worker "{who}" exists in both environments'))
def _(who, engine):
    exists(engine, who)

@given(parsers.parse('the last name of the worker "{who}" was changed to "{text}" in Dataverse'))
def _(who, text, engine):
    changed(engine, who, text)

@given("integration was turned on")
def _(engine):
    on(engine)

@when("the batch job runs")
def _(engine):
    runs(engine)

@then(parsers.parse('the last name of the worker "{who}" is "{text}" in both environments'))
def _(who, text, engine):
    has(engine, who, text)
"""
BEHAVE = """
from behave import given, then, when

@given('the worker "{who}" exists in both environments')
def _(context, who):
    exists(context.engine, who)

@given('the last name of the worker "{who}" was changed to "{text}" in Dataverse')
def _(context, who, text):
    changed(context.engine, who, text)

@given("integration was turned on")
def _(context):
    on(context.engine)

@when("the batch job runs")
def _(context):
    runs(context.engine)

@then('the last name of the worker "{who}" is "{text}" in both environments')
def _(context, who, text):
    has(context.engine, who, text)
"""
BEHAVE_ENVIRONMENT = """
import freezegun
from world import frozen_engine

def before_scenario(context, scenario):
    freezer = freezegun.freeze_time("2021-08-19 09:00:00")
    context.engine = frozen_engine(freezer.start())
    context.freezer = freezer

def after_scenario(context, scenario):
    context.freezer.stop()
"""


def feature(scenarios: int) -> str:
    lines = ["Feature: Generated"]
    for number in range(scenarios):
        lines.append(f"  Scenario: Number {number}")
        lines += [f"    {step.format(who=f'Ada {number}')}" for step in STEPS]
    return "\n".join(lines) + "\n"


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def contenders(folder: Path, scenarios: int, other: Path | None) -> dict[str, Callable[[], float]]:
    """A run of many scenarios and one of a single one, for each contender."""
    found = {}
    python = [sys.executable, "-m"]
    bound = 'from pytest_bdd import scenarios\nscenarios("x.feature")\n'
    off = without("dataverse-sync-harness")  # the plugin of the tree that is installed
    ours = [*python, "pytest", *QUIET, "-p", PLUGIN, *off, "x.feature"]
    commands = {
        "ours": ours,  # that of the tree on the path
        **({"other": ours} if other else {}),
        "behave": [*python, "behave", "--format", "progress", "--no-summary"],
        "pytest-bdd": [*python, "pytest", *QUIET, *off, "test_x.py"],
    }
    of_peer = {
        "behave": {
            "features/steps/all.py": "from world import *\n" + BEHAVE,
            "features/environment.py": BEHAVE_ENVIRONMENT,
            "world.py": WORLD,
        },
        "pytest-bdd": {"conftest.py": WORLD + PYTEST_BDD, "test_x.py": bound},
    }
    for count in (1, scenarios):
        for name, command in commands.items():
            here = folder / f"{name}-{count}"
            at = "features/x.feature" if name == "behave" else "x.feature"
            written(here, {at: feature(count), **of_peer.get(name, {})})
            tree = other.resolve() if name == "other" and other else ROOT
            found[f"{name} {count}"] = lambda command=command, here=here, tree=tree: (
                used_by(command, here, tree).milliseconds
            )
    return found


def main() -> None:
    arguments = parser(__doc__, rounds=3)
    arguments.add_argument("--other", type=Path, help="another working tree, to compare with")
    chosen = arguments.parse_args()
    scenarios = 50 if chosen.quick else SCENARIOS
    with tempfile.TemporaryDirectory() as folder:
        playing = contenders(Path(folder), scenarios, chosen.other)
        for name, once in playing.items():
            if name.endswith(" 1"):
                once()  # what is compiled the first time is not measured
        raw = play(playing, 1 if chosen.quick else chosen.rounds)
    figures: Figures = {}
    for name in ("ours", *(["other"] if chosen.other else []), "behave", "pytest-bdd"):
        pairs = zip(raw[f"{name} 1"], raw[f"{name} {scenarios}"], strict=True)
        figures[name] = [(many - one) / (scenarios - 1) for one, many in pairs]
    ratios = [Ratio("ours", "behave", "at most", 1.2), Ratio("pytest-bdd", "ours", "at least", 2)]
    if chosen.other:
        ratios.append(Ratio("other", "ours"))
    show(figures, "ms a scenario", ratios)


if __name__ == "__main__":
    main()
