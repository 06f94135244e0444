"""A run of the batch job with 1,000 missed requests, among 1,000,000 workers and among 10,000.

Its cost is to follow the missed requests, not the tables. Both simulators live through all rounds;
each run makes new requests (integration off, 500 workers edited in Human Resources and 500 others
in Dataverse, spread evenly over the table; integration on) and times the batch job alone. A round
is several runs, the two sizes by turns, and its figure is their median. The garbage collector is
off, as the command line has it.

    python -m tests.benchmarks.sparse_batch
"""

import gc
import statistics
from collections.abc import Iterator

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

    def batch_job(self) -> float:
        """Make the requests, and the milliseconds in which the batch job handles them."""
        do = self.simulator.attempt
        do(TurnOff())
        for edit in self._edits():
            do(edit)
        do(TurnOn())
        assert self.simulator.world.missed.count() == MISSED
        seconds = seconds_of(lambda: do(RunBatchJob()))
        assert self.simulator.world.missed.count() == 0
        return seconds * 1000

    def _edits(self) -> Iterator[Edit]:
        self.runs += 1
        numbers = self.workers.numbers
        apart = len(numbers) // MISSED
        for place in range(MISSED):
            number = numbers[place * apart + self.runs % apart]
            environment = "dataverse" if place % 2 else "hr"
            yield Edit(environment, number, ((LAST, f"Last{self.runs}-{place}"),))


def main() -> None:
    arguments = parser(__doc__).parse_args()
    sizes = (10_000, 100_000) if arguments.quick else (10_000, 1_000_000)
    runs = 3 if arguments.quick else 15
    gc.disable()  # building is not measured
    simulations = {f"{size:,} workers": TrackedWorkers(size) for size in sizes}
    results: Figures = {name: [] for name in simulations}
    with collector_off():
        for number in range(arguments.rounds):
            figures: Figures = {name: [] for name in simulations}
            for run in range(runs):
                names = list(simulations)
                for name in names if (number + run) % 2 else reversed(names):
                    figures[name].append(simulations[name].batch_job())
            for name, of_round in figures.items():
                results[name].append(statistics.median(of_round))
    few, many = results
    show(results, f"ms for {MISSED:,} requests", [Ratio(many, few, "at most", 1.3)])


if __name__ == "__main__":
    main()
