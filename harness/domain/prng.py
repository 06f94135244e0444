"""Pseudo-random numbers that are the same for a seed on every machine and Python version.

What `random` makes of a seed may change with Python's version, so the numbers are our own:
SplitMix64 (Steele, Lea, Flood, 2014). `Draws` is a stream; `CounterDraws` is counter-based: any of
its numbers is computed without those before it; `mix_128` spreads a number over 128 bits.

A stream divides each 64 bit number up among as many draws as it is good for: a draw is the
remainder, and the quotient is left for the next one; a new number comes if less than 32 bits are
left. So the bias of a draw of n is below n in 2**32.

>>> draws = Draws(7)
>>> [draws.below(10) for _ in range(12)]
[1, 2, 2, 7, 9, 6, 7, 0, 7, 4, 4, 7]
>>> draws.choice("abc"), draws.chance(50), draws.shuffled("abcd"), draws.sample("abcd", 2)
('a', True, ['a', 'b', 'c', 'd'], ['b', 'd'])
>>> CounterDraws(7)("gender", 41) == CounterDraws(7)("gender", 41)
True
"""

from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_MASK: Final = (1 << 64) - 1
_MASK_128: Final = (1 << 128) - 1
_STEP: Final = 0x9E3779B97F4A7C15
_ENOUGH: Final = 1 << 32  # as long as a number is above this, another draw may divide it


def mix_64(number: int) -> int:
    """The finalizer of SplitMix64: a bijection whose output bits all depend on all input bits."""
    number &= _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)


def mix_128(number: int) -> int:
    """The same over 128 bits, with folded halves: neighbouring numbers are spread over all bits."""
    number &= _MASK_128
    number = (number ^ number >> 64) * 0xDA942042E4DD58B5_94D049BB133111EB & _MASK_128
    number = (number ^ number >> 61) * 0xBF58476D1CE4E5B9_2545F4914F6CDD1D & _MASK_128
    return number ^ number >> 67


class CounterDraws:
    """64 bit numbers, each a function of the seed, a stream's name and a counter.

    Number n costs the same however many come before it, and streams do not shift each other.
    """

    def __init__(self, seed: object) -> None:
        self._seed = seed
        self._starts: dict[str, int] = {}  # the number that each stream counts from

    def __call__(self, stream: str, n: int) -> int:
        start = self._starts.get(stream)
        if start is None:
            from hashlib import blake2b  # only generated data needs it

            digest = blake2b(f"{self._seed}|{stream}".encode(), digest_size=8).digest()
            start = self._starts[stream] = int.from_bytes(digest, "big")
        return mix_64(start + n * _STEP)


class Draws:
    """A stream of draws from a seed, of which the lowest 64 bits count.

    For speed `choice` and `chance` repeat the lines of `below`, and `word` those of `mix_64`: a
    generator of commands does little but draw.
    """

    __slots__ = ("_left", "_state")

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK
        self._left = 0
        self._state = self.word()  # else the numbers of seeds that are a step apart would overlap

    def word(self) -> int:
        """The next 64 bit number, undivided."""
        self._state = number = (self._state + _STEP) & _MASK
        number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
        return number ^ (number >> 31)

    def below(self, n: int) -> int:
        """A number from 0 to n - 1, for a small n."""
        left = self._left
        if left < _ENOUGH:
            left = self.word()
        self._left = left // n
        return left % n

    def choice(self, items: Sequence[T]) -> T:
        """One of the items; an item listed twice is twice as likely."""
        left = self._left
        if left < _ENOUGH:
            left = self.word()
        n = len(items)
        self._left = left // n
        return items[left % n]

    def chance(self, percent: int) -> bool:
        """True with this probability, in percent."""
        left = self._left
        if left < _ENOUGH:
            left = self.word()
        self._left = left // 100
        return left % 100 < percent

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """So many of the items, without replacement, in any order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of the items, in any order."""
        return self.sample(items, len(items))
