"""Patterns: short sequences of commands that reach what single random commands seldom reach.

Jepsen calls those of faults a nemesis (`fault_patterns`). A pattern is about one record and the
others of its table. It is a list of steps, functions that return a command, as each command depends
on what exists by then. A step whose command is not allowed in the history is left out; a pattern
that needs a fault is only chosen if that fault is allowed.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from harness.domain.commands import Command, Edit
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.exploration.workload.commands import CommandGenerator, PatternStep
from harness.exploration.workload.faults import MINUTE, SECOND, fault
from harness.exploration.workload.tables import ENTITIES

# what a pattern may need: any kind of fault but `over`, or one that is plugged in
ANY_FAULT: Final = "any fault"
PLUGGED_FAULT: Final = "a plugged fault"


class Pattern(NamedTuple):
    """A pattern, the faults of which it needs one, and the commands of which it needs all."""

    steps: Callable[[CommandGenerator, int], list[PatternStep]]
    faults: tuple[str, ...] = ()  # one of these must be allowed; none: always
    commands: tuple[str, ...] = ()  # without all of them it seldom comes to what it is for


def changes(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Several changes of the record on both sides, in the same second or not."""
    below, found = gen.draws.below, list[PatternStep]()
    for _ in range(2 + below(3)):
        number = below(4)
        found.append(partial(gen.change, ENVIRONMENTS[number & 1], record))
        if number & 2:
            found.append(partial(gen.advance, SECOND))
    return found


def of_same_table(gen: CommandGenerator, record: int) -> list[int]:
    """The records of its table, itself included, in random order."""
    universe = gen.universe
    return gen.draws.shuffled(universe.of_table[universe.table_of[record]])


def delete_existing(gen: CommandGenerator, records: list[int]) -> list[PatternStep]:
    """Delete those of the records that exist, while integration is on."""
    existing = gen.estimate.existing[HR]
    deletes = (partial(gen.delete, HR, one) for one in records if existing >> one & 1)
    return [partial(gen.switch, True), *deletes]


def synchronized(gen: CommandGenerator, record: int) -> PatternStep:
    """A run of the batch job by hand, or a sync now."""
    if gen.draws.chance(50):
        return gen.run_batch_job
    return partial(gen.sync_now, gen.universe.table_of[record])


def _conflict_while_off(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Both sides change the record while integration is off; the run may fail, or stop."""
    draws = gen.draws
    later: list[PatternStep] = [
        partial(gen.edit, HR, record),
        partial(gen.advance, SECOND),
        partial(gen.edit, DATAVERSE, record),
    ]
    where = draws.choice(ENVIRONMENTS)
    stops = partial(gen.fault_of, "batch_job_stops")
    minute, second = (fault("unavailable", where, None, lasts) for lasts in (MINUTE, SECOND))
    outage = partial(gen.inject, minute)
    faults: tuple[list[PatternStep], ...] = (
        [],
        [stops],
        [outage, stops],
        [outage, partial(gen.inject, second), partial(gen.advance, SECOND)],
    )
    return [
        partial(gen.switch, False),
        *(later if draws.chance(50) else changes(gen, record)),
        *(partial(gen.change, HR, one) for one in of_same_table(gen, record)[:2]),
        partial(gen.switch, True),
        *draws.choice(faults),
        synchronized(gen, record),
    ]


def _after_a_clear(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Changes of records whose tracking rows were cleared."""
    clear = partial(gen.clear_tracking, gen.universe.table_of[record])
    return [clear, *changes(gen, record), synchronized(gen, record)]


def _children_first(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Records are created, and then look up others that were created after them (B1)."""
    draws, universe = gen.draws, gen.universe
    side = draws.choice(ENVIRONMENTS)
    table = draws.choice(universe.cyclic or (universe.table_of[record],))
    records = draws.shuffled(universe.of_table[table])
    links = [
        partial(link, gen, side, child, parent)
        for child, parent in pairwise(records)
        if draws.chance(80)
    ]
    return [
        *delete_existing(gen, records),
        partial(gen.switch, False),
        *(partial(_create_unlinked, gen, side, one) for one in records),
        *(links if universe.self_lookups[table] else ()),
        partial(gen.switch, True),
        *maybe(gen, partial(gen.fault_of, "batch_job_stops")),
        synchronized(gen, records[0]),
    ]


def _waiting_deliveries(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Changes wait for their delivery, are abandoned, or are delivered by sync now (L2, N1)."""
    draws = gen.draws
    half = partial(gen.advance, gen.settings.dataverse_to_hr_delay // 2)
    records = of_same_table(gen, record)
    now = partial(gen.sync_now, gen.universe.table_of[record])
    between: tuple[list[PatternStep], ...] = (
        [partial(gen.switch, False), partial(gen.switch, True)],
        [now],
        [],
    )
    return [
        *(delete_existing(gen, records) if draws.chance(50) else ()),
        *(partial(gen.change, DATAVERSE, one) for one in records),
        half,
        *draws.choice(between),
        partial(gen.change, DATAVERSE, record),
        half,
        half,
    ]


def _through_an_entity(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A record edited through a data entity is deleted, and restored (G3)."""
    record = gen.draws.choice(gen.universe.one_way or (record,))
    return [
        partial(_edit_through_entity, gen, record),
        partial(gen.switch, False),
        partial(gen.delete, HR, record),
        partial(gen.edit, DATAVERSE, record),
        partial(gen.switch, True),
        synchronized(gen, record),
    ]


def _scheduled_run(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Changes while integration is off wait for the next scheduled run."""
    quarter = partial(gen.advance, gen.settings.batch_job_every // 4)
    return [
        partial(gen.switch, False),
        *changes(gen, record),
        gen.advance,
        partial(gen.switch, True),
        *[quarter] * 4,
    ]


def one_of(gen: CommandGenerator, *parts: Sequence[PatternStep]) -> Sequence[PatternStep]:
    """One of these parts of a pattern."""
    return gen.draws.choice(parts)


def maybe(gen: CommandGenerator, step: PatternStep) -> list[PatternStep]:
    """The step, or nothing."""
    return [step] if gen.draws.below(2) else []


def _create_unlinked(gen: CommandGenerator, side: Environment, record: int) -> Command | None:
    if "create" not in gen.kinds:
        return None
    gen.estimate.change(side, 1 << record, True)
    return gen.draws.choice(gen.pools.creates[side][record].self_contained).item()


def link(gen: CommandGenerator, side: Environment, child: int, parent: int) -> Command | None:
    """An edit that has the one record look the other up."""
    if "edit" not in gen.kinds:
        return None
    universe = gen.universe
    columns = universe.self_lookups[universe.table_of[child]]
    values = tuple((column, universe.name_of[parent]) for column in columns)
    return Edit(side, universe.name_of[child], values)


def _edit_through_entity(gen: CommandGenerator, record: int) -> Command | None:
    edit = gen.edit(HR, record)
    return replace(edit, entity=ENTITIES[0]) if isinstance(edit, Edit) else edit


PATTERNS: Final = (
    Pattern(_conflict_while_off),
    Pattern(_after_a_clear),
    Pattern(_children_first),
    Pattern(_children_first),
    Pattern(_waiting_deliveries),
    Pattern(_through_an_entity),
    Pattern(_scheduled_run),
)
