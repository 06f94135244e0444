"""A delete that an edit cannot undo: not the law, but what an integration of one's own may do."""

import pytest

import harness as h
from harness.simulator.integration.integration import Integration
from harness.simulator.integration.registry import INTEGRATIONS
from harness.testing.integration_conformance import IntegrationConformance

ADA = {"cdm_workernumber": "1"}
FEATURE = """
Feature: Deletes
  Scenario: An edit does not restore
    Given the integration is simulated by "DeletesWin"
    And the worker "Ada" exists in both environments
    When the worker "Ada" is deleted from Dataverse
    And the last name of the worker "Ada" is changed to "Byron" in Human Resources
    And integration is turned on
    And the batch job runs
    Then the worker "Ada" is not in Human Resources
"""
ONE_GONE = [row for row in h.RECONCILE if row[2] and (row[0] == h.GONE) != (row[1] == h.GONE)]


class ByTable(Integration):
    """Where one side deleted a tracked record, it goes on the other side too."""

    RECONCILE = h.RECONCILE | dict.fromkeys(ONE_GONE, h.Decision("L6", "nothing"))


class ByFunction(Integration):
    """The same, by another answer of the pure function."""

    @staticmethod
    def reconcile(*sides, **more):
        rule, ours, theirs, losses = Integration.reconcile(*sides, **more)
        return ("R6", None, None, ()) if rule in ("R4", "R5") else (rule, ours, theirs, losses)


class ByMethod(Integration):
    """The same, by the settlement."""

    def settle(self, pair, actor, cause, full=False, may_defer=False):
        for request in (pair.hr_request, pair.dataverse_request):
            if request is not None and request.kind == "delete" and pair.tracked:
                return self.delete_everywhere(pair, actor, cause, "L6")
        return super().settle(pair, actor, cause, full, may_defer)


class EverythingGoes(Integration):
    """Where both sides edited a record, it goes."""

    RECONCILE = h.RECONCILE | {(h.EDITED, h.EDITED, True): h.Decision("L6", "nothing")}


WAYS = pytest.mark.parametrize("own", [ByTable, ByFunction, ByMethod])


def met(own, *faults, deleted_in="dataverse", edited_in="hr"):
    """A delete on one side and a later edit on the other, and a run of the batch job."""
    sim = h.Simulator(integration=own)
    sim.do(h.Give("cdm_worker", {"ada": ADA}))
    sim.do(h.Delete(deleted_in, "ada"), h.Advance("1m"))
    sim.do(
        h.Edit(edited_in, "ada", {"cdm_lastname": "Byron"}), *faults, h.TurnOn(), h.RunBatchJob()
    )
    return sim


@WAYS
@pytest.mark.parametrize("sides", [("dataverse", "hr"), ("hr", "dataverse")])
def test_an_edit_does_not_restore_a_deleted_record(own, sides):
    deleted_in, edited_in = sides
    sim = met(own, deleted_in=deleted_in, edited_in=edited_in)
    sim.expect(h.Exists("hr", "ada", False), h.Exists("dataverse", "ada", False))
    sim.expect(h.DeletedFromDataverse("ada"), h.MissedRequests(0), h.UndoneDelete.none())
    (loss,) = sim.losses
    assert (loss.environment, loss.columns) == (edited_in, (("cdm_lastname", "Byron", None),))
    assert met(Integration, deleted_in=deleted_in, edited_in=edited_in).hr["ada"]


@WAYS
def test_what_a_fault_prevents_stays_missed_and_is_done_by_the_next_run(own):
    sim = met(own, h.Fault("unavailable", "hr"))
    assert "ada" in sim.hr
    assert {it.change for it in sim.missed_requests} == {"edit", "delete"}
    sim.do(h.Fault("over"), h.RunBatchJob())
    sim.expect(h.Exists("hr", "ada", False), h.MissedRequests(0))


@WAYS
def test_a_delete_whose_answer_is_lost_is_applied_and_can_be_created_anew(own):
    sim = met(own, h.Fault("request_fails", "hr", applied=True))
    sim.expect(h.Exists("hr", "ada", False))
    assert {it.change for it in sim.missed_requests} == {"delete"}
    sim.do(h.Fault("over"), h.Create("hr", "cdm_worker", "ada", ADA), h.RunBatchJob())
    sim.expect(h.Exists("dataverse", "ada"), h.MissedRequests(0), h.Tracked("ada"))


def test_both_sides_of_a_record_can_go():
    sim = h.Simulator(integration=EverythingGoes)
    sim.do(h.Give("cdm_worker", {"ada": ADA}))
    for side in ("hr", "dataverse"):
        sim.do(h.Edit(side, "ada", {"cdm_lastname": side}))
    sim.do(h.TurnOn(), h.RunBatchJob())
    gone = [h.Exists(side, "ada", False) for side in ("hr", "dataverse")]
    sim.expect(*gone, h.MissedRequests(0))
    assert [it.environment for it in sim.losses] == ["hr", "dataverse"]


@WAYS
def test_exploring_shows_where_it_departs_from_the_law(own):
    found = h.explore(range(20), simulator=h.Simulator(integration=own).fresh)
    assert not found.passed


@WAYS
def test_a_feature_names_it(own, monkeypatch):
    monkeypatch.setitem(INTEGRATIONS, "DeletesWin", own)
    done = h.replay(h.loads(FEATURE, "wins.feature"))
    assert done.passed
    documented = FEATURE.replace("DeletesWin", "documented")
    assert not h.replay(h.loads(documented, "loses.feature")).passed


class TestByTable(IntegrationConformance):
    """Tombstones, requests and the journal are in order all the same."""

    def integration(self):
        return ByTable


class TestByMethod(IntegrationConformance):
    """And if the settlement is another."""

    def integration(self):
        return ByMethod
