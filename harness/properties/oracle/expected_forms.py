"""Values in the form of each environment, as the oracle states it (V3, R15, R16).

Written from the law, and not from the simulator's translation, so that a mistake there shows.

>>> from harness.domain.catalog import standard_catalog
>>> worker = standard_catalog()["cdm_worker"]
>>> as_in_hr(worker, ("1", "Ada"), ("1", "Eve"))
('1', 'Ada')
"""

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.records import Value, Values, at, trimmed


def counted(table: Table, environment: Environment, touched: int) -> int:
    """The touched columns without those that do not count as an edit.

    Those of one environment (V3), and in Dataverse those that flow one way (R15).
    """
    for place in table.one_sided:
        touched &= ~(1 << place)
    if environment == DATAVERSE:
        for place in table.one_way:
            touched &= ~(1 << place)
    return touched


def as_in_hr(table: Table, values: Values, own: Values | None) -> Values:
    """Human Resources' form of Dataverse's values; `own` is what it has, None if it has none."""
    first = table.first_special
    if len(values) <= first and (own is None or len(own) <= first):
        return values
    new = list(_wide(table, values))
    for place in table.numbered:
        new[place] = name_of(table, place, new[place], at(own or (), place))
    if own is not None or not table.flows_one_way:
        for place in table.one_way:  # R15: Dataverse's value never goes to HR
            new[place] = at(own or (), place)
    for place in table.one_sided:
        new[place] = at(own or (), place) if table.columns[place].dataverse is None else None
    return trimmed(new)


def as_in_dataverse(table: Table, values: Values, own: Values) -> Values:
    """Dataverse's form of Human Resources' values; `own` is what it has, if it has the record."""
    first = table.first_special
    if len(values) <= first and len(own) <= first:
        return values
    new = list(_wide(table, values))
    for place in table.numbered:
        if new[place] is not None:  # which is no name: there is one that is called None
            new[place] = table.columns[place].numbers.get(str(new[place]), new[place])
    for place in table.one_sided:
        new[place] = at(own, place) if table.columns[place].hr is None else None
    return trimmed(new)


def name_of(table: Table, place: int, number: Value, own: Value) -> Value:
    """HR's name for a number: its own if that has the number, else the first listed (R16).

    A number without a name stays as it is, and does not fit.
    """
    if number is None:
        return None
    names = [name for name, its in table.columns[place].numbers.items() if its == number]
    return own if own in names else names[0] if names else number


def hold_the_same(table: Table, hr: Values, dataverse: Values) -> bool:
    """Whether both sides hold the same, but for columns that flow one way or are of one side."""
    return hr == dataverse or as_in_hr(table, dataverse, hr) == hr


def _wide(table: Table, values: Values) -> Values:
    return (*values, *[None] * (len(table.columns) - len(values)))
