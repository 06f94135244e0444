"""Events in sentences, for timelines, results and explanations.

The words are the article's. Values are shown as people read them, long ones cut.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.events import Event
from harness.domain.records import Scalar, at
from harness.domain.rules import RULES
from harness.domain.times import format_duration, format_instant
from harness.reports.findings import Changes, lost_columns, readable, shown, unlike_places
from harness.simulator.engine import Engine

LONGEST: Final = 60
_BARE: Final = re.compile(r"[^\s\",:→|()]+( [^\s\",:→|()]+)*")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NO_TEXT: Final = ("empty", "null", "yes", "no")


def describe(simulator: Engine, event: Event) -> str:
    """What happened, without the record's name, its rule and its time."""
    return DESCRIPTIONS[event.event](simulator, event)


def shortened(value: Scalar | float | None) -> str:
    """A value that stands by itself; a long one is cut, and its length added."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            return f"{value[: LONGEST // 2]}… ({len(value):,} characters)"
        return value
    return shown(value)


def assumption_note(rules: Iterable[str]) -> str:
    """A note which of these rules the project decided; empty if none."""
    decided = sorted({rule for rule in rules if rule in RULES and RULES[rule].status == "A"})
    if not decided:
        return ""
    return f"{', '.join(decided)}: the documents leave this open and we decided (harness rules)."


def brief(value: Scalar | None) -> str:
    """A value in a sentence: quoted if it could be taken for the words around it."""
    text = shortened(value)
    bare = not isinstance(value, str) or len(value) > LONGEST
    if bare or _INSTANT.fullmatch(text) or (_BARE.fullmatch(text) and text.lower() not in _NO_TEXT):
        return text
    return f'"{text}"'


def quoted(value: Scalar | float | None) -> str:
    """A value in a sentence: a text always in quotation marks."""
    return f'"{shortened(value)}"' if isinstance(value, str) else shortened(value)


def changes(simulator: Engine, event: Event) -> Changes:
    """The columns that a write changed, with the values before and after it."""
    assert event.table is not None
    table = simulator.world.catalog[event.table]
    before, after = event.before or (), event.data
    return [
        (
            table.names[place],
            readable(simulator, table, place, at(before, place)),
            readable(simulator, table, place, at(after, place)),
        )
        for place in unlike_places(before, after)
    ]


def lost_text(columns: Changes) -> str:
    """What was lost, column by column, and what was kept."""
    return ", ".join(f"{name} {brief(lost)} (kept: {brief(kept)})" for name, lost, kept in columns)


def where(event: Event) -> str:
    """The environment of an event, by its name."""
    assert event.environment is not None
    return ENVIRONMENT_NAMES[event.environment]


def _written(verb: str) -> Callable[[Engine, Event], str]:
    def text(simulator: Engine, event: Event) -> str:
        found = changes(simulator, event)
        if not found:
            return f"{verb} {where(event)}: nothing, the values are there already"
        values = [
            f"{column} {brief(now) if event.before is None else f'{brief(old)} → {brief(now)}'}"
            for column, old, now in found
        ]
        tie = " (a tie)" if event.rule == "R11" else ""
        return f"{verb} {where(event)}{tie}: {', '.join(values)}"

    return text


def _lost(simulator: Engine, event: Event) -> str:
    tie = ", a tie" if event.rule == "R11" else ""
    return f"LOST in {where(event)}{tie}: {lost_text(lost_columns(simulator, event))}"


def _counts(words: dict[str, str]) -> Callable[[Engine, Event], str]:
    def text(_: Engine, event: Event) -> str:
        parts = [f"{event.data[key]:,} {word}" for key, word in words.items() if event.data[key]]
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
    many = f"{word}es" if word.endswith("s") else f"{word}s"
    if word.endswith("y") and word[-2] not in "aeiou":
        many = f"{word[:-1]}ies"
    return f"{number:,} {word if number == 1 else many}"


def _refused(_: Engine, event: Event) -> str:
    name, reason = event.data
    return f"REFUSED {name.replace('_', ' ')}: {reason}"


def _stopped(counts: dict[str, int]) -> str:
    records = plural(counts["handled"], "record")
    return f"the run stopped after {records}; {plural(counts['left'], 'request')} left"


def _plugin_failed(_: Engine, event: Event) -> str:
    run = f"; {_stopped(event.data)}" if "handled" in event.data else ""
    return f"PLUG-IN FAILED: {event.data['message']}{run}"


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
    "created": _written("created in"),
    "edited": _written("edited in"),
    "deleted": lambda _, event: f"deleted in {where(event)}",
    "import_started": lambda _, event: (
        f"import of {plural(event.data[0], 'row')}, "
        f"{format_duration(event.data[1])} a row (a setting, no measure)"
    ),
    "import_ended": _counts(
        {"created": "created", "edited": "edited", "same": "the same already", "refused": "refused"}
    ),
    "refused": _refused,
    "waiting": lambda _, event: (
        "waits to be delivered "
        + ("when the faults are over" if event.data is None else f"at {instant(event.data)}")
    ),
    "held_back": lambda _, event: f"the {event.data} in {where(event)} is held back: not tracked",
    "updated": _written("written to"),
    "copied": _written("created in"),
    "restored": _written("restored in"),
    "removed": lambda _, event: f"deleted in {where(event)}",
    "linked": lambda _, event: (
        "linked by natural key" + (", the tombstone is used again" if event.data else "")
    ),
    "dropped": lambda _, event: (
        "gone on both sides; " + ("the tracking row goes" if event.data else "nothing is tracked")
    ),
    "settled": _text("both sides agree already; nothing is written"),
    "failed": _text("FAILED, stays missed: {data}"),
    "lost": _lost,
    "delete_undone": lambda _, event: f"UNDONE: the delete in {where(event)}",
    "tracking_cleared": lambda _, event: (
        f"tracking cleared: {plural(event.data, 'row')} of {event.table}"
    ),
    "sync_now_started": lambda _, event: f"full synchronization of {event.table}",
    "sync_now_ended": _counts({"settled": "reconciled", "failed": "failed"}),
    "batch_started": lambda _, event: f"run starts: {plural(event.data, 'missed request')}",
    "batch_ended": _counts({"settled": "settled", "failed": "failed", "held_back": "held back"}),
    "batch_skipped": lambda _, event: f"run {by(event.data)} skipped: integration is off",
    "batch_blocked": lambda _, event: f"run {by(event.data)} blocked: a run is stuck in Executing",
    "batch_stuck": _text("the run is stuck in Executing"),
    "batch_stopped": lambda _, event: _stopped(event.data),
    "batch_cancelled": _text("the stuck run is cancelled"),
    "plugin_failed": _plugin_failed,
    "fault_asked": _text("fault: {data}"),
    "faults_ended": _text("the faults are over"),
    "unanswered": lambda _, event: (
        f"{where(event)} did it and its answer is lost{'; stays missed' if event.data else ''}"
    ),
    "repeated": _text("delivered again, recognised: nothing to do"),
}
