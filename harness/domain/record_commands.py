"""Commands of users and imports: what is done to records.

>>> Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"})
Create('hr', 'cdm_title', 'boss', {'cdm_name': 'Boss'})
>>> Edit("hr", "boss", {"cdm_name": "Chief"}, becomes="chief").becomes
'chief'
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from harness.domain import arguments
from harness.domain.arguments import ColumnValues, Given
from harness.domain.environments import DATAVERSE, HR, Environment, EnvironmentName
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.domain.readable import Readable
from harness.domain.records import FIRST_REC_ID
from harness.domain.rows import Row, Rows, generated, read_rows

_set: Final = object.__setattr__  # the commands are frozen
_TABLE: Final = "the logical name of a table"
_NAME: Final = "the name of a record"
_LAST_REC_ID: Final = 2**63 - 1
_LAST_ROW_ID: Final = 2**128 - 1


@immutable
class Create(Readable):
    """A user creates a record; the natural key is among the values."""

    environment: Environment
    table: str
    record: str
    values: Given
    entity: str | None = None  # the Human Resources entity it goes through (G3)
    reference: int | None = None  # a RecId or row id of one's own; refused if it is taken

    def __init__(
        self,
        environment: EnvironmentName,
        table: str,
        record: str,
        values: ColumnValues,
        entity: str | None = None,
        reference: int | None = None,
    ) -> None:
        _set(self, "environment", arguments.environment("Create: environment", environment))
        _set(self, "table", arguments.text("Create: table", table, _TABLE))
        _set(self, "record", arguments.text("Create: record", record, _NAME))
        _set(self, "values", arguments.values("Create", values))
        _set(self, "entity", _entity("Create", self.environment, entity))
        if reference is not None:
            reference = reference_of("Create", self.environment, reference)
        _set(self, "reference", reference)


@immutable
class Edit(Readable):
    """A user changes the named columns of a record, and only those."""

    environment: Environment
    record: str
    values: Given
    entity: str | None = None
    becomes: str | None = None  # its name from then on, if the natural key changes (R18)

    def __init__(
        self,
        environment: EnvironmentName,
        record: str,
        values: ColumnValues,
        entity: str | None = None,
        becomes: str | None = None,
    ) -> None:
        _set(self, "environment", arguments.environment("Edit: environment", environment))
        _set(self, "record", arguments.text("Edit: record", record, _NAME))
        _set(self, "values", arguments.values("Edit", values))
        _set(self, "entity", _entity("Edit", self.environment, entity))
        if becomes is not None:
            becomes = arguments.text("Edit: becomes", becomes, _NAME)
        _set(self, "becomes", becomes)


def _entity(what: str, environment: Environment, given: object) -> str | None:
    if given is not None and environment == DATAVERSE:
        raise BadInput(f"{what}: only a change in hr goes through an entity (G3)")
    return arguments.optional_text(f"{what}: entity", given, "the name of an entity, or None")


def reference_of(what: str, environment: str, given: object) -> int | None:
    """A RecId or row id, or None. BadInput if it is out of its range."""
    if given is None:
        return None
    least, most = (FIRST_REC_ID, _LAST_REC_ID) if environment == HR else (1, _LAST_ROW_ID)
    return arguments.number(f"{what}: reference", given, least, most)


@immutable
class Delete(Readable):
    """A user deletes a record."""

    environment: Environment
    record: str

    def __init__(self, environment: EnvironmentName, record: str) -> None:
        _set(self, "environment", arguments.environment("Delete: environment", environment))
        _set(self, "record", arguments.text("Delete: record", record, _NAME))


@immutable
class Import(Readable):
    """An import creates or edits records by natural key (M1, M2), in Dataverse too (M4).

    `truncate` deletes every record of the table in Human Resources first (M3).
    """

    environment: Environment
    table: str
    rows: Sequence[Row]
    generate: int | None = None  # how many rows were generated, if they were
    truncate: bool = False

    def __init__(
        self,
        environment: EnvironmentName,
        table: str,
        rows: Rows,
        generate: int | None = None,
        truncate: bool = False,
    ) -> None:
        _set(self, "environment", arguments.environment("Import: environment", environment))
        _set(self, "table", arguments.text("Import: table", table, _TABLE))
        _set(self, "rows", read_rows("Import", rows))
        _set(self, "generate", generated("Import", generate, self.rows))
        _set(self, "truncate", arguments.yes_no("Import: truncate", truncate))
        if self.truncate and self.environment != HR:
            raise BadInput("Import: truncate is for hr only (M3)")


@immutable
class Undelete(Readable):
    """A user takes a row out of Dataverse's recycle bin (E2)."""

    environment: ClassVar[Environment] = DATAVERSE
    record: str

    def __init__(self, record: str) -> None:
        _set(self, "record", arguments.text("Undelete: record", record, _NAME))
