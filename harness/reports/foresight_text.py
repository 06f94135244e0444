r"""What a run would do, in sentences and in rows: the harm first, alike things in one row.

>>> from harness.domain.commands import Create, TurnOn
>>> from harness.reports.foresight import foresee
>>> engine = Engine()
>>> engine.attempt(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> off, on = summary(foresee(engine)).split("\n\n")
>>> off
'The batch job would not run: integration is off. 1 missed request waits.'
>>> on.partition(" and ")[0]
'If integration were turned on now: the batch job would lose no change'
>>> engine.attempt(TurnOn())
>>> summary(foresee(engine))
'The batch job would lose no change and restore no deleted record. It would create 1 record.'
>>> rows(foresee(engine))
[('created', 'boss', 'Title', 'Dataverse', 'name Boss', 'R9 D', '')]
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from harness.domain.column_words import column_words
from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.rule_marks import setting_of
from harness.domain.rules import marked
from harness.domain.step_results import StepResult
from harness.reports.event_columns import lost_text
from harness.reports.event_text import few_names, plural
from harness.reports.findings import Finding
from harness.reports.folding import ALIKE
from harness.reports.foresight import Foreseen, Foresight
from harness.reports.origins import Origins
from harness.reports.rivals import Rivals, lost_to
from harness.reports.timeline_rows import step_numbers
from harness.reports.values import brief
from harness.simulator.engine import Engine

HEADERS: Final = ("Kind", "Record", "Table", "In", "Values", "Rule", "Step")
# the kinds in the order of the table, with how a sentence counts them: `{}` is a number of records
_SENTENCE: Final[dict[str, str]] = {
    "lost": "",
    "restored": "",
    "failed": "fail at {}",
    "stopped": "stop before its end",
    "held_back": "hold {} back",
    "deleted": "delete {}",
    "created": "create {}",
    "edited": "write to {}",
    "linked": "link {}",
    "settled": "find {} alike already",
}


def summary(foresight: Foresight) -> str:
    """What it comes to, in a sentence or two: first whether users lose anything by it.

    Where integration is off, a second paragraph says what would be if it were turned on.
    """
    text = _come_to(foresight)
    if foresight.refused is not None and foresight.missed_requests:
        waits = "waits" if foresight.missed_requests == 1 else "wait"
        text += f" {plural(foresight.missed_requests, 'missed request')} {waits}."
    text = f"{text[0].upper()}{text[1:]}"
    if foresight.if_turned_on is not None:
        text += f"\n\nIf integration were turned on now: {_come_to(foresight.if_turned_on)}"
    return text


def _come_to(foresight: Foresight) -> str:
    what = foresight.what
    if foresight.refused is not None:
        return f"{what} would not run: {foresight.refused}."
    if not foresight.found:
        return f"{what} would do nothing."
    records: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for it in foresight.found:  # a record may be written on both sides
        records[it.kind].add((it.table, it.record))
    lost = _number(foresight.counts()["lost"], "change")
    restored = _number(len(records["restored"]), "deleted record")
    rest = [
        words.format(plural(len(records[kind]), "record"))
        for kind, words in _SENTENCE.items()
        if words and kind in records
    ]
    also = f" It would {_and(rest)}." if rest else ""
    return f"{what} would lose {lost} and restore {restored}.{also}"


def _number(number: int, word: str) -> str:
    return plural(number, word) if number else f"no {word}"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def rows(
    foresight: Foresight, steps: Sequence[StepResult] = (), expand: bool = False
) -> list[tuple[str, ...]]:
    """A row for each thing, by its kind; of more than a few that are alike, one for all.

    Where integration is off, they are those of the run if it were turned on.
    The step is that of the change that is lost, or of the delete that is undone.
    """
    foresight = foresight.ran
    made_in, rivals = _MadeIn(foresight, steps), Rivals(foresight.after)
    kinds = list(_SENTENCE)
    found: dict[tuple[int, object], list[Foreseen]] = defaultdict(list)
    for it in foresight.found:
        columns = tuple(it.columns) if _of_columns(it) else ()
        alike = it.environment, it.table, it.rule, columns, rivals.of(it.seq).kind
        found[kinds.index(it.kind), alike].append(it)
    shown: list[tuple[int, tuple[str, ...]]] = []
    for (kind, _), group in found.items():
        if len(group) > ALIKE and not expand:
            shown.append((kind, _row(foresight.after, group, made_in, rivals)))
        else:
            shown += [(kind, _row(foresight.after, [it], made_in, rivals)) for it in group]
    return [row for _, row in sorted(shown, key=lambda it: it[0])]


def _of_columns(it: Foreseen) -> bool:
    """Whether it is about some columns of a record, and not about the whole."""
    return it.kind in ("lost", "edited")


def _row(
    after: Engine, group: Sequence[Foreseen], made_in: "_MadeIn", rivals: Rivals
) -> tuple[str, ...]:
    it = group[0]
    records = few_names(one.record for one in group if one.record)
    return (
        it.kind.replace("_", " "),
        records if len(group) == 1 else f"{len(group):,}: {records}",
        after.world.catalog[it.table].display_name if it.table else "",
        ENVIRONMENT_NAMES[it.environment] if it.environment else "",
        _what(after, it) if len(group) == 1 else _columns(after, it, rivals),
        marked(it.rule, setting_of(it, after.world.settings)) if it.rule else "",
        made_in.step(it) if len(group) == 1 else "",
    )


def _columns(after: Engine, it: Foreseen, rivals: Rivals) -> str:
    """The columns of many records, each of which has its own values there."""
    if it.table is None or not _of_columns(it):
        return ""
    table = after.world.catalog[it.table]
    columns = ", ".join(column_words(table)[table.index[column]] for column in it.columns)
    to = lost_to(rivals.of(it.seq), it.environment) if it.environment else ""
    return f"{columns}, {to}" if to else columns


def _what(after: Engine, it: Foreseen) -> str:
    if it.table is None or not it.columns:
        return it.text
    table = after.world.catalog[it.table]
    named = [
        (column_words(table)[table.index[column]], *both) for column, both in it.columns.items()
    ]
    if it.kind == "lost":
        return lost_text(named)
    if it.kind == "edited":
        return ", ".join(f"{name} {brief(old)} → {brief(new)}" for name, old, new in named)
    return ", ".join(f"{name} {brief(new if old is None else old)}" for name, old, new in named)


class _MadeIn:
    """The steps in which users made what is lost or undone."""

    def __init__(self, foresight: Foresight, steps: Sequence[StepResult]) -> None:
        self._origins = Origins(foresight.after)
        self._steps = step_numbers(steps)

    def step(self, it: Foreseen) -> str:
        if it.kind not in ("lost", "restored") or not (it.environment and it.table and it.record):
            return ""
        columns = [(name, *both) for name, both in it.columns.items() if it.kind == "lost"]
        at = Finding("", it.seq, 0, it.environment, it.table, it.record, it.rule or "", columns)
        made = self._origins.of(at).seq
        number = self._steps.get(made) if made else None
        return "" if number is None else str(number)
