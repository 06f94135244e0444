"""The index of lookups: which records of an environment look a record up there (R19).

It is built when it is first asked, and follows each write from then on, so that deletes cost what
they touch and not the size of the tables.
"""

from operator import attrgetter

from harness.domain.catalog import Catalog
from harness.domain.environments import HR, Environment
from harness.domain.records import Values
from harness.simulator.record_pairs import RecordPair, RecordPairs
from harness.stores.interface import Store


class LookupIndex:
    """For each record of one environment those that look it up."""

    def __init__(
        self, environment: Environment, store: Store, pairs: RecordPairs, catalog: Catalog
    ) -> None:
        self._born = attrgetter("hr_born" if environment == HR else "dataverse_born")
        self._pairs = pairs
        self._store = store
        self._users: dict[RecordPair, dict[RecordPair, None]] = {}
        for table in store.tables():
            first = catalog[table].first_lookup
            if first == len(catalog[table].columns):
                continue
            for record in store.records(table):
                if len(record.values) > first and (pair := pairs.find(table, record.key)):
                    self.replace(pair, (), record.values)

    def replace(self, pair: RecordPair, before: Values, after: Values) -> None:
        """Follow a write of a record that has lookups: its values before and after it."""
        was, now = self._targets(pair, before), self._targets(pair, after)
        for target in was:
            if target not in now:
                users = self._users[target]
                del users[pair]
                if not users:
                    del self._users[target]
        for target in now:
            if target not in was:
                self._users.setdefault(target, {})[pair] = None

    def users(self, pair: RecordPair) -> list[RecordPair]:
        """The records that look this one up, but itself, in the order of their creation."""
        found = self.unordered_users(pair)
        return sorted(found, key=self._born) if len(found) > 1 else found

    def unordered_users(self, pair: RecordPair) -> list[RecordPair]:
        """The same in no order that means anything."""
        found = self._users.get(pair)
        return [user for user in found if user is not pair] if found else []

    def in_use(self, pair: RecordPair) -> bool:
        """Whether another record looks this one up."""
        found = self._users.get(pair)
        return found is not None and (len(found) > 1 or pair not in found)

    def with_users(self, pair: RecordPair) -> list[RecordPair]:
        """What looks the record up, and what looks that up, each before what it looks up."""
        found: list[RecordPair] = []
        seen = {pair}
        stack = [(pair, iter(self.users(pair)))]
        while stack:
            current, users = stack[-1]
            user = next((it for it in users if it not in seen), None)
            if user is None:
                found.append(current)
                stack.pop()
            else:
                seen.add(user)
                stack.append((user, iter(self.users(user))))
        return found

    def targets(self, pair: RecordPair) -> list[RecordPair]:
        """The records that this one looks up, but itself."""
        record = self._store.find(pair.table.name, pair.key)
        values = () if record is None else record.values
        return [target for target in self._targets(pair, values) if target is not pair]

    def _targets(self, pair: RecordPair, values: Values) -> dict[RecordPair, None]:
        found: dict[RecordPair, None] = {}
        for place, table in pair.table.lookups:
            value = values[place] if place < len(values) else None
            target = None if value is None else self._pairs.find(table, value)
            if target is not None:
                found[target] = None
        return found
