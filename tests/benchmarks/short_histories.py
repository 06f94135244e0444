"""Steps per second on short histories: the simulator, Hypothesis, SimPy, and the plain model alone.

What is compared is random simulation, as somebody would do it with each of the three: operations on
five records of one table (turn on and off, create, edit and delete on either side, run the batch
job, clear tracking, sync now, advance), histories of 50 steps, one invariant after every step. Of
the twelve kinds of operation each is equally likely, and so is each record, column and value; an
operation that is refused is a step like any other. Everybody draws its own operations while it
runs, because that is what their users pay for.

- simulator: a fresh one for each history with a shared catalog; every command through `do`,
  the full journal kept, losses and undone deletes read at the end of each history.
- Hypothesis: a RuleBasedStateMachine with a rule for each kind, on `plain_model`; nothing fails, so
  nothing is shrunk, and there is no database.
- SimPy: HR user, Dataverse user, administrator and batch job are processes that drive
  `plain_model`, one timeout a step.

`plain_model` keeps the same journal, entry for entry, but checks no values and draws no row ids:
that is to the peers' advantage. Three rows leave drawing and invariant out: *door only* is the
simulator, *SimPy, drawn before* its processes, and *plain model alone* the model that both peers
drive, without a scheduler around it.

Before anything is timed, drawn histories are run through the simulator and the plain model, which
must have the same end state (records, values, tracking, missed requests, losses, undone deletes)
and the same entries in the same order: when, the cause, what happened, who, where, to what, the
rule.

    python -m tests.benchmarks.short_histories
"""

import random
from collections.abc import Iterable, Iterator

import hypothesis.strategies as st
import simpy
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR
from harness.domain.events import Event
from harness.domain.request_kinds import touched_columns
from harness.domain.settings import DEFAULT_START
from harness.simulator.engine import Engine
from tests.benchmarks.plain_model import DAY, PlainModel
from tests.benchmarks.rounds import Ratio, collector_off, parser, play, seconds_of, show

TABLE = "cdm_worker"
NAMES = ("ada", "bob", "cyd", "dan", "eve")
COLUMNS = ("cdm_firstname", "cdm_lastname")
TEXTS = ("Byron", "King", "Lovelace", "Noel")
SECONDS = (1, 60, 3600, DAY)
CATALOG = standard_catalog()
STEPS = 50

Operation = tuple[str, tuple]  # the plain model's method and its arguments


def new_values(name: str, text: str) -> dict[str, str]:
    return {"cdm_workernumber": name, "cdm_firstname": name, "cdm_lastname": text}


# every operation there is, by kind: a step draws a kind, then one of its operations
KINDS: tuple[tuple[Operation, ...], ...] = (
    (("turn_on", ()),),
    (("turn_off", ()),),
    (("run_batch_job", ()),),
    (("clear_tracking", ()),),
    (("sync_now", ()),),
    tuple(("advance", (seconds,)) for seconds in SECONDS),
    *(
        tuple(("create", (side, name, new_values(name, text))) for name in NAMES for text in TEXTS)
        for side in ENVIRONMENTS
    ),
    *(
        tuple(
            ("edit", (side, name, {column: text}))
            for name in NAMES
            for column in COLUMNS
            for text in TEXTS
        )
        for side in ENVIRONMENTS
    ),
    *(tuple(("delete", (side, name)) for name in NAMES) for side in ENVIRONMENTS),
)
COMMAND = {
    "turn_on": TurnOn,
    "turn_off": TurnOff,
    "create": lambda side, name, values: Create(side, TABLE, name, pairs(values)),
    "edit": lambda side, name, values: Edit(side, name, pairs(values)),
    "delete": Delete,
    "run_batch_job": RunBatchJob,
    "clear_tracking": lambda: ClearTracking(TABLE),
    "sync_now": lambda: SyncNow(TABLE),
    "advance": lambda seconds: Advance(seconds * 1000),
}
COMMANDS: tuple[tuple[Command, ...], ...] = tuple(
    tuple(COMMAND[name](*arguments) for name, arguments in kind) for kind in KINDS
)


