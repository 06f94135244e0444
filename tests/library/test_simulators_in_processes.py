"""Simulators in several processes: what they are made of is sent, and not what they have open."""

import tempfile
from pathlib import Path

import pytest

import harness as h
from harness.stores.memory import MemoryStore

SHELF = f"{Path(__file__).parents[1] / 'stores' / 'shelf.py'}:Shelf"


class Open(MemoryStore):
    """A store that another process cannot be sent: it has a file open."""

    def __init__(self):
        super().__init__()
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by close)

    def close(self):
        self.file.close()


class Nightly(h.Clock):
    """A clock that keeps what it is made with."""

    def __init__(self, hour):
        self.hour = hour

    def next_run(self, since):
        return (since // 86400 + 1) * 86400 + self.hour * 3600


def opened():
    return h.Simulator(
        h.Settings(conflict="hr_wins"), stores=h.stores.backend(Open), clock=Nightly(3)
    )


@pytest.mark.parametrize(
    "made",  # in the test, which forgets what it plugs in
    [
        lambda: opened,
        opened,
        lambda: opened().fresh,
        lambda: opened().fork(),
        lambda: opened().fresh(),
        lambda: h.Simulator(stores=SHELF),
    ],
    ids=["function", "simulator", "fresh", "fork", "a fresh one", "text"],
)
def test_simulators_are_made_anew_in_other_processes(made):
    simulator = made()
    one, two = (
        h.explore(range(30), length=10, simulator=simulator, processes=it).found for it in (1, 2)
    )
    assert one == two
    one, two = (h.compare(range(2), length=5, simulator=simulator, processes=it) for it in (1, 2))
    assert one == two
