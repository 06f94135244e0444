"""What can go wrong: refusals by the simulated system, and errors in what a person gave us.

A refusal is part of the simulation: the simulated system rejects a command, the journal records it,
and the scenario goes on. Bad input is not: nothing was run, and the message names the place and
what to write instead.

>>> str(Problem("a.yaml", 3, 5, "no table 'cdm_wroker', did you mean cdm_worker?"))
"a.yaml:3:5: no table 'cdm_wroker', did you mean cdm_worker?"
"""

from typing import Final, NamedTuple

# The simulated system refuses a command: the reason, in words that a scenario can expect; the rule
# behind it; the journal entry that led to it. Returned, and a bare tuple, because random histories
# are full of refusals, and to raise one costs more than most commands do.
Refusal = tuple[str, str | None, int | None]

MOST_PROBLEMS: Final = 50  # as many as one message lists


class Refused(Exception):
    """A `Refusal` raised from the middle of a command, where a value is found wrong."""


class BadInput(Exception):
    """A file, argument or command that cannot be used; its text is all that a person reads."""


class CatalogError(ValueError):
    """Impossible tables or columns; each line of the text names one and what to write instead."""


class Problem(NamedTuple):
    """One error at a place in a file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Problems(BadInput):
    """All errors in a file, found at once: sorted by place, and each listed once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(dict.fromkeys(problems), key=lambda problem: problem[:3])
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        if len(self.problems) > MOST_PROBLEMS:
            lines.append(f"and {len(self.problems) - MOST_PROBLEMS:,} more")
        super().__init__("\n".join(lines))
