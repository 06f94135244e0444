"""The documents: each is there, ships with the package and is printed as it stands."""

import re

import pytest

from harness.cli.commands.help import FILES, PACKAGE, TOPICS, text_of
from harness.cli.main import main
from harness.cli.pages import laid_out
from harness.domain.rules import RULES


def test_alone_it_lists_the_topics_by_reader(capsys):
    assert main(["help"]) == 0
    printed = capsys.readouterr().out
    readers = re.findall(r"^For an? (\w+):$", printed, re.MULTILINE)
    assert readers == ["tester", "developer", "reviewer", "administrator", "maintainer"]
    assert len(readers) == len(TOPICS)
    assert re.findall(r"^  ([\w-]+)  ", printed, re.MULTILINE) == list(FILES)
    assert max(map(len, printed.splitlines())) <= 80


@pytest.mark.parametrize("topic", FILES)
def test_a_topic_is_printed_as_its_file_stands_without_its_comments(topic, capsys):
    assert main(["help", topic]) == 0
    text = FILES[topic].read_text(encoding="utf-8")
    assert capsys.readouterr().out == re.sub(r"^<!-- .+ -->\n", "", text, flags=re.MULTILINE)


def test_a_wrong_topic_is_bad_input_with_the_nearest(capsys):
    assert main(["help", "glosary"]) == 2
    assert "no topic 'glosary', did you mean glossary?" in capsys.readouterr().err


def test_every_document_is_a_topic():
    assert {*(PACKAGE / "docs").iterdir(), PACKAGE / "README.md"} == {*FILES.values()}


def test_the_rules_are_the_registry():
    text = FILES["rules"].read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    assert rows == [
        (rule.id, rule.mark + (", policy" if rule.policy else ""), rule.statement, rule.cited)
        for rule in RULES.values()
    ]


@pytest.mark.parametrize("topic", sorted(FILES))
def test_on_a_terminal_prose_and_tables_keep_to_its_width(topic):
    text = text_of(topic)
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    code = {line for block in blocks for line in block.split("\n")}
    for line in laid_out(text, 80):
        # paths and addresses are not broken; a table of paths is as wide as they are
        unbreakable = line in code or "https://" in line or topic == "code"
        assert len(line) <= 80 or unbreakable, line
        assert "](" not in line or line in code, line
    words = re.findall(r"\w+", re.sub(r"\]\([^)]*\)|```[\w-]*", "]", text))
    shown = "".join("\n".join(laid_out(text, 80)).split())
    assert all(word in shown for word in words)
