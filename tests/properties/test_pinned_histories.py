"""Histories of which an invariant once was wrong: it holds, and sees a simulator that is wrong."""

import pytest
from properties.test_broken_second_edition import ADA, ON, POST, violated
from properties.test_law import one_more, reporting

from harness.domain.commands import (
    Advance,
    Create,
    Delete,
    Edit,
    Fault,
    Import,
    Row,
    RunBatchJob,
    TurnOff,
    TurnOn,
)
from harness.domain.errors import Refused
from harness.domain.settings import Settings
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration
from harness.simulator.pair_state import UnnoticedChange

IMPORTS = "an import sets the columns that its rows name"
P = {"cdm_jobpositionnumber": "P"}
# p goes as its delete arrives; the first row, which looks it up, comes later, and the second makes
# it again
ARRIVES = (POST, ON, Delete("dataverse", "p"), Import("hr", "cdm_jobposition", (
    Row("p", {**P, "cdm_parentjobpositionid": "p"}), Row("p", P),
    Row("p", {**P, "cdm_parentjobpositionid": "p"}),
)))  # fmt: skip
WHILE_IMPORTED = Settings(dataverse_to_hr_delay="1m", import_on="1m 30s")
# ada fails for bob, and is settled live before her second try: no entry of the run is hers
SETTLED_MEANWHILE = (
    ADA, Edit("dataverse", "ada", {"cdm_lastname": "K"}),
    *(Create("dataverse", "cdm_worker", name, {"cdm_workernumber": name}) for name in ("b", "c")),
    Edit("dataverse", "ada", {"cdm_managerworkerid": "b"}), TurnOn(), RunBatchJob(),
    Advance("25s"), Edit("hr", "ada", {"cdm_firstname": "A"}),
)  # fmt: skip
TEN_SECONDS = Settings(batch_job_per_record="10s")


class RefusesWhatIsThere(Integration):
    def import_row(self, table, environment, row, cause):
        if self.world.stores[environment].find(table.name, "P") is not None:
            raise Refused("p is there")
        return super().import_row(table, environment, row, cause)


class AcceptsWhatIsNot(Integration):
    def import_row(self, table, environment, row, cause):
        values = {name: it for name, it in row.values if name in P}
        return super().import_row(table, environment, Row(row.record, values), cause)


def test_a_row_is_judged_by_what_is_there_at_its_turn():
    assert violated(ARRIVES, WHILE_IMPORTED) == set()


@pytest.mark.parametrize("integration", [RefusesWhatIsThere, AcceptsWhatIsNot])
def test_a_row_that_is_judged_otherwise_is_noticed(integration):
    assert IMPORTS in violated(ARRIVES, WHILE_IMPORTED, integration)


@pytest.mark.parametrize("end", [(TurnOff(),), (Advance("1m"),)])
def test_a_turn_without_an_entry_is_counted(end):
    assert violated((*SETTLED_MEANWHILE, *end), TEN_SECONDS) == set()


@pytest.mark.parametrize(
    ("end", "event"), [(TurnOff(), "batch_stopped"), (Advance("1m"), "batch_ended")]
)
def test_a_turn_that_there_was_not_is_noticed(end, event, monkeypatch):
    monkeypatch.setattr(*reporting(event, data=one_more))
    assert "what is counted is so" in violated((*SETTLED_MEANWHILE, end), TEN_SECONDS)


CODE = {"cdm_name": "pto"}
# nobody knew of the row, so nothing undoes its first delete; after the lost answer it is another's
OF_SOMETHING = (
    ON, Fault("not_noticed", "dataverse"),
    Create("dataverse", "cdm_payrollearningcode", "pto", CODE), Delete("dataverse", "pto"),
    Fault("request_fails", "dataverse", applied=True),
    Create("hr", "cdm_payrollearningcode", "pto", CODE), TurnOff(), Delete("dataverse", "pto"),
)  # fmt: skip
REMEMBERED = "what nobody noticed is remembered, and makes no request"


class UndoesNothing(Integration):
    """After a lost answer a delete stays one of what nobody knew of."""

    def take_up(self, pair, environment, change, *rest):
        request = super().take_up(pair, environment, change, *rest)
        if change == "deleted":
            pair.ignore(environment, UnnoticedChange(None, 0))
        return request


def test_a_delete_after_a_lost_answer_is_of_what_is_known():
    """F2, R13: the row is the integration's by then, and a restore undoes its delete."""
    assert violated((*OF_SOMETHING, TurnOn(), RunBatchJob()), None) == set()
    assert REMEMBERED in violated(OF_SOMETHING, None, UndoesNothing)
    engine = Engine()
    for command in (*OF_SOMETHING, TurnOn(), RunBatchJob()):
        engine.attempt(command)
    undone = [engine.journal[number] for number in engine.journal.undone_deletes]
    assert [(it.environment, it.record) for it in undone] == [("dataverse", "pto")]


def test_a_repeat_that_comes_while_a_later_change_waits_says_nothing():
    edited = Row("ada", {"cdm_workernumber": "1", "cdm_lastname": "K"})
    rows = (Row("ada", {"cdm_workernumber": "1"}), edited, edited)
    late = Fault("delivery_delayed", "hr", nth=2, milliseconds="1h")
    again = Fault("delivery_repeated", "hr", nth=1, milliseconds="8s")
    assert violated((ON, late, again, Import("hr", "cdm_worker", rows)), Settings()) == set()


ADA_BY_V2 = Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1"}, "HcmWorkerV2Entity")
# what is restored in Human Resources has no full name, and that flows to Dataverse (R15)
RESTORED = (
    ADA_BY_V2, TurnOn(), RunBatchJob(), TurnOff(), Edit("hr", "ada", {"cdm_lastname": "A"}),
    Edit("dataverse", "ada", {"cdm_fullname": "A"}), Fault("not_noticed", "hr"),
    Delete("hr", "ada"), TurnOn(), RunBatchJob(),
)  # fmt: skip


class SyncedByTheEdit(Integration):
    """The edit of a record that is gone says which entity synced the one in its place."""

    def track(self, pair, rec_id, row_id, synced):
        super().track(pair, rec_id, row_id, synced or pair.hr_request)


def test_an_edit_of_what_is_gone_names_no_entity():
    """G3: nothing of it travels, also where its delete was not noticed (F7)."""
    assert violated(RESTORED, None) == set()
    assert "the grid shows what was linked, deleted and synced" in violated(
        RESTORED, None, SyncedByTheEdit
    )
