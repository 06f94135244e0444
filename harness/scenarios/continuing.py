"""Going on with a world that a database keeps: its scenario so far, and further steps of a file.

The steps of the file know the records of the world, and count on from its steps: all that is
reported is what one scenario of all these steps would come to.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from harness.domain.commands import Command
from harness.domain.errors import BadInput, Problems
from harness.domain.step_results import StepResult
from harness.scenarios.definitions import define_names
from harness.scenarios.expectations import Expectation, RefusedBecause
from harness.scenarios.format import TOP
from harness.scenarios.name_resolution import Names
from harness.scenarios.reader import (
    is_empty,
    names_of,
    read_rules,
    read_steps,
    require_scenario,
    step_nodes,
)
from harness.scenarios.replay import Replay
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.yaml_tree import Node, read_tree
from harness.simulator.engine import Engine
from harness.simulator.stored_world import Attempt, StoredWorld, stored_world
from harness.stores.kept import WorldBackend

if TYPE_CHECKING:
    from harness.properties.oracle.oracle import Oracle


@dataclass(slots=True)
class StoredReplay(Replay):
    """A world of a database, as a replay; `refusals` say of each step why it was refused."""

    refusals: tuple[str | None, ...] = ()


# what a world has from its start
_ITS_OWN: Final = ("start", "seed", "settings", "catalog", "given")


def taken_up(
    backend: WorldBackend, *, to_write: bool, oracle: "type[Oracle] | None" = None
) -> StoredReplay:
    """The world of a database, come to again, as the replay of a scenario of its steps.

    To be gone on with, its simulator writes to the database. An oracle follows its steps. Raises
    BadInput.
    """
    stored = stored_world(backend, to_write=to_write)
    try:
        engine = stored.made(partial(Engine, backend=backend if to_write else None))
        return _again(stored, engine, oracle)
    except BaseException:
        backend.abandon()
        raise


def _again(stored: StoredWorld, engine: Engine, oracle: "type[Oracle] | None") -> StoredReplay:
    result = StoredReplay(_scenario(stored, []), engine)

    def attempt(command: Command) -> str | None:
        if oracle is None or Attempt(command, 0, 0, None).is_given:
            return engine.attempt(command)
        result.follow = result.follow or oracle(engine).do
        return result.follow(command).refused

    attempts = stored.repeat(engine, attempt)
    if oracle is not None and result.follow is None:
        result.follow = oracle(engine).do
    steps = [it for it in attempts if not it.is_given]
    result.scenario = _scenario(stored, attempts)
    result.done = [
        StepResult(number, it.first, it.last, None) for number, it in enumerate(steps, 1)
    ]
    result.refusals = tuple(it.refused for it in steps)
    result.refused = steps[-1].refused if steps else None
    return result


def _scenario(stored: StoredWorld, attempts: list[Attempt]) -> Scenario:
    """The scenario of what was done: a step for each command."""
    given = [it.command for it in attempts if it.is_given]
    if any(it.is_given for it in attempts[len(given) :]):
        raise BadInput(
            f"store {stored.backend.place}: records were given after the first step, which no "
            "scenario can say: go on with it in Python, with h.Simulator.open"
        )
    steps = tuple(
        ScenarioStep(number, number, it.command)
        for number, it in enumerate(attempts[len(given) :], 1)
    )
    return Scenario(
        stored.title or "A world",
        stored.backend.place,
        stored.settings,
        steps,
        tuple(given),
        (),
        stored.catalog,
    )


def with_refusals(begun: StoredReplay) -> Scenario:
    """The scenario of a world, in which every refusal is expected: it passes, as a file too."""
    does: list[Command | Expectation] = []
    for step, refused in zip(begun.scenario.steps, begun.refusals, strict=True):
        does += [step.does, RefusedBecause(refused)] if refused else [step.does]
    steps = tuple(ScenarioStep(number, number, it) for number, it in enumerate(does, 1))
    return replace(begun.scenario, steps=steps)


def continued(begun: StoredReplay, text: str, file: str) -> Scenario:
    """The scenario of a world and of a file of further steps, with the title and rules of the file.

    Raises Problems with all that is wrong.
    """
    try:
        names = names_of(with_refusals(begun), file)
    except Problems as error:
        raise BadInput(
            f"store {begun.scenario.file}: no scenario file can say what was done in it "
            f"({error.problems[0].message}): go on with it in Python, with h.Simulator.open"
        ) from None
    names.nodes.whole = "so far"
    title, rules, read = _further(names, read_tree(text, file))
    if problems := names.nodes.problems:
        raise Problems([*dict.fromkeys(problems)])
    first = len(begun.scenario.steps)
    steps = tuple(replace(step, number=first + step.number) for step in read)
    whole = (*begun.scenario.steps, *steps)
    return replace(begun.scenario, title=title, file=file, rules=rules, steps=whole)


def _further(names: Names, tree: Node) -> tuple[str, tuple[str, ...], list[ScenarioStep]]:
    nodes = names.nodes
    tree = require_scenario(nodes, tree)
    found = nodes.fields(tree, TOP, ("scenario", "steps"), "a scenario")
    for key in _ITS_OWN:
        if key in found and not is_empty(found[key]):
            where = tree.pairs[key][0]
            nodes.problem(where, f"{key}: the world that is gone on with has its own: leave it out")
    steps = step_nodes(nodes, found.get("steps"))
    title = nodes.text(found.get("scenario"), "scenario") or ""
    rules = read_rules(nodes, found.get("rules"))
    return title, rules, read_steps(names, steps, define_names(names, {}, steps))
