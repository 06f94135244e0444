"""Expectations of how much there is, and of the switch: records, tracked ones, rows of the grid.

>>> from harness.simulator.engine import Engine
>>> RecordCount("hr", "cdm_worker", 2).check(Engine(), None)
Unmet(expected='2 records of cdm_worker in Human Resources', actual='there is none', kind='fewer')
>>> IntegrationIs(on=False).check(Engine(), None) is None
True
"""

from typing import Final

from harness.domain import arguments
from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENT_NAMES, Environment, EnvironmentName
from harness.domain.immutable import immutable
from harness.reports.event_text import plural
from harness.reports.findings import grid_rows
from harness.scenarios.unmet import Unmet, unequal
from harness.simulator.engine import Engine

TABLE: Final = "the logical name of a table"
_set: Final = object.__setattr__  # expectations are frozen


def _set_count(expectation: object, table: object, count: object) -> None:
    name = type(expectation).__name__
    _set(expectation, "table", arguments.text(f"{name}: table", table, TABLE))
    most = arguments.MOST_NUMBER
    _set(expectation, "count", arguments.number(f"{name}: count", count, 0, most))


def _table(expectation: "RecordCount | TrackedCount | GridCount", simulator: Engine) -> Table:
    """The table of an expectation. CatalogError if there is none."""
    return simulator.world.catalog.table(expectation.table)


def _counted(expected: int, actual: int, what: str, of: str) -> Unmet | None:
    if actual == expected:
        return None
    there = f"there are {actual}" if actual > 1 else f"there is {'one' if actual else 'none'}"
    return Unmet(f"{plural(expected, what)}{of}", there, "more" if actual > expected else "fewer")


@immutable
class RecordCount:
    """An environment holds this many records of the table."""

    environment: Environment
    table: str
    count: int

    def __init__(self, environment: EnvironmentName, table: str, count: int) -> None:
        where = arguments.environment("RecordCount: environment", environment)
        _set(self, "environment", where)
        _set_count(self, table, count)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        actual = simulator.world.stores[self.environment].count(_table(self, simulator).name)
        of = f" of {self.table} in {ENVIRONMENT_NAMES[self.environment]}"
        return _counted(self.count, actual, "record", of)


@immutable
class TrackedCount:
    """This many records of the table are tracked; tombstones are not."""

    table: str
    count: int

    def __init__(self, table: str, count: int) -> None:
        _set_count(self, table, count)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        actual = sum(
            pair.tracked for pair in simulator.world.record_pairs.of(_table(self, simulator).name)
        )
        return _counted(self.count, actual, "tracked record", f" of {self.table}")


@immutable
class GridCount:
    """The grid shows this many rows of the table, those of deleted ones too."""

    table: str
    count: int

    def __init__(self, table: str, count: int) -> None:
        _set_count(self, table, count)

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        of = f" in the grid of {self.table}"
        if not _table(self, simulator).in_grid:
            return Unmet(f"{plural(self.count, 'row')}{of}", f"{self.table} is not in the grid")
        actual = sum(1 for _ in grid_rows(simulator, self.table))
        return _counted(self.count, actual, "row", of)


@immutable
class IntegrationIs:
    """Integration is on, or off."""

    on: bool

    def __init__(self, on: bool) -> None:
        _set(self, "on", arguments.yes_no("IntegrationIs: on", on))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        return unequal("integration", ("is on", "is off"), self.on, simulator.world.on)
