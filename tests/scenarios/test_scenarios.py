"""Every scenario file passes, and its timeline is the one that a reviewer approved.

A scenario is `scenarios/**/x.yaml`; `x.timeline.txt` in the same folder holds what `harness replay`
prints for it, piped. Adding a scenario adds these two files and no code; `pytest --approve` writes
the second.
"""

import re
from pathlib import Path

import pytest

from harness.cli.main import main
from harness.domain.commands import Import
from harness.domain.rules import RULES
from harness.scenarios.reader import load
from harness.scenarios.replay import replay
from harness.scenarios.results import result

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "scenarios").rglob("*.yaml")
    if "bad" not in path.parts
)


@pytest.fixture(autouse=True)
def as_a_reviewer_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the top folder, with no terminal and no settings of one."""
    monkeypatch.chdir(ROOT)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("file", FILES)
def test_passes_with_the_approved_timeline(file, capsys, approved) -> None:
    status = main(["replay", file])
    printed, errors = capsys.readouterr()
    assert status == 0, printed + errors
    assert errors == ""
    path = ROOT / re.sub(r"\.yaml$", ".timeline.txt", file)
    approved(without_generated_values(file, printed), path, what="timeline")


def without_generated_values(file: str, printed: str) -> str:
    """The printed text; of generated data only its timeline and outcome.

    Generated values come from Faker and change with its release. The timeline folds them to counts
    and to the first and last record's names, which are not Faker's; the end state shows values.
    """
    rows = [
        row
        for step in load(file).steps
        if isinstance(step.does, Import) and step.does.generate
        for row in step.does.rows
    ]
    if not rows:
        return printed
    lines = printed.splitlines(keepends=True)
    end = next(place for place, line in enumerate(lines) if line.rstrip().endswith("at the end"))
    outcome = [line for line in lines if line.strip()][-1:]
    text = "".join([*lines[:end], *outcome])
    words = set(re.findall(r"\w+", text))
    for row in rows:
        for _, value in row.values:
            if isinstance(value, str) and value != row.record:
                shown = value in words if value.isalnum() else value in text
                assert not shown, f"{value!r} of {row.record} is generated and in its timeline"
    return text


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_is_the_same_when_replayed_twice(file: str) -> None:
    first, second = (result(replay(load(file))) for _ in range(2))
    assert first.run.fingerprint == second.run.fingerprint
    assert first == second


@pytest.mark.parametrize("file", FILES)
def test_begins_with_what_a_reviewer_learns(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.match(r"# \S.*\n(# .*\n){0,3}scenario: ", text), "a comment, then scenario:"
    assert load(file).rules, "rules: says which rules it shows"


def test_every_rule_is_shown() -> None:
    shown = {rule for file in FILES for rule in load(file).rules}
    assert sorted(set(RULES) - shown) == []


def test_titles_are_unique() -> None:
    titles = [load(file).title for file in FILES]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_every_timeline_has_its_scenario() -> None:
    timelines = (ROOT / "scenarios").rglob("*.timeline.txt")
    named = {re.sub(r"\.timeline\.txt$", ".yaml", path.as_posix()) for path in timelines}
    assert sorted(named - {(ROOT / file).as_posix() for file in FILES}) == []
