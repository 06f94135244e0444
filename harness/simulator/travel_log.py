"""What has travelled since the first backup of an environment (E1).

A restored environment has the changes again that were there then and have not travelled since,
noticed or not. So the log is kept only where there is a backup: most simulations have none.

>>> log = TravelLog()
>>> log.spent("a request")
>>> log.has_travelled("a request"), log.has_travelled("another")
(True, False)
"""

from collections.abc import Hashable


class TravelLog:
    """The changes that have travelled, and those that nobody noticed and that were settled (F7)."""

    def __init__(self) -> None:
        self._spent: set[Hashable] = set()

    def fork(self) -> "TravelLog":
        """A copy that grows on its own."""
        new = TravelLog()
        new._spent = self._spent.copy()
        return new

    def spent(self, change: Hashable) -> None:
        """Note that a change has travelled."""
        self._spent.add(change)

    def has_travelled(self, change: Hashable) -> bool:
        """Whether a change of some backup has travelled since."""
        return change in self._spent
