"""Witnesses as scenario files: the commands, then expectations that hold only of this witness.

>>> from harness.exploration.witnesses.search import find
>>> from harness.exploration.statespace.model import BoundedModel
>>> found = find("tie", BoundedModel(values=(None, "Byron"), imports=False))
>>> print(file_name(1, found[0]))
01-edit-in-dataverse-held-back-lost-in-a-tie-at-once.yaml
"""

import textwrap
from collections.abc import Iterator, Sequence

from harness.domain.commands import Command
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS
from harness.domain.events import EVENTS
from harness.domain.records import at
from harness.domain.rules import marked
from harness.exploration.statespace.model import COLUMN, NAMES, TABLE
from harness.exploration.witnesses.causes import ALSO
from harness.exploration.witnesses.retelling import Retelling, retell
from harness.exploration.witnesses.search import Witness
from harness.reports.findings import data_loss, undone_deletes
from harness.reports.sides import differences
from harness.reports.timeline_rows import timeline_lines
from harness.reports.values import shown
from harness.scenarios.expectations import (
    Converged,
    DataLosses,
    Diverged,
    Exists,
    Expectation,
    HasValues,
    MissedRequests,
    RefusedBecause,
    TimelineSays,
    UndoneDelete,
)
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.writer import scenario_text
from harness.simulator.engine import Engine

_NAME = NAMES[0]
_COMMENT = 98  # columns


def file_name(number: int, found: Witness) -> str:
    """The name of a witness's file: its number in the list, and its cause."""
    return f"{number:02}-{found.cause.slug}.yaml"


def scenario_of(found: Witness) -> Scenario:
    """The witness as a scenario, which passes only if the history comes to what was found."""
    it = retell(found)
    does: list[Command | Expectation] = [*it.commands, *_expected(found, it)]
    steps = tuple(ScenarioStep(number, number, one) for number, one in enumerate(does, 1))
    title, rules = found.cause.title, found.cause.rules
    scenario = Scenario(title, f"{found.cause.slug}.yaml", it.settings, steps, it.given, rules)
    assert replay(scenario, engine=found.model.engine).outcome == "passed", title
    return scenario


def scenario_file(found: Witness) -> str:
    """The text of a witness's file: a comment for the reader, then the scenario."""
    scenario = scenario_of(found)
    sentences = [*_lessons(replay(scenario, engine=found.model.engine).simulator)]
    if found.also:
        sentences.append(f"The same comes about {_and([ALSO[it] for it in found.also])}.")
    sentences.append(f"No shorter history comes to this (harness find {found.target}).")
    sentences.append(f"Where it comes from: {', '.join(map(marked, found.cause.rules))}.")
    lines = textwrap.wrap(" ".join(sentences), _COMMENT, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines) + "\n" + scenario_text(scenario)


def _lessons(simulator: Engine) -> Iterator[str]:
    """What somebody lost, or what differs at the end, as sentences."""
    losses = data_loss(simulator)
    for loss in losses:
        gone = simulator.record(loss.environment, loss.record) is None
        where = ENVIRONMENT_NAMES[loss.environment]
        for _, lost, kept in loss.columns:
            kept_text = "nothing is kept" if gone else f"{shown(kept)} is kept"
            yield f"{shown(lost)}, entered in {where}, is lost; {kept_text}."
    for undone in undone_deletes(simulator):
        yield f"Somebody deleted the record in {ENVIRONMENT_NAMES[undone.environment]}; it is back."
    pair = simulator.world.record_pairs.named(_NAME)
    for text in differences(simulator, pair.table.name, pair) if pair else ():
        yield f"At the end {text.replace(COLUMN + ' ', 'the last name ')}."


def _and(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _expected(found: Witness, it: Retelling) -> Iterator[Expectation]:
    """The refusal, the losses, the undone deletes, then the state at the end."""
    simulator = it.last.simulator
    if it.last.refused:
        yield RefusedBecause(it.last.refused)
    if found.target.replace("-", "_") in EVENTS:
        kind = found.target.replace("-", "_")
        texts = [line.what for line in timeline_lines(simulator, expand=True) if line.event == kind]
        if texts:
            yield TimelineSays(texts[-1])
    losses = data_loss(simulator)
    undone = undone_deletes(simulator)
    if found.cause.rules[:1] == ("R11",):
        yield TimelineSays("a tie")
    if losses:
        rows = [(it.environment, it.record, *column) for it in losses for column in it.columns]
        yield DataLosses(tuple(rows))
    for one in undone:
        yield UndoneDelete(one.environment, one.record)
    lost_in = [one.environment for one in losses]
    of_interest = lost_in + [one.environment for one in undone]
    yield from _at_the_end(simulator, of_interest, found.model.columns)


def _at_the_end(
    simulator: Engine, of_interest: Sequence[str], columns: Sequence[str]
) -> Iterator[Expectation]:
    pair = simulator.world.record_pairs.named(_NAME)
    if pair is None:
        return
    differ = any(differences(simulator, pair.table.name, pair))
    for environment in ENVIRONMENTS:
        record = simulator.record(environment, _NAME)
        if record is None:
            yield Exists(environment, _NAME, False)
        elif differ or environment in of_interest:
            held = []
            for column in columns:
                value = at(record.values, pair.table.index[column])
                assert not isinstance(value, tuple)
                held.append((column, value))
            yield HasValues(environment, _NAME, tuple(held))
    for environment in ENVIRONMENTS:
        if pair.request(environment):
            yield MissedRequests(None, environment, _NAME)
    if differ:
        yield Diverged(_NAME)
    elif not any(differences(simulator, TABLE)):
        yield Converged()
