"""Errors of Gherkin's parser, in words that help to mend a file."""

import re
from typing import Any, Final

from harness.domain.errors import Problem
from harness.domain.suggestions import cut, did_you_mean

LONGEST: Final = 200  # characters of a line in a message
_WORDS: Final = (
    *("Given", "When", "Then", "And", "But", "Feature:", "Rule:", "Background:", "Scenario:"),
    *("Scenario Outline:", "Examples:"),
)


def unreadable(path: str, error: Any) -> Problem:
    """An error of the parser, with a message that helps to mend it."""
    place = error.location
    message = re.sub(r"^\(\d+:\d+\): ", "", str(error))
    got = re.search(r"got '(.*)'$", message, re.DOTALL)
    if message.startswith("inconsistent cell count"):
        message = "this row has more or fewer cells than the rows above it"
    elif message.startswith("unexpected end of file") and "#DocStringSeparator" in message:
        message = "the file ends within a doc string: close it with the quotes that opened it"
    elif message.startswith("unexpected end of file"):
        message = "the file ends where a scenario is expected, after tags"
    elif message.startswith("Language not supported"):
        language = cut(message.rpartition(" ")[2])
        message = f"Gherkin has no language {language}: see cucumber.io/docs/gherkin"
    elif got and "#FeatureLine" in message and "#ScenarioLine" not in message:
        message = f"a feature file begins with Feature:, not {cut(got[1], LONGEST)}{_near(got[1])}"
    elif got:
        line = cut(got[1], LONGEST)
        message = f"{line} is no step, table row or keyword that may stand here{_near(got[1])}"
    return Problem(path, place["line"], place.get("column") or 1, message)


def _near(line: str) -> str:
    """A hint at the keyword with which a line was perhaps meant to begin."""
    head = line.partition(":")[0] + ":" if ":" in line[:20] else line.partition(" ")[0]
    return did_you_mean(head, _WORDS)
