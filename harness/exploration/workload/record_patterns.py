"""Patterns of records: deletes that follow, circles, keys that change, unnoticed changes.

>>> [pattern.faults for pattern in RECORD_PATTERNS][:2]
[('unavailable',), ('unavailable',)]
"""

from functools import partial
from itertools import pairwise
from typing import Final

from harness.domain.commands import Command, Edit
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.exploration.workload.commands import CommandGenerator, PatternStep
from harness.exploration.workload.faults import MINUTE, SECOND, fault
from harness.exploration.workload.patterns import (
    Pattern,
    changes,
    delete_existing,
    link,
    maybe,
    of_same_table,
    one_of,
    synchronized,
)


def _family(gen: CommandGenerator, record: int) -> list[int]:
    """A record, what it looks up in its key or what looks it up, children first."""
    children = gen.universe.children
    if not children[record]:
        parents = [it for it in gen.universe.records if children[it] >> record & 1]
        record = gen.draws.choice(parents) if parents else record
    found = [it for it in gen.universe.records if children[record] >> it & 1]
    return [*reversed(found), record]


def _outage(gen: CommandGenerator, where: Environment) -> PatternStep:
    length = gen.draws.choice((MINUTE, MINUTE, 10 * MINUTE))
    return partial(gen.inject, fault("unavailable", where, None, length))


