"""The exhaustive run of `harness explore`: a small world, for histories of any length.

First every state of one record and what each operation does in it, through the simulator's door and
with every promise looked at; then the same for a record of two columns, and beside another record;
then all states that the records can be in together.
"""

import time
from typing import Final, NamedTuple

from harness.cli.counterexample import write_found
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import prose
from harness.domain.faults import FAULTS
from harness.domain.rules import RULES
from harness.exploration.campaign.work_units import ExplorationSpec
from harness.exploration.statespace.independence import check_independence
from harness.exploration.statespace.model import FAULT_SETS, TABLE, BoundedModel
from harness.exploration.statespace.search import fits, search
from harness.exploration.statespace.states import Form
from harness.exploration.statespace.transitions import Counterexample, TransitionTable
from harness.exploration.statespace.two_columns import TwoColumns
from harness.properties.law import ALWAYS, Property, required_goals
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar, check_folder
from harness.scenarios.scenario import Scenario, ScenarioStep

_OUTSIDE: Final = (
    "how old something is, and not only what came first: the delay of L2, the schedule of S4, B5",
    "what things take: the cost of M2, faults that last for a time or count requests (F1 to F3)",
    "deliveries that come again (F4), clocks that are wrong (F5), runs that are stopped (B4)",
    "several tables (B1, N7), lookups (R14), one-way columns (R15), columns that differ (R16)",
    "entities (G3), imports of several rows (M1), records of more than two columns",
)
_APART: Final = (
    "the records of a table do not know of one another: every step of one was done beside a second "
    "that was in some state of its own, not in each"
)
_OF_TIMES: Final = "of times only their order counts"
_OF_VALUES: Final = "of values only whether they are equal or empty"
_OF_YOURS: Final = (
    "a property of your own looks at a step and at what is there, not at how it came to be"
)
# what no command of this world can come to, whatever the faults
_OUTSIDE_RULES: Final = {"L2", "B4", "B5", "R14", "R15", "R16", "R18", "N7", "G3", "M2", "F4", "F5"}


class _Done(NamedTuple):
    """What was reached, and which rules decided, in all that went through the door."""

    reached: frozenset[str]
    decided: frozenset[str]


def exhaustive(plan: ExplorationSpec, folder: str | None, output: Output) -> int:
    """0 where every promise holds and everything was reached, 1 where not."""
    if folder is not None:
        check_folder(folder)
    conflict = plan.conflict or "last_edit_wins"
    world = BoundedModel(faults=plan.faults, conflict=conflict)
    records, many = plural(plan.records, "record"), len(world.operations)
    what = f"{records} of {TABLE}, 2 environments, {many} operations"
    prose(output, f"Exhaustive: {what}, faults: {', '.join(plan.faults) or 'none'}", "  ")
    began = time.monotonic()
    # a property of one's own may tell values apart
    form: Form = "order" if plan.properties else "canonical"
    table = TransitionTable(world, form)
    two = TwoColumns(world)
    columns = TransitionTable(two, form, starts=tuple(two.starts))
    for says, derived, together in (
        ("one record", table, plan.records),
        ("one record of two columns", columns, 1),
    ):
        _derive(says, derived, together)
        steps = sum(map(len, derived.successors))
        output.write(f"{says}: {len(derived.states):,} states, {steps:,} steps through the door")
        if derived.counterexamples:
            return _broken(plan, derived.world, derived.counterexamples[0], folder, output)
    if plan.records > 1:
        found = _beside(table)
        if found is not None:
            return _broken(plan, world, found, folder, output)
        output.write("beside a second record: the same steps of one, through the door")
    _together(table, plan, output)
    output.write(f"{time.monotonic() - began:.1f} s in all")
    done = _Done(
        frozenset(
            name for it in (table, columns) for names, _ in it.coverage.values() for name in names
        ),
        frozenset(rule for it in (table, columns) for rule, _ in it.rules),
    )
    return _verdict(plan, done, required_goals(conflict, plan.faults, universe=False), output)


