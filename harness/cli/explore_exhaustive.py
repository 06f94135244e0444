"""The exhaustive run of `harness explore`: the bounded model, for histories of any length.

First it derives every state of one record and each operation's effect in it, through the simulator
and with every property checked; then it does so for a record of two columns, and for one beside a
second record; then it searches the states that the records can be in together.
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
from harness.exploration.statespace.search import require_searchable, search
from harness.exploration.statespace.states import Form
from harness.exploration.statespace.transitions import Counterexample, TransitionTable
from harness.exploration.statespace.two_columns import TwoColumns
from harness.properties.law import ALWAYS, Property, required_goals
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar
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
# rules that no command of the model can reach, whatever the faults
_OUTSIDE_RULES: Final = {"L2", "B4", "B5", "R14", "R15", "R16", "R18", "N7", "G3", "M2", "F4", "F5"}


class _Done(NamedTuple):
    """The coverage goals that were reached and the rules that decided, in all derived steps."""

    reached: frozenset[str]
    decided: frozenset[str]


def exhaustive(spec: ExplorationSpec, folder: str | None, output: Output) -> int:
    """0 if every invariant holds and every coverage goal was reached, 1 if not."""
    conflict = spec.conflict or "last_edit_wins"
    world = BoundedModel(faults=spec.faults, conflict=conflict)
    records, many = plural(spec.records, "record"), len(world.operations)
    what = f"{records} of {TABLE}, 2 environments, {many} operations"
    prose(output, f"Exhaustive: {what}, faults: {', '.join(spec.faults) or 'none'}", "  ")
    began = time.monotonic()
    # a user's property may tell values apart
    form: Form = "time-abstracted" if spec.properties else "canonical"
    table = TransitionTable(world, form)
    two = TwoColumns(world)
    columns = TransitionTable(two, form, starts=tuple(two.starts))
    for says, derived, together in (
        ("one record", table, spec.records),
        ("one record of two columns", columns, 1),
    ):
        _derive(says, derived, together)
        steps = sum(map(len, derived.successors))
        output.write(f"{says}: {len(derived.states):,} states, {steps:,} steps through the door")
        if derived.counterexamples:
            return _broken(spec, derived.model, derived.counterexamples[0], folder, output)
    if spec.records > 1:
        found = _beside(table)
        if found is not None:
            return _broken(spec, world, found, folder, output)
        output.write("beside a second record: the same steps of one, through the door")
    _together(table, spec, output)
    output.write(f"{time.monotonic() - began:.1f} s in all")
    done = _Done(
        frozenset(
            name for it in (table, columns) for names, _ in it.coverage.values() for name in names
        ),
        frozenset(rule for it in (table, columns) for rule, _ in it.rules),
    )
    return _verdict(spec, done, required_goals(conflict, spec.faults, universe=False), output)


def _derive(says: str, table: TransitionTable, together: int) -> None:
    with ProgressBar(says) as progress:

        def derived(done: int, found: int) -> None:
            progress(done, found, "states")
            if not done % 1000:
                # refuses a space too large to search before it is derived
                require_searchable(table, together)

        table.derive(derived)


def _beside(table: TransitionTable) -> Counterexample | None:
    with ProgressBar("beside a second record") as progress:
        return check_independence(table, lambda done, known: progress(done, known, "states"))


def _together(table: TransitionTable, spec: ExplorationSpec, output: Output) -> None:
    began = time.monotonic()
    with ProgressBar("together") as progress:
        found = search(
            table,
            spec.records,
            on_progress=lambda n, depth: progress(n, n, f"states {depth} deep"),
        )
    assert found.closed
    seconds = time.monotonic() - began
    output.write(
        f"{plural(spec.records, 'record')}: {found.states:,} states, "
        f"{found.transitions:,} transitions, diameter {found.depth}"
    )
    output.write(f"{seconds:.1f} s for these, {found.states / seconds:,.0f} states a second")


def _broken(
    spec: ExplorationSpec,
    world: BoundedModel,
    found: Counterexample,
    folder: str | None,
    output: Output,
) -> int:
    """Write the counterexample: of one record it is a shortest, of two it is shrunk."""
    output.write(f"\nBROKEN: {found.violation.property}")
    prose(output, f"  {found.violation.message}", "  ")
    steps = tuple(ScenarioStep(at, at, it) for at, it in enumerate(found.commands, 1))
    title = f"It breaks: {found.violation.property}"
    scenario = Scenario(title, "found.yaml", world.settings, steps, found.given)
    write_found(spec, output, scenario, found.violation.property, folder)
    return FAILED


def write_reached(
    output: Output, wanted: dict[str, Property], reached: frozenset[str], named: bool = True
) -> list[str]:
    """Write how many goals were reached, and if `named` the missing ones, which are returned."""
    missing = [name for name in wanted if name not in reached]
    output.write(f"Reached: {len(wanted) - len(missing)} of {len(wanted)}")
    for name in missing if named else ():
        output.write(f"  NEVER: {name} ({', '.join(wanted[name].rules)})")
    return missing


def _verdict(
    spec: ExplorationSpec, done: _Done, wanted: dict[str, Property], output: Output
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
    assumed = [_APART] if spec.records > 1 else []
    assumed += [_OF_TIMES, _OF_YOURS if spec.properties else _OF_VALUES]
    left = [name for name in FAULT_SETS if name not in spec.faults]
    rules = _OUTSIDE_RULES | {
        rule
        for name, kind in FAULTS.items()
        if name not in (*spec.faults, "over" if spec.faults else "")
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
