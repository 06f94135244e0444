"""Events: what happened, in the past tense. The journal is a list of them.

All events have the same fields, so that a reader needs no case for each kind; what `data` holds
differs by kind, and `EVENTS` describes it. An event's sequence number is its place in the journal,
counted from 1.

>>> EVENTS["lost"].data
'(column, value lost, value kept) for each column'
"""

from typing import Any, Final, Literal, NamedTuple

from harness.domain.environments import Environment
from harness.domain.records import Values

Actor = Literal[
    "HR user",
    "Dataverse user",
    "administrator",
    "import",
    "live sync",
    "batch job",
    "sync now",
    "scenario",
]


class Event(NamedTuple):
    """One entry of the journal."""

    at: int  # seconds since the epoch, UTC
    cause: int | None  # sequence number of the entry that caused it, None if nothing did
    event: str  # a key of EVENTS
    actor: Actor
    environment: Environment | None  # in which it happened
    table: str | None
    record: str | None  # the record's name
    rule: str | None  # the id of the rule that decided it
    data: Any
    before: Values | None  # of a record that is written or deleted: its old values


class EventKind(NamedTuple):
    """One kind of event: what happened, and what its `data` holds."""

    description: str
    data: str = "None"


VALUES = "the values of the record from now on"
EVENTS: Final[dict[str, EventKind]] = {
    # the switch and the clock
    "turned_on": EventKind("integration is turned on"),
    "turned_off": EventKind("integration is turned off", "number of waiting deliveries given up"),
    "stayed": EventKind("integration was that already", "on or off"),
    "given_on": EventKind("integration is on at the start"),
    "job_created": EventKind("the batch job is created", "time of its first run, seconds"),
    "time_passed": EventKind("simulated time passes", "milliseconds"),
    # users and imports
    "given": EventKind("records exist in both environments, tracked", "number of records"),
    "given_apart": EventKind(
        "a record is there otherwise than in sync",
        "dict: the environments it is in, with its values; tracked",
    ),
    "given_change": EventKind(
        "what a user had made of a record before the start",
        "(create, edit or delete; the columns; whether it was noticed)",
    ),
    "created": EventKind("a record is created", VALUES),
    "edited": EventKind("a record is edited", VALUES),
    "deleted": EventKind("a record is deleted"),
    "rekeyed": EventKind("a record gets another natural key, and name", "(old name, new name)"),
    "undeleted": EventKind("a record is taken out of the recycle bin", VALUES),
    "unnoticed": EventKind("a user's change is noticed by nobody", "create, edit or delete"),
    "new_period": EventKind("a new period begins: the record has a new RecId", "the RecId"),
    "import_started": EventKind("an import starts", "(number of rows, milliseconds a row)"),
    "import_ended": EventKind(
        "an import ends", "dict: created, edited, same, refused; deleted, if it deletes first"
    ),
    "refused": EventKind("a command is refused", "(name of the command, reason)"),
    # live sync
    "waiting": EventKind(
        "a change waits to be delivered", "time it is due, seconds; None: when the faults are over"
    ),
    "not_listened": EventKind("an edit waits: nobody listens to its columns", "the columns"),
    "held_back": EventKind("a change is held back after a clear", "create, edit or delete"),
    # what the integration does to a record
    "updated": EventKind("the integration writes a record", VALUES),
    "copied": EventKind("the integration creates a record", VALUES),
    "restored": EventKind("the integration restores a record", VALUES),
    "removed": EventKind("the integration deletes a record"),
    "linked": EventKind(
        "a tracking row is made or used again", "whether a tombstone was used again"
    ),
    "pointed": EventKind("a tracking row is pointed at another record of its thing"),
    "dropped": EventKind("both sides are gone", "whether a tracking row went"),
    "settled": EventKind("both sides hold the same; nothing is written"),
    "failed": EventKind("a record cannot be synced and stays missed", "the reason"),
    "lost": EventKind(
        "a user's change is lost", "(column, value lost, value kept) for each column"
    ),
    "delete_undone": EventKind("a user's delete is undone"),
    # administration
    "backed_up": EventKind("a backup of an environment is made", "(its name, number of records)"),
    "environment_restored": EventKind(
        "an environment is put back to a backup", "dict: backup, changed, went, came"
    ),
    "tracking_cleared": EventKind("the tracking rows of a table go", "number of rows"),
    "sync_now_started": EventKind("a full synchronization starts"),
    "sync_now_ended": EventKind("a full synchronization ends", "dict: settled, failed"),
    # the batch job
    "batch_started": EventKind("the batch job starts", "number of missed requests"),
    "batch_ended": EventKind("the batch job ends", "dict: settled, failed, held_back"),
    "batch_skipped": EventKind("the batch job does nothing: integration is off"),
    "batch_blocked": EventKind(
        "a run that is due is passed over: the job is not waiting", "the status of the job"
    ),
    "batch_stuck": EventKind("the batch job is stuck in Executing"),
    "batch_stopped": EventKind("the batch job stops half way", "dict: handled, left"),
    "batch_cancelled": EventKind("the run is cancelled, and the job with it"),
    "job_set": EventKind("the batch job gets another status", "waiting or withhold"),
    "job_deleted": EventKind("the batch job is deleted"),
    "plugin_failed": EventKind(
        "a plugged part breaks its contract",
        "dict: message, and of a run of the batch job that it stopped: handled, left",
    ),
    # faults
    "fault_asked": EventKind("a fault is asked for", "the fault in words"),
    "faults_ended": EventKind("the faults are over", "the kind that is over, None: all"),
    "unanswered": EventKind("a request was applied, its answer is lost", "whether it stays missed"),
    "repeated": EventKind("a delivery came again, and was recognised"),
}
