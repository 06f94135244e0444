"""The story of one record as an HTML page: how it came to be as it is."""

from harness.domain.rule_marks import standing_in
from harness.domain.rules import RULES
from harness.reports.explain.explanation import RecordExplanation
from harness.reports.explain.stated_rules import stated
from harness.reports.html.rendering import render


def explanation_page(explanation: RecordExplanation) -> str:
    """The page."""
    settings, table = explanation.state.settings, explanation.table
    standing = {rule: standing_in(rule, settings, table) for rule in explanation.rules}
    return render(
        "explanation.html",
        title=explanation.title,
        story=explanation.state,
        sections=explanation.sections,
        standing=standing,
        stated=[(RULES[it], standing[it], stated(it, settings, table)) for it in standing],
    )
