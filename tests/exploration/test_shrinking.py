"""Shrinking: a failing scenario becomes the shortest that fails in the same way."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from models.long_failure import SHORTEST, long_failure

from harness.cli.main import main
from harness.domain.commands import Advance
from harness.domain.errors import BadInput
from harness.domain.settings import DEFAULT_SETTINGS
from harness.exploration.shrinking.candidates import numbered
from harness.exploration.shrinking.same_failure import (
    FailurePredicate,
    Match,
    first_failure,
    violated_property,
)
from harness.exploration.shrinking.shrinker import shrink
from harness.exploration.workload.generator import generate
from harness.gherkin.files import load_all
from harness.mutation.catalogue import MUTANTS
from harness.reports.findings import data_loss, undone_deletes
from harness.reports.timeline_rows import timeline_lines
from harness.reports.values import record_values
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text

ROOT = Path(__file__).parents[2]
ADA = "ada: {table: cdm_worker, values: {cdm_workernumber: 1, cdm_lastname: Lovelace}}"
GIVEN = f"given: {{integration: on, records: {{{ADA}}}}}\n"


def shrunk(text, **options):
    scenario = parse(text)
    return shrink(scenario, first_failure(scenario), **options)


def steps_of(text, **options):
    """The steps of the shrunk scenario, a line of its file each."""
    return scenario_text(shrunk(text, **options).scenario).partition("steps:\n")[2].splitlines()


# ------------------------------------------------------------------- long ones


@pytest.mark.parametrize("seed", range(5))
def test_500_steps_shrink_to_the_seven_that_matter_in_under_2000_replays(seed):
    scenario = long_failure(seed)
    assert len(scenario.steps) == 500
    found = shrink(scenario, first_failure(scenario))
    assert tuple(step.does for step in found.scenario.steps) == SHORTEST
    assert found.scenario.setup == ()
    assert found.replays < 2000
    assert (found.minimal, found.stopped) == (2, "")


def test_no_step_and_no_pair_of_steps_of_what_is_left_can_go():
    scenario = long_failure(7)
    failing = first_failure(scenario)
    short = shrink(scenario, failing).scenario
    places = range(len(short.steps))
    for first in places:
        for second in places:
            kept = [s.does for n, s in enumerate(short.steps) if n not in (first, second)]
            try:
                read = parse(scenario_text(replace(short, steps=numbered(kept))))
            except BadInput:
                continue  # no file can express it
            match = failing.check(read)
            assert match.at is None or not match.counts


def test_the_same_scenario_shrinks_to_the_same_one():
    scenario = long_failure(3)
    assert scenario_text(long_failure(3)) == scenario_text(scenario)
    once, again = (shrink(scenario, first_failure(scenario)) for _ in range(2))
    assert scenario_text(once.scenario) == scenario_text(again.scenario)
    assert once.replays == again.replays


@pytest.mark.parametrize("setting", ["conflict=hr_wins", "tie=dataverse"])
def test_our_own_scenarios_that_fail_under_other_settings_shrink(setting):
    """Each result is read from its file, fails in the same way, and cannot be shrunk further."""
    failed = 0
    for scenario in load_all(ROOT / "scenarios/reconcile", settings=[setting]):
        failing = first_failure(scenario)
        if failing is None:
            continue
        failed += 1
        found = shrink(scenario, failing)
        assert found.minimal == 2
        read = parse(scenario_text(found.scenario))
        done = replay(read)
        assert [failure.step for failure in done.failures] == [len(read.steps)]
        assert failing.check(read).counts
        further = shrink(read, first_failure(read)).scenario
        assert scenario_text(further) == scenario_text(found.scenario)
    assert failed


# -------------------------------------------------------- violated properties


@pytest.mark.parametrize(
    ("mutant", "seed", "steps"),
    [
        ("loss-unreported", 0, 4),
        ("loss-unreported", 6, 3),
        ("failed-delivery-is-dropped", 2, 2),
        ("undone-delete-unreported", 3, 1),
        ("undone-delete-unreported", 8, 6),
        ("gone-on-both-sides-keeps-its-row", 7, 4),
    ],
)
def test_a_promise_that_a_random_history_breaks(mutant, seed, steps):
    drawn = generate(seed, 500)
    scenario = Scenario(
        "random", "random", drawn.settings, numbered(drawn.commands), drawn.given, (), drawn.catalog
    )
    with MUTANTS[mutant].active():
        failing = violated_property(scenario)
        found = shrink(scenario, failing)
        read = parse(scenario_text(found.scenario))
        assert failing.check(read).at == len(read.steps) - 1
    assert (len(found.scenario.steps), found.minimal) == (steps, 2)
    assert found.replays < 500
    assert violated_property(read) is None


def test_one_promise_may_be_named():
    text = f"scenario: x\n{GIVEN}steps:\n"
    text += "  - fault: {kind: unavailable, in: dataverse}\n  - turn_on\n"
    text += "  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}\n"
    with MUTANTS["failed-delivery-is-dropped"].active():
        scenario = parse(text)
        assert violated_property(scenario, "no change is dropped")
        assert violated_property(scenario, "the last edit wins") is None
        with pytest.raises(BadInput, match="did you mean no change is dropped"):
            violated_property(scenario, "no changes is dropped")


# ----------------------------------------------------- merging and simplifying


def ends(text, kept):
    """The result if a scenario fails in the same way whenever the end of its replay is `kept`."""

    def check(scenario):
        simulator = replay(scenario).simulator
        return Match(len(scenario.steps) - 1 if kept(simulator) else None)

    found = shrink(parse(f"scenario: x\n{text}"), FailurePredicate("", check)).scenario
    again = shrink(found, FailurePredicate("", check)).scenario
    assert scenario_text(again) == scenario_text(found)
    return "\n".join(scenario_text(found).splitlines()[1:])


def has(environment, name, columns):
    """Whether the record has some value in each of these columns, at the end of a replay."""

    def kept(simulator):
        if simulator.record(environment, name) is None:
            return False
        values = record_values(simulator, environment, name)
        return all(values.get(column) is not None for column in columns.split())

    return kept


def line_with(*words):
    """Whether the timeline has all of these words, at the end of a replay."""

    def kept(simulator):
        lines = " ".join(line.what for line in timeline_lines(simulator, expand=True))
        return all(word in lines for word in words)

    return kept


MADE = '- create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: "1"'
GIVEN_SHORT = (
    "given:\n  integration: on\n  records:\n"
    '    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}\n'
)
CASES = {
    "advances to one, of a round length": (
        "steps: [turn_on, advance: 20h, advance: 3h, advance: 70m]",
        line_with("run on schedule", "passes"),
        "steps:\n  - turn_on\n  - advance: 1d",
    ),
    "advances with steps between": (
        "steps: [advance: 20h, turn_on, advance: 3h, turn_off]",
        lambda simulator: simulator.world.clock.now > DEFAULT_SETTINGS.start + 22 * 3600,
        "steps:\n  - advance: 23h\n  - turn_off",
    ),
    "a create and its edits to one create": (
        (
            f"steps:\n{MADE}}}}}\n"
            "- edit: {in: hr, record: ada, values: {cdm_lastname: King}}\n- turn_on\n"
            "- edit: {in: hr, record: ada, values: {cdm_firstname: Augusta}}\n"
        ),
        has("hr", "ada", "cdm_firstname cdm_lastname"),
        f"steps:\n  {MADE}, cdm_lastname: A, cdm_firstname: A}}}}",
    ),
    "edits of a record to one, and into what is given": (
        (
            f"{GIVEN}steps:\n"
            "- edit: {in: dataverse, record: ada, values: {cdm_knownas: Countess}}\n"
            "- edit: {in: hr, record: ada, values: {cdm_lastname: Byron, cdm_firstname: Augusta}}\n"
            "- edit: {in: hr, record: ada, values: {cdm_birthdate: 1915-12-10, cdm_lastname: N}}\n"
        ),
        lambda simulator: (
            line_with("edited in Human Resources")(simulator)
            and has("hr", "ada", "cdm_knownas cdm_birthdate")(simulator)
        ),
        (
            "given:\n  records:\n"
            '    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_knownas: A}}\n'
            "steps:\n  - edit: {in: hr, record: ada, values: {cdm_birthdate: 2000-01-01}}"
        ),
    ),
    "an import to one row, and that to a create": (
        (
            "steps: [{import: {in: hr, table: cdm_worker, rows: ["
            "{cdm_workernumber: 1, record: ada, cdm_lastname: King}, {cdm_workernumber: 2},"
            "{cdm_workernumber: 3}]}}, turn_on, turn_off]"
        ),
        lambda simulator: (
            has("hr", "ada", "cdm_lastname")(simulator) and line_with("integration off")(simulator)
        ),
        f"steps:\n  {MADE}, cdm_lastname: A}}}}\n  - turn_on\n  - turn_off",
    ),
    "a generated import to fewer": (
        "seed: 9\nsteps: [import: {in: hr, table: cdm_worker, generate: 300}]",
        lambda simulator: simulator.world.missed.count() > 30,
        "steps:\n  - import: {in: hr, table: cdm_worker, generate: 32}",
    ),
    "generated records to the one that is named": (
        (
            "given: {generate: {cdm_worker: 80}}\n"
            "steps: [edit: {in: hr, record: W000067, values: {cdm_lastname: King}}]"
        ),
        line_with("edited in Human Resources"),
        (
            "given:\n  records:\n"
            "    W000067: {table: cdm_worker, values: {cdm_workernumber: W000067}}\n"
            "steps:\n  - edit: {in: hr, record: W000067, values: {cdm_lastname: A}}"
        ),
    ),
    "a fault to its first request, for a short time": (
        (
            f"{GIVEN}steps:\n"
            "- fault: {kind: delivery_delayed, in: dataverse, nth: 2, for: 5h}\n"
            "- edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}\n"
            "- edit: {in: dataverse, record: ada, values: {cdm_lastname: Byron}}\n"
        ),
        lambda simulator: len(simulator.world.missed.waiting) == 1,
        (
            f"{GIVEN_SHORT}steps:\n  - fault: {{kind: delivery_delayed, in: dataverse}}\n"
            "  - edit: {in: dataverse, record: ada, values: {cdm_lastname: A}}"
        ),
    ),
    "entity, settings, seed, start and the catalog": (
        (
            "start: 2022-01-01T09:00:00Z\nseed: 12\n"
            "settings: {tie: dataverse, batch_job_every: 2h}\n"
            "catalog: {cdm_worker: {columns: {cdm_hat: Text}}, own: {columns: {own_name: Text},"
            " natural_key: [own_name]}}\n"
            f"steps:\n{MADE}, cdm_hat: bowler}}, entity: MyWorkerEntity}}\n"
        ),
        lambda simulator: has("hr", "ada", "")(simulator) and simulator.world.settings.seed == 12,
        f"seed: 12\nsteps:\n  {MADE}}}}}",
    ),
    "a column of the catalog stays where it matters": (
        (
            "catalog: {cdm_worker: {columns: {cdm_hat: Text, cdm_coat: Text}}, own: "
            "{columns: {own_name: Text}, natural_key: [own_name]}}\n"
            f"steps:\n{MADE}, cdm_hat: bowler, cdm_coat: grey}}}}\n"
        ),
        has("hr", "ada", "cdm_hat"),
        (
            "catalog: {cdm_worker: {columns: {cdm_hat: Text}}}\n"
            f"steps:\n  {MADE}, cdm_hat: A}}}}"
        ),
    ),
}


@pytest.mark.parametrize(("text", "kept", "short"), CASES.values(), ids=CASES)
def test_steps_are_merged_and_simplified(text, kept, short):
    assert ends(text, kept) == short


# ------------------------------------------------------- limits and identity


def test_a_limit_of_replays_leaves_the_best_so_far():
    scenario = long_failure(1)
    failing = first_failure(scenario)
    found = shrink(scenario, failing, most=12)
    assert (found.replays, found.stopped, found.minimal) == (12, "limit", 0)
    assert 7 < len(found.scenario.steps) < 500
    assert failing.check(parse(scenario_text(found.scenario))).counts


def test_an_interrupt_leaves_the_best_so_far():
    scenario = long_failure(1)
    failing = first_failure(scenario)

    def interrupt(done, of, what):
        assert (of, "steps" in what) == (2000, True)
        if done == 12:
            raise KeyboardInterrupt

    found = shrink(scenario, failing, interrupt)
    assert found.stopped == "interrupted"
    assert 7 < len(found.scenario.steps) < 500
    assert failing.check(parse(scenario_text(found.scenario))).counts


def test_what_was_wanted_is_not_missed_for_nothing():
    """The edit that is lost stays, and so does the job that lost it."""
    text = (
        f"scenario: x\n{GIVEN}steps:\n- turn_off\n"
        "- edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}\n- advance: 1m\n"
        "- edit: {in: hr, record: ada, values: {cdm_lastname: Byron, cdm_knownas: Countess}}\n"
        "- turn_on\n- run_batch_job\n"
    )
    wanted = "- expect: {in: hr, record: ada, values: {cdm_lastname: King}}"
    does = [line.split(":")[0].strip("- ") for line in steps_of(f"{text}{wanted}\n")]
    assert does == ["edit", "advance", "edit", "turn_on", "run_batch_job", "expect"]
    wanted = "- expect: {undone_delete: {in: hr, record: ada}}"
    does = [line.split(":")[0].strip("- ") for line in steps_of(f"{text}{wanted}\n")]
    assert does == ["edit", "advance", "edit", "turn_on", "run_batch_job", "expect"]


BOTH_EDITED = (
    f"scenario: x\n{GIVEN}steps:\n- turn_off\n"
    "- edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}\n- advance: 1m\n"
    "- edit: {in: hr, record: ada, values: {cdm_lastname: Byron}}\n- turn_on\n- run_batch_job\n"
)
EDITS_AGAIN = "- edit: {in: hr, record: ada, values: {cdm_lastname: Noel}}\n"


@pytest.mark.parametrize(
    "wanted",
    [
        "{data_loss: none}",
        "{data_losses: []}",
        "{data_losses: [{in: hr, record: ada, column: cdm_lastname, lost: A, kept: B}]}",
        "{data_loss: {in: hr, record: ada}}",
        "{in: hr, record: ada, values: {cdm_lastname: King}}",
    ],
)
@pytest.mark.parametrize("after", ["", EDITS_AGAIN])
def test_the_rule_that_decided_goes_on_deciding(wanted, after):
    """Without the time between the edits both are of the same second: another rule, and a tie."""
    found = shrunk(f"{BOTH_EDITED}{after}- expect: {wanted}\n").scenario
    assert Advance(1000) in [step.does for step in found.steps]
    assert [loss.rule for loss in data_loss(replay(found).simulator)] == ["R3"]


def test_an_undone_delete_stays_in_its_environment():
    text = f"scenario: x\n{GIVEN}steps:\n- turn_off\n- delete: {{in: hr, record: ada}}\n"
    text += "- turn_on\n- run_batch_job\n- turn_off\n- delete: {in: dataverse, record: ada}\n"
    text += "- turn_on\n- run_batch_job\n"
    found = shrunk(f"{text}- expect: {{undone_delete: none}}\n").scenario
    assert [undone.rule for undone in undone_deletes(replay(found).simulator)] == ["R5"]
    found = shrunk(f"{text}{EDITS_AGAIN}- expect: {{in: dataverse, record: ada, exists: false}}\n")
    assert [it.rule for it in undone_deletes(replay(found.scenario).simulator)] == ["R4"]


def test_a_loss_that_the_expectation_is_not_about_goes():
    wanted = "- expect: {in: dataverse, record: ada, values: {cdm_lastname: Byron}}\n"
    found = shrunk(f"{BOTH_EDITED}{EDITS_AGAIN}{wanted}").scenario
    assert data_loss(replay(found).simulator) == []


def test_a_refusal_that_nobody_expected():
    text = f"scenario: x\n{GIVEN}steps:\n- turn_off\n- turn_on\n- turn_off\n- advance: 2h\n"
    assert steps_of(f"{text}- sync_now: cdm_worker\n- turn_on\n") == ["  - sync_now: cdm_worker"]


def harness(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "harness", *map(str, arguments)], cwd=ROOT, capture_output=True,
        text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, **options,
    )  # fmt: skip


def comment_of(text):
    """The comment at the top, in one line, and the text below it."""
    lines = text.splitlines(keepends=True)
    above = [line for line in lines if line.startswith("#")]
    assert lines[: len(above)] == above
    assert all(len(line.rstrip("\n")) <= 98 or len(line.split()) <= 2 for line in above)
    return " ".join(line.strip("# \n") for line in above), "".join(lines[len(above) :])


@pytest.mark.slow
def test_the_verb_writes_a_scenario_and_says_how_short(tmp_path):
    path, target = tmp_path / "long.yaml", tmp_path / "short.yaml"
    path.write_text(scenario_text(long_failure(2)))
    done = harness("shrink", path, "--output", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(
        r"500 steps, \d+ records -> 7 steps, 1 record; \d+ replays; "
        r"no step and no pair of steps can be left out\n",
        done.stderr,
    )
    above, rest = comment_of(target.read_text())
    assert above.startswith(f"Shrunk from {path}, which fails: expected no undone delete, instead")
    assert rest.startswith('scenario: "A bad day, 2 (shrunk)"\n')
    assert harness("replay", target, "--quiet").returncode == 1
    again = harness("shrink", target)
    assert comment_of(again.stdout)[1] == rest


def test_what_does_not_fail_cannot_be_shrunk(tmp_path, capsys):
    good = tmp_path / "good.yaml"
    good.write_text("scenario: good\nsteps: [turn_on]\n")
    assert main(["shrink", str(good)]) == 2
    assert "nothing fails: there is nothing to shrink" in capsys.readouterr().err
    assert main(["shrink", str(good), "--property", "the last edit wins"]) == 2
    assert "the property 'the last edit wins' holds" in capsys.readouterr().err
    assert main(["shrink", str(good), "--most", "0"]) == 2


def test_a_feature_can_be_shrunk(capsys):
    place = "features/03-last-edit-wins.feature:53"
    assert main(["shrink", str(ROOT / place), "--set", "conflict=hr_wins"]) == 0
    out, err = capsys.readouterr()
    assert parse(out).settings.conflict == "hr_wins"
    assert "replays; no step and no pair" in err


def test_a_broken_promise_can_be_shrunk_and_replayed(tmp_path, capsys):
    path, target = tmp_path / "long.yaml", tmp_path / "short.yaml"
    text = f"scenario: long\n{GIVEN}steps:\n- turn_off\n"
    text += "- edit: {in: hr, record: ada, values: {cdm_lastname: Byron}}\n- advance: 1h\n"
    text += "- edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}\n"
    path.write_text(f"{text}- turn_on\n- run_batch_job\n- sync_now: cdm_worker\n")
    assert main(["replay", str(path), "--promises", "--quiet"]) == 0
    with MUTANTS["loss-unreported"].active():
        assert main(["shrink", str(path), "--output", str(target)]) == 0
        assert main(["replay", str(target), "--quiet"]) == 0
        capsys.readouterr()
        assert main(["replay", str(target), "--promises", "--quiet"]) == 1
    above, _ = comment_of(target.read_text())
    assert above.startswith(
        f"Shrunk from {path}. Violated property: every loss is reported, and none"
    )
    assert above.endswith(f" `harness replay --promises {target}` shows the step.")
    printed = capsys.readouterr().out
    assert "expected: the property holds: every loss is reported" in printed
    assert "actual:   lost and not reported: ada in" in printed
    assert main(["replay", str(target), "--promises", "--quiet"]) == 0


def test_a_comment_is_no_wider_than_a_line_however_long_a_value_is(tmp_path, capsys):
    path = tmp_path / "x.yaml"
    value = f'"{"Ada" * 100} 👩‍💻{"李" * 100}"'
    edit = f"edit: {{in: hr, record: ada, values: {{cdm_knownas: {value}}}}}"
    wanted = "expect: {in: hr, record: ada, values: {cdm_knownas: B}}"
    path.write_text(f"scenario: x\n{GIVEN}steps:\n- {edit}\n- {wanted}\n")
    assert main(["shrink", str(path)]) == 0
    above, _ = comment_of(capsys.readouterr().out)
    assert "AdaAda" in above
    assert "李李" in above
    assert above.count("…") == 2


def test_interrupted_the_verb_writes_the_shortest_so_far(tmp_path, capsys, monkeypatch):
    path = tmp_path / "long.yaml"
    path.write_text(scenario_text(long_failure(2)))

    class Impatient:
        def __init__(self, of):
            pass

        def __enter__(self):
            return self

        def __call__(self, done, of, what):
            if done == 12:
                raise KeyboardInterrupt

        def __exit__(self, *_):
            pass

    monkeypatch.setattr("harness.cli.commands.shrink.ProgressBar", Impatient)
    assert main(["shrink", str(path)]) == 130
    out, err = capsys.readouterr()
    assert 7 < len(parse(out).steps) < 500
    assert err.endswith("replays; interrupted: this is the shortest so far\n")
