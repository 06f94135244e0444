"""`harness explain FILE --record NAME`: why the record is as it is at the end."""

from collections.abc import Iterable

import click

from harness.cli.inputs import (
    PLACE_HELP,
    load_place,
    plug_in_project,
    replay_options,
    replayed,
)
from harness.cli.parameters import (
    argument,
    option,
    output_option,
    plugin_option,
    text_or_page_option,
)
from harness.cli.tables import prose, title
from harness.domain.errors import BadInput
from harness.domain.rules import RULES, legend
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.reports.explain.explanation import Explanation, explain
from harness.reports.explain.sections import Chain
from harness.reports.explain.sentences import Link
from harness.reports.explain.stated_rules import stated
from harness.reports.output import Output
from harness.scenarios.cut import cut_at
from harness.scenarios.replay import Replay, replay
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
@replay_options
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
    with replayed(scenario, store) as done:
        try:
            explanation = explain(done.simulator, record, done.done, column)
        except BadInput:
            if at is not None:
                _check_later(whole, record, at)
            raise
        if fmt == "html":
            output.write(_page(explanation, done))
        else:
            _Page(output, done).write(explanation)


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


def _page(explanation: Explanation, done: Replay) -> str:
    """The explanation as an HTML page."""
    from harness.reports.html.explanation import RecordStory, explanation_page

    scenario, world = done.scenario, done.simulator.world
    story = RecordStory(
        scenario.title, scenario.place, world.settings, world.clock.now, world.on,
        [failure.step for failure in done.failures],
    )  # fmt: skip
    return explanation_page(explanation, story)


class _Page:
    """Writes an explanation to the width of the output."""

    def __init__(self, output: Output, done: Replay) -> None:
        self._output = output
        self._done = done
        world = done.simulator.world
        self._settings: Settings = world.settings
        start, end = format_instant(world.settings.start), format_instant(world.clock.now)
        self._days = start[:10] != end[:10]  # whether a time needs its date
        self._end = end.replace("T", " ")[:-1]
        self._on = "on" if world.on else "off"
        self._steps = max([len(str(step.number)) for step in done.done], default=1)

    def write(self, explanation: Explanation) -> None:
        title(self._output, explanation.title)
        prose(
            self._output, f"{self._done.scenario.place}, as of {self._end}, integration {self._on}"
        )
        for section in explanation.sections:
            self._output.write("")
            title(self._output, section.title)
            for number, chain in enumerate(section.chains):
                if number and (chain.links or section.chains[number - 1].links):
                    self._output.write("")
                self._chain(chain)
        self._output.write("")
        title(self._output, "Rules")
        for rule in explanation.rules:
            lead = f"  {rule:<5}{RULES[rule].mark:<7} "
            prose(
                self._output,
                stated(rule, self._settings, explanation.table),
                " " * len(lead),
                lead,
            )
        self._output.write("")
        prose(self._output, legend(explanation.rules))
        if self._done.failures:
            steps = ", ".join(str(failure.step) for failure in self._done.failures)
            self._output.write("")
            prose(
                self._output,
                f"The scenario FAILED (step {steps}): harness replay shows how. An explanation "
                "tells what happened, expected or not.",
            )

    def _chain(self, chain: Chain) -> None:
        for line in chain.lines:
            rules = chain.rules if line is chain.lines[-1] else ()
            prose(self._output, line + _bracketed(rules), "    ", "  ")
        for link in chain.links:
            self._link(link)

    def _link(self, link: Link) -> None:
        step = "start" if link.step is None else f"step {link.step}"
        time = format_instant(link.at).replace("T", " ")[:-1]
        lead = f"    {step:<{self._steps + 5}}  {time if self._days else time[11:]}  "
        text = link.text + _bracketed(link.rules)
        prose(self._output, text, " " * len(lead), lead, link.alarm)


def _bracketed(rules: Iterable[str]) -> str:
    names = ", ".join(dict.fromkeys(rules))
    return f" [{names}]" if names else ""
