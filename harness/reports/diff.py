"""Where two results part: the first event that differs, then all that differs at the end.

It takes two results as `--format json` writes them, so that a saved one will do, and knows nothing
of how they came to be. The entries of a timeline may have a `step` besides.

>>> parting([{"event": "turned_on"}], [{"event": "turned_on"}]) is None
True
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, NamedTuple

from harness.reports.diff_records import REFERENCES, Cell, ComparedRecord, kinds
from harness.reports.explain.sentences import quoted

Result = Mapping[str, Any]
Entry = Mapping[str, Any]
BEFORE: Final = 3  # events that are shown before the parting
FROM_THERE: Final = 3  # and from there on, where they are of one record
COMPARED: Final = (
    "event", "at", "actor", "environment", "table", "record", "rule", "cause", "detail",
)  # fmt: skip
_NONE: Final = Cell(None, "empty")


class Parting(NamedTuple):
    """The first event that differs: what both have before it, and what each has from there on."""

    seq: int
    before: Sequence[Entry]
    first: Sequence[Entry]  # empty where that timeline is at its end
    second: Sequence[Entry]


class DiffRow(NamedTuple):
    """One thing that differs at the end; None where that side has nothing of the kind."""

    thing: str
    what: str  # empty where all of the thing is on one side only
    first: str | None
    second: str | None


class DiffSection(NamedTuple):
    """What differs of one kind."""

    title: str
    rows: Sequence[DiffRow]


def parting(first: Sequence[Entry], second: Sequence[Entry]) -> Parting | None:
    """The first event of two timelines that differs, None where they are the same."""
    pairs = enumerate(zip(first, second, strict=False))
    end = min(len(first), len(second))
    place = next((place for place, (mine, theirs) in pairs if _differ(mine, theirs)), end)
    if place == len(first) == len(second):
        return None
    before = first[max(place - BEFORE, 0) : place]
    return Parting(place + 1, before, _from(first, place), _from(second, place))


def _differ(mine: Entry, theirs: Entry) -> bool:
    """Keys are additive: what a result saved earlier does not have, it does not differ in."""
    return any(mine[key] != theirs[key] for key in COMPARED if key in mine and key in theirs)


def _from(timeline: Sequence[Entry], place: int) -> Sequence[Entry]:
    """The event there, and what comes right after it of the same record."""
    found = timeline[place : place + FROM_THERE]
    if not found or found[0]["record"] is None:
        return found[:1]
    return list(takewhile(lambda entry: entry["record"] == found[0]["record"], found))


def differences(first: Result, second: Result) -> list[DiffSection]:
    """What differs at the end, kind by kind; only kinds that differ."""
    mine, theirs = kinds(first), kinds(second)
    sections = []
    for rank, title in sorted({**mine, **theirs}):
        rows = list(_rows(mine.get((rank, title), {}), theirs.get((rank, title), {})))
        if rows:
            rows.sort(key=lambda row: row.what in REFERENCES)  # what matters least comes last
            sections.append(DiffSection(title, rows))
    return sections


def _rows(
    mine: Mapping[str, ComparedRecord], theirs: Mapping[str, ComparedRecord]
) -> Iterator[DiffRow]:
    for thing in {**mine, **theirs}:
        here, there = mine.get(thing), theirs.get(thing)
        if here is None or there is None:
            yield DiffRow(thing, "", _summary(here), _summary(there))
            continue
        for what in sorted({**here, **there}, key="last edit".__eq__):
            one, other = here.get(what, _NONE), there.get(what, _NONE)
            # True is 1 in Python, not in a record
            if one.value != other.value or (one.value is True) != (other.value is True):
                yield DiffRow(thing, what, *_apart(one, other))


def _summary(thing: ComparedRecord | None) -> str | None:
    if thing is None:
        return None
    shown = [f"{what} {cell.text}" for what, cell in thing.items() if what not in REFERENCES]
    return ", ".join(shown) or "nothing in it"


def _apart(one: Cell, other: Cell) -> tuple[str, str]:
    """Two values that differ, so that their texts do too: long texts from where they part."""
    mine, theirs = one.value, other.value
    if one.text != other.text:
        return one.text, other.text
    if not (isinstance(mine, str) and isinstance(theirs, str)):
        return f"{one.text} ({type(mine).__name__})", f"{other.text} ({type(theirs).__name__})"
    pairs = enumerate(zip(mine, theirs, strict=False))
    place = next((n for n, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
    start = max(place - 10, 0)
    ends = quoted(mine[start : start + 40]), quoted(theirs[start : start + 40])
    return f"{ends[0]} from character {start + 1}", f"{ends[1]} from there"
