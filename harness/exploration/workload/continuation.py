r"""Random continuations of a scenario: its commands, and then others about the same records.

Users go on creating, editing and deleting its records in either environment, with the values that
it has; time passes, integration is switched, the batch job runs, and commands of the scenario come
again. A seed gives the same continuation on every machine, and a shorter one is the beginning of a
longer one.

>>> from harness.scenarios.reader import parse
>>> records = "{ada: {table: cdm_worker, values: {cdm_workernumber: '1', cdm_lastname: King}}}"
>>> start = Start("x.yaml", f"scenario: x\ngiven: {{records: {records}}}\nsteps: [turn_on]")
>>> goes_on = continuation(start, 3, 4)
>>> goes_on.commands[:2]
(TurnOn(), Edit('dataverse', 'ada', {'cdm_lastname': None}))
>>> goes_on.commands[:2] == continuation(start, 3, 1).commands
True
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveRecord,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    Undelete,
    pairs,
)
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.errors import BadInput
from harness.domain.prng import Draws
from harness.domain.records import Scalar
from harness.exploration.workload.faults import durations_of, random_fault
from harness.exploration.workload.generator import History
from harness.scenarios.reader import parse
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text

_WEIGHTS: Final = {
    "own": 8, "edit": 12, "create": 3, "delete": 3, "undelete": 1, "advance": 4, "switch": 3,
    "batch": 3, "clear": 1, "sync": 2, "fault": 3, "relief": 1,
}  # fmt: skip
_OF_FAULTS: Final = ("fault", "relief")
Values = dict[str, list[Scalar | None]]  # of each column


class Start(NamedTuple):
    """A scenario to go on from: the file it is of, and its text as a scenario file."""

    file: str
    text: str


class _Known(NamedTuple):
    """What a scenario has: its records, and the values of its tables in each environment."""

    scenario: Scenario
    commands: tuple[Command, ...]
    tables: dict[str, str]  # by the name of a record
    keys: dict[str, dict[str, Scalar | None]]  # natural keys, by the name of a record
    values: dict[Environment, dict[str, Values]]  # without natural keys, by table


def continuation(
    start: Start, seed: int, length: int, faults: Collection[str] = (), swarm: bool = False
) -> History:
    """The scenario with `length` further commands; with `swarm`, of a half of what there is."""
    known = _known(start)
    draws = Draws(seed)
    kinds = [kind for kind in _WEIGHTS if faults or kind not in _OF_FAULTS]
    if not known.commands:
        kinds.remove("own")
    if swarm:
        kinds = draws.sample(kinds, (len(kinds) + 1) // 2)
    weighted = [kind for kind in kinds for _ in range(_WEIGHTS[kind])]
    strikes = tuple(kind for kind in faults if kind != "over")
    more = tuple(_command(known, draws, draws.choice(weighted), strikes) for _ in range(length))
    scenario = known.scenario
    return History(scenario.settings, scenario.catalog, scenario.setup, (*known.commands, *more))


def tables_of(start: Start) -> Catalog:
    """The tables of the scenario."""
    return _known(start).scenario.catalog


def start_of(scenario: Scenario) -> Start:
    """The scenario as a start. Raises BadInput for one that names no record."""
    start = Start(scenario.place, scenario_text(scenario))
    if not _known(start).tables:
        raise BadInput(f"{start.file}: it names no record, so there is nothing to go on with")
    return start


@lru_cache(maxsize=2)
def _known(start: Start) -> _Known:
    scenario = parse(start.text, start.file)
    commands = tuple(step.does for step in scenario.steps if isinstance(step.does, Command))
    known = _Known(scenario, commands, {}, {}, {it: {} for it in ENVIRONMENTS})
    for does in (*scenario.setup, *commands):
        for where, table, name, values in _said(does):
            if name is not None and table is not None:
                known.tables.setdefault(name, table)
            of = table or known.tables.get(name or "")
            if of is not None:
                _note(known, where, of, name, values)
    return known


def _said(
    does: Command,
) -> Iterator[tuple[Environment, str | None, str | None, dict[str, Scalar | None]]]:
    """What a command says of records: where, the table and the name if it has them, the values."""
    match does:
        case Give(table=table, rows=rows):
            for row in rows:
                for where in ENVIRONMENTS:
                    yield where, table, row.record, dict(row.values)
        case GiveRecord(table=table, record=name):
            for where, side in zip(ENVIRONMENTS, (does.hr, does.dataverse), strict=True):
                if side is not None:
                    yield where, table, name, dict(side.values or ())
        case Create(environment=where, table=table, record=name, values=values):
            yield where, table, name, dict(values)
        case Import(environment=where, table=table, rows=rows):
            for row in rows:
                yield where, table, row.record, dict(row.values)
        case Edit(environment=where, record=name, values=values):
            yield where, None, name, dict(values)


def _note(
    known: _Known, where: Environment, table: str, name: str | None, said: dict[str, Scalar | None]
) -> None:
    """Note a record's natural key, and values of its other columns where they are accepted."""
    facts = known.scenario.catalog[table]
    if name is not None and all(it in said for it in facts.key_columns):
        known.keys.setdefault(name, {it: said[it] for it in facts.key_columns})
    for column, value in said.items():
        if column in facts.key_columns:
            continue
        for environment in ENVIRONMENTS:
            accepts = facts.column(column).in_environment(environment)
            lookup = facts.column(column).target
            if accepts is None or (value and not lookup and accepts.objection(value)):
                continue
            values = known.values[environment].setdefault(table, {}).setdefault(column, [])
            more = (None, "other") if accepts.type == "Text" and not lookup else (None,)
            values += [it for it in dict.fromkeys((value, *more)) if it not in values]


def _command(known: _Known, draws: Draws, kind: str, faults: tuple[str, ...]) -> Command:
    where, name = draws.choice(ENVIRONMENTS), draws.choice([*known.tables])
    table = known.tables[name]
    match kind:
        case "own":
            return draws.choice(known.commands)
        case "create" if name in known.keys:
            values = known.keys[name] | _some(known, draws, where, table)
            return Create(where, table, name, pairs(values))
        case "edit" | "create":
            values = _some(known, draws, where, table) or known.keys.get(name, {})
            return Edit(where, name, pairs(values))
        case "delete":
            return Delete(where, name)
        case "undelete":
            return Undelete(name)
        case "switch":
            return TurnOn() if draws.chance(50) else TurnOff()
        case "batch":
            return RunBatchJob()
        case "clear":
            return ClearTracking(table)
        case "sync":
            return SyncNow(table)
        case "relief":
            return Fault("over") if draws.chance(50) else CancelBatchJob()
    its = known.scenario.settings
    durations = durations_of(
        its.dataverse_to_hr_delay, its.batch_job_every, its.batch_job_per_record
    )
    if kind == "advance":
        return Advance(draws.choice(durations.advances))
    return random_fault(draws, durations, draws.choice(faults))


def _some(known: _Known, draws: Draws, where: Environment, table: str) -> dict[str, Scalar | None]:
    """Values of one or two columns that users write there; none if there are no such columns."""
    values = known.values[where].get(table, {})
    columns = draws.sample([*values], min(len(values), 1 + draws.below(2)))
    return {column: draws.choice(values[column]) for column in columns}
