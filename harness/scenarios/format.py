"""The scenario file format, as one table: a row for each step, expectation and setting.

Reading, writing, the JSON Schema and the documentation all follow this table. A fault is a step
whose keys depend on its kind: `domain.faults.FAULTS` has a row for each.

>>> [field.key for field in STEPS["delete"].fields]
['in', 'record']
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from harness.domain import commands as command
from harness.domain.commands import Command
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation
from harness.scenarios.field_types import (
    COLUMNS,
    DURATION,
    EDITED_VALUES,
    ENTITY,
    ENVIRONMENT,
    FAULT_KIND,
    GRID_ROWS,
    INSTANT,
    INTERVAL,
    INTO_HR,
    LOSSES,
    NONE,
    ORDINAL,
    POLICY,
    RECORD,
    ROWS,
    SECONDS,
    TABLE,
    TABLE_OR_ALL,
    TEXT,
    VALUES,
    WHOLE_NUMBER,
    WHOLE_RECORD,
    YES_NO,
    FieldType,
)
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node


class Field(NamedTuple):
    """A key, and the attribute of the command, expectation or settings that has its value."""

    key: str
    type: FieldType
    attribute: str = ""  # nothing: it is read elsewhere, or has no value of its own
    required: bool = True
    value: Callable[[Any], Any] | None = None  # of a command, if it is not just the attribute

    def of(self, does: Any) -> Any:
        """The value of a command, an expectation or the settings, as `type.write` takes it."""
        if self.value is not None:
            return self.value(does)
        return getattr(does, self.attribute) if self.attribute else None


class Form(NamedTuple):
    """How a command or an expectation stands in a file: nothing, one bare value, or fields."""

    makes: type
    says: str
    fields: tuple[Field, ...] = ()
    bare: Field | None = None
    nested: bool = False  # an expectation whose fields stand below its key, not beside it
    # what must hold of the keys together; returns the fields to read
    check: Callable[[Names, Node, Mapping[str, Node]], Mapping[str, Node]] | None = None

    @property
    def required(self) -> list[str]:
        """The keys that must be there."""
        return [field.key for field in self.fields if field.required]


def _optional(key: str, of: FieldType, attribute: str = "", value: Any = None) -> Field:
    return Field(key, of, attribute, required=False, value=value)


def _checked_fault(names: Names, node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
    """The fields of a fault, if its kind is known and takes them."""
    kind = names.nodes.one_of(fields["kind"], FAULTS, "kind") if "kind" in fields else None
    if kind is None:
        return {}
    fault = FAULTS[kind]
    keys = (*fault.required, *fault.optional)
    for key in fault.required:
        if key not in fields:
            names.nodes.problem(node, f"{kind} needs {key}")
    for key in fields:
        if key not in ("kind", *keys):
            also = ", ".join(keys) or "nothing else"
            names.nodes.problem(fields[key], f"{kind} takes no {key}; it takes {also}")
    other_length = "for" if "by" in fault.required else "by"
    return {key: node for key, node in fields.items() if key != other_length}


def _length(key: str) -> Callable[[command.Fault], int | None]:
    """The length of a fault, if it stands behind this key."""
    return lambda does: (
        does.milliseconds if (key == "by") == ("by" in FAULTS[does.kind].required) else None
    )


_IN: Final = Field("in", ENVIRONMENT, "environment")
_RECORD: Final = Field("record", RECORD, "record")
_TABLE: Final = Field("table", TABLE, "table")
_ENTITY: Final = _optional("entity", ENTITY, "entity")

STEPS: Final[dict[str, Form]] = {
    "turn_on": Form(command.TurnOn, "turn integration on"),
    "turn_off": Form(command.TurnOff, "turn integration off"),
    "run_batch_job": Form(command.RunBatchJob, "run the missed request sync by hand"),
    "cancel_batch_job": Form(command.CancelBatchJob, "cancel a run that is stuck in Executing"),
    "create": Form(
        command.Create,
        "a user creates a record",
        (
            _IN, _TABLE, Field("record", TEXT, "record"),
            Field("values", WHOLE_RECORD, "values"), _ENTITY,
        ),
    ),
    "edit": Form(
        command.Edit,
        "a user changes these columns",
        (_IN, _RECORD, Field("values", EDITED_VALUES, "values"), _ENTITY),
    ),
    "delete": Form(command.Delete, "a user deletes a record", (_IN, _RECORD)),
    "import": Form(
        command.Import,
        "create or edit many records by natural key: rows, generate or file",
        (
            Field("in", INTO_HR, "environment"),
            _TABLE,
            _optional("rows", ROWS, "", lambda does: None if does.generate else does.rows),
            _optional("generate", WHOLE_NUMBER, "", lambda does: does.generate),
            _optional("file", TEXT),
        ),
    ),
    "advance": Form(
        command.Advance,
        "let simulated time pass",
        bare=Field("advance", DURATION, "milliseconds"),
    ),
    "clear_tracking": Form(
        command.ClearTracking,
        "clear the tracking information of a table",
        bare=Field("clear_tracking", TABLE, "table"),
    ),
    "sync_now": Form(
        command.SyncNow,
        "run a full synchronization of a table",
        bare=Field("sync_now", TABLE, "table"),
    ),
    "fault": Form(
        command.Fault,
        "ask for a fault: the kinds are listed by `harness faults`",
        (
            Field("kind", FAULT_KIND, "kind"),
            _optional("in", ENVIRONMENT, "environment"),
            _optional("nth", ORDINAL, "nth"),
            _optional("lasting", YES_NO, "lasting"),
            _optional("applied", YES_NO, "applied"),
            _optional("for", DURATION, "milliseconds", _length("for")),
            _optional("by", DURATION, "milliseconds", _length("by")),
            _optional("after", WHOLE_NUMBER, "after"),
        ),
        check=_checked_fault,
    ),
}  # fmt: skip

# what an `expect` may be, by the key that tells it apart
EXPECTATIONS: Final[dict[str, Form]] = {
    "values": Form(
        expected.HasValues,
        "the record has these values",
        (_IN, _RECORD, Field("values", VALUES, "values")),
    ),
    "exists": Form(
        expected.Exists,
        "the record is there or not",
        (_IN, _RECORD, Field("exists", YES_NO, "exists")),
    ),
    "tracked": Form(
        expected.Tracked,
        "the record is tracked or not",
        (_RECORD, Field("tracked", YES_NO, "tracked")),
    ),
    "deleted_from_dataverse": Form(
        expected.DeletedFromDataverse,
        "the record's tracking row says Yes or No",
        (_RECORD, Field("deleted_from_dataverse", YES_NO, "says_yes")),
    ),
    "converged": Form(
        expected.Converged,
        "both environments hold the same",
        (Field("converged", TABLE_OR_ALL, "table"),),
    ),
    "diverged": Form(
        expected.Diverged,
        "the two sides of a record differ",
        (Field("diverged", RECORD, "record"),),
    ),
    "data_loss": Form(
        expected.DataLoss,
        "this loss was reported",
        (_IN, _RECORD, _optional("columns", COLUMNS, "columns")),
        Field("data_loss", NONE),
        nested=True,
    ),
    "data_losses": Form(
        expected.DataLosses,
        "these losses were reported and no others, a row a column",
        (Field("data_losses", LOSSES, "rows"),),
    ),
    "undone_delete": Form(
        expected.UndoneDelete,
        "this undone delete was reported",
        (_IN, _RECORD),
        Field("undone_delete", NONE),
        nested=True,
    ),
    "missed_requests": Form(
        expected.MissedRequests,
        "what has not travelled",
        (_IN, _RECORD),
        Field("missed_requests", WHOLE_NUMBER, "count"),
        nested=True,
    ),
    "grid": Form(
        expected.Grid,
        "the grid of a table has these rows, in order",
        (_TABLE, Field("rows", GRID_ROWS, "rows")),
        nested=True,
    ),
    "refused": Form(
        expected.RefusedBecause,
        "the step before was refused, with this in the reason",
        (Field("refused", TEXT, "text"),),
    ),
    "timeline": Form(
        expected.TimelineSays,
        "a line of the timeline has this in it",
        (Field("timeline", TEXT, "text"),),
    ),
    "elapsed": Form(
        expected.Elapsed,
        "so much simulated time has passed since the start",
        (Field("elapsed", DURATION, "milliseconds"),),
    ),
}
_BY_TYPE: Final = {
    form.makes: (key, form) for forms in (STEPS, EXPECTATIONS) for key, form in forms.items()
}


def form_of(does: Command | Expectation) -> tuple[str, Form]:
    """The key and the row of a command or an expectation. BadInput if it has none."""
    if type(does) not in _BY_TYPE:
        raise BadInput(f"no scenario file has {does}")
    return _BY_TYPE[type(does)]


class Setting(NamedTuple):
    """A setting of the simulation: its own field, or the fields of the mapping behind it."""

    says: str
    fields: tuple[Field, ...]

    @property
    def nested(self) -> bool:
        """Whether several fields stand below its key."""
        return len(self.fields) > 1


def _setting(key: str, of: FieldType, says: str) -> Setting:
    return Setting(says, (Field(key, of, key),))


SETTINGS: Final[dict[str, Setting]] = {
    "dataverse_to_hr_delay": _setting(
        "dataverse_to_hr_delay", DURATION,
        "how long a change in Dataverse takes to reach Human Resources",
    ),
    "batch_job_every": _setting("batch_job_every", INTERVAL, "how often the batch job runs"),
    "conflict": _setting(
        "conflict", POLICY, "who wins where both sides edited: a conflict policy"
    ),
    "tie": _setting(
        "tie", ENVIRONMENT, "who wins where the last edits are of the same second: hr or dataverse"
    ),
    "import_seconds_per_record": Setting(
        "what a record of an import costs, off and on",
        (Field("off", SECONDS, "import_off"), Field("on", SECONDS, "import_on")),
    ),
}  # fmt: skip
# settings that stand at the top of a file
TOP_SETTINGS: Final[dict[str, Setting]] = {
    "start": _setting("start", INSTANT, "when it starts"),
    "seed": _setting("seed", WHOLE_NUMBER, "row ids and generated data come from it"),
}
TOP: Final[dict[str, str]] = {
    "scenario": "what it shows, in a sentence",
    "rules": "the rule ids it shows",
    **{key: setting.says for key, setting in TOP_SETTINGS.items()},
    "settings": "the settings of the simulation",
    "catalog": "custom columns, and further tables",
    "given": "what there is before the first step",
    "steps": "what happens, and what is expected",
}
