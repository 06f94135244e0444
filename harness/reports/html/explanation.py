"""The story of one record as an HTML page: how it came to be as it is."""

from collections.abc import Sequence
from typing import NamedTuple

from harness.domain.rules import RULES, legend
from harness.domain.settings import Settings
from harness.reports.explain.explanation import Explanation
from harness.reports.explain.stated_rules import stated
from harness.reports.html.rendering import render


class RecordStory(NamedTuple):
    """Of which scenario, at which moment."""

    title: str
    place: str
    settings: Settings
    now: int
    on: bool
    failed: Sequence[int]  # the steps that failed


def explanation_page(explanation: Explanation, story: RecordStory) -> str:
    """The page."""
    return render(
        "explanation.html",
        title=explanation.title,
        story=story,
        sections=explanation.sections,
        stated=[
            (RULES[rule], stated(rule, story.settings, explanation.table))
            for rule in explanation.rules
        ],
        note=legend(explanation.rules),
    )
