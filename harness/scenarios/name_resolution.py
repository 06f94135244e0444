"""The names of records in a scenario file: each with its table and natural key.

All names are known before any step is read: a lookup and an expectation may name what a later step
makes, or what an import brings. One name is one record, and one record has one name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import Given, Row, pairs
from harness.domain.environments import Environment
from harness.domain.errors import BadInput, CatalogError
from harness.domain.records import Key, Scalar, Value
from harness.domain.suggestions import cut, did_you_mean
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.yaml_tree import Node, Pairs, Text

if TYPE_CHECKING:
    from harness.sample_data.rows import GeneratedRows

Pair = tuple[Text, Node]  # a key and its value


class _Named:
    """A name: its table, the values with its natural key, and the key once it is known."""

    def __init__(self, table: Table, values: Node, where: Node) -> None:
        self.table = table
        self.values = values
        self.where = where
        self.key: Key | None = None
        self.resolved = False


class Names:
    """The names of one file, and the readers that need them or the catalog."""

    def __init__(self, nodes: NodeReader) -> None:
        self.nodes = nodes
        self.catalog = Catalog({})
        self.seed = 0
        self._names: dict[str, _Named] = {}
        self._by_key: dict[tuple[str, Key], str] = {}
        self._generated: list[tuple[Table, GeneratedRows]] = []

    def define(self, name: str, of: Pair | None, values: Pair | None, where: Node) -> None:
        """Define a name: here a record of this table is made, with these values."""
        table = self.catalog.get(of[1].value or "") if of and isinstance(of[1], Text) else None
        if table is None or values is None:
            return  # the problem is noted with the step
        known = self._names.get(name)
        if known is None:
            self._names[name] = _Named(table, values[1], where)
        elif known.table is not table:
            self.nodes.problem(
                where,
                f"{name} is a record of {known.table.name} in line {known.where.line}: "
                "give this one another name",
            )
        else:
            mine, theirs = self.key(table, values[1]), self.key(table, known.values)
            if mine is not None and theirs is not None and mine != theirs:
                self.nodes.problem(
                    where,
                    f"{name} has the natural key {table.key_text(theirs)} in line "
                    f"{known.where.line}: one name is one thing, give the other another name",
                )

    def define_keys(self) -> None:
        """Find the natural key of every name: no two names may have the same one."""
        for name, named in self._names.items():
            key = self._key_of(name)
            if key is not None:
                self._define_key(name, named, key)

    def _define_key(self, name: str, named: _Named, key: Key) -> None:
        owner = self._by_key.setdefault((named.table.name, key), name)
        made = self._generated_row(name)
        if made and (made[0] is not named.table or self._generated_key(name) != key):
            message = f"{name} is a generated record of {made[0].name}: give this one another name"
            self.nodes.problem(named.where, message)
        text = named.table.key_text(key)
        if text != name and self._is_generated(named.table, text, key):
            message = f"{name} has the natural key of {text}, which is generated: give it another"
            self.nodes.problem(named.where, message)
        if owner != name:
            self.nodes.problem(
                named.where,
                f"{name} has the natural key of {owner} in line {self._names[owner].where.line}: "
                "another name is another thing, give it another natural key",
            )

    # natural keys

    def _key_of(self, name: str) -> Key | None:
        """The natural key of a name; None if it cannot be read, or leads back to itself."""
        named = self._names.get(name)
        if named is None:
            return self._generated_key(name)
        if not named.resolved:
            named.resolved = True
            named.key = self.key(named.table, named.values)
        return named.key

    def key(self, table: Table, values: Node) -> Key | None:
        """The natural key among these values; None if there is none to read."""
        found: list[Value] = [None] * len(table.columns)
        for name in table.key_columns:
            pair = values.pairs.get(name) if isinstance(values, Pairs) else None
            if pair is None or not isinstance(pair[1], Text) or pair[1].value is None:
                return None
            text, column = pair[1].value, table.column(name)
            try:
                value = self._key_of(text) if column.target else column.read(text)
            except ValueError:
                return None
            found[table.index[name]] = value
        return _key_in(table, found)

    def _generated_key(self, name: str) -> Key | None:
        made = self._generated_row(name)
        if made is None:
            return None
        table, row = made
        found: list[Value] = [None] * len(table.columns)
        for column, value in row.values:
            if column in table.key_columns:
                looks_up = table.column(column).target is not None
                found[table.index[column]] = self._key_of(str(value)) if looks_up else value
        return _key_in(table, found)

    def _generated_row(self, name: str) -> tuple[Table, Row] | None:
        for table, rows in self._generated:
            row = rows.named(name)
            if row is not None:
                return table, row
        return None

    def _is_generated(self, table: Table, name: str, key: Key) -> bool:
        """Whether this is the name of a generated record of the table with this natural key."""
        made = self._generated_row(name)
        return made is not None and made[0] is table and self._generated_key(name) == key

    # readers

    def table(self, node: Node | None, what: str = "table", also: str = "") -> Table | None:
        """A table of the catalog; `also` ends the message if there is no such table."""
        text = self.nodes.text(node, what)
        if text is None:
            return None
        try:
            return self.catalog.table(text)
        except CatalogError as error:
            assert node is not None
            message = str(error)
            self.nodes.problem(node, message if "did you mean" in message else message + also)
            return None

    def table_of(self, name: str | None) -> Table | None:
        """The table of a named record."""
        if name is None:
            return None
        if name in self._names:
            return self._names[name].table
        made = self._generated_row(name)
        return made[0] if made else None

    def record(self, node: Node, table: Table | None = None) -> str | None:
        """The name of a record that the file makes somewhere; of this table, if one is given."""
        name = self.nodes.text(node, "record")
        if name is None:
            return None
        found = self.table_of(name)
        if found is None:
            near = did_you_mean(name, self._names)
            self.nodes.problem(node, f"no record {cut(name)} is made in this file{near}")
        elif table is not None and found is not table:
            self.nodes.problem(node, f"{name} is no record of {table.name}")
        else:
            return name
        return None

    def cell(self, table: Table, column: str, node: Node, environment: Environment | None) -> Any:
        """The value of a column in its type; `...` if it is none."""
        if not isinstance(node, Text):
            self.nodes.problem(node, f"{column} takes one value, not a list or a mapping")
            return ...
        if node.value is None:
            return None
        facts = table.column(column)
        try:
            return facts.read(node.value, environment)
        except ValueError as error:
            message = str(error).replace(repr(node.value), cut(node.value))
            if not message.startswith(column):
                accepts = facts.in_environment(environment) if environment else None
                message = f"{column} takes {(accepts or facts.accepts).type}: {message}"
            self.nodes.problem(node, message)
            return ...

    def values(
        self,
        table: Table | None,
        node: Node | None,
        environment: Environment | None,
        whole: bool = False,
        row: bool = False,
    ) -> Given:
        """Columns and values; those of a `whole` record include its natural key.

        A `row` of an import may have `record` among its columns.
        """
        if table is None or node is None:
            return ()
        if not isinstance(node, Pairs):
            what = "a row" if row else "values"
            self.nodes.problem(node, f"{what} takes columns of {table.name} and their values")
            return ()
        cells: dict[str, Scalar | None] = {}
        for name, (key, value) in node.pairs.items():
            if row and name == "record":
                continue
            if name not in table.index:
                near = did_you_mean(name, table.index)
                self.nodes.problem(key, f"{table.name} has no column {cut(name)}{near}")
                continue
            cell = self.cell(table, name, value, environment)
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
                self.nodes.problem(node, f"a record of {table.name} needs {', '.join(missing)}")
        return pairs(cells)

    # rows

    def generate(self, node: Node, table: Table | None) -> Mapping[str, Any] | None:
        """Generate so many rows of the table, and define their names.

        Returns the attributes of a command; None if there is a problem, which is noted.
        """
        count = self.nodes.whole_number(node, "generate", 1)
        if table is None or count is None:
            return None
        from harness.sample_data.rows import generated_rows  # needs faker, which few replays do

        try:
            rows = generated_rows(table, count, self.seed)
        except BadInput as error:
            self.nodes.problem(node, str(error))
            return None
        self._generated.append((table, rows))
        return {"rows": rows, "generate": count}

    def generates(self, table: str) -> bool:
        """Whether there are generated records of the table."""
        return any(it.name == table for it, _ in self._generated)

    def name_of(self, table: Table, key: Key, row: Node) -> str:
        """The name of an imported row that has none: its record's, or one made of its key."""
        name = self._by_key.get((table.name, key))
        if name is None:
            name = stem = table.key_text(key)
            if self._is_generated(table, name, key):
                return name
            number = 1
            while self.table_of(name) is not None:
                number += 1
                name = f"{stem}~{number}"
            new = self._names[name] = _Named(table, row, row)
            new.key, new.resolved = key, True
            self._by_key[table.name, key] = name
        return name


def _key_in(table: Table, values: Sequence[Value]) -> Key | None:
    try:
        return table.key_of(tuple(values))
    except CatalogError:
        return None
