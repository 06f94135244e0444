"""What the README says is so: its commands print what it shows, its table is the registry's.

`pytest --approve` rewrites the outputs.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from harness.domain.faults import FAULTS
from harness.domain.rules import RULES
from harness.scenarios.format import EXPECTATIONS, SETTINGS, STEPS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


WALK = re.compile(
    r"<!-- file (?P<path>[^\n]+?) -->\n```(?:gherkin|python)\n(?P<text>.*?)```|"
    r"```shell-session\n(?P<commands>.*?)```",
    re.DOTALL,
)


def run(command: str) -> str:
    """What the command prints, as somebody sees it who stands in the checkout."""
    arguments = shlex.split(command)
    assert arguments[0] == "harness", f"the tour runs harness only, not {command}"
    done = subprocess.run(
        [sys.executable, "-m", "harness", *arguments[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    return done.stdout + done.stderr


def examples() -> list[tuple[str, str]]:
    found = []
    for block in CONSOLE.findall(README.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


@pytest.mark.parametrize(("command", "output"), examples(), ids=[c for c, _ in examples()])
def test_the_tour_prints_what_it_shows(command, output, approved):
    actual = clean(run(command))
    if approved.rewrite and "[...]" not in output:
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(f"$ {command}\n{output}", f"$ {command}\n{actual}\n"))
        return
    # a line [...] stands for any lines that are left out
    pattern = re.escape(clean(output)).replace(re.escape("[...]"), "(?:.*\n?)*?.*")
    assert re.fullmatch(pattern, actual), actual


@pytest.mark.slow
def test_a_tester_gets_from_nothing_to_a_report_by_the_readme_alone(tmp_path, approved):
    """Every file and command of that part, in its order; the README shows what they print."""
    text = README.read_text(encoding="utf-8")
    scripts = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "COLUMNS": "80",
        "PYTHONIOENCODING": "utf-8",
    }
    # pytest takes options from the first, and cuts its last lines where the others are not set
    for name in ("PYTEST_ADDOPTS", "CI", "BUILD_NUMBER"):
        environment.pop(name, None)
    here, statuses = tmp_path, []
    for found in WALK.finditer(text):
        if found["path"]:
            (here / found["path"]).write_text(found["text"], encoding="utf-8")
            continue
        for part in re.split(r"^\$ ", found["commands"], flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            program, *arguments = shlex.split(command)
            if program == "cd":
                here /= arguments[0]
                continue
            done = subprocess.run(
                [sys.executable, "-m", program, *arguments],
                cwd=here,
                capture_output=True,
                text=True,
                check=False,
                env=environment,
            )
            statuses.append((command, done.returncode))
            actual = re.sub(r" in [0-9.]+s", " in 1.00s", clean(done.stdout + done.stderr))
            if approved.rewrite and "[...]" not in output:
                text = README.read_text(encoding="utf-8")
                README.write_text(
                    text.replace(f"$ {command}\n{output}", f"$ {command}\n{actual}\n", 1)
                )
                continue
            pattern = re.escape(clean(output)).replace(re.escape("[...]"), "(?:.*\n?)*?.*")
            assert re.fullmatch(pattern, actual), actual
    assert [status for _, status in statuses] == [0, 0, 2, 1, 0, 0, 1]
    assert (here / "report" / "index.html").is_file()


def test_the_rule_table_is_the_registry():
    rows = re.findall(r"^\| ([A-Z]\d+) \| ([^|]+) \| (.+) \|$", README.read_text(), re.MULTILINE)
    stated = {rule: (status.strip(), text.replace("\\|", "|")) for rule, status, text in rows}
    registry = {
        rule.id: (rule.status + (", policy" if rule.policy else ""), rule.statement)
        for rule in RULES.values()
    }
    assert stated == registry


def test_every_path_of_the_readme_is_there():
    text = README.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:harness|features|scenarios|tests|\.ci)/[\w./*-]*)`", text)
    assert paths
    for path in paths:
        assert list(ROOT.glob(path)) if "*" in path else (ROOT / path).exists(), path


def test_the_format_is_listed():
    """Every step, expectation, setting and fault, with all its keys."""
    text = README.read_text(encoding="utf-8")
    for name, step in STEPS.items():
        (row,) = re.findall(rf"^\| `{name}` \| (.+) \| .+ \|$", text, re.MULTILINE)
        keys = re.findall(r"\w+", row) if step.fields else []
        assert keys == [field.name for field in step.fields]
    for name, step in EXPECTATIONS.items():
        (row,) = re.findall(rf"^\| (.+) \| {re.escape(step.says)} \|$", text, re.MULTILINE)
        assert name in row
        assert all(field.name in row for field in step.fields)
    for name in (*SETTINGS, *FAULTS):
        assert f"| `{name}` |" in text
