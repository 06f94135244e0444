"""Replayed scenarios as one HTML page. The same scenarios make the same bytes."""

from collections.abc import Iterable

from harness.reports.html.rendering import render
from harness.reports.html.scenario import COSTS, RenderedScenario, ScenarioView, rendered


class Page:
    """A page that grows scenario by scenario, each read when it is added: its stores may close.

    Folded lines stay folded, and long tables short, unless the page is to expand them.
    """

    def __init__(self, expand: bool = False) -> None:
        self._expand = expand
        self._scenarios: list[RenderedScenario] = []

    def add(self, scenario: ScenarioView) -> None:
        """Show one more scenario."""
        prefix = f"s{len(self._scenarios) + 1}"
        self._scenarios.append(rendered(scenario, prefix, self._expand))

    def text(self) -> str:
        """The whole page."""
        scenarios = self._scenarios
        passed = sum(not one.failed for one in scenarios)
        title = f"{passed} of {len(scenarios)} scenarios passed"
        if len(scenarios) == 1:
            title = scenarios[0].title
        return render("page.html", title=title, scenarios=scenarios, cost_names=COSTS)


def page(scenarios: Iterable[ScenarioView], expand: bool = False) -> str:
    """The page of these scenarios."""
    whole = Page(expand)
    for scenario in scenarios:
        whole.add(scenario)
    return whole.text()
