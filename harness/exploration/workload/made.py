"""Commands of a pool, each made when it is first chosen: most of a pool never are.

>>> made = Made(print, "made")
>>> made(), made()
made
(None, None)
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Made(Generic[T]):
    """What a function makes of some arguments, called once."""

    __slots__ = ("_arguments", "_made", "_make")

    def __init__(self, make: Callable[..., T], *arguments: Any) -> None:
        self._make: Callable[..., T] | None = make
        self._arguments = arguments  # plain ones: a closure for each would be twice the memory
        self._made: T | None = None

    def __call__(self) -> T:
        if self._make is not None:
            self._made = self._make(*self._arguments)
            self._make, self._arguments = None, ()
        return self._made  # type: ignore[return-value]  # it was made
