"""The promises, as properties: each *always* holds after every step, each *sometimes* happens.

A property is a function of a `Step`. An *always* returns what is wrong, or nothing; a *sometimes*
returns whether it happened. Those of the law are in the modules named here, each with a part of it,
written from the law and not from the code. A property of your own is one function (`own`).

>>> len(ALWAYS) > 40, len(SOMETIMES)
(True, 28)
"""

from typing import Final

from harness.properties import (
    batch_job,
    coverage_goals,
    data_import,
    grid,
    live_sync,
    losses,
    missed_requests,
    records,
    reporting,
    switch,
)
from harness.properties.registry import (
    ALWAYS,
    SOMETIMES,
    Property,
    Violation,
    always,
    first_violation,
    holds,
    required_goals,
    sometimes,
    violation,
)

__all__ = [
    "ALWAYS",
    "MODULES",
    "SOMETIMES",
    "Property",
    "Violation",
    "always",
    "first_violation",
    "holds",
    "required_goals",
    "sometimes",
    "violation",
]  # fmt: skip
MODULES: Final = (  # in the order in which their promises are looked at
    switch,
    missed_requests,
    live_sync,
    losses,
    records,
    batch_job,
    grid,
    data_import,
    reporting,
    coverage_goals,
)
# whichever was imported first: what is looked at first must not depend on that
for _module in MODULES:
    for _name, _known in list(ALWAYS.items()):
        if _known.check.__module__ == _module.__name__:
            ALWAYS[_name] = ALWAYS.pop(_name)
