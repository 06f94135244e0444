"""A problem in a file: where, what was expected, and what instead.

>>> str(Problem("a.yaml", 3, 5, "no table 'cdm_wroker', did you mean cdm_worker?"))
"a.yaml:3:5: no table 'cdm_wroker', did you mean cdm_worker?"
"""

from typing import NamedTuple

from harness.values.errors import BadInput


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
        self.problems = sorted(problems, key=lambda problem: problem[:3])
        super().__init__("\n".join(map(str, self.problems)))
