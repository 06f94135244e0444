"""A world that a database keeps, read back: its settings and catalog, and all that was done in it.

A simulator goes on with it once it has done the same, and has come to the same rows.
"""

from collections.abc import Callable, Iterator
from itertools import groupby, takewhile, zip_longest
from typing import Final, NamedTuple, NoReturn, TypeVar

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import Command, Give, GiveIntegration, GiveRecord
from harness.domain.errors import BadInput, CatalogError, PluginError
from harness.domain.settings import Settings
from harness.domain.suggestions import cut
from harness.simulator.command_json import additions_of, command_of, settings_of
from harness.simulator.engine import Engine
from harness.simulator.kept_world import kept_rows
from harness.stores.kept import FORMAT, TABLES, Row, WorldBackend

# facts of who wrote it, and not of the world
_OF_WRITER: Final = ("format", "harness", "test run")
_END: Final = ()
Made = TypeVar("Made", bound=Engine)
_CONTEXT: Final = 20  # characters before a difference in a message


class Attempt(NamedTuple):
    """A command that was done again: its journal entries, and why it was refused, if it was."""

    command: Command
    first: int
    last: int
    refused: str | None

    @property
    def is_given(self) -> bool:
        """Whether it says what there was before the first step."""
        return isinstance(self.command, Give | GiveRecord | GiveIntegration)


class StoredWorld(NamedTuple):
    """What a database keeps of a world: enough to come to it again."""

    backend: WorldBackend
    title: str
    release: str  # of the harness that wrote it
    settings: Settings
    catalog: Catalog
    commands: tuple[Command, ...]

    def made(self, make: Callable[[Settings, Catalog], Made]) -> Made:
        """A new engine for it. BadInput if what its settings name is plugged in nowhere."""
        try:
            return make(self.settings, self.catalog)
        except BadInput as error:
            why = f"its world cannot be gone on with: {error}"
            raise BadInput(f"store {self.backend.place}: {why}") from None

    def repeat(
        self, engine: Engine, attempt: Callable[[Command], str | None] | None = None
    ) -> list[Attempt]:
        """Do in a new engine what was done in the world, and compare what it comes to.

        `attempt` does a command, if not the engine itself. Raises BadInput if it comes to something
        else.
        """
        attempt = attempt or engine.attempt
        engine.world.title = self.title
        found: list[Attempt] = []
        for number, command in enumerate(self.commands, 1):
            first, refused = len(engine.journal) + 1, None
            try:
                refused = attempt(command)
            except PluginError:  # as it was then
                pass
            except BadInput as error:
                self._cannot(f"its command {number} cannot be done here: {error}")
            found.append(Attempt(command, first, len(engine.journal), refused))
        self._require_same(engine)
        return found

    def _require_same(self, engine: Engine) -> None:
        for table, here in kept_rows(engine.world).items():
            for mine, its in zip_longest(here, self.backend.rows(table), fillvalue=_END):
                if mine != its and not (mine and table == "world" and mine[1] in _OF_WRITER):
                    where = _unlike(table, its, mine)
                    self._cannot(f"what is in it is not what its commands come to: {where}")

    def _cannot(self, why: str) -> NoReturn:
        raise BadInput(
            f"store {self.backend.place}: {why}. Its rows were changed, or it was made by another "
            f"release (its is {self.release}) or with other plug-ins: put that back as it was, or "
            "begin anew with --overwrite"
        )


def stored_world(backend: WorldBackend, *, to_write: bool) -> StoredWorld:
    """The world that a database keeps, to be gone on with or only to be read. Raises BadInput."""
    backend.take_up(to_write=to_write)
    try:
        return _read(backend)
    except BadInput as error:
        backend.abandon()
        if str(error).startswith("store "):
            raise
        raise BadInput(f"store {backend.place}: its world cannot be read: {error}") from None


def _read(backend: WorldBackend) -> StoredWorld:
    facts = {str(fact): str(value) for _, fact, value in backend.rows("world")}
    if facts.get("format") != str(FORMAT):
        raise BadInput(
            f"it has the format {facts.get('format')}, of the release {facts.get('harness')}, and "
            f"this release reads {FORMAT}; use that one, or take another database"
        )
    try:
        additions = additions_of(facts.get("catalog", ""))
        catalog = standard_catalog().extended(additions) if additions else standard_catalog()
    except CatalogError as error:
        raise BadInput(f"its catalog: {error}") from None
    return StoredWorld(
        backend,
        facts.get("title", ""),
        facts.get("harness", ""),
        settings_of(facts.get("settings", "")),
        catalog,
        tuple(_commands(backend, catalog)),
    )


def _commands(backend: WorldBackend, catalog: Catalog) -> Iterator[Command]:
    for number, parts in groupby(backend.rows("commands"), key=lambda row: row[1]):
        rows = list(parts)
        name, text = str(rows[0][2]), "".join(str(row[3]) for row in rows)
        try:
            yield command_of(name, text, catalog)
        except BadInput as error:
            raise BadInput(f"command {number}: {error}") from None


def _unlike(table: str, there: Row, here: Row) -> str:
    """Where two rows differ, in words."""
    place = f"table {table}, row {(there or here)[0]}"
    if not there or not here:
        what = "is missing" if here else "is one too many"
        return f"{place} {what}: {cut(str((there or here)[1:]))}"
    columns = [column.name for column in TABLES[table]]
    column, its, mine = next(it for it in zip(columns, there, here, strict=True) if it[1] != it[2])
    if table == "world" and column == "value":
        column = str(here[1])
    texts = str(its), str(mine)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    first = max(0, alike - _CONTEXT)
    its, mine = (f"{'…' if first else ''}{text[first:]}" for text in texts)
    return f"{place}: {column} is {cut(its)} there, and {cut(mine)} by its commands"
