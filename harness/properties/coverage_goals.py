"""Coverage goals: a run that never reaches one fails, as its invariants held vacuously."""

from harness.domain.commands import Create, Edit
from harness.domain.environments import DATAVERSE, HR, other
from harness.domain.records import at
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.oracle.refusals import held_value
from harness.properties.registry import BY_TIME, UNIVERSE, CoverageGoal, sometimes


def _event_occurs(kind: str, rule: str | None = None) -> CoverageGoal:
    def check(step: Step) -> bool:
        return any(
            event.event == kind and (rule is None or event.rule == rule) for event in step.events
        )

    return check


# kinds of fault, and settings
_OUTAGE, _FAILS, _LATE, _REPEATED, _UNNOTICED = (
    "unavailable", "request_fails", "delivery_delayed", "delivery_repeated", "not_noticed",
)  # fmt: skip
_REFUSED, _CASCADE = "delete_in_use=refused", "delete_in_use=cascade"
_IDENTITY, _DEAF = "natural_key=identity_changes", "not_listened="
_SLOW, _FOLLOWS, _POLICIES = (
    "batch_job_seconds_per_record=", "late_delete=carried_out", "conflict=:",
)  # fmt: skip
for _name, _rules, _kind, _rule, *_needs in (
    ("a user's change is lost", "R7", "lost", None),
    ("a tie is decided", "R11", "lost", "R11", BY_TIME),
    ("an edit is lost with a deleted record", "L6", "lost", "L6"),
    ("a delete is undone", "R13", "delete_undone", None),
    ("a record is restored in Dataverse", "R4", "restored", "R4"),
    ("a record is restored in Human Resources", "R5", "restored", "R5"),
    ("both sides are gone", "R6", "dropped", None),
    ("a record is linked by its natural key", "R8", "linked", None),
    ("both sides make the same change", "R7", "settled", "R7"),
    ("a change is held back", "C2 C6", "held_back", None),
    ("a delete crosses", "L6", "removed", None),
    ("a command is refused", "N2", "refused", None),
    ("a delete is refused as others look it up", "R19", "refused", "R19", UNIVERSE, _REFUSED),
    ("a delete fails as others look it up", "R19", "failed", "R19", UNIVERSE),
    ("a change of a one-way table is refused", "R15", "refused", "R15", UNIVERSE),
    ("a record gets another natural key", "R18", "rekeyed", None, UNIVERSE, _IDENTITY),
    ("a new period begins", "R20", "new_period", None, UNIVERSE),
    ("nobody listens to an edit", "L8", "not_listened", None, UNIVERSE, _DEAF),
    ("a run that is due is passed over", "B6", "batch_blocked", None, UNIVERSE),
    ("a run is cancelled", "B6", "batch_cancelled", None, UNIVERSE, _SLOW),
    ("the batch job is deleted", "B6", "job_deleted", None, UNIVERSE),
    ("an environment is restored", "E1", "environment_restored", None, UNIVERSE),
    ("a row is undeleted", "E2", "undeleted", None, UNIVERSE),
    ("a change is noticed by nobody", "F7", "unnoticed", None, _UNNOTICED),
    ("a run of the batch job completes", "B1", "batch_ended", None),
    ("a full synchronization ends", "N1", "sync_now_ended", None),
    ("a change waits for its delivery", "L2", "waiting", "L2", UNIVERSE),
    ("what waits is given up", "L5", "turned_off", "L5", UNIVERSE),
    ("a run of the batch job is scheduled", "B5", "batch_started", "B5", UNIVERSE),
    ("a record fails for its lookup", "R14", "failed", "R14", UNIVERSE),
    ("a value does not fit", "R16", "failed", "R16", UNIVERSE),
    ("a one-way column is written", "R15", "updated", "R15", UNIVERSE),
    ("a request fails", "F1 L5", "failed", "L5", _OUTAGE),
    ("an answer is lost", "F2", "unanswered", "F2", _FAILS),
    ("a delivery is late", "F3", "waiting", "F3", _LATE),
    ("a delivery comes again", "F4", "repeated", "F4", _REPEATED),
    ("a run of the batch job stops", "B4", "batch_stopped", "B4", "batch_job_stops"),
    ("a run of the batch job is stuck", "B6", "batch_stuck", "B6", "batch_job_stuck"),
):
    sometimes(_name, _rules, tuple(_needs), (_kind,))(_event_occurs(_kind, _rule))


def _changed_by_skewed_clock(fault: str) -> CoverageGoal:
    def check(step: Step) -> bool:
        faults = step.oracle.expected_faults
        return fault in faults.kinds and any(
            environment in faults.clocks for environment, _ in step.user_changes
        )

    return check


for _fault in ("clock_ahead", "clock_behind"):
    _direction = _fault.removeprefix("clock_")
    sometimes(
        f"a change is made where the clock is {_direction}", "F5", (_fault,),
        having=("oracle.expected_faults.clocks",),
    )(_changed_by_skewed_clock(_fault))  # fmt: skip


@sometimes("a delete follows late", "L9 L10", (UNIVERSE, _FOLLOWS), events=("removed",))
def _follows_late(step: Step) -> bool:
    return any(it.follows and it.event.event == "removed" for it in step.settlements)


