"""Failures as Gherkin: the scenario, the result of each step, the reason, how to run it again."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from harness.domain.errors import BadInput, PluginError
from harness.gherkin.places import shown
from harness.gherkin.pytest_plugin.runner import ScenarioRun
from harness.gherkin.simulation import Simulation

MARKS: Final = {"passed": "✔", "failed": "✘", "skipped": "-", "not run": "·"}
_FRAMEWORKS: Final = ("_pytest", "pytest_bdd", "pluggy", "harness", "freezegun")
_INDENT: Final = "      "


def failure_text(run: ScenarioRun, why: str, replay: str) -> str:
    """The whole text: a line for each step, and the reason under the one that failed."""
    return "\n".join(_lines(run, why, replay))


def _lines(run: ScenarioRun, why: str, replay: str) -> Iterator[str]:
    matched, case = run.matched, run.matched.case
    yield f"{matched.place}: {case.keyword}: {case.title}"
    for number, (step, done) in enumerate(zip(case.steps, run.steps, strict=True), 1):
        note = "  (not run)" if done.status == "not run" else ""
        where = f"step {number}, line {step.line}"  # the number is that of the timeline
        yield f"  {MARKS[done.status]} {step.keyword} {step.text}  # {where}{note}"
        for row in step.table or ():
            yield f"{_INDENT}| {' | '.join(row)} |"
        if step.doc_string is not None:
            yield f'{_INDENT}"""'
            yield from (f"{_INDENT}{line}".rstrip() for line in step.doc_string.splitlines())
            yield f'{_INDENT}"""'
        if done.status in ("failed", "skipped"):
            yield from (f"{_INDENT}{line}".rstrip() for line in why.splitlines())
    yield ""
    yield f"  Run it alone:  pytest {_quoted(matched.place)}"
    if replay:
        yield f"  Its timeline:  {replay}"


def replay_command(run: ScenarioRun) -> str:
    """The command that replays the case; empty if a step needs more than the simulation."""
    ours = all(found.entry and not found.needs for found in run.matched.definitions)
    return f"harness replay {_quoted(run.matched.place)}" if ours else ""


def why(
    error: BaseException, info: pytest.ExceptionInfo[BaseException], simulation: Simulation | None
) -> str:
    """The reason of a failure: the message of the exception, and the state of both environments.

    Exceptions of other code have their type and their place too.
    """
    message = str(error)
    ours = isinstance(error, AssertionError) and _is_ours(info)
    if ours:
        return message  # with the state in it
    if not isinstance(error, BadInput | PluginError):
        message = f"{type(error).__name__}: {message}" if message else type(error).__name__
        place = _own_place(info)
        message += f"\nat {place}" if place else ""
    if simulation is not None and simulation.begun:
        message += f"\n\n{simulation.state()}"
    return message


def _is_ours(info: pytest.ExceptionInfo[BaseException]) -> bool:
    return str(info.traceback[-1].frame.f_globals.get("__name__", "")).startswith("harness.")


def _own_place(info: pytest.ExceptionInfo[BaseException]) -> str:
    """The innermost line of the project's own code."""
    for entry in reversed(info.traceback):
        module = str(entry.frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] not in _FRAMEWORKS:
            return f"{shown(Path(str(entry.path)))}:{entry.lineno + 1}"
    return ""


def _quoted(place: str) -> str:
    return f'"{place}"' if " " in place else place


def styles(lines: Sequence[str]) -> Iterator[Mapping[str, bool]]:
    """The colours of each line: a passed step is green; a failed one red, and what is under it."""
    failed = False
    for line in lines:
        mark = line.lstrip()[:1]
        if line.startswith("  ") and not line.startswith(_INDENT):
            failed = mark == MARKS["failed"]
        if mark == MARKS["passed"] and not line.startswith(_INDENT):
            yield {"green": True}
        elif failed:
            yield {"red": True, "bold": mark == MARKS["failed"]}
        else:
            yield {}
