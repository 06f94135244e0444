"""Facts of a catalog as tables and columns: those of the shipped file, and what is added to it.

>>> size = {"type": "Choice", "choices": ["Small", "Large"], "numbers": {"Small": 1, "Large": 2}}
>>> next(columns_of({"columns": {"new_size": size}}, custom=True)).to_dataverse("Large")
2
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.domain.catalog_entries import check_entry
from harness.domain.catalog_table import Table
from harness.domain.columns import COLUMN_TYPES, INTEGERS, LONGEST_TEXT, Column, Constraints
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.errors import CatalogError
from harness.domain.suggestions import cut, did_you_mean

Facts = Mapping[str, Any]

_ONE_WAY: Final = "dimensiondisplayvalue"  # R15: columns with this suffix flow to Dataverse only
_UNLIMITED: Final = {kind: Constraints(kind) for kind in COLUMN_TYPES}
_LIMITS: Final = frozenset({"only_in", "max_length", "choices", "numbers", "labels"})


def standard_table(facts: Facts) -> Table:
    """A table of the shipped file."""
    listed = {part: {it["name"]: it for it in facts[part]} for part in ("columns", "lookups")}
    return Table(
        facts["logical_name"],
        tuple(columns_of(listed, custom=False)),
        tuple(facts["natural_key"]),
        display_name=facts["display_name"],
        hr_entity=facts["hr_entity"],
        hr_entities=tuple(facts.get("hr_entities", ())),
        group=facts["group"],
        in_grid=facts["supports_custom_fields"],
        entity_set=facts["entity_set"],
        flows_one_way=facts.get("one_way", False),
        period=_period(facts),
        sources=_sources(facts),
    )


def added_table(name: str, given: Facts, known: Table | None) -> Table:
    """A table that was added, or a known one with what was added to it."""
    check_entry(given)
    facts: dict[str, Any] = {}
    if "columns" in given or "lookups" in given:
        columns = {column.name: column for column in known.columns} if known else {}
        twice = [each for each in given.get("lookups", ()) if each in given.get("columns", ())]
        if twice:
            why = f"has the column {twice[0]} twice"
            raise CatalogError(why, name, twice[0], text=f"{name} {why}")
        columns |= {column.name: column for column in columns_of(given, custom=True)}
        facts["columns"] = tuple(columns.values())
    for fact in ("display_name", "hr_entity", "group"):
        if fact in given:
            facts[fact] = given[fact]
    if "hr_entity" in given:
        facts["hr_entities"] = ()
    for fact, attribute in (("supports_custom_fields", "in_grid"), ("one_way", "flows_one_way")):
        if fact in given:
            facts[attribute] = given[fact]
    if "natural_key" in given:
        facts["natural_key"] = tuple(given["natural_key"])
    if "hr_entities" in given:
        facts["hr_entities"] = tuple(given["hr_entities"])
    if "period" in given:
        facts["period"] = _period(given)
    if known is not None:
        said = {fact: source for fact, source in known.sources.items() if fact not in given}
        facts["sources"] = said
        return known.changed(**facts)
    return Table(name, **{"columns": (), "natural_key": (), "group": _ADDED, **facts})


_ADDED: Final = "Tables of the scenario"


def _period(facts: Facts) -> tuple[str, str] | None:
    period = facts.get("period")
    if not period:
        return None
    missing = [end for end in ("from", "to") if end not in period]
    if missing:
        raise CatalogError(f"period needs {missing[0]}, a column that holds a date")
    return str(period["from"]), str(period["to"])


def _sources(facts: Facts) -> dict[str, str]:
    """The facts of which a source is said, without the suffix of their keys."""
    return {
        fact.removesuffix("_source"): source
        for fact, source in facts.items()
        if fact.endswith("_source")
    }


def columns_of(facts: Facts, custom: bool) -> Iterator[Column]:
    """The columns in a table's entry of a catalog: those under `columns:`, then the lookups.

    A column's entry is its type, or a mapping whose values may differ by environment:
    `{type: Text, max_length: {hr: 20, dataverse: 10}}`. CatalogError where one is impossible.
    """
    for name, entry in facts.get("columns", {}).items():
        try:
            yield _column(name, {"type": entry} if isinstance(entry, str) else entry, custom)
        except CatalogError as error:
            text = f"column {name}: {error}"
            raise CatalogError(error.reason, column=name, text=text) from None
    for name, entry in facts.get("lookups", {}).items():
        given = entry if isinstance(entry, Mapping) else {"target": entry}
        target = given.get("target") or None
        # a lookup to what is no synced table (a currency, a user) is an opaque text
        accepts = _UNLIMITED["Lookup" if target else "Text"]
        yield Column(
            name,
            None if given.get("only_in") == DATAVERSE else accepts,
            accepts,
            bool(given.get("required")),
            target,
            custom,
            bool(given.get("one_way", name.endswith(_ONE_WAY))),
            sources=_sources(given),
            external=given.get("external"),
        )


def _column(name: str, given: Facts, custom: bool) -> Column:
    kind = given.get("type", "Text")
    if isinstance(kind, str) and kind != "Lookup" and _LIMITS.isdisjoint(given):
        accepts = _UNLIMITED.get(kind)
        if accepts is not None:  # most columns: the same in both environments, and no limits
            flows = given.get("one_way", name.endswith(_ONE_WAY))
            return Column(
                name, accepts, accepts, bool(given.get("required")), None, custom, bool(flows),
                {}, _sources(given),
            )  # fmt: skip
    sides: dict[Environment, Constraints | None] = dict.fromkeys(ENVIRONMENTS)
    there = [only] if (only := given.get("only_in")) else list(kind) if _by_side(kind) else None
    for environment in ENVIRONMENTS:
        if there is None or environment in there:
            sides[environment] = _constraints(given, environment)
        else:
            _check_absent(given, environment)
    if not any(sides.values()):
        raise CatalogError("type needs one for hr, for dataverse, or one for both")
    types = [side.type for side in sides.values() if side]
    if given.get("choices") and "Choice" not in types:
        raise CatalogError(f"choices are those of a Choice, and its type is {types[0]}")
    numbers = _numbers(given)
    if numbers:
        dataverse = sides[DATAVERSE]
        if dataverse is None:
            raise CatalogError("numbers are Dataverse's, where the column does not exist")
        sides[DATAVERSE] = dataverse._replace(
            choices=(), labels=_labels(given, numbers, sides[HR] is None)
        )
    elif "labels" in given:
        raise CatalogError("labels are those of numbers: say the number of each choice first")
    return Column(
        name,
        sides[HR],
        sides[DATAVERSE],
        bool(given.get("required")),
        None,
        custom,
        bool(given.get("one_way", name.endswith(_ONE_WAY))),
        numbers if sides[HR] else {},
        _sources(given),
    )


def _by_side(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) <= set(ENVIRONMENTS)


def _check_absent(given: Facts, environment: Environment) -> None:
    for fact in ("max_length", "choices"):
        value = given.get(fact)
        if isinstance(value, Mapping) and environment in value:
            raise CatalogError(
                f"{fact} for {environment}, where the column does not exist: type has none for it"
            )


def _numbers(given: Facts) -> dict[str, int]:
    """Dataverse's number of each choice, in the order of the choices (R16)."""
    numbers = {name: _number(name, number) for name, number in given.get("numbers", {}).items()}
    if not numbers:
        return {}
    choices = given.get("choices", tuple(numbers))
    if isinstance(choices, Mapping):
        choices = choices.get(HR, tuple(numbers))
    for choice in choices:
        if choice not in numbers:
            raise CatalogError(
                f"choice {choice!r} has no number, and others have one: say it under numbers"
                f"{did_you_mean(choice, numbers)}"
            )
    for name in numbers:
        if name not in choices:
            near = did_you_mean(name, choices) or f"; there are {', '.join(choices)}"
            raise CatalogError(f"numbers has {name!r}, which is no choice{near}")
    return {choice: numbers[choice] for choice in choices}


