"""`harness foresee PATH...`: what the batch job, or sync now of a table, would do at the end."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import click

from harness.cli.explanation_text import write_explanation
from harness.cli.inputs import (
    PLACES_HELP,
    load_places,
    plug_in_project,
    reading_backend,
    reading_options,
    replayed,
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
    plugin_option,
)
from harness.cli.tables import listing, prose, title
from harness.domain.errors import BadInput
from harness.domain.rule_marks import legend_of, setting_of
from harness.domain.step_results import StepResult
from harness.domain.suggestions import did_you_mean
from harness.domain.times import format_instant
from harness.gherkin.names import table_of
from harness.gherkin.project_settings import settings_of
from harness.reports.foresight import KINDS, Foresight, foresee
from harness.reports.foresight_text import HEADERS, rows, summary
from harness.reports.json_text import JsonDocument
from harness.reports.one_record import has_record, unknown_record
from harness.reports.output import Output
from harness.reports.timeline_rows import idle_runs
from harness.scenarios.replay import Replay
from harness.scenarios.results import explanation

_REFUSED: Final = "refused"  # of --fail-on: the run would not run
_ON_A_PAGE: Final = 200  # rows, of which none fold


def _kinds(_ctx: click.Context, _param: click.Parameter, text: str | None) -> frozenset[str]:
    """The kinds of `--fail-on`. BadInput for a word that is none."""
    if text is None:
        return frozenset()
    known = (*KINDS, _REFUSED)
    kinds = frozenset(word.strip() for word in text.split(","))
    for word in sorted(kinds - {*known}):
        near = did_you_mean(word, known)
        raise BadInput(f"--fail-on {word}: there is none such{near}; there are {', '.join(known)}")
    return kinds


@click.command
@argument("paths", "PATH...", PLACES_HELP, callback=plug_in_project)
@option(
    "--table",
    "TABLE",
    "what sync now of this table, such as worker, would do; without it, the batch job",
)
@option("--record", "NAME", "one record alone: what would become of it, and why")
@option(
    "--fail-on",
    "KIND,KIND",
    f"exit status 1 if one of these is there: {', '.join(KINDS)}; or {_REFUSED}, if the run would "
    "not run",
    dest="kinds",
    callback=_kinds,
)
@option("--until", "STEP", "after this step; 0 is what is given", Number(0))
@flag("--expand", "fold nothing: a line for every record")
@format_option("json")
@output_option
@plugin_option
@reading_options
def run(
    paths: tuple[str, ...],
    table: str | None,
    record: str | None,
    kinds: frozenset[str],
    until: int | None,
    expand: bool,
    fmt: str,
    output: Output,
    store: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
) -> int:
    """Foresee at the end of each scenario, whether or not it passes; nothing of it is done."""
    if record is not None and fmt == "json":
        raise BadInput("--record: is for people; --format json is whole")
    scenarios = load_places(paths, catalog, settings)
    require_until(until, scenarios)
    document = JsonDocument(output.write_part, len(scenarios))
    status, seen = PASSED, False
    for scenario in scenarios:
        with replayed(scenario, reading_backend(scenario, store), until=until) as done:
            foresight = foresee(done.simulator, table and _table(table, done))
            its = {it.kind for it in foresight.ran.found if record in (None, it.record)}
            if foresight.refused is not None:
                its.add(_REFUSED)
            status = max(status, BAD if done.error else FAILED if its & kinds else PASSED)
            if fmt == "json":
                what = {"scenario": scenario.title, "file": scenario.file}
                at = format_instant(done.simulator.world.clock.now)
                document.add({**what, "at": at, **foresight.in_parts()})
            elif record is None or has_record(foresight.ran.after, record):
                seen = True
                hint = _earlier(done) if table is None and until is None else ""
                _show(output, fmt, done, foresight, expand, record, hint)
            elif len(scenarios) == 1:
                raise unknown_record(done.simulator, record)
    if record is not None and not seen:
        raise BadInput(f"none of {len(scenarios):,} scenarios makes a record {record!r}")
    return status


def _earlier(done: Replay) -> str:
    """Where a scenario has run its job already: what to ask to foresee that run."""
    journal, idle = done.simulator.journal, idle_runs(done.simulator)
    for step in reversed(done.done):
        for seq in range(step.first, step.last + 1):
            if journal[seq].event == "batch_started" and seq not in idle:
                ran = f"The scenario runs it in step {step.number}"
                return f"{ran}: --until {step.number - 1} foresees that run."
    return ""


def _table(words: str, done: Replay) -> str:
    """The logical name of a table, from the words that steps may call it."""
    catalog = done.simulator.world.catalog
    if words in catalog:  # its logical name, whatever else may be called so
        return words
    try:
        return table_of(catalog.with_words(settings_of(done.scenario.file).words), words).name
    except BadInput as error:
        raise BadInput(f"--table: {error}; `harness tables` lists them") from None


def _show(
    output: Output,
    fmt: str,
    done: Replay,
    foresight: Foresight,
    expand: bool,
    record: str | None,
    hint: str,
) -> None:
    """The sentences, the table, and of one record why."""
    if record is not None:
        foresight = _of_record(foresight, record)
    ran = foresight.ran
    title(output, done.scenario.title, fmt)
    now = format_instant(done.simulator.world.clock.now).replace("T", " ")[:-1]
    on = "on" if done.simulator.world.on else "off"
    prose(output, f"{done.scenario.place}, as of {now}, integration {on}")
    output.write("")
    if record is not None:
        prose(output, f"Of the record {record} alone.")
    alarm = any(it.kind == "lost" for it in ran.found)
    for number, text in enumerate(summary(foresight).split("\n\n")):
        if number:
            output.write("")
        prose(output, text, alarm=alarm)
    if ran.found:
        output.write("")
        # a page cannot be asked again: there only what is very long folds
        every = expand or (fmt == "html" and len(ran.found) <= _ON_A_PAGE)
        listing(output, fmt, HEADERS, rows(foresight, done.done, every), wrap=(1, 4))
    elif hint and ran.refused is None and record is None:
        prose(output, hint)
    if record is not None:
        steps = done.done if ran.refused is not None else ran.steps(done.done)
        output.write("")
        prose(output, _why(foresight, steps))
        output.write("")
        after_run = replace(done, simulator=ran.after, done=steps)
        write_explanation(output, explanation(after_run, record))
    elif ran.found:
        output.write("")
        settings = ran.after.world.settings
        prose(output, legend_of((it.rule, setting_of(it, settings)) for it in ran.found))
    if record is None and done.failures:
        steps_of = ", ".join(str(failure.step) for failure in done.failures)
        prose(output, f"The scenario FAILED (step {steps_of}): harness replay shows how.")
    output.write("")


def _of_record(foresight: Foresight, record: str) -> Foresight:
    """What is foreseen of one record, also of the run that would be if integration were on."""
    turned_on = foresight.if_turned_on
    return foresight._replace(
        found=[it for it in foresight.found if it.record == record],
        if_turned_on=turned_on and _of_record(turned_on, record),
    )


def _why(foresight: Foresight, steps: Sequence[StepResult]) -> str:
    """What an explanation is of: the record after the run; as it is, where there would be none."""
    if foresight.ran.refused is not None:
        return "Why it is as it is now: nothing would run."
    if foresight.if_turned_on is not None:
        return f"Why, if integration were turned on: the run would be step {steps[-1].number}."
    return f"Why: the run is step {steps[-1].number}."