# ---------------------------------------------------------------- the simulator


def sound(simulator: Engine) -> bool:
    """The invariant: what is tracked is in one environment at least, and waits there or not."""
    world = simulator.world
    for pair in world.record_pairs.of(TABLE):
        row = pair.row
        if row is not None and row.deleted_from_dataverse and pair.hr_request is None:
            there = world.stores[HR].find(TABLE, pair.key) is not None
            if there and world.stores[DATAVERSE].find(TABLE, pair.key) is not None:
                return False
    return True


def simulate(choose: random.Random, histories: int) -> int:
    found = 0
    draw = choose.random
    for _ in range(histories):
        simulator = Engine(catalog=CATALOG)
        do = simulator.attempt
        for _ in range(STEPS):
            kind = COMMANDS[int(draw() * len(COMMANDS))]
            do(kind[int(draw() * len(kind))])
            assert sound(simulator)
        journal = simulator.journal
        found += len([journal[seq] for seq in journal.losses])
        found += len([journal[seq] for seq in journal.undone_deletes])
    return found


def through_the_door(histories: Iterable[list[Command]]) -> None:
    for history in histories:
        simulator = Engine(catalog=CATALOG)
        do = simulator.attempt
        for command in history:
            do(command)
        journal = simulator.journal
        for seq in (*journal.losses, *journal.undone_deletes):
            journal[seq]


# ---------------------------------------------------------------- the peers


def model_sound(model: PlainModel) -> bool:
    """The same invariant, of the plain model."""
    for name, row in model.tracking.items():
        if row["deleted"] and ("hr", name) not in model.requests:
            there = name in model.records["hr"]
            if there and name in model.records["dataverse"]:
                return False
    return True


class Machine(RuleBasedStateMachine):
    """A rule for each kind of operation."""

    executed = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = PlainModel()

    def _do(self, name: str, *arguments: object) -> None:
        Machine.executed += 1
        getattr(self.model, name)(*arguments)

    @invariant()
    def is_sound(self):
        assert model_sound(self.model)

    @rule()
    def turn_on(self):
        self._do("turn_on")

    @rule()
    def turn_off(self):
        self._do("turn_off")

    @rule()
    def run_batch_job(self):
        self._do("run_batch_job")

    @rule()
    def clear_tracking(self):
        self._do("clear_tracking")

    @rule()
    def sync_now(self):
        self._do("sync_now")

    @rule(seconds=st.sampled_from(SECONDS))
    def advance(self, seconds):
        self._do("advance", seconds)

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def create_in_hr(self, name, text):
        self._do("create", "hr", name, new_values(name, text))

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def create_in_dataverse(self, name, text):
        self._do("create", "dataverse", name, new_values(name, text))

    @rule(name=st.sampled_from(NAMES), column=st.sampled_from(COLUMNS), text=st.sampled_from(TEXTS))
    def edit_in_hr(self, name, column, text):
        self._do("edit", "hr", name, {column: text})

    @rule(name=st.sampled_from(NAMES), column=st.sampled_from(COLUMNS), text=st.sampled_from(TEXTS))
    def edit_in_dataverse(self, name, column, text):
        self._do("edit", "dataverse", name, {column: text})

    @rule(name=st.sampled_from(NAMES))
    def delete_in_hr(self, name):
        self._do("delete", "hr", name)

    @rule(name=st.sampled_from(NAMES))
    def delete_in_dataverse(self, name):
        self._do("delete", "dataverse", name)


def run_hypothesis(examples: int) -> None:
    """Executes rules; how many is counted in the machine."""
    Machine.executed = 0
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


