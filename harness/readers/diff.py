"""Where two results part: the first event that differs, then all that differs at the end.

It takes two results as `--format json` writes them, so that a saved one will do, and knows nothing
of how they came to be. The entries of a timeline may have a `step` besides.

>>> parting([{"event": "turned_on"}], [{"event": "turned_on"}]) is None
True
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, NamedTuple

from harness.readers.words import quoted
from harness.values.environments import ENVIRONMENT_NAMES

Result = Mapping[str, Any]
Entry = Mapping[str, Any]
BEFORE: Final = 3  # events that are shown before the parting
FROM_THERE: Final = 3  # and from there on, where they are of one record
COMPARED: Final = (
    "event", "at", "actor", "environment", "table", "record", "rule", "cause", "detail",
)  # fmt: skip
REFERENCES: Final = ("RecId", "row id", "Dataverse reference", "Human Resources reference")


class Parting(NamedTuple):
    """The first event that differs: what both have before it, and what each has from there on."""

    seq: int
    before: Sequence[Entry]
    first: Sequence[Entry]  # empty where that timeline is at its end
    second: Sequence[Entry]


class Row(NamedTuple):
    """One thing that differs at the end; None where that side has nothing of the kind."""

    thing: str
    what: str  # empty where all of the thing is on one side only
    first: str | None
    second: str | None


class Section(NamedTuple):
    """What differs of one kind."""

    title: str
    rows: Sequence[Row]


def parting(first: Sequence[Entry], second: Sequence[Entry]) -> Parting | None:
    """The first event of two timelines that differs, None where they are the same."""
    for place, (mine, theirs) in enumerate(zip(first, second, strict=False)):
        if any(mine.get(key) != theirs.get(key) for key in COMPARED):
            break
    else:
        if len(first) == len(second):
            return None
        place = min(len(first), len(second))
    before = first[max(place - BEFORE, 0) : place]
    return Parting(place + 1, before, _from(first, place), _from(second, place))


def _from(timeline: Sequence[Entry], place: int) -> Sequence[Entry]:
    """The event there, and what comes right after it of the same record."""
    found = timeline[place : place + FROM_THERE]
    return list(takewhile(lambda entry: entry.get("record") == found[0].get("record"), found))


def differences(first: Result, second: Result) -> list[Section]:
    """What differs at the end, kind by kind; only kinds that differ."""
    mine, theirs = dict(_kinds(first)), dict(_kinds(second))
    sections = []
    for rank, title in sorted({**mine, **theirs}):
        rows = list(_rows(mine.get((rank, title), {}), theirs.get((rank, title), {})))
        if rows:
            rows.sort(key=lambda row: row.what in REFERENCES)  # what matters least comes last
            sections.append(Section(title, rows))
    return sections


class _Cell(NamedTuple):
    """A value, and how it is shown."""

    value: Any
    text: str


_Thing = Mapping[str, _Cell]  # what there is to say of it -> the value
_Things = Mapping[str, _Thing]


def _rows(mine: _Things, theirs: _Things) -> Iterator[Row]:
    for thing in {**mine, **theirs}:
        here, there = mine.get(thing), theirs.get(thing)
        if here is None or there is None:
            yield Row(thing, "", here and _summary(here), there and _summary(there))
            continue
        for what in {**here, **there}:
            one, other = here.get(what, _EMPTY), there.get(what, _EMPTY)
            # True is 1 in Python, not in a record
            if one.value != other.value or (one.value is True) != (other.value is True):
                yield Row(thing, what, *_apart(one, other))


def _summary(thing: _Thing) -> str:
    shown = [f"{what} {cell.text}" for what, cell in thing.items() if what not in REFERENCES]
    return ", ".join(shown) or "nothing in it"


def _apart(one: _Cell, other: _Cell) -> tuple[str, str]:
    """Two values that differ, so that their texts do too: long texts from where they part."""
    mine, theirs = one.value, other.value
    if one.text != other.text:
        return one.text, other.text
    if not (isinstance(mine, str) and isinstance(theirs, str)):
        return f"{one.text} ({type(mine).__name__})", f"{other.text} ({type(theirs).__name__})"
    pairs = enumerate(zip(mine, theirs, strict=False))
    place = next((n for n, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
    cut = max(place - 10, 0)
    return tuple(f"from character {cut + 1}: {quoted(text[cut : cut + 40])}" for text in (mine, theirs))


def _kinds(result: Result) -> Iterator[tuple[tuple[int, str], _Things]]:
    """All that a result says of the end, as (place, kind), thing, what and value."""
    whole = ("outcome", "integration", "started_at", "ended_at")
    yield (0, "As a whole"), {"": {key.replace("_", " "): _plain(result[key]) for key in whole}}
    yield (
        (1, "Expectations that failed"),
        _things((f"step {f['step']}", _pick(f, "expected", "actual")) for f in result["failures"]),
    )
    for environment, tables in result["environments"].items():
        for table, records in tables.items():
            where = f"{ENVIRONMENT_NAMES.get(environment, environment)}: {table}"
            yield (2, where), _things((r["record"], _record(environment, r)) for r in records)
