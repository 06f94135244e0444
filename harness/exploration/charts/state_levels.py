"""The states of one record as people tell them apart, by how many commands they are away.

Canonical states are many, for times and touched columns tell them apart. Here only this counts: on
or off, whether each environment has the record, what associates the two, and what is missed. States
that are alike in it are one, and an arrow stands where any of them leads. So a way along the arrows
may be one that no record goes; the number of commands is that of a history, the shortest.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False), check=None)
>>> table.derive()
>>> graph = Graph(table)
>>> len(table.states), len(graph.views), len(graph.arrows), max(graph.level)
(280, 50, 182, 8)
>>> graph.views[0].says
'off; nothing in Human Resources; nothing in Dataverse'
"""

from typing import Final, Literal, NamedTuple

from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.states import RecordState, RequestState, SharedState
from harness.exploration.statespace.transitions import TransitionTable

__all__ = ["BoundedModel", "Graph", "TransitionTable", "View"]
Colour = Literal["same", "missed", "held", "differ"]
_SWEEPS: Final = 12  # up and down, until neighbours stand under one another as well as they will


class View(NamedTuple):
    """A state, as it is drawn."""

    on: bool
    there: tuple[bool, bool]  # in Human Resources, in Dataverse
    row: str | None  # tracked, tombstone
    missed: tuple[bool, bool]
    colour: Colour

    @property
    def says(self) -> str:
        """In words."""
        found = ["on" if self.on else "off"]
        sides = zip(ENVIRONMENTS, self.there, self.missed, strict=True)
        for environment, there, missed in sides:
            what = f"{'there' if there else 'nothing'} in {ENVIRONMENT_NAMES[environment]}"
            found.append(f"{what}, a missed request" if missed else what)
        if self.row is not None:
            found.append("tracked" if self.row == "tracked" else "a tombstone")
        if self.colour in ("held", "differ"):
            found.append("held back" if self.colour == "held" else "both sides differ")
        return "; ".join(found)


def seen(whole: SharedState, local: RecordState) -> View:
    """What of a state is drawn."""
    asked = local.hr_request, local.dataverse_request
    there = local.hr is not None, local.dataverse is not None
    missed = asked[0] is not None, asked[1] is not None
    return View(whole.on, there, local.row, missed, _colour(local, *asked))


def _colour(local: RecordState, hr: RequestState | None, dataverse: RequestState | None) -> Colour:
    if hr is None and dataverse is None:
        mine, theirs = (side and side[0] for side in (local.hr, local.dataverse))
        alike = (local.hr is None) == (local.dataverse is None) and mine == theirs
        return "same" if alike else "differ"
    if local.row == "tracked" or (local.hr is None and local.dataverse is None):
        return "missed"
    moves = (hr and hr[0] != "delete") or (dataverse and dataverse[0] in ("create", "recreate"))
    return "missed" if moves else "held"  # B2


class Graph:
    """The views, numbered as they are reached, and where each stands."""

    def __init__(self, table: TransitionTable) -> None:
        views = [seen(*state) for state in table.states]
        arrows: dict[tuple[View, View], list[str]] = {}
        for view, leads in zip(views, table.successors, strict=True):
            for operation, there in zip(table.operations, leads, strict=True):
                if there < 0 or views[there] == view:  # the clock is at its end, or never asked
                    continue
                says = arrows.setdefault((view, views[there]), [])
                if operation.kind not in says:
                    says.append(operation.kind)
        # the table was derived breadth first, so the first of a view is among the nearest
        self.views: Final = list(dict.fromkeys(views))
        firsts = [views.index(view) for view in self.views]
        numbers = {view: number for number, view in enumerate(self.views)}
        self.ways: Final = [  # the shortest history to each
            tuple(table.operations[it].kind for it in table.history[first]) for first in firsts
        ]
        by_history = {history: views[at] for at, history in enumerate(table.history)}
        self.parent: Final = [  # the view before the last command of that
            numbers[by_history[table.history[first][:-1]]] if first else None for first in firsts
        ]
        self.states: Final = [views.count(view) for view in self.views]
        pairs = {(numbers[a], numbers[b]): tuple(says) for (a, b), says in arrows.items()}
        self.arrows: Final = dict(sorted(pairs.items()))
        self.level: Final = [len(way) for way in self.ways]
        self.rows: Final = self._rows()

    def _rows(self) -> list[list[int]]:
        """The views of each level, from left to right, so that few arrows cross."""
        rows: list[list[int]] = [[] for _ in range(max(self.level) + 1)]
        for number, level in enumerate(self.level):
            rows[level].append(number)
        place = {view: self._middle(row, view) for row in rows for view in row}
        downwards = list(range(1, len(rows)))
        for sweep in range(_SWEEPS):
            down = sweep % 2 == 0
            for level in downwards if down else reversed([0, *downwards[:-1]]):
                beside = level - 1 if down else level + 1
                wish = {view: self._wish(view, beside, place) for view in rows[level]}
                rows[level].sort(key=lambda view: (wish[view], place[view]))
                place |= {view: self._middle(rows[level], view) for view in rows[level]}
        return rows

    @staticmethod
    def _middle(row: list[int], view: int) -> float:
        """How far a view is from the middle of its row."""
        return row.index(view) - (len(row) - 1) / 2

    def _wish(self, view: int, beside: int, place: dict[int, float]) -> float:
        """Where it would stand best: amid those that it has an arrow with, its parent thrice."""
        found = [
            place[other]
            for pair in self.arrows
            if view in pair
            for other in pair
            if other != view
            and (self.level[other] < self.level[view]) == (beside < self.level[view])
        ]
        mother = self.parent[view]
        if mother is not None and beside < self.level[view]:
            found += [place[mother]] * 3
        return sum(found) / len(found) if found else place[view]
