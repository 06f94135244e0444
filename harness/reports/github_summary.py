r"""A run as Markdown for a pull request or the summary of a CI job.

First a line with the outcome, then what failed, then a row for each feature or scenario file. What
files say stays text: no markup, no mention of a person, no link.

>>> escaped("<b>@ada</b> | *x* #12 https://x.example")
'&lt;b&gt;@&#8203;ada&lt;/b&gt; \\| \\*x\\* #&#8203;12 https:&#8203;//x.example'
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from harness.reports.event_text import plural
from harness.reports.run_summary import OutcomeGroup, headline
from harness.reports.wrapping import printable

MOST_FAILURES: Final = 20
MOST_PROBLEMS: Final = 10  # of one file that could not be run
MOST_ROWS: Final = 30  # more of them are folded
_MARKUP: Final = re.compile(r"[$\\`*_{}\[\]()~|!+-]")
_LINKS: Final = re.compile(r"([@#])|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BREAK: Final = "&#8203;"  # no width: what GitHub takes for a mention or an address is parted


def github_summary(
    groups: Sequence[OutcomeGroup], wrong: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The summary; `wrong` are files that could not be run, with all that is wrong with them."""
    return "\n".join(_lines(groups, wrong))


def _lines(groups: Sequence[OutcomeGroup], wrong: Mapping[str, str]) -> Iterator[str]:
    failed = [one for group in groups for one in group.scenarios if one.status == "failed"]
    mark = "❌" if failed or wrong else "✅" if groups else "⚠️"
    files = f"; {plural(len(wrong), 'file')} wrong" if wrong else ""
    yield f"### {mark} Scenarios: {headline(groups)}{files}"
    if wrong:
        yield ""
        for file, problem in wrong.items():
            lines = problem.splitlines()
            more = len(lines) - MOST_PROBLEMS
            shown = [escaped(line) for line in lines[:MOST_PROBLEMS]]
            shown += [f"and {more:,} more"] if more > 0 else []
            yield f"- **{escaped(file)}** {'<br>'.join(shown)}".rstrip()
    if failed:
        yield ""
        for one in failed[:MOST_FAILURES]:
            yield f"- **{escaped(one.title)}** {escaped(one.place)}"
            for failure in one.failures[:1]:
                yield f"  expected: {escaped(failure.expected)}<br>"
                yield f"  actual: {escaped(failure.actual)}"
        if len(failed) > MOST_FAILURES:
            yield f"- and {len(failed) - MOST_FAILURES:,} more"
    if not groups:
        return
    yield ""
    folded = len(groups) > MOST_ROWS
    if folded:
        yield f"<details><summary>{plural(len(groups), 'file')}</summary>"
        yield ""
    yield "| | Outcome | Shows | Lost |"
    yield "|:--|:--|:--|:--|"
    for group in sorted(groups, key=lambda it: not it.failed):
        mark = "❌" if group.failed else "✅" if group.counts["passed"] else "➖"
        cost = group.cost
        lost = f"**{cost.text}**" if cost.unexpected else cost.text
        cells = (f"{mark} {escaped(group.name)}", group.outcome, ", ".join(group.rules), lost)
        yield f"| {' | '.join(cells)} |"
    if folded:
        yield ""
        yield "</details>"


def escaped(text: str) -> str:
    """A text of a file as Markdown that shows it and does nothing else."""
    line = " ".join(printable(text).split()).translate(_ENTITIES)
    line = _MARKUP.sub(r"\\\g<0>", line)
    return _LINKS.sub(lambda found: f"{found[0]}{_BREAK}", line)
