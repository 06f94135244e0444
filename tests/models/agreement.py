"""Differential test of the simulator against the naive model, over random histories.

`naive_model.py` was written from the law alone and shares no code with the product. If the two
differ, one of them misread the law: the report names the seed, the first command after which they
differ, and the shrunk history.

`test_naive_agreement.py` compares two thousand histories. As a program, in the folder of the tests,
this compares any number:

    python -m models.agreement --count 100000 --from 2000 --processes 2

Half of the histories are the product's own (`workload`), half those of `random_histories.py`
(`own`); with `--generator rare` they are of its patterns that need many commands. It says on stderr
how far it is. After so many differences (`--differences`), each printed and of another kind than
those before, it stops; it exits with 1 if there was one.
"""

import argparse
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from functools import cache, partial
from typing import Any, NamedTuple

from models.naive_form import as_given, as_settings, as_step
from models.naive_model import NaiveModel
from models.random_histories import facts_of, random_history

from harness.domain.commands import Command
from harness.domain.environments import DATAVERSE, ENVIRONMENTS
from harness.domain.events import Event
from harness.domain.records import Value, row_id
from harness.domain.request_kinds import shown_kind, touched_columns
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.exploration.workload.generator import History, generate
from harness.simulator.engine import Engine
from harness.simulator.schedule import INTERVAL, Clock
from harness.simulator.world import World

PHRASES = (  # what the reasons of refusals contain
    "integration is off",
    "no such record",
    "already exists",
    "is looked up by",
    "flows from Human Resources only",
    "the batch job is not waiting",
    "the batch job is executing",
    "the batch job is not executing",
    "there is no batch job",
    "nothing to undelete",
    "what it looks up is gone",
    "no such backup",
    "natural key is taken",
    "not in the grid",
    "natural key is fixed",
)
GENERATORS = ("own", "workload")
State = dict[str, Any]


def disagreement(seed: int, generator: str = "workload") -> str | None:
    """After every command of that history, both hold and report the same; else what differs."""
    return told(seed, generator)[1]


def told(seed: int, generator: str) -> tuple[str, str | None]:
    """What kind of difference that history shows, and all of it as people need it."""
    history = made(generator, seed)
    try:
        found = difference(history, history.commands)
    except Exception as error:  # noqa: BLE001 (one that breaks differs, and the others are wanted)
        trace = "".join(traceback.format_exception(error))
        kind = f"{type(error).__name__}: {str(error).partition(',')[0]}"
        return kind, f"{generator} seed {seed}: {trace}"
    return ("", None) if found is None else explained(f"{generator} seed {seed}", history)


def made(generator: str, seed: int) -> History:
    """The history of that seed."""
    return _MADE[generator](seed)


_MADE: dict[str, Callable[[int], History]] = {
    "own": partial(random_history, length=30),
    "workload": partial(generate, length=30),
    "rare": partial(random_history, length=40, rare=True),
}


# ------------------------------------------------------------------------------------- comparing


class Difference(NamedTuple):
    """After which command the two part (0: after what is given), and both sides of it."""

    after: int
    parts: dict[str, tuple[Any, Any]]  # what differs: the simulator's and the naive model's


def difference(
    history: History,
    commands: Sequence[Command],
    clock: Clock = INTERVAL,
    settings: State | None = None,
) -> Difference | None:
    """Where the two part under these commands, or None where they agree to the end.

    `settings` are what the naive model is told, by default all that the history has.
    """
    simulator = Engine(history.settings, history.catalog, clock=clock)
    for given in history.given:
        simulator.attempt(given)
    settings = as_settings(history.settings) if settings is None else settings
    if clock is not INTERVAL:
        settings["next_run"] = clock.next_run
    model = NaiveModel(settings, as_given(history.given), tables=facts_of(history.catalog))
    for number, command in enumerate((None, *commands)):
        if command is not None:
            ours = refusal(simulator.attempt(command))
            theirs = refusal(model.step(as_step(command)))
            if ours != theirs:
                return Difference(number, {"refusal": (ours, theirs)})
        parts = dict(differing(simulated(simulator.world), naive(model, history.settings.seed)))
        if parts:
            return Difference(number, parts)
    return None


