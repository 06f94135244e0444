"""What the other side did to a record of which users lost something: to which of two kinds it is.

A user's value is lost to a rival edit of the same column, or because of an edit of another one: the
whole record is written (R3), with what the winning side still holds.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENT_NAMES, Environment, other
from harness.domain.events import Event
from harness.reports.user_changes import SETTLES, edited_places
from harness.simulator.engine import Engine

_EDITS: Final = frozenset({"created", "edited", "undeleted"})


class Rival(NamedTuple):
    """What users of the winning side did, since both sides were last settled.

    `kind` is *same* if they edited every column that was lost, *other* if they edited others alone,
    *part* if both, and empty if they edited nothing.
    """

    kind: Literal["", "same", "part", "other"] = ""
    actor: str = ""  # who made the last of their edits; of one before the start, "scenario"
    columns: tuple[str, ...] = ()  # that they edited and that were not lost
    created: bool = False  # whether the record was made by that


class Rivals:
    """By the journal entry of each loss, what it was lost to."""

    def __init__(self, simulator: Engine) -> None:
        self._found: dict[int, Rival] = {}
        journal, catalog = simulator.journal, simulator.world.catalog
        if not journal.losses:
            return
        waiting: dict[tuple[str, str], list[Event]] = defaultdict(list)
        settled: dict[tuple[str, str], list[Event]] = {}
        for seq, event in journal:
            if event.table is None or event.record is None:
                continue
            key = event.table, event.record
            if event.event in _EDITS or event.event == "given_change":
                waiting[key].append(event)
            elif event.event in SETTLES and key in waiting:
                settled[key] = waiting.pop(key)  # one settlement may write to both sides
            elif event.event == "lost":
                self._found[seq] = _rival(catalog[event.table], event, settled.get(key, ()))

    def of(self, seq: int | None) -> Rival:
        """What a loss was lost to; of what is no loss, nothing."""
        return _NOBODY if seq is None else self._found.get(seq, _NOBODY)


def lost_to(rival: Rival, environment: Environment) -> str:
    """To what changes made in the environment were lost, where that is not an edit of the same."""
    if rival.kind != "other":
        return ""
    winner = ENVIRONMENT_NAMES[other(environment)]
    return f"to {'creates' if rival.created else 'edits of other columns'} in {winner}"


_NOBODY: Final = Rival()


def _rival(table: Table, loss: Event, changes: Sequence[Event]) -> Rival:
    assert loss.environment is not None
    winner = other(loss.environment)
    edited: dict[str, None] = {}
    actor, created = "", False
    for event in changes:
        columns = _edited(table, event) if event.environment == winner else []
        if columns:
            edited.update(dict.fromkeys(columns))
            actor = event.actor
            created = created or event.event == "created"
    lost = {column for column, _, _ in loss.data}
    others = tuple(column for column in edited if column not in lost)
    if not edited:
        return _NOBODY
    kind: Literal["same", "part", "other"] = "other"
    if lost & edited.keys():
        kind = "same" if lost <= edited.keys() else "part"
    return Rival(kind, actor, others, created)


def _edited(table: Table, event: Event) -> list[str]:
    if event.event == "given_change":
        return list(event.data[1])
    return [table.names[place] for place in edited_places(table, event)]
