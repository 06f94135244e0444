"""The scenario file format, as one table: a row for each step and expectation.

Reading, writing, the JSON Schema and the documentation all follow this table; `settings_format` is
that of the settings. The keys of a fault depend on its kind.

>>> [field.key for field in STEPS["delete"].fields]
['in', 'record']
"""

from collections.abc import Mapping
from typing import Any, Final

from harness.domain import commands as command
from harness.domain.commands import Command
from harness.domain.environments import HR
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS
from harness.scenarios import expectations as expected
from harness.scenarios import field_types as of
from harness.scenarios import list_types as lists
from harness.scenarios.expectations import Expectation
from harness.scenarios.fault_form import FAULT_FORM
from harness.scenarios.foresight import wrong_together
from harness.scenarios.forms import Form, field, optional
from harness.scenarios.name_resolution import Names
from harness.scenarios.settings_format import TOP_SETTINGS
from harness.scenarios.yaml_tree import Node, Text


def _reference(does: Any) -> int | str | None:
    """The reference of a command or an expectation, as a file has it."""
    return None if does.reference is None else of.reference(does.environment, does.reference)


def _check_edit(names: Names, _node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
    """An edit names what its record becomes, if it makes another thing of it (R18)."""
    names.check_change(fields.get("record"), fields.get("values"), fields.get("becomes"))
    return fields


def _check_restore(names: Names, _node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
    names.check_backup(fields.get("in"), fields.get("backup"))
    return fields


def _check_foreseen(names: Names, node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
    """What is foreseen of a record, of how many, or of the whole run."""
    said = {key: it.value if isinstance(it, Text) else None for key, it in fields.items()}
    count = said.get("count")
    problem = wrong_together(
        said.get("foreseen"),
        fields.get("in"),
        fields.get("record"),
        fields.get("columns"),
        int(count) if count and count.isdecimal() else None,
    )
    if problem:
        names.nodes.problem(node, problem)
    return fields


def _in_hr(_names: Names, node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
    """An import goes into Human Resources, as in the article, unless it says otherwise."""
    return {"in": Text(node.line, node.column, HR), **fields}


_IN: Final = field("in", of.ENVIRONMENT, "environment")
_RECORD: Final = field("record", of.RECORD)
_TABLE: Final = field("table", of.TABLE)
_ENTITY: Final = optional("entity", of.ENTITY)

# fmt: off
STEPS: Final[dict[str, Form]] = {
    "turn_on": Form(command.TurnOn, "turn integration on"),
    "turn_off": Form(command.TurnOff, "turn integration off"),
    "run_batch_job": Form(command.RunBatchJob, "run the missed request sync by hand"),
    "cancel_batch_job": Form(command.CancelBatchJob, "cancel a run that is stuck in Executing"),
    "set_batch_job": Form(
        command.SetBatchJob, "set the status of the batch job",
        bare=field("set_batch_job", of.JOB_STATUS, "status"),
    ),
    "delete_batch_job": Form(
        command.DeleteBatchJob, "delete the batch job; the next turning-on makes it again"
    ),
    "create": Form(
        command.Create, "a user creates a record",
        (
            _IN, _TABLE, field("record", of.TEXT), field("values", of.WHOLE_RECORD), _ENTITY,
            optional("reference", of.REFERENCE, value=_reference),
        ),
    ),
    "edit": Form(
        command.Edit, "a user changes these columns; becomes: its name if the natural key changes",
        (_IN, _RECORD, field("values", of.SOME_VALUES), _ENTITY, optional("becomes", of.TEXT)),
        check=_check_edit,
    ),
    "delete": Form(command.Delete, "a user deletes a record", (_IN, _RECORD)),
    "import": Form(
        command.Import,
        "create or edit many records by natural key: rows, generate or file; without in, in hr",
        (
            optional("in", of.ENVIRONMENT, "environment"), _TABLE,
            # read with the names, before the steps
            optional("rows", lists.ROWS, "", lambda it: None if it.generate else it.rows),
            optional("generate", of.WHOLE_NUMBER, "", lambda it: it.generate),
            optional("file", of.TEXT, ""), optional("truncate", of.TRUNCATE),
        ),
        check=_in_hr,
    ),
    "backup": Form(
        command.Backup, "make a backup of one environment", (_IN, field("as", of.TEXT, "name"))
    ),
    "restore": Form(
        command.Restore, "put an environment back to its backup of that name",
        (_IN, field("backup", of.TEXT, "name")), check=_check_restore,
    ),
    "undelete": Form(
        command.Undelete, "a user takes a row out of Dataverse's recycle bin", (_RECORD,)
    ),
    "advance": Form(
        command.Advance, "let simulated time pass",
        bare=field("advance", of.DURATION, "milliseconds"),
    ),
    "clear_tracking": Form(
        command.ClearTracking, "clear the tracking information of a table",
        bare=field("clear_tracking", of.TABLE, "table"),
    ),
    "sync_now": Form(
        command.SyncNow, "run a full synchronization of a table",
        bare=field("sync_now", of.TABLE, "table"),
    ),
    "fault": FAULT_FORM,
}

# what an `expect` may be, by the key that tells it apart
EXPECTATIONS: Final[dict[str, Form]] = {
    "values": Form(
        expected.HasValues, "the record has these values",
        (_IN, _RECORD, field("values", of.VALUES)),
    ),
    "other_values": Form(
        expected.HasOtherValues, "the record is there, and none of these values is",
        (_IN, _RECORD, field("other_values", of.SOME_VALUES, "values")),
    ),
    "exists": Form(
        expected.Exists, "the record is there or not", (_IN, _RECORD, field("exists", of.YES_NO))
    ),
    "reference": Form(
        expected.HasReference, "the record has this RecId or row id",
        (_IN, _RECORD, field("reference", of.REFERENCE)._replace(value=_reference)),
    ),
    "tracked": Form(
        expected.Tracked, "the record is tracked or not", (_RECORD, field("tracked", of.YES_NO))
    ),
    "deleted_from_dataverse": Form(
        expected.DeletedFromDataverse, "the record's tracking row says Yes or No",
        (_RECORD, field("deleted_from_dataverse", of.YES_NO, "deleted")),
    ),
    "converged": Form(
        expected.Converged, "both environments hold the same",
        (field("converged", of.TABLE_OR_ALL, "table"),),
    ),
    "diverged": Form(
        expected.Diverged, "the two sides of a record differ",
        (field("diverged", of.RECORD, "record"),),
    ),
    "data_loss": Form(
        expected.DataLoss, "this loss was reported; some, or none so far",
        (_IN, _RECORD, optional("columns", lists.COLUMNS)),
        field("data_loss", of.NONE_OR_SOME, "reported"), nested=True,
    ),
    "data_losses": Form(
        expected.DataLosses, "these losses were reported and no others, a row a column",
        (field("data_losses", lists.LOSSES, "rows"),),
    ),
    "undone_delete": Form(
        expected.UndoneDelete, "this undone delete was reported; some, or none so far",
        (_IN, _RECORD), field("undone_delete", of.NONE_OR_SOME, "reported"), nested=True,
    ),
    "foreseen": Form(
        expected.Foresees,
        "what the next batch run would do, to a record, to so many or at all: lost, restored and "
        "so on, or nothing; sync_now: what sync now of that table would do",
        (
            field("foreseen", of.OUTCOME, "kind"), _IN._replace(required=False),
            _RECORD._replace(required=False), optional("columns", lists.COLUMNS),
            optional("count", of.WHOLE_NUMBER), optional("sync_now", of.TABLE, "table"),
        ),
        check=_check_foreseen,
    ),
    "missed_requests": Form(
        expected.MissedRequests, "what has not travelled; count: 0, if all of a record has",
        (_IN, _RECORD, optional("count", of.NONE_OR_ONE)),
        field("missed_requests", of.WHOLE_NUMBER, "count"), nested=True,
    ),
    "grid": Form(
        expected.Grid, "the grid of a table has these rows, in order",
        (_TABLE, field("rows", lists.GRID_ROWS)), nested=True,
    ),
    "refused": Form(
        expected.RefusedBecause, 'the step before was refused, with this in the reason; "": any',
        (field("refused", of.ANY_TEXT, "text"),),
    ),
    "timeline": Form(
        expected.TimelineSays, "a line of the timeline has this in it; says: no, if none has",
        (
            field("timeline", of.TEXT, "text"),
            optional("says", of.YES_NO, value=lambda it: None if it.says else "no"),
        ),
    ),
    "records": Form(
        expected.RecordCount, "an environment holds so many records of a table",
        (_IN, _TABLE, field("records", of.WHOLE_NUMBER, "count")),
    ),
    "tracked_records": Form(
        expected.TrackedCount, "so many records of a table are tracked",
        (_TABLE, field("tracked_records", of.WHOLE_NUMBER, "count")),
    ),
    "grid_rows": Form(
        expected.GridCount, "the grid of a table has so many rows",
        (_TABLE, field("grid_rows", of.WHOLE_NUMBER, "count")),
    ),
    "integration": Form(
        expected.IntegrationIs, "integration is on or off",
        (field("integration", of.ON_OFF, "on"),),
    ),
    "elapsed": Form(
        expected.Elapsed, "so much simulated time has passed since the start",
        (field("elapsed", of.DURATION, "milliseconds"),),
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


TOP: Final[dict[str, str]] = {
    "scenario": "what it shows, in a sentence",
    "rules": "the rule ids it shows",
    **{key: setting.description for key, setting in TOP_SETTINGS.items()},
    "settings": "the settings of the simulation",
    "catalog": "custom columns, and further tables",
    "given": "what there is before the first step",
    "steps": "what happens, and what is expected",
}
