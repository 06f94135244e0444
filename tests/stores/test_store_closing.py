"""Every store that the harness opens is closed when its simulation ends, however that ends."""

import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from stores.shelf import Folder, Shelf

import harness as h
from harness.domain.errors import PluginError
from harness.exploration.policies.comparison import compared
from harness.exploration.policies.histories import small_history
from harness.simulator.engine import Engine
from harness.simulator.store_engine import StoreEngine
from harness.testing.store_conformance import StoreConformance

STORE = f"{Path(__file__).parent / 'shelf.py'}:Folder"
FORGETFUL = f"{Path(__file__).parent / 'shelf.py'}:Forgetful"


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """A folder that is empty at the end of each test."""
    path = tmp_path / "open"
    path.mkdir()
    monkeypatch.setenv("FOLDERS", str(path))
    yield path
    assert [*path.iterdir()] == []


class TestFolder(StoreConformance):
    """The suite closes what it opens, too."""

    def backend(self):
        return h.stores.backend(Folder)


def command(*arguments):
    return [sys.executable, "-m", "harness", *arguments]


@pytest.mark.parametrize(
    "arguments",
    [
        ["explore", "--count", "5", "--store", STORE],
        ["explore", "--count", "5", "--length", "20", "--store", FORGETFUL],  # all of them fail
        ["explore", "--count", "5", "--world", "small", "--store", STORE],
        ["explore", "--count", "4", "--world", "small", "--processes", "2", "--store", STORE],
        ["compare", "--count", "2", "--store", STORE],
        ["find", "tie", "--longest", "1", "--store", STORE],
    ],
    ids=lambda arguments: " ".join(arguments[:5]),
)
def test_searches_close_their_stores(arguments):
    ended = subprocess.run(command(*arguments), capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1), ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_is_interrupted_closes_its_stores(folders, processes):
    """Of random histories; of the thousands of copies of a bounded model some may stay open."""
    arguments = ["explore", "--count", "100000", "--processes", processes]
    # a shell that starts a job in the background has it ignore Ctrl-C
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = subprocess.Popen(
            command(*arguments, "--store", STORE), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        while not any(folders.iterdir()):
            assert started.poll() is None
            time.sleep(0.05)
        time.sleep(1)  # in which many are opened
        started.send_signal(signal.SIGINT)
        _, error = started.communicate(timeout=30)
    finally:
        started.kill()
    assert started.returncode == 130, error
    left = [*folders.iterdir()]
    assert len(left) <= int(processes)  # a constructor of the user's may be what is interrupted
    for folder in left:
        folder.rmdir()


def test_calls_close_their_stores(folders):
    simulator = h.Simulator(stores=h.stores.backend(Folder))
    h.explore(range(3), length=10, simulator=simulator)
    h.explore(range(3), length=10, simulator=lambda: h.Simulator(stores=STORE))
    h.compare(range(1), length=10, simulator=simulator)
    h.compare(range(1), length=10, stores=STORE)
    assert len([*folders.iterdir()]) == 2  # of the one that is still there
    copy = simulator.fork()
    assert len([*folders.iterdir()]) == 4
    del copy
    assert len([*folders.iterdir()]) == 2


def test_a_backend_of_ones_own_is_closed_with_its_last_simulation(tmp_path, monkeypatch):
    (tmp_path / "opens.py").write_text(
        "from harness.stores.memory import MemoryBackend\n\n\n"
        "class Opens(MemoryBackend):\n"
        "    closed = 0\n\n"
        "    def close(self):\n"
        "        type(self).closed += 1\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = compared(partial(small_history, length=5), range(1), StoreEngine("opens:Opens"))
    from opens import Opens

    assert Opens.closed == len(found) > 0


def test_all_are_closed_although_one_cannot_be():
    closed = []

    class Jams(Shelf):
        def close(self):
            closed.append(self)
            raise OSError("the drawer jams")

    backend = h.stores.backend(Jams)
    kept = Engine(backend=backend)
    with pytest.raises(PluginError, match="jams"):
        backend.close()
    assert len(closed) == 2
    del kept
    assert len(closed) == 2


def test_a_store_that_cannot_be_closed_when_unused_is_warned_of():
    class Jams(Shelf):
        def close(self):
            raise OSError("the drawer jams")

    with pytest.warns(RuntimeWarning, match=r"store Jams .*close\(\) raised OSError: the drawer"):
        Engine(backend=h.stores.backend(Jams))
