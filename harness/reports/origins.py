"""Where a finding comes from: the user's change that was lost or undone, and its steps."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from harness.domain.events import Event
from harness.domain.records import at
from harness.domain.step_results import StepResult
from harness.domain.times import format_instant
from harness.reports.checks import Check, Found
from harness.reports.event_text import instant
from harness.reports.findings import Finding
from harness.reports.folding import MOST, USERS, like_rows
from harness.reports.rivals import Rivals, lost_to
from harness.reports.timeline_rows import step_numbers
from harness.simulator.engine import Engine

_EDITS: Final = frozenset({"created", "edited", "undeleted"})
_DELETES: Final = frozenset({"deleted", "rekeyed"})


class Origin(NamedTuple):
    """A user's change, by its place in the journal; there is none of what was before the start."""

    seq: int | None
    event: Event | None

    @property
    def who(self) -> str:
        """Who made it; empty if that was before the start."""
        return self.event.actor if self.event else ""


class Whereabout(NamedTuple):
    """The steps in which a finding began and was reported, and what happened in them."""

    began: int | None
    reported: int | None
    text: str

    @property
    def steps(self) -> str:
        """Both steps."""
        both = dict.fromkeys(str(it) for it in self[:2] if it is not None)
        return " → ".join(both)


class FoundRow(NamedTuple):
    """A finding, where it stands in the steps, and those like it that fold behind it."""

    found: Found
    where: Whereabout
    more: Sequence[Found] = ()


class Origins:
    """The users' changes of a simulation, by environment, table and record."""

    def __init__(self, simulator: Engine) -> None:
        self._simulator = simulator
        self._changes: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
        if simulator.journal.losses or simulator.journal.undone_deletes:
            for seq, event in simulator.journal:
                if event.event in _EDITS or event.event in _DELETES:
                    self._changes[event.environment, event.table, event.record].append(seq)

    def of(self, finding: Finding | Found) -> Origin:
        """The last change, before it was reported, of what was lost or undone."""
        if finding.seq is None:
            return Origin(None, None)
        journal = self._simulator.journal
        table = self._simulator.world.catalog[finding.table]
        places = [table.index[column] for column, _, _ in finding.columns]
        kinds = _EDITS if journal[finding.seq].event == "lost" else _DELETES
        changes = self._changes[finding.environment, finding.table, finding.record]
        for place in reversed(range(bisect_left(changes, finding.seq))):
            seq = changes[place]
            event = journal[seq]
            if event.event in kinds:
                before, after = event.before or (), event.data
                if kinds is _DELETES or any(at(before, it) != at(after, it) for it in places):
                    return Origin(seq, event)
        return Origin(None, None)


class Whereabouts:
    """Where the findings of a simulation stand in its steps."""

    def __init__(self, simulator: Engine, steps: Iterable[StepResult]) -> None:
        self._journal = simulator.journal
        self._step_of = step_numbers(steps)
        self._origins = Origins(simulator)
        self._rivals = Rivals(simulator)

    def rows(self, check: Check, expand: bool = False) -> tuple[list[FoundRow], list[Found]]:
        """The rows of what a check found, many like ones folded; and what has no row."""
        rows = like_rows(check.found, self._likeness, expand)
        shown = rows if expand else rows[:MOST]
        left = [it for row in rows[len(shown) :] for it in (row.row, *row.more)]
        return [FoundRow(it, self.of(it), more) for it, more in shown], left

    def _likeness(self, it: Found) -> tuple[object, ...]:
        """What findings have in common: where, by which rule, and to what kind of edit it was lost.

        And the step in which they came about, but of what one user after another did.
        """
        event = None if it.seq is None else self._journal[it.seq]
        step = None
        if it.seq is not None and event is not None and event.actor not in USERS:
            step = self._step_of.get(it.seq)
        columns = tuple(name for name, _, _ in it.columns)
        return it.environment, it.table, it.rule, step, columns, self._rivals.of(it.seq).kind

    def of(self, it: Found) -> Whereabout:
        """The steps of a finding; of a loss or an undone delete, who did what, and when."""
        if it.seq is None:
            return Whereabout(None, None, "")
        event, step = self._journal[it.seq], self._step_of.get(it.seq)
        if event.event not in ("lost", "delete_undone"):
            return Whereabout(None, step, "")
        lost, origin = event.event == "lost", self._origins.of(it)
        end = f"{'lost' if lost else 'back'} at "
        if origin.event is None or origin.seq is None:
            return Whereabout(None, step, f"made before the start, {end}{instant(event.at)}")
        made = origin.event
        verb = "changed" if made.event == "rekeyed" else made.event
        until = instant(event.at)
        if format_instant(made.at)[:10] == format_instant(event.at)[:10]:
            until = until[11:]
        text = f"{verb} by {made.actor} at {instant(made.at)}, {end}{until}"
        to = lost_to(self._rivals.of(it.seq), it.environment) if it.environment else ""
        text += to and f" {to}"
        return Whereabout(self._step_of.get(origin.seq), step, text)
