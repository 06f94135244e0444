"""A file of a user of the library: both type checkers read it, nothing runs it.

Both have to agree with each `assert_type`; a line that ends in `# error` has to be one for both.
"""

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

# commands and expectations
assert_type(h.Edit("hr", "ada", h.pairs({"cdm_lastname": "King"})), h.Edit)
assert_type(h.Create("dataverse", "cdm_worker", "ada", ()), h.Create)
assert_type(h.Delete("hr", "ada"), h.Delete)
assert_type(h.Exists("hr", "ada"), h.Exists)
assert_type(h.MissedRequests.none(), h.MissedRequests)
h.Delete("hr")  # error
h.Exists("ada")  # error
h.Tracked(tracked=True)  # error
h.Converged(table=3)  # error


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
assert_type(h.POLICIES["hr_wins"].words, str)
assert_type(h.FAULTS["unavailable"].rules, tuple[str, ...])
try:
    sim.do(h.TurnOn())
except h.Refused as refused:
    assert_type(refused, h.Refused)
