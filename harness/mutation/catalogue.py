"""The catalogue: all mutants, in the order of the rules that they break.

>>> MUTANTS["older-edit-wins"].rule
'R3'
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from harness.domain.errors import BadInput
from harness.domain.rules import RULES
from harness.domain.suggestions import did_you_mean
from harness.mutation.mutant import Mutant, Mutation, mutant_of
from harness.mutation.mutants import (
    beginnings,
    choices,
    circles,
    clearing,
    columns,
    conflicts,
    creating,
    deleting,
    faults,
    full_sync,
    grid,
    identity,
    importing,
    in_use,
    job_status,
    jobs,
    late_deletes,
    listening,
    live,
    live_deletes,
    losses,
    restoring,
    slow_runs,
    switch,
    unnoticed,
    values,
)

_MODULES: Final = (
    values,
    switch,
    beginnings,
    live,
    live_deletes,
    listening,
    late_deletes,
    conflicts,
    losses,
    deleting,
    creating,
    circles,
    columns,
    choices,
    identity,
    in_use,
    jobs,
    job_status,
    slow_runs,
    clearing,
    full_sync,
    grid,
    importing,
    restoring,
    faults,
    unnoticed,
)


def _all() -> Iterator[Mutant]:
    """Every class of these modules that says what it breaks, in the order of the code."""
    for module in _MODULES:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Mutation) and "breaks" in vars(value):
                yield mutant_of(value)


_PLACES: Final = {rule: place for place, rule in enumerate(RULES)}
MUTANTS: Final[Mapping[str, Mutant]] = MappingProxyType(
    {mutant.name: mutant for mutant in sorted(_all(), key=lambda mutant: _PLACES[mutant.rule])}
)


def mutants_named(names: Iterable[str]) -> list[Mutant]:
    """The mutants of these names, or all for no names; BadInput if a name is unknown."""
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name not in MUTANTS:
            near = did_you_mean(name, MUTANTS)
            raise BadInput(f"no mutant {name!r}{near}; `harness mutants --list` lists them")
    return [mutant for name, mutant in MUTANTS.items() if not wanted or name in wanted]
