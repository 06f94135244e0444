"""Foresight: what the batch job, or sync now of a table, would do now, record by record.

The run is done for real, in a copy of the simulation; the one that is given stays as it is. What
the copy's journal says of that run is what is foreseen: in its order, each with the rule that
decides.

>>> from harness.domain.commands import Create, TurnOn
>>> engine = Engine()
>>> engine.attempt(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> refused = foresee(engine)
>>> refused.refused, refused.missed_requests, refused.if_turned_on.counts()["created"]
('integration is off', 1, 1)
>>> engine.attempt(TurnOn())
>>> [(it.kind, it.environment, it.columns, it.rule) for it in foresee(engine).found]
[('created', 'dataverse', {'cdm_name': (None, 'Boss')}, 'R9')]
>>> engine.record("dataverse", "boss")
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from harness.domain.column_words import column_words
from harness.domain.commands import Advance, Command, RunBatchJob, SettleNext, SyncNow, TurnOn
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.errors import PluginError
from harness.domain.events import Event
from harness.domain.records import Scalar
from harness.domain.rule_marks import setting_of
from harness.domain.rules import RULES
from harness.domain.settings import Settings
from harness.domain.step_results import StepResult
from harness.reports.event_columns import changes
from harness.reports.event_text import describe
from harness.reports.findings import Changes, lost_columns
from harness.reports.json_text import Entries
from harness.reports.values import ColumnNames, json_value, logical_names
from harness.simulator.engine import Engine

# what may become of a record, in the order in which it is counted
KINDS: Final[dict[str, str]] = {
    "created": "a record that the environment has not had is made there",
    "edited": "an edit crosses: the record gets other values there",
    "restored": "a record that was deleted there comes back",
    "deleted": "a delete crosses: the record goes there",
    "lost": "a user's change is lost: it is overwritten, or goes with its record",
    "linked": "both records are taken for one thing, and are tracked as such from then on",
    "settled": "nothing has to be written: both sides agree, or are gone",
    "failed": "the record cannot be written: its change stays missed",
    "held_back": "the change stays missed as its record is not tracked",
    "stopped": "the run does not get to its end",
}
_KIND_OF: Final[dict[str, str]] = {
    "copied": "created",
    "updated": "edited",
    "restored": "restored",
    "removed": "deleted",
    "lost": "lost",
    "linked": "linked",
    "pointed": "linked",
    "settled": "settled",
    "dropped": "settled",
    "failed": "failed",
    "unanswered": "failed",
    "held_back": "held_back",
    "batch_stuck": "stopped",
    "batch_stopped": "stopped",
    "plugin_failed": "stopped",
}
_WRITES: Final = frozenset({"copied", "updated", "restored", "removed"})
_VALUES: Final = (("before", "after"), ("lost", "kept"))
# of a column the values before and after; of a loss the values lost and kept
Columns = Mapping[str, tuple[Scalar | None, Scalar | None]]


class Foreseen(NamedTuple):
    """One thing that the run would do."""

    kind: str  # one of KINDS
    environment: Environment | None  # in which it would be; of a loss: where the change was made
    table: str | None  # None, as the record, of what is no record's: the run stops
    record: str | None
    columns: Columns
    rule: str | None
    seq: int  # the entry in the journal of the copy
    text: str  # in words


class Foresight(NamedTuple):
    """What a run would do now, or why it would do nothing."""

    what: str  # the run, in words
    refused: str | None  # why it would not run
    found: Sequence[Foreseen]
    after: Engine  # the copy, in which it ran: for explanations
    first: int  # the first entry of the run in its journal
    missed_requests: int  # how many wait before it
    if_turned_on: "Foresight | None" = None  # integration is off: what it would do were it on

    @property
    def ran(self) -> "Foresight":
        """What there is to tell of a run: this one; of one refused, it if integration were on."""
        return self.if_turned_on or self

    def counts(self) -> dict[str, int]:
        """How many there are of each kind, those of which there is none too."""
        counts = dict.fromkeys(KINDS, 0)
        for it in self.found:
            counts[it.kind] += 1
        return counts

    def steps(self, done: Sequence[StepResult]) -> list[StepResult]:
        """The steps of a scenario, and the run as one more: for an explanation of `after`."""
        number = done[-1].number + 1 if done else 1
        return [*done, StepResult(number, self.first, len(self.after.journal), None)]

    def to_json(self) -> dict[str, Any]:
        """What is foreseen as machines read it; of a column, the words say which value is which."""
        turned_on = None if self.if_turned_on is None else self.if_turned_on.to_json()
        return {**self._head(turned_on), "found": list(self._entries())}

    def in_parts(self) -> dict[str, Any]:
        """The same, with entries that are made while they are written."""
        turned_on = None if self.if_turned_on is None else self.if_turned_on.in_parts()
        return {**self._head(turned_on), "found": Entries(self._entries)}

    def _head(self, turned_on: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "what": self.what,
            "refused": self.refused,
            "missed_requests": self.missed_requests,
            "if_turned_on": turned_on,
            "counts": self.counts(),
        }

    def _entries(self) -> Iterator[dict[str, Any]]:
        catalog = self.after.world.catalog
        for it in self.found:
            yield {
                "kind": it.kind,
                "in": it.environment,
                "table": it.table,
                "table_name": it.table and catalog[it.table].display_name,
                "record": it.record,
                "columns": {
                    column: dict(
                        zip(_VALUES[it.kind == "lost"], map(json_value, both), strict=True)
                    )
                    for column, both in it.columns.items()
                },
                "rule": it.rule,
                "rule_status": RULES[it.rule].mark if it.rule else None,
                **_setting(it, self.after.world.settings),
                "text": it.text,
            }


def _setting(it: Foreseen, settings: Settings) -> dict[str, str]:
    """What stands in the rule's place, if anything does."""
    setting = setting_of(it, settings)
    return {"setting": setting} if setting else {}


