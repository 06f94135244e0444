"""Which rules decided under which commands, as a heat map: a cell is as dark as it is often.

Shades are of one hue, so that they are told apart by lightness alone, and each cell has its number.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False))
>>> table.derive()
>>> heat_map(table).count('class="cell')
312
"""

from typing import Final

from harness.domain.rules import RULES
from harness.exploration.charts.pair_coverage import (
    BoundedModel,
    TransitionTable,
    decided,
    groups,
    undecided_says,
)
from harness.exploration.charts.svg import drawing, element, titled, words
from harness.reports.wrapping import wrapped

__all__ = ["BoundedModel", "TransitionTable", "heat_map"]
_SHADES: Final = (  # from so many times on; the number is dark on the lighter ones
    (1, "#dbe9f6", "#1b1f24"),
    (10, "#a6cbe5", "#1b1f24"),
    (100, "#5ba3d0", "#1b1f24"),
    (1_000, "#2a6fb0", "#ffffff"),
    (10_000, "#0a3a70", "#ffffff"),
)
_CELL, _ROW, _BETWEEN = 52, 20, 14
_LEFT, _TOP, _EDGE = 284, 196, 20
_SLANT: Final = 56  # what the last heading takes to the right of its column
_STYLE: Final = "".join(
    f".s{number} rect {{ fill: {fill} }} .s{number} text {{ fill: {ink} }}\n"
    for number, (_, fill, ink) in enumerate(_SHADES)
) + (
    ".none { fill: #f1f3f5 } .cell text, .key text { font-size: 11px; text-anchor: middle }\n"
    ".says { font-size: 12px } .rule { font-size: 12px; font-weight: 600 }\n"
    ".head { font-size: 18px; font-weight: 600 }\n"
    "@media (prefers-color-scheme: dark) { .none { fill: #2a3036 } }"
)


def heat_map(table: TransitionTable) -> str:
    """The drawing: a row for each rule that decided anything, a column for each kind of command."""
    columns, right = _columns(table)
    rules = decided(table)
    body = [_heads(table, columns)]
    y = _TOP
    kind = rules[0][0] if rules else ""
    for rule in rules:
        if rule[0] != kind:
            y, kind = y + _BETWEEN // 2, rule[0]
        body.append(_row(table, rule, columns, y))
        y += _ROW
    body.append(_legend(y + 20))
    y += 58
    for line in _notes(table, right):
        body.append(element("text", words(line), x=_EDGE, y=y, **{"class": "says faint"}))
        y += 17
    title = "Rules and the commands under which they decided"
    seen = len(table.rules)
    description = (
        f"{len(table.states):,} states of one record, {len(table.operations)} commands in each: "
        f"{len(rules)} rules decided, in {seen} pairs of a rule and a kind of command."
    )
    head = element("text", words(title), x=_EDGE, y=34, **{"class": "head"})
    head += element("text", words(description), x=_EDGE, y=56, **{"class": "says faint"})
    return drawing(right + _SLANT, y + 6, title, description, _STYLE, head + "\n".join(body))


def _columns(table: TransitionTable) -> tuple[dict[str, int], int]:
    """Where each column begins, and where the last ends."""
    found, x = {}, _LEFT
    for group in groups(table):
        for command in group.commands:
            found[command] = x
            x += _CELL
        x += _BETWEEN
    return found, x - _BETWEEN


def _heads(table: TransitionTable, columns: dict[str, int]) -> str:
    found = []
    for group in groups(table):
        left = columns[group.commands[0]]
        for command, heading in zip(group.commands, group.headings, strict=True):
            x, y = columns[command] + _CELL / 2 + 4, _TOP - 8
            turned = f"rotate(-40 {x:g} {y:g})"
            found.append(
                element("text", words(heading), x=x, y=y, transform=turned, **{"class": "says"})
            )
        found.append(element("text", words(group.title), x=left, y=86, **{"class": "rule"}))
    return "\n".join(found)


def _row(table: TransitionTable, rule: str, columns: dict[str, int], y: int) -> str:
    statement = RULES[rule].statement
    short = statement if len(statement) <= 31 else f"{statement[:30].rstrip()}…"
    label = element("text", words(rule), x=_EDGE, y=y + 14, **{"class": "rule"})
    label += element("text", words(short), x=_EDGE + 34, y=y + 14, **{"class": "says faint"})
    cells = "".join(_cell(table, rule, command, x, y) for command, x in columns.items())
    return titled(f"{rule}: {statement}", label) + cells


def _cell(table: TransitionTable, rule: str, command: str, x: int, y: int) -> str:
    box: dict[str, str | float] = {
        "x": x + 1,
        "y": y + 1,
        "width": _CELL - 2,
        "height": _ROW - 2,
        "rx": 2,
    }
    times = table.rules.get((rule, command), 0)
    if not times:
        return element("rect", "", **box, **{"class": "cell none"})
    shade = max(number for number, (least, _, _) in enumerate(_SHADES) if times >= least)
    inside = element("rect", "", **box)
    inside += element("text", f"{times:,}", x=x + _CELL / 2, y=y + 14)
    return titled(f"{rule} under {command}: {times:,}", inside, **{"class": f"cell s{shade}"})


def _legend(y: int) -> str:
    found = [element("text", "Times", x=_EDGE, y=y + 14, **{"class": "says"})]
    x = _EDGE + 44
    for number, (least, _, _) in enumerate(_SHADES):
        box = element("rect", x=x, y=y + 1, width=64, height=18, rx=2)
        says = element("text", f"{least:,}+", x=x + 32, y=y + 14)
        found.append(element("g", box + says, **{"class": f"key s{number}"}))
        x += 66
    return "".join(found)


def _notes(table: TransitionTable, right: int) -> list[str]:
    texts = undecided_says(table)
    room = (right - _EDGE) // 6  # letters
    return [line for text in texts for line in wrapped(text, "", "    ", room)]
