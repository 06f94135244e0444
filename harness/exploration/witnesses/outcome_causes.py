"""Causes of undone deletes, and of records that differ although the batch job has completed.

>>> list(_rules_of("hr", "sync now", True, False, "R10"))
['R10', 'N5', 'R13']
"""

from collections.abc import Iterator
from typing import Final

from harness.domain.commands import Create, Edit, Import
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.events import Event
from harness.domain.request_kinds import CREATE, RECREATE
from harness.exploration.witnesses.causes import (
    BATCH,
    HELD_BACK,
    NOBODY_NOTICED,
    SLUGS,
    SYNC_NOW,
    WAITS,
    Before,
    Cause,
    Occurrence,
    also,
    by_the_batch_job,
    dashed,
    requests_after,
    short,
)
from harness.properties.convergence import completed, left_over
from harness.properties.oracle.expected_forms import hold_the_same
from harness.properties.oracle.oracle import Step

_ORDER: Final = ("batch job", "batch job with an edit", "live edit", "delivery", "sync now")


def undone_delete(before: Before, step: Step) -> Iterator[Occurrence]:
    """Undone deletes: where, why they had not travelled, and what restored the record (R13)."""
    for event in step.events:
        if event.event != "delete_undone":
            continue
        here, rule = event.environment, event.rule
        assert here is not None and rule is not None
        there = ENVIRONMENT_NAMES[other(here)]
        kind = requests_after(before, step.command)[other(here)]
        why = before.why_not_travelled(here, step.simulator.world.settings)
        unnoticed = why == NOBODY_NOTICED
        held_back = why == HELD_BACK
        # an edit of an untracked row in Dataverse does not travel (C2): it was created again
        again = held_back and here == HR and kind in (CREATE, RECREATE)
        edited = f"{'created again' if again else 'edited'} in {there}"
        it = "the record" if why != WAITS else "it"
        if event.actor == "sync now" and (held_back or (unnoticed and kind is None)):
            how, back = "sync now", SYNC_NOW
        elif by_the_batch_job(event.actor) and kind is None:
            how, back = "batch job", BATCH
        elif by_the_batch_job(event.actor):
            # a tracked record would be back without the edit
            with_it = f"since {it} was {edited}" if held_back else f"with an edit made in {there}"
            how, back = "batch job with an edit", f"{BATCH}, {with_it}"
        elif isinstance(step.command, Create | Edit | Import):
            how, back = "live edit", f"at once when {it} is {edited}"
        else:
            how, back = "delivery", f"when what was {edited} arrives"
        where = ENVIRONMENT_NAMES[here]
        title, slug = f"A record deleted in {where} is back {back}", "delete in"
        rules = _rules_of(here, how, held_back, unnoticed, rule)
        if why != WAITS:
            title = f"A delete in {where}, {why}, is undone {back}"
        if _key_was_changed(step, event):
            title = f"A record whose natural key was changed in {where} is back under the old "
            title, slug, rules = f"{title}one {back}", "key changed in", (*rules, "R18")
        cause = Cause(
            title,
            dashed(slug, short(here), SLUGS.get(why, why), "undone by", how),
            rules,
            _ORDER.index(how) + len(_ORDER) * (why != WAITS),
        )
        forms = also(before, step, event.actor)
        known = {how, "made again" if again else how}  # the title has it
        yield Occurrence(cause, tuple(form for form in forms if form not in known))


def _key_was_changed(step: Step, undone: Event) -> bool:
    """Whether the delete is what a change of the natural key is to the integration (R18)."""
    return any(
        it.event == "rekeyed" and (it.environment, it.record) == (undone.environment, undone.record)
        for _, it in step.simulator.journal
    )


def _rules_of(
    here: Environment, how: str, held_back: bool, unnoticed: bool, rule: str
) -> tuple[str, ...]:
    """The rules behind an undone delete, first the one that decided."""
    more: tuple[str, ...] = _BEHIND.get(how, ())
    if unnoticed:
        more = (*more, "F7")
    elif how == "sync now":
        more = ("N4",) if here == DATAVERSE else ("N5",)
    elif held_back:
        more = ("C3", "N4") if here == DATAVERSE else ("C5", "C6")
    return (rule, *more, "R13")


