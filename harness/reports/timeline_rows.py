"""The lines of a timeline: the journal, with groups of similar events folded into one line each.

An import of 2000 rows is a line with their number, and with `expand` 2000 lines. Of losses and
failures the first few always have lines of their own, and the rest are counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.events import Event
from harness.domain.step_results import Failure, StepResult
from harness.reports.event_text import by, describe, instant
from harness.reports.observations import Observation, observations
from harness.simulator.engine import Engine

ALIKE: Final = 8  # so many alike events of one cause stay apart
SHOWN: Final = 3  # of what must not all be folded
RUNS: Final = frozenset({"batch_started", "batch_skipped", "batch_blocked"})
CHANGES: Final = frozenset({"created", "edited", "deleted", "undeleted"})  # by a user or an import
WRITES: Final = frozenset({"updated", "copied", "restored", "removed"})  # by the integration
NOTED: Final = frozenset(  # about an environment
    [
        "given_change",
        "lost",
        "delete_undone",
        "fault_asked",
        "unnoticed",
        "not_listened",
        "new_period",
        "backed_up",
        "environment_restored",
    ]
)
SWITCHED: Final = {"turned_on": "on", "given_on": "on", "turned_off": "off"}
ALARMS: Final = frozenset(
    [
        "lost",
        "delete_undone",
        "unnoticed",
        "failed",
        "refused",
        "batch_stuck",
        "plugin_failed",
        "not_as_expected",
        "collision",
    ]
)


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


def timeline_lines(
    simulator: Engine, steps: Sequence[StepResult] = (), expand: bool = False
) -> list[Line]:
    """The lines of a whole journal, with each failed expectation after the step before it."""
    journal = simulator.journal
    step_of = step_numbers(steps)
    failed_after: dict[int, list[Failure]] = defaultdict(list)
    for step in steps:
        entry = journal[step.last].event if step.last >= step.first else ""
        if step.failure is not None and entry != "plugin_failed":  # which says it all
            failed_after[step.last].append(step.failure)
    roots: list[int] = [0]  # by entry, the entry that it goes back to along its causes
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    group_of: dict[int, list[int]] = {}
    idle = _idle_runs(simulator)
    for seq, event in journal:
        # what is given is a command a record, and one beginning
        own = 0 if event.event == "given_apart" else seq
        roots.append(roots[event.cause] if event.cause else own)
        of = event.event, event.actor, event.environment, event.table, event.rule
        group_of[seq] = groups[roots[seq], step_of.get(seq), *of, seq in idle]
        group_of[seq].append(seq)
    # what is seen of one command is told together, where it began
    seen: dict[int, list[Observation]] = defaultdict(list)
    together: dict[tuple[object, ...], int] = {}
    for it in observations(simulator):
        alike_to = roots[it.seq], step_of.get(it.seq), it.event
        seen[together.setdefault(alike_to, it.seq)].append(it)
    lines = [_failed(failure, simulator.world.settings.start) for failure in failed_after[0]]
    for seq, event in journal:
        alike = group_of[seq]
        foldable = event.record is not None or event.event in RUNS
        fold = not expand and len(alike) > ALIKE and foldable
        keep = SHOWN if event.event in ALARMS else 0
        if event.event == "batch_ended" and event.cause in idle:
            pass  # its one line is that of its start
        elif not fold or seq in alike[:keep]:
            line = _line(simulator, seq, event, step_of.get(seq))
            if seq in idle:
                line = line._replace(what=f"run {by(idle[seq])}: nothing to do")
            lines.append(line)
        elif seq == alike[keep]:
            lines.append(_folded(simulator, alike[keep:], step_of.get(seq)))
        lines += _seen(seen.get(seq, ()), event.at, step_of.get(seq), expand)
        lines += [_failed(failure, event.at) for failure in failed_after.get(seq, ())]
    return lines


def step_numbers(steps: Iterable[StepResult]) -> dict[int, int]:
    """By journal entry, the number of the step that it came from; none before the first step."""
    return {seq: step.number for step in steps for seq in range(step.first, step.last + 1)}


def _idle_runs(simulator: Engine) -> dict[int, bool]:
    """The batch runs that found nothing to do, by the entry of their start: on schedule or not."""
    journal = simulator.journal
    return {
        event.cause: journal[event.cause].rule == "B5"
        for seq, event in journal
        if event.event == "batch_ended" and event.cause == seq - 1 and not any(event.data.values())
    }


def _line(simulator: Engine, seq: int, event: Event, step: int | None) -> Line:
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
    )


_FOLDED: Final = {
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


def _folded(simulator: Engine, alike: list[int], step: int | None) -> Line:
    first, last = simulator.journal[alike[0]], simulator.journal[alike[-1]]
    where = ENVIRONMENT_NAMES[first.environment] if first.environment else ""
    words = _FOLDED.get(first.event, first.event.replace("_", " ")).format(where=where)
    more = "more " if first.event in ALARMS else ""
    what = f"{len(alike):,} {more}{words}"
    if first.record is not None:
        what += f": {first.record} … {last.record} of {first.table}"
    if last.at != first.at:
        until = instant(last.at)
        same_day = instant(first.at)[:10] == until[:10]
        what += f", until {until[11:] if same_day else until}"
    line = _line(simulator, alike[0], first, step)
    return line._replace(record="", what=what, entries=len(alike))


def _seen(found: Sequence[Observation], at: int, step: int | None, expand: bool) -> Iterator[Line]:
    """Lines of their own for what nothing reported; of many the first few, and how many more."""
    few = found if expand or len(found) <= ALIKE else found[:SHOWN]
    for it in few:
        yield Line(None, step, at, "finding", it.record, it.what, it.rule, it.event, it.environment)
    more = found[len(few) :]
    if more:
        which = {"looks_alike": "look like others", "collision": "COLLISIONS"}[more[0].event]
        what = f"{len(more):,} more {which}: {more[0].record} … {more[-1].record}"
        line = Line(None, step, at, "finding", "", f"{what} of {more[0].table}", more[0].rule, "")
        yield line._replace(event=more[0].event, entries=len(more))


def _failed(failure: Failure, at: int) -> Line:
    what = f"NOT AS EXPECTED: {failure.expected}; instead: {failure.actual}"
    return Line(None, failure.step, at, "expectation", "", what, "", "not_as_expected")
