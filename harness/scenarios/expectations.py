"""Expectations: conditions that a scenario demands at a step, each with a check.

A check reads the stores, the tracking rows and the findings, and changes nothing. Gherkin `Then`
steps and `expect` steps of scenario files make these same values. They take what people have, as
commands do, and hold one form of it.

>>> from harness.simulator.engine import Engine
>>> MissedRequests(count=0).check(Engine(), None) is None
True
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from harness.domain import arguments
from harness.domain.environments import ENVIRONMENT_NAMES, Environment, EnvironmentName, other
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.domain.records import reference_number, reference_text
from harness.domain.request_kinds import shown_kind
from harness.domain.suggestions import did_you_mean
from harness.reports.event_text import plural
from harness.reports.findings import GRID_COLUMNS, grid_rows
from harness.reports.sides import converged_tables, differences
from harness.scenarios.counts import (
    TABLE,
    GridCount,
    IntegrationIs,
    RecordCount,
    TrackedCount,
)
from harness.scenarios.foresight import Foresees
from harness.scenarios.held_values import HasOtherValues, HasValues
from harness.scenarios.reported import (
    DataLoss,
    DataLosses,
    Elapsed,
    LossRow,
    RefusedBecause,
    TimelineSays,
    UndoneDelete,
)
from harness.scenarios.unmet import (
    NAME,
    Unmet,
    first_three,
    place,
    set_place,
    unequal,
)
from harness.simulator.engine import Engine

__all__ = [
    "Converged", "DataLoss", "DataLosses", "DeletedFromDataverse", "Diverged", "Elapsed", "Exists",
    "Expectation", "Foresees", "Grid", "GridCount", "HasOtherValues", "HasReference", "HasValues",
    "IntegrationIs", "LossRow", "MissedRequests", "RecordCount", "RefusedBecause", "TimelineSays",
    "Tracked", "TrackedCount", "UndoneDelete",
]  # fmt: skip
_set: Final = object.__setattr__  # expectations are frozen


@immutable
class Exists:
    """The record is there, or is not."""

    environment: Environment
    record: str
    exists: bool = True

    def __init__(self, environment: EnvironmentName, record: str, exists: bool = True) -> None:
        _set(self, "environment", arguments.environment("Exists: environment", environment))
        _set(self, "record", arguments.text("Exists: record", record, NAME))
        _set(self, "exists", arguments.yes_no("Exists: exists", exists))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        there = simulator.record(self.environment, self.record) is not None
        where = place(self.environment, self.record)
        return unequal(where, ("is there", "is not there"), self.exists, there)


@immutable
class HasReference:
    """The record is there under this RecId or row id (G5); it takes the text of one, too."""

    environment: Environment
    record: str
    reference: int

    def __init__(self, environment: EnvironmentName, record: str, reference: int | str) -> None:
        where = arguments.environment("HasReference: environment", environment)
        _set(self, "environment", where)
        _set(self, "record", arguments.text("HasReference: record", record, NAME))
        if isinstance(reference, str):
            try:
                reference = reference_number(where, reference)
            except ValueError as error:
                raise BadInput(f"HasReference: reference: {error}") from None
        given = arguments.number("HasReference: reference", reference, 1)
        _set(self, "reference", given)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        where = place(self.environment, self.record)
        expected = f"{where} is {reference_text(self.environment, self.reference)}"
        record = simulator.record(self.environment, self.record)
        if record is None:
            return Unmet(expected, f"{where} is not there", "gone")
        if record.reference == self.reference:
            return None
        return Unmet(expected, f"{where} is {reference_text(self.environment, record.reference)}")


@immutable
class Tracked:
    """The record is tracked, or is not; a tombstone is not."""

    record: str
    tracked: bool = True

    def __init__(self, record: str, tracked: bool = True) -> None:
        _set(self, "record", arguments.text("Tracked: record", record, NAME))
        _set(self, "tracked", arguments.yes_no("Tracked: tracked", tracked))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        tracked = pair is not None and pair.tracked
        return unequal(self.record, ("is tracked", "is not tracked"), self.tracked, tracked)


@immutable
class DeletedFromDataverse:
    """There is a tracking row of the record whose Deleted from Dataverse is Yes, or No."""

    record: str
    deleted: bool = True

    def __init__(self, record: str, deleted: bool = True) -> None:
        _set(self, "record", arguments.text("DeletedFromDataverse: record", record, NAME))
        _set(self, "deleted", arguments.yes_no("DeletedFromDataverse: deleted", deleted))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        row = pair and pair.row
        what, words = f"Deleted from Dataverse of {self.record} is", ("Yes", "No")
        if not row:
            return Unmet(f"{what} {words[not self.deleted]}", "there is no tracking row", "none")
        return unequal(what, words, self.deleted, row.deleted_from_dataverse)


@immutable
class Converged:
    """Both environments hold the same records with the same values; of one table, or of all."""

    table: str | None = None

    def __init__(self, table: str | None = None) -> None:
        _set(self, "table", arguments.optional_text("Converged: table", table, TABLE))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        tables = [self.table] if self.table else converged_tables(simulator)
        found = [text for table in tables for text in differences(simulator, table)]
        what = self.table or "all tables"
        return Unmet(f"{what} converged", first_three(found)) if found else None


@immutable
class Diverged:
    """The two sides of one record differ, or one of them is missing."""

    record: str

    def __init__(self, record: str) -> None:
        _set(self, "record", arguments.text("Diverged: record", record, NAME))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        if pair and any(differences(simulator, pair.table.name, pair)):
            return None
        return Unmet(f"{self.record} diverged", "both environments hold the same of it")


@immutable
class MissedRequests:
    """This many requests are missed; of this record in this environment, one is, or 0 are."""

    count: int | None = None
    environment: Environment | None = None
    record: str | None = None

    def __init__(
        self,
        count: int | None = None,
        environment: EnvironmentName | None = None,
        record: str | None = None,
    ) -> None:
        neither = count is None and environment is None
        if neither or (environment is None) != (record is None):
            raise BadInput("MissedRequests: a count; or an environment and a record")
        if count is not None:
            most = arguments.MOST_NUMBER if environment is None else 1
            count = arguments.number("MissedRequests: count", count, 0, most)
        _set(self, "count", count)
        set_place(self, environment, record)

    @classmethod
    def none(cls) -> "MissedRequests":
        """Every change has travelled."""
        return cls(count=0)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        if self.environment is None:
            actual = simulator.world.missed.count()
            if actual == self.count:
                return None
            kind = "more" if actual > (self.count or 0) else "fewer"
            wanted, there = (plural(it or 0, "missed request") for it in (self.count, actual))
            return Unmet(wanted, there, kind)
        pair = simulator.world.record_pairs.named(self.record or "")
        found = pair.request(self.environment) if pair else None
        where = place(self.environment, self.record)
        if self.count == 0:
            said = f"the {found.kind} is missed" if found else ""
            return Unmet(f"no missed request of {where}", said) if found else None
        if found:
            return None
        there, across = "there is none", other(self.environment)
        if pair and (theirs := pair.request(across)):
            there = f"there is one in {ENVIRONMENT_NAMES[across]}: the {shown_kind(theirs.kind)}"
        return Unmet(f"a missed request of {where}", there)


@immutable
class Grid:
    """The grid shows these rows of the table, in this order; a row names any of its columns."""

    table: str
    rows: tuple[tuple[tuple[str, str], ...], ...]

    def __init__(
        self, table: str, rows: Iterable[Mapping[str, str] | Iterable[tuple[str, str]]]
    ) -> None:
        _set(self, "table", arguments.text("Grid: table", table, TABLE))
        if not isinstance(rows, Iterable) or isinstance(rows, str | Mapping):
            raise arguments.wrong("Grid: rows", "a list of rows, mappings of columns", rows)
        read = [arguments.values("Grid", row, "a row") for row in rows]
        for column in {column for row in read for column, _ in row} - {*GRID_COLUMNS, "record"}:
            near = did_you_mean(column, GRID_COLUMNS)
            raise BadInput(f"Grid: there is no column {column!r}{near}")
        _set(self, "rows", tuple(read))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        actual = list(grid_rows(simulator, self.table))
        expected = f"the grid of {self.table} has {len(self.rows)} rows"
        if not simulator.world.catalog[self.table].in_grid:
            return Unmet(expected, f"{self.table} is not in the grid", "no grid")
        if len(actual) != len(self.rows):
            return Unmet(expected, f"it has {len(actual)}", len(actual))
        for number, (row, there) in enumerate(zip(self.rows, actual, strict=True), 1):
            wrong = {column: there[column] for column, value in row if there[column] != value}
            if wrong:
                # references are new in each scenario
                kind = [(c, "" if c.endswith("_reference") else v) for c, v in wrong.items()]
                what = f"row {number} has {_texts(dict(row))}"
                return Unmet(what, f"it has {_texts(wrong)}", (number, *kind))
        return None


def _texts(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column} {value}" for column, value in row.items())


Expectation = (
    HasValues | Exists | HasReference | Tracked | DeletedFromDataverse | Converged | Diverged
    | DataLoss | DataLosses | UndoneDelete | MissedRequests | Grid | RefusedBecause
    | TimelineSays | Elapsed | HasOtherValues | RecordCount | TrackedCount | GridCount
    | IntegrationIs | Foresees
)  # fmt: skip
