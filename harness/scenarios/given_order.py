"""The order in which given records can be given, and the commands that do it (S7).

Records in sync come each after those that it looks up. Where they look each other up, or where some
differ, whose requests stand in the order of the file, some are given twice: first without the
lookups of what is not there yet, later whole.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.commands import Command, Give, Given, GiveRecord, Row, Side
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.scenarios.yaml_tree import Node


class FileRecord(NamedTuple):
    """A given record as the file has it; without sides of its own it is in sync."""

    name: str
    node: Node
    table: Table
    values: Given  # of both environments
    sides: Mapping[Environment, Side] | None
    tracked: bool
    own: bool  # whether its sides stand in the file, each on its own
    nodes: Mapping[Environment, Mapping[str, Node]]  # of each side, by their keys

    def there(self, environment: Environment) -> Given | None:
        """The values that it has in that environment; None if it is not there."""
        if self.sides is None:
            return self.values
        return self.sides[environment].values if environment in self.sides else None

    def lookups(self) -> Iterator[tuple[str, str]]:
        """The columns that look something up, with the names of their targets."""
        for environment in ENVIRONMENTS:
            for column, value in self.there(environment) or ():
                if value is not None and self.table.column(column).target is not None:
                    yield column, str(value)

    def command(self, known: Callable[[str], bool] | None = None) -> Command:
        """The command that gives it; without the lookups of what is not known."""

        def kept(values: Given) -> Given:
            if known is None:
                return values
            lookups = dict(self.lookups())
            return tuple(it for it in values if it[0] not in lookups or known(str(it[1])))

        if self.sides is None:
            return Give(self.table.name, (Row(self.name, kept(self.values)),))
        sides = {
            environment: side if side.values is None else _with_values(side, kept(side.values))
            for environment, side in self.sides.items()
        }
        hr, dataverse = sides.get(HR), sides.get(DATAVERSE)
        return GiveRecord(self.table.name, self.name, hr, dataverse, self.tracked)


def _with_values(side: Side, values: Given) -> Side:
    return Side(values, side.edited, side.noticed, side.reference)


def commands_in_order(found: Mapping[str, FileRecord]) -> list[Command] | None:
    """The commands that give these records; None if required lookups go round in a circle."""
    order = None
    if all(record.sides is None for record in found.values()):
        order = _parents_first(found, lambda it: [target for _, target in it.lookups()])
    if order is None:  # the order of the file, but for what cannot be without its lookups
        order = _parents_first(found, required)
    if order is None:
        return None
    done: set[str] = set()
    waiting: set[str] = set()
    commands = []
    for record in order:
        if all(target in done or target not in found for _, target in record.lookups()):
            commands.append(record.command())
        else:
            commands.append(record.command(lambda it: it in done or it not in found))
            waiting.add(record.name)
        done.add(record.name)
    again = waiting | _out_of_order(order, found.values(), waiting)
    return [*commands, *(it.command() for it in found.values() if it.name in again)]


def _out_of_order(
    order: Iterable[FileRecord], file: Iterable[FileRecord], waiting: Collection[str]
) -> set[str]:
    """The names of the records whose requests would not stand in the order of the file."""
    first, wanted = ([it.name for it in some if it.sides is not None] for some in (order, file))
    for place, (one, other) in enumerate(zip(first, wanted, strict=True)):
        if one != other or other in waiting:
            return set(wanted[place:])
    return set()


def required(record: FileRecord) -> list[str]:
    """The names of what a record looks up and cannot be without."""
    return [
        target
        for column, target in record.lookups()
        if record.table.column(column).required or column in record.table.key_columns
    ]


def _parents_first(
    records: Mapping[str, FileRecord], targets: Callable[[FileRecord], Iterable[str]]
) -> list[FileRecord] | None:
    """The records, each after its targets, else in the order of the file; None in a circle."""
    found: list[FileRecord] = []
    done: set[str] = set()
    begun: set[str] = set()

    def visit(record: FileRecord) -> bool:
        if record.name in done:
            return True
        if record.name in begun:
            return False
        begun.add(record.name)
        if not all(visit(records[it]) for it in targets(record) if it in records):
            return False
        done.add(record.name)
        found.append(record)
        return True

    return found if all(map(visit, records.values())) else None
