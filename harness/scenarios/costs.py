"""What a scenario cost its users, and how much of that its expectations name."""

from collections import defaultdict
from collections.abc import Iterable

from harness.reports.findings import Finding, data_loss, undone_deletes
from harness.reports.run_summary import (
    Cost,
    FailedExpectation,
    OutcomeGroup,
    ScenarioOutcome,
)
from harness.scenarios.replay import Replay
from harness.scenarios.reported import DataLoss, DataLosses, UndoneDelete
from harness.scenarios.scenario import Scenario
from harness.simulator.engine import Engine


def cost_of(simulator: Engine, held: Iterable[object], record: str | None = None) -> Cost:
    """The losses and undone deletes, and those that an expectation names; `held` are those met.

    That some was reported, whichever, names one. Of one `record`, if asked.
    """
    expected = list(held)
    losses, undone = (
        [it for it in found if record in (None, it.record)]
        for found in (data_loss(simulator), undone_deletes(simulator))
    )
    deletes = {
        (it.environment, it.record) for it in expected if isinstance(it, UndoneDelete) and it.record
    }
    named = _Named(expected)
    lost_named = sum(map(named.names, losses))
    undone_named = sum((it.environment, it.record) in deletes for it in undone)
    return Cost(
        len(losses),
        max(lost_named, bool(losses) and DataLoss.some() in expected),
        len(undone),
        max(undone_named, bool(undone) and UndoneDelete.some() in expected),
    )


class _Named:
    """The losses that expectations name, by the environment and the record that they are of."""

    def __init__(self, expected: Iterable[object]) -> None:
        # of each the columns that one expectation has; None if it names none of them
        self.whole: defaultdict[tuple[str, str], set[frozenset[str] | None]] = defaultdict(set)
        self.listed: defaultdict[tuple[str, str], set[str]] = defaultdict(set)  # from lists of all
        for it in expected:
            if isinstance(it, DataLoss) and it.environment and it.record:
                self.whole[it.environment, it.record].add(it.columns)
            elif isinstance(it, DataLosses):
                for environment, record, column, _, _ in it.rows:
                    self.listed[environment, record].add(column)

    def names(self, loss: Finding) -> bool:
        """Whether one names the loss: its record, and if it names columns all of them."""
        place = loss.environment, loss.record or ""
        columns = frozenset(column for column, _, _ in loss.columns)
        whole = self.whole.get(place, ())
        return (
            None in whole or columns in whole or (bool(columns) and columns <= self.listed[place])
        )


def cost_of_replay(done: Replay, record: str | None = None) -> Cost:
    """The cost of a replay, or of one record in it."""
    unmet = {failure.step for failure in done.failures}
    ran = {step.number for step in done.done} - unmet
    steps = done.scenario.steps
    held = [step.does for step in steps if step.number in ran]
    return cost_of(done.simulator, held, record)


def by_file(ran: Iterable[tuple[Scenario, ScenarioOutcome]]) -> list[OutcomeGroup]:
    """A group for each file, in the order in which they come."""
    found: dict[str, tuple[str, list[ScenarioOutcome]]] = {}
    for scenario, outcome in ran:
        name = scenario.title if scenario.line is None else scenario.file
        found.setdefault(scenario.file, (name, []))[1].append(outcome)
    return [OutcomeGroup(name, file, its) for file, (name, its) in found.items()]


def outcome_of(done: Replay) -> ScenarioOutcome:
    """How a replay went, which can be told when its stores are closed."""
    scenario = done.scenario
    failures = [
        FailedExpectation(f"{scenario.file}:{it.line}", it.expected, it.actual)
        for it in done.failures
    ]
    cost = cost_of_replay(done)
    return ScenarioOutcome(
        scenario.title, scenario.place, done.outcome, scenario.rules, cost, failures
    )
