"""Strict checks of a feature file, which run nothing and find all of its problems at once.

Gherkin is lenient: a misspelt keyword makes prose of a step, of two scenarios with one name
pytest-bdd keeps the last, an unknown placeholder stays in the text, and a table under a step that
takes none is ignored. Each of these would pass. Here each is a problem, with its place and with
what to write instead.
"""

from collections.abc import Sequence
from pathlib import Path

from harness.domain.errors import Problem, Problems
from harness.gherkin import feature_file
from harness.gherkin.definitions import Definitions
from harness.gherkin.feature_file import FeatureFile
from harness.gherkin.step_checks import StepChecks
from harness.gherkin.text_checks import TextChecks


def feature_problems(
    path: Path, definitions: Definitions, shown: str | None = None
) -> list[Problem]:
    """Every problem of one feature file, `shown` in messages, in the order of its lines."""
    try:
        read = feature_file.load(path, shown)
    except Problems as error:
        return error.problems
    return problems_of(read, definitions)


def problems_of(
    read: FeatureFile, definitions: Definitions, lines: Sequence[int] = ()
) -> list[Problem]:
    """Every problem of a feature that the parser could read.

    Of `lines`, which name scenarios, those of what stands there, of its Background and of its rule,
    and of the file as a whole: what is wrong with a neighbour is no obstacle.
    """
    if not read.feature:
        return [Problem(read.path, 1, 1, "no Feature: in this file")]
    texts = TextChecks(read, definitions)
    found = {it: None for it in texts.problems() if not lines or read.concerns(it.line, lines)}
    cases = read.named(lines) if lines else read.cases
    found |= dict.fromkeys(StepChecks(read, definitions, texts.unfilled, cases).problems())
    return sorted(found, key=lambda problem: problem[:3])
