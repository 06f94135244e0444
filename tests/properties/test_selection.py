"""A property is asked of the steps that it is about, and of no others."""

import pytest

from harness.domain.commands import Advance, Create, Import, Row, RunBatchJob, TurnOn
from harness.domain.events import EVENTS
from harness.properties import identity
from harness.properties.law import ALWAYS, SOMETIMES, Properties, Property, violation
from harness.properties.oracle.oracle import Oracle
from harness.properties.oracle.refusals import folded_key
from harness.properties.selection import ATTRIBUTES
from harness.simulator.engine import Engine

BOTH = (*ALWAYS.values(), *SOMETIMES.values())


def step_of(command, *before):
    oracle = Oracle(Engine())
    for it in before:
        oracle.do(it)
    return oracle.do(command)


def asked(step, **about):
    its = {name: frozenset(them) for name, them in about.items()}
    return [*Properties([Property("it", (), lambda _: None, **its)]).of(step)] != []


@pytest.mark.parametrize("its", BOTH, ids=lambda it: it.name)
def test_what_a_property_is_about_exists(its):
    """Else it would be asked of no step, and hold."""
    assert its.events <= EVENTS.keys()
    assert its.having <= {*ATTRIBUTES}


def test_a_property_is_asked_of_its_commands_entries_and_attributes():
    step = step_of(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
    assert asked(step)
    assert asked(step, commands={Create})
    assert not asked(step, commands={TurnOn})
    assert asked(step, events={"created", "lost"})
    assert not asked(step, events={"lost"})
    assert asked(step, having={"names"})
    assert not asked(step, having={"batch_runs"})
    assert asked(step, events={"lost"}, having={"names"})  # either will do
    assert not asked(step, events={"created"}, commands={TurnOn})


def test_what_is_added_is_asked_at_once():
    known, step = Properties(), step_of(TurnOn())
    assert known.of(step) == ()
    known["it"] = Property("it", (), lambda _: None)
    assert [name for name, _ in known.of(step)] == ["it"]
    known.pop("it")
    assert known.of(step) == ()


@pytest.mark.parametrize("its", ALWAYS.values(), ids=lambda it: it.name)
def test_a_property_named_alone_is_asked_of_its_own_steps_too(its):
    """As `harness find` and `harness shrink --property` ask it, whatever the command."""
    for step in (step_of(Advance("1h")), step_of(RunBatchJob(), TurnOn())):
        assert violation(its, step) is None
    assert violation(its, step_of(Import("hr", "cdm_title", []))) is None


def test_the_keys_of_a_table_are_compared_once_a_step(monkeypatch):
    """An import of many is not looked at once for each row."""
    compared = []

    def folded(oracle, key):
        compared.append(key)
        return folded_key(oracle, key)

    monkeypatch.setattr(identity, "folded_key", folded)
    rows = [Row(f"w{it}", (("cdm_workernumber", str(it)),)) for it in range(50)]
    step = step_of(Import("hr", "cdm_worker", rows))
    assert violation(ALWAYS["natural keys are unique, as the databases compare them"], step) is None
    assert len(compared) == 50
