r"""A live scenario: one world that people act on, and the scenario that grows with every step.

What is done is done to the simulator of now; how it was after an earlier step is replayed in
memory, whatever store the world is in. Nothing here knows of HTTP.

>>> from harness.gherkin.files import loads
>>> from harness.server.json_tree import read_json
>>> live = LiveScenario(loads("scenario: On\nsteps: [turn_on]"))
>>> [done.refused for done in live.do(read_json('["turn_on", "turn_off"]'))]
[None, None]
>>> len(live.steps), live.at(1).world.on
(3, True)
>>> live.rewind(1)
>>> live.simulator.world.on, live.worlds
(True, 2)
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Final, NamedTuple

from harness.domain.catalog import standard_catalog
from harness.domain.commands import Command
from harness.domain.errors import BadInput, PluginError
from harness.domain.records import Key
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.step_results import Failure, StepResult, plugin_failure
from harness.reports.sides import Sides
from harness.scenarios.expectations import Expectation, RefusedBecause
from harness.scenarios.expected_text import expected_text
from harness.scenarios.further_steps import FurtherSteps
from harness.scenarios.replay import Replay
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text
from harness.simulator.engine import Engine
from harness.stores.interface import Backend
from harness.stores.kept import Replaces, keeps_world, let_go
from harness.stores.registry import backend_maker

MOST_GENERATED: Final = 100_000  # records of one step, over HTTP
_SOURCE: Final = "step"  # what messages call the place of a step


class Interrupted(BaseException):
    """A signal came while something was being done, which is given up: the process ends."""


class Done(NamedTuple):
    """One step that was done: what it says, and what came of it."""

    step: ScenarioStep
    first: int  # the first journal entry since it began
    last: int  # the last one; first - 1 if there is none
    refused: str | None = None  # why the simulated system refused it
    failure: Failure | None = None  # of an expectation that does not hold
    held: str = ""  # of one that holds, in words

    @property
    def result(self) -> StepResult:
        """As reports of a replay have it."""
        named = getattr(self.step.does, "record", None)
        failure = self.failure if isinstance(self.step.does, Expectation) else None
        return StepResult(self.step.number, self.first, self.last, failure, self.held, named)


def empty_scenario(settings: Settings = DEFAULT_SETTINGS) -> Scenario:
    """What one begins with if no scenario is named: two empty environments, not joined."""
    return Scenario("A rehearsal", "rehearsal.yaml", settings, (), catalog=standard_catalog())


class LiveScenario:
    """A scenario, the world it leaves, and what people do to it from there on.

    `worlds` counts the worlds that there were: it grows whenever steps are taken back.
    """

    def __init__(
        self,
        scenario: Scenario,
        store: str = "memory",
        replaces: Replaces = "nothing",
        backend: Backend | None = None,
    ) -> None:
        self._open = backend_maker(store, replaces)
        self._in_memory = store == "memory"
        self._backend = backend  # with the world of a database that is gone on with
        self._is_whole = True  # not where a step was given up
        self._further: FurtherSteps | None = None  # None: it is made when a step is to be read
        self.worlds = 0
        self.compared: dict[str, dict[Key, Sides]] = {}  # of the table that was looked at last
        self.busy = False  # whether a step is being done: a signal then ends it
        self.put(scenario)

    # what people do

    def put(self, scenario: Scenario) -> None:
        """Let the world be what this scenario leaves. Raises BadInput, and then nothing changes."""
        with self._acting():
            self._put(scenario)

    def _put(self, scenario: Scenario) -> None:
        further = FurtherSteps(scenario, _SOURCE)  # raises if no file can say the scenario
        base = Engine(scenario.settings, scenario.catalog)
        for command in scenario.setup:
            base.attempt(command)
        self._begin(replace(scenario, steps=()), base, scenario.steps)
        self._further = further

    def do(self, node: Node) -> list[Done]:
        """Do a step, or a list of steps, as a scenario file has them.

        Raises Problems if one of them is wrong: then none is done.
        """
        nodes = node.items if isinstance(node, Items) else (node,)
        require_bounded(nodes)
        if self._further is None:
            self._further = FurtherSteps(self.scenario(refusals=False), _SOURCE)
        read = self._further.read(nodes)
        try:
            with self._acting():
                return [self._do(replace(step, number=len(self.done) + 1)) for step in read]
        except BaseException:
            self._further = None  # it knows names that no step has made
            raise

    def rewind(self, to: int) -> None:
        """Take back every step after step `to`. BadInput if there is no such step."""
        self._require_step(to)
        with self._acting():
            self._begin(self.head, self._base, [done.step for done in self.done[:to]])

    @contextmanager
    def _acting(self) -> Iterator[None]:
        self.busy = True
        try:
            yield
        except Interrupted:
            self._is_whole = False
            raise
        finally:
            self.busy = False

    def _begin(self, head: Scenario, base: Engine, steps: Sequence[ScenarioStep]) -> None:
        simulator = base.fork()
        done: list[Done] = []
        for number, step in enumerate(steps, 1):  # raises before anything is changed
            refused = done[-1].refused if done else None
            done.append(_perform(simulator, replace(step, number=number, line=number), refused))
        self.head: Scenario = head
        self._base: Engine = base  # what is given, in memory
        self._seen: dict[int, Engine] = {}
        self.done: list[Done] = done
        self.simulator: Engine = simulator if self._in_memory else self._stored()
        self._further = None
        self.worlds += 1

    def _stored(self) -> Engine:
        """The same world, in the store."""
        if not keeps_world(self._backend):  # which has one transaction, also for another world
            if self._backend is not None:
                self._backend.close()
            self._backend = self._open()
        simulator = Engine(self.head.settings, self.head.catalog, self._backend)
        for command in self.head.setup:
            simulator.attempt(command)
        _repeat(simulator, self.done)
        return simulator

    def _do(self, step: ScenarioStep) -> Done:
        refused = self.done[-1].refused if self.done else None
        done = _perform(self.simulator, step, refused)
        self.done.append(done)
        self._seen.clear()
        return done

    # what they see

    @property
    def steps(self) -> list[ScenarioStep]:
        """Every step so far."""
        return [done.step for done in self.done]

    def at(self, step: int | None = None) -> Engine:
        """The simulator as it was after that step, to be read only; without one, as it is now."""
        if step is None:
            return self.simulator
        self._require_step(step)
        if step == len(self.done):
            return self.simulator
        if step not in self._seen:
            simulator = self._base.fork()
            _repeat(simulator, self.done[:step])
            self._seen = {step: simulator}
        return self._seen[step]

    def replayed(self, step: int | None = None) -> Replay:
        """All that happened up to that step, as reports read it."""
        done = self.done if step is None else self.done[:step]
        scenario = replace(self.head, steps=tuple(it.step for it in done))
        return Replay(scenario, self.at(step), [it.result for it in done])

    def scenario(self, title: str | None = None, *, refusals: bool = True) -> Scenario:
        """All that happened, as a scenario that replays to the same fingerprint.

        What was refused is expected to be, so that it passes.
        """
        steps: list[Command | Expectation] = []
        for number, done in enumerate(self.done, 1):
            steps.append(done.step.does)
            after = self.done[number].step.does if number < len(self.done) else None
            expected = isinstance(after, RefusedBecause) or done.failure is not None
            if refusals and done.refused and not expected:
                steps.append(RefusedBecause(done.refused))
        numbered = tuple(ScenarioStep(n, n, does) for n, does in enumerate(steps, 1))
        return replace(self.head, title=title or self.head.title, steps=numbered)

    def close(self) -> None:
        """Write what a store keeps; it cannot be read after. Half a step is kept by no database."""
        if self._backend is not None:
            let_go(self._backend, whole=self._is_whole)

    def _require_step(self, step: int) -> None:
        if not 0 <= step <= len(self.done):
            raise BadInput(f"there is no step {step}: there are {len(self.done)}, 0 is before them")


def _repeat(simulator: Engine, done: Sequence[Done]) -> None:
    """Do the commands of these steps, also where a plugged part breaks its contract again."""
    for it in done:
        if isinstance(it.step.does, Command):
            with suppress(PluginError):
                simulator.attempt(it.step.does)


def _perform(simulator: Engine, step: ScenarioStep, refused: str | None) -> Done:
    """Do a step; `refused` is why the step before was. Raises Problems if it cannot be done."""
    first, does = len(simulator.journal) + 1, step.does
    if isinstance(does, Expectation):
        unmet = does.check(simulator, refused)
        if unmet is None:
            return Done(step, first, first - 1, held=expected_text(does, simulator))
        failure = Failure(step.number, step.line, unmet.expected, unmet.actual, kind=unmet.kind)
        return Done(step, first, first - 1, failure=failure)
    try:
        refusal = simulator.attempt(does)
    except PluginError as error:
        failure = plugin_failure(step.number, step.line, error)
        return Done(step, first, len(simulator.journal), str(error), failure)
    return Done(step, first, len(simulator.journal), refusal)


def require_bounded(nodes: Sequence[Node]) -> None:
    """Raise BadInput if a step reads a file of the server, or makes more than it can soon."""
    for number, node in enumerate(nodes, 1):
        step = node.pairs.get("import") if isinstance(node, Pairs) else None
        if step is None or not isinstance(step[1], Pairs):
            continue
        if "file" in step[1].pairs:
            raise BadInput(
                f"{_SOURCE} {number}: import takes rows or generate here: no file of the server "
                "is read over HTTP"
            )
        if "generate" in step[1].pairs:
            require_few(step[1].pairs["generate"][1], f"{_SOURCE} {number}: import")


def require_few(node: Node, what: str) -> None:
    """Raise BadInput if more records are to be generated than a server makes at once."""
    text = (node.value or "") if isinstance(node, Text) else ""
    if text.isdecimal() and (len(text) > 9 or int(text) > MOST_GENERATED):
        raise BadInput(
            f"{what} generates at most {MOST_GENERATED:,} records here, for others wait meanwhile; "
            "harness serve SCENARIO begins with any number"
        )
