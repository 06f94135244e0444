"""Commands per second on short histories: the simulator, Hypothesis' state machines, and SimPy.

All three do the same operations with the same mix on five records: turn on and off, create, edit
and delete on either side, run the batch job, clear tracking, sync now, advance. Of the twelve kinds
each is equally likely among those that are possible at the moment; histories have 30 to 50.

- simulator: a fresh one for each history, with a shared catalog; every command through its one
  door, the full journal kept, losses and undone deletes read at the end of each history.
- Hypothesis: a RuleBasedStateMachine with a rule for each kind, on `plain_model`; nothing fails, so
  nothing is shrunk, and there is no database. Its steps include its own drawing, as they do for
  whoever uses it.
- SimPy: the HR user, the Dataverse user, the administrator and the batch job are processes that
  drive `plain_model`. Every command is one timeout of one process; `advance` is one in which the
  administrator only waits.

Commands for the simulator and schedules for SimPy are drawn beforehand, alike and untimed; the row
*drawing included* times the drawing too. Before anything is timed the drawn histories are run
through the simulator, the plain model and SimPy, which must come to the same end: records, values,
tracking, missed requests, losses and undone deletes.

    python -m tests.benchmarks.short_histories
"""

import gc
import random
from collections.abc import Callable, Iterable, Sequence

