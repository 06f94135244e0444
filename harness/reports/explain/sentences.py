"""One record's events in sentences: who wrote which value where, and by which run it travelled.

A timeline describes what an entry did to the whole record; these sentences describe what it did to
one column or to the record's existence, and on whose behalf: a run of the integration is followed
along `cause` to the person's change or to the run that someone started.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from harness.domain.column_words import column_words
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    Environment,
    other,
)
from harness.domain.events import Event
from harness.domain.policies import Policy
from harness.domain.records import Scalar, Value, at
from harness.domain.settings import DEFAULT_SETTINGS
from harness.domain.step_results import StepResult
from harness.reports.event_columns import where
from harness.reports.event_text import describe
from harness.reports.explain.history import ALL_WRITES, EDITS, MOVES, Entry, RecordHistory
from harness.reports.findings import lost_columns
from harness.reports.folding import CHANGES, WRITES
from harness.reports.timeline_rows import ALARMS, step_numbers
from harness.reports.values import quoted, readable
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

_NOUN: Final = {
    "created": "create",
    "edited": "edit",
    "deleted": "delete",
    "undeleted": "undelete",
    "rekeyed": "edit of the key",
}


class Link(NamedTuple):
    """One event in a sentence, and the rules behind it."""

    step: int | None  # None before the first step
    at: int
    text: str
    rules: tuple[str, ...] = ()
    alarm: bool = False


class RecordSentences:
    """The sentences for one record of one replayed scenario."""

    def __init__(
        self,
        simulator: Engine,
        pair: RecordPair,
        history: RecordHistory,
        steps: Iterable[StepResult],
    ) -> None:
        self._simulator = simulator
        self._pair = pair
        self._history = history
        self.step = step_numbers(steps).get  # of a journal entry; None before the first step

    def _link(self, entry: Entry, text: str, *rules: str) -> Link:
        """A sentence on the entry; the rule of its event comes before further ones."""
        event = entry.event
        rules = tuple(dict.fromkeys((event.rule, *rules) if event.rule else rules))
        return Link(self.step(entry.seq), event.at, text, rules, event.event in ALARMS)

    def value(self, place: int, value: Value) -> Scalar | None:
        """A column's value as people read it."""
        return readable(self._simulator, self._pair.table, place, value)

    def by(self, entry: Entry) -> str:
        """Who did it, or which run of the integration and what started that run."""
        event, journal = entry.event, self._simulator.journal
        if event.event in CHANGES or event.event in MOVES:
            return _person(event)
        cause = event.cause
        while cause is not None:
            before = journal[cause]
            if before.event in _NOUN:
                there = self.in_step(cause, unless=entry.seq)
                return f"live sync of {_person(before)}'s {_NOUN[before.event]}{there}"
            if before.event == "batch_started":
                how = "on its schedule" if before.rule == "B5" else "run by hand"
                return f"the batch job, {how},"
            if before.event == "sync_now_started":
                return "sync now" if event.actor == "sync now" else "live sync, ahead of sync now,"
            cause = before.cause
        return event.actor

    def existence(self, entry: Entry) -> Link:
        """What the entry did to the record's existence."""
        event = entry.event
        if event.event == "delete_undone":
            made = self._deleted(entry)
            return self._link(entry, f"UNDONE: {made}", "R13")
        if event.event == "given_change":
            return self._link(entry, describe(self._simulator, event))
        if event.event not in ALL_WRITES:
            return self.on_the_way(entry)
        there, who = where(event), self.by(entry)
        if event.event == "environment_restored":
            back = "changed it"
            if event.before is None:
                back = "brought it back"
            elif event.data is None:
                back = "took it away"
            return self._link(entry, f"{who} {back} in {there}")
        if event.event == "rekeyed":
            return self._link(entry, f"{who} {self._rekeyed(entry, there)}")
        if event.event == "undeleted":
            return self._link(entry, f"{who} took it out of the recycle bin of {there}")
        verb = {"copied": "created", "removed": "deleted"}.get(event.event, event.event)
        return self._link(entry, f"{who} {verb} it in {there}{self._carried_out(entry)}")

    def given_apart(self, entry: Entry) -> Link:
        """Where it was given, and whether it is tracked, without its values."""
        there = [ENVIRONMENT_NAMES[it] for it in ENVIRONMENTS if it in self._history.given]
        only = " only" if len(there) == 1 else ""
        tracked = "tracked" if entry.event.data["tracked"] else "not tracked"
        return self._link(entry, f"given in {' and '.join(there)}{only}, {tracked}")

    def _rekeyed(self, entry: Entry, there: str) -> str:
        old, new = self._simulator.journal[entry.seq].data
        if new == self._pair.name:
            return f"made it in {there} of {old}, which got another natural key"
        return f"gave it another natural key in {there}, where it is {new} from then on"

    def _carried_out(self, entry: Entry) -> str:
        """The delete over there that a run of the integration follows (L9)."""
        event = entry.event
        if event.event != "removed" or event.actor == "live sync":
            return ""
        assert event.environment is not None
        made = self._history.last(other(event.environment), entry.seq, "deleted", "rekeyed")
        return "" if made is None else f", as {_person(made.event)} had{self.in_step(made.seq)}"

    def column(self, entry: Entry, place: int) -> Link:
        """What the entry did to one column."""
        event = entry.event
        if event.event == "lost":
            lost, kept = self._lost(entry, place)
            return self._link(entry, f"LOST: {lost} in {where(event)}, kept {kept}", "R7")
        if event.event not in ALL_WRITES:
            return self.on_the_way(entry)
        old, new = (self.value(place, value) for value in entry.effect(place))
        what = _did(event, old, new, self._came_from(entry, place))
        one_way = place in self._pair.table.one_way and event.event in WRITES
        return self._link(entry, f"{self.by(entry)} {what}", *(["R15"] if one_way else []))

    def lost(self, entry: Entry, name: str) -> Link:
        """A loss: the value, who had written it, and which run kept what instead (R7)."""
        event, place, write = entry.event, self._pair.table.index[name], self._cause(entry)
        assert event.environment is not None
        winner, before = other(event.environment), self._history.settlement(write.seq)
        lost, kept = self._lost(entry, place)
        text = f"LOST: {column_words(self._pair.table)[place]} {lost}"
        text += f"{self._written(event.environment, place, before)} in {where(event)}; "
        if write.event.event == "removed":
            text += f"{self.by(write)} deleted the record with it"
            return self._link(entry, text, "R7")
        text += f"{self.by(write)} kept {kept}{self._written(winner, place, before)}"
        policy, asked = self._policy(name, write.event.rule)
        text += asked
        if policy.decide is not None:
            text += ", which leaves a column open: a tie" if event.rule == "R11" else ""
        elif event.rule == "R11":
            text += "; both were edited last in the same second"
        elif policy.by_time:
            last = self._history.last(winner, before, *EDITS)
            if last is not None and last != self._history.origin(winner, place, before):
                text += f"; {ENVIRONMENT_NAMES[winner]} was edited last{self.in_step(last.seq)}"
        live = ("L3",) if event.actor == "live sync" else ()
        plugged = ("R3",) if policy.decide is not None else ()  # the policy stands in its place
        return self._link(entry, text, "R7", *plugged, *live)

    def _policy(self, column: str, rule: str | None) -> tuple[Policy, str]:
        """The policy that decided a column, and its name if it is not the default."""
        world, table = self._simulator.world, self._pair.table
        policy, said = world.policy_of(table), ""
        name = dict(world.settings.conflict_for).get(table.name, world.settings.conflict)
        decides = rule == "R3" or (rule == "R11" and policy.by_time)  # else it was not asked
        if column in policy.columns:
            policy = policy.columns[column]
            said = f"; the column has a policy of its own: {policy.words}"
            name = policy.name or DEFAULT_SETTINGS.conflict
        if policy.decide is not None or (decides and name != DEFAULT_SETTINGS.conflict):
            said += f"; by the policy {name}"
        return policy, said

    def _lost(self, entry: Entry, place: int) -> tuple[str, str]:
        found = lost_columns(self._simulator, entry.event)
        name = self._pair.table.names[place]
        lost, kept = next(values for column, *values in found if column == name)
        return quoted(lost), quoted(kept)

    def undone(self, entry: Entry) -> Link:
        """An undone delete: whose it was, and which run reversed it (R13)."""
        write = self._cause(entry)
        text = f"UNDONE: {self._deleted(entry)}; {self.by(write)} brought the record back"
        return self._link(entry, text, "R13", *self._why_undone(write))

    def _cause(self, entry: Entry) -> Entry:
        assert entry.event.cause is not None
        return Entry(entry.event.cause, self._simulator.journal[entry.event.cause])

    def _why_undone(self, write: Entry) -> tuple[str, ...]:
        """The rules that explain how a delete came to be undone, besides those of the R table."""
        event = write.event
        assert event.environment is not None
        if event.actor == "live sync":
            return ("L7",)
        if event.event == "copied":
            return ("N4" if event.environment == DATAVERSE else "N5",)
        return ("R12",) if self._history.waits(other(event.environment), write.seq) else ()

    def _deleted(self, entry: Entry) -> str:
        """The delete that this entry undoes."""
        assert entry.event.environment is not None
        made = self._history.last(entry.event.environment, entry.seq, "deleted", "rekeyed")
        if made is None:
            before = " before the start" if self._history.apart is not None else ""
            return f"the delete in {where(entry.event)}{before}"
        return f"{_person(made.event)}'s {_NOUN[made.event.event]}{self.in_step(made.seq)}"

    def on_the_way(self, entry: Entry) -> Link:
        """The entry as a timeline describes it."""
        return self._link(entry, describe(self._simulator, entry.event))

    def in_step(self, seq: int, unless: int | None = None) -> str:
        """` in step 4`; empty if no step is known, or if it is the step of `unless`."""
        number = self.step(seq)
        if number is None or (unless is not None and number == self.step(unless)):
            return ""
        return f" in step {number}"

    def _came_from(self, entry: Entry, place: int) -> str:
        """Who had written what the integration carried, unless the link before names that write."""
        event = entry.event
        assert event.environment is not None
        if event.event in CHANGES or entry.effect(place)[1] is None:
            return ""
        origin = self._history.origin(other(event.environment), place, entry.seq)
        earlier = (e for e in self._history.writes_before(entry.seq) if e.changes(place))
        if origin is not None and next(earlier) is origin:
            return ""
        return self._written(other(event.environment), place, entry.seq)

    def _written(self, environment: Environment, place: int, before: int) -> str:
        """In brackets: who wrote the value that is there just before that entry, and when."""
        origin = self._history.origin(environment, place, before)
        if origin is None:
            given = self._history.given.get(environment, ())
            return " (as given)" if at(given, place) is not None else ""
        step = self.step(origin.seq)
        return f" ({_person(origin.event)}" + (")" if step is None else f", step {step})")


