"""Explanations of a record: every value traced to its writer, every loss to its overwriter."""

import gc
import sys
from dataclasses import replace
from itertools import pairwise

import pytest

from harness.cli.main import main
from harness.domain.environments import ENVIRONMENTS, other
from harness.domain.policies import policy
from harness.domain.records import at
from harness.exploration.policies.histories import small_history
from harness.exploration.workload.generator import generate
from harness.reports.explain.explanation import explain
from harness.reports.explain.history import ALL_WRITES, RecordHistory
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.simulator.engine import Engine

GIVEN = """
scenario: Ada
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "000123", cdm_firstname: Ada,
          cdm_lastname: Lovelace}}
"""
CONFLICT = """
  - turn_off
  - advance: 10m
  - edit: {in: hr, record: ada, values: {cdm_lastname: Byron, cdm_firstname: Augusta}}
  - advance: 10m
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}
  - advance: 1h
  - turn_on
  - run_batch_job
"""
STUCK = """
  - turn_off
  - {edit}
  - turn_on
  - fault: {{kind: batch_job_stuck}}
  - run_batch_job
"""


@pytest.fixture
def told(tmp_path, capsys, monkeypatch):
    """Explain ada at the end of these steps: the text, its lines joined, and the exit status."""

    def tell(steps, *arguments, record="ada", given=GIVEN, columns="80", joined=True):
        monkeypatch.setenv("COLUMNS", columns)
        path = tmp_path / "scenario.yaml"
        path.write_text(f"{given}steps:{steps}")
        try:
            status = main(["explain", str(path), "--record", record, *arguments])
        finally:
            gc.enable()
        out, err = capsys.readouterr()
        text = out + err
        return (" ".join(text.split()) if joined else text), status

    return tell


def test_a_lost_value_is_traced_to_the_run_and_the_edit_that_overwrote_it(told):
    text, status = told(CONFLICT)
    assert status == 0
    assert (
        'step 8 10:20:00 LOST: last name "Byron" (HR user, step 3) in Human Resources; the '
        'batch job, run by hand, kept "King" (Dataverse user, step 5) [R3, R7]'
    ) in text
    assert (
        'step 3 09:10:00 HR user wrote "Byron" in Human Resources over "Lovelace" [S2] '
        'step 5 09:20:00 Dataverse user wrote "King" in Dataverse over "Lovelace" [S2] '
        'step 8 10:20:00 the batch job, run by hand, carried "King" to Human Resources over '
        '"Byron" [R3]'
    ) in text
    assert "Never anything else, wherever it is: worker number 000123" in text
    assert "both edited: the last edit is copied" in text


def test_a_column_that_the_winner_did_not_touch_says_why_it_was_overwritten(told):
    text, _ = told(CONFLICT)
    assert (
        'LOST: first name "Augusta" (HR user, step 3) in Human Resources; the batch job, run by '
        'hand, kept "Ada" (as given); Dataverse was edited last in step 5 [R3, R7]'
    ) in text
    assert 'carried "Ada" (as given) to Human Resources over "Augusta"' in text


@pytest.mark.parametrize("words", ["last name", "Last Name", "lastname", "cdm_lastname"])
def test_a_column_may_be_named_by_its_words(told, words):
    assert told(CONFLICT, "--column", words) == told(CONFLICT, "--column", "cdm_lastname")


def test_one_column_only(told):
    text, _ = told(CONFLICT, "--column", "cdm_lastname")
    assert 'last name: "King" in both environments' in text
    assert "first name" not in text
    text, _ = told(CONFLICT, "--column", "cdm_middlename")
    assert "middle name: empty; nobody gave it a value" in text
    assert "Nothing that anybody did to it was lost." in text


def test_another_policy_is_said_beside_its_rule(told):
    text, _ = told(CONFLICT, "--set", "conflict=hr_wins")
    assert 'last name "King" (Dataverse user, step 5) in Dataverse' in text
    assert 'kept "Byron" (HR user, step 3)' in text
    assert "conflict=hr_wins stands in its place: Human Resources' record is copied." in text


def test_a_merge_that_writes_both_sides_keeps_the_authors_apart(told):
    text, _ = told(CONFLICT, "--set", "conflict=merge_fields")
    assert 'first name: "Augusta" in both environments' in text
    assert (
        'LOST: last name "Byron" (HR user, step 3) in Human Resources; the batch job, run by '
        'hand, kept "King" (Dataverse user, step 5)'
    ) in text


