r"""Scenario files and features alike: loaded, checked without a run, and exported as the other.

A place is a scenario file, a feature, a scenario of it by its line, `x.feature:12`, or a database,
`sqlite:///world.db`, of whose world it is the scenario. What reads features needs the `bdd` extra.

>>> loads("scenario: On\nsteps: [turn_on]").steps[0].does
TurnOn()
>>> loads("Feature: F\n  Scenario: On\n    When integration is turned on", "x.feature").title
'On'
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from harness.domain import arguments
from harness.domain.errors import BadInput, Problem, Problems, WrongFiles
from harness.gherkin.places import PLACE, checked_files, is_feature, require_feature
from harness.gherkin.project_settings import ProjectSettings, settings_of
from harness.gherkin.worlds import world_in
from harness.reports.wrapping import printable
from harness.scenarios.scenario import Scenario
from harness.stores.urls import is_url

if TYPE_CHECKING:
    from harness.library.choices import PluginSource
    from harness.properties.plugin_file import PluginFile

Place = str | os.PathLike[str]
# what is added to the tables: a file of the form of `--catalog`, or what it has
Additions = Mapping[str, Any] | Place | None
_MOST_NAMED: Final = 20  # scenarios in a message


def load(
    place: Place,
    *,
    catalog: Additions = None,
    settings: Iterable[str] = (),
    plugins: "Iterable[PluginSource]" = (),
) -> Scenario:
    """The scenario of a file, of a place in a feature, or of a folder that has but one.

    `catalog` is added to its tables; `settings` are texts such as `conflict=hr_wins`, put over its
    own; `plugins` are files with parts that it names, which what runs the scenario plugs in too.
    Raises BadInput with all that is wrong, or with the scenarios if there are several.
    """
    name, settings = path_text("place", place), setting_texts(settings)
    with plugged_in_files(plugins) as files:
        return only(name, _all_of([name], catalog, settings)).with_plugins(files)


def load_all(
    *places: Place,
    catalog: Additions = None,
    settings: Iterable[str] = (),
    plugins: "Iterable[PluginSource]" = (),
) -> list[Scenario]:
    """The scenarios of scenario files, of features, and of folders of both.

    Raises BadInput with what is wrong with any of them.
    """
    settings = setting_texts(settings)
    with plugged_in_files(plugins) as files:
        return [it.with_plugins(files) for it in _all_of(places, catalog, settings)]


def _all_of(places: Iterable[Place], catalog: Additions, settings: Sequence[str]) -> list[Scenario]:
    found: list[Scenario] = []
    wrong: list[BadInput] = []
    for place in places:
        name = path_text("place", place)
        try:
            if is_url(name) or is_feature(name):
                found += (world_in if is_url(name) else _of_feature)(name, catalog, settings)
                continue
            for path in checked_files([name]):
                try:
                    if is_feature(path.name):
                        found += _of_feature(str(path), catalog, settings)
                    else:
                        found.append(_of_file(path, catalog, settings))
                except BadInput as error:
                    wrong.append(error)
        except BadInput as error:
            wrong.append(error)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else WrongFiles.of(wrong)
    return found


def loads(
    text: str,
    name: str = "scenario.yaml",
    *,
    catalog: Additions = None,
    settings: Iterable[str] = (),
    plugins: "Iterable[PluginSource]" = (),
) -> Scenario:
    """The scenario of a text. Messages have the name, which ends in .feature if it is Gherkin."""
    if not isinstance(text, str):
        raise arguments.wrong("text", "text", text)
    feature = is_feature(arguments.text("name", name))
    with plugged_in_files(plugins) as files:
        found = scenarios_in(text, name, feature, catalog, setting_texts(settings))
        return only(name, found).with_plugins(files)


def scenarios_in(
    text: str, name: str, feature: bool, catalog: Additions = None, settings: Sequence[str] = ()
) -> list[Scenario]:
    """The scenarios of a text, which is a feature or a scenario file of that name."""
    project = settings_of(name).with_options(additions(catalog), settings)
    with project.plugged_in():
        found = _of_text(text, name, feature, project)
    return [it.with_plugins(project.plugins) for it in found]


@contextmanager
def plugged_in_files(plugins: "Iterable[PluginSource]") -> "Iterator[tuple[PluginFile, ...]]":
    """In this block the parts of these plug-in files, which it gives, are registered."""
    if plugins == ():
        yield ()
        return
    from harness.library.choices import plugins_given  # slow to import, and most give none
    from harness.properties.plugin_file import plugged_in

    files = plugins_given(plugins)
    with plugged_in(files):
        yield files


def _of_text(text: str, name: str, feature: bool, project: ProjectSettings) -> list[Scenario]:
    if not feature:
        from harness.scenarios.reader import parse

        return [parse(text, name, project.additions, project.put_over, project.started())]
    from harness.gherkin.conftest_loader import definitions_for

    definitions = definitions_for(Path(name), project)
    from harness.gherkin import feature_file
    from harness.gherkin.check import problems_of
    from harness.gherkin.run import scenario_of

    read = feature_file.parse(name, text)
    if problems := problems_of(read, definitions):
        raise Problems(problems)
    return [scenario_of(read, case, definitions) for case in read.cases]


def dumps(scenario: Scenario) -> str:
    """The scenario as the text of a scenario file, which `loads` reads."""
    from harness.scenarios.writer import scenario_text

    require_scenario(scenario)
    return scenario_text(scenario)


def path_text(what: str, given: object) -> str:
    """A path as text. Raises BadInput for what is no path."""
    if not isinstance(given, str | os.PathLike):
        raise arguments.wrong(what, "a path", given)
    return os.fsdecode(given)


def setting_texts(given: object) -> list[str]:
    """Texts such as `conflict=hr_wins`, which are put over the settings of a scenario."""
    texts = [*given] if isinstance(given, Iterable) and not isinstance(given, str) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise arguments.wrong("settings", "texts such as ['conflict=hr_wins']", given)
    return [str(text) for text in texts]


def require_scenario(given: object) -> None:
    """Raise BadInput for what is no scenario."""
    if not isinstance(given, Scenario):
        raise arguments.wrong("scenario", "one, as h.load and h.loads return it", given)


def additions(catalog: Additions) -> Mapping[str, Any]:
    """What is added to the tables; a path is read."""
    if catalog is None:
        return {}
    if isinstance(catalog, Mapping):
        return catalog
    from harness.domain.files import read_text
    from harness.scenarios.catalog_reader import load_catalog

    path = path_text("catalog", catalog)
    return load_catalog(path, read_text(path))


class Checked(NamedTuple):
    """The files that were checked, and what is wrong with them: a text if it has no place."""

    files: tuple[Path, ...]
    problems: tuple[Problem | str, ...]


def check(
    *places: Place, catalog: Additions = None, plugins: "Iterable[PluginSource]" = ()
) -> Checked:
    """Check scenario and feature files, and folders of them. Nothing is run."""
    added = additions(catalog)
    names = [path_text("place", place) for place in places]
    files = checked_files([_without_lines(name) for name in names])
    # what is missing or wrong for all of them, such as a library, is one problem
    with plugged_in_files(plugins):
        found = dict.fromkeys(problem for path in files for problem in _problems(path, added))
    return Checked(tuple(files), tuple(found))


def _without_lines(name: str) -> str:
    """The feature of a place in it: a file is checked as a whole."""
    found = PLACE.fullmatch(name)
    return name if found is None else found["path"]


def _problems(path: Path, added: Mapping[str, Any]) -> Iterator[Problem | str]:
    from harness.domain.files import read_text

    try:
        text = read_text(path)
    except Problems as error:
        yield from error.problems
    except BadInput as error:
        yield str(error)
    else:
        yield from problems_in(text, str(path), path.suffix == ".feature", added)


def problems_in(
    text: str, name: str, feature: bool, catalog: Additions = None
) -> Iterator[Problem | str]:
    """What is wrong with a text, which is a feature or a scenario file of that name."""
    try:
        project = settings_of(name).with_options(additions(catalog))
        if feature:
            from harness.gherkin.conftest_loader import definitions_for

            # raises what to install if Gherkin is not
            definitions = definitions_for(Path(name), project)
            from harness.gherkin import feature_file
            from harness.gherkin.check import problems_of

            yield from problems_of(feature_file.parse(name, text), definitions)
        else:
            from harness.scenarios.reader import parse

            with project.plugged_in():
                parse(text, name, project.additions, (), project.started())
    except Problems as error:
        yield from error.problems
    except BadInput as error:
        yield str(error)


def several(place: str, found: Sequence[Scenario]) -> str:
    """The message if one scenario is wanted and the place has more."""
    listed = "".join(f"\n  {one.place}  {printable(one.title)}" for one in found[:_MOST_NAMED])
    more = len(found) - _MOST_NAMED
    listed += f"\n  and {more:,} more" if more > 0 else ""
    how = " by its line" if is_feature(place) else ""
    return f"{place} has {len(found):,} scenarios; name one of them{how}:{listed}"


def only(place: str, found: Sequence[Scenario]) -> Scenario:
    """The scenario that is the only one of the place. Raises BadInput if there are others."""
    if not found:
        raise BadInput(f"{place}: there is no scenario in it")
    if len(found) > 1:
        raise BadInput(several(place, found))
    return found[0]


def _of_file(path: Path, catalog: Additions, settings: Sequence[str]) -> Scenario:
    """A scenario file with further settings put over its own."""
    from harness.scenarios.reader import load as load_file

    project = settings_of(path).with_options(additions(catalog), settings)
    with project.plugged_in():
        found = load_file(path, project.additions, project.put_over, project.started())
    return found.with_plugins(project.plugins)


def _of_feature(place: str, catalog: Additions, settings: Sequence[str]) -> Iterator[Scenario]:
    """The scenarios of a feature, with further settings put over their own."""
    require_feature(place)
    from harness.gherkin.conftest_loader import vocabulary

    vocabulary()  # raises what to install if Gherkin is not
    from harness.gherkin.run import scenarios_of

    project = settings_of(place).with_options(additions(catalog), settings)
    with project.plugged_in():
        for it in scenarios_of(place, project):
            yield it.with_plugins(project.plugins)
