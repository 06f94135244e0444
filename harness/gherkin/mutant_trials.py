"""Scenarios of features as trials of mutation testing: each kills a mutant or does not.

A feature is read and checked once; the functions of its steps are called again in every trial,
because a project's own steps may depend on the state of the simulation.
"""

from functools import partial

from harness.domain.errors import Problems
from harness.gherkin.definitions import Definitions
from harness.gherkin.feature_file import Case, FeatureFile
from harness.gherkin.project_settings import ProjectSettings
from harness.gherkin.run import cases_of, simulated
from harness.mutation.kill_matrix import Trial, TrialResult


def feature_trials(place: str, project: ProjectSettings | None = None) -> list[Trial]:
    """A trial for each case of `x.feature` or `x.feature:12`.

    Raises Problems if the feature is wrong, BadInput if there is no such line.
    """
    return [
        Trial(
            f"{read.path}:{case.own_line}",
            case.rule_ids,
            partial(_tried, read, case, definitions),
        )
        for read, case, definitions in cases_of(place, project)
    ]


def _tried(read: FeatureFile, case: Case, definitions: Definitions) -> TrialResult:
    try:
        simulation = simulated(read, case, definitions, to_the_end=False)
    except Problems as error:
        # an assertion of a user's own step kills the mutant; any other exception is a crash
        killed = isinstance(error.__cause__, AssertionError)
        return TrialResult(str(error.problems[0].message), crashed=not killed)
    entries = len(simulation.simulator.journal)
    if not simulation.failures:
        return TrialResult("", entries)
    first = simulation.failures[0]
    message = f"line {first.line}: expected {first.expected}, actual {first.actual}"
    return TrialResult(message, entries)
