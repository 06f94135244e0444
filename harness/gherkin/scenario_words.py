"""Names of a scenario's tables, columns and records, which steps read back as the same."""

import re
from collections.abc import Sequence
from typing import Final

from harness.domain.catalog import Table
from harness.domain.commands import Create, Edit, Give, Given, GiveRecord, Import, Row
from harness.domain.errors import BadInput
from harness.gherkin.names import column_words, table_of
from harness.gherkin.phrase_text import in_table, plain_text, quoted
from harness.gherkin.step_tables import LEFT_OUT, Cells
from harness.scenarios.scenario import Scenario

_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*")


class ScenarioWords:
    """The names of one scenario's tables, columns and records in steps."""

    def __init__(self, scenario: Scenario) -> None:
        self.catalog = scenario.catalog
        self._table_of_record: dict[str, str] = {}  # steps name a record with its table
        for does in [*scenario.setup, *(step.does for step in scenario.steps)]:
            if isinstance(does, Give | Import):
                for row in does.rows:
                    if row.record is not None:
                        self._table_of_record.setdefault(row.record, does.table)
            elif isinstance(does, Create | GiveRecord):
                self._table_of_record.setdefault(does.record, does.table)
            elif isinstance(does, Edit) and does.becomes and does.record in self._table_of_record:
                table = self._table_of_record[does.record]
                self._table_of_record.setdefault(does.becomes, table)

    def table(self, name: str) -> str:
        """A table: its display name if no other table has it, else its logical name."""
        table = self.catalog[name]
        words = table.display_name.lower()
        plain = _WORDS.fullmatch(words) and " of the " not in words  # which parts column and table
        try:
            if plain and table_of(self.catalog, words) is table:
                return words
        except BadInput:  # two tables have this display name
            pass
        return table.name

    def column(self, table: Table, name: str) -> str:
        """A column: its words if they name no other column, else its logical name."""
        return column_words(table, table.column(name))

    def record(self, name: str) -> str:
        """A record: its table, and its name in quotes."""
        return f"{self.table(self.table_of(name).name)} {quoted(name)}"

    def table_of(self, name: str) -> Table:
        """The table of a record; BadInput if no step makes the record."""
        table = self._table_of_record.get(name)
        if table is None:  # a copy that only the integration made, or an imported row
            raise BadInput(f"no step of the scenario makes {name!r}, so its table is not known")
        return self.catalog[table]

    def only_value(self, record: str, values: Given) -> tuple[str, str]:
        """The column of a record with the only value, and that value in quotes."""
        [(column, value)] = values
        what = f"the {self.column(self.table_of(record), column)} of the {self.record(record)}"
        return what, quoted(plain_text(value))

    def value_rows(self, table: Table, values: Given) -> Cells:
        """The values of one record, under their columns."""
        head = [self.column(table, column) for column, _ in values]
        return [head, [in_table(value) for _, value in values]]

    def record_rows(self, table: Table, rows: Sequence[Row]) -> Cells:
        """The names and values of records, under their columns."""
        columns = list(dict.fromkeys(column for row in rows for column, _ in row.values))
        head = ["record", *(self.column(table, column) for column in columns)]
        body = []
        for row in rows:
            values = {column: in_table(value) for column, value in row.values}
            name = in_table(row.record)
            body.append([name, *(values.get(column, LEFT_OUT) for column in columns)])
        return [head, *body]
