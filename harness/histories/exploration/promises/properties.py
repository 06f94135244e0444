"""The promises, as properties: each *always* holds after every step, each *sometimes* happens.

A property is a function of a `Step`. An *always* returns what is wrong, or nothing; a *sometimes*
returns whether it happened. Those of the law are in the modules named here, each with a part of it,
written from the law and not from the code. A property of your own is one function:

    from harness.histories.exploration.promises.properties import always

    @always("nobody is called King", rules="R7")
    def nobody_is_called_king(step):
        for event in step.events:
            if event.data and "King" in str(event.data):
                return f"{event.record} is"

>>> len(ALWAYS) > 40, len(SOMETIMES)
(True, 13)
"""

from typing import Final

from harness.histories.exploration.promises import (
    batch,
    grid,
    imports,
    live,
    losses,
    missed,
    reached,
    records,
    switch,
)
from harness.histories.exploration.promises.registry import (
    ALWAYS,
    SOMETIMES,
    Broken,
    Property,
    always,
    broken,
    sometimes,
)

__all__ = [
    "ALWAYS", "MODULES", "SOMETIMES", "Broken", "Property", "always", "broken", "sometimes",
]  # fmt: skip
MODULES: Final = (  # in the order in which their promises are looked at
    switch,
    missed,
    live,
    losses,
    records,
    batch,
    grid,
    imports,
    reached,
)
# whichever was imported first: what is looked at first must not depend on that
for _module in MODULES:
    for _name, _known in list(ALWAYS.items()):
        if _known.looks.__module__ == _module.__name__:
            ALWAYS[_name] = ALWAYS.pop(_name)
