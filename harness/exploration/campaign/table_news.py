"""News of the transition table: what the processes of an exploration tell each other of it.

Each derives what it comes to, and has the rest from the others; else the table of the bounded model
would be derived once a process.

>>> spec = ExplorationSpec("small", length=20)
>>> learn(spec, USUAL, ())
>>> _ = run_unit(spec, 0, 5)
>>> told = news(spec, USUAL)
>>> forget_tables()
>>> learn(spec, USUAL, [told])
>>> run_unit(spec, 0, 5).steps, news(spec, USUAL)  # of the same walks nothing is new
(100, b'')
>>> forget_tables()
"""

import pickle
from collections.abc import Iterable
from itertools import chain

from harness.exploration.campaign.work_units import (
    USUAL,
    ExplorationSpec,
    Plugged,
    forget_tables,
    run_unit,
    table_of,
)

__all__ = ["USUAL", "ExplorationSpec", "forget_tables", "learn", "news", "run_unit"]


def news(spec: ExplorationSpec, plugged: Plugged) -> bytes:
    """What was derived of the table since the last call; what the others told is none."""
    found = table_of(spec, plugged).news() if spec.world == "small" else ()
    return pickle.dumps(found) if found else b""


def learn(spec: ExplorationSpec, plugged: Plugged, told: Iterable[bytes]) -> None:
    """Take over the news of other processes; from the first call on, there are news."""
    if spec.world == "small":
        entries = map(pickle.loads, told)  # of processes that the same one has started
        table_of(spec, plugged).learn(chain.from_iterable(entries))
