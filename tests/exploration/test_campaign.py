"""Campaigns may be huge, end in any way and be resumed: nothing is lost, nothing hangs."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from itertools import islice
from multiprocessing import active_children, get_start_method
from pathlib import Path

import pytest
from projects import ROOT

from harness.cli import counterexample
from harness.cli.commands import explore
from harness.cli.main import BAD, FAILED, INTERRUPTED, main
from harness.domain.errors import BadInput
from harness.exploration.campaign import workers
from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.seed_ranges import Seeds
from harness.exploration.campaign.work_units import ExplorationSpec
from harness.exploration.campaign.workers import here, in_processes
from harness.mutation.catalogue import MUTANTS
from harness.reports import output

QUICK = ExplorationSpec(length=2)
ENDLESS = 10**5  # commands of a history: no unit of these is ever done
PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")


def quiet(*_):
    pass


def first_two(spec, left, until):
    yield from islice(here(spec, left, until), 2)


RUNNING = []


@pytest.fixture(autouse=True)
def _none_is_left_running():
    """If a test fails, what it started would run for ever."""
    yield
    while RUNNING:
        RUNNING.pop().kill()


CODE = """
import os, signal
signal.signal(2, signal.default_int_handler)
{before}
from harness.cli.main import main
raise SystemExit(main({arguments!r}))
"""


def started(*arguments):
    """`harness explore` as a process of its own, once it has two workers."""
    code = CODE.format(before="", arguments=["explore", *arguments])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    RUNNING.append(process)
    waited_for(lambda: len(children(process.pid)) == 2)
    return process


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def runs(pid):
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def waited_for(what):
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


# ----------------------------------------------------------------------- seeds


def test_a_trillion_histories_are_begun_at_once(tmp_path):
    path = tmp_path / "saved.json"
    campaign = Campaign(QUICK, Seeds(0, 10**12), str(path))
    assert not campaign.run(first_two, None, quiet)
    assert json.loads(path.read_text())["done"] == [[0, 200]]
    found = in_processes(1)(QUICK, campaign.left, None)
    assert next(found)[0] == (200, 100)
    found.close()


def test_no_more_processes_than_chunks():
    counts = []
    campaign = Campaign(QUICK, Seeds(0, 150))
    assert campaign.run(in_processes(8), None, lambda *_: counts.append(len(active_children())))
    assert max(counts) <= 2
    assert campaign.run(in_processes(8), None, quiet)  # and none for none


def test_more_histories_extend_what_was_saved(tmp_path):
    """The last unit of before, done in part, is completed; no history counts twice."""
    path = str(tmp_path / "saved.json")
    Campaign(QUICK, Seeds(7, 250), path).run(here, None, quiet)
    more = Campaign(QUICK, Seeds(7, 420), path)
    assert list(more.left) == [(257, 50), (307, 100), (407, 20)]
    assert more.run(here, None, quiet)
    whole = Campaign(QUICK, Seeds(7, 420))
    whole.run(here, None, quiet)
    assert more.result == whole.result
    assert more.result.histories == 420


@pytest.mark.parametrize(
    ("spec", "seeds", "message"),
    [
        (ExplorationSpec(length=3), Seeds(0, 150), "--length was 2"),
        (ExplorationSpec(length=2, swarm=True), Seeds(0, 150), "--swarm was not given"),
        (ExplorationSpec(length=2, faults=("over",)), Seeds(0, 150), "--faults was none"),
        (ExplorationSpec(length=2, conflict="hr_wins"), Seeds(0, 150), "--conflict was not given"),
        (ExplorationSpec("small", length=3), Seeds(0, 150), "--world was company; --length was 2"),
        (QUICK, Seeds(1, 150), "--seed was 0"),
        (QUICK, Seeds(0, 149), "--count was 150"),
    ],
)
def test_another_exploration_is_told_by_what_differs(tmp_path, spec, seeds, message):
    path = str(tmp_path / "saved.json")
    Campaign(QUICK, Seeds(0, 150), path).run(here, None, quiet)
    with pytest.raises(BadInput, match=f"is of another exploration: {message}"):
        Campaign(spec, seeds, path)


# ----------------------------------------------------------------------- saved


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", True),
        ("plan", []),
        ("plan", {}),
        ("plan", {**QUICK._asdict(), "length": True}),
        ("plan", {**QUICK._asdict(), "faults": [1]}),
        ("plan", {**QUICK._asdict(), "properties": ["x"]}),
        ("seeds", ["0", "150"]),
        ("done", [["0", "150"]]),
        ("done", [0, 150]),
        ("done", [[0, 100], [50, 50]]),
        ("done", [[100, 150]]),
        ("done", [[0, 100]]),
        ("histories", "150"),
        ("histories", True),
        ("steps", -1),
        ("steps", 1.5),
        ("reached", [1]),
        ("reached", "a tie"),
        ("pairs", ["R1"]),
        ("pairs", [["R1", "edit", "more"]]),
        ("pairs", None),
        ("failures", [[]]),
        ("failures", [[1, 2, 3, "says"]]),
        ("failures", {"1": 2}),
    ],
)
def test_what_is_not_as_it_was_saved_is_said(tmp_path, key, value):
    path = tmp_path / "saved.json"
    Campaign(QUICK, Seeds(0, 150), str(path)).run(here, None, quiet)
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(BadInput, match="is no saved exploration"):
        Campaign(QUICK, Seeds(0, 150), str(path))


@pytest.mark.parametrize("text", ["[" * 100_000, "null", "[]", "1e999", b"\xff"])
def test_what_is_no_saved_exploration_at_all(tmp_path, text):
    path = tmp_path / "saved.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput, match="is no saved exploration"):
        Campaign(QUICK, Seeds(0, 150), str(path))


def test_where_nothing_can_be_saved_nothing_is_explored(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(explore, "here", None)
    os.mkfifo(tmp_path / "pipe")
    places = [tmp_path, tmp_path / "pipe", tmp_path / "none" / "saved.json"]
    if Path("/dev/full").exists():
        places.append(Path("/dev/full"))
    for place in places:
        assert main(["explore", "--processes", "1", "--save", str(place)]) == BAD
        assert capsys.readouterr().err.startswith(f"{place}: ")
    assert [it.name for it in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.slow
def test_a_disk_that_is_full_later_loses_no_result(tmp_path, monkeypatch, capsys):
    """The verdict is printed, and what could not be saved, which the exit status says."""
    folder = tmp_path / "folder"
    folder.mkdir()

    def execute(spec, left, until):
        shutil.rmtree(folder)
        yield from here(spec, left, until)

    arguments = ["explore", "--processes", "1", "--count", "200", "--faults", "all"]
    monkeypatch.setattr(explore, "here", execute)
    assert main([*arguments, "--save", str(folder / "saved.json")]) == BAD
    printed = capsys.readouterr()
    assert "Properties: " in printed.out
    assert printed.err == f"{folder}/saved.json: there is no folder {folder}\n"


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="files may grow without a limit here")
@pytest.mark.slow
def test_a_save_that_no_longer_fits_is_bad_and_what_was_saved_before_stays(tmp_path):
    """The file is written whole or not at all: with nothing done it fits, and later it does not."""
    path = tmp_path / "saved.json"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (600, -1))"
    arguments = ["explore", "--processes", "1", "--count", "1", "--length", "2"]
    code = CODE.format(before=limit, arguments=[*arguments, "--save", str(path)])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == BAD
    assert "Properties: " in done.stdout
    assert done.stderr.startswith(f"{path}: cannot be written: File too large")
    assert json.loads(path.read_text())["histories"] == 0
    assert [it.name for it in tmp_path.iterdir()] == ["saved.json"]


@pytest.mark.parametrize(("fmt", "words"), [("simple", "nothing was tried"), ("tsv", "not tried")])
def test_nothing_tried_is_no_pass(fmt, words, monkeypatch, capsys):
    """The time was over at once, or a cluster has no workers."""
    monkeypatch.setattr(explore, "in_processes", lambda _: lambda *_: (it for it in ()))
    assert main(["explore", "--time-limit", "0s", "--format", fmt]) == FAILED
    assert words in capsys.readouterr().out
    assert main(["explore", "--time-limit", "0s", "--format", "json"]) == FAILED
    assert not json.loads(capsys.readouterr().out)["passed"]


def test_a_save_belongs_to_one_exploration_at_a_time(tmp_path, monkeypatch, capsys):
    path = tmp_path / "saved.json"
    arguments = ["explore", "--processes", "1", "--count", "1", "--save", str(path)]

    def execute(spec, left, until):
        monkeypatch.setattr(explore, "here", here)
        assert main(arguments) == BAD
        assert "another exploration is being saved there" in capsys.readouterr().err
        yield from here(spec, left, until)

    monkeypatch.setattr(explore, "here", execute)
    (tmp_path / ".saved.json.lock").touch()  # of one that was killed
    main(arguments)
    assert "1 history, " in capsys.readouterr().out
    assert [it.name for it in tmp_path.iterdir()] == ["saved.json"]


def test_what_was_done_before_has_no_speed(tmp_path, capsys):
    path = str(tmp_path / "saved.json")
    arguments = ["explore", "--processes", "1", "--count", "10", "--save", path]
    main(arguments)
    assert "steps a second" in capsys.readouterr().out
    main(arguments)
    out = capsys.readouterr().out
    assert "steps a second" not in out
    assert "all of it was done before" in out


# ------------------------------------------------------------------------- end


@pytest.mark.slow
@PROC
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_exploration(number):
    process = started("--processes", "2", "--length", str(ENDLESS))
    theirs = children(process.pid)
    assert theirs
    process.send_signal(number)
    process.communicate(timeout=60)
    waited_for(lambda: not any(map(runs, theirs)))


@PROC
def test_ctrl_c_twice_ends_it_while_histories_go_on(tmp_path):
    path = tmp_path / "saved.json"
    process = started("--processes", "2", "--length", str(ENDLESS), "--save", str(path))
    theirs = children(process.pid)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert error == (
        f"\nharness: interrupted, what was done is in {path}; the same command goes on from there\n"
    )
    waited_for(lambda: not any(map(runs, theirs)))
    assert json.loads(path.read_text())["histories"] == 0


@pytest.mark.parametrize("where", ["above", "in"])
def test_ctrl_c_while_a_history_is_made_short(where, monkeypatch, capsys, tmp_path):
    """What is short by then is not lost, and the exit status is that of an interruption."""

    class Impatient(output.ProgressBar):
        def __call__(self, *_):
            raise KeyboardInterrupt

    monkeypatch.setattr(counterexample, "ProgressBar", Impatient)
    arguments = ["explore", "--processes", "1", "--count", "40", "--faults", "all"]
    arguments += ["--write", str(tmp_path)] if where == "in" else []
    with MUTANTS["loss-unreported"].active():
        assert main(arguments) == INTERRUPTED
    printed = capsys.readouterr()
    text = printed.out if where == "above" else next(tmp_path.glob("*.yaml")).read_text()
    assert "BROKEN: every loss is reported" in printed.out
    assert "# The shortest so far of a history that was found" in text
    assert f"harness: interrupted, the shortest so far is {where}" in printed.err


@pytest.mark.skipif(not hasattr(os, "register_at_fork"), reason="nothing is forked here")
def test_ctrl_c_while_a_process_is_started_is_not_lost(tmp_path):
    """In the hooks of a fork Python says that an exception was ignored, and goes on."""
    before = "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), 2))"
    arguments = ["explore", "--processes", "2", "--length", str(ENDLESS)]
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(before=before, arguments=arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == INTERRUPTED, done.stderr


def test_another_ctrl_c_does_not_disturb_how_it_ends(tmp_path):
    path = tmp_path / "saved.json"
    ended = []

    def execute(spec, left, until):
        try:
            yield from first_two(spec, left, until)
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            ended.append(True)

    with pytest.raises(KeyboardInterrupt):
        Campaign(QUICK, Seeds(0, 1000), str(path)).run(execute, None, quiet)
    assert ended
    assert json.loads(path.read_text())["histories"] == 200
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("mutant", "found"),
    [("", "and every property held"), ("loss-unreported", r"and \d+ violated a property")],
)
def test_an_interrupted_exploration_that_is_not_saved_says_how_far_it_came(
    mutant, found, monkeypatch, capsys
):
    def two_units(spec, left, until):
        yield from first_two(spec, left, until)
        raise KeyboardInterrupt

    monkeypatch.setattr(explore, "here", two_units)
    with MUTANTS[mutant].active() if mutant else nullcontext():
        assert main(["explore", "--processes", "1", "--length", "20"]) == INTERRUPTED
    said = capsys.readouterr().err
    words = f"interrupted, 200 of 1,000 histories were explored, {found}; --save keeps what was"
    assert re.search(words, said), said


def test_an_interrupted_exploration_says_what_is_so(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "folder"
    folder.mkdir()

    def stopped(*_):
        raise KeyboardInterrupt
        yield

    def stopped_without_disk(*_):
        shutil.rmtree(folder)
        raise KeyboardInterrupt
        yield

    path = folder / "saved.json"
    arguments = ["explore", "--processes", "1", "--count", "1"]
    for execute, more, message in (
        (stopped, (), "nothing was written"),
        (stopped, ("--save", str(path)), f"what was done is in {path}; the same command goes on"),
        (stopped_without_disk, ("--save", str(path)), f"{path}: there is no folder"),
    ):
        monkeypatch.setattr(explore, "here", execute)
        assert main([*arguments, *more]) == INTERRUPTED
        assert f"harness: interrupted, {message}" in capsys.readouterr().err


def test_when_all_is_done_all_have_ended():
    assert Campaign(QUICK, Seeds(0, 300)).run(in_processes(2), None, quiet)
    assert active_children() == []


def test_a_worker_that_is_killed_is_said():
    def kill(*_):
        for worker in active_children():
            worker.kill()

    with pytest.raises(BadInput, match="was killed"):
        Campaign(QUICK, Seeds(0, 10**6)).run(in_processes(2), None, kill)


@pytest.mark.slow
def test_what_goes_on_after_a_killed_worker_is_saved_byte_for_byte(tmp_path):
    paths = [tmp_path / name for name in ("killed.json", "whole.json")]
    # five units, so that some are left whenever the first is done
    campaigns = [Campaign(QUICK, Seeds(3, 500), str(path)) for path in paths]

    def kill(*_):
        active_children()[-1].kill()

    with pytest.raises(BadInput, match="was killed"):
        campaigns[0].run(in_processes(2), None, kill)
    assert 0 < json.loads(paths[0].read_text())["histories"] < 500
    assert Campaign(QUICK, Seeds(3, 500), str(paths[0])).run(in_processes(2), None, quiet)
    assert campaigns[1].run(here, None, quiet)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.skipif(get_start_method() != "fork", reason="what is patched here is so there")
def test_what_goes_wrong_in_a_worker_is_told_with_its_place(monkeypatch):
    def wrong(spec, first, count, plugged):
        raise ValueError(f"no history of {first}")

    monkeypatch.setattr(workers, "run_unit", wrong)
    with pytest.raises(ValueError, match="no history of 0") as raised:
        Campaign(QUICK, Seeds(0, 100)).run(in_processes(2), None, quiet)
    assert "in wrong" in raised.value.__notes__[0]


def test_a_time_limit_waits_for_nobody():
    for processes in (1, 2):
        campaign = Campaign(ExplorationSpec(length=ENDLESS), Seeds(0, 300))
        assert not campaign.run(in_processes(processes), time.monotonic() + 0.2, quiet)
        assert campaign.done == []
        assert active_children() == []


@pytest.mark.parametrize("gap", [False, True])
def test_what_a_time_limit_left_undone_is_told(gap, monkeypatch, capsys):
    def execute(spec, left, until):
        for number, found in enumerate(here(spec, islice(left, 3))):
            if number != 1 or not gap:
                yield found

    monkeypatch.setattr(explore, "in_processes", lambda _: execute)
    main(["explore", "--seed", "900", "--length", "1", "--time-limit", "1h"])
    out = capsys.readouterr().out.replace("\n  ", " ")
    if gap:
        assert "200 of 1,000 histories: seeds 900 to 999 and 1,100 to 1,199" in out
    else:
        assert "300 of 1,000 histories: seeds 900 to 1,199" in out


# -------------------------------------------------------------- what was found


def test_two_failures_have_two_files():
    titles = [
        "a b", "a, b", "a-b", "A b", "значение потеряно", "значение", "値が失われた", "値", "…",
        "x" * 60, "x" * 61, "x" * 62,
    ]  # fmt: skip
    names = [output.file_name(title) for title in titles]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w-]+", name) and len(name) <= 67 for name in names)
    assert output.file_name("значение потеряно").startswith("значение-потеряно-")


def test_what_cannot_be_written_into_is_said_before_anything_is_explored(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(explore, "here", None)
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        assert main(["explore", "--processes", "1", "--write", str(folder)]) == BAD
        assert "cannot be written into" in capsys.readouterr().err


def test_a_history_that_cannot_be_written_is_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(counterexample, "file_name", lambda _: "no/such")
    arguments = ["explore", "--processes", "1", "--count", "40", "--faults", "all"]
    with MUTANTS["loss-unreported"].active():
        assert main([*arguments, "--write", str(tmp_path / "found")]) == 1
    printed = capsys.readouterr()
    assert 'scenario: "It breaks: every loss is reported' in printed.out
    assert "no/such.yaml: there is no folder" in printed.err


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    arguments = ["explore", "--processes", "1", "--count", "40", "--faults", "all"]
    with MUTANTS["loss-unreported"].active():
        assert main([*arguments, "--write", str(tmp_path)]) == 1
        (path,) = tmp_path.iterdir()
        before = path.read_text()
        monkeypatch.setattr(output.os, "replace", interrupted)
        assert main([*arguments, "--write", str(tmp_path)]) == INTERRUPTED
    assert [it.read_text() for it in tmp_path.iterdir()] == [before]


def interrupted(*_):
    raise KeyboardInterrupt


def test_the_command_that_shows_it_again_can_be_copied(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    arguments = ["--processes", "1", "--count", "40", "--faults", "all", "--conflict", "hr_wins"]
    with MUTANTS["loss-unreported"].active():
        assert main(["explore", *arguments, "--time-limit", "1h"]) == 1
        commands = re.findall(
            r"^  harness (explore --seed.*)$", capsys.readouterr().out, re.MULTILINE
        )
        assert commands
        assert all("--time-limit" not in command for command in commands)
        assert main([*commands[0].split(), "--processes", "1"]) == 1
    assert "--length 50 --faults all --conflict hr_wins" in commands[0]
