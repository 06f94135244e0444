"""Pending changes: the net effect of users' changes to one record not synchronized yet.

The law calls them a *request*. The oracle keeps its own, separate from the simulator's, so that
properties can compare the two.

>>> pending = Pending(True, 7, 0)
>>> pending.changed("edited", 0b10, None, 0)
True
>>> pending.changed("deleted", 0, None, 0)  # created and deleted again: nothing is left
False
"""

from collections.abc import Iterable

from harness.domain.request_kinds import ShownKind


class Pending:
    """The pending changes of one record in one environment, since it was last settled."""

    __slots__ = (
        "ack_lost", "deleted", "deleted_at", "entity", "live", "new", "recreated", "since",
        "since_seq", "touched",
    )  # fmt: skip

    def __init__(self, new: bool, since_seq: int, since: int) -> None:
        self.new = new  # created since then
        self.since = since  # of the first change, by the clock of the environment, seconds
        self.since_seq = since_seq  # of the journal entry of the first change
        self.recreated = False  # deleted and created again (R17)
        self.deleted = False
        self.deleted_at = 0  # by the clock of the environment, seconds
        self.live = False  # the latest change was made while integration was on
        self.touched = 0  # bit n: column n was changed, perhaps to empty
        self.ack_lost = False  # carried out in the other environment, but the answer was lost (F2)
        self.entity: str | None = None  # the data entity of the latest change (G3)

    def changed(self, kind: str, touched: int, entity: str | None, at: int) -> bool:
        """Add a user's further change; False if the net effect of all of them is none."""
        self.entity = entity
        if kind == "deleted":
            if self.new:
                return False
            self.deleted, self.deleted_at, self.touched = True, at, 0
            self.recreated = self.ack_lost = False
            return True
        if kind == "created" and self.deleted:
            if self.ack_lost:  # the delete was carried out, so the record is new
                self.new = True
            else:
                self.recreated = True
        self.touched = self.touched | touched if kind == "edited" else touched
        self.deleted = self.ack_lost = False
        return True

    @property
    def kind(self) -> ShownKind:
        """What the changes come to: create, edit or delete."""
        return "delete" if self.deleted else "create" if self.new else "edit"

    def with_lost_ack(self, deleted: bool) -> "Pending":
        """What is left if the answer is lost: an edit of no column, or a delete (F2)."""
        new = Pending(False, self.since_seq, self.since)
        new.ack_lost, new.deleted, new.deleted_at = True, deleted, self.deleted_at
        new.entity, new.live = self.entity, self.live
        return new

    def copy(self) -> "Pending":
        """A copy, for a fork of the oracle."""
        new = Pending(self.new, self.since_seq, self.since)
        new.recreated, new.deleted, new.deleted_at = self.recreated, self.deleted, self.deleted_at
        new.live, new.touched, new.ack_lost = self.live, self.touched, self.ack_lost
        new.entity = self.entity
        return new


def set_bits(touched: int) -> Iterable[int]:
    """The numbers of the bits that are set, from the lowest: which columns were touched."""
    place = 0
    while touched:
        if touched & 1:
            yield place
        touched >>= 1
        place += 1
