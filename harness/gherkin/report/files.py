"""The report of a run of features: living documentation, and Cucumber Messages."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from harness.domain.errors import BadInput
from harness.gherkin import feature_file
from harness.gherkin.feature_file import FeatureFile
from harness.gherkin.report.features_page import page
from harness.gherkin.report.messages import Record, envelopes
from harness.gherkin.report.outcomes import by_place, feature_outcome
from harness.gherkin.report.provenance import Provenance
from harness.reports.github_summary import github_summary
from harness.reports.output import write_file
from harness.reports.run_summary import Cost, FailedExpectation, OutcomeGroup, ScenarioOutcome

_CHANGED: Final = (
    "was changed or removed while its scenarios ran, so they cannot be reported: run again"
)


def write_report(
    folder: Path,
    root: Path,
    records: Sequence[Record],
    problems: Sequence[tuple[str, str]],
    success: bool = True,
    provenance: Provenance | None = None,
) -> list[Path]:
    """Write `index.html` and `messages.ndjson`, each whole or not at all; returns where they are.

    `records` are of scenarios, in any order; `root` is what their files are relative to; `problems`
    are files that could not be collected, and why; `success` is whether all else went well, which
    records do not know; `provenance` is for the page. Raises BadInput if nothing can be written.
    """
    files, changed = _as_they_ran(root, records)
    shown = [record for record in records if record["uri"] in files]
    wrong = _by_file([*problems, *((uri, f"{uri} {_CHANGED}") for uri in changed)])
    messages = [
        _writable(json.dumps(one, ensure_ascii=False, separators=(",", ":")))
        for one in envelopes(root, shown, wrong, success)
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{folder}: the report cannot be written: {error.strerror or error}"
        raise BadInput(problem) from None
    texts = {
        folder / "index.html": page(files, shown, wrong, success, provenance),
        folder / "messages.ndjson": "\n".join(messages),
    }
    for path, text in texts.items():
        write_file(path, text)
    return list(texts)


def write_summary(
    path: Path,
    root: Path,
    records: Sequence[Record],
    files: Sequence[Sequence[Any]],
    problems: Sequence[tuple[str, str]],
) -> None:
    """Write a summary in Markdown; `files` are how scenario files went. Raises BadInput."""
    features, changed = _as_they_ran(root, records)
    places = by_place(records)
    groups = [feature_outcome(uri, file, places) for uri, file in features.items()]
    for title, place, status, rules, cost, failures in files:
        unmet = [FailedExpectation(*one) for one in failures]
        one = ScenarioOutcome(title, place, status, rules, Cost(*cost), unmet)
        groups.append(OutcomeGroup(title, place, [one]))
    wrong = _by_file([*problems, *((uri, f"{uri} {_CHANGED}") for uri in changed)])
    write_file(path, github_summary(groups, wrong=wrong))


def _as_they_ran(root: Path, records: Iterable[Record]) -> tuple[dict[str, FeatureFile], list[str]]:
    """The files of the records, and the names of those that have changed since they ran."""
    ran: dict[str, dict[tuple[int, int | None], int]] = {}
    for record in records:
        ran.setdefault(record["uri"], {})[record["line"], record["row"]] = len(record["steps"])
    files, changed = {}, []
    for uri, steps in sorted(ran.items()):
        try:
            read = feature_file.load(root / uri, uri)
        except BadInput:
            changed.append(uri)
            continue
        there = {(case.line, case.row): len(case.steps) for case in read.cases}
        if steps.items() <= there.items():
            files[uri] = read
        else:
            changed.append(uri)
    return files, changed


def _by_file(problems: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The problems of each file, each once: every one of several processes reports it."""
    found: dict[str, list[str]] = {}
    for uri, problem in problems:
        if problem not in found.setdefault(uri, []):
            found[uri].append(problem)
    return {uri: "\n".join(of) for uri, of in sorted(found.items())}


def _writable(line: str) -> str:
    """A line that UTF-8 can hold: half a character, as exceptions may contain, becomes U+FFFD."""
    return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
