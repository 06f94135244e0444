"""Each invariant of the second edition sees a simulator that breaks it, in a short history."""

from pathlib import Path

import pytest
from models.random_histories import random_history

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    Backup,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    Restore,
    Row,
    RunBatchJob,
    SetBatchJob,
    SettleNext,
    Side,
    SyncNow,
    TurnOff,
    TurnOn,
    Undelete,
)
from harness.domain.reconcile import reconcile
from harness.domain.settings import Settings
from harness.mutation.catalogue import MUTANTS
from harness.properties.law import ALWAYS, first_violation, required_goals, violation
from harness.properties.oracle.oracle import Oracle
from harness.scenarios.reader import load
from harness.scenarios.replay import replay
from harness.simulator.clock import SimulatedClock
from harness.simulator.engine import Engine
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.integration.integration import Integration
from harness.simulator.lookup_index import LookupIndex
from harness.simulator.record_pairs import RecordPairs

ADA = Give("cdm_worker", [Row("ada", {"cdm_workernumber": "1", "cdm_firstname": "Ada"})])
BOB = Give("cdm_worker", [Row("bob", {"cdm_workernumber": "2", "cdm_managerworkerid": "ada"})])
POST = Give("cdm_jobposition", [Row("p", {"cdm_jobpositionnumber": "P"})])
ON = GiveIntegration()
OUT = Fault("unavailable", "dataverse", milliseconds="10m")


def violated(history, settings, integration=Integration):
    """The invariants that a step of the history violates."""
    engine = Engine(settings or Settings(), integration=integration)
    given = [it for it in history if isinstance(it, Give | GiveRecord | GiveIntegration)]
    for it in given:
        engine.attempt(it)
    oracle, found = Oracle(engine), set()
    for command in history[len(given) :]:
        step = oracle.do(command)
        for it in ALWAYS.values():
            if type(command) in it.commands and violation(it, step) is not None:
                found.add(it.name)
    return found


class DeletesWhatIsInUse(Integration):
    def in_use(self, pair, environment):
        return None


class Forgets(Integration):
    def settle(self, pair, actor, cause, *rest, **named):
        self.report_settled(pair, actor, cause, "R7")
        self.world.missed.spend_both(pair)
        return "done"


class NeverFollows(Integration):
    def may_follow(self, request):
        return False


class DeletesWhatWasEdited(Integration):
    def edited_after(self, request):
        return False


class FollowsBackwards(DeletesWhatIsInUse):
    def in_order_of_deletion(self, following, wanted):
        return super().in_order_of_deletion(following, wanted)[::-1]


class OnePeriod(Integration):
    def begins_period(self, *_):
        return False


class RunsAnyhow(Integration):
    def cannot_run(self):
        return ""


class BothWays(Integration):
    @staticmethod
    def reconcile(table, hr, touched, dataverse, *rest, **named):
        rule, ours, theirs, losses = reconcile(table, hr, touched, dataverse, *rest, **named)
        if hr is not None and dataverse is not None:
            ours = dataverse.values
        return rule, ours, theirs, losses


class LetsThemIn(Integration):
    def create(self, command):
        table = self.world.catalog.table(command.table)
        values, touched = self.apply_values(command.environment, table, (), command.values)
        pair = self.pair_for(table, values, command.record)
        self._create_record(
            pair, True, command.environment, values, touched, None, None, "Dataverse user"
        )


class ComparesAsWritten(Integration):
    def __init__(self, world):
        super().__init__(world)
        world.record_pairs = RecordPairs(lambda key: key)


class RestoresNothing(Integration):
    def restore(self, command):
        data = {"backup": command.name, "changed": 1, "went": 0, "came": 0}
        self.world.journal.add(
            0, None, "environment_restored", "administrator", command.environment, data=data
        )


class ForgetsWhatNobodyNoticed(Integration):
    def ignore(self, pair, environment, *rest, **named):
        super().ignore(pair, environment, *rest, **named)
        pair.ignore(environment, None)


class ListensToAll(Integration):
    def __init__(self, world):
        super().__init__(world)
        world.not_listened = {}


class DeliversAsItIsTurnedOn(Integration):
    def turn_on(self, command):
        super().turn_on(command)
        for request in self.world.missed.in_order():
            self.deliver(request, len(self.world.journal))


class GivesNewReferences(Integration):
    def write(self, pair, environment, record, *rest):
        written = super().write(pair, environment, record, *rest)
        if record is not None:
            written = written._replace(reference=self.world.new_reference(environment))
            self.world.put(environment, pair, written, record)
        return written


class NothingInTheBin(Integration):
    def undelete(self, command):
        return "nothing to undelete", "E2", None


class TakesNothingBack(Integration):
    def take_back_delete(self, pair, binned):
        return False


class NothingMissedAtFirst(Integration):
    def changes_of(self, beginning, command):
        return {}


class OneByOne(Integration):
    def settle_together(self, pairs, *rest, **named):
        return pairs, 0


