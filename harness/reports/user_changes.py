"""What became of users' changes, counted in the journal: how many were settled, which unnoticed."""

from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.events import Event
from harness.reports.sides import unlike_places
from harness.simulator.engine import Engine

_CHANGES: Final = {
    "created": "create", "edited": "edit", "deleted": "delete", "undeleted": "undelete",
    "rekeyed": "delete",
}  # fmt: skip
SETTLES: Final = frozenset(
    {"updated", "copied", "restored", "removed", "settled", "dropped", "linked"}
)


class Unnoticed(NamedTuple):
    """A user's change that nobody noticed (F7)."""

    environment: Environment
    table: str
    record: str
    change: str  # create, edit or delete
    at: int | None  # None: before the start (S7)


class UserChanges:
    """Users' changes of a simulation, those before its start among them (S7)."""

    def __init__(self, simulator: Engine) -> None:
        self.all = 0
        self.settled = 0  # creates and edits of which it is decided what became of them
        self.settled_deletes = 0
        self.links = 0  # of records that both sides had (R8)
        self.unnoticed: list[Unnoticed] = []
        waiting: dict[tuple[str, str], list[int]] = {}  # by record: creates and edits, deletes
        for _, event in simulator.journal:
            kind, table, record = event.event, event.table, event.record
            if table is None or record is None:
                continue
            change = _CHANGES.get(kind)
            if kind == "edited" and not edited_places(simulator.world.catalog[table], event):
                continue
            if kind == "given_change":
                change = event.data[0]
            if kind == "unnoticed" or (kind == "given_change" and not event.data[2]):
                assert event.environment is not None
                given = kind == "given_change"
                what, at = (event.data[0], None) if given else (event.data, event.at)
                it = Unnoticed(event.environment, table, record, what, at)
                self.unnoticed.append(it)
            if change is not None:
                self.all += 1
                waiting.setdefault((table, record), [0, 0])[change == "delete"] += 1
            elif kind in SETTLES:
                self.links += kind == "linked"
                made, deleted = waiting.pop((table, record), (0, 0))
                self.settled += made
                self.settled_deletes += deleted


def edited_places(table: Table, event: Event) -> list[int]:
    """The columns of an edit that are edits to the integration: not those of one side or one way.

    Places in the table; of a record that is made, those that it is made with.
    """
    alone = {*table.one_sided, *(table.one_way if event.environment == DATAVERSE else ())}
    places = unlike_places(event.before or (), event.data)
    return [place for place in places if place not in alone]
