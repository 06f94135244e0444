"""A file of a user of the library: both type checkers read it, nothing runs it.

Both have to agree with each `assert_type`; a line that ends in `# error` has to be one for both.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import assert_type

import harness as h

# the simulator and what is read of it
sim = h.Simulator()
assert_type(sim, h.Simulator)
assert_type(sim.do(h.TurnOn(), h.RunBatchJob()), None)
assert_type(sim.attempt(h.TurnOn()), str | None)
assert_type(sim.hr, h.EnvironmentView)
assert_type(sim.dataverse["ada"], h.RecordView)
assert_type(sim.dataverse["ada"]["cdm_lastname"], str | int | bool | Decimal | None)
assert_type(sim.hr.records("cdm_worker"), h.EnvironmentView)
assert_type(sim.losses, list[h.Finding])
assert_type(sim.losses[0].columns[0][1], str | int | bool | Decimal | None)
assert_type(sim.undone_deletes, list[h.Finding])
assert_type(sim.missed_requests, list[h.MissedRequest])
assert_type(sim.missed_requests[0].change, str)
assert_type(sim.findings, list[h.Check])
assert_type(sim.findings[0].found, Sequence[h.Found])
assert_type(sim.grid, dict[str, list[dict[str, str]]])
assert_type(sim.journal, h.Journal)
assert_type(sim.journal[1], h.Event)
assert_type(sim.timeline(), str)
assert_type(sim.now, datetime)
assert_type(sim.on, bool)
assert_type(sim.fork(), h.Simulator)
assert_type(sim.fresh(), h.Simulator)
assert_type(sim.scenario(), h.Scenario)
assert_type(sim.to_yaml(), str)
assert_type(sim.expect(h.Converged(), h.DataLoss.none()), None)
with h.Simulator(h.Settings(conflict="hr_wins"), stores="memory") as opened:
    assert_type(opened, h.Simulator)

sim.do("turn on")  # error
sim.do(h.TurnOn)  # error
sim.expect("converged")  # error
sim.hr["ada"] = {}  # error
sim.hr["ada"]["cdm_lastname"] = "King"  # error
sim.hr[1]  # error
sim.on = True  # error
print(sim.dataverses)  # error
h.Simulator(3)  # error
h.Simulator(backend="memory")  # error
h.Simulater()  # error

# what the command line does
scenario = h.load("x.yaml")
assert_type(scenario, h.Scenario)
assert_type(h.loads("scenario: x"), h.Scenario)
assert_type(h.load_all("scenarios"), list[h.Scenario])
assert_type(h.dumps(scenario), str)
assert_type(h.export(scenario, to="feature"), str)
assert_type(h.check("features").problems, tuple[h.Problem | str, ...])
replayed = h.replay(scenario, simulator=sim, until=3)
assert_type(replayed, h.Replayed)
assert_type(replayed.passed, bool)
assert_type(replayed.failures, list[h.Failure])
assert_type(replayed.simulator, h.Simulator)
assert_type(replayed.losses, list[h.Finding])
assert_type(replayed.findings, list[h.Check])
assert_type(replayed.timeline(), str)
assert_type(replayed.result, h.Result)
assert_type(h.explain(replayed, "ada"), h.Explanation)
assert_type(h.foresee(replayed), h.Foresight)
assert_type(h.foresee(sim, "cdm_worker").found, Sequence[h.Foreseen])
assert_type(h.foresee(sim).counts(), dict[str, int])
sim.expect(h.Foresees("lost", count=0), h.Foresees("restored", "hr", "ada"))
assert_type(h.diff(replayed, replayed), h.Difference)
assert_type(h.diff(replayed, replayed).same, bool)
assert_type(h.shrink(scenario), h.Shrunk)
assert_type(h.shrink(scenario).scenario, h.Scenario)
found = h.explore(range(10), faults=h.ALL_FAULTS, simulator=sim)
assert_type(found, h.Exploration)
assert_type(found.counterexample, h.Counterexample | None)
if found.counterexample is not None:
    assert_type(found.counterexample.shrunk(), h.Counterexample)
    assert_type(found.counterexample.shrunk().to_yaml(), str)
    assert_type(found.counterexample.history, h.Scenario)
assert_type(h.verify(h.BoundedModel(records=2)), h.Verified)
assert_type(h.find("data-loss"), list[h.Scenario])
assert_type(h.compare(range(10)), h.Comparison)
assert_type(h.MUTANTS["deletes-do-not-cross"].rule, str)
assert_type(h.mutants("features", scenario), h.KillMatrix)
assert_type(h.mutants("features").survivors, tuple[h.Mutant, ...])
assert_type(h.draw("states"), str)
h.mutants(3)  # error
h.load(3)  # error
h.loads("x", catalog=3)  # error
h.export(scenario, to="word")  # error
h.replay("x.yaml")  # error
h.replay(scenario, until="3")  # error
h.explore(10)  # error
h.explore(properties=[3])  # error
h.explore(simulator=h.Simulator)
h.verify(records=2)  # error
h.find(3)  # error
h.draw("coverage")  # error

# commands and expectations
assert_type(h.HasValues("Human Resources", "ada", {"cdm_lastname": "King"}), h.HasValues)
assert_type(h.Elapsed("1h").milliseconds, int)
assert_type(h.Advance("1h").milliseconds, int)
h.Elapsed(1.5)  # error
h.HasValues("Payroll", "ada", {})  # error
h.Grid("cdm_worker", "rows")  # error
assert_type(h.Edit("hr", "ada", h.pairs({"cdm_lastname": "King"})), h.Edit)
assert_type(h.Create("dataverse", "cdm_worker", "ada", ()), h.Create)
assert_type(h.Delete("hr", "ada"), h.Delete)
assert_type(h.Exists("hr", "ada"), h.Exists)
assert_type(h.MissedRequests.none(), h.MissedRequests)
assert_type(h.HasReference("hr", "ada", 5637144576), h.HasReference)
found_alone = h.Side({"cdm_workernumber": "1"}, edited="2021-08-10T10:00:00Z")
assert_type(h.GiveRecord("cdm_worker", "ada", hr=found_alone, tracked=False), h.GiveRecord)
assert_type(h.Edit("hr", "ada", {"cdm_workernumber": "2"}, becomes="ben").becomes, str | None)
assert_type(h.Backup("hr", "monday").environment, h.Environment)
assert_type(h.Undelete("ada").record, str)
h.SetBatchJob(3)  # error
h.Restore("Payroll", "monday")  # error
h.Delete("hr")  # error
h.Exists("ada")  # error
h.Tracked(tracked=True)  # error
h.Converged(table=3)  # error


@h.policy("newest_hire_wins")
def newest_hire_wins(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    assert_type(hr.edited_at, int | None)
    return None


@h.fault("quota", strikes=h.Request)
def quota(request: h.Request, *, after: int) -> h.Fails | None:
    assert_type(request.number, int)
    return h.Fails("429") if request.number > after else None


@h.fault("late", strikes=h.Delivery)
def late(delivery: h.Delivery) -> h.Delayed | h.Held | None:
    assert_type(delivery.environment, h.Environment)
    return h.Delayed("1h")


@h.fault("wrong", strikes=h.Delivery)  # error
def wrong(delivery: h.Delivery) -> h.Fails | None:
    return None


h.Fault("quota", "dataverse", after=3, reason="429")


class Weekly(h.Clock):
    """A clock."""

    def next_run(self, since: int) -> int:
        return since + 7 * 86_400


class NoLiveDeletes(h.Integration):
    """An integration."""

    def deliver_delete(self, request: h.Request, cause: int) -> None:
        self.keep_missed(request, cause)


class Shelf:
    """A store."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[h.Key, h.Record]] = {}

    def find(self, table: str, key: h.Key) -> h.Record | None:
        return self.kept.get(table, {}).get(key)

    def at(self, table: str, reference: int) -> h.Record | None:
        return next((it for it in self.records(table) if it.reference == reference), None)

    def put(self, table: str, record: h.Record) -> None:
        self.kept.setdefault(table, {})[record.key] = record

    def remove(self, table: str, key: h.Key) -> None:
        del self.kept[table][key]

    def records(self, table: str) -> Iterator[h.Record]:
        return iter(self.kept.get(table, {}).values())

    def tables(self) -> list[str]:
        return sorted(self.kept)

    def count(self, table: str) -> int:
        return len(self.kept.get(table, {}))


