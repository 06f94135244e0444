"""What users changed of a record and has not travelled: the net, as the law's *request* has it.

A watch keeps its own account of it, apart from the simulation's, so that what the simulation says
can be held against it.

>>> pending = Pending(True, 7)
>>> pending.changed("edited", 0b10, None, 0)
True
>>> pending.changed("deleted", 0, None, 0)  # made and deleted again: nothing, at once
False
"""

from collections.abc import Iterable


class Pending:
    """What users changed of one record in one environment since it was last settled."""

    __slots__ = (
        "again", "deleted", "deleted_at", "entity", "live", "made", "new", "touched", "unheard",
    )  # fmt: skip

    def __init__(self, new: bool, made: int) -> None:
        self.new = new  # made here since then
        self.made = made  # the journal entry of the first change
        self.again = False  # deleted and made again (R17)
        self.deleted = False
        self.deleted_at = 0  # by the clock of the environment, seconds
        self.live = False  # the last of it was changed while integration was on
        self.touched = 0  # bit n: column n was changed, to another value or to empty
        self.unheard = False  # F2: it is done over there, and nobody was told
        self.entity: str | None = None  # that the latest change went through (G3)

    def changed(self, kind: str, touched: int, entity: str | None, at: int) -> bool:
        """A user's further change; False where nothing is left that has to travel."""
        self.entity = entity
        if kind == "deleted":
            if self.new:
                return False
            self.deleted, self.deleted_at, self.touched = True, at, 0
            self.again = self.unheard = False
            return True
        if kind == "created" and self.deleted:
            if self.unheard:  # the delete was carried out: it is new
                self.new = True
            else:
                self.again = True
        self.touched = self.touched | touched if kind == "edited" else touched
        self.deleted = self.unheard = False
        return True

    def as_unheard(self, deleted: bool) -> "Pending":
        """F2: an edit that touches no column, or a delete that was carried out."""
        found = Pending(False, self.made)
        found.unheard, found.deleted, found.deleted_at = True, deleted, self.deleted_at
        found.entity, found.live = self.entity, self.live
        return found

    def copy(self) -> "Pending":
        """As it is now."""
        found = Pending(self.new, self.made)
        found.again, found.deleted, found.deleted_at = self.again, self.deleted, self.deleted_at
        found.live, found.touched, found.unheard = self.live, self.touched, self.unheard
        found.entity = self.entity
        return found


def bits(touched: int) -> Iterable[int]:
    """The places of the bits that are set, from the lowest."""
    place = 0
    while touched:
        if touched & 1:
            yield place
        touched >>= 1
        place += 1
