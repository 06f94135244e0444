"""The map of the code is true: what it names is where it says."""

import gc
import re
import sys
from types import ModuleType

import pytest
from pages import MAP, ROOT, blocks

from harness.cli.main import main
from harness.reports import timeline as timeline_module
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay

PLACED = re.compile(r"`(\w+)` in `(harness/[\w/.]+\.py|tests/[\w/.]+\.py)`")


@pytest.mark.parametrize(("symbol", "path"), PLACED.findall(MAP.read_text("utf-8")))
def test_a_name_is_in_the_file_that_the_map_names(symbol, path):
    assert re.search(rf"\b{symbol}\b", (ROOT / path).read_text("utf-8")), (symbol, path)


def test_every_package_is_on_the_map():
    listed = re.findall(r"^\| `harness/(\w+)/` \|", MAP.read_text("utf-8"), re.MULTILINE)
    there = [path.name for path in (ROOT / "harness").iterdir() if path.is_dir()]
    assert sorted(listed) == sorted(name for name in there if not name.startswith("_"))
    for inner in (ROOT / "harness").glob("*/*/__init__.py"):
        assert f"{inner.parent.name}/`" in MAP.read_text("utf-8"), inner.parent


def test_the_example_of_a_command_is_the_code():
    (example,) = (block.text for block in blocks(MAP) if block.kind == "diff")
    code = ""
    for line in example.splitlines():
        if line.startswith("+++ "):
            code = (ROOT / line[4:]).read_text("utf-8")
        elif line.startswith("+"):
            assert line[1:] in code.splitlines(), line


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("width", [None, 80, 120])
def test_a_column_of_the_timeline_is_one_row(monkeypatch, place, width):
    done = replay(parse("scenario: x\nsteps:\n  - turn_on\n  - run_batch_job\n"))
    lines = timeline_lines(done.simulator, done.done)
    before = timeline_module.timeline(lines, width=width)
    columns = [*timeline_module.COLUMNS]
    columns.insert(place, timeline_module.TimelineColumn("E", lambda line: f"e{line.seq}"))
    monkeypatch.setattr(timeline_module, "COLUMNS", columns)
    after = timeline_module.timeline(lines, width=width)
    assert re.findall(r"\bE\b|\be\d", after) == ["E", *(f"e{it.seq}" for it in lines)]
    assert len(after.splitlines()) == len(before.splitlines())


def test_a_report_format_is_one_row(monkeypatch, tmp_path, capsys):
    code = (ROOT / "harness/cli/commands/replay.py").read_text("utf-8")
    row = '    "mermaid": _mermaid,\n'
    new = (
        '    "title": lambda output, *_: (lambda done: output.write(done.scenario.title), print),\n'
    )
    module = ModuleType("harness.cli.commands.replay")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(code.replace(row, row + new), module.__dict__)
    (tmp_path / "x.yaml").write_text("scenario: the only words\nsteps: [turn_on]\n", "utf-8")
    assert main(["replay", str(tmp_path / "x.yaml"), "--format", "title"]) == 0
    gc.enable()  # a replay turns the collector off: its process ends with it
    assert capsys.readouterr().out == "the only words\n1 0\n"
    assert main(["replay", "--help"]) == 0
    assert "mermaid, title, or" in " ".join(capsys.readouterr().out.split())
    assert main(["replay", str(tmp_path / "x.yaml"), "--format", "titel"]) == 2
    assert (
        "json, html, junit, github, github-summary, mermaid, title, asciidoc"
        in capsys.readouterr().err
    )
