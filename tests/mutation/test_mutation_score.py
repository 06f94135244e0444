"""The measure with mutants of a tool (`python -m tests.mutation_score`), here without the tool."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.mutation_score.mutants import files  # noqa: E402  (it is a program, not on the path)
from tests.mutation_score.patching import replaced  # noqa: E402
from tests.mutation_score.suites import example_files  # noqa: E402

FILE = "harness/domain/times.py"
UNDER_A_MUTANT = """
import sys
from tests.mutation_score.suites import ROOT, end, start
file, old, new, example = sys.argv[1:]
text = (ROOT / file).read_text()
assert old in text
print(end(*start(file, text.replace(old, new), "examples", [example]), "examples"))
"""


def test_a_mutant_of_a_function_is_put_in_force_where_the_function_is():
    text = (ROOT / FILE).read_text()
    of_function = text.replace("if total > LONGEST:", "if total < LONGEST:")
    assert [name for name, _ in replaced(FILE, of_function)] == ["parse_duration"]
    assert replaced(FILE, text.replace("LONGEST = 100", "LONGEST = 1")) is None
    assert replaced(FILE, text) == {}


def test_what_is_left_out_is_there_and_what_is_judged_is_of_a_kind():
    assert ROOT / "harness/domain/reconcile.py" in files()
    assert ROOT / "harness/domain/rules.py" not in files()
    assert not any("bad/" in file for file in example_files())
    judged = tomllib.loads((ROOT / "tests/mutation_score/judged.toml").read_text())
    assert set(judged) == {"equivalent", "own", "input", "words"}
    names = [name for kind in judged.values() for name in kind]
    assert len(names) == len(set(names))


@pytest.mark.slow
@pytest.mark.parametrize(("new", "noticed"), [('"hr"', False), ('"dataverse"', True)])
def test_a_suite_notices_a_mutant_in_a_process_of_its_own(new, noticed):
    old = '(EDITED, SAME, True): Decision("R2", "hr")'
    example = "scenarios/reconcile/r02-one-side-edited.yaml"
    given = ["harness/domain/reconcile.py", old, old.replace('"hr"', new), example]
    done = subprocess.run(
        [sys.executable, "-c", UNDER_A_MUTANT, *given],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith(f"Verdict(noticed={noticed}"), done.stdout + done.stderr