# who does which kinds of operation
WHO = {
    "hr": tuple(kind for kind in KINDS if kind[0][1][:1] == ("hr",)),
    "dataverse": tuple(kind for kind in KINDS if kind[0][1][:1] == ("dataverse",)),
    "administrator": tuple(k for k in KINDS if k[0][0] not in ("create", "edit", "delete")),
}


class Job:
    """Whether the batch job exists: the first turning-on creates it."""

    exists = False


def actor(
    env: simpy.Environment, model: PlainModel, choose: random.Random, who: str, job: Job
) -> Iterator[simpy.Event]:
    """A user or the administrator: every so often one operation, drawn like everybody's."""
    draw, kinds, often = choose.random, WHO[who], len(KINDS) // len(WHO[who])
    while True:
        yield env.timeout(often)
        kind = kinds[int(draw() * len(kinds))]
        name, arguments = kind[int(draw() * len(kind))]
        if name == "advance":
            model.now += arguments[0]
        else:
            getattr(model, name)(*arguments)
        if model.on and not job.exists:
            job.exists = True
            env.process(batch_job(env, model))
        assert model_sound(model)


def batch_job(env: simpy.Environment, model: PlainModel) -> Iterator[simpy.Event]:
    """Now and then; the day of its schedule is counted in steps here."""
    while True:
        yield env.timeout(STEPS)
        model.run_batch_job()


def run_simpy(choose: random.Random, histories: int) -> None:
    for _ in range(histories):
        env, model, job = simpy.Environment(), PlainModel(), Job()
        for who in WHO:
            env.process(actor(env, model, choose, who, job))
        # hr and dataverse have 3 of 12 kinds each, the administrator 6: one step a unit of time
        env.run(until=STEPS + 1)


def scripted(env: simpy.Environment, model: PlainModel, steps: list) -> Iterator[simpy.Event]:
    for at, act, arguments in steps:
        yield env.timeout(at - env.now)
        act(model, *arguments)


def run_simpy_script(scripts: list[dict[str, list]]) -> None:
    for script in scripts:
        env, model = simpy.Environment(), PlainModel()
        for steps in script.values():
            env.process(scripted(env, model, steps))
        env.run(until=STEPS + 1)


def through_the_model(histories: Iterable[list[tuple]]) -> None:
    """The plain model alone, by method calls that were looked up before."""
    for history in histories:
        model = PlainModel()
        for act, arguments in history:
            act(model, *arguments)


# ---------------------------------------------------------------- that they do the same


def draw(choose: random.Random) -> list[Operation]:
    return [choose.choice(choose.choice(KINDS)) for _ in range(STEPS)]


def script_of(history: list[Operation]) -> dict[str, list]:
    """The same history for SimPy's processes, a step a unit of time."""
    script: dict[str, list] = {"hr": [], "dataverse": [], "administrator": []}
    for place, (name, arguments) in enumerate(history, 1):
        who = arguments[0] if name in ("create", "edit", "delete") else "administrator"
        script[who].append((place, getattr(PlainModel, name), arguments))
    return script


def agree(histories: int) -> str:
    """Drawn histories, through the simulator and the plain model: the same end, or an error."""
    choose = random.Random("agree")
    losses = undone = refused = 0
    for _ in range(histories):
        simulator, model = Engine(catalog=CATALOG), PlainModel()
        for name, arguments in draw(choose):
            said = getattr(model, name)(*arguments)
            reason = simulator.attempt(COMMAND[name](*arguments))
            assert bool(said) == bool(reason), (said, reason)
            refused += bool(reason)
        assert state_of(simulator) == model_state(model)
        assert [entry_of(event) for _, event in simulator.journal] == [
            (*entry[:5], *entry[6:8]) for entry in model.journal
        ]
        losses += len(model.losses)
        undone += len(model.undone_deletes)
    return f"{losses} losses, {undone} undone deletes, {refused} refused"


