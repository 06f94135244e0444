"""`harness check PATH...`: everything wrong with scenario and feature files, none of them run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
from harness.domain.errors import BadInput, Problem, Problems
from harness.gherkin.files import Checked, check, problems_in
from harness.gherkin.places import STANDARD_INPUT, is_gherkin
from harness.reports.event_text import plural
from harness.reports.output import Output

if TYPE_CHECKING:  # of two formats
    from harness.reports.ci import CaseOutcome


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
    if fmt == "junit":
        from harness.reports.ci import junit

        output.write(junit("harness check", _cases(found)))
    elif fmt == "github":
        from harness.reports.ci import annotation

        for case in _cases(found):
            for trouble in case.troubles:
                output.write(annotation(trouble))
        output.write(_summary(found))
    elif fmt == "simple":
        for problem in found.problems:
            output.write(str(problem))
        output.write(_summary(found))
    else:
        listing(output, fmt, [it.capitalize() for it in Problem._fields], _rows(found), wrap=3)
    return BAD if found.problems else PASSED


def _checked(paths: Sequence[str], catalog: str | None) -> Checked:
    """What `check` of the library finds, and of standard input too."""
    files = [path for path in paths if path != STANDARD_INPUT]
    found = check(*files, catalog=catalog)
    if len(files) == len(paths):
        return found
    problems: list[Problem | str]
    try:
        text = standard_input()
        problems = [*problems_in(text, STANDARD_INPUT, is_gherkin(text), catalog)]
    except Problems as error:
        problems = [*error.problems]
    except BadInput as error:
        problems = [str(error)]
    whole = dict.fromkeys((*found.problems, *problems))
    return Checked((*found.files, Path(STANDARD_INPUT)), tuple(whole))


def _summary(found: Checked) -> str:
    problems = plural(len(found.problems), "problem") if found.problems else "nothing wrong"
    return f"{plural(len(found.files), 'file')} checked, {problems}"


def _rows(found: Checked) -> list[tuple[str | None, int | None, int | None, str]]:
    """The problems in rows; one of no place has none."""
    return [
        (*problem[:3], problem.message)
        if isinstance(problem, Problem)
        else (None, None, None, problem)
        for problem in found.problems
    ]


def _cases(found: Checked) -> "list[CaseOutcome]":
    """A case for each file that was checked, and for others in which a problem is."""
    from harness.reports.ci import CaseOutcome, Trouble

    troubles: dict[str, list[Trouble]] = {str(path): [] for path in found.files}
    for file, line, column, message in _rows(found):
        trouble = Trouble(file or "", line or 0, column or 0, "", message)
        troubles.setdefault(trouble.file, []).append(trouble)
    return [
        CaseOutcome(file, 1, file or "harness check", tuple(its)) for file, its in troubles.items()
    ]
