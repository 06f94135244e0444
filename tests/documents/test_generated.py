"""What the documents list is what the code knows: rules, the scenario format, the ways to be hurt.

`pytest --approve` writes the lists, on one process.
"""

import re

import pytest
from generated import GENERATED
from pages import FOUND, PAGES, README, name, replace

MARKED = re.compile(r"<!-- generated (?P<what>[\w-]+) -->\n(?P<text>.*?)<!-- end -->", re.DOTALL)


def marked() -> list[object]:
    return [
        pytest.param(page, found["what"], found["text"], id=f"{name(page)}: {found['what']}")
        for page in PAGES
        for found in MARKED.finditer(page.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("page", "what", "shown"), marked())
def test_a_list_is_what_the_code_knows(page, what, shown, approved):
    actual = GENERATED[what]() + "\n"
    if approved.rewrite:
        head = f"<!-- generated {what} -->\n"
        replace(page, head + shown, head + actual)
    else:
        assert shown == actual


def test_every_list_is_on_a_page():
    assert {one.values[1] for one in marked()} == set(GENERATED)


def test_the_readme_counts_what_was_found():
    rows = re.findall(r"^\| \[\d+\]", FOUND.read_text("utf-8"), re.MULTILINE)
    assert f"All {len(rows)} findings" in README.read_text("utf-8")
