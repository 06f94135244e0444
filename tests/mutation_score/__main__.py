"""How much of what nobody here thought of the suites notice: a mutation score.

A sample of the mutants that cosmic-ray makes of `harness/domain` and `harness/simulator`, and for
each of them whether it is noticed by the features and scenario files, by their approved timelines
too, by random exploration with all faults, and if by none of these by the quick tests.

    pip install --editable '.[test,mutation]'
    python -m tests.mutation_score                       # some results may be there already
    python -m tests.mutation_score --show                # the same of the results that there are

Results are kept in a file, by mutant and suite, so that a run goes on where one ended. `--again`
runs anew what has not noticed a mutant, after the suite has changed.
"""

import argparse
import json
import os
import select
import sys
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mutation_score.mutants import ROOT, Mutant, is_one, mutants
from tests.mutation_score.patching import replaced
from tests.mutation_score.suites import Verdict, end, example_files, learn, preload, start, warm

SEED = 2021
SAMPLE = 300
JUDGED = Path(__file__).with_name("judged.toml")
COLUMNS = ("examples", "approved", "exploration", "tests")
Results = dict[tuple[str, str], Verdict]


class Job(NamedTuple):
    """A suite that is to be run under a mutant."""

    mutant: Mutant
    suite: str


def main() -> int:
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--sample", type=int, default=SAMPLE, help="default %(default)s")
    made.add_argument("--seed", type=int, default=SEED, help="default %(default)s")
    made.add_argument("--suites", default=",".join(COLUMNS), help="default %(default)s")
    made.add_argument("--results", default="build/mutation_score.jsonl", help="default %(default)s")
    made.add_argument("--processes", type=int, default=2, help="default %(default)s")
    made.add_argument("--again", action="store_true", help="run anew what noticed nothing")
    made.add_argument("--only", default="", help="the mutants of these names, with commas")
    made.add_argument("--show", action="store_true", help="run nothing")
    given = made.parse_args()
    os.chdir(ROOT)
    path = Path(given.results)
    path.parent.mkdir(parents=True, exist_ok=True)
    results = _read(path)
    if given.again:
        results = {key: it for key, it in results.items() if it.noticed or key[1] == "import"}
    preload()
    score = Score(results, path, given.suites.split(","), given.processes)
    sample = score.sample(mutants(given.seed), given.sample)
    if given.only:
        sample = [it for it in sample if it.name in given.only.split(",")]
    if not given.show:
        score.run(sample)
    for line in score.lines(sample):
        print(line)
    for line in score.table(sample):
        print(line)
    return 0