import hypothesis.strategies as st
import simpy
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from harness.decisions.net import touched_columns
from harness.values.catalog import standard_catalog
from harness.values.commands import (
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
from harness.values.environments import ENVIRONMENTS
from harness.values.settings import DEFAULT_START
from harness.world.simulator import Simulator
from tests.benchmarks.plain_model import DAY, PlainModel
from tests.benchmarks.rounds import Ratio, parser, play, seconds_of, show

TABLE = "cdm_worker"
NAMES = ("ada", "bob", "cyd", "dan", "eve")
COLUMNS = ("cdm_firstname", "cdm_lastname")
TEXTS = ("Byron", "King", "Lovelace", "Noel")
SECONDS = (1, 60, 3600, DAY)
CATALOG = standard_catalog()

# an operation: the plain model's method and its arguments
Operation = tuple[str, tuple]


def missing(model: PlainModel, environment: str) -> list[str]:
    records = model.records[environment]
    return [name for name in NAMES if name not in records]


def there(model: PlainModel, environment: str) -> list[str]:
    return list(model.records[environment])


def new_values(name: str, text: str) -> dict[str, str]:
    return {"cdm_workernumber": name, "cdm_firstname": name, "cdm_lastname": text}


# ---------------------------------------------------------------- drawing, for simulator and SimPy


def draw(choose: random.Random) -> list[Operation]:
    """One history; the plain model says what is possible at each moment."""
    model = PlainModel()
    history = []
    for _ in range(choose.randint(30, 50)):
        operation = None
        while operation is None:
            operation = choose.choice(KINDS)(choose, model)
        history.append(operation)
        getattr(model, operation[0])(*operation[1])
    return history


def _create(environment: str) -> Callable[[random.Random, PlainModel], Operation | None]:
    def kind(choose: random.Random, model: PlainModel) -> Operation | None:
        names = missing(model, environment)
        if not names:
            return None
        name = choose.choice(names)
        return "create", (environment, name, new_values(name, choose.choice(TEXTS)))

    return kind


def _edit(environment: str) -> Callable[[random.Random, PlainModel], Operation | None]:
    def kind(choose: random.Random, model: PlainModel) -> Operation | None:
        names = there(model, environment)
        if not names:
            return None
        values = {choose.choice(COLUMNS): choose.choice(TEXTS)}
        return "edit", (environment, choose.choice(names), values)

    return kind


def _delete(environment: str) -> Callable[[random.Random, PlainModel], Operation | None]:
    def kind(choose: random.Random, model: PlainModel) -> Operation | None:
        names = there(model, environment)
        return ("delete", (environment, choose.choice(names))) if names else None

    return kind


KINDS: Sequence[Callable[[random.Random, PlainModel], Operation | None]] = (
    lambda _, model: ("turn_on", ()),
    lambda _, model: ("turn_off", ()),
    *map(_create, ENVIRONMENTS),
    *map(_edit, ENVIRONMENTS),
    *map(_delete, ENVIRONMENTS),
    lambda _, model: ("run_batch_job", ()),
    lambda _, model: ("clear_tracking", ()),
    lambda _, model: ("sync_now", ()) if model.on else None,
    lambda choose, _: ("advance", (choose.choice(SECONDS),)),
)


# ---------------------------------------------------------------- the simulator

COMMANDS: dict[str, Callable[..., Command]] = {
    "turn_on": TurnOn,
    "turn_off": TurnOff,
    "create": lambda environment, name, values: Create(environment, TABLE, name, pairs(values)),
    "edit": lambda environment, name, values: Edit(environment, name, pairs(values)),
    "delete": Delete,
    "run_batch_job": RunBatchJob,
    "clear_tracking": lambda: ClearTracking(TABLE),
    "sync_now": lambda: SyncNow(TABLE),
    "advance": lambda seconds: Advance(seconds * 1000),
}


def commands_of(history: Iterable[Operation]) -> list[Command]:
    return [COMMANDS[name](*arguments) for name, arguments in history]


def simulate(commands: Iterable[Command]) -> tuple[Simulator, list, list]:
    """One history through the door, and what was found at its end."""
    simulator = Simulator(catalog=CATALOG)
    do = simulator.do
    for command in commands:
        do(command)
    journal = simulator.journal
    losses = [journal[seq] for seq in journal.losses]
    undone = [journal[seq] for seq in journal.undone_deletes]
    return simulator, losses, undone


# ---------------------------------------------------------------- SimPy

# who does an operation, and the steps of each: (milliseconds, method, arguments)
Schedule = dict[str, list[tuple[int, Callable | None, tuple]]]


def schedule_of(history: Iterable[Operation]) -> Schedule:
    """When each process does what. A millisecond apart, so that the order is the history's."""
    seconds = 0
    schedule: Schedule = {"hr": [], "dataverse": [], "administrator": []}
    for place, (name, arguments) in enumerate(history, 1):
        if name == "advance":
            seconds += arguments[0]
            schedule["administrator"].append((seconds * 1000 + place, None, ()))
        else:
            who = arguments[0] if name in ("create", "edit", "delete") else "administrator"
            step = (seconds * 1000 + place, getattr(PlainModel, name), arguments)
            schedule[who].append(step)
    return schedule


def user(env: simpy.Environment, model: PlainModel, steps: list) -> Iterable[simpy.Event]:
    """An HR user or a Dataverse user."""
    for at, act, arguments in steps:
        yield env.timeout(at - env.now)
        model.now = env.now // 1000
        act(model, *arguments)


def administrator(env: simpy.Environment, model: PlainModel, steps: list) -> Iterable[simpy.Event]:
    """Operates the switch and the administration page; the first turning-on creates the job."""
    job_exists = False
    for at, act, arguments in steps:
        yield env.timeout(at - env.now)
        if act is not None:
            model.now = env.now // 1000
            act(model, *arguments)
            if model.on and not job_exists:
                job_exists = True
                env.process(batch_job(env, model))


def batch_job(env: simpy.Environment, model: PlainModel) -> Iterable[simpy.Event]:
    """Runs once a day from the moment it was created."""
    yield env.timeout(DAY * 1000 - env.now % 1000)
    while True:
        model.now = env.now // 1000
        model.run_batch_job()
        yield env.timeout(DAY * 1000)


def run_simpy(schedule: Schedule) -> PlainModel:
    env, model = simpy.Environment(), PlainModel()
    env.process(user(env, model, schedule["hr"]))
    env.process(user(env, model, schedule["dataverse"]))
    env.process(administrator(env, model, schedule["administrator"]))
    last = max(steps[-1][0] for steps in schedule.values() if steps)
    env.run(until=last + 1)
    return model


# ---------------------------------------------------------------- Hypothesis


class Machine(RuleBasedStateMachine):
    """A rule for each kind. `pick` chooses among the records that are there, or missing."""

    executed = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = PlainModel()

    def _do(self, name: str, *arguments: object) -> None:
        Machine.executed += 1
        getattr(self.model, name)(*arguments)

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

    @precondition(lambda self: self.model.on)
    @rule()
    def sync_now(self):
        self._do("sync_now")

    @rule(seconds=st.sampled_from(SECONDS))
    def advance(self, seconds):
        self._do("advance", seconds)

    @precondition(lambda self: missing(self.model, "hr"))
    @rule(pick=st.integers(0, len(NAMES) - 1), text=st.sampled_from(TEXTS))
    def create_in_hr(self, pick, text):
        names = missing(self.model, "hr")
        name = names[pick % len(names)]
        self._do("create", "hr", name, new_values(name, text))

    @precondition(lambda self: missing(self.model, "dataverse"))
    @rule(pick=st.integers(0, len(NAMES) - 1), text=st.sampled_from(TEXTS))
    def create_in_dataverse(self, pick, text):
        names = missing(self.model, "dataverse")
        name = names[pick % len(names)]
        self._do("create", "dataverse", name, new_values(name, text))

    @precondition(lambda self: there(self.model, "hr"))
    @rule(
        pick=st.integers(0, len(NAMES) - 1),
        column=st.sampled_from(COLUMNS),
        text=st.sampled_from(TEXTS),
    )
    def edit_in_hr(self, pick, column, text):
        names = there(self.model, "hr")
        self._do("edit", "hr", names[pick % len(names)], {column: text})

    @precondition(lambda self: there(self.model, "dataverse"))
    @rule(
        pick=st.integers(0, len(NAMES) - 1),
        column=st.sampled_from(COLUMNS),
        text=st.sampled_from(TEXTS),
    )
    def edit_in_dataverse(self, pick, column, text):
        names = there(self.model, "dataverse")
        self._do("edit", "dataverse", names[pick % len(names)], {column: text})

    @precondition(lambda self: there(self.model, "hr"))
    @rule(pick=st.integers(0, len(NAMES) - 1))
    def delete_in_hr(self, pick):
        names = there(self.model, "hr")
        self._do("delete", "hr", names[pick % len(names)])

    @precondition(lambda self: there(self.model, "dataverse"))
    @rule(pick=st.integers(0, len(NAMES) - 1))
    def delete_in_dataverse(self, pick):
        names = there(self.model, "dataverse")
        self._do("delete", "dataverse", names[pick % len(names)])


def run_hypothesis(examples: int) -> None:
    """Executes rules; how many is counted in the machine."""
    Machine.executed = 0
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            database=None,
            derandomize=True,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


# ---------------------------------------------------------------- do all three agree?


def end_of_simulator(commands: Iterable[Command]) -> dict:
    simulator, losses, undone = simulate(commands)
    world, table = simulator.world, CATALOG[TABLE]
    things = list(world.things.of(TABLE))
    requests = world.missed.in_order()
    return {
        "records": {
            environment: {
                record.name: (_filled(table.names, record.values), record.edited_at)
                for record in world.stores[environment].records(TABLE)
            }
            for environment in ENVIRONMENTS
        },
        "tracked": {thing.name for thing in things if thing.tracked},
        "tombstones": {thing.name for thing in things if thing.row and not thing.tracked},
        "missed": [
            (
                request.environment,
                request.thing.name,
                request.kind,
                set(touched_columns(table.names, request.touched)),
            )
            for request in requests
        ],
        "losses": [
            (e.environment, e.record, {c: (lost, kept) for c, lost, kept in e.data}, e.rule)
            for e in losses
        ],
        "undone": [(e.environment, e.record, e.rule) for e in undone],
    }


def _filled(names: Iterable[str], values: Iterable) -> dict:
    return {name: value for name, value in zip(names, values, strict=False) if value is not None}


def end_of_plain(model: PlainModel) -> dict:
    return {
        "records": {
            environment: {
                name: (
                    record["values"],
                    None if record["edited_at"] < 0 else DEFAULT_START + record["edited_at"],
                )
                for name, record in records.items()
            }
            for environment, records in model.records.items()
        },
        "tracked": {name for name, row in model.tracking.items() if not row["deleted"]},
        "tombstones": {name for name, row in model.tracking.items() if row["deleted"]},
        "missed": [
            (environment, name, request["kind"], request["touched"])
            for (environment, name), request in model.requests.items()
        ],
        "losses": model.losses,
        "undone": model.undone_deletes,
    }


def check_agreement(histories: Iterable[list[Operation]]) -> str:
    """Run every history through all three; SystemExit where they part."""
    losses = undone = refused = 0
    for history in histories:
        model = PlainModel()
        for name, arguments in history:
            refused += getattr(model, name)(*arguments) is not None
        expected = end_of_plain(model)
        for who, end in (
            ("simulator", end_of_simulator(commands_of(history))),
            ("SimPy", end_of_plain(run_simpy(schedule_of(history)))),
        ):
            for part, value in expected.items():
                if end[part] != value:
                    raise SystemExit(
                        f"{who} and plain model part in {part}: {end[part]} is not {value}\n"
                        + "\n".join(map(str, history))
                    )
        losses += len(model.losses)
        undone += len(model.undone_deletes)
    return f"{losses} losses, {undone} undone deletes, {refused} refused"


# ---------------------------------------------------------------- the rounds


def main() -> None:
    arguments = parser(__doc__).parse_args()
    count, examples = (60, 4) if arguments.quick else (1500, 100)
    histories = [draw(random.Random(seed)) for seed in range(count)]
    total = sum(map(len, histories))
    prebuilt = [commands_of(history) for history in histories]
    schedules = [schedule_of(history) for history in histories]
    found = check_agreement(histories)
    print(f"{count} histories, {total:,} commands; all three agree: {found}")
    gc.collect()
    gc.freeze()  # what was drawn is nobody's to collect; the collector itself stays on for all

    def simulator() -> None:
        for commands in prebuilt:
            simulate(commands)

    def drawing_included() -> None:
        for seed in range(count):
            simulate(commands_of(draw(random.Random(seed))))

    def simpy_model() -> None:
        for schedule in schedules:
            run_simpy(schedule)

    def hypothesis_machine() -> float:
        seconds = seconds_of(lambda: run_hypothesis(examples))
        return Machine.executed / seconds

    results = play(
        {
            "simulator": lambda: total / seconds_of(simulator),
            "drawing included": lambda: total / seconds_of(drawing_included),
            "SimPy": lambda: total / seconds_of(simpy_model),
            "Hypothesis": hypothesis_machine,
        },
        arguments.rounds,
    )
    show(
        results,
        "commands/s",
        [
            Ratio("simulator", "Hypothesis", "at least", 60),
            Ratio("drawing included", "Hypothesis"),
            Ratio("simulator", "SimPy", "at least", 1),
        ],
    )


if __name__ == "__main__":
    main()
