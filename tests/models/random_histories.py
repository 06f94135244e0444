"""Random histories for differential testing: every command, fault and setting of the law.

A small world, so that what seldom meets does meet: two to five records of one to three tables, few
values, few times. The naive model runs along, so that most commands are about what is there. The
generator of the product draws other histories; the two find different differences.

    history = random_history(7, 30)
"""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from models.naive_form import as_given, as_settings, as_step
from models.naive_model import NaiveModel, load_tables

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import (
    Advance,
    Backup,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    DeleteBatchJob,
    Edit,
    Fault,
    GiveIntegration,
    GiveRecord,
    Import,
    Restore,
    Row,
    RunBatchJob,
    SetBatchJob,
    Side,
    SyncNow,
    TurnOff,
    TurnOn,
    Undelete,
    pairs,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.settings import DEFAULT_START, Settings
from harness.exploration.workload.generator import History

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
START = DEFAULT_START


class Kind(NamedTuple):
    """The records of a table: their keys by name, as written in several spellings; their columns.

    A key whose value is a tuple has spellings that are one key if keys are folded (V2).
    """

    table: str
    keys: dict[str, dict[str, Any]]
    columns: dict[str, tuple[Any, ...]]  # few values of each; of a lookup, names


FROM = ("2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z", "1900-01-01T00:00:00Z", None)
WORKER = Kind(
    "cdm_worker",
    {name: {"cdm_workernumber": (name, name.upper(), f"{name} ")} for name in ("a", "b", "c")},
    {
        "cdm_firstname": ("A", "B", None),
        "cdm_lastname": ("K", "L", None),
        "cdm_birthdate": ("1815-12-10", "1900-01-01", None),
        "cdm_status": (("Employed", "Pending", "Terminated"), (754400000, 754400001)),
        "cdm_type": (("Employee", "Both"), (754400000, 754400000, 754400001, 754400002)),
        "cdm_fullname": ("F", "G", None),
        "cdm_profession": ("P", None),
        "cdm_managerworkerid": ("a", "b", "c", None),
    },
)
COMPANY = Kind("cdm_company", {"co": {"cdm_companycode": ("co",)}}, {"cdm_name": ("N", "O", None)})
EMPLOYMENT = Kind(
    "cdm_employment",
    {
        f"{worker} at co": {
            "cdm_employmentstartdate": "2021-06-01T00:00:00Z",
            "cdm_workerid": worker,
            "cdm_companyid": "co",
        }
        for worker in ("a", "b")
    },
    {
        "cdm_validfrom": FROM,
        "cdm_workernoticeamount": (Decimal(1), Decimal("2.5"), None),
        "cdm_dimensiondisplayvalue": ("D", "E", None),
        "cdm_employmentnumber": ("1", None),
        "cdm_workertype": (("Employee", "Both"), (754400000, 754400001)),
    },
)
TITLE = Kind("cdm_title", {"t": {"cdm_name": ("t", "T")}}, {})
POSITION = Kind(
    "cdm_jobposition",
    {name: {"cdm_jobpositionnumber": (name, name.lower())} for name in ("P", "Q", "R")},
    {
        "cdm_description": ("D", "E", None),
        "cdm_validfrom": FROM,
        "cdm_titleid": ("t", None),
        "cdm_parentjobpositionid": ("P", "Q", "R", None),
    },
)
DIMENSION = Kind(
    "cdm_jobpositiondimension",
    {"P at co": {"cdm_jobpositionid": "P", "cdm_companyid": "co"}},
    {"cdm_dimensiondisplayvalue": ("D", "E", None)},
)
PLAN = Kind(
    "cdm_benefitplan",
    {name: {"cdm_name": (name, name.upper())} for name in ("m", "n")},
    {"cdm_description": ("D", "E", None)},
)
UNIVERSES = (
    (WORKER,),
    (WORKER,),
    (COMPANY, WORKER, EMPLOYMENT),
    (COMPANY, WORKER, EMPLOYMENT),
    (TITLE, POSITION),
    (POSITION,),
    (COMPANY, POSITION, DIMENSION),
    (PLAN,),
)
NARROW = {
    "cdm_worker": {"cdm_lastname": {"type": "Text", "max_length": {"hr": 10, "dataverse": 1}}},
    "cdm_employment": {
        "cdm_workernoticeamount": {"type": {"hr": "Decimal", "dataverse": "Integer"}}
    },
}
TIMES = (SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, DAY)


@cache
def narrow_catalog() -> Catalog:
    """The standard tables, of which some columns are narrower in Dataverse (R16)."""
    return standard_catalog().extended({t: {"columns": columns} for t, columns in NARROW.items()})


_FACTS: dict[int, tuple[Catalog, dict[str, dict]]] = {}


def facts_of(catalog: Catalog) -> dict[str, dict]:
    """What the naive model has to know of the tables of a history."""
    if id(catalog) not in _FACTS:
        tables = load_tables()
        for table, added in catalog.additions.items():
            for column, entry in added["columns"].items():
                tables[table]["accepts"][column] = {
                    env: {key: v[env] if isinstance(v, dict) else v for key, v in entry.items()}
                    for env in ENVIRONMENTS
                }
                if "type" in entry and column in tables[table]["dates"]:
                    tables[table]["dates"].remove(column)
        _FACTS[id(catalog)] = (catalog, tables)
    return _FACTS[id(catalog)][1]


def random_history(seed: int, length: int, *, rare: bool = False) -> History:
    """The history of that seed; `rare`: mostly one of the patterns that need many commands."""
    return _Generator(seed).history(length, *((RARE, 0.5) if rare else (PATTERNS, 0.08)))


class _Generator:
    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.narrow = seed % 5 == 4
        self.catalog = narrow_catalog() if self.narrow else standard_catalog()
        self.tables = facts_of(self.catalog)
        kinds = self.draw.choice(UNIVERSES)
        self.settings = self.random_settings(kinds)
        self.given_references = 0
        self.meant: str | None = None  # the environment of all of a pattern
        self.kinds = {}  # by the name of a record
        self.keys: dict[str, dict[str, Any]] = {}
        self.columns: dict[str, tuple[str, ...]] = {}
        for kind in kinds:
            self.choose(kind)
        # a few kinds of command are left out of each history, so that others come often
        self.weights = {name: w for name, w in WEIGHTS.items() if self.draw.random() < 0.75}
        self.weights |= {name: WEIGHTS[name] for name in ("edit", "advance")}
        self.fault_kinds = [kind for kind in FAULTS if self.draw.random() < 0.5] or ["unavailable"]

    def choose(self, kind: Kind) -> None:
        """Some of its records and columns; keys that are exact have a name for each spelling."""
        names = list(kind.keys)
        names = names[: self.draw.randint(1, len(names))]
        for name in names:
            key = kind.keys[name]
            wanted = [value for column, value in key.items() if self.target(kind, column)]
            if not all(target in self.keys for target in wanted):
                continue
            self.kinds[name], self.keys[name] = kind, dict(key)
            if self.settings.keys == "exact":
                self.exact_names(kind, name)
        columns = [column for column in kind.columns if self.draw.random() < 0.6]
        self.columns[kind.table] = tuple(columns or list(kind.columns)[:1])

    def exact_names(self, kind: Kind, name: str) -> None:
        for column, spellings in kind.keys[name].items():
            if isinstance(spellings, tuple):
                self.keys[name][column] = spellings[0]
                if len(spellings) > 1 and self.draw.random() < 0.5:
                    other = f"{name}, exactly"
                    self.kinds[other] = kind
                    self.keys[other] = {**self.keys[name], column: spellings[1]}

    def target(self, kind: Kind, column: str) -> str | None:
        return self.tables[kind.table]["lookups"].get(column)

    # ------------------------------------------------------------------------------ settings

    def random_settings(self, kinds: tuple[Kind, ...]) -> Settings:
        choice = self.draw.choice
        imports = choice(((1500, 6000), (0, 0), (250, 90_000)))
        columns = [f"{kind.table}.{column}" for kind in kinds for column in kind.columns]
        mapped = [name for name in columns if self.is_mapped(name)]
        policies = ("last_edit_wins", "hr_wins", "dataverse_wins", "merge_fields")
        conflict: Any = choice((*policies, "last_edit_wins"))
        if self.draw.random() < 0.3:
            conflict = {"default": choice(policies)}
            for name in (*(kind.table for kind in kinds), *mapped):
                if self.draw.random() < 0.3:
                    conflict[name] = choice(policies)
        one_way = []
        if self.draw.random() < 0.2:
            one_way = self.draw.sample([*mapped, *(kind.table for kind in kinds)], 1)
        return Settings(
            start=START,
            seed=choice((0, 1, 7)),
            dataverse_to_hr_delay=choice((0, 0, 0, 30 * SECOND, 5 * MINUTE, 2 * HOUR)),
            batch_job_every=choice((10 * MINUTE, HOUR, DAY)),
            conflict=conflict,
            tie=choice((HR, HR, DATAVERSE)),
            import_off=imports[0],
            import_on=imports[1],
            batch_job_per_record=choice((0, 0, 0, 10 * SECOND, 45 * SECOND)),
            late_delete=choice(("carried_out", "carried_out", "carried_out", "undone")),
            not_listened={
                env: self.draw.sample(mapped, self.draw.choice((0, 0, 1, min(2, len(mapped)))))
                for env in ENVIRONMENTS
                if mapped
            },
            one_way=one_way,
            natural_key=choice(("fixed", "identity_changes")),
            keys=choice(("folded", "folded", "folded", "exact")),
            delete_in_use={env: choice(("refused", "cascade")) for env in ENVIRONMENTS},
        )

    def is_mapped(self, name: str) -> bool:
        table, column = name.split(".")
        return column not in self.tables[table]["only_in"]

    def flows_one_way(self, table: str) -> bool:
        return self.tables[table]["flows_one_way"] or table in self.settings.one_way

    # ------------------------------------------------------------------------------ values

    def key_values(self, name: str) -> dict[str, Any]:
        """Its key in one of its spellings."""
        return {
            column: self.draw.choice(value) if isinstance(value, tuple) else value
            for column, value in self.keys[name].items()
        }

    def column_value(self, env: str, kind: Kind, column: str) -> Any:
        values = kind.columns[column]
        if isinstance(values[0], tuple):  # R16: names in Human Resources, numbers in Dataverse
            return self.draw.choice((*values[0 if env == HR else 1], None))
        if self.target(kind, column):
            here = [self.model.names[thing] for thing in self.model.records[env]]
            known = [
                name for name in self.kinds if self.kinds[name].table == self.target(kind, column)
            ]
            likely = [name for name in known if name in here]
            if self.draw.random() < 0.03:
                likely = known
            return self.draw.choice((*likely, *likely, None))
        if self.narrow and column == "cdm_lastname" and env == HR:
            return self.draw.choice((*values, "Long"))
        if self.narrow and column == "cdm_workernoticeamount":
            return self.draw.choice((Decimal("2.5"), 3, None) if env == HR else (1, 2, None))
        if column == "cdm_workernoticeamount":
            return self.draw.choice(values)
        return self.draw.choice(values)

    def some_values(self, env: str, name: str, most: int) -> dict[str, Any]:
        kind = self.kinds[name]
        columns = [
            column
            for column in self.columns[kind.table]
            if self.tables[kind.table]["only_in"].get(column, env) == env
        ]
        if not columns:
            return {}
        some = self.draw.sample(columns, self.draw.randint(1, min(most, len(columns))))
        return {column: self.column_value(env, kind, column) for column in some}

    # ------------------------------------------------------------------------------ given

    def random_given(self) -> tuple[Command, ...]:
        """S7: most in sync, some on one side, untracked, different, not noticed."""
        there: dict[str, set[str]] = {HR: set(), DATAVERSE: set()}
        self.model = NaiveModel(tables=self.tables)
        given: list[Command] = []
        for name, kind in self.kinds.items():
            if self.draw.random() < 0.4:
                continue
            wanted = [v for c, v in self.keys[name].items() if self.target(kind, c)]
            possible = [env for env in ENVIRONMENTS if all(t in there[env] for t in wanted)]
            command = self.given_record(name, kind, possible)
            if command is None:
                continue
            given.append(command)
            for env in ENVIRONMENTS:
                side = command.side(env)
                if side is not None and side.values is not None:
                    there[env].add(name)
        return tuple(given)

    def given_record(self, name: str, kind: Kind, possible: list[str]) -> GiveRecord | None:
        draw = self.draw.random
        where = [env for env in possible if draw() < 0.85]
        if not where:
            return None
        if self.flows_one_way(kind.table) and where != [HR]:
            where = possible if HR in possible else []
            if where != [HR, DATAVERSE]:
                return None
        tracked = draw() < 0.7
        if self.flows_one_way(kind.table):
            tracked = where != [HR]
        key = self.key_values(name)
        alike = self.values_alike(kind)
        same = self.flows_one_way(kind.table) or draw() < 0.5
        sides: dict[str, Side | None] = {HR: None, DATAVERSE: None}
        for env in ENVIRONMENTS:
            edited = START - self.draw.choice((0, 60, 60, 3600)) if draw() < 0.5 else None
            noticed = draw() < 0.85
            if env not in where:
                if tracked and draw() < 0.5:
                    sides[env] = Side(edited=edited, noticed=noticed)
                continue
            values = {**key, **alike[env]}
            if not same:
                values = {**self.key_values(name), **self.values_alike(kind)[env]}
            sides[env] = Side(
                pairs({c: v for c, v in values.items() if v is not None}),
                edited=edited,
                noticed=noticed,
                reference=self.given_reference(env) if draw() < 0.1 else None,
            )
        return GiveRecord(kind.table, name, sides[HR], sides[DATAVERSE], tracked)

    def values_alike(self, kind: Kind) -> dict[str, dict[str, Any]]:
        """Values that both sides can have, without lookups; and what each alone has."""
        found: dict[str, dict[str, Any]] = {HR: {}, DATAVERSE: {}}
        for column in self.columns[kind.table]:
            values = kind.columns[column]
            if self.target(kind, column):
                continue
            if isinstance(values[0], tuple):
                name = self.draw.choice(values[0])
                number = self.tables[kind.table]["numbers"][column][name]
                found[HR][column], found[DATAVERSE][column] = name, number
                continue
            if column == "cdm_workernoticeamount":
                values = (Decimal(1), None)
            value = self.draw.choice(values)
            if isinstance(value, Decimal):
                value = int(value)
            for env in ENVIRONMENTS:
                if self.tables[kind.table]["only_in"].get(column, env) == env:
                    found[env][column] = value
        return found

    def given_reference(self, env: str) -> int:
        self.given_references += 1
        return self.own_reference(env)

    def own_reference(self, env: str) -> int:
        """One of its own, seldom a second time; the counter of Human Resources may come to it."""
        if self.draw.random() < 0.9:
            self.given_references += 1
        first = 5637144590 if env == HR else 0x11111111222243338444 << 48
        return first + self.given_references

    # ------------------------------------------------------------------------------ commands

    def history(self, length: int, patterns: tuple[tuple[str, ...], ...], often: float) -> History:
        given = self.random_given()
        if self.draw.random() < 0.6:
            given = (*given, GiveIntegration())
        self.model = NaiveModel(as_settings(self.settings), as_given(given), tables=self.tables)
        commands: list[Command] = []
        names, weights = list(self.weights), list(self.weights.values())
        pattern = self.draw.choice(patterns)
        planned: list[str] = []
        while len(commands) < length:
            if not planned and self.draw.random() < often:
                planned = list(pattern)
                self.meant = self.draw.choice((*ENVIRONMENTS, None)) if patterns is RARE else None
            what = planned.pop(0) if planned else self.draw.choices(names, weights)[0]
            command = getattr(self, what)()
            if command is not None:
                commands.append(command)
                self.model.step(as_step(command))
        return History(self.settings, self.catalog, given, tuple(commands))

    def environment(self) -> str:
        return self.meant or self.draw.choice(ENVIRONMENTS)

    def some_record(self, env: str) -> str | None:
        """Mostly one that is there."""
        here = [self.model.names[thing] for thing in self.model.records[env]]
        here = [name for name in here if name in self.kinds]
        if env == DATAVERSE and self.draw.random() < 0.9:
            here = [name for name in here if not self.flows_one_way(self.kinds[name].table)]
        if self.draw.random() < 0.05:
            here = [name for name in self.kinds if name in self.model.record_pairs]
        return self.draw.choice(here) if here else None

    def create(self) -> Command | None:
        env = self.environment()
        name = self.draw.choice(list(self.kinds))
        here = self.model.record_pairs.get(name) in self.model.records[env]
        refused = here or (env == DATAVERSE and self.flows_one_way(self.kinds[name].table))
        if refused and self.draw.random() < 0.9:
            return None
        values = {**self.key_values(name), **self.some_values(env, name, 4)}
        entity = self.draw.choice(("OneEntity", None, None, None)) if env == HR else None
        reference = self.own_reference(env) if self.draw.random() < 0.03 else None
        given = pairs({c: v for c, v in values.items() if v is not None})
        return Create(env, self.kinds[name].table, name, given, entity, reference)

    def edit(self) -> Command | None:
        env = self.environment()
        name = self.some_record(env)
        if name is None:
            return None
        values = self.some_values(env, name, 2)
        if self.draw.random() < 0.1:  # only another spelling of the key (V2)
            values |= self.key_values(name)
        if not values:
            return None
        entity = self.draw.choice(("OneEntity", None, None, None)) if env == HR else None
        return Edit(env, name, pairs(values), entity)

    def change_key(self) -> Command | None:
        """R18."""
        env = self.environment()
        name = self.some_record(env)
        others = [
            other
            for other in self.kinds
            if name and self.kinds[other].table == self.kinds[name].table
        ]
        if name is None or not others:
            return None
        other = self.draw.choice(others)
        values = self.key_values(other)
        if self.draw.random() < 0.3:
            values |= self.some_values(env, name, 1)
        if other == name:
            return Edit(env, name, pairs(values))
        return Edit(env, name, pairs(values), becomes=other)

    def delete(self) -> Command | None:
        env = self.environment()
        name = self.some_record(env)
        return None if name is None else Delete(env, name)

    # -------------------------------------------------------------- steps of the patterns

    def outage(self) -> Command:
        return Fault("unavailable", self.environment(), milliseconds=10 * MINUTE)

    def nobody_notices(self) -> Command:
        return Fault("not_noticed", self.environment(), nth=self.draw.choice((1, 1, 2)))

    def nobody_notices_any_more(self) -> Command:
        return Fault("not_noticed", self.environment(), nth=1, lasting=True)

    def next_run_stops(self) -> Command:
        return Fault("batch_job_stops", after=1)

    def ten_minutes(self) -> Command:
        return Advance(10 * MINUTE)

    def some_seconds(self) -> Command:
        return Advance(self.draw.choice((SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND)))

    def look_up(self) -> Command | None:
        """An edit of a lookup, mostly of one of its own table: circles and what is in use."""
        env = self.environment()
        name = self.some_record(env)
        if name is None:
            return None
        kind = self.kinds[name]
        columns = [
            column
            for column in kind.columns
            if self.target(kind, column) and column not in self.keys[name]
        ]
        if not columns:
            return None
        column = self.draw.choice(columns)
        return Edit(env, name, pairs({column: self.column_value(env, kind, column)}))

    def undelete(self) -> Command | None:
        known = [self.model.names[thing] for thing in self.model.bin]
        if not known:
            return None
        return Undelete(self.draw.choice(known))

    def import_(self, env: Environment | None = None) -> Import:
        env = env or self.draw.choice((HR, HR, DATAVERSE))
        table = self.kinds[self.draw.choice(list(self.kinds))].table
        names = [name for name in self.kinds if self.kinds[name].table == table]
        rows = []
        for name in self.draw.sample(names, self.draw.randint(1, len(names))):
            values = {**self.key_values(name), **self.some_values(env, name, 2)}
            rows.append(Row(name, pairs({c: v for c, v in values.items() if v is not None})))
        truncate = env == HR and self.draw.random() < 0.3
        return Import(env, table, tuple(rows), truncate=truncate)

    def import_afresh(self) -> Command:
        """M3, of what others look up mostly."""
        return replace(self.import_(HR), truncate=True)

    def advance(self) -> Command:
        return Advance(self.draw.choice(TIMES))

    def turn_on(self) -> Command | None:
        return None if self.model.on and self.draw.random() < 0.9 else TurnOn()

    def turn_off(self) -> Command | None:
        return None if not self.model.on and self.draw.random() < 0.9 else TurnOff()

    def run_batch_job(self) -> Command:
        return RunBatchJob()

    def cancel_batch_job(self) -> Command | None:
        likely = self.model.job == "executing" or self.draw.random() < 0.1
        return CancelBatchJob() if likely else None

    def set_batch_job(self) -> Command:
        return SetBatchJob(self.draw.choice(("waiting", "waiting", "withhold")))

    def delete_batch_job(self) -> Command:
        return DeleteBatchJob()

    def some_table(self) -> str:
        return self.kinds[self.draw.choice(list(self.kinds))].table

    def sync_now(self) -> Command | None:
        if not self.model.on and self.draw.random() < 0.9:
            return None
        return SyncNow(self.some_table())

    def clear_tracking(self) -> Command:
        return ClearTracking(self.some_table())

    def backup(self) -> Command:
        return Backup(self.environment(), self.draw.choice(("m", "n")))

    def restore(self) -> Command | None:
        there = list(self.model.backups)
        if there and self.draw.random() < 0.95:
            return Restore(*self.draw.choice(there))
        return Restore(self.environment(), "m") if self.draw.random() < 0.1 else None

    # ------------------------------------------------------------------------------ faults

    def over(self) -> Command:
        of = None
        if self.draw.random() < 0.3:
            of = self.draw.choice(list(FAULTS))
        return Fault("over", of=of)

    def fault(self) -> Command:
        kind = self.draw.choice(self.fault_kinds)
        env = self.environment()
        choice = self.draw.choice
        length = choice((30 * SECOND, MINUTE, 10 * MINUTE, 2 * HOUR))
        narrowed: dict[str, Any] = {}
        if self.draw.random() < 0.3:
            narrowed["table"] = self.some_table()
        if self.draw.random() < 0.2:
            narrowed["record"] = choice(list(self.kinds))
            narrowed.pop("table", None)
        if self.draw.random() < 0.3:
            narrowed["change"] = choice(("create", "edit", "delete"))
        match kind:
            case "unavailable":
                return Fault(kind, env, milliseconds=choice((length, length, None)))
            case "request_fails":
                nth, lasting = choice((None, 1, 2, 3)), choice((True, False, False))
                applied = choice((True, False))
                return Fault(kind, env, nth=nth, lasting=lasting, applied=applied, **narrowed)
            case "delivery_delayed":
                nth = choice((None, 1, 2))
                return Fault(kind, env, nth=nth, milliseconds=choice((length, None)))
            case "delivery_repeated":
                nth = choice((None, 1, 2))
                return Fault(kind, env, nth=nth, milliseconds=choice((length, None)))
            case "not_noticed":
                nth, lasting = choice((None, 1, 2, 3)), choice((True, False, False))
                return Fault(kind, env, nth=nth, lasting=lasting, **narrowed)
            case "clock_ahead" | "clock_behind":
                return Fault(kind, env, milliseconds=length)
            case "batch_job_stops":
                return Fault(kind, after=choice((0, 1, 2, 3)))
        return Fault(kind)


FAULTS = (
    "unavailable",
    "request_fails",
    "delivery_delayed",
    "delivery_repeated",
    "not_noticed",
    "clock_ahead",
    "clock_behind",
    "batch_job_stops",
    "batch_job_stuck",
)
PATTERNS = (
    ("outage", "delete", "delete", "edit", "ten_minutes", "run_batch_job"),
    ("outage", "look_up", "delete", "delete", "ten_minutes", "run_batch_job"),
    ("outage", "delete", "look_up", "delete", "ten_minutes", "sync_now"),
    ("outage", "delete", "turn_off", "edit", "delete", "turn_on", "ten_minutes", "sync_now"),
    ("turn_off", "create", "create", "look_up", "look_up", "look_up", "turn_on", "run_batch_job"),
    ("turn_off", "create", "look_up", "look_up", "fault", "turn_on", "sync_now"),
    ("turn_off", "edit", "edit", "delete", "edit", "turn_on", "run_batch_job", "some_seconds"),
    ("run_batch_job", "some_seconds", "edit", "some_seconds", "delete", "some_seconds"),
    ("run_batch_job", "some_seconds", "clear_tracking", "some_seconds", "create", "some_seconds"),
    ("nobody_notices", "delete", "create", "edit", "run_batch_job", "sync_now"),
    ("nobody_notices", "edit", "edit", "run_batch_job", "delete", "sync_now"),
    ("nobody_notices", "create", "edit", "delete", "run_batch_job", "undelete", "sync_now"),
    ("backup", "edit", "delete", "create", "restore", "run_batch_job", "edit", "sync_now"),
    ("backup", "fault", "edit", "edit", "restore", "run_batch_job", "sync_now"),
    ("change_key", "create", "run_batch_job", "change_key", "undelete", "sync_now"),
    ("delete", "undelete", "edit", "delete", "create", "delete", "undelete", "run_batch_job"),
    ("clear_tracking", "edit", "delete", "create", "edit", "run_batch_job", "sync_now"),
    ("fault", "create", "edit", "delete", "create", "delete", "run_batch_job", "run_batch_job"),
)
RARE = (
    (
        *("turn_on", "look_up", "look_up", "outage", "look_up", "delete", "delete", "delete"),
        *("turn_off", "edit", "turn_on", "next_run_stops", "ten_minutes", "run_batch_job"),
    ),
    (
        *("nobody_notices_any_more", "create", "create", "create", "backup", "delete", "delete"),
        *("create", "create", "restore", "turn_on", "sync_now", "over"),
    ),
    (
        *("turn_off", "create", "create", "create", "look_up", "look_up", "look_up", "backup"),
        *("delete", "create", "look_up", "restore", "delete", "create", "look_up", "restore"),
        *("delete", "delete"),
    ),
    ("turn_off", "create", "create", "create", "look_up", "look_up", "look_up", "import_afresh"),
    ("create", "backup", "edit", "restore", "edit", "restore", "edit", "restore"),
)
WEIGHTS = {
    "create": 10,
    "edit": 16,
    "change_key": 3,
    "delete": 9,
    "undelete": 4,
    "import_": 3,
    "advance": 12,
    "turn_on": 5,
    "turn_off": 5,
    "run_batch_job": 7,
    "cancel_batch_job": 2,
    "set_batch_job": 1,
    "delete_batch_job": 0.5,
    "sync_now": 5,
    "clear_tracking": 2,
    "backup": 1.5,
    "restore": 2,
    "over": 2,
    "fault": 7,
}
