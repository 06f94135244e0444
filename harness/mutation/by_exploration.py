"""Exploration as a test suite: it kills a mutant if a random history violates a property.

No scenario and no feature is needed: the properties are those of the law, and the histories are
generated from seeds. Each history is generated once, without a mutant, and run under every mutant.

>>> from harness.mutation.catalogue import MUTANTS
>>> by_exploration(10)(MUTANTS["on-by-default"]).why
'integration is off until it is turned on, and as it was last turned: integration is on'
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.commands import Command
from harness.domain.faults import FAULTS
from harness.domain.settings import Settings
from harness.exploration.campaign.work_units import (
    ExplorationSpec,
    history_of,
    oracle_for,
    tables_of,
)
from harness.exploration.workload.healing import HEAL
from harness.mutation.kill_matrix import Suite, Verdict, entry_limit
from harness.mutation.mutant import Mutant
from harness.properties.law import first_violation

HISTORIES: Final = 600  # at most; few mutants need more than a dozen
SPEC: Final = ExplorationSpec(faults=tuple(FAULTS))
_EXPECTED_ENTRIES: Final = 1000  # of a history's journal, about


class _History(NamedTuple):
    """A generated history and the seed it comes from."""

    seed: int
    settings: Settings
    catalog: Catalog
    setup: tuple[Command, ...]
    commands: Sequence[Command]


def by_exploration(histories: int = HISTORIES, every: bool = False) -> Suite:
    """A suite of so many histories. It stops at the first violation, unless all are to be run."""
    generated: list[_History] = []

    def in_order() -> Iterator[_History]:
        yield from generated
        for seed in range(len(generated), histories):
            settings, setup, commands = history_of(SPEC, seed)
            generated.append(_History(seed, settings, tables_of(SPEC, seed), setup, commands))
            yield generated[-1]

    def suite(mutant: Mutant) -> Verdict:
        verdict = Verdict()
        for history in in_order():  # generated here, before the mutant is in force
            with entry_limit(_EXPECTED_ENTRIES)(), mutant.active():
                why, crashed = _violation(history)
            if why:
                verdict = verdict.killed_by(f"seed {history.seed}", why, crashed)
                if not every:
                    break
        return verdict

    return suite


def _violation(history: _History) -> tuple[str, bool]:
    """The first property that the history violates, or ''; whether it crashed."""
    try:
        oracle = oracle_for(history.settings, history.setup, history.catalog)
        for command in (*history.commands, *HEAL):
            found = first_violation(oracle.do(command))
            if found is not None:
                return f"{found.property}: {found.message}", False
    except Exception as error:  # noqa: BLE001  (a crash fails every exploration)
        return f"{type(error).__name__}: {error}", True
    return "", False
