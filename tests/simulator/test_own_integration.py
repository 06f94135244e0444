"""Integrations of one's own with mistakes: each is named, and no pair is half written."""

import threading

import pytest

import harness as h

ADA, BOSS, TASK = {"cdm_workernumber": "1"}, {"cdm_name": "Boss"}, {"cdm_taskid": "1"}
DESK = {"cdm_jobpositionnumber": "1", "cdm_titleid": "boss"}


def own(name, function):
    """A subclass in which one method is this function."""
    return type("Own", (h.Integration,), {name: function})


def run(integration, *, on=True):
    """Something of everything: live sync, a run, sync now, an import, a clear, time."""
    sim = h.Simulator(h.Settings(dataverse_to_hr_delay="10s"), integration=integration)
    sim.do(h.Create("hr", "cdm_title", "boss", BOSS), h.TurnOn())
    sim.do(h.Import("hr", "cdm_title", [{"cdm_name": "Clerk"}]))
    sim.do(h.Create("dataverse", "cdm_worker", "ada", ADA), h.Advance("1m"), h.RunBatchJob())
    sim.do(h.Edit("hr", "ada", {"cdm_lastname": "Byron"}))
    sim.do(h.TurnOff(), h.Edit("hr", "ada", {"cdm_lastname": "King"}), h.TurnOn())
    sim.do(h.SyncNow("cdm_worker"), h.Delete("hr", "ada"), h.ClearTracking("cdm_worker"))
    sim.do(h.Fault("clock_ahead", "hr", milliseconds="1s"))
    sim.do(h.Create("hr", "cdm_jobposition", "desk", DESK))
    sim.do(h.Fault("unavailable", "hr"), h.Edit("dataverse", "boss", {"cdm_name": "Boss"}))
    sim.do(h.Create("dataverse", "cdm_businessprocesstemplatetask", "task", TASK), h.Advance("1m"))
    sim.do(h.Fault("over"), h.RunBatchJob())
    return sim


def failure(integration):
    with pytest.raises(h.PluginError) as raised:
        run(integration)
    return raised.value


SILENT = [
    ("settle", "'done' or 'failed' or 'deferred'"),
    ("travels", "True or False"),
    ("requests_in_order", "a list of Request"),
    ("tables_to_settle", "a list of str"),
    ("settle_all", "True or False"),
    ("settle_queue", "True or False"),
    ("settle_in_run", "'done' or 'failed' or 'deferred'"),
    ("is_held_back", "True or False"),
    ("selectable", "str"),
    ("clear_rows", "int"),
    ("pairs_to_sync", "a list of RecordPair"),
    ("now_in", "int"),
    ("apply_values", "(values, touched columns as bits)"),
    ("import_row", "str"),
    ("import_cost", "int"),
    ("end_faults", "a list of Deliver"),
    ("write", "Record"),
    ("reference_of_copy", "int"),
    ("give_up_waiting", "int"),
    ("reconcile", "(rule, values in HR, values in Dataverse, losses), an h.Outcome"),
]


@pytest.mark.parametrize(("name", "expected"), SILENT)
def test_a_method_that_forgets_its_return_is_named_with_what_was_expected(name, expected):
    function = lambda *_, **__: None  # noqa: E731  (its line is the place)
    error = failure(own(name, function))
    place = f"integration Own (test_own_integration.py:{function.__code__.co_firstlineno})"
    assert (error.plugin, error.method) == (place, name)
    assert (error.problem, error.expected) == ("returned None", expected)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("travels", "yes"),
        ("settle", "Done"),
        ("requests_in_order", ["ada"]),
        ("selectable", None),
        ("sync_now", "not today"),
        ("turn_on", True),
        ("reconcile", ("R1", ())),
        ("write_problem", "there is none"),
        ("fault_at_request", ""),
    ],
)
def test_an_answer_of_another_type_is_named(name, answer):
    error = failure(own(name, lambda *_, **__: answer))
    assert (error.method, error.problem) == (name, f"returned {answer!r}")


METHODS = [
    *(name for name, _ in SILENT),
    "bury", "create", "create_job", "deliver", "deliver_delete", "delete", "edit", "foresee_runs",
    "on_change", "pass_time", "schedule", "schedule_next", "track", "turn_on", "turn_off",
]  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_what_a_method_raises_names_it_and_the_next_command_works(name):
    def raises(*_, **__):
        raise ValueError("no such person")

    integration = own(name, raises)
    error = failure(integration)
    line = raises.__code__.co_firstlineno + 1
    assert error.plugin == f"integration Own (test_own_integration.py:{line})"
    assert (error.method, error.problem) == (name, "raised ValueError: no such person")


