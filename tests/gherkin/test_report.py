"""Reports: Cucumber Messages of the official schema, living documentation, approved texts."""

import copy
import html
import json
import random
import re
import shlex
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from projects import feature, run_pytest

from harness.domain.errors import BadInput
from harness.domain.rules import RULES
from harness.gherkin.report.files import write_report
from harness.gherkin.report.provenance import provenance

ROOT = Path(__file__).parents[2]
CONFTEST = """
import pytest
from harness.gherkin.vocabulary import given, then

@given("a rest")
def _(): pytest.skip("on Sundays")

@given("a step to be written")
def _(): raise NotImplementedError("TODO")

@then("a picture is attached")
def _(attach): attach(b"\\x89PNG", "image/png", "seen.png")
"""
HOSTILE = '<script>alert(1)</script> & "q" \u202e |'
FILES = {
    "conftest.py": CONFTEST,
    "features/a.feature": f"""@payroll
Feature: {HOSTILE}
  It is **about** <b>this</b>.

  Background:
    Given integration is on

  Rule: A rule {HOSTILE}
    @R4 @R13
    Scenario: comes back
      Given the worker "Ada" exists in both environments
      And integration was turned off
      And the worker "Ada" was deleted from Dataverse
      And integration was turned on
      When the batch job runs
      Then the worker "Ada" is in Dataverse
      And a picture is attached

    @R3
    Scenario Outline: fails for <who>
      Given these worker records exist in both environments:
        | record | last name  |
        | <who>  | </pre>King |
      Then the last name of the worker "<who>" is "Byron" in Dataverse
      And no loss is reported

      Examples:
        | who |
        | Ben |
        | Zoë |
""",
    "features/b.feature": feature("Given a rest", "When the batch job runs", title="rests"),
    "features/c.feature": feature("Given a step to be written", "When the batch job runs"),
    "features/d.feature": feature("Given integration iss on", title="refused"),
}
RUN = (
    "-q", "--continue-on-collection-errors", "--harness-report", "out", "--harness-no-provenance",
    "--harness-summary", "summary.md",
)  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A folder where the features ran, and were reported."""
    folder = tmp_path_factory.mktemp("report")
    status, said = run_pytest(folder, FILES, *RUN)
    assert status == 1, said
    assert "report: out/index.html\n" in said
    return folder


def messages(folder):
    lines = (folder / "out" / "messages.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def of(found, kind):
    return [message[kind] for message in found if kind in message]


def test_the_messages_suit_the_official_schema(ran, cucumber):
    place = cucumber / "node_modules/@cucumber/messages/messages.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(place.read_text("utf-8")))
    found = messages(ran)
    assert len(found) > 50
    for message in found:
        validator.validate(message)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"testCase": {}})


def test_the_messages_are_those_of_the_official_library(ran):
    from cucumber_messages import Envelope, message_converter

    for message in messages(ran):
        again = message_converter.from_dict(message, Envelope)
        assert message_converter.to_dict(again) == message


def test_every_id_that_is_named_is_there_once(ran):
    found = messages(ran)
    ids = []

    def collect(value):
        if isinstance(value, dict):
            if "id" in value:
                ids.append(value["id"])
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(found)
    assert len(ids) == len(set(ids))
    for case in of(found, "testCase"):
        assert case["pickleId"] in ids
        assert all(step["stepDefinitionIds"][0] in ids for step in case["testSteps"])
    assert {step["status"] for step in results(found)} == {"PASSED", "FAILED", "SKIPPED", "PENDING"}
    assert [one["success"] for one in of(found, "testRunFinished")] == [False]
    [wrong] = of(found, "parseError")
    assert wrong["source"]["uri"] == "features/d.feature"
    assert "no step Given 'integration iss on'" in wrong["message"]


def results(found):
    return [one["testStepResult"] for one in of(found, "testStepFinished")]


def test_what_failed_says_why_and_what_follows_is_skipped(ran):
    failed = [one for one in results(messages(ran)) if one["status"] == "FAILED"]
    assert len(failed) == 2
    assert failed[0]["message"].startswith("expected: Ben in Dataverse has last name 'Byron'")
    assert failed[0]["exception"]["type"] == "AssertionError"
    [pending] = [one for one in results(messages(ran)) if one["status"] == "PENDING"]
    assert "TODO" in pending["message"]
    assert all(0 <= one["duration"]["seconds"] < 60 for one in results(messages(ran)))
    for started in of(messages(ran), "testRunStarted"):
        assert started["timestamp"]["seconds"] > 1_700_000_000  # real time, not simulated


def test_timelines_and_pictures_are_attached(ran):
    attached = of(messages(ran), "attachment")
    names = sorted(one["fileName"] for one in attached)
    assert names == ["seen.png", "timeline.txt", "timeline.txt", "timeline.txt"]
    assert any("restored in Dataverse" in one["body"] for one in attached)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.text, self.ids, self.links, self.fetched, self.tags = [], [], [], [], []
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"][1:]] if given.get("href", "").startswith("#") else []
        self.fetched += [
            value
            for name, value in attributes
            if name in ("src", "href") and value and not value.startswith(("#", "data:"))
        ]
        if tag not in ("meta", "link", "input", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page(ran):
    return Page((ran / "out" / "index.html").read_text("utf-8"))


def test_the_page_tells_every_scenario_and_needs_nothing_else(page):
    said = " ".join(" ".join(page.text).split())
    for words in (
        "1 of 5 scenarios passed",
        "1 passed",
        "3 failed",
        "1 skipped",
        "1 undone delete, not expected",
        "These features are wrong, and none of their scenarios is shown below",
        "no step Given 'integration iss on'",
        "comes back",
        "fails for Ben",
        "fails for Zoë",
        "expected: Zoë in Dataverse has last name 'Byron'",
        "skipped: on Sundays",
        "harness replay features/a.feature:29",
        "restored in Dataverse",
    ):
        assert words in said, words
    assert page.fetched == []
    assert page.tags.count("script") == 1
    assert page.open == []


def test_every_link_leads_somewhere_and_every_id_is_one(page):
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)


def test_what_failed_comes_first_with_what_was_expected(ran):
    text = (ran / "out" / "index.html").read_text("utf-8")
    failed = text.partition('<section id="failed">')[2].partition("</section>")[0]
    links = re.findall(r'href="#([^"]+)">(?:<bdi>)?([^<]+)', failed)
    assert links == [
        ("features/a.feature:29", "fails for Ben"),
        ("features/a.feature:30", "fails for Zoë"),
        ("features/c.feature:3", "A scenario"),
    ]
    assert "expected</dt> <dd><bdi>Zoë in Dataverse has last name &#39;Byron&#39;" in failed
    assert text.index('id="failed"') < text.index('class="features"')
    # the state is folded below the reason, and the lanes are open
    assert text.count('<details class="state"><summary>Both environments as text') == 2
    assert text.count("<details open><summary>Both environments, as lanes") == 2


def test_an_outline_stands_with_its_examples(ran):
    text = (ran / "out" / "index.html").read_text("utf-8")
    [outline] = re.findall(r'<section class="group outline">(.*?)<details', text, re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", outline)
    assert words.split()[:5] == ["Scenario", "Outline", "fails", "for", "&lt;who&gt;"]
    rows = re.findall('<tr data-case="([^"]+)">', outline)
    assert rows == ["features/a.feature:29", "features/a.feature:30"]
    assert "Zoë" in words


def test_anchors_are_files_and_lines_whatever_else_ran(records, tmp_path):
    odd = "a b/ü#<x>.feature"
    (tmp_path / "a b").mkdir()
    (tmp_path / odd).write_text(feature("When the batch job runs"), "utf-8")
    alone, _ = told(tmp_path, records[2:])
    page, _ = told(tmp_path, [{**copy.deepcopy(RECORD), "uri": odd}, *records])
    assert 'id="c.feature:3"' in alone
    assert 'id="c.feature:3"' in page
    assert 'id="a%20b/%C3%BC%23%3Cx%3E.feature:3"' in page
    assert 'href="#a%20b/%C3%BC%23%3Cx%3E.feature"' in page


def test_provenance_is_said_unless_bytes_are_to_be_equal(ran, tmp_path):
    assert '"facts provenance"' not in (ran / "out" / "index.html").read_text("utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    arguments = ["--harness-report", "out", "features/b.feature", "-k", "not <b> or rests"]
    run_pytest(tmp_path, FILES, *arguments)
    text = (tmp_path / "out" / "index.html").read_text("utf-8")
    facts = text.partition('<ul class="facts provenance">')[2].partition("</ul>")[0]
    said = html.unescape(re.sub(r"<[^>]+>", " ", facts))
    assert re.match(r" +\d{4}-\d\d-\d\d \d\d:\d\d UTC , [\d.]+ s ", said), said
    assert f"pytest {pytest.__version__}, Python " in said
    assert f"pytest {shlex.join(arguments[:1])}" in said
    assert "'not <b> or rests'" in said
    assert "commit" not in said  # no repository


def test_the_commit_is_said_and_whether_files_changed(tmp_path):
    def git(*arguments):
        who = ("-c", "user.name=N", "-c", "user.email=n@example.com")
        subprocess.run(["git", "-C", tmp_path, *who, *arguments], check=True, capture_output=True)

    def said():
        return provenance(tmp_path, ["a b"], 0, 61, "9")

    git("init")
    (tmp_path / "a.txt").write_text("1", "utf-8")
    git("add", "a.txt")
    git("commit", "-m", "one")
    assert re.fullmatch("[0-9a-f]{10}", said().commit)
    (tmp_path / "a.txt").write_text("2", "utf-8")
    assert said().commit.endswith(", with changes")
    assert said()[:2] == ("1970-01-01 00:00 UTC", "1 min 1 s")
    assert said().command == "pytest 'a b'"


def test_the_summary_has_features_scenario_files_and_what_is_wrong(ran, tmp_path):
    said = (ran / "summary.md").read_text("utf-8")
    assert said.startswith("### ❌ Scenarios: 1 of 5 scenarios passed; 1 undone delete, ")
    assert "; 1 file wrong\n" in said
    assert "<script>" not in said
    assert "| ➖ A feature | 1 skipped |" in said
    files = {
        "good.yaml": "scenario: Good\nrules: [S3]\nsteps: [turn_on]\n",
        "bad.yaml": "scenario: Bad\nsteps: [turn_on, {expect: {missed_requests: 7}}]\n",
        "wrong.yaml": "scenario: Wrong\nsteps: [turn_onn]\n",
    }
    options = ("--harness-summary", "s.md", "--continue-on-collection-errors")
    status, out = run_pytest(tmp_path, files, *options)
    assert (status, "report: s.md" in out) == (1, True), out
    said = (tmp_path / "s.md").read_text("utf-8")
    assert said.startswith(
        "### ❌ Scenarios: 1 of 2 scenarios passed; nothing lost; 1 file wrong\n"
    )
    assert "- **Bad** bad.yaml:1\n  expected: 7 missed requests<br>\n" in said.replace(
        "bad.yaml", "bad.yaml:1"
    )
    assert "| ✅ Good | 1 passed | S3 | nothing lost |" in said


@pytest.mark.parametrize("where", ["folder", "nowhere/s.md"])
def test_a_summary_that_cannot_be_written_is_said(tmp_path, where):
    (tmp_path / "folder").mkdir()
    status, out = run_pytest(
        tmp_path, {"a.yaml": "scenario: A\nsteps: [turn_on]\n"}, "--harness-summary", where
    )
    assert status == 4
    assert where.partition("/")[0] in out


def test_every_rule_is_in_the_law_with_its_outcome(page, ran):
    assert {f"rule-{rule}" for rule in RULES} <= set(page.ids)
    text = (ran / "out" / "index.html").read_text("utf-8")
    rows = re.findall(r'id="rule-(\w+)".*?class="outcome ([a-z-]+)"', text, re.DOTALL)
    outcomes = dict(rows)
    assert outcomes["R3"] == "failed"
    assert outcomes["R4"] == outcomes["R13"] == "passed"
    assert outcomes["S1"] == "not-shown"


def test_what_failed_stands_open_and_what_passed_is_folded(ran):
    text = (ran / "out" / "index.html").read_text("utf-8")
    found = re.findall(r'<details class="case story ([a-z-]+)"[^>]*?( open)?><summary>', text)
    assert sorted(found) == [
        ("failed", " open"),
        ("failed", " open"),
        ("failed", " open"),
        ("passed", ""),
        ("skipped", ""),
    ]


def test_hostile_text_is_only_text(ran):
    text = (ran / "out" / "index.html").read_text("utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "</pre>King" not in text
    assert "default-src 'none'" in text


@pytest.mark.slow
def test_several_processes_make_the_same_page_and_as_many_messages(ran, tmp_path):
    status, said = run_pytest(tmp_path, FILES, *RUN, "-n", "2")
    assert status == 1, said
    one, two = (folder / "out" / "index.html" for folder in (ran, tmp_path))
    assert one.read_text("utf-8") == two.read_text("utf-8")
    assert [next(iter(m)) for m in messages(tmp_path)] == [next(iter(m)) for m in messages(ran)]


RECORD = {
    "uri": "a.feature",
    "line": 3,
    "row": None,
    "status": "passed",
    "started": 10**18,
    "steps": [
        {
            "status": "PASSED",
            "started": 10**18,
            "nanoseconds": 5,
            "message": "",
            "exception": "",
            "definition": 0,
            "arguments": [],
            "attachments": [],
        }
    ],
    "definitions": [
        {
            "keyword": "when",
            "phrase": "the batch job runs",
            "kind": "CUCUMBER_EXPRESSION",
            "file": "s.py",
            "line": 1,
        }
    ],
    "message": "",
    "replay": "",
    "timeline": "",
    "cost": None,
    "failure": None,
    "view": None,
}


@pytest.fixture
def records(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.feature").write_text(feature("When the batch job runs"), "utf-8")
    return [{**copy.deepcopy(RECORD), "uri": f"{name}.feature"} for name in "abc"]


def test_neither_order_nor_durations_change_the_page(records, tmp_path):
    pages = []
    for seed in range(3):
        choose = random.Random(seed)
        choose.shuffle(records)
        for record in records:
            record["steps"][0]["nanoseconds"] = choose.randrange(10**9)
        index, _ = write_report(tmp_path / str(seed), tmp_path, records, [])
        pages.append(index.read_bytes())
    assert len(set(pages)) == 1


def told(folder, records, problems=(), **said):
    """The page and the messages of these records."""
    index, lines = write_report(folder / "out", folder, records, problems, **said)
    found = [json.loads(line) for line in lines.read_text("utf-8").split("\n")[:-1]]
    return index.read_text("utf-8"), found


def succeeded(found):
    [finished] = of(found, "testRunFinished")
    return finished["success"]


@pytest.mark.parametrize(
    "now", [None, "Feature: x\n", feature("Given a\n    And b"), "Feature\xff"]
)
def test_a_file_that_changed_while_it_ran_is_said_and_the_others_are_told(records, tmp_path, now):
    if now is None:
        (tmp_path / "b.feature").unlink()
    else:
        (tmp_path / "b.feature").write_text(now, "latin-1")
    page, found = told(tmp_path, records)
    assert "b.feature was changed or removed while its scenarios ran" in page
    assert "2 of 2 scenarios passed" in page
    assert len(of(found, "testCase")) == 2
    assert [one["source"]["uri"] for one in of(found, "parseError")] == ["b.feature"]
    assert not succeeded(found)


def test_everything_that_is_wrong_with_a_file_is_said_once(records, tmp_path):
    problems = [("d.feature", "second"), ("d.feature", "first"), ("d.feature", "second")]
    page, found = told(tmp_path, records, problems)
    assert "<pre>second\nfirst</pre>" in page
    assert [one["message"] for one in of(found, "parseError")] == ["second\nfirst"]


def test_a_run_that_failed_elsewhere_is_no_success(records, tmp_path):
    page, found = told(tmp_path, records, success=False)
    assert "pytest did not pass, and no scenario here says why" in page
    assert not succeeded(found)
    page, found = told(tmp_path, records)
    assert "pytest did not pass" not in page
    assert succeeded(found)
    page, _ = told(tmp_path, [])
    assert "<title>No scenario ran</title>" in page


@pytest.mark.parametrize(("when", "kind"), [("before", "BEFORE"), ("after", "AFTER")])
def test_fixtures_that_fail_are_hooks_that_failed(records, tmp_path, cucumber, when, kind):
    failed = {"status": "FAILED", "started": 10**18, "nanoseconds": 7}
    records[1] |= {
        "status": "failed",
        when: {**failed, "message": "<boom>", "exception": "RuntimeError"},
    }
    page, found = told(tmp_path, records)
    assert f"fixtures failed {when} the steps" in page
    assert '<pre class="why">&lt;boom&gt;</pre>' in page
    assert [one["type"] for one in of(found, "hook")] == [f"{kind}_TEST_CASE"]
    [hook] = of(found, "hook")
    steps = of(found, "testCase")[1]["testSteps"]
    at = 0 if when == "before" else -1
    assert [step.get("hookId") for step in steps].index(hook["id"]) == at % len(steps)
    finished = [
        one for one in of(found, "testStepFinished") if one["testStepId"] == steps[at]["id"]
    ]
    assert [one["testStepResult"]["status"] for one in finished] == ["FAILED"]
    assert not succeeded(found)
    place = cucumber / "node_modules/@cucumber/messages/messages.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(place.read_text("utf-8")))
    for message in found:
        validator.validate(message)


def test_half_a_character_in_a_failure_is_written_all_the_same(records, tmp_path):
    records[0] |= {"status": "failed"}
    records[0]["steps"][0] |= {"status": "FAILED", "message": "half \ud83d of \U0001f600 it"}
    page, found = told(tmp_path, records)
    assert "half \ufffd of \U0001f600 it" in page
    assert results(found)[0]["message"] == "half \ufffd of \U0001f600 it"


def test_a_search_finds_words_of_the_feature_and_of_tables_whatever_their_case(ran):
    text = (ran / "out" / "index.html").read_text("utf-8")
    [words] = [one for one in re.findall('data-words="(.*?)"', text) if "fails for zoë" in one]
    assert all(word in words for word in ("king", "last name", "a rule", "&lt;script&gt;"))
    assert words == words.lower()


def test_a_rule_of_a_feature_says_how_its_scenarios_went(ran):
    text = (ran / "out" / "index.html").read_text("utf-8")
    assert re.search(r'<h3 class="failed"><span class="mark" title="failed">', text)


def test_a_report_that_cannot_be_written_says_so(records, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match=r"the report cannot be written: (Not a|File exists)"):
        write_report(tmp_path / "file", tmp_path, records, [])


def test_pytest_says_where_a_report_cannot_be_written(project, tmp_path):
    files = {"a.feature": feature("Given integration is on"), "out": "x"}
    status, said = project(files, "-q", "--harness-report", "out")
    assert status == 4
    assert "out: is a file; --harness-report takes a folder" in said
    assert "Traceback" not in said
    status, said = project({}, "-q", "--harness-report", "out/deeper")
    assert status == 4
    assert "out/deeper: the report cannot be written: Not a directory" in said
    assert "INTERNALERROR" not in said


def test_timelines_are_printed(project):
    files = {"a.feature": feature("Given integration is on", "When the batch job runs")}
    for processes in ((), ("-n", "1")):
        status, said = project(files, "-q", "--harness-timelines", *processes)
        assert status == 0, said
        assert "a.feature:3\n#    When" in said
        assert "nothing to do" in said


def test_a_timeline_is_compared_with_an_approved_one(project, tmp_path):
    steps = ("Given integration is on", "When 1 hour passes")
    then = 'Then the timeline matches the approved timeline "an hour"'
    files = {"x/a.feature": feature(*steps, then)}
    status, said = project(files, "-q")
    assert status == 1
    assert "no timeline is approved as approved/an hour.txt" in said
    assert "1h passes" in said  # what is to be read
    assert project({}, "-q", "--harness-approve")[0] == 0
    text = (tmp_path / "x" / "approved" / "an hour.txt").read_text("utf-8")
    assert "1h passes" in text
    assert project({}, "-q")[0] == 0
    later = {"x/a.feature": feature(steps[0], "When 2 hours pass", then)}
    status, said = project(later, "-q")
    assert status == 1
    assert re.search(r"\n +-.*1h passes\n +\+.*2h passes", said)
    assert "if this is meant: pytest --approve" in said
    status, said = project({"x/a.feature": feature(then.replace("an hour", "../x"))}, "-q")
    assert "'../x' is no name for an approved timeline" in said


APPROVING = """
def test_it(approved):
    approved("one\\nü\\n", "texts/of it.txt")
