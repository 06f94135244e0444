"""The suites, each run in a process of its own that has imported nothing of the package before.

The process imports the mutant in the place of the file, and stops at the first that notices it.
"""

import contextlib
import gc
import importlib.machinery
import importlib.util
import json
import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.mutation_score.patching import Package, replaced

if TYPE_CHECKING:
    from harness.domain.catalog import Catalog
    from harness.domain.commands import Command
    from harness.domain.settings import Settings
    from harness.mutation.kill_matrix import Trial

    Drawn = tuple[str, Settings, Catalog, Sequence[Command], Sequence[Command]]
ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))  # where the models are
BUILT_IN = "built-in"
HISTORIES = 600  # of an exploration, half of them with swarm testing
COMPARED = 600  # seeds of histories that the naive model has too, of each generator
OTHER_WAYS = 60  # seeds of histories that come to the same in other ways
FEW = 10
OWN_PARTS = 200  # seeds of histories with parts of one's own
LIMITS = {"import": 20, "examples": 15, "approved": 60, "exploration": 90, "tests": 400}  # seconds


class Verdict(NamedTuple):
    """Whether a suite noticed a mutant: what of it did first, and why."""

    noticed: bool
    by: str = ""
    why: str = ""
    seconds: float = 0  # of the processor
    warm: bool = False  # in a process that had read everything before the mutant was in force


