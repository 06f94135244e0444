"""`harness check PATH...`: everything wrong with scenario and feature files, none of them run."""

import argparse

from harness.edges.cli import BAD, PASSED
from harness.edges.inputs import catalog_additions
from harness.edges.output import Output
from harness.edges.places import checked_files
from harness.readers.words import counted
from harness.values.errors import BadInput
from harness.values.problems import Problems


def run(given: argparse.Namespace) -> int:
    """Print every problem, a line each; 2 where there is one."""
    additions = catalog_additions(given.catalog)
    output = Output()
    found: list[str] = []
    files = checked_files(given.paths)
    for path in files:
        try:
            if path.suffix == ".feature":
                from harness.edges.gherkin.phrases import vocabulary

                vocabulary()  # says what to install where Gherkin is not
                from harness.edges.gherkin.feature_check import feature_problems

                found += map(str, feature_problems(path))
            else:
                from harness.histories.scenario_file import load

                load(path, additions)
        except Problems as error:
            found += map(str, error.problems)
        except BadInput as error:
            found.append(str(error))
    for line in found:
        output.write(line)
    problems = counted(len(found), "problem") if found else "nothing wrong"
    output.write(f"{counted(len(files), 'file')} checked, {problems}")
    return BAD if found else PASSED
