"""The batch job on 1,000,000 tracked workers, half of them diverged: the simulator and SQLite.

40 % were edited on both sides (the same column or others, either side later, some in the same
second), 5 % deleted in Human Resources, 5 % in Dataverse; see `diverged_workers`. The peer is
`sqlite_peer`: set-based SQL that holds the same information and comes to the same decisions, with
the simulator's journal and findings kept on our side and no journal on its.

Every run is a process of its own that builds its workers untimed and times the batch job alone;
records a second are all workers over that time. The garbage collector is off for both alike, as the
command line has it; a third contender is the simulator with the collector on. Before the rounds
both report their end state once, which must be the same: every value and last edit on both sides,
tracking, every loss and undone delete, no request left.

Of both also the memory: the growth from an empty process to after the batch job, with all that is
in it, by worker; what both are given, the rows and changes, is in it too. And of the simulator the
seconds by worker at 10,000, 100,000 and 1,000,000.

    python -m tests.benchmarks.diverged_batch [--filled 18] [--shuffled]
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from harness.domain.commands import (
    Advance,
    Command,
    Delete,
    Edit,
    Give,
    RunBatchJob,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import ENVIRONMENTS
from harness.simulator.engine import Engine
from tests.benchmarks.diverged_workers import (
    COLUMNS,
    FEW,
    MANY,
    TABLE,
    Deleted,
    Edited,
    Rows,
    SecondPassed,
    Workers,
)
from tests.benchmarks.rounds import Figures, Ratio, collector_off, parser, play, seconds_of, show
from tests.benchmarks.sqlite_peer import SqlitePeer

# ---------------------------------------------------------------- one run, in its own process


def built(workers: Workers) -> Engine:
    """The simulator with integration on again and the batch job still to run."""
    simulator = Engine()
    simulator.attempt(Give(TABLE.name, Rows(workers)))
    simulator.attempt(TurnOn())
    simulator.attempt(TurnOff())
    for change in workers.changes():
        refused = simulator.attempt(command_of(change, workers))
        assert not refused, refused
    simulator.attempt(TurnOn())
    return simulator


def command_of(change: Edited | Deleted | SecondPassed, workers: Workers) -> Command:
    match change:
        case Edited(environment, worker, values):
            return Edit(environment, workers.numbers[worker], values)
        case Deleted(environment, worker):
            return Delete(environment, workers.numbers[worker])
    return Advance(1000)


def run(arguments: argparse.Namespace) -> dict:
    """What one process measures, and its end state if that is wanted."""
    workers = Workers(arguments.workers, arguments.filled, arguments.shuffled)
    gc.disable()  # building is not measured
    if arguments.contender == "SQLite":
        peer = SqlitePeer(workers, arguments.page_size)
        with collector_off():
            seconds = seconds_of(peer.run_batch_job)
        end = end_of_peer
        whole: Engine | SqlitePeer = peer
    else:
        simulator = built(workers)
        if arguments.contender == "simulator":
            with collector_off():
                seconds = seconds_of(lambda: simulator.attempt(RunBatchJob()))
        else:
            gc.collect()  # what is built is old to the collector, as if it had been on
            gc.enable()
            seconds = seconds_of(lambda: simulator.attempt(RunBatchJob()))
        end = end_of_simulator
        whole = simulator
    result = {
        "seconds": seconds,
        "resident": resident(),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    if arguments.verify:
        result["end"] = end(whole)
    return result


def resident() -> int:
    """The memory this process occupies, in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


# ---------------------------------------------------------------- are both end states the same?


def checksum(rows: Iterable[tuple]) -> list[int]:
    """How many rows, and a sum that does not depend on their order."""
    count = total = 0
    for row in rows:
        count += 1
        total += zlib.crc32(repr(row).encode())
    return [count, total]


def end_of_peer(peer: SqlitePeer) -> dict:
    return {
        **{environment: checksum(peer.rows(environment)) for environment in ENVIRONMENTS},
        "tracking": checksum(peer.tracking()),
        "losses": checksum(peer.losses()),
        "undone deletes": checksum(peer.undone_deletes()),
        "missed": peer.missed(),
    }