def _person(event: Event) -> str:
    if event.event == "environment_restored":
        return "the restore of a backup"
    return "the import" if event.actor == "import" else event.actor


def _did(event: Event, old: Scalar | None, new: Scalar | None, source: str) -> str:
    there, kind = where(event), event.event
    if kind in ("deleted", "removed"):
        return f"deleted the record in {there}, with {quoted(old)} in it"
    if kind == "environment_restored":
        was = "" if old is None else f" in place of {quoted(old)}"
        return f"put {quoted(new)} back in {there}{was}"
    if kind == "rekeyed":
        if new is None:
            return f"gave the record another natural key in {there}, with {quoted(old)} in it"
        return f"made the record in {there} by another natural key, with {quoted(new)}"
    if kind == "undeleted":
        return f"took the record out of the recycle bin of {there}, with {quoted(new)}{source}"
    if kind in ("created", "copied", "restored"):
        verb = "restored" if kind == "restored" else "created"
        return f"{verb} the record in {there}, with {quoted(new)}{source}"
    if new is None:
        return f"emptied it in {there} (it was {quoted(old)})"
    over = "" if old is None else f" over {quoted(old)}"
    verb, to = ("wrote", "in") if kind == "edited" else ("carried", "to")
    return f"{verb} {quoted(new)}{source} {to} {there}{over}"
