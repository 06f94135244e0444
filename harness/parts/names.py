"""Names: what a history calls its records. A name and a thing belong together for good.

A thing is a table and a natural key, the same in both environments. A copy bears the name of what
it copies; an imported row without a name of its own bears its natural key, with ~2, ~3 where that
is taken by another thing.
"""

from harness.values.catalog import Table
from harness.values.records import Key


class Names:
    """Name to thing and back."""

    def __init__(self) -> None:
        self._things: dict[str, tuple[Table, Key]] = {}
        self._names: dict[str, dict[Key, str]] = {}

    def thing(self, name: str) -> tuple[Table, Key] | None:
        """The table and natural key that this name means."""
        return self._things.get(name)

    def name(self, table: str, key: Key) -> str | None:
        """The name of this thing."""
        names = self._names.get(table)
        return names.get(key) if names else None

    def bind(self, name: str, table: Table, key: Key) -> None:
        """Let the name mean this thing. Neither may be bound to another already."""
        self._things[name] = (table, key)
        names = self._names.get(table.name)
        if names is None:
            names = self._names[table.name] = {}
        names[key] = name

    def of_row(self, table: Table, key: Key, wanted: str | None) -> str:
        """The name of an imported row: the one it has, the one it wants, or its natural key."""
        known = self.name(table.name, key)
        if known is not None:
            return known
        name = stem = wanted or table.key_text(key)
        number = 1
        while name in self._things:
            number += 1
            name = f"{stem}~{number}"
        self.bind(name, table, key)
        return name
