"""One scenario in HTML: its facts, its failures, what happened, and how it ended."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.rule_marks import setting_of, standing_in
from harness.domain.step_results import Failure, StepResult
from harness.reports.checks import checks, looked_for, of_record
from harness.reports.event_columns import named_losses
from harness.reports.findings import grids
from harness.reports.folding import FoldedRow
from harness.reports.html.end_state import sides
from harness.reports.html.lanes import days
from harness.reports.html.parts import in_parts
from harness.reports.html.rendering import render
from harness.reports.origins import Whereabouts
from harness.reports.run_summary import Cost
from harness.reports.settings_text import settings_in_force
from harness.reports.summary import summary
from harness.reports.touched import GridRow, Touched
from harness.simulator.engine import Engine

MOST_WORDS: Final = 200  # records by whose names a search finds a scenario
COSTS: Final = ("Data losses", "Undone deletes", "Other findings", "Missed requests left")


class ScenarioView(NamedTuple):
    """A scenario that was replayed, as a page shows it."""

    title: str
    file: str
    rules: Sequence[str]
    outcome: str
    failures: Sequence[Failure]
    simulator: Engine
    steps: Sequence[StepResult]
    cost: Cost = Cost()  # what was lost, and how much of it an expectation names
    numbering: str = ""  # of the steps of a feature: what it counts, and their lines

    @property
    def failed(self) -> bool:
        """Whether an expectation did not hold."""
        return bool(self.failures)


class RenderedScenario(NamedTuple):
    """A scenario as markup: what is left of it when its stores are closed."""

    title: str
    failed: bool
    outcome: str
    rules: Sequence[str]
    costs: tuple[int, ...]
    summary: str  # what was lost, and what became of it
    body: str
    cost: Cost = Cost()
    words: str = ""  # that a search finds it by
    standing: Mapping[str, str] = MappingProxyType({})  # settings in the place of its rules
    long: bool = False  # whether its timeline is in parts


def rendered(
    scenario: ScenarioView, prefix: str, expand: bool = False, record: str | None = None
) -> RenderedScenario:
    """The scenario as markup, or one `record` of it.

    `prefix` begins the ids of what links may lead to.
    """
    simulator, steps = scenario.simulator, scenario.steps
    found = of_record(checks(simulator), record)
    count = {check.kind: len(check.found) for check in found}
    lost, undone, missed = map(count.pop, ("data loss", "undone delete", "missed request"))
    costs = lost, undone, sum(count.values()), missed
    touched = Touched(simulator, steps, found, expand, record)
    where, settings = Whereabouts(simulator, steps), simulator.world.settings
    standing = {rule: standing_in(rule, settings) for rule in scenario.rules}
    whole, parts = in_parts(days(simulator, steps, expand, record))
    body = render(
        "scenario.html",
        it=scenario,
        prefix=prefix,
        steps=len({step.number for step in steps}),
        costs=list(zip(COSTS, costs, strict=True)),
        world=simulator.world,
        settings=settings_in_force(settings),
        days=whole,
        parts=parts,
        sides=sides(simulator, touched),
        grids=[
            GridTable(table, touched.rows_of_record(rows), *touched.grid(rows))
            for table, rows in grids(simulator)
        ],
        checks=[(check, *where.rows(check, expand)) for check in found],
        where_of=where.of,
        setting_of=lambda it: setting_of(it, settings),
        standing=standing,
        columns_of=lambda it: named_losses(simulator.world.catalog[it.table], it.columns),
        looked_for=looked_for(found) if record is None else [],
        record=record,
    )
    told = render("summary.html", summary=summary(simulator, steps, found, record), prefix=prefix)
    return RenderedScenario(
        scenario.title,
        scenario.failed,
        scenario.outcome,
        scenario.rules,
        costs,
        told,
        body,
        scenario.cost,
        _words(scenario),
        standing,
        parts is not None,
    )


def _words(scenario: ScenarioView) -> str:
    """The title, the file, the rules, what was lost and the records: what a search looks in."""
    pairs = scenario.simulator.world.record_pairs
    names = [pair.name for table in pairs.tables() for pair in pairs.of(table)][:MOST_WORDS]
    found = scenario.title, scenario.file, *scenario.rules, scenario.cost.text, *names
    return " ".join(found).lower()


class GridTable(NamedTuple):
    """The tracking rows of a table, those that are shown, words on the others, and these."""

    table: Table
    rows: Sequence[GridRow]
    shown: Sequence[FoldedRow[GridRow]]
    rest: str
    left: Sequence[GridRow]
