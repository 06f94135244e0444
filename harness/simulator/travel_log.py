"""What has travelled since the first backup of an environment (E1).

A restored environment has the requests again that were there then and have not travelled since. So
the log is kept only where there is a backup: most simulations have none.

>>> log = TravelLog()
>>> backup = log.begin()
>>> log.spent("a request")
>>> log.has_travelled("a request"), log.has_travelled("another")
(True, False)
"""

from collections.abc import Hashable


class TravelLog:
    """The requests that have travelled, and when unnoticed changes were settled.

    When is a number of backups: what happened after a backup was made has its number or more.
    """

    def __init__(self) -> None:
        self._backups = 0
        self._spent: set[Hashable] = set()
        self._settled: dict[Hashable, int] = {}

    def fork(self) -> "TravelLog":
        """A copy that grows on its own."""
        new = TravelLog()
        new._backups, new._spent = self._backups, self._spent.copy()
        new._settled = self._settled.copy()
        return new

    def begin(self) -> int:
        """The number of a backup that is made now."""
        self._backups += 1
        return self._backups

    def spent(self, request: Hashable) -> None:
        """Note that a request has travelled."""
        self._spent.add(request)

    def settled(self, record: Hashable) -> None:
        """Note that what nobody noticed of a record has been settled (F7)."""
        self._settled[record] = self._backups

    def has_travelled(self, request: Hashable) -> bool:
        """Whether a request of some backup has travelled since."""
        return request in self._spent

    def settled_since(self, record: Hashable, backup: int) -> bool:
        """Whether what nobody noticed of a record was settled after that backup."""
        return self._settled.get(record, 0) >= backup
