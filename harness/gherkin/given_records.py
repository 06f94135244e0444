"""Given records of one scenario: none contradicts another, and some are given in two passes.

>>> one, other = (Give("cdm_title", {"boss": {"cdm_name": name}}) for name in ("Boss", "Chief"))
>>> check_again(one, other)
Traceback (most recent call last):
harness.domain.errors.BadInput: 'boss' is given already, and otherwise: a record is given once
"""

from collections.abc import Callable, Container, Iterator, Sequence
from typing import TypeAlias

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import Give, Given, GiveRecord, Row, Side
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import BadInput

GivenRecord: TypeAlias = Give | GiveRecord


def names_of(command: GivenRecord) -> list[str]:
    """The names of the records that a command gives, but for generated ones."""
    if isinstance(command, GiveRecord):
        return [command.record]
    return [] if command.generate else [row.record for row in command.rows if row.record]


def check_again(before: GivenRecord, again: GivenRecord) -> None:
    """BadInput if what is given again is not what was given before, but for further values."""
    if _changed(before, lambda _: ()) != _changed(again, lambda _: ()) or not all(
        set(old or ()) <= set(new or ())
        for old, new in zip(_values(before), _values(again), strict=True)
    ):
        [name] = names_of(again)
        raise BadInput(f"{name!r} is given already, and otherwise: a record is given once")


def in_two_passes(
    catalog: Catalog, commands: Sequence[GivenRecord], known: Container[str] = ()
) -> Iterator[GivenRecord]:
    """The records of one step, of which some look up later ones: first without these lookups.

    `known` are the names of records that are given already.
    """
    later = {name for command in commands for name in names_of(command) if name not in known}
    again = []
    for command in commands:
        if isinstance(command, Give) and command.generate:  # a million, which look up no later ones
            yield command
            continue
        first = _changed(command, _without(catalog[command.table], frozenset(later)))
        yield first
        if first != command:
            again.append(command)
        later.difference_update(names_of(command))
    yield from again


def _without(table: Table, later: frozenset[str]) -> Callable[[Given], Given]:
    def kept(values: Given) -> Given:
        return tuple(
            (column, value)
            for column, value in values
            if table.column(column).target is None
            or value not in later
            or column in table.key_columns
        )

    return kept


def _values(command: GivenRecord) -> list[Given | None]:
    if isinstance(command, Give):
        return [row.values for row in command.rows]
    sides = (command.side(environment) for environment in ENVIRONMENTS)
    return [None if side is None else side.values for side in sides]


def _changed(command: GivenRecord, change: Callable[[Given], Given]) -> GivenRecord:
    """The same with other values."""
    if isinstance(command, Give):
        return Give(command.table, [Row(row.record, change(row.values)) for row in command.rows])
    hr, dataverse = (
        Side(change(side.values), side.edited, side.noticed, side.reference)
        if side is not None and side.values is not None
        else side
        for side in map(command.side, ENVIRONMENTS)
    )
    return GiveRecord(command.table, command.record, hr, dataverse, command.tracked)
