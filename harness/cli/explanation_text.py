"""An explanation as text: chains of links, each with its step, its time and its rules."""

from collections.abc import Iterable

from harness.cli.tables import prose, title
from harness.domain.rules import RULES, legend
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.reports.explain.explanation import Explanation
from harness.reports.explain.sections import Chain
from harness.reports.explain.sentences import Link
from harness.reports.explain.stated_rules import stated
from harness.reports.output import Output
from harness.scenarios.replay import Replay


class ExplanationText:
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
