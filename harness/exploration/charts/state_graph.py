"""The states of one record as a drawing, on a page: downwards, one command more a row.

A thick arrow is the last command of the shortest history to a state, and stands above it; thin ones
are all others. Where a pointer rests on a state, its arrows stand out, and it tells its history.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False), check=None)
>>> table.derive()
>>> state_graph(table).count('class="arrow')
182
"""

from typing import Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.exploration.charts.state_levels import BoundedModel, Graph, TransitionTable, View
from harness.exploration.charts.svg import drawing, element, titled, words

__all__ = ["BoundedModel", "TransitionTable", "state_graph"]
_WIDE, _HIGH, _BESIDE, _BELOW = 80, 46, 16, 84
_EDGE, _TOP = 24, 100
_COLOURS: Final = {  # told apart by people who see no red, and by what stands in the box
    "same": ("both sides hold the same", "#cbe6f7", "#0072b2"),
    "missed": ("missed requests", "#fbe6b5", "#a86f00"),
    "held": ("held back, after a clear", "#ecd3e3", "#a0467c"),
    "differ": ("both sides differ, nothing is missed", "#f6c9ae", "#b04a00"),
}
_STYLE: Final = "".join(
    f".{name} .box {{ fill: {fill}; stroke: {line} }}\n"
    for name, (_, fill, line) in _COLOURS.items()
) + (
    ".state text, .sign { fill: #1b1f24 } .is { fill: #1b1f24; stroke: #1b1f24 }\n"
    ".no { fill: none; stroke: #1b1f24 } .link { stroke: #1b1f24; stroke-width: 1.6 }\n"
    ".tombstone { stroke-dasharray: 2.5 2.5 } .on .box { stroke-width: 3 }\n"
    ".off .box { stroke-width: 1 } .state text { font-size: 11px; text-anchor: middle }\n"
    ".state .number { font-size: 9px; text-anchor: start }\n"
    ".by { font-size: 10px; text-anchor: middle; stroke-width: 3.5; paint-order: stroke;\n"
    "  stroke: #fff; stroke-linejoin: round }\n"
    ".says { font-size: 12px } .head { font-size: 18px; font-weight: 600 }\n"
    ".arrow path { fill: none; stroke: #57606a } .back path { stroke: #a0467c }\n"
    ".arrow .line { stroke-opacity: .3; stroke-width: .8 }\n"
    ".arrow .wide { stroke-opacity: 0; stroke-width: 7 }\n"
    ".way .line { stroke-opacity: 1; stroke-width: 1.7 } .back .line { stroke-opacity: .22 }\n"
    ".arrow:hover .line { stroke-opacity: 1; stroke-width: 2.4 }\n"
    "@media (prefers-color-scheme: dark) { .by { stroke: #1f2429 }\n"
    "  .arrow path { stroke: #a3adb8 } .back path { stroke: #dd9cc4 } }\n"
)


def state_graph(table: TransitionTable) -> str:
    """The drawing, of a world as small as can be read: one record, one or two values."""
    graph = Graph(table)
    widest = max(map(len, graph.rows))
    width = 2 * _EDGE + widest * (_WIDE + _BESIDE) - _BESIDE
    places = _places(graph, width)
    bottom = _TOP + len(graph.rows) * (_HIGH + _BELOW) - _BELOW
    title = "What can become of one record"
    description = (
        f"{len(graph.views)} kinds of states ({len(table.states):,} canonical ones), "
        f"{len(graph.arrows)} arrows; a row is as many commands from the start as it is down."
    )
    inside = [
        element("text", words(title), x=_EDGE, y=34, **{"class": "head"}),
        element("text", words(description), x=_EDGE, y=56, **{"class": "says faint"}),
    ]
    arrows = sorted(graph.arrows, key=lambda pair: graph.parent[pair[1]] == pair[0])
    inside += [_arrow(graph, pair, places) for pair in arrows]
    inside += [_state(graph, number, places[number]) for number in range(len(graph.views))]
    inside.append(_legend(graph, bottom + 40))
    style = _STYLE + "".join(
        f"svg:has(#s{number}:hover) .from{number} .line {{ stroke-opacity: 1; stroke-width: 2 }}\n"
        for number in range(len(graph.views))
    )
    return drawing(width, bottom + 128, title, description, style, "\n".join(inside))


def _places(graph: Graph, width: int) -> list[tuple[float, float]]:
    """The middle of each box."""
    found = [(0.0, 0.0)] * len(graph.views)
    for level, row in enumerate(graph.rows):
        # a row of few has more room
        pitch = min((width - 2 * _EDGE) / len(row), 1.6 * (_WIDE + _BESIDE))
        for place, number in enumerate(row):
            x = width / 2 + (place - (len(row) - 1) / 2) * pitch
            found[number] = x, _TOP + level * (_HIGH + _BELOW) + _HIGH / 2
    return found


