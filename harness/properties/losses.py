"""Invariants of losses and undone deletes, and of a journal that matches the stores (R7, R13)."""

from collections import Counter
from collections.abc import Sequence

from harness.domain.commands import Create, Delete, Edit, Import
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, HR
from harness.properties.oracle.expected_values import tied
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always

_OF_ONE_RECORD = {Create, Edit, Delete}
_Item = tuple[object, ...]
_Items = Sequence[_Item]


@always(
    "every loss is reported, and none that did not happen",
    rules="R3 R7 R11 L6 R15",
    events=("lost",),
    having=("expected_losses",),
)
def losses(step: Step) -> str | None:
    reported = [
        (event.environment, event.record, column, lost, kept)
        for event in step.events
        if event.event == "lost"
        for column, lost, kept in event.data
    ]
    missing, extra = _differences(step.expected_losses, reported)
    if missing:
        return f"lost and not reported: {_loss(missing)}"
    return f"reported and not lost: {_loss(extra)}" if extra else None


def _differences(expected: _Items, reported: _Items) -> tuple[_Item | None, _Item | None]:
    """The first item that is expected and not reported, and the first the other way round."""
    one, other = Counter(expected), Counter(reported)
    return next(iter(one - other), None), next(iter(other - one), None)


def _loss(loss: _Item) -> str:
    environment, name, column, lost, kept = loss
    where = ENVIRONMENT_NAMES[environment] if environment in ENVIRONMENTS else environment
    return f"{name} in {where}, {column}: {lost} where {kept} was kept"


@always(
    "every undone delete is reported, and none that was not undone",
    rules="R13 R4 R5 N4 N5",
    events=("delete_undone",),
    having=("expected_undone_deletes",),
)
def undone_deletes(step: Step) -> str | None:
    reported = [(e.environment, e.record) for e in step.events if e.event == "delete_undone"]
    missing, extra = _differences(step.expected_undone_deletes, reported)
    if missing:
        return f"undone and not reported: the delete of {missing[1]} in {missing[0]}"
    return f"reported and not undone: the delete of {extra[1]} in {extra[0]}" if extra else None


@always("every tie is reported as one, and nothing else is", rules="R3 R11", events=("lost",))
def reported_ties(step: Step) -> str | None:
    settings = step.simulator.world.settings
    for settlement in step.settlements:
        if settlement.event.event != "lost" or settlement.event.rule not in ("R3", "R11"):
            continue
        _, _, table, hr, dataverse, *_ = settlement
        if tied(table, hr, dataverse, settings) != (settlement.event.rule == "R11"):
            return f"{settlement.name}: a tie was taken for none, or the other way round"
    return None


@always("no value is invented", rules="R2 R3 R16 L4", events=WRITES)
def no_invented_value(step: Step) -> str | None:
    written = step.oracle.user_values
    for event, name, *_ in step.settlements:
        if event.data is not None and event.event in WRITES:
            for place, value in enumerate(event.data):
                if value is not None and (name, place, value) not in written:
                    return f"{name} was given {value}, which no user wrote"
    return None


@always("the journal agrees with both environments", rules="R1 C1 B3")
def journal_is_true(step: Step) -> str | None:
    """Of a user's change the records that it is about; after any other command, all of them."""
    world, oracle = step.simulator.world, step.oracle
    if type(step.command) in _OF_ONE_RECORD:
        for environment, expected in oracle.records.items():
            for held in step.records_after():
                record = held.hr if environment == HR else held.dataverse
                if (record.values if record else None) != expected.get(held.name):
                    where = ENVIRONMENT_NAMES[environment]
                    return f"{held.name} in {where} differs from the journal"
        return None
    for environment in ENVIRONMENTS:
        expected = oracle.records[environment]
        store = world.stores[environment]
        value_of, count = expected.get, 0
        for table in store.tables():
            for record in store.records(table):
                count += 1
                values = value_of(record.name)
                if values is not record.values and values != record.values:
                    where = ENVIRONMENT_NAMES[environment]
                    return f"{record.name} in {where} differs from the journal"
        if count != len(expected):
            where = ENVIRONMENT_NAMES[environment]
            return f"{where} lacks a record that the journal records"
    return None


@always(
    "what may be done is done, and what may not is refused",
    rules="N2 G2 R15 R18 R19 B6 E1 E2",
    having=("refused", "expected_refusal"),
)
def refusals(step: Step) -> str | None:
    """With a reason that says why; where several apply, with one of them."""
    expected, reason = step.expected_refusal, step.refused
    if expected is None:
        return None
    if not expected:
        return f"refused: {reason}" if reason else None
    if not reason or not any(text in reason for text in expected):
        return f"{reason or 'it was done'}, and it was to be refused: {' or '.join(expected)}"
    return None


@always("what is refused changes nothing, and what is not happens", rules="N2 G2 R18")
def refused_changes_nothing(step: Step) -> str | None:
    if type(step.command) is Import and not (step.refused and len(step.events) == 1):
        return None
    if step.refused:
        if [event.event for event in step.events] != ["refused"]:
            return f"refused, and yet {', '.join(event.event for event in step.events)}"
    elif not step.events or step.events[0].event == "refused":
        return "it was done, and nothing happened"
    return None
