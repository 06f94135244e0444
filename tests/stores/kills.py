"""Replays that are killed at spread moments, and what is in the database then.

    python -m tests.stores.kills sqlite:///world.db 50
    python -m tests.stores.kills postgresql 50          # a server of its own

Each is a process of its own, forked with everything imported, so that most moments fall into its
work. What is there after a kill has to be the world of before, or the new one, whole.
"""

import hashlib
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final

from harness.cli.main import main
from harness.stores.kept import TABLES
from harness.stores.sql import SqlBackend
from tests.stores.postgres import server

WORKERS: Final = 80
LATE: Final = 1.15  # of the time that it takes alone; the last ones may come too late


def _import(first: int) -> str:
    rows = (
        f'{{cdm_workernumber: "{n}", cdm_lastname: "Name {n}"}}'
        for n in range(first, first + WORKERS)
    )
    return f"  - import: {{in: hr, table: cdm_worker, rows: [{', '.join(rows)}]}}\n"


FILES: Final = {
    "before.yaml": f"scenario: Before\nsteps:\n{_import(1)}  - turn_on\n",
    "other.yaml": f"scenario: Another\nsteps:\n{_import(5_000)}  - turn_on\n  - run_batch_job\n",
    "more.yaml": f"scenario: More\nsteps:\n{_import(9_000)}  - run_batch_job\n  - turn_off\n",
}
# what is killed, by the name of what it does
TASKS: Final = {
    "replay": ("replay", "other.yaml", "--quiet", "--overwrite"),
    "continue": ("replay", "more.yaml", "--quiet", "--continue"),
}


def kills(url: str, task: str, count: int, seed: int = 0) -> Counter[str]:
    """Kill so many, and count what was there afterwards: `before`, `new`, or how it is torn."""
    moments = random.Random(seed)
    before = _reset(url)
    took = _timed(lambda: _wait(_forked(url, *TASKS[task])))
    new = _whole(url)
    assert new != before
    found: Counter[str] = Counter()
    for number in range(count):
        if _whole(url) != before:
            assert _reset(url) == before
        child = _forked(url, *TASKS[task])
        moment = (number + moments.random()) / count
        if number % 2:  # every other one in the last third, in which it writes
            moment = (2 + moment) / 3
        time.sleep(took * LATE * moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        is_there = _whole(url)
        found[{before: "before", new: "new"}.get(is_there, f"torn by kill {number}")] += 1
    _wait(_forked(url, *TASKS["replay"]))  # nothing that was left is in its way
    return found


def _reset(url: str) -> str:
    with redirect_stdout(io.StringIO()):  # here, so that what is forked has all of it imported
        assert main(["replay", "before.yaml", "--quiet", "--overwrite", "--store", url]) == 0
    return _whole(url)


def _forked(url: str, *words: str) -> int:
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        status = main([*words, "--store", url])
    finally:
        os._exit(status)


def _wait(child: int) -> None:
    _, status = os.waitpid(child, 0)
    assert status == 0, status


def _timed(do: Callable[[], None]) -> float:
    start = time.monotonic()
    do()
    return time.monotonic() - start


def _whole(url: str) -> str:
    """A digest of every row that is there."""
    backend = SqlBackend(url)
    backend.take_up(to_write=False)
    digest = hashlib.sha256()
    for table in TABLES:
        for row in backend.rows(table):
            digest.update(repr((table, row)).encode())
    backend.abandon()
    return digest.hexdigest()


def run(url: str, count: int) -> dict[str, Counter[str]]:
    """Kill each task so often; the files are written to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (Path(folder) / name).write_text(text, "utf-8")
        os.chdir(folder)
        return {task: kills(url, task, count) for task in TASKS}


if __name__ == "__main__":
    place, how_many = sys.argv[1], int(sys.argv[2])
    with server() if place == "postgresql" else tempfile.TemporaryDirectory() as made:
        if place == "postgresql" and made is None:
            sys.exit("there is no PostgreSQL to start")
        place = str(made) if place == "postgresql" else place.replace("TMP", str(made))
        print(json.dumps(run(place, how_many)))
