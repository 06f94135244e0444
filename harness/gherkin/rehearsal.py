"""A rehearsal of a scenario: its steps are read as in a run, and nothing happens.

What a step cannot mean is so found before anything runs, and which records the steps make, and
which they name.

>>> from harness.domain.commands import Delete
>>> rehearsal = Rehearsal()
>>> rehearsal.do(Delete("hr", rehearsal.record("worker", "Bob")))
>>> rehearsal.named, rehearsal.makes("Bob")
(['Bob'], False)
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, cast

from harness.domain.catalog import Table
from harness.domain.commands import (
    Command,
    Create,
    Edit,
    Give,
    Given,
    GiveRecord,
    Import,
    Row,
)
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.domain.rows import LazyRows
from harness.gherkin.given_records import GivenRecord, check_again, names_of
from harness.gherkin.project_settings import NO_SETTINGS, ProjectSettings
from harness.gherkin.record_names import COPY
from harness.gherkin.simulation import NO_STEP, CurrentStep, Simulation
from harness.scenarios.expectations import DataLosses, Expectation
from harness.scenarios.scenario import ScenarioStep
from harness.simulator.engine import Engine

if TYPE_CHECKING:
    from harness.sample_data.rows import GeneratedRows


class NotRehearsed(Exception):
    """A step asks for what only a run knows."""


class Rehearsal(Simulation):
    """A simulation in which nothing happens. `current` is the step that is read."""

    def __init__(self, project: ProjectSettings = NO_SETTINGS) -> None:
        self.current: CurrentStep = NO_STEP
        self.named: list[str] = []  # records that the step names, and does not make
        self._tables_of: dict[str, Table] = {}  # of the records that steps made so far
        self._rows: list[GeneratedRows] = []  # which may be a million
        self.knows_names = True  # not of imported rows whose key is that of what they look up
        super().__init__(current=lambda: self.current, project=project.for_reading())

    def makes(self, name: str) -> bool:
        """Whether a step so far makes a record of that name, or the integration a copy of one."""
        copy = COPY.fullmatch(name)
        return self._known_table(name) is not None or (copy is not None and self.makes(copy[1]))

    @property
    def made(self) -> Iterable[str]:
        """The names that steps gave to records."""
        return self._tables_of

    @property
    def begun(self) -> bool:
        return bool(self._given or self._steps or self._starts_on)

    @property
    def simulator(self) -> Engine:
        raise NotRehearsed

    def _made(self) -> NoReturn:
        raise NotRehearsed

    # what steps do

    def do(self, command: Command) -> None:
        self._step(command)
        record = getattr(command, "record", None)
        if isinstance(command, Create):
            self._make(command.table, record)
            self._look_up(command.table, command.values)
        elif isinstance(command, Import):
            self._make_rows(command.table, command.rows)
        elif record is not None:
            self.named.append(record)
        if isinstance(command, Edit):
            table = self._known_table(command.record)
            if table is not None:
                self._look_up(table.name, command.values)
                if command.becomes is not None:
                    self._make(table.name, command.becomes)

    def give(self, *commands: GivenRecord) -> None:
        self._nothing_happened()
        if self._given and any(isinstance(it, Give) and it.generate for it in commands):
            raise BadInput("generated records come before those that have names")
        for command in commands:
            for name in names_of(command):
                if name in self._given:
                    check_again(self._given[name], command)
                elif any(rows.named(name) for rows in self._rows):
                    raise BadInput(f"{name!r} is a generated record: give this one another name")
                self._given[name] = command
            if isinstance(command, Give):
                self._make_rows(command.table, command.rows)
            elif isinstance(command, GiveRecord):
                self._make(command.table, command.record)
                for side in filter(None, map(command.side, ENVIRONMENTS)):
                    self._look_up(command.table, side.values or ())

    def expect(self, *expected: Expectation) -> None:
        for expectation in expected:
            self._step(expectation)
            record = getattr(expectation, "record", None)
            if isinstance(expectation, DataLosses):
                self.named += [name for _, name, *_ in expectation.rows]
            elif isinstance(record, str):
                self.named.append(record)
                table, values = self._known_table(record), getattr(expectation, "values", ())
                if table is not None:
                    self._look_up(table.name, values)

    def matches_approved(self, name: str) -> None:
        """Nothing: only a run has a timeline."""

    def _step(self, does: Any) -> None:
        self._integrated = True  # what is given comes before
        self._steps.append(ScenarioStep(len(self._steps) + 1, self.current.line, does))

    # names

    def _make(self, table: str, name: str | None) -> None:
        if name is not None:
            self._tables_of.setdefault(name, self.catalog[table])

    def _make_rows(self, table: str, rows: Iterable[Row]) -> None:
        if isinstance(rows, LazyRows):
            self._rows.append(cast("GeneratedRows", rows))
            return
        for row in rows:
            self._make(table, row.record or self._name_of(self.catalog[table], row.values))
            self._look_up(table, row.values)

    def _name_of(self, table: Table, values: Given) -> str | None:
        """The name of an imported row that has none: its natural key as text."""
        given = dict(values)
        key = [given.get(column) for column in table.key_columns]
        if None in key or any(table.column(it).target for it in table.key_columns):
            self.knows_names = False
            return None
        name = stem = " ".join(map(str, key))
        number = 1
        while (its := self._known_table(name)) is not None and its.name != table.name:
            number += 1
            name = f"{stem}~{number}"
        return name

    def _look_up(self, table: str, values: Given) -> None:
        columns = self.catalog[table]
        self.named += [
            str(value)
            for column, value in values
            if value is not None and columns.column(column).target is not None
        ]

    def table_of_record(self, name: str) -> Table | None:
        self.named.append(name)
        return self._known_table(name)

    def _known_table(self, name: str) -> Table | None:
        if name in self._tables_of:
            return self._tables_of[name]
        return next((rows.table for rows in self._rows if rows.named(name)), None)

    def _values_so_far(self, name: str) -> dict[str, Scalar]:
        return {}

    def _there(self, table: str, environment: Environment | None) -> list[str]:
        known = [name for name, its in self._tables_of.items() if its.name == table]
        if environment:  # where they are only a run knows: any will do
            return known[:1] or [f"some {table}"]
        return known
