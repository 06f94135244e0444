"""A run of the batch job with 1,000 missed requests, among 1,000,000 workers and among 10,000.

Its cost is to follow the missed requests, not the tables. Both simulators live through all rounds;
each run makes new requests (integration off, 500 workers edited in Human Resources and 500 others
in Dataverse; integration on) and times the batch job alone. The 1,000 stand side by side in the
table, at another place in each run, or are spread evenly over it: the steps are the same, so what
spreading costs is the memory's, whose caches hold no table of a million. A round is several runs,
the two sizes by turns, and its figure is their median. The garbage collector is off, as the command
line has it.

    python -m tests.benchmarks.sparse_batch
"""

import gc
import statistics
from collections.abc import Iterator
from functools import partial

from harness.domain.commands import Edit, Give, RunBatchJob, TurnOff, TurnOn
from harness.simulator.engine import Engine
from tests.benchmarks.diverged_workers import LAST, TABLE, Rows, Workers
from tests.benchmarks.rounds import Figures, Ratio, collector_off, parser, seconds_of, show

MISSED = 1000


class TrackedWorkers:
    """So many workers, tracked and in sync."""

    def __init__(self, count: int) -> None:
        self.workers = Workers(count)
        self.simulator = Engine()
        self.simulator.attempt(Give(TABLE.name, Rows(self.workers)))
        self.runs = 0

    def batch_job(self, spread: bool) -> float:
        """Make the requests, and the milliseconds in which the batch job handles them."""
        do = self.simulator.attempt
        do(TurnOff())
        for edit in self._edits(spread):
            do(edit)
        do(TurnOn())
        assert self.simulator.world.missed.count() == MISSED
        seconds = seconds_of(lambda: do(RunBatchJob()))
        assert self.simulator.world.missed.count() == 0
        return seconds * 1000

    def _edits(self, spread: bool) -> Iterator[Edit]:
        self.runs += 1
        numbers = self.workers.numbers
        apart = len(numbers) // MISSED if spread else 1
        first = self.runs % apart if spread else self.runs * 7919 % (len(numbers) - MISSED)
        for place in range(MISSED):
            number = numbers[first + place * apart]
            environment = "dataverse" if place % 2 else "hr"
            yield Edit(environment, number, ((LAST, f"Last{self.runs}-{place}"),))


def main() -> None:
    arguments = parser(__doc__).parse_args()
    sizes = (10_000, 100_000) if arguments.quick else (10_000, 1_000_000)
    runs = 3 if arguments.quick else 15
    gc.disable()  # building is not measured
    simulations = {f"{size:,}": TrackedWorkers(size) for size in sizes}
    contenders = {
        f"{size} workers, {where}": partial(simulation.batch_job, where == "spread")
        for where in ("side by side", "spread")
        for size, simulation in simulations.items()
    }
    results: Figures = {name: [] for name in contenders}
    with collector_off():
        for number in range(arguments.rounds):
            figures: Figures = {name: [] for name in contenders}
            for run in range(runs):
                names = list(contenders)
                for name in names if (number + run) % 2 else reversed(names):
                    figures[name].append(contenders[name]())
            for name, of_round in figures.items():
                results[name].append(statistics.median(of_round))
    near_few, near_many, far_few, far_many = results
    ratios = [
        Ratio(near_many, near_few, "at most", 1.1),
        Ratio(far_many, far_few, "at most", 1.7),
    ]
    show(results, f"ms for {MISSED:,} requests", ratios)


if __name__ == "__main__":
    main()
