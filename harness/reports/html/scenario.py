"""One scenario in HTML: its facts, its failures, what happened, and how it ended."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from harness.domain.settings import Settings
from harness.domain.step_results import Failure, StepResult
from harness.domain.times import format_duration, format_instant
from harness.reports.event_text import plural
from harness.reports.findings import data_loss, undone_deletes
from harness.reports.html.end_state import end_state, findings, grid
from harness.reports.html.lanes import lanes
from harness.reports.html.text import isolated, rule_link, text
from harness.simulator.simulator import Simulator

COSTS: Final = ("Data losses", "Undone deletes", "Missed requests left")


class ScenarioView(NamedTuple):
    """A scenario that was replayed, as a page tells it."""

    title: str
    file: str
    rules: Sequence[str]
    outcome: str
    failures: Sequence[Failure]
    simulator: Simulator
    steps: Sequence[StepResult]


class RenderedScenario(NamedTuple):
    """A story as markup: what is left of it when its stores are closed."""

    title: str
    failed: bool
    outcome: str
    rules: str
    costs: tuple[int, ...]
    body: str


def rendered(story: ScenarioView, prefix: str, expand: bool) -> RenderedScenario:
    """The story as markup. `prefix` begins the ids of what links may lead to."""
    simulator = story.simulator
    mark, word = ("✕", "FAILED") if story.failures else ("✓", text(story.outcome))
    outcome = f'<b class="outcome {text(story.outcome)}">{mark} {word}</b>'
    rules = " ".join(map(rule_link, story.rules))
    costs = (
        len(data_loss(simulator)),
        len(undone_deletes(simulator)),
        simulator.world.missed.count(),
    )
    sections = {
        "What happened": lanes(simulator, story.steps, expand, prefix),
        "Both environments at the end": end_state(simulator, expand),
        "The grid at the end": grid(simulator, expand),
        "Findings": findings(simulator, expand),
    }
    body = (
        _facts(story, rules, costs)
        + _failures(story, prefix)
        + "".join(
            f"<section><h3>{title}</h3>\n{part}</section>\n" for title, part in sections.items()
        )
        + f'<p class="end">{outcome} {isolated(story.title)}</p>\n'
    )
    return RenderedScenario(story.title, bool(story.failures), outcome, rules, costs, body)


def _facts(story: ScenarioView, rules: str, costs: Sequence[int]) -> str:
    world = story.simulator.world
    begun, ended = (
        format_instant(at).replace("T", " ")[:-1] for at in (world.settings.start, world.clock.now)
    )
    facts = [
        isolated(story.file),
        plural(len(story.steps), "step"),
        f"{begun} to {ended} UTC",
        f"integration {'on' if world.on else 'off'} at the end",
    ]
    if rules:
        facts.append(f"shows {rules}")
    facts += _settings(world.settings)
    for name, count in zip(COSTS, costs, strict=True):
        alarm = ' class="alarm"' if count and name != COSTS[-1] else ""
        facts.append(f"<span{alarm}>{name.lower()}: {count:,}</span>")
    return f'<ul class="facts">{"".join(f"<li>{fact}</li>" for fact in facts)}</ul>\n'


def _settings(settings: Settings) -> list[str]:
    """The settings that are not the law's own, for a reader who wonders."""
    usual = Settings()
    found = [
        (name, getattr(settings, name))
        for name in ("conflict", "tie", "dataverse_to_hr_delay", "batch_job_every")
        if getattr(settings, name) != getattr(usual, name)
    ]
    return [
        f"{name}: {text(value if isinstance(value, str) else format_duration(value))}"
        for name, value in found
    ]


def _failures(story: ScenarioView, prefix: str) -> str:
    if not story.failures:
        return ""
    items = "".join(
        f'<li><a href="#{prefix}step{failure.step}">step {failure.step}</a>, line {failure.line}: '
        f"expected {isolated(failure.expected)}; instead {isolated(failure.actual)}</li>"
        for failure in story.failures
    )
    return f'<ul class="failures">{items}</ul>\n'
