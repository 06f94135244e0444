"""Each property detects what it is for: one place of the simulator is broken, random histories run.

The mutants (`mutation/test_mutants.py`) break rules of the law as an integration would; these break
what is recorded, listed, counted and timed, on which reports rely.
"""

import pytest

from harness.domain.faults import FAULTS
from harness.exploration.campaign.work_units import ExplorationSpec, run_unit
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.integration.integration import Integration
from harness.simulator.integration.settlement import FAILED
from harness.simulator.journal import Journal

SPEC = ExplorationSpec(length=40, faults=tuple(FAULTS))
FIELDS = (
    "at", "cause", "event", "actor", "environment", "table", "record", "rule", "data", "before",
)  # fmt: skip
_ADD, _INIT = Journal.add, Journal.__init__


class Forgetful(list):
    """A list that stays empty."""

    def append(self, _):
        pass


def forgets(name):
    """A journal whose list of that name stays empty."""

    def init(journal):
        _INIT(journal)
        setattr(journal, name, Forgetful())

    return Journal, "__init__", init


def reporting(kind, **changed):
    """A journal with these events changed: each field by a function of its value."""

    def add(journal, *fields, **named):
        entry = dict(zip(FIELDS, fields, strict=False)) | named
        if entry["event"] == kind:
            for field, otherwise in changed.items():
                entry[field] = otherwise(entry.get(field))
        return _ADD(journal, **entry)

    return Journal, "add", add


def since_the_last_change(_was=Integration.on_change):
    def changed(integration, pair, environment, *rest):
        _was(integration, pair, environment, *rest)
        request = pair.request(environment)
        if request is not None:
            request.since_seq = len(integration.world.journal)

    return Integration, "on_change", changed


def tries_again(_was=Integration.settle_in_run):
    def twice(integration, run, pair, may_defer):
        result = _was(integration, run, pair, may_defer)
        return _was(integration, run, pair, may_defer) if result == FAILED else result

    return Integration, "settle_in_run", twice


def endless_outage(_was=FaultInjector.outage):
    return FaultInjector, "outage", lambda faults, environment, _: _was(faults, environment, 0)


def strikes_one_later(_was=FaultInjector.inject):
    def inject(faults, fault, now):
        if fault.kind == "request_fails":
            fault = type(fault)(
                fault.kind, fault.environment, None, None, (fault.nth or 1) + 1, fault.lasting,
                fault.applied,
            )  # fmt: skip
        _was(faults, fault, now)

    return FaultInjector, "inject", inject


def done_again(_was=Integration.recognise_repeat):
    def again(integration, command, cause):
        _was(integration, command, cause)
        pair = integration.world.record_pairs.named(command.record)
        if pair is not None and pair.request(command.environment) is not None:
            integration.settle(pair, "live sync", len(integration.world.journal))

    return Integration, "recognise_repeat", again


def edited_when_written(_was=Integration.write):
    def write(integration, pair, environment, record, *rest):
        written = _was(integration, pair, environment, record, *rest)
        if record is None:
            written = written._replace(edited_at=integration.world.clock.now)
            integration.world.stores[environment].put(pair.table.name, written)
        return written

    return Integration, "write", write


def one_more(counted):
    return counted + 1 if isinstance(counted, int) else {it: n + 1 for it, n in counted.items()}


BROKEN = {
    "losses are not listed": (
        forgets("losses"),
        "what is lost or undone is listed, and nothing else",
    ),
    "undone deletes are not listed": (
        forgets("undone_deletes"),
        "what is lost or undone is listed, and nothing else",
    ),
    "a loss has another time": (
        reporting("lost", at=lambda at: at + 1),
        "every entry has its time",
    ),
    "a loss is caused by what came before": (
        reporting("lost", cause=lambda cause: cause - 1),
        "what caused an entry came before it",
    ),
    "an undone delete is by another rule": (
        reporting("delete_undone", rule=lambda rule: "R5" if rule == "R4" else "R4"),
        "what caused an entry came before it",
    ),
    "C2 is called C6": (
        reporting("held_back", rule=lambda rule: "C6" if rule == "C2" else "C2"),
        "the reported rule is the one that decided",
    ),
    "the same change is called a conflict": (
        reporting("settled", rule=lambda rule: "R3" if rule == "R7" else rule),
        "the reported rule is the one that decided",
    ),
    "a one-sided edit is called a conflict": (
        reporting("updated", rule=lambda rule: "R3" if rule == "R2" else rule),
        "the reported rule is the one that decided",
    ),
    "a copy is called a restore": (
        reporting("copied", rule=lambda rule: "R4" if rule == "R9" else rule),
        "the reported rule is the one that decided",
    ),
    "an edit moves when it was first missed": (since_the_last_change(), "no change is dropped"),
    "what failed is tried again in the same run": (tries_again(), "a run ends as it must"),
    "an outage never ends": (
        endless_outage(),
        "a request fails where a fault is to strike it, and no other does",
    ),
    "a request fails one late": (
        strikes_one_later(),
        "a request fails where a fault is to strike it, and no other does",
    ),
    "what comes again is done again": (done_again(), "what comes again does nothing"),
    "what is restored was edited": (edited_when_written(), "a last edit is a user's"),
    **{
        f"{event} counts one more": (reporting(event, data=one_more), "what is counted is so")
        for event in (
            "batch_started", "batch_ended", "batch_stopped", "sync_now_ended", "tracking_cleared",
            "turned_off", "import_ended",
        )
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_it_is_noticed(name, monkeypatch):
    target, invariant = BROKEN[name]
    monkeypatch.setattr(*target)
    found = {it.property for it in run_unit(SPEC, 0, 200).failures}
    assert invariant in found, found
