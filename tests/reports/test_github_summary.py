"""The summary of a run in Markdown: what it says, and that nothing of a file is obeyed in it."""

import pytest

from harness.cli.main import main
from harness.reports.github_summary import (
    MOST_FAILURES,
    MOST_PROBLEMS,
    MOST_ROWS,
    escaped,
    github_summary,
)
from harness.reports.run_summary import Cost, FailedExpectation, OutcomeGroup, ScenarioOutcome

LOST = """
scenario: {title}
rules: [R3, R7]
given:
  records:
    ada: {{table: cdm_worker, values: {{cdm_workernumber: "1", cdm_lastname: Byron}}}}
    ben: {{table: cdm_worker, values: {{cdm_workernumber: "2", cdm_lastname: Byron}}}}
steps:
  - edit: {{in: hr, record: ada, values: {{cdm_lastname: King}}}}
  - delete: {{in: dataverse, record: ben}}
  - advance: 1h
  - edit: {{in: dataverse, record: ada, values: {{cdm_lastname: Noel}}}}
  - edit: {{in: hr, record: ben, values: {{cdm_lastname: King}}}}
  - turn_on
  - run_batch_job
{expectations}
"""
NAMED = {
    "": "1 data loss, not expected; 1 undone delete, not expected",
    "{data_loss: {in: hr, record: ada, columns: [cdm_lastname]}}":
        "1 data loss, expected; 1 undone delete, not expected",
    "{data_loss: {in: hr, record: ada}}": "1 data loss, expected; 1 undone delete, not expected",
    "{data_losses: [{in: hr, record: ada, column: cdm_lastname, lost: King, kept: Noel}]}":
        "1 data loss, expected; 1 undone delete, not expected",
    "{undone_delete: {in: dataverse, record: ben}}":
        "1 data loss, not expected; 1 undone delete, expected",
    # an expectation that did not hold names nothing
    "{data_loss: {in: dataverse, record: ada}}":
        "1 data loss, not expected; 1 undone delete, not expected",
    "{in: dataverse, record: ada, values: {cdm_lastname: Noel}}":
        "1 data loss, not expected; 1 undone delete, not expected",
}  # fmt: skip


