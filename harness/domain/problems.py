"""A problem in a file: where, what was expected, and what instead.

>>> str(Problem("a.yaml", 3, 5, "no table 'cdm_wroker', did you mean cdm_worker?"))
"a.yaml:3:5: no table 'cdm_wroker', did you mean cdm_worker?"
"""

from typing import NamedTuple

from harness.domain.errors import BadInput

MOST_SHOWN = 50


class Problem(NamedTuple):
    """One thing that is wrong with a file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Problems(BadInput):
    """Everything that is wrong with a file, found at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(dict.fromkeys(problems), key=lambda problem: problem[:3])
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"and {len(self.problems) - MOST_SHOWN:,} more")
        super().__init__("\n".join(lines))
