"""The exhaustive run of `harness explore`: the bounded model, for histories of any length.

First it derives every state of one record and each operation's effect in it, through the simulator
and with every property checked; then it does so for a record of two columns, for a record and one
that looks it up, and for a record next to another; then it searches the states that the records can
be in together.
"""

import time
from collections.abc import Sequence
from typing import Final

from harness.cli.counterexample import write_found
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import prose
from harness.domain.faults import BUILT_IN_FAULTS, FAULTS
from harness.domain.rules import RULES
from harness.domain.settings import DEFAULT_SETTINGS
from harness.exploration.campaign.work_units import ExplorationSpec, engine_of
from harness.exploration.statespace.model import FAULT_SETS, TABLE, BoundedModel
from harness.exploration.statespace.states import Form
from harness.exploration.statespace.transitions import TransitionTable, ViolatingHistory
from harness.exploration.statespace.verification import (
    Broken,
    Derived,
    Independent,
    Searched,
    verification,
)
from harness.library.exploring import Counterexample
from harness.properties.law import ALWAYS, Property, required_goals
from harness.properties.plugin_file import properties_of
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.setting_text import with_settings

_OUTSIDE: Final = (
    "how old something is, and not only what came first: the delay of L2, the schedule of S4, B5",
    "what things take: the cost of M2, faults that last for a time or count requests (F1 to F3)",
    "deliveries that come again (F4), clocks that are wrong (F5), runs that are stopped (B4)",
    "what flows one way (R15), columns that differ or are on one side (R16, V3), empty dates (V1)",
    "lookups of more than one record (R14, L10), cascades (R19), a table's own sync now (N7)",
    "natural keys that change (R18) or are spelled otherwise (V2), periods (R20)",
    "backups and the recycle bin (E1, E2), what is there at the start (S7)",
    "entities (G3), imports of several rows (M1, M3, M4), records of more than two columns",
)
_INDEPENDENT: Final = (
    "the records of a table do not know of one another: every step of one was done beside a second "
    "that was in some state of its own, not in each"
)
_TIMES: Final = "of times only their order counts"
_VALUES: Final = "of values only whether they are equal or empty"
_OWN_PROPERTIES: Final = (
    "a property of your own looks at a step and at what is there, not at how it came to be"
)
# rules that no command of the model can reach, whatever the faults
_OUTSIDE_RULES: Final = {
    "L2", "B4", "B5", "B8", "R15", "R16", "R18", "R20", "V1", "V2", "V3", "N7", "G3", "M2", "M3",
    "M4", "E1", "E2", "F4", "F5", "S7",
}  # fmt: skip


def exhaustive(spec: ExplorationSpec, folder: str | None, output: Output) -> int:
    """Explore; exit status 1 if an invariant is violated or a coverage goal is not reached."""
    conflict = spec.conflict or "last_edit_wins"
    usual = with_settings(DEFAULT_SETTINGS, spec.settings)
    model = BoundedModel(
        faults=spec.faults, conflict=conflict, tie=usual.tie, records=spec.records,
        engine=engine_of(spec), late_delete=usual.late_delete, not_listened=usual.not_listened,
        lookups=True,
    )  # fmt: skip
    what = f"{plural(spec.records, 'record')} of {TABLE}, 2 environments"
    faults = ", ".join(spec.faults) or "none"
    prose(output, f"Exhaustive: {what}, {len(model.operations)} operations, faults: {faults}", "  ")
    began = time.monotonic()
    # a user's property may tell values apart
    form: Form = "time-abstracted" if properties_of(spec.plugins) else "canonical"
    tables, last = [], began
    for stage in verification(model, form, ProgressBar):
        match stage:
            case Broken(broken, history):
                return _broken(spec, broken, history, folder, output)
            case Derived(label, table):
                tables.append(table)
                states = f"{len(table.states):,} states, {stage.steps:,} steps of the simulator"
                output.write(f"{label}: {states}")
            case Independent():
                output.write("beside a second record: the same steps again, of the simulator")
            case Searched():
                _write_search(stage, time.monotonic() - last, output)
        last = time.monotonic()
    output.write(f"{time.monotonic() - began:.1f} s in all")
    goals = required_goals(conflict, spec.faults, universe=False)
    return _verdict(spec, tables, goals, output)


def _write_search(stage: Searched, seconds: float, output: Output) -> None:
    """Write how many states the records can be in together, and how fast they were found."""
    records, found = stage
    output.write(
        f"{plural(records, 'record')}: {found.states:,} states, "
        f"{found.transitions:,} transitions, diameter {found.depth}"
    )
    output.write(f"{seconds:.1f} s for these, {found.states / seconds:,.0f} states a second")


def _broken(
    spec: ExplorationSpec,
    model: BoundedModel,
    found: ViolatingHistory,
    folder: str | None,
    output: Output,
) -> int:
    """Write the counterexample: of one record it is a shortest, of two it is shrunk."""
    name = found.violation.property
    output.write(f"\nBROKEN: {name}")
    prose(output, f"  {found.violation.message}", "  ")
    steps = tuple(ScenarioStep(at, at, it) for at, it in enumerate(found.commands, 1))
    scenario = Scenario(f"It breaks: {name}", "found.yaml", model.settings, steps, found.given)
    found_one = Counterexample(name, found.violation.message, scenario, engine=model.engine)
    write_found(spec, output, found_one, folder)
    return FAILED


def write_reached(
    output: Output, goals: dict[str, Property], reached: frozenset[str], named: bool = True
) -> list[str]:
    """Write how many goals were reached, and if `named` the missing ones, which are returned."""
    missing = [name for name in goals if name not in reached]
    output.write(f"Coverage goals reached: {len(goals) - len(missing)} of {len(goals)}")
    for name in missing if named else ():
        output.write(f"  NEVER: {name} ({', '.join(goals[name].rules)})")
    return missing


def _verdict(
    spec: ExplorationSpec,
    tables: Sequence[TransitionTable],
    goals: dict[str, Property],
    output: Output,
) -> int:
    reached = {name for it in tables for names, _ in it.coverage.values() for name in names}
    decided = {rule for it in tables for rule, _ in it.rules}
    count = len(ALWAYS)
    output.write(f"\nProperties: {count} of {count} hold after every step of every history")
    missing = write_reached(output, goals, frozenset(reached))
    which = ", ".join(rule for rule in RULES if rule in decided)
    prose(output, f"Rules that decided: {len(decided)} of {len(RULES)}: {which}", "  ")
    if missing:
        output.write("\nNot verified: what was never reached was not tried.")
        return FAILED
    output.write("\nVerified for histories of any length over this model.")
    assumed = [_INDEPENDENT] if spec.records > 1 else []
    assumed += [_TIMES, _OWN_PROPERTIES if properties_of(spec.plugins) else _VALUES]
    left = [name for name in FAULT_SETS if name not in spec.faults]
    rules = _OUTSIDE_RULES | {
        rule
        for name, kind in ((name, FAULTS[name]) for name in BUILT_IN_FAULTS)
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
        ("Outside this model", _OUTSIDE),
        ("Properties that are about that alone", untried),
        ("Faults that were not chosen", [", ".join(left)] if left else []),
    ):
        if items:
            output.write(f"{heading}:")
        for item in items:
            prose(output, f"  - {item}", "    ")
    return PASSED