def end_of_simulator(simulator: Engine) -> dict:
    world, journal = simulator.world, simulator.journal

    def rows(environment: str) -> Iterable[tuple]:
        for record in world.stores[environment].records(TABLE.name):
            values = [int(value) if isinstance(value, bool) else value for value in record.values]
            padding = [None] * (len(COLUMNS) - len(values))
            yield *values, *padding, record.edited_at

    def tracking() -> Iterable[tuple]:
        for pair in world.record_pairs.of(TABLE.name):
            row = pair.row
            if row is not None:
                guid = row.dataverse_reference.to_bytes(16, "big")
                rec_id = row.human_resources_reference
                yield rec_id, guid, row.entity, int(row.deleted_from_dataverse)

    def losses() -> Iterable[tuple]:
        for event in map(journal.__getitem__, journal.losses):
            for column, lost, kept in event.data:
                yield event.environment, rec_id(event.record), column, lost, kept, event.rule

    def undone() -> Iterable[tuple]:
        for event in map(journal.__getitem__, journal.undone_deletes):
            yield event.environment, rec_id(event.record), event.rule

    def rec_id(name: str) -> int:
        return world.record_pairs.named(name).row.human_resources_reference

    return {
        **{environment: checksum(rows(environment)) for environment in ENVIRONMENTS},
        "tracking": checksum(tracking()),
        "losses": checksum(losses()),
        "undone deletes": checksum(undone()),
        "missed": world.missed.count(),
    }


# ---------------------------------------------------------------- the rounds


class Runs:
    """Runs contenders in processes of their own and keeps their results."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.results: dict[str, list[dict]] = {}

    def of(self, contender: str, workers: int, verify: bool = False) -> dict:
        command = [
            sys.executable, "-m", "tests.benchmarks.diverged_batch",
            "--contender", contender, "--workers", str(workers),
            "--filled", str(self.arguments.filled), "--page-size", str(self.arguments.page_size),
        ]  # fmt: skip
        command += ["--shuffled"] * self.arguments.shuffled + ["--verify"] * verify
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        result = json.loads(done.stdout)
        self.results.setdefault(f"{contender} {workers}", []).append(result)
        return result

    def records_a_second(self, contender: str, workers: int) -> Callable[[], float]:
        return lambda: workers / self.of(contender, workers)["seconds"]

    def microseconds(self, contender: str, workers: int) -> Callable[[], float]:
        return lambda: self.of(contender, workers)["seconds"] / workers * 1e6


def same_end(runs: Runs, workers: int) -> str:
    ours, theirs = (runs.of(who, workers, verify=True)["end"] for who in ("simulator", "SQLite"))
    for part in ours:
        if ours[part] != theirs[part]:
            raise SystemExit(f"{part} of the two differ: {ours[part]} and {theirs[part]}")
    return (
        f"{ours['losses'][0]:,} columns lost, {ours['undone deletes'][0]:,} deletes undone,"
        f" {ours['missed']} requests left, the same values in both"
    )


def show_memory(runs: Runs, workers: int) -> None:
    """What a worker takes of memory, in the simulator and in SQLite: less an empty process."""
    program = "print(open('/proc/self/statm').read().split()[1])"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout
    empty = int(said) * os.sysconf("SC_PAGE_SIZE")
    figures: Figures = {
        f"{who}, {what}": [
            (one[what] - empty) / workers for one in runs.results[f"{who} {workers}"]
        ]
        for who in ("simulator", "SQLite")
        for what in ("resident", "peak")
    }
    large = workers >= 1_000_000  # fewer do not outweigh the program itself
    wanted = ("at most", 1.2) if large else ()
    show(figures, "bytes a worker", [Ratio("simulator, resident", "SQLite, resident", *wanted)])


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--workers", type=int, help="default 1,000,000")
    made.add_argument("--filled", type=int, choices=(FEW, MANY), default=FEW,
                      help="how many of the columns hold something")  # fmt: skip
    made.add_argument("--shuffled", action="store_true", help="workers diverge in no order")
    made.add_argument("--page-size", type=int, default=65536, help="SQLite's; its default is 4096")
    made.add_argument("--contender", help=argparse.SUPPRESS)
    made.add_argument("--verify", action="store_true", help=argparse.SUPPRESS)
    arguments = made.parse_args()
    workers = arguments.workers or (10_000 if arguments.quick else 1_000_000)
    if arguments.contender:
        arguments.workers = workers
        print(json.dumps(run(arguments)))
        return

    runs = Runs(arguments)
    order = "in no order" if arguments.shuffled else "in the order of the table"
    print(f"{workers:,} workers, {arguments.filled} columns filled, diverged {order}")
    print(same_end(runs, workers))
    runs.results.clear()
    contenders = ("simulator", "SQLite", "collector on")
    results = play(
        {who: runs.records_a_second(who, workers) for who in contenders}, arguments.rounds
    )
    show(
        results,
        "records/s",
        [Ratio("simulator", "SQLite", "at least", 1.3), Ratio("collector on", "SQLite")],
    )
    print("\nmemory after the batch job")
    show_memory(runs, workers)
    print("\nthe time of one worker")
    sizes = [size for size in (workers // 100, workers // 10, workers) if size >= 100]
    results: Figures = play(
        {f"{size:,} workers": runs.microseconds("simulator", size) for size in sizes},
        min(arguments.rounds, 3),
    )
    most, least = f"{sizes[-1]:,} workers", f"{sizes[0]:,} workers"
    show(results, "us a worker", [Ratio(most, least)])


if __name__ == "__main__":
    main()