def _deletes_follow(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Deletes made while integration is on are late; what comes meanwhile may stop them (L9)."""
    draws, side = gen.draws, gen.draws.choice(ENVIRONMENTS)
    there = other(side)
    family = _family(gen, record)
    deletes: list[PatternStep] = [partial(gen.delete, side, one) for one in family]
    between = one_of(
        gen,
        [],
        [partial(gen.switch, False), partial(gen.switch, True)],
        [partial(gen.advance, SECOND), partial(gen.edit, there, draws.choice(family))],
        [
            partial(gen.advance, SECOND),
            partial(gen.inject, fault("not_noticed", there, None, None, 1)),
            partial(gen.edit, there, draws.choice(family)),
        ],
        [partial(gen.create, there, family[0])],
        [partial(gen.create, side, family[-1])],
        [partial(gen.delete, there, family[0])],
    )
    return [
        partial(gen.switch, True),
        *maybe(gen, partial(gen.advance, gen.settings.dataverse_to_hr_delay)),
        _outage(gen, there),
        *deletes,
        *between,
        partial(gen.advance, 10 * MINUTE),
        partial(gen.switch, True),
        *one_of(gen, [synchronized(gen, record)], [gen.run_batch_job], [gen.advance]),
    ]


def _children_come_and_go(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A child is made or deleted on its way while its parent is deleted on either side (R19)."""
    draws, side = gen.draws, gen.draws.choice(ENVIRONMENTS)
    *children, parent = _family(gen, record)
    child = draws.choice(children or [parent])
    delay = gen.settings.dataverse_to_hr_delay
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    return [
        on,
        *maybe(gen, partial(gen.inject, fault("delivery_delayed", side, None, MINUTE))),
        *maybe(gen, _outage(gen, other(side))),
        partial(gen.change, side, child),
        *one_of(gen, [], [off], [partial(gen.advance, SECOND)]),
        partial(gen.delete, draws.choice(ENVIRONMENTS), parent),
        *one_of(gen, [], [on], [partial(gen.create, side, parent)]),
        partial(gen.advance, max(MINUTE, delay)),
        on,
        synchronized(gen, draws.choice((child, parent))),
        *maybe(gen, gen.run_batch_job),
    ]


def _circle(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Records that look each other up are made together, and go together (R14, L10)."""
    draws, universe = gen.draws, gen.universe
    tables = [table for table in universe.cyclic if universe.self_lookups[table]]
    if not tables:
        return _deletes_follow(gen, record)
    side = draws.choice(ENVIRONMENTS)
    records = draws.shuffled(universe.of_table[draws.choice(tables)])[: 2 + draws.below(2)]
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    links = [partial(link, gen, side, a, b) for a, b in pairwise((*records, records[0]))]
    opened = [
        partial(_unlinked, gen, side, one) for one in (records if draws.chance(50) else records[:1])
    ]
    deletes = [partial(gen.delete, side, one) for one in reversed(records)]
    fails = fault("request_fails", other(side), None, None, 1 + draws.below(3))
    return [
        *(delete_existing(gen, records) if draws.chance(50) else ()),
        off,
        *(partial(gen.create, side, one) for one in records),
        *links,
        on,
        *maybe(gen, partial(gen.inject, fails)),
        synchronized(gen, records[0]),
        *maybe(gen, _outage(gen, other(side))),
        *opened,
        *deletes,
        *maybe(gen, partial(gen.edit, other(side), records[0])),
        partial(gen.advance, 10 * MINUTE),
        gen.run_batch_job,
    ]


def _unlinked(gen: CommandGenerator, side: Environment, record: int) -> Command | None:
    if "edit" not in gen.kinds:
        return None
    universe = gen.universe
    columns = universe.self_lookups[universe.table_of[record]]
    return Edit(side, universe.name_of[record], tuple((column, None) for column in columns))


def _key_of_what_is_looked_up(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """The natural key of a record changes while others look it up (R18, R19)."""
    side = gen.draws.choice(ENVIRONMENTS)
    *children, parent = _family(gen, record)
    others = [it for it in of_same_table(gen, parent) if it != parent]
    return [
        *maybe(gen, partial(gen.switch, True)),
        partial(gen.create, side, parent),
        *(partial(gen.create, side, one) for one in children[:2]),
        *(partial(gen.delete, side, one) for one in others),
        partial(gen.rekey, side, parent),
        *maybe(gen, partial(gen.delete, side, parent)),
    ]


def _key_changes(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A natural key changes while off or on, and there and back again (R18)."""
    draws, side = gen.draws, gen.draws.choice(ENVIRONMENTS)
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    another = draws.choice(gen.universe.of_table[gen.universe.table_of[record]])
    return [
        *one_of(gen, [off], [on], [on, _outage(gen, other(side))]),
        partial(gen.rekey, side, record),
        *one_of(gen, [], [partial(gen.rekey, side, another)], changes(gen, record)),
        *maybe(gen, partial(gen.edit, other(side), record)),
        partial(gen.advance, MINUTE),
        on,
        synchronized(gen, record),
    ]


def _out_of_the_bin(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A row is deleted, perhaps made again, and taken out of the recycle bin (E2)."""
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    return [
        *one_of(gen, [off], [on], [off, partial(gen.edit, DATAVERSE, record)]),
        partial(gen.delete, DATAVERSE, record),
        *one_of(
            gen,
            [],
            [partial(gen.create, DATAVERSE, record), partial(gen.delete, DATAVERSE, record)],
            [on, synchronized(gen, record)],
            [partial(gen.rekey, DATAVERSE, record)],
            [partial(gen.advance, gen.settings.dataverse_to_hr_delay // 2)],
        ),
        partial(gen.undelete, record),
        *changes(gen, record)[: gen.draws.below(3)],
        on,
        synchronized(gen, record),
    ]


def _unnoticed_then_noticed(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Changes that nobody notices, then others of the record that are noticed (F7)."""
    draws, side = gen.draws, gen.draws.choice(ENVIRONMENTS)
    unnoticed = fault("not_noticed", side, None, None, draws.choice((1, 1, 2)))
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    return [
        *one_of(gen, [on], [off]),
        partial(gen.inject, unnoticed),
        *(partial(gen.change, side, record) for _ in range(1 + draws.below(2))),
        *maybe(gen, partial(gen.advance, SECOND)),
        *one_of(
            gen,
            [gen.run_batch_job],
            [partial(gen.change, side, record)],
            [partial(gen.change, other(side), record)],
            changes(gen, record),
        ),
        on,
        synchronized(gen, record),
        *maybe(gen, partial(gen.sync_now, gen.universe.table_of[record])),
    ]


def _gone_unnoticed(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Both sides delete the record, and of one or both that goes unnoticed (F7, R6)."""
    steps: list[PatternStep] = [partial(gen.switch, gen.draws.chance(50))]
    for side in ENVIRONMENTS:
        unnoticed = partial(gen.inject, fault("not_noticed", side, None, None, 1))
        steps += one_of(gen, [unnoticed], [unnoticed], [])
        steps.append(partial(gen.delete, side, record))
    return [
        *steps,
        *maybe(gen, gen.run_batch_job),
        partial(gen.switch, True),
        partial(gen.sync_now, gen.universe.table_of[record]),
    ]


def _restored(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """An environment is put back to a backup, and both sides go on (E1)."""
    side = gen.draws.choice(ENVIRONMENTS)
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    several = of_same_table(gen, record)[:2]
    return [
        *one_of(gen, [], [on], [off, partial(gen.change, side, record)]),
        partial(gen.backup, side),
        *(partial(gen.change, gen.draws.choice(ENVIRONMENTS), one) for one in (record, *several)),
        *one_of(gen, [], [on, synchronized(gen, record)]),
        partial(gen.restore, side),
        *changes(gen, record)[: gen.draws.below(3)],
        on,
        gen.run_batch_job,
        partial(gen.sync_now, gen.universe.table_of[record]),
        *maybe(gen, partial(gen.restore, HR)),
    ]


_OF_A_CIRCLE: Final = ("create", "edit", "delete", "switch", "run_batch_job", "sync_now")
RECORD_PATTERNS: Final = (
    Pattern(_deletes_follow, ("unavailable",)),
    Pattern(_circle, ("unavailable",)),
    Pattern(_deletes_follow),
    Pattern(_children_come_and_go),
    Pattern(_circle, commands=_OF_A_CIRCLE),
    Pattern(_circle, ("request_fails",)),
    Pattern(_key_changes),
    Pattern(_key_of_what_is_looked_up),
    Pattern(_out_of_the_bin),
    Pattern(_restored),
    Pattern(_unnoticed_then_noticed, ("not_noticed",)),
    Pattern(_gone_unnoticed, ("not_noticed",)),
)
