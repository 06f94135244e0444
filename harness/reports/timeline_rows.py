"""The lines of a timeline: the journal, with groups of similar events folded into one line each.

An import of 2000 rows is a line with their number, and with `expand` 2000 lines; so are 30 users'
edits one after the other. Of losses and failures the first few always have lines of their own, and
the rest are counted. Expectations that hold are small: those that follow each other share a line.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.events import Event
from harness.domain.rule_marks import setting_of
from harness.domain.step_results import StepResult
from harness.domain.times import format_duration
from harness.reports.event_text import by, describe, instant, records_named
from harness.reports.folding import ALIKE, RUNS, SHOWN, alike_entries, roots_of
from harness.reports.observations import Observation, observations
from harness.reports.one_record import entries_of
from harness.reports.rivals import Rivals, lost_to
from harness.simulator.engine import Engine

NOTED: Final = frozenset([  # about an environment
    "given_change", "lost", "delete_undone", "fault_asked", "unnoticed", "not_listened",
    "new_period", "backed_up", "environment_restored",
])  # fmt: skip
SWITCHED: Final = {"turned_on": "on", "given_on": "on", "turned_off": "off"}
ALARMS: Final = frozenset([
    "lost", "delete_undone", "unnoticed", "failed", "refused", "batch_stuck", "plugin_failed",
    "not_as_expected", "collision",
])  # fmt: skip


class Line(NamedTuple):
    """One line of a timeline."""

    seq: int | None  # the journal entry; None for what is no event: expectations, observations
    step: int | None  # the step of the scenario it came from
    at: int
    who: str
    record: str
    what: str
    rule: str
    event: str
    environment: Environment | None = None
    entries: int = 1  # how many entries it stands for
    until: int | None = None  # the last of the steps it stands for, if there are several
    within: tuple[int, ...] = ()  # those steps but the first: others may lie between
    actual: str = ""  # of a failure: what there is instead
    records: tuple[str, ...] = ()  # of the entries that it stands for, if there are several
    alike: tuple[int, ...] = ()  # those entries, if they fold
    parts: tuple["Line", ...] = ()  # what folds and is no entry: a line for each
    setting: str = ""  # what stands in the rule's place


def steps_text(line: Line) -> str:
    """The steps of a line: one, or the first and the last."""
    return f"{line.step}–{line.until}" if line.until else str(line.step or "")


def timeline_lines(
    simulator: Engine,
    steps: Sequence[StepResult] = (),
    expand: bool = False,
    record: str | None = None,
) -> list[Line]:
    """The lines of a whole journal, with each expectation after the step before it.

    Of one `record`: what happened to it, and what led to that.
    """
    journal = simulator.journal
    step_of = step_numbers(steps)
    expected_after: dict[int, list[StepResult]] = defaultdict(list)
    times = {}  # after entries of which each is the last that a passing of time led to
    events = journal.column("event")
    for step in steps:
        some = step.last >= step.first
        if some and events[step.first - 1] == "time_passed":
            began = journal[step.first]
            times[step.last] = began.at + began.data // 1000
        said = some and events[step.last - 1] == "plugin_failed"  # which says it all
        failed = step.failure is not None and not said
        if failed or (step.held and record in (None, step.record)):
            expected_after[step.last].append(step)
    idle = idle_runs(simulator)
    shown = None if record is None else entries_of(simulator, record)
    roots = roots_of(simulator)
    ends = {after for after, found in expected_after.items() if any(it.failure for it in found)}
    rivals = Rivals(simulator)
    group_of = alike_entries(simulator, roots, step_of, idle, ends, shown, rivals)
    # what is seen of one command is told together, where it began
    seen: dict[int, list[Observation]] = defaultdict(list)
    together: dict[tuple[object, ...], int] = {}
    for it in observations(simulator):
        if record in (None, it.record):
            alike_to = roots[it.seq], step_of.get(it.seq), it.event
            seen[together.setdefault(alike_to, it.seq)].append(it)
    lines = _expected(expected_after[0], simulator.world.settings.start)
    for seq, event in journal:
        alike = group_of.get(seq, ())
        many = len(alike) > (1 if event.event == "given" else ALIKE)
        fold = many and not expand and (event.record or event.event in _RECORDLESS)
        keep = SHOWN if event.event in ALARMS else 0
        if not alike or (event.event == "batch_ended" and event.cause in idle):
            pass  # of another record; or its one line is that of its start
        elif not fold or seq in alike[:keep]:
            line = line_of(simulator, seq, event, step_of.get(seq))
            if seq in idle:
                line = line._replace(what=f"run {by(idle[seq])}: nothing to do")
            lines.append(line)
        elif seq == alike[keep]:
            lines.append(_folded(simulator, alike[keep:], step_of, rivals))
        if seq in seen:
            lines += _seen(simulator, seen[seq], event.at, step_of.get(seq), expand)
        if seq in expected_after:
            lines += _expected(expected_after[seq], times.get(seq, event.at))
    return lines if expand else _held_together(lines)


def step_numbers(steps: Iterable[StepResult]) -> dict[int, int]:
    """By journal entry, the number of the step that it came from; none before the first step."""
    return {seq: step.number for step in steps for seq in range(step.first, step.last + 1)}


def idle_runs(simulator: Engine) -> dict[int, bool]:
    """The batch runs that found nothing to do, by the entry of their start: on schedule or not."""
    journal = simulator.journal
    events = enumerate(journal.column("event"), 1)
    ended = ((seq, journal[seq]) for seq, event in events if event == "batch_ended")
    return {
        event.cause: journal[event.cause].rule == "B5"
        for seq, event in ended
        if event.cause == seq - 1 and not any(event.data.values())
    }


def line_of(simulator: Engine, seq: int, event: Event, step: int | None) -> Line:
    """The line of one entry alone."""
    return Line(
        seq,
        step,
        event.at,
        event.actor,
        event.record or "",
        describe(simulator, event),
        event.rule or "",
        event.event,
        event.environment,
        setting=setting_of(event, simulator.world.settings),
    )


_RECORDLESS: Final = RUNS | {"time_passed"}  # and yet folded
_FOLDED: Final = {
    "given": "given in both environments",
    "created": "created in {where}",
    "edited": "edited in {where}",
    "deleted": "deleted in {where}",
    "undeleted": "taken out of the recycle bin of {where}",
    "rekeyed": "get another natural key in {where}",
    "given_apart": "given, not in sync",
    "given_change": "changed in {where} before the start",
    "unnoticed": "changes in {where} NOT NOTICED",
    "not_listened": "edits wait: nobody listens to their columns in {where}",
    "new_period": "new periods in {where}",
    "updated": "written to {where}",
    "copied": "created in {where}",
    "restored": "restored in {where}",
    "removed": "deleted in {where}",
    "lost": "LOST in {where}",
    "delete_undone": "UNDONE deletes in {where}",
    "failed": "FAILED, stay missed",
    "held_back": "held back in {where}",
    "linked": "linked by natural key",
    "pointed": "tracking rows point at the record that is there now",
    "settled": "agree already",
    "dropped": "gone on both sides",
    "waiting": "wait to be delivered",
    "refused": "rows REFUSED",
    "batch_started": "runs on schedule: nothing to do",
    "batch_skipped": "runs skipped: integration is off",
    "batch_blocked": "runs on schedule passed over: the batch job is not waiting",
}


def _folded(
    simulator: Engine, alike: Sequence[int], step_of: Mapping[int, int], rivals: Rivals
) -> Line:
    first, last = simulator.journal[alike[0]], simulator.journal[alike[-1]]
    line = line_of(simulator, alike[0], first, step_of.get(alike[0]))
    to = lost_to(rivals.of(alike[0]), first.environment) if first.environment else ""
    what = _passed(simulator, alike) or _many(simulator, alike, to)
    if last.at != first.at:
        until = instant(last.at)
        same_day = instant(first.at)[:10] == until[:10]
        what += f", until {until[11:] if same_day else until}"
    within = tuple(dict.fromkeys(step_of[seq] for seq in alike if seq in step_of))
    return line._replace(
        record="",
        what=what,
        entries=len(alike),
        until=within[-1] if within[1:] else None,
        within=within[1:],
        records=_names(simulator, alike),
        alike=tuple(alike),
    )


def _names(simulator: Engine, alike: Iterable[int]) -> tuple[str, ...]:
    """The records of the entries, each once; generated ones have no entry of their own."""
    names = (simulator.journal[seq].record for seq in alike)
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _passed(simulator: Engine, alike: Sequence[int]) -> str:
    """How much time passed, if that is what happened again and again."""
    events = [simulator.journal[seq] for seq in alike]
    if events[0].event != "time_passed":
        return ""
    whole = format_duration(sum(event.data for event in events))
    return f"{whole} pass, in {len(events):,} steps"


def _many(simulator: Engine, alike: Sequence[int], to: str) -> str:
    first = simulator.journal[alike[0]]
    where = ENVIRONMENT_NAMES[first.environment] if first.environment else ""
    words = _FOLDED.get(first.event, first.event.replace("_", " ")).format(where=where)
    more = "more " if first.event in ALARMS else ""
    what = f"{len(alike):,} {more}{words}{to and f' {to}'}"
    if first.record is None:
        return what
    names = _names(simulator, alike)
    if len(names) == 1:
        return f"{what}, all of {first.record}"
    assert first.table is not None
    return f"{what}: {records_named(simulator.world.catalog[first.table], names)}"


def _seen(
    simulator: Engine, found: Sequence[Observation], at: int, step: int | None, expand: bool
) -> Iterator[Line]:
    """Lines of their own for what nothing reported; of many the first few, and how many more."""
    lines = [
        Line(
            None,
            step,
            at,
            "finding",
            it.record,
            it.what,
            it.rule,
            it.event,
            it.environment,
            setting=setting_of(it, simulator.world.settings),
        )
        for it in found
    ]
    few = lines if expand or len(found) <= ALIKE else lines[:SHOWN]
    yield from few
    more = found[len(few) :]
    if more:
        which = {"looks_alike": "look like others", "collision": "COLLISIONS"}[more[0].event]
        names = tuple(dict.fromkeys(it.record for it in more))
        of = records_named(simulator.world.catalog[more[0].table], names)
        what = f"{len(more):,} more {which}: {of}"
        line = Line(None, step, at, "finding", "", what, more[0].rule, more[0].event)
        line = line._replace(setting=lines[len(few)].setting, parts=tuple(lines[len(few) :]))
        yield line._replace(entries=len(more), records=names)


def _expected(found: Sequence[StepResult], at: int) -> list[Line]:
    """The lines of expectations, those that held and those that did not."""
    lines = []
    for step in found:
        line = Line(None, step.number, at, "expectation", "", step.held, "", "as_expected")
        if step.failure is not None:
            what, actual = f"NOT AS EXPECTED: {step.failure.expected}", step.failure.actual
            line = line._replace(what=what, event="not_as_expected", actual=actual)
        lines.append(line)
    return lines


def _held_together(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which those of expectations that hold, one after the other, are one."""
    found: list[Line] = []
    for held, group in groupby(lines, key=lambda line: line.event == "as_expected"):
        its = list(group)
        if held and its[1:]:
            few = "; ".join(it.what for it in its[:SHOWN])
            more = f"; and {len(its) - SHOWN:,} more" if len(its) > SHOWN else ""
            last = its[-1].step if its[-1].step != its[0].step else None
            parts = tuple(its) if more else ()
            its = [its[0]._replace(what=few + more, entries=len(its), until=last, parts=parts)]
        found += its
    return found
