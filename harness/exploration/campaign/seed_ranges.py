"""Ranges of seeds: of an exploration, of a work unit, and those still to be done.

Where units begin and end depends on the first seed alone, so more seeds leave them as they are.
Done seeds are kept as the fewest ranges: a million units in a row are one.

>>> joined([(100, 100), (0, 100), (300, 7)])
[(0, 200), (300, 7)]
>>> list(left(Seeds(0, 410), 100, [(0, 200), (300, 7)]))
[(200, 100), (307, 93), (400, 10)]
>>> described([(0, 2000), (2100, 100)])
'seeds 0 to 1,999 and 2,100 to 2,199'
>>> described([(7, 1)])
'seed 7'
>>> described([(at, 100) for at in range(0, 2000, 200)])
'1,000 seeds of 0 to 1,899'
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

SeedRange = tuple[int, int]  # first seed, how many
_LISTED: Final = 4  # ranges


class Seeds(NamedTuple):
    """The seeds of an exploration: so many from the first."""

    first: int
    many: int


def joined(ranges: Iterable[SeedRange]) -> list[SeedRange]:
    """The same seeds in order and in the fewest ranges."""
    found: list[SeedRange] = []
    for first, many in sorted(ranges):
        if found and sum(found[-1]) == first:
            found[-1] = (found[-1][0], found[-1][1] + many)
        else:
            found.append((first, many))
    return found


def left(seeds: Seeds, size: int, done: list[SeedRange]) -> Iterator[SeedRange]:
    """The seeds not done, cut into units of that size; of a unit done in part, the rest."""
    at = seeds.first
    for first, many in [*done, (seeds.first + seeds.many, 0)]:
        while at < first:
            end = min(first, at + size - (at - seeds.first) % size)
            yield at, end - at
            at = end
        at = first + many


def described(done: list[SeedRange]) -> str:
    """These seeds in words; only how many if there are many gaps."""
    if len(done) > _LISTED:
        count = sum(many for _, many in done)
        return f"{count:,} seeds of {done[0][0]:,} to {sum(done[-1]) - 1:,}"
    if len(done) == 1 and done[0][1] == 1:
        return f"seed {done[0][0]:,}"
    return "seeds " + " and ".join(f"{first:,} to {first + many - 1:,}" for first, many in done)
