"""What people wait for at the command line, each against the same replay without it.

Whole processes, of `harness replay`, in turns: the processor's seconds and, for JSON, memory. What
is compiled is kept. The parts:

- text, html: a scenario of 10,000 steps as a timeline or a page, against `--quiet`, which does the
  same and prints the outcome alone.
- json: 100,000 imported records as a JSON result, against `--quiet`: the most memory resident.
- store: the same import and a run of the batch job with the records in SQLite, in a file, against
  the memory store.
- yaml: reading the scenario of 10,000 steps, against doing its commands: in one process, since
  both are in every replay. And the least that reading takes: libyaml's events, nothing made of
  them.

    python -m tests.benchmarks.where_people_wait [--part text|html|json|store|yaml]
"""

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks.rounds import (
    Ratio,
    Used,
    collector_off,
    parser,
    play,
    seconds_of,
    show,
    used_by,
)

WORKERS = 100
PARTS = ("text", "html", "json", "store", "yaml")


def many_steps(count: int) -> str:
    """A scenario of so many steps: edits of both sides in bursts, each settled by the batch job."""
    lines = ["scenario: Many steps", "given:", "  integration: on", "  records:"]
    for worker in range(WORKERS):
        values = f'{{cdm_workernumber: "{worker}", cdm_lastname: Byron}}'
        lines.append(f"    w{worker}: {{table: cdm_worker, values: {values}}}")
    lines.append("steps:")
    for number in range(count):
        match number % 10:
            case 0:
                step = "turn_off"
            case 7:
                step = "turn_on"
            case 8:
                step = "run_batch_job"
            case 9:
                step = "advance: 10m"
            case _:
                side = ("hr", "dataverse")[number // 10 % 2]
                values = f"{{cdm_lastname: Name {number}}}"
                step = f"edit: {{in: {side}, record: w{number % WORKERS}, values: {values}}}"
        lines.append(f"  - {step}")
    return "\n".join(lines) + "\n"


def many_records(count: int) -> str:
    """An import of so many records, settled by a run of the batch job."""
    steps = [f"import: {{table: cdm_worker, generate: {count}}}", "turn_on", "run_batch_job"]
    lines = "".join(f"  - {step}\n" for step in steps)
    return f"scenario: Many records\ngiven: {{integration: off}}\nsteps:\n{lines}"


class Replays:
    """`harness replay` of a scenario, in a process of its own, writing into a folder."""

    def __init__(self, folder: Path, name: str, text: str) -> None:
        self.folder = folder
        self.scenario = folder / f"{name}.yaml"
        self.scenario.write_text(text, encoding="utf-8")

    def used(self, *options: str) -> Used:
        for old in self.folder.glob("world.db*"):
            old.unlink()
        command = [sys.executable, "-m", "harness", "replay", str(self.scenario), *options]
        return used_by(command, self.folder, compiled=self.folder / "compiled")

    def seconds(self, *options: str) -> float:
        return self.used(*options).seconds

    def megabytes(self, *options: str) -> float:
        return self.used(*options).peak / 1e6


def view_part(form: str, most: float, replays: Replays, rounds: int) -> None:
    output = replays.folder / f"output.{form}"
    options = ("--output", str(output), *(() if form == "text" else ("--format", form)))
    contenders = {form: partial(replays.seconds, *options)}
    contenders["quiet"] = partial(replays.seconds, "--quiet")
    show(play(contenders, rounds), "s", [Ratio(form, "quiet", *(("at most", most) * bool(most)))])
    print(f"{form} of {output.stat().st_size / 1e6:,.1f} MB")


def json_part(replays: Replays, rounds: int) -> None:
    output = str(replays.folder / "output.json")
    contenders = {
        "json": partial(replays.megabytes, "--format", "json", "--output", output),
        "quiet": partial(replays.megabytes, "--quiet"),
    }
    show(play(contenders, rounds), "MB at most", [Ratio("json", "quiet", "at most", 1.5)])


def store_part(replays: Replays, rounds: int) -> None:
    contenders = {
        "SQLite": partial(replays.seconds, "--quiet", "--store", "sqlite:///world.db"),
        "memory": partial(replays.seconds, "--quiet", "--store", "memory"),
    }
    show(play(contenders, rounds), "s", [Ratio("SQLite", "memory", "at most", 1.5)])


def yaml_part(path: Path, rounds: int) -> None:
    import yaml

    from harness.scenarios.reader import load
    from harness.simulator.engine import Engine

    scenario, text = load(str(path)), path.read_text(encoding="utf-8")

    def events() -> None:
        following = yaml.CSafeLoader(text).get_event
        while following() is not None:
            pass

    def door() -> None:
        simulator = Engine(scenario.settings, scenario.catalog)
        for command in (*scenario.setup, *(step.does for step in scenario.steps)):
            simulator.attempt(command)

    def timed(act: Callable[[], object]) -> float:
        with collector_off():
            return seconds_of(act)

    contenders = {
        "read": lambda: timed(lambda: load(str(path))),
        "events": lambda: timed(events),
        "done": lambda: timed(door),
    }
    ratios = [Ratio("read", "done", "at most", 3), Ratio("events", "done")]
    show(play(contenders, rounds), "s", ratios)


def main() -> None:
    made = parser(__doc__, rounds=3)
    made.add_argument("--part", choices=PARTS, help="only this one")
    given = made.parse_args()
    rounds = 1 if given.quick else given.rounds
    steps, records = (200, 1_000) if given.quick else (10_000, 100_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long = Replays(folder, "steps", many_steps(steps))
        wide = Replays(folder, "records", many_records(records))
        long.used("--quiet")  # what is compiled the first time is not measured
        for part in (given.part,) if given.part else PARTS:
            print(f"{part}:")
            if part == "text":
                view_part("text", 1.5, long, rounds)
            elif part == "html":
                view_part("html", 0, long, rounds)
            elif part == "json":
                json_part(wide, rounds)
            elif part == "store":
                store_part(wide, rounds)
            else:
                yaml_part(long.scenario, rounds)


if __name__ == "__main__":
    main()
