"""Events in sentences, for timelines, results and explanations.

The words are the article's. Values are shown as people read them, long ones cut; columns by their
words, or for machines by their logical names; so are tables.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from harness.domain.catalog_table import Table
from harness.domain.column_words import column_words, table_words
from harness.domain.events import Event
from harness.domain.times import format_duration, format_instant
from harness.reports.event_columns import OF_COLUMNS, where
from harness.reports.values import ColumnNames, brief, logical_names
from harness.simulator.engine import Engine

_NAMES: Final = 3  # of records
_OF_MANY: Final = frozenset({"tracking_cleared", "sync_now_started"})
# events whose text names a table or a column as the simulated system does
_OF_TABLES: Final = _OF_MANY | {"refused", "failed", "fault_asked"}
_NAME: Final = re.compile(r"\b[a-z0-9]+_\w+(?![\"'])")


def describe(simulator: Engine, event: Event, names: ColumnNames = column_words) -> str:
    """What happened, without the record's name, its rule and its time."""
    if event.event in OF_COLUMNS:
        text = OF_COLUMNS[event.event](simulator, event, names)
    else:
        text = DESCRIPTIONS[event.event](simulator, event)
    if event.event in _OF_TABLES and names is not logical_names:
        return _in_words(simulator, event, text)
    return text


def _in_words(simulator: Engine, event: Event, text: str) -> str:
    """A text of the simulated system with the words of the tables and columns that it names."""
    catalog = simulator.world.catalog
    table = catalog.get(event.table) if event.table else None
    columns = {} if table is None else dict(zip(table.names, column_words(table), strict=True))

    def word(found: re.Match[str]) -> str:
        name = found[0]
        if name in catalog:
            word = table_words(catalog[name])
            return many(word) if event.event in _OF_MANY and word != name else word
        return columns.get(name, name)

    return _NAME.sub(word, text)


def records_named(table: Table, names: Iterable[str]) -> str:
    """Some records with what they are, of many the first.

    >>> from harness.domain.catalog import standard_catalog
    >>> records_named(standard_catalog()["cdm_jobposition"], ["a", "b"])
    'job positions a, b'
    """
    word = table_words(table)
    few = few_names(names)
    return f"{few} of {word}" if word == table.name else f"{many(word)} {few}"


def _counts(words: dict[str, str]) -> Callable[[Engine, Event], str]:
    def text(_: Engine, event: Event) -> str:
        parts = [
            f"{event.data[key]:,} {word}" for key, word in words.items() if event.data.get(key)
        ]
        return ", ".join(parts) or "nothing to do"

    return text


def _text(text: str) -> Callable[[Engine, Event], str]:
    return lambda _, event: text.format(data=event.data)


def instant(at: int) -> str:
    """A point in time as a text shows it.

    >>> instant(0)
    '1970-01-01 00:00:00'
    """
    return format_instant(at).replace("T", " ")[:-1]


def by(scheduled: bool) -> str:
    """How a run of the batch job was started."""
    return "on schedule" if scheduled else "by hand"


def plural(number: int, word: str) -> str:
    """So many of them.

    >>> plural(1, "history"), plural(1200, "history"), plural(0, "replay"), plural(2, "loss")
    ('1 history', '1,200 histories', '0 replays', '2 losses')
    """
    return f"{number:,} {word if number == 1 else many(word)}"


def few_names(names: Iterable[str]) -> str:
    """Some names, of many the first; the first and the last, if they are numbered without a gap.

    >>> few_names(["w08", "w09", "w10", "w12"]), few_names(["w08", "w10", "w09", "w11"])
    ('w08, w09, w10, w12', 'w08 … w11')
    >>> few_names(["ada", "ben", "cid", "dot", "eve"])
    'ada, ben, cid and 2 more'
    """
    every = list(dict.fromkeys(names))
    numbered = sorted((_number(name), name) for name in every)
    series = {series for (series, _), _ in numbered}
    numbers = [number for (_, number), _ in numbered]
    gapless = numbers == list(range(numbers[0], numbers[0] + len(every)))
    if len(every) > _NAMES and len(series) == 1 and gapless:
        return f"{numbered[0][1]} … {numbered[-1][1]}"
    if len(every) <= _NAMES + 1:  # a last one is named, not counted
        return ", ".join(every)
    return f"{', '.join(every[:_NAMES])} and {len(every) - _NAMES:,} more"


def _number(name: str) -> tuple[str, int]:
    """What a name begins with, and the number that it ends with; -1 if it ends with none."""
    series = name.rstrip("0123456789")
    return series, int(name[len(series) :] or -1)


def many(word: str) -> str:
    """The plural of a word."""
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


def _refused(_: Engine, event: Event) -> str:
    name, reason = event.data
    return f"REFUSED {name.replace('_', ' ')}: {reason}"


def _stopped(counts: dict[str, int]) -> str:
    records = plural(counts["handled"], "record")
    return f"the run stopped after {records}; {plural(counts['left'], 'request')} left"


