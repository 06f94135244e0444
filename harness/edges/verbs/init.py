"""`harness init DIR`: a working QA project to start from.

What it holds are the files of `harness/edges/project/`, copied as they are.
"""

import argparse
import shutil
from pathlib import Path

from harness.edges.cli import PASSED
from harness.edges.output import Output
from harness.values.errors import BadInput

TEMPLATE = Path(__file__).parent.parent / "project"


def run(given: argparse.Namespace) -> int:
    """Make the project; a folder that has anything in it is left alone."""
    target = Path(given.directory)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadInput(f"{target}: is there already and not empty; name a new folder")
    try:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TEMPLATE, target, dirs_exist_ok=True, ignore=ignored)
    except OSError as error:
        raise BadInput(f"{target}: cannot be written: {error.strerror or error}") from None
    output = Output()
    for path in sorted(target.rglob("*")):
        if path.is_file():
            output.write(str(path))
    output.write(f"\nNow: cd {target}, then pytest, and harness replay scenarios")
    return PASSED
