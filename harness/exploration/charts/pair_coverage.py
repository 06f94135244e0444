"""Coverage of rules by commands: how often each rule decided in the derivation of a bounded model.

A rule that never decided is named too. Some are invariants (S5, B3) that are checked after every
step; others need what a bounded model does not have, a second table, a lookup or a delay, or are
recorded under another rule (R12 under R4). Properties guard these too, all of them.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False))
>>> table.derive()
>>> coverage_rows(table)[0]
Pair(rule='S2', command='create hr', times=84)
>>> "S5" in undecided(table)[0]
True
"""

from typing import Final, NamedTuple

from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS
from harness.domain.rules import RULES
from harness.exploration.statespace.model import FAULT_SETS, BoundedModel
from harness.exploration.statespace.transitions import TransitionTable
from harness.properties.law import ALWAYS

__all__ = ["BoundedModel", "Pair", "TransitionTable", "coverage_rows", "groups", "undecided"]
_FAULTS: Final = frozenset(
    [*(fault.kind for faults in FAULT_SETS.values() for fault in faults), "over"]
)


class Pair(NamedTuple):
    """A rule, a kind of command, and how often the rule decided under it in the derivation."""

    rule: str
    command: str
    times: int


class Group(NamedTuple):
    """Kinds of commands that belong together; `headings` are shorter, for below the title."""

    title: str
    commands: tuple[str, ...]
    headings: tuple[str, ...]


def coverage_rows(table: TransitionTable) -> list[Pair]:
    """Every pair that occurred: rules in the registry's order, commands in the model's."""
    commands = [command for group in groups(table) for command in group.commands]
    return [
        Pair(rule, command, table.rules[rule, command])
        for rule in RULES
        for command in commands
        if (rule, command) in table.rules
    ]


def decided(table: TransitionTable) -> tuple[str, ...]:
    """The rules that decided anything, in the order of the registry."""
    found = {rule for rule, _ in table.rules}
    return tuple(rule for rule in RULES if rule in found)


def undecided(table: TransitionTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that never decided: those that a property guards all the same, and the others."""
    guarded = {rule for known in ALWAYS.values() for rule in known.rules}
    others = decided(table)
    left = [rule for rule in RULES if rule not in others]
    return (
        tuple(rule for rule in left if rule in guarded),
        tuple(rule for rule in left if rule not in guarded),
    )


def undecided_notes(table: TransitionTable) -> list[str]:
    """The rules that never decided, in sentences."""
    guarded, others = undecided(table)
    found = []
    if guarded:
        found.append(f"Decided nothing here, but properties guard them: {', '.join(guarded)}.")
    if others:
        found.append(
            f"Decided nothing here: {', '.join(others)}. They need a fault that was not "
            "chosen, a second table or a schedule, or are reported under another rule's name."
        )
    return found


def groups(table: TransitionTable) -> list[Group]:
    """The model's commands: of users in either environment, of administrators, and its faults."""
    kinds = list(dict.fromkeys(operation.kind for operation in table.operations))
    faults = [kind for kind in kinds if kind.split(" ")[0] in _FAULTS]
    found = []
    for environment in ENVIRONMENTS:
        here = [it for it in kinds if it.endswith(f" {environment}") and it not in faults]
        title = f"Users in {ENVIRONMENT_NAMES[environment]}"
        found.append(Group(title, tuple(here), tuple(it.split(" ")[0] for it in here)))
    others = [kind for kind in kinds if " " not in kind and kind not in faults]
    found.append(Group("Administrators, and time", tuple(others), tuple(others)))
    found.append(Group("Faults", tuple(faults), tuple(faults)))
    return [group for group in found if group.commands]
