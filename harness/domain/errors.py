"""What can go wrong: refusals by the simulated system, and errors in what a person gave us.

Whoever calls the library catches `HarnessError`, or one of the kinds below it:

    HarnessError
      BadInput (ValueError)                what was given cannot be used
        CatalogError                       impossible tables or columns
        Problems                           all that is wrong in one file
        WrongFiles                         what is wrong with several files
      Refused                              the simulated system refuses a command
      ExpectationFailed (AssertionError)   the simulation does not hold what was expected
      PluginError                          a plugged part broke its contract

A refusal is part of the simulation: the simulated system rejects a command, the journal records it,
and the scenario goes on. Bad input is not: nothing was run, and the message names the place and
what to write instead.

>>> str(Problem("a.yaml", 3, 5, "no table 'cdm_wroker', did you mean cdm_worker?"))
"a.yaml:3:5: no table 'cdm_wroker', did you mean cdm_worker?"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.domain.commands import Command

# The simulated system refuses a command: the reason, in words that a scenario can expect; the rule
# behind it; the journal entry that led to it. Returned, and a bare tuple, because random histories
# are full of refusals, and to raise one costs more than most commands do.
Refusal = tuple[str, str | None, int | None]

MOST_PROBLEMS: Final = 50  # as many as one message lists


class HarnessError(Exception):
    """The base of every exception that the harness raises on purpose."""


class BadInput(HarnessError, ValueError):
    """A file, argument or command that cannot be used; its text is all that a person reads."""


def unreadable(file: object, error: OSError) -> BadInput:
    """The exception for a file that cannot be read: the same words for every kind of file."""
    if isinstance(error, FileNotFoundError):
        return BadInput(f"{file}: no such file")
    if isinstance(error, IsADirectoryError):
        return BadInput(f"{file}: is a folder, not a file")
    return BadInput(f"{file}: cannot be read: {error.strerror or error}")


class CatalogError(BadInput):
    """Impossible tables or columns; each line of the text names one and what to write instead.

    The `reason` is the text without the names of the `table` and the `column` that it is about. Of
    several mistakes `each` is one.
    """

    def __init__(
        self,
        reason: str,
        table: str | None = None,
        column: str | None = None,
        *,
        text: str | None = None,
        each: Iterable[CatalogError] = (),
    ) -> None:
        super().__init__(reason if text is None else text)
        self.reason: Final = reason
        self.table: Final = table
        self.column: Final = column
        self._each: Final = tuple(each)

    @property
    def each(self) -> tuple[CatalogError, ...]:
        """The mistakes, one by one."""
        return self._each or (self,)

    @classmethod
    def of(cls, errors: Sequence[CatalogError]) -> CatalogError:
        """The exception for several mistakes; of one, that one."""
        first = errors[0]
        if len(errors) == 1:
            return first
        return cls("\n".join(map(str, errors)), first.table, first.column, each=errors)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled with its names: worker processes raise it in their parent."""
        return _catalog_error, (self.reason, self.table, self.column, str(self), self._each)


def _catalog_error(
    reason: str,
    table: str | None,
    column: str | None,
    text: str,
    each: tuple[CatalogError, ...],
) -> CatalogError:
    return CatalogError(reason, table, column, text=text, each=each)


class Refused(HarnessError):
    """A refusal as an exception: the simulated system rejects a command, or a value in it.

    The command and the rule are None where a value is found wrong in the middle of a command.
    """

    command: Command | None = None  # on the class, as most refusals of a history are never seen
    rule: str | None = None
    hint: str = ""  # what was meant, perhaps; it is no part of the reason

    @property
    def reason(self) -> str:
        """Why, in the words that a scenario can expect."""
        return str(self.args[0])

    def __str__(self) -> str:
        return f"{self.args[0]}{self.hint}"

    @classmethod
    def of(cls, command: Command, reason: str, rule: str | None) -> Self:
        """The refusal of a whole command."""
        refused = cls(reason)
        refused.command, refused.rule = command, rule
        return refused


class ExpectationFailed(HarnessError, AssertionError):
    """The simulation does not hold what it was expected to; the text has both."""


class StoppedRun(NamedTuple):
    """A run of the batch job that an error stopped, and how far it had come."""

    started: int  # the journal entry of its start
    handled: int  # records
    left: int  # requests that are still missed


class PluginError(HarnessError):
    """A plugged part, such as a store or a conflict policy, broke its contract.

    >>> where = "policy newest_hire_wins (plugins.py:12)"
    >>> str(PluginError(where, "", "returned 'HR'", "'hr', 'dataverse' or None"))
    "policy newest_hire_wins (plugins.py:12): returned 'HR', expected 'hr', 'dataverse' or None"
    """

    def __init__(self, plugin: str, method: str, problem: str, expected: str = "") -> None:
        self.plugin = plugin  # its kind, name and place
        self.method = method  # empty if the part is one function
        self.problem = problem
        self.expected = expected  # empty if the problem says it all
        self.stopped_run: StoppedRun | None = None
        self.where = ""  # in which of many histories
        super().__init__(plugin, method, problem, expected)  # all of them, to be pickled

    def __str__(self) -> str:
        method = f"{self.method} " if self.method else ""
        expected = f", expected {self.expected}" if self.expected else ""
        where = f" ({self.where})" if self.where else ""
        return f"{self.plugin}: {method}{self.problem}{expected}{where}"


class Problem(NamedTuple):
    """One error at a place in a file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Place and message; what would move a cursor is replaced, for it comes from a file."""
        text = f"{self.file}:{self.line}:{self.column}: {self.message}"
        if text.isprintable():  # as nearly every one
            return text
        return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


class Problems(BadInput):
    """All errors in a file, found at once: sorted by place, and each listed once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(dict.fromkeys(problems), key=lambda problem: problem[:3])
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        if len(self.problems) > MOST_PROBLEMS:
            lines.append(f"and {len(self.problems) - MOST_PROBLEMS:,} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[Self], tuple[list[Problem]]]:
        """Pickled with its problems: worker processes raise it in their parent."""
        return type(self), (self.problems,)


class WrongFiles(BadInput):
    """What is wrong with several files; what is wrong with all of them, such as a library, once."""

    def __init__(self, text: str, problems: Iterable[Problem | str]) -> None:
        self.problems = [*dict.fromkeys(problems)]
        super().__init__(text)

    @classmethod
    def of(cls, errors: Sequence[BadInput]) -> Self:
        """The exception for those of several files."""
        text = "\n".join(dict.fromkeys(map(str, errors)))
        return cls(text, (one for error in errors for one in found_in(error)))

    def __reduce__(self) -> tuple[type[Self], tuple[str, list[Problem | str]]]:
        """Pickled with its problems, as `Problems` is."""
        return type(self), (str(self), self.problems)


def found_in(error: BadInput) -> list[Problem | str]:
    """All that an error says, each with its place; a text if it has none."""
    return [*error.problems] if isinstance(error, Problems | WrongFiles) else [str(error)]
