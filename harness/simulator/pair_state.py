"""What a record pair keeps of its record, as immutable values: its row, and what to go back to."""

from typing import Final, NamedTuple

from harness.domain.records import Record
from harness.domain.request_kinds import RequestKind

_new: Final = tuple.__new__  # a fraction of the time of `_replace`: every delete does it


class TrackingRow(NamedTuple):
    """One row of the administration grid (G1), without its table; a tombstone if it is deleted."""

    dataverse_reference: int
    entity: str
    human_resources_reference: int
    deleted_from_dataverse: bool = False

    @property
    def references(self) -> tuple[int, int]:
        """The row id and the RecId that it points at."""
        return self.dataverse_reference, self.human_resources_reference

    def buried(self) -> "TrackingRow":
        """The tombstone of it: Deleted from Dataverse (G4)."""
        return _new(TrackingRow, (*self[:3], True))


class UnnoticedChange(NamedTuple):
    """What users did to a record in one environment, where requests do not show all of it (F7).

    `kind` is what all their changes come to, those that were noticed too, None if that is nothing,
    and `touched` the columns of all: losses and undone deletes go by them (R7, R13).
    """

    kind: RequestKind | None
    touched: int  # as a bit set
    entity: str | None = None  # of HR: the entity that the latest of them named (G3)
    since_seq: int = 0  # the journal entry of the first that nobody noticed


class RequestSnapshot(NamedTuple):
    """All of a request but its record: to go back to, or to keep in a backup."""

    kind: RequestKind
    touched: int
    since: int
    since_seq: int
    changed_at: int
    entity: str | None
    made_on: bool


class Binned(NamedTuple):
    """A row in Dataverse's recycle bin, and what there was before its delete, to go back to (E2).

    A user deleted it: where the integration deletes a row of the thing, its bin is empty.
    """

    record: Record
    seq: int  # the journal entry of the delete
    request: RequestSnapshot | None
    unnoticed: UnnoticedChange | None
    waits: int | None  # the change that had begun the wait of that request, if it waited (L2)
    given_up: int  # how often what waits had been given up by then
    noticed: bool = True  # whether the delete itself was noticed (F7)
    settled: bool = False  # whether the thing was settled since: there is nothing to go back to
    below: "Binned | None" = None  # the row of the same thing that was deleted before it

    def settled_since(self) -> "Binned":
        """The same, as the thing was settled."""
        return self if self.settled else _new(Binned, (*self[:7], True, self.below))

    def taken_out(self) -> "Binned | None":
        """The bin without this row, which is undeleted."""
        below = self.below
        return below._replace(settled=True) if below is not None and self.settled else below

    def without(self, reference: int) -> "Binned | None":
        """The bin without the row of that row id, which has come back."""
        above: list[Binned] = []
        row: Binned | None = self
        while row is not None and row.record.reference != reference:
            above.append(row)
            row = row.below
        if row is None:
            return self
        left = row.below
        while above:
            left = above.pop()._replace(below=left)
        return left
