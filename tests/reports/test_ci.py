"""JUnit XML and GitHub's annotations: what people's files say is shown there and never obeyed."""

import re
from itertools import product
from xml.etree.ElementTree import fromstring

import pytest

from harness.cli.main import main
from harness.reports.ci import CaseOutcome, Trouble, annotation, junit

HOSTILE = (
    "]]></failure><x/>",
    "\"&<'>",
    "a\n::error::b\r::stop-commands::c",
    "\x00\x1b[31m\x08\ufffe\ud800\u202e",
    "%0A::add-mask::d, e=f: g",
)


def command(line):
    """The parts of a workflow command as GitHub's runner reads them."""
    found = re.fullmatch(r"::(\w+)(?: ([^\r\n]*?))?::([^\r\n]*)", line)
    name, properties, data = found.groups()
    pairs = dict(one.split("=", 1) for one in (properties or "").split(",") if one)
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        pairs = {key: text.replace(code, sign) for key, text in pairs.items()}
        data = data.replace(code, sign) if code not in ("%3A", "%2C") else data
    return name, pairs, data


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(text):
    bad = Trouble(text, 3, 4, text, text)
    xml = fromstring(junit(text, [CaseOutcome(text, 3, text, (bad,))]).encode("utf-8"))
    assert [it.tag for it in xml.iter()] == ["testsuites", "testsuite", "testcase", "failure"]
    name, properties, data = command(annotation(bad))
    assert (name, properties.keys()) == ("error", {"file", "line", "col", "title"})
    assert len(data.split("\n")) == len(text.split("\n"))
    if text.isprintable():
        assert xml.find("*/testcase").attrib["name"] == text
        assert (properties["file"], properties["title"], data) == (text, text, text)


def test_counts_places_and_times():
    bad = Trouble("a.yaml", 7, 0, "step 4", "expected: 1\nactual: 2")
    cases = [
        CaseOutcome("a.yaml", 1, "One", (bad,)),
        CaseOutcome("b.yaml", 5, "Two", ()),
        CaseOutcome("c.yaml", 1, "Three", (bad,), error=True),
    ]
    assert (
        junit("harness replay", cases)
        == """<?xml version="1.0" encoding="utf-8"?>
<testsuites tests="3" failures="1" errors="1" time="0">
  <testsuite name="harness replay" tests="3" failures="1" errors="1" time="0" skipped="0">
    <testcase classname="a.yaml" name="One" file="a.yaml" line="1" time="0">
      <failure message="expected: 1">a.yaml:7: step 4
expected: 1
actual: 2</failure>
    </testcase>
    <testcase classname="b.yaml" name="Two" file="b.yaml" line="5" time="0" />
    <testcase classname="c.yaml" name="Three" file="c.yaml" line="1" time="0">
      <error message="expected: 1">a.yaml:7: step 4
expected: 1
actual: 2</error>
    </testcase>
  </testsuite>
</testsuites>"""
    )


def test_what_has_no_place_is_annotated_without_one():
    assert annotation(Trouble("", 0, 0, "", "Gherkin needs x")) == "::error::Gherkin needs x"
    assert annotation(Trouble("-", 3, 1, "", "no step")) == "::error::no step"


def test_check_and_replay_tell_ci_of_wrong_files_alike(tmp_path, capsys):
    wrong = tmp_path / "a.yaml"
    wrong.write_text("scenario: S\nsteps: [turn_of]\n")
    said = {}
    for verb, fmt in product(("check", "replay"), ("github", "junit")):
        assert main([verb, str(wrong), "--format", fmt]) == 2
        said[verb, fmt] = capsys.readouterr().out
    (annotated,) = [it for it in said["replay", "github"].splitlines() if it.startswith("::error")]
    assert annotated in said["check", "github"].splitlines()
    checked, replayed = (fromstring(said[verb, "junit"]) for verb in ("check", "replay"))
    # a file is a case of a check that fails; a replay did not come to its scenario
    assert checked.find(".//failure").attrib == replayed.find(".//error").attrib