def _plugin_failed(_: Engine, event: Event) -> str:
    run = f"; {_stopped(event.data)}" if "handled" in event.data else ""
    return f"PLUG-IN FAILED: {event.data['message']}{run}"


def _environment_restored(_: Engine, event: Event) -> str:
    counts = event.data
    back = ", ".join(
        f"{plural(counts[key], 'record')} {words}"
        for key, words in (("changed", "changed back"), ("went", "went"), ("came", "came back"))
        if counts[key]
    )
    return f"{where(event)} put back to the backup {brief(counts['backup'])}: {back or 'no change'}"


def status_text(status: str) -> str:
    """What the batch job is, as the product writes its status.

    >>> status_text("withhold"), status_text("canceled")
    ('on Withhold', 'Canceled')
    """
    name = status.capitalize()
    return f"on {name}" if name == "Withhold" else name


def _blocked(_: Engine, event: Event) -> str:
    return f"run on schedule passed over: the batch job is {status_text(event.data)}"


DESCRIPTIONS: Final[dict[str, Callable[[Engine, Event], str]]] = {
    "turned_on": _text("integration on; the backlog waits for the batch job"),
    "turned_off": lambda _, event: (
        "integration off"
        + (f"; {plural(event.data, 'waiting change')} given up" if event.data else "")
    ),
    "stayed": _text("integration was {data} already"),
    "given_on": _text("integration on at the start"),
    "job_created": lambda _, event: f"batch job created, first run {instant(event.data)}",
    "time_passed": lambda _, event: f"{format_duration(event.data)} passes",
    "given": lambda _, event: (
        "given in both environments" + ("" if event.record else f": {event.data:,} records")
    ),
    "deleted": lambda _, event: f"deleted in {where(event)}",
    "rekeyed": lambda _, event: (
        f"gets another natural key in {where(event)}, and is {brief(event.data[1])} from now on"
    ),
    "unnoticed": lambda _, event: (
        f"NOT NOTICED: the {event.data} in {where(event)} makes no request"
    ),
    "new_period": lambda _, event: (
        f"a new period begins in {where(event)}: the record has RecId {event.data}"
    ),
    "import_started": lambda _, event: (
        f"import of {plural(event.data[0], 'row')}, "
        f"{format_duration(event.data[1])} a row (a setting, no measure)"
    ),
    "import_ended": _counts(
        {
            "deleted": "deleted first",
            "created": "created",
            "edited": "edited",
            "same": "the same already",
            "refused": "refused",
        }
    ),
    "refused": _refused,
    "failed": _text("FAILED, stays missed: {data}"),
    "waiting": lambda _, event: (
        "waits to be delivered "
        + ("when the faults are over" if event.data is None else f"at {instant(event.data)}")
    ),
    "held_back": lambda _, event: f"the {event.data} in {where(event)} is held back: not tracked",
    "removed": lambda _, event: f"deleted in {where(event)}",
    "linked": lambda _, event: (
        "linked by natural key" + (", the tombstone is used again" if event.data else "")
    ),
    "pointed": _text("the tracking row points at the record that is there now"),
    "dropped": lambda _, event: (
        "gone on both sides; " + ("the tracking row goes" if event.data else "nothing is tracked")
    ),
    "settled": _text("both sides agree already; nothing is written"),
    "delete_undone": lambda _, event: f"UNDONE: the delete in {where(event)}",
    "backed_up": lambda _, event: (
        f"backup {brief(event.data[0])} of {where(event)}: {plural(event.data[1], 'record')}"
    ),
    "environment_restored": _environment_restored,
    "tracking_cleared": lambda _, event: (
        f"tracking cleared: {plural(event.data, 'row')} of {event.table}"
    ),
    "sync_now_started": lambda _, event: f"full synchronization of {event.table}",
    "sync_now_ended": _counts({"settled": "reconciled", "failed": "failed"}),
    "batch_started": lambda _, event: f"run starts: {plural(event.data, 'missed request')}",
    "batch_ended": _counts({"settled": "settled", "failed": "failed", "held_back": "held back"}),
    "batch_skipped": lambda _, event: f"run {by(event.data)} skipped: integration is off",
    "batch_blocked": _blocked,
    "batch_stuck": _text("the run is stuck in Executing"),
    "batch_stopped": lambda _, event: _stopped(event.data),
    "batch_cancelled": _text("the run is cancelled; the batch job is Canceled"),
    "job_set": lambda _, event: f"batch job set to {event.data.capitalize()}",
    "job_deleted": _text("batch job deleted"),
    "plugin_failed": _plugin_failed,
    "fault_asked": _text("fault: {data}"),
    "faults_ended": lambda _, event: (
        "the faults are over" + (f": {event.data.replace('_', ' ')}" if event.data else "")
    ),
    "unanswered": lambda _, event: (
        f"{where(event)} did it and its answer is lost{'; stays missed' if event.data else ''}"
    ),
    "repeated": _text("delivered again, recognised: nothing to do"),
}
