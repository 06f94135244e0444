"""The simulator as people use it from Python: what it does, what can be read, what it refuses."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

import harness as h
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.stores.registry import open_backend

ADA = h.Create(
    "hr", "cdm_worker", "ada", h.pairs({"cdm_workernumber": "1", "cdm_lastname": "Byron"})
)
BEN = h.Create("hr", "cdm_worker", "ben", h.pairs({"cdm_workernumber": "2"}))


@pytest.fixture
def sim() -> h.Simulator:
    """Ada is in both environments."""
    sim = h.Simulator()
    sim.do(ADA, h.TurnOn(), h.RunBatchJob())
    return sim


def test_both_environments_are_mappings(sim: h.Simulator) -> None:
    assert sim.dataverse["ada"]["cdm_lastname"] == "Byron"
    assert sim.hr["ada"] == {"cdm_workernumber": "1", "cdm_lastname": "Byron"}
    assert sim.hr["ada"] == sim.dataverse["ada"]
    assert list(sim.hr) == ["ada"]
    assert len(sim.dataverse) == 1
    assert "ada" in sim.hr
    assert "ben" not in sim.hr
    assert sim.hr.get("ben") is None


def test_a_column_that_is_empty_is_none_and_not_listed(sim: h.Simulator) -> None:
    ada = sim.hr["ada"]
    assert ada["cdm_middlename"] is None
    assert "cdm_middlename" not in ada
    assert set(ada) == {"cdm_workernumber", "cdm_lastname"}


def test_the_environments_are_as_they_are_now_a_record_as_it_was(sim: h.Simulator) -> None:
    hr, ada = sim.hr, sim.hr["ada"]
    sim.do(h.Edit("hr", "ada", h.pairs({"cdm_lastname": "King"})))
    assert hr["ada"]["cdm_lastname"] == "King"
    assert ada["cdm_lastname"] == "Byron"


def test_a_lookup_is_the_name_of_a_record() -> None:
    sim = h.Simulator()
    sim.do(
        h.Create("hr", "cdm_department", "sales", h.pairs({"cdm_departmentnumber": "D1"})),
        h.Create(
            "hr",
            "cdm_jobposition",
            "seller",
            h.pairs({"cdm_jobpositionnumber": "P1", "cdm_departmentid": "sales"}),
        ),
    )
    assert sim.hr["seller"]["cdm_departmentid"] == "sales"


def test_the_records_of_a_table(sim: h.Simulator) -> None:
    sim.do(BEN, h.Create("hr", "cdm_title", "boss", h.pairs({"cdm_name": "Boss"})))
    assert list(sim.hr.records("cdm_worker")) == ["ada", "ben"]
    assert len(sim.hr.records("cdm_title")) == 1
    assert len(sim.hr) == 3
    assert "boss" not in sim.hr.records("cdm_worker")
    with pytest.raises(h.BadInput, match="no table 'cdm_wroker', did you mean cdm_worker"):
        sim.hr.records("cdm_wroker")


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (lambda sim: sim.hr["adda"], "no record 'adda' in Human Resources, did you mean ada?"),
        (lambda sim: sim.hr["zoe"], "no record 'zoe' in Human Resources; there are ada, ben"),
        (
            lambda sim: sim.dataverse["cleo"],
            "no record 'cleo' in Dataverse: it is in Human Resources",
        ),
        (
            lambda sim: sim.hr["ada"]["cdm_lastnam"],
            "cdm_worker has no column 'cdm_lastnam', did you mean cdm_lastname?",
        ),
        (
            lambda sim: sim.hr.records("cdm_title")["boss"],
            "no record 'boss' in cdm_title of Human Resources; it is empty",
        ),
    ],
)
def test_a_name_that_is_not_there_is_answered(sim: h.Simulator, look, said: str) -> None:
    sim.do(BEN, h.TurnOff())
    if "cleo" in said:
        sim.do(h.Create("hr", "cdm_worker", "cleo", h.pairs({"cdm_workernumber": "3"})))
    with pytest.raises(KeyError) as raised:
        look(sim)
    assert str(raised.value).startswith(said)


def test_a_record_knows_its_reference_and_last_edit(sim: h.Simulator) -> None:
    ada = sim.hr["ada"]
    assert (ada.name, ada.table) == ("ada", "cdm_worker")
    assert ada.reference == 5637144576
    assert ada.edited_at == datetime(2021, 8, 19, 9, tzinfo=UTC)
    assert str(sim.dataverse["ada"].reference) == sim.grid["cdm_worker"][0]["dataverse_reference"]
    assert sim.dataverse["ada"].edited_at is None


def test_what_is_read_of_a_simulation() -> None:
    sim = h.Simulator()
    assert (sim.on, sim.losses, sim.undone_deletes, sim.missed_requests, sim.grid) == (
        False, [], [], [], {},
    )  # fmt: skip
    sim.do(ADA, h.TurnOn(), h.RunBatchJob(), h.TurnOff())
    sim.do(h.Edit("dataverse", "ada", h.pairs({"cdm_lastname": "King"})), h.Advance(60_000))
    sim.do(h.Edit("hr", "ada", h.pairs({"cdm_lastname": "Noel"})))
    assert [(it.environment, it.record, it.change) for it in sim.missed_requests] == [
        ("dataverse", "ada", "edit"),
        ("hr", "ada", "edit"),
    ]
    sim.do(h.TurnOn(), h.RunBatchJob())
    (loss,) = sim.losses
    assert (loss.record, loss.columns) == ("ada", (("cdm_lastname", "King", "Noel"),))
    assert sim.now == datetime(2021, 8, 19, 9, 1, tzinfo=UTC)
    assert sim.on
    assert "LOST in Dataverse" in sim.timeline()
    assert max(map(len, sim.timeline(width=70).splitlines())) <= 70
    assert repr(sim) == (
        "<Simulator: 2021-08-19 09:01:00, integration on, 1 record in Human Resources, "
        "1 in Dataverse, 1 data loss>"
    )


def test_a_refusal_is_raised_or_returned(sim: h.Simulator) -> None:
    twin = h.Create("hr", "cdm_worker", "twin", h.pairs({"cdm_workernumber": "1"}))
    with pytest.raises(h.Refused, match="the natural key is taken"):
        sim.do(twin, BEN)
    assert "ben" not in sim.hr
    reason = sim.attempt(twin)
    assert reason is not None
    sim.expect(h.RefusedBecause("natural key is taken"))
    assert sim.attempt(BEN) is None
    with pytest.raises(h.ExpectationFailed, match="it was not refused"):
        sim.expect(h.RefusedBecause("natural key is taken"))


def test_a_row_id_of_ones_own_is_a_guid_however_small(sim: h.Simulator) -> None:
    small = h.Create("dataverse", "cdm_worker", "eve", {"cdm_workernumber": "9"}, reference=0xDEAD)
    sim.do(small)
    assert sim.dataverse["eve"].reference == "00000000-0000-0000-0000-00000000dead"


def test_findings_say_what_was_looked_at(sim: h.Simulator) -> None:
    sim.do(h.Import("hr", "cdm_worker", [h.Row("again", {"cdm_workernumber": "0007 7"})]))
    sim.do(h.Import("hr", "cdm_worker", [h.Row("twin", {"cdm_workernumber": "77"})]))
    its = {check.kind: check for check in sim.findings}
    (found,) = its["lookalike"].found
    assert (found.record, found.what) == (
        "twin", "77 looks like 0007 7 of again (leading zeros, blanks)",
    )  # fmt: skip
    assert its["lookalike"].looked_at == len(sim.hr)
    assert its["undone delete"].looked_at == 0


def test_expectations_that_hold_pass(sim: h.Simulator) -> None:
    sim.expect(
        h.Converged(),
        h.DataLoss.none(),
        h.UndoneDelete.none(),
        h.MissedRequests.none(),
        h.Exists("dataverse", "ada"),
        h.Tracked("ada"),
        h.HasValues("hr", "ada", h.pairs({"cdm_lastname": "Byron"})),
    )
    sim.expect()


def test_all_unmet_expectations_are_shown_with_both_environments(sim: h.Simulator) -> None:
    sim.do(h.TurnOff(), h.Edit("hr", "ada", h.pairs({"cdm_lastname": "King"})))
    with pytest.raises(AssertionError) as raised:
        sim.expect(h.Converged(), h.Tracked("ada"), h.MissedRequests.none())
    text = str(raised.value)
    assert isinstance(raised.value, h.ExpectationFailed)
    assert "expected: all tables converged\nactual:   ada has last name" in text
    assert "expected: 0 missed requests\nactual:   1 missed request" in text
    assert "is tracked" not in text
    assert "Human Resources" in text
    assert "last name King" in text
    assert "last name Byron" in text
    assert "lines of the timeline" in text


def test_a_fork_goes_its_own_way(sim: h.Simulator) -> None:
    other = sim.fork()
    other.do(h.Delete("hr", "ada"))
    assert "ada" not in other.dataverse
    assert "ada" in sim.dataverse
    assert type(other) is h.Simulator
    other.attempt(h.Delete("hr", "ada"))
    other.expect(h.RefusedBecause("no such record"))


def test_a_fresh_one_has_the_same_parts_and_nothing_in_it(sim: h.Simulator) -> None:
    ours = h.Simulator(
        h.Settings(conflict="hr_wins"),
        catalog={"cdm_worker": {"columns": {"new_badge": {"type": "Text"}}}},
    )
    ours.do(ADA)
    fresh = ours.fresh()
    assert len(fresh.hr) == 0
    assert fresh.settings.conflict == "hr_wins"
    assert "new_badge" in fresh.catalog["cdm_worker"].index
    assert "ada" in ours.hr
    assert ours.fresh(h.Settings(seed=3)).settings == h.Settings(seed=3)


def test_its_history_is_a_scenario_file(sim: h.Simulator) -> None:
    sim.do(BEN)
    text = sim.to_yaml("Two workers")
    done = replay(parse(text))
    assert done.scenario.title == "Two workers"
    assert [event for _, event in done.simulator.journal] == [event for _, event in sim.journal]
    assert len(sim.scenario().steps) == len(done.scenario.steps) == 4


def test_stores_are_closed_after_the_block(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'world.db'}"
    with h.Simulator(stores=url) as sim:
        sim.do(ADA)
        assert sim.hr["ada"]["cdm_lastname"] == "Byron"
    assert (tmp_path / "world.db").stat().st_size
    with h.Simulator(stores=open_backend(url, "anything")) as again:
        assert len(again.hr) == 0


def test_a_catalog_may_be_what_is_added() -> None:
    columns = {"new_salary": {"type": "Decimal"}}
    sim = h.Simulator(catalog={"cdm_worker": {"columns": columns}})
    values = {"cdm_workernumber": "1", "new_salary": Decimal("1.5")}
    sim.do(h.Create("hr", "cdm_worker", "ada", h.pairs(values)))
    assert sim.hr["ada"]["new_salary"] == Decimal("1.5")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: h.Simulator({"conflict": "hr_wins"}), "settings takes h.Settings.*, not {"),
        (
            lambda: h.Simulator(stores=3),
            r"stores takes a backend, such as h\.stores\.backend\(Shelf\), .*, not 3",
        ),
        (lambda: h.Simulator(stores="memry"), "no store 'memry', did you mean memory"),
        (lambda: h.Simulator(catalog=[1]), "catalog takes a catalog, or what a scenario"),
        (
            lambda: h.Simulator(catalog={"cdm_worker": {"columns": {"new_x": {"type": "Txt"}}}}),
            "catalog: cdm_worker",
        ),
        (lambda: h.Simulator().expect("converged"), "an expectation takes .*, not 'converged'"),
        (lambda: h.Simulator().do("turn on"), "no command"),
    ],
)
def test_wrong_arguments_are_named(call, said: str) -> None:
    with pytest.raises(h.BadInput, match=said):
        call()