class TestShelf(h.testing.StoreConformance):
    """Its suite."""

    def backend(self) -> h.Backend:
        return h.stores.backend(Shelf)


class TestNewest(h.testing.PolicyConformance):
    """The suite of a policy."""

    def policy(self) -> h.PolicyFunction:
        return newest_hire_wins


class TestWeekly(h.testing.ClockConformance):
    """The suite of a clock."""

    def clock(self) -> h.Clock:
        return Weekly()


class TestNoLiveDeletes(h.testing.IntegrationConformance):
    """The suite of an integration."""

    def integration(self) -> type[h.Integration]:
        return NoLiveDeletes


class TestQuota(h.testing.FaultConformance):
    """The suite of a fault."""

    def fault(self) -> h.Fault:
        return h.Fault("quota", after=3)


ours = h.Simulator(policy=newest_hire_wins, clock=Weekly(), integration=NoLiveDeletes)
assert_type(h.stores.backend(Shelf), h.Backend)
h.Simulator(stores=h.stores.backend(Shelf))
h.stores.backend(Weekly)  # error
h.Simulator(policy=3)  # error
h.Simulator(clock=3)  # error
h.Simulator(integration=NoLiveDeletes())  # error
h.Simulator(integration=h.MUTANTS["deletes-do-not-cross"].integration)


# the decorators keep the type of what they decorate
@h.always("nobody is called King", rules="R7")
def no_king(step: h.Step) -> str | None:
    assert_type(step.events, list[h.Event])
    assert_type(step.refused, str | None)
    return None


@h.sometimes("somebody is", rules="R7")
def somebody(step: h.Step) -> bool:
    return bool(step.events)


def both(step: h.Step) -> None:
    assert_type(no_king(step), str | None)
    assert_type(somebody(step), bool)
    no_king(3)  # error


@h.always("takes no step", rules="R7")  # error
def no_step() -> None: ...


@h.given("the {table} {string} is there", example='the worker "Ada" is there')
def is_there(table: str, name: str) -> None: ...


@h.when("{string} leaves", example='"Ada" leaves')
def leaves(name: str) -> None: ...


@h.then("{string} is gone", example='"Ada" is gone')
def is_gone(name: str) -> None: ...


is_there("worker", "Ada")
leaves("Ada")
is_gone("Ada")
is_there("worker")  # error
leaves(3)  # error
is_gone()  # error

# tables, rules, errors
assert_type(h.standard_catalog(), h.Catalog)
assert_type(h.RULES["R3"].statement, str)
assert_type(h.RULES["R3"].mark, str)
assert_type(h.RULES["R3"].sources[0].says, str)
assert_type(h.POLICIES["hr_wins"].words, str)
assert_type(h.FAULTS["unavailable"].rules, tuple[str, ...])
try:
    sim.do(h.TurnOn())
except h.Refused as refused:
    assert_type(refused, h.Refused)
