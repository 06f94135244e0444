"""The names of the records of a scenario file: each with its table and its natural key.

All names are known before any step is read: a lookup and an expectation may name what a later step
makes, or what an import brings. One name is one thing, and one thing has one name; what a natural
key is compared by is a setting (V2). An edit of a natural key makes another thing of a record, with
a name of its own (R18).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import Row
from harness.domain.environments import HR, Environment
from harness.domain.errors import BadInput, CatalogError
from harness.domain.records import Key, Value, folded
from harness.domain.settings import DEFAULT_SETTINGS
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


class _Mark(NamedTuple):
    """How much was known at some time."""

    names: int
    keys: int
    generated: int
    without_key: tuple[str, ...]
    tables: set[str]
    columns: set[tuple[str, str]]
    doubtful: set[str]


class RecordNames:
    """The names of one file, with their natural keys."""

    def __init__(self, nodes: NodeReader) -> None:
        self.nodes = nodes
        self.catalog = Catalog({})
        self.settings = DEFAULT_SETTINGS
        # of what is wrong where it is said: nothing more is said of who uses these names
        self.doubtful_tables: set[str] = set()
        self.doubtful_columns: set[tuple[str, str]] = set()  # tables and their columns
        self.doubtful_names: set[str] = set()
        self.refusal_expected = False  # whether the step that is read is to be refused
        self._names: dict[str, _Named] = {}
        self._by_key: dict[tuple[str, Key], str] = {}
        self._generated: list[tuple[Table, GeneratedRows]] = []
        self._without_key: list[str] = []  # names whose keys are to be found, or cannot be

    # definitions

    def define(self, name: str, of: Pair | None, values: Pair | None, where: Node) -> None:
        """Define a name: here a record of this table is made, with these values."""
        table = self.catalog.get(of[1].value or "") if of and isinstance(of[1], Text) else None
        if table is None or values is None:
            self.doubtful_names.add(name)  # the problem is noted with the step
            return
        self._define(name, table, values[1], where)

    def define_change(self, name: str, values: Node, becomes: Text) -> bool:
        """Define what a record becomes by an edit of its natural key (R18).

        False if the record is not known, for it may be an import's.
        """
        table, before = self.table_of(name), self._values_of(name)
        if table is None or before is None or not becomes.value:
            return False
        after = before.with_over(values)
        old, new = self.key(table, before), self.key(table, after)
        if old is None or new is None or not self.same(old, new):  # else it is noted with the step
            self._define(becomes.value, table, after, becomes)
        return True

    def _define(self, name: str, table: Table, values: Node, where: Node) -> None:
        known = self._names.get(name)
        if known is None:
            self._names[name] = _Named(table, values, where)
            self._without_key.append(name)
        elif known.table is not table:
            self.nodes.problem(
                where,
                f"{name} is a record of {known.table.name} in line {known.where.line}: "
                "give this one another name",
            )
        else:
            mine, theirs = self.key(table, values), self.key(table, known.values)
            if mine is not None and theirs is not None and not self.same(mine, theirs):
                self.nodes.problem(
                    where,
                    f"{name} has the natural key {table.key_text(theirs)} in line "
                    f"{known.where.line}: one name is one thing, give the other another name",
                )

    def define_keys(self) -> None:
        """Find the natural key of every name: no two names may have the same one."""
        new = self._without_key
        for name in new:
            self._names[name].resolved = False  # what it looks up may have been defined after it
        for name in new:
            self.define_key(name)
        self._without_key = [name for name in new if self._names[name].key is None]

    def define_key(self, name: str) -> None:
        """Find the natural key of a name, which no other name may have."""
        named, key = self._names[name], self.key_of(name)
        if key is None:
            return
        owner = self._by_key.setdefault((named.table.name, self._compared(key)), name)
        made = self._generated_row(name)
        theirs = made and self._generated_key(name)
        if made and (made[0] is not named.table or theirs is None or not self.same(theirs, key)):
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

    def mark(self) -> _Mark:
        """What is known so far, to go back to."""
        return _Mark(
            len(self._names), len(self._by_key), len(self._generated), (*self._without_key,),
            self.doubtful_tables.copy(), self.doubtful_columns.copy(), self.doubtful_names.copy(),
        )  # fmt: skip

    def back_to(self, mark: _Mark) -> None:
        """Forget what was defined since, and what was wrong with it."""
        for known, count in ((self._names, mark.names), (self._by_key, mark.keys)):
            while len(known) > count:
                known.popitem()
        del self._generated[mark.generated :]
        self._without_key = [*mark.without_key]
        self.doubtful_tables = mark.tables
        self.doubtful_columns = mark.columns
        self.doubtful_names = mark.doubtful
        self.nodes.problems.clear()

    # natural keys

    def same(self, one: Key, other: Key) -> bool:
        """Whether two natural keys are those of one thing (V2)."""
        return self._compared(one) == self._compared(other)

    def _compared(self, key: Key) -> Key:
        return folded(key) if self.settings.keys == "folded" else key

    def key_of(self, name: str) -> Key | None:
        """The natural key of a name; None if it cannot be read, or leads back to itself."""
        named = self._names.get(name)
        if named is None:
            return self._generated_key(name)
        if not named.resolved:
            named.resolved = True
            named.key = self.key(named.table, named.values)
        return named.key

    def key_after(self, name: str, values: Node) -> Key | None:
        """The natural key that a record has with these values put over its own, or None."""
        table = self.table_of(name)
        return None if table is None else self.key(table, self.values_after(name, values))

    def values_after(self, name: str, values: Node) -> Node:
        """The values with a record's natural key, and these put over them."""
        before = self._values_of(name)
        return values if before is None else before.with_over(values)

    def key(self, table: Table, values: Node) -> Key | None:
        """The natural key among these values; None if there is none to read."""
        found: list[Value] = [None] * len(table.columns)
        for name in table.key_columns:
            node = values.nodes.get(name) if isinstance(values, Pairs) else None
            if not isinstance(node, Text) or node.value is None:
                return None
            text, column = node.value, table.column(name)
            try:
                value = self.key_of(text) if column.target else column.read(text)
            except ValueError:
                return None
            found[table.index[name]] = value
        return _key_in(table, found)

    def _values_of(self, name: str) -> Pairs | None:
        """The values with the natural key of a name."""
        if name in self._names:
            values = self._names[name].values
            return values if isinstance(values, Pairs) else None
        made = self._generated_row(name)
        if made is None:
            return None
        columns = {c: str(value) for c, value in made[1].values if c in made[0].key_columns}
        return Pairs(0, 0, {c: (Text(0, 0, c), Text(0, 0, it)) for c, it in columns.items()})

    def _generated_key(self, name: str) -> Key | None:
        made = self._generated_row(name)
        if made is None:
            return None
        table, row = made
        found: list[Value] = [None] * len(table.columns)
        for column, value in row.values:
            if column in table.key_columns:
                looks_up = table.column(column).target is not None
                found[table.index[column]] = self.key_of(str(value)) if looks_up else value
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
        theirs = self._generated_key(name) if made and made[0] is table else None
        return theirs is not None and self.same(theirs, key)

    def table_of(self, name: str | None) -> Table | None:
        """The table of a named record."""
        if name is None:
            return None
        if name in self._names:
            return self._names[name].table
        made = self._generated_row(name)
        return made[0] if made else None

    # rows

    def generate(
        self, node: Node, table: Table | None, environment: Environment = HR
    ) -> Mapping[str, Any] | None:
        """Generate so many rows of the table for that environment, and define their names.

        Returns the attributes of a command; None if there is a problem, which is noted.
        """
        count = self.nodes.whole_number(node, "generate", 1)
        if table is None or count is None:
            return None
        from harness.sample_data.rows import generated_rows  # needs faker, which few replays do

        try:
            rows = generated_rows(table, count, self.settings.seed, environment)
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
        name = self._by_key.get((table.name, self._compared(key)))
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
            self._by_key[table.name, self._compared(key)] = name
        return name


def _key_in(table: Table, values: Sequence[Value]) -> Key | None:
    try:
        return table.key_of(tuple(values))
    except CatalogError:
        return None
