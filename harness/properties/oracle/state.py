"""What a watch knows of a history: what users changed, what both sides hold, what waits.

>>> state = OracleState(Simulator())
>>> state.on, state.missed(), state.tracked("ada")
(False, 0, False)
"""

from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import Value, Values
from harness.properties.oracle.expected_faults import ExpectedFaults
from harness.properties.oracle.observations import BatchRun, Side, Waiting
from harness.properties.oracle.pending import Pending
from harness.simulator.simulator import Simulator


class OracleState:
    """The state of a watch, which the functions that follow a step read and change."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator: Final = simulator
        world = simulator.world
        self.pending: Final[dict[Environment, dict[str, Pending]]] = {HR: {}, DATAVERSE: {}}
        # what the journal says that both environments hold
        self.records: Final[dict[Environment, dict[str, Values]]] = {HR: {}, DATAVERSE: {}}
        self.written: Final[set[tuple[str, int, Value]]] = set()  # record, column, value of a user
        # by the clock of the environment
        self.edited_at: Final[dict[Environment, dict[str, int]]] = {HR: {}, DATAVERSE: {}}
        self.references: Final[dict[Environment, dict[int, str]]] = {HR: {}, DATAVERSE: {}}
        self.rows: Final[dict[str, tuple[bool, str]]] = {}  # the grid: deleted, entity
        self.cleared: Final[set[str]] = set()  # tables whose tracking was cleared
        self.waits: Final[dict[Waiting, int]] = {}  # until when, milliseconds, or NEVER (F3)
        self.expected_faults = ExpectedFaults()
        self.on = False  # S1
        self.next_run: int | None = None  # of the schedule, milliseconds (S4)
        self.executing = False
        self.time = world.clock.milliseconds
        self.steps = 0
        self.batch_done = False
        self.settling: str | None = None
        self.found: tuple[Side, Side] | None = None  # how what is being settled looked before
        self._run: BatchRun | None = None
        self._read = len(simulator.journal)
        self._moves: list[tuple[int, int]] = []  # journal length, milliseconds from then on
        self._listen()
        for _, event in simulator.journal:
            if event.event == "given_on":
                self.on, self.next_run = True, self.time + world.settings.batch_job_every
        for environment in ENVIRONMENTS:
            store = world.stores[environment]
            for table in store.tables():
                for record in store.records(table):
                    self.records[environment][record.name] = record.values
                    self.references[environment][record.reference] = record.name
                    self.rows[record.name] = False, world.catalog[table].entity
                    for place, value in enumerate(record.values):
                        self.written.add((record.name, place, value))

    def _listen(self) -> None:
        """Without a way back from the clock to the watch: what nobody needs is freed at once."""
        moves, journal = self._moves, self.simulator.journal

        def moved(milliseconds: int) -> None:
            moves.append((len(journal), milliseconds))

        self.simulator.world.clock.on_move.append(moved)

    def tracked(self, name: str) -> bool:
        """Having a row of the grid that does not say Yes."""
        row = self.rows.get(name)
        return row is not None and not row[0]

    def now_in(self, environment: Environment) -> int:
        """What its own clock says, in seconds (F5)."""
        return (self.time + self.expected_faults.clock_skew.get(environment, 0)) // 1000

    def missed(self) -> int:
        """How many requests are missed, on both sides."""
        return sum(map(len, self.pending.values()))
