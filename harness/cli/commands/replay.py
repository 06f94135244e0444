"""`harness replay PATH...`: replay scenario files and folders, and show what happened."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from harness.cli.further import further, require_one_of
from harness.cli.inputs import (
    PLACES_HELP,
    load_places,
    new_world,
    overwrite_option,
    plug_in_project,
    replay_options,
    replayed,
    require_one_world,
    require_until,
)
from harness.cli.main import BAD, FAILED, PASSED
from harness.cli.parameters import (
    Number,
    argument,
    flag,
    format_option,
    option,
    output_option,
    plugins_option,
)
from harness.domain.errors import BadInput, found_in
from harness.reports.one_record import has_record, unknown_record
from harness.reports.output import Output, say
from harness.scenarios.replay import Replay
from harness.scenarios.replay_text import case_outcome, outcome_parts, replay_parts, unchecked_lines
from harness.stores.interface import Backend
from harness.stores.registry import open_backend

if TYPE_CHECKING:  # most replays are without plug-ins
    from harness.properties.plugin_file import PluginFile

Show = Callable[[Replay], None]
End = Callable[[int, int], None]  # how many scenarios there were, and how many failed
View = tuple[Show, End]  # how one replay is shown, and what is written after the last


class Selection(NamedTuple):
    """What of a replay is shown: every entry, or few; of all records, or of one."""

    expand: bool
    record: str | None


def _json(output: Output, _shown: Selection, of: int) -> View:
    from harness.reports.json_text import JsonDocument
    from harness.scenarios.results import result_in_parts

    document = JsonDocument(output.write_part, of)
    return lambda done: document.add(result_in_parts(done)), lambda of, bad: None


def _html(output: Output, only: Selection, _of: int) -> View:
    from harness.reports.html.page import page
    from harness.reports.html.scenario import RenderedScenario, rendered
    from harness.scenarios.results import scenario_view

    shown: list[RenderedScenario] = []
    return (
        lambda done: shown.append(
            rendered(scenario_view(done, only.record), f"s{len(shown) + 1}", *only)
        ),
        lambda of, bad: output.write(page(shown)),
    )


def _mermaid(output: Output, shown: Selection, _of: int) -> View:
    from harness.reports.mermaid import sequence_diagram
    from harness.reports.wrapping import printable

    def show(done: Replay) -> None:
        output.write(f"%% {printable(done.scenario.title)}")
        output.write(sequence_diagram(done.simulator, done.done, *shown))

    return show, lambda of, bad: None


def _junit(output: Output, _shown: Selection, _of: int) -> View:
    from harness.reports.ci import CaseOutcome, junit

    found: list[CaseOutcome] = []
    return (
        lambda done: found.append(case_outcome(done)),
        lambda of, bad: output.write(junit("harness replay", found)),
    )


def _github(output: Output, _shown: Selection, _of: int) -> View:
    from harness.reports.ci import annotation

    def show(done: Replay) -> None:
        for trouble in case_outcome(done).troubles:
            output.write(annotation(trouble))

    # nothing but commands and this line: a title in the log could be read as a command
    return show, lambda of, bad: output.write(f"{of - bad} of {of} scenarios passed")


def _github_summary(output: Output, _shown: Selection, _of: int) -> View:
    from harness.reports.github_summary import github_summary
    from harness.reports.run_summary import ScenarioOutcome
    from harness.scenarios.costs import by_file, outcome_of
    from harness.scenarios.scenario import Scenario

    ran: list[tuple[Scenario, ScenarioOutcome]] = []
    return (
        lambda done: ran.append((done.scenario, outcome_of(done))),
        lambda of, bad: output.write(github_summary(by_file(ran))),
    )


def _bad(fmt: str, output: Output, error: BadInput) -> None:
    from harness.reports.ci import write_wrong

    write_wrong(output, fmt, "harness replay", found_in(error))


def _bad_github_summary(output: Output, error: BadInput) -> None:
    from harness.reports.github_summary import github_summary

    wrong: dict[str, str] = {}
    for found in found_in(error):
        if isinstance(found, str):  # names its file, if it has one
            wrong[found] = ""
        else:
            line = f"{found.line}:{found.column}: {found.message}"
            wrong[found.file] = "\n".join(filter(None, (wrong.get(found.file), line)))
    output.write(github_summary([], wrong))


# CI is told of files that cannot be read as of scenarios that fail
_OF_BAD_FILES: Final[Mapping[str, Callable[[Output, BadInput], None]]] = {
    "junit": partial(_bad, "junit"),
    "github": partial(_bad, "github"),
    "github-summary": _bad_github_summary,
}
# the formats that are no table: the names given to --format, each with the view of so many replays
VIEWS: Final[Mapping[str, Callable[[Output, Selection, int], View]]] = {
    "json": _json,
    "html": _html,
    "junit": _junit,
    "github": _github,
    "github-summary": _github_summary,
    "mermaid": _mermaid,
}
_WHOLE: Final = (
    "json",
    "junit",
    "github",
    "github-summary",
)  # for programs, which look for themselves


@click.command
@argument(
    "paths",
    "PATH...",
    PLACES_HELP,
    callback=plug_in_project,
)
@format_option(*VIEWS)
@output_option
@option("--until", "STEP", "stop after this step; 0 shows what is given", Number(0))
@flag("--expand", "fold nothing: a line for every entry, and every record at the end")
@option("--record", "NAME", "one record alone: what happened to it, and what it came to")
@flag(
    "--promises",
    "after every step, look at what always holds; what is broken first fails the scenario",
)
@plugins_option
@replay_options
@overwrite_option
@flag(
    "--continue",
    "go on with the world that the database of --store holds: PATH has further steps",
    dest="continues",
)
@flag("--quiet", "outcomes only")
def run(
    paths: tuple[str, ...],
    fmt: str,
    output: Output,
    until: int | None,
    expand: bool,
    record: str | None,
    promises: bool,
    plugins: "tuple[PluginFile, ...]",
    store: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    overwrite: bool,
    continues: bool,
    quiet: bool,
) -> int:
    """Replay the scenarios; exit status 1 if one fails, 2 if a plugged part breaks its contract.

    Bad files are found before any replay.
    """
    if quiet and fmt in VIEWS:
        raise BadInput(f"--quiet: leaves the outcomes, in text; --format {fmt} is whole")
    if quiet and record is not None:
        raise BadInput("--quiet: leaves the outcomes, and --record shows one record")
    if fmt in _WHOLE and record is not None:
        raise BadInput(f"--record: is for people; --format {fmt} is whole")
    require_one_of(overwrite=overwrite, continues=continues)
    checks = _checks(promises, plugins) if promises or plugins else {}
    try:
        if continues:
            opened = further(paths, store, catalog, settings, checks.get("oracle"))
            scenarios = [opened.scenario]
        else:
            opened, scenarios = None, load_places(paths, catalog, settings)
            require_one_world(scenarios, store)
    except BadInput as error:
        if fmt not in _OF_BAD_FILES:
            raise
        _OF_BAD_FILES[fmt](output, error)
        return BAD
    require_until(until, scenarios, opened.begun if opened else None)
    shown = Selection(expand, record)
    if fmt in VIEWS:
        show, end = VIEWS[fmt](output, shown, len(scenarios))
    else:
        show, end = _text(output, shown, fmt, quiet)
    failed, status, seen = 0, PASSED, False
    for scenario in scenarios:
        begun = opened.begun if opened else None
        backend: Backend
        if opened is not None:
            backend = opened.backend
        else:
            backend = open_backend(*new_world(scenario.file, store, overwrite=overwrite))
        with replayed(scenario, backend, until=until, begun=begun, **checks) as done:
            failed += done.outcome == "failed"
            for line in unchecked_lines(done) if fmt in VIEWS else ():
                say(line.strip())  # no part of what a program reads
            status = max(status, BAD if done.error else FAILED if done.failures else PASSED)
            if record is None or has_record(done.simulator, record):
                show(done)  # the next scenario opens the stores anew
                seen = True
            elif len(scenarios) == 1:
                raise unknown_record(done.simulator, record)
    if record is not None and not seen:
        raise BadInput(f"none of {len(scenarios):,} scenarios makes a record {record!r}")
    end(len(scenarios), failed)
    return status


def _checks(promises: bool, plugins: "tuple[PluginFile, ...]") -> dict[str, Any]:
    """What is checked after each step: all that always holds, or only what is plugged in."""
    from harness.properties.law import first_violation, violation
    from harness.properties.oracle.oracle import Oracle, Step
    from harness.properties.plugin_file import properties_of
    from harness.properties.registry import Violation

    if promises:
        return {"oracle": Oracle, "check": first_violation}
    own = [it for it in properties_of(plugins) if it.commands]
    if not own:
        return {}

    def check(step: Step) -> Violation | None:
        found = (violation(it, step) for it in own if type(step.command) in it.commands)
        return next(filter(None, found), None)

    return {"oracle": Oracle, "check": check}


def _text(output: Output, shown: Selection, fmt: str, quiet: bool) -> View:
    """Tables in a format of tabulate, or outcomes only."""

    def show(done: Replay) -> None:
        parts = (
            outcome_parts(done, output.color)
            if quiet
            else replay_parts(done, fmt, output.width, output.color, *shown)
        )
        for part in parts:
            output.write(part)

    def end(of: int, failed: int) -> None:
        if of > 1:
            output.write(f"{of - failed} of {of} scenarios passed")

    return show, end
