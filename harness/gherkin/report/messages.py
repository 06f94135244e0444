"""Cucumber Messages: what a run was, one JSON object a line, as Cucumber's other tools read it.

The protocol is https://github.com/cucumber/messages, of this version. Ids count up in the order of
the files, whatever process ran what; times are real.
"""

import base64
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from gherkin.ast_builder import AstBuilder
from gherkin.errors import ParserError
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.stream.id_generator import IdGenerator

from harness.domain.errors import BadInput
from harness.gherkin.vocabulary import custom_kinds
from harness.scenarios.reader import read_text

PROTOCOL: Final = "34.2.1"
Record = Mapping[str, Any]  # of a scenario, as `telling` makes it
_HOOKS: Final = {"before": "BEFORE_TEST_CASE", "after": "AFTER_TEST_CASE"}
Envelope = dict[str, Any]


def envelopes(
    root: Path, records: Sequence[Record], problems: Mapping[str, str], success: bool
) -> Iterator[Envelope]:
    """Every message of a run; what it is made of is said in `report.write_report`."""
    yield {"meta": _meta()}
    run = _Run(root)
    for uri in sorted({record["uri"] for record in records} | set(problems)):
        yield from run.feature(uri, problems.get(uri))
    yield from run.definitions(records)
    yield from run.hooks(records)
    yield from run.cases(records, success=success and not problems)


def attachment(
    body: str | bytes, media_type: str, file_name: str | None = None
) -> dict[str, str | None]:
    """What a step attaches, as a record keeps it; bytes travel in Base64."""
    if isinstance(body, bytes):
        text, encoding = base64.b64encode(body).decode("ascii"), "BASE64"
    else:
        text, encoding = body, "IDENTITY"
    return {"body": text, "encoding": encoding, "mediaType": media_type, "fileName": file_name}


def _meta() -> Envelope:
    return {
        "protocolVersion": PROTOCOL,
        "implementation": {
            "name": "dataverse-sync-harness",
            "version": version("dataverse-sync-harness"),
        },
        "runtime": {
            "name": platform.python_implementation(),
            "version": platform.python_version(),
        },
        "os": {"name": platform.system().lower(), "version": platform.release()},
        "cpu": {"name": platform.machine()},
    }


