"""What folds: alike entries of a journal into a line of the timeline, like rows into one row.

Alike is what has the same event, actor, environment, table and rule, and goes back to one command;
or stands in one stretch: what one user does to record after record, and what follows from it, with
nothing else between but time that passes. Who edits last wins, so the other actor ends a stretch.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from harness.reports.event_text import few_names, many
from harness.reports.rivals import Rivals
from harness.simulator.engine import Engine

ALIKE: Final = 8  # so many alike events, like rows, or records that nobody touched stay apart
MOST: Final = 20  # rows of a table, or of a kind, that are not alike
EXPAND: Final = "; --expand shows them"  # what text says of what folds; on a page folds open
SHOWN: Final = 3  # of what must not all be folded
RUNS: Final = frozenset({"batch_started", "batch_skipped", "batch_blocked"})
CHANGES: Final = frozenset({"created", "edited", "deleted", "undeleted"})  # by a user or an import
WRITES: Final = frozenset({"updated", "copied", "restored", "removed"})  # by the integration
USERS: Final = frozenset({"HR user", "Dataverse user", "import"})  # the actors
GIVEN: Final = frozenset({"given", "given_apart", "given_change"})
_IN_A_STRETCH: Final = (
    CHANGES
    | WRITES
    | GIVEN
    | {
        "rekeyed", "unnoticed", "new_period", "waiting", "not_listened", "held_back", "linked",
        "pointed", "dropped", "settled", "failed", "lost", "delete_undone", "time_passed",
        "batch_skipped", "batch_blocked",
    }
)  # fmt: skip


_T = TypeVar("_T")


class FoldedRow(NamedTuple, Generic[_T]):
    """A row that is shown, and those that fold behind it."""

    row: _T
    more: Sequence[_T] = ()


def like_rows(
    rows: Iterable[_T], like: Callable[[_T], Hashable], expand: bool = False
) -> list[FoldedRow[_T]]:
    """The rows, but of many for which `like` is the same the first few, the others behind them.

    >>> like_rows("aaaaaaaaabaa", str)[2:]
    [FoldedRow(row='a', more=['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a']), FoldedRow(row='b', more=())]
    """
    found, every = list(rows), defaultdict[Hashable, list[_T]](list)
    for row in found:
        every[like(row)].append(row)
    shown: list[FoldedRow[_T]] = []
    seen: dict[Hashable, int] = defaultdict(int)
    for row in found:
        kind = like(row)
        seen[kind] += 1
        many = not expand and len(every[kind]) > ALIKE
        if not many or seen[kind] < SHOWN:
            shown.append(FoldedRow(row))
        elif seen[kind] == SHOWN:
            shown.append(FoldedRow(row, every[kind][SHOWN:]))
    return shown


def more_like_it(what: str, names: Sequence[str]) -> str:
    """What a row says in which those fold that are like the one above it.

    >>> more_like_it("worker", ["w03", "w04", "w05", "w06"])
    '4 more workers like this: w03 … w06'
    """
    kind = what if len(names) == 1 else many(what)
    return f"{len(names):,} more {kind} like this: {few_names(names)}"


def roots_of(simulator: Engine) -> list[int]:
    """By entry, the entry that it goes back to along its causes."""
    roots, journal = [0], simulator.journal
    for seq, (event, cause) in journal.fields("event", "cause"):
        # what is given is a command a record, and one beginning
        roots.append(roots[cause] if cause else 0 if event in GIVEN else seq)
    return roots


def alike_entries(
    simulator: Engine,
    roots: Sequence[int],
    step_of: Mapping[int, int],
    idle: Collection[int],
    ends: Collection[int],
    shown: Collection[int] | None,
    rivals: Rivals,
) -> dict[int, list[int]]:
    """By entry, those that are alike, in order; of `shown` entries alone, if that is not None.

    Losses are alike if they were lost to the same kind of edit. `idle` are runs that found nothing
    to do; a stretch ends after the entries in `ends`.
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    found: dict[int, list[int]] = {}
    kinds: dict[int, tuple[object, ...]] = {}
    journal = simulator.journal
    names = journal.column("record")
    lost_to = {seq: rivals.of(seq).kind for seq in journal.losses}
    for seq, kind in journal.fields("event", "actor", "environment", "table", "rule"):
        if shown is None or seq in shown:
            many = names[seq - 1] is None  # generated records are one event
            kinds[seq] = alike = kind, many, seq in idle, lost_to.get(seq, "")
            found[seq] = group = groups[roots[seq], step_of.get(seq), alike]
            group.append(seq)
    stretch, actor = 0, ""
    stretches: dict[tuple[object, ...], list[int]] = defaultdict(list)
    events, actors = journal.column("event"), journal.column("actor")
    causes = journal.column("cause")
    for seq, group in found.items():
        who = actors[seq - 1]
        if who in USERS and who != actor:
            stretch, actor = stretch + 1, who
        if events[seq - 1] in _IN_A_STRETCH or seq in idle or causes[seq - 1] in idle:
            if len(group) <= ALIKE:
                stretches[stretch, kinds[seq]].append(seq)
        else:
            stretch += 1
        stretch += seq in ends
    longer = (alike for alike in stretches.values() if len(alike) > ALIKE)
    return found | {seq: alike for alike in longer for seq in alike}
