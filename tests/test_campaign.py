"""A campaign may be huge, be ended in any way and go on: nothing is lost, nothing hangs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from projects import ROOT

ENDLESS = 10**6  # commands of a history: no chunk of these is ever done
PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")


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


@PROC
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_exploration(number):
    process = started("--processes", "2", "--length", str(ENDLESS))
    theirs = children(process.pid)
    process.send_signal(number)
    process.communicate(timeout=60)
    waited_for(lambda: not any(map(runs, theirs)))
