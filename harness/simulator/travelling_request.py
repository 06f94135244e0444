"""A write that is about to be sent, as a plugged fault is shown it.

>>> from harness.domain.catalog import standard_catalog
>>> pair = RecordPair(standard_catalog()["cdm_title"], "Boss", "boss")
>>> TravellingRequest(pair, "dataverse", "create", 0, number=1, now=60).described
'the create of boss (cdm_title) in dataverse'
"""

from harness.domain.environments import Environment, other
from harness.domain.request_kinds import ShownKind
from harness.simulator.record_pairs import RecordPair, Request


class TravellingRequest(Request):
    """A write that is about to be sent, as a fault is shown it: a copy, for that fault alone.

    Its kind is that of what is written: create, edit or delete; a restore is a create. A write for
    which there is no request, as in a full synchronization, has been waiting since now.
    """

    __slots__ = ("_now", "_number")

    def __init__(
        self, pair: RecordPair, to: Environment, kind: ShownKind, since: int, number: int, now: int
    ) -> None:
        pair = RecordPair(pair.table, pair.key, pair.name)
        super().__init__(pair, other(to), kind, 0, since, 0, None)
        self._number = number
        self._now = now

    @property
    def number(self) -> int:
        return self._number

    @property
    def now(self) -> int:
        return self._now
