"""Values in the form of each environment: what differs between both though it means the same.

A choice is a name in Human Resources and a number in Dataverse (R16); a column of one side alone
keeps what that side has (V3); a column that flows one way has Human Resources' value (R15). All
other columns hold the same value in both, so mostly both forms are one tuple.

>>> from harness.domain.catalog import standard_catalog
>>> title = standard_catalog()["cdm_title"]
>>> values = ("Boss",)
>>> as_in_dataverse(title, values, ()) is values
True
"""

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.records import Value, Values, at, trimmed


def as_in_hr(table: Table, values: Values, own: Values | None) -> Values:
    """What Human Resources shall hold to hold what Dataverse does.

    `own` is what it holds, None if it has no record. A number without a name stays a number, which
    Human Resources does not accept (R16).
    """
    first = table.first_special
    if len(values) <= first and (own is None or len(own) <= first):
        return values
    changed: dict[int, Value] = {}
    mine = () if own is None else own
    for place in table.numbered:
        number = at(values, place)
        if number is not None:
            name = table.columns[place].to_hr(number, at(mine, place))
            changed[place] = number if name is None else name
    if own is not None or not table.flows_one_way:
        for place in table.one_way:
            changed[place] = at(mine, place)
    for place in table.one_sided:
        changed[place] = at(mine, place) if table.columns[place].dataverse is None else None
    return _with(values, changed)


def as_in_dataverse(table: Table, values: Values, own: Values) -> Values:
    """What Dataverse shall hold to hold what Human Resources does.

    `own` is what it holds, nothing if it has no record. A name without a number stays a name, which
    Dataverse does not accept (R16).
    """
    first = table.first_special
    if len(values) <= first and len(own) <= first:
        return values
    changed: dict[int, Value] = {}
    for place in table.numbered:
        name = at(values, place)
        if name is not None:
            number = table.columns[place].to_dataverse(name)
            changed[place] = name if number is None else number
    for place in table.one_sided:
        changed[place] = at(own, place) if table.columns[place].hr is None else None
    return _with(values, changed)


def given_to_both(table: Table, values: Values) -> tuple[Values, Values]:
    """What Human Resources and Dataverse hold of values that are given for both.

    A choice is given by its name (R16); a column of one side alone is that side's (V3).
    """
    if len(values) <= table.first_special:
        return values, values
    theirs_alone = [place for place in table.one_sided if table.columns[place].hr is None]
    hr = _with(values, dict.fromkeys(theirs_alone))
    return hr, as_in_dataverse(table, hr, values)


def in_form_of(environment: Environment, table: Table, values: Values, own: Values) -> Values:
    """The other environment's values as this one holds them, beside what is its own."""
    if environment == DATAVERSE:
        return as_in_dataverse(table, values, own)
    return as_in_hr(table, values, own)


def hold_the_same(table: Table, hr: Values, dataverse: Values) -> bool:
    """Whether both hold the same, whatever is one way or of one side."""
    return hr is dataverse or as_in_hr(table, dataverse, hr) == hr


def _with(values: Values, changed: dict[int, Value]) -> Values:
    """The values with some of them changed; the same tuple if none is."""
    if all(at(values, place) == value for place, value in changed.items()):
        return values
    width = max(len(values), *(place + 1 for place in changed))
    new = [*values, *[None] * (width - len(values))]
    for place, value in changed.items():
        new[place] = value
    return trimmed(new)