@sometimes("a delete made while on does not follow", "L9 L10", (UNIVERSE,), events=("restored",))
def _does_not_follow(step: Step) -> bool:
    return any(it.follows is False and it.event.event == "restored" for it in step.settlements)


@sometimes("records are written together", "R14", (UNIVERSE,), events=WRITES)
def _written_together(step: Step) -> bool:
    return any(it.missing and it.event.rule != "R15" for it in step.settlements)


@sometimes("a delete takes others along", "R19", (UNIVERSE, _CASCADE), having=("cascade",))
def _takes_along(step: Step) -> bool:
    return len(step.cascade) > 1 and not step.refused


@sometimes("a run takes time and handles a record", "B8", (UNIVERSE, _SLOW), having=("ended_runs",))
def _takes_time(step: Step) -> bool:
    return any(run.takes_time and run.handled for run in step.ended_runs)


@sometimes(
    "a run is passed over as the job is on withhold", "B6", (UNIVERSE,), having=("batch_runs",)
)
def _withheld(step: Step) -> bool:
    return any(run.start.data == "Withhold" for run in step.batch_runs)


@sometimes("an undeleted row takes its delete back", "E2", (UNIVERSE,), events=("undeleted",))
def _taken_back(step: Step) -> bool:
    return not step.user_changes


@sometimes("what nobody noticed is copied", "F7 R8", (_UNNOTICED,), events=("updated", "copied"))
def _unnoticed_copied(step: Step) -> bool:
    for settlement in step.settlements:
        event = settlement.event
        if event.event in ("updated", "copied") and event.environment is not None:
            across = settlement.side(other(event.environment))
            if across.ignored is not None and across.ignored.touched:
                return True
    return False


@sometimes("what nobody noticed is overwritten", "F7 R7", (_UNNOTICED,), events=("lost",))
def _unnoticed_overwritten(step: Step) -> bool:
    for settlement in step.settlements:
        event = settlement.event
        if event.event == "lost" and event.environment is not None:
            side = settlement.side(event.environment)
            if side.ignored is not None and side.ignored.touched and not side.edited:
                return True
    return False


@sometimes("Human Resources keeps its own choice", "R16", (UNIVERSE,), events=("updated",))
def _own_choice(step: Step) -> bool:
    """Of several names with the number that comes, its own, which is not the first of them."""
    for settlement in step.settlements:
        event, table = settlement.event, settlement.table
        if event.event != "updated" or event.environment != HR or not event.before:
            continue
        for place in table.numbered:
            own, names = at(event.before, place), table.columns[place].numbers
            if own is not None and own == at(event.data, place):
                first = next((name for name, it in names.items() if it == names.get(str(own))), own)
                if first != own:
                    return True
    return False


@sometimes("a date that stands for none is written", "V1", (UNIVERSE,), having=("names",))
def _empty_date(step: Step) -> bool:
    command = step.command
    if not isinstance(command, Create | Edit) or step.refused:
        return False
    pair = step.simulator.world.record_pairs.named(command.record)
    return pair is not None and any(
        scalar is not None
        and held_value(pair.table, pair.table.index[column], command.environment, scalar) is None
        for column, scalar in command.values
    )


@sometimes("a key is spelled otherwise", "V2", (UNIVERSE, "keys=folded"), events=("edited",))
def _spelled_otherwise(step: Step) -> bool:
    for event in step.events:
        if event.event == "edited" and event.before and event.table and event.rule != "R18":
            table = step.simulator.world.catalog[event.table]
            if table.key_of(event.before) != table.key_of(event.data):
                return True
    return False


@sometimes("a column's own policy decides", "R3", (UNIVERSE, _POLICIES), events=("updated",))
def _own_policy(step: Step) -> bool:
    own = step.simulator.world.settings.conflict_for
    return bool(own) and any(
        it.hr.edited and it.dataverse.edited and it.event.event == "updated"
        and any(name.startswith(f"{it.table.name}.") for name, _ in own)
        for it in step.settlements
    )  # fmt: skip


@sometimes("an import deletes what was there", "M3", (UNIVERSE,), events=("deleted",))
def _truncated(step: Step) -> bool:
    return any(it.event == "deleted" and it.actor == "import" for it in step.events)


@sometimes("an import into Dataverse writes", "M4", (UNIVERSE,), events=("created", "edited"))
def _imported_into_dataverse(step: Step) -> bool:
    return any(
        it.actor == "import" and it.environment == DATAVERSE and it.event in ("created", "edited")
        for it in step.events
    )


def _given(rule: str, kind: str) -> CoverageGoal:
    """Whether a record was given so that users had made this of it, before the first step."""

    def check(step: Step) -> bool:
        return step.number == 1 and any(
            event.event == "given_change" and event.rule == rule and event.data[0] == kind
            for _, event in step.simulator.journal
        )

    return check


for _kind, _name in (
    ("create", "untracked"), ("edit", "with differing sides"), ("delete", "on one side"),
):  # fmt: skip
    sometimes(f"a record is given {_name}", "S7", (UNIVERSE,))(_given("S7", _kind))
sometimes("a record is given with a change that nobody noticed", "S7 F7", (UNIVERSE,))(
    _given("F7", "edit")
)
