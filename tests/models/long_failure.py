"""Generator of failing scenarios of any length: seven steps that matter among many that do not.

The failing expectation is `undone_delete: none`: a worker is created in Human Resources with
integration on and deleted in Dataverse while it is off, and the batch job restores it. All others
are created, edited, imported, cleared and synced in ways that undo no delete. Everything is drawn
from `random.Random(seed)`.
"""

import random
from collections.abc import Iterator
from typing import Final

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
    Import,
    Row,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR
from harness.domain.settings import Settings
from harness.scenarios.expectations import (
    Expectation,
    MissedRequests,
    RefusedBecause,
    UndoneDelete,
)
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.simulator.engine import Engine

TABLES: Final = {
    "cdm_worker": ("cdm_workernumber", ("cdm_firstname", "cdm_lastname")),
    "cdm_job": ("cdm_name", ("cdm_description",)),
    "cdm_reasoncode": ("cdm_name", ("cdm_description",)),
}
WORDS: Final = ("Lovelace", "Byron", "King", "Noel", "Milbanke", "Somerville", "Babbage", None)
ADA: Final = (("cdm_workernumber", "000123"), ("cdm_firstname", "Ada"), ("cdm_lastname", "King"))
TIMES: Final = (90_000, 1_200_000, 11_700_000, 93_600_000)
# the steps that matter, each at a part of the whole
PLANTED: Final[tuple[tuple[float, tuple[Command, ...]], ...]] = (
    (0.05, (TurnOn(),)),
    (0.4, (Import(HR, "cdm_worker", (Row("eve", (("cdm_workernumber", "9"),)), Row("ada", ADA))),)),
    (0.6, (Edit(HR, "ada", (("cdm_knownas", "The Countess"),)), TurnOff())),
    (0.75, (Delete(DATAVERSE, "ada"), Advance(60_000))),
    (0.9, (TurnOn(), RunBatchJob())),
)
SHORTEST: Final = (
    TurnOn(), Create(HR, "cdm_worker", "ada", ADA[:1]), TurnOff(), Delete(DATAVERSE, "ada"),
    TurnOn(), RunBatchJob(), UndoneDelete(),
)  # fmt: skip


def long_failure(seed: int, steps: int = 500) -> Scenario:
    """So many steps, with two dozen records and more; the failure comes after nine tenths."""
    choose = random.Random(seed)
    settings = Settings(seed=seed, dataverse_to_hr_delay=0, import_on=250)
    setup = tuple(
        Give("cdm_title", (Row(f"title{n}", (("cdm_name", f"Title {n}"),)),)) for n in range(4)
    )
    simulator = Engine(settings)
    for command in setup:
        simulator.attempt(command)
    planted = [(round(steps * part), commands) for part, commands in PLANTED]
    does: list[Command | Expectation] = []
    while len(does) < steps:
        if planted and len(does) >= planted[0][0]:
            some = planted.pop(0)[1]
        else:
            some = tuple(_idle(choose, simulator))
        for command in some:
            refused = simulator.attempt(command)
            does.append(command)
            if refused:
                does.append(RefusedBecause(refused))
        if choose.random() < 0.05:
            does.append(MissedRequests(count=simulator.world.missed.count()))
        if simulator.journal.undone_deletes and UndoneDelete() not in does:
            does.append(UndoneDelete())
    numbered = tuple(ScenarioStep(n, n, it) for n, it in enumerate(does[:steps], 1))
    return Scenario(f"A bad day, {seed}", f"long-{seed}.yaml", settings, numbered, setup)


def _idle(choose: random.Random, simulator: Engine) -> Iterator[Command]:
    """A step that does not matter, or some that belong together."""
    table = choose.choice(tuple(TABLES))
    name, where = f"{table.removeprefix('cdm_')}{choose.randrange(9)}", choose.choice(ENVIRONMENTS)
    key, columns = TABLES[table]
    what = choose.random()
    if simulator.world.record_pairs.named(name) is None:
        values = {key: name.upper()} | {column: choose.choice(WORDS) for column in columns}
        yield Create(where, table, name, pairs({c: v for c, v in values.items() if v is not None}))
    elif what < 0.55:
        yield Edit(where, name, ((choose.choice(columns), choose.choice(WORDS)),))
    elif what < 0.65:
        yield Advance(choose.choice(TIMES))
    elif what < 0.7:
        yield SyncNow(choose.choice(("cdm_job", "cdm_reasoncode")))
    elif what < 0.75:
        yield ClearTracking("cdm_reasoncode")
    elif what < 0.8:
        yield from (Fault("batch_job_stuck"), RunBatchJob(), CancelBatchJob(), Fault("over"))
        yield SetBatchJob("waiting")
    elif what < 0.85:
        yield Fault("delivery_repeated", where, nth=choose.randrange(1, 5))
    elif what < 0.9:
        numbers = choose.sample(range(9), 3)
        rows = (Row(f"worker{n}", ((TABLES["cdm_worker"][0], f"WORKER{n}"),)) for n in numbers)
        yield Import(HR, "cdm_worker", tuple(rows))
    elif what < 0.95:
        yield RunBatchJob()
    elif simulator.world.on and table == "cdm_job":
        yield Delete(where, name)
