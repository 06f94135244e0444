"""`harness explain FILE --record NAME`: why the record is as it is at the end."""

import click

from harness.cli.explanation_text import write_explanation
from harness.cli.inputs import (
    PLACE_HELP,
    load_place,
    plug_in_project,
    reading_backend,
    reading_options,
    replayed,
)
from harness.cli.parameters import (
    argument,
    option,
    output_option,
    plugin_option,
    text_or_page_option,
)
from harness.domain.errors import BadInput
from harness.reports.output import Output
from harness.scenarios.cut import cut_at
from harness.scenarios.replay import replay
from harness.scenarios.results import explanation
from harness.scenarios.scenario import Scenario


@click.command
@argument("file", "FILE", PLACE_HELP, callback=plug_in_project)
@option("--record", "NAME", "the record's name", required=True)
@option("--column", "COLUMN", "of this column only")
@option(
    "--at",
    "STEP|TIME",
    "as it is after this step, or at this time, such as 2021-08-19T12:00, or 1h 30m after the "
    "start; by default at the end",
)
@plugin_option
@reading_options
@text_or_page_option
@output_option
def run(
    file: str,
    record: str,
    column: str | None,
    at: str | None,
    store: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    fmt: str,
    output: Output,
) -> None:
    """Explain the record at the end of the scenario, whether or not the scenario passes."""
    whole = load_place(file, catalog, settings)
    scenario = whole if at is None else cut_at(whole, at)
    with replayed(scenario, reading_backend(scenario, store)) as done:
        try:
            found = explanation(done, record, column)
        except BadInput:
            if at is not None:
                _check_later(whole, record, at)
            raise
        if fmt == "html":
            from harness.reports.html.explanation import explanation_page

            output.write(explanation_page(found))
        else:
            write_explanation(output, found)


def _check_later(whole: Scenario, record: str, at: str) -> None:
    """Raise BadInput that says so if the record comes to be later."""
    done = replay(whole)
    for step in done.done:
        for seq in range(step.first, step.last + 1):
            event = done.simulator.journal[seq]
            if event.record == record and event.event != "refused":
                raise BadInput(
                    f"--at {at}: there is no {record} yet; it comes in step {step.number}"
                )
