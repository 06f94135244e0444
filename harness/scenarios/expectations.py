"""Expectations: conditions that a scenario demands at a step, each with a check.

A check reads the stores, the tracking rows and the findings, and changes nothing. Gherkin `Then`
steps and `expect` steps of scenario files make these same values.

>>> from harness.simulator.engine import Engine
>>> MissedRequests(count=0).check(Engine(), None) is None
True
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from harness.domain.commands import Given
from harness.domain.environments import Environment
from harness.domain.records import Scalar
from harness.domain.times import format_duration
from harness.reports.findings import (
    Finding,
    converged_tables,
    data_loss,
    differences,
    grid_rows,
    record_values,
    shown,
    undone_deletes,
)
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.unmet import Unmet, first_three, listed, place, unequal
from harness.simulator.engine import Engine


@dataclass(frozen=True, slots=True)
class HasValues:
    """The record is there with these values; None means empty, others are free."""

    environment: Environment
    record: str
    values: Given

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        where = place(self.environment, self.record)
        expected = f"{where} has {listed(self.values)}"
        if simulator.record(self.environment, self.record) is None:
            return Unmet(expected, f"{where} is not there")
        actual = record_values(simulator, self.environment, self.record)
        wrong = [(c, actual.get(c)) for c, v in self.values if actual.get(c) != v]
        if not wrong:
            return None
        kind = tuple((column, value is None) for column, value in wrong)
        return Unmet(expected, f"{where} has {listed(wrong)}", kind)


@dataclass(frozen=True, slots=True)
class Exists:
    """The record is there, or is not."""

    environment: Environment
    record: str
    exists: bool = True

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        there = simulator.record(self.environment, self.record) is not None
        where = place(self.environment, self.record)
        return unequal(where, ("is there", "is not there"), self.exists, there)


@dataclass(frozen=True, slots=True)
class Tracked:
    """The record is tracked, or is not; a tombstone is not."""

    record: str
    tracked: bool = True

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        tracked = pair is not None and pair.tracked
        return unequal(self.record, ("is tracked", "is not tracked"), self.tracked, tracked)


@dataclass(frozen=True, slots=True)
class DeletedFromDataverse:
    """There is a tracking row of the record whose Deleted from Dataverse is Yes, or No."""

    record: str
    deleted: bool = True

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        pair = simulator.world.record_pairs.named(self.record)
        row = pair and pair.row
        what, words = f"Deleted from Dataverse of {self.record} is", ("Yes", "No")
        if not row:
            return Unmet(f"{what} {words[not self.deleted]}", "there is no tracking row", "none")
        return unequal(what, words, self.deleted, row.deleted_from_dataverse)


@dataclass(frozen=True, slots=True)
class Converged:
    """Both environments hold the same records with the same values; of one table, or of all."""

    table: str | None = None

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        tables = [self.table] if self.table else converged_tables(simulator)
        found = [text for table in tables for text in differences(simulator, table)]
        what = self.table or "all tables"
        return Unmet(f"{what} converged", first_three(found)) if found else None


@dataclass(frozen=True, slots=True)
class Diverged:
    """The two sides of one record differ, or one of them is missing."""

    record: str

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
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

    @classmethod
    def none(cls) -> "DataLoss":
        """No data was lost so far."""
        return cls()

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        found = data_loss(simulator)
        actual = first_three([_lost(loss) for loss in found]) or _NO_LOSS
        kind = "some" if found else "none"
        if self.environment is None:
            return Unmet(_NO_LOSS, actual, kind) if found else None
        for loss in found:
            if (loss.environment, loss.record) == (self.environment, self.record) and (
                self.columns is None or self.columns == {column for column, _, _ in loss.columns}
            ):
                return None
        columns = f" of {', '.join(sorted(self.columns))}" if self.columns else ""
        where = place(self.environment, self.record)
        return Unmet(f"a data loss{columns} of {where}", actual, kind)


_NO_LOSS: Final = "no data loss"


def _lost(loss: Finding) -> str:
    columns = (f"{c} {shown(lost)}, kept {shown(kept)}" for c, lost, kept in loss.columns)
    return f"{place(loss.environment, loss.record)} lost {', '.join(columns)}"


# where the lost edit was made, record, column, value lost, value kept
LossRow = tuple[Environment, str, str, Scalar | None, Scalar | None]


@dataclass(frozen=True, slots=True)
class DataLosses:
    """These losses were reported and no others, each column with what was lost and kept (R7)."""

    rows: tuple[LossRow, ...]

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        found = [
            (loss.environment, loss.record, column, lost, kept)
            for loss in data_loss(simulator)
            for column, lost, kept in loss.columns
        ]
        expected, actual = list(map(_loss, self.rows)), list(map(_loss, found))
        if sorted(expected) == sorted(actual):
            return None
        kind = "some" if found else "none"
        return Unmet("; ".join(expected) or _NO_LOSS, "; ".join(actual) or _NO_LOSS, kind)


def _loss(row: LossRow) -> str:
    environment, record, column, lost, kept = row
    return f"{place(environment, record)} lost {column} {shown(lost)}, kept {shown(kept)}"


@dataclass(frozen=True, slots=True)
class UndoneDelete:
    """This undone delete was reported; without an environment: none was so far."""

    environment: Environment | None = None
    record: str | None = None

    @classmethod
    def none(cls) -> "UndoneDelete":
        """No delete was undone so far."""
        return cls()

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        found = [place(one.environment, one.record) for one in undone_deletes(simulator)]
        actual = f"undone deletes: {', '.join(found)}" if found else "no undone delete"
        kind = "some" if found else "none"
        if self.environment is None:
            return Unmet("no undone delete", actual, kind) if found else None
        wanted = place(self.environment, self.record)
        return None if wanted in found else Unmet(f"an undone delete of {wanted}", actual, kind)


@dataclass(frozen=True, slots=True)
class MissedRequests:
    """This many requests are missed, or one of this record in this environment is."""

    count: int | None = None
    environment: Environment | None = None
    record: str | None = None

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
            return Unmet(f"{self.count} missed requests", f"{actual} missed requests", kind)
        pair = simulator.world.record_pairs.named(self.record or "")
        if pair and pair.request(self.environment):
            return None
        where = place(self.environment, self.record)
        return Unmet(f"a missed request of {where}", "there is none")


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid shows these rows of the table, in this order; a row names any of its columns."""

    table: str
    rows: tuple[tuple[tuple[str, str], ...], ...]

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


