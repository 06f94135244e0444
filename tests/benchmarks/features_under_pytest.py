"""What a scenario costs under pytest, all told: this plugin, and pytest-bdd with freezegun.

2,000 scenarios of five steps that act on a simulation. The peer has the same steps over the same
engine, written with pytest-bdd alone, and freezes Python's clock for each scenario, as freezegun's
documentation shows. Whole processes take turns; the figure is the processor's milliseconds a
scenario, less those of a run with one scenario.

    python -m tests.benchmarks.features_under_pytest
    python -m tests.benchmarks.features_under_pytest --other ../old   # an older working tree too
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.rounds import Figures, Ratio, parser, play, show
from tests.projects import PLUGIN, REPORTERS, without

ROOT = Path(__file__).parents[2]
SCENARIOS = 2_000
QUIET = ["-q", *without("cacheprovider", "faker", "hypothesispytest", *REPORTERS)]
STEPS = (
    'Given the worker "{who}" exists in both environments',
    'And the last name of the worker "{who}" was changed to "King" in Dataverse',
    "And integration was turned on",
    "When the batch job runs",
    'Then the last name of the worker "{who}" is "King" in both environments',
)
PEER = """
import datetime
import freezegun
import pytest
from pytest_bdd import given, parsers, then, when
from harness.domain.commands import Edit, Give, Row, RunBatchJob, TurnOn, pairs
from harness.reports.values import record_values
from harness.simulator.engine import Engine

epoch = datetime.datetime(1970, 1, 1)

@pytest.fixture
def engine():
    with freezegun.freeze_time("2021-08-19 09:00:00") as frozen:
        def move(milliseconds):
            frozen.move_to(epoch + datetime.timedelta(milliseconds=milliseconds))
        made = Engine()
        made.world.clock.on_move.append(move)
        yield made

@given(parsers.parse('the worker "{who}" exists in both environments'))
def _(who, engine):
    engine.attempt(Give("cdm_worker", (Row(who, pairs({"cdm_workernumber": who})),)))

@given(parsers.parse('the last name of the worker "{who}" was changed to "{text}" in Dataverse'))
def _(who, text, engine):
    assert engine.attempt(Edit("dataverse", who, pairs({"cdm_lastname": text}))) is None

@given("integration was turned on")
def _(engine):
    assert engine.attempt(TurnOn()) is None

@when("the batch job runs")
def _(engine):
    assert engine.attempt(RunBatchJob()) is None

@then(parsers.parse('the last name of the worker "{who}" is "{text}" in both environments'))
def _(who, text, engine):
    for environment in ("hr", "dataverse"):
        assert record_values(engine, environment, who)["cdm_lastname"] == text
"""


def feature(scenarios: int) -> str:
    lines = ["Feature: Generated"]
    for number in range(scenarios):
        lines.append(f"  Scenario: Number {number}")
        lines += [f"    {step.format(who=f'Ada {number}')}" for step in STEPS]
    return "\n".join(lines) + "\n"


def contenders(folder: Path, scenarios: int, other: Path | None) -> dict[str, Callable[[], float]]:
    """A run of many scenarios and one of a single one, for each contender."""
    found = {}
    ours = ["-p", PLUGIN, *without("dataverse-sync-harness")]  # that of the tree on the path
    trees = {"ours": ROOT, **({"other": other.resolve()} if other else {})}
    for count in (1, scenarios):
        for name in (*trees, "pytest-bdd"):
            here = folder / f"{name}-{count}"
            here.mkdir()
            (here / "x.feature").write_text(feature(count))
            arguments = [*ours, "x.feature"]
            if name == "pytest-bdd":
                (here / "conftest.py").write_text(PEER)
                (here / "test_x.py").write_text(
                    'from pytest_bdd import scenarios\nscenarios("x.feature")\n'
                )
                arguments = [*without("dataverse-sync-harness"), "test_x.py"]
            command = [sys.executable, "-m", "pytest", *QUIET, *arguments]
            found[f"{name} {count}"] = process(command, here, trees.get(name, ROOT))
    return found


def process(command: list[str], here: Path, tree: Path) -> Callable[[], float]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def used() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime

    def run() -> float:
        before = used()
        done = subprocess.run(
            command, cwd=here, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return (used() - before) * 1000

    return run


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
    for name in ("ours", *(["other"] if chosen.other else []), "pytest-bdd"):
        pairs = zip(raw[f"{name} 1"], raw[f"{name} {scenarios}"], strict=True)
        figures[name] = [(many - one) / (scenarios - 1) for one, many in pairs]
    ratios = [Ratio("pytest-bdd", "ours", "at least", 2)]
    if chosen.other:
        ratios.append(Ratio("other", "ours"))
    show(figures, "ms a scenario", ratios)


if __name__ == "__main__":
    main()
