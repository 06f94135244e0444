"""The map of the code is true: what it names is where it says."""

import re

import pytest
from pages import MAP, ROOT, blocks

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