def _arrow(graph: Graph, pair: tuple[int, int], places: list[tuple[float, float]]) -> str:
    before, after = pair
    (x1, y1), (x2, y2) = places[before], places[after]
    lean = max(-30.0, min(30.0, (x2 - x1) / 8))
    x1, x2 = x1 + lean, x2 - lean
    half = _HIGH / 2
    if y2 > y1:
        kind, bend = "on", (y2 - y1 - _HIGH) * 0.45
        y1, y2, bend2 = y1 + half, y2 - half, -bend
    elif y2 < y1:
        kind, bend = "back", -(y1 - y2 - _HIGH) * 0.35
        y1, y2, bend2 = y1 - half, y2 + half, -bend
    else:
        kind, bend = "on", 26.0
        y1, y2, bend2 = y1 + half, y2 + half, bend
    path = (
        f"M{x1:.1f} {y1:.1f}C{x1:.1f} {y1 + bend:.1f} {x2:.1f} {y2 + bend2:.1f} {x2:.1f} {y2:.1f}"
    )
    way = " way" if graph.parent[after] == before else ""
    says = f"{before} to {after}: {', '.join(graph.arrows[pair])}"
    lines = element("path", d=path, **{"class": "wide"}) + element(
        "path", d=path, **{"class": "line"}
    )
    head = ""
    if way:
        head = element(
            "path",
            d=f"M{x2 - 3:.1f} {y2 - 6:.1f}L{x2:.1f} {y2:.1f}L{x2 + 3:.1f} {y2 - 6:.1f}",
            **{"class": "line"},
        )
    return titled(says, lines + head, **{"class": f"arrow {kind}{way} from{before}"})


def _state(graph: Graph, number: int, middle: tuple[float, float]) -> str:
    view, (x, y) = graph.views[number], middle
    mother = graph.parent[number]
    by = ""
    if mother is not None:
        command = graph.ways[number][-1]
        by = element("text", words(command), x=x, y=y - _HIGH / 2 - 9, **{"class": "by"})
    many = graph.states[number]
    says = f"{number}: {view.says} ({many:,} canonical state{'s' if many > 1 else ''})"
    if graph.ways[number]:
        says += f". Shortest way: {', '.join(graph.ways[number])}"
    inside = _box(view, x, y)
    inside += element("text", str(number), x=x - _WIDE / 2 + 5, y=y - 12, **{"class": "number"})
    kind = f"state {view.colour} {'on' if view.on else 'off'}"
    return titled(says, inside, id=f"s{number}", **{"class": kind}) + by


def _box(view: View, x: float, y: float) -> str:
    """On or off; a disc where the record is, a ring where it is not; a triangle where missed."""
    found = [
        element(
            "rect", x=x - _WIDE / 2, y=y - _HIGH / 2, width=_WIDE, height=_HIGH, rx=6,
            **{"class": "box"},
        ),
        element("text", "on" if view.on else "off", x=x, y=y - 11),
    ]  # fmt: skip
    if view.row is not None:
        line: dict[str, str | float] = {"x1": x - 11, "y1": y + 3, "x2": x + 11, "y2": y + 3}
        found.append(element("line", "", **line, **{"class": f"link {view.row}"}))
    for side, there, missed in zip((-1, 1), view.there, view.missed, strict=True):
        at = x + side * 18
        kind = "is" if there else "no"
        found.append(element("circle", cx=at, cy=y + 3, r=6, **{"class": kind}))
        if missed:
            found.append(_triangle(at, y + 12))
    return "".join(found)


def _triangle(x: float, y: float) -> str:
    return element("path", d=f"M{x - 5:.1f} {y + 8:.1f}h10l-5 -8z", **{"class": "sign"})


def _legend(graph: Graph, y: float) -> str:
    found, x = [], float(_EDGE)
    for name, (says, _, _) in _COLOURS.items():
        many = sum(view.colour == name for view in graph.views)
        box = element("rect", x=x, y=y, width=22, height=14, rx=3, **{"class": "box"})
        found.append(element("g", box, **{"class": name}))
        text = f"{says} ({many})"
        found.append(element("text", words(text), x=x + 28, y=y + 11, **{"class": "says"}))
        x += 28 + 6.6 * len(text) + 24
    names = " left, ".join(ENVIRONMENT_NAMES.values())
    lines = (
        f"{names} right: a disc where the record is, a ring where not; triangle: a missed request.",
        "Between them a line: tracked; broken: a tombstone. A thick frame: integration is on.",
        "Thick arrows: the last command of the shortest history to a state; it stands above it.",
    )
    for number, line in enumerate(lines):
        found.append(
            element("text", words(line), x=_EDGE, y=y + 34 + 18 * number, **{"class": "says faint"})
        )
    return "".join(found)
