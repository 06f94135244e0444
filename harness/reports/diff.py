"""The comparison of two results: the first event that differs, then all that differs at the end.

Both results are a `result_format.Result`: just made, or read from a file.

>>> _time("2021-08-19T09:00:00Z").text
'2021-08-19 09:00:00'
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final, NamedTuple

from msgspec import UNSET

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.rules import marked
from harness.reports.result_format import (
    FindingEntry,
    FoundEntry,
    LossEntry,
    MissedEntry,
    OfRecord,
    RecordEntry,
    Result,
    Tables,
    TimelineEntry,
    UndoneEntry,
)
from harness.reports.result_words import LogicalNames, ResultWords
from harness.reports.settings_text import differing_settings
from harness.reports.values import quoted

BEFORE: Final = 3  # events that are shown before the first difference
FROM_THERE: Final = 3  # and from there on, if they are of one record
REFERENCES: Final = ("RecId", "row id", "Dataverse reference", "Human Resources reference")
SETTINGS: Final = "Settings"  # the title of their section, which comes first
_FINDINGS: Final = (8, "Other findings")
_OF_THEIR_OWN: Final = ("data loss", "undone delete", "missed request")
_COMPARED: Final = (
    "event", "at", "actor", "environment", "table", "record", "rule", "cause", "detail",
)  # fmt: skip


class Parting(NamedTuple):
    """The first event that differs: what both have before it, and what each has from there on."""

    seq: int
    before: Sequence[TimelineEntry]
    first: Sequence[TimelineEntry]  # empty if that timeline is at its end
    second: Sequence[TimelineEntry]


class DiffRow(NamedTuple):
    """One item that differs at the end; None if that side has no such item."""

    item: str
    what: str  # empty if all of the item is on one side only
    first: str | None
    second: str | None


class DiffSection(NamedTuple):
    """What differs of one kind."""

    title: str
    rows: Sequence[DiffRow]


class Cell(NamedTuple):
    """The value of an attribute, and how it is shown."""

    value: Any
    text: str


Item = Mapping[str, Cell]  # by the name of the attribute
Items = Mapping[str, Item]  # by the name of the item
_EMPTY: Final = Cell(None, "empty")


def parting(first: Sequence[TimelineEntry], second: Sequence[TimelineEntry]) -> Parting | None:
    """The first event of two timelines that differs, None if they are the same."""
    pairs = enumerate(zip(first, second, strict=False))
    end = min(len(first), len(second))
    place = next((place for place, (mine, theirs) in pairs if _differ(mine, theirs)), end)
    if place == len(first) == len(second):
        return None
    before = first[max(place - BEFORE, 0) : place]
    return Parting(place + 1, before, _from(first, place), _from(second, place))


def _differ(mine: TimelineEntry, theirs: TimelineEntry) -> bool:
    """Whether two entries differ in a key that both have: one saved earlier may have fewer."""
    pairs = ((getattr(mine, key), getattr(theirs, key)) for key in _COMPARED)
    return any(one != other for one, other in pairs if UNSET not in (one, other))


def _from(timeline: Sequence[TimelineEntry], place: int) -> Sequence[TimelineEntry]:
    """The event there, and what comes right after it of the same record."""
    found = timeline[place : place + FROM_THERE]
    if not found or found[0].record is None:
        return found[:1]
    return list(takewhile(lambda entry: entry.record == found[0].record, found))


def same_timelines(first: Result, second: Result) -> str:
    """Why two results may differ though their timelines are the same."""
    seeds = [side.run.seed for side in (first, second)]
    why = "what was given differs, or a setting that no event shows"
    if seeds[0] != seeds[1]:
        why = f"but not their seeds, {seeds[0]} and {seeds[1]}"
    return f"Their timelines are the same, {len(first.end.timeline):,} events; {why}."


def differences(
    first: Result, second: Result, words: ResultWords | None = None
) -> list[DiffSection]:
    """What differs at the end, kind by kind; only kinds that differ.

    In these words; else by logical names.
    """
    words = words or LogicalNames()
    mine, theirs = _kinds(first, words), _kinds(second, words)
    if UNSET in (first.run.findings, second.run.findings):  # one was saved before there were any
        mine.pop(_FINDINGS), theirs.pop(_FINDINGS)
    chosen = [DiffRow(*row) for row in differing_settings(first.run.settings, second.run.settings)]
    names = [run.sample_data or None for run in (first.run, second.run)]
    if None not in names and names[0] != names[1]:
        chosen.append(DiffRow("generated rows", "names", *names))
    sections = [DiffSection(SETTINGS, chosen)] if chosen else []
    for rank, title in sorted({**mine, **theirs}):
        rows = list(_rows(mine.get((rank, title), {}), theirs.get((rank, title), {})))
        if rows:
            rows.sort(key=lambda row: row.what in REFERENCES)  # what matters least comes last
            sections.append(DiffSection(title, rows))
    return sections


def _rows(mine: Items, theirs: Items) -> Iterator[DiffRow]:
    for item in {**mine, **theirs}:
        here, there = mine.get(item), theirs.get(item)
        if here is None or there is None:
            yield DiffRow(item, "", _summary(here), _summary(there))
            continue
        for what in sorted({**here, **there}, key="last edit".__eq__):
            one, other = here.get(what, _EMPTY), there.get(what, _EMPTY)
            # True is 1 in Python, not in a record
            if one.value != other.value or (one.value is True) != (other.value is True):
                yield DiffRow(item, what, *_apart(one, other))


def _summary(item: Item | None) -> str | None:
    if item is None:
        return None
    shown = [f"{what} {cell.text}" for what, cell in item.items() if what not in REFERENCES]
    return ", ".join(shown) or "nothing in it"


def _apart(one: Cell, other: Cell) -> tuple[str, str]:
    """The texts of two values that differ; of equal texts, what makes the values differ."""
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


def _kinds(result: Result, words: ResultWords) -> dict[tuple[int, str], Items]:
    """The end of a result by kind, each with its rank: the order in which people want to know."""
    run, end = result
    whole = {
        "outcome": _cell(run.outcome),
        "integration": _cell(end.integration),
        "start": _time(end.started_at),
        "end": _time(end.ended_at),
    }
    failures = (
        (f"step {it.step}", {"expected": _cell(it.expected), "actual": _cell(it.actual)})
        for it in run.failures
    )
    undone = (
        (_place(it, words), {"rule": _rule(it), "at": _time(it.at)}) for it in end.undone_deletes
    )
    missed = (
        (
            _place(it, words),
            {
                "change": _cell(it.change),
                "columns": Cell(it.columns, _columns(it, words)),
                "since": _time(it.since),
            },
        )
        for it in end.missed_requests
    )
    tracking = (
        (
            words.record(it.dataverse_table, it.record),
            {
                "Deleted from Dataverse": _cell(it.deleted_from_dataverse),
                "Human Resources entity name": _cell(it.human_resources_entity_name),
                "Dataverse reference": _cell(it.dataverse_reference),
                "Human Resources reference": _cell(it.human_resources_reference),
            },
        )
        for it in end.tracking
    )
    return {
        (0, "As a whole"): {"": whole},
        (1, "Expectations that failed"): _items(failures),
        **_records(2, ENVIRONMENT_NAMES[HR], end.environments.hr, "RecId", words),
        **_records(3, ENVIRONMENT_NAMES[DATAVERSE], end.environments.dataverse, "row id", words),
        (4, "Data loss"): _items((_place(it, words), _loss(it, words)) for it in end.data_loss),
        (5, "Undone deletes"): _items(undone),
        (6, "Missed requests"): _items(missed),
        (7, "Tracking rows"): _items(tracking),
        _FINDINGS: _items(_findings(run.findings or (), words)),
    }


def _findings(findings: Iterable[FindingEntry], words: ResultWords) -> Iterator[tuple[str, Item]]:
    """What checks found beside what has a kind of its own."""
    for check in findings:
        if check.kind not in _OF_THEIR_OWN:
            for it in check.found:
                where = f" in {ENVIRONMENT_NAMES[it.environment]}" if it.environment else ""
                name = f"{check.kind}: {words.record(it.table, it.record)}{where}"
                yield (
                    name,
                    {"found": _cell(words.text(it.table, it.detail)), "rule": _rule(it)},
                )


def _items(pairs: Iterable[tuple[str, Item]]) -> Items:
    """Items by name; the second of a name gets a number."""
    found: dict[str, Item] = {}
    times: Counter[str] = Counter()
    for name, item in pairs:
        times[name] += 1
        found[name if times[name] == 1 else f"{name} ({times[name]})"] = item
    return found


def _records(
    rank: int, environment: str, tables: Tables, reference: str, words: ResultWords
) -> dict[tuple[int, str], Items]:
    return {
        (rank, f"{environment}: {words.heading(table)}"): _items(
            (record.record, _record(record, table, reference, words)) for record in records
        )
        for table, records in tables.items()
    }


def _record(record: RecordEntry, table: str, reference: str, words: ResultWords) -> Item:
    edited = record.last_edit
    return {
        **{
            words.column(table, column): Cell(value, quoted(value))
            for column, value in record.values.items()
        },
        "last edit": Cell(None, "none by a user") if edited is None else _time(edited),
        reference: _cell(record.reference),
    }


def _loss(loss: LossEntry, words: ResultWords) -> Item:
    columns = {
        words.column(loss.table, column): Cell(
            values, f"{quoted(values.lost)} lost, {quoted(values.kept)} kept"
        )
        for column, values in loss.columns.items()
    }
    return {**columns, "rule": _rule(loss), "at": _time(loss.at)}


def _columns(it: MissedEntry, words: ResultWords) -> str:
    return ", ".join(words.column(it.table, column) for column in it.columns) or "none"


def _place(it: OfRecord, words: ResultWords) -> str:
    return f"{words.record(it.table, it.record)} in {ENVIRONMENT_NAMES[it.environment]}"


def _cell(value: Any) -> Cell:
    return Cell(value, value if isinstance(value, str) else quoted(value))


def _rule(it: LossEntry | UndoneEntry | FoundEntry) -> Cell:
    return Cell(it.rule, marked(it.rule, it.setting or "") if it.rule else "none")


def _time(at: str) -> Cell:
    return Cell(at, at.replace("T", " ").removesuffix("Z"))
