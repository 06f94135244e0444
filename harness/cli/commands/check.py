"""`harness check PATH...`: everything wrong with scenario and feature files, none of them run."""

import click

from harness.cli.inputs import catalog_option, plug_in_project
from harness.cli.main import BAD, PASSED
from harness.cli.parameters import argument, plugin_option
from harness.gherkin.files import check
from harness.reports.event_text import plural
from harness.reports.output import Output


@click.command
@argument("paths", "PATH...", "a file, or a folder of them", callback=plug_in_project)
@plugin_option
@catalog_option
def run(paths: tuple[str, ...], catalog: str | None) -> int:
    """Print every problem, a line each; exit status 2 if there is one."""
    files, found = check(*paths, catalog=catalog)
    output = Output()
    for problem in found:
        output.write(str(problem))
    problems = plural(len(found), "problem") if found else "nothing wrong"
    output.write(f"{plural(len(files), 'file')} checked, {problems}")
    return BAD if found else PASSED
