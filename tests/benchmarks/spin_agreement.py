"""Whether Spin's bounded model is the simulator's: the same states, transitions and losses.

For one record all histories of operations are run through the simulator, until no new state comes.
Spin prints every transition it makes (-DTELL), and both must have the same states, and from each
the same ways on, with or without a loss. Every operation but *tick* is possible in every state; one
that is refused leads back to where it began.

Without faults and lookups records do not know of each other, so several records are a product: what
a user does moves one of them, what the administrator does moves all. That is counted here from the
simulator's table for one record, and must be what Spin finds with several.

    python -m tests.benchmarks.spin_agreement
"""

import re
import sys
from collections import Counter, deque
from typing import NamedTuple

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import at
from harness.domain.settings import Settings
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import Request
from tests.benchmarks.spin_peer import World, built

CATALOG = standard_catalog()
TABLE = CATALOG["cdm_worker"]
KEY, COLUMN = "cdm_workernumber", "cdm_lastname"
PLACE = TABLE.index[COLUMN]
NAME = "ada"
VALUES = (None, "a", "b")  # ABSENT is 0, so they count from 1
KINDS = (None, "create", "edit", "delete", "recreate")
# no delay, no scheduled run of the batch job, and the clock from 0
SETTINGS = Settings(batch_job_every=10**12, start=0)
TICK = Advance(1000)
ADMINISTRATION = (
    TurnOn(),
    TurnOff(),
    RunBatchJob(),
    SyncNow(TABLE.name),
    ClearTracking(TABLE.name),
    CancelBatchJob(),
    TICK,
)

State = tuple[int, ...]  # as small_world.pml prints it: on, clock, both sides, tracking row
LENGTH = 15
NUMBERS = re.compile(rf"(\d+ ){{{2 * LENGTH}}}\d+")
WORLDS = [World(1, 1), World(1, 2), World(1, 1, 3), World(2, 1), World(2, 1, 3), World(2, 2)]


class Way(NamedTuple):
    """An operation in a state."""

    operation: Command
    to: State
    lost: bool


Table = dict[State, list[Way]]


def users(values: int) -> list[Command]:
    """What users of both environments may do to one record."""
    operations: list[Command] = []
    for environment in ENVIRONMENTS:
        for value in VALUES[:values]:
            given = ((KEY, "1"),) if value is None else ((KEY, "1"), (COLUMN, value))
            operations.append(Create(environment, TABLE.name, NAME, given))
            operations.append(Edit(environment, NAME, ((COLUMN, value),)))
        operations.append(Delete(environment, NAME))
    return operations


def after(history: tuple[Command, ...]) -> Engine:
    simulator = Engine(SETTINGS, CATALOG)
    for command in history:
        simulator.attempt(command)
    return simulator


def state_of(simulator: Engine) -> State:
    world = simulator.world
    pair = world.record_pairs.named(NAME)
    row = 0
    if pair and pair.row:
        row = 2 if pair.row.deleted_from_dataverse else 1
    return (
        int(world.on),
        world.clock.now,
        *_side(simulator, HR, pair and pair.hr_request),
        *_side(simulator, DATAVERSE, pair and pair.dataverse_request),
        row,
    )


def _side(simulator: Engine, environment: Environment, request: Request | None) -> State:
    value = edited_at = kind = touched = changed_at = made_on = 0
    record = simulator.record(environment, NAME)
    if record is not None:
        value = 1 + VALUES.index(at(record.values, PLACE))
        edited_at = 0 if record.edited_at is None else 1 + record.edited_at
    if request is not None:
        kind = KINDS.index(request.kind)
        touched = request.touched >> PLACE & 1
        if request.kind == "delete":
            changed_at, made_on = 1 + request.changed_at, int(request.made_on)
    return value, edited_at, kind, touched, changed_at, made_on


