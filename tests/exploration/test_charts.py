"""Charts of a bounded model: rules by commands as a table and a heat map, and its state graph."""

import json
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

from harness.cli.main import main
from harness.domain.rules import RULES
from harness.exploration.charts.heat_map import SHADES, heat_map, named
from harness.exploration.charts.pair_coverage import (
    coverage_rows,
    decided,
    groups,
    undecided,
)
from harness.exploration.charts.state_graph import StateGraph, state_class, state_graph
from harness.exploration.statespace.model import FAULT_SETS, BoundedModel
from harness.exploration.statespace.transitions import TransitionTable

NODE = re.compile(r"^  (\d+) \[(.*)\];$", re.MULTILINE)
ARROW = re.compile(r"^  (\d+) -> (\d+) \[(.*)\];$", re.MULTILINE)


class Page(HTMLParser):
    """The cells of the heat map with their titles, and the text of the page."""

    def __init__(self, text):
        super().__init__()
        self.titles, self.shades, self.text = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "td" and "title" in given:
            self.titles.append(given["title"])
            self.shades.append(given["class"])

    def handle_data(self, data):
        self.text.append(data)


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
    return StateGraph(states)


@pytest.fixture(scope="module")
def drawings(table, states):
    return {"heat map": heat_map(table), "states": state_graph(states)}


