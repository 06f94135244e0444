"""Simulations under a conflict policy of one's own: what is written, lost and reported."""

from dataclasses import replace
from itertools import pairwise

import pytest

from harness.domain.commands import Advance, Create, Edit, Give, Row, RunBatchJob, SyncNow, TurnOn
from harness.domain.errors import PluginError
from harness.domain.faults import FAULTS
from harness.domain.policies import policy
from harness.domain.settings import Settings
from harness.exploration.campaign.work_units import ExplorationSpec, run_unit
from harness.exploration.policies.histories import small_history
from harness.exploration.workload.generator import generate
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.reports.event_text import describe
from harness.simulator.engine import Engine

KINDS = tuple(sorted(FAULTS.built_in))


def edits(name):
    """Both sides edit both names, Dataverse a minute later."""
    names = ("cdm_firstname", "cdm_lastname")
    return [
        Edit("hr", name, tuple(zip(names, ("Ada", "King"), strict=True))),
        Edit("dataverse", name, tuple(zip(names, ("Augusta", "Byron"), strict=True))),
    ]


def diverged(*names, **settings):
    """A simulation in which both sides edited these workers."""
    engine = Engine(Settings(conflict="ours", **settings))
    rows = [Row(name, (("cdm_workernumber", name),)) for name in names]
    assert engine.attempt(Give("cdm_worker", tuple(rows))) is None
    for name in names:
        for command in edits(name):
            assert engine.attempt(command) is None
    return engine


def first_name_from_hr(hr, dataverse):
    return "hr" if hr.column == "cdm_firstname" else "dataverse"


def values(engine, side, name):
    record = engine.record(side, name)
    places = [
        engine.world.catalog["cdm_worker"].index[it] for it in ("cdm_firstname", "cdm_lastname")
    ]
    return [record.values[place] for place in places]


def test_a_merged_record_is_written_to_both_sides_and_both_lose():
    policy("ours")(first_name_from_hr)
    engine = diverged("ada")
    engine.attempt(TurnOn())
    first = len(engine.journal) + 1
    engine.attempt(RunBatchJob())
    assert values(engine, "hr", "ada") == values(engine, "dataverse", "ada") == ["Ada", "Byron"]
    entries = dict(engine.journal.since(first))
    found = [(it.event, it.environment, it.rule, it.cause) for it in entries.values()]
    assert found == [
        ("batch_started", None, "B1", None),
        ("updated", "hr", "R3", first),
        ("updated", "dataverse", "R3", first),
        ("lost", "hr", "R3", first + 1),
        ("lost", "dataverse", "R3", first + 2),
        ("batch_ended", None, "B1", first),
    ]
    assert [engine.journal[seq].data for seq in engine.journal.losses] == [
        (("cdm_lastname", "King", "Byron"),),
        (("cdm_firstname", "Augusta", "Ada"),),
    ]


def test_a_live_edit_asks_too():
    policy("ours")(first_name_from_hr)
    engine = diverged("ada")
    engine.attempt(TurnOn())
    engine.attempt(Edit("hr", "ada", (("cdm_middlename", "M"),)))
    assert values(engine, "hr", "ada") == values(engine, "dataverse", "ada") == ["Ada", "Byron"]
    assert [engine.journal[seq].actor for seq in engine.journal.losses] == ["live sync"] * 2


@pytest.mark.parametrize("command", [RunBatchJob(), SyncNow("cdm_worker")])
def test_the_oracle_follows_it(command):
    @policy("ours")
    def ours(hr, dataverse):
        return None if hr.column == "cdm_firstname" else "dataverse"

    engine = Engine(Settings(conflict="ours", tie="hr"))
    rows = tuple(Row(name, (("cdm_workernumber", name),)) for name in ("ada", "eve"))
    engine.attempt(Give("cdm_worker", rows))
    oracle = Oracle(engine)
    for one in [*edits("ada"), edits("eve")[0], TurnOn(), command]:
        step = oracle.do(one)
        assert first_violation(step) is None
    assert sorted(step.expected_losses) == [
        ("dataverse", "ada", "cdm_firstname", "Augusta", "Ada"),
        ("hr", "ada", "cdm_lastname", "King", "Byron"),
    ]
    assert {event.rule for event in step.events if event.event == "lost"} == {"R11"}


def test_the_oracle_sees_an_integration_that_asks_wrongly():
    """One that takes a column for touched, say, keeps another value than the law."""
    policy("ours")(lambda hr, _dataverse: "hr" if hr.touched else "dataverse")
    engine = diverged("ada")
    oracle = Oracle(engine)
    oracle.do(TurnOn())
    engine.world.record_pairs.named("ada").hr_request.touched = 0
    assert first_violation(oracle.do(RunBatchJob())) is not None


