"""What a scenario did to records: which it touched, and which are as they were given or imported.

An end state shows what was touched, or differs; of the rest it says how many there are.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.records import Record, at
from harness.domain.step_results import StepResult
from harness.reports.checks import Check
from harness.reports.event_text import plural
from harness.reports.folding import ALIKE, MOST, FoldedRow, like_rows
from harness.reports.sides import Sides, apart, unlike_places
from harness.simulator.engine import Engine

MOST_VALUES: Final = 8  # of a record
_GRID_LIKE: Final = ("human_resources_entity_name", "deleted_from_dataverse")
# what changes nothing of a record that was given or imported
_BEGINS: Final = frozenset({"given", "waiting", "copied", "linked", "pointed", "settled"})


GridRow = Mapping[str, str]  # as `findings.grid_rows` yields it


class Chosen(NamedTuple):
    """The records of a table that are shown, and those that are left, with words on them."""

    shown: Sequence[FoldedRow[Sides]]
    rest: str
    left: Sequence[Sides]


class Touched:
    """The records that a scenario touched or named, and the columns that changed."""

    def __init__(
        self,
        simulator: Engine,
        steps: Iterable[StepResult],
        found: Iterable[Check],
        expand: bool = False,
        record: str | None = None,
    ) -> None:
        self._simulator = simulator
        self._expand = expand
        self._record = record
        self._imported: set[str] = set()
        self._names = {it.record for check in found for it in check.found}
        self._names.update(step.record for step in steps if step.record is not None)
        for _, (name, event, actor) in simulator.journal.fields("record", "event", "actor"):
            if name is None:
                continue
            if event == "created" and actor == "import":
                self._imported.add(name)
            elif event not in _BEGINS:
                self._names.add(name)

    @cached_property
    def _places(self) -> Mapping[str, Collection[int]]:
        """By record, the columns that changed: needed of records with many values alone."""
        found: dict[str, set[int]] = defaultdict(set)
        for _, event in self._simulator.journal:
            name, before, after = event.record, event.before, event.data
            if name is not None and before is not None and after is not None:
                found[name].update(unlike_places(before, after))
        return found

    def is_touched(self, name: str) -> bool:
        """Whether the record was touched or named."""
        return name in self._names

    def of_record(self, pairs: Iterable[Sides]) -> list[Sides]:
        """The records, or of them the one that is asked for."""
        return [it for it in pairs if self._record in (None, it.name)]

    def rows_of_record(self, rows: Iterable[GridRow]) -> list[GridRow]:
        """The rows of the grid, or that of the record that is asked for."""
        return [row for row in rows if self._record in (None, row["record"])]

    def chosen(self, table: Table, pairs: Sequence[Sides]) -> Chosen:
        """The records of a table that are shown, what differs first; many like ones fold."""
        if self._record is not None or self._expand:
            return Chosen([FoldedRow(it) for it in self.of_record(pairs)], "", [])
        calm = [
            place for place, it in enumerate(pairs) if it.alike and not self.is_touched(it.name)
        ]
        if len(calm) <= ALIKE:
            calm = []
        left = set(calm)
        told = (it for place, it in enumerate(pairs) if place not in left)
        rows = like_rows(told, lambda it: _likeness(table, it))
        ranked = sorted(enumerate(rows), key=lambda it: (it[1].row.alike, it[0]))
        first = [row for _, row in sorted(ranked[:MOST], key=itemgetter(0))]
        more = [it for _, row in ranked[MOST:] for it in (row.row, *row.more)]
        quiet = [pairs[place].name for place in calm]
        imported = sum(name in self._imported for name in quiet)
        rest, what = [], "further record" if first else "record"
        if len(quiet) > imported:
            rest.append(f"{plural(len(quiet) - imported, what)} as given")
        if imported:
            rest.append(f"{plural(imported, what)} as imported")
        if more:
            alike = sum(it.alike for it in more)
            of = "" if alike == len(more) else f"{alike:,} of them "
            rest.append(f"{len(more):,} more, {of}the same on both sides")
        untouched = [pairs[place] for place in calm]
        return Chosen(first, _words(bool(first), rest), [*more, *untouched])

    def grid(
        self, rows: Sequence[GridRow]
    ) -> tuple[Sequence[FoldedRow[GridRow]], str, Sequence[GridRow]]:
        """The rows of the grid that are shown, words on the others, and these; like ones fold."""
        if self._record is not None or self._expand:
            return [FoldedRow(row) for row in self.rows_of_record(rows)], "", []
        found: list[GridRow] = []
        calm: list[GridRow] = []
        for row in rows:
            untouched = row["deleted_from_dataverse"] == "No" and not self.is_touched(row["record"])
            (calm if untouched else found).append(row)
        if len(calm) <= ALIKE:
            found, calm = list(rows), []
        folded = like_rows(found, lambda row: tuple(row[name] for name in _GRID_LIKE))
        left = [*(one for row in folded[MOST:] for one in (row.row, *row.more)), *calm]
        rest = [plural(len(left), "more row" if found else "row")] if left else []
        return folded[:MOST], _words(bool(found), rest), left

    def places(
        self, table: Table, it: Record, ways: Collection[int] = ()
    ) -> tuple[Sequence[int], Sequence[int]]:
        """The columns of a record that are shown, and the others that are filled.

        `ways` are those in which both environments differ. Of many columns the key's and those that
        changed come first.
        """
        filled = [
            place
            for place in range(len(table.names))
            if at(it.values, place) is not None or place in ways
        ]
        if self._expand or len(filled) <= MOST_VALUES:
            return filled, []
        changed = self._places.get(it.name, ())

        def rank(place: int) -> tuple[int, int]:
            key = bool(table.key_bits >> place & 1)
            return (0 if place in ways else 1 if key else 2 if place in changed else 3), place

        ranked = sorted(filled, key=rank)
        return sorted(ranked[:MOST_VALUES]), sorted(ranked[MOST_VALUES:])


def _likeness(table: Table, it: Sides) -> Hashable:
    """What records have in common that end alike: where they are, and in which columns unlike."""
    if it.hr is None or it.dataverse is None:
        return it.hr is None
    return tuple(apart(table, it.hr.values, it.dataverse.values).items())


def _words(some: bool, rest: Sequence[str]) -> str:
    """What is not shown, after some that is."""
    return f"{'and ' if some else ''}{', '.join(rest)}" if rest else ""