BROKEN = {
    "no lookup is without target in its own environment": (
        DeletesWhatIsInUse, (ADA, ON, Create("dataverse", "cdm_worker", "bob", {
            "cdm_workernumber": "2", "cdm_managerworkerid": "ada"}), Delete("hr", "ada")),
        Settings(dataverse_to_hr_delay="10m"),
    ),
    "where nothing is missed both sides hold the same, or are gone": (
        Forgets, (ADA, ON, Edit("hr", "ada", {"cdm_lastname": "K"})), None,
    ),
    "a late delete that follows is carried out, and no other is": (
        NeverFollows, (ADA, ON, OUT, Delete("hr", "ada"), Advance("10m"), RunBatchJob()), None,
    ),
    "nothing is deleted but by a user's delete that nobody edited after": (
        DeletesWhatWasEdited, (ADA, ON, OUT, Delete("hr", "ada"), TurnOff(), Advance("11m"),
            Edit("dataverse", "ada", {"cdm_lastname": "K"}), TurnOn(), RunBatchJob()), None,
    ),
    "late deletes go in their order": (
        FollowsBackwards, (ADA, BOB, ON, OUT, Delete("hr", "bob"), Delete("hr", "ada"),
            Advance("10m"), RunBatchJob()), None,
    ),
    "a new RecId exactly where a new period begins": (
        OnePeriod, (POST, Edit("hr", "p", {"cdm_validfrom": "2022-01-01T00:00:00Z"})), None,
    ),
    "a run starts where the job is Waiting, and nowhere else": (
        RunsAnyhow, (ADA, ON, SetBatchJob("withhold"), Advance("1d")), None,
    ),
    "what flows one way never comes back": (
        BothWays, (ADA, ON, Edit("dataverse", "ada", {
            "cdm_fullname": "Ada King", "cdm_lastname": "King"})), None,
    ),
    "what flows one way is not changed over there": (
        LetsThemIn, (Create("dataverse", "cdm_company", "x", {"cdm_companycode": "X"}),), None,
    ),
    "natural keys are unique, as the databases compare them": (
        ComparesAsWritten, (Create("hr", "cdm_title", "one", {"cdm_name": "Boss"}),
            Create("hr", "cdm_title", "two", {"cdm_name": "BOSS "})), None,
    ),
    "the journal agrees with both environments": (
        RestoresNothing, (ADA, Backup("hr", "b"), Edit("hr", "ada", {"cdm_lastname": "K"}),
            Restore("hr", "b")), None,
    ),
    "what nobody noticed is remembered, and makes no request": (
        ForgetsWhatNobodyNoticed,
        (ADA, Fault("not_noticed", "hr"), Edit("hr", "ada", {"cdm_lastname": "K"})), None,
    ),
    "what nobody listens to stays missed": (
        ListensToAll, (ADA, ON, Edit("hr", "ada", {"cdm_knownas": "A"})),
        Settings(not_listened={"hr": ["cdm_worker.cdm_knownas"]}),
    ),
    "what is not due is not delivered": (
        DeliversAsItIsTurnedOn, (ADA, Edit("hr", "ada", {"cdm_lastname": "K"}), TurnOn()), None,
    ),
    "a record keeps its reference": (
        GivesNewReferences, (ADA, ON, Edit("hr", "ada", {"cdm_lastname": "K"})), None,
    ),
    "what may be done is done, and what may not is refused": (
        NothingInTheBin, (ADA, Delete("dataverse", "ada"), Undelete("ada")), None,
    ),
    "what failed for a lookup fails still": (
        OneByOne, (Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1"}),
            Create("hr", "cdm_worker", "bob",
                   {"cdm_workernumber": "2", "cdm_managerworkerid": "ada"}),
            Edit("hr", "ada", {"cdm_managerworkerid": "bob"}), TurnOn(), RunBatchJob()), None,
    ),
}  # fmt: skip


