"""An explanation as text: chains of links, each with its step, its time and its rules."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from harness.domain.rule_marks import legend_of, standing_in
from harness.domain.rules import marked
from harness.domain.times import format_instant
from harness.reports.explain.explanation import RecordExplanation
from harness.reports.explain.sections import Chain
from harness.reports.explain.sentences import Link
from harness.reports.explain.stated_rules import stated
from harness.reports.output import PIPED_WIDTH
from harness.reports.wrapping import printable, wrapped


class ExplainedLine(NamedTuple):
    """A heading, or prose behind `first` and from its second line on behind `rest`."""

    text: str
    rest: str = ""
    first: str = ""
    alarm: bool = False
    heading: bool = False


def explanation_text(explanation: RecordExplanation) -> str:
    """The text as `harness explain` prints it into a pipe, without its last line break."""
    lines: list[str] = []
    for line in explanation_lines(explanation):
        if line.heading:
            lines.append(printable(line.text))
        else:
            lines += wrapped(line.text, line.first, line.rest, PIPED_WIDTH)
    return "\n".join(lines)


def explanation_lines(explanation: RecordExplanation) -> Iterator[ExplainedLine]:
    """The lines, of which those without a text are empty."""
    state, settings = explanation.state, explanation.state.settings
    start, end = format_instant(settings.start), format_instant(state.now)
    days = start[:10] != end[:10]  # whether a time needs its date
    yield ExplainedLine(explanation.title, heading=True)
    moment = f"as of {end.replace('T', ' ')[:-1]}, integration {'on' if state.on else 'off'}"
    yield ExplainedLine(", ".join(filter(None, (state.place, moment))))
    for section in explanation.sections:
        yield ExplainedLine("")
        yield ExplainedLine(section.title, heading=True)
        for number, chain in enumerate(section.chains):
            if number and (chain.links or section.chains[number - 1].links):
                yield ExplainedLine("")
            yield from _chain(chain, len(str(state.steps)), days)
    yield ExplainedLine("")
    yield ExplainedLine("Rules", heading=True)
    named = [(it, standing_in(it, settings, explanation.table)) for it in explanation.rules]
    for rule, setting in named:
        mark = marked(rule, setting).removeprefix(f"{rule} ")
        lead = f"  {rule:<5}{mark:<7} "
        yield ExplainedLine(stated(rule, settings, explanation.table), " " * len(lead), lead)
    yield ExplainedLine("")
    yield ExplainedLine(legend_of(named))
    if state.failed:
        steps = ", ".join(map(str, state.failed))
        yield ExplainedLine("")
        yield ExplainedLine(
            f"The scenario FAILED (step {steps}): harness replay shows how. An explanation "
            "tells what happened, expected or not."
        )


def _chain(chain: Chain, digits: int, days: bool) -> Iterator[ExplainedLine]:
    for line in chain.lines:
        rules = chain.rules if line is chain.lines[-1] else ()
        yield ExplainedLine(line + _bracketed(rules), "    ", "  ")
    for link in chain.links:
        yield _link(link, digits, days)


def _link(link: Link, digits: int, days: bool) -> ExplainedLine:
    step = "start" if link.step is None else f"step {link.step}"
    time = format_instant(link.at).replace("T", " ")[:-1]
    lead = f"    {step:<{digits + 5}}  {time if days else time[11:]}  "
    return ExplainedLine(link.text + _bracketed(link.rules), " " * len(lead), lead, link.alarm)


def _bracketed(rules: Iterable[str]) -> str:
    names = ", ".join(dict.fromkeys(rules))
    return f" [{names}]" if names else ""