def refusal(reason: str | None) -> tuple[str, ...]:
    """Of a refusal, the first of the phrases that people may rely on; empty where there is none."""
    if reason is None:
        return ()
    found = [(reason.find(phrase), phrase) for phrase in PHRASES if phrase in reason]
    return ("refused", min(found)[1] if found else "")


def differing(ours: Any, theirs: Any, path: str = "") -> Iterator[tuple[str, tuple[Any, Any]]]:
    """The smallest parts of two states that differ, with the way to them."""
    if ours == theirs:
        return
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in dict.fromkeys((*ours, *theirs)):
            yield from differing(ours.get(key), theirs.get(key), f"{path}/{key}" if path else key)
    elif isinstance(ours, list) and isinstance(theirs, list):
        only = (
            [one for one in ours if one not in theirs],
            [one for one in theirs if one not in ours],
        )
        yield path, only if any(only) else (ours, theirs)  # the same ones in another order
    else:
        yield path, (ours, theirs)


def naive(model: NaiveModel, seed: int) -> State:
    """The naive model's state, with the row ids that the seed gives for its 1, 2, 3."""
    state: State = model.result()
    for records in state["environments"][DATAVERSE].values():
        for record in records:
            record["reference"] = nth_row_id(seed, record["reference"])
    for row in state["tracking"]:
        row["dataverse_reference"] = nth_row_id(seed, row["dataverse_reference"])
    state["tracking"].sort(key=by_thing)
    return state | {"milliseconds": model.now_ms}


GIVEN_ROW_IDS = 1 << 40  # above it are those that a history gives itself


@cache
def nth_row_id(seed: int, nth: int) -> int:
    return row_id(seed, nth - 1) if nth < GIVEN_ROW_IDS else nth


def by_thing(row: State) -> tuple[str, str]:
    return row["dataverse_table"], row["record"]


def simulated(world: World) -> State:
    """The simulator's state in the same form."""
    things, catalog, journal = world.record_pairs, world.catalog, world.journal

    def shown(table: str, column: str, value: Value) -> Any:
        target = catalog[table].column(column).target
        if target is None or value is None:
            return value
        thing = things.find(target, value)
        assert thing is not None
        return thing.name

    environments: dict[str, Any] = {}
    for environment in ENVIRONMENTS:
        store = world.stores[environment]
        environments[environment] = {
            table: [
                {
                    "record": record.name,
                    "reference": record.reference,
                    "values": {
                        column: shown(table, column, value)
                        for column, value in zip(catalog[table].names, record.values, strict=False)
                        if value is not None
                    },
                    "last_edit": record.edited_at,
                }
                for record in store.records(table)
            ]
            for table in store.tables()
        }
    tracking = [
        {
            "dataverse_table": table,
            "dataverse_reference": thing.row.dataverse_reference,
            "human_resources_entity_name": thing.row.entity,
            "human_resources_reference": thing.row.human_resources_reference,
            "deleted_from_dataverse": thing.row.deleted_from_dataverse,
            "record": thing.name,
        }
        for table in things.tables()
        for thing in things.of(table)
        if thing.row is not None
    ]
    missed = [
        {
            "in": request.environment,
            "table": request.pair.table.name,
            "record": request.pair.name,
            "change": shown_kind(request.kind),
            "columns": list(touched_columns(request.pair.table.names, request.touched)),
            "since": request.since,
        }
        for request in world.missed.in_order()
    ]

    def report(event: Event) -> State:
        return {
            "in": event.environment,
            "table": event.table,
            "record": event.record,
            "rule": event.rule,
            "at": event.at,
        }

    def lost(event: Event) -> State:
        table = str(event.table)
        columns = {
            column: {"lost": shown(table, column, mine), "kept": shown(table, column, kept)}
            for column, mine, kept in event.data
        }
        return report(event) | {"columns": columns}

    return {
        "integration": "on" if world.on else "off",
        "batch_job": world.job.status.lower() if world.job.exists else None,
        "backups": sorted(world.backups),
        "now": world.clock.now,
        "milliseconds": world.clock.milliseconds,
        "environments": environments,
        "tracking": sorted(tracking, key=by_thing),
        "missed_requests": missed,
        "data_loss": [lost(journal[seq]) for seq in journal.losses],
        "undone_deletes": [report(journal[seq]) for seq in journal.undone_deletes],
    }


