"""Replayed scenarios as one HTML page. The same scenarios make the same bytes."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from harness.domain.rules import RULES
from harness.reports.html.rendering import render
from harness.reports.html.scenario import COSTS, RenderedScenario
from harness.reports.run_summary import summed

_MARKS: Final = {"passed": "✓", "failed": "✕"}


def page(scenarios: Sequence[RenderedScenario]) -> str:
    """The page of these scenarios, rendered with the prefixes *s1*, *s2* and so on."""
    counts = Counter(one.outcome for one in scenarios)
    if len(scenarios) == 1:
        title = scenarios[0].title
    else:
        passed = counts["passed"]
        title = f"{passed} of {len(scenarios)} scenarios passed"
    numbered = sorted(enumerate(scenarios, 1), key=lambda it: not it[1].failed)
    shown = {rule for one in scenarios for rule in one.rules}
    return render(
        "page.html",
        title=title,
        scenarios=scenarios,
        contents=numbered,
        cost_names=COSTS,
        marks=_MARKS,
        counts=counts,
        cost=summed(one.cost for one in scenarios),
        rules_shown=[rule for rule in RULES if rule in shown],
    )
