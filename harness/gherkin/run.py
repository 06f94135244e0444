"""Features run without pytest: each case becomes a scenario of commands and expectations.

The functions of steps act on the same `Simulation` as under pytest, which records every command and
expectation; so the scenario replays to the same fingerprint. Only steps that need no fixture but
`simulation` can be run here.
"""

from collections.abc import Iterator
from pathlib import Path

from harness.domain.commands import Command
from harness.domain.errors import BadInput, PluginError, Problems
from harness.gherkin import feature_file
from harness.gherkin.check import problems_of
from harness.gherkin.clock_zone import ZONE
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.definitions import Definition, Definitions
from harness.gherkin.feature_file import Case, FeatureFile, FeatureStep
from harness.gherkin.frozen_clock import frozen_simulation
from harness.gherkin.places import PLACE
from harness.gherkin.project_settings import ProjectSettings, settings_of
from harness.gherkin.simulation import NO_STEP, CurrentStep, Simulation
from harness.scenarios.scenario import Scenario


def scenarios_of(place: str, project: ProjectSettings | None = None) -> Iterator[Scenario]:
    """The scenarios of `x.feature` or `x.feature:12`, as commands and expectations.

    Raises what `cases_of` raises.
    """
    of_place = settings_of(place) if project is None else project
    # a scenario is what is done and expected, wherever the records are
    for read, case, definitions in cases_of(place, of_place._replace(store="memory")):
        yield scenario_of(read, case, definitions)


def cases_of(
    place: str, project: ProjectSettings | None = None
) -> Iterator[tuple[FeatureFile, Case, Definitions]]:
    """The cases of `x.feature` or `x.feature:12`, with their file and definitions.

    Raises Problems if the feature is wrong, of a line what it names; BadInput if there is no such.
    """
    named = PLACE.fullmatch(place)
    assert named is not None, place
    read = feature_file.load(Path(named["path"]))
    definitions = definitions_for(Path(read.path), project)
    numbers = named["lines"].split(":")[1:]
    lines = [int(it) for it in numbers if len(it) < 10]  # Python reads no number of any length
    if len(lines) < len(numbers) or any(not 1 <= it <= read.length for it in lines):
        raise BadInput(f"{place}: the file has {read.length} lines")
    problems = problems_of(read, definitions, lines)
    if problems:
        raise Problems(problems)
    for case in read.named(lines) if lines else read.cases:
        yield read, case, definitions


def scenario_of(read: FeatureFile, case: Case, definitions: Definitions) -> Scenario:
    """One case as a scenario, with unmet expectations in it too.

    BadInput if a step of a user's own gave the simulator a command past the simulation.
    """
    simulation = simulated(read, case, definitions)
    row = f" ({', '.join(case.values)})" if case.row is not None else ""
    title = case.title if all(value in case.title for value in case.values) else case.title + row
    scenario = simulation.scenario(title, read.path, case.own_line, case.rule_ids)
    steps = (step.does for step in scenario.steps if isinstance(step.does, Command))
    if [*scenario.setup, *steps] != list(simulation.simulator.journal.history):
        message = "a step gives the simulator a command itself: simulation.do keeps it for a replay"
        raise BadInput(f"{read.path}:{case.own_line}: {message}")
    return scenario


def simulated(
    read: FeatureFile, case: Case, definitions: Definitions, to_the_end: bool = True
) -> Simulation:
    """The simulation after the steps of a case, or up to the first unmet expectation."""
    steps = [(step, definitions.matching(step.text, step.type)[0]) for step in case.steps]
    for step, definition in steps:
        _check_runnable(read, step, definition)
    current = NO_STEP
    texts = [*(step.text for step in case.steps[1:]), ""]
    with (
        ZONE.of(users=True),
        frozen_simulation(lambda: current, project=definitions.project.for_reading()) as simulation,
    ):
        for number, ((step, definition), text) in enumerate(zip(steps, texts, strict=True), 1):
            current = CurrentStep(number, step.line, text, Path(read.path).parent)
            _run(read, step, definition, simulation)
            if not to_the_end and simulation.failures:
                break
    return simulation


def _run(
    read: FeatureFile, step: FeatureStep, definition: Definition, simulation: Simulation
) -> None:
    """Run a step. Raises Problems if it fails in a way that no scenario can contain."""
    unmet = len(simulation.failures)
    try:
        definition.run_alone(step, simulation)
        return
    except (KeyboardInterrupt, MemoryError, SystemExit):
        raise
    except BadInput as error:
        message, cause = str(error), None
    except BaseException as error:  # noqa: BLE001  (pytest's skip and fail are no Exception)
        reported = isinstance(error, AssertionError | PluginError)
        if reported and len(simulation.failures) > unmet:
            return  # an expectation, or a plugged part that failed: a replay reports it
        message, cause = f"{type(error).__name__}: {error}\n    {definition.place}", error
    problem = read.problem(step, f"{step.keyword} {step.text}: {message}")
    raise Problems([problem]) from cause


def _check_runnable(read: FeatureFile, step: FeatureStep, definition: Definition) -> None:
    """Problems if a step needs a fixture, which only pytest has."""
    if definition.entry is None or definition.needs:
        needs = f"needs {', '.join(definition.needs)}"
        why = needs if definition.entry else "is none of the vocabulary"
        message = (
            f"only pytest can run {step.text!r}, which {why}: here steps take simulation alone"
        )
        raise Problems([read.problem(step, f"{message}\n    {definition.place}")])