def test_a_tie_says_that_the_documents_leave_it_open(told):
    text, _ = told(CONFLICT.replace("  - advance: 10m\n", ""))
    assert "both were edited last in the same second [R11, R7]" in text
    assert "R11 A Tie: equal last-edit times" in text
    assert "A: the documents leave it open and we decided; in brackets, (A): parts" in text


def test_a_record_that_came_back(told):
    text, _ = told(
        """
  - turn_off
  - delete: {in: dataverse, record: ada}
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - turn_on
  - run_batch_job
"""
    )
    assert (
        "start 09:00:00 given in both environments, tracked "
        "step 2 09:00:00 Dataverse user deleted it in Dataverse [S2] "
        "step 5 09:00:00 the batch job, run by hand, restored it in Dataverse [R4] "
        "step 5 09:00:00 UNDONE: Dataverse user's delete in step 2 [R4, R13]"
    ) in text
    assert "UNDONE: Dataverse user's delete in step 2; the batch job, run by hand, brought" in text
    assert "R12 A Delete here, edit there" in text
    assert 'restored the record in Dataverse, with "King" [R4]' in text


def test_an_edit_that_a_live_delete_took_along(told):
    text, _ = told(
        """
  - turn_off
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}
  - turn_on
  - delete: {in: hr, record: ada}
"""
    )
    assert "Human Resources: no Dataverse: no" in text
    assert "live sync of HR user's delete deleted it in Dataverse [L6]" in text
    assert (
        'LOST: last name "King" (Dataverse user, step 2) in Dataverse; live sync of HR user\'s '
        "delete deleted the record with it [L6, R7]"
    ) in text
    assert "Deleted from Dataverse: Yes: a tombstone" in text


def test_a_live_edit_takes_an_older_one_along_and_both_are_named(told):
    text, _ = told(
        """
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - turn_on
  - edit: {in: hr, record: ada, values: {cdm_firstname: Augusta}}
""",
        "--column",
        "cdm_lastname",
    )
    assert 'live sync of HR user\'s edit carried "King" to Dataverse' in text


def test_what_is_held_back_after_a_clear(told):
    text, _ = told(
        """
  - clear_tracking: cdm_worker
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}
  - advance: 3d
"""
    )
    assert 'last name: "Lovelace" in Human Resources, "King" in Dataverse' in text
    assert (
        "The edit of last name in Dataverse, first made in step 2 at 2021-08-19 09:00:00: it "
        "is held back, because the record is not tracked [B2]"
    ) in text
    assert "held back: not tracked (4 times, the last at 2021-08-22 09:00:00) [C2]" in text
    assert "None: the integration knows of no association." in text
    assert "tracking cleared: 1 row of workers [C1]" in text


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ("\n  - turn_off" + "\n  - {edit}", "integration is off [S2]"),
        ("\n  - turn_off\n  - {edit}\n  - turn_on", "waits for the next run of the batch job [S3]"),
        ("\n  - {edit}", "its delivery is not due yet [L2] "),
        ("\n  - {edit}\n  - turn_off", "integration was turned off before it was delivered [L5]"),
        (
            "\n  - fault: {{kind: unavailable, in: hr, for: 2d}}\n  - {edit}\n  - advance: 2h",
            "10:00:00 [L2] step 3 10:00:00 FAILED, stays missed: Human Resources is unavailable",
        ),
        (
            STUCK,
            "the batch job is stuck in Executing [B6]",
        ),
    ],
)
def test_why_a_change_has_not_travelled(told, steps, why):
    edit = "edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}"
    given = GIVEN.replace("given:", "settings: {dataverse_to_hr_delay: 1h}\ngiven:")
    text, _ = told(steps.format(edit=edit), given=given)
    assert "The edit of last name in Dataverse, first made" in text
    assert why in text


def test_a_scheduled_run_and_an_import_are_named(told):
    text, _ = told(
        """
  - turn_off
  - import: {in: hr, table: cdm_worker, rows: [{cdm_workernumber: "7", cdm_lastname: Hopper}]}
  - turn_on
  - advance: 1d
""",
        record="7",
    )
    assert "the import created it in Human Resources [S2]" in text
    assert "the batch job, on its schedule, created it in Dataverse [R9]" in text
    assert "2021-08-20 09:00:00" in text
    assert "worker number 7, last name Hopper" in text


def test_refusals_and_failed_expectations_do_not_change_the_exit_status(told):
    text, status = told(
        """
  - edit: {in: hr, record: ada, values: {cdm_workernumber: "9"}}
  - expect: {data_loss: none}
"""
    )
    assert status == 0
    assert "REFUSED edit: the natural key is fixed" in text
    assert "The scenario FAILED (step 1)" in text


