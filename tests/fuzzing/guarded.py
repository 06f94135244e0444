"""One input in a process of its own, with limits; and whether what became of it is as it should.

The process is a fork of this one, which has imported everything: some milliseconds each. The bounds
are those of bad input: ten seconds of processor time, and 500 MB.
"""

import contextlib
import os
import re
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

SECONDS = 10
BYTES = 500 * 1024 * 1024
WAITING = 60  # seconds that it may wait for something other than a processor
_BROKEN = 99
_ROOM = 3 * BYTES  # of addresses, so that nothing takes the machine with it
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Outcome(NamedTuple):
    """What became of one input."""

    status: int  # of the process; below 0 the signal that ended it
    said: bytes  # output and errors
    seconds: float
    bytes: int


def run(action, folder):
    """The outcome of an action, which returns an exit status, in a folder."""
    said = folder / ".said"
    child = os.fork()
    if not child:
        _act(action, folder, said)
    end = time.monotonic() + WAITING
    pause = 0.001
    while True:
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            break
        if _wants_processor(child):  # the machine is busy
            end = time.monotonic() + WAITING
        elif time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.05)
    code = os.waitstatus_to_exitcode(status)
    seconds = used.ru_utime + used.ru_stime
    return Outcome(code, said.read_bytes(), seconds, used.ru_maxrss * 1024)


def _wants_processor(child):
    stat = Path(f"/proc/{child}/stat").read_text("ascii", "replace")
    return stat.rpartition(")")[2].split()[0] == "R"


def _act(action, folder, said):
    """In the child: act, and end."""
    status = _BROKEN
    with contextlib.suppress(BaseException):
        os.chdir(folder)
        file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, closefd=False, encoding="utf-8")  # noqa: SIM115 (to the end of the fork)
            for number, mode in enumerate("rww")
        )
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_ROOM, most))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            status = action()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else _BROKEN
        except BaseException:  # noqa: BLE001  (what a user would see as a traceback)
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status if 0 <= status < 256 else _BROKEN)


def wrong_with(outcome, as_is=False):
    """What is wrong with an outcome, in a word or a line that is the same for the same mistake.

    `as_is`: it is a page or a file of a scenario, which keeps what its texts have; only on a
    terminal is that replaced.
    """
    if b"Traceback (most recent call last)" in outcome.said or outcome.status == _BROKEN:
        return f"traceback: {_origin(outcome.said.decode('utf-8', 'replace'))}"
    if b"INTERNALERROR" in outcome.said:
        return "internal error of pytest"
    if outcome.status in (-signal.SIGXCPU, -signal.SIGKILL) or outcome.seconds > SECONDS:
        return "takes too long"
    if outcome.bytes > BYTES:
        return "takes too much memory"
    if outcome.status not in (0, 1, 2):
        return f"exit status {outcome.status}"
    if outcome.status == 2 and not outcome.said.strip():
        return "exit status 2 without a word"
    if not as_is and (found := _CONTROLS.search(outcome.said)):
        return f"a control character, {found[0]!r}"
    return None


def _origin(said):
    """The last line of the package in a traceback, and the kind of error."""
    frames = re.findall(r'File "[^"]*?(harness/[^"]*)", line \d+, in (\S+)', said)
    errors = re.findall(r"^(\w[\w.]*)(?::|$)", said, re.MULTILINE)
    return f"{' '.join(frames[-1]) if frames else '?'} {errors[-1] if errors else ''}"
