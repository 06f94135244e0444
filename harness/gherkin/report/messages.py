"""Cucumber Messages: what a run was, one JSON object a line, as Cucumber's other tools read it.

The protocol is https://github.com/cucumber/messages, of the version of its library. Ids count up in
the order of the files, whatever process ran what; times are real.
"""

import base64
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import cucumber_messages as cucumber
from cucumber_messages import Envelope
from gherkin.stream.id_generator import IdGenerator

from harness.domain.errors import BadInput, Problems
from harness.domain.files import read_text
from harness.gherkin import feature_file
from harness.gherkin.vocabulary import custom_kinds

Record = Mapping[str, Any]  # of a scenario, as `pytest_plugin.result_hooks` makes it
_HOOKS: Final = {"before": "BEFORE_TEST_CASE", "after": "AFTER_TEST_CASE"}


def envelopes(
    root: Path, records: Sequence[Record], problems: Mapping[str, str], success: bool
) -> Iterator[dict[str, Any]]:
    """Every message of a run as JSON data; `report.files.write_report` explains the parameters."""
    for message in _envelopes(root, records, problems, success):
        yield cucumber.message_converter.to_dict(message)


def attachment(
    body: str | bytes, media_type: str, file_name: str | None = None
) -> dict[str, str | None]:
    """An attachment of a step, as a record keeps it; bytes travel in Base64."""
    if isinstance(body, bytes):
        text, encoding = base64.b64encode(body).decode("ascii"), "BASE64"
    else:
        text, encoding = body, "IDENTITY"
    return {"body": text, "encoding": encoding, "mediaType": media_type, "fileName": file_name}


def _envelopes(
    root: Path, records: Sequence[Record], problems: Mapping[str, str], success: bool
) -> Iterator[Envelope]:
    yield Envelope(meta=_meta())
    run = _Run(root)
    for uri in sorted({record["uri"] for record in records} | set(problems)):
        yield from run.feature(uri, problems.get(uri))
    yield from run.definitions(records)
    yield from run.hooks(records)
    yield from run.cases(records, success=success and not problems)


def _meta() -> cucumber.Meta:
    harness = "dataverse-sync-harness"
    return cucumber.Meta(
        protocol_version=version("cucumber-messages"),
        implementation=cucumber.Product(harness, version(harness)),
        runtime=cucumber.Product(platform.python_implementation(), platform.python_version()),
        os=cucumber.Product(platform.system().lower(), platform.release()),
        cpu=cucumber.Product(platform.machine()),
    )


