"""The command line as people meet it: exit status, messages, files written whole or not at all."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.__main__ import main as first_main
from harness.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
GOOD = """
scenario: A worker is hired
steps:
  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: "1"}}
  - turn_on
  - run_batch_job
  - expect: {converged: all}
"""
FAILING = GOOD.replace("- run_batch_job\n", "- turn_off\n")


def harness(*arguments, cwd=None, **options):
    return subprocess.run(
        [sys.executable, "-m", "harness", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.fixture
def inside(capsys, monkeypatch):
    """Runs a command in this process, which is quicker, where a process of its own adds nothing."""
    monkeypatch.chdir(ROOT)

    def run(*arguments):
        status = main([*map(str, arguments)])
        out, err = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, status, out, err)

    return run


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def failing(tmp_path):
    path = tmp_path / "failing.yaml"
    path.write_text(FAILING)
    return path


def test_a_passing_scenario_is_0_and_a_failing_one_1(good, failing):
    assert harness("replay", good).returncode == 0
    done = harness("replay", good, failing)
    assert done.returncode == 1
    assert "1 of 2 scenarios passed" in done.stdout
    assert "NOT AS EXPECTED" in done.stdout
    assert f"{failing}:7: step 4" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "harness: which command? `harness --help` lists them\n"),
        (
            ("replay",),
            "harness replay: PATH is missing: a scenario file, a feature, a folder of them",
        ),
        (("repaly",), "harness: no command 'repaly', did you mean replay?"),
        (
            ("replay", "x", "--frmat", "json"),
            "harness replay: no option --frmat, did you mean --format?",
        ),
        (("explore", "--count"), "harness explore: option '--count' requires an argument"),
        (("explore", "--count", "x"), "--count x: it is a whole number from 1"),
        (
            ("draw", "heatmap"),
            "harness draw: WHAT heatmap: there is none such, did you mean heat-map?",
        ),
        (("tables", "a", "b"), "there is no table 'a b'; `harness tables` lists them"),
        (("steps", "features"), "features: paths are for --unused"),
        (("replay", "nowhere.yaml"), "nowhere.yaml: no such file or folder"),
        (("replay", "{good}", "--format", "gitub"), "did you mean github?"),
        (("replay", "{good}", "--set", "conflit=hr_wins"), "did you mean conflict?"),
        (("replay", "{good}", "--set", "conflict=hr_win"), "did you mean hr_wins?"),
        (("replay", "{good}", "--set", "conflict"), "KEY=VALUE"),
        (("replay", "{good}", "--set", "batch_job_every=0s"), "every so often"),
        (("replay", "{good}", "--store", "memry"), "did you mean memory?"),
        (("replay", "{good}", "--store", "nosuch://x"), "nosuch"),
        (("replay", "{good}", "--output", "/nowhere/x.txt"), "there is no folder /nowhere"),
        (("replay", "{good}", "--output", "."), "is a folder"),
        (("replay", "{good}", "--record", "adda"), "no record 'adda', did you mean ada?"),
        (("replay", "{good}", "--record", "ada", "--quiet"), "--quiet: leaves the outcomes"),
        (("replay", "{good}", "--record", "ada", "--format", "json"), "--record: is for people"),
        (("replay", "{good}", "{good}", "--record", "x"), "none of 2 scenarios makes a record 'x'"),
        (("replay", "{good}", "--until", "-1"), "--until -1: it is a whole number from 0"),
        (("replay", "{good}", "--catalog", "nowhere.yaml"), "nowhere.yaml"),
        (("tables", "cdm_wroker"), "did you mean cdm_worker?"),
        (("rules", "nowhere"), "no rule, no word of a rule and no path 'nowhere'"),
    ],
)
def test_bad_usage_is_2_with_a_message_and_no_traceback(good, inside, arguments, says):
    done = inside(*(argument.format(good=good) for argument in arguments))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_empty_folder_is_bad_input(tmp_path):
    done = harness("replay", tmp_path)
    assert done.returncode == 2
    assert "no .yaml" in done.stderr


def test_all_files_are_checked_before_any_is_replayed(good, tmp_path):
    (tmp_path / "worse.yaml").write_text("scenario: x\nsteps: [nonsense]\n")
    done = harness("replay", tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "worse.yaml:2:9: no step 'nonsense'" in done.stderr


@pytest.mark.slow
def test_output_is_written_whole_and_a_failure_leaves_the_file_before(good, tmp_path):
    target = tmp_path / "out.txt"
    assert harness("replay", good, "--output", target).returncode == 0
    whole = target.read_text()
    assert whole == harness("replay", good).stdout
    bad = tmp_path / "bad.yaml"
    bad.write_text("scenario: x\nsteps: []\n")
    assert harness("replay", bad, "--output", target).returncode == 2
    assert target.read_text() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "good.yaml", "out.txt"]


@pytest.mark.slow
def test_a_closed_pipe_ends_quietly(good):
    command = f"{sys.executable} -m harness replay scenarios --expand | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""


def test_an_interrupt_says_so_and_writes_nothing(tmp_path):
    path, target = tmp_path / "long.yaml", tmp_path / "out.html"
    path.write_text("scenario: long\nsteps:\n  - turn_on\n" + "  - advance: 11d\n" * 200)
    running = subprocess.Popen(
        [sys.executable, "-m", "harness", "replay", str(path), "--set", "batch_job_every=1s",
         "--output", str(target)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, "")
    assert "interrupted" in err
    assert "Traceback" not in err
    assert [file.name for file in tmp_path.iterdir()] == ["long.yaml"]


def test_until_stops_after_that_step(good):
    done = json.loads(harness("replay", good, "--until", "2", "--format", "json").stdout)
    assert done["integration"] == "on"
    assert done["environments"]["dataverse"] == {}


def test_of_several_scenarios_those_that_make_the_record_are_shown(good, tmp_path, inside):
    other = tmp_path / "other.yaml"
    other.write_text("scenario: Other\nsteps: [turn_on]\n")
    done = inside("replay", good, other, "--record", "ada")
    assert done.returncode == 0
    assert "ada" in done.stdout
    assert "Other" not in done.stdout
    assert "2 of 2 scenarios passed" in done.stdout


def test_one_scenario_is_an_object_and_several_are_a_list(good, failing):
    one = json.loads(harness("replay", good, "--format", "json").stdout)
    two = json.loads(harness("replay", good, failing, "--format", "json").stdout)
    assert one["outcome"] == "passed"
    assert [result["outcome"] for result in two] == ["passed", "failed"]
    assert two[1]["failures"][0].keys() == {"step", "line", "expected", "actual"}


def test_quiet_says_outcomes_only(good):
    assert (
        harness("replay", good, "--quiet").stdout
        == f"passed: A worker is hired ({good}, 4 steps)\n"
    )


@pytest.mark.slow
def test_a_database_holds_both_environments_afterwards(good, tmp_path):
    database = tmp_path / "world.db"
    assert harness("replay", good, "--store", f"sqlite:///{database}").returncode == 0
    import sqlite3

    with sqlite3.connect(database) as connection:
        for name in ("hr_records", "dataverse_records"):
            assert connection.execute(f"select record from {name}").fetchall() == [("ada",)]


def test_a_ten_megabyte_value_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_text(GOOD.replace('"1"', '"' + "x" * 10_000_000 + '"'))
    done = harness("replay", path, timeout=60)
    assert done.returncode == 2
    assert "takes 1,048,576 characters, this has 10,000,000" in done.stderr
    assert len(done.stderr) < 1000


@pytest.mark.parametrize("fmt", ["simple", "github", "grid", "latex", "tsv", "html", "json"])
def test_lists_have_every_format(inside, fmt):
    done = inside("tables", "--format", fmt)
    assert done.returncode == 0
    assert "cdm_worker" in done.stdout.replace("\\", "")


def test_the_schema_is_json():
    assert json.loads(harness("schema").stdout)["title"]


def test_until_a_refused_step_knows_that_the_next_expects_it(tmp_path):
    path = tmp_path / "refused.yaml"
    path.write_text(
        "scenario: x\nsteps:\n  - sync_now: cdm_worker\n  - expect: {refused: integration is off}\n"
    )
    assert harness("replay", path, "--until", "1").returncode == 0


@pytest.mark.slow
def test_the_seed_of_the_command_line_is_that_of_generated_data(tmp_path):
    results = []
    for seed, option in (("", ("--set", "seed=7")), ("seed: 7\n", ())):
        path = tmp_path / "seed.yaml"
        path.write_text(
            f"scenario: x\n{seed}steps:\n  - import: {{in: hr, table: cdm_worker, generate: 3}}\n"
        )
        done = harness("replay", path, "--format", "json", *option)
        results.append(json.loads(done.stdout)["fingerprint"])
    assert results[0] == results[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_said(good):
    for arguments in (("replay", good), ("replay", good, "--output", "/dev/full")):
        with open("/dev/full", "w") as full:  # noqa: PTH123  (a device, not a file of ours)
            done = subprocess.run(
                [sys.executable, "-m", "harness", *map(str, arguments)],
                cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
    assert not Path("/dev/full").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize(
    ("command", "status", "says"),
    [
        ("replay {good} >&-", 2, "harness: the output cannot be written: it is closed\n"),
        ("--help >&-", 2, "harness: the output cannot be written: it is closed\n"),
        ("replay {good} --output {target} >&-", 0, ""),
        ("replay nowhere 2>&-", 2, ""),
        ("replay nowhere 2>/dev/full", 2, ""),
        ("replay {good} >/dev/full 2>/dev/full", 2, ""),
        ("replay nowhere >&- 2>&-", 2, ""),
    ],
)
def test_a_closed_or_full_stream_is_2_and_no_traceback(good, tmp_path, command, status, says):
    words = command.format(good=good, target=tmp_path / "out.txt")
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m harness {words}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (status, "", says)


def test_an_interrupt_before_the_command_line_is_there_is_no_traceback(monkeypatch, capsys):
    class Interrupted:
        def __getattr__(self, name):
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "harness.cli.main", Interrupted())
    assert first_main() == 130
    assert capsys.readouterr() == ("", "\nharness: interrupted, nothing was written\n")


@pytest.mark.parametrize("command", ["replay {}", "check {}", "diff {} {}", "init {}", "rules {}"])
def test_a_name_that_no_file_can_have_is_named(inside, command):
    name = "a" * 5000
    done = inside(*command.format(name, name).split())
    assert (done.returncode, done.stdout) == (2, "")
    # from Python 3.14 on there is no such file, without an error
    assert re.search(
        f"{name}.*: (File name too long|no such file)|no path '{name[:50]}", done.stderr
    )


def test_an_empty_path_is_no_folder():
    assert harness("replay", "").returncode == 2


@pytest.mark.parametrize(
    ("command", "shown"), [("replay", True), ("rules", False), ("find", False)]
)
def test_the_help_names_the_formats_that_are_taken(command, shown):
    assert ("mermaid" in harness(command, "--help").stdout) is shown


def test_the_help_lists_every_command_by_reader():
    printed = harness("--help").stdout
    assert re.findall(r"^For (.+):$", printed, re.MULTILINE) == list(COMMANDS)
    listed = [name for commands in COMMANDS.values() for name in commands]
    modules = {path.stem for path in (ROOT / "harness/cli/commands").glob("[!_]*.py")}
    assert set(listed) == modules
    assert max(map(len, printed.splitlines())) <= 80
    assert len(listed) == len(modules)


@pytest.mark.parametrize("command", [name for names in COMMANDS.values() for name in names])
def test_every_command_has_a_help_that_fits_the_page(inside, command):
    done = inside(command, "-h")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: harness {command} [OPTIONS]")
    assert max(map(len, done.stdout.splitlines())) <= 80
    if command != "rules":  # which is a document, too
        assert inside("help", command).stdout == done.stdout


def test_a_shell_completes_commands_and_options_and_writes_nothing(tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    (tmp_path / "own.py").write_text("print('it ran')")
    for words, found in (
        ("harness repl", "plain,replay"),
        ("harness replay --form", "plain,--format"),
        ("harness replay scen", "file,scen"),
        (f"harness replay --output {tmp_path}/kept.txt --form", "plain,--format"),
        (f"harness replay --properties {tmp_path}/own.py --form", "plain,--format"),
    ):
        variables = {"_HARNESS_COMPLETE": "bash_complete", "COMP_WORDS": words}
        done = subprocess.run(
            [sys.executable, "-m", "harness"],
            cwd=ROOT,
            env={**os.environ, **variables, "COMP_CWORD": str(words.count(" "))},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == f"{found}\n"
    assert (tmp_path / "kept.txt").read_text() == "kept"
