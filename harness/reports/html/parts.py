"""A long timeline in parts, of which a browser reads those that are opened.

A page of a hundred thousand rows takes a browser minutes and gigabytes. In a part that folds the
rows are the text of a `noscript`: they are markup where there is no script, and where there is one
they become markup when the part is opened (`parts.js`).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from harness.reports.event_text import plural
from harness.reports.html.lanes import Day, LaneRow
from harness.reports.timeline_rows import ALARMS

MOST: Final = 2000  # rows of a timeline that is whole
_ROWS: Final = 500  # of a part


class TimelinePart(NamedTuple):
    """Some rows of a timeline, by day."""

    days: Sequence[Day]

    @property
    def rows(self) -> list[LaneRow]:
        """All its rows."""
        return [row for day in self.days for row in day.rows]

    @property
    def words(self) -> str:
        """Its days and steps, which its fold says."""
        first, last = self.days[0].date, self.days[-1].date
        steps = [row.steps for row in self.rows if row.steps]
        when = first if first == last else f"{first} to {last}"
        if not steps:
            return when
        begins, ends = steps[0].partition("–")[0], steps[-1].rpartition("–")[2]
        return f"{when}, {f'step {begins}' if begins == ends else f'steps {begins} to {ends}'}"

    @property
    def alarms(self) -> str:
        """How many of its lines are of losses and the like."""
        lines = (card.line for row in self.rows for card in row.cards)
        many = sum(line.entries for line in lines if line.event in ALARMS)
        return plural(many, "alarm") if many else ""


def in_parts(days: Iterable[Day]) -> tuple[Sequence[Day], Iterator[TimelinePart] | None]:
    """The days of a timeline that is whole; or none of them, and the parts of a long one."""
    found: list[Day] = []
    left, rows = iter(days), 0
    for day in left:
        found.append(day)
        rows += len(day.rows)
        if rows > MOST:
            return [], _parts(chain(found, left))
    return found, None


def _parts(days: Iterable[Day]) -> Iterator[TimelinePart]:
    some: list[Day] = []
    room = _ROWS
    for day in days:
        for first in range(0, len(day.rows), _ROWS):
            rows = day.rows[first : first + _ROWS]
            if some and len(rows) > room:
                yield TimelinePart(some)
                some, room = [], _ROWS
            some.append(day._replace(rows=rows))
            room -= len(rows)
    yield TimelinePart(some)