class _Run:
    """The ids that messages refer to each other by."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ids = IdGenerator()
        self.pickles: dict[tuple[str, int, int | None], Any] = {}  # by file, scenario and row
        self.definition_ids: dict[tuple[Any, ...], str] = {}
        self.hook_ids: dict[str, str] = {}  # by `before` and `after`

    def feature(self, uri: str, problem: str | None) -> Iterator[Envelope]:
        """A file: its text, its tree and its pickles; or why it could not be read."""
        try:
            text = read_text(self.root / uri)
        except BadInput as error:
            yield _parse_error(uri, problem or str(error))
            return
        kind = cucumber.SourceMediaType.text_x_cucumber_gherkin_plain
        yield Envelope(source=cucumber.Source(text, kind, uri))
        if problem is not None:
            yield _parse_error(uri, problem)
        try:
            read = feature_file.parse(uri, text, self.ids)
        except Problems:
            return  # the problem says so
        yield Envelope(gherkin_document=read.document)
        for case, pickle in zip(read.cases, read.pickles, strict=True):
            self.pickles[uri, case.line, case.row] = pickle
            yield Envelope(pickle=pickle)

    def definitions(self, records: Sequence[Record]) -> Iterator[Envelope]:
        """Our parameter types, and the step definitions that ran."""
        for kind in custom_kinds():
            made = cucumber.ParameterType(
                id=self.ids.get_next_id(),
                name=kind.name,
                prefer_for_regular_expression_match=bool(kind.prefer_for_regexp_match),
                regular_expressions=list(kind.regexps),
                use_for_snippets=bool(kind.use_for_snippets),
            )
            yield Envelope(parameter_type=made)
        known = {_key(one): one for record in records for one in record["definitions"]}
        for key in sorted(known, key=str):
            one = known[key]
            self.definition_ids[key] = self.ids.get_next_id()
            pattern_type = cucumber.StepDefinitionPatternType(one["kind"])
            made = cucumber.StepDefinition(
                id=self.definition_ids[key],
                pattern=cucumber.StepDefinitionPattern(one["phrase"], pattern_type),
                source_reference=cucumber.SourceReference(
                    uri=one["file"], location=cucumber.Location(one["line"])
                ),
            )
            yield Envelope(step_definition=made)

    def hooks(self, records: Sequence[Record]) -> Iterator[Envelope]:
        """pytest's fixtures where they failed or skipped a scenario; else nothing."""
        for when, kind in _HOOKS.items():
            if any(when in record for record in records):
                self.hook_ids[when] = self.ids.get_next_id()
                hook = cucumber.Hook(
                    self.hook_ids[when],
                    cucumber.SourceReference(),
                    name="pytest's fixtures",
                    type=cucumber.HookType(kind),
                )
                yield Envelope(hook=hook)

    def cases(self, records: Sequence[Record], success: bool) -> Iterator[Envelope]:
        """The run: what each case consists of, then how each went."""
        ordered = sorted(records, key=lambda one: (one["uri"], one["line"], one["row"] or 0))
        run_id = self.ids.get_next_id()
        start = min((record["started"] for record in ordered), default=0)
        yield Envelope(test_run_started=cucumber.TestRunStarted(_at(start), run_id))
        planned = [(record, self.case(record, run_id)) for record in ordered]
        yield from (Envelope(test_case=case) for _, case in planned)
        for record, case in planned:
            yield from self.results(record, case)
        finished = cucumber.TestRunFinished(
            success=success and all(record["status"] != "failed" for record in ordered),
            timestamp=_at(max(map(_end, ordered), default=0)),
            test_run_started_id=run_id,
        )
        yield Envelope(test_run_finished=finished)

    def case(self, record: Record, run_id: str) -> cucumber.TestCase:
        pickle = self.pickles[record["uri"], record["line"], record["row"]]
        case_id = self.ids.get_next_id()
        steps = [self.hook_step("before")] if "before" in record else []
        for step, of_pickle in zip(record["steps"], pickle["steps"], strict=True):
            definition = record["definitions"][step["definition"]]
            arguments = [
                cucumber.StepMatchArgument(_group(argument["group"]), argument["type"] or None)
                for argument in step["arguments"]
            ]
            made = cucumber.TestStep(
                id=self.ids.get_next_id(),
                pickle_step_id=of_pickle["id"],
                step_definition_ids=[self.definition_ids[_key(definition)]],
                step_match_arguments_lists=[cucumber.StepMatchArgumentsList(arguments)],
            )
            steps.append(made)
        steps += [self.hook_step("after")] if "after" in record else []
        return cucumber.TestCase(case_id, pickle["id"], steps, run_id)

    def hook_step(self, when: str) -> cucumber.TestStep:
        return cucumber.TestStep(id=self.ids.get_next_id(), hook_id=self.hook_ids[when])

    def results(self, record: Record, case: cucumber.TestCase) -> Iterator[Envelope]:
        """How a case went."""
        run, end = self.ids.get_next_id(), _at(_end(record))
        started = cucumber.TestCaseStarted(0, run, case.id, _at(record["started"]))
        yield Envelope(test_case_started=started)
        for step, planned in zip(_ran(record), case.test_steps, strict=True):
            begun, done = _at(step["started"]), _at(step["started"] + step["nanoseconds"])
            yield Envelope(test_step_started=cucumber.TestStepStarted(run, planned.id, begun))
            for one in step.get("attachments", ()):
                yield _attached(one, run, done, planned.id)
            finished = cucumber.TestStepFinished(run, planned.id, _result(step), done)
            yield Envelope(test_step_finished=finished)
        if record["timeline"]:
            yield _attached(attachment(record["timeline"], "text/plain", "timeline.txt"), run, end)
        yield Envelope(test_case_finished=cucumber.TestCaseFinished(run, end, False))


def _result(step: Mapping[str, Any]) -> cucumber.TestStepResult:
    message, exception = step["message"] or None, None
    if step["exception"]:
        exception = cucumber.Exception(step["exception"], step["message"])
    status = cucumber.TestStepResultStatus(step["status"])
    return cucumber.TestStepResult(_time(step["nanoseconds"]), status, exception, message)


def _parse_error(uri: str, problem: str) -> Envelope:
    return Envelope(parse_error=cucumber.ParseError(problem, cucumber.SourceReference(uri=uri)))


def _key(definition: Mapping[str, Any]) -> tuple[Any, ...]:
    return definition["file"], definition["line"], definition["keyword"], definition["phrase"]


def _group(group: Mapping[str, Any]) -> cucumber.Group:
    """A group of a match; one that did not take part has neither start nor value."""
    children = [_group(child) for child in group["children"]] or None
    start = None if group["value"] is None else group["start"]
    return cucumber.Group(children, start, group["value"])


def _attached(
    one: Mapping[str, Any], run: str, at: cucumber.Timestamp, step: str | None = None
) -> Envelope:
    made = cucumber.Attachment(
        body=one["body"],
        content_encoding=cucumber.AttachmentContentEncoding(one["encoding"]),
        media_type=one["mediaType"],
        file_name=one["fileName"],
        test_case_started_id=run,
        test_step_id=step,
        timestamp=at,
    )
    return Envelope(attachment=made)


def _ran(record: Record) -> list[Mapping[str, Any]]:
    """The steps of a case, between what pytest's fixtures did if a record has it."""
    before, after = ([record[when]] if when in record else [] for when in _HOOKS)
    return [*before, *record["steps"], *after]


def _end(record: Record) -> int:
    ends = [step["started"] + step["nanoseconds"] for step in _ran(record)]
    return int(max([record["started"], *ends]))


def _at(nanoseconds: int) -> cucumber.Timestamp:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return cucumber.Timestamp(nanos=rest, seconds=seconds)


def _time(nanoseconds: int) -> cucumber.Duration:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return cucumber.Duration(nanos=rest, seconds=seconds)