def _number(what: str, given: object) -> int:
    text = str(given)
    if isinstance(given, bool) or not text.lstrip("-").isdecimal() or int(text) not in INTEGERS:
        raise CatalogError(
            f"the number of {what!r} is {cut(text)}, which is no whole number such as 754400000"
        )
    return int(text)


def _labels(given: Facts, numbers: Mapping[str, int], only_here: bool) -> dict[int, str]:
    """The label of each number; empty where none is published, so that there may be others."""
    labels = {_number(str(label), it): str(label) for it, label in given.get("labels", {}).items()}
    choices = given.get("choices")
    if isinstance(choices, Mapping) and DATAVERSE in choices:
        labels = {_number(str(it), it): "" for it in choices[DATAVERSE]} | labels
    if only_here:  # then the names are Dataverse's own
        labels = {number: name for name, number in numbers.items()} | labels
    lacking = [name for name, number in numbers.items() if labels and number not in labels]
    if lacking:
        raise CatalogError(
            f"{lacking[0]!r} has the number {numbers[lacking[0]]}, which has no label"
        )
    return labels


def _constraints(column: Facts, environment: Environment) -> Constraints:
    def value_of(key: str, default: Any) -> Any:
        value = column.get(key, default)
        return value.get(environment, default) if isinstance(value, Mapping) else value

    kind = str(value_of("type", "Text"))
    if kind == "Lookup":
        raise CatalogError("a lookup goes under lookups: with the table it looks up")
    if kind not in COLUMN_TYPES:
        raise CatalogError(
            f"no column type {kind!r}{did_you_mean(kind, COLUMN_TYPES)}; the types are "
            f"{', '.join(COLUMN_TYPES[:-1])}"
        )
    if "numbers" in column and kind != "Choice":
        raise CatalogError(f"numbers are those of a Choice, and its type is {kind}")
    if "max_length" not in column and "choices" not in column and "numbers" not in column:
        return _UNLIMITED[kind]  # shared: most columns of the 67 tables
    length = str(value_of("max_length", LONGEST_TEXT))
    if not length.isdecimal() or not 1 <= int(length[:9]) <= LONGEST_TEXT:
        raise CatalogError(f"max_length {length!r} is not a number from 1 to {LONGEST_TEXT}")
    choices = tuple(value_of("choices", column.get("numbers", ())))
    for choice in choices:
        if not str(choice).strip():
            raise CatalogError("one of its choices is empty, as the column is without one")
        if choices.count(choice) > 1:
            raise CatalogError(f"choices has {choice!r} twice")
    return Constraints(kind, int(length), choices)
