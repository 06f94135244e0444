"""A scenario of 100,000 commands costs ten times one of 10,000, and its end no more than its start.

The history is that of 500 tracked workers over two months: users of both environments edit them,
delete some and create them again, and every twelfth command lets ten minutes pass, and with them
the days of the batch job. Integration is on throughout in the one case, so that every change
travels at once, and off in the other, so that all of it stays missed. The journal is kept whole.

The figures are microseconds a command: of the whole scenario of either length, and of each tenth of
the long one; the target allows a tenth for the noise of the machine. The garbage collector is off,
as the command line has it; with --collector it is on.

    python -m tests.benchmarks.long_scenario [--collector]
"""

import gc
import random
from collections.abc import Sequence
from contextlib import nullcontext

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    Command,
    Create,
    Delete,
    Edit,
    Give,
    GiveIntegration,
    Row,
)
from harness.domain.environments import ENVIRONMENTS
from harness.simulator.engine import Engine
from tests.benchmarks.rounds import Figures, Ratio, collector_off, parser, play, seconds_of, show

TABLE = "cdm_worker"
WORKERS = 500
CATALOG = standard_catalog()


def commands(count: int, *, on: bool) -> list[Command]:
    """The history. Who has been deleted is created again by the next command about them."""
    choose = random.Random(0)
    there = {environment: set(range(WORKERS)) for environment in ENVIRONMENTS}
    made: list[Command] = []
    while len(made) < count:
        environment, worker = choose.choice(ENVIRONMENTS), choose.randrange(WORKERS)
        sides = ENVIRONMENTS if on else (environment,)  # while on, what is done is done in both
        name = f"{worker:04d}"
        values = (("cdm_lastname", f"Last{choose.randrange(100)}"),)
        if len(made) % 12 == 11:
            made.append(Advance(600_000))
        elif worker not in there[environment]:
            made.append(Create(environment, TABLE, name, (("cdm_workernumber", name), *values)))
            for side in sides:
                there[side].add(worker)
        elif choose.random() < 0.05:
            made.append(Delete(environment, name))
            for side in sides:
                there[side].discard(worker)
        else:
            made.append(Edit(environment, name, values))
    return made


def tracked_workers(*, on: bool) -> Engine:
    """The workers, tracked and in sync, and the switch."""
    simulator = Engine(catalog=CATALOG)
    numbers = [f"{worker:04d}" for worker in range(WORKERS)]
    rows = [Row(n, (("cdm_workernumber", n), ("cdm_lastname", "King"))) for n in numbers]
    simulator.attempt(Give(TABLE, rows))
    if on:
        simulator.attempt(GiveIntegration())
    return simulator


def microseconds(history: Sequence[Command], parts: int, *, on: bool, off: bool) -> list[float]:
    """Of a command, in each part of the history; `off` is the collector's switch."""
    simulator = tracked_workers(on=on)
    size = len(history) // parts

    def do(part: Sequence[Command]) -> None:
        for command in part:
            simulator.attempt(command)

    figures = []
    with collector_off() if off else nullcontext():
        for part in range(parts):
            some = history[part * size : (part + 1) * size]
            figures.append(seconds_of(lambda some=some: do(some)) / size * 1e6)
    return figures


def check(history: Sequence[Command], *, on: bool) -> str:
    """Check that nothing in the history is refused, and return its end state."""
    simulator = tracked_workers(on=on)
    for command in history:
        reason = simulator.attempt(command)
        if reason is not None:
            raise SystemExit(f"{command}: {reason}")
    journal = simulator.journal
    missed = simulator.world.missed.count()
    return f"{len(history):,} commands, {len(journal):,} events, {missed:,} missed requests left"


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--collector", action="store_true", help="leave the garbage collector on")
    arguments = made.parse_args()
    off = not arguments.collector
    count = 10_000 if arguments.quick else 100_000
    for on in (True, False):
        history = commands(count, on=on)
        print(f"integration {'on' if on else 'off'}: {check(history, on=on)}")
        gc.collect()
        names = [f"tenth {number}" for number in range(1, 11)]
        tenths: Figures = {name: [] for name in names}

        def long(history: Sequence[Command] = history, on: bool = on, tenths: Figures = tenths):
            figures = microseconds(history, 10, on=on, off=off)
            for name, figure in zip(tenths, figures, strict=True):
                tenths[name].append(figure)
            return sum(figures) / 10

        def short(history: Sequence[Command] = history[: count // 10], on: bool = on):
            return microseconds(history, 1, on=on, off=off)[0]

        whole, start = f"{count:,} commands", f"{count // 10:,} commands"
        results = play({start: short, whole: long}, arguments.rounds)
        show(results, "us a command", [Ratio(whole, start, "at most", 1.1)])
        show(tenths, "us a command", [Ratio(names[-1], names[0], "at most", 1.1)])
        print()


if __name__ == "__main__":
    main()
