"""A live scenario: what is done, looked at and taken back is what a replay would have come to."""

import pytest

from harness.domain.errors import BadInput, Problems
from harness.library.simulator import Simulator
from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.writer import scenario_text
from harness.server.json_tree import read_json
from harness.server.live_scenario import Interrupted, LiveScenario, empty_scenario

ADA = """
{"create":
 {"in": "hr", "table": "cdm_worker", "record": "ada", "values": {"cdm_workernumber": "1"}}}
"""
BOTH_EDIT = f"""
[{ADA},
 "turn_on", "run_batch_job", "turn_off",
 {{"edit": {{"in": "hr", "record": "ada", "values": {{"cdm_lastname": "King"}}}}}},
 {{"advance": "1h"}},
 {{"edit": {{"in": "dataverse", "record": "ada", "values": {{"cdm_lastname": "Byron"}}}}}},
 "turn_on", "run_batch_job"]
"""


def fingerprint_of(simulator):
    return fingerprint(end_state(simulator))


def replayed(live):
    done = replay(parse(scenario_text(live.scenario())))
    return done.outcome, fingerprint_of(done.simulator)


@pytest.fixture
def live():
    return LiveScenario(empty_scenario())


def test_what_happened_replays_to_the_same_fingerprint(live):
    live.do(read_json(BOTH_EDIT))
    assert replayed(live) == ("passed", fingerprint_of(live.simulator))
    assert len(live.simulator.journal.losses) == 1


def test_a_refusal_is_no_error_and_is_expected_in_the_scenario(live):
    done = live.do(read_json('[{"sync_now": "cdm_worker"}, "turn_on"]'))
    assert [it.refused for it in done] == ["integration is off", None]
    assert "expect: {refused: integration is off}" in scenario_text(live.scenario())
    assert replayed(live) == ("passed", fingerprint_of(live.simulator))


def test_an_expected_refusal_is_not_expected_twice(live):
    live.do(read_json('[{"sync_now": "cdm_worker"}, {"expect": {"refused": "is off"}}]'))
    assert scenario_text(live.scenario()).count("refused") == 1


def test_an_expectation_of_the_next_request_sees_the_refusal_of_the_last(live):
    live.do(read_json('{"sync_now": "cdm_worker"}'))
    (done,) = live.do(read_json('{"expect": {"refused": "is off"}}'))
    assert done.failure is None


def test_one_wrong_step_of_a_list_and_none_is_done(live):
    before = fingerprint_of(live.simulator)
    with pytest.raises(Problems, match="no step 'turn_onn', did you mean turn_on"):
        live.do(read_json(f'[{ADA}, "turn_onn"]'))
    assert (live.done, fingerprint_of(live.simulator)) == ([], before)
    with pytest.raises(Problems, match="no record 'ada'"):  # its name was forgotten, too
        live.do(read_json('{"delete": {"in": "hr", "record": "ada"}}'))
    assert live.do(read_json(ADA))[0].refused is None


def test_a_record_without_a_name_is_named_as_an_imported_row_is(live):
    step = (
        '{"create": {"in": "hr", "table": "cdm_worker", "values": {"cdm_workernumber": "000123"}}}'
    )
    assert live.do(read_json(step))[0].step.does.record == "000123"
    other = '{"create": {"in": "hr", "table": "cdm_title", "values": {"cdm_name": "000123"}}}'
    assert live.do(read_json(other))[0].step.does.record == "000123~2"
    in_dataverse = step.replace('"hr"', '"dataverse"')  # the same thing, for it has the same key
    assert live.do(read_json(in_dataverse))[0].step.does.record == "000123"


def test_what_a_record_becomes_with_another_key_is_named_so_too():
    live = LiveScenario(
        parse("scenario: x\nsettings: {natural_key: identity_changes}\nsteps: [turn_on]")
    )
    live.do(read_json(ADA))
    step = '{"edit": {"in": "hr", "record": "ada", "values": {"cdm_workernumber": "000777"}}}'
    assert live.do(read_json(step))[0].step.does.becomes == "000777"
    assert live.simulator.record("hr", "000777") is not None
    assert replayed(live) == ("passed", fingerprint_of(live.simulator))


