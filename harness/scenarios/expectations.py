"""Expectations: what a scenario says must hold, and what holds instead.

An expectation reads the stores, the tracking rows and the findings; it changes nothing. Gherkin
`Then` steps and `expect` steps of scenario files are these same values.

>>> from harness.simulator.simulator import Simulator
>>> MissedRequests(count=0).check(Simulator(), None) is None
True
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from harness.domain.commands import Given
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.records import Scalar
from harness.domain.times import format_duration
from harness.reports.findings import (
    Lost,
    converged_tables,
    data_loss,
    differences,
    grid_rows,
    record_values,
    shown,
    undone_deletes,
)
from harness.reports.timeline_rows import timeline_lines
from harness.simulator.simulator import Simulator


class Unmet(NamedTuple):
    """An expectation that does not hold."""

    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class HasValues:
    """The record is there with these values; None means empty, others are free."""

    environment: Environment
    record: str
    values: Given

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        where = f"{self.record} in {ENVIRONMENT_NAMES[self.environment]}"
        expected = f"{where} has " + ", ".join(f"{c} {shown(v)}" for c, v in self.values)
        record = simulator.record(self.environment, self.record)
        if record is None:
            return Unmet(expected, f"{where} is not there")
        actual = record_values(simulator, self.environment, self.record)
        wrong = [(c, actual.get(c)) for c, v in self.values if actual.get(c) != v]
        if not wrong:
            return None
        return Unmet(expected, f"{where} has " + ", ".join(f"{c} {shown(v)}" for c, v in wrong))


@dataclass(frozen=True, slots=True)
class Exists:
    """The record is there, or is not."""

    environment: Environment
    record: str
    exists: bool

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        there = simulator.record(self.environment, self.record) is not None
        if there == self.exists:
            return None
        where = f"{self.record} in {ENVIRONMENT_NAMES[self.environment]}"
        says = {True: "is there", False: "is not there"}
        return Unmet(f"{where} {says[self.exists]}", f"{where} {says[there]}")


@dataclass(frozen=True, slots=True)
class Tracked:
    """The record is tracked, or is not; a tombstone is not."""

    record: str
    tracked: bool

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        tracked = pair is not None and pair.tracked
        if tracked == self.tracked:
            return None
        says = {True: "is tracked", False: "is not tracked"}
        return Unmet(f"{self.record} {says[self.tracked]}", f"{self.record} {says[tracked]}")


@dataclass(frozen=True, slots=True)
class DeletedFromDataverse:
    """There is a tracking row of the record that says Yes, or No."""

    record: str
    says_yes: bool

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        row = pair and pair.row
        if row and row.deleted_from_dataverse == self.says_yes:
            return None
        says = f"Deleted from Dataverse of {self.record} is "
        yes = {True: "Yes", False: "No"}
        actual = says + yes[row.deleted_from_dataverse] if row else "there is no tracking row"
        return Unmet(says + yes[self.says_yes], actual)


@dataclass(frozen=True, slots=True)
class Converged:
    """Both environments hold the same records with the same values; of one table, or of all."""

    table: str | None = None

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        tables = [self.table] if self.table else converged_tables(simulator)
        found = [text for table in tables for text in differences(simulator, table)]
        if not found:
            return None
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        what = self.table or "all tables"
        return Unmet(f"{what} converged", "; ".join(found[:3]) + more)


@dataclass(frozen=True, slots=True)
class Diverged:
    """The two sides of one record differ, or one of them is missing."""

    record: str

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        if pair and any(differences(simulator, pair.table.name, pair)):
            return None
        return Unmet(f"{self.record} diverged", "both environments hold the same of it")


@dataclass(frozen=True, slots=True)
class DataLoss:
    """This loss was reported; without an environment: none was so far."""

    environment: Environment | None = None
    record: str | None = None
    columns: frozenset[str] | None = None

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        found = data_loss(simulator)
        if self.environment is None:
            return Unmet("no data loss", _losses(found)) if found else None
        for loss in found:
            if (loss.environment, loss.record) == (self.environment, self.record) and (
                self.columns is None or self.columns == {column for column, _, _ in loss.columns}
            ):
                return None
        columns = f" of {', '.join(sorted(self.columns))}" if self.columns else ""
        where = ENVIRONMENT_NAMES[self.environment]
        return Unmet(f"a data loss{columns} of {self.record} in {where}", _losses(found))


def _losses(found: list[Lost]) -> str:
    if not found:
        return "no data loss"
    return "; ".join(
        f"{loss.record} in {ENVIRONMENT_NAMES[loss.environment]} lost "
        + ", ".join(f"{c} {shown(lost)}, kept {shown(kept)}" for c, lost, kept in loss.columns)
        for loss in found[:3]
    ) + (f", and {len(found) - 3} more" if len(found) > 3 else "")


# where it was made, record, column, value lost, value kept
LossRow = tuple[Environment, str, str, Scalar | None, Scalar | None]


@dataclass(frozen=True, slots=True)
class DataLosses:
    """These losses were reported and no others, each column with what was lost and kept (R7)."""

    rows: tuple[LossRow, ...]

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        actual = [
            (loss.environment, loss.record, column, lost, kept)
            for loss in data_loss(simulator)
            for column, lost, kept in loss.columns
        ]
        if sorted(map(_loss, actual)) == sorted(map(_loss, self.rows)):
            return None
        return Unmet(_listed(self.rows), _listed(actual))


def _loss(row: LossRow) -> str:
    environment, record, column, lost, kept = row
    where = ENVIRONMENT_NAMES[environment]
    return f"{record} in {where} lost {column} {shown(lost)}, kept {shown(kept)}"


def _listed(rows: Iterable[LossRow]) -> str:
    return "; ".join(map(_loss, rows)) or "no data loss"


@dataclass(frozen=True, slots=True)
class UndoneDelete:
    """This undone delete was reported; without an environment: none was so far."""

    environment: Environment | None = None
    record: str | None = None

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        found = undone_deletes(simulator)
        names = [f"{one.record} in {ENVIRONMENT_NAMES[one.environment]}" for one in found]
        actual = f"undone deletes: {', '.join(names)}" if names else "no undone delete"
        if self.environment is None:
            return Unmet("no undone delete", actual) if found else None
        wanted = f"{self.record} in {ENVIRONMENT_NAMES[self.environment]}"
        return None if wanted in names else Unmet(f"an undone delete of {wanted}", actual)


@dataclass(frozen=True, slots=True)
class MissedRequests:
    """So many requests have not travelled, or this record has one in this environment."""

    count: int | None = None
    environment: Environment | None = None
    record: str | None = None

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        missed = simulator.world.missed
        if self.environment is None:
            actual = missed.count()
            if actual == self.count:
                return None
            return Unmet(f"{self.count} missed requests", f"{actual} missed requests")
        pair = simulator.world.record_pairs.named(self.record or "")
        if pair and pair.request(self.environment):
            return None
        where = f"{self.record} in {ENVIRONMENT_NAMES[self.environment]}"
        return Unmet(f"a missed request of {where}", "there is none")


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid shows these rows of the table, in this order; a row names any of its columns."""

    table: str
    rows: tuple[tuple[tuple[str, str], ...], ...]

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        actual = list(grid_rows(simulator, self.table))
        expected = f"the grid of {self.table} has {len(self.rows)} rows"
        if not simulator.world.catalog[self.table].in_grid:
            return Unmet(expected, f"{self.table} is not in the grid")
        if len(actual) != len(self.rows):
            return Unmet(expected, f"it has {len(actual)}")
        for number, (row, there) in enumerate(zip(self.rows, actual, strict=True), 1):
            wrong = {column: there[column] for column, value in row if there[column] != value}
            if wrong:
                return Unmet(f"row {number} has {_texts(dict(row))}", f"it has {_texts(wrong)}")
        return None


