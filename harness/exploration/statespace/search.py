"""Breadth-first search over products: every state that several records can be in together.

The transition table of one record becomes arrays, as the state of several is the product of the
shared part and each record's; numpy moves all states of a level at once, and an array of one byte a
state has those visited. Canonical states have neither clock nor values, and records are
interchangeable (a further symmetry: only sorted products are kept). So the search ends, and its
result holds for histories of any length.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False), check=None)
>>> table.derive()
>>> found = search(table, records=2)
>>> found.closed, found.depth
(True, 17)
"""

import importlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.transitions import DISABLED, TransitionTable

__all__ = ["BoundedModel", "Search", "TransitionTable", "require_searchable", "search"]
MAX_STATES: Final = 1 << 32  # of the array of those visited: a byte each
MAX_STATES_OF_ONE: Final = 200_000  # of one record, with its operations some 12 kB each


class Search(NamedTuple):
    """The result of a search. `levels[n]`: how many states need n commands to be reached."""

    states: int
    transitions: int
    levels: tuple[int, ...]
    closed: bool  # every reachable state was visited

    @property
    def depth(self) -> int:
        """The length of the longest shortest history: the eccentricity of the initial state."""
        return len(self.levels) - 1


def search(
    table: TransitionTable,
    records: int = 2,
    max_depth: int | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _found: None,
) -> Search:
    """Visit every state of so many records. Records are interchangeable if states are canonical.

    Raises BadInput for more states than `MAX_STATES`.
    """
    require_searchable(table, records)
    arrays = Arrays(table)
    numpy = arrays.numpy
    visited = numpy.zeros(arrays.shared_states * arrays.record_states**records, dtype=bool)
    zero = numpy.zeros(1, dtype=numpy.int64)
    start = arrays.pack(zero + arrays.start_shared, [zero + arrays.start_record] * records)
    visited[start] = True
    frontier, levels, transitions = start, [1], 0
    while len(frontier) and (max_depth is None or len(levels) <= max_depth):
        transitions += len(frontier) * arrays.operation_count(records)
        new = []
        for part in numpy.array_split(frontier, max(1, len(frontier) // 20_000)):
            for codes in arrays.successors(part, records, table.form == "canonical"):
                fresh = codes[~visited[codes]]
                if len(fresh):
                    visited[fresh] = True
                    new.append(fresh)
        transitions -= arrays.disabled_count(frontier, records)
        # one operation may come to a state more than once; what others came to is visited by then
        frontier = numpy.concatenate(new) if new else frontier[:0]
        frontier.sort()  # faster than numpy.unique, which hashes
        frontier = frontier[numpy.append(True, frontier[1:] != frontier[:-1])[: len(frontier)]]
        if len(frontier):
            levels.append(len(frontier))
        on_progress(sum(levels), len(levels) - 1)
    return Search(sum(levels), transitions, tuple(levels), not len(frontier))


def require_searchable(table: TransitionTable, records: int) -> None:
    """Raise BadInput if the states known so far are too many, of one record or of so many."""
    if len(table.states) > MAX_STATES_OF_ONE:
        several = f"more than {MAX_STATES_OF_ONE:,} states of one record"
        raise BadInput(f"{several} are too many to search; take fewer faults")
    shared, single = ({state[part] for state in table.states} for part in (0, 1))
    if len(single) ** records * len(shared) > MAX_STATES:
        several = f"{records} records of {len(single):,} states each"
        raise BadInput(f"{several} are too many to search; take fewer faults or fewer records")


def numpy_module() -> Any:
    """numpy, imported late, as only a search needs it; BadInput if it is not installed."""
    try:
        return importlib.import_module("numpy")
    except ModuleNotFoundError:
        raise BadInput(needs("the exhaustive search", "numpy", "explore")) from None


class Arrays:
    """The transition table as arrays over (shared part, record part) of a state.

    A product state is one number: the shared part first, then each record's part.
    """

    def __init__(self, table: TransitionTable) -> None:
        numpy = self.numpy = numpy_module()
        shared: dict[Any, int] = {}
        single: dict[Any, int] = {}
        places = [
            (shared.setdefault(of_all, len(shared)), single.setdefault(of_one, len(single)))
            for of_all, of_one in table.states
        ]
        self.shared_states, self.record_states = len(shared), len(single)
        self.start_shared, self.start_record = places[0]
        self.operations = table.operations
        shape = (len(table.operations), self.shared_states * self.record_states)
        self.to_record = numpy.full(shape, DISABLED, dtype=numpy.int64)
        self.to_shared = numpy.full((shape[0], self.shared_states), DISABLED, dtype=numpy.int64)
        for state, (of_all, of_one) in enumerate(places):
            for operation, target in enumerate(table.successors[state]):
                if target != DISABLED:
                    shared_target, record_target = places[target]
                    self.to_record[operation, of_all * self.record_states + of_one] = record_target
                    known = self.to_shared[operation, of_all]
                    assert known in (DISABLED, shared_target)  # as records are independent
                    self.to_shared[operation, of_all] = shared_target

    def operation_count(self, records: int) -> int:
        """How many operations a state of so many records has."""
        per_record = sum(it.per_record for it in self.operations)
        return per_record * records + len(self.operations) - per_record

    def disabled_count(self, codes: Any, records: int) -> int:
        """How many of them are disabled in these states, as the clock has come to its limit."""
        shared = codes // self.record_states**records
        return int(
            sum(
                (self.to_shared[it][shared] == DISABLED).sum() for it in range(len(self.operations))
            )
        )

    def pack(self, shared: Any, parts: list[Any]) -> Any:
        """The number of a product state."""
        code = shared
        for part in parts:
            code = code * self.record_states + part
        return code

    def unpack(self, codes: Any, records: int) -> tuple[Any, list[Any]]:
        """The parts of such numbers."""
        parts = []
        for _ in range(records):
            codes, part = self.numpy.divmod(codes, self.record_states)
            parts.append(part)
        return codes, parts[::-1]

    def successors(self, codes: Any, records: int, interchangeable: bool) -> Any:
        """The states that each operation leads to, for each record if it is about one."""
        shared, parts = self.unpack(codes, records)
        rows = shared * self.record_states
        for number, operation in enumerate(self.operations):
            to_record = self.to_record[number]
            if operation.per_record:
                for record in range(records):
                    target = to_record[rows + parts[record]]
                    moved = target != parts[record]
                    if not moved.any():
                        continue
                    others = [part[moved] for part in parts]
                    others[record] = target[moved]
                    yield self._packed(shared[moved], others, interchangeable)
                continue
            target = self.to_shared[number][shared]
            done = target != DISABLED
            if done.any():
                parts_done = [to_record[(rows + part)[done]] for part in parts]
                yield self._packed(target[done], parts_done, interchangeable)

    def _packed(self, shared: Any, parts: list[Any], interchangeable: bool) -> Any:
        """Their numbers; of interchangeable records only the sorted product stands for all."""
        if interchangeable and len(parts) == 2:  # quicker than a sort
            parts = [self.numpy.minimum(*parts), self.numpy.maximum(*parts)]
        elif interchangeable and len(parts) > 2:
            parts = list(self.numpy.sort(self.numpy.stack(parts), axis=0))
        return self.pack(shared, parts)
