"""Causes of losses: overwritten by an edit, lost with a delete, or in a tie; and of duplicates.

>>> titled("edit", "batch", "dataverse")
'An edit in Dataverse is overwritten by a later edit in Human Resources when the batch job runs'
>>> titled("edit", "tie", "dataverse", "held back after a clear")
'Of two edits in the same second, the one in Dataverse, held back after a clear, is overwritten'
"""

from collections.abc import Iterator
from typing import Final

from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment, other
from harness.domain.events import Event
from harness.domain.request_kinds import CREATE
from harness.exploration.witnesses.causes import (
    BATCH,
    HELD_BACK,
    REASON_RULES,
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
from harness.properties.oracle.oracle import Step

# what was lost, how -> the title; in the order of a list
_TITLES: Final[dict[tuple[str, str], str]] = {
    ("edit", "batch"): (
        "An edit in {here}{why} is overwritten by a later edit in {there} " + BATCH
    ),
    ("edit of another column", "batch"): (
        "An edit in {here}{why} is overwritten by a later edit of another column in {there} "
        + BATCH
    ),
    ("edit", "live"): "An edit in {here}{why} is overwritten at once by a later edit in {there}",
    ("edit", "delete"): "An edit in {here}{why} is lost when the record is deleted in {there}",
    ("edit of another column", "live"): (
        "An edit in {here}{why} is overwritten at once by a later edit of another column in {there}"
    ),
    ("create", "batch"): (
        "A record created in {here}{why} is overwritten by the same record, created later in "
        "{there}, " + BATCH
    ),
    ("create", "live"): (
        "A record created in {here}{why} is overwritten at once by the same record, created "
        "later in {there}"
    ),
    ("create", "delete"): ("A record created in {here}{why} is lost when it is deleted in {there}"),
    ("edit", "tie"): "Of two edits in the same second, the one in {here}{why} is overwritten",
    ("edit of another column", "tie"): (
        "Of two edits of different columns in the same second, the one in {here}{why} is "
        "overwritten"
    ),
    ("create", "tie"): (
        "Of the same record, created on both sides in the same second, the one in {here}{why} is "
        "overwritten"
    ),
}
_SLUGS: Final = {
    "batch": "in the batch job",
    "live": "at once",
    "delete": "to a delete",
    "tie": "in a tie",
}


def titled(what: str, how: str, here: Environment, why: str = WAITS) -> str:
    """The title of a loss: what was lost, how, where it was made, why it had not travelled."""
    reason = why if why != WAITS or how in ("live", "delete") else ""
    names = {"here": ENVIRONMENT_NAMES[here], "there": ENVIRONMENT_NAMES[other(here)]}
    title = _TITLES[what, how].format(why=f", {reason}," if reason else "", **names)
    return title.replace(",,", ",")


def data_loss(before: Before, step: Step) -> Iterator[Occurrence]:
    """Losses: where the change was made, how it was lost, and why it had not travelled (R7)."""
    for event in step.events:
        if event.event == "lost":
            yield _lost(before, step, event)


def tie(before: Before, step: Step) -> Iterator[Occurrence]:
    """Losses by a tie, where the batch job and live sync are different causes (R11)."""
    for event in step.events:
        if event.event == "lost" and event.rule == "R11":
            cause, forms = _lost(before, step, event)
            batch = by_the_batch_job(event.actor)
            by, slug = (BATCH, "in the batch job") if batch else ("at once", "at once")
            yield Occurrence(
                cause._replace(title=f"{cause.title} {by}", slug=dashed(cause.slug, slug)), forms
            )


def _lost(before: Before, step: Step, event: Event) -> Occurrence:
    here, rule = event.environment, event.rule
    assert here is not None and rule is not None
    at_once = not by_the_batch_job(event.actor) and rule != "L6"
    how = {"L6": "delete", "R11": "tie"}.get(rule, "live" if at_once else "batch")
    kinds = requests_after(before, step.command)
    both_new = not before.tracked and all(kinds[it] == CREATE for it in ENVIRONMENTS)
    what = "create" if both_new or (how == "delete" and kinds[here] == CREATE) else "edit"
    if what == "edit" and how != "delete" and _another_column(step, event):
        what = "edit of another column"
    why = before.why_not_travelled(here, step.simulator.world.settings)
    by_sync = event.actor == "sync now" and not any(map(before.request, ENVIRONMENTS))
    rules = (rule, *(("R8",) if what == "create" or by_sync else ()), *REASON_RULES.get(why, ()))
    rules += (("C4",) if why == HELD_BACK else ("L3",)) if at_once else ()
    by = "in sync now" if by_sync and how == "batch" else _SLUGS[how]
    slug = dashed(what.split(" of")[0], "in", short(here), SLUGS.get(why, why), "lost", by)
    slug += "-with-another-column" if what not in ("edit", "create") else ""
    order = list(_TITLES).index((what, how))
    title, forms = titled(what, how, here, why), also(before, step, event.actor)
    if by_sync:  # no other run looks at a record without a request
        title = title.replace(BATCH, SYNC_NOW)
        forms = tuple(form for form in forms if form != "sync now")
    return Occurrence(Cause(title, slug, (*rules, "R7"), order), forms)


def _another_column(step: Step, event: Event) -> bool:
    """Whether the other side edited other columns only: the whole record won (R3)."""
    lost = next(it for it in step.settlements if it.event == event)
    across = lost.dataverse if event.environment == HR else lost.hr
    touched = across.pending.touched & ~lost.table.key_bits if across.pending else 0
    # created again, or written as an answer was lost, it may have touched no column
    return touched != 0 and not any(
        touched >> lost.table.index[column] & 1 for column, _, _ in event.data
    )


def duplicate(before: Before, step: Step) -> Iterator[Occurrence]:
    """Records created on both sides before synchronization, linked by their key (R8)."""
    kinds = requests_after(before, step.command)
    linked = [event for event in step.events if event.event == "linked"]
    if not linked or not all(kinds[it] == CREATE for it in ENVIRONMENTS):
        return
    by = BATCH if by_the_batch_job(linked[0].actor) else "at once"
    losses = [event for event in step.events if event.event == "lost" and event.environment]
    begins = "The same record is created on both sides"
    slug = ["linked", "in the batch job" if by == BATCH else by]
    rules: tuple[str, ...]
    if not losses:
        title = f"{begins} with the same values: it is linked {by}, and nothing is lost"
        rules, slug = ("R8", "R7"), [*slug, "with the same values"]
    else:
        here, rule = losses[0].environment, losses[0].rule
        assert here is not None and rule is not None
        tied = rule == "R11"
        when = f" in the same second: linked {by}," if tied else f": linked {by},"
        older = "the one" if tied else "the older one,"
        comma = "" if tied else ","
        title = f"{begins}{when} {older} in {ENVIRONMENT_NAMES[here]}{comma} is overwritten"
        rules, slug = (rule, "R8", "R7"), [*slug, short(here), "lost", "in a tie" if tied else ""]
    yield Occurrence(Cause(title, dashed(*slug), rules), also(before, step, linked[0].actor))