_BEHIND: Final[dict[str, tuple[str, ...]]] = {
    "batch job with an edit": ("R12",),
    "live edit": ("L7",),
    "delivery": ("L3",),
}


def divergence_after_batch(_: Before, step: Step) -> Iterator[Occurrence]:
    """Records that differ or are missing on one side after a completed batch job (S5)."""
    if not completed(step):
        return
    world = step.simulator.world
    for pair, rule in left_over(step):
        hr, dataverse = (world.stores[it].find(pair.table.name, pair.key) for it in ENVIRONMENTS)
        if hr is None and dataverse is None:
            continue
        if hr and dataverse and hold_the_same(pair.table, hr.values, dataverse.values):
            continue  # equal on both sides, only still missed
        gone: Environment | None = HR if hr is None else DATAVERSE if dataverse is None else None
        changed = [it for it in ENVIRONMENTS if pair.request(it)]
        if not changed:
            yield _apart(step, pair.name, gone)
            continue
        difference, change, slug = _left(gone, changed)
        held_back = rule in ("C2", "C6") and not pair.tracked
        why = HELD_BACK if held_back else _NOT_DONE.get(rule, f"left ({rule})")
        both = ("C6", "C2") if len(changed) == 2 else (rule,)
        yield Occurrence(
            Cause(
                f"{difference} after the batch job has completed: {change} {why}",
                dashed(slug, SLUGS.get(why, why)),
                (*both, "B2") if held_back else (rule or "B4", "S5"),
            )
        )


def _apart(step: Step, name: str, gone: Environment | None) -> Occurrence:
    """Both sides differ, and nothing is missed: the batch job does not come to it (F7, E1)."""
    unnoticed = [it for it in ENVIRONMENTS if name in step.oracle.unnoticed[it]]
    difference, _, slug = _left(gone, unnoticed or ([gone] if gone else []))
    if unnoticed:
        why, by, rules = "nobody noticed the change", "unnoticed", ("F7", "S5")
    else:
        where = next(
            it.environment
            for _, it in step.simulator.journal
            if it.event == "environment_restored" and it.environment
        )
        difference, slug = "Both sides hold other values", "differs"
        if gone:
            difference = f"A record is in {ENVIRONMENT_NAMES[other(gone)]} alone"
            slug = f"missing in {short(gone)}"
        why = f"{ENVIRONMENT_NAMES[where]} was restored from a backup"
        by, rules = f"after a restore of {short(where)}", ("E1", "S5")
    title = f"{difference} after the batch job has completed, and nothing is missed: {why}"
    return Occurrence(Cause(title, dashed(slug, by), rules, 1))


def _left(gone: Environment | None, changed: list[Environment]) -> tuple[str, str, str]:
    """How the sides differ, the change that has not travelled, and the slug."""
    if gone is None:
        names = " and ".join(ENVIRONMENT_NAMES[it] for it in changed)
        slug = f"edit in {' and '.join(map(short, changed))}"
        return f"An edit in {names} is not on the other side", "the edit is", slug
    where, there = ENVIRONMENT_NAMES[gone], ENVIRONMENT_NAMES[other(gone)]
    if gone not in changed:
        difference = f"A record of {there} is not in {where}"
        return difference, "what was changed is", f"missing in {short(gone)}"
    slug = f"delete in {short(gone)}"
    if len(changed) == 1:
        return f"A record deleted in {where} is still in {there}", "the delete is", slug
    difference = f"A record deleted in {where} and edited in {there} stays so"
    return difference, "both are", f"{slug} and edit in {short(other(gone))}"


_NOT_DONE: Final = {
    "": "not come to",
    "F1": "not delivered, a request having failed",
    "F2": "not delivered, a request having failed",
    "L5": "not delivered, a request having failed",
    "R16": "not written, as the other side has no such value",
}
