"""The records that a random history may use, called its universe.

A universe is drawn from one of `tables.UNIVERSES`: some of its records and columns, and a name for
each record. Records are numbered, parents first, and a set of them is an int with their bits. What
a generator needs to know for each set of existing records is computed here once.

>>> universe = Universe(Draws(3), UNIVERSES[2])
>>> universe.name_of
('ada', 'usmf', 'moved', 'ada at usmf')
>>> universe.creatable[0b011], universe.members[0b011]  # if ada and usmf exist
((2, 3), (0, 1))
>>> universe.deletable[0b1011]  # if ada at usmf exists too, which looks both of them up
(3,)
"""

from collections.abc import Mapping
from typing import Final, Literal

from harness.domain.environments import ENVIRONMENTS
from harness.domain.prng import Draws
from harness.exploration.workload.tables import CATALOG, UNIVERSES, RecordKind

__all__ = ["UNIVERSES", "Names", "Universe"]
# how names and natural keys go together. Loose: a command may have the name of one record and the
# key of another, and a key has several spellings (V2). Where a key may change, its edit says what
# the record becomes (R18), and it has to be known which name a key has: strict; and where keys are
# exact, each key has one spelling besides: exact.
Names = Literal["loose", "strict", "exact"]


class Universe:
    """The records that a random history may use: their tables, names, keys and columns."""

    def __init__(self, draws: Draws, kinds: tuple[RecordKind, ...], names: Names = "loose") -> None:
        self.loose: Final = names == "loose"
        self.spellings: Final = names != "exact" and draws.chance(50)
        chosen = _some(draws, kinds)
        self.tables: Final = tuple(kind.table for kind in chosen)
        # by record
        self.kind_of: Final = tuple(kind for kind in chosen for _ in kind.keys)
        self.table_of: Final = tuple(kind.table for kind in self.kind_of)
        self.names: Final = tuple(name for kind in chosen for name in kind.keys)
        self.keys: Final = tuple(key for kind in chosen for key in kind.keys.values())
        self.records: Final = tuple(range(len(self.names)))
        # by table
        self.of_table: Final = {
            table: tuple(record for record in self.records if self.table_of[record] == table)
            for table in self.tables
        }
        self.bits_of: Final = {
            table: sum(1 << record for record in records)
            for table, records in self.of_table.items()
        }
        self.self_lookups: Final = {kind.table: kind.self_lookups for kind in chosen}
        used = {kind.table: _used(draws, kind) for kind in chosen}
        self.columns: Final = {  # by environment and table
            environment: {
                kind.table: tuple(it for it in used[kind.table] if kind.values(it, environment))
                for kind in chosen
            }
            for environment in ENVIRONMENTS
        }
        # records whose only columns are their natural key
        self.key_only: Final = tuple(not used[table] for table in self.table_of)
        # for patterns that need such tables
        self.cyclic: Final = tuple(table for table in self.tables if CATALOG[table].cyclic)
        self.one_way: Final = tuple(
            record
            for record in self.records
            if (table := CATALOG[self.table_of[record]]).one_way and not table.flows_one_way
        )
        # if rows without a name are imported, some records have their key as their name
        share = draws.choice((0, 0, 30, 70))
        self.unnamed_share: Final = share if self.loose else 0  # of a hundred rows
        key_texts = [self._key_text(name) for name in self.names]
        # empty if two records have the same key: a name must be unique
        self.key_texts: Final = tuple(
            text if key_texts.count(text) == 1 else "" for text in key_texts
        )
        self.name_of: Final = tuple(
            text if text and self.unnamed_share and draws.chance(50) else name
            for name, text in zip(self.names, self.key_texts, strict=True)
        )
        self.bit_of: Final = {name: 1 << record for record, name in enumerate(self.names)}
        parents = [
            sum(self.bit_of[key[column]] for column in kind.lookups if column in key)
            for kind, key in zip(self.kind_of, self.keys, strict=True)
        ]
        self.children: Final = tuple(  # as bits: what looks the record up in its natural key
            sum(1 << child for child, its in enumerate(parents) if its >> record & 1)
            for record in self.records
        )
        subsets = range(1 << len(self.records))
        # by the set of existing records: these, those that can be created, and those that no other
        # looks up in its natural key, so that they can be deleted (R19)
        self.members: Final = tuple(
            tuple(record for record in self.records if existing >> record & 1)
            for existing in subsets
        )
        self.creatable: Final = tuple(
            tuple(
                record
                for record in self.records
                if not existing >> record & 1 and not parents[record] & ~existing
            )
            for existing in subsets
        )
        self.deletable: Final = tuple(
            tuple(
                record
                for record in self.records
                if existing >> record & 1 and not self.children[record] & existing
            )
            for existing in subsets
        )

    def lookup_value(self, name: str | None) -> str | None:
        """How a lookup names its target; a target outside this universe keeps its name."""
        if name is None or name not in self.bit_of:
            return name
        return self.name_of[self.names.index(name)]

    def _key_text(self, name: str) -> str:
        """The name that a row without one gets when it is imported: its natural key as text."""

        def part(name: str, path: str) -> str:
            column, _, rest = path.partition(".")
            value = self.keys[self.names.index(name)][column]
            return part(value, rest) if rest else value

        table = CATALOG[self.table_of[self.names.index(name)]]
        return " ".join(part(name, path) for path in table.natural_key)


def _some(draws: Draws, kinds: tuple[RecordKind, ...]) -> list[RecordKind]:
    """At least one record of each table, but none whose key looks up a record that is left out."""
    chosen: list[RecordKind] = []
    known: dict[str, Mapping[str, str]] = {}
    left = min(draws.choice((1, 2, 4)), max(1, 5 - len(kinds)))  # beyond each table's first
    for kind in kinds:
        more = draws.below(min(left, len(kind.keys) - 1) + 1)
        left -= more
        keys = {
            name: key
            for name, key in list(kind.keys.items())[: 1 + more]
            if all(key[column] in known for column in kind.lookups if column in key)
        }
        known |= keys
        chosen.append(kind._replace(keys=keys))
    return chosen


def _used(draws: Draws, kind: RecordKind) -> tuple[str, ...]:
    """Some of its columns, in their order."""
    rest = [column for column in kind.columns if column not in kind.required]
    least = min(1, len(rest))
    some = draws.sample(rest, least + draws.below(len(rest) - least + 1))
    return tuple(column for column in kind.columns if column in kind.required or column in some)
