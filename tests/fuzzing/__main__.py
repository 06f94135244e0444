"""A fuzzer over every reader: `python -m tests.fuzzing --help`.

It changes files that were right and gives them to every entrance. Each has to end well or with exit
status 2 and a message, within ten seconds of processor time and 500 MB: never with a traceback.
Hypothesis draws the changes, and makes what was found small.
"""

import argparse
import re
import shlex
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import hypothesis
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent))

from fuzzing import entrances, guarded

_ROUND = 100  # inputs; Hypothesis begins with simple ones each time
_SMALLER = 60  # times that a mistake is made smaller
_SLOW = ("takes too long", "takes too much memory")  # not made smaller, which would take hours

_MANY = re.compile(r"--count [0-9]{4}")  # histories, as many as somebody asks for


class _WrongError(Exception):
    """An input that ended as none should."""


class Fuzzer:
    """Runs inputs, and keeps one of each kind of mistake."""

    def __init__(self, folder, corpus, kept, only):
        self.folder, self.corpus, self.kept, self.only = folder, corpus, kept, only
        self.inputs = 0
        self.ends = Counter()
        self.found = {}  # by kind of mistake, the trial and its outcome
        self.written = 0

    def round(self, seed, inputs):
        """Run so many inputs; of a mistake that is new, the smallest that makes it is kept."""
        target, smaller = None, 0

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=inputs, database=None, deadline=None, print_blob=False,
            suppress_health_check=list(hypothesis.HealthCheck), report_multiple_bugs=False,
        )  # fmt: skip
        @hypothesis.given(st.randoms(use_true_random=False))
        def one(random):
            nonlocal target, smaller
            name, trial = entrances.trial(random, self.corpus, self.only)
            outcome = entrances.called(trial, self.folder)
            wrong = guarded.wrong_with(outcome, as_is=not {"html", "export"}.isdisjoint(trial.call))
            self.inputs += 1
            self.ends[name, trial.call[0], outcome.status] += 1
            if wrong is None or (wrong in _SLOW and _MANY.search(" ".join(trial.call))):
                return
            mistake = f"{name}: {wrong}"
            if mistake in self.found and mistake != target:
                return
            if wrong in _SLOW:
                mistake += f" ({' '.join(trial.call[:2])})"
                if mistake not in self.found:
                    self.keep(mistake, trial, outcome)
                return
            if target in (None, mistake) and smaller < _SMALLER:
                target, smaller = mistake, smaller + 1
                self.found[mistake] = trial, outcome
                raise _WrongError

        try:
            one()
        except (_WrongError, hypothesis.errors.Flaky) as found:
            if target is not None:
                self.keep(target, *self.found[target], found)

    def keep(self, mistake, trial, outcome, error=None):
        """Write down a mistake, and the files that make it."""
        self.found[mistake] = trial, outcome
        self.written += 1
        number = self.written
        print(f"FOUND {number}: {mistake}", flush=True)
        folder = self.kept / f"{number:03}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in trial.files.items():
            (folder / name).write_bytes(content)
        said = outcome.said[-20_000:].decode("utf-8", "replace")
        used = f"status {outcome.status}, {outcome.seconds:.1f} s, {outcome.bytes:,} bytes"
        note = f"{mistake}\n{shlex.join(trial.call)}\n{used}"
        (folder / "what.txt").write_text(f"{note}\n{type(error).__name__}\n\n{said}", "utf-8")


def main():
    """Run for a time or a number of inputs; exit status 1 if something was found."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--minutes", type=float, help="how long, by the wall")
    asked.add_argument("--inputs", type=int, default=1000, help="how many, without --minutes")
    asked.add_argument("--only", action="append", choices=[*entrances.ENTRANCES], default=[])
    asked.add_argument("--corpus", type=Path, action="append", default=[], help="further files")
    asked.add_argument("--keep", type=Path, default=Path("build/fuzzing"), help="what is found")
    given = asked.parse_args()
    _import_everything()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fuzzing") as folder:
        corpus = entrances.prepare(Path(folder), given.corpus)
        fuzzer = Fuzzer(Path(folder), corpus, given.keep, given.only)
        number = 0
        while True:
            left = given.inputs - fuzzer.inputs
            if given.minutes is None and left <= 0:
                break
            if given.minutes is not None and time.monotonic() - began > given.minutes * 60:
                break
            size = _ROUND if given.minutes is not None else min(left, _ROUND)
            fuzzer.round(given.seed * 1_000_000 + number, size)
            number += 1
            if given.minutes is not None:
                _tell(fuzzer, began)
        _tell(fuzzer, began)
        for (name, kind, status), count in sorted(fuzzer.ends.items()):
            print(f"  {name:<18} {kind:<8} ended with {status:>4}: {count:,}")
    return 1 if fuzzer.found else 0


def _tell(fuzzer, began):
    minutes = (time.monotonic() - began) / 60
    print(
        f"{fuzzer.inputs:,} inputs in {minutes:.1f} min, {len(fuzzer.found)} mistakes", flush=True
    )


def _import_everything():
    """What a fork would import each time."""
    import gc
    import pkgutil
    from importlib import import_module

    import pytest  # noqa: F401 (warm for each fork)

    import harness

    for module in pkgutil.walk_packages(harness.__path__, "harness."):
        if not module.name.startswith("harness.project") and "__main__" not in module.name:
            import_module(module.name)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
