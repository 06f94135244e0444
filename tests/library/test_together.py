"""All five fakes in one simulator, from a first record to a property of every state."""

import pytest

import harness as h


class Shelf:
    """A store in a dictionary of dictionaries."""

    def __init__(self):
        self.kept = {}

    def find(self, table, key):
        return self.kept.get(table, {}).get(key)

    def at(self, table, reference):
        return next((it for it in self.records(table) if it.reference == reference), None)

    def put(self, table, record):
        self.kept.setdefault(table, {})[record.key] = record

    def remove(self, table, key):
        del self.kept[table][key]

    def records(self, table):
        return iter(self.kept.get(table, {}).values())

    def tables(self):
        return sorted(table for table, kept in self.kept.items() if kept)

    def count(self, table):
        return len(self.kept.get(table, {}))


class TestShelf(h.testing.StoreConformance):
    def backend(self):
        return h.stores.backend(Shelf)


def newest_hire_wins(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    if hr.edited_at == dataverse.edited_at:
        return None
    return "hr" if (hr.edited_at or 0) > (dataverse.edited_at or 0) else "dataverse"


def quota(request: h.Request, *, after: int) -> h.Fails | None:
    return h.Fails("429 Too Many Requests") if request.number > after else None


class Weekly(h.Clock):
    def next_run(self, since: int) -> int:
        return since + 7 * 86_400


class NoLiveDeletes(h.Integration):
    def deliver_delete(self, request: h.Request, cause: int) -> None:
        self.keep_missed(request, cause)


@h.always("nobody is called King")
def no_king(step: h.Step) -> str | None:
    there = step.simulator.world.stores["hr"].records("cdm_worker")
    return next((f"{it.name} is" for it in there if "King" in it.values), None)


@h.always("nothing is deleted")
def nothing_deleted(step: h.Step) -> str | None:
    return "something is" if "deleted" in step.kinds else None


@pytest.fixture
def ours() -> h.Simulator:
    """Registered for a test alone, as others list all policies and faults."""
    h.fault("quota", strikes=h.Request)(quota)
    return h.Simulator(
        stores=h.stores.backend(Shelf),
        policy=h.policy("newest_hire_wins")(newest_hire_wins),
        clock=Weekly(),
        integration=NoLiveDeletes,
    )


def test_a_simulation_has_all_of_them(ours):
    ours.do(
        h.Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1", "cdm_lastname": "Byron"}),
        h.TurnOn(),
        h.Advance("7d"),
    )
    ours.expect(h.Converged(), h.DataLoss.none())
    ours.do(h.Fault("quota", "dataverse", after=0), h.Edit("hr", "ada", {"cdm_lastname": "King"}))
    assert ours.dataverse["ada"]["cdm_lastname"] == "Byron"
    ours.expect(h.MissedRequests(1), h.TimelineSays("429 Too Many Requests"))
    ours.do(h.Fault("over"), h.RunBatchJob(), h.Delete("hr", "ada"))
    assert "ada" in ours.dataverse
    assert (ours.settings.conflict, ours.settings.clock, ours.settings.integration) == (
        "newest_hire_wins",
        "Weekly",
        "NoLiveDeletes",
    )


def test_an_exploration_of_ours_ends_in_a_file_that_replays_to_the_same_step(ours):
    found = h.explore(
        seeds=range(10),
        length=20,
        faults=h.ALL_FAULTS,
        simulator=lambda: ours.fresh(),  # noqa: PLW0108  (as a suite writes it)
        properties=[nothing_deleted],
    )
    whole = found.counterexample_of("nothing is deleted")
    short = whole.shrunk()
    read = h.loads(short.to_yaml())
    assert (read.settings.clock, read.settings.integration) == ("Weekly", "NoLiveDeletes")
    for simulator in (ours, None):  # the file names the clock, the integration and the policy
        again = h.replay(read, simulator=simulator, properties=[nothing_deleted])
        assert again.failures[-1].step == len(short.history.steps)
        assert [one.property for one in again.failures] == ["nothing is deleted"]
    again = h.replay(h.loads(whole.to_yaml()), properties=[nothing_deleted])
    assert [one.property for one in again.failures] == ["nothing is deleted"]


def test_a_comparison_has_our_policy_among_the_others(ours):
    compared = h.compare(range(5), length=10, simulator=ours)
    assert {under.conflict for under in compared} >= {"last_edit_wins", "newest_hire_wins"}


@pytest.mark.slow
def test_every_state_is_looked_at():
    with pytest.raises(h.PropertyViolated) as raised:
        h.verify(h.BoundedModel(records=2), properties=[no_king])
    assert len(raised.value.counterexample.history.steps) == 1
    assert issubclass(h.MUTANTS["deletes-do-not-cross"].integration, h.Integration)
