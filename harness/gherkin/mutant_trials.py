"""The scenarios of features as trials: what tells whether a feature notices a mutant.

A feature is read and checked once; its steps' functions are called again at every try, because what
a project's own steps do may depend on what the simulation answers.
"""

from functools import partial

from harness.domain.errors import Problems
from harness.domain.rules import RULES
from harness.gherkin.definitions import Definitions
from harness.gherkin.feature_file import Case, FeatureFile
from harness.gherkin.run import cases_of, simulated
from harness.mutation.kill_matrix import Trial, TrialResult


def feature_trials(place: str) -> list[Trial]:
    """A trial for each scenario that `x.feature` or `x.feature:12` means, for each row one.

    Raises Problems where the feature is wrong, BadInput where there is no such line.
    """
    return [
        Trial(
            f"{read.path}:{case.row or case.line}",
            tuple(tag for tag in case.tags if tag in RULES),
            partial(_tried, read, case, definitions),
        )
        for read, case, definitions in cases_of(place)
    ]


def _tried(read: FeatureFile, case: Case, definitions: Definitions) -> TrialResult:
    try:
        simulation = simulated(read, case, definitions, to_the_end=False)
    except Problems as error:
        # an assertion is what a step of somebody's own may notice with; all else is a crash
        noticed = isinstance(error.__cause__, AssertionError)
        return TrialResult(str(error.problems[0].message), crashed=not noticed)
    entries = len(simulation.simulator.journal)
    failures = [done.failure for done in simulation.done if done.failure is not None]
    if not failures:
        return TrialResult("", entries)
    said = f"line {failures[0].line}: expected {failures[0].expected}, actual {failures[0].actual}"
    return TrialResult(said, entries)
