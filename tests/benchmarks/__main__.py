"""Every figure of the table in README.md: all programs one after the other, their ratios alone.

python -m tests.benchmarks                     # one round of each: about ten minutes
python -m tests.benchmarks --rounds 5          # as the table wants it, on an idle machine
python -m tests.benchmarks --quick             # whether they run: the figures mean little
python -m tests.benchmarks --only start_up shrinking
"""

import subprocess
import sys
import time

from tests.benchmarks.rounds import ROOT, parser

# every program, and what it is given here beside the rounds
PROGRAMS: dict[str, tuple[str, ...]] = {
    "short_histories": (),
    "exploration": (),
    "planted_bugs": ("--cap", "20"),
    "sparse_batch": (),
    "diverged_batch": (),
    "long_scenario": (),
    "policies": (),
    "where_people_wait": (),
    "start_up": (),
    "features_under_pytest": (),
    "gherkin_steps": (),
    "control": (),
    "shrinking": (),
    "generated_data": (),
}
TELLING = ("times", "target", "found, by round", "of those that both")


def main() -> None:
    made = parser(__doc__, rounds=1)
    made.add_argument("--only", nargs="+", choices=PROGRAMS, metavar="PROGRAM")
    given = made.parse_args()
    failed = []
    for name in given.only or PROGRAMS:
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *PROGRAMS[name]]
        command += ["--rounds", str(given.rounds), *["--quick"] * given.quick]
        began = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"\n{' '.join(command[2:])}  # {time.perf_counter() - began:.0f} s on the wall")
        for line in done.stdout.splitlines():
            # a part's name, or a figure with what it is compared with
            if line.endswith(":") or any(word in line for word in TELLING):
                print(f"  {line}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stderr[-2000:])
    if failed:
        raise SystemExit(f"did not come to their end: {', '.join(failed)}")


if __name__ == "__main__":
    main()