@pytest.mark.parametrize(
    ("arguments", "record", "says"),
    [
        ((), "adda", "the scenario makes no record 'adda', did you mean ada?"),
        ((), "zzz", "the scenario makes no record 'zzz'; there are ada"),
        (("--column", "cdm_lastnam"), "ada", "did you mean last name (cdm_lastname)?"),
        (("--column", "last nam"), "ada", "worker has no column 'last nam', did you mean last"),
        (("--column", "zzz"), "ada", "worker has no column 'zzz'"),
        (("--set", "conflict=nobody"), "ada", "conflict is last_edit_wins or"),
    ],
)
def test_what_there_is_not(told, arguments, record, says):
    text, status = told(CONFLICT, *arguments, record=record)
    assert status == 2
    assert says in text


def test_a_record_whose_creation_was_refused(told):
    text, status = told(
        """
  - delete: {in: hr, record: ada}
  - create: {in: hr, table: cdm_workeraddress, record: home,
      values: {cdm_addressnumber: A-1, cdm_addresstype: Home, cdm_workerid: ada}}
""",
        record="home",
    )
    assert status == 2
    assert "home never came to be: no such record: ada of cdm_worker in Human Resources" in text


@pytest.mark.parametrize("columns", ["60", "80", "140"])
def test_it_keeps_to_the_width(told, columns):
    text, _ = told(CONFLICT.replace("King", "渡辺"), columns=columns, joined=False)
    prose = text.split("Is it there?")[1].split("\n")
    assert max(len(line) + line.count("渡") + line.count("辺") for line in prose) <= int(columns)


def test_red_on_a_terminal_only(told, monkeypatch):
    assert "\x1b" not in told(CONFLICT, joined=False)[0]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    text, _ = told(CONFLICT, joined=False)
    red = [line for line in text.split("\n") if line.startswith("\x1b[31m")]
    assert any("LOST" in line for line in red)
    assert not any("carried" in line for line in red)


def test_values_cannot_move_the_cursor(told):
    text, _ = told('\n  - edit: {in: hr, record: ada, values: {cdm_lastname: "a\\e[2Jb\\nc"}}\n')
    assert '"a�[2Jb ⏎ c"' in text


@pytest.mark.parametrize("seed", range(150))
def test_every_value_goes_back_to_who_wrote_it(seed):
    check_stories(generate(seed, 30))


def test_where_both_sides_lose_too():
    """Under a policy that gives the columns of a record to both sides."""

    @policy("mixed")
    def mixed(hr, dataverse):
        return ("hr", "dataverse", None)[len(hr.column) % 3]

    histories = [small_history(seed, 40) for seed in range(60)]
    histories += [generate(seed, 40) for seed in range(60)]
    both = sum(check_stories(it, "mixed") for it in histories)
    assert both > 3


def same(column, *values):
    """Whether both are the same, or names and numbers of one choice (R16)."""
    one, two = (column.numbers.get(value, value) for value in values)
    return one == two


def check_stories(history, conflict=None):
    """Checks the explanations of all records; returns how often a settlement lost on both sides."""
    settings = replace(history.settings, conflict=conflict or history.settings.conflict)
    simulator = Engine(settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)
    return check_simulator(simulator)


def check_simulator(simulator):
    """Checks the explanations of all its records; returns how often both sides lost."""
    both = 0
    things = simulator.world.record_pairs
    for thing in [thing for table in things.tables() for thing in things.of(table)]:
        story = RecordHistory(simulator, thing)
        assert explain(simulator, thing.name).sections
        for place in range(len(thing.table.names)):
            given = {it: at(story.given.get(it, ()), place) for it in ENVIRONMENTS}
            held = dict(given)
            for entry in story.of_column(place):
                event = entry.event
                if event.event in ALL_WRITES:
                    old, new = entry.effect(place)
                    assert held[event.environment] == old
                    held[event.environment] = new
                    if event.event in ("updated", "copied", "restored") and new is not None:
                        across = other(event.environment)
                        origin = story.origin(across, place, entry.seq)
                        # what was given on one side only may have been copied, and come back
                        sides = (given[across], given[event.environment])
                        was = next((it for it in sides if it is not None), None)
                        came = origin.effect(place)[1] if origin else was
                        assert same(thing.table.columns[place], new, came)
            for environment, value in held.items():
                record = simulator.record(environment, thing.name)
                assert value == (at(record.values, place) if record else None)
        for entry in story.entries:
            if entry.event.event == "lost":
                before = story.settlement(entry.event.cause)
                for column, lost, _ in entry.event.data:
                    place = thing.table.index[column]
                    made = story.origin(entry.event.environment, place, before)
                    if made is None:  # what was there before the start, made by a user too (S7)
                        assert story.apart is not None
                        assert at(story.given[entry.event.environment], place) == lost
                        continue
                    assert made.event.environment == entry.event.environment
                    assert made.effect(place)[1] == lost
        both += sum(
            one.event.event == then.event.event == "lost" for one, then in pairwise(story.entries)
        )
    return both


