"""Who is who over a whole file: every name with its table and natural key, before any step is read.

One name is one thing, and one thing has one name; a lookup and an expectation may name what a later
step makes, or what an import brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.domain.catalog import Table
from harness.domain.commands import Given, Row, pairs
from harness.domain.environments import HR, Environment
from harness.domain.errors import BadInput, CatalogError, Problems
from harness.domain.records import Key, Value
from harness.domain.suggestions import cut, did_you_mean
from harness.scenarios.csv_rows import csv_rows, generated
from harness.scenarios.field_readers import Cells, Reading
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text

if TYPE_CHECKING:
    from harness.sample_data.rows import GeneratedRows


class _Named:
    """A name of the file: its table, and where its natural key can be read."""

    def __init__(self, table: Table, values: Node, where: Node) -> None:
        self.table = table
        self.values = values
        self.where = where
        self.key: Key | None = None
        self.asked = False


class NameReading(Reading):
    """The names of a file, and the readers that need them."""

    def __init__(self, file: str, additions: Mapping[str, Any]) -> None:
        super().__init__(file)
        self.additions = additions
        self.names: dict[str, _Named] = {}
        self.keys: dict[tuple[str, Key], str] = {}
        self.generated: list[tuple[Table, GeneratedRows]] = []
        self.rows: dict[int, tuple[Sequence[Row], int | None]] = {}  # by the id of the step's node
        # an import's table, its rows, and the file that has them, likewise
        self.sources: dict[int, tuple[Table, tuple[Node, ...], str]] = {}
        self.seed = 0

    def define(self, records: dict[str, tuple[Text, Node]], steps: tuple[Node, ...]) -> None:
        """Find every name of the file with its table and natural key, before reading any step."""
        imports: list[Pairs] = []
        for name, (key, node) in records.items():
            if isinstance(node, Pairs):
                self._name(name, node.pairs.get("table"), node.pairs.get("values"), key)
        for step in steps:
            if not isinstance(step, Pairs) or len(step.pairs) != 1:
                continue
            verb, (_, node) = next(iter(step.pairs.items()))
            if not isinstance(node, Pairs):
                continue
            if verb == "create":
                found = node.pairs.get("record")
                if found and isinstance(found[1], Text) and found[1].value:
                    self._name(
                        found[1].value, node.pairs.get("table"), node.pairs.get("values"), found[1]
                    )
            elif verb == "import":
                imports.append(node)
                self._source(node)
                self._row_names(node)
        for name in self.names:
            self._own_key(name)
        for node in imports:
            self._import_rows(node)

    def _name(
        self,
        name: str,
        table: tuple[Text, Node] | None,
        values: tuple[Text, Node] | None,
        where: Node,
    ) -> None:
        facts = (
            self.catalog.get(table[1].value or "") if table and isinstance(table[1], Text) else None
        )
        if facts is None or values is None:
            return  # noted where the step is read
        known = self.names.get(name)
        if known is None:
            self.names[name] = _Named(facts, values[1], where)
        elif known.table is not facts:
            self.problem(
                where,
                f"{name} is a record of {known.table.name} in line {known.where.line}: "
                "give this one another name",
            )
        else:
            mine, theirs = self._key(facts, values[1]), self._key(facts, known.values)
            if mine is not None and theirs is not None and mine != theirs:
                self.problem(
                    where,
                    f"{name} has the natural key {facts.key_text(theirs)} in line "
                    f"{known.where.line}: one name is one thing, give the other another name",
                )

    def _row_names(self, node: Pairs) -> None:
        with self._rows_of(node) as items:
            for row in items:
                if isinstance(row, Pairs) and "record" in row.pairs:
                    name = row.pairs["record"][1]
                    if isinstance(name, Text) and name.value:
                        self._name(name.value, node.pairs.get("table"), (name, row), name)

    def _own_key(self, name: str) -> None:
        named = self.names[name]
        key = self._key_of(name)
        if key is None:
            return
        owner = self.keys.setdefault((named.table.name, key), name)
        made = self._generated_row(name)
        if made and (made[0] is not named.table or self._generated_key(name) != key):
            said = f"{name} is a generated record of {made[0].name}: give this one another name"
            self.problem(named.where, said)
        text = named.table.key_text(key)
        made = self._generated_row(text)
        if made and made[0] is named.table and text != name and self._generated_key(text) == key:
            said = f"{name} has the natural key of {text}, which is generated: give it another"
            self.problem(named.where, said)
        if owner != name:
            self.problem(
                named.where,
                f"{name} has the natural key of {owner} in line {self.names[owner].where.line}: "
                "another name is another thing, give it another natural key",
            )

    def _key_of(self, name: str) -> Key | None:
        """The natural key of a name; None where it cannot be read, or leads back to itself."""
        named = self.names.get(name)
        if named is None:
            return self._generated_key(name)
        if not named.asked:
            named.asked = True
            named.key = self._key(named.table, named.values)
        return named.key

    def _generated_row(self, name: str) -> tuple[Table, Row] | None:
        for table, rows in self.generated:
            row = rows.named(name)
            if row is not None:
                return table, row
        return None

    def _generated_key(self, name: str) -> Key | None:
        found = self._generated_row(name)
        if found is None:
            return None
        table, row = found
        values: list[Value] = [None] * len(table.columns)
        for column, value in row.values:
            if column in table.key_columns:
                place = table.index[column]
                looks_up = table.columns[place].target is not None
                values[place] = self._key_of(str(value)) if looks_up else value
        try:
            return table.key_of(tuple(values))
        except CatalogError:
            return None

    def _key(self, table: Table, values: Node) -> Key | None:
        """The natural key among these values; the problems in it are noted where they are read."""
        found: list[Value] = [None] * len(table.columns)
        for column in table.key_columns:
            pair = values.pairs.get(column) if isinstance(values, Pairs) else None
            if pair is None or not isinstance(pair[1], Text) or pair[1].value is None:
                return None
            place = table.index[column]
            if table.columns[place].target is not None:
                found[place] = self._key_of(pair[1].value)
            else:
                try:
                    found[place] = table.columns[place].read(pair[1].value)
                except ValueError:
                    return None
        try:
            return table.key_of(tuple(found))
        except CatalogError:
            return None

    def _known(self, name: str, table: Table | None = None) -> bool:
        named = self.names.get(name)
        if named is not None:
            return table is None or named.table is table
        found = self._generated_row(name)
        return found is not None and (table is None or found[0] is table)

    def record(self, node: Node | None, table: Table | None = None) -> str | None:
        """The name of a record that the file makes somewhere."""
        name = self.text(node, "record")
        if name is None or self._known(name, table):
            return name
        assert node is not None
        if self._known(name):
            assert table is not None
            self.problem(node, f"{name} is no record of {table.name}")
        else:
            self.problem(
                node, f"no record {cut(name)} is made in this file{did_you_mean(name, self.names)}"
            )
        return None

    def table_of(self, name: str | None) -> Table | None:
        if name is None:
            return None
        if name in self.names:
            return self.names[name].table
        found = self._generated_row(name)
        return found[0] if found else None

    # values

    def values(
        self,
        table: Table | None,
        node: Node | None,
        environment: Environment,
        whole: bool = False,
        apart: tuple[str, ...] = (),
    ) -> Given:
        """Columns and values; `whole` is a record, which needs its natural key."""
        if table is None or node is None:
            return ()
        if not isinstance(node, Pairs):
            what = "a row" if apart else "values"
            self.problem(node, f"{what} takes columns of {table.name} and their values")
            return ()
        cells: Cells = {}
        for name, (key, value) in node.pairs.items():
            if name in apart:
                continue
            if name not in table.index:
                self.problem(
                    key, f"{table.name} has no column {cut(name)}{did_you_mean(name, table.index)}"
                )
                continue
            cell = self.cell(table, key, value, environment)
            if cell is ...:
                continue
            target = table.column(name).target
            if target is not None and cell is not None:
                cell = self.record(value, self.catalog[target])
            cells[name] = cell
        if whole:
            missing = [
                c for c in table.key_columns if c not in node.pairs or cells.get(c, 0) is None
            ]
            if missing:
                self.problem(node, f"a record of {table.name} needs {', '.join(missing)}")
        return pairs(cells)

    # imports

    def _source(self, node: Pairs) -> None:
        """Find the rows of an import: generated, written in the step, or in a file beside it."""
        fields = {name: value for name, (_, value) in node.pairs.items()}
        table_node = fields.get("table")
        table = self.catalog.get(table_node.value or "") if isinstance(table_node, Text) else None
        if table is None:
            return  # noted where the step is read
        sources = [name for name in ("rows", "generate", "file") if name in fields]
        if len(sources) != 1:
            self.problem(node, "import takes one of rows, generate and file")
        elif sources == ["generate"]:
            count = self.whole_number(fields["generate"], "generate", 1)
            if count is not None:
                rows = generated(self, fields["generate"], table, count, self.seed)
                if rows is not None:
                    self.generated.append((table, rows))
                    self.rows[id(node)] = rows, count
        elif sources == ["rows"]:
            items = self.items(fields["rows"], "rows")
            if isinstance(fields["rows"], Items) and not items:
                self.problem(fields["rows"], "rows is empty")
            self.sources[id(node)] = table, items, self.file
        else:
            name = self.text(fields["file"], "file")
            if name is not None:
                path = Path(self.file).parent / name
                try:
                    self.sources[id(node)] = table, tuple(csv_rows(path, table)), str(path)
                except Problems as error:
                    self.problems += error.problems
                except BadInput as error:
                    self.problem(fields["file"], str(error))

    @contextmanager
    def _rows_of(self, node: Pairs) -> Iterator[tuple[Node, ...]]:
        """The rows of an import; meanwhile problems are those of the file that has them."""
        own = self.file
        _, items, self.file = self.sources.get(id(node), (None, (), own))
        try:
            yield items
        finally:
            self.file = own

    def _import_rows(self, node: Pairs) -> None:
        """The rows of an import as the command has them, each with its name."""
        if id(node) in self.sources:
            table = self.sources[id(node)][0]
            with self._rows_of(node) as items:
                self.rows[id(node)] = tuple(self._row(table, item) for item in items), None

    def _row(self, table: Table, node: Node) -> Row:
        values = self.values(table, node, HR, whole=True, apart=("record",))
        key = self._key(table, node)
        if key is None or not isinstance(node, Pairs):
            return Row(None, values)
        named = node.pairs.get("record")
        if named and not (isinstance(named[1], Text) and named[1].value is None):
            return Row(self.text(named[1], "record"), values)
        name = self.keys.get((table.name, key))
        if name is None:
            name = stem = table.key_text(key)
            made = self._generated_row(name)
            if made and made[0] is table and self._generated_key(name) == key:
                return Row(name, values)
            number = 1
            while name in self.names or self._generated_row(name):
                number += 1
                name = f"{stem}~{number}"
            self.names[name] = _Named(table, node, node)
            self.names[name].key, self.names[name].asked = key, True
            self.keys[table.name, key] = name
        return Row(name, values)
