"""The wire: what clients of the two protocols asked, and the faults that strike their requests.

These faults are of the wire and not of the world: no scenario has them.

>>> from harness.server.json_tree import read_json
>>> wire = WireLog()
>>> wire.add_fault(read_fault(read_json('{"in": "hr", "status": 503, "nth": 2}')))
1
>>> [wire.strike("hr", "GET", "/data/Workers") is not None for _ in range(3)]
[False, True, False]
"""

from typing import Any, Final, NamedTuple

from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import BadInput
from harness.domain.suggestions import cut, did_you_mean
from harness.scenarios.yaml_tree import Node, Pairs, Text

_KEYS: Final = ("in", "method", "path", "nth", "times", "status", "code", "retry_after", "lost")
_CODES: Final = {429: "0x80072322"}
_RETRY_AFTER: Final = 5


class WireFault(NamedTuple):
    """A fault of the wire: which requests count, which of them it strikes, and how."""

    environment: str
    method: str | None
    path: str  # a part of the target
    nth: int
    times: int | None  # None: until it is taken away
    status: int | None  # None: the request is done, and its answer lost
    code: str
    retry_after: int

    @property
    def lost(self) -> bool:
        """Whether the connection is cut before the answer."""
        return self.status is None

    def to_json(self, number: int, counted: int) -> dict[str, Any]:
        """As `/faults` lists it."""
        how = (
            {"lost": True}
            if self.lost
            else {"status": self.status, "code": self.code, "retry_after": self.retry_after}
        )
        return {
            "fault": number, "in": self.environment, "method": self.method, "path": self.path,
            "nth": self.nth, "times": self.times, **how, "counted": counted,
        }  # fmt: skip


class WireRequest(NamedTuple):
    """A request on the wire, and what was answered; of a lost answer, what was lost."""

    number: int
    at: str
    environment: str
    method: str
    target: str
    status: int
    user_agent: str
    events: list[int] | None
    unsupported: bool = False
    fault: int | None = None
    lost: bool = False

    def to_json(self) -> dict[str, Any]:
        """As `/requests` lists it."""
        return self._asdict()


class WireLog:
    """The requests of the wire so far, and its faults with how many requests each has counted."""

    def __init__(self) -> None:
        self.requests: list[WireRequest] = []
        self.faults: dict[int, WireFault] = {}
        self.counted: dict[int, int] = {}
        self._added = 0

    def add_fault(self, fault: WireFault) -> int:
        """Put a fault in force. Returns its number."""
        self._added += 1
        self.faults[self._added] = fault
        self.counted[self._added] = 0
        return self._added

    def clear_faults(self) -> None:
        """Let no fault be in force."""
        self.faults.clear()
        self.counted.clear()

    def clear(self) -> None:
        """Forget requests and faults."""
        self.clear_faults()
        self.requests.clear()

    def strike(self, environment: str, method: str, target: str) -> tuple[int, WireFault] | None:
        """Count a request; the first fault that strikes it, with its number."""
        struck = None
        for number, fault in self.faults.items():
            if (
                fault.environment != environment
                or fault.method not in (None, method)
                or fault.path not in target
            ):
                continue
            self.counted[number] += 1
            last = None if fault.times is None else fault.nth + fault.times
            if self.counted[number] >= fault.nth and (last is None or self.counted[number] < last):
                struck = struck or (number, fault)
        return struck


def read_fault(node: Node) -> WireFault:
    """The fault that an object describes. BadInput says what is wrong with it."""
    if not isinstance(node, Pairs):
        raise BadInput(f"a fault of the wire takes {{{', '.join(_KEYS)}}}")
    found: dict[str, str | None] = {}
    for key, (_, value) in node.pairs.items():
        if key not in _KEYS:
            near = did_you_mean(key, _KEYS) or f"; it takes {', '.join(_KEYS)}"
            raise BadInput(f"a fault of the wire has no {cut(key)}{near}")
        if not isinstance(value, Text):
            raise BadInput(f"{key} takes one value")
        found[key] = value.value
    environment = found.get("in")
    if environment not in ENVIRONMENTS:
        raise BadInput(f"in is hr or dataverse, not {cut(str(environment or ''))}")
    lost = found.get("lost") not in (None, "no", "false")
    if lost == (found.get("status") is not None):
        raise BadInput("a fault of the wire needs status, such as 429, or lost: true")
    status = None if lost else _number(found, "status", 400, 599, 0)
    unlimited = "times" in found and found["times"] is None
    return WireFault(
        environment,
        (found["method"] or "").upper() if found.get("method") else None,
        found.get("path") or "",
        _number(found, "nth", 1, 999_999_999, 1),
        None if unlimited else _number(found, "times", 1, 999_999_999, 1),
        status,
        found.get("code") or _CODES.get(status or 0, "0x80040216"),
        _number(found, "retry_after", 0, 86_400, _RETRY_AFTER),
    )


def _number(found: dict[str, str | None], key: str, least: int, most: int, otherwise: int) -> int:
    text = found.get(key)
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:12]) <= most:
        raise BadInput(f"{key} takes a whole number from {least} to {most:,}, not {cut(text)}")
    return int(text)
