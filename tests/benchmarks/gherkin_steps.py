"""What a step costs: this plugin, behave, and pytest-bdd alone, over the same features.

500 scenarios are generated, of 5 and of 20 steps that do nothing, in a project with 25 step
definitions and in one with 300. Whole processes run them, in turns; what a step costs is the time
between 5 and 20 steps, divided by the steps between, so that starting up and what a scenario costs
are not in it. The whole time for a step of a five-step scenario, less that of a run with one
scenario, is shown too. And the strict checks alone: 2,500 different steps of one file.

    python -m tests.benchmarks.gherkin_steps
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from harness.gherkin import feature_file
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from tests.benchmarks.rounds import Figures, Ratio, parser, play, show, used_by
from tests.projects import REPORTERS, without

SCENARIOS = 500
FEW, MANY = 5, 20
DEFINITIONS = (25, 300)
OURS = "from harness.gherkin.vocabulary import given"
PYTEST_BDD = "from pytest_bdd import given, parsers"
BEHAVE = "from behave import given"
QUIET = ["-q", *without("cacheprovider", "faker", "hypothesispytest", *REPORTERS)]


def feature(scenarios: int, steps: int, definitions: int) -> str:
    lines = ["Feature: Generated"]
    for scenario in range(scenarios):
        lines.append(f"  Scenario: Number {scenario}")
        for step in range(steps):
            of = (scenario * steps + step) % definitions
            lines.append(f'    Given thing {of} has the name "{scenario}-{step}"')
    return "\n".join(lines) + "\n"


def steps(head: str, phrase: str, definitions: int) -> str:
    made = [head]
    for number in range(definitions):
        said = phrase.format(number=number)
        made.append(f"@given({said})\ndef step_{number}({{}}name):\n    pass\n")
    return "\n".join(made)


def projects(folder: Path, scenarios: int) -> dict[str, tuple[list[str], Path]]:
    """A project for each runner, size and number of definitions: its command, and where it runs."""
    found = {}
    python = [sys.executable, "-m"]
    for definitions in DEFINITIONS:
        for length in (0, FEW, MANY):
            for name in ("ours", "behave", "pytest-bdd"):
                here = folder / f"{name}-{definitions}-{length}"
                (here / "features" / "steps").mkdir(parents=True)
                text = feature(scenarios if length else 1, length or 1, definitions)
                (here / "features" / "x.feature").write_text(text)
                if name == "behave":
                    made = steps(BEHAVE, "'thing {number} has the name \"{{name}}\"'", definitions)
                    (here / "features" / "steps" / "all.py").write_text(
                        made.replace("{}", "context, ")
                    )
                    command = [*python, "behave", "--format", "progress", "--no-summary"]
                elif name == "ours":
                    made = steps(OURS, "'thing {number} has the name {{string}}'", definitions)
                    (here / "conftest.py").write_text(made.replace("{}", ""))
                    command = [*python, "pytest", *QUIET, "features"]
                else:
                    said = "parsers.parse('thing {number} has the name \"{{name}}\"')"
                    (here / "conftest.py").write_text(
                        steps(PYTEST_BDD, said, definitions).replace("{}", "")
                    )
                    bind = 'from pytest_bdd import scenarios\nscenarios("features")\n'
                    (here / "test_x.py").write_text(bind)
                    off = ["-p", "no:dataverse-sync-harness"]
                    command = [*python, "pytest", *QUIET, *off, "test_x.py"]
                found[here.name] = command, here
    return found


def of_a_step(raw: Figures, scenarios: int) -> tuple[Figures, Figures]:
    """Milliseconds a step: from 5 to 20 of them, and in total in scenarios of 5."""
    slope: Figures = {}
    whole: Figures = {}
    for definitions in DEFINITIONS:
        for name in ("ours", "behave", "pytest-bdd"):
            idle, few, many = (raw[f"{name}-{definitions}-{length}"] for length in (0, FEW, MANY))
            label = f"{name}, {definitions} definitions"
            between = scenarios * (MANY - FEW)
            slope[label] = [(b - a) / between for a, b in zip(few, many, strict=True)]
            whole[label] = [(a - i) / scenarios / FEW for i, a in zip(idle, few, strict=True)]
    return slope, whole


def checks() -> list[float]:
    """Seconds of the strict checks of 2,500 steps, no two the same, with our own definitions."""
    lines = ["Feature: Checked"]
    for scenario in range(500):
        who = f'the worker "Ada {scenario}"'
        lines += [
            f"  Scenario: Number {scenario}",
            f"    Given {who} exists in both environments",
            f'    And the last name of {who} was changed to "King" in Dataverse',
            f"    When {who} is deleted from Human Resources",
            f"    Then {who} is in Dataverse",
            f"    And {who} differs between the environments",
        ]
    read = feature_file.parse("checked.feature", "\n".join(lines) + "\n")
    found = []
    for _ in range(5):
        definitions = definitions_for(Path("checked.feature"))
        started = time.process_time()
        problems = problems_of(read, definitions)
        found.append(time.process_time() - started)
        assert not problems, problems
    return found


def main() -> None:
    arguments = parser(__doc__).parse_args()
    seconds = checks()
    print(
        f"strict checks of 2,500 steps: {statistics.median(seconds):.3f} s "
        f"({min(seconds):.3f} - {max(seconds):.3f}); target under 0.3 s"
    )
    scenarios = 20 if arguments.quick else SCENARIOS
    with tempfile.TemporaryDirectory() as folder:
        contenders = {
            name: lambda of=of: used_by(*of).milliseconds
            for name, of in projects(Path(folder), scenarios).items()
        }
        for name, once in contenders.items():
            if name.endswith("-0"):
                once()  # what is compiled the first time is not measured
        raw = play(contenders, 1 if arguments.quick else arguments.rounds)
    slope, whole = of_a_step(raw, scenarios)
    few, many = DEFINITIONS
    compared = [
        Ratio(f"ours, {few} definitions", f"behave, {few} definitions", "at most", 1.5),
        Ratio(f"ours, {many} definitions", f"behave, {many} definitions", "at most", 1.5),
        Ratio(f"ours, {many} definitions", f"ours, {few} definitions", "at most", 1.2),
        Ratio(f"pytest-bdd, {many} definitions", f"pytest-bdd, {few} definitions"),
    ]
    print("\nA step, between 5 and 20 of them")
    show(slope, "ms", compared)
    print("\nA step of a five-step scenario, all told")
    show(whole, "ms", [ratio._replace(wanted="", target=0) for ratio in compared])


if __name__ == "__main__":
    main()
