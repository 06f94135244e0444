"""The shape of a JSON result, for writing one and for reading a saved one.

Keys and their order are stable; `format` counts breaking changes. Keys may be added: what an
earlier version did not write is optional.

>>> read_result('{"format": 2}', "old.json")
Traceback (most recent call last):
    ...
harness.domain.errors.BadInput: old.json: a result of format 2, this version reads format 1
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from msgspec import UNSET, Struct, UnsetType, ValidationError, convert, field, to_builtins

from harness.domain.environments import Environment
from harness.domain.errors import BadInput, Problem, Problems

FORMAT: Final = 1
JsonScalar = str | int | float | bool | None


class FoundEntry(Struct, frozen=True):
    """One thing that was found; `environment` is null where it is in both, or between them."""

    environment: Environment | None = field(name="in")
    table: str
    record: str
    detail: str
    rule: str | None
    setting: str | UnsetType = UNSET  # that stands in the rule's place, as below


class FindingEntry(Struct, frozen=True):
    """What was looked for, in how many of what, and what was found there."""

    kind: str
    looked_at: int
    of: str
    found: list[FoundEntry]


class FailedStep(Struct, frozen=True, kw_only=True):
    """A step of the scenario that failed."""

    step: int
    line: int | UnsetType = UNSET
    expected: str
    actual: str


class Run(Struct, frozen=True, kw_only=True):
    """What ran and how it went; `outcome` is *passed* or *failed*."""

    format: int = FORMAT
    scenario: str
    file: str
    seed: int
    settings: dict[str, Any] = field(default_factory=dict)  # that are not the default, as in a file
    # where rows are generated, the release of the library that has the names in them
    sample_data: str | UnsetType = UNSET
    outcome: str
    failures: list[FailedStep]
    findings: list[FindingEntry] | UnsetType = UNSET  # of the end; a reader of it, no part of it
    fingerprint: str


class RecordEntry(Struct, frozen=True):
    """A record in an environment; `reference` is a RecId or a row id, `last_edit` is by a user."""

    record: str
    reference: int | str
    values: dict[str, JsonScalar]
    last_edit: str | None


Tables = dict[str, list[RecordEntry]]


class Environments(Struct, frozen=True):
    """The records of both environments, by table."""

    hr: Tables
    dataverse: Tables


class TrackingEntry(Struct, frozen=True):
    """A row of the administration grid, and the record that it tracks."""

    dataverse_table: str
    dataverse_reference: str
    human_resources_entity_name: str
    human_resources_reference: int
    deleted_from_dataverse: bool
    record: str


class OfRecord(Struct, frozen=True):
    """What concerns one record; `environment` is where the user's change was made."""

    environment: Environment = field(name="in")
    table: str
    record: str


class MissedEntry(OfRecord, frozen=True):
    """A change that has not travelled yet."""

    change: str
    columns: list[str]
    since: str


class LostValue(Struct, frozen=True):
    """A user's value that was overwritten, and the value that was kept."""

    lost: JsonScalar
    kept: JsonScalar


class LossEntry(OfRecord, frozen=True):
    """A user's change that did not travel and was overwritten (R7), or deleted over (L6)."""

    columns: dict[str, LostValue]
    rule: str
    at: str
    setting: str | UnsetType = UNSET


class UndoneEntry(OfRecord, frozen=True):
    """A user's delete that did not travel and was reversed (R13)."""

    rule: str
    at: str
    setting: str | UnsetType = UNSET


class TimelineEntry(Struct, kw_only=True):
    """An entry of the journal; the `cause` of what nothing caused is its own `seq`.

    `step` is the step of the scenario that led to it, if a comparison is to name it.
    """

    seq: int
    at: str
    cause: int
    event: str
    actor: str | UnsetType = UNSET
    environment: Environment | None
    table: str | None
    record: str | None
    rule: str | None
    rule_status: str | UnsetType | None = UNSET
    setting: str | UnsetType = UNSET  # that stands in the rule's place here
    detail: str
    step: int | UnsetType = UNSET


class EndState(Struct, frozen=True):
    """Everything that a simulation is at its end, and the timeline that led there."""

    started_at: str
    ended_at: str
    integration: str  # on or off
    environments: Environments
    tracking: list[TrackingEntry]
    missed_requests: list[MissedEntry]
    data_loss: list[LossEntry]
    undone_deletes: list[UndoneEntry]
    timeline: list[TimelineEntry]


class Result(NamedTuple):
    """One JSON object with the keys of both."""

    run: Run
    end: EndState

    def to_json(self) -> dict[str, Any]:
        """The object, its keys in their order."""
        return in_order(self.run, to_builtins(self.end))


def in_order(run: Run, end: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of both: the findings and the fingerprint come last."""
    first = to_builtins(run)
    if not first["settings"]:
        del first["settings"]
    last = {key: first.pop(key) for key in ("findings", "fingerprint") if key in first}
    return {**first, **end, **last}


def read_result(text: str, file: str) -> Result:
    """The one result in the text of a file. BadInput if it is none that this version reads."""
    try:
        found = json.loads(text)
        if "\\u" in text:  # of which one may be half a character
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadInput(f"{file}: no result: a text in it has half a character") from None
    except json.JSONDecodeError as error:
        problem = Problem(file, error.lineno, error.colno, f"this is no JSON: {error.msg}")
        raise Problems([problem]) from None
    except ValueError:
        raise BadInput(f"{file}: no result: a number in it has thousands of digits") from None
    except RecursionError:
        raise BadInput(f"{file}: no result: it is nested too deep") from None
    if isinstance(found, list):
        if len(found) != 1:
            raise BadInput(f"{file}: holds {len(found)} results; one can be compared with another")
        found = found[0]
    if not isinstance(found, dict) or "format" not in found:
        raise BadInput(f"{file}: no result that `--format json` wrote: it has no format")
    if found["format"] != FORMAT or isinstance(found["format"], bool):
        raise BadInput(
            f"{file}: a result of format {found['format']}, this version reads format {FORMAT}"
        )
    try:
        return Result(convert(found, Run), convert(found, EndState))
    except ValidationError as error:
        raise BadInput(f"{file}: no result that `--format json` wrote: {error}") from None
