"""Replayed scenarios as one HTML page. The same scenarios make the same bytes."""

from collections.abc import Iterable, Sequence
from typing import Final

from harness.reports.html.layout import rules_section, whole_page
from harness.reports.html.scenario import COSTS, RenderedScenario, ScenarioView, rendered
from harness.reports.html.text import isolated, table

LEGEND: Final = (
    '<details class="legend"><summary>How to read this page</summary>\n<p>Time runs down, in UTC. '
    "Each card stands in the lane of the environment where something happened; an arrow is the "
    "integration writing across. The middle lane is filled while integration is on and hatched "
    "while it is off. What people lost, and what failed, is red and marked with an exclamation "
    "mark. Many alike events stand on one card with their number. A rule such as R3 leads to what "
    "it says; an A after it means that the documents leave it open and we decided.</p></details>\n"
)


class Page:
    """A page that grows story by story. Each is read when it is added: its stores may close then.

    Folded lines stay folded, and long tables short, unless the page is to expand them.
    """

    def __init__(self, expand: bool = False) -> None:
        self._expand = expand
        self._told: list[RenderedScenario] = []

    def add(self, story: ScenarioView) -> None:
        """Tell one more story."""
        self._told.append(rendered(story, f"s{len(self._told) + 1}", self._expand))

    def text(self) -> str:
        """The whole page."""
        if len(self._told) == 1:
            (only,) = self._told
            title = only.title
            main = f"<h2>{only.outcome}</h2>\n{only.body}"
        else:
            passed = sum(not one.failed for one in self._told)
            title = f"{passed} of {len(self._told)} scenarios passed"
            main = _contents(self._told)
            main += "".join(_folding(number, one) for number, one in enumerate(self._told, 1))
        return whole_page(title, main + rules_section(main), LEGEND)


def page(stories: Iterable[ScenarioView], expand: bool = False) -> str:
    """The page of these stories."""
    whole = Page(expand)
    for story in stories:
        whole.add(story)
    return whole.text()


def _contents(stories: Sequence[RenderedScenario]) -> str:
    """Every scenario with its outcome, and what it cost people."""
    rows = []
    for number, one in enumerate(stories, 1):
        title = f'<a href="#s{number}">{isolated(one.title)}</a>'
        counts = [f"{count:,}" if count else "" for count in one.costs]
        rows.append(("alarm" if one.failed else "", [title, one.outcome, one.rules, *counts]))
    headers = ("Scenario", "Outcome", "Shows", *COSTS)
    return f'<nav aria-label="Scenarios">{table("contents", "Scenarios", headers, rows)}</nav>\n'


def _folding(number: int, one: RenderedScenario) -> str:
    """A scenario among others: folded, unless there is a failure to look at."""
    opened = " open" if one.failed else ""
    return (
        f'<details class="story" id="s{number}"{opened}><summary><h2>{isolated(one.title)}</h2> '
        f"{one.outcome}</summary>\n{one.body}</details>\n"
    )
