"""An explanation (provenance): which events and rules led to each final value of a record.

It consists of sections of chains of links; a link is one event of the journal in words, with the
step it belongs to and the rules that decided it. `harness explain` prints it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from harness.domain.column_words import column_called
from harness.domain.rules import RULES
from harness.domain.settings import Settings
from harness.domain.step_results import StepResult
from harness.reports.explain.history import Entry
from harness.reports.explain.sections import Chain, RecordSections
from harness.reports.one_record import unknown_record
from harness.simulator.engine import Engine


class Section(NamedTuple):
    """Chains under one heading."""

    title: str
    chains: Sequence[Chain]


class ExplainedState(NamedTuple):
    """Of which simulation an explanation is, and at which moment."""

    settings: Settings
    now: int
    on: bool
    steps: int = 1  # the number of the last one
    scenario: str = ""  # its title, if it is of one
    place: str = ""
    failed: Sequence[int] = ()  # the steps that failed


class RecordExplanation(NamedTuple):
    """How one record came to be as it is."""

    title: str
    sections: Sequence[Section]
    table: str  # of the record
    state: ExplainedState

    @property
    def rules(self) -> list[str]:
        """The rules that had a part in it, in the order of the registry."""
        found: set[str] = set()
        for section in self.sections:
            for chain in section.chains:
                found.update(chain.rules, *(link.rules for link in chain.links))
        return [rule for rule in RULES if rule in found]


def explain(
    simulator: Engine,
    record: str,
    steps: Iterable[StepResult] = (),
    column: str | None = None,
) -> RecordExplanation:
    """Explain a record, or one column of it. BadInput if there is no such record or column."""
    pair = simulator.world.record_pairs.named(record)
    refusals = [
        Entry(seq, event)
        for seq, event in simulator.journal
        if event.event == "refused" and event.record == record
    ]
    if pair is None:
        raise unknown_record(simulator, record)
    if column is not None:
        column = column_called(pair.table, column).name
    steps = list(steps)
    of_record = RecordSections(simulator, pair, steps, fold=column is None)
    names = pair.table.names if column is None else (column,)
    sections = [
        Section("Is it there?", [of_record.existence()]),
        Section("What people lost", list(of_record.losses(names))),
        Section("Its values", list(of_record.columns(names))),
        Section("What has not travelled", list(of_record.missed())),
        Section("Its tracking row", [of_record.tracking()]),
        Section("What was refused", list(of_record.refused(refusals))),
    ]
    key = pair.table.key_text(pair.key)
    title = f"{record}: {pair.table.display_name} ({pair.table.name}) {key}"
    found = [section for section in sections if section.chains]
    world, last = simulator.world, max((step.number for step in steps), default=1)
    state = ExplainedState(world.settings, world.clock.now, world.on, last)
    return RecordExplanation(title, found, pair.table.name, state)