def _derive(says: str, table: TransitionTable, together: int) -> None:
    progress = ProgressBar(says)

    def derived(done: int, found: int) -> None:
        progress(done, found, "states")
        if not done % 1000:
            fits(table, together)  # said before all that cannot be searched is derived

    try:
        table.derive(derived)
    finally:
        progress.clear()


def _beside(table: TransitionTable) -> Counterexample | None:
    progress = ProgressBar("beside a second record")
    try:
        return check_independence(table, lambda done, known: progress(done, known, "states"))
    finally:
        progress.clear()


def _together(table: TransitionTable, plan: ExplorationSpec, output: Output) -> None:
    progress = ProgressBar("together")
    began = time.monotonic()
    try:
        found = search(
            table,
            plan.records,
            on_progress=lambda n, depth: progress(n, n, f"states {depth} deep"),
        )
    finally:
        progress.clear()
    assert found.closed
    seconds = time.monotonic() - began
    output.write(
        f"{plural(plan.records, 'record')}: {found.states:,} states, "
        f"{found.transitions:,} transitions, diameter {found.depth}"
    )
    output.write(f"{seconds:.1f} s for these, {found.states / seconds:,.0f} states a second")


def _broken(
    plan: ExplorationSpec,
    world: BoundedModel,
    found: Counterexample,
    folder: str | None,
    output: Output,
) -> int:
    """The history: of one record it is a shortest, of two it is made short."""
    output.write(f"\nBROKEN: {found.violation.property}")
    prose(output, f"  {found.violation.message}", "  ")
    steps = tuple(ScenarioStep(at, at, it) for at, it in enumerate(found.commands, 1))
    title = f"It breaks: {found.violation.property}"
    scenario = Scenario(title, "found.yaml", world.settings, steps, found.given)
    write_found(plan, output, scenario, found.violation.property, folder)
    return FAILED


def write_reached(
    output: Output, wanted: dict[str, Property], reached: frozenset[str], named: bool = True
) -> list[str]:
    """How much of what is wanted was reached; the rest is returned, and `named` where asked for."""
    missing = [name for name in wanted if name not in reached]
    output.write(f"Reached: {len(wanted) - len(missing)} of {len(wanted)}")
    for name in missing if named else ():
        output.write(f"  NEVER: {name} ({', '.join(wanted[name].rules)})")
    return missing


def _verdict(
    plan: ExplorationSpec, done: _Done, wanted: dict[str, Property], output: Output
) -> int:
    count = len(ALWAYS)
    output.write(f"\nPromises: {count} of {count} hold after every step of every history")
    missing = write_reached(output, wanted, done.reached)
    which = ", ".join(rule for rule in RULES if rule in done.decided)
    prose(output, f"Rules that decided: {len(done.decided)} of {len(RULES)}: {which}", "  ")
    if missing:
        output.write("\nNot verified: what was never reached was not tried.")
        return FAILED
    output.write("\nVerified for histories of any length over this world.")
    assumed = [_APART] if plan.records > 1 else []
    assumed += [_OF_TIMES, _OF_YOURS if plan.properties else _OF_VALUES]
    left = [name for name in FAULT_SETS if name not in plan.faults]
    rules = _OUTSIDE_RULES | {
        rule
        for name, kind in FAULTS.items()
        if name not in (*plan.faults, "over" if plan.faults else "")
        for rule in kind.rules
        if rule.startswith("F")
    }
    untried = [
        f"{name} ({', '.join(it.rules)})"
        for name, it in ALWAYS.items()
        if it.rules and rules.issuperset(it.rules)
    ]
    for heading, items in (
        ("It assumes that", assumed),
        ("Outside this world", _OUTSIDE),
        ("Promises that are about that alone", untried),
        ("Faults that were not chosen", [", ".join(left)] if left else []),
    ):
        if items:
            output.write(f"{heading}:")
        for item in items:
            prose(output, f"  - {item}", "    ")
    return PASSED
