"""How long the command line takes to start, against Python itself.

Whole processes, by the clock on the wall, one after the other in turns: `python -c pass`,
`harness --help`, and `harness replay` of a scenario of twelve steps.

    python -m tests.benchmarks.start_up [--python EXECUTABLE]
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.rounds import Ratio, parser, play, show

SCENARIO = """\
scenario: Both sides edited while integration was off, and one side deleted
rules: [R3, R4, R13]
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "000123", cdm_lastname: Lovelace}}
    bob: {table: cdm_worker, values: {cdm_workernumber: "000124", cdm_lastname: Babbage}}
steps:
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - advance: 1h 30m
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: Byron}}
  - delete: {in: dataverse, record: bob}
  - turn_on
  - expect: {diverged: ada}
  - run_batch_job
  - expect: {in: hr, record: ada, values: {cdm_lastname: Byron}}
  - expect: {data_loss: {in: hr, record: ada, columns: [cdm_lastname]}}
  - expect: {undone_delete: {in: dataverse, record: bob}}
  - expect: {converged: all}
"""
ROOT = Path(__file__).parents[2]


def process(command: list[str], compiled: Path) -> Callable[[], float]:
    """Runs it and returns its milliseconds; SystemExit with what it said where it fails.

    What is compiled is kept in that folder, also where the environment says to keep none.
    """
    own = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(compiled)}
    environment = {**os.environ, **own}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run() -> float:
        started = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        milliseconds = (time.perf_counter() - started) * 1000
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}\n{done.stderr}")
        return milliseconds

    return run


def main() -> None:
    made = parser(__doc__, rounds=20)
    made.add_argument("--python", default=sys.executable, metavar="EXECUTABLE")
    arguments = made.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder, "twelve_steps.yaml")
        scenario.write_text(SCENARIO, encoding="utf-8")
        commands = {
            "python": ["-c", "pass"],
            "help": ["-m", "harness", "--help"],
            "replay": ["-m", "harness", "replay", str(scenario)],
        }
        contenders = {
            name: process([arguments.python, *command], Path(folder, "compiled"))
            for name, command in commands.items()
        }
        for once in contenders.values():
            once()  # what is compiled the first time is not start-up
        results = play(contenders, 2 if arguments.quick else arguments.rounds)
    show(
        results,
        "ms",
        [Ratio("help", "python", "at most", 4), Ratio("replay", "python", "at most", 12)],
    )


if __name__ == "__main__":
    main()
