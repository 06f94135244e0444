"""Values as the integration compares them, and in the form of each environment.

A choice is a name in Human Resources and a number in Dataverse (R16). The integration has it by
name in both, in Dataverse by any name of its number, so that mostly both hold one tuple; `numbered`
and `named` go from one form to the other where people read and write. A column of one side alone
keeps what that side has (V3); a column that flows one way has Human Resources' value (R15).

>>> from harness.domain.catalog import standard_catalog
>>> title = standard_catalog()["cdm_title"]
>>> values = ("Boss",)
>>> as_in_dataverse(title, values, ()) is values
True
>>> worker = standard_catalog()["cdm_worker"]
>>> numbered(worker, ("1", "Ada", None, "King", "Contractor"))
('1', 'Ada', None, 'King', 754400001)
"""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, Final, Literal

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.records import Value, Values, at, trimmed

_NUMBERS: Final = 1  # of a choice, by name
_NAMES: Final = 2  # and by number


def numbered(table: Table, values: Values) -> Values:
    """Dataverse's values as it has them, of choices the numbers."""
    return _translated(table, values, _NUMBERS)


def in_number(table: Table, column: str, value: Value) -> Value:
    """One of Dataverse's values as it has it, of a choice the number."""
    number = table.columns[table.index[column]].to_dataverse(value)
    return value if number is None else number


def named(table: Table, values: Values) -> Values:
    """Dataverse's values as the integration has them; a number without a name stays a number."""
    return _translated(table, values, _NAMES)


def _translated(table: Table, values: Values, form: Literal[1, 2]) -> Values:
    """The values with those of choices in another form, where there is one."""
    width = len(values)
    changed: dict[int, Value] = {}
    for choice in table.choices:
        place = choice[0]
        if place >= width:
            break
        forms: Mapping[Any, Value] = choice[form]
        value = forms.get(values[place])
        if value is not None:
            changed[place] = value
    return _with(values, changed) if changed else values


def as_in_hr(table: Table, values: Values, own: Values | None) -> Values:
    """What Human Resources shall hold to hold what Dataverse does.

    `own` is what it holds, None if it has no record. Where several names have one number, it keeps
    its own if it has that number, else takes the first. A number without a name stays a number,
    which Human Resources does not accept (R16).
    """
    mine = () if own is None else own
    first, width, held = table.first_special, len(values), len(mine)
    if width <= first and held <= first:
        return values
    new, synonyms = values, table.synonyms
    if values[synonyms] != mine[synonyms]:
        changed: dict[int, Value] = {}
        for place, numbers, names in table.synonymous:
            number = numbers.get(at(values, place))
            if number is not None:
                its = at(mine, place)
                changed[place] = its if numbers.get(its) == number else names[number]
        new = _with(values, changed)
    if width <= table.first_apart and held <= table.first_apart:
        return new
    changed = {}
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
    first, width, held = table.first_special, len(values), len(own)
    if width <= first and held <= first:
        return values
    new, synonyms = values, table.synonyms
    if held and values[synonyms] != own[synonyms]:
        changed: dict[int, Value] = {}
        for place, numbers, _ in table.synonymous:
            its = at(own, place)
            number = numbers.get(its)
            if number is not None and number == numbers.get(at(values, place)):
                changed[place] = its  # the same number by another name
        new = _with(values, changed)
    if width <= table.first_apart and held <= table.first_apart:
        return new
    changed = {}
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

    A column of one side alone is that side's (V3).
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


def only_one_way(table: Table, before: Values, values: Values) -> bool:
    """Whether two values of a record differ in one-way columns, and in no other (R15)."""
    if all(at(before, place) == at(values, place) for place in table.one_way):
        return False  # as in most tables
    both = enumerate(zip_longest(before, values))
    return all(old == new or place in table.one_way for place, (old, new) in both)


def _with(values: Values, changed: dict[int, Value]) -> Values:
    """The values with some of them changed; the same tuple if all of these are there."""
    if all(value == at(values, place) for place, value in changed.items()):
        return values
    new = list(values)
    for place, value in changed.items():
        if place >= len(new):
            new += [None] * (place + 1 - len(new))
        new[place] = value
    return tuple(new) if new[-1] is not None else trimmed(new)
