"""Replayed scenarios as one HTML page that needs nothing but itself.

Style and script stand in the page, and its security policy allows these two and nothing else: what a
scenario says could not run or fetch anything even if it were not escaped. The same scenarios make
the same bytes.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from harness.readers.findings import data_loss, undone_deletes
from harness.readers.html_end import end_state, findings, grid
from harness.readers.html_text import isolated, rule_link, table, text
from harness.readers.html_timeline import lanes
from harness.readers.lines import Failure, StepDone
from harness.values.rules import RULES, STATUS
from harness.values.settings import Settings
from harness.values.times import format_duration, format_instant
from harness.world.simulator import Simulator


class Story(NamedTuple):
    """A scenario that was replayed, as a page tells it."""

    title: str
    file: str
    rules: Sequence[str]
    outcome: str
    failures: Sequence[Failure]
    simulator: Simulator
    steps: Sequence[StepDone]


def page(stories: Sequence[Story], expand: bool = False) -> str:
    """The page. Folded lines stay folded, and long tables short, unless it is to expand them."""
    only = len(stories) == 1
    passed = sum(story.outcome == "passed" for story in stories)
    title = stories[0].title if only else f"{passed} of {len(stories)} scenarios passed"
    main = "" if only else _contents(stories)
    for number, story in enumerate(stories, 1):
        body = _story(story, expand, f"s{number}", 2 if only else 3)
        main += f'<div class="story">{body}</div>\n' if only else _folding(story, number, body)
    main += _rules(main)
    style, script = _piece("page.css"), _piece("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<header><p>Human Resources and Dataverse, simulated</p>\n<h1>{isolated(title)}</h1>\n"
        f"{_LEGEND}</header>\n<main>\n{main}</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )


_LEGEND: Final = (
    '<details class="legend"><summary>How to read this page</summary>\n<p>Time runs down, in UTC. '
    "Each card stands in the lane of the environment where something happened; an arrow is the "
    "integration writing across. The middle lane is filled while integration is on and hatched "
    "while it is off. What people lost, and what failed, is red and marked with an exclamation "
    "mark. Many alike events stand on one card with their number. A rule such as R3 leads to what "
    "it says; an A after it means that the documents leave it open and we decided.</p></details>\n"
)


@cache
def _piece(name: str) -> str:
    return files("harness.readers").joinpath(name).read_text("utf-8")


def _hash(piece: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(piece.encode()).digest()).decode()


def _contents(stories: Sequence[Story]) -> str:
    """Every scenario with its outcome, and what it cost people."""
    rows = []
    for number, story in enumerate(stories, 1):
        title = f'<a href="#s{number}">{isolated(story.title)}</a>'
        rules = " ".join(rule_link(rule) for rule in story.rules)
        counts = [f"{count:,}" if count else "" for _, count in _costs(story)]
        mark = "alarm" if story.failures else ""
        rows.append((mark, [title, _outcome(story), rules, *counts]))
    headers = ("Scenario", "Outcome", "Shows", *(name for name, _ in _costs(stories[0])))
    return f'<nav aria-label="Scenarios">{table("contents", "Scenarios", headers, rows)}</nav>\n'


def _costs(story: Story) -> list[tuple[str, int]]:
    return [
        ("Data losses", len(data_loss(story.simulator))),
        ("Undone deletes", len(undone_deletes(story.simulator))),
        ("Missed requests left", story.simulator.world.missed.count()),
    ]


def _outcome(story: Story) -> str:
    mark, word = ("✕", "FAILED") if story.failures else ("✓", text(story.outcome))
    return f'<b class="outcome {text(story.outcome)}">{mark} {word}</b>'


def _folding(story: Story, number: int, body: str) -> str:
    """A scenario among others: folded, unless there is a failure to look at."""
    opened = " open" if story.failures else ""
    return (
        f'<details class="story" id="s{number}"{opened}><summary><h2>{isolated(story.title)}</h2> '
        f"{_outcome(story)}</summary>\n{body}</details>\n"
    )


def _story(story: Story, expand: bool, prefix: str, level: int) -> str:
    simulator = story.simulator

    def section(title: str, body: str) -> str:
        return f"<section><h{level}>{title}</h{level}>\n{body}</section>\n"

    return (
        _facts(story)
        + _failures(story, prefix)
        + section("What happened", lanes(simulator, story.steps, expand, prefix, level + 1))
        + section("Both environments at the end", end_state(simulator, expand))
        + section("The grid at the end", grid(simulator, expand))
        + section("Findings", findings(simulator, expand))
        + f'<p class="end">{_outcome(story)} {isolated(story.title)}</p>\n'
    )


def _facts(story: Story) -> str:
    world = story.simulator.world
    begun, ended = (
        format_instant(at).replace("T", " ")[:-1] for at in (world.settings.start, world.clock.now)
    )
    facts = [
        _outcome(story),
        isolated(story.file),
        f"{len(story.steps)} step{'' if len(story.steps) == 1 else 's'}",
        f"{begun} to {ended} UTC",
        f"integration {'on' if world.on else 'off'} at the end",
    ]
    if story.rules:
        facts.append("shows " + " ".join(rule_link(rule) for rule in story.rules))
    facts += _settings(world.settings)
    for name, count in _costs(story):
        alarm = ' class="alarm"' if count and "Missed" not in name else ""
        facts.append(f"<span{alarm}>{name.lower()}: {count:,}</span>")
    return f'<ul class="facts">{"".join(f"<li>{fact}</li>" for fact in facts)}</ul>\n'


def _settings(settings: Settings) -> list[str]:
    """The settings that are not the law's own, for a reader who wonders."""
    usual = Settings()
    found = [
        f"{name.replace('_', ' ')}: {text(getattr(settings, name))}"
        for name in ("conflict", "tie")
        if getattr(settings, name) != getattr(usual, name)
    ]
    return found + [
        f"{name.replace('_', ' ')}: {format_duration(getattr(settings, name))}"
        for name in ("dataverse_to_hr_delay", "batch_job_every")
        if getattr(settings, name) != getattr(usual, name)
    ]


def _failures(story: Story, prefix: str) -> str:
    if not story.failures:
        return ""
    items = "".join(
        f'<li><a href="#{prefix}step{failure.step}">step {failure.step}</a>, line {failure.line}: '
        f"expected {isolated(failure.expected)}; instead {isolated(failure.actual)}</li>"
        for failure in story.failures
    )
    return f'<ul class="failures">{items}</ul>\n'


def _rules(main: str) -> str:
    """What the rules say that the page links to. Only `rule_link` writes such a link."""
    linked = set(re.findall(r'href="#rule-(\w+)"', main))
    if not linked:
        return ""
    rows = [
        ("", [f'<span id="rule-{name}">{name}</span>', _status(name), text(rule.statement)])
        for name, rule in RULES.items()
        if name in linked
    ]
    found = table("rules", "The rules that this page names", ("Rule", "Status", "Says"), rows)
    return f'<section class="story"><h2>Rules</h2>\n{found}</section>\n'


def _status(name: str) -> str:
    rule = RULES[name]
    says = f"{rule.status}: {STATUS[rule.status]}"
    return f"{says}; a setting switches it" if rule.policy else says
