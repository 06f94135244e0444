r"""What holds for every simulation of a project: plug-ins, a catalog, settings and a store.

They stand in pytest's settings, wherever pytest reads those, and hold under pytest and for the
command line alike:

    [pytest]
    harness_plugins = plugins.py
    harness_catalog = company.catalog.yaml
    harness_settings =
        conflict=hr_wins
        clock=Weekly
    harness_store = stores.py:Shelf
    harness_words =
        staff member = worker

>>> ProjectSettings(settings=("seed=7",)).started().seed
7
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.errors import BadInput
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.gherkin.places import PLACE, settings_files, shown
from harness.stores.urls import is_url

if TYPE_CHECKING:  # most projects have none
    from harness.properties.plugin_file import PluginFile
    from harness.stores.interface import Backend

PLUGINS: Final = "harness_plugins"
CATALOG: Final = "harness_catalog"
SETTINGS: Final = "harness_settings"
STORE: Final = "harness_store"
WORDS: Final = "harness_words"
KEYS: Final = (PLUGINS, CATALOG, SETTINGS, STORE, WORDS)
_TABLE_WORDS: Final = re.compile("[A-Za-z][A-Za-z0-9_ ]*")  # as the kind `table` of phrases


class ProjectSettings(NamedTuple):
    """What holds for every simulation of a project."""

    plugins: "tuple[PluginFile, ...]" = ()
    additions: Mapping[str, Any] = {}  # to the standard tables
    settings: tuple[str, ...] = ()  # KEY=VALUE, under those of a scenario
    put_over: tuple[str, ...] = ()  # KEY=VALUE, over those of a scenario
    store: str = "memory"
    words: Mapping[str, str] = {}  # what steps may call tables, in each form, to logical names

    def catalog(self, additions: Mapping[str, Any]) -> Catalog:
        """The standard tables with these additions, and with the words of the project."""
        tables = standard_catalog()
        return (tables.extended(additions) if additions else tables).with_words(self.words)

    def started(self) -> Settings:
        """The settings of a scenario that says none."""
        return self.usual(DEFAULT_SETTINGS) if self.settings else DEFAULT_SETTINGS

    def usual(self, settings: Settings) -> Settings:
        """These settings with those of the project put over them."""
        from harness.scenarios.setting_text import with_settings

        return with_settings(settings, self.settings, where="")

    def final(self, settings: Settings) -> Settings:
        """The settings of a scenario with those put over them that are to hold for all."""
        if not self.put_over:
            return settings
        from harness.scenarios.setting_text import with_settings

        return with_settings(settings, self.put_over)

    def with_options(
        self,
        additions: Mapping[str, Any] | None = None,
        settings: Sequence[str] = (),
        store: str | None = None,
    ) -> "ProjectSettings":
        """The same with what a command line says: a catalog and settings besides, a store."""
        from harness.scenarios.catalog_reader import merged

        return self._replace(
            additions=merged(self.additions, additions) if additions else self.additions,
            put_over=(*self.put_over, *settings),
            store=self.store if store is None else store,
        )

    @contextmanager
    def plugged_in(self) -> Iterator[None]:
        """In this block its plug-ins are registered."""
        if not self.plugins:
            yield
            return
        from harness.properties.plugin_file import plugged_in

        with plugged_in(self.plugins):
            yield

    def for_reading(self) -> "ProjectSettings":
        """The same for what only reads: in memory where its own store is a database."""
        if not is_url(self.store):
            return self
        from harness.stores.kept import keeps_world
        from harness.stores.registry import open_backend

        return self._replace(store="memory") if keeps_world(open_backend(self.store)) else self

    @contextmanager
    def opened(self) -> Iterator["Backend | None"]:
        """Its stores, which are closed at the end of the block; None if they are in memory."""
        if self.store == "memory":
            yield None
            return
        from harness.stores.kept import let_go
        from harness.stores.registry import open_backend

        backend = open_backend(self.store, "test runs")
        whole = False
        try:
            yield backend
            whole = True
        except Exception:  # kept, to be looked at; what was interrupted is half a world
            whole = True
            raise
        finally:
            let_go(backend, whole=whole)


NO_SETTINGS: Final = ProjectSettings()


def settings_of(place: str | Path) -> ProjectSettings:
    """What holds for a scenario file, a feature, or a folder of them. Raises BadInput."""
    named = PLACE.fullmatch(str(place))
    path = Path(named["path"] if named else place).resolve()
    if not _mentioned(path):  # most projects have none, and need not wait for pytest's own reader
        return NO_SETTINGS
    from harness.gherkin.project import project_of  # slow to import

    try:
        project = project_of(path)
    except ModuleNotFoundError:  # without pytest nobody reads its settings
        return NO_SETTINGS
    values = {key: project.settings[key] for key in KEYS if key in project.settings}
    return made(values, project.file or project.root) if values else NO_SETTINGS


def _mentioned(path: Path) -> bool:
    """Whether a file of settings at this place, or above it, has one of the keys."""
    return any(
        "harness_" in it.read_text("utf-8", "replace")
        for it in settings_files(path)
        if it.is_file()
    )


def made(values: Mapping[str, Any], ini: Path) -> ProjectSettings:
    """The project of these settings, whose paths are relative to their file.

    Raises BadInput with the file and the key for a value that cannot be used.
    """
    folder, project = ini.parent, NO_SETTINGS
    for key in KEYS:
        try:
            if key == PLUGINS:
                files = [_relative(folder, one) for one in lines(values.get(key))]
                project = project._replace(plugins=plugin_files(files))
                continue
            with project.plugged_in():
                project = _with(project, key, values.get(key), folder)
        except BadInput as error:
            raise BadInput(f"{shown(ini)}: {key}: {error}") from None
    return project


def _with(project: ProjectSettings, key: str, value: Any, folder: Path) -> ProjectSettings:
    if not value:
        return project
    if key == CATALOG:
        return project._replace(additions=catalog_file(_relative(folder, str(value).strip())))
    if key == SETTINGS:
        project = project._replace(settings=tuple(lines(value)))
        project.started()  # BadInput for one that is wrong
        return project
    if key == WORDS:
        return project._replace(words=_words(project, lines(value)))
    return project._replace(store=checked_store(store_in(folder, str(value).strip())))


def _words(project: ProjectSettings, given: Sequence[str]) -> Mapping[str, str]:
    """Further names of tables, each in a line `staff member = worker`."""
    from harness.gherkin.names import called_so, table_of

    catalog = project.catalog(project.additions)
    found: dict[str, str] = {}
    for line in given:
        name, equals, table = (part.strip() for part in line.partition("="))
        if not equals or not _TABLE_WORDS.fullmatch(name):
            raise BadInput(f"{line!r} is not NAME = TABLE, such as staff member = worker")
        found[name] = table_of(catalog, table).name
        if (theirs := _known(catalog, name)) not in ("", found[name]):
            raise BadInput(f"{name} is what steps call {theirs}: it cannot be {found[name]} too")
    return called_so(found)


def _known(catalog: Catalog, words: str) -> str:
    """The logical name of the table that these words name already, or an empty text."""
    from harness.gherkin.names import table_of

    try:
        return table_of(catalog, words).name
    except BadInput:
        return ""


def lines(value: object) -> list[str]:
    """The lines of a value that are not empty; TOML may have a list."""
    texts = value if isinstance(value, list | tuple) else str(value or "").splitlines()
    return [text for one in texts if (text := str(one).strip())]


def plugin_files(files: Sequence[str]) -> "tuple[PluginFile, ...]":
    """These plug-in files, executed to see what is wrong with them."""
    if not files:
        return ()
    from harness.properties.plugin_file import load

    return load(files)


def catalog_file(path: str) -> Mapping[str, Any]:
    """The additions of a catalog file."""
    from harness.domain.files import read_text
    from harness.scenarios.catalog_reader import load_catalog

    return load_catalog(path, read_text(path))


def store_in(folder: Path, text: str) -> str:
    """The name of a store, in which a file is one of that folder."""
    file, colon, attribute = text.rpartition(":")
    return f"{_relative(folder, file)}{colon}{attribute}" if file.endswith(".py") else text


def checked_store(text: str) -> str:
    """The name of a store that can be opened."""
    from harness.stores.registry import open_backend

    open_backend(text).close()
    return text


def _relative(folder: Path, file: str) -> str:
    """A file of that folder, as somebody in the working directory would name it."""
    return shown((folder / file).resolve())


def with_pytest_options(
    project: ProjectSettings,
    folder: Path,
    plugins: Sequence[str],
    catalog: str | None,
    settings: Sequence[str],
    store: str | None,
) -> ProjectSettings:
    """The project with the options of a run of pytest, whose paths are relative to that folder.

    Raises BadInput with the option for a value that cannot be used.
    """
    option = "--harness-plugin"
    try:
        more = plugin_files([_relative(folder, one) for one in plugins])
        project = project._replace(plugins=(*project.plugins, *more))
        with project.plugged_in():
            option = "--harness-catalog"
            if catalog is not None:
                project = project._replace(additions=catalog_file(_relative(folder, catalog)))
            option = "--harness-set"
            project = project._replace(put_over=tuple(settings))
            project.final(DEFAULT_SETTINGS)
            option = "--harness-store"
            if store is not None:
                project = project._replace(store=checked_store(store_in(folder, store)))
    except BadInput as error:
        raise BadInput(f"{option}: {error}") from None
    return project
