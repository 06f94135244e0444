"""The scenario file format, as one table: what every step and expectation takes.

The loader reads by this table, the JSON Schema is made from it, and the documentation lists it, so
the three cannot disagree.

>>> [field.name for field in STEPS["delete"].fields]
['in', 'record']
"""

from typing import Final, Literal, NamedTuple

Kind = Literal[
    "environment", "table", "record", "new record", "values", "text", "duration", "whole number",
    "yes or no", "none", "rows", "file", "columns", "grid rows", "fault kind", "table or all",
    "losses",
]  # fmt: skip


class Field(NamedTuple):
    """One key of a step or expectation."""

    name: str
    kind: Kind
    required: bool = True


class Step(NamedTuple):
    """What a step takes: nothing, one bare value, or a mapping of fields."""

    fields: tuple[Field, ...] = ()
    bare: Kind | None = None
    says: str = ""


_IN: Final = Field("in", "environment")
_RECORD: Final = Field("record", "record")
_TABLE: Final = Field("table", "table")
_ENTITY: Final = Field("entity", "text", False)

STEPS: Final[dict[str, Step]] = {
    "turn_on": Step(says="turn integration on"),
    "turn_off": Step(says="turn integration off"),
    "run_batch_job": Step(says="run the missed request sync by hand"),
    "cancel_batch_job": Step(says="cancel a run that is stuck in Executing"),
    "create": Step(
        (_IN, _TABLE, Field("record", "new record"), Field("values", "values"), _ENTITY),
        says="a user creates a record",
    ),
    "edit": Step(
        (_IN, _RECORD, Field("values", "values"), _ENTITY), says="a user changes these columns"
    ),
    "delete": Step((_IN, _RECORD), says="a user deletes a record"),
    "import": Step(
        (
            _IN,
            _TABLE,
            Field("rows", "rows", False),
            Field("generate", "whole number", False),
            Field("file", "file", False),
        ),
        says="create or edit many records by natural key: rows, generate or file",
    ),
    "advance": Step(bare="duration", says="let simulated time pass"),
    "clear_tracking": Step(bare="table", says="clear the tracking information of a table"),
    "sync_now": Step(bare="table", says="run a full synchronization of a table"),
    "fault": Step(
        (
            Field("kind", "fault kind"),
            Field("in", "environment", False),
            Field("nth", "whole number", False),
            Field("lasting", "yes or no", False),
            Field("applied", "yes or no", False),
            Field("for", "duration", False),
            Field("by", "duration", False),
            Field("after", "whole number", False),
        ),
        says="ask for a fault: the kinds are listed by `harness faults`",
    ),
}

# what an `expect` may be: the key that tells it apart, and all its fields
EXPECTATIONS: Final[dict[str, Step]] = {
    "values": Step((_IN, _RECORD, Field("values", "values")), says="the record has these values"),
    "exists": Step((_IN, _RECORD, Field("exists", "yes or no")), says="the record is there or not"),
    "tracked": Step((_RECORD, Field("tracked", "yes or no")), says="the record is tracked or not"),
    "deleted_from_dataverse": Step(
        (_RECORD, Field("deleted_from_dataverse", "yes or no")),
        says="the record's tracking row says Yes or No",
    ),
    "converged": Step(
        (Field("converged", "table or all"),), says="both environments hold the same"
    ),
    "diverged": Step((Field("diverged", "record"),), says="the two sides of a record differ"),
    "data_loss": Step(
        (_IN, _RECORD, Field("columns", "columns", False)), "none", "this loss was reported"
    ),
    "data_losses": Step(
        (Field("data_losses", "losses"),),
        says="these losses were reported and no others, a row a column",
    ),
    "undone_delete": Step((_IN, _RECORD), "none", "this undone delete was reported"),
    "missed_requests": Step((_IN, _RECORD), "whole number", "what has not travelled"),
    "grid": Step(
        (_TABLE, Field("rows", "grid rows")), says="the grid of a table has these rows, in order"
    ),
    "refused": Step(
        (Field("refused", "text"),), says="the step before was refused, with this in the reason"
    ),
    "timeline": Step((Field("timeline", "text"),), says="a line of the timeline has this in it"),
    "elapsed": Step(
        (Field("elapsed", "duration"),), says="so much simulated time has passed since the start"
    ),
}
# these hold their own fields below their key; the others stand beside theirs
NESTED: Final = ("data_loss", "undone_delete", "missed_requests", "grid")

# a row of `data_losses`
LOSS: Final = (
    _IN,
    _RECORD,
    Field("column", "text"),
    Field("lost", "text"),
    Field("kept", "text"),
)

SETTINGS: Final[dict[str, str]] = {
    "dataverse_to_hr_delay": "how long a change in Dataverse takes to reach Human Resources",
    "batch_job_every": "how often the batch job runs",
    "conflict": "who wins where both sides edited: a conflict policy",
    "tie": "who wins where the last edits are of the same second: hr or dataverse",
    "import_seconds_per_record": "what a record of an import costs, off and on",
}
TOP: Final[dict[str, str]] = {
    "scenario": "what it shows, in a sentence",
    "rules": "the rule ids it shows",
    "start": "when it starts",
    "seed": "row ids and generated data come from it",
    "settings": "the settings of the simulation",
    "catalog": "custom columns, and further tables",
    "given": "what there is before the first step",
    "steps": "what happens, and what is expected",
}
CATALOG_TABLE: Final[dict[str, str]] = {
    "columns": "column name to type, or to type, max_length and choices",
    "lookups": "column name to the table it looks up",
    "natural_key": "the columns by which the same thing is recognised in both environments",
    "display_name": "the table's name for people",
    "hr_entity": "the Human Resources entity of the grid",
    "supports_custom_fields": "whether the table can be selected in the grid",
}
CATALOG_COLUMN: Final[dict[str, str]] = {
    "type": "the column's type, or one for hr and one for dataverse",
    "max_length": "the longest text, or one for hr and one for dataverse",
    "choices": "the choices there are, or those of hr and of dataverse",
    "required": "yes or no",
}
