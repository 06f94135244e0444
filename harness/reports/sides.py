"""Both environments side by side: each record as Human Resources and as Dataverse hold it.

>>> Sides(None, None).alike
False
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count
from operator import ne
from typing import Final, Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.column_words import column_words
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.records import Key, Record, Value, Values, at
from harness.reports.values import readable, shown
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair


def converged_tables(simulator: Engine) -> list[str]:
    """The tables that hold a record on either side, sorted."""
    stores = simulator.world.stores
    return sorted({table for store in stores.values() for table in store.tables()})


# a difference; what flows one way (R15), or is of one side (V3), and therefore is none
Apart = Literal["unlike", "one way", "one side"]


class Sides(NamedTuple):
    """A record in both environments; None where it is missing."""

    hr: Record | None
    dataverse: Record | None
    unlike: Sequence[int] = ()  # the places where the two differ

    @property
    def name(self) -> str:
        """The name of the record."""
        there = self.hr or self.dataverse
        assert there is not None
        return there.name

    @property
    def key(self) -> Key:
        """The natural key of the record."""
        there = self.hr or self.dataverse
        assert there is not None
        return there.key

    @property
    def alike(self) -> bool:
        """Whether both environments hold the record and nothing differs."""
        return self.hr is not None and self.dataverse is not None and not self.unlike


_NONE_KNOWN: Final[Mapping[Key, Sides]] = {}


def paired_records(
    simulator: Engine, table: str, known: Mapping[Key, Sides] = _NONE_KNOWN
) -> Iterator[Sides]:
    """The records of a table in both environments: first what Human Resources holds.

    Those of `known`, found earlier, are taken as they are where both records are still the same.
    """
    hr, dataverse = (simulator.world.stores[environment] for environment in (HR, DATAVERSE))
    facts = simulator.world.catalog[table]
    for record in hr.records(table):
        other, before = dataverse.find(table, record.key), known.get(record.key)
        if before is not None and before.hr is record and before.dataverse == other:
            yield before
        else:
            yield _sides(facts, record, other)
    for record in dataverse.records(table):
        if hr.find(table, record.key) is None:
            yield Sides(None, record)


def _sides(table: Table, hr: Record | None, dataverse: Record | None) -> Sides:
    if hr is None or dataverse is None or hr.values is dataverse.values:
        return Sides(hr, dataverse)
    return Sides(hr, dataverse, differing(table, hr.values, dataverse.values))


def unlike_places(one: Values, other: Values) -> list[int]:
    """The places where two records hold other values, one-way columns among them."""
    if one is other:
        return []
    if len(one) != len(other):  # what is left out at the end is empty
        longest = max(len(one), len(other))
        one, other = (it + (None,) * (longest - len(it)) for it in (one, other))
    return list(compress(count(), map(ne, one, other)))


def differing(table: Table, hr: Values, dataverse: Values) -> list[int]:
    """The places where two records differ.

    Columns that flow one way (R15) or are of one side (V3) are no difference, and neither is the
    name of a choice and its number (R16).
    """
    first = table.first_special
    return [
        place
        for place in unlike_places(hr, dataverse)
        if place < first or _counts(table, place, at(hr, place), at(dataverse, place))
    ]


def apart(table: Table, hr: Values, dataverse: Values) -> dict[int, Apart]:
    """The places where two records hold what is not the same, and in what way it is not."""
    found: dict[int, Apart] = {}
    for place in unlike_places(hr, dataverse):
        if place in table.one_sided:
            found[place] = "one side"
        elif place in table.one_way:
            found[place] = "one way"
        elif _counts(table, place, at(hr, place), at(dataverse, place)):
            found[place] = "unlike"
    return found


def _counts(table: Table, place: int, hr: Value, dataverse: Value) -> bool:
    if place in table.one_way or place in table.one_sided:
        return False
    column = table.columns[place]
    return not column.numbers or hr is None or column.to_dataverse(hr) != dataverse


def differences(simulator: Engine, table: str, only: RecordPair | None = None) -> Iterator[str]:
    """How the two environments differ in a table, or in one record, a sentence a record."""
    stores, facts = simulator.world.stores, simulator.world.catalog[table]
    pairs = paired_records(simulator, table)
    if only is not None:
        found = [stores[environment].find(table, only.key) for environment in (HR, DATAVERSE)]
        pairs = iter([_sides(facts, *found)] if any(found) else [])
    for it in pairs:
        if it.hr is None or it.dataverse is None:
            yield f"{it.name} is not in {ENVIRONMENT_NAMES[DATAVERSE if it.hr else HR]}"
            continue
        for place in it.unlike:
            mine, theirs = (
                shown(readable(simulator, facts, place, at(record.values, place)))
                for record in (it.hr, it.dataverse)
            )
            yield (
                f"{it.name} has {column_words(facts)[place]} {mine} in Human Resources, "
                f"{theirs} in Dataverse"
            )
