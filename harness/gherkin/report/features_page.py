"""Living documentation: the features as one page, each scenario with its outcome.

Without provenance the page shows what the run was, not when: the same outcomes make the same bytes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from harness.domain.rules import RULES
from harness.gherkin.feature_file import (
    Case,
    FeatureFile,
    FeatureStep,
    Node,
    scenarios_of,
)
from harness.gherkin.report.messages import Record
from harness.gherkin.report.outcomes import (
    NOT_RUN,
    by_place,
    case_outcome,
    feature_outcome,
    record_of,
)
from harness.gherkin.report.provenance import Provenance
from harness.reports.html.rendering import render
from harness.reports.run_summary import Cost, FailedExpectation, OutcomeGroup, summed

_MARKS: Final = {"passed": "✓", "failed": "✕", "skipped": "–", "not run": "·"}
_STEP: Final = {"PASSED": "passed", "FAILED": "failed", "PENDING": "failed", "SKIPPED": "skipped"}


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
    uri: str  # its file

    @property
    def anchor(self) -> str:
        """The id of its place in the page: its file and line, whatever else the page has."""
        return f"{_anchor(self.uri)}:{self.case.own_line}"

    @property
    def row(self) -> str:
        """The values of its row, unless its title has them all."""
        untold = [value for value in self.case.values if value not in self.case.title]
        return ", ".join(self.case.values) if untold else ""

    @property
    def status(self) -> str:
        """passed, failed, skipped or not run."""
        return str(self.record["status"]) if self.record else NOT_RUN

    @property
    def words(self) -> str:
        """What the search finds it by, in lower case."""
        case = self.case
        cells = [cell for step in case.steps for line in step.table or () for cell in line]
        texts = (step.text for step in case.steps)
        within = self.feature, case.rule["name"] if case.rule else ""
        return " ".join([case.title, *case.values, *texts, *cells, *within]).lower()

    @property
    def cost(self) -> Cost:
        """What people lost in it."""
        return case_outcome(self.uri, self.case, self.record).cost

    @property
    def failure(self) -> FailedExpectation | None:
        """What was expected and what there was instead, where a step failed."""
        return next(iter(case_outcome(self.uri, self.case, self.record).failures), None)

    @property
    def steps(self) -> Iterator[StepView]:
        """Its steps, each with its part of the record."""
        for number, step in enumerate(self.case.steps):
            ran = self.record["steps"][number] if self.record else {}
            status = _STEP.get(ran.get("status", ""), NOT_RUN)
            yield StepView(step, status, _parts(step.text, ran.get("arguments", ())), ran)


class ExamplesView(NamedTuple):
    """A table of Examples, each row with the case that it makes."""

    name: str
    columns: Sequence[str]
    rows: Sequence[CaseView]


class WrittenScenario(NamedTuple):
    """A scenario as it is written: one case, or an outline with the cases of its rows."""

    template: str  # the title with its placeholders
    examples: Sequence[ExamplesView]  # of an outline
    cases: Sequence[CaseView]


class RuleView(NamedTuple):
    """Scenarios that follow each other in a rule of a feature, or outside any."""

    rule: Node | None
    status: str
    scenarios: Sequence[WrittenScenario]


class FeatureView(NamedTuple):
    """A feature file with its cases."""

    file: FeatureFile
    cases: Sequence[CaseView]
    went: OutcomeGroup

    @property
    def anchor(self) -> str:
        """The id of its place in the page."""
        return _anchor(self.went.place)

    @property
    def rules(self) -> Iterator[RuleView]:
        """Its scenarios by the rule that they stand in, in the order of the file."""
        written = {node["location"]["line"]: node for _, node in scenarios_of(self.file.feature)}
        for _, group in groupby(self.cases, key=lambda one: id(one.case.rule)):
            cases = list(group)
            scenarios = [
                _as_written(written[line], list(its))
                for line, its in groupby(cases, key=lambda one: one.case.line)
            ]
            yield RuleView(cases[0].case.rule, _worst(one.status for one in cases), scenarios)


def _as_written(node: Node, cases: Sequence[CaseView]) -> WrittenScenario:
    of_row = {one.case.row: one for one in cases}
    examples = [
        ExamplesView(
            table["name"],
            [cell["value"] for cell in table["tableHeader"]["cells"]],
            [of_row[row["location"]["line"]] for row in table["tableBody"]],
        )
        for table in node["examples"]
        if table.get("tableBody")
    ]
    return WrittenScenario(node["name"], examples, cases)


def _anchor(uri: str) -> str:
    """A file as an id, and as what a link to it says: both without what a URL has to escape."""
    return quote(uri, safe="/")


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
    provenance: Provenance | None = None,
) -> str:
    """The whole page; `read` are the files of the records, the rest is as in `write_report`."""
    places = by_place(records)
    features = []
    for uri, file in read.items():
        views = [
            CaseView(case, record_of(places, uri, case), file.feature["name"], uri)
            for case in file.cases
        ]
        features.append(FeatureView(file, views, feature_outcome(uri, file, places)))
    cases = [one for feature in features for one in feature.cases]
    counts = Counter(one.status for one in cases)
    finished = len(cases) - counts[NOT_RUN]
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
        cost=summed(one.cost for one in cases),
        failed=[one for one in cases if one.status == "failed"],
        provenance=provenance,
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
    return next((one for one in ("failed", "passed", "skipped") if one in found), NOT_RUN)


def _outcome(cases: Iterable[CaseView]) -> str:
    outcome = _worst(one.status for one in cases)
    return "not shown" if outcome == NOT_RUN else outcome


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
