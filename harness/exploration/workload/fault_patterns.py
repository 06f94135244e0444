"""Patterns of faults (Jepsen: nemesis), each with changes on both sides, where faults matter."""

from functools import partial
from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, other
from harness.domain.faults import BUILT_IN_FAULTS, CLOCKS
from harness.exploration.workload.commands import CommandGenerator, PatternStep
from harness.exploration.workload.faults import MINUTE, SECOND, fault
from harness.exploration.workload.patterns import (
    ANY_FAULT,
    PLUGGED_FAULT,
    Pattern,
    changes,
    maybe,
    of_same_table,
    one_of,
    synchronized,
)


def _edit_after_delete(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """An edit that cannot travel is later than a delete that waits (L6)."""
    delay = gen.settings.dataverse_to_hr_delay
    return [
        partial(gen.inject, fault("unavailable", DATAVERSE, None, max(delay, MINUTE))),
        partial(gen.delete, DATAVERSE, record),
        partial(gen.advance, SECOND),
        partial(gen.edit, HR, record),
        partial(gen.advance, delay),
    ]


def _lost_answer(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A request is applied, but its answer lost; then both sides go on (F2)."""
    side = gen.draws.choice(ENVIRONMENTS)
    on, off = (partial(gen.switch, on) for on in (True, False))
    fails: list[PatternStep] = [
        partial(gen.inject, fault("request_fails", other(side), None, None, None, False, True))
    ]
    if gen.draws.chance(30):  # and more of them
        fails.append(partial(gen.fault_of, "request_fails"))
    while_off: list[PatternStep] = [off, *changes(gen, record), on, synchronized(gen, record)]
    live: list[PatternStep] = [on, partial(gen.change, side, record)]
    clear = partial(gen.clear_tracking, gen.universe.table_of[record])
    return [
        *fails,
        *one_of(gen, while_off, live, live),
        *maybe(gen, partial(gen.advance, gen.settings.dataverse_to_hr_delay)),
        *one_of(gen, [], [off], [clear]),
        *changes(gen, record),
        *maybe(gen, partial(gen.fault_of, "over")),
        on,
        synchronized(gen, record),
    ]


def _both_sides_fail(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Requests to both sides fail where both sides are written, and then again (F2)."""
    nth = 1 + gen.draws.below(3)
    return [
        partial(gen.switch, False),
        *(partial(gen.edit, side, record) for side in ENVIRONMENTS for _ in range(2)),
        partial(gen.switch, True),
        partial(gen.inject, fault("request_fails", HR, None, None, 1)),
        partial(gen.inject, fault("request_fails", DATAVERSE, None, None, nth)),
        *[gen.run_batch_job] * 3,
    ]


def _out_of_order(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """One delivery is late, and others of the record or the table overtake it (F3)."""
    choice, side = gen.draws.choice, gen.draws.choice(ENVIRONMENTS)
    delay = gen.settings.dataverse_to_hr_delay
    longer = choice((MINUTE, MINUTE, max(delay, SECOND)))
    late = fault(
        "delivery_delayed", side, None, choice((longer, longer, None)), choice((None, 1, 1, 2))
    )
    steps: list[PatternStep] = [partial(gen.switch, True), partial(gen.inject, late)]
    steps += maybe(gen, partial(gen.fault_of, "delivery_delayed"))
    several = (record, *of_same_table(gen, record))
    for one in (record, *gen.draws.sample(several, 1 + gen.draws.below(2))):
        steps.append(partial(gen.change, side, one))
        steps += maybe(gen, partial(gen.advance, choice((SECOND, longer // 2))))
    steps += one_of(gen, [], [partial(gen.change, other(side), record)], changes(gen, record))
    over = partial(gen.fault_of, "over")
    return [
        *steps,
        *one_of(gen, [partial(gen.advance, longer)], [over], [synchronized(gen, record)], []),
        partial(gen.advance, longer + delay),
    ]


def _repeated_delivery(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A delivery is repeated when the record may have been replaced or deleted (F4)."""
    choice, side = gen.draws.choice, gen.draws.choice(ENVIRONMENTS)
    later, nth = choice((None, SECOND, MINUTE)), choice((None, 1, 2))
    return [
        partial(gen.switch, True),
        partial(gen.inject, fault("delivery_repeated", side, None, later, nth)),
        *(partial(gen.change, side, one) for one in (record, *of_same_table(gen, record)[:1])),
        partial(gen.advance, gen.settings.dataverse_to_hr_delay),
        *changes(gen, record),
        partial(gen.advance, MINUTE),
    ]


def _skewed_clocks(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Both sides change the record by clocks that differ (F5)."""
    choice, clock = gen.draws.choice, partial(gen.fault_of, "clock")
    both = changes(gen, record)
    deleted = partial(gen.delete, choice(ENVIRONMENTS), record)
    off, on = partial(gen.switch, False), partial(gen.switch, True)
    return [
        clock,
        *maybe(gen, clock),
        *one_of(gen, [off, *both, on, synchronized(gen, record)], both, [*both, deleted]),
        *maybe(gen, partial(gen.fault_of, "over")),
        *changes(gen, record),
        partial(gen.advance, gen.settings.dataverse_to_hr_delay),
    ]


def _faults_heal(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """Several faults at once, then the system heals and a run repairs what they did (F6)."""
    choice, below = gen.draws.choice, gen.draws.below
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    return [
        *[gen.fault] * (2 + below(2)),
        *one_of(gen, [], [on], [off]),
        *(partial(gen.change, choice(ENVIRONMENTS), one) for one in of_same_table(gen, record)[:2]),
        *changes(gen, record),
        *maybe(gen, synchronized(gen, record)),
        partial(gen.fault_of, "over"),
        on,
        gen.run_batch_job,
    ]


def _plugged_fault(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A plugged fault is in force while several records travel, live or by the batch job."""
    choice = gen.draws.choice
    kind = choice([kind for kind in gen.faults if kind not in BUILT_IN_FAULTS])
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    several = [partial(gen.change, choice(ENVIRONMENTS), one) for one in of_same_table(gen, record)]
    return [
        partial(gen.fault_of, kind),
        *one_of(gen, [off, *several[:3], on, gen.run_batch_job], [on, *several[:3]]),
        *changes(gen, record),
        *maybe(gen, synchronized(gen, record)),
        *maybe(gen, partial(gen.fault_of, "over")),
    ]


FAULT_PATTERNS: Final = (
    Pattern(_edit_after_delete, ("unavailable",)),
    Pattern(_lost_answer, ("request_fails",)),
    Pattern(_lost_answer, ("request_fails",)),
    Pattern(_both_sides_fail, ("request_fails",)),
    Pattern(_out_of_order, ("delivery_delayed",)),
    Pattern(_out_of_order, ("delivery_delayed",)),
    Pattern(_repeated_delivery, ("delivery_repeated",)),
    Pattern(_skewed_clocks, CLOCKS),
    Pattern(_faults_heal, (ANY_FAULT,)),
    Pattern(_plugged_fault, (PLUGGED_FAULT,)),
    Pattern(_plugged_fault, (PLUGGED_FAULT,)),
)
