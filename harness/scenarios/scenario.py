"""A scenario: settings, a catalog, what is given before the first step, and the steps.

`reader.load` reads one from a file, `gherkin.run` from a feature; `writer.from_journal` makes one
of a simulation, and `writer.scenario_text` writes it as a file.
"""

from dataclasses import dataclass, field

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import Command
from harness.domain.settings import Settings
from harness.scenarios.expectations import Expectation


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One step: a command or an expectation, with its number and its line in the file, from 1."""

    number: int
    line: int
    does: Command | Expectation


@dataclass(frozen=True, slots=True)
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

    @property
    def place(self) -> str:
        """The file, and the line if the file has several scenarios."""
        return self.file if self.line is None else f"{self.file}:{self.line}"
