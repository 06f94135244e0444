"""A scenario: settings, a catalog, what is given before the first step, and the steps.

`reader.load` reads one from a file, `gherkin.run` from a feature; `writer.from_journal` makes one
of a simulation, and `writer.scenario_text` writes it as a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import Command, Give
from harness.domain.immutable import immutable
from harness.domain.settings import Settings
from harness.scenarios.expectations import Expectation

if TYPE_CHECKING:  # most scenarios are without plug-ins
    from harness.properties.plugin_file import PluginFile


@immutable
class ScenarioStep:
    """One step: a command or an expectation, with its number and its line in the file, from 1."""

    number: int
    line: int
    does: Command | Expectation

    def __init__(self, number: int, line: int, does: Command | Expectation) -> None:
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "line", line)
        object.__setattr__(self, "does", does)


@immutable
class Scenario:
    """A scenario; the commands of its `setup` make what is given."""

    title: str
    file: str
    settings: Settings
    steps: tuple[ScenarioStep, ...]
    setup: tuple[Command, ...] = ()
    rules: tuple[str, ...] = ()
    catalog: Catalog = field(default_factory=standard_catalog)
    line: int | None = None  # in a file of several scenarios
    given_lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    # lines and steps of a feature that a replay does not check
    unchecked: tuple[tuple[int, str], ...] = field(default=(), compare=False, repr=False)
    # the plug-in files that it was loaded with: what runs it plugs them in
    plugins: "tuple[PluginFile, ...]" = field(default=(), compare=False, repr=False)

    def with_plugins(self, files: "Iterable[PluginFile]") -> "Scenario":
        """The scenario, which remembers these files too."""
        whole = tuple(dict.fromkeys((*self.plugins, *files)))
        return self if whole == self.plugins else replace(self, plugins=whole)

    def line_of(self, does: Command) -> int:
        """The line of a record that a command of the setup gives; 1 where there is none."""
        name = getattr(does, "record", None)
        if isinstance(does, Give) and len(does.rows) == 1:
            name = does.rows[0].record
        return self.given_lines.get(name or "", 1)

    @property
    def place(self) -> str:
        """The file, and the line if the file has several scenarios."""
        return self.file if self.line is None else f"{self.file}:{self.line}"
