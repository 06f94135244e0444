"""The states of one record as a directed graph in DOT, which Graphviz lays out.

Canonical states are many, for times and touched columns distinguish them. A node of the graph is a
class of them: integration on or off, whether each environment has the record, what associates the
two, and what is missed. An arrow means that a command leads from some state of one class to some
state of another; so a path along the arrows may be one that no record takes. A thick arrow is the
last command of the shortest history to a class, and a column is as many commands from the start as
it is to the right.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False), check=None)
>>> table.derive()
>>> graph = StateGraph(table)
>>> len(table.states), len(graph.classes), len(graph.arrows), max(map(len, graph.histories))
(276, 50, 182, 8)
>>> graph.classes[0].label
'off; nothing in Human Resources; nothing in Dataverse'
>>> state_graph(table).count(" -> ")
182
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.states import RecordState, RequestState, SharedState
from harness.exploration.statespace.transitions import TransitionTable

__all__ = ["BoundedModel", "StateClass", "StateGraph", "TransitionTable", "state_graph"]
Colour = Literal["same", "missed", "held", "differ"]
_COLOURS: Final = {  # people who see no red distinguish them, and the label has the same in words
    "same": ("both sides hold the same", "#cbe6f7", "#0072b2"),
    "missed": ("missed requests", "#fbe6b5", "#a86f00"),
    "held": ("held back, after a clear", "#ecd3e3", "#a0467c"),
    "differ": ("both sides differ, nothing is missed", "#f6c9ae", "#b04a00"),
}
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class StateClass(NamedTuple):
    """The states that are alike in what a node shows."""

    on: bool
    exists: tuple[bool, bool]  # in Human Resources, in Dataverse
    row: str | None  # tracked, tombstone
    missed: tuple[bool, bool]
    colour: Colour

    @property
    def label(self) -> str:
        """In words."""
        found = ["on" if self.on else "off"]
        sides = zip(ENVIRONMENTS, self.exists, self.missed, strict=True)
        for environment, exists, missed in sides:
            what = f"{'there' if exists else 'nothing'} in {ENVIRONMENT_NAMES[environment]}"
            found.append(f"{what}, a missed request" if missed else what)
        if self.row is not None:
            found.append("tracked" if self.row == "tracked" else "a tombstone")
        if self.colour in ("held", "differ"):
            found.append("held back" if self.colour == "held" else "both sides differ")
        return "; ".join(found)


def state_class(shared: SharedState, record: RecordState) -> StateClass:
    """The class of a state."""
    requests = record.hr_request, record.dataverse_request
    exists = record.hr is not None, record.dataverse is not None
    missed = requests[0] is not None, requests[1] is not None
    return StateClass(shared.on, exists, record.row, missed, _colour(record, *requests))


def _colour(record: RecordState, hr: RequestState | None, dataverse: RequestState | None) -> Colour:
    if hr is None and dataverse is None:
        mine, theirs = (side and side[0] for side in (record.hr, record.dataverse))
        alike = (record.hr is None) == (record.dataverse is None) and mine == theirs
        return "same" if alike else "differ"
    if record.row == "tracked" or (record.hr is None and record.dataverse is None):
        return "missed"
    moves = (hr and hr[0] != "delete") or (dataverse and dataverse[0] in ("create", "recreate"))
    return "missed" if moves else "held"  # B2


class StateGraph:
    """The classes, numbered as they are reached, and the arrows between them."""

    def __init__(self, table: TransitionTable) -> None:
        classes = [state_class(*state) for state in table.states]
        # the table was derived breadth first, so the first state of a class is among the nearest
        self.classes: Final = list(dict.fromkeys(classes))
        numbers = {one: number for number, one in enumerate(self.classes)}
        firsts = [classes.index(one) for one in self.classes]
        self.histories: Final = [  # the shortest to each class, as kinds of commands
            tuple(table.operations[it].kind for it in table.history[first]) for first in firsts
        ]
        by_history = {history: classes[at] for at, history in enumerate(table.history)}
        self.parents: Final = [  # the class before the last command of that history
            numbers[by_history[table.history[first][:-1]]] if first else None for first in firsts
        ]
        self.states: Final = [classes.count(one) for one in self.classes]  # how many in each
        arrows: dict[tuple[int, int], dict[str, None]] = {}
        for one, successors in zip(classes, table.successors, strict=True):
            for operation, successor in zip(table.operations, successors, strict=True):
                if successor >= 0 and classes[successor] != one:  # else disabled, or never derived
                    pair = numbers[one], numbers[classes[successor]]
                    arrows.setdefault(pair, {})[operation.kind] = None
        # from a class to another, with the kinds of commands that lead there
        self.arrows: Final = {pair: tuple(kinds) for pair, kinds in sorted(arrows.items())}


def state_graph(table: TransitionTable) -> str:
    """The graph in DOT, of a model so small that the graph can be read: one record, few values."""
    graph = StateGraph(table)
    title = (
        "What can become of one record\n"
        f"{len(graph.classes)} kinds of states ({len(table.states):,} canonical ones), "
        f"{len(graph.arrows)} arrows; a column is as many commands from the start as it is to the "
        "right.\nThick arrows: the last command of the shortest history to a state. A thick frame: "
        "integration is on."
    )
    whole = _attributes(label=title, labelloc="t", rankdir="LR", fontname="sans-serif")
    lines = [
        "digraph states {",
        f"  graph {whole};",
        f"  node {_attributes(shape='box', style='rounded,filled', fontname='sans-serif')};",
        f"  edge {_attributes(color='#57606a', fontname='sans-serif', fontsize='10')};",
        *(f"  {line}" for line in (*_legend(graph), *_nodes(graph), *_arrows(graph))),
        "}",
    ]
    return "\n".join(lines)


def _legend(graph: StateGraph) -> Iterator[str]:
    yield "subgraph cluster_legend {"
    yield f"  graph {_attributes(label='Colours')};"
    for name, (words, fill, line) in _COLOURS.items():
        many = sum(one.colour == name for one in graph.classes)
        yield f"  {name} {_attributes(label=f'{words} ({many})', fillcolor=fill, color=line)};"
    yield "}"


def _nodes(graph: StateGraph) -> Iterator[str]:
    for number, one in enumerate(graph.classes):
        _, fill, line = _COLOURS[one.colour]
        many = graph.states[number]
        tooltip = f"{many:,} canonical state{'s' if many > 1 else ''}"
        if graph.histories[number]:
            tooltip += f". Shortest history: {', '.join(graph.histories[number])}"
        attributes = _attributes(
            label=f"{number}: {one.label}".replace("; ", "\n"),
            tooltip=tooltip,
            fillcolor=fill,
            color=line,
            penwidth="3" if one.on else "1",
        )
        yield f"{number} {attributes};"


def _arrows(graph: StateGraph) -> Iterator[str]:
    for (before, after), kinds in graph.arrows.items():
        words = ", ".join(kinds)
        if graph.parents[after] == before:
            command = graph.histories[after][-1]
            levels = len(graph.histories[after]) - len(graph.histories[before])
            attributes = _attributes(label=command, tooltip=words, penwidth="2", minlen=str(levels))
        else:  # such an arrow does not move the columns
            attributes = _attributes(tooltip=words, penwidth="0.5", constraint="false")
        yield f"{before} -> {after} {attributes};"


def _attributes(**values: str) -> str:
    """A list of attributes, each value as a quoted string of DOT."""
    quoted = (f'{name}="{value.translate(_ESCAPES)}"' for name, value in values.items())
    return f"[{', '.join(quoted)}]"
