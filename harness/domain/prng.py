"""Random numbers that are the same for a seed on every machine and Python version, for years.

What `random` makes of a seed may change with Python's version, so the numbers are our own:
SplitMix64, each of its 64 bit numbers divided up among as many draws as it is good for. A draw is
its remainder, and what is left is the quotient; where less than 32 bits are left, the next number
comes. That a draw of n prefers some values is thus less likely than n in 2**32.

>>> draws = Draws(7)
>>> [draws.below(10) for _ in range(12)]
[1, 2, 2, 7, 9, 6, 7, 0, 7, 4, 4, 7]
>>> draws.choice("abc"), draws.chance(50), draws.shuffled("abcd"), draws.sample("abcd", 2)
('a', True, ['a', 'b', 'c', 'd'], ['b', 'd'])
"""

from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_MASK: Final = (1 << 64) - 1
_STEP: Final = 0x9E3779B97F4A7C15
_ENOUGH: Final = 1 << 32  # as long as a number is above this, another draw may divide it


class Draws:
    """A stream of draws; of a seed, the lowest 64 bits count.

    For speed `choice` and `chance` do not call `below`: drawing a command is little but draws.
    """

    __slots__ = ("_left", "_state")

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK
        self._left = 0
        self._state = self._next()  # else the numbers of seeds that are a step apart would overlap

    def _next(self) -> int:
        self._state = number = (self._state + _STEP) & _MASK
        number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
        return number ^ (number >> 31)

    def word(self) -> int:
        """64 bits, for who divides them up himself."""
        return self._next()

    def below(self, n: int) -> int:
        """One of 0 up to n - 1; n is small."""
        left = self._left
        if left < _ENOUGH:
            left = self._next()
        self._left = left // n
        return left % n

    def choice(self, items: Sequence[T]) -> T:
        """One of them. What is to come more often is there more often."""
        left = self._left
        if left < _ENOUGH:
            left = self._next()
        n = len(items)
        self._left = left // n
        return items[left % n]

    def chance(self, percent: int) -> bool:
        """Yes, so often in a hundred."""
        left = self._left
        if left < _ENOUGH:
            left = self._next()
        self._left = left // 100
        return left % 100 < percent

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """So many of them, in any order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them, in any order."""
        return self.sample(items, len(items))