# ------------------------------------------------------------------------------------ explaining


def explained(named: str, history: History) -> tuple[str, str]:
    """The kind of difference; and what a person needs to see who is wrong: a short history, and
    both sides' differing parts."""
    found = difference(history, history.commands)
    assert found is not None
    history = shortened(history._replace(commands=history.commands[: found.after]))
    short = difference(history, history.commands)
    assert short is not None
    lines = [
        f"{named}: they part after command {found.after}; these are enough for it:",
        f"  settings {unusual(history.settings)}",
        f"  given {json.dumps(as_given(history.given), default=str)}",
        *(f"  {n}. {readable(command)}" for n, command in enumerate(history.commands, 1)),
    ]
    for path, (ours, theirs) in short.parts.items():
        lines += [f"{path}", f"  simulator:   {ours}", f"  naive model: {theirs}"]
    last = type(history.commands[-1]).__name__ if history.commands else "given"
    return f"{last} {sorted(short.parts)}", "\n".join(lines)


def unusual(settings: Settings) -> dict[str, Any]:
    """The settings that are not the default, as a scenario file has them."""
    usual = as_settings(DEFAULT_SETTINGS)
    return {key: value for key, value in as_settings(settings).items() if value != usual[key]}


def readable(command: Command) -> str:
    return json.dumps(as_step(command), default=str)


def shortened(history: History) -> History:
    """Without what can go while the two still part: commands, what is given, settings."""
    before = None
    while history != before:
        before = history
        for place in reversed(range(len(history.commands))):
            left = history.commands[:place] + history.commands[place + 1 :]
            history = if_they_part(history._replace(commands=left), history)
        for place in reversed(range(len(history.given))):
            left = history.given[:place] + history.given[place + 1 :]
            history = if_they_part(history._replace(given=left), history)
        for field in fields(Settings):
            usual = {field.name: getattr(DEFAULT_SETTINGS, field.name)}
            settings = replace(history.settings, **usual)
            history = if_they_part(history._replace(settings=settings), history)
    return history


def if_they_part(shorter: History, history: History) -> History:
    """The shorter history if it still shows a difference, else the other."""
    try:
        return history if difference(shorter, shorter.commands) is None else shorter
    except Exception:  # noqa: BLE001 (without that, a record may be unknown or a name another's)
        return history


# ----------------------------------------------------------------------------------- the program


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare random histories with the naive model.")
    parser.add_argument("--count", type=int, default=2000, help="how many histories")
    parser.add_argument("--from", type=int, default=0, help="the first seed", dest="first")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time")
    parser.add_argument("--generator", choices=list(_MADE), help="histories of this one only")
    parser.add_argument("--differences", type=int, default=1, help="of how many kinds it prints")
    asked = parser.parse_args()
    generators = [asked.generator] if asked.generator else GENERATORS
    every = [
        (asked.first + n // len(generators), generators[n % len(generators)])
        for n in range(asked.count)
    ]
    began = time.monotonic()
    kinds: dict[str, int] = {}
    with ProcessPoolExecutor(asked.processes) as pool:
        for done, (kind, found) in enumerate(
            pool.map(told, *zip(*every, strict=True), chunksize=50), 1
        ):
            if found is not None:
                kinds[kind] = kinds.get(kind, 0) + 1
                if kinds[kind] == 1:
                    print(f"\n{found}", flush=True)
                if len(kinds) == asked.differences:
                    pool.shutdown(cancel_futures=True)
                    break
            if done == asked.count or (done % 500 == 0 and sys.stderr.isatty()):
                a_second = done / (time.monotonic() - began)
                end = "\n" if done == asked.count else "\r"
                agree = done - sum(kinds.values())
                progress = f"{agree} of {asked.count} agree, {a_second:.0f} a second"
                print(progress, end=end, file=sys.stderr, flush=True)
    for kind, times in sorted(kinds.items(), key=lambda item: -item[1]):
        print(f"{times} {kind}")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
