"""A world as a database keeps it: plain tables, whose rows people can read, too.

The simulator makes the rows of a world and reads them back; a backend only writes and reads them.

>>> [column.name for column in TABLES["commands"]]
['written_order', 'number', 'command', 'arguments']
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias, TypeGuard, runtime_checkable

from harness.stores.interface import Backend

FORMAT: Final = 1  # of the tables; it counts changes with which older worlds cannot be read
Row: TypeAlias = tuple[str | int | None, ...]
Rows: TypeAlias = Mapping[str, Iterable[Row]]  # by table, in the order of its first column
Source: TypeAlias = Callable[[bool], Rows]  # given whether it is a test run
# what may be overwritten where a world begins: nothing; what a test run left; any world
Replaces = Literal["nothing", "test runs", "anything"]


class KeptColumn(NamedTuple):
    """A column of a table: a place in the order of the rows, a word, any text, or a number."""

    name: str
    kind: Literal["order", "word", "text", "number"]
    optional: bool = False


_ORDER: Final = KeptColumn("written_order", "order")
_RECORDS: Final = (
    KeptColumn("created_order", "order"),
    KeptColumn("table_name", "word"),
    KeptColumn("reference", "word"),  # a RecId or a row id
    KeptColumn("record", "text"),
    KeptColumn("natural_key", "text"),  # in JSON, as the values are
    KeptColumn("values", "text"),
    KeptColumn("edited_at", "number", optional=True),  # the last edit, in seconds since 1970
)
TABLES: Final[Mapping[str, tuple[KeptColumn, ...]]] = {
    "world": (_ORDER, KeptColumn("fact", "word"), KeptColumn("value", "text")),
    # all that was done, from the start: what the world is gone on with from
    "commands": (
        _ORDER,
        KeptColumn("number", "number"),
        KeptColumn("command", "word"),
        KeptColumn("arguments", "text"),  # in JSON; a long text goes on in the next row
    ),
    "hr_records": _RECORDS,
    "dataverse_records": _RECORDS,
    "tracking_rows": (  # the administration grid (G1)
        _ORDER,
        KeptColumn("dataverse_table", "word"),
        KeptColumn("dataverse_reference", "word"),
        KeptColumn("human_resources_entity_name", "text"),
        KeptColumn("human_resources_reference", "word"),
        KeptColumn("deleted_from_dataverse", "word"),
        KeptColumn("record", "text"),
    ),
    "requests": (  # in the order in which they were first made
        _ORDER,
        KeptColumn("environment", "word"),
        KeptColumn("table_name", "word"),
        KeptColumn("record", "text"),
        KeptColumn("change", "word"),
        KeptColumn("columns", "text"),
        KeptColumn("since", "word"),
        KeptColumn("state", "word"),  # missed, or under way
    ),
}


@runtime_checkable
class WorldBackend(Backend, Protocol):
    """A backend that keeps the whole world, so that another process can go on with it."""

    @property
    def keeps(self) -> bool:
        """Whether what it keeps is there in another process; not of a database in memory."""

    @property
    def place(self) -> str:
        """The database in messages, without its password."""

    def keep_world(self, source: Source) -> None:
        """Write at `close` what this returns then."""

    def take_up(self, *, to_write: bool) -> None:
        """Take up the world that is there: its rows can be read. BadInput if there is none.

        To be gone on with, it is locked until `close` or `abandon`, and `open` may replace it.
        """

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table of the world that was taken up, in their order."""

    def abandon(self) -> None:
        """Let go of it without writing anything: it keeps the earlier world."""


def keeps_world(backend: Backend | None) -> TypeGuard[WorldBackend]:
    """Whether another process could go on with what the backend keeps."""
    return isinstance(backend, WorldBackend) and backend.keeps


def let_go(backend: Backend, *, whole: bool) -> None:
    """Close the backend; one that keeps worlds keeps the earlier one if this is not whole."""
    if whole or not isinstance(backend, WorldBackend):
        backend.close()
    else:
        backend.abandon()
