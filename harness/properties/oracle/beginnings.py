"""What there is before the first step, as the law has it for what is given (S7).

>>> from harness.domain.commands import GiveRecord, Side
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> ada = {"cdm_workernumber": "1", "cdm_lastname": "King"}
>>> _ = engine.attempt(GiveRecord("cdm_worker", "ada", dataverse=Side(ada)))
>>> state = OracleState(engine)
>>> take_over(state)
>>> state.pending["hr"]["ada"].kind, state.tracked("ada")
('delete', True)
"""

from harness.domain.catalog import Table
from harness.domain.commands import GiveRecord, Side
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Values, at
from harness.properties.oracle.expected_forms import as_in_hr, counted, hold_the_same
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.state import OracleState

_UNSAID = Side()


def take_over(oracle: OracleState) -> None:
    """Take over what the simulator holds: what is given, with the requests that follow from it."""
    world = oracle.simulator.world
    for seq, event in oracle.simulator.journal:
        if event.event == "given_on":
            oracle.on, oracle.job_status = True, "Waiting"
            oracle.next_run = world.next_run(oracle.time)
        elif event.event == "given_change":
            _note_change(oracle, event, seq)
    for environment in ENVIRONMENTS:
        store, found = world.stores[environment], []
        for table in store.tables():
            for record in store.records(table):
                pair = world.record_pairs.named(record.name)
                born = 0 if pair is None else getattr(pair, f"{environment}_born")
                found.append((born, record.name, record, world.catalog[table]))
        for _, name, record, its in sorted(found, key=lambda it: it[:2]):
            oracle.records[environment][name] = record.values
            oracle.reference_of[environment][name] = record.reference
            oracle.references[environment][record.reference] = name
            oracle.tracking_rows[name] = False, its.entity
            note_values(oracle, environment, its, name, record.values, range(len(record.values)))
    for command in oracle.simulator.journal.history:
        if isinstance(command, GiveRecord):
            _begin(oracle, command)


def note_values(
    oracle: OracleState,
    environment: Environment,
    table: Table,
    name: str,
    values: Values,
    places: range,
) -> None:
    """Note what a user wrote in these columns; of a choice, in the other form too (R16)."""
    written = oracle.user_values
    for place in places:
        value = at(values, place)
        written.add((name, place, value))
        if value is not None and place in table.numbered:
            numbers = table.columns[place].numbers
            number = numbers.get(str(value)) if environment == HR else value
            written.add((name, place, number))
            for text, its in numbers.items():
                if its == number:
                    written.add((name, place, text))


def _note_change(oracle: OracleState, event: Event, seq: int) -> None:
    """Note the place in the journal of a given request, which is its place among the others."""
    assert event.environment is not None and event.record is not None
    if event.data[2]:
        oracle.pending[event.environment][event.record] = Pending(False, seq, 0)


def _begin(oracle: OracleState, command: GiveRecord) -> None:
    """Derive the requests of a given record that is not in sync, or not tracked (S7)."""
    name, table = command.record, oracle.simulator.world.catalog[command.table]
    values = {it: oracle.records[it].get(name) for it in ENVIRONMENTS}
    sides = {it: command.side(it) or _UNSAID for it in ENVIRONMENTS}
    found = _changes(table, command.tracked, values, sides)
    pair = oracle.simulator.world.record_pairs.named(name)
    if not command.tracked:
        oracle.tracking_rows.pop(name, None)
    elif pair is not None and pair.row is not None:  # it names what is gone, too
        oracle.references[HR][pair.row.human_resources_reference] = name
        oracle.references[DATAVERSE][pair.row.dataverse_reference] = name
    start = oracle.simulator.world.settings.start
    for environment in ENVIRONMENTS:
        noted = oracle.pending[environment].pop(name, None)
        oracle.unnoticed[environment].pop(name, None)
        edited = sides[environment].edited
        if values[environment] is not None and (edited is not None or not command.tracked):
            oracle.edited_at[environment][name] = start if edited is None else edited
        if environment not in found:
            continue
        kind, touched, noticed = found[environment]
        made = Pending(kind == "created", 0, start if edited is None else edited)
        made.changed(kind, touched, None, made.since)
        if not noticed:
            oracle.unnoticed[environment][name], oracle.was_unnoticed = made, True
            continue
        made.since_seq = 0 if noted is None else noted.since_seq
        oracle.pending[environment][name] = made


def _changes(
    table: Table,
    tracked: bool,
    values: dict[Environment, Values | None],
    sides: dict[Environment, Side],
) -> dict[Environment, tuple[str, int, bool]]:
    """What users made of it while off: the kind, the columns, and whether it was noticed."""
    there = {it: its for it, its in values.items() if its is not None}
    found: dict[Environment, tuple[str, int, bool]] = {}
    if not tracked:
        for environment, its in there.items():
            filled = sum(1 << place for place, value in enumerate(its) if value is not None)
            touched = counted(table, environment, filled)
            found[environment] = "created", touched, sides[environment].noticed
        return found
    if len(there) == 1:
        gone: Environment = DATAVERSE if HR in there else HR
        return {gone: ("deleted", 0, sides[gone].noticed)}
    ours, theirs = there[HR], there[DATAVERSE]
    if hold_the_same(table, ours, theirs):
        return found
    as_ours = as_in_hr(table, theirs, ours)
    places = range(max(len(ours), len(as_ours)))
    touched = sum(1 << place for place in places if at(ours, place) != at(as_ours, place))
    unsaid = all(side.edited is None and side.noticed for side in sides.values())
    for environment, side in sides.items():
        if unsaid or not side.noticed:
            found[environment] = "edited", touched, False
        elif side.edited is not None:
            found[environment] = "edited", touched, True
    return found
