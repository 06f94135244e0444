"""Read-only views of the environments of a simulation: mappings of names to columns to values.

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> hr = EnvironmentView(engine, "hr")
>>> hr["boss"]["cdm_name"], len(hr), list(hr.records("cdm_title"))
('Boss', 1, ['boss'])
>>> hr
<Human Resources: 1 record: boss>
>>> hr["bos"]
Traceback (most recent call last):
harness.library.views.UnknownName: no record 'bos' in Human Resources, did you mean boss?
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENT_NAMES, HR, Environment, other
from harness.domain.errors import HarnessError
from harness.domain.records import Record, Scalar, row_id_text
from harness.domain.suggestions import cut, did_you_mean
from harness.reports.event_text import plural
from harness.reports.values import named_values
from harness.simulator.engine import Engine

_SHOWN: Final = 10  # names in the text of a view


class UnknownName(HarnessError, KeyError):
    """A record or a column that is not there; its text says what is."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would put it in quotes


class RecordView(Mapping[str, Scalar | None]):
    """The values of a record by column, as they were when it was looked up; lookups are names.

    It has the columns that hold something, and is equal to a dict of them; asked for another column
    of its table, it answers None.
    """

    def __init__(
        self,
        table: Table,
        record: Record,
        values: Mapping[str, Scalar],
        environment: Environment,
    ) -> None:
        self.name: Final = record.name
        self.table: Final = table.name
        self._record: Final = record
        self._values: Final = values
        self._columns: Final = table.index
        self._environment: Final[Environment] = environment

    @property
    def reference(self) -> int | str:
        """The RecId in Human Resources, the row id (a GUID) in Dataverse."""
        reference = self._record.reference
        return reference if self._environment == HR else row_id_text(reference)

    @property
    def edited_at(self) -> datetime | None:
        """The last edit by a user; None if the integration alone wrote the record."""
        at = self._record.edited_at
        return None if at is None else datetime.fromtimestamp(at, UTC)

    def __getitem__(self, column: str) -> Scalar | None:
        if column not in self._columns:
            near = did_you_mean(str(column), self._columns)
            raise UnknownName(f"{self.table} has no column {cut(str(column))}{near}")
        return self._values.get(column)

    def __contains__(self, column: object) -> bool:
        return column in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<{self.table} {self.name}: {dict(self._values)}>"


class EnvironmentView(Mapping[str, RecordView]):
    """The records of one environment by name, of all tables or of one, as they are now."""

    def __init__(
        self, simulator: Engine, environment: Environment, table: str | None = None
    ) -> None:
        self._simulator: Final = simulator
        self._environment: Final[Environment] = environment
        self._table: Final = table

    def records(self, table: str) -> "EnvironmentView":
        """The records of that table alone, in order of their creation."""
        name = self._simulator.world.catalog.table(table).name
        return EnvironmentView(self._simulator, self._environment, name)

    def __getitem__(self, name: str) -> RecordView:
        record, table = self._record(name, self._environment)
        if record is None or table is None:
            raise self._unknown(str(name))
        values = named_values(self._simulator, table, record.values)
        return RecordView(table, record, values, self._environment)

    def _record(self, name: str, environment: Environment) -> tuple[Record | None, Table | None]:
        pair = self._simulator.world.record_pairs.named(name)
        if pair is None or self._table not in (None, pair.table.name):
            return None, None
        store = self._simulator.world.stores[environment]
        return store.find(pair.table.name, pair.key), pair.table

    def _unknown(self, name: str) -> UnknownName:
        where = f"no record {cut(name)} in {self._where}"
        there, _ = self._record(name, other(self._environment))
        if there is not None:
            return UnknownName(f"{where}: it is in {ENVIRONMENT_NAMES[other(self._environment)]}")
        near = did_you_mean(name, self)
        if not near:
            names = list(islice(self, _SHOWN + 1))
            more = ", ..." if len(names) > _SHOWN else ""
            near = f"; there are {', '.join(names[:_SHOWN])}{more}" if names else "; it is empty"
        return UnknownName(where + near)

    @property
    def _where(self) -> str:
        of = f"{self._table} of " if self._table else ""
        return f"{of}{ENVIRONMENT_NAMES[self._environment]}"

    @property
    def _tables(self) -> list[str]:
        store = self._simulator.world.stores[self._environment]
        return [self._table] if self._table else sorted(store.tables())

    def __iter__(self) -> Iterator[str]:
        store = self._simulator.world.stores[self._environment]
        for table in self._tables:
            for record in store.records(table):
                yield record.name

    def __len__(self) -> int:
        store = self._simulator.world.stores[self._environment]
        return sum(store.count(table) for table in self._tables)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._record(name, self._environment)[0] is not None

    def __repr__(self) -> str:
        names = ", ".join(islice(self, _SHOWN)) + (", ..." if len(self) > _SHOWN else "")
        return f"<{self._where}: {plural(len(self), 'record')}{': ' if names else ''}{names}>"
