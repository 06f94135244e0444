"""Rows a second of generated workers, against Faker asked for each record.

`generated_rows` makes all columns of a worker; the naive loop makes three: a name, an e-mail
address and a date of birth, from one seeded Faker. Both are made and dropped, row by row.

    python -m tests.benchmarks.generated_data
"""

from collections import deque
from collections.abc import Iterator
from datetime import date

from faker import Faker

from harness.domain.catalog import standard_catalog
from harness.sample_data.rows import generated_rows
from tests.benchmarks.rounds import Ratio, parser, play, seconds_of, show

BORN = {"start_date": date(1955, 1, 1), "end_date": date(2002, 12, 31)}


def naive(count: int) -> Iterator[dict]:
    fake = Faker()
    fake.seed_instance(0)
    for _ in range(count):
        yield {"name": fake.name(), "email": fake.email(), "born": fake.date_between(**BORN)}


def main() -> None:
    arguments = parser(__doc__).parse_args()
    count, naive_count = (2_000, 500) if arguments.quick else (100_000, 5_000)
    worker = standard_catalog()["cdm_worker"]

    def ours() -> float:
        rows = generated_rows(worker, count, seed=0)
        return count / seconds_of(lambda: deque(rows, maxlen=0))

    def theirs() -> float:
        return naive_count / seconds_of(lambda: deque(naive(naive_count), maxlen=0))

    results = play({"generated": ours, "naive Faker": theirs}, arguments.rounds)
    show(results, "rows/s", [Ratio("generated", "naive Faker")])


if __name__ == "__main__":
    main()
