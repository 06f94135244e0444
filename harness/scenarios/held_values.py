"""Expectations of the values of one record in one environment.

>>> HasValues("HR", "ada", {"cdm_lastname": "Byron"}).values
(('cdm_lastname', 'Byron'),)
"""

from typing import Final

from harness.domain import arguments
from harness.domain.arguments import ColumnValues, Given
from harness.domain.environments import Environment, EnvironmentName
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.reports.values import record_values
from harness.scenarios.unmet import NAME, Unmet, listed, place
from harness.simulator.engine import Engine

_set: Final = object.__setattr__  # expectations are frozen


@immutable
class HasValues:
    """The record is there with these values; None means empty, others are free."""

    environment: Environment
    record: str
    values: Given

    def __init__(self, environment: EnvironmentName, record: str, values: ColumnValues) -> None:
        _set(self, "environment", arguments.environment("HasValues: environment", environment))
        _set(self, "record", arguments.text("HasValues: record", record, NAME))
        _set(self, "values", arguments.values("HasValues", values))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        where = place(self.environment, self.record)
        expected = f"{where} has {listed(simulator, self.record, self.values)}"
        if simulator.record(self.environment, self.record) is None:
            return Unmet(expected, f"{where} is not there")
        actual = record_values(simulator, self.environment, self.record)
        wrong = [(c, actual.get(c)) for c, v in self.values if actual.get(c) != v]
        if not wrong:
            return None
        kind = tuple((column, value is None) for column, value in wrong)
        return Unmet(expected, f"{where} has {listed(simulator, self.record, wrong)}", kind)


@immutable
class HasOtherValues:
    """The record is there, and each of these columns has another value; None means empty."""

    environment: Environment
    record: str
    values: Given

    def __init__(self, environment: EnvironmentName, record: str, values: ColumnValues) -> None:
        where = arguments.environment("HasOtherValues: environment", environment)
        _set(self, "environment", where)
        _set(self, "record", arguments.text("HasOtherValues: record", record, NAME))
        _set(self, "values", arguments.values("HasOtherValues", values))
        if not self.values:
            raise BadInput("HasOtherValues: values names at least one column")

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        where = place(self.environment, self.record)
        others = listed(simulator, self.record, self.values)
        expected = f"{where} has other values than {others}"
        if simulator.record(self.environment, self.record) is None:
            return Unmet(expected, f"{where} is not there", "gone")
        actual = record_values(simulator, self.environment, self.record)
        wrong = [(column, value) for column, value in self.values if actual.get(column) == value]
        kind = tuple(column for column, _ in wrong)
        actual_text = f"{where} has {listed(simulator, self.record, wrong)}"
        return Unmet(expected, actual_text, kind) if wrong else None
