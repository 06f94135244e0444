"""`harness rules`, and the status of a rule, part by part, wherever an output names the rule."""

import json
import re

import pytest

from harness.cli.main import main
from harness.domain.rules import GROUPS, RULES, marked
from harness.gherkin.vocabulary import PHRASES
from harness.reports.html.rendering import render

PARTS = [rule for rule in RULES.values() if "A" in rule.mark and rule.status != "A"]
SCENARIO = """
scenario: A record deleted in Dataverse comes back
rules: [R4, S2]
given:
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "000123", cdm_lastname: Lovelace}}
steps:
  - delete: {in: dataverse, record: ada}
  - turn_on
  - run_batch_job
"""
NAMED = re.compile(r"(?<![\w-])(R4|S2|S4|B1)(?![\w-])(?! D\(A\)| P\(A\))")


@pytest.fixture
def harness(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "x.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "y.yaml").write_text(SCENARIO.removesuffix("  - run_batch_job\n"), "utf-8")
    (tmp_path / "x.feature").write_text(
        "Feature: x\n  @R4 @S2\n  Scenario: y\n    When integration is turned on\n", "utf-8"
    )

    def run(line, status=0):
        assert main(line.split()) == status
        out, err = capsys.readouterr()
        assert bool(err) is (status == 2)
        return out + err

    return run


def words(text):
    return " ".join(text.split())


# ---------------------------------------------------------------------------------- harness rules


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_printed_with_its_parts_and_sources(harness, rule):
    text = harness(f"rules {rule.id}")
    assert max(map(len, text.splitlines())) <= 80
    assert f"{rule.statement}." in words(text)
    policy = ", policy" if rule.policy else ""
    assert words(text).startswith(f"{rule.id} {rule.mark}{policy} ({GROUPS[rule.id[0]]})")
    for source in rule.sources:
        assert source.says in words(text)
    assert rule.left_open in words(text)
    assert all(name in text for name in rule.settings)


@pytest.mark.parametrize("rule", PARTS, ids=lambda rule: rule.id)
@pytest.mark.parametrize("command", ["rules --format github", "help rules"])
def test_the_lists_of_rules_say_each_part(harness, rule, command):
    row = next(it for it in harness(command).splitlines() if it.startswith(f"| {rule.id} "))
    assert f"| {rule.mark}{', policy' if rule.policy else ''}" in words(row)
    assert rule.statement in words(row)


def test_a_group_and_several_rules_can_be_named_in_any_case(harness):
    heads = re.findall(r"^(\w+)  ", harness("rules f R19 r19 F2"), re.MULTILINE)
    assert heads == [*(it for it in RULES if it.startswith("F")), "R19"]


def test_as_json_a_rule_has_parts_sources_and_what_is_left_open(harness):
    (rule,) = json.loads(harness("rules R4 x.yaml x.feature --format json"))
    assert rule["status"] == "D(A)"
    assert [part["status"] for part in rule["parts"]] == [["A"]]
    assert rule["sources"][0]["section"] == "sentence 7"
    assert rule["left_open"]
    assert (rule["features"], rule["scenarios"]) == (["x.feature:3"], ["x.yaml"])
    (rule,) = json.loads(harness("rules L8 --format json"))
    assert (rule["policy"], rule["settings"]) == (True, ["not_listened"])
    assert {source["status"] for source in rule["sources"]} == {"P", "P~"}
    assert [it["id"] for it in json.loads(harness("rules --format json"))] == [*RULES]


def test_what_shows_a_rule_is_named_with_its_title(harness):
    text = words(harness("rules R4 x.feature x.yaml"))
    assert "x.feature:3 y x.yaml A record deleted in Dataverse comes back" in text
    assert "Shown by nothing." in words(harness("rules R5 ."))
    assert "Shown by" not in harness("rules R4")  # there is no folder to look in


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("R91", "no rule 'R91', did you mean R9?; `harness rules` lists them"),
        ("x", "no rule 'x'; `harness rules` lists them"),
        ("delte", "no path 'delte', did you mean delete?; `harness rules` lists the rules"),
        ("x.yml", "x.yml: no such file or folder"),
        ("R4 nowhere", "no rule, no word of a rule and no path 'nowhere'"),
    ],
)
def test_what_is_no_rule_is_answered_with_the_nearest(harness, asked, says):
    assert says in harness(f"rules {asked}", 2)


def test_the_list_says_what_the_law_is_about(harness):
    text = words(harness("rules"))
    assert "the integration of 2019 to 2023" in text
    assert "A write through a virtual table is a write in Human Resources" in text


# ----------------------------------------------------------------------- wherever a rule is named


@pytest.mark.parametrize(
    "line",
    [
        "replay x.yaml",
        "replay x.yaml --format pipe",
        "replay x.yaml --format mermaid",
        "diff x.yaml y.yaml",
        "steps --format github",
        "steps --format markdown",
        "faults",
        "mutants --list --format github",
    ],
)
def test_a_rule_is_never_named_without_its_status(harness, line):
    text = words(harness(line, 1 if line.startswith("diff") else 0))
    text = text.replace("<br/>", " ")  # as Mermaid breaks lines
    text = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text)  # and writes some signs
    named = "B1" if "diff" in line else "R4" if "replay" in line else "L5"
    assert marked(named) in text
    assert NAMED.findall(text) == []
    assert "A: the documents leave it open and we decided" in text


def test_an_explanation_has_statements_with_their_status(harness):
    text = words(harness("explain x.yaml --record ada"))
    for rule in ("R4", "S2"):
        assert f"{rule} {RULES[rule].mark} {RULES[rule].statement}." in text
    assert "A: the documents leave it open and we decided; in brackets, (A): parts" in text


def test_a_result_has_the_status_of_each_rule(harness):
    (timeline,) = (json.loads(harness("replay x.yaml --format json"))["timeline"],)
    found = {it["rule"]: it["rule_status"] for it in timeline}
    assert found == {
        rule: RULES[rule].mark if rule else None for rule in (None, "S2", "S3", "S4", "B1", "R4")
    }


def test_a_page_has_every_rule_with_its_parts_and_its_source(harness):
    page = harness("replay x.yaml --format html")
    assert 'class="rule decided" popovertarget="says-R4">R4<i>D(A)</i></button>' in page
    assert 'class="rule" popovertarget="says-S3">S3<i>D</i></button>' in page
    assert RULES["R4"].meaning in page
    assert RULES["R4"].statement in page.replace("&#39;", "'")
    assert "the article&#39;s sentence 7; left open:" in page


@pytest.mark.parametrize("rule", PARTS, ids=lambda rule: rule.id)
def test_every_page_that_lists_a_rule_says_each_part(rule):
    """The macro by which all pages name one, and the table by which the features page has all."""
    linked = f'popovertarget="says-{rule.id}">{rule.id}<i>{rule.mark}</i></button>'
    phrase = PHRASES["when", "the batch job runs"]._replace(rules=(rule.id,))
    page = render("vocabulary.html", groups={"one": [("Then", phrase)]})
    assert linked in page
    plain = re.sub("</?code>", "`", page).replace("&#39;", "'")
    assert rule.meaning in plain
    assert rule.statement in plain


def test_the_markers_of_pytest_say_each_part(request):
    markers = request.config.getini("markers")
    for rule in PARTS:
        assert f"{rule.id}: {rule.statement} [{rule.mark}]" in markers