def test_a_record_without_a_name_and_without_a_key_is_told_of_the_key(live):
    with pytest.raises(Problems, match="a record of cdm_worker needs cdm_workernumber"):
        live.do(
            read_json(
                '{"create": {"in": "hr", "table": "cdm_worker", "values": {"cdm_firstname": "A"}}}'
            )
        )


def test_an_earlier_step_is_seen_as_it_was(live):
    live.do(read_json(BOTH_EDIT))
    fingerprints = []
    other = LiveScenario(empty_scenario())
    for step in read_json(BOTH_EDIT).items:
        other.do(step)
        fingerprints.append(fingerprint_of(other.simulator))
    assert [fingerprint_of(live.at(n + 1)) for n in range(9)] == fingerprints
    assert fingerprint_of(live.at(0)) == fingerprint_of(LiveScenario(empty_scenario()).simulator)
    assert fingerprint_of(live.simulator) == fingerprints[-1]  # looking changed nothing


def test_a_rewind_takes_later_steps_back_and_another_way_can_be_tried(live):
    live.do(read_json(BOTH_EDIT))
    live.rewind(5)
    assert (len(live.done), live.worlds) == (5, 2)
    live.do(read_json('["turn_on", "run_batch_job"]'))
    assert live.simulator.journal.losses == []
    assert replayed(live) == ("passed", fingerprint_of(live.simulator))


def test_a_name_that_was_rewound_can_be_given_again(live):
    live.do(read_json(ADA))
    live.rewind(0)
    live.do(
        read_json(ADA.replace("cdm_worker", "cdm_title").replace("cdm_titlenumber", "cdm_name"))
    )
    assert live.simulator.record("hr", "ada") is not None


@pytest.mark.parametrize("step", [-1, 10, 99])
def test_there_is_no_such_step(live, step):
    live.do(read_json(BOTH_EDIT))
    with pytest.raises(BadInput, match=f"there is no step {step}: there are 9"):
        live.rewind(step)
    assert (len(live.done), live.worlds) == (9, 1)


def test_no_file_is_read_for_a_step(live, tmp_path):
    with pytest.raises(BadInput, match="no file of the server is read over HTTP"):
        live.do(read_json('{"import": {"table": "cdm_worker", "file": "/etc/passwd"}}'))


def test_a_scenario_with_a_store_is_seen_at_earlier_steps_too(tmp_path):
    live = LiveScenario(empty_scenario(), f"sqlite:///{tmp_path}/world.db")
    live.do(read_json(BOTH_EDIT))
    memory = LiveScenario(empty_scenario())
    memory.do(read_json(BOTH_EDIT))
    assert fingerprint_of(live.simulator) == fingerprint_of(memory.simulator)
    assert fingerprint_of(live.at(4)) == fingerprint_of(memory.at(4))
    live.rewind(4)
    assert fingerprint_of(live.simulator) == fingerprint_of(memory.at(4))
    live.close()
    with Simulator.open(f"sqlite:///{tmp_path}/world.db") as kept:
        assert fingerprint_of(kept) == fingerprint_of(memory.at(4))


def test_a_step_that_is_given_up_leaves_the_world_of_before(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/world.db"
    live = LiveScenario(empty_scenario(), url)
    live.do(read_json(ADA))
    live.close()
    live = LiveScenario(empty_scenario(), url, "anything")

    def given_up(_command):
        raise Interrupted

    monkeypatch.setattr(live.simulator, "attempt", given_up)
    with pytest.raises(Interrupted):
        live.do(read_json(ADA))
    live.close()
    with Simulator.open(url) as kept:
        assert "ada" in kept.hr


def test_a_scenario_that_cannot_be_done_changes_nothing(live):
    live.do(read_json(ADA))
    wrong = parse("scenario: x\nsteps: [turn_on]")
    object.__setattr__(wrong, "title", "")  # no file has that
    with pytest.raises(BadInput):
        live.put(wrong)
    assert (len(live.done), live.worlds) == (1, 1)