def one_record(cap: int, values: int) -> Table:
    """The simulator's states of one record, and where each operation leads from there."""
    operations = [*users(values), *ADMINISTRATION]
    start = state_of(after(()))
    table: Table = {}
    waiting: deque[tuple[State, tuple[Command, ...]]] = deque([(start, ())])
    visited = {start}
    while waiting:
        state, history = waiting.popleft()
        ways = table[state] = []
        for operation in operations:
            simulator = after(history)
            if operation is TICK and simulator.world.clock.now == cap:
                continue
            losses = len(simulator.journal.losses)
            simulator.attempt(operation)
            to = state_of(simulator)
            ways.append(Way(operation, to, len(simulator.journal.losses) > losses))
            if to not in visited:
                visited.add(to)
                waiting.append((to, (*history, operation)))
    return table


def several(table: Table, records: int, values: int) -> tuple[int, int]:
    """How many states and transitions several records have: the product of one's, searched."""
    number = {state: i for i, state in enumerate(table)}
    count, users_kinds = len(table), len(users(values))
    alone: list[list[int]] = []  # where else what users do leads
    together: list[list[int | None]] = []  # where each of the administrator's operations leads
    for state, ways in table.items():
        here = number[state]
        changes = {number[way.to] for way in ways if way.operation not in ADMINISTRATION}
        alone.append(sorted(changes - {here}))
        to = {way.operation: number[way.to] for way in ways if way.operation in ADMINISTRATION}
        together.append([to.get(operation) for operation in ADMINISTRATION])
    # a state of all is a number whose digits are the states of each
    weights = [count**i for i in range(records)]
    visited = bytearray(count**records)
    visited[0] = 1
    waiting = [0]
    states = transitions = 0
    while waiting:
        code = waiting.pop()
        states += 1
        digits = [code // weight % count for weight in weights]
        found = [
            code + (to - digit) * weight
            for digit, weight in zip(digits, weights, strict=True)
            for to in alone[digit]
        ]
        transitions += records * users_kinds
        for tos in zip(*(together[digit] for digit in digits), strict=True):
            if None not in tos:
                transitions += 1
                found.append(sum(to * weight for to, weight in zip(tos, weights, strict=True)))
        for code in found:
            if not visited[code]:
                visited[code] = 1
                waiting.append(code)
    return states, transitions


def printed_by_spin(cap: int, values: int) -> dict[State, Counter[tuple[State, bool]]]:
    """What Spin says of one record: from each state the ways on."""
    table: dict[State, Counter[tuple[State, bool]]] = {}
    world = World(1, cap, values)
    with built(world, spin_flags=["-DTELL"], cc_flags=["-DPRINTF"]) as pan:
        said = pan.says()
    for line in said.splitlines():
        found = NUMBERS.fullmatch(line)
        if found:
            *numbers, lost = map(int, found[0].split())
            before, to = tuple(numbers[:LENGTH]), tuple(numbers[LENGTH:])
            table.setdefault(before, Counter())[to, bool(lost)] += 1
    return table


def main() -> None:
    tables: dict[tuple[int, int], Table] = {}
    wrong = 0
    for world in WORLDS:
        records, cap, values = world
        if (cap, values) not in tables:
            table = tables[cap, values] = one_record(cap, values)
            ours = {s: Counter((it.to, it.lost) for it in ways) for s, ways in table.items()}
            if ours != printed_by_spin(cap, values):
                wrong += 1
                print(f"clock to {cap}, {values} values: a transition differs")
        counted = several(tables[cap, values], records, values)
        for breadth_first in (False, True):
            with built(world, breadth_first=breadth_first) as pan:
                found = pan.search()[:2]
            agrees = counted == found
            wrong += not agrees
            print(
                f"{records} records, clock to {cap}, {values} values:"
                f" {counted[0]:,} states, {counted[1]:,} transitions;"
                f" Spin {'breadth' if breadth_first else 'depth'} first"
                f" {'the same' if agrees else f'{found[0]:,} and {found[1]:,}'}"
            )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
