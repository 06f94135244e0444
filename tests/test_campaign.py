"""A campaign may be huge, be ended in any way and go on: nothing is lost, nothing hangs."""

import json
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from multiprocessing import active_children, get_start_method
from pathlib import Path

import pytest
from projects import ROOT

from harness.edges import workers
from harness.edges.campaign import Campaign
from harness.edges.cli import INTERRUPTED
from harness.edges.seeds import Seeds
from harness.edges.workers import here, in_processes
from harness.histories.exploration.chunks import Plan
from harness.values.errors import BadInput

QUICK = Plan(length=2)
ENDLESS = 10**6  # commands of a history: no chunk of these is ever done
PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")


def quiet(*_):
    pass


def first_two(plan, left, until):
    yield from islice(here(plan, left, until), 2)


def started(*arguments):
    """`harness explore` as a process of its own, once it has two workers."""
    code = (
        "import signal; signal.signal(2, signal.default_int_handler); "
        f"from harness.edges.cli import main; raise SystemExit(main({['explore', *arguments]!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    waited_for(lambda: len(children(process.pid)) == 2)
    return process


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def runs(pid):
    """Whether a process is there, and no zombie that nobody has asked for."""
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
    seen = []
    campaign = Campaign(QUICK, Seeds(0, 150))
    assert campaign.run(in_processes(8), None, lambda *_: seen.append(len(active_children())))
    assert max(seen) <= 2
    assert campaign.run(in_processes(8), None, quiet)  # and none for none


# ------------------------------------------------------------------------- end


@PROC
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_exploration(number):
    process = started("--processes", "2", "--length", str(ENDLESS))
    theirs = children(process.pid)
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
    assert "Traceback" not in error
    waited_for(lambda: not any(map(runs, theirs)))
    assert json.loads(path.read_text())["histories"] == 0


def test_another_ctrl_c_does_not_disturb_how_it_ends(tmp_path):
    path = tmp_path / "saved.json"
    ended = []

    def does(plan, left, until):
        try:
            yield from first_two(plan, left, until)
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            ended.append(True)

    with pytest.raises(KeyboardInterrupt):
        Campaign(QUICK, Seeds(0, 1000), str(path)).run(does, None, quiet)
    assert ended
    assert json.loads(path.read_text())["histories"] == 200
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_when_all_is_done_all_have_ended():
    assert Campaign(QUICK, Seeds(0, 300)).run(in_processes(2), None, quiet)
    assert active_children() == []


def test_a_worker_that_is_killed_is_said():
    def kill(*_):
        for worker in active_children():
            worker.kill()

    with pytest.raises(BadInput, match="was killed"):
        Campaign(QUICK, Seeds(0, 10**6)).run(in_processes(2), None, kill)


@pytest.mark.skipif(get_start_method() != "fork", reason="what is patched here is so there")
def test_what_goes_wrong_in_a_worker_is_told_with_its_place(monkeypatch):
    def wrong(plan, first, count):
        raise ValueError(f"no history of {first}")

    monkeypatch.setattr(workers, "run_chunk", wrong)
    with pytest.raises(ValueError, match="no history of 0") as told:
        Campaign(QUICK, Seeds(0, 100)).run(in_processes(2), None, quiet)
    assert "in wrong" in told.value.__notes__[0]


def test_a_time_limit_waits_for_nobody():
    for processes in (1, 2):
        campaign = Campaign(Plan(length=ENDLESS), Seeds(0, 300))
        assert not campaign.run(in_processes(processes), time.monotonic() + 0.2, quiet)
        assert campaign.done == []
        assert active_children() == []
