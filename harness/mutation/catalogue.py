"""The catalogue: all mutants, in the order of the rules that they break.

>>> MUTANTS["older-edit-wins"].rule
'R3'
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from harness.domain.errors import BadInput
from harness.domain.rules import RULES
from harness.domain.suggestions import did_you_mean
from harness.mutation.mutant import Mutant
from harness.mutation.mutants.clearing import CLEARING
from harness.mutation.mutants.columns import COLUMNS
from harness.mutation.mutants.conflicts import CONFLICTS
from harness.mutation.mutants.creating import CREATING
from harness.mutation.mutants.deleting import DELETING
from harness.mutation.mutants.faults import FAULT_HANDLING
from harness.mutation.mutants.full_sync import FULL_SYNC
from harness.mutation.mutants.grid import GRID
from harness.mutation.mutants.importing import IMPORTING
from harness.mutation.mutants.jobs import JOBS
from harness.mutation.mutants.live import LIVE
from harness.mutation.mutants.live_deletes import LIVE_DELETES
from harness.mutation.mutants.losses import LOSSES
from harness.mutation.mutants.switch import SWITCH

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
    *FAULT_HANDLING,
)
_PLACES: Final = {rule: place for place, rule in enumerate(RULES)}
MUTANTS: Final[Mapping[str, Mutant]] = MappingProxyType(
    {mutant.name: mutant for mutant in sorted(_ALL, key=lambda mutant: _PLACES[mutant.rule])}
)


def mutants_named(names: Iterable[str]) -> list[Mutant]:
    """The mutants of these names, or all for no names; BadInput if a name is unknown."""
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name not in MUTANTS:
            near = did_you_mean(name, MUTANTS)
            raise BadInput(f"no mutant {name!r}{near}; `harness mutants --list` lists them")
    return [mutant for name, mutant in MUTANTS.items() if not wanted or name in wanted]
