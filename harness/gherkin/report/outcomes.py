"""How scenarios of features went, from the records of their runs."""

from collections.abc import Iterable, Mapping

from harness.gherkin.feature_file import Case, FeatureFile
from harness.gherkin.report.messages import Record
from harness.reports.run_summary import Cost, FailedExpectation, OutcomeGroup, ScenarioOutcome

NOT_RUN = "not run"
RecordsByPlace = Mapping[tuple[str, int, int | None], Record]


def by_place(records: Iterable[Record]) -> RecordsByPlace:
    """The records by file, line of the scenario, and line of its row."""
    return {(one["uri"], one["line"], one["row"]): one for one in records}


def record_of(records: RecordsByPlace, uri: str, case: Case) -> Record | None:
    """The record of a case; None if it did not run."""
    return records.get((uri, case.line, case.row))


def feature_outcome(uri: str, file: FeatureFile, records: RecordsByPlace) -> OutcomeGroup:
    """How the scenarios of a feature went."""
    cases = [case_outcome(uri, case, record_of(records, uri, case)) for case in file.cases]
    return OutcomeGroup(file.feature["name"], uri, cases)


def case_outcome(uri: str, case: Case, record: Record | None) -> ScenarioOutcome:
    """How a case went."""
    place = f"{uri}:{case.own_line}"
    if record is None:
        return ScenarioOutcome(case.title, place, NOT_RUN, case.rule_ids)
    cost = Cost(*record["cost"]) if record["cost"] else Cost()
    failures = [FailedExpectation(place, *record["failure"])] if record["failure"] else []
    return ScenarioOutcome(case.title, place, record["status"], case.rule_ids, cost, failures)
