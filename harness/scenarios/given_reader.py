"""Reader of the given records of a scenario file: in sync, or otherwise (S7).

What a record says has to go together: one key on both sides, edits before the start, and what is
looked up in an environment is given there.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.columns import catalog_problem
from harness.domain.commands import Command, Given, Side
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
)
from harness.domain.records import reference_text
from harness.domain.times import format_instant
from harness.scenarios import field_types as of
from harness.scenarios.field_types import FieldType
from harness.scenarios.given_order import FileRecord, commands_in_order, required
from harness.scenarios.name_resolution import Names, Pair
from harness.scenarios.yaml_tree import Node, Pairs

SIDE: Final[Mapping[str, FieldType]] = {  # the keys of one side
    "values": of.WHOLE_RECORD,
    "edited": of.INSTANT,
    "noticed": of.YES_NO,
    "reference": of.REFERENCE,
}
_RECORD: Final = ("table", "values", "tracked", *ENVIRONMENTS)


def given_commands(names: Names, records: Mapping[str, Pair]) -> list[Command]:
    """The commands that give these records, in an order in which they can be given."""
    reader = _GivenReader(names)
    read = [reader.record(name, node) for name, (_, node) in records.items()]
    found = {record.name: record for record in read if record is not None}
    for record in found.values():
        reader.check(record, found)
    reader.check_references(found.values())
    if names.nodes.problems:  # no command can be made of what contradicts itself
        return []
    commands = commands_in_order(found)
    if commands is None:
        reader.circle(found)
    return commands or []


class _GivenReader:
    """The reader and the checks of the given records of one file."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.nodes = names.nodes

    def record(self, name: str, node: Node) -> FileRecord | None:
        """One given record; None if there is no such table."""
        before = len(self.nodes.problems)
        fields = self.nodes.fields(node, _RECORD, ("table",), f"given {name}")
        own = [it for it in ENVIRONMENTS if it in fields]
        if not own and "values" not in fields and len(self.nodes.problems) == before:
            self.nodes.problem(node, f"given {name} needs values, or hr and dataverse")
        table = self.names.table(fields.get("table"))
        tracked = self.nodes.yes_no(fields["tracked"], "tracked") if "tracked" in fields else None
        if table is None:
            return None
        if not own:
            values = self.names.values(table, fields.get("values"), None, whole=True)
            both = {it: {"values": fields.get("values", node)} for it in ENVIRONMENTS}
            sides = None if tracked is not False else _both(table, values)
            return FileRecord(name, node, table, values, sides, tracked is not False, False, both)
        if "values" in fields:
            message = f"values are those of both environments: say them in {' and in '.join(own)}"
            self.nodes.problem(fields["values"], message)
        found = {it: self._side(name, table, it, fields[it]) for it in own}
        return FileRecord(
            name,
            node,
            table,
            (),
            {it: side for it, (side, _) in found.items()},
            tracked is not False,
            True,
            {it: nodes for it, (_, nodes) in found.items()},
        )

    def _side(
        self, name: str, table: Table, environment: Environment, node: Node
    ) -> tuple[Side, Mapping[str, Node]]:
        nodes = self.nodes.fields(node, SIDE, (), f"{environment} of given {name}")
        before: dict[str, Any] = {"environment": environment, "record": name, "table": table.name}
        found = {key: SIDE[key].read(self.names, nodes[key], key, before) for key in nodes}
        side = {key: value for key, value in found.items() if value is not None}
        return Side(**side), {**nodes, "": node}

    def check(self, record: FileRecord, records: Mapping[str, FileRecord]) -> None:
        """Check what a record looks up, and that it does not contradict itself."""
        for environment in ENVIRONMENTS:
            self._check_lookups(record, environment, records)
        if not record.own:
            for column, value in record.values:
                facts = record.table.column(column)
                problem = ""
                if value is not None and facts.target is None and facts.hr is not None:
                    problem = catalog_problem(DATAVERSE, facts, value)
                if problem:
                    self.nodes.problem(_of(record.nodes[HR]["values"], column), problem)
        elif record.sides is not None:
            self._check_sides(record, record.sides)
        if record.table.flows_one_way or record.table.name in self.names.settings.one_way:
            self._check_one_way(record)

    def _check_lookups(
        self, record: FileRecord, environment: Environment, records: Mapping[str, FileRecord]
    ) -> None:
        """Check that what is looked up is given in that environment (R19)."""
        for column, value in record.there(environment) or ():
            target = record.table.column(column).target
            if target is None or value is None or self.names.generates(target):
                continue
            name, where = str(value), ""
            if name in records and records[name].there(environment) is None:
                where = f" in {ENVIRONMENT_NAMES[environment]}"
            elif name in records:
                continue
            elif not record.own and environment != HR:
                continue  # it is said already
            node = _of(record.nodes[environment]["values"], column)
            self.nodes.problem(node, f"{column} looks up {name}, which is not given{where}")

    def _check_sides(self, record: FileRecord, sides: Mapping[Environment, Side]) -> None:
        start = self.names.settings.start
        for environment, side in sides.items():
            nodes, where = record.nodes[environment], ENVIRONMENT_NAMES[environment]
            if side.edited is not None and side.edited > start:
                message = f"edited is after the start, {format_instant(start)}"
                self.nodes.problem(nodes["edited"], message)
            if side.values is None and "values" not in nodes and not record.tracked:
                message = f"{record.name} is untracked and not in {where}: leave {environment} out"
                self.nodes.problem(nodes[""], message)
        if all(side.values is None for side in sides.values()):
            self.nodes.problem(record.node, f"{record.name} is given in neither environment")
        if all(it in sides and sides[it].values is not None for it in ENVIRONMENTS):
            values = [record.nodes[it]["values"] for it in ENVIRONMENTS]
            hr, dataverse = (self.names.key(record.table, it) for it in values)
            if hr is not None and dataverse is not None and not self.names.same(hr, dataverse):
                self.nodes.problem(
                    values[1],
                    f"the natural key is {record.table.key_text(dataverse)} here, and "
                    f"{record.table.key_text(hr)} in hr: one thing has one key",
                )

    def _check_one_way(self, record: FileRecord) -> None:
        """Check that a record of a table that flows one way is as Human Resources has it (R15)."""
        hr, dataverse = record.there(HR), record.there(DATAVERSE)
        flows = f"{record.table.name} flows from Human Resources only (R15)"
        node = record.nodes.get(DATAVERSE, {}).get("", record.node)
        if dataverse is None:
            if record.tracked:
                message = f"{flows}: nobody deletes {record.name} in Dataverse, say tracked: no"
                self.nodes.problem(node, message)
        elif hr is None or not _alike(record.table, hr, dataverse):
            message = f"{flows}: give {record.name} as Human Resources has it, or not in dataverse"
            self.nodes.problem(node, message)

    def check_references(self, records: Iterable[FileRecord]) -> None:
        """Check that no two records have one reference in an environment."""
        taken: dict[tuple[Environment, int], str] = {}
        for record in records:
            for environment, side in (record.sides or {}).items():
                if side.reference is None:
                    continue
                owner = taken.setdefault((environment, side.reference), record.name)
                if owner != record.name:
                    text = reference_text(environment, side.reference)
                    node = record.nodes[environment]["reference"]
                    self.nodes.problem(node, f"{owner} has the reference {text} already")

    def circle(self, records: Mapping[str, FileRecord]) -> None:
        """Note the first record whose required lookups lead back to it."""
        for record in records.values():
            seen: set[str] = set()
            ahead = required(record)
            while ahead:
                name = ahead.pop()
                if name not in seen and name in records:
                    seen.add(name)
                    ahead += required(records[name])
            if record.name in seen:
                message = (
                    f"{record.name} looks itself up, by way of others, and none of these lookups "
                    "can be left empty: leave one of the records out"
                )
                self.nodes.problem(record.node, message)
                return


def _of(values: Node, column: str) -> Node:
    """The place of a column's value."""
    return values.pairs[column][1] if isinstance(values, Pairs) else values


def _both(table: Table, values: Given) -> dict[Environment, Side]:
    """The two sides of a record whose values are those of both environments."""
    hr = tuple(it for it in values if table.column(it[0]).hr is not None)
    return {HR: Side(hr), DATAVERSE: Side(_in_dataverse(table, values))}


def _in_dataverse(table: Table, values: Given) -> Given:
    """The values as Dataverse has them: the number of a choice, and no column of the other side."""
    found = []
    for column, value in values:
        facts = table.column(column)
        number = facts.to_dataverse(value) if facts.numbers else None
        if facts.dataverse is not None:
            found.append((column, value if number is None else number))
    return tuple(found)


def _alike(table: Table, hr: Given, dataverse: Given) -> bool:
    """Whether Dataverse has it as Human Resources does, but for columns of one of them only."""
    theirs = {
        column: value
        for column, value in dataverse
        if value is not None and table.column(column).hr is not None
    }
    return theirs == {it: value for it, value in _in_dataverse(table, hr) if value is not None}
