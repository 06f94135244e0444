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
    mine = () if own is None else own
    first, width, held = table.first_special, len(values), len(mine)
    if width <= first and held <= first:
        return values
    translated: list[Value] | None = None
    for place, numbers, names in table.choices:
        if place >= width:
            break
        number = values[place]
        if number is not None:
            translated = translated or list(values)
            name = mine[place] if place < held else None  # if several have that number, its own
            translated[place] = name if numbers.get(name) == number else names.get(number, number)
    new = values if translated is None else tuple(translated)
    if width <= table.first_apart and held <= table.first_apart:
        return new
    changed: dict[int, Value] = {}
    if own is not None or not table.flows_one_way:
        for place in table.one_way:
            its = at(mine, place)
            if its != at(new, place):
                changed[place] = its
    _keep_own(changed, values, mine, table.hr_alone, table.dataverse_alone)
    return _with(new, changed)


def as_in_dataverse(table: Table, values: Values, own: Values) -> Values:
    """What Dataverse shall hold to hold what Human Resources does.

    `own` is what it holds, nothing if it has no record. A name without a number stays a name, which
    Dataverse does not accept (R16).
    """
    first, width = table.first_special, len(values)
    if width <= first and len(own) <= first:
        return values
    translated: list[Value] | None = None
    for place, numbers, _ in table.choices:
        if place >= width:
            break
        name = values[place]
        if name is not None:
            translated = translated or list(values)
            translated[place] = numbers.get(name, name)
    new = values if translated is None else tuple(translated)
    if width <= table.first_apart and len(own) <= table.first_apart:
        return new
    changed: dict[int, Value] = {}
    _keep_own(changed, values, own, table.dataverse_alone, table.hr_alone)
    return _with(new, changed)


def back_in_dataverse(table: Table, values: Values, own: Values) -> Values:
    """What Dataverse shall hold of its own values, given as Human Resources shall hold them.

    It is the same tuple, unless Human Resources' value of a one-way column is another (R15).
    """
    if len(values) > table.first_apart or len(own) > table.first_apart:
        for place in table.one_way:
            if at(values, place) != at(own, place):
                return as_in_dataverse(table, values, own)
    return own


def given_to_both(table: Table, values: Values) -> tuple[Values, Values]:
    """What Human Resources and Dataverse hold of values that are given for both.

    A choice is given by its name (R16); a column of one side alone is that side's (V3).
    """
    if len(values) <= table.first_special:
        return values, values
    width = len(values)
    hr = _with(values, dict.fromkeys(it for it in table.dataverse_alone if it < width))
    return hr, as_in_dataverse(table, hr, values)


def in_form_of(environment: Environment, table: Table, values: Values, own: Values) -> Values:
    """The other environment's values as this one holds them, beside what is its own."""
    if environment == DATAVERSE:
        return as_in_dataverse(table, values, own)
    return as_in_hr(table, values, own)


def hold_the_same(table: Table, hr: Values, dataverse: Values) -> bool:
    """Whether both hold the same, whatever is one way or of one side."""
    return hr is dataverse or as_in_hr(table, dataverse, hr) == hr


def _keep_own(
    changed: dict[int, Value],
    values: Values,
    own: Values,
    mine: tuple[int, ...],
    theirs: tuple[int, ...],
) -> None:
    """Let an environment keep its own value in its columns, and none in the other's alone (V3)."""
    width, most = len(values), max(len(values), len(own))
    for place in mine:
        if place >= most:
            break
        its = at(own, place)
        if its != at(values, place):
            changed[place] = its
    for place in theirs:
        if place >= width:
            break
        if values[place] is not None:
            changed[place] = None


def _with(values: Values, changed: dict[int, Value]) -> Values:
    """The values with some of them changed; the same tuple if none is."""
    if not changed:
        return values
    new = list(values)
    for place, value in changed.items():
        if place >= len(new):
            new += [None] * (place + 1 - len(new))
        new[place] = value
    return tuple(new) if new[-1] is not None else trimmed(new)
