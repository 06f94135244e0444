"""Spin's search of the bounded model: all states that a few records can reach.

`small_world.pml` is the law for the bounded model as somebody who knows Spin would write it: one
process, one step for an operation, a state of a few bytes. Spin makes a program of it in C, pan,
which is built with what was found to be fastest: depth first, no partial order reduction (there is
nothing to reduce with one process), a hash table that is not full. Other flags (-O2, -march=native,
-DNOFAIR, -DNOVSZ, -DSPACE) made no difference; breadth first (-DBFS) is slower by a quarter.

It reports no loss and keeps no journal, and of a state it keeps what decides about what follows: to
its advantage. `spin_agreement` shows that the states and transitions are the simulator's.

    apt-get install spin
    python -m tests.benchmarks.spin_peer
"""

import re
import resource
import shutil
import subprocess
from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

MODEL = Path(__file__).with_name("small_world.pml")
FLAGS = ("-O3", "-DSAFETY", "-DNOREDUCE")
ONLY_CHANGES = ("-DONLY_CHANGES",)  # of spin: without the operations that change nothing
# by records: the places of the hash table, as a power of two, and how deep the search may go.
# Taking much more room than is needed takes longer than searching a bounded model
ROOM = {1: (16, 10_000), 2: (24, 1_000_000), 3: (26, 20_000_000)}


class World(NamedTuple):
    """Bounds of the model: number of records, the clock's last second, and number of values."""

    records: int
    cap: int
    values: int = 2


class Search(NamedTuple):
    """The result of pan. Transitions include refused operations, which lead back to their state."""

    states: int
    transitions: int
    seconds: float


class SpinError(Exception):
    """Spin is not installed, or did not end."""


class Pan(NamedTuple):
    """Spin's program for one world."""

    program: Path
    records: int
    seconds: float  # of the processor, in which it was generated and compiled

    def says(self) -> str:
        """What it prints, having searched."""
        hash_bits, depth = ROOM[self.records]
        command = [str(self.program), f"-w{hash_bits}", f"-m{depth}"]
        said = _call(command, self.program.parent)
        if "errors: 0" not in said or "max search depth too small" in said:
            raise SpinError(f"the search did not come to its end:\n{said}")
        return said

    def search(self) -> Search:
        """Search once, in the processor's seconds: pan itself shows no more than three digits."""
        before = _used()
        said = self.says()
        states, matched = _count(said, "states, stored"), _count(said, "states, matched")
        # pan counts the way to the start as a transition
        return Search(states, states + matched - 1, _used() - before)


def search(records: int, cap: int, values: int = 2, *, breadth_first: bool = False) -> Search:
    """Build pan and search once; the seconds are those of the search."""
    with built(World(records, cap, values), breadth_first=breadth_first) as pan:
        return pan.search()


@contextmanager
def built(
    world: World,
    *,
    breadth_first: bool = False,
    spin_flags: Sequence[str] = (),
    cc_flags: Sequence[str] = (),
) -> Iterator[Pan]:
    """The program pan for that world, as long as the context lasts: it may be run many times.

    The model's own switches are spin flags: -DONLY_CHANGES, -DLOSSES, -DTELL.
    """
    for program, package in (("spin", "spin"), ("cc", "gcc")):
        if shutil.which(program) is None:
            raise SpinError(f"{program} is not installed: apt-get install {package}")
    with TemporaryDirectory(prefix="spin-") as name:
        folder, before = Path(name), _used()
        size = [f"-D{key.upper()}={value}" for key, value in world._asdict().items()]
        _call(["spin", "-a", *size, *spin_flags, str(MODEL)], folder)
        source = folder / "pan.c"
        # counts are shown with 8 digits: shown whole instead
        source.write_text(source.read_text().replace("%9.8g", "%9.0f"))
        flags = [*FLAGS, *(["-DBFS"] if breadth_first else []), *cc_flags]
        _call(["cc", *flags, "-o", "pan", "pan.c"], folder)
        yield Pan(folder / "pan", world.records, _used() - before)


def _used() -> float:
    """The processor's seconds of all children so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def _call(command: list[str], folder: Path) -> str:
    """What the program says; both spin and pan complain on standard output."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SpinError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _count(said: str, what: str) -> int:
    found = re.search(rf"(\d+) {what}", said)
    if found is None:
        raise SpinError(f"pan does not say how many {what}:\n{said}")
    return int(found[1])


def main() -> None:
    say = ArgumentParser(description=__doc__, formatter_class=ArgumentDefaultsHelpFormatter)
    say.add_argument("--records", type=int, default=2, choices=(1, 2, 3))
    say.add_argument("--cap", type=int, default=2, help="the clock's last second")
    say.add_argument("--values", type=int, default=2, choices=(2, 3), help="empty is one of them")
    say.add_argument("--runs", type=int, default=3)
    given = say.parse_args()
    world = World(given.records, given.cap, given.values)
    ways = {
        "depth first": built(world),
        "breadth first": built(world, breadth_first=True),
        "depth first, only what changes": built(world, spin_flags=ONLY_CHANGES),
        "depth first, with losses": built(world, spin_flags=["-DLOSSES"]),
    }
    print(f"{given.records} records, clock to {given.cap}, {given.values} values")
    for way, building in ways.items():
        with building as pan:
            found = min((pan.search() for _ in range(given.runs)), key=lambda it: it.seconds)
        print(
            f"{way:30}  {found.states:>10,} states  {found.transitions:>11,} transitions"
            f"  {found.seconds:6.2f} s  {found.states / found.seconds:>9,.0f} states/s"
        )


if __name__ == "__main__":
    main()
