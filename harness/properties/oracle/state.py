"""The state of the oracle's model: what users changed, what both environments hold, what waits.

>>> state = OracleState(Engine())
>>> state.on, state.missed_count(), state.tracked("ada")
(False, 0, False)
"""

from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import Value, Values
from harness.properties.oracle.expected_faults import ExpectedFaults
from harness.properties.oracle.observations import BatchRun, ChangeKey, Side
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.policy_law import law_of
from harness.simulator.engine import Engine


class OracleState:
    """The model's state, which the functions that follow a step read and change."""

    def __init__(self, simulator: Engine) -> None:
        self.simulator: Final = simulator
        world = simulator.world
        self.policy_law: Final = law_of(world.settings.conflict)
        # by environment, then by record: users' changes that have not travelled, values, and
        # the last edit in seconds by the environment's own clock; by reference: the record
        self.pending: Final[dict[Environment, dict[str, Pending]]] = {HR: {}, DATAVERSE: {}}
        self.records: Final[dict[Environment, dict[str, Values]]] = {HR: {}, DATAVERSE: {}}
        self.edited_at: Final[dict[Environment, dict[str, int]]] = {HR: {}, DATAVERSE: {}}
        self.references: Final[dict[Environment, dict[int, str]]] = {HR: {}, DATAVERSE: {}}
        # what users wrote: record, column, value
        self.user_values: Final[set[tuple[str, int, Value]]] = set()
        # the grid, by record: whether it is deleted from Dataverse, and the entity
        self.tracking_rows: Final[dict[str, tuple[bool, str]]] = {}
        self.cleared: Final[set[str]] = set()  # tables whose tracking was cleared
        # deliveries that wait: due in milliseconds, or NEVER (F3)
        self.waiting: Final[dict[ChangeKey, int]] = {}
        self.expected_faults = ExpectedFaults()
        self.on = False  # S1
        self.next_run: int | None = None  # milliseconds, by the schedule (S4)
        self.executing = False  # a run of the batch job is stuck (B6)
        self.time = world.clock.milliseconds
        self.steps = 0
        self.batch_completed = False  # by the latest step, a run by hand
        # the record that is being settled, and both its sides before
        self.settling: str | None = None
        self.sides_before: tuple[Side, Side] | None = None
        self._current_run: BatchRun | None = None
        self._entries_read = len(simulator.journal)
        # moves of the clock: the length of the journal, milliseconds from then on
        self._clock_moves: list[tuple[int, int]] = []
        self._listen()
        for _, event in simulator.journal:
            if event.event == "given_on":
                self.on, self.next_run = True, world.next_run(self.time)
        for environment in ENVIRONMENTS:
            store = world.stores[environment]
            for table in store.tables():
                for record in store.records(table):
                    self.records[environment][record.name] = record.values
                    self.references[environment][record.reference] = record.name
                    self.tracking_rows[record.name] = False, world.catalog[table].entity
                    for place, value in enumerate(record.values):
                        self.user_values.add((record.name, place, value))

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
        skew = faults.clock_skew.get(environment, 0)
        if faults.plugged is not None:
            skew += faults.plugged.clock_skew(environment, self.time // 1000)
        return (self.time + skew) // 1000

    def missed_count(self) -> int:
        """How many requests are missed, in both environments together."""
        return sum(map(len, self.pending.values()))
