"""A replay as text: what `harness replay` prints of it, and what a reviewer approves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.domain.commands import Import
from harness.domain.rule_marks import standing_in
from harness.domain.rules import marked
from harness.reports.event_text import plural
from harness.reports.output import PIPED_WIDTH
from harness.reports.tables import BOLD, DEFAULT_FORMAT, GREEN, PLAIN, RED, heading, is_narrow
from harness.reports.wrapping import printable, wrapped
from harness.scenarios.replay import Replay
from harness.scenarios.scenario import Scenario

if TYPE_CHECKING:  # of a format
    from harness.reports.ci import CaseOutcome


def replay_parts(
    done: Replay,
    fmt: str = DEFAULT_FORMAT,
    width: int = PIPED_WIDTH,
    color: bool = False,
    expand: bool = False,
    record: str | None = None,
) -> Iterator[str]:
    """The title, the report and the outcome, as texts with a line break after each."""
    from harness.reports.settings_text import settings_in_force  # outcomes alone need none of it
    from harness.reports.text_report import TextReport
    from harness.scenarios.step_numbers import numbering

    title, settings = printable(done.scenario.title), done.simulator.world.settings
    if is_narrow(fmt, width):
        title = "\n".join(wrapped(title, "", "", width))
    yield heading(title, fmt, color)
    yield printable(done.scenario.place)
    if done.scenario.rules:
        its = ((rule, standing_in(rule, settings)) for rule in done.scenario.rules)
        yield f"shows {', '.join(marked(rule, setting) for rule, setting in its)}"
    if chosen := "; ".join(map(": ".join, settings_in_force(settings))):
        yield "\n".join(wrapped(f"settings {printable(chosen)}", "", "", width))
    report = TextReport(done.simulator, done.done, fmt, width, color, expand, record)
    for part in report.parts():
        yield ""
        yield part
    if numbers := numbering(done.scenario):
        yield ""
        yield "\n".join(wrapped(printable(numbers), "", "", width))
    yield ""
    yield from outcome_parts(done, color, quiet=False)
    yield ""


def outcome_parts(done: Replay, color: bool = False, *, quiet: bool = True) -> Iterator[str]:
    """The outcome and the failures; `quiet`, nothing else is shown, so the scenario is named."""
    word = done.outcome.upper() if done.outcome == "failed" else done.outcome
    if color:
        word = f"{BOLD}{RED if done.failures else GREEN}{word}{PLAIN}"
    steps = plural(len(done.done), "step")
    title = printable(done.scenario.title)
    which = f": {title} ({printable(done.scenario.place)}, {steps})" if quiet else f", {steps}"
    yield "; ".join([word + which, *(_comes_to(done) if quiet else ())])
    yield from failure_lines(done)
    yield from unchecked_lines(done)


def unchecked_lines(done: Replay) -> Iterator[str]:
    """Each step that nothing checked, with its place: pytest alone has what it compares with."""
    for place, step in _unchecked(done.scenario):
        yield f"  {place}: not checked, which only pytest does: {step}"


def left_out_lines(scenario: Scenario) -> Iterator[str]:
    """Each step of a feature that a scenario file cannot say, with its place."""
    for place, step in _unchecked(scenario):
        yield f"{place}: left out, as only pytest can compare it: {step}"


def _unchecked(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for line, step in scenario.unchecked:
        yield f"{printable(scenario.file)}:{line}", printable(step)


def _comes_to(done: Replay) -> Iterator[str]:
    """What the scenario shows, and what was lost in it."""
    if done.scenario.rules:
        yield f"shows {', '.join(done.scenario.rules)}"
    from harness.scenarios.costs import cost_of_replay

    cost = cost_of_replay(done)
    if cost.lost or cost.undone:
        yield cost.text


def failure_lines(done: Replay) -> Iterator[str]:
    """Each failure with its place."""
    for failure in done.failures:
        yield f"  {printable(done.scenario.file)}:{failure.line}: step {failure.step}"
        yield f"    expected: {printable(str(failure.expected))}"
        yield f"    actual:   {printable(failure.actual)}"


def case_outcome(done: Replay) -> "CaseOutcome":
    """The outcome as CI systems show it."""
    from harness.reports.ci import CaseOutcome, Trouble

    scenario = done.scenario
    troubles = tuple(
        Trouble(
            scenario.file, failure.line, 0, f"{scenario.title}: step {failure.step}",
            f"expected: {printable(str(failure.expected))}\nactual: {printable(failure.actual)}",
        )
        for failure in done.failures
    )  # fmt: skip
    return CaseOutcome(
        scenario.file, scenario.line or 1, scenario.title, troubles, done.error is not None
    )


def approved_text(done: Replay) -> str:
    """The printed text; where rows are generated, its timeline and outcome alone.

    Generated values come from Faker and change with its release. The timeline folds them; the end
    state shows them.
    """
    text = "".join(f"{part}\n" for part in replay_parts(done))
    commands = (step.does for step in done.scenario.steps)
    if not any(isinstance(one, Import) and one.generate for one in commands):
        return text
    lines = text.splitlines(keepends=True)
    end = next(place for place, line in enumerate(lines) if line.rstrip().endswith("at the end"))
    return "".join([*lines[:end], *[line for line in lines if line.strip()][-1:]])