@pytest.fixture
def draw(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        status = main(["draw", *map(str, arguments)])
        return status, capsys.readouterr()

    return run


@pytest.mark.parametrize("name", ["heat map", "states"])
def test_a_drawing_needs_nothing_but_itself(drawings, name):
    for what in ("://", "@import", "@font-face", "url(", "src=", "<image", "inf "):
        assert what not in drawings[name]
    assert not re.search(r"\bnan\b", drawings[name])
    assert 'href="data:,"' in drawings["heat map"]
    assert set(re.findall('href="(.)', drawings["heat map"])) == {"#", "d"}


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
    page = Page(drawings["heat map"])
    texts = [text.strip() for text in page.text]
    assert set(decided(table)) <= set(texts)
    notes = " ".join(texts)
    for rule in (*undecided(table)[0], *undecided(table)[1]):
        assert re.search(rf"\b{rule}\b", notes)
    names = dict(one for group in groups(table) for one in named(group))
    assert Counter(page.titles) == Counter(
        f"{rule} under {names[command]}: {times:,}"
        for (rule, command), times in table.rules.items()
    )
    for title, shade in zip(page.titles, page.shades, strict=True):
        times = int(title.rpartition(" ")[2].replace(",", ""))
        assert shade == f"shade{sum(times >= least for least in SHADES) - 1}"
    for least in SHADES:  # the legend
        assert f"{least:,}+" in texts


def _lightness(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_shades_are_told_apart_without_colour_and_their_numbers_can_be_read():
    css = files("harness.reports.html").joinpath("heat_map.css").read_text("utf-8")
    shades = re.findall(r"\.shade\d { background: (#\w{6}); color: (#\w{6}); }", css)
    assert len(shades) == len(SHADES)
    fills = [_lightness(fill) + 0.05 for fill, _ in shades]
    for light, dark in pairwise(fills):
        assert light / dark > 1.3
    for fill, (_, ink) in zip(fills, shades, strict=True):
        both = sorted((fill, _lightness(ink) + 0.05))
        assert both[1] / both[0] >= 4.5


# ------------------------------------------------------------------- the states


def test_how_large_the_graph_is(graph):
    """What a page holds; where a rule changes, so may this."""
    assert (len(graph.classes), len(graph.arrows)) == (54, 217)
    levels = Counter(map(len, graph.histories))
    assert [levels[level] for level in range(9)] == [1, 3, 4, 4, 9, 16, 12, 4, 1]
    assert Counter(one.colour for one in graph.classes) == {"missed": 38, "same": 8, "held": 8}


def test_every_state_and_every_step_is_in_the_graph(states, graph):
    numbers = {one: number for number, one in enumerate(graph.classes)}
    assert sum(graph.states) == len(states.states)
    steps = {
        (numbers[state_class(*states.states[before])], numbers[state_class(*states.states[after])])
        for before, leads in enumerate(states.successors)
        for after in leads
    }
    assert {(a, b) for a, b in steps if a != b} == set(graph.arrows)


def test_a_state_stands_as_far_from_the_start_as_its_shortest_history_is_long(states, graph):
    for number, one in enumerate(graph.classes):
        alike = [at for at, state in enumerate(states.states) if state_class(*state) == one]
        assert len(graph.histories[number]) == min(len(states.history[at]) for at in alike)
        parent = graph.parents[number]
        if parent is not None:
            assert graph.histories[number][-1] in graph.arrows[parent, number]
            assert len(graph.histories[parent]) < len(graph.histories[number])


def test_the_batch_job_moves_what_is_missed_and_not_what_is_held_back(states):
    """The colours are what the rules say (S5, B2)."""
    run = [operation.label for operation in states.operations].index("run_batch_job")
    checked = Counter()
    for number, (whole, local) in enumerate(states.states):
        if not whole.on or whole.job:
            continue
        before, after = (
            state_class(whole, local),
            state_class(*states.states[states.successors[number][run]]),
        )
        checked[before.colour] += 1
        assert after.colour == ("held" if before.colour == "held" else "same")
    assert min(checked[colour] for colour in ("same", "missed", "held")) > 0


def test_the_drawing_has_every_state_and_arrow(graph, drawings):
    text = drawings["states"]
    nodes = {int(number): attributes for number, attributes in NODE.findall(text)}
    assert list(nodes) == list(range(len(graph.classes)))
    arrows = {(int(a), int(b)): attributes for a, b, attributes in ARROW.findall(text)}
    assert list(arrows) == list(graph.arrows)
    for pair, kinds in graph.arrows.items():
        assert f'tooltip="{", ".join(kinds)}"' in arrows[pair]
    assert f"{len(graph.classes)} kinds of states" in text
    assert nodes[3].startswith(
        r'label="3: on\nnothing in Human Resources\nnothing in Dataverse", tooltip="'
    )
    assert 'label="turn_on", tooltip="turn_on"' in arrows[0, 3]


def test_only_the_shortest_histories_place_the_states(graph, drawings):
    """Graphviz gives each state the column of its level, for these arrows are a tree."""
    places = {
        (int(a), int(b)): int(re.search(r'minlen="(\d+)"', attributes)[1])
        for a, b, attributes in ARROW.findall(drawings["states"])
        if "constraint" not in attributes
    }
    level = list(map(len, graph.histories))
    assert places == {
        (parent, number): level[number] - level[parent]
        for number, parent in enumerate(graph.parents)
        if parent is not None
    }
    assert len(places) == len(graph.classes) - 1


def test_the_legend_has_every_colour(graph, drawings):
    counts = Counter(one.colour for one in graph.classes)
    legend = re.findall(
        r'^    (\w+) \[label="(.*?) \((\d+)\)", fill', drawings["states"], re.MULTILINE
    )
    assert {name: int(many) for name, _, many in legend} == {**counts, "differ": 0}


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_the_drawing(drawings):
    done = subprocess.run(
        ["dot", "-Tplain"], input=drawings["states"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert sum(line.startswith("node ") for line in done.stdout.splitlines()) == 54 + 4


# --------------------------------------------------------------------- the verb


@pytest.mark.slow
def test_the_table_is_80_columns_wide(draw, monkeypatch):
    status, (out, err) = draw("coverage")
    assert (status, err) == (0, "")
    assert all(len(line) <= 80 for line in out.splitlines())
    assert re.search(r"^Administrators, and time$", out, re.MULTILINE)
    assert re.search(r"^R5 D\(A\)  48        216$", out, re.MULTILINE)


@pytest.mark.slow
def test_a_drawing_goes_into_a_file(draw, tmp_path, drawings):
    path = tmp_path / "states.dot"
    status, (out, err) = draw("states", "--output", path)
    assert (status, out, err) == (0, "", "")
    assert path.read_text().rstrip() == drawings["states"]


@pytest.mark.slow
def test_faults_are_drawn_where_they_are_asked_for(draw, monkeypatch):
    asked = []
    small = BoundedModel(values=(None,), imports=False)
    name = "harness.library.charts.BoundedModel"
    monkeypatch.setattr(name, lambda **given: asked.append(given) or small)
    for arguments in (("states",), ("heat-map", "--faults", "unavailable,batch_job_stuck")):
        assert draw(*arguments)[0] == 0
    draw("coverage", "--faults=all")
    assert [given["faults"] for given in asked] == [
        (),
        ("unavailable", "batch_job_stuck"),
        tuple(FAULT_SETS),
    ]


def test_the_table_as_json(draw, monkeypatch):
    small = BoundedModel(values=(None,), imports=False)
    monkeypatch.setattr("harness.library.charts.BoundedModel", lambda **_: small)
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
        (
            ("states", "--faults", "clock_ahead"),
            "is outside the bounded model; it has unavailable,",
        ),
        (("states", "--faults", "all,unavailable"), "--faults all: goes with no other"),
        (("states", "--output", "/no/such/folder/x.dot"), "there is no folder"),
        (("states", "--output", "x.png"), "the graph is DOT; name a file that ends in .dot"),
        (("heat-map", "--output", "x.svg"), "the heat map is HTML; name a file that ends in .html"),
    ],
)
def test_what_is_wrong_is_said(draw, arguments, says):
    status, (out, err) = draw(*arguments)
    assert (status, out) == (2, "")
    assert says in err
