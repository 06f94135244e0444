"""The words of steps: the tables, columns, records and values that a simulation takes them for.

>>> from harness.gherkin.simulation import Simulation
>>> Simulation().table("worker").name
'cdm_worker'
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from harness.domain.catalog import Catalog, Table
from harness.domain.columns import Column
from harness.domain.commands import Give, Given, Row, pairs
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.domain.settings import Settings
from harness.domain.suggestions import cut
from harness.gherkin import names
from harness.gherkin.given_records import GivenRecord
from harness.gherkin.record_names import RecordNamesByTable, each_of
from harness.gherkin.wrong_words import WrongWords
from harness.reports.values import record_values
from harness.simulator.engine import Engine


class StepWords:
    """The part of a simulation that knows what the words of steps mean."""

    catalog: Catalog
    record_names: RecordNamesByTable  # of the records that steps name
    _tables: dict[str, Table]  # by the words of steps

    @property
    @abstractmethod
    def settings(self) -> Settings:
        """The settings of the simulation."""

    @property
    @abstractmethod
    def refusal_expected(self) -> bool:
        """Whether the next step expects that this one is refused."""

    @abstractmethod
    def give(self, *commands: GivenRecord) -> None:
        """Add records that exist before the first event."""

    @abstractmethod
    def _made(self) -> Engine:
        """The simulator, without what there is from the start."""

    def table(self, words: str) -> Table:
        """The table of these words."""
        if words not in self._tables:
            self._tables[words] = names.table_of(self.catalog, words)
        return self._tables[words]

    def column(self, words: str, column: str) -> str:
        """The name of the column of these words."""
        return names.column_of(self.table(words), column).name

    def record(self, words: str, name: str) -> str:
        """The name in the simulation of what steps call so in this table."""
        return self.record_names.of(self.table(words), name)

    def record_anywhere(self, name: str) -> str:
        """The name in the simulation of what steps call so without saying its table.

        WrongWords if records of several tables are called so.
        """
        found = self.record_names.everywhere(name)
        if len(found) > 1:
            tables = each_of(found.values())
            message = f"{cut(name)} is the name of {tables}: say which under a heading table"
            raise WrongWords(name, message)
        return next(iter(found), name)

    def table_of_record(self, name: str) -> Table | None:
        """The table of a record, by its name in the simulation. BadInput if there is no such."""
        table = self._known_table(name)
        if table is None:
            raise WrongWords(name, f"no record {cut(name)}")
        return table

    def _known_table(self, name: str) -> Table | None:
        """The table of a record that there was so far, by its name in the simulation, or None."""
        pair = self._made().world.record_pairs.named(name)
        return None if pair is None else pair.table

    def generated(self, words: str, count: int, environment: Environment = HR) -> Sequence[Row]:
        """Seeded records of the table, as `generate` of a scenario file makes them."""
        if not count:
            raise BadInput("0 generated records are none")
        from harness.sample_data.rows import generated_rows  # needs faker

        return generated_rows(self.table(words), count, self.settings.seed, environment)

    def values(
        self, words: str, texts: Mapping[str, str], environment: Environment | None = None
    ) -> Given:
        """The values of a command or expectation, from columns and texts."""
        table = self.table(words)
        found: dict[str, Scalar | None] = {}
        for column_words, text in texts.items():
            column = names.column_of(table, column_words)
            found[column.name] = self.value(column, environment, text, self.refusal_expected)
        return pairs(found)

    def value(
        self,
        column: Column,
        environment: Environment | None,
        text: str,
        to_be_refused: bool = False,
    ) -> Scalar | None:
        """The value of a column from a text, of a lookup the name of a record of its target.

        In a step that is `to_be_refused` a wrong value stays as it is written.
        """
        read = names.value_or_text if to_be_refused else names.value_of
        value = read(column, environment, text)
        if column.target is None or value is None:
            return value
        return self.record_names.of(self.catalog[column.target], str(value))

    def keyed(
        self,
        words: str,
        name: str | None,
        environment: Environment | None = None,
        given: Mapping[str, Scalar | None] | None = None,
    ) -> Given:
        """The values of a new record: those given, and the rest of its natural key.

        `name` is what steps call it.
        """
        table = self.table(words)
        known: dict[str, Scalar] = {}
        if name:
            known = self._values_so_far(self.record(words, name))
        values: dict[str, Scalar | None] = {}
        for column in (name for name in table.key_columns if name not in (given or {})):
            target = table.column(column).target
            if column in known:  # created in the second environment: the same record pair
                values[column] = known[column]
            elif target is not None:
                values[column] = self._parent(table, column, target, environment)
            elif name:
                values[column] = names.key_value(table.column(column), name)
            else:
                raise BadInput(f"name the record under a heading record, or give its {column}")
        return pairs(values | dict(given or {}))

    def _values_so_far(self, name: str) -> dict[str, Scalar]:
        """The values of a record that is there already, on either side."""
        known: dict[str, Scalar] = {}
        for side in ENVIRONMENTS:
            known |= record_values(self._made(), side, name)
        return known

    def _parent(
        self, table: Table, column: str, target: str, environment: Environment | None
    ) -> str:
        """The record that a key looks up: the only one of its table, or one that is given now."""
        what, known = self.table(target).display_name.lower(), self._there(target, environment)
        if len(known) == 1:
            return known[0]
        if known or environment:
            where = f" in {ENVIRONMENT_NAMES[environment]}" if environment else ""
            called = ", ".join(map(self.record_names.written, known))
            there = f"there are {called}" if known else "there is none"
            key = f"the key of {table.display_name.lower()} needs {column}"
            raise BadInput(f"{key}: say which {what}, for {there}{where}")
        name = f"the {what}"
        record = self.record(target, name)
        self.give(Give(target, (Row(record, self.keyed(target, name)),)))
        return record

    def _there(self, table: str, environment: Environment | None) -> list[str]:
        """The names of the records of a table; those in an environment, if one is given."""
        simulator = self._made()
        known = [pair.name for pair in simulator.world.record_pairs.of(table)]
        if environment:
            known = [name for name in known if simulator.record(environment, name)]
        return known
