"""Properties of one's own: the decorators that declare them, and the block in which they count.

A decorated function stays what it is: nothing is added to the law, and whoever explores, replays or
shrinks is given the function, or the file that has it.

>>> from harness.properties.law import ALWAYS
>>> @always("nobody is called King")
... def no_king(step):
...     return None
>>> with registered([declared(no_king)]):
...     "nobody is called King" in ALWAYS
True
>>> "nobody is called King" in ALWAYS
False
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import isfunction
from typing import Any, Final, TypeVar

from harness.domain.commands import STEP_COMMANDS
from harness.domain.errors import BadInput
from harness.domain.plugins import definition_of
from harness.domain.rules import RULES
from harness.domain.suggestions import cut, did_you_mean
from harness.properties.law import ALWAYS, SOMETIMES, Properties, Property
from harness.properties.registry import CoverageGoal, Invariant

_Invariant = TypeVar("_Invariant", bound=Invariant)
_CoverageGoal = TypeVar("_CoverageGoal", bound=CoverageGoal)
_NO_COMMANDS: Final[frozenset[type]] = frozenset()  # what tells a coverage goal from an invariant
_Function = TypeVar("_Function", bound=Callable[..., Any])
_ATTRIBUTE: Final = "__harness_property__"
# what the file that is being executed has declared so far
_collected: ContextVar[list[Property] | None] = ContextVar("collected", default=None)


def always(
    name: str, rules: str = "", of: tuple[type, ...] = STEP_COMMANDS
) -> Callable[[_Invariant], _Invariant]:
    """Declare an invariant: a function of a step that returns what is wrong with it, or None.

    It holds after every step of every history, or `of` these commands only; `rules` are those that
    it guards, with blanks between.
    """
    for kind in of:
        if kind not in STEP_COMMANDS:
            raise BadInput(f"{name!r}: of takes commands such as h.Edit, not {kind!r}")
    made = Property(_name(name), _rules(name, rules), _nothing, frozenset(of))

    def declare(function: _Invariant) -> _Invariant:
        return _declare(function, made)

    return declare


def sometimes(
    name: str, rules: str = "", needs: tuple[str, ...] = ()
) -> Callable[[_CoverageGoal], _CoverageGoal]:
    """Declare a coverage goal: a function of a step that returns whether the step reaches it.

    A run that never reaches it fails, as what it was to show was not tried. `needs`: kinds of fault
    without which it cannot be reached.
    """
    made = Property(_name(name), _rules(name, rules), _nothing, _NO_COMMANDS, frozenset(needs))

    def declare(function: _CoverageGoal) -> _CoverageGoal:
        return _declare(function, made)

    return declare


def declared(function: Callable[..., Any]) -> Property:
    """The property that a decorated function declares. Raises BadInput if it declares none."""
    found = getattr(function, _ATTRIBUTE, None)
    if not isinstance(found, Property):
        name = getattr(function, "__name__", repr(function))
        raise BadInput(f"{name} is no property: put @always or @sometimes before it")
    return found


@contextmanager
def collected() -> Iterator[list[Property]]:
    """The list of the properties that are declared in this block, in their order."""
    found: list[Property] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


@contextmanager
def registered(own: Iterable[Property]) -> Iterator[None]:
    """In this block these properties count as those of the law; BadInput if a name is taken.

    The registry is one for the process: do not explore in two threads of one.
    """
    added: list[tuple[Properties, str]] = []
    try:
        for it in own:
            registry = ALWAYS if it.commands else SOMETIMES
            known = registry.get(it.name)
            if known is not None and same_property(known, it):
                continue
            _require_new(it.name)
            registry[it.name] = it
            added.append((registry, it.name))
        yield
    finally:
        for registry, name in added:
            del registry[name]


def same_property(one: Property, other: Property) -> bool:
    """Whether they are of one definition: the file that has it may be loaded more than once."""
    return one == other or (
        one.name == other.name
        and (definition := definition_of(one.check)) is not None
        and definition == definition_of(other.check)
    )


def property_of(function: object) -> Property | None:
    """The property that a decorated function declares, if it declares one."""
    found = getattr(function, _ATTRIBUTE, None) if isfunction(function) else None
    return found if isinstance(found, Property) else None


def _nothing(_step: object) -> None:
    """The check of a property whose function is still to come."""


def _declare(function: _Function, made: Property) -> _Function:
    if not callable(function):
        raise BadInput(f"{made.name!r}: a property is a function of a step, not {function!r}")
    own = made._replace(check=function)
    collecting = _collected.get()
    if collecting is not None:
        _require_new(made.name, collecting)
        collecting.append(own)
    setattr(function, _ATTRIBUTE, own)
    return function


def _require_new(name: str, also: Iterable[Property] = ()) -> None:
    if name in ALWAYS or name in SOMETIMES or any(it.name == name for it in also):
        raise BadInput(f"two properties are called {name!r}")


def _name(name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        raise BadInput(f"the name of a property: some text is needed, not {name!r}")
    return name


def _rules(name: str, rules: object) -> tuple[str, ...]:
    if not isinstance(rules, str):
        raise BadInput(f"the rules of a property: a text such as 'R3 R7', not {rules!r}")
    for rule in rules.split():
        if rule not in RULES:
            raise BadInput(f"{cut(name)} guards no rule {rule}{did_you_mean(rule, RULES)}")
    return tuple(rules.split())
