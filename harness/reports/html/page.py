"""Replayed scenarios as one HTML page. The same scenarios make the same bytes."""

from collections.abc import Sequence

from harness.reports.html.rendering import render
from harness.reports.html.scenario import COSTS, RenderedScenario


def page(scenarios: Sequence[RenderedScenario]) -> str:
    """The page of these scenarios, rendered with the prefixes *s1*, *s2* and so on."""
    if len(scenarios) == 1:
        title = scenarios[0].title
    else:
        passed = sum(not one.failed for one in scenarios)
        title = f"{passed} of {len(scenarios)} scenarios passed"
    numbered = sorted(enumerate(scenarios, 1), key=lambda it: not it[1].failed)
    return render(
        "page.html", title=title, scenarios=scenarios, contents=numbered, cost_names=COSTS
    )  # fmt: skip
