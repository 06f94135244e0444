"""Drawings by call: the state space of the bounded model, as a graph, a page or a table.

>>> draw("states").splitlines()[0]
'digraph states {'
"""

from collections.abc import Callable, Iterable
from typing import Literal

from harness.domain.arguments import wrong
from harness.exploration.charts.heat_map import heat_map
from harness.exploration.charts.pair_coverage import Pair, coverage_rows
from harness.exploration.charts.state_graph import state_graph
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.transitions import TransitionTable, no_check
from harness.library.choices import fault_kinds


def draw(what: Literal["states", "heat-map"], *, faults: Iterable[str] = ()) -> str:
    """All states of one record as a graph in DOT; or, as a page, which rules decided how often."""
    if what not in ("states", "heat-map"):
        raise wrong("what", "'states' or 'heat-map'", what)
    table = state_table(fault_kinds(faults, small=True), graph=what == "states")
    return state_graph(table) if what == "states" else heat_map(table)


def coverage(*, faults: Iterable[str] = ()) -> list[Pair]:
    """How often each rule decides under each command, over all states of one record."""
    return coverage_rows(state_table(fault_kinds(faults, small=True)))


def state_table(
    faults: tuple[str, ...],
    *,
    graph: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _found: None,
) -> TransitionTable:
    """Every state of one record, derived; for a `graph` of a smaller model, to be legible."""
    if graph:
        model = BoundedModel(values=(None, "Byron"), imports=False, faults=faults)
    else:
        model = BoundedModel(faults=faults)
    # the rules that decided are counted with the checks; a drawing is not there to find mistakes
    table = TransitionTable(model, check=None if graph else no_check)
    table.derive(on_progress)
    return table
