"""Plans: some commands that together lead where single ones seldom do.

A plan is about one thing and the others of its table. It is a list of draws, not of commands, as
each is drawn by what is where by then. What may not be drawn is left out of a plan; a plan that is
nothing without some fault is not chosen where that may not be drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from harness.domain.commands import Command, Edit
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.exploration.workload.commands import Author, Draw
from harness.exploration.workload.faults import MINUTE, SECOND, fault
from harness.exploration.workload.tables import ENTITIES


class Pattern(NamedTuple):
    """What it comes to, and when it may be chosen."""

    draws: Callable[[Author, int], list[Draw]]
    faults: tuple[str, ...] = ()  # where one of these may be drawn; always where there is none


def changes(author: Author, thing: int) -> list[Draw]:
    """Several changes of it on both sides, in the same second or not."""
    below, found = author.draws.below, list[Draw]()
    for _ in range(2 + below(3)):
        number = below(4)
        found.append(partial(author.change, ENVIRONMENTS[number & 1], thing))
        if number & 2:
            found.append(partial(author.advance, SECOND))
    return found


def fellows(author: Author, thing: int) -> list[int]:
    """The things of its table, itself too, in any order."""
    company = author.company
    return author.draws.shuffled(company.of_table[company.table_of[thing]])


def gone(author: Author, things: list[int]) -> list[Draw]:
    """Deleted while on, as far as they are there."""
    there = author.guess.there[HR]
    gone = (partial(author.delete, HR, one) for one in things if there >> one & 1)
    return [partial(author.switch, True), *gone]


def settled(author: Author, thing: int) -> Draw:
    """A run by hand or a sync now."""
    if author.draws.chance(50):
        return author.run_batch_job
    return partial(author.sync_now, author.company.table_of[thing])


def _apart(author: Author, thing: int) -> list[Draw]:
    """Both sides change it while off; the run may fail, or stop."""
    draws = author.draws
    later: list[Draw] = [
        partial(author.edit, HR, thing),
        partial(author.advance, SECOND),
        partial(author.edit, DATAVERSE, thing),
    ]
    where = draws.choice(ENVIRONMENTS)
    stops = partial(author.fault_of, "batch_job_stops")
    minute, second = (fault("unavailable", where, None, lasts) for lasts in (MINUTE, SECOND))
    away = partial(author.ask, minute)
    faults: tuple[list[Draw], ...] = (
        [],
        [stops],
        [away, stops],
        [away, partial(author.ask, second), partial(author.advance, SECOND)],
    )
    return [
        partial(author.switch, False),
        *(later if draws.chance(50) else changes(author, thing)),
        *(partial(author.change, HR, one) for one in fellows(author, thing)[:2]),
        partial(author.switch, True),
        *draws.choice(faults),
        settled(author, thing),
    ]


def _after_a_clear(author: Author, thing: int) -> list[Draw]:
    """Changes of what has no tracking row any more."""
    clear = partial(author.clear_tracking, author.company.table_of[thing])
    return [clear, *changes(author, thing), settled(author, thing)]


def _children_first(author: Author, thing: int) -> list[Draw]:
    """Things are made, and then look up those that were made after them (B1)."""
    draws, company = author.draws, author.company
    side = draws.choice(ENVIRONMENTS)
    table = draws.choice(company.cyclic or (company.table_of[thing],))
    things = draws.shuffled(company.of_table[table])
    links = [
        partial(_link, author, side, child, parent)
        for child, parent in pairwise(things)
        if draws.chance(80)
    ]
    return [
        *gone(author, things),
        partial(author.switch, False),
        *(partial(_unlinked, author, side, one) for one in things),
        *(links if company.own_lookups[table] else ()),
        partial(author.switch, True),
        *maybe(author, partial(author.fault_of, "batch_job_stops")),
        settled(author, things[0]),
    ]


def _several_wait(author: Author, thing: int) -> list[Draw]:
    """Changes wait for their delivery, are given up, or are delivered by sync now (L2, N1)."""
    draws = author.draws
    half = partial(author.advance, author.settings.dataverse_to_hr_delay // 2)
    things = fellows(author, thing)
    now = partial(author.sync_now, author.company.table_of[thing])
    between: tuple[list[Draw], ...] = (
        [partial(author.switch, False), partial(author.switch, True)],
        [now],
        [],
    )
    return [
        *(gone(author, things) if draws.chance(50) else ()),
        *(partial(author.change, DATAVERSE, one) for one in things),
        half,
        *draws.choice(between),
        partial(author.change, DATAVERSE, thing),
        half,
        half,
    ]


def _through_an_entity(author: Author, thing: int) -> list[Draw]:
    """What went through an entity is deleted, and comes back (G3)."""
    thing = author.draws.choice(author.company.one_way or (thing,))
    return [
        partial(_through, author, thing),
        partial(author.switch, False),
        partial(author.delete, HR, thing),
        partial(author.edit, DATAVERSE, thing),
        partial(author.switch, True),
        settled(author, thing),
    ]


def _by_the_schedule(author: Author, thing: int) -> list[Draw]:
    """What was changed while off waits for the next run, wherever in the interval that is."""
    quarter = partial(author.advance, author.settings.batch_job_every // 4)
    return [
        partial(author.switch, False),
        *changes(author, thing),
        author.advance,
        partial(author.switch, True),
        *[quarter] * 4,
    ]


def one_of(author: Author, *parts: Sequence[Draw]) -> Sequence[Draw]:
    """One of these parts of a plan."""
    return author.draws.choice(parts)


def maybe(author: Author, draw: Draw) -> list[Draw]:
    """That, or nothing."""
    return [draw] if author.draws.below(2) else []


def _unlinked(author: Author, side: Environment, thing: int) -> Command | None:
    if "create" not in author.kinds:
        return None
    author.guess.changed(side, thing, True)
    return author.draws.choice(author.menus.creates[side][thing].free).does


def _link(author: Author, side: Environment, child: int, parent: int) -> Command | None:
    if "edit" not in author.kinds:
        return None
    company = author.company
    columns = company.own_lookups[company.table_of[child]]
    values = tuple((column, company.called[parent]) for column in columns)
    return Edit(side, company.called[child], values)


def _through(author: Author, thing: int) -> Command | None:
    edit = author.edit(HR, thing)
    return replace(edit, entity=ENTITIES[0]) if isinstance(edit, Edit) else edit


PATTERNS: Final = (
    Pattern(_apart),
    Pattern(_after_a_clear),
    Pattern(_children_first),
    Pattern(_children_first),
    Pattern(_several_wait),
    Pattern(_through_an_entity),
    Pattern(_by_the_schedule),
)
