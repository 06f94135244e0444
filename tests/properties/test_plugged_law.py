"""A plugged fault is law: the oracle predicts it, and sees a simulator that strikes otherwise."""

import pytest
from own_faults import KINDS

from harness.domain.commands import Fault
from harness.domain.errors import BadInput
from harness.domain.faults import BUILT_IN_FAULTS, FAULTS
from harness.domain.plugged_faults import fault
from harness.domain.policies import POLICIES, policy
from harness.exploration.campaign.work_units import ExplorationSpec, history_of, run_unit
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.workload.faults import undrawable
from harness.exploration.workload.generator import generate
from harness.library.choices import fault_kinds
from harness.properties.law import required_goals
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.record_pairs import Request

pytestmark = pytest.mark.usefixtures("own_faults")
HISTORIES = 60


def explored(*kinds, count=HISTORIES, **spec):
    return run_unit(ExplorationSpec(length=40, faults=(*kinds, "over"), **spec), 0, count)


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_must_hold_holds_with_it(kind):
    found = explored(kind)
    assert found.failures == ()
    assert f"the fault {kind} strikes" in found.reached


@pytest.mark.parametrize("conflict", [*POLICIES, "of_ones_own"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_strikes_under_every_policy(kind, conflict):
    """Where columns merge, the oracle does not know which of two requests failed."""
    policy("of_ones_own")(lambda hr, dataverse: "hr" if "number" in hr.column else "dataverse")
    found = explored(kind, conflict=conflict)
    assert found.failures == ()
    assert f"the fault {kind} strikes" in found.reached


@pytest.mark.parametrize("conflict", ["hr_wins", "merge_fields"])
def test_what_another_fault_does_is_no_strike(conflict):
    fault("idle", strikes=Request)(lambda request: None)
    found = explored("idle", "unavailable", "request_fails", conflict=conflict, count=300)
    assert found.failures == ()
    assert "a request fails" in " ".join(found.reached)
    assert "the fault idle strikes" not in found.reached


@pytest.mark.slow
@pytest.mark.parametrize("swarm", [False, True])
def test_all_that_must_hold_holds_with_all_of_them_and_the_built_in_ones(swarm):
    found = explored(*KINDS, *BUILT_IN_FAULTS[:-1], count=1000, swarm=swarm)
    assert found.failures == ()
    assert {f"the fault {kind} strikes" for kind in KINDS} <= found.reached


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_all_that_must_hold_holds_with_it_over_many(kind):
    assert explored(kind, count=1000).failures == ()


def _not_counting(outcomes):
    def planted(injector, point, environment, show):
        return outcomes(injector, point, environment, lambda _: show(1))

    return planted


def _one_late(outcomes):
    def planted(injector, point, environment, show):
        return outcomes(injector, point, environment, lambda number: show(max(number - 1, 1)))

    return planted


def _never(_):
    return lambda injector, point, environment, show: []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mistake", [_not_counting, _one_late, _never])
def test_a_simulator_that_strikes_otherwise_is_found(mistake, kind, monkeypatch):
    """Planted in what every point comes to: deliveries are not asked about by `ask`."""
    monkeypatch.setattr(FaultInjector, "_outcomes", mistake(FaultInjector._outcomes))
    assert explored(kind, count=400).failures


def test_a_goal_for_each_is_that_it_strikes():
    goals = required_goals("", ("quota", "unavailable", "over"), universe=True)
    assert "the fault quota strikes" in goals
    assert not any("drift" in name for name in goals)
    assert goals["the fault quota strikes"].rules == ("F2",)


def test_a_history_is_that_of_its_seed_and_has_only_what_was_chosen():
    histories = [generate(seed, 40, faults=("quota", "over")) for seed in range(40)]
    faults = [it for history in histories for it in history.commands if hasattr(it, "kind")]
    assert {it.kind for it in faults} == {"quota", "over"}
    assert {it.environment for it in faults} == {None, "hr", "dataverse"}
    assert histories == [generate(seed, 40, faults=("quota", "over")) for seed in range(40)]
    assert not any(it.kind in KINDS for seed in range(40) for it in generate(seed, 40).commands
                   if hasattr(it, "kind"))  # fmt: skip


def test_a_number_is_drawn_from_1_if_0_is_not_its_default():
    """A function may well divide by it: `request.number % every`."""

    @fault("counts", strikes=Request)
    def counts(request, *, every: int, most: int = 2, but: int = 0): ...

    histories = [generate(seed, 40, faults=("counts", "over")) for seed in range(200)]
    drawn = [it for history in histories for it in history.commands if isinstance(it, Fault)]
    values = {name: {dict(it.keys).get(name) for it in drawn if it.kind == "counts"} - {None}
              for name in ("every", "most", "but")}  # fmt: skip
    assert values == {"every": {1, 2, 3, 5}, "most": {1, 2, 3, 5}, "but": {0, 1, 2, 3, 5}}


def test_the_bounded_model_refuses_them_with_the_reason():
    reason = "is plugged in, and strikes by a count and by times, which the states of the bounded"
    with pytest.raises(BadInput, match=reason):
        BoundedModel(faults=("quota",))
    with pytest.raises(BadInput, match=f"faults quota: {reason}"):
        fault_kinds(["quota"], small=True)
    with pytest.raises(BadInput, match="the bounded model has no fault 'quota'"):
        history_of(ExplorationSpec(world="small", faults=("quota",)), 0)


def test_what_cannot_be_drawn_is_refused_with_the_key():
    FAULTS["quota"] = FAULTS["quota"]._replace(
        keys=tuple(key._replace(required=True) for key in FAULTS["quota"].keys)
    )
    assert undrawable(FAULTS["quota"]) == "reason"
    with pytest.raises(BadInput, match="nothing can be drawn for its key reason, a text; give rea"):
        fault_kinds(["quota"])
    assert fault_kinds(["drift", "unavailable"]) == ("unavailable", "drift")
