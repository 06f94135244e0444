"""The names of one file, and the readers of nodes that need them or the catalog."""

from collections.abc import Iterable
from typing import Any

from harness.domain.catalog import Table
from harness.domain.columns import Column
from harness.domain.commands import Given, pairs
from harness.domain.environments import ENVIRONMENT_NAMES, Environment, other
from harness.domain.errors import CatalogError
from harness.domain.records import Scalar
from harness.domain.suggestions import cut, did_you_mean, nearest
from harness.domain.times import EARLIEST
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.record_names import Pair, RecordNames
from harness.scenarios.yaml_tree import Node, Pairs, Text

__all__ = ["Names", "Pair"]


class Names(RecordNames):
    """The names of one file, and the readers that need them or the catalog."""

    def __init__(self, nodes: NodeReader) -> None:
        super().__init__(nodes)
        self._backups: dict[str, dict[str, Node]] = {}  # by environment, where each is made

    def table(self, node: Node | None, what: str = "table", also: str = "") -> Table | None:
        """A table of the catalog; `also` ends the message if there is no such table."""
        text = self.nodes.text(node, what)
        if text is None:
            return None
        if text in self.doubtful_tables:
            self.nodes.doubts += 1
            return None
        try:
            return self.catalog.table(text)
        except CatalogError as error:
            assert node is not None
            message = str(error)
            self.nodes.problem(node, message if "did you mean" in message else message + also)
            return None

    def record(self, node: Node, table: Table | None = None) -> str | None:
        """The name of a record that the file makes somewhere; of this table, if one is given."""
        name = self.nodes.text(node, "record")
        if name is None:
            return None
        found = self.table_of(name)
        if found is None and name in self.doubtful_names:
            self.nodes.doubts += 1
        elif found is None:
            near = did_you_mean(name, self._names)
            self.nodes.problem(node, f"no record {cut(name)} is made {self.nodes.whole}{near}")
        elif table is not None and found is not table:
            self.nodes.problem(node, f"{name} is no record of {table.name}")
        else:
            return name
        return None

    def cell(self, table: Table, column: str, node: Node, environment: Environment | None) -> Any:
        """The value of a column in its type; `...` if it is none.

        Without an environment it is Human Resources', or Dataverse's if it exists only there. In a
        step that is to be refused a wrong value stays as it is written: the environment refuses it.
        """
        if not isinstance(node, Text):
            self.nodes.problem(node, f"{column} takes one value, not a list or a mapping")
            return ...
        if node.value is None:
            return None
        facts = table.column(column)
        try:
            return facts.read(node.value, environment)
        except ValueError as error:
            if self.refusal_expected and _is_refused(facts, node.value, environment):
                return node.value
            message = str(error).replace(repr(node.value), cut(node.value))
            if not message.startswith(column):
                accepts = (environment and facts.in_environment(environment)) or facts.accepts
                message = f"{column} takes {accepts.type}: {message}"
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

        A `row` of an import may have `record` among its columns. Without an environment the values
        are those of both.
        """
        if table is None or node is None:
            return ()
        if not isinstance(node, Pairs):
            what = "a row" if row else "values"
            self.nodes.problem(node, f"{what} takes columns of {table.name} and their values")
            return ()
        cells: dict[str, Scalar | None] = {}
        meant: set[str] = set()  # by names that are not quite those of columns
        longest = table.longest[environment]
        for name, value in node.nodes.items():
            if row and name == "record":
                continue
            text = value.value if isinstance(value, Text) else None
            place = None if self.doubtful_columns else table.index.get(name)
            if text and place is not None and len(text) <= longest[place]:
                cells[name] = text  # as most: nothing but the length is checked
                continue
            if (table.name, name) in self.doubtful_columns:
                self.nodes.doubts += 1
                continue
            if name not in table.index:
                near = did_you_mean(name, table.index)
                meant.update(nearest(name, table.index))
                message = f"{table.name} has no column {cut(name)}{near}"
                self.nodes.problem(node.key(name), message)
                continue
            exists = not environment or table.column(name).in_environment(environment)
            if not exists and not self.refusal_expected:
                assert environment
                there = ENVIRONMENT_NAMES[other(environment)]
                self.nodes.problem(node.key(name), f"{name} exists in {there} only (V3)")
                continue
            cell = self.cell(table, name, value, environment)
            if cell is ...:
                continue
            target = table.column(name).target
            if target is not None and cell is not None:
                cell = self.record(value, self.catalog[target])
            cells[name] = cell
        if whole and not self.refusal_expected:
            missing = [
                c
                for c in table.key_columns
                if c not in meant and (c not in node.nodes or cells.get(c, 0) is None)
            ]
            if missing:
                why = _no_date(node.nodes[name] for name in missing if name in node.nodes)
                what = f"a record of {table.name} needs {', '.join(missing)}"
                self.nodes.problem(node, what + why)
        return pairs(cells)

    # what must hold of several keys of a step together

    def check_change(self, record: Node | None, values: Node | None, becomes: Node | None) -> None:
        """Check that an edit says what the record becomes if its natural key changes (R18)."""
        name = record.value if isinstance(record, Text) else None
        table = None if name is None or values is None else self.table_of(name)
        if name is None or values is None or table is None:
            return
        changed = values.nodes if isinstance(values, Pairs) else {}
        if becomes is None and changed.keys().isdisjoint(table.key_columns):
            return  # as nearly every edit
        before, after = self.key_of(name), self.key_after(name, values)
        if before is None or after is None:
            return
        changes = not self.same(before, after)
        if becomes is not None and not changes:
            key = table.key_text(before)
            message = f"the natural key of {name} stays {key}: leave becomes out (R18)"
            self.nodes.problem(becomes, message)
        elif changes and becomes is None and self.settings.natural_key == "identity_changes":
            message = f"the natural key of {name} changes: say becomes, its name from then on (R18)"
            self.nodes.problem(values, message)

    def define_backup(self, environment: str, name: str, where: Node) -> None:
        """Define a backup of an environment: a restore may name it."""
        self._backups.setdefault(environment, {}).setdefault(name, where)

    def check_backup(self, environment: Node | None, name: Node | None) -> None:
        """Check that a restore names a backup of its environment that some step makes (E1)."""
        where = environment.value if isinstance(environment, Text) else None
        text = name.value if isinstance(name, Text) else None
        if where not in ENVIRONMENT_NAMES or text is None or name is None:
            return
        known = self._backups.get(where, {})
        if text in known:
            return
        elsewhere = self._backups.get(other(where), {}).get(text)
        if elsewhere is not None:
            message = (
                f"{cut(text)} is a backup of {ENVIRONMENT_NAMES[other(where)]}, "
                f"in line {elsewhere.line}"
            )
        else:
            message = f"no step makes the backup {cut(text)}{did_you_mean(text, known)}"
        self.nodes.problem(name, message)


def _is_refused(column: Column, text: str, environment: Environment | None) -> bool:
    """Whether the environment refuses this text in the column."""
    accepts = environment and column.in_environment(environment)
    return not accepts or bool(accepts.objection(text))


def _no_date(nodes: Iterable[Node]) -> str:
    """Why a key is empty although a day is written: it is the one that stands for no date (V1)."""
    for node in nodes:
        if isinstance(node, Text) and (node.value or "").startswith(EARLIEST):
            return f": {node.value} stands for no date (V1)"
    return ""
