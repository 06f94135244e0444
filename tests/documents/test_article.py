"""The article sentence by sentence: what is said to show a sentence is there and passes."""

import re

import pytest
from pages import DOCS, ROOT

from harness.domain.sources import sentences

SCENARIO = re.compile(r"^\s*Scenario(?: Outline)?: (.*\S)\s*$", re.MULTILINE)
SENTENCES = [pytest.param(it, id=str(it.number)) for it in sentences()]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_shows_a_sentence_is_a_scenario(sentence):
    for place in sentence.shown:
        feature, _, title = place.partition(": ")
        if title:
            text = (ROOT / "features" / f"{feature}.feature").read_text("utf-8")
            assert title in SCENARIO.findall(text)
        else:
            assert place.startswith("scenarios/")
            assert (ROOT / place).is_file()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_a_row_of_the_page_with_its_rules(sentence):
    page = (DOCS / "article.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {sentence.number} |"))
    assert f"| {sentence.says} |" in row
    assert all(f"{rule} " in row for rule in sentence.rules)


def test_the_feature_of_the_article_shows_nothing_that_the_table_does_not_name():
    text = (ROOT / "features" / "15-the-article.feature").read_text("utf-8")
    named = [place.partition(": ")[2] for it in sentences() for place in it.shown]
    assert set(SCENARIO.findall(text)) <= set(named)
