"""The hunt by exploration: a mutant is caught where a promise is broken in a random history.

No scenario and no feature is needed for it: the promises are the law's, and the histories are drawn
from seeds. They are drawn once, as they are needed, and done under every mutant.

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
    HEAL,
    ExplorationSpec,
    history_of,
    oracle_for,
    tables_of,
)
from harness.mutation.kill_matrix import Caught, Column, not_endless
from harness.mutation.mutant import Mutant
from harness.properties.law import first_violation

HISTORIES: Final = 600  # the most that are tried; few mutants need more than a dozen
PLAN: Final = ExplorationSpec(faults=tuple(FAULTS))
_LONGEST: Final = 1000  # journal entries of a history, about


class _Drawn(NamedTuple):
    """A history to be done, and where it comes from."""

    seed: int
    settings: Settings
    catalog: Catalog
    setup: tuple[Command, ...]
    commands: Sequence[Command]


def by_exploration(histories: int = HISTORIES, every: bool = False) -> Column:
    """The column of so many histories. It stops at the first broken promise, unless all are run."""
    drawn: list[_Drawn] = []

    def in_order() -> Iterator[_Drawn]:
        yield from drawn
        for seed in range(len(drawn), histories):
            settings, setup, commands = history_of(PLAN, seed)
            drawn.append(_Drawn(seed, settings, tables_of(PLAN, seed), setup, commands))
            yield drawn[-1]

    def column(mutant: Mutant) -> Caught:
        found = Caught()
        for history in in_order():  # drawn without the mutant, and done with it
            with not_endless(_LONGEST)(), mutant.active():
                why, crashed = _noticed(history)
            if not why:
                continue
            if found.times:
                found = found._replace(times=found.times + 1)
            else:
                found = Caught(1, f"seed {history.seed}", why, crashed)
            if not every:
                break
        return found

    return column


def _noticed(history: _Drawn) -> tuple[str, bool]:
    """The promise that the history breaks, or nothing; whether it crashed."""
    try:
        oracle = oracle_for(history.settings, history.setup, history.catalog)
        for command in (*history.commands, *HEAL):
            found = first_violation(oracle.do(command))
            if found is not None:
                return f"{found.property}: {found.message}", False
    except Exception as error:  # noqa: BLE001  (a crash is noticed by every exploration)
        return f"{type(error).__name__}: {error}", True
    return "", False