def entry_of(event: Event) -> tuple:
    """An entry without its values, and without the table, which the plain model names always."""
    at = event.at - DEFAULT_START
    return at, event.cause, event.event, event.actor, event.environment, event.record, event.rule


def state_of(simulator: Engine) -> dict:
    world, table = simulator.world, CATALOG[TABLE]
    records = {
        side: {
            record.name: (
                dict(zip(table.names, record.values, strict=False)),
                None if record.edited_at is None else record.edited_at - DEFAULT_START,
            )
            for record in world.stores[side].records(TABLE)
        }
        for side in ENVIRONMENTS
    }
    for of_side in records.values():
        for values, _ in of_side.values():
            for column in [column for column, value in values.items() if value is None]:
                del values[column]
    return {
        "records": records,
        "tracked": {t.name: t.tracked for t in world.record_pairs.of(TABLE) if t.row is not None},
        "missed": {
            (r.environment, r.pair.name): (r.kind, set(touched_columns(table.names, r.touched)))
            for r in world.missed.in_order()
        },
        "losses": [
            (e.environment, e.record, {c: (lost, kept) for c, lost, kept in e.data}, e.rule)
            for e in map(simulator.journal.__getitem__, simulator.journal.losses)
        ],
        "undone": [
            (e.environment, e.record, e.rule)
            for e in map(simulator.journal.__getitem__, simulator.journal.undone_deletes)
        ],
    }


def model_state(model: PlainModel) -> dict:
    return {
        "records": {
            side: {
                name: (
                    record["values"],
                    None if record["edited_at"] < 0 else record["edited_at"],
                )
                for name, record in records.items()
            }
            for side, records in model.records.items()
        },
        "tracked": {name: not row["deleted"] for name, row in model.tracking.items()},
        "missed": {
            place: (request["kind"], request["touched"])
            for place, request in model.requests.items()
        },
        "losses": model.losses,
        "undone": model.undone_deletes,
    }


def main() -> None:
    given = parser(__doc__).parse_args()
    histories = 100 if given.quick else 2000
    print(f"{histories // 4} drawn histories agree: {agree(histories // 4)}")
    drawn = [draw(random.Random(number)) for number in range(histories)]
    commands = [[COMMAND[name](*arguments) for name, arguments in history] for history in drawn]
    scripts = [script_of(history) for history in drawn]
    calls = [[(getattr(PlainModel, name), its) for name, its in history] for history in drawn]
    steps = histories * STEPS
    seeds = iter(range(10**6))

    def ours() -> float:
        choose = random.Random(next(seeds))
        with collector_off():
            return steps / seconds_of(lambda: simulate(choose, histories))

    def door() -> float:
        with collector_off():
            return steps / seconds_of(lambda: through_the_door(commands))

    def theirs() -> float:
        choose = random.Random(next(seeds))
        with collector_off():
            return steps / seconds_of(lambda: run_simpy(choose, histories))

    def script() -> float:
        with collector_off():
            return steps / seconds_of(lambda: run_simpy_script(scripts))

    def model() -> float:
        with collector_off():
            return steps / seconds_of(lambda: through_the_model(calls))

    def machine() -> float:
        with collector_off():
            seconds = seconds_of(lambda: run_hypothesis(max(histories // 20, 10)))
        return Machine.executed / seconds

    results = play(
        {
            "simulator": ours,
            "SimPy": theirs,
            "Hypothesis": machine,
            "door only": door,
            "SimPy, drawn before": script,
            "plain model alone": model,
        },
        given.rounds,
    )
    print("simulator, SimPy and Hypothesis draw and check; the others do neither")
    ratios = [
        Ratio("simulator", "Hypothesis", "at least", 45),
        Ratio("simulator", "SimPy"),
        Ratio("door only", "plain model alone", "at least", 0.3),
        Ratio("door only", "SimPy, drawn before", "at least", 1),
    ]
    show(results, "steps/s", ratios)


if __name__ == "__main__":
    main()
