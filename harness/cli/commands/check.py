"""`harness check PATH...`: everything wrong with scenario and feature files, none of them run."""

import argparse

from harness.cli.inputs import catalog_additions
from harness.cli.main import BAD, PASSED
from harness.domain.errors import BadInput, Problems
from harness.gherkin.places import checked_files
from harness.reports.event_text import plural
from harness.reports.output import Output


def run(given: argparse.Namespace) -> int:
    """Print every problem, a line each; 2 where there is one."""
    additions = catalog_additions(given.catalog)
    output = Output()
    found: list[str] = []
    files = checked_files(given.paths)
    for path in files:
        try:
            if path.suffix == ".feature":
                from harness.gherkin.conftest_loader import vocabulary

                vocabulary()  # says what to install where Gherkin is not
                from harness.gherkin.check import feature_problems

                found += map(str, feature_problems(path))
            else:
                from harness.scenarios.reader import load

                load(path, additions)
        except Problems as error:
            found += map(str, error.problems)
        except BadInput as error:
            found.append(str(error))
    for line in found:
        output.write(line)
    problems = plural(len(found), "problem") if found else "nothing wrong"
    output.write(f"{plural(len(files), 'file')} checked, {problems}")
    return BAD if found else PASSED
