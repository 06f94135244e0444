"""The catalogue: every mutant, in the order of the rules.

>>> MUTANTS["older-edit-wins"].rule
'R3'
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from harness.histories.mutants.clearing import CLEARING
from harness.histories.mutants.columns import COLUMNS
from harness.histories.mutants.conflicts import CONFLICTS
from harness.histories.mutants.creating import CREATING
from harness.histories.mutants.deleting import DELETING
from harness.histories.mutants.faulty import FAULTY
from harness.histories.mutants.full_sync import FULL_SYNC
from harness.histories.mutants.grid import GRID
from harness.histories.mutants.importing import IMPORTING
from harness.histories.mutants.jobs import JOBS
from harness.histories.mutants.live import LIVE
from harness.histories.mutants.live_deletes import LIVE_DELETES
from harness.histories.mutants.losses import LOSSES
from harness.histories.mutants.mutant import Mutant
from harness.histories.mutants.switch import SWITCH
from harness.values.errors import BadInput
from harness.values.rules import RULES
from harness.values.suggest import did_you_mean

_ALL: Final = (
    *SWITCH,
    *LIVE,
    *LIVE_DELETES,
    *CONFLICTS,
    *LOSSES,
    *DELETING,
    *CREATING,
    *COLUMNS,
    *JOBS,
    *CLEARING,
    *FULL_SYNC,
    *GRID,
    *IMPORTING,
    *FAULTY,
)
_PLACES: Final = {rule: place for place, rule in enumerate(RULES)}
MUTANTS: Final[Mapping[str, Mutant]] = MappingProxyType(
    {mutant.name: mutant for mutant in sorted(_ALL, key=lambda mutant: _PLACES[mutant.rule])}
)


def named(names: Iterable[str]) -> list[Mutant]:
    """The mutants of these names, all where there is none; BadInput where one is unknown."""
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name not in MUTANTS:
            near = did_you_mean(name, MUTANTS)
            raise BadInput(f"no mutant {name!r}{near}; `harness mutants --list` lists them")
    return [mutant for name, mutant in MUTANTS.items() if not wanted or name in wanted]
