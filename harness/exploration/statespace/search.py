"""Exhaustive search: every state that a few records can be in together, breadth first.

The table of one record (`local_steps`) is put into arrays, and all states of a level are moved on
at once; a bitmap says which were seen. Canonical states have no clock and no values, and records
are interchangeable, so the search closes: what it finds holds for histories of any length.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False), look=None)
>>> table.derive()
>>> found = search(table, records=2)
>>> found.closed, found.depth
(True, 16)
"""

import importlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from harness.domain.errors import BadInput
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.transitions import NEVER, TransitionTable

__all__ = ["BoundedModel", "Search", "TransitionTable", "fits", "search"]
LARGEST: Final = 1 << 32  # states that a bitmap may have to tell apart


class Search(NamedTuple):
    """What a search found. `levels[n]`: how many states n commands are needed for."""

    states: int
    transitions: int
    levels: tuple[int, ...]
    closed: bool  # nothing more is to be found

    @property
    def depth(self) -> int:
        """The longest of the shortest histories: the diameter, seen from the start."""
        return len(self.levels) - 1


def search(
    table: TransitionTable,
    records: int = 2,
    deepest: int | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _found: None,
) -> Search:
    """Every state of so many records. Records are interchangeable where states are canonical."""
    fits(table, records)
    arrays = Arrays(table)
    numpy = arrays.numpy
    seen = numpy.zeros(arrays.globals * arrays.locals**records, dtype=bool)
    zero = numpy.zeros(1, dtype=numpy.int64)
    start = arrays.pack(zero + arrays.start_global, [zero + arrays.start_local] * records)
    seen[start] = True
    frontier, levels, transitions = start, [1], 0
    while len(frontier) and (deepest is None or len(levels) <= deepest):
        transitions += len(frontier) * arrays.choices(records)
        new = []
        for part in numpy.array_split(frontier, max(1, len(frontier) // 50_000)):
            for codes in arrays.moved(part, records, table.form == "canonical"):
                fresh = codes[~seen[codes]]
                if len(fresh):
                    fresh = numpy.unique(fresh)
                    seen[fresh] = True
                    new.append(fresh)
        transitions -= arrays.never(frontier, records)
        frontier = numpy.concatenate(new) if new else frontier[:0]
        if len(frontier):
            levels.append(len(frontier))
        on_progress(sum(levels), len(levels) - 1)
    return Search(sum(levels), transitions, tuple(levels), not len(frontier))


def fits(table: TransitionTable, records: int) -> None:
    """BadInput where so many records of the states known so far are too many to search."""
    globals_, locals_ = ({state[part] for state in table.states} for part in (0, 1))
    if len(locals_) ** records * len(globals_) > LARGEST:
        several = f"{records} records of {len(locals_):,} states each"
        raise BadInput(f"{several} are too many to search; take fewer faults or fewer records")


def _numpy() -> Any:
    """The library, imported late: only who searches needs it."""
    try:
        return importlib.import_module("numpy")
    except ModuleNotFoundError:
        raise BadInput("the exhaustive search needs numpy: pip install numpy") from None


class Arrays:
    """The table of one record as arrays over (global part, local part)."""

    def __init__(self, table: TransitionTable) -> None:
        numpy = self.numpy = _numpy()
        globals_: dict[Any, int] = {}
        locals_: dict[Any, int] = {}
        places = [
            (globals_.setdefault(whole, len(globals_)), locals_.setdefault(part, len(locals_)))
            for whole, part in table.states
        ]
        self.globals, self.locals = len(globals_), len(locals_)
        self.start_global, self.start_local = places[0]
        self.operations = table.operations
        shape = (len(table.operations), self.globals * self.locals)
        self.to_local = numpy.full(shape, NEVER, dtype=numpy.int64)
        self.to_global = numpy.full((shape[0], self.globals), NEVER, dtype=numpy.int64)
        for state, (g, local) in enumerate(places):
            for operation, there in enumerate(table.successors[state]):
                if there != NEVER:
                    g2, l2 = places[there]
                    self.to_local[operation, g * self.locals + local] = l2
                    assert self.to_global[operation, g] in (NEVER, g2)  # records are independent
                    self.to_global[operation, g] = g2

    def choices(self, records: int) -> int:
        """How many operations there are, with so many records."""
        mine = sum(it.of_a_record for it in self.operations)
        return mine * records + len(self.operations) - mine

    def never(self, codes: Any, records: int) -> int:
        """How many of those are not done in these states, because the clock has come to its end."""
        g = codes // self.locals**records
        return int(
            sum((self.to_global[it][g] == NEVER).sum() for it in range(len(self.operations)))
        )

    def pack(self, g: Any, parts: list[Any]) -> Any:
        """One number for a state: global part first, then the records'."""
        code = g
        for part in parts:
            code = code * self.locals + part
        return code

    def unpack(self, codes: Any, records: int) -> tuple[Any, list[Any]]:
        """The parts of such numbers."""
        parts = []
        for _ in range(records):
            codes, part = self.numpy.divmod(codes, self.locals)
            parts.append(part)
        return codes, parts[::-1]

    def moved(self, codes: Any, records: int, interchangeable: bool) -> Any:
        """The states that each operation leads to, of each record where it is a record's."""
        g, parts = self.unpack(codes, records)
        rows = g * self.locals
        for number, operation in enumerate(self.operations):
            to_local = self.to_local[number]
            if operation.of_a_record:
                for record in range(records):
                    there = to_local[rows + parts[record]]
                    moved = there != parts[record]
                    if not moved.any():
                        continue
                    others = [part[moved] for part in parts]
                    others[record] = there[moved]
                    yield self.packed(g[moved], others, interchangeable)
                continue
            there = self.to_global[number][g]
            done = there != NEVER
            if done.any():
                parts_done = [to_local[(rows + part)[done]] for part in parts]
                yield self.packed(there[done], parts_done, interchangeable)

    def packed(self, g: Any, parts: list[Any], interchangeable: bool) -> Any:
        """Packed, the records in order where they are interchangeable."""
        if interchangeable and len(parts) > 1:
            parts = list(self.numpy.sort(self.numpy.stack(parts), axis=0))
        return self.pack(g, parts)
