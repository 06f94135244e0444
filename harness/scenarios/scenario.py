"""A scenario: settings, a catalog, what is given, and the steps.

Files are read into it by `scenario_file.load`, Gherkin scenarios and journals are written from it
by `scenario_text.scenario_text`.
"""

from dataclasses import dataclass, field

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import Command
from harness.domain.settings import Settings
from harness.scenarios.expectations import Expectation


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One step: a command or an expectation, and where it stands in the file (from 1)."""

    number: int
    line: int
    does: Command | Expectation


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a scenario file says. `setup` are the commands that make what is given."""

    title: str
    file: str
    settings: Settings
    steps: tuple[ScenarioStep, ...]
    setup: tuple[Command, ...] = ()
    rules: tuple[str, ...] = ()
    catalog: Catalog = field(default_factory=standard_catalog)
    line: int | None = None  # where it stands, in a file of several

    @property
    def place(self) -> str:
        """The file, and the line where that is needed to find it."""
        return self.file if self.line is None else f"{self.file}:{self.line}"
