"""Random histories in small worlds, for the simulator and the naive model to be compared on.

Everything is drawn from `random.Random(seed)` alone. A world has few names and few values, so that
ties, equal changes, edits of nothing, keys that are taken and lookups of what is gone are frequent.
Each history has its own weights for the commands, and some it never uses: what many commands hide,
few show. Now and then comes a plan: some commands that lead where single ones seldom do.

    history = random_history(7)
    for command in (*history.given, *history.commands):
        simulator.do(command)

`as_settings`, `as_given` and `as_step` say the same to the naive model, in a scenario file's form.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from harness.values.catalog import standard_catalog
from harness.values.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Given,
    Import,
    Row,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    command_name,
    pairs,
)
from harness.values.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.values.records import Scalar
from harness.values.settings import Settings

CATALOG: Final = standard_catalog()
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


@dataclass(frozen=True)
class History:
    """What was drawn from one seed."""

    seed: int
    settings: Settings
    given: tuple[Give | GiveIntegration, ...]
    commands: tuple[Command, ...]


Values = dict[str, Scalar | None]  # by column; of a lookup, the name of a thing
Draw = Callable[[], Command]
NO_VALUES: Final[Mapping[str, Scalar | None]] = MappingProxyType({})
NO_COLUMNS: Final[Mapping[str, tuple[Scalar | None, ...]]] = MappingProxyType({})


class Kind(NamedTuple):
    """The things of one table that a world may have."""

    table: str
    keys: dict[str, dict[str, str]]  # natural keys by name; of a lookup, the name it looks up
    columns: Mapping[str, tuple[Scalar | None, ...]] = NO_COLUMNS  # others and their few values


# ------------------------------------------------------------------------------------- the worlds

WORKER: Final = Kind(
    "cdm_worker",
    {
        "ada": {"cdm_workernumber": "1"},
        "bob": {"cdm_workernumber": "2"},
        "cyd": {"cdm_workernumber": "3"},
        "dan": {"cdm_workernumber": "4"},
    },
    {
        "cdm_firstname": ("A", "B", None),
        "cdm_lastname": ("K", "L"),
        "cdm_birthdate": ("1815-12-10", None),
    },
)
COMPANY: Final = Kind(
    "cdm_company", {"usmf": {"cdm_companycode": "1"}, "demf": {"cdm_companycode": "DEMF"}}
)
REASON: Final = Kind(
    "cdm_reasoncode", {"moved": {"cdm_name": "moved"}}, {"cdm_description": ("A", None)}
)
EMPLOYMENT: Final = Kind(
    "cdm_employment",
    {
        f"{worker} at {company}": {
            "cdm_employmentstartdate": "2021-06-01T00:00:00Z",
            "cdm_workerid": worker,
            "cdm_companyid": company,
        }
        for worker, company in (("ada", "usmf"), ("bob", "usmf"), ("ada", "demf"))
    },
    {
        "cdm_dimensiondisplayvalue": ("D", "E", None),
        "cdm_workernoticeamount": (Decimal("1.5"), Decimal(2), None),
        "cdm_transitionreasoncode": ("moved", None),
    },
)
JOB: Final = Kind(
    "cdm_job",
    {"coder": {"cdm_name": "1"}, "tester": {"cdm_name": "2"}},
    {
        "cdm_allowunlimitedpositions": (True, False, None),
        "cdm_maximumnumberofpositions": (1, 2, None),
        "cdm_description": ("A", "B"),
    },
)
POSITION: Final = Kind(
    "cdm_jobposition",
    {
        "p1": {"cdm_jobpositionnumber": "1"},
        "p2": {"cdm_jobpositionnumber": "2"},
        "p3": {"cdm_jobpositionnumber": "P3"},
        "p4": {"cdm_jobpositionnumber": "P4"},
    },
    {
        "cdm_parentjobpositionid": ("p1", "p2", "p3", "p4", None),
        "cdm_jobid": ("coder", "tester", None),
        "cdm_description": ("A", "B", None),
    },
)
DIMENSION: Final = Kind(
    "cdm_jobpositiondimension",
    {"p1 dimension": {"cdm_jobpositionid": "p1", "cdm_companyid": "usmf"}},
    {"cdm_dimensiondisplayvalue": ("D", "E", None)},
)
PLAN: Final = Kind(  # in no grid; all its columns are its key
    "cdm_benefitplan", {"gold": {"cdm_name": "gold"}, "silver": {"cdm_name": "silver"}}
)
EARNING: Final = Kind("cdm_payrollearningcode", {"pto": {"cdm_name": "pto"}})
LEAVE: Final = Kind(
    "cdm_leavetype",
    {
        "sick": {"cdm_type": "sick", "cdm_companyid": "usmf"},
        "rest": {"cdm_type": "rest", "cdm_companyid": "usmf"},
    },
    {"cdm_description": ("A", "B", None), "cdm_earningcodeid": ("pto", None)},
)
LEAVE_REASON: Final = Kind(  # nothing but lookups, one of them with a lookup in its own key
    "cdm_leavetypereasoncode",
    {"sick moved": {"cdm_reasoncodeid": "moved", "cdm_typeid": "sick"}},
)
WORLDS: Final = (  # parents first
    (WORKER,),
    (WORKER,),
    (WORKER, COMPANY, REASON, EMPLOYMENT),
    (WORKER, COMPANY, EMPLOYMENT),
    (POSITION,),
    (POSITION,),
    (JOB, POSITION),
    (JOB, COMPANY, POSITION, DIMENSION),
    (PLAN,),
    (PLAN, WORKER),
    (EARNING, COMPANY, LEAVE),
    (REASON, COMPANY, LEAVE, LEAVE_REASON),
)
ENTITIES: Final = ("HcmWorkerV2Entity", "BankEntity")
WEIGHTS: Final = {
    "create": 6,
    "edit": 9,
    "delete": 4,
    "import": 2,
    "advance": 4,
    "switch": 3,
    "run_batch_job": 3,
    "cancel_batch_job": 0.2,
    "clear_tracking": 2,
    "sync_now": 2,
    "fault": 3,
}
FAULTS: Final = {  # of these too, each history never uses some, but in plans
    "unavailable": 2,
    "request_fails": 4,
    "delivery_delayed": 4,
    "delivery_repeated": 1,
    "clock": 4,
    "batch_job_stops": 1,
    "batch_job_stuck": 1,
    "over": 2,
}


def random_history(seed: int, length: int = 30) -> History:
    """The history of that seed: settings, what is given, and so many commands."""
    return _Author(seed).history(length)


class _Author:
    """Draws one history; keeps a guess of what is where, so that most commands make sense."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = rng = random.Random(seed)
        self.kinds = {kind.table: kind for kind in self._some(rng.choice(WORLDS))}
        self.table_of = {name: kind.table for kind in self.kinds.values() for name in kind.keys}
        self.things = list(self.table_of)
        # mostly a thing is called by its name; where rows without one are imported, by its key too
        self.unnamed = rng.choice((0.0, 0.0, 0.3, 0.7))
        texts = [self._key_text(thing) for thing in self.things]
        self.texts = {text for text in texts if texts.count(text) == 1}  # a name of one thing only
        self.called: dict[str, str] = {}
        for thing in self.things:
            text = self._key_text(thing)
            by_key = self.unnamed and text in self.texts and rng.random() < 0.5
            self.called[thing] = text if by_key else thing
        self.columns = {kind.table: self._used(kind) for kind in self.kinds.values()}
        self.hr_share = rng.choice((0.3, 0.5, 0.5, 0.7))
        self.entity_share = rng.choice((0.0, 0.4))
        self.settings = self._settings()
        self.durations = self._durations()
        self.weights = {
            name: weight * (rng.choice((1, 3)) if weight > 5 else rng.choice((0, 1, 1, 3)))
            for name, weight in WEIGHTS.items()
        }
        self.faults = {kind: weight * rng.choice((0, 1, 1, 3)) for kind, weight in FAULTS.items()}
        self.faults["over"] += 1
        self.on = self.stuck = self.troubled = False  # troubled: till the faults are over
        self.focus = rng.choice((0.0, 0.5, 0.8))  # how often the thing changed last is next
        self.last = ""
        self.named: set[str] = set()  # the things that were made, and have a name for good
        self.there: set[tuple[Environment, str]] = set()
        self.travelling: list[tuple[str, bool]] = []  # changed in Dataverse, to be there or gone
        self.plan_share = rng.choice((0.0, 0.2, 0.5))
        self.planned: list[Draw] = []  # the rest of the plan

    def history(self, length: int) -> History:
        given = self._given()
        commands = tuple(self._command() for _ in range(length))
        return History(self.seed, self.settings, given, commands)

    # ---------------------------------------------------------------- the world and its settings

    def _some(self, world: tuple[Kind, ...]) -> list[Kind]:
        """At least one thing of each table, parents before the things whose keys look them up."""
        rng, chosen = self.rng, []
        left = min(rng.choice((1, 2, 4)), max(1, 5 - len(world)))  # beyond the first of each table
        for kind in world:
            more = rng.randint(0, min(left, len(kind.keys) - 1))
            names = list(kind.keys)[: 1 + more]
            left -= more
            chosen.append(kind._replace(keys={name: kind.keys[name] for name in names}))
        known = {name for kind in chosen for name in kind.keys}
        return [
            kind._replace(
                keys={
                    name: key
                    for name, key in kind.keys.items()
                    if all(key[c] in known for c in _lookups(kind.table) if c in key)
                }
            )
            for kind in chosen
        ]

    def _used(self, kind: Kind) -> list[str]:
        """Few of its columns; what looks up its own table, or flows one way, is always there."""
        facts = CATALOG[kind.table]
        own = {facts.names[place] for place, target in facts.lookups if target == kind.table}
        own |= {facts.names[place] for place in facts.one_way}
        rest = [column for column in kind.columns if column not in own]
        some = self.rng.sample(rest, self.rng.randint(min(1, len(rest)), len(rest)))
        return [column for column in kind.columns if column in own or column in some]

    def _settings(self) -> Settings:
        rng = self.rng
        import_off, import_on = rng.choice(((1500, 6000), (1500, 6000), (0, 0), (250, 90_000)))
        return Settings(
            seed=rng.choice((0, 1, 7)),
            dataverse_to_hr_delay=rng.choice((0, 0, 5 * MINUTE, 2 * HOUR)),
            batch_job_every=rng.choice((10 * MINUTE, HOUR, DAY)),
            conflict=rng.choice(
                ("last_edit_wins", "last_edit_wins", "hr_wins", "dataverse_wins", "merge_fields")
            ),
            tie=rng.choice((HR, HR, DATAVERSE)),
            import_off=import_off,
            import_on=import_on,
        )

    def _durations(self) -> tuple[int, ...]:
        delay, every = self.settings.dataverse_to_hr_delay, self.settings.batch_job_every
        of_delay = (delay // 2, delay) if delay else (SECOND, 2 * SECOND)
        return (0, 500, SECOND, MINUTE, *of_delay, every // 4, every, 3 * every)

    def _given(self) -> tuple[Give | GiveIntegration, ...]:
        given: list[Give | GiveIntegration] = []
        share = self.rng.choice((0.0, 0.5, 1.0))
        there: set[str | Scalar | None] = set()
        for thing, table in self.table_of.items():
            values = self._values(HR, thing, 0.7)
            if self.rng.random() < share:
                own = {column for column in values if column not in _lookups(table)}
                values = {c: v for c, v in values.items() if c in own or v is None or v in there}
                if values.keys() >= self._key(thing).keys():
                    given.append(Give(table, (self._row(thing, values, self.called[thing]),)))
                    there.add(thing)
                    self.there |= {(HR, thing), (DATAVERSE, thing)}
                    self.named.add(thing)
        if not self.weights["switch"] or self.rng.random() < 0.3:
            given.append(GiveIntegration())
            self.on = True
        return tuple(given)

    # ---------------------------------------------------------------- things, names and values

    def _key(self, thing: str) -> dict[str, str]:
        return self.kinds[self.table_of[thing]].keys[thing]

    def _key_text(self, thing: str) -> str:
        """What an imported row without a name is called after."""

        def part(thing: str, path: str) -> str:
            column, _, rest = path.partition(".")
            value = self._key(thing)[column]
            return part(value, rest) if rest else value

        return " ".join(part(thing, path) for path in CATALOG[self.table_of[thing]].natural_key)

    def _name(self, thing: str) -> str:
        """Mostly what it is called; now and then what else it may be called, or another's name.

        Never what a thing of another table may be called: that has other columns.
        """
        if self.rng.random() < 0.02:
            thing = self.rng.choice(list(self.kinds[self.table_of[thing]].keys))
        text = self._key_text(thing)
        if self.unnamed and text in self.texts and self.rng.random() < 0.1:
            return self.rng.choice((thing, text, f"{text}~2"))
        return self.called[thing]

    def _value(self, kind: Kind, column: str, environment: Environment) -> Scalar | None:
        """One of its few; mostly no lookup of what is not there."""
        value = self.rng.choice(kind.columns[column])
        gone = column in _lookups(kind.table) and (environment, value) not in self.there
        return None if gone and self.rng.random() < 0.8 else value

    def _values(self, environment: Environment, thing: str, share: float) -> Values:
        """Its natural key and, of each other column, so often a value."""
        kind = self.kinds[self.table_of[thing]]
        values: Values = dict(self._key(thing))
        for column in self.columns[kind.table]:
            if self.rng.random() < share:
                values[column] = self._value(kind, column, environment)
        return values

    def _pairs(self, table: str, values: Values) -> Given:
        """With lookups by what the things are called; of a thing that no world has, by its name."""
        lookups = _lookups(table)
        return pairs(
            {
                column: self.called.get(str(value), value)
                if column in lookups and value is not None
                else value
                for column, value in values.items()
            }
        )

    def _row(self, thing: str, values: Values, name: str | None) -> Row:
        return Row(name, self._pairs(self.table_of[thing], values))

    def _thing(self, environment: Environment, there: bool) -> str | None:
        """A thing that is there, or can be created, as far as the guess goes; sometimes any."""
        if self.rng.random() < 0.04:
            return self.rng.choice(self.things)
        fitting = [
            thing
            for thing in self.things
            if ((environment, thing) in self.there) == there
            and (
                there or all((environment, parent) in self.there for parent in self._parents(thing))
            )
        ]
        if self.last in fitting and self.rng.random() < self.focus:
            return self.last
        return self.rng.choice(fitting) if fitting else None

    def _parents(self, thing: str) -> list[str]:
        key = self._key(thing)
        return [key[column] for column in _lookups(self.table_of[thing]) if column in key]

    # ---------------------------------------------------------------- commands

    def _command(self) -> Command:
        command = self._any_command()
        if isinstance(command, Fault):
            self.troubled |= command.milliseconds is None or command.kind.startswith("clock")
            self.troubled &= command.kind != "over"
        return command

    def _any_command(self) -> Command:
        if not self.planned and self.rng.random() < self.plan_share:
            self.planned = self._plan()
        if self.planned:
            return self.planned.pop(0)()
        weights = dict(self.weights)
        if self.stuck:
            weights["cancel_batch_job"] += 6
            weights["run_batch_job"] += 2
        if self.troubled:
            weights["over"] = 1.5
        [name] = self.rng.choices(list(weights), list(weights.values()))
        command: Command = getattr(self, f"_{name}")()
        return command

    def _environment(self) -> Environment:
        return HR if self.rng.random() < self.hr_share else DATAVERSE

    def _entity(self, environment: Environment) -> str | None:
        named = environment == HR and self.rng.random() < self.entity_share
        return self.rng.choice(ENTITIES) if named else None

    def _changed(self, environment: Environment, thing: str, there: bool) -> None:
        """Guess what a change leads to."""
        self.last = thing
        self.named.add(thing)
        self._guess(environment, thing, there)
        if self.on:
            if environment == HR or not self.settings.dataverse_to_hr_delay:
                self._guess(other(environment), thing, there)
            else:
                self.travelling.append((thing, there))

    def _guess(self, environment: Environment, thing: str, there: bool) -> None:
        (self.there.add if there else self.there.discard)((environment, thing))

    def _synced(self, tables: Sequence[str]) -> None:
        for environment, thing in list(self.there):
            if self.table_of[thing] in tables:
                self.there.add((other(environment), thing))

    def _create(
        self,
        environment: Environment | None = None,
        thing: str | None = None,
        given: Mapping[str, Scalar | None] = NO_VALUES,
    ) -> Command:
        environment = environment or self._environment()
        thing = thing or self._thing(environment, False)
        if thing is None:
            return self._delete() if self.rng.random() < 0.4 else self._edit()
        table = self.table_of[thing]
        values = self._values(environment, thing, 0.6) | dict(given)
        if self.rng.random() < 0.03:  # another's natural key, or none
            another = self.rng.choice(list(self.kinds[table].keys))
            values |= self.rng.choice((self._key(another), dict.fromkeys(self._key(thing))))
        self._changed(environment, thing, True)
        name, entity = self._name(thing), self._entity(environment)
        return Create(environment, table, name, self._pairs(table, values), entity)

    def _edit(
        self,
        environment: Environment | None = None,
        thing: str | None = None,
        entity: str | None = None,
        given: Mapping[str, Scalar | None] = NO_VALUES,
    ) -> Command:
        environment = environment or self._environment()
        thing = thing or self._thing(environment, True)
        if thing is None:
            return self._create()
        kind = self.kinds[self.table_of[thing]]
        columns = self.columns[kind.table]
        if not columns and self.rng.random() < 0.8:  # nothing but its natural key
            return self._delete(environment, thing)
        values = {
            column: self._value(kind, column, environment)
            for column in self.rng.sample(columns, min(len(columns), self.rng.randint(1, 2)))
        } | dict(given)
        if not columns or self.rng.random() < 0.06:  # the natural key, as it is, another's, or none
            another = self.rng.choice(list(kind.keys))
            column = self.rng.choice(list(self._key(thing)))
            values[column] = self.rng.choice(
                (self._key(thing), self._key(another), {column: None})
            )[column]
        self.last = thing
        entity = entity or self._entity(environment)
        return Edit(environment, self._name(thing), self._pairs(kind.table, values), entity)

    def _delete(self, environment: Environment | None = None, thing: str | None = None) -> Command:
        environment = environment or self._environment()
        thing = thing or self._thing(environment, True)
        if thing is None:
            return self._create()
        self._changed(environment, thing, False)
        return Delete(environment, self._name(thing))

    def _import(self) -> Import:
        table = self.rng.choice(list(self.kinds))
        rows = []
        for _ in range(self.rng.choice((1, 2, 2, 3))):
            thing = self.rng.choice(list(self.kinds[table].keys))
            name = None if self.rng.random() < self.unnamed else self._name(thing)
            values = self._values(HR, thing, 0.5)
            if self.rng.random() < 0.05:  # a name that may be taken
                name = self.rng.choice([self.called[other] for other in self.kinds[table].keys])
            if self.rng.random() < 0.03:
                del values[self.rng.choice(list(self._key(thing)))]
            rows.append(self._row(thing, values, name))
            if name is None and self._key_text(thing) in self.texts and thing not in self.named:
                self.called[thing] = self._key_text(thing)
            self._changed(HR, thing, True)
        return Import(HR, table, tuple(rows))

    def _change(self, environment: Environment, thing: str) -> Command:
        """A change that makes sense, as far as the guess goes."""
        if (environment, thing) not in self.there:
            return self._create(environment, thing)
        change = self._edit if self.rng.random() < 0.7 else self._delete
        return change(environment, thing)

    def _advance(self, milliseconds: int | None = None) -> Advance:
        if milliseconds is None:
            milliseconds = self.rng.choice(self.durations)
        if milliseconds >= self.settings.dataverse_to_hr_delay:
            while self.travelling:
                self._guess(HR, *self.travelling.pop(0))
        return Advance(milliseconds)

    def _switch(self, turn_on: bool | None = None) -> TurnOn | TurnOff:
        if turn_on is None:
            turn_on = self.on == (self.rng.random() < 0.15)
        self.on = turn_on
        self.travelling.clear()
        return TurnOn() if turn_on else TurnOff()

    def _run_batch_job(self) -> RunBatchJob:
        if self.on:
            self._synced(list(self.kinds))
        return RunBatchJob()

    def _cancel_batch_job(self) -> CancelBatchJob:
        self.stuck = False
        return CancelBatchJob()

    def _clear_tracking(self, table: str | None = None) -> ClearTracking:
        return ClearTracking(table or self.rng.choice(list(self.kinds)))

    def _sync_now(self, table: str | None = None) -> SyncNow:
        table = table or self.rng.choice(list(self.kinds))
        if self.on:
            self._synced([table])
        return SyncNow(table)

    def _fault(self) -> Fault:
        [kind] = self.rng.choices(list(self.faults), list(self.faults.values()))
        fault: Fault = getattr(self, f"_{kind}")()
        return fault

    def _unavailable(self) -> Fault:
        """For a while; now and then until the faults are over."""
        environment = self.rng.choice(ENVIRONMENTS)
        lasts = self.rng.choice((SECOND, 1500, MINUTE, *self.durations[4:]))
        endless = self.rng.random() < 0.15
        return Fault("unavailable", environment, milliseconds=None if endless else lasts)

    def _request_fails(self, environment: Environment | None = None) -> Fault:
        rng = self.rng
        return Fault(
            "request_fails",
            environment or rng.choice(ENVIRONMENTS),
            nth=rng.choice((None, 1, 1, 2, 2, 3)),
            lasting=rng.random() < 0.25,
            applied=rng.random() < 0.6,
        )

    def _delivery_delayed(self, environment: Environment | None = None) -> Fault:
        return Fault(
            "delivery_delayed",
            environment or self.rng.choice(ENVIRONMENTS),
            milliseconds=self.rng.choice((None, 1500, *self.durations[2:])),
            nth=self.rng.choice((None, 1, 1, 2, 3)),
        )

    def _delivery_repeated(self, environment: Environment | None = None) -> Fault:
        return Fault(
            "delivery_repeated",
            environment or self.rng.choice(ENVIRONMENTS),
            milliseconds=self.rng.choice((None, *self.durations)),
            nth=self.rng.choice((None, 1, 2, 3)),
        )

    def _clock(self, environment: Environment | None = None) -> Fault:
        kind = self.rng.choice(("clock_ahead", "clock_behind"))
        skew = self.rng.choice((500, SECOND, SECOND, 1500, MINUTE, HOUR, *self.durations[4:]))
        return Fault(kind, environment or self.rng.choice(ENVIRONMENTS), milliseconds=skew)

    def _batch_job_stops(self) -> Fault:
        return Fault("batch_job_stops", after=self.rng.randint(0, 3))

    def _batch_job_stuck(self) -> Fault:
        self.stuck = True
        return Fault("batch_job_stuck")

    def _over(self) -> Fault:
        while self.on and self.travelling:
            self._guess(HR, *self.travelling.pop(0))
        return Fault("over")

    # ---------------------------------------------------------------- plans

    def _plan(self) -> list[Draw]:
        """Commands that lead somewhere together, about one thing and those of its table."""
        rng = self.rng
        thing = rng.choice(self.things)
        plans = (
            self._apart,
            self._after_a_clear,
            self._edit_after_delete,
            self._children_first,
            self._several_wait,
            self._through_an_entity,
            self._by_the_schedule,
            self._answer_lost,
            self._answer_lost,
            self._out_of_order,
            self._out_of_order,
            self._comes_again,
            self._clocks_apart,
            self._over_at_last,
            *([self._children_first] * 3 if "cdm_jobposition" in self.kinds else []),
        )
        return rng.choice(plans)(thing, self.table_of[thing])

    def _of(self, table: str) -> list[str]:
        """The things of a table in any order."""
        names = list(self.kinds[table].keys)
        return self.rng.sample(names, len(names))

    def _turn(self, on: bool) -> Draw:
        return partial(self._switch, on)

    def _pass(self, milliseconds: int) -> Draw:
        return partial(self._advance, milliseconds)

    def _changes(self, thing: str) -> list[Draw]:
        """Several changes of it on both sides, in the same second or not."""
        draws: list[Draw] = []
        for _ in range(self.rng.randint(2, 4)):
            draws.append(partial(self._change, self.rng.choice(ENVIRONMENTS), thing))
            draws += self.rng.choice(([], [self._pass(SECOND)]))
        return draws

    def _gone(self, names: Sequence[str]) -> list[Draw]:
        """Deleted while on, as far as they are there."""
        there = [name for name in names if (HR, name) in self.there]
        return [self._turn(True), *(partial(self._delete, HR, name) for name in there)]

    def _settled(self, table: str) -> Draw:
        return self.rng.choice((self._run_batch_job, partial(self._sync_now, table)))

    def _apart(self, thing: str, table: str) -> list[Draw]:
        """Both sides change it while off; the run may fail, or stop."""
        rng = self.rng
        later = [partial(self._edit, HR, thing), self._pass(SECOND)]
        later.append(partial(self._edit, DATAVERSE, thing))
        unavailable = partial(Fault, "unavailable", rng.choice(ENVIRONMENTS), None)
        stops = partial(Fault, "batch_job_stops", None, rng.randint(1, 3))
        faults: tuple[list[Draw], ...] = (
            [],
            [stops],
            [partial(unavailable, MINUTE), stops],
            [partial(unavailable, MINUTE), partial(unavailable, SECOND), self._pass(SECOND)],
        )
        return [
            self._turn(False),
            *rng.choice((later, self._changes(thing))),
            *(partial(self._change, HR, name) for name in self._of(table)[:2]),
            self._turn(True),
            *rng.choice(faults),
            self._settled(table),
        ]

    def _after_a_clear(self, thing: str, table: str) -> list[Draw]:
        clear = partial(self._clear_tracking, table)
        return [clear, *self._changes(thing), self._settled(table)]

    def _edit_after_delete(self, thing: str, table: str) -> list[Draw]:
        """An edit that cannot travel is later than a delete that waits (L6)."""
        delay = self.settings.dataverse_to_hr_delay
        return [
            partial(Fault, "unavailable", DATAVERSE, None, max(delay, MINUTE)),
            partial(self._delete, DATAVERSE, thing),
            self._pass(SECOND),
            partial(self._edit, HR, thing),
            self._pass(delay),
        ]

    def _children_first(self, thing: str, table: str) -> list[Draw]:
        """Things are made, and then look up those that were made after them (B1)."""
        rng, side = self.rng, self._environment()
        cyclic = [name for name in self.kinds if CATALOG[name].cyclic]
        table = rng.choice(cyclic or [table])
        names = self._of(table)
        own = [CATALOG[table].names[at] for at, target in CATALOG[table].lookups if target == table]
        links = [
            partial(self._edit, side, child, None, dict.fromkeys(own, parent))
            for child, parent in pairwise(names)
            if rng.random() < 0.8
        ]
        stops = partial(Fault, "batch_job_stops", None, rng.randint(1, len(names)))
        return [
            *self._gone(names),
            self._turn(False),
            *(partial(self._create, side, name, dict.fromkeys(own)) for name in names),
            *links,
            self._turn(True),
            *rng.choice(([], [stops])),
            self._settled(table),
        ]

    def _several_wait(self, thing: str, table: str) -> list[Draw]:
        """Changes wait for their delivery, are given up, or are delivered by sync now (L2, N1)."""
        half = self._pass(self.settings.dataverse_to_hr_delay // 2)
        names = self._of(table)
        return [
            *self.rng.choice(([], self._gone(names))),
            *(partial(self._change, DATAVERSE, name) for name in names),
            half,
            *self.rng.choice(
                ([self._turn(False), self._turn(True)], [partial(self._sync_now, table)], [])
            ),
            partial(self._change, DATAVERSE, thing),
            half,
            half,
        ]

    def _through_an_entity(self, thing: str, table: str) -> list[Draw]:
        """What went through an entity is deleted, and comes back (G3)."""
        one_way = [name for name in self.things if CATALOG[self.table_of[name]].one_way]
        thing = self.rng.choice(one_way or [thing])
        return [
            partial(self._edit, HR, thing, ENTITIES[0]),
            self._turn(False),
            partial(self._delete, HR, thing),
            partial(self._edit, DATAVERSE, thing),
            self._turn(True),
            self._settled(self.table_of[thing]),
        ]

    def _by_the_schedule(self, thing: str, table: str) -> list[Draw]:
        """What was changed while off waits for the next run, wherever in the interval that is."""
        every = self.settings.batch_job_every
        return [
            self._turn(False),
            *self._changes(thing),
            self._advance,
            self._turn(True),
            *[self._pass(every // 4)] * 4,
        ]

    def _answer_lost(self, thing: str, table: str) -> list[Draw]:
        """What was applied is missed all the same; then both sides go on (F2)."""
        rng, side = self.rng, self._environment()
        fails = [partial(Fault, "request_fails", other(side), applied=True)]
        if rng.random() < 0.3:  # and more of them
            fails.append(partial(self._request_fails, rng.choice(ENVIRONMENTS)))
        apart = [self._turn(False), *self._changes(thing), self._turn(True), self._settled(table)]
        live = [self._turn(True), partial(self._change, side, thing)]
        return [
            *fails,
            *rng.choice((apart, live, live)),
            *rng.choice(([], [self._pass(self.settings.dataverse_to_hr_delay)])),
            *rng.choice(([], [self._turn(False)], [partial(self._clear_tracking, table)])),
            *self._changes(thing),
            *rng.choice(([], [self._over])),
            self._turn(True),
            self._settled(table),
        ]

    def _out_of_order(self, thing: str, table: str) -> list[Draw]:
        """One is on its way for long, and others of the record or the table overtake it (F3)."""
        rng, side = self.rng, self._environment()
        longer = rng.choice((MINUTE, MINUTE, max(self.settings.dataverse_to_hr_delay, SECOND)))
        late = partial(Fault, "delivery_delayed", side, None, rng.choice((longer, longer, None)))
        draws: list[Draw] = [self._turn(True), partial(late, rng.choice((None, 1, 1, 2)))]
        draws += rng.choice(([], [partial(self._delivery_delayed, rng.choice(ENVIRONMENTS))]))
        for name in (thing, *rng.sample((thing, *self._of(table)), rng.randint(1, 2))):
            draws.append(partial(self._change, side, name))
            draws += rng.choice(([], [self._pass(SECOND)], [self._pass(longer // 2)]))
        draws += rng.choice(([], [partial(self._change, other(side), thing)], self._changes(thing)))
        return [
            *draws,
            *rng.choice(([self._pass(longer)], [self._over], [self._settled(table)], [])),
            self._pass(longer + self.settings.dataverse_to_hr_delay),
        ]

    def _comes_again(self, thing: str, table: str) -> list[Draw]:
        """A delivery comes a second time, when the record may be another's, or gone (F4)."""
        side = self._environment()
        again = partial(Fault, "delivery_repeated", side, None)
        return [
            self._turn(True),
            partial(again, self.rng.choice((None, SECOND, MINUTE)), self.rng.choice((None, 1, 2))),
            *(partial(self._change, side, name) for name in (thing, *self._of(table)[:1])),
            self._pass(self.settings.dataverse_to_hr_delay),
            *self._changes(thing),
            self._pass(MINUTE),
        ]

    def _clocks_apart(self, thing: str, table: str) -> list[Draw]:
        """Both sides change it by clocks that tell different times (F5)."""
        rng = self.rng
        off = [self._turn(False), *self._changes(thing), self._turn(True), self._settled(table)]
        deleted = partial(self._delete, rng.choice(ENVIRONMENTS), thing)
        return [
            partial(self._clock, rng.choice(ENVIRONMENTS)),
            *rng.choice(([], [self._clock])),
            *rng.choice((off, self._changes(thing), [*self._changes(thing), deleted])),
            *rng.choice(([], [self._over])),
            *self._changes(thing),
            self._pass(self.settings.dataverse_to_hr_delay),
        ]

    def _over_at_last(self, thing: str, table: str) -> list[Draw]:
        """Several faults at once, until they are over and a run repairs what they did (F6)."""
        rng = self.rng
        names = self._of(table)[:2]
        return [
            *[self._fault] * rng.randint(2, 3),
            *rng.choice(([], [self._turn(True)], [self._turn(False)])),
            *(partial(self._change, rng.choice(ENVIRONMENTS), name) for name in names),
            *self._changes(thing),
            *rng.choice(([], [self._settled(table)])),
            self._over,
            self._turn(True),
            self._run_batch_job,
        ]


def _lookups(table: str) -> set[str]:
    return {CATALOG[table].names[place] for place, _ in CATALOG[table].lookups}


# ------------------------------------------------------------------------- the naive model's form


def as_settings(settings: Settings) -> dict[str, Any]:
    """The settings section of a scenario file, durations in seconds."""
    return {
        "start": settings.start,
        "dataverse_to_hr_delay": _seconds(settings.dataverse_to_hr_delay),
        "batch_job_every": _seconds(settings.batch_job_every),
        "conflict": settings.conflict,
        "tie": settings.tie,
        "import_seconds_per_record": {
            "off": _seconds(settings.import_off),
            "on": _seconds(settings.import_on),
        },
    }


def as_given(given: Sequence[Give | GiveIntegration]) -> dict[str, Any]:
    """The given section of a scenario file."""
    section: dict[str, Any] = {"records": {}}
    for command in given:
        if isinstance(command, GiveIntegration):
            section["integration"] = "on"
        else:
            for row in command.rows:
                values = dict(row.values)
                section["records"][row.record] = {"table": command.table, "values": values}
    return section


def as_step(command: Command) -> dict[str, Any] | str:
    """A command as a step of a scenario file."""
    argument: Any
    match command:
        case Create(environment, table, record, values, entity):
            argument = {"in": environment, "table": table, "record": record, "values": dict(values)}
            argument |= {"entity": entity} if entity else {}
        case Edit(environment, record, values, entity):
            argument = {"in": environment, "record": record, "values": dict(values)}
            argument |= {"entity": entity} if entity else {}
        case Delete(environment, record):
            argument = {"in": environment, "record": record}
        case Import(environment, table, rows):
            listed = [
                {"record": row.record, **dict(row.values)} if row.record else dict(row.values)
                for row in rows
            ]
            argument = {"in": environment, "table": table, "rows": listed}
        case Advance(milliseconds):
            argument = _seconds(milliseconds)
        case ClearTracking(table) | SyncNow(table):
            argument = table
        case Fault(kind, environment, after, milliseconds, nth, lasting, applied):
            duration = "by" if kind in ("clock_ahead", "clock_behind") else "for"
            argument = {"kind": kind}
            argument |= {"in": environment} if environment else {}
            argument |= {} if after is None else {"after": after}
            argument |= {} if milliseconds is None else {duration: _seconds(milliseconds)}
            argument |= {} if nth is None else {"nth": nth}
            argument |= {"lasting": True} if lasting else {}
            argument |= {"applied": True} if applied else {}
        case _:
            return command_name(command)
    return {command_name(command): argument}


def _seconds(milliseconds: int) -> int | float:
    """A whole number where it is one; halves and quarters are exact otherwise."""
    return milliseconds / 1000 if milliseconds % 1000 else milliseconds // 1000
