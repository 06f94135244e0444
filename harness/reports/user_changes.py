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
        catalog, journal = simulator.world.catalog, simulator.journal
        for seq, (kind, table, record) in journal.fields("event", "table", "record"):
            if table is None or record is None:
                continue
            change = _CHANGES.get(kind)
            if kind == "edited" and not edited_places(catalog[table], journal[seq]):
                continue
            if kind in ("given_change", "unnoticed"):
                event = journal[seq]
                assert event.environment is not None
                if kind == "given_change":
                    change, _, noticed = event.data
                    what, at = change, None
                else:
                    what, at, noticed = event.data, event.at, False
                if not noticed:
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
    places = unlike_places(event.before or (), event.data)
    if not places or places[-1] < table.first_apart:  # as most
        return places
    alone = {*table.one_sided, *(table.one_way if event.environment == DATAVERSE else ())}
    return [place for place in places if place not in alone]