def summary(tmp_path, capsys, *names, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    status = main(["replay", *(names or [str(tmp_path)]), "--format", "github-summary"])
    return status, capsys.readouterr().out


@pytest.mark.parametrize(("expectation", "says"), NAMED.items())
def test_what_was_lost_is_expected_if_an_expectation_that_held_names_it(
    tmp_path, capsys, expectation, says
):
    steps = f"  - expect: {expectation}" if expectation else ""
    status, said = summary(tmp_path, capsys, a=LOST.format(title="One loss", expectations=steps))
    first, *rest = said.splitlines()
    assert first.endswith(f" of 1 scenario passed; {says}")
    mark, bold = ("✅", "**") if not status else ("❌", "**")
    assert first.startswith(f"### {mark} Scenarios: ")
    outcome = "1 failed" if status else "1 passed"
    assert rest[-1] == f"| {mark} One loss | {outcome} | R3, R7 | {bold}{says}{bold} |"


def test_what_failed_comes_first_with_what_was_expected(tmp_path, capsys):
    wrong = LOST.format(title="Wrong", expectations="  - expect: {in: hr, record: ada, exists: no}")
    right = LOST.format(title="Right", expectations="")
    status, said = summary(tmp_path, capsys, a=right, b=wrong)
    assert status == 1
    lines = said.splitlines()
    assert lines[0].startswith("### ❌ Scenarios: 1 of 2 scenarios passed; 2 data losses, ")
    assert lines[2] == f"- **Wrong** {escaped(str(tmp_path / 'b.yaml'))}"
    assert lines[3] == "  expected: ada in Human Resources is not there<br>"
    assert lines[4] == "  actual: ada in Human Resources is there"
    rows = [line for line in lines if line.startswith(("| ✅", "| ❌"))]
    assert [row.split(" | ")[0] for row in rows] == ["| ❌ Wrong", "| ✅ Right"]


def test_a_line_for_each_feature(tmp_path, capsys):
    step = 'When the worker "Ada" is created in Human Resources'
    feature = "Feature: F\n" + "".join(f"  @S2\n  Scenario: {n}\n    {step}\n" for n in "ab")
    (tmp_path / "f.feature").write_text(feature, "utf-8")
    _, said = summary(tmp_path, capsys, str(tmp_path / "f.feature"))
    rows = [line for line in said.splitlines() if line.startswith("| ✅")]
    assert rows == [f"| ✅ {escaped(str(tmp_path / 'f.feature'))} | 2 passed | S2 | nothing lost |"]


def test_files_that_cannot_be_read_are_in_it_with_all_that_is_wrong(tmp_path, capsys):
    """The page of a CI job would else be empty exactly when something is wrong."""
    wrong = "scenario: W\nsteps:\n  - turn_onn\n  - edit: {in: nowhere}\n"
    for name, text in {"a": LOST.format(title="Right", expectations=""), "b": wrong}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    page, missing = tmp_path / "sum.md", tmp_path / "none.yaml"
    places = ["replay", str(tmp_path), str(missing), "--format", "github-summary"]
    assert main([*places, "--output", str(page)]) == 2
    assert capsys.readouterr().err == ""
    first, _, bad, none = page.read_text("utf-8").splitlines()
    assert first == "### ❌ Scenarios: No scenario ran; 2 files wrong"
    assert bad.startswith(f"- **{escaped(str(tmp_path / 'b.yaml'))}** 3:5: ")
    assert "<br>4:" in bad
    assert none == f"- **{escaped(f'{missing}: no such file or folder')}**"


def test_of_many_problems_of_a_file_the_first_are_said():
    said = github_summary([], {"a.yaml": "\n".join(["wrong"] * (MOST_PROBLEMS + 2))})
    assert said.endswith("wrong<br>and 2 more")
    assert said.count("wrong<br>") == MOST_PROBLEMS


HOSTILE = (
    "<script>alert(1)</script> @octocat #12 | [x](https://x.example) `a` **b** ~~c~~ !\n"
    "# heading www.x.example &amp; ![i](http://x.example/i.png) \x1b[31m \\ $x$"
)


def test_nothing_of_a_file_is_markup_a_mention_or_a_link():
    failure = FailedExpectation(HOSTILE, HOSTILE, HOSTILE)
    one = ScenarioOutcome(HOSTILE, HOSTILE, "failed", ["R3"], Cost(), [failure])
    said = github_summary([OutcomeGroup(HOSTILE, HOSTILE, [one])])
    for obeyed in ("<script", "@octocat", "#12", "](", "://", "www.", "\x1b", " | [", "~~c"):
        assert obeyed not in said, obeyed
    assert "&amp;amp;" in said
    [row] = [line for line in said.splitlines() if line.startswith("| ❌")]
    assert row.replace("\\|", "").count("|") == 5


def test_many_files_are_folded_and_many_failures_counted():
    one = ScenarioOutcome("One", "one.yaml", "failed")
    groups = [OutcomeGroup("One", "one.yaml", [one])] * (MOST_ROWS + 1)
    said = github_summary(groups)
    assert f"<details><summary>{MOST_ROWS + 1} files</summary>\n\n| |" in said
    assert said.endswith("|\n\n</details>")
    assert f"- and {MOST_ROWS + 1 - MOST_FAILURES} more" in said
    assert "<details>" not in github_summary(groups[:MOST_ROWS])


def test_a_run_of_nothing_says_so():
    assert github_summary([]) == "### ⚠️ Scenarios: No scenario ran"


def test_the_contents_of_a_page_say_what_failed_first_and_what_was_expected(tmp_path, capsys):
    named = "  - expect: {data_loss: {in: hr, record: ada}}"
    wrong = "  - expect: {in: hr, record: ada, exists: no}"
    files = {"a": LOST.format(title="Right", expectations=named),
             "b": LOST.format(title="Wrong", expectations=wrong)}  # fmt: skip
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    assert main(["replay", str(tmp_path), "--format", "html"]) == 1
    contents = capsys.readouterr().out.partition("<nav")[2].partition("</nav>")[0]
    assert contents.index('href="#s2"') < contents.index('href="#s1"')
    assert "1 data loss, expected; 1 undone delete, not expected" in contents
    assert main(["replay", str(tmp_path), "--quiet"]) == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.endswith("; shows R3, R7; 1 data loss, expected; 1 undone delete, not expected")
