"""The documents: each is there, ships with the package and is printed as it stands."""

import re

import pytest

from harness.cli.commands.help import FILES, PACKAGE, TOPICS
from harness.cli.main import main
from harness.domain.rules import RULES


def test_alone_it_lists_the_topics_by_reader(capsys):
    assert main(["help"]) == 0
    printed = capsys.readouterr().out
    readers = re.findall(r"^For a (\w+):$", printed, re.MULTILINE)
    assert readers == ["tester", "developer", "reviewer", "maintainer"]
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
    rows = re.findall(r"^\| ([A-Z]\d+) \| ([^|]+) \| (.+) \|$", text, re.MULTILINE)
    assert rows == [
        (rule.id, rule.status + (", policy" if rule.policy else ""), rule.statement)
        for rule in RULES.values()
    ]
