"""The simulator and the naive model agree on random histories (`models/agreement.py` says how).

Half of the histories are the workload's, half those of `models/random_histories.py`, which draws
all commands, faults and settings. What they reach is counted: an agreement over nothing proves
nothing.
"""

from collections import Counter
from typing import Any, NamedTuple

import pytest
from models.agreement import GENERATORS, PHRASES, disagreement, refusal
from models.random_histories import random_history

from harness.domain.events import EVENTS
from harness.domain.policies import POLICIES
from harness.domain.reconcile import RECONCILE
from harness.domain.request_kinds import COALESCE
from harness.exploration.workload.generator import generate
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration, in_force

HISTORIES = 2000  # of each generator
BLOCK = 100
QUICK = 300  # of them, of the quick tests
RARE = 300  # and of patterns that need many commands
SELDOM = {("recreate", "created"), ("create", "created")}  # a delete between went unnoticed (F7)

BLOCKS = [
    pytest.param(generator, first, marks=[] if first < QUICK else pytest.mark.slow)
    for generator in GENERATORS
    for first in range(0, HISTORIES, BLOCK)
] + [pytest.param("rare", first, marks=pytest.mark.slow) for first in range(0, RARE, BLOCK)]


@pytest.mark.parametrize(("generator", "first"), BLOCKS)
def test_the_naive_model_agrees(generator: str, first: int) -> None:
    """After every command of a hundred random histories, both models hold and report the same."""
    for seed in range(first, first + BLOCK):
        if (found := disagreement(seed, generator)) is not None:
            pytest.fail(found, pytrace=False)


def test_the_naive_model_agrees_where_it_once_did_not() -> None:
    """One in 100,000: a delete carried out, made again unheard, deleted and made anew."""
    if (found := disagreement(96_371, "workload")) is not None:
        pytest.fail(found, pytrace=False)


# --------------------------------------------------------------- the always needs its sometimes


class Counted(dict[Any, Any]):
    """A table that counts how often each of its rows is asked for."""

    def __init__(self, table: dict[Any, Any]) -> None:
        super().__init__(table)
        self.asked: Counter[Any] = Counter()

    def __getitem__(self, key: Any) -> Any:
        self.asked[key] += 1
        return super().__getitem__(key)


class Reached(NamedTuple):
    """What all the histories come to together."""

    events: Counter[str]
    rules: Counter[tuple[str, str | None]]  # an event and the rule that decided it
    losses: Counter[tuple[str, str | None]]  # a conflict policy and the rule of a loss
    refusals: Counter[str]
    reconciled: Counter[Any]
    net: Counter[Any]


@pytest.fixture(scope="module")
def reached() -> Reached:
    """Some hundred histories of each generator, once more, without the comparison."""
    rows, kinds = Counted(RECONCILE), Counted(COALESCE)
    found = Reached(Counter(), Counter(), Counter(), Counter(), rows.asked, kinds.asked)

    class Counting(Integration):
        RECONCILE = rows
        COALESCE = kinds

    histories = [random_history(seed, 30) for seed in range(HISTORIES // 5)]
    histories += [generate(seed, 30) for seed in range(HISTORIES // 3)]
    with in_force(Counting):
        for history in histories:
            simulator = Engine(history.settings, history.catalog)
            for command in (*history.given, *history.commands):
                found.refusals.update(refusal(simulator.attempt(command))[1:])
            for _, event in simulator.journal:
                found.events[event.event] += 1
                found.rules[event.event, event.rule] += 1
                if event.event == "lost":
                    found.losses[history.settings.conflict, event.rule] += 1
    return found


def test_every_event_happens(reached: Reached) -> None:
    """There is no kind of event that the two are never compared on, but of what is plugged in."""
    assert set(EVENTS) - {"plugin_failed"} == set(reached.events)


def test_every_row_of_the_reconcile_table_decides(reached: Reached) -> None:
    """All of them, also R8's of a full sync, where nobody edited and yet the values differ."""
    assert {row for row, times in reached.reconciled.items() if times} == set(RECONCILE)


def test_every_net_of_changes_is_made(reached: Reached) -> None:
    """Every row of the table of nets, from a create that is new to a re-creation deleted again."""
    assert set(COALESCE) - SELDOM == set(reached.net) - SELDOM


def test_every_reason_of_a_refusal_is_given(reached: Reached) -> None:
    """Every phrase that people may rely on."""
    assert set(reached.refusals) >= set(PHRASES)


def test_losses_and_undone_deletes_come_under_each_of_their_rules(reached: Reached) -> None:
    """And records fail for a fault, a missing target, a value that does not fit, and in use."""
    rules: dict[str, set[str | None]] = {}
    for event, rule in reached.rules:
        rules.setdefault(event, set()).add(rule)
    assert rules["lost"] == {"R3", "R11", "L6"}
    assert rules["delete_undone"] == {"R4", "R5", "R9", "R10"}
    assert rules["held_back"] == {"C2", "C6"}
    assert rules["failed"] == {"L5", "R14", "R16", "R19"}


def test_every_policy_loses_changes(reached: Reached) -> None:
    """Each by its own last edit; ties are only where the last edit counts."""
    assert {policy for policy, _ in reached.losses} == set(POLICIES)
    assert {rule for _, rule in reached.losses} == {"R3", "R11", "L6"}
