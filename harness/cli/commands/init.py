"""`harness init DIR`: a working QA project to start from, copied from `harness/project/`."""

import shutil
from pathlib import Path

import click

from harness.cli.parameters import argument
from harness.domain.errors import BadInput
from harness.reports.output import Output

TEMPLATE = Path(__file__).parents[2] / "project"


@click.command
@argument("directory", "DIR", "a new or empty folder")
def run(directory: str) -> None:
    """Make the project; a folder that has anything in it is refused."""
    target = Path(directory)
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
