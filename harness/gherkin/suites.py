r"""Mutation testing of features and scenario files: which broken integrations they catch.

>>> from harness.gherkin.files import loads
>>> off = loads("scenario: Off\nsteps: [expect: {missed_requests: 0}]")
>>> found = mutants(off, names=["older-edit-wins"])
>>> found
<KillMatrix: 0 of 1 mutant caught; NOT CAUGHT: older-edit-wins>
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from harness.domain.arguments import wrong
from harness.domain.errors import BadInput
from harness.domain.settings import DEFAULT_SETTINGS
from harness.gherkin.files import (
    Additions,
    Place,
    additions,
    load_all,
    path_text,
    setting_texts,
)
from harness.gherkin.places import feature_files, is_feature, require_feature, scenario_files
from harness.gherkin.project_settings import settings_of
from harness.mutation.by_exploration import by_exploration
from harness.mutation.catalogue import mutants_named
from harness.mutation.kill_matrix import Suite, Trial, Verdict, baseline, by_trials, scenario_trial
from harness.mutation.mutant import Mutant
from harness.reports.event_text import plural
from harness.scenarios.replay import EngineFactory
from harness.scenarios.scenario import Scenario
from harness.scenarios.setting_text import with_settings
from harness.simulator.engine import Engine
from harness.simulator.store_engine import StoreEngine

_KINDS: Final = {"features": (".feature",), "scenarios": (".yaml", ".yml")}


@dataclass(frozen=True, repr=False)
class KillMatrix:
    """Which suite catches which mutant: for each mutant a verdict by kind of suite."""

    kinds: tuple[str, ...]  # features, scenarios, exploration: those that were tried
    rows: tuple[tuple[Mutant, Mapping[str, Verdict]], ...]
    # scenarios that do not pass without a mutant, or that only pytest can run: where, and why
    passed_over: tuple[tuple[str, str], ...] = ()

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """The mutants that nothing catches: no test is about the rules that they break."""
        return tuple(it for it, row in self.rows if not any(one.times for one in row.values()))

    def __repr__(self) -> str:
        left = [mutant.name for mutant in self.survivors]
        caught = f"{len(self.rows) - len(left)} of {plural(len(self.rows), 'mutant')} caught"
        return f"<KillMatrix: {caught}{'; NOT CAUGHT: ' if left else ''}{', '.join(left)}>"


def mutants(
    *suite: Place | Scenario,
    names: Iterable[str] = (),
    explore: bool = False,
    every: bool = False,
    catalog: Additions = None,
    settings: Iterable[str] = (),
    store: str | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> KillMatrix:
    """Try features, scenario files, folders of them and scenarios with each mutant.

    `names` are those of some mutants, else all of `MUTANTS` are tried; `explore` also tries random
    histories; `every` counts all that catch one, and not only the first. `catalog` is added to the
    tables of features and files; `settings`, such as `clock=Weekly`, are put over theirs and over
    those of histories; `store` is a class of your own as `FILE.py:Shelf`, by default that of the
    project or memory. A scenario that fails
    without any mutant would seem to catch every one: it is passed over. Raises BadInput if all do.
    """
    if isinstance(names, str):
        raise wrong("names", "a list of names of mutants", names)
    chosen = mutants_named(names)
    if not suite and not explore:
        raise BadInput("which features and scenarios? Name some, or let it explore")
    engine = _engine(store)
    texts = setting_texts(settings)
    with_settings(DEFAULT_SETTINGS, texts)  # BadInput before any trial
    trials = _trials(suite, store, catalog, texts)
    passed_over = _pass_over(trials)
    columns: dict[str, Suite] = {
        kind: by_trials(found, every) for kind, found in trials.items() if found
    }
    if explore:
        columns["exploration"] = by_exploration(every=every, engine=engine, settings=texts)
    rows = []
    for number, mutant in enumerate(chosen):
        if on_progress is not None:
            on_progress(number, len(chosen), "mutants")
        rows.append((mutant, {kind: column(mutant) for kind, column in columns.items()}))
    return KillMatrix(tuple(columns), tuple(rows), passed_over)


def _trials(
    suite: Iterable[Place | Scenario],
    store: str | None,
    catalog: Additions,
    settings: Sequence[str],
) -> dict[str, list[Trial]]:
    """The trials, by kind; a folder may hold both kinds."""
    found: dict[str, list[Trial]] = {kind: [] for kind in _KINDS}
    for one in suite:
        if isinstance(one, Scenario):
            put_over = with_settings(one.settings, settings)
            found["scenarios"].append(
                scenario_trial(replace(one, settings=put_over), _engine(store))
            )
            continue
        place = path_text("suite", one)
        if is_feature(place):
            require_feature(place)
            found["features"] += _of_features([place], store, catalog, settings)
            continue
        wanted = {kind: _files(place, kind) for kind in _KINDS}
        if not any(wanted.values()):
            raise BadInput(f"{place}: no .feature, .yaml or .yml file in this folder")
        found["features"] += _of_features(wanted["features"], store, catalog, settings)
        for it in load_all(*wanted["scenarios"], catalog=catalog, settings=settings):
            where = settings_of(it.file).store if store is None else store
            found["scenarios"].append(scenario_trial(it, _engine(where)))
    return found


def _engine(store: str | None) -> EngineFactory:
    return Engine if store in (None, "memory") else StoreEngine(str(store))


def _files(path: str, kind: str) -> list[str]:
    files = feature_files if kind == "features" else scenario_files
    try:
        return [str(file) for file in files([path]) if file.suffix in _KINDS[kind]]
    except BadInput:
        if not Path(path).is_dir():
            raise
        return []  # a folder of the other kind


def _of_features(
    places: list[str], store: str | None, catalog: Additions, settings: Sequence[str]
) -> list[Trial]:
    if not places:
        return []
    from harness.gherkin.conftest_loader import vocabulary

    vocabulary()  # raises what to install if Gherkin is not
    from harness.gherkin.mutant_trials import feature_trials

    added = additions(catalog)
    found: list[Trial] = []
    for place in places:
        project = settings_of(place).with_options(added, settings, store)
        with project.plugged_in():
            found += feature_trials(place, project)
    return found


def _pass_over(trials: dict[str, list[Trial]]) -> tuple[tuple[str, str], ...]:
    """Take out the trials that fail without any mutant; BadInput if no other is left."""
    failed: list[tuple[str, str]] = []
    for kind, found in trials.items():
        here = dict(baseline(found))
        failed += here.items()
        trials[kind] = [trial for trial in found if trial.place not in here]
    if failed and not any(trials.values()):
        lines = [f"{place}: fails without any mutant: {why}" for place, why in failed]
        raise BadInput("\n".join(lines))
    return tuple(failed)
