"""Rounds: contenders take turns, and only what was measured in one round is compared.

A machine is not equally fast all day, so a ratio of two medians says little. Here every contender
runs once a round, the order turns from round to round, a ratio is computed inside each round, and
what is printed is the median of those ratios with the smallest and the largest.

    results = play({"ours": ours, "theirs": theirs}, rounds=5)  # each returns its figure
    show(results, "commands/s", [Ratio("ours", "theirs", "at least", 60)])

Times are the processor's seconds, those of child processes too, so that a machine that has other
things to do disturbs them less; memory is the most that a process had resident. A program that
times by the clock on the wall says so, and why.

Nothing here asserts: a benchmark informs, and its exit status is 0.
"""

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
Figures = dict[str, list[float]]  # contender -> its figure of each round


class Ratio(NamedTuple):
    """One figure over another, round by round, and its target."""

    over: str
    under: str
    wanted: str = ""  # "at least" or "at most"; empty if there is no target
    target: float = 0


def parser(doc: str | None, rounds: int = 5) -> argparse.ArgumentParser:
    """The arguments that all benchmarks have."""
    made = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--rounds", type=int, default=rounds, help="default %(default)s")
    made.add_argument("--quick", action="store_true", help="a small run, to check that it runs")
    return made


def play(contenders: Mapping[str, Callable[[], float]], rounds: int) -> Figures:
    """Every contender once a round; the next round begins with the next contender."""
    names = list(contenders)
    results: Figures = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if sys.stderr.isatty():
                print(f"\r\x1b[Kround {number + 1} of {rounds}: {name}", end="", file=sys.stderr)
            results[name].append(contenders[name]())
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return results


def show(results: Figures, unit: str, ratios: list[Ratio]) -> None:
    """A line for each contender, then a line for each ratio."""
    labels = [f"{ratio.over} / {ratio.under}" for ratio in ratios]
    width = max(map(len, [*results, *labels]))
    for name, figures in results.items():
        print(f"{name:{width}}  {_spread(figures)} {unit}")
    for label, ratio in zip(labels, ratios, strict=True):
        pairs = zip(results[ratio.over], results[ratio.under], strict=True)
        quotients = [over / under for over, under in pairs]
        print(f"{label:{width}}  {_spread(quotients)} times{_verdict(quotients, ratio)}")


def _spread(figures: list[float]) -> str:
    middle, low, high = map(_number, (statistics.median(figures), min(figures), max(figures)))
    return f"{middle:>9} ({low:>9} - {high:>9})"


def _number(figure: float) -> str:
    if figure >= 1000:
        return f"{figure:,.0f}"
    return f"{figure:.3g}" if figure < 10 else f"{figure:.1f}"


def _verdict(quotients: list[float], ratio: Ratio) -> str:
    if not ratio.wanted:
        return ""
    middle = statistics.median(quotients)
    met = middle >= ratio.target if ratio.wanted == "at least" else middle <= ratio.target
    return f"; target {ratio.wanted} {ratio.target:g}: {'met' if met else 'NOT met'}"


def seconds_of(act: Callable[[], object]) -> float:
    """The processor's seconds, so that it counts less what else the machine is doing.

    Nothing that is timed this way waits for a disk, a network or another process.
    """
    started = time.process_time()
    act()
    return time.process_time() - started


class Used(NamedTuple):
    """What a process used, with the children that it waited for: processor and memory."""

    seconds: float
    peak: int  # bytes; never less than what this process here has, of which it is a fork

    @property
    def milliseconds(self) -> float:
        return self.seconds * 1000


def used_by(
    command: list[str], here: Path | None = None, tree: Path = ROOT, compiled: Path | None = None
) -> Used:
    """Run a program to its end. SystemExit with what it said where it fails.

    `here` is where it runs, `tree` the working tree whose packages it imports, and `compiled` where
    Python keeps what it compiles: it does keep it, whatever the environment says.
    """
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if compiled is not None:
        environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(
            command, cwd=here, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            said.seek(0)
            end = said.read()[-4000:].decode(errors="replace")
            raise SystemExit(f"{' '.join(command)} ended with {started.returncode}\n{end}")
    return Used(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


@contextmanager
def collector_off() -> Iterator[None]:
    """The garbage collector as the command line has it, off; what is built already is frozen."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