def lasting(sim):
    """What a simulation keeps of its records: values, rows, requests."""
    missed = [(it.record, it.environment, it.change) for it in sim.missed_requests]
    return {side: str(dict(getattr(sim, side))) for side in ("hr", "dataverse")}, sim.grid, missed


def conflict(integration):
    sim = h.Simulator(integration=integration)
    sim.do(h.Give("cdm_worker", {"ada": ADA}), h.Edit("hr", "ada", {"cdm_lastname": "King"}))
    sim.do(h.Edit("dataverse", "ada", {"cdm_firstname": "Ada"}))
    sim.do(h.Delete("dataverse", "ada"), h.TurnOn())
    return sim


@pytest.mark.parametrize("name", ["write", "track", "report_undone_delete", "settle", "bury"])
def test_nothing_of_a_pair_is_half_written(name):
    broken = [True]

    class After(h.Integration):
        RECONCILE = h.RECONCILE | (
            {(h.EDITED, h.GONE, True): h.Decision("L6", "nothing")} if name == "bury" else {}
        )

    def raises(self, *given, **named):
        result = getattr(h.Integration, name)(self, *given, **named)
        if broken:
            raise ValueError("afterwards")
        return result

    setattr(After, name, raises)
    sim = conflict(After)
    before, entries = lasting(sim), len(sim.journal)
    with pytest.raises(h.PluginError):
        sim.do(h.RunBatchJob())
    assert lasting(sim) == before
    assert [it.event for _, it in sim.journal.since(entries + 1)] == [
        "batch_started",
        "plugin_failed",
    ]
    broken.clear()
    sim.do(h.RunBatchJob())
    sim.expect(h.Converged(), h.MissedRequests(0))


def test_a_users_change_that_is_not_taken_up_stays_missed():
    def raises(*_, **__):
        raise ValueError("no")

    sim = h.Simulator(integration=own("on_change", raises))
    sim.do(h.TurnOn())
    with pytest.raises(h.PluginError, match="on_change raised ValueError: no"):
        sim.do(h.Create("hr", "cdm_title", "boss", BOSS))
    assert [(it.record, it.change) for it in sim.missed_requests] == [("boss", "create")]
    assert sim.on
    sim.do(h.RunBatchJob())
    sim.expect(h.Converged(), h.MissedRequests(0))


class NoSuper(h.Integration):
    def __init__(self, world):
        self.n = 1


class RaisesAtOnce(h.Integration):
    def __init__(self, world):
        super().__init__(world)
        raise OSError("no such file")


class Locked(h.Integration):
    def __init__(self, world):
        super().__init__(world)
        self.lock = threading.Lock()


def test_what_is_wrong_with_its_making_is_named():
    with pytest.raises(h.PluginError, match=r"NoSuper \(.*: __init__ does not call super\(\)\.__i"):
        h.Simulator(integration=NoSuper)
    with pytest.raises(h.PluginError, match=r"AtOnce \(.*: __init__ raised OSError: no such file"):
        h.Simulator(integration=RaisesAtOnce)
    with pytest.raises(h.PluginError, match=r"Locked \(.*raised TypeError: cannot pickle"):
        h.Simulator(integration=Locked).fork()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("RECONCILE", {}, "lacks (1, 1, True): begin with those that there are"),
        ("RECONCILE", None, "is a NoneType, no mapping"),
        ("RECONCILE", h.RECONCILE | {(1, 3, True): 0}, "has (1, 3, True), which is asked for now"),
        ("RECONCILE", h.RECONCILE | {(1, 1, True): "hr"}, "of (1, 1, True) is 'hr', where there"),
        ("COALESCE", {}, "lacks (None, 'created')"),
        ("starts_on", "yes", "is 'yes', no bool"),
        ("reconcile", staticmethod(lambda hr: None), "takes (hr), expected (table, hr, hr_touched"),
    ],
)
def test_a_table_that_is_not_whole_is_refused_before_anything_runs(name, value, says):
    with pytest.raises(h.PluginError) as raised:
        h.Simulator(integration=own(name, value))
    assert f": {name} {says}" in str(raised.value)
