"""Alike entries of a journal, which share a line of the timeline.

Alike is what has the same event, actor, environment, table and rule, and goes back to one command;
or stands in one stretch: what one user does to record after record, and what follows from it, with
nothing else between but time that passes. Who edits last wins, so the other actor ends a stretch.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from harness.simulator.engine import Engine

ALIKE: Final = 8  # so many alike events stay apart
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


def roots_of(simulator: Engine) -> list[int]:
    """By entry, the entry that it goes back to along its causes."""
    roots = [0]
    for seq, event in simulator.journal:
        # what is given is a command a record, and one beginning
        own = 0 if event.event in GIVEN else seq
        roots.append(roots[event.cause] if event.cause else own)
    return roots


def alike_entries(
    simulator: Engine,
    roots: Sequence[int],
    step_of: Mapping[int, int],
    idle: Collection[int],
    ends: Collection[int],
    shown: Collection[int] | None,
) -> dict[int, list[int]]:
    """By entry, those that are alike, in order; of `shown` entries alone, if that is not None.

    `idle` are runs that found nothing to do; a stretch ends after the entries in `ends`.
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    found: dict[int, list[int]] = {}
    kinds: dict[int, tuple[object, ...]] = {}
    for seq, event in simulator.journal:
        if shown is None or seq in shown:
            many = event.record is None  # generated records are one event
            of = event.actor, event.environment, event.table, event.rule, many, seq in idle
            kinds[seq] = event.event, *of
            found[seq] = groups[roots[seq], step_of.get(seq), *kinds[seq]]
            found[seq].append(seq)
    stretch, actor = 0, ""
    stretches: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for seq, alike in found.items():
        event = simulator.journal[seq]
        if event.actor in USERS and event.actor != actor:
            stretch, actor = stretch + 1, event.actor
        if event.event in _IN_A_STRETCH or seq in idle or event.cause in idle:
            if len(alike) <= ALIKE:
                stretches[stretch, *kinds[seq]].append(seq)
        else:
            stretch += 1
        stretch += seq in ends
    longer = (alike for alike in stretches.values() if len(alike) > ALIKE)
    return found | {seq: alike for alike in longer for seq in alike}