class Score:
    """The results so far, and what adds to them."""

    def __init__(self, results: Results, path: Path, suites: list[str], processes: int) -> None:
        self.results = results
        self._path = path
        self._suites = suites
        self._processes = processes
        self._warm = False
        judged = tomllib.loads(JUDGED.read_text())
        self._judged = {
            name: (kind, why) for kind, names in judged.items() for name, why in names.items()
        }

    def sample(self, every: list[Mutant], size: int) -> list[Mutant]:
        """The first so many that are other programs, and can be imported."""
        found: list[Mutant] = []
        left = every
        while len(found) < size and left:
            some, left = left[:50], left[50:]
            fresh = [it for it in some if (it.name, "import") not in self.results]
            for mutant in fresh:
                if not is_one(mutant):
                    self._keep(Job(mutant, "import"), Verdict(True, "", "no other program"))
            self._do(Job(it, "import") for it in fresh if (it.name, "import") not in self.results)
            found += [it for it in some if not self.results[it.name, "import"].noticed]
        return found[:size]

    def run(self, sample: list[Mutant]) -> None:
        """Run the suites, but on what no history tells from the original."""
        learn()
        sample = [it for it in sample if self._kind(it) != "equivalent"]
        for suite in ("examples", "exploration"):
            if suite in self._suites:
                self._do_warm(suite, [it for it in sample if (it.name, suite) not in self.results])
                self._do(Job(it, suite) for it in sample if not self._done(it, suite))
        if "approved" in self._suites:
            self._do(
                Job(it, "approved")
                for it in sample
                if (it.name, "approved") not in self.results and not self._noticed(it, "examples")
            )
        if "tests" in self._suites:
            self._do(
                Job(it, "tests")
                for it in sample
                if (it.name, "tests") not in self.results
                and not any(self._noticed(it, suite) for suite in COLUMNS[:3])
            )

    def _kind(self, mutant: Mutant) -> str:
        """What a mutant is judged to be, or an empty text."""
        return self._judged.get(mutant.name, ("", ""))[0]

    def _done(self, mutant: Mutant, suite: str) -> bool:
        """Whether there is a result to be relied on.

        What reads examples and draws histories is in `domain`: a mutant of it that passed where all
        was read before is to be tried in a process that reads anew.
        """
        verdict = self.results.get((mutant.name, suite))
        if verdict is None:
            return False
        return verdict.noticed or not verdict.warm or "/simulator/" in mutant.file

    def _do_warm(self, suite: str, left: list[Mutant]) -> None:
        """Do what can be done in a process that has read everything, which ends thereafter."""
        jobs = [Job(it, suite) for it in left if replaced(it.file, it.source())]
        if not jobs:
            return
        process = os.fork()
        if not process:
            try:
                warm(suite)
                self._warm = True
                self._do(iter(jobs))
            except BaseException:  # noqa: BLE001  (what began this process is told)
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        if os.waitpid(process, 0)[1]:
            sys.exit("no further")
        found = _read(self._path)  # and of others what was to be run again
        self.results |= {(it.mutant.name, suite): found[it.mutant.name, suite] for it in jobs}

    def _noticed(self, mutant: Mutant, suite: str) -> bool:
        verdict = self.results.get((mutant.name, suite))
        return verdict is not None and verdict.noticed

    def _do(self, jobs: Iterator[Job]) -> None:
        """Do the jobs, some at a time."""
        running: dict[int, tuple[Job, int]] = {}
        jobs = iter(jobs)
        files = list(example_files())
        while True:
            while len(running) < self._processes and (job := next(jobs, None)):
                order = sorted(files, key=self._killers().__getitem__, reverse=True)
                process, read = start(job.mutant.file, job.mutant.source(), job.suite, order)
                running[read] = (job, process)
            if not running:
                return
            for read in select.select(list(running), [], [])[0]:
                job, process = running.pop(read)
                self._keep(job, end(process, read, job.suite))

    def _killers(self) -> Counter[str]:
        return Counter(
            it.by.partition(":")[0] for key, it in self.results.items() if key[1] == "examples"
        )

    def _keep(self, job: Job, verdict: Verdict) -> None:
        verdict = verdict._replace(warm=self._warm)
        self.results[job.mutant.name, job.suite] = verdict
        with self._path.open("a") as file:
            row = {"mutant": job.mutant.name, "suite": job.suite, **verdict._asdict()}
            file.write(json.dumps(row) + "\n")

    def lines(self, sample: list[Mutant]) -> Iterator[str]:
        """What some suite did not notice, with what is said of it and what was changed."""
        for mutant in sample:
            verdicts = {
                suite: self.results[mutant.name, suite]
                for suite in COLUMNS
                if (mutant.name, suite) in self.results
            }
            lost = [suite for suite, it in verdicts.items() if not it.noticed]
            if not lost or self._kind(mutant) == "equivalent":
                continue
            said = ": ".join(self._judged.get(mutant.name, "?"))
            old, new = mutant.change()
            place = f"{mutant.file}:{mutant.line} {mutant.operator}"
            yield f"{mutant.name} {place} [{' '.join(lost)}] {said}"
            yield f"    - {old}"
            yield f"    + {new}"

    def table(self, sample: list[Mutant]) -> Iterator[str]:
        """What each suite noticed, of what can be noticed and of what is the law's."""
        kinds = Counter(self._kind(it) or "the law's" for it in sample)
        yield ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        different = [it for it in sample if self._kind(it) != "equivalent"]
        of_law = [it for it in different if not self._kind(it)]
        for names in (["examples"], ["examples", "approved"], ["exploration"], list(COLUMNS)):
            shown = []
            for these in (different, of_law):
                noticed = sum(any(self._noticed(it, name) for name in names) for it in these)
                shown.append(f"{noticed} of {len(these)} ({noticed / max(1, len(these)):.0%})")
            yield f"{' or '.join(names)}: {shown[0]}; of the law's {shown[1]}"


def _read(path: Path) -> Results:
    found: Results = {}
    if path.exists():
        for line in path.read_text().splitlines():
            row = json.loads(line)
            key = row.pop("mutant"), row.pop("suite")
            found[key] = Verdict(**row)
    return found


if __name__ == "__main__":
    sys.exit(main())
