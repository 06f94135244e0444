"""Scenarios of a feature without pytest: run by their steps' functions, they become scenarios.

What a step does goes through the same `Simulation` as under pytest, which keeps every command and
expectation; so the scenario that comes out replays to the same fingerprint. Only steps that need no
fixture but `simulation` can be run here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.domain.commands import Command
from harness.domain.errors import BadInput, Problem, Problems
from harness.domain.rules import RULES
from harness.gherkin import feature_file
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.definitions import Definition, Definitions
from harness.gherkin.feature_file import Case, FeatureFile, FeatureStep
from harness.gherkin.frozen_clock import frozen_simulation
from harness.gherkin.places import PLACE
from harness.gherkin.simulation import Simulation, Where
from harness.scenarios.scenario import Scenario


def scenarios_of(place: str) -> Iterator[Scenario]:
    """Every scenario that `x.feature` or `x.feature:12` means, as what it does and expects.

    Raises what `cases_of` raises.
    """
    for read, case, definitions in cases_of(place):
        yield scenario_of(read, case, definitions)


def cases_of(place: str) -> Iterator[tuple[FeatureFile, Case, Definitions]]:
    """Every case that `x.feature` or `x.feature:12` means, with its file and its definitions.

    Raises Problems where the feature is wrong, BadInput where there is no such line.
    """
    asked = PLACE.fullmatch(place)
    assert asked is not None, place
    read = feature_file.load(Path(asked["path"]))
    definitions = definitions_for(Path(read.path))
    problems = problems_of(read, definitions)
    if problems:
        raise Problems(problems)
    cases = [] if asked["lines"] else list(read.cases)
    for line in asked["lines"].split(":")[1:]:
        found = read.at(int(line))
        if not found:
            raise BadInput(f"{place}: the file has {read.length} lines")
        cases += [case for case in found if case not in cases]
    for case in cases:
        yield read, case, definitions


def scenario_of(read: FeatureFile, case: Case, definitions: Definitions) -> Scenario:
    """One case as a scenario. What it expects and does not get is in it all the same."""
    simulation = simulated(read, case, definitions)
    _all_is_kept(read, case, simulation)
    rules = tuple(tag for tag in case.tags if tag in RULES)
    row = f" ({', '.join(case.values)})" if case.row is not None else ""
    title = case.title if all(value in case.title for value in case.values) else case.title + row
    return simulation.scenario(title, read.path, case.row or case.line, rules)


def simulated(
    read: FeatureFile, case: Case, definitions: Definitions, to_the_end: bool = True
) -> Simulation:
    """The simulation that a case's steps were done in, or those up to what is not as expected."""
    steps = [(step, definitions.matching(step.text, step.type)[0]) for step in case.steps]
    for step, definition in steps:
        _runs_here(read, step, definition)
    now = Where(0, 0, "")
    texts = [*(step.text for step in case.steps[1:]), ""]
    with frozen_simulation(lambda: now) as simulation:
        for number, ((step, definition), text) in enumerate(zip(steps, texts, strict=True), 1):
            now = Where(number, step.line, text)
            _run(read, step, definition, simulation)
            if not to_the_end and _unmet(simulation):
                break
    return simulation


def _run(
    read: FeatureFile, step: FeatureStep, definition: Definition, simulation: Simulation
) -> None:
    """Do the step. Problems where what became of it is nothing that a scenario can say."""
    unmet = _unmet(simulation)
    try:
        definition.function(**_arguments(step, definition, simulation))
        return
    except (KeyboardInterrupt, MemoryError, SystemExit):
        raise
    except BadInput as error:
        said, cause = str(error), None
    except BaseException as error:  # noqa: BLE001  (pytest's skip and fail are no Exception)
        if isinstance(error, AssertionError) and _unmet(simulation) > unmet:
            return  # an expectation: the replay will say so, and goes on as well
        said, cause = f"{type(error).__name__}: {error}\n    {definition.place}", error
    where = read.path, step.line, step.column
    raise Problems([Problem(*where, f"{step.keyword} {step.text}: {said}")]) from cause


def _unmet(simulation: Simulation) -> int:
    """How much was not as expected so far."""
    return sum(done.failure is not None for done in simulation.done)


def _all_is_kept(read: FeatureFile, case: Case, simulation: Simulation) -> None:
    """BadInput where a step of a user's own went past the simulation, to its simulator."""
    kept = simulation.scenario(case.title, read.path)
    does = [*kept.setup, *(step.does for step in kept.steps if isinstance(step.does, Command))]
    if does != list(simulation.simulator.journal.history):
        said = "a step gives the simulator a command itself: simulation.do keeps it for a replay"
        raise BadInput(f"{read.path}:{case.row or case.line}: {said}")


def _runs_here(read: FeatureFile, step: FeatureStep, definition: Definition) -> None:
    """BadInput where a step needs what only pytest has."""
    if definition.spoken is None or definition.needs:
        needs = f"needs {', '.join(definition.needs)}"
        why = needs if definition.spoken else "is none of the vocabulary"
        said = f"only pytest can run {step.text!r}, which {why}: here steps take simulation alone"
        raise Problems(
            [Problem(read.path, step.line, step.column, f"{said}\n    {definition.place}")]
        )


def _arguments(step: FeatureStep, definition: Definition, simulation: Simulation) -> dict[str, Any]:
    assert definition.spoken is not None
    found = definition.spoken.arguments(step.text)
    table = step.table and [list(row) for row in step.table]  # as pytest-bdd has it
    under = {"datatable": table, "docstring": step.doc_string, "simulation": simulation}
    return found | {name: value for name, value in under.items() if name in definition.takes}
