"""Mutants: the integration with one rule broken, in force for a while and always undone.

A test suite that passes under a mutant does not test the rule that the mutant breaks. A mutant
patches rows of tables, functions and methods of the simulator; `active` is the only way to put one
in force.

>>> from harness.domain.request_kinds import CREATE, EDIT, COALESCE
>>> creates = patch_row(COALESCE, (None, "edited"), CREATE)
>>> with Mutant("an-edit-is-a-create", "S2", "an edit counts as a create", creates).active():
...     COALESCE[None, "edited"]
'create'
>>> COALESCE[None, "edited"] == EDIT
True
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, NamedTuple

Patch = Callable[[], AbstractContextManager[None]]  # in force inside the `with` block
Original = Callable[..., Any]  # the patched function, which a replacement is given first
_OURS = __name__.rpartition(".")[0]


class Mutant(NamedTuple):
    """One broken integration: its name, the rule it breaks, and what it does, in a plain line."""

    name: str
    rule: str
    description: str
    patch: Patch
    also: Patch | None = None

    @contextmanager
    def active(self) -> Iterator[None]:
        """Put the mutant in force until the block is left, by an exception too."""
        with ExitStack() as stack:
            stack.enter_context(self.patch())
            if self.also is not None:
                stack.enter_context(self.also())
            yield


def patch_row(table: dict[Any, Any], key: Any, value: Any) -> Patch:
    """Replace the value of a key in one of the simulator's tables."""

    @contextmanager
    def in_force() -> Iterator[None]:
        before = table[key]
        table[key] = value
        try:
            yield
        finally:
            table[key] = before

    return in_force


def patch(function: Original, replacement: Original) -> Patch:
    """Replace a function; the replacement is given the function, then its arguments."""

    @contextmanager
    def in_force() -> Iterator[None]:
        def mutated(*arguments: Any, **options: Any) -> Any:
            return replacement(function, *arguments, **options)

        assert _rebind(function, mutated), f"{function.__name__} is nowhere, or patched already"
        try:
            yield
        finally:
            _rebind(mutated, function)  # also in a module that was first imported meanwhile

    return in_force


def patch_method(owner: type, name: str, replacement: Original) -> Patch:
    """Replace a method of a class, as `patch` does a function."""

    def in_force() -> AbstractContextManager[None]:
        original = vars(owner)[name]

        def mutated(self: Any, *arguments: Any, **options: Any) -> Any:
            return replacement(original, self, *arguments, **options)

        return replaced(owner, name, mutated)

    return in_force


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """An attribute has another value inside the block, and the one from before it afterwards."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _rebind(old: Original, new: Original) -> int:
    """Bind `new` to every name and every key of a module's table that `old` is bound to; count.

    Not in this package: what the mutants call is the integration as it should be.
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
