"""Causes: the equivalence classes of the steps that show a target, as a reader would group them.

Thousands of histories lose an edit; a reviewer wants the few ways in which that comes about. A
cause is a title of where the change was made, what became of it, by whom, and why it had not
travelled. Steps with the same title have one cause; how else they differ (an import in place of an
edit, sync now in place of the batch job) are its forms, kept as `also`.

>>> edit = RequestState("edit", True, None, False, False)
>>> not_travelled(edit, False, True, "dataverse")
'waiting for the batch job'
>>> not_travelled(edit, False, False, "dataverse")
'held back after a clear'
"""

from typing import Final, NamedTuple

from harness.domain.commands import Command, Create, Delete, Edit, Import
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.request_kinds import (
    COALESCE,
    EDIT,
    MOVES_UNTRACKED,
    RECREATE,
    Change,
    RequestKind,
)
from harness.domain.settings import Settings
from harness.exploration.statespace.states import (
    RecordState,
    RequestState,
    SharedState,
    UnnoticedState,
)
from harness.properties.oracle.oracle import Oracle, Step

# the forms of a cause, as they continue "The same comes about"
ALSO: Final[dict[str, str]] = {
    "sync now": "with sync now in place of the batch job",
    "import": "with an import in place of a user's change",
    "made again": "with a record that is deleted and created again in place of an edit",
}
WAITS: Final = "waiting for the batch job"
BATCH: Final = "when the batch job runs"
NOT_DELIVERED: Final = "which could not be delivered"
HELD_BACK: Final = "held back after a clear"
NOBODY_NOTICED: Final = "which nobody noticed"
NOT_LISTENED: Final = "of a column that nobody listens to"
SYNC_NOW: Final = "when sync now is run"
# why a change has not travelled, as a part of a file name
SLUGS: Final[dict[str, str]] = {
    WAITS: "", HELD_BACK: "held back", NOBODY_NOTICED: "unnoticed",
    NOT_LISTENED: "not listened to",
}  # fmt: skip
# the rules of such a reason
REASON_RULES: Final[dict[str, tuple[str, ...]]] = {
    HELD_BACK: ("C2",), NOBODY_NOTICED: ("F7",), NOT_LISTENED: ("L8",),
}  # fmt: skip


class Before(NamedTuple):
    """The state before a step. `live`: whether pending changes were made with integration on."""

    shared: SharedState
    record: RecordState
    live: tuple[bool | None, bool | None]  # in Human Resources, in Dataverse

    def request(self, environment: Environment) -> RequestState | None:
        """The request of the record that has not travelled from that environment, if any."""
        return self.record.hr_request if environment == HR else self.record.dataverse_request

    @property
    def tracked(self) -> bool:
        """Whether the record is tracked; a tombstone is not."""
        return self.record.row == "tracked"

    def unnoticed(self, environment: Environment) -> UnnoticedState | None:
        """What nobody noticed of the record in that environment, if requests show nothing."""
        request = self.request(environment)
        shown = request is not None and bool(request.touched)
        return None if shown else self.record.unnoticed[ENVIRONMENTS.index(environment)]

    def why_not_travelled(self, environment: Environment, settings: Settings) -> str:
        """Why the change in that environment has not travelled."""
        if self.unnoticed(environment) is not None:
            return NOBODY_NOTICED
        request, live = self.request(environment), self.live[ENVIRONMENTS.index(environment)]
        why = not_travelled(request, bool(live), self.tracked, environment)
        deaf = request is not None and request.kind == EDIT and dict(settings.not_listened)
        return NOT_LISTENED if deaf and why == NOT_DELIVERED and environment in deaf else why


class Cause(NamedTuple):
    """A way in which a target comes about; equal titles, equal causes."""

    title: str
    slug: str  # the title in short, for a file name
    rules: tuple[str, ...]
    order: int = 0  # in a list, ahead of the length of the history


class Occurrence(NamedTuple):
    """A cause that a step shows, and the forms in which it does."""

    cause: Cause
    also: tuple[str, ...] = ()


def live_changes(oracle: Oracle, name: str) -> tuple[bool | None, bool | None]:
    """On each side, whether the pending change was made with integration on; None if none is."""
    hr, dataverse = (oracle.pending[it].get(name) for it in ENVIRONMENTS)
    return (hr.live if hr else None), (dataverse.live if dataverse else None)


def not_travelled(
    request: RequestState | None, live: bool, tracked: bool, environment: Environment
) -> str:
    """Why a change has not travelled, in words."""
    if request is None:
        return WAITS
    if request.waits:
        return f"on its way to {ENVIRONMENT_NAMES[other(environment)]}"
    if not tracked and (request.kind, environment) not in MOVES_UNTRACKED:
        return HELD_BACK
    return NOT_DELIVERED if live else WAITS


def requests_after(before: Before, command: Command) -> dict[Environment, RequestKind | None]:
    """The kind of the record's request on each side once the command is done."""
    kinds: dict[Environment, RequestKind | None] = {}
    for environment in ENVIRONMENTS:
        request = before.request(environment)
        ignored = before.unnoticed(environment)
        kinds[environment] = request.kind if request else ignored and ignored[0]
    if isinstance(command, Create | Edit | Import | Delete):
        environment = command.environment
        side = before.record.hr if environment == HR else before.record.dataverse
        change: Change = "created" if side is None else "edited"
        change = "deleted" if isinstance(command, Delete) else change
        kind = kinds[environment]
        kinds[environment] = COALESCE.get((kind, change), kind)
    return kinds


def also(before: Before, step: Step, actor: str) -> tuple[str, ...]:
    """The forms that a step has which settles a record."""
    found = ["sync now"] if actor == "sync now" else []
    found += ["import"] if isinstance(step.command, Import) else []
    found += ["made again"] if RECREATE in requests_after(before, step.command).values() else []
    return tuple(found)


def by_the_batch_job(actor: str) -> bool:
    """Whether by the batch job or by sync now, which decides alike and is a form of it."""
    return actor in ("batch job", "sync now")


def dashed(*words: str) -> str:
    """Words as a part of a file name."""
    text = "-".join(words).lower().replace("'", "")
    kept = "".join(letter if letter.isalnum() else "-" for letter in text)
    return "-".join(part for part in kept.split("-") if part)


def short(environment: Environment) -> str:
    """An environment as a part of a file name."""
    return "hr" if environment == HR else DATAVERSE