BEGUN = """
scenario: Ada
settings: {natural_key: identity_changes, not_listened: {hr: [cdm_worker.cdm_knownas]}}
given:
  integration: on
  records:
    ada:
      table: cdm_worker
      hr: {values: {cdm_workernumber: "000123", cdm_lastname: Frank}}
      dataverse: {values: {cdm_workernumber: "000123", cdm_lastname: Franklin}}
    eve: {table: cdm_worker, tracked: no, hr: {values: {cdm_workernumber: "000124"}}}
    kim: {table: cdm_worker, values: {cdm_workernumber: "000125", cdm_status: Employed}}
    old: {table: cdm_worker, hr: {values: {cdm_workernumber: "000126"}}}
"""


def test_what_was_given_apart_is_said_by_environment(told):
    text, _ = told("\n  - turn_off\n", given=BEGUN)
    assert "given in Human Resources and Dataverse, tracked [S7]" in text
    assert 'last name: "Frank" in Human Resources, "Franklin" in Dataverse' in text
    assert 'given as "Frank" in Human Resources, "Franklin" in Dataverse' in text
    text, _ = told("\n  - turn_off\n", given=BEGUN, record="eve")
    assert "given in Human Resources only, not tracked [S7]" in text
    assert "created in Human Resources before the start: worker number [S7]" in text


def test_a_delete_before_the_start_that_was_undone(told):
    text, _ = told("\n  - run_batch_job\n", given=BEGUN, record="old")
    assert "deleted in Dataverse before the start [S7]" in text
    assert "UNDONE: the delete in Dataverse before the start; the batch job, run by hand," in text


def test_what_nobody_noticed_says_what_it_waits_for(told):
    text, _ = told("\n  - run_batch_job\n", given=BEGUN)
    for environment in ("Human Resources", "Dataverse"):
        assert (
            f"The edit of last name in {environment}: nobody noticed; it waits for sync now, or "
            "for the record being settled for another reason"
        ) in text
    assert "Nothing waits to travel." not in text
    assert "F7 A Not noticed." in text
    text, _ = told("\n  - sync_now: cdm_worker\n", given=BEGUN)
    assert "nobody noticed;" not in text
    assert "Nothing waits to travel." in text


def test_a_lost_unnoticed_value_is_traced_to_its_edit(told):
    steps = """
  - fault: {kind: not_noticed, in: dataverse}
  - edit: {in: dataverse, record: kim, values: {cdm_lastname: King}}
  - advance: 1m
  - edit: {in: hr, record: kim, values: {cdm_firstname: Kim}}
"""
    text, _ = told(steps, given=BEGUN, record="kim")
    assert "NOT NOTICED: the edit in Dataverse makes no request [F7]" in text
    assert 'LOST: last name "King" (Dataverse user, step 2) in Dataverse; live sync of' in text


def test_an_edit_that_nobody_listens_to(told):
    steps = "\n  - edit: {in: hr, record: kim, values: {cdm_knownas: Kimmy}}\n"
    text, _ = told(steps, given=BEGUN, record="kim")
    assert "the edit waits: nobody listens to known as in Human Resources [L8]" in text
    assert "nobody listens to its columns; it waits for the batch job [L8]" in text


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("set_batch_job: withhold", "the batch job is on Withhold [B6]"),
        ("delete_batch_job", "there is no batch job [B6]"),
    ],
)
def test_what_waits_says_what_the_batch_job_is(told, step, why):
    steps = f"""
  - turn_off
  - edit: {{in: hr, record: kim, values: {{cdm_lastname: Vale}}}}
  - turn_on
  - {step}
"""
    text, _ = told(steps, given=BEGUN, record="kim")
    assert why in text