def foresee(
    simulator: Engine, table: str | None = None, names: ColumnNames = column_words
) -> Foresight:
    """What the batch job would do now, run by hand; or sync now of a table.

    A run that takes time (B8) runs to its end, and what becomes due meanwhile is done, but is not
    foreseen of the run. `names` are those of columns in texts. While integration is off nothing
    would run: foreseen is then also what would be done if it were turned on now. BadInput if there
    is no such table.
    """
    after = simulator.fork(in_memory=True)
    first = len(after.journal) + 1
    command: Command = RunBatchJob() if table is None else SyncNow(table)
    refused = None
    try:
        refused = after.attempt(command)
        while after.world.job.run is not None and refused is None and table is None:
            due = after.world.clock.next_of(SettleNext)
            assert due is not None  # a run that is executing has a next record
            after.attempt(Advance(due - after.world.clock.milliseconds))
    except PluginError:
        pass  # its entry in the journal says so, and where the run stood
    if first <= len(after.journal) and after.journal[first].event == "batch_skipped":
        refused = "integration is off"
    what = "the batch job"
    if table is not None:
        what = f"sync now of {after.world.catalog[table].display_name}"
    found = [] if refused is not None else _found(after, first, table is None, names)
    turned_on = None
    if refused is not None and not simulator.world.on:
        on = simulator.fork(in_memory=True)
        if on.attempt(TurnOn()) is None:
            turned_on = foresee(on, table, names)
    missed = simulator.world.missed.count()
    return Foresight(what, refused, found, after, first, missed, turned_on)


def _found(after: Engine, first: int, of_job: bool, names: ColumnNames) -> list[Foreseen]:
    entries = [
        (seq, event)
        for seq, event in after.journal.since(first)
        if not of_job or event.actor == "batch job"  # not what was due while the run took time
    ]
    undone = {event.cause for _, event in entries if event.event == "delete_undone"}
    return [
        _foreseen(after, seq, event, seq in undone, names)
        for seq, event in entries
        if event.event in _KIND_OF
    ]


def _foreseen(after: Engine, seq: int, event: Event, undone: bool, names: ColumnNames) -> Foreseen:
    text = describe(after, event, names)
    columns: Changes = ()
    if undone:
        assert event.environment is not None
        text += f"; the delete in {ENVIRONMENT_NAMES[event.environment]} is undone"
    if event.event == "lost":
        columns = lost_columns(after, event)
    elif event.event in _WRITES:
        columns = changes(after, event, logical_names)
    return Foreseen(
        "restored" if undone else _KIND_OF[event.event],
        event.environment,
        event.table,
        event.record,
        {name: (one, other) for name, one, other in columns},
        event.rule,
        seq,
        text,
    )