"""


@pytest.mark.parametrize("option", ["--approve", "--harness-approve"])
def test_a_test_compares_any_text_with_an_approved_file(project, tmp_path, option):
    files = {"x/test_it.py": APPROVING}
    status, said = project(files, "-q")
    assert status == 1
    assert "no text is approved as texts/of it.txt: read it, then pytest --approve" in said
    assert project({}, "-q", option)[0] == 0
    path = tmp_path / "x" / "texts" / "of it.txt"
    assert path.read_bytes() == "one\nü\n".encode()
    assert project({}, "-q")[0] == 0
    path.write_text("one\ntwo\n")
    status, said = project({}, "-q")
    assert status == 1
    assert "the text is not the approved one, texts/of it.txt" in said
    assert re.search(r"\n.* -two\n.* \+ü\n", said)
    path.write_bytes(b"\xff")
    status, said = project({}, "-q")
    assert status == 1
    assert "of it.txt: 'utf-8' codec can't decode" in said


FIXTURE = """
import pytest
@pytest.fixture(autouse=True)
def around():
    {}
"""


@pytest.mark.parametrize("processes", [(), ("-n", "1")])
@pytest.mark.parametrize(
    ("does", "statuses", "says"),
    [
        ("raise OSError('no disk')", ["FAILED", "SKIPPED"], "failed before the steps"),
        ("yield; raise OSError('no disk')", ["PASSED", "FAILED"], "failed after the steps"),
    ],
)
def test_a_fixture_that_fails_fails_the_scenario(
    project, tmp_path, does, statuses, says, processes
):
    files = {"a.feature": feature("Given integration is on"), "conftest.py": FIXTURE.format(does)}
    status, said = project(files, "-q", "--harness-report", "out", *processes)
    assert status == 1, said
    assert "OSError: no disk" in said
    assert "conftest.py:5: OSError" in said  # as pytest tells it, with its place
    found = messages(tmp_path)
    assert [one["status"] for one in results(found)] == statuses
    assert not succeeded(found)
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "0 of 1 scenarios passed" in page
    assert says in page
    assert "OSError: no disk" in page


def test_a_scenario_that_a_tag_skips_is_told(project, tmp_path):
    files = {"a.feature": feature("Given integration is on", tags="@skip")}
    assert project(files, "-q", "--harness-report", "out")[0] == 0
    assert {one["status"] for one in results(messages(tmp_path))} == {"SKIPPED"}
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "1 skipped" in page
    assert succeeded(messages(tmp_path))


def test_a_run_that_was_interrupted_is_no_success(project, tmp_path):
    stop = "from harness import given\n@given('a stop')\ndef _(): raise KeyboardInterrupt\n"
    files = {"a.feature": feature("Given a stop"), "conftest.py": stop}
    assert project(files, "-q", "--harness-report", "out")[0] == 2
    assert not succeeded(messages(tmp_path))
    assert "pytest did not pass" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_features_beside_the_root_are_told(project, tmp_path):
    steps = feature("Given integration is on")
    files = {"there/a.feature": steps, "here/pytest.ini": "[pytest]\n", "here/a.feature": steps}
    where = ("-c", "here/pytest.ini", "--rootdir", "here", "there", "here")
    status, said = project(files, "-q", "--harness-report", "out", *where)
    assert status == 0, said
    uris = [one["uri"] for one in of(messages(tmp_path), "source")]
    assert uris == ["../there/a.feature", "a.feature"]


def test_files_whose_names_look_alike_have_ids_of_their_own(project, tmp_path):
    steps = feature("Given integration is on", "When the batch job runs")
    names = ("a-b", "a_b", "ä", "ö", "A", "a", "a_2d_b")
    status, said = project({f"{n}.feature": steps for n in names}, "-q", "--harness-report", "out")
    assert status == 0, said
    ids = Page((tmp_path / "out" / "index.html").read_text("utf-8")).ids
    assert sum("step" in one for one in ids) >= len(names)
    assert len(ids) == len(set(ids))
