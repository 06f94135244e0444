"""How long the command line takes to start, against Python itself.

Whole processes, one after the other in turns, with what is compiled kept, as it is by whoever
installs the package: `python -c pass`, `harness --help`, and `harness replay` of a scenario of
twelve steps, its outcome alone and as text.

    python -m tests.benchmarks.start_up [--python EXECUTABLE]
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.rounds import Ratio, parser, play, show, used_by

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
            "quiet replay": ["-m", "harness", "replay", str(scenario), "--quiet"],
            "text replay": ["-m", "harness", "replay", str(scenario)],
        }

        def milliseconds(command: list[str]) -> float:
            compiled = Path(folder, "compiled")
            return used_by([arguments.python, *command], compiled=compiled).milliseconds

        contenders = {name: partial(milliseconds, command) for name, command in commands.items()}
        for once in contenders.values():
            once()  # what is compiled the first time is not start-up
        results = play(contenders, 2 if arguments.quick else arguments.rounds)
    targets = {"help": 4, "quiet replay": 4, "text replay": 4.5}
    show(results, "ms", [Ratio(it, "python", "at most", most) for it, most in targets.items()])


if __name__ == "__main__":
    main()
