"""What an integration keeps of its own, looked through for parts of a world.

>>> class Remembers:
...     def __init__(self):
...         self.seen = {"ada": [Record(1, "ada", "1", ("1",), None)]}
>>> foreign_state(Remembers())
"seen['ada'][0], a Record"
"""

from collections.abc import Iterator
from typing import Any, Final

from harness.domain.records import Record
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.journal import Journal
from harness.simulator.missed_requests import Backlog
from harness.simulator.record_pairs import RecordPair, RecordPairs, Request
from harness.simulator.world import World

_FOREIGN: Final = (
    Record, RecordPair, RecordPairs, Request, Backlog, Journal, FaultInjector, World,
)  # fmt: skip
_PLAIN: Final = (str, int, float, bytes, bool, type(None))


def foreign_state(integration: object) -> str:
    """Where the integration keeps a part of a world, and what; an empty text if it keeps none."""
    kept = {**getattr(integration, "__dict__", {})}
    for its in type(integration).__mro__:
        for name in getattr(its, "__slots__", ()):
            if name != "world" and hasattr(integration, name):
                kept[name] = getattr(integration, name)
    return next(_parts(kept, "", set(), top=True), "")


def _parts(value: Any, path: str, seen: set[int], top: bool = False) -> Iterator[str]:
    if isinstance(value, _FOREIGN):
        article = "an" if type(value).__name__[0] in "AEIOU" else "a"
        yield f"{path}, {article} {type(value).__name__}"
    elif not isinstance(value, _PLAIN) and id(value) not in seen:
        seen.add(id(value))
        for step, part in _inside(value, top):
            yield from _parts(part, f"{path}{step}", seen)


def _inside(value: Any, top: bool) -> Iterator[tuple[str, Any]]:
    """What a container or an object holds, each with the step that leads to it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield (str(key) if top else f"[{key!r}]"), part
            yield f" key {key!r}", key
    elif isinstance(value, list | tuple | set | frozenset):
        for place, part in enumerate(value):
            yield f"[{place}]", part
    elif hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value):
        for name, part in vars(value).items():
            yield f".{name}", part
