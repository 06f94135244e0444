"""Random histories of a few workers whom both sides keep editing, where policies differ most.

Each has three workers and two columns, so that a merge of columns and a tie of seconds are common.
A seed gives the same history on every machine, and a shorter one is the beginning of a longer one.

>>> small_history(2, length=1).commands
(Edit('dataverse', 'cleo', {'cdm_lastname': 'Byron'}),)
>>> small_history(2, length=1).commands == small_history(2, length=30).commands[:1]
True
"""

from collections.abc import Callable, Collection
from typing import Final

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Given,
    Row,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import ENVIRONMENTS
from harness.domain.faults import FAULTS
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.statespace.model import FOREVER, KEY, NAMES, TABLE
from harness.exploration.workload.faults import plugged_fault
from harness.exploration.workload.generator import History

_WORKERS: Final = NAMES[:3]
_COLUMNS: Final = ("cdm_firstname", "cdm_lastname")
_VALUES: Final = (None, "Ada", "Byron", "King")
_TICKS: Final = (1000, 1000, 2000, 60_000)
_SETTINGS: Final = Settings(batch_job_every=FOREVER)
# each action as often as its weight
_ACTIONS: Final = (
    *("edit",) * 12, *("create",) * 3, *("delete",) * 2, *("advance",) * 3, *("switch",) * 3,
    *("batch",) * 2, "clear", "sync now",
)  # fmt: skip


def small_history(seed: int, length: int, faults: Collection[str] = ()) -> History:
    """The history of that seed, with faults of these kinds, which are over now and then."""
    draws = Draws(seed)
    rows = [Row(name, _new_values(draws, name)) for name in _WORKERS if draws.chance(60)]
    given: list[Command] = [Give(TABLE, tuple(rows))] if rows else []
    if draws.chance(50):
        given.append(GiveIntegration())
    kinds = tuple(kind for kind in FAULTS if kind in faults and kind != "over")
    actions = (*_ACTIONS, "fault", "fault", "relief") if kinds else _ACTIONS
    commands = tuple(_command(draws, draws.choice(actions), kinds) for _ in range(length))
    return History(_SETTINGS, standard_catalog(), tuple(given), commands)


def _new_values(draws: Draws, name: str) -> Given:
    """The values of a new worker: the natural key, and two columns that may be empty."""
    values = [(column, draws.choice(_VALUES)) for column in _COLUMNS]
    key = (KEY, str(_WORKERS.index(name) + 1))
    return (key, *((column, value) for column, value in values if value))


def _command(draws: Draws, action: str, faults: tuple[str, ...]) -> Command:
    if action == "fault":
        return _fault(draws, draws.choice(faults))
    shared = _SHARED.get(action)
    if shared is not None:
        return shared(draws)
    environment, name = draws.choice(ENVIRONMENTS), draws.choice(_WORKERS)
    if action == "create":
        return Create(environment, TABLE, name, _new_values(draws, name))
    if action == "delete":
        return Delete(environment, name)
    columns = draws.choice((_COLUMNS[:1], _COLUMNS[1:], _COLUMNS[1:], _COLUMNS))
    return Edit(environment, name, tuple((column, draws.choice(_VALUES)) for column in columns))


_SHARED: Final[dict[str, Callable[[Draws], Command]]] = {
    "advance": lambda draws: Advance(draws.choice(_TICKS)),
    "switch": lambda draws: TurnOn() if draws.chance(50) else TurnOff(),
    "batch": lambda _: RunBatchJob(),
    "clear": lambda _: ClearTracking(TABLE),
    "sync now": lambda _: SyncNow(TABLE),
    "relief": lambda draws: Fault("over") if draws.chance(50) else CancelBatchJob(),
}


def _fault(draws: Draws, kind: str) -> Fault:
    """A random fault of that kind; what may be left out sometimes is."""
    if FAULTS[kind].function is not None:
        return plugged_fault(draws, _TICKS, kind)
    needs, may = FAULTS[kind].required, FAULTS[kind].optional
    return Fault(
        kind,
        draws.choice(ENVIRONMENTS) if "in" in needs else None,
        after=draws.below(3) if "after" in needs else None,
        milliseconds=draws.choice(_TICKS) if "by" in needs else None,
        nth=draws.below(3) + 1 if "nth" in may and draws.chance(50) else None,
        lasting="lasting" in may and draws.chance(50),
        applied="applied" in may and draws.chance(50),
    )
