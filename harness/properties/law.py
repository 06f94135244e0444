"""The properties of the law: every module with invariants or coverage goals, and the registry.

Each module states a part of the law, written from its rules and not from the simulator's code. A
property of your own is a function as well: see `declarations`.

>>> len(ALWAYS) > 40, len(SOMETIMES)
(True, 59)
"""

from typing import Final

from harness.properties import (
    batch_job,
    convergence,
    counts,
    coverage_goals,
    data_import,
    deletes,
    grid,
    identity,
    live_sync,
    losses,
    missed_requests,
    records,
    reporting,
    switch,
)
from harness.properties.registry import (
    ALWAYS,
    CONTRACT,
    SOMETIMES,
    Properties,
    Property,
    Violation,
    always,
    first_violation,
    goals_reached,
    holds,
    plugged_goals,
    required_goals,
    sometimes,
    violation,
)

__all__ = [
    "ALWAYS", "CONTRACT", "MODULES", "SOMETIMES", "Properties", "Property", "Violation", "always",
    "first_violation", "goals_reached", "holds", "plugged_goals", "required_goals", "sometimes",
    "violation",
]  # fmt: skip
MODULES: Final = (  # in the order in which invariants are checked
    switch,
    missed_requests,
    live_sync,
    losses,
    records,
    deletes,
    identity,
    batch_job,
    convergence,
    grid,
    data_import,
    reporting,
    counts,
    coverage_goals,
)
# modules import one another: the order of checks must not depend on which is imported first
for _module in MODULES:
    for _name, _property in list(ALWAYS.items()):
        if _property.check.__module__ == _module.__name__:
            ALWAYS[_name] = ALWAYS.pop(_name)