class _MutantLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from the text of a mutant."""

    text = ""

    def get_code(self, fullname: str) -> Any:
        return compile(self.text, self.path, "exec", dont_inherit=True)


class _MutantFinder(MetaPathFinder):
    """Finds one module, as the mutant has it."""

    def __init__(self, file: str, text: str) -> None:
        self.module = _module(file)
        self._loader = _MutantLoader(self.module, str(ROOT / file))
        self._loader.text = text

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self._loader.path, loader=self._loader)


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def import_alone(file: str) -> Verdict:
    """A mutant that cannot be imported is none: no suite is needed to notice it."""
    module = _module(file)
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001  (a crash notices a mutant, too)
        return Verdict(True, module, _text(error))
    return Verdict(False)


def examples(order: Sequence[str]) -> Verdict:
    """Features and scenario files: steps and expectations, without approved timelines."""
    from harness.gherkin.project_settings import settings_of

    for file in order:
        try:
            with settings_of(file).plugged_in():
                for trial in _TRIALS.get(file) or trials_of(file):
                    result = trial.run()
                    if result.failure:
                        return Verdict(True, trial.place, result.failure)
        except Exception as error:  # noqa: BLE001  (a crash notices a mutant, too)
            return Verdict(True, file, _text(error))
    return Verdict(False)


def trials_of(file: str) -> "list[Trial]":
    """The trials of a feature or of a scenario file."""
    from harness.gherkin.mutant_trials import feature_trials
    from harness.mutation.kill_matrix import scenario_trial
    from harness.scenarios.reader import load

    return feature_trials(file) if file.endswith(".feature") else [scenario_trial(load(Path(file)))]


_TRIALS: "dict[str, list[Trial]]" = {}  # read before, in a process that is warm


def warm(suite: str) -> None:
    """Import the package and read what the suite needs: once, for all mutants of functions."""
    importlib.import_module("harness.mutation.by_exploration")
    from harness.gherkin.project_settings import settings_of

    if suite == "examples":
        for file in example_files():
            with settings_of(file).plugged_in():
                _TRIALS[file] = trials_of(file)
    else:
        _DRAWN.extend(drawn())
    without = SUITES[suite](list(_TRIALS))
    assert not without.noticed, f"without a mutant: {without}"
    _WARM.append(Package())
    gc.collect()
    gc.freeze()


def exploration(_order: Sequence[str]) -> Verdict:
    """Random histories with all faults, under every oracle that there is."""
    try:
        return next((it for it in _explored() if it.noticed), Verdict(False))
    except Exception as error:  # noqa: BLE001  (a crash notices a mutant, too)
        return Verdict(True, _PLACE[0], _text(error))


_PLACE = [""]  # of the history that is tried
_WRITTEN: list[str] = []  # the names of histories that a file can hold


def _explored() -> Iterator[Verdict]:
    # a few of each first: most mutants are noticed by them
    yield from _in_other_ways(range(FEW))
    yield from _by_the_naive_model(range(FEW))
    yield from _by_properties(_DRAWN or drawn(), BUILT_IN)
    yield from _in_other_ways(range(FEW, OTHER_WAYS))
    yield from _by_the_naive_model(range(FEW, COMPARED))
    yield from _with_own_parts()


def _by_properties(histories: "Iterable[Drawn]", faults: str) -> Iterator[Verdict]:
    """All properties and all coverage goals; of plugged faults, that they strike."""
    from harness.domain.faults import BUILT_IN_FAULTS, FAULTS
    from harness.exploration.campaign.work_units import oracle_for
    from harness.properties.law import (
        SOMETIMES,
        Properties,
        first_violation,
        goals_reached,
        plugged_goals,
        required_goals,
    )

    plugged = [it for it in FAULTS if it not in BUILT_IN_FAULTS]
    goals = SOMETIMES if faults == BUILT_IN else Properties(plugged_goals(plugged).values())
    reached: set[str] = set()
    for place, settings, catalog, setup, commands in histories:
        _PLACE[0] = place
        oracle = oracle_for(settings, setup, catalog)
        for command in commands:
            step = oracle.do(command)
            found = first_violation(step)
            if found is not None:
                yield Verdict(True, place, f"{found.property}: {found.message}")
            reached.update(goals_reached(goals, step, reached))
    required = (
        required_goals("", BUILT_IN_FAULTS, universe=True).keys()
        if faults == BUILT_IN
        else {*goals}
    )
    missing = required - reached
    yield Verdict(bool(missing), "coverage goals" if missing else "", "; ".join(sorted(missing)))


def _by_the_naive_model(seeds: range) -> Iterator[Verdict]:
    """Agreement with the naive model; also where it alone knows the settings by default."""
    from models.agreement import GENERATORS, difference
    from models.agreement import made as made_by
    from models.other_ways import edged

    from harness.domain.settings import Settings

    for seed in seeds:
        for generator in (*GENERATORS, "rare"):
            history = made_by(generator, seed)
            some = [(history, None)]
            if not seed % 10:
                some.append((edged(history, seed), None))
                if history.settings.keys == "folded":
                    some.append((history._replace(settings=Settings()), {}))
            for one, settings in some:
                _PLACE[0] = f"{generator} {seed}"
                parted = difference(one, one.commands, settings=settings)
                if parted is not None:
                    yield Verdict(True, _PLACE[0], f"the naive model: {', '.join(parted.parts)}")


def _in_other_ways(seeds: range) -> Iterator[Verdict]:
    """In copies, as files, as Gherkin, by others, and counted again they come to the same."""
    from models import other_ways as ways

    places = [0]
    for name, history in ways.histories(seeds):
        of_file = name in _WRITTEN
        places[0] += of_file
        for way, wanted in (
            (ways.in_copies, True),
            (ways.counted, True),
            (ways.broken_off, True),
            (ways.as_file, of_file),
            (ways.beyond, of_file),
            (lambda it: ways.as_file(ways.with_own_table(it)), of_file and not places[0] % 5),
            (ways.as_gherkin, of_file and not places[0] % 6),
            (ways.in_a_database, not places[0] % 8),
        ):
            _PLACE[0] = f"{name} {getattr(way, '__name__', '')}"
            if wanted and (said := way(history)):
                yield Verdict(True, _PLACE[0], said)


def learn() -> None:
    """Know the names of `written`, which a process of its own finds."""
    program = f"import json; from {__name__} import written; print(json.dumps(written()))"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    _WRITTEN[:] = json.loads(told)


def written() -> list[str]:
    """The names of the histories that a file can hold, without any mutant."""
    from models import other_ways as ways

    return [name for name, one in ways.histories(range(OTHER_WAYS)) if ways.is_written(one)]


def _with_own_parts() -> Iterator[Verdict]:
    """With plugged faults, conflict policies and a clock, under the properties."""
    from harness.domain.faults import BUILT_IN_FAULTS, FAULTS
    from harness.exploration.campaign.work_units import ExplorationSpec, history_of, tables_of
    from harness.exploration.workload.healing import healing
    from harness.properties.plugin_file import load, plugged_in

    files = load([str(ROOT / "tests/gherkin/own_parts/parts.py")])
    with plugged_in(files):
        kinds = tuple(it for it in FAULTS if it not in BUILT_IN_FAULTS)

        def histories() -> "Iterator[Drawn]":
            for seed in range(OWN_PARTS):
                spec = ExplorationSpec(
                    faults=(*BUILT_IN_FAULTS, *kinds),
                    conflict=("numbers_from_hr", "touched_last")[seed % 2],
                    settings=("clock=Weekly",) * (seed % 3 == 0),
                )
                settings, setup, commands = history_of(spec, seed)
                steps = (*commands, *healing(settings))
                yield f"own parts {seed}", settings, tables_of(spec, seed), setup, steps

        yield from _by_properties(histories(), "own")


_WARM: list[Package] = []
_DRAWN: "list[Drawn]" = []  # in a process that is warm


def drawn() -> "Iterator[Drawn]":
    """The histories: where from, settings, tables, what is given, and the commands."""
    from harness.domain.faults import BUILT_IN_FAULTS
    from harness.exploration.campaign.work_units import ExplorationSpec, history_of, tables_of
    from harness.exploration.workload.healing import healing

    for seed in range(HISTORIES // 2):
        for swarm in (False, True):
            spec = ExplorationSpec(faults=BUILT_IN_FAULTS, swarm=swarm)
            settings, setup, commands = history_of(spec, seed)
            place = f"seed {seed}{', swarm' if swarm else ''}"
            steps = (*commands, *healing(settings))
            yield place, settings, tables_of(spec, seed), setup, steps


def approved(_order: Sequence[str]) -> Verdict:
    """Features and scenarios under pytest: their approved timelines too."""
    return _pytest("features", "tests/scenarios/test_scenarios.py", "-m", "slow or not slow")


def tests(_order: Sequence[str]) -> Verdict:
    """All that plain `pytest` runs."""
    return _pytest()


def _pytest(*arguments: str) -> Verdict:
    import pytest

    class First:
        place, why = "", ""

        def pytest_runtest_logreport(self, report: Any) -> None:
            if report.failed and not self.place:
                self.place, self.why = report.nodeid, str(report.longreprtext)[-300:]

        def pytest_collectreport(self, report: Any) -> None:
            self.pytest_runtest_logreport(report)

    first = First()
    try:
        status = pytest.main(
            [*arguments, "-x", "-p", "no:cacheprovider", "-p", "no:xdist"], [first]
        )
    except Exception as error:  # noqa: BLE001  (a crash notices a mutant, too)
        return Verdict(True, "pytest", _text(error))
    return Verdict(status != 0, first.place or str(status), first.why)


SUITES: dict[str, Callable[[Sequence[str]], Verdict]] = {
    "examples": examples,
    "approved": approved,
    "exploration": exploration,
    "tests": tests,
}


def start(file: str, text: str, suite: str, order: Sequence[str]) -> tuple[int, int]:
    """Begin a suite under a mutant: its process, and where its verdict will be read."""
    read, write = os.pipe()
    process = os.fork()
    if process:
        os.close(write)
        return process, read
    try:
        os.close(read)
        resource.setrlimit(resource.RLIMIT_CPU, (LIMITS[suite], LIMITS[suite] + 5))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        if _WARM:
            codes = replaced(file, text)
            assert codes
            _WARM[0].put_in_force(file, codes)
        else:
            sys.meta_path.insert(0, _MutantFinder(file, text))
            sys.dont_write_bytecode = True
        run = SUITES.get(suite)
        try:
            verdict = run(order) if run else import_alone(file)
        except Exception as error:  # noqa: BLE001  (a crash notices a mutant, too)
            verdict = Verdict(True, suite, _text(error))
        with os.fdopen(write, "w") as told:
            json.dump(verdict._asdict(), told)
    except BaseException:  # noqa: BLE001  (of this program, and it is told)
        with os.fdopen(write, "w") as told:
            told.write(traceback.format_exc())
    finally:
        os._exit(0)


def end(process: int, read: int, suite: str) -> Verdict:
    """The verdict of a suite that was begun; of one that did not say any, what became of it."""
    with os.fdopen(read) as told:
        said = told.read()
    _, status, used = os.wait4(process, 0)
    seconds = round(used.ru_utime + used.ru_stime, 2)
    if said.startswith("{"):
        return Verdict(**json.loads(said))._replace(seconds=seconds)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(said)
    return Verdict(True, suite, f"ended by signal {os.WTERMSIG(status)}", seconds)


def preload() -> None:
    """Import the libraries of others once, for all processes."""
    for name in (
        "click", "yaml", "pytest", "pytest_bdd", "gherkin", "freezegun", "msgspec", "numpy",
        "cucumber_expressions", "tabulate", "wcwidth", "jinja2", "faker",
    ):  # fmt: skip
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def example_files() -> Iterator[str]:
    """Every feature and scenario file but the wrong ones, the small ones first."""
    found = [*ROOT.glob("features/*.feature"), *ROOT.glob("tests/gherkin/own_parts/*.feature")]
    found += [it for it in ROOT.glob("scenarios/**/*.yaml") if "bad" not in it.parts]
    found.sort(key=lambda path: (path.stat().st_size, path))
    return (path.relative_to(ROOT).as_posix() for path in found)
