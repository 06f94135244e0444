"""Plans about faults: each meets with changes on both sides, which is where they matter."""

from functools import partial
from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, other
from harness.domain.faults import FAULTS
from harness.exploration.workload.commands import CLOCKS, Author, Draw
from harness.exploration.workload.faults import MINUTE, SECOND, fault
from harness.exploration.workload.patterns import (
    Pattern,
    changes,
    fellows,
    maybe,
    one_of,
    settled,
)


def _edit_after_delete(author: Author, thing: int) -> list[Draw]:
    """An edit that cannot travel is later than a delete that waits (L6)."""
    delay = author.settings.dataverse_to_hr_delay
    return [
        partial(author.ask, fault("unavailable", DATAVERSE, None, max(delay, MINUTE))),
        partial(author.delete, DATAVERSE, thing),
        partial(author.advance, SECOND),
        partial(author.edit, HR, thing),
        partial(author.advance, delay),
    ]


def _answer_lost(author: Author, thing: int) -> list[Draw]:
    """What was applied is missed all the same; then both sides go on (F2)."""
    side = author.draws.choice(ENVIRONMENTS)
    on, off = (partial(author.switch, on) for on in (True, False))
    fails: list[Draw] = [
        partial(author.ask, fault("request_fails", other(side), None, None, None, False, True))
    ]
    if author.draws.chance(30):  # and more of them
        fails.append(partial(author.fault_of, "request_fails"))
    apart: list[Draw] = [off, *changes(author, thing), on, settled(author, thing)]
    live: list[Draw] = [on, partial(author.change, side, thing)]
    clear = partial(author.clear_tracking, author.company.table_of[thing])
    return [
        *fails,
        *one_of(author, apart, live, live),
        *maybe(author, partial(author.advance, author.settings.dataverse_to_hr_delay)),
        *one_of(author, [], [off], [clear]),
        *changes(author, thing),
        *maybe(author, partial(author.fault_of, "over")),
        on,
        settled(author, thing),
    ]


def _out_of_order(author: Author, thing: int) -> list[Draw]:
    """One is on its way for long, and others of the record or the table overtake it (F3)."""
    choice, side = author.draws.choice, author.draws.choice(ENVIRONMENTS)
    delay = author.settings.dataverse_to_hr_delay
    longer = choice((MINUTE, MINUTE, max(delay, SECOND)))
    late = fault(
        "delivery_delayed", side, None, choice((longer, longer, None)), choice((None, 1, 1, 2))
    )
    draws: list[Draw] = [partial(author.switch, True), partial(author.ask, late)]
    draws += maybe(author, partial(author.fault_of, "delivery_delayed"))
    several = (thing, *fellows(author, thing))
    for one in (thing, *author.draws.sample(several, 1 + author.draws.below(2))):
        draws.append(partial(author.change, side, one))
        draws += maybe(author, partial(author.advance, choice((SECOND, longer // 2))))
    draws += one_of(
        author, [], [partial(author.change, other(side), thing)], changes(author, thing)
    )
    over = partial(author.fault_of, "over")
    return [
        *draws,
        *one_of(author, [partial(author.advance, longer)], [over], [settled(author, thing)], []),
        partial(author.advance, longer + delay),
    ]


def _comes_again(author: Author, thing: int) -> list[Draw]:
    """A delivery comes a second time, when the record may be another's, or gone (F4)."""
    choice, side = author.draws.choice, author.draws.choice(ENVIRONMENTS)
    later, nth = choice((None, SECOND, MINUTE)), choice((None, 1, 2))
    return [
        partial(author.switch, True),
        partial(author.ask, fault("delivery_repeated", side, None, later, nth)),
        *(partial(author.change, side, one) for one in (thing, *fellows(author, thing)[:1])),
        partial(author.advance, author.settings.dataverse_to_hr_delay),
        *changes(author, thing),
        partial(author.advance, MINUTE),
    ]


def _clocks_apart(author: Author, thing: int) -> list[Draw]:
    """Both sides change it by clocks that tell different times (F5)."""
    choice, clock = author.draws.choice, partial(author.fault_of, "clock")
    both = changes(author, thing)
    deleted = partial(author.delete, choice(ENVIRONMENTS), thing)
    off, on = partial(author.switch, False), partial(author.switch, True)
    return [
        clock,
        *maybe(author, clock),
        *one_of(author, [off, *both, on, settled(author, thing)], both, [*both, deleted]),
        *maybe(author, partial(author.fault_of, "over")),
        *changes(author, thing),
        partial(author.advance, author.settings.dataverse_to_hr_delay),
    ]


def _over_at_last(author: Author, thing: int) -> list[Draw]:
    """Several faults at once, until they are over and a run repairs what they did (F6)."""
    choice, below = author.draws.choice, author.draws.below
    on, off = partial(author.switch, True), partial(author.switch, False)
    return [
        *[author.fault] * (2 + below(2)),
        *one_of(author, [], [on], [off]),
        *(partial(author.change, choice(ENVIRONMENTS), one) for one in fellows(author, thing)[:2]),
        *changes(author, thing),
        *maybe(author, settled(author, thing)),
        partial(author.fault_of, "over"),
        on,
        author.run_batch_job,
    ]


FAULT_PATTERNS: Final = (
    Pattern(_edit_after_delete, ("unavailable",)),
    Pattern(_answer_lost, ("request_fails",)),
    Pattern(_answer_lost, ("request_fails",)),
    Pattern(_out_of_order, ("delivery_delayed",)),
    Pattern(_out_of_order, ("delivery_delayed",)),
    Pattern(_comes_again, ("delivery_repeated",)),
    Pattern(_clocks_apart, CLOCKS),
    Pattern(_over_at_last, tuple(kind for kind in FAULTS if kind != "over")),
)
