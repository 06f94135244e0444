"""The companies that histories are about: which things they have, and what those are called.

A company is one of `tables.COMPANIES` with some of its things and columns. A history
guesses what is where, so that most of its commands make sense; what it asks about its company on
the way is worked out here once. Things are numbered, parents first, and a set of them is a number
with their bits.

>>> company = Universe(Draws(1), COMPANIES[2])
>>> company.called
('ada', 'usmf', 'moved', 'ada at usmf')
>>> company.creatable[0b011], company.members[0b011]  # with ada and usmf there
((2, 3), (0, 1))
"""

from collections.abc import Mapping
from typing import Final

from harness.domain.prng import Draws
from harness.exploration.workload.tables import CATALOG, COMPANIES, RecordKind

__all__ = ["COMPANIES", "Universe"]

Things = tuple[int, ...]


class Universe:
    """What its histories are about."""

    def __init__(self, draws: Draws, kinds: tuple[RecordKind, ...]) -> None:
        chosen = _some(draws, kinds)
        self.tables: Final = tuple(kind.table for kind in chosen)
        # by thing
        self.kind_of: Final = tuple(kind for kind in chosen for _ in kind.keys)
        self.table_of: Final = tuple(kind.table for kind in self.kind_of)
        self.names: Final = tuple(name for kind in chosen for name in kind.keys)
        self.keys: Final = tuple(key for kind in chosen for key in kind.keys.values())
        self.things: Final = tuple(range(len(self.names)))
        # by table
        self.of_table: Final = {
            table: tuple(thing for thing in self.things if self.table_of[thing] == table)
            for table in self.tables
        }
        self.bits_of: Final = {
            table: sum(1 << thing for thing in things) for table, things in self.of_table.items()
        }
        self.own_lookups: Final = {kind.table: kind.own for kind in chosen}
        self.columns: Final = {kind.table: _used(draws, kind) for kind in chosen}
        # nothing but a natural key
        self.plain: Final = tuple(not self.columns[table] for table in self.table_of)
        # what few plans are about
        self.cyclic: Final = tuple(table for table in self.tables if CATALOG[table].cyclic)
        self.one_way: Final = tuple(
            thing for thing in self.things if CATALOG[self.table_of[thing]].one_way
        )
        # mostly a thing is called by its name; where rows without one are imported, by its key too
        self.unnamed: Final = draws.choice((0, 0, 30, 70))  # so many of a hundred rows
        texts = [self._key_text(name) for name in self.names]
        # empty where the key is another's too: no name may be two things'
        self.texts: Final = tuple(text if texts.count(text) == 1 else "" for text in texts)
        self.called: Final = tuple(
            text if text and self.unnamed and draws.chance(50) else name
            for name, text in zip(self.names, self.texts, strict=True)
        )
        self.bit: Final = {name: 1 << thing for thing, name in enumerate(self.names)}
        parents = [
            sum(self.bit[key[column]] for column in kind.lookups if column in key)
            for kind, key in zip(self.kind_of, self.keys, strict=True)
        ]
        subsets = range(1 << len(self.things))
        # by what is there: those things, and the things that can be made
        self.members: Final = tuple(
            tuple(thing for thing in self.things if there >> thing & 1) for there in subsets
        )
        self.creatable: Final = tuple(
            tuple(
                thing
                for thing in self.things
                if not there >> thing & 1 and not parents[thing] & ~there
            )
            for there in subsets
        )

    def given(self, name: str | None) -> str | None:
        """What a lookup is given as: what the thing is called; of another company's, its name."""
        if name is None or name not in self.bit:
            return name
        return self.called[self.names.index(name)]

    def _key_text(self, name: str) -> str:
        """What an imported row without a name is called after."""

        def part(name: str, path: str) -> str:
            column, _, rest = path.partition(".")
            value = self.keys[self.names.index(name)][column]
            return part(value, rest) if rest else value

        table = CATALOG[self.table_of[self.names.index(name)]]
        return " ".join(part(name, path) for path in table.natural_key)


def _some(draws: Draws, kinds: tuple[RecordKind, ...]) -> list[RecordKind]:
    """At least one thing of each table, but none whose key looks up what is left out."""
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
    """Few of its columns, in their order."""
    rest = [column for column in kind.columns if column not in kind.needed]
    least = min(1, len(rest))
    some = draws.sample(rest, least + draws.below(len(rest) - least + 1))
    return tuple(column for column in kind.columns if column in kind.needed or column in some)
