"""The simulation of one scenario: steps change it, and their failures show its state.

Settings come first. Then each command of a step goes through `Engine.attempt`, and each observation
is an expectation of scenario files.

>>> from harness.scenarios.expectations import Exists
>>> from harness.domain.commands import Create, TurnOn
>>> simulation = Simulation()
>>> simulation.do(TurnOn())
>>> simulation.do(Create("hr", "cdm_worker", "Ada", simulation.keyed("worker", "Ada", "hr")))
>>> simulation.expect(Exists("dataverse", "Ada", exists=True))
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import Command, Give, GiveIntegration
from harness.domain.errors import BadInput, PluginError
from harness.domain.settings import Settings
from harness.domain.step_results import Failure, StepResult, plugin_failure
from harness.gherkin.given_records import GivenRecord, check_again, in_two_passes, names_of
from harness.gherkin.project_settings import NO_SETTINGS, ProjectSettings
from harness.gherkin.record_names import RecordNamesByTable
from harness.gherkin.step_words import StepWords
from harness.reports.output import PIPED_WIDTH
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.catalog_reader import merged
from harness.scenarios.expectations import Expectation
from harness.scenarios.expected_text import expected_text
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.unmet import Unmet
from harness.simulator.engine import Engine
from harness.stores.interface import Backend
from harness.stores.registry import open_backend

REFUSED: Final = "it is refused"  # a step that begins so expects the refusal before it


class CurrentStep(NamedTuple):
    """The step that runs: its number, its line, the text of the next, the folder of its feature."""

    number: int
    line: int
    following: str
    folder: Path


NO_STEP: Final = CurrentStep(0, 0, "", Path())


class Simulation(StepWords):
    """One simulator, its settings, and a record of all that steps did with it.

    `on_move` receives each new simulated time in milliseconds; `current` returns the step that
    runs, because a refusal fails a step unless the next one expects it; `compare` compares the
    timeline with the approved one of a name, and without it such steps stay unchecked.
    """

    def __init__(
        self,
        on_move: Callable[[int], None] = lambda _milliseconds: None,
        current: Callable[[], CurrentStep] = lambda: NO_STEP,
        compare: "Callable[[str, Simulation], None] | None" = None,
        project: ProjectSettings = NO_SETTINGS,
    ) -> None:
        self._on_move = on_move
        self._current = current
        self._compare = compare
        self._project = project
        self._settings = project.started()
        self._additions: Mapping[str, Any] = project.additions
        self._backend: Backend | None = None
        self._simulator: Engine | None = None
        self._starts_on = False
        self._integrated = False  # whether the simulator was switched on at the start
        self._gives: list[GivenRecord] = []
        self._given: dict[str, GivenRecord] = {}  # by the names of records
        self._steps: list[ScenarioStep] = []
        self._unchecked: list[tuple[int, str]] = []  # lines, and what would be compared there
        self._refusal: str | None = None
        # with what the project and steps add
        self.catalog: Catalog = project.catalog(self._additions)
        self._tables: dict[str, Table] = {}  # by the words of steps
        self.record_names = RecordNamesByTable(self._known_table)
        self.done: list[StepResult] = []  # results of commands, and failures
        self.held: list[Expectation] = []  # expectations that were met
        on_move(self.settings.start * 1000)

    # settings, before anything happens

    def set(self, **changes: Any) -> None:
        """Change settings, by the names of `domain.settings.Settings`."""
        self.adjust(lambda settings: replace(settings, **changes))

    def adjust(self, change: Callable[[Settings], Settings]) -> None:
        """Change settings by what earlier steps made of them, such as a list that grows."""
        self._not_begun()
        self._settings = change(self._settings)
        self._on_move(self.settings.start * 1000)

    @property
    def settings(self) -> Settings:
        """The settings that steps chose, under those that are to hold for all."""
        return self._project.final(self._settings)

    def add_columns(self, words: str, columns: Mapping[str, Mapping[str, Any]]) -> None:
        """Add custom columns to a table of the catalog, as a scenario's `catalog:` does."""
        self.add_to_catalog({self.table(words).name: {"columns": columns}})

    def add_to_catalog(self, additions: Mapping[str, Any]) -> None:
        """Add columns and tables, as a scenario's `catalog:` does."""
        self._not_begun()
        both = merged(self._additions, additions)
        self.catalog = self._project.catalog(both)
        self._additions = both
        self._tables.clear()

    @property
    def refusal_expected(self) -> bool:
        """Whether the next step expects that this one is refused."""
        return self._current().following.startswith(REFUSED)

    def _not_begun(self) -> None:
        if self.begun:
            raise BadInput("settings come first, before anything exists or happens")

    def file(self, name: str) -> Path:
        """A file that a step names, which stands beside its feature."""
        return self._current().folder / name

    # what happens

    @property
    def simulator(self) -> Engine:
        """The simulator, with all that there is from the start in it."""
        made = self._made()
        if self._starts_on and not self._integrated:
            self._integrated = True
            made.attempt(GiveIntegration())
        return made

    def _made(self) -> Engine:
        if self._simulator is None:
            if self._project.store != "memory":
                self._backend = open_backend(self._project.store, "test runs")
            self._simulator = Engine(self.settings, self.catalog, self._backend)
            self._simulator.world.clock.on_move.append(self._on_move)
        return self._simulator

    @property
    def begun(self) -> bool:
        """Whether anything exists or has happened."""
        return self._simulator is not None or self._starts_on

    def do(self, command: Command) -> None:
        """Execute a command; AssertionError if it is refused and no next step expects that."""
        __tracebackhide__ = True
        simulator, current = self.simulator, self._current()
        first = len(simulator.journal) + 1
        try:
            self._refusal = simulator.attempt(command)
        except PluginError as error:
            self._steps.append(ScenarioStep(len(self._steps) + 1, current.line, command))
            self._failed(first, plugin_failure(current.number, current.line, error))
            raise
        self._steps.append(ScenarioStep(len(self._steps) + 1, current.line, command))
        if self._refusal and not self.refusal_expected:
            self._fail(current, first, Unmet("the step is done", f"refused: {self._refusal}"))
        self.done.append(StepResult(current.number, first, len(simulator.journal), None))

    def give(self, *commands: GivenRecord) -> None:
        """Add records that exist before the first event; those of one step may look each other up.

        A record may be given again with further values, as a lookup of what was not there before.
        """
        self._nothing_happened()
        generates = any(isinstance(it, Give) and it.generate for it in commands)
        if generates and self._given:
            raise BadInput("generated records come before those that have names")
        for command in in_two_passes(self.catalog, commands, self._given):
            for name in names_of(command):
                if name in self._given:
                    check_again(self._given[name], command)
                elif self._made().world.record_pairs.named(name) is not None:
                    raise BadInput(f"{name!r} is a generated record: give this one another name")
                self._given[name] = command
            refused = self._made().attempt(command)
            assert refused is None  # what is wrong with a given record is bad input
            self._gives.append(command)

    def start(self, *, on: bool) -> None:
        """Set the switch at the start: off by default (S1), or on, with its batch job (S4).

        Records are given before it, whatever the order of the steps, as in scenario files.
        """
        self._nothing_happened()
        if self._starts_on and not on:
            raise BadInput("integration is on already: say that it was turned off")
        self._starts_on = on

    def _nothing_happened(self) -> None:
        if self._steps or self._integrated:
            raise BadInput("what is there from the start comes before what happened")

    def expect(self, *expected: Expectation) -> None:
        """Check expectations; AssertionError with the state of the simulation if one is unmet."""
        __tracebackhide__ = True
        current = self._current()
        refusal, self._refusal = self._refusal, None  # of the step before, and no other
        for expectation in expected:
            self._steps.append(ScenarioStep(len(self._steps) + 1, current.line, expectation))
        for expectation in expected:
            unmet = expectation.check(self.simulator, refusal)
            last, named = len(self.simulator.journal), getattr(expectation, "record", None)
            if unmet is not None:
                self._fail(current, last + 1, unmet)
            held = expected_text(expectation, self.simulator)
            self.done.append(StepResult(current.number, last + 1, last, None, held, named))
            self.held.append(expectation)

    def _fail(self, current: CurrentStep, first: int, unmet: Unmet) -> NoReturn:
        __tracebackhide__ = True
        self._failed(first, Failure(current.number, current.line, unmet.expected, unmet.actual))
        why = f"expected: {unmet.expected}\nactual:   {unmet.actual}\n\n{self.state()}"
        raise AssertionError(why)

    def _failed(self, first: int, failure: Failure) -> None:
        self.done.append(StepResult(failure.step, first, len(self.simulator.journal), failure))

    def matches_approved(self, name: str) -> None:
        """Compare with the approved timeline of that name; AssertionError if they differ."""
        __tracebackhide__ = True
        if self._compare is None:
            said = f'the timeline matches the approved timeline "{name}"'
            self._unchecked.append((self._current().line, said))
        else:
            self._compare(name, self)

    def scenario(
        self, title: str, file: str, line: int | None = None, rules: tuple[str, ...] = ()
    ) -> Scenario:
        """All that steps did and expected so far: a scenario that replays to the same journal."""
        assert self.simulator
        setup = (*self._gives, *([GiveIntegration()] if self._integrated else ()))
        steps = tuple(self._steps)
        return Scenario(
            title, file, self.settings, steps, setup, rules, self.catalog, line,
            unchecked=tuple(self._unchecked),
        )  # fmt: skip

    @property
    def failures(self) -> list[Failure]:
        """The unmet expectations and unexpected refusals so far."""
        return [done.failure for done in self.done if done.failure is not None]

    def timeline(self) -> str:
        """The timeline as text, as wide as in a pipe."""
        from harness.reports.timeline import timeline  # needs tabulate

        return timeline(timeline_lines(self.simulator, self.done), width=PIPED_WIDTH)

    def state(self) -> str:
        """The state as text: both environments, the findings, the last lines of the timeline."""
        from harness.reports.text_report import state_text  # only failures need tabulate

        done = [one for one in self.done if one.failure is None]  # the failure is shown already
        return state_text(self.simulator, done)

    def close(self) -> None:
        """Close its stores, if they are not in memory."""
        if self._backend is not None:
            self._backend.close()
