"""No settings and no command let a simulation run for ever, or past the end of time."""

import pytest

from harness.domain.commands import Advance, Give, GiveIntegration, Import, TurnOn
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.simulator.engine import Engine

ROWS = [{"cdm_workernumber": "1"}] * 1000


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            Advance("1000d"),
            (
                "in 1000d the batch job would run 86,400,000,000 times, and one command takes "
                "1,000,000 at most: let less time pass, or set batch_job_every to 1m 26.4s or more"
            ),
        ),
        (
            Import("hr", "cdm_worker", ROWS),
            (
                "in 1h 40m the batch job would run 6,000,000 times, and one command takes "
                "1,000,000 at most: let less time pass, or set batch_job_every to 0.006s or more"
            ),
        ),
    ],
    ids=["advance", "import"],
)
def test_a_command_in_which_the_batch_job_runs_too_often_is_refused(
    command: Advance | Import, message: str
) -> None:
    engine = Engine(Settings(batch_job_every=1))
    engine.attempt(TurnOn())
    with pytest.raises(BadInput) as caught:
        engine.attempt(command)
    assert str(caught.value) == message
    assert [event.event for _, event in engine.journal] == ["turned_on", "job_created"]
    assert engine.world.clock.milliseconds == engine.world.settings.start * 1000


def test_time_may_pass_if_there_is_no_batch_job() -> None:
    engine = Engine(Settings(batch_job_every=1))
    assert engine.attempt(Advance("1000d")) is None


def test_simulated_time_ends() -> None:
    engine = Engine(Settings(start="2154-12-31T23:59:59Z"))
    for _ in range(68):
        engine.attempt(Advance("36600d"))
    with pytest.raises(BadInput) as caught:
        engine.attempt(Advance("36600d"))
    assert str(caught.value) == (
        "simulated time ends at 9000-01-01T00:00:00Z: it is 8969-02-06T23:59:59Z, and 36600d more "
        "is too much"
    )
    assert len(engine.journal.history) == 68


def test_an_import_with_an_unknown_column_writes_none_of_its_rows() -> None:
    engine = Engine()
    with pytest.raises(BadInput, match="did you mean cdm_firstname"):
        engine.attempt(Import("hr", "cdm_worker", [*ROWS, {"cdm_firstnam": "Ada"}]))
    assert len(engine.journal) == 0
    assert engine.record("hr", "1") is None


def test_all_the_given_records_are_put_or_none() -> None:
    engine = Engine()
    with pytest.raises(BadInput, match="two given records have the natural key 1"):
        engine.attempt(Give("cdm_worker", {"ada": ROWS[0], "bob": ROWS[0]}))
    assert engine.record("hr", "ada") is engine.record("dataverse", "ada") is None
    assert engine.attempt(Give("cdm_worker", {"bob": ROWS[0]})) is None
    fresh = Engine()
    fresh.attempt(Give("cdm_worker", {"bob": ROWS[0]}))
    for environment in ("hr", "dataverse"):
        assert engine.record(environment, "bob") == fresh.record(environment, "bob")


def test_integration_is_given_once() -> None:
    engine = Engine()
    engine.attempt(GiveIntegration())
    with pytest.raises(BadInput, match="given before the first step, and once"):
        engine.attempt(GiveIntegration())
    engine.attempt(Advance("1d"))
    assert [event.event for _, event in engine.journal].count("batch_started") == 1
