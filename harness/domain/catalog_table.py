"""A table of the catalog: its columns, its natural key, and where each kind of column stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from harness.domain.arguments import shown
from harness.domain.columns import Column, Constraints, KeyPart
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import CatalogError
from harness.domain.records import Key, Value, Values, at
from harness.domain.suggestions import did_you_mean

# the place of a choice, its number by name, and its first name by number (R16)
Choice: TypeAlias = tuple[int, dict[Value, Value], dict[Value, Value]]


class Table:
    """One synced table. What the hot paths ask for is computed once, here."""

    # a dictionary of so many attributes would take longer to read, and every settlement does
    __slots__ = (
        "asymmetric", "choices", "columns", "cyclic", "dataverse_alone", "depth", "display_name",
        "entity", "entity_set", "first_apart", "first_checked", "first_lookup", "first_special",
        "first_watched", "flows_one_way", "group", "hr_alone", "hr_entities", "hr_entity",
        "in_grid", "index", "key_bits", "key_columns", "key_parts", "key_place", "longest",
        "lookups", "name", "names", "natural_key", "numbered", "one_sided", "one_way", "period",
        "sources", "synonymous", "synonyms", "uncounted", "unmatched",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        columns: tuple[Column, ...],
        natural_key: tuple[str, ...],
        *,
        display_name: str = "",
        hr_entity: str | None = None,
        hr_entities: tuple[str, ...] = (),
        group: str = "",
        in_grid: bool = True,
        entity_set: str = "",
        flows_one_way: bool = False,
        period: tuple[str, str] | None = None,
        sources: Mapping[str, str] | None = None,
    ) -> None:
        for column in columns:
            if not isinstance(column, Column):
                raise _no_column(name, column)
        self.name: Final = name
        self.columns: Final = columns
        self.natural_key: Final = natural_key
        self.display_name: Final = display_name or name
        self.hr_entity: Final = hr_entity
        self.entity: Final = hr_entity or self.display_name  # unless a change names one (G3)
        # all that are known to feed it, its own first
        self.hr_entities: Final = hr_entities or ((hr_entity,) if hr_entity else ())
        self.group: Final = group
        self.in_grid: Final = in_grid  # G2: only tables that support custom fields
        self.entity_set: Final = entity_set or name + "s"
        self.flows_one_way: Final = flows_one_way  # from HR to Dataverse only, all of it (R15)
        self.sources: Final = sources or {}  # where entity, key, one way and period come from
        self.names: Final = tuple(column.name for column in columns)
        self.index: Final = {name: place for place, name in enumerate(self.names)}
        if len(self.index) < len(columns):
            twice = next(it for n, it in enumerate(self.names) if it in self.names[:n])
            raise _twice(name, twice)
        self.lookups: Final = tuple(
            (place, column.target)
            for place, column in enumerate(columns)
            if column.target is not None
        )
        mapped = {  # columns of both environments
            i: column
            for i, column in enumerate(columns)
            if column.hr is not None and column.dataverse is not None
        }
        # the places of columns that exist in one environment only, and do not travel (V3)
        self.one_sided: Final = tuple(i for i in range(len(columns)) if i not in mapped)
        self.hr_alone: Final = tuple(i for i in self.one_sided if columns[i].dataverse is None)
        self.dataverse_alone: Final = tuple(i for i in self.one_sided if columns[i].hr is None)
        # those whose values go to Dataverse and never back (R15)
        self.one_way: Final = tuple(
            i for i, column in mapped.items() if flows_one_way or column.flows_one_way
        )
        # those that hold a name in Human Resources and a number in Dataverse (R16)
        self.numbered: Final = tuple(i for i, column in mapped.items() if column.numbers)
        # each with its number by name, and the first name by number
        self.choices: Final = tuple(
            _choice(place, columns[place].numbers) for place in self.numbered
        )
        # those with a number that has no name, or with a name that has no number
        self.unmatched: Final[dict[Environment, tuple[Choice, ...]]] = {
            HR: tuple(it for it in self.choices if _unnamed(columns[it[0]])),
            DATAVERSE: tuple(it for it in self.choices if _unnumbered(columns[it[0]])),
        }
        # those of which several names have one number, and the columns from the first to the last
        self.synonymous, self.synonyms = _synonymous(self.choices)
        # those in which one environment accepts what the other does not (R16)
        self.asymmetric: Final = tuple(
            i
            for i, column in mapped.items()
            if column.hr != column.dataverse and not column.numbers
        )
        # before this place values are copied as they are: the fast path of most edits
        lookups = [place for place, _ in self.lookups]
        special = (*lookups, *self.one_sided, *self.one_way, *self.numbered, *self.asymmetric)
        self.first_special: Final = min(special, default=len(columns))
        # before this place no column is of one environment alone or flows one way
        self.first_apart: Final = min((*self.one_sided, *self.one_way), default=len(columns))
        self.first_lookup: Final = min(lookups, default=len(columns))
        # the columns that do not count as edited: of one side (V3), one way in Dataverse (R15)
        one_sided = sum(1 << place for place in self.one_sided)
        one_way = sum(1 << place for place in self.one_way)
        self.uncounted: Final[dict[Environment, int]] = {
            HR: one_sided,
            DATAVERSE: one_sided | one_way,
        }
        # before this place nothing can be refused by the other environment, but a choice that has
        # not one name for one number; and there is nothing to look at when a record is written
        self.first_checked: Final = min((*lookups, *self.asymmetric), default=len(columns))
        self.first_watched: Final = min((*lookups, *self.one_way), default=len(columns))
        # the longest text in each column; -1 if more than its length is to be checked
        longest = [(_longest(column.hr), _longest(column.dataverse)) for column in columns]
        self.longest: Final[dict[Environment | None, tuple[int, ...]]] = {
            HR: tuple(hr for hr, _ in longest),
            DATAVERSE: tuple(dataverse for _, dataverse in longest),
            None: tuple(map(min, longest)),  # what both accept
        }
        # the columns that begin and end a period, in tables with effective dates (R20)
        self.period: Final = self._period(*period) if period else None
        self.key_parts: tuple[KeyPart, ...] = ()
        self.key_columns: tuple[str, ...] = ()  # that every record must have
        self.key_bits = 0  # these columns as a bit set
        self.key_place: int | None = None  # of the only column, if the key is one plain column
        self.depth = 0  # how many lookups deep: parents before children (B1); set by the catalog
        self.cyclic = False  # whether its lookups lead back to it

    def __repr__(self) -> str:
        key = ", ".join(self.natural_key)
        return f"<Table {self.name}: {len(self.columns)} columns, natural key {key}>"

    def changed(self, **facts: Any) -> Table:
        """A new table: this one with other facts, named as `Table` takes them."""
        period = self.period and (self.names[self.period[0]], self.names[self.period[1]])
        known = {
            "columns": self.columns,
            "natural_key": self.natural_key,
            "display_name": self.display_name,
            "hr_entity": self.hr_entity,
            "hr_entities": self.hr_entities,
            "group": self.group,
            "in_grid": self.in_grid,
            "entity_set": self.entity_set,
            "flows_one_way": self.flows_one_way,
            "period": period,
            "sources": self.sources,
        }
        return Table(self.name, **(known | facts))

    def column(self, name: str) -> Column:
        """The column of that name; CatalogError suggests the nearest name if there is none."""
        place = self.index.get(name)
        if place is None:
            why = f"has no column {name!r}{did_you_mean(name, self.index)}"
            raise CatalogError(why, self.name, name, text=f"{self.name} {why}")
        return self.columns[place]

    def _period(self, *names: str) -> tuple[int, int]:
        for name in names:
            column = self.column(name)
            if column.type not in ("Date", "DateTime") or None in (column.hr, column.dataverse):
                why = f"{name} of the period must be a Date or a DateTime in both environments"
                raise CatalogError(why, self.name, name, text=f"{self.name}: {why}")
        return self.index[names[0]], self.index[names[1]]

    def key_of(self, values: Values) -> Key:
        """The natural key in these values; CatalogError if a part of it is empty."""
        if self.key_place is not None:  # most tables: one column
            value = values[self.key_place] if self.key_place < len(values) else None
            if value is not None:
                return value
        parts = tuple(
            at(values, part.place)
            if part.within is None
            else _part_of(at(values, part.place), part.within)
            for part in self.key_parts
        )
        for part, value in zip(self.key_parts, parts, strict=True):
            if value is None:
                why = f"needs its natural key: {part.path} is empty"
                column = self.names[part.place]
                raise CatalogError(why, self.name, column, text=f"{self.name} {why}")
        return parts[0] if len(parts) == 1 and parts[0] is not None else parts

    def set_key(self, parts: tuple[KeyPart, ...]) -> None:
        """Called by the catalog, which knows the targets of the lookups in the key."""
        for part in parts:
            self._check_in_key(self.columns[part.place])
        self.key_parts = parts
        self.key_columns = tuple(dict.fromkeys(part.path.partition(".")[0] for part in parts))
        self.key_bits = sum(1 << self.index[column] for column in self.key_columns)
        if len(parts) == 1 and parts[0].within is None:
            self.key_place = parts[0].place

    def _check_in_key(self, column: Column) -> None:
        """By the key a thing is recognised in both environments: it must be the same there."""
        wrong = ""
        if column.hr is None or column.dataverse is None:
            wrong = "exists in one environment only"
        elif column.flows_one_way:
            wrong = "flows from Human Resources only; let the table do so"
        elif column.numbers:
            wrong = "has names in Human Resources and numbers in Dataverse"
        if wrong:
            why = f"{column.name} of the natural key {wrong}"
            raise CatalogError(why, self.name, column.name, text=f"{self.name}: {why}")

    def key_text(self, key: Key) -> str:
        """The natural key as people read it: its parts with blanks between."""
        return " ".join(map(str, _flat(key)))


def _no_column(table: str, given: object) -> CatalogError:
    why = f"columns takes columns, not {shown(given)}"
    return CatalogError(why, table, text=f"{table}: {why}")


def _twice(table: str, column: str) -> CatalogError:
    why = f"has the column {column} twice"
    return CatalogError(why, table, column, text=f"{table} {why}")


def _choice(place: int, numbers: Mapping[str, int]) -> Choice:
    by_name: dict[Value, Value] = {}
    by_name.update(numbers)
    return place, by_name, {numbers[name]: name for name in reversed(list(numbers))}


def _unnamed(column: Column) -> bool:
    """Whether Dataverse may hold a number of a choice that Human Resources has no name for."""
    return not column.labels or not column.labels.keys() <= set(column.numbers.values())


def _unnumbered(column: Column) -> bool:
    """Whether Human Resources may hold a name of a choice that Dataverse has no number for."""
    names = column.accepts.choices
    return not names or not column.numbers.keys() >= set(names)


def _synonymous(choices: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], slice]:
    """The choices of which several names have one number, and the columns that they are in."""
    found = tuple(it for it in choices if len(it[1]) > len(set(it[1].values())))
    return found, slice(found[0][0], found[-1][0] + 1) if found else slice(0, 0)


def _longest(accepts: Constraints | None) -> int:
    plain = accepts is not None and accepts.type == "Text" and not accepts.choices
    return accepts.max_length if accepts is not None and plain else -1


def _part_of(key: Value, within: int) -> Value:
    return key[within] if isinstance(key, tuple) else key


def _flat(key: Value) -> Iterator[Value]:
    if isinstance(key, tuple):
        for part in key:
            yield from _flat(part)
    else:
        yield key
