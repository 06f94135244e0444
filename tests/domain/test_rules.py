"""The rules: their statuses part by part, their sources, and the sentences of the article."""

import re
import tomllib
from importlib.resources import files

import pytest

from harness.domain.rules import GROUPS, RULES, STATUS, legend, marked
from harness.domain.sources import pages, sentences

# every rule with its status, the number of its parts that say (A), and whether it is a policy
LAW = """
V1 P~ 2
V2 A 0 policy
V3 A 0
S1 D 0
S2 D 1
S3 D 0
S4 P 2
S5 D 1
S6 A 0
S7 A 0
L1 P 1
L2 D 2
L3 A 0
L4 P~ 0
L5 A 0
L6 P 3
L7 A 0
L8 P 1 policy
L9 A 0 policy
L10 A 0
R1 D 0
R2 D 0
R3 D 0
R4 D 1
R5 D 1
R6 A 0
R7 D 1
R8 P 1
R9 D 0
R10 D 0
R11 A 0 policy
R12 A 0
R13 A 0
R14 P 4
R15 P 2
R16 P 2
R17 A 0
R18 P~ 0 policy
R19 P 0 policy
R20 A 0
B1 D 2
B2 D 0
B3 A 0
B4 A 0
B5 P 1
B6 P 3
B8 A 0
C1 D 0
C2 D 0
C3 D 1
C4 A 0
C5 A 0
C6 A 0
C7 A 0
N1 D 1
N2 A 0
N3 D 1
N4 A 0
N5 A 0
N6 A 0
N7 A 0
G1 D 0
G2 D 2
G3 D 1
G4 D 1
G5 D 1
M1 D 1
M2 D 0
M3 P 1
M4 A 0
E1 A 0
E2 A 0
F1 A 0
F2 A 0
F3 A 0
F4 A 0
F5 A 0
F6 A 0
F7 A 0
"""
PARTS = [rule for rule in RULES.values() if "A" in rule.mark and rule.status != "A"]
OPEN = re.compile(r"\bA(?=[):;])")


def test_every_rule_has_the_status_that_it_is_given():
    lines = (
        f"{rule.id} {rule.status} {len(OPEN.findall(rule.statement))}{' policy' * rule.policy}"
        for rule in RULES.values()
    )
    assert "\n".join(lines) == LAW.strip()


def test_every_group_has_rules():
    assert [*dict.fromkeys(rule.id[0] for rule in RULES.values())] == [*GROUPS]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_brackets_of_a_statement_close(rule):
    assert rule.statement.count("(") == rule.statement.count(")")
    assert rule.statement.count("`") % 2 == 0
    assert not rule.statement.endswith(".")
    assert "*" not in rule.statement


@pytest.mark.parametrize("rule", PARTS, ids=lambda rule: rule.id)
def test_a_part_that_we_decided_is_in_the_mark_and_among_the_parts(rule):
    assert re.fullmatch(rf"{rule.status}\((P~,)?A\)", rule.mark)
    told = sum(len(OPEN.findall(part.text)) for part in rule.parts)
    assert told == len(OPEN.findall(rule.statement)) >= 1
    assert all(part.text in rule.statement for part in rule.parts)
    assert f"(A): {STATUS['A']}" in rule.meaning


def test_what_the_documents_say_altogether_has_no_brackets():
    assert RULES["R3"].mark == "D"
    assert RULES["R19"].mark == "P"  # its parts are documented, too
    assert (RULES["R15"].mark, RULES["F1"].mark) == ("P(P~,A)", "A(P)")
    assert marked("R15") == "R15 P(P~,A)"


def test_the_legend_has_the_letters_that_are_shown_and_no_others():
    assert legend([]) == legend(["none"]) == ""
    assert re.findall(r"\b(P~|[DPA]):", legend(["R3", "R3"])) == ["D"]
    assert re.findall(r"\b(P~|[DPA]):", legend(["R15", "S1"])) == ["D", "P", "P~", "A"]
    assert "in brackets, (P~) or (A)" in legend(["R15"])


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_its_sources_and_what_they_leave_open(rule):
    statuses = {source.status for source in rule.sources if not source.otherwise}
    if rule.status != "A":
        assert rule.status in statuses, "a documented rule has a document"
    for part in rule.parts:
        assert statuses.issuperset(set(part.statuses) - {"A"})
    assert bool(rule.left_open) is ("A" in rule.mark)
    assert {it.status for it in pages(rule.id)} <= {"P", "P~"}


def test_no_source_is_of_an_unknown_rule():
    text = files("harness.domain").joinpath("data", "sources.toml").read_text("utf-8")
    data = tomllib.loads(text)
    assert set(data) <= set(RULES)
    assert {key for rule in data.values() for key in rule} == {"sources", "otherwise", "open"}


def test_the_article_has_its_sentences():
    assert [it.number for it in sentences()] == [*range(1, 48)]
    assert {it.verdict for it in sentences()} == {"faithful", "arguable", "named"}
    for it in sentences():
        assert set(it.rules) <= set(RULES)
        assert it.shown, f"nothing shows sentence {it.number}"
        assert it.remark or it.verdict != "arguable"
        assert it.rules or it.verdict != "faithful"
    assert len({it.says for it in sentences()}) == len(sentences())


def test_every_rule_that_the_article_says_has_its_sentence():
    said = {rule for it in sentences() for rule in it.rules}
    assert {rule.id for rule in RULES.values() if rule.status == "D"} <= said