class TestFailure:
    """A policy that raises or answers nonsense in the middle of a batch run."""

    @pytest.fixture
    def stopped(self):
        """A run over three workers that stops at the second, and its error."""

        @policy("ours")
        def ours(hr, dataverse):
            if self.broken and hr.value == "Eve":
                raise KeyError("payroll")
            return "hr"

        self.broken = True
        engine = diverged("one", "two", "three", batch_job_every=60_000)
        engine.attempt(Edit("hr", "two", (("cdm_firstname", "Eve"),)))
        engine.attempt(TurnOn())
        before = {side: engine.record(side, "two") for side in ("hr", "dataverse")}
        with pytest.raises(PluginError) as raised:
            engine.attempt(RunBatchJob())
        assert before == {side: engine.record(side, "two") for side in ("hr", "dataverse")}
        return engine, raised.value

    def test_the_pairs_before_it_are_settled_and_nothing_of_it_is_written(self, stopped):
        engine, _ = stopped
        assert values(engine, "dataverse", "one") == ["Ada", "King"]
        assert values(engine, "dataverse", "three") == ["Augusta", "Byron"]
        waiting = {request.pair.name for request in engine.world.missed.in_order()}
        assert waiting == {"two", "three"}

    def test_the_journal_says_where_the_run_stood(self, stopped):
        engine, error = stopped
        entry = engine.journal[len(engine.journal)]
        assert (entry.event, entry.actor) == ("plugin_failed", "batch job")
        assert engine.journal[entry.cause].event == "batch_started"
        assert entry.data == {"message": str(error), "handled": 1, "left": 4}
        assert describe(engine, entry) == (
            f"PLUG-IN FAILED: {error}; the run stopped after 1 record; 4 requests left"
        )
        assert "of two (cdm_worker), it raised KeyError: 'payroll' at test_" in str(error)
        assert engine.journal.history[-1] == RunBatchJob()

    def test_the_simulation_goes_on(self, stopped):
        engine, _ = stopped
        self.broken = False
        assert engine.attempt(RunBatchJob()) is None
        assert values(engine, "dataverse", "three") == ["Ada", "King"]
        assert engine.world.missed.count() == 0

    def test_the_schedule_goes_on(self, stopped):
        engine, _ = stopped
        with pytest.raises(PluginError):
            engine.attempt(Advance(90_000))
        self.broken = False
        assert engine.attempt(Advance(60_000)) is None
        assert engine.world.missed.count() == 0


def test_a_failure_outside_of_a_run_has_no_counts():
    policy("ours")(lambda _hr, _dataverse: True)
    engine = diverged("ada")
    engine.attempt(TurnOn())
    with pytest.raises(PluginError, match="it returned True"):
        engine.attempt(Edit("hr", "ada", (("cdm_middlename", "M"),)))
    entry = engine.journal[len(engine.journal)]
    assert (entry.event, entry.actor, entry.cause) == ("plugin_failed", "scenario", None)
    assert set(entry.data) == {"message"}
    assert engine.attempt(Create("hr", "cdm_worker", "eve", (("cdm_workernumber", "2"),))) is None
    assert engine.world.missed.count() == 2  # both edits of ada stay missed


def later(hr, dataverse):
    """The rule of `last_edit_wins`, in which no edit is the earliest."""
    one, other = (-1 if it.edited_at is None else it.edited_at for it in (hr, dataverse))
    return None if one == other else "hr" if one > other else "dataverse"


def touched_else_later(hr, dataverse):
    """The rule of `merge_fields`, column by column."""
    if hr.touched != dataverse.touched:
        return "hr" if hr.touched else "dataverse"
    return later(hr, dataverse)


TWINS = {
    "last_edit_wins": later,
    "hr_wins": lambda hr, dataverse: "hr",
    "dataverse_wins": lambda hr, dataverse: "dataverse",
    "merge_fields": touched_else_later,
}


@pytest.mark.parametrize("built_in", TWINS)
def test_the_rule_of_a_built_in_policy_comes_to_the_same(built_in):
    """Entry by entry, over random histories of several tables with faults, and of one."""
    policy("twin")(TWINS[built_in])
    several = (generate(seed, 40, faults=KINDS) for seed in range(60))
    lost = 0
    for seed, history in enumerate((*several, *(small_history(it, 40) for it in range(300)))):
        one, other = (journal_under(history, conflict) for conflict in (built_in, "twin"))
        if built_in == "merge_fields":  # whose columns that one side touched are decided in no tie
            one, other = ([without_tie(it) for it in entries] for entries in (one, other))
        assert one == other, f"seed {seed}"
        lost += sum(entry.event == "lost" for entry in one)
    assert lost > 100


def journal_under(history, conflict):
    engine = Engine(replace(history.settings, conflict=conflict), history.catalog)
    for command in (*history.given, *history.commands):
        engine.attempt(command)
    return [event for _, event in engine.journal]


def without_tie(event):
    return event._replace(rule="R3") if event.rule == "R11" else event


@pytest.mark.parametrize("faults", [(), KINDS])
def test_no_invariant_is_violated_where_both_sides_lose(faults):
    """Under a policy that gives the columns of a record to both sides, and leaves some open."""

    @policy("mixed")
    def mixed(hr, dataverse):
        return ("hr", "dataverse", None)[len(hr.column) % 3]

    spec = ExplorationSpec(length=40, faults=faults, conflict="mixed")
    assert run_unit(spec, 0, 60).failures == ()
    both = 0
    for seed in range(60):
        entries = journal_under(generate(seed, 40, faults=faults), "mixed")
        for entry, following in pairwise(entries):
            both += entry.event == following.event == "lost" and entry.record == following.record
    assert both