def _texts(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column} {value}" for column, value in row.items())


@dataclass(frozen=True, slots=True)
class RefusedBecause:
    """The step before was refused, and the reason contains the text, regardless of case."""

    text: str

    def check(self, _simulator: Simulator, refusal: str | None) -> Unmet | None:
        if refusal and self.text.casefold() in refusal.casefold():
            return None
        expected = f"the step before is refused: {self.text}"
        return Unmet(expected, f"refused: {refusal}" if refusal else "it was not refused")


@dataclass(frozen=True, slots=True)
class TimelineSays:
    """A line of the timeline has this text in it, regardless of case."""

    text: str

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        wanted = self.text.casefold()
        for line in timeline_lines(simulator, expand=True):
            if wanted in line.what.casefold():
                return None
        return Unmet(f"the timeline says {self.text!r}", "no line of it does")


@dataclass(frozen=True, slots=True)
class Elapsed:
    """So much simulated time has passed since the start."""

    milliseconds: int

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        world = simulator.world
        passed = world.clock.milliseconds - world.settings.start * 1000
        if passed == self.milliseconds:
            return None
        expected = f"{format_duration(self.milliseconds)} have passed since the start"
        return Unmet(expected, f"{format_duration(passed)} have passed")


Expectation = (
    HasValues
    | Exists
    | Tracked
    | DeletedFromDataverse
    | Converged
    | Diverged
    | DataLoss
    | DataLosses
    | UndoneDelete
    | MissedRequests
    | Grid
    | RefusedBecause
    | TimelineSays
    | Elapsed
)
