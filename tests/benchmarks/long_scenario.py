"""A scenario of 100,000 commands costs ten times one of 10,000, and its end no more than its start.

The history is that of 500 workers over months: users of both environments edit them, delete some
and create them again, and every twelfth command lets ten minutes pass. Integration is on throughout
in the one case, so that every change travels, and off in the other, so that the missed requests
stay. The journal is kept whole.

The figures are microseconds a command: of the whole scenario of either length, and of each tenth of
the long one. The garbage collector is off, as the command line has it; with --collector it is on.

    python -m tests.benchmarks.long_scenario [--collector]
"""

import gc
import random
from collections.abc import Sequence
from contextlib import nullcontext

from harness.values.catalog import standard_catalog
from harness.values.commands import Advance, Command, Create, Delete, Edit, TurnOn
from harness.values.environments import ENVIRONMENTS
from harness.world.simulator import Simulator
from tests.benchmarks.rounds import Figures, Ratio, collector_off, parser, play, seconds_of, show

TABLE = "cdm_worker"
WORKERS = 500
CATALOG = standard_catalog()


def commands(count: int, *, on: bool) -> list[Command]:
    """The history; who has been deleted is created again by the next command about them."""
    choose = random.Random(0)
    names = [f"worker {i}" for i in range(WORKERS)]
    given: list[Command] = [TurnOn()] if on else []
    given += [create("hr", name) for name in names]
    there = {
        environment: set(names if on or environment == "hr" else ()) for environment in ENVIRONMENTS
    }
    made: list[Command] = []
    while len(made) < count:
        environment, name = choose.choice(ENVIRONMENTS), choose.choice(names)
        sides = ENVIRONMENTS if on else (environment,)  # while on, what is done is done in both
        if len(made) % 12 == 11:
            made.append(Advance(600_000))
        elif name not in there[environment]:
            made.append(create(environment, name))
            for side in sides:
                there[side].add(name)
        elif choose.random() < 0.05:
            made.append(Delete(environment, name))
            for side in sides:
                there[side].discard(name)
        else:
            values = (("cdm_lastname", f"Last{choose.randrange(100)}"),)
            made.append(Edit(environment, name, values))
    return given + made


def create(environment: str, name: str) -> Create:
    values = (("cdm_workernumber", name), ("cdm_firstname", "Ada"), ("cdm_lastname", "King"))
    return Create(environment, TABLE, name, values)


def microseconds(history: Sequence[Command], parts: int, *, collector: bool) -> list[float]:
    """Of a command, in each part of the history."""
    simulator = Simulator(catalog=CATALOG)
    size = len(history) // parts

    def do(part: Sequence[Command]) -> None:
        for command in part:
            simulator.do(command)

    figures = []
    with nullcontext() if collector else collector_off():
        for part in range(parts):
            some = history[part * size : (part + 1) * size]
            figures.append(seconds_of(lambda some=some: do(some)) / size * 1e6)
    return figures


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--collector", action="store_true", help="leave the garbage collector on")
    arguments = made.parse_args()
    long = 10_000 if arguments.quick else 100_000
    for on in (True, False):
        history = commands(long, on=on)
        short = history[: long // 10]
        tenths: Figures = {f"tenth {number}": [] for number in range(1, 11)}

        def whole_of(history: Sequence[Command] = history, tenths: Figures = tenths) -> float:
            figures = microseconds(history, 10, collector=arguments.collector)
            for name, figure in zip(tenths, figures, strict=True):
                tenths[name].append(figure)
            return sum(figures) / 10

        def start_of(history: Sequence[Command] = short) -> float:
            return microseconds(history, 1, collector=arguments.collector)[0]

        gc.collect()
        whole, start = f"{long:,} commands", f"{long // 10:,} commands"
        results = play({start: start_of, whole: whole_of}, arguments.rounds)
        print(f"integration {'on' if on else 'off'}")
        show(results, "us a command", [Ratio(whole, start)])
        show(tenths, "us a command", [Ratio("tenth 10", "tenth 1")])
        print()


if __name__ == "__main__":
    main()
