"""Charts of a bounded model: rules by commands as a table and a heat map, and its state graph."""

import gc
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import pairwise

import pytest

from harness.cli.main import main
from harness.domain.rules import RULES
from harness.exploration.charts.heat_map import heat_map
from harness.exploration.charts.pair_coverage import (
    coverage_rows,
    decided,
    groups,
    undecided,
)
from harness.exploration.charts.state_graph import state_graph
from harness.exploration.charts.state_levels import Graph, seen
from harness.exploration.statespace.model import FAULT_SETS, BoundedModel
from harness.exploration.statespace.transitions import TransitionTable

SVG = "{http://www.w3.org/2000/svg}"


def derived(check=None, **world):
    table = TransitionTable(BoundedModel(values=(None,), imports=False, **world), check=check)
    table.derive()
    return table


@pytest.fixture(scope="module")
def table():
    return derived(lambda step: None)


@pytest.fixture(scope="module")
def states():
    found = TransitionTable(BoundedModel(values=(None, "Byron"), imports=False), check=None)
    found.derive()
    return found


@pytest.fixture(scope="module")
def graph(states):
    return Graph(states)


@pytest.fixture(scope="module")
def drawings(table, states):
    return {"heat map": heat_map(table), "states": state_graph(states)}


@pytest.fixture
def draw(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        try:
            status = main(["draw", *map(str, arguments)])
        finally:
            gc.enable()
        return status, capsys.readouterr()

    return run


@pytest.mark.parametrize("name", ["heat map", "states"])
def test_a_drawing_needs_nothing_but_itself(drawings, name):
    text = drawings[name]
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    names = [child.tag.removeprefix(SVG) for child in root]
    assert names[:3] == ["title", "desc", "style"]
    assert root.get("aria-labelledby") == "title description"
    assert text.count("http") == 1  # the namespace
    for what in ("<script", "@import", "@font-face", "url(", "href", "<image", "nan", "inf "):
        assert what not in text


@pytest.mark.parametrize("name", ["heat map", "states"])
def test_everything_stands_inside_the_drawing(drawings, name):
    """No text begins or box ends outside; how wide a text becomes is the font's business."""
    root = ET.fromstring(drawings[name])
    width, height = float(root.get("width")), float(root.get("height"))
    for kind in ("text", "rect"):
        for one in root.iter(SVG + kind):
            x, y = float(one.get("x", 0)), float(one.get("y", 0))
            assert 0 <= x <= width - float(one.get("width", 0))
            assert 0 <= y <= height - float(one.get("height", 0))


def test_the_same_world_is_drawn_the_same(drawings, states):
    assert heat_map(derived(lambda step: None)) == drawings["heat map"]
    assert state_graph(states) == drawings["states"]


# ------------------------------------------------------------- rules by commands


def test_every_pair_is_a_row(table):
    rows = coverage_rows(table)
    assert {(row.rule, row.command): row.times for row in rows} == table.rules
    assert [row.rule for row in rows] == sorted((r.rule for r in rows), key=list(RULES).index)


def test_every_rule_either_decided_or_did_not(table):
    guarded, others = undecided(table)
    assert Counter([*decided(table), *guarded, *others]) == Counter(list(RULES))
    assert {"S5", "B3"} <= set(guarded)
    assert {"R14", "F1"} <= {*guarded, *others}


def test_every_command_has_a_column_once():
    table = TransitionTable(BoundedModel(faults=tuple(FAULT_SETS)), check=None)
    columns = [command for group in groups(table) for command in group.commands]
    assert Counter(columns) == Counter({operation.kind: 1 for operation in table.operations})
    assert [group.title for group in groups(table)] == [
        "Users in Human Resources",
        "Users in Dataverse",
        "Administrators, and time",
        "Faults",
    ]


def test_the_heat_map_has_every_rule_and_every_number(table, drawings):
    root = ET.fromstring(drawings["heat map"])
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert set(decided(table)) <= set(texts)
    notes = " ".join(texts)
    for rule in (*undecided(table)[0], *undecided(table)[1]):
        assert re.search(rf"\b{rule}\b", notes)
    titles = [title.text for title in root.iter(f"{SVG}title")]
    for (rule, command), times in table.rules.items():
        assert f"{rule} under {command}: {times:,}" in titles


def _lightness(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_shades_are_told_apart_without_colour_and_their_numbers_can_be_read():
    from harness.exploration.charts.heat_map import _SHADES

    fills = [_lightness(fill) + 0.05 for _, fill, _ in _SHADES]
    for light, dark in pairwise(fills):
        assert light / dark > 1.3
    for fill, (_, _, ink) in zip(fills, _SHADES, strict=True):
        both = sorted((fill, _lightness(ink) + 0.05))
        assert both[1] / both[0] >= 4.5


# ------------------------------------------------------------------- the states


def test_how_large_the_graph_is(graph):
    """What a page holds; where a rule changes, so may this."""
    assert (len(graph.views), len(graph.arrows)) == (54, 217)
    assert [len(row) for row in graph.rows] == [1, 3, 4, 4, 9, 16, 12, 4, 1]
    assert Counter(view.colour for view in graph.views) == {"missed": 38, "same": 8, "held": 8}


def test_every_state_and_every_step_is_in_the_graph(states, graph):
    numbers = {view: number for number, view in enumerate(graph.views)}
    assert sum(graph.states) == len(states.states)
    steps = {
        (numbers[seen(*states.states[before])], numbers[seen(*states.states[after])])
        for before, leads in enumerate(states.successors)
        for after in leads
    }
    assert {(a, b) for a, b in steps if a != b} == set(graph.arrows)


def test_a_state_stands_as_low_as_its_shortest_history_is_long(states, graph):
    for number, view in enumerate(graph.views):
        alike = [at for at, state in enumerate(states.states) if seen(*state) == view]
        assert graph.level[number] == min(len(states.history[at]) for at in alike)
        mother = graph.parent[number]
        if mother is not None:
            assert graph.ways[number][-1] in graph.arrows[mother, number]
            assert graph.level[mother] < graph.level[number]


def test_the_batch_job_moves_what_is_missed_and_not_what_is_held_back(states):
    """The colours are what the rules say (S5, B2)."""
    run = [operation.label for operation in states.operations].index("run_batch_job")
    checked = Counter()
    for number, (whole, local) in enumerate(states.states):
        if not whole.on or whole.executing:
            continue
        before, after = seen(whole, local), seen(*states.states[states.successors[number][run]])
        checked[before.colour] += 1
        assert after.colour == ("held" if before.colour == "held" else "same")
    assert min(checked[colour] for colour in ("same", "missed", "held")) > 0


def test_the_drawing_has_every_state_and_arrow(graph, drawings):
    root = ET.fromstring(drawings["states"])
    groups_ = [group.get("class", "") for group in root.iter(f"{SVG}g")]
    assert sum(name.startswith("state ") for name in groups_) == len(graph.views)
    assert sum(name.startswith("arrow ") for name in groups_) == len(graph.arrows)
    assert sum(" way " in name for name in groups_) == len(graph.views) - 1
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert "0 to 3: turn_on" in titles
    assert any(t.startswith("3: on; nothing in Human Resources; nothing in Dat") for t in titles)


def test_no_box_covers_another(drawings):
    root = ET.fromstring(drawings["states"])
    boxes = [
        (float(box.get("x")), float(box.get("y")))
        for group in root.iter(f"{SVG}g")
        if group.get("class", "").startswith("state ")
        for box in group.iter(f"{SVG}rect")
    ]
    for number, (x, y) in enumerate(boxes):
        for a, b in boxes[:number]:
            assert abs(x - a) >= 80 or abs(y - b) >= 46


# --------------------------------------------------------------------- the verb


@pytest.mark.slow
def test_the_table_is_80_columns_wide(draw, monkeypatch):
    status, (out, err) = draw("coverage")
    assert (status, err) == (0, "")
    assert all(len(line) <= 80 for line in out.splitlines())
    assert re.search(r"^Administrators, and time$", out, re.MULTILINE)
    assert re.search(r"^R5      48        252$", out, re.MULTILINE)


@pytest.mark.slow
def test_a_drawing_goes_into_a_file(draw, tmp_path, drawings):
    path = tmp_path / "states.svg"
    status, (out, err) = draw("states", "--output", path)
    assert (status, out, err) == (0, "", "")
    assert path.read_text().rstrip() == drawings["states"]


@pytest.mark.slow
def test_faults_are_drawn_where_they_are_asked_for(draw, monkeypatch):
    import harness.cli.commands.draw as module

    asked = []
    small = BoundedModel(values=(None,), imports=False)
    monkeypatch.setattr(module, "BoundedModel", lambda **given: asked.append(given) or small)
    for arguments in (("states",), ("heat-map", "--faults", "unavailable,batch_job_stuck")):
        assert draw(*arguments)[0] == 0
    draw("coverage", "--faults=all")
    assert [given["faults"] for given in asked] == [
        (),
        ("unavailable", "batch_job_stuck"),
        tuple(FAULT_SETS),
    ]


def test_the_table_as_json(draw, monkeypatch):
    import harness.cli.commands.draw as module

    small = BoundedModel(values=(None,), imports=False)
    monkeypatch.setattr(module, "_model", lambda what, faults: small)
    found = json.loads(draw("coverage", "--format", "json")[1].out)
    assert found[0].keys() == {"rule", "command", "times"}
    assert {row["rule"] for row in found} <= set(RULES)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("coverage", "--format", "jsn"), "no format 'jsn', did you mean json?"),
        (("states", "--format", "json"), "--format is for the coverage"),
        (
            ("states", "--faults", "unavailble"),
            "--faults unavailble: there is none such, did you mean unavailable?",
        ),
        (("states", "--faults", "clock_ahead"), "is in no small world; it has unavailable,"),
        (("states", "--faults", "all,unavailable"), "--faults all: goes with no other"),
        (("states", "--output", "/no/such/folder/x.svg"), "there is no folder"),
        (("states", "--output", "x.png"), "the drawing is SVG; name a file that ends in .svg"),
    ],
)
def test_what_is_wrong_is_said(draw, arguments, says):
    status, (out, err) = draw(*arguments)
    assert (status, out) == (2, "")
    assert says in err
