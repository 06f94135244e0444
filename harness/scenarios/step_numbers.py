"""The numbers of the steps that a feature makes: what they count, and the lines they lead to.

Under pytest the steps of a feature are counted as they are written; a replay counts what they do,
one by one.
"""

from harness.scenarios.scenario import Scenario


class _Run:
    """Steps that stand at one line, or each at the next line."""

    def __init__(self, step: int, line: int) -> None:
        self.first = self.last = step
        self.line = self.until = line

    def takes(self, line: int) -> bool:
        if line == self.until:
            return self.line == self.until
        return line == self.until + 1 and self.last - self.first == self.until - self.line

    def __str__(self) -> str:
        steps = f"{self.first}–{self.last}" if self.last > self.first else str(self.first)
        lines = f"lines {self.line}–{self.until}" if self.until > self.line else f"line {self.line}"
        return f"{steps} at {lines}"


def numbering(scenario: Scenario) -> str:
    """What the numbers of a feature's steps count, and the line of each; empty for a file.

    >>> from harness.domain.commands import TurnOn
    >>> from harness.domain.settings import Settings
    >>> from harness.scenarios.scenario import ScenarioStep
    >>> steps = [ScenarioStep(n, line, TurnOn()) for n, line in enumerate([6, 7, 9, 9], 1)]
    >>> numbering(Scenario("S", "x.feature", Settings(), tuple(steps), line=5)).partition(": ")[2]
    '1–2 at lines 6–7, 3–4 at line 9 of x.feature (pytest counts steps as they are written).'
    """
    if scenario.line is None or not scenario.steps:
        return ""
    runs: list[_Run] = []
    for step in scenario.steps:
        if runs and runs[-1].takes(step.line):
            runs[-1].last, runs[-1].until = step.number, step.line
        else:
            runs.append(_Run(step.number, step.line))
    return (
        f"The numbers of steps count commands and expectations: {', '.join(map(str, runs))} of "
        f"{scenario.file} (pytest counts steps as they are written)."
    )
