"""Pending changes: the net effect of users' changes to one record not synchronized yet.

The law calls them a *request*. The oracle keeps its own, separate from the simulator's, so that
properties can compare the two. What nobody noticed (F7) comes to a net effect of its own.

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
        "ack_lost", "changed_at", "deleted", "entity", "live", "made_on", "new", "of_nothing",
        "recreated", "since", "since_seq", "took", "touched",
    )  # fmt: skip

    def __init__(self, new: bool, since_seq: int, since: int) -> None:
        self.new = new  # created since then
        self.since = since  # of the first change, by the clock of the environment, seconds
        self.since_seq = since_seq  # of the journal entry of the first change
        self.changed_at = since  # of the latest change, by the same clock
        self.recreated = False  # deleted and created again (R17)
        self.deleted = False
        self.made_on = False  # the last delete was made while integration was on (L9)
        self.of_nothing = False  # a change of what nobody knew of: nothing undoes its delete (F7)
        self.took: int | None = None  # of the unnoticed changes that a delete took: first entry
        self.live = False  # the latest change was made while integration was on
        self.touched = 0  # bit n: column n was changed, perhaps to empty
        self.ack_lost = False  # carried out in the other environment, but the answer was lost (F2)
        self.entity: str | None = None  # the data entity of the latest change (G3)

    def changed(self, kind: str, touched: int, entity: str | None, at: int) -> bool:
        """Add a user's further change; False if the net effect of all of them is none."""
        if kind == "deleted" and self.new:
            return False
        self.entity, self.changed_at = entity, at
        if kind == "deleted":
            self.deleted, self.touched = True, 0
            self.recreated = self.ack_lost = False
            return True
        if kind == "created":
            if self.ack_lost:  # the delete of this or the other side was carried out: it is new
                self.new = True
            elif not self.new:
                self.recreated = True
        self.touched = self.touched | touched if kind == "edited" else touched
        self.deleted = self.ack_lost = False
        return True

    @property
    def kind(self) -> ShownKind:
        """What the changes come to: create, edit or delete."""
        return "delete" if self.deleted else "create" if self.new else "edit"

    @property
    def undoable(self) -> bool:
        """Whether it is a delete that was not carried out (L6)."""
        return self.deleted and not self.ack_lost

    @property
    def deletes(self) -> bool:
        """Whether it is a delete that is undone where the record is made again (R13)."""
        return self.deleted and not self.ack_lost and not self.of_nothing

    @property
    def late(self) -> bool:
        """Whether its record comes to the end of a run: a delete made while on (L10)."""
        return self.deleted and self.made_on

    def with_lost_ack(self, deleted: bool) -> "Pending":
        """What is left if the answer is lost: an edit of no column, or a delete (F2)."""
        new = Pending(False, self.since_seq, self.since)
        new.ack_lost, new.deleted, new.changed_at = True, deleted, self.changed_at
        new.entity, new.made_on, new.live = self.entity, self.made_on, self.live
        new.took = self.took
        new.of_nothing = deleted and self.of_nothing  # what was done made a thing of it
        return new

    def copy(self) -> "Pending":
        """A copy, for a fork of the oracle or a backup."""
        new: Pending = object.__new__(Pending)
        new.new, new.since, new.since_seq = self.new, self.since, self.since_seq
        new.changed_at, new.recreated, new.deleted = self.changed_at, self.recreated, self.deleted
        new.made_on, new.of_nothing, new.touched = self.made_on, self.of_nothing, self.touched
        new.ack_lost, new.entity, new.live = self.ack_lost, self.entity, self.live
        new.took = self.took
        return new


def set_bits(touched: int) -> Iterable[int]:
    """The numbers of the bits that are set, from the lowest: which columns were touched."""
    place = 0
    while touched:
        if touched & 1:
            yield place
        touched >>= 1
        place += 1
