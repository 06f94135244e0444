"""The comparison of two results as an HTML page."""

from collections.abc import Iterator
from typing import NamedTuple

from harness.reports.diff import SETTINGS, Parting, differences, parting, same_timelines
from harness.reports.html.rendering import render
from harness.reports.result_format import Result, TimelineEntry
from harness.reports.result_words import ResultWords
from harness.reports.timeline_rows import ALARMS


class SideView(NamedTuple):
    """One of the two results."""

    letter: str
    label: str
    result: Result


class PartedEvent(NamedTuple):
    """An event at which the two part, or before that; without an entry nothing more happens."""

    side: str  # both, A or B
    entry: TimelineEntry | None

    @property
    def alarm(self) -> bool:
        """Whether it is harm that one side alone has."""
        return self.side != "both" and self.entry is not None and self.entry.event in ALARMS


def comparison_page(
    first_label: str, first: Result, second_label: str, second: Result
) -> tuple[str, bool]:
    """The page, and whether both are the same."""
    parted = parting(first.end.timeline, second.end.timeline)
    words = ResultWords(first, second)
    sections = differences(first, second, words)
    ends_differ = any(section.title != SETTINGS for section in sections)
    same = parted is None and not ends_differ and first.run.fingerprint == second.run.fingerprint
    text = render(
        "comparison.html",
        title="The same" if same else "Where they part, and what differs at the end",
        sides=[SideView("A", first_label, first), SideView("B", second_label, second)],
        same=same,
        parted=parted,
        events=[] if parted is None else list(_events(parted)),
        words=words,
        why=same_timelines(first, second) if parted is None else "",
        sections=sections,
        SETTINGS=SETTINGS,
        ends_differ=ends_differ,
    )
    return text, same


def _events(parted: Parting) -> Iterator[PartedEvent]:
    for side, entries in (("both", parted.before), ("A", parted.first), ("B", parted.second)):
        for entry in entries:
            yield PartedEvent(side, entry)
        if not entries and side != "both":
            yield PartedEvent(side, None)
