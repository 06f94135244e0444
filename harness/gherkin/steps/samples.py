"""Samples for the examples of phrases: words by kind, and what stands under each phrase."""

from collections.abc import Mapping, Sequence
from typing import Final

from harness.gherkin.table_text import Rows
from harness.gherkin.vocabulary import Samples

_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "answer": ["Yes"],
    "change": ["delete"],
    "column": ["last name"],
    "column_type": ["Choice"],
    "comparison": ["exactly"],
    "count": ["2"],
    "effect": ["restore"],
    "effect_on": ["lose a change of"],
    "direction": ["ahead"],
    "duration": ["10 minutes"],
    "fault": ['"batch job stuck"', '"unavailable"'],
    "ended_fault": ['"unavailable"'],
    "file": ['"workers.csv"'],
    "environment": ["Dataverse"],
    "in_use": ["cascades"],
    "int": ["1"],
    "job_status": ["Withhold"],
    "key_change": ["free to change"],
    "lateness": ["undone"],
    "moment": ["after"],
    "policy": ["merge fields"],
    "run": ["the next batch run"],
    "string": ['"Ada"', '"Byron"'],
    "switch": ["on"],
    "table": ["worker"],
    "tracking": ["untracked"],
}
_RECORDS: Final = [["record", "last name"], ["Ada", "Byron"], ["Ben", "King"]]
_WORKER: Final = [["first name", "last name"], ["Ada", "Byron"]]
_JOB: Final = [["description"], ["Keeps the files"]]
_DESK: Final = [["description"], ["Front desk"]]
_NUMBER: Final = [["worker number", "last name"], ["124", "King"]]
_FAULT: Final = [["in", "nth", "reason"], ["Dataverse", "2", "429 Too Many Requests"]]
_COLUMN: Final = [["column"], ["last name"]]
_UNDER: Final[Mapping[str, Rows | str]] = {
    "the catalog has these additions:": "cdm_worker: {columns: {new_badge: Text}}",
    "the {table} table has these custom columns:": [
        ["column", "type", "choices", "length in Dataverse"],
        ["new_colour", "Choice", "red, green", ""],
        ["new_badge", "Text", "", "10"],
    ],
    "these {table} records exist in both environments:": _RECORDS,
    "these {table} records exist in {environment}:": _RECORDS,
    "these {table} records exist, {tracking}:": [
        ["record", "environment", "last name", "edited"],
        ["Ada", "Human Resources", "Byron", "2019-05-01T10:00:00Z"],
        ["Ada", "Dataverse", "King", ""],
    ],
    "the {table} {string} is created in {environment} with:": _WORKER,
    "the {table} {string} is changed in {environment} to:": _WORKER,
    "the {table} {string} is created through the entity {string} with:": _DESK,
    "the {table} {string} is changed through the entity {string} to:": _DESK,
    "the {table} {string} is created in {environment} under reference {string} with:": _JOB,
    "the {table} {string} is created through the entity {string} under reference {string} with:": (
        _DESK
    ),
    "the {table} {string} becomes {string} in {environment} with:": _NUMBER,
    "the {table} {string} becomes {string} through the entity {string} with:": _NUMBER,
    "these {table} records are imported:": _RECORDS,
    "these {table} records are imported into {environment}:": _RECORDS,
    "the {table} table is truncated and these records are imported:": _RECORDS,
    "the fault {fault} begins with:": _FAULT,
    "the {table} {string} in {environment} has:": _WORKER,
    "the {table} {string} in {environment} has none of:": _WORKER,
    "the grid of the {table} table shows:": [
        ["record", "Dataverse table reference", "Human Resources reference",
         "Deleted from Dataverse"],
        ["Ada", "first row id", "first RecId", "No"],
    ],
    "these losses are reported:": [
        ["record", "environment", "column", "lost", "kept"],
        ["Ada", "Dataverse", "last name", "King", "Byron"],
    ],
    "a loss of the {table} {string} in {environment} is reported, of these columns:": _COLUMN,
    "{run} would lose a change of the {table} {string} in {environment}, of these columns:": (
        _COLUMN
    ),
}  # fmt: skip
SAMPLES: Final = Samples(_WORDS, _UNDER)