class _Run:
    """The ids that messages refer to each other by."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ids = IdGenerator()
        self.pickles: dict[tuple[str, int, int | None], Envelope] = {}  # by file, scenario and row
        self.definition_ids: dict[tuple[Any, ...], str] = {}
        self.hook_ids: dict[str, str] = {}  # by `before` and `after`

    def feature(self, uri: str, problem: str | None) -> Iterator[Envelope]:
        """A file: its text, its tree and its pickles; or why it could not be read."""
        try:
            text = read_text(self.root / uri)
        except BadInput as error:
            yield _parse_error(uri, problem or str(error))
            return
        yield {"source": {"uri": uri, "data": text, "mediaType": "text/x.cucumber.gherkin+plain"}}
        if problem is not None:
            yield _parse_error(uri, problem)
        try:
            document: Any = Parser(AstBuilder(self.ids)).parse(text)
        except ParserError:
            return  # the problem says so
        document["uri"] = uri
        yield {"gherkinDocument": document}
        lines = dict(_lines(document.get("feature") or {}))
        for pickle in Compiler(self.ids).compile(document):
            scenario, *row = [lines[node] for node in pickle["astNodeIds"]]
            self.pickles[uri, scenario, row[0] if row else None] = dict(pickle)
            yield {"pickle": pickle}

    def definitions(self, records: Sequence[Record]) -> Iterator[Envelope]:
        """Our parameter types, and the step definitions that ran."""
        for kind in custom_kinds():
            yield {
                "parameterType": {
                    "id": self.ids.get_next_id(),
                    "name": kind.name,
                    "regularExpressions": list(kind.regexps),
                    "preferForRegularExpressionMatch": bool(kind.prefer_for_regexp_match),
                    "useForSnippets": bool(kind.use_for_snippets),
                }
            }
        known = {_key(one): one for record in records for one in record["definitions"]}
        for key in sorted(known, key=str):
            one = known[key]
            self.definition_ids[key] = self.ids.get_next_id()
            yield {
                "stepDefinition": {
                    "id": self.definition_ids[key],
                    "pattern": {"source": one["phrase"], "type": one["kind"]},
                    "sourceReference": {"uri": one["file"], "location": {"line": one["line"]}},
                }
            }

    def hooks(self, records: Sequence[Record]) -> Iterator[Envelope]:
        """pytest's fixtures, told where they failed or skipped a scenario; else they are silent."""
        for when, kind in _HOOKS.items():
            if any(when in record for record in records):
                self.hook_ids[when] = self.ids.get_next_id()
                hook = {"id": self.hook_ids[when], "type": kind, "name": "pytest's fixtures"}
                yield {"hook": {**hook, "sourceReference": {}}}

    def cases(self, records: Sequence[Record], success: bool) -> Iterator[Envelope]:
        """The run: what each case consists of, then how each went."""
        ordered = sorted(records, key=lambda one: (one["uri"], one["line"], one["row"] or 0))
        starts = [record["started"] for record in ordered]
        ends = [_end(record) for record in ordered]
        run_id = self.ids.get_next_id()
        yield {"testRunStarted": {"id": run_id, "timestamp": _time(min(starts, default=0))}}
        planned = [(record, self.case(record, run_id)) for record in ordered]
        yield from ({"testCase": case} for _, case in planned)
        for record, case in planned:
            yield from self.went(record, case)
        passed = success and all(record["status"] != "failed" for record in ordered)
        yield {
            "testRunFinished": {
                "testRunStartedId": run_id,
                "timestamp": _time(max(ends, default=0)),
                "success": passed,
            }
        }

    def case(self, record: Record, run_id: str) -> Envelope:
        pickle = self.pickles[record["uri"], record["line"], record["row"]]
        case_id = self.ids.get_next_id()
        steps: list[Envelope] = [self.hook_step("before")] if "before" in record else []
        for step, of_pickle in zip(record["steps"], pickle["steps"], strict=True):
            definition = record["definitions"][step["definition"]]
            arguments = [
                {
                    "group": _group(argument["group"]),
                    **({"parameterTypeName": argument["type"]} if argument["type"] else {}),
                }
                for argument in step["arguments"]
            ]
            steps.append(
                {
                    "id": self.ids.get_next_id(),
                    "pickleStepId": of_pickle["id"],
                    "stepDefinitionIds": [self.definition_ids[_key(definition)]],
                    "stepMatchArgumentsLists": [{"stepMatchArguments": arguments}],
                }
            )
        steps += [self.hook_step("after")] if "after" in record else []
        return {
            "id": case_id,
            "pickleId": pickle["id"],
            "testSteps": steps,
            "testRunStartedId": run_id,
        }

    def hook_step(self, when: str) -> Envelope:
        return {"id": self.ids.get_next_id(), "hookId": self.hook_ids[when]}

    def went(self, record: Record, case: Envelope) -> Iterator[Envelope]:
        started = self.ids.get_next_id()
        yield {
            "testCaseStarted": {
                "id": started,
                "testCaseId": case["id"],
                "attempt": 0,
                "timestamp": _time(record["started"]),
            }
        }
        for step, planned in zip(_ran(record), case["testSteps"], strict=True):
            here = {"testCaseStartedId": started, "testStepId": planned["id"]}
            ended = step["started"] + step["nanoseconds"]
            yield {"testStepStarted": {**here, "timestamp": _time(step["started"])}}
            for one in step.get("attachments", ()):
                yield {"attachment": {**here, **_attached(one), "timestamp": _time(ended)}}
            result: Envelope = {"status": step["status"], "duration": _time(step["nanoseconds"])}
            if step["message"]:
                result["message"] = step["message"]
            if step["exception"]:
                said = {"type": step["exception"], "message": step["message"]}
                result["exception"] = said
            yield {
                "testStepFinished": {**here, "testStepResult": result, "timestamp": _time(ended)}
            }
        if record["timeline"]:
            text = {"body": record["timeline"], "encoding": "IDENTITY", "mediaType": "text/plain"}
            there = {"testCaseStartedId": started, "timestamp": _time(_end(record))}
            yield {"attachment": {**there, **_attached({**text, "fileName": "timeline.txt"})}}
        yield {
            "testCaseFinished": {
                "testCaseStartedId": started,
                "timestamp": _time(_end(record)),
                "willBeRetried": False,
            }
        }


def _parse_error(uri: str, problem: str) -> Envelope:
    return {"parseError": {"source": {"uri": uri}, "message": problem}}


def _lines(node: Any) -> Iterator[tuple[str, int]]:
    """The line of every node of the tree that has an id."""
    if isinstance(node, dict):
        if "id" in node and "location" in node:
            yield node["id"], node["location"]["line"]
        for child in node.values():
            yield from _lines(child)
    elif isinstance(node, list):
        for child in node:
            yield from _lines(child)


def _key(definition: Mapping[str, Any]) -> tuple[Any, ...]:
    return definition["file"], definition["line"], definition["keyword"], definition["phrase"]


def _group(group: Mapping[str, Any]) -> Envelope:
    """A group of a match; what did not take part has neither start nor value."""
    found: Envelope = {}
    if group["value"] is not None:
        found = {"start": group["start"], "value": group["value"]}
    if group["children"]:
        found["children"] = [_group(child) for child in group["children"]]
    return found


def _attached(one: Mapping[str, Any]) -> Envelope:
    found = {
        "body": one["body"],
        "contentEncoding": one["encoding"],
        "mediaType": one["mediaType"],
        "fileName": one["fileName"],
    }
    return {key: value for key, value in found.items() if value is not None}


def _ran(record: Record) -> list[Mapping[str, Any]]:
    """Its steps, between what pytest's fixtures did where that is told."""
    before, after = ([record[when]] if when in record else [] for when in _HOOKS)
    return [*before, *record["steps"], *after]


def _end(record: Record) -> int:
    ends = [step["started"] + step["nanoseconds"] for step in _ran(record)]
    return int(max([record["started"], *ends]))


def _time(nanoseconds: int) -> dict[str, int]:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return {"seconds": seconds, "nanos": rest}
