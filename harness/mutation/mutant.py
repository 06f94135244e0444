"""A mutant: one way to get a rule wrong, put in force for a while and always taken back.

A suite that stays green under a mutant does not test the rule that the mutant breaks. A mutant
replaces rows of tables and functions, in every module that holds them; `active` is the only way to
put one in force.

>>> from harness.domain.request_kinds import CREATE, EDIT, COALESCE
>>> mutant = Mutant("an-edit-is-a-create", "S2", "...", row(COALESCE, (None, "edited"), CREATE))
>>> with mutant.active():
...     COALESCE[None, "edited"]
'create'
>>> COALESCE[None, "edited"] == EDIT
True
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, NamedTuple

Change = Callable[[], AbstractContextManager[None]]
Original = Callable[..., Any]  # what a replacement is given first, to do most of the work
_OURS = __name__.rpartition(".")[0]


class Mutant(NamedTuple):
    """One broken integration: its name, the rule it breaks, and what it does, in a plain line."""

    name: str
    rule: str
    says: str
    change: Change
    also: Change | None = None

    @contextmanager
    def active(self) -> Iterator[None]:
        """Broken until the block is left, however it is left."""
        with ExitStack() as stack:
            stack.enter_context(self.change())
            if self.also is not None:
                stack.enter_context(self.also())
            yield


def row(table: dict[Any, Any], key: Any, value: Any) -> Change:
    """Another row in a table of the product."""

    @contextmanager
    def in_force() -> Iterator[None]:
        before = table[key]
        table[key] = value
        try:
            yield
        finally:
            table[key] = before

    return in_force


def instead(function: Original, replacement: Original) -> Change:
    """The replacement in a function's place; it is given the function and then the arguments."""

    @contextmanager
    def in_force() -> Iterator[None]:
        def broken(*arguments: Any, **options: Any) -> Any:
            return replacement(function, *arguments, **options)

        assert _rebound(function, broken), f"{function.__name__} is nowhere, or replaced already"
        try:
            yield
        finally:
            _rebound(broken, function)  # also where a module was first imported meanwhile

    return in_force


def method(owner: type, name: str, replacement: Original) -> Change:
    """The same for a method of a class."""

    @contextmanager
    def in_force() -> Iterator[None]:
        original = vars(owner)[name]

        def broken(self: Any, *arguments: Any, **options: Any) -> Any:
            return replacement(original, self, *arguments, **options)

        setattr(owner, name, broken)
        try:
            yield
        finally:
            setattr(owner, name, original)

    return in_force


def _rebound(old: Original, new: Original) -> int:
    """Bind the new one wherever the old one is bound: as a module's name, or in a module's table.

    Not in the catalogue itself: what it calls is the product as it should be.
    """
    bound = 0
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != "harness" or name.startswith(_OURS):
            continue
        space = vars(module)
        for table in (space, *[value for value in space.values() if type(value) is dict]):
            for key, value in list(table.items()):
                if value is old:
                    table[key] = new
                    bound += 1
    return bound