@dataclass(frozen=True, slots=True)
class RefusedBecause:
    """The step before was refused, and the reason contains the text, regardless of case."""

    text: str

    def check(self, _simulator: Engine, refusal: str | None) -> Unmet | None:
        if refusal and self.text.casefold() in refusal.casefold():
            return None
        actual = f"refused: {refusal}" if refusal else "it was not refused"
        return Unmet(f"the step before is refused: {self.text}", actual, bool(refusal))


@dataclass(frozen=True, slots=True)
class TimelineSays:
    """A line of the timeline has this text in it, regardless of case."""

    text: str

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        wanted = self.text.casefold()
        lines = timeline_lines(simulator, expand=True)
        if any(wanted in line.what.casefold() for line in lines):
            return None
        return Unmet(f"the timeline says {self.text!r}", "no line of it does")


@dataclass(frozen=True, slots=True)
class Elapsed:
    """This much simulated time has passed since the start."""

    milliseconds: int

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        world = simulator.world
        passed = world.clock.milliseconds - world.settings.start * 1000
        if passed == self.milliseconds:
            return None
        expected = f"{format_duration(self.milliseconds)} have passed since the start"
        return Unmet(expected, f"{format_duration(passed)} have passed")


Expectation = (
    HasValues | Exists | Tracked | DeletedFromDataverse | Converged | Diverged | DataLoss
    | DataLosses | UndoneDelete | MissedRequests | Grid | RefusedBecause | TimelineSays | Elapsed
)  # fmt: skip
