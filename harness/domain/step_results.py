"""The outcome of each step of a scenario: the journal entries it led to, and how it failed.

>>> Failure(3, 12, None, "nobody heard of it", "every loss is reported").expected
'the property holds: every loss is reported'
"""

import builtins
from collections.abc import Hashable
from typing import NamedTuple

from harness.domain.errors import PluginError


class Failure(NamedTuple):
    """A step that failed: by an expectation, an unexpected refusal, or a violated property."""

    step: int  # its number in the scenario, from 1
    line: int
    expectation: str | None  # in words; None if a property is violated
    actual: str  # what there is instead; of a property, how it is violated
    property: str | None = None  # the name of the violated property
    kind: Hashable = None  # of the difference, whatever the values are; of a refusal its reason

    @builtins.property  # the name `property` is the field's here
    def expected(self) -> str:
        """What should hold, in words."""
        return self.expectation or f"the property holds: {self.property}"


class StepResult(NamedTuple):
    """One step of a scenario as it went."""

    number: int
    first: int  # the first journal entry that was written after the step began
    last: int  # the last one; first - 1 if there is none
    failure: Failure | None
    held: str = ""  # of an expectation that holds: what it demands, in words
    record: str | None = None  # that the expectation names


def plugin_failure(step: int, line: int, error: PluginError) -> Failure:
    """The failure of a step in which a plugged part broke its contract."""
    return Failure(step, line, "the step is done", str(error), kind=error.plugin)
