"""Living documentation: the features as one page, each scenario with its outcome.

The page shows what the run was, not when: the same outcomes make the same bytes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from harness.domain.rules import RULES
from harness.gherkin.feature_file import Case, FeatureFile, FeatureStep, Node
from harness.gherkin.report.messages import Record
from harness.reports.html.rendering import render
from harness.reports.html.scenario import COSTS

_MARKS: Final = {"passed": "✓", "failed": "✕", "skipped": "–", "not run": "·"}
_STEP: Final = {"PASSED": "passed", "FAILED": "failed", "PENDING": "failed", "SKIPPED": "skipped"}
_UNRUN: Final = "not run"
_BADGES: Final = (
    ("data loss", "data losses"),
    ("undone delete", "undone deletes"),
    ("other finding", "other findings"),
)


class StepView(NamedTuple):
    """A step with its outcome."""

    step: FeatureStep
    status: str
    parts: Sequence[tuple[str, bool]]  # its text, in parts that are or are not an argument
    record: Mapping[str, Any]  # empty if it did not run


class CaseView(NamedTuple):
    """A case with the record of its run."""

    case: Case
    record: Record | None
    feature: str  # its name
    number: int  # of the feature on the page

    @property
    def anchor(self) -> str:
        """The id of its place in the page."""
        return f"f{self.number}-{self.case.own_line}"

    @property
    def status(self) -> str:
        """passed, failed, skipped or not run."""
        return str(self.record["status"]) if self.record else _UNRUN

    @property
    def words(self) -> str:
        """What the search finds it by, in lower case."""
        case = self.case
        cells = [cell for step in case.steps for line in step.table or () for cell in line]
        texts = (step.text for step in case.steps)
        within = self.feature, case.rule["name"] if case.rule else ""
        return " ".join([case.title, *case.values, *texts, *cells, *within]).lower()

    @property
    def costs(self) -> Sequence[int]:
        """What people lost in it, as COSTS names it; empty if no simulation ran."""
        shown = self.record and self.record["view"]
        return shown["costs"] if shown else ()

    @property
    def badges(self) -> list[str]:
        """What people lost in it, in words."""
        return [
            f"{cost:,} {one if cost == 1 else many}"
            for cost, (one, many) in zip(self.costs, _BADGES, strict=False)
            if cost
        ]

    @property
    def steps(self) -> Iterator[StepView]:
        """Its steps, each with its part of the record."""
        for number, step in enumerate(self.case.steps):
            ran = self.record["steps"][number] if self.record else {}
            status = _STEP.get(ran.get("status", ""), _UNRUN)
            yield StepView(step, status, _parts(step.text, ran.get("arguments", ())), ran)


class RuleView(NamedTuple):
    """Cases that follow each other in a rule of a feature, or outside any."""

    rule: Node | None
    status: str
    cases: Sequence[CaseView]


class FeatureView(NamedTuple):
    """A feature file with its cases."""

    file: FeatureFile
    cases: Sequence[CaseView]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of its cases have which status."""
        return Counter(one.status for one in self.cases)

    @property
    def rules(self) -> Iterator[RuleView]:
        """Its cases by the rule that they stand in, in the order of the file."""
        for _, group in groupby(self.cases, key=lambda one: id(one.case.rule)):
            cases = list(group)
            yield RuleView(cases[0].case.rule, _worst(one.status for one in cases), cases)


class LawView(NamedTuple):
    """A rule of the simulated law with its outcome, and the cases that show it."""

    rule: str
    outcome: str
    cases: Sequence[CaseView]


def page(
    read: Mapping[str, FeatureFile],
    records: Sequence[Record],
    problems: Mapping[str, str],
    success: bool,
) -> str:
    """The whole page; `read` are the files of the records, the rest is as in `write_report`."""
    of = {(one["uri"], one["line"], one["row"]): one for one in records}
    features = []
    for number, (uri, file) in enumerate(read.items(), 1):
        ran = [(case, of.get((uri, case.line, case.row))) for case in file.cases]
        views = [CaseView(case, record, file.feature["name"], number) for case, record in ran]
        features.append(FeatureView(file, views))
    cases = [one for feature in features for one in feature.cases]
    counts = Counter(one.status for one in cases)
    finished = len(cases) - counts[_UNRUN]
    by_rule: dict[str, list[CaseView]] = {rule: [] for rule in RULES}
    for one in cases:
        for rule in one.case.rule_ids:
            by_rule[rule].append(one)
    return render(
        "features.html",
        title=f"{counts['passed']} of {finished} scenarios passed"
        if finished
        else "No scenario ran",
        marks=_MARKS,
        counts=counts,
        costs=[
            (name, sum(one.costs[n] for one in cases if one.costs)) for n, name in enumerate(COSTS)
        ],
        problems=problems,
        explained=success or bool(counts["failed"]),
        features=features,
        rules=[rule for rule, shown in by_rule.items() if shown],
        tags=sorted({tag for one in cases for tag in one.case.tags if tag not in RULES}),
        law=[LawView(rule, _outcome(shown), shown) for rule, shown in by_rule.items()],
    )


def _worst(statuses: Iterable[str]) -> str:
    """The worst of some outcomes."""
    found = set(statuses)
    return next((one for one in ("failed", "passed", "skipped") if one in found), _UNRUN)


def _outcome(cases: Iterable[CaseView]) -> str:
    outcome = _worst(one.status for one in cases)
    return "not shown" if outcome == _UNRUN else outcome


def _parts(text: str, arguments: Sequence[Mapping[str, Any]]) -> Sequence[tuple[str, bool]]:
    """The text of a step, parted into what is an argument and what is not."""
    parts, at = [], 0
    for argument in arguments:
        start, value = argument["group"]["start"], argument["group"]["value"]
        if value is None or start < at:
            continue
        parts += [(text[at:start], False), (value, True)]
        at = start + len(value)
    return [*parts, (text[at:], False)]
