"""The state of the oracle's model: what users changed, what both environments hold, what waits.

>>> state = OracleState(Engine())
>>> state.on, state.missed_count(), state.tracked("ada")
(False, 0, False)
"""

from typing import Final, NamedTuple

from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.records import Value, Values
from harness.properties.oracle.expected_faults import ExpectedFaults
from harness.properties.oracle.observations import BatchRun, ChangeKey, SideBefore
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.policy_law import law_of
from harness.simulator.engine import Engine


class BinnedRow(NamedTuple):
    """A row of Dataverse that a user deleted, and what there was before that delete (E2)."""

    values: Values
    edited_at: int | None
    reference: int
    seq: int  # the entry of the delete
    pending: Pending | None
    ignored: Pending | None
    waits: int | None  # when the delivery was due that waited (L2), if it is to come still
    held: frozenset[str]  # by these kinds of fault
    waits_after: frozenset[ChangeKey]  # what began to wait before it
    noticed: bool = True  # the delete itself (F7)
    settled: bool = False  # the thing was, since then

    def after(self, over: str | None) -> "BinnedRow":
        """The same after the end of these faults, of that kind or of all (F6)."""
        left = self.held - {over} if over is not None else frozenset[str]()
        if left == self.held:
            return self
        return self._replace(held=left, waits=self.waits if left else None)


class KeptBackup(NamedTuple):
    """What a backup of one environment keeps (E1); what it holds is never changed."""

    records: dict[str, Values]
    edited_at: dict[str, int]
    reference_of: dict[str, int]
    pending: dict[str, Pending]
    unnoticed: dict[str, Pending]
    tracking_rows: dict[str, tuple[bool, str]] | None  # of Human Resources


class OracleState:
    """The model's state, which the functions that follow a step read and change."""

    def __init__(self, simulator: Engine) -> None:
        self.simulator: Final = simulator
        world = simulator.world
        law_of(world.settings.conflict)  # raises where the oracle states none
        # by environment, then by record: users' changes that have not travelled, and those that
        # nobody noticed; values, in the order created; the last edit in seconds by the
        # environment's own clock; the reference; and by reference, whose it was last
        self.pending: Final[dict[Environment, dict[str, Pending]]] = {HR: {}, DATAVERSE: {}}
        self.unnoticed: Final[dict[Environment, dict[str, Pending]]] = {HR: {}, DATAVERSE: {}}
        self.records: Final[dict[Environment, dict[str, Values]]] = {HR: {}, DATAVERSE: {}}
        self.edited_at: Final[dict[Environment, dict[str, int]]] = {HR: {}, DATAVERSE: {}}
        self.reference_of: Final[dict[Environment, dict[str, int]]] = {HR: {}, DATAVERSE: {}}
        self.references: Final[dict[Environment, dict[int, str]]] = {HR: {}, DATAVERSE: {}}
        # what users wrote: record, column, value
        self.user_values: Final[set[tuple[str, int, Value]]] = set()
        # the grid, by record: whether it is deleted from Dataverse, and the entity
        self.tracking_rows: Final[dict[str, tuple[bool, str]]] = {}
        # by record, the rows that users deleted, the last one at the end (E2)
        self.binned: Final[dict[str, tuple[BinnedRow, ...]]] = {}
        self.cleared: Final[set[str]] = set()  # tables whose tracking was cleared
        # records that may differ though nothing is missed: an environment was restored (E1)
        self.apart: Final[set[str]] = set()
        self.was_unnoticed = False  # some change, which may have come to nothing (F7)
        self.was_restored = False  # an environment, so that tracking rows may point elsewhere
        self.backups: Final[dict[ChangeKey, KeptBackup]] = {}  # by environment and name
        # requests that have travelled since there is a backup: where, of what, and its first entry
        self.travelled: Final[set[tuple[Environment, str, int]]] = set()
        # deliveries that wait: due in milliseconds, or NEVER; and the kinds of fault that hold one
        self.waiting: Final[dict[ChangeKey, int]] = {}
        self.held: Final[dict[ChangeKey, set[str]]] = {}
        self.expected_faults = ExpectedFaults()
        self.on = False  # S1
        self.next_run: int | None = None  # milliseconds, by the schedule (S4); None: no batch job
        self.job_status = ""  # Waiting, Executing, Canceled or Withhold; "" where there is none
        self.time = world.clock.milliseconds
        self.steps = 0
        self.batch_completed = False  # by the latest step, a run by hand
        # the record that is being settled, and both its sides before
        self.settling: str | None = None
        self.sides_before: tuple[SideBefore, SideBefore] | None = None
        # of the run, and of the sync now, that has come to its end: the deletes that follow (L10)
        self.following: Final[dict[str, dict[str, Environment]]] = {}
        self.current_run: BatchRun | None = None
        self._entries_read = len(simulator.journal)
        # moves of the clock: the length of the journal, milliseconds from then on
        self._clock_moves: list[tuple[int, int]] = []
        self._listen()

    def _listen(self) -> None:
        """Have the clock report its moves; to a list, as a cycle to the oracle is freed late."""
        moves, journal = self._clock_moves, self.simulator.journal

        def on_move(milliseconds: int) -> None:
            moves.append((len(journal), milliseconds))

        self.simulator.world.clock.on_move.append(on_move)

    def tracked(self, name: str) -> bool:
        """Whether the record has a tracking row that is no tombstone."""
        row = self.tracking_rows.get(name)
        return row is not None and not row[0]

    def now_in(self, environment: Environment) -> int:
        """The time in seconds by the environment's own clock (F5)."""
        faults = self.expected_faults
        if not faults.kinds:
            return self.time // 1000
        skew = faults.skew(environment)
        if faults.plugged is not None:
            skew += faults.plugged.clock_skew(environment, self.time // 1000)
        return (self.time + skew) // 1000

    def missed_count(self) -> int:
        """How many requests are missed, in both environments together."""
        return sum(map(len, self.pending.values()))

    def comes_last(self, name: str) -> bool:
        """Whether the record has a delete made while on, and comes to the end of a run (L10)."""
        for changes in self.pending.values():
            pending = changes.get(name)
            if pending is not None and pending.late:
                return True
        return False

    def spend(self, environment: Environment, name: str, travelled: bool = True) -> None:
        """The pending changes of a record have travelled, or have come to nothing."""
        pending = self.pending[environment].pop(name, None)
        if pending is not None and self.backups and travelled:
            self.travelled.add((environment, name, pending.since_seq))  # E1
            if pending.took is not None:
                self.travelled.add((environment, name, pending.took))
        if self.waiting:
            self.waiting.pop((environment, name), None)
            self.held.pop((environment, name), None)


def may_be_apart(oracle: OracleState, name: str) -> bool:
    """Whether the sides may differ though nothing is missed: not noticed, or restored (F7, E1)."""
    unnoticed = oracle.unnoticed
    return name in oracle.apart or name in unnoticed[HR] or name in unnoticed[DATAVERSE]
