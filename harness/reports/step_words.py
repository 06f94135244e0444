"""Steps in words: one, ranges, or of many ranges how many steps there are."""

from collections.abc import Sequence
from typing import Final

_RANGES: Final = 3  # that are told one by one


def step_words(steps: Sequence[int]) -> list[tuple[str, int]]:
    """The steps, which are in order, in words: each word with the step that follows it.

    No range has a step in it that is not meant.

    >>> def text(*steps): return "".join(f"{words}{step}" for words, step in step_words(steps))
    >>> text(7), text(2, 3, 4, 6), text(2, 3), text(2, 4, 6, 8, 10)
    ('step 7', 'steps 2 to 4 and 6', 'steps 2 to 3', '5 steps between 2 and 10')
    """
    if len(steps) < 2:
        return [("step ", step) for step in steps]
    ranges: list[list[int]] = []
    for step in steps:
        if ranges and step == ranges[-1][-1] + 1:
            ranges[-1][1:] = [step]
        else:
            ranges.append([step])
    if len(ranges) > _RANGES:
        return [(f"{len(steps):,} steps between ", steps[0]), (" and ", steps[-1])]
    found = []
    for number, one in enumerate(ranges):
        before = " and " if number + 1 == len(ranges) else ", "
        found.append((before if number else "steps ", one[0]))
        if one[1:]:
            found.append((" to ", one[-1]))
    return found
