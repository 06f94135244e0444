"""Targets of a witness search: a name, a description, and the check of a step.

>>> target_named("data-loss").description
"a user's change is overwritten, or deleted over, before it has travelled"
>>> target_named("data-los")
Traceback (most recent call last):
harness.domain.errors.BadInput: nothing is called 'data-los', did you mean data-loss?
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from harness.domain.commands import Command, Fault, command_name
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.errors import BadInput
from harness.domain.events import EVENTS, EventKind
from harness.domain.suggestions import did_you_mean
from harness.exploration.witnesses.causes import Before, Cause, Occurrence, dashed
from harness.exploration.witnesses.loss_causes import data_loss, duplicate, tie
from harness.exploration.witnesses.outcome_causes import divergence_after_batch, undone_delete
from harness.properties.law import ALWAYS, SOMETIMES, Property, holds, violation
from harness.properties.oracle.oracle import Step

TargetCheck = Callable[[Before, Step], Iterator[Occurrence]]


class Target(NamedTuple):
    """Something to find a witness of. An invariant holds if there is none."""

    description: str
    check: TargetCheck
    invariant: bool = False
    needs_memory: bool = False  # of the oracle, in the states that are searched
    kind: str = "finding"
    rules: tuple[str, ...] = ()  # that an invariant or coverage goal guards


_FINDINGS: Final[dict[str, Target]] = {
    "data-loss": Target(
        "a user's change is overwritten, or deleted over, before it has travelled", data_loss
    ),
    "undone-delete": Target("a record that a user deleted is back", undone_delete),
    "tie": Target("edits of the same second: one of them is lost", tie),
    "divergence-after-batch": Target(
        "the batch job has completed, and a record differs or is missing on one side",
        divergence_after_batch,
    ),
    "duplicate": Target("the same thing is created on both sides before they meet", duplicate),
}


def all_targets() -> dict[str, Target]:
    """Every target by name: findings, events, invariants and coverage goals."""
    found = dict(_FINDINGS)
    for name, kind in EVENTS.items():
        found.setdefault(dashed(name), Target(kind.description, _event(name, kind), kind="event"))
    for name, it in ALWAYS.items():
        found[dashed(name)] = Target(name, _violated(it), True, True, "invariant", it.rules)
    for name, it in SOMETIMES.items():
        found[dashed(name)] = Target(name, _reached(it), False, True, "coverage goal", it.rules)
    return found


def target_named(name: str) -> Target:
    """The target of that name, with dashes, underscores or blanks; BadInput if there is none."""
    known = all_targets()
    if dashed(name) not in known:
        near = did_you_mean(dashed(name), known)
        raise BadInput(f"nothing is called {name!r}{near or '; --list shows what can be found'}")
    return known[dashed(name)]


_BY: Final = {
    "HR user": "a user",
    "Dataverse user": "a user",
    "import": "an import",
    "live sync": "live sync",
    "sync now": "sync now",
}


def _event(name: str, kind: EventKind) -> TargetCheck:
    def check(_: Before, step: Step) -> Iterator[Occurrence]:
        for event in step.events:
            if event.event == name:
                where = f" in {ENVIRONMENT_NAMES[event.environment]}" if event.environment else ""
                by = _BY.get(event.actor, f"the {event.actor}")
                rule = f" ({event.rule})" if event.rule else ""
                title = f"{kind.description[0].upper()}{kind.description[1:]}{where}, by {by}{rule}"
                slug = dashed(f"{name} {event.environment or ''} {event.actor} {event.rule or ''}")
                yield Occurrence(Cause(title, slug, (event.rule,) if event.rule else ()))

    return check


def _violated(invariant: Property) -> TargetCheck:
    def check(_: Before, step: Step) -> Iterator[Occurrence]:
        if violation(invariant, step):
            yield _at(step, f"Broken: {invariant.name}", invariant)

    return check


def _reached(goal: Property) -> TargetCheck:
    def check(_: Before, step: Step) -> Iterator[Occurrence]:
        if holds(goal, step):
            yield _at(step, goal.name[0].upper() + goal.name[1:], goal)

    return check


def _at(step: Step, title: str, it: Property) -> Occurrence:
    when = when_words(step.command)
    return Occurrence(Cause(f"{title}, when {when}", dashed(f"when {when}"), it.rules))


_WHEN: Final = {
    "turn_on": "integration is turned on",
    "turn_off": "integration is turned off",
    "run_batch_job": "the batch job runs",
    "cancel_batch_job": "a stuck run is cancelled",
    "advance": "time passes",
    "clear_tracking": "tracking is cleared",
    "sync_now": "sync now is run",
    "create": "a record is created in {where}",
    "edit": "a record is edited in {where}",
    "delete": "a record is deleted in {where}",
    "import": "a record is imported into {where}",
    "set_batch_job": "the batch job is set to waiting",
    "backup": "{where} is backed up",
    "restore": "{where} is restored",
    "fault": "a fault begins",
}


def when_words(command: Command) -> str:
    """A command as the end of a sentence: "when the batch job runs"."""
    if isinstance(command, Fault) and command.kind == "over":
        return "the faults are over"
    where: Environment = HR if getattr(command, "environment", None) == HR else DATAVERSE
    return _WHEN[command_name(command)].format(where=ENVIRONMENT_NAMES[where])
