"""The decorator of what is a value: commands, settings, expectations.

It makes a frozen dataclass with slots, most of whose methods need no compiler: six functions for
each class took it a fifth of the time in which the command line starts.

>>> @immutable
... class Pair:
...     first: str
...     second: int = 2
...
...     def __init__(self, first: str, second: int = 2) -> None:
...         object.__setattr__(self, "first", first)
...         object.__setattr__(self, "second", second)
>>> Pair("a"), Pair("a") == Pair("a", 2), len({Pair("a"), Pair("a", 2)})
(Pair(first='a', second=2), True, 1)
>>> Pair("a").first = "b"
Traceback (most recent call last):
dataclasses.FrozenInstanceError: cannot assign to field 'first'
"""

from collections.abc import Sequence
from dataclasses import FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(kind: type[T]) -> type[T]:
    """Make the class a value: nothing sets its fields once it is made.

    Equal values are of one class and have equal fields, and equal hashes. A class that has no
    `__init__` gets that of a frozen dataclass, which is compiled; one that has sets its fields by
    `object.__setattr__`. Unless the class has a repr, it is the call that makes the value.
    """
    is_complete = "__init__" in vars(kind) or not getattr(kind, "__annotations__", None)
    made: Any = dataclass(
        init=not is_complete, frozen=not is_complete, repr=False, eq=False, slots=True
    )(kind)
    names = [its.name for its in fields(made) if its.compare]
    compared = attrgetter(*names) if names else _nothing

    def is_equal(self: object, other: object) -> bool:
        return compared(self) == compared(other) if type(other) is type(self) else NotImplemented

    def hash_of_fields(self: object) -> int:
        return hash(compared(self))

    made.__eq__, made.__hash__ = is_equal, hash_of_fields
    if is_complete:
        made.__setattr__, made.__delattr__ = _refuse_to_assign, _refuse_to_delete
        made.__getstate__, made.__setstate__ = _state, _set_state
    if made.__repr__ is object.__repr__:
        made.__repr__ = _call
    return cast("type[T]", made)


def _nothing(_value: object) -> tuple[()]:
    return ()


def _refuse_to_assign(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, its.name) for its in fields(self)]


def _set_state(self: Any, state: Sequence[object]) -> None:
    for its, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, its.name, value)


def _call(self: Any) -> str:
    shown = (f"{its.name}={getattr(self, its.name)!r}" for its in fields(self) if its.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