NOTICED = {
    "late-edit-restores-what-was-deleted-live": (
        "live/l7-an-edit-arrives-after-a-delete",
        "an edit does not undo a later delete made while on",
    ),
    "follows-though-looked-up": (
        "live/l9-a-later-edit-keeps-both",
        "a late delete that follows is carried out, and no other is",
    ),
    "circle-of-deletes-fails": (
        "live/l10-two-that-look-each-other-up-go-together",
        "a delete that follows is stopped by what stays alone",
    ),
    "new-period-while-off-is-not-tracked": (
        "reconcile/r20-a-new-period-while-off", "a new RecId exactly where a new period begins",
    ),
    "cycle-is-tried-as-made": (
        "batch/b1-tried-again-parents-first", "what is tried once more goes parents first",
    ),
    "sync-now-goes-backwards": (
        "sync-now/n1-in-the-order-of-the-batch-job", "a full synchronization goes in its order",
    ),
    "truncate-goes-oldest-first": (
        "migration/m3-what-is-looked-up-stays", "an import that truncates deletes the newest first",
    ),
    "settled-record-takes-its-time": (
        "batch/b8-a-run-takes-time", "a run that takes time handles a record each so many seconds",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTICED)
def test_the_invariant_sees_the_mutant_in_its_scenario(name):
    path, invariant = NOTICED[name]
    scenario = load(Path(__file__).parents[2] / f"scenarios/{path}.yaml")
    assert replay(scenario, oracle=Oracle, check=first_violation).failures == []
    with MUTANTS[name].active():
        failures = replay(scenario, oracle=Oracle, check=first_violation).failures
    assert failures[0].property == invariant


@pytest.mark.parametrize("name", BROKEN)
def test_the_invariant_sees_it(name):
    integration, history, settings = BROKEN[name]
    assert violated(history, settings) == set()  # as it is, nothing is broken
    assert name in violated(history, settings, integration)


@pytest.mark.parametrize(
    ("integration", "history"),
    [
        (TakesNothingBack, (ADA, Edit("dataverse", "ada", {"cdm_lastname": "K"}),
                            Delete("dataverse", "ada"), Undelete("ada"))),
        (NothingMissedAtFirst, (GiveRecord("cdm_worker", "ada", hr=Side({"cdm_workernumber": "1"}),
                                           tracked=False), TurnOff())),
    ],
)  # fmt: skip
def test_no_change_is_dropped_at_the_start_or_by_an_undelete(integration, history):
    assert violated(history, None) == set()
    assert "no change is dropped" in violated(history, None, integration)


def test_a_change_that_a_fault_strikes_is_not_noticed(monkeypatch):
    history = (ADA, Fault("not_noticed", "hr"), Edit("hr", "ada", {"cdm_lastname": "K"}))
    monkeypatch.setattr(FaultInjector, "on_change", lambda *_: False)
    name = "a change goes unnoticed where a fault is to strike it, and no other does"
    assert name in violated(history, None)


def test_a_cascade_leaves_nothing_behind(monkeypatch):
    history = (ADA, BOB, ON, Delete("dataverse", "ada"))
    settings = Settings(delete_in_use={"dataverse": "cascade"})
    assert violated(history, settings) == set()
    monkeypatch.setattr(LookupIndex, "with_users", lambda _, pair: [pair])
    found = violated(history, settings)
    assert "a user's delete takes along what looks the record up" in found
    assert "no lookup is without target in its own environment" in found


def test_a_record_takes_its_time(monkeypatch):
    history = (ADA, Edit("hr", "ada", {"cdm_lastname": "K"}), TurnOn(), RunBatchJob(),
               Advance("1m"))  # fmt: skip
    settings = Settings(batch_job_per_record="10s")
    assert violated(history, settings) == set()
    schedule = SimulatedClock.schedule

    def late(clock, at, cause, command, *rest):
        return schedule(clock, at + 1000 * (type(command) is SettleNext), cause, command, *rest)

    monkeypatch.setattr(SimulatedClock, "schedule", late)
    assert "a run that takes time handles a record each so many seconds" in violated(
        history, settings
    )


@pytest.mark.parametrize("settings", [None, Settings(conflict="merge_fields")])
def test_what_nobody_noticed_is_copied_or_lost_once(settings):
    """F7, R7: whatever overwrites it reports it, and never again."""
    history = (
        ADA, ON, Fault("not_noticed", "dataverse"), Edit("dataverse", "ada", {"cdm_lastname": "K"}),
        RunBatchJob(), Edit("hr", "ada", {"cdm_firstname": "A"}), SyncNow("cdm_worker"),
        RunBatchJob(),
    )  # fmt: skip
    assert violated(history, settings) == set()


def test_an_import_empties_the_table_first():
    row = [Row("bob", {"cdm_workernumber": "2"})]
    history = (ADA, ON, Import("hr", "cdm_worker", row, truncate=True), RunBatchJob())
    assert violated(history, None) == set()


def test_a_goal_is_not_asked_for_where_a_fixed_setting_rules_it_out():
    goals = {
        "late_delete=undone": "a delete follows late",
        "delete_in_use={hr: cascade}": "a delete is refused as others look it up",
        "natural_key=fixed": "a record gets another natural key",
    }
    everything = required_goals("", (), True)
    for setting, goal in goals.items():
        assert goal in everything
        assert goal not in required_goals("", (), True, (setting,))
    assert "a delete follows late" in required_goals("", (), True, ("late_delete=carried_out",))
    assert "a delete follows late" not in required_goals("", (), universe=False)


@pytest.mark.slow
def test_all_that_must_hold_holds_in_histories_of_every_command():
    for seed in range(400):
        history = random_history(seed, 30)
        engine = Engine(history.settings, history.catalog)
        for given in history.given:
            engine.attempt(given)
        oracle = Oracle(engine)
        for command in history.commands:
            assert first_violation(oracle.do(command)) is None, (seed, command)


def test_the_standard_catalog_has_what_flows_one_way():
    """Else the histories above would show nothing."""
    catalog = standard_catalog()
    assert catalog["cdm_company"].flows_one_way
    assert catalog["cdm_jobposition"].period
    assert catalog["cdm_worker"].column("cdm_fullname").flows_one_way
