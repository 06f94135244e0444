"""`harness check PATH...`: everything wrong with scenario and feature files, none of them run."""

from collections.abc import Sequence
from pathlib import Path

import click

from harness.cli.inputs import (
    PLACES_HELP,
    catalog_option,
    plug_in_project,
    require_read_once,
    standard_input,
)
from harness.cli.main import BAD, PASSED
from harness.cli.parameters import argument, format_option, output_option, plugin_option
from harness.cli.tables import listing
from harness.domain.errors import BadInput, Problem, found_in
from harness.gherkin.files import Checked, check, problems_in
from harness.gherkin.places import STANDARD_INPUT, is_gherkin
from harness.reports.event_text import plural
from harness.reports.output import Output


@click.command
@argument("paths", "PATH...", PLACES_HELP, callback=plug_in_project)
@plugin_option
@catalog_option
@format_option("json", "junit", "github")
@output_option
def run(paths: tuple[str, ...], catalog: str | None, fmt: str, output: Output) -> int:
    """Write every problem, a line each; exit status 2 if there is one."""
    require_read_once(paths)
    found = _checked(paths, catalog)
    if fmt in ("junit", "github"):
        from harness.reports.ci import write_wrong

        write_wrong(output, fmt, "harness check", found.problems, map(str, found.files))
        if fmt == "github":
            output.write(_summary(found))
    elif fmt == "simple":
        for problem in found.problems:
            output.write(str(problem))
        output.write(_summary(found))
    else:
        if fmt == "html":
            output.write(_summary(found))
        headers = [it.capitalize() for it in Problem._fields]
        rows = [it if isinstance(it, Problem) else (None, None, None, it) for it in found.problems]
        if rows or fmt != "html":
            listing(output, fmt, headers, rows, wrap=3)
    return BAD if found.problems else PASSED


def _checked(paths: Sequence[str], catalog: str | None) -> Checked:
    """What `check` of the library finds, and of standard input too."""
    files = [path for path in paths if path != STANDARD_INPUT]
    found = check(*files, catalog=catalog)
    if len(files) == len(paths):
        return found
    try:
        text = standard_input()
        problems = [*problems_in(text, STANDARD_INPUT, is_gherkin(text), catalog)]
    except BadInput as error:
        problems = found_in(error)
    whole = dict.fromkeys((*found.problems, *problems))
    return Checked((*found.files, Path(STANDARD_INPUT)), tuple(whole))


def _summary(found: Checked) -> str:
    problems = plural(len(found.problems), "problem") if found.problems else "nothing wrong"
    return f"{plural(len(found.files), 'file')} checked, {problems}"