def test_a_record_that_got_another_key_is_told_on_both_sides_of_it(told):
    steps = """
  - turn_off
  - edit: {in: hr, record: kim, values: {cdm_workernumber: "777"}, becomes: kim new}
  - turn_on
  - run_batch_job
"""
    text, _ = told(steps, given=BEGUN, record="kim")
    there = "HR user gave it another natural key in Human Resources, where it is kim new from then"
    assert there in text
    assert (
        "UNDONE: HR user's edit of the key in step 2; the batch job, run by hand, brought" in text
    )
    text, _ = told(steps, given=BEGUN, record="kim new")
    assert "HR user made it in Human Resources of kim, which got another natural key [R18]" in text
    assert 'HR user wrote "777" in Human Resources over "000125" [R18]' in text
    assert 'with "Employed" [R18]' in text
    assert "status: " in text


def test_a_delete_that_followed_late_names_whose_it_was(told):
    steps = """
  - fault: {kind: unavailable, in: dataverse, for: 10m}
  - delete: {in: hr, record: kim}
  - advance: 1h
  - run_batch_job
"""
    text, _ = told(steps, given=BEGUN, record="kim")
    assert "the batch job, run by hand, deleted it in Dataverse, as HR user had in step 2 [" in text


def test_values_are_followed_through_backups_undeletes_and_keys():
    steps = """
  - fault: {kind: not_noticed, in: dataverse}
  - edit: {in: dataverse, record: kim, values: {cdm_firstname: Eva}}
  - backup: {in: hr, as: monday}
  - backup: {in: dataverse, as: monday}
  - edit: {in: hr, record: kim, values: {cdm_status: Terminated, cdm_firstname: Kim}}
  - turn_off
  - edit: {in: hr, record: kim, values: {cdm_workernumber: "777"}, becomes: kim new}
  - edit: {in: hr, record: ada, values: {cdm_lastname: Fox}}
  - turn_on
  - run_batch_job
  - advance: 1h
  - delete: {in: dataverse, record: kim}
  - undelete: {record: kim}
  - restore: {in: hr, backup: monday}
  - backup: {in: hr, as: tuesday}
  - sync_now: cdm_worker
  - restore: {in: dataverse, backup: monday}
  - edit: {in: dataverse, record: kim, values: {cdm_lastname: Vale}}
  - restore: {in: hr, backup: tuesday}
  - sync_now: cdm_worker
"""
    done = replay(parse(f"{BEGUN}steps:{steps}"))
    assert not done.failures
    check_simulator(done.simulator)
    kinds = {event.event for _, event in done.simulator.journal}
    assert kinds >= {"rekeyed", "undeleted", "environment_restored", "given_apart", "unnoticed"}


def test_a_restore_of_a_backup_says_what_it_did_to_the_record(told):
    steps = """
  - backup: {in: dataverse, as: friday}
  - edit: {in: hr, record: kim, values: {cdm_lastname: Vale}}
  - restore: {in: dataverse, backup: friday}
"""
    text, _ = told(steps, given=BEGUN, record="kim")
    assert "the restore of a backup changed it in Dataverse [E1]" in text
    assert 'the restore of a backup put empty back in Dataverse in place of "Vale" [E1]' in text
    assert (
        "The environments differ, and no request shows it: sync now repairs that, or the "
        "record being settled for another reason. [N1]"
    ) in text


def test_an_undelete_says_where_the_record_came_from(told):
    steps = """
  - delete: {in: dataverse, record: kim}
  - undelete: {record: kim}
"""
    text, _ = told(steps, given=BEGUN, record="kim")
    assert "Dataverse user took it out of the recycle bin of Dataverse" in text
    assert "live sync of Dataverse user's undelete created it in Human Resources" in text


MIXED = """
scenario: Ada
settings:
  conflict: {cdm_worker: hr_wins, cdm_worker.cdm_lastname: dataverse_wins, cdm_title: merge_fields}
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "000123", cdm_lastname: Lovelace}}
"""


def test_the_policies_of_a_table_and_of_a_column_are_said(told):
    steps = CONFLICT.replace("{cdm_lastname: King}", "{cdm_lastname: King, cdm_firstname: Eve}")
    text, _ = told(steps, given=MIXED)
    assert (
        'LOST: last name "Byron" (HR user, step 3) in Human Resources; the batch job, run by '
        'hand, kept "King" (Dataverse user, step 5); the column has a policy of its own: Dataverse '
        "wins [R3, R7]"
    ) in text
    assert 'first name "Eve" (Dataverse user, step 5) in Dataverse; the batch job, run' in text
    assert (
        "conflict.cdm_worker=hr_wins stands in its place: Human Resources' record is copied."
        in text
    )
    assert "conflict.cdm_worker.cdm_lastname=dataverse_wins stands in its place" in text
    assert "merge_fields" not in text
