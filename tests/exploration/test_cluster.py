"""An exploration on a Dask cluster comes to what one process comes to, also when a worker dies."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from projects import ROOT

from harness.cli.main import main
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS
from harness.exploration.campaign import workers as workers_module
from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.seed_ranges import Seeds
from harness.exploration.campaign.work_units import ExplorationSpec
from harness.exploration.campaign.workers import here, on_cluster

pytestmark = pytest.mark.slow  # a cluster of several processes for every test
pytest.importorskip("distributed")


@pytest.fixture
def start(tmp_path):
    """A function that starts a module as a process."""
    started = []

    def run(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield run
    for process in reversed(started):
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(start, tmp_path):
    """A scheduler without workers: its address, and its process."""
    where = tmp_path / "scheduler.json"
    process = start(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(where),
    )  # fmt: skip
    until = time.monotonic() + 60
    while not where.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return json.loads(where.read_text())["address"], process


@pytest.fixture
def cluster(start, scheduler, tmp_path):
    """A scheduler, and two workers that are processes of their own."""
    address, _ = scheduler
    workers = [
        start(
            "distributed.cli.dask_worker", address, "--nthreads", "1",
            "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path / f"worker{number}"),
        )
        for number in range(2)
    ]  # fmt: skip
    return address, workers


def test_a_cluster_without_workers_or_scheduler_is_said(scheduler, monkeypatch, capfd):
    """Of no workers only a notice, as they may come; without a scheduler none will."""
    address, process = scheduler
    monkeypatch.setattr(workers_module, "_ASKED_EVERY", 0.1)
    notices = []
    campaign = Campaign(ExplorationSpec(length=2), Seeds(0, 300))
    assert not campaign.run(
        on_cluster(address, notices.append), time.monotonic() + 0.5, lambda *_: None
    )
    assert notices == [f"{address}: the cluster has no workers; waiting for some"]

    def killed(_notice):
        process.kill()

    with pytest.raises(BadInput, match="the Dask scheduler has gone; with --save"):
        campaign.run(on_cluster(address, killed), None, lambda *_: None)
    assert capfd.readouterr().err == ""


def test_a_worker_that_dies_loses_nothing(cluster):
    address, workers = cluster
    spec, seeds = ExplorationSpec(faults=tuple(FAULTS), length=40), Seeds(0, 1500)
    alone, together = Campaign(spec, seeds), Campaign(spec, seeds)
    alone.run(here, None, lambda *_: None)
    killed = []

    def kill_one(done, _of, _what):
        if not killed and done >= 200:
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    assert together.run(on_cluster(address), None, kill_one)
    assert killed
    assert together.result == alone.result
    assert workers[0].wait(10) == -signal.SIGKILL
    assert workers[1].poll() is None


def test_the_verb_takes_the_address_of_a_scheduler(cluster, capsys):
    address, _ = cluster
    arguments = ["explore", "--count", "300", "--faults", "all"]
    assert main([*arguments, "--scheduler", address]) == 0
    on_the_cluster = capsys.readouterr().out
    assert main([*arguments, "--processes", "1"]) == 0
    timeless = [
        [line for line in text.splitlines() if "steps a second" not in line]
        for text in (on_the_cluster, capsys.readouterr().out)
    ]
    assert timeless[0] == timeless[1]


def test_a_cluster_is_given_some_chunks_at_a_time_and_left_when_the_time_is_over(cluster):
    address, _ = cluster
    endless = Campaign(ExplorationSpec(length=10**6), Seeds(0, 10**12))
    found = on_cluster(address)(ExplorationSpec(length=2), endless.left, None)
    assert next(found)[1].histories == 1  # of such long ones a chunk has one
    found.close()
    assert not endless.run(on_cluster(address), time.monotonic() + 0.5, lambda *_: None)
    assert endless.done == []


def test_nobody_there_is_said():
    execute = on_cluster("tcp://127.0.0.1:1")
    with pytest.raises(BadInput, match="no Dask scheduler answers"):
        list(execute(ExplorationSpec(), [(0, 1)]))
