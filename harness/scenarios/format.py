"""The scenario file format, as one table: a row for each step, expectation and setting.

Reading, writing, the JSON Schema and the documentation all follow this table. A fault is a step
whose keys depend on its kind: `domain.faults.FAULTS` has a row for each.

>>> [field.key for field in STEPS["delete"].fields]
['in', 'record']
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from harness.domain import commands as command
from harness.domain.commands import Command
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS, FaultKey, own_keys
from harness.scenarios import expectations as expected
from harness.scenarios import field_types as of
from harness.scenarios.expectations import Expectation
from harness.scenarios.field_types import FieldType
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node


class Field(NamedTuple):
    """A key, and the attribute of the command, expectation or settings that has its value."""

    key: str
    type: FieldType
    attribute: str  # nothing: it is read elsewhere, or has no value of its own
    required: bool
    value: Callable[[Any], Any] | None  # of a command, if it is not just the attribute

    def of(self, does: Any) -> Any:
        """The value of a command, an expectation or the settings, as `type.write` takes it."""
        if self.value is not None:
            return self.value(does)
        return getattr(does, self.attribute) if self.attribute else None


class Form(NamedTuple):
    """How a command or an expectation stands in a file: nothing, one bare value, or fields."""

    makes: type
    description: str
    fields: tuple[Field, ...] = ()
    bare: Field | None = None
    nested: bool = False  # an expectation whose fields stand below its key, not beside it
    # what must hold of the keys together; returns the fields to read
    check: Callable[[Names, Node, Mapping[str, Node]], Mapping[str, Node]] | None = None
    # the forms that have other fields, by what stands behind their key `kind`
    variants: Callable[[], Mapping[str, "Form"]] = dict

    @property
    def required(self) -> list[str]:
        """The keys that must be there."""
        return [field.key for field in self.fields if field.required]


def _field(key: str, kind: FieldType, attribute: str | None = None) -> Field:
    return Field(key, kind, key if attribute is None else attribute, required=True, value=None)


def _optional(
    key: str,
    kind: FieldType,
    attribute: str | None = None,
    value: Callable[[Any], Any] | None = None,
) -> Field:
    return _field(key, kind, attribute)._replace(required=False, value=value)


def _check_fault(names: Names, node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
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


def _length(key: str) -> Field:
    """The length of a fault, which stands behind one key or the other."""
    return _optional(
        key, of.DURATION, "milliseconds",
        lambda it: it.milliseconds if (key == "by") == ("by" in FAULTS[it.kind].required) else None,
    )  # fmt: skip


def _plugged() -> Mapping[str, Form]:
    """A form for each plugged fault: its kind, where it strikes, and its own keys."""
    forms = {}
    for kind, fault in FAULTS.items():
        if fault.function is None:
            continue
        its = of.FAULT_KIND._replace(schema={"const": kind}, choices=())
        fields = [_field("kind", its)]
        if "in" in fault.optional:
            fields.append(_optional("in", of.ENVIRONMENT, "environment"))
        fields += [
            _field(key.name, of.KEY_TYPES[key.type])._replace(
                required=key.required, value=partial(_written, key)
            )
            for key in fault.keys
        ]
        forms[kind] = Form(command.Fault, fault.description, tuple(fields))
    return forms


def _written(key: FaultKey, does: command.Fault) -> object:
    """The value of a key of a plugged fault; a no where nothing would mean yes is written too."""
    value = own_keys(does).get(key.name)
    return "no" if value is False and key.default is True else value


_IN: Final = _field("in", of.ENVIRONMENT, "environment")
_RECORD: Final = _field("record", of.RECORD)
_TABLE: Final = _field("table", of.TABLE)
_ENTITY: Final = _optional("entity", of.ENTITY)

# fmt: off
STEPS: Final[dict[str, Form]] = {
    "turn_on": Form(command.TurnOn, "turn integration on"),
    "turn_off": Form(command.TurnOff, "turn integration off"),
    "run_batch_job": Form(command.RunBatchJob, "run the missed request sync by hand"),
    "cancel_batch_job": Form(command.CancelBatchJob, "cancel a run that is stuck in Executing"),
    "create": Form(
        command.Create, "a user creates a record",
        (_IN, _TABLE, _field("record", of.TEXT), _field("values", of.WHOLE_RECORD), _ENTITY),
    ),
    "edit": Form(
        command.Edit, "a user changes these columns",
        (_IN, _RECORD, _field("values", of.EDITED_VALUES), _ENTITY),
    ),
    "delete": Form(command.Delete, "a user deletes a record", (_IN, _RECORD)),
    "import": Form(
        command.Import, "create or edit many records by natural key: rows, generate or file",
        (
            _field("in", of.INTO_HR, "environment"), _TABLE,
            # read with the names, before the steps
            _optional("rows", of.ROWS, "", lambda it: None if it.generate else it.rows),
            _optional("generate", of.WHOLE_NUMBER, "", lambda it: it.generate),
            _optional("file", of.TEXT, ""),
        ),
    ),
    "advance": Form(
        command.Advance, "let simulated time pass",
        bare=_field("advance", of.DURATION, "milliseconds"),
    ),
    "clear_tracking": Form(
        command.ClearTracking, "clear the tracking information of a table",
        bare=_field("clear_tracking", of.TABLE, "table"),
    ),
    "sync_now": Form(
        command.SyncNow, "run a full synchronization of a table",
        bare=_field("sync_now", of.TABLE, "table"),
    ),
    "fault": Form(
        command.Fault, "ask for a fault: the kinds are listed by `harness faults`",
        (
            _field("kind", of.FAULT_KIND), _optional("in", of.ENVIRONMENT, "environment"),
            _optional("nth", of.ORDINAL), _optional("lasting", of.YES_NO),
            _optional("applied", of.YES_NO), _length("for"), _length("by"),
            _optional("after", of.WHOLE_NUMBER),
        ),
        check=_check_fault, variants=_plugged,
    ),
}

# what an `expect` may be, by the key that tells it apart
EXPECTATIONS: Final[dict[str, Form]] = {
    "values": Form(
        expected.HasValues, "the record has these values",
        (_IN, _RECORD, _field("values", of.VALUES)),
    ),
    "exists": Form(
        expected.Exists, "the record is there or not", (_IN, _RECORD, _field("exists", of.YES_NO))
    ),
    "tracked": Form(
        expected.Tracked, "the record is tracked or not", (_RECORD, _field("tracked", of.YES_NO))
    ),
    "deleted_from_dataverse": Form(
        expected.DeletedFromDataverse, "the record's tracking row says Yes or No",
        (_RECORD, _field("deleted_from_dataverse", of.YES_NO, "deleted")),
    ),
    "converged": Form(
        expected.Converged, "both environments hold the same",
        (_field("converged", of.TABLE_OR_ALL, "table"),),
    ),
    "diverged": Form(
        expected.Diverged, "the two sides of a record differ",
        (_field("diverged", of.RECORD, "record"),),
    ),
    "data_loss": Form(
        expected.DataLoss, "this loss was reported",
        (_IN, _RECORD, _optional("columns", of.COLUMNS)),
        _field("data_loss", of.NONE, ""), nested=True,
    ),
    "data_losses": Form(
        expected.DataLosses, "these losses were reported and no others, a row a column",
        (_field("data_losses", of.LOSSES, "rows"),),
    ),
    "undone_delete": Form(
        expected.UndoneDelete, "this undone delete was reported",
        (_IN, _RECORD), _field("undone_delete", of.NONE, ""), nested=True,
    ),
    "missed_requests": Form(
        expected.MissedRequests, "what has not travelled",
        (_IN, _RECORD), _field("missed_requests", of.WHOLE_NUMBER, "count"), nested=True,
    ),
    "grid": Form(
        expected.Grid, "the grid of a table has these rows, in order",
        (_TABLE, _field("rows", of.GRID_ROWS)), nested=True,
    ),
    "refused": Form(
        expected.RefusedBecause, "the step before was refused, with this in the reason",
        (_field("refused", of.TEXT, "text"),),
    ),
    "timeline": Form(
        expected.TimelineSays, "a line of the timeline has this in it",
        (_field("timeline", of.TEXT, "text"),),
    ),
    "elapsed": Form(
        expected.Elapsed, "so much simulated time has passed since the start",
        (_field("elapsed", of.DURATION, "milliseconds"),),
    ),
}
# fmt: on
_BY_TYPE: Final = {
    form.makes: (key, form) for forms in (STEPS, EXPECTATIONS) for key, form in forms.items()
}


def form_of(does: Command | Expectation) -> tuple[str, Form]:
    """The key and the row of a command or an expectation. BadInput if it has none."""
    if type(does) not in _BY_TYPE:
        raise BadInput(f"no scenario file has {does}")
    key, form = _BY_TYPE[type(does)]
    if isinstance(does, command.Fault):
        FAULTS.resolve(does.kind)  # raises for one whose plug-in file was left
    return key, form.variants().get(getattr(does, "kind", ""), form)


class Setting(NamedTuple):
    """A setting of the simulation: one field, or several in the mapping behind its key."""

    description: str
    fields: tuple[Field, ...]
    nested: bool = False


def _setting(key: str, kind: FieldType, description: str) -> dict[str, Setting]:
    return {key: Setting(description, (_field(key, kind),))}


_TIE: Final = "who wins where the last edits are of the same second: hr or dataverse"
_DELAY: Final = "how long a change in Dataverse takes to reach Human Resources"
_CLOCK: Final = "what says when the batch job is due: interval, or the name of a clock of one's own"
_INTEGRATION: Final = "what is simulated: documented, or the name of an integration of one's own"
SETTINGS: Final[dict[str, Setting]] = {
    **_setting("dataverse_to_hr_delay", of.DURATION, _DELAY),
    **_setting("batch_job_every", of.INTERVAL, "how often the batch job runs"),
    **_setting("conflict", of.POLICY, "who wins where both sides edited: a conflict policy"),
    **_setting("tie", of.ENVIRONMENT, _TIE),
    "import_seconds_per_record": Setting(
        "what a record of an import costs, off and on",
        (_field("off", of.SECONDS, "import_off"), _field("on", of.SECONDS, "import_on")),
        nested=True,
    ),
    **_setting("clock", of.CLOCK, _CLOCK),
    **_setting("integration", of.INTEGRATION, _INTEGRATION),
}
# settings that stand at the top of a file
TOP_SETTINGS: Final[dict[str, Setting]] = {
    **_setting("start", of.INSTANT, "when it starts"),
    **_setting("seed", of.WHOLE_NUMBER, "row ids and generated data come from it"),
}
TOP: Final[dict[str, str]] = {
    "scenario": "what it shows, in a sentence",
    "rules": "the rule ids it shows",
    **{key: setting.description for key, setting in TOP_SETTINGS.items()},
    "settings": "the settings of the simulation",
    "catalog": "custom columns, and further tables",
    "given": "what there is before the first step",
    "steps": "what happens, and what is expected",
}
