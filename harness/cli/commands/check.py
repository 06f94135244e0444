"""`harness check PATH...`: everything wrong with scenario and feature files, none of them run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from harness.cli.inputs import catalog_additions, catalog_option
from harness.cli.main import BAD, PASSED
from harness.cli.parameters import argument
from harness.domain.errors import BadInput, Problems
from harness.gherkin.places import checked_files
from harness.reports.event_text import plural
from harness.reports.output import Output


@click.command
@argument("paths", "PATH...", "a file, or a folder of them")
@catalog_option
def run(paths: tuple[str, ...], catalog: str | None) -> int:
    """Print every problem, a line each; exit status 2 if there is one."""
    additions = catalog_additions(catalog)
    output = Output()
    files = checked_files(paths)
    # what is missing or wrong for all of them, such as a library, is one problem
    found = dict.fromkeys(problem for path in files for problem in _problems(path, additions))
    for line in found:
        output.write(line)
    problems = plural(len(found), "problem") if found else "nothing wrong"
    output.write(f"{plural(len(files), 'file')} checked, {problems}")
    return BAD if found else PASSED


def _problems(path: Path, additions: Mapping[str, Any]) -> Iterator[str]:
    try:
        if path.suffix == ".feature":
            from harness.gherkin.conftest_loader import definitions_for

            definitions = definitions_for(path)  # raises what to install if Gherkin is not
            from harness.gherkin.check import feature_problems

            yield from map(str, feature_problems(path, definitions))
        else:
            from harness.scenarios.reader import load

            load(path, additions)
    except Problems as error:
        yield from map(str, error.problems)
    except BadInput as error:
        yield str(error)
