"""Exploration as a test suite: it kills a mutant if a random history violates a property.

No scenario and no feature is needed: the properties are those of the law, and the histories are
generated from seeds. Each history is generated once, without a mutant, and run under every mutant.

>>> from harness.mutation.catalogue import MUTANTS
>>> by_exploration(10)(MUTANTS["on-by-default"]).why
'integration is off until it is turned on, and as it was last turned: integration is on'
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.commands import Command
from harness.domain.faults import BUILT_IN_FAULTS
from harness.domain.settings import Settings
from harness.exploration.campaign.work_units import (
    ExplorationSpec,
    history_of,
    oracle_for,
    tables_of,
)
from harness.exploration.workload.healing import healing
from harness.mutation.kill_matrix import Suite, TrialResult, attempt, entry_limit, verdict_of
from harness.mutation.mutant import Mutant
from harness.properties.law import first_violation
from harness.scenarios.replay import EngineFactory
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import in_force

HISTORIES: Final = 1000  # at most; few mutants need more than a hundred
SPEC: Final = ExplorationSpec(faults=BUILT_IN_FAULTS)
_EXPECTED_ENTRIES: Final = 1000  # of a history's journal, about


class _History(NamedTuple):
    """A generated history and the seed it comes from."""

    seed: int
    settings: Settings
    catalog: Catalog
    setup: tuple[Command, ...]
    commands: Sequence[Command]


def by_exploration(
    histories: int = HISTORIES,
    every: bool = False,
    engine: EngineFactory = Engine,
    settings: Sequence[str] = (),
) -> Suite:
    """A suite of so many histories. It stops at the first violation, unless all are to be run.

    `settings` are KEY=VALUE, put over those that are drawn.
    """
    spec = SPEC._replace(settings=tuple(settings))
    generated: list[_History] = []

    def in_order() -> Iterator[_History]:
        yield from generated
        after = generated[-1].seed + 1 if generated else 0
        for seed in range(after, histories):
            drawn, setup, commands = history_of(spec, seed)
            history = _History(seed, drawn, tables_of(spec, seed), setup, commands)
            # one that fails with parts of one's own, and no mutant, would seem to catch every one
            if settings and attempt(partial(_first_violation, history, engine)).failure:
                continue
            generated.append(history)
            yield history

    def results(mutant: Mutant) -> Iterator[tuple[str, TrialResult]]:
        for history in in_order():  # generated here, before the mutant is in force
            with in_force(entry_limit(_EXPECTED_ENTRIES)), mutant.active():
                result = attempt(partial(_first_violation, history, engine))
            yield f"seed {history.seed}", result

    return lambda mutant: verdict_of(results(mutant), every)


def _first_violation(history: _History, engine: EngineFactory) -> TrialResult:
    """The history as a trial, which fails if a property is violated."""
    oracle = oracle_for(history.settings, history.setup, history.catalog, engine)
    for command in (*history.commands, *healing(history.settings)):
        found = first_violation(oracle.do(command))
        if found is not None:
            return TrialResult(f"{found.property}: {found.message}")
    return TrialResult("")
