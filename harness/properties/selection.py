"""Properties, and which of them concern a step: by its command, its entries, and what else it has.

Most steps are about one record or none, and most properties about something rare. So a property
says what it is about, and is asked of no step without.

>>> from harness.domain.commands import TurnOn
>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.simulator.engine import Engine
>>> losses = Property("no loss", (), lambda step: "lost", events=frozenset({"lost"}))
>>> switch = Property("no switch", (), lambda step: "on", frozenset({TurnOn}))
>>> [name for name, _ in Properties([losses, switch]).of(Oracle(Engine()).do(TurnOn()))]
['no switch']
"""

from collections.abc import Callable, Iterable
from itertools import compress
from operator import attrgetter
from typing import Final, NamedTuple

from harness.domain.commands import STEP_COMMANDS
from harness.properties.oracle.oracle import Step
from harness.properties.oracle.step import Alike

# what a property may be about, besides kinds of entries: attributes of a step that may be empty
ATTRIBUTES: Final = (
    "after_batch", "batch_runs", "cascade", "due_deletes", "due_runs", "ended_runs",
    "expected_losses", "expected_refusal", "expected_undone_deletes", "expected_unheard",
    "expected_unnoticed", "live_deliveries", "names", "new_records", "oracle.current_run",
    "oracle.expected_faults.clocks", "oracle.expected_faults.outages", "oracle.was_unnoticed",
    "refused", "sent_requests", "settlements", "waiting_before",
)  # fmt: skip
_values: Final = attrgetter(*ATTRIBUTES)
_MOST_ALIKE: Final = 1 << 14  # kinds of steps that are remembered
Check = Callable[[Step], str | bool | None]


def alike(step: Step) -> Alike:
    """What tells the step from those that other properties concern; found once."""
    found = step.alike
    if found is None:
        filled = tuple(compress(ATTRIBUTES, _values(step)))
        found = step.alike = type(step.command), filled, frozenset(step.kinds)
    return found


class Property(NamedTuple):
    """An invariant or a coverage goal: its name, the rules it guards, and a function of a step.

    The function of an invariant returns what is wrong, or nothing; that of a coverage goal, whether
    the step reaches it.
    """

    name: str
    rules: tuple[str, ...]
    check: Check
    commands: frozenset[type] = frozenset(STEP_COMMANDS)  # an invariant checks steps of these only
    needs: frozenset[str] = frozenset()  # without which a coverage goal cannot be reached
    # it is not asked of a step without an entry of these kinds and with these attributes empty
    events: frozenset[str] = frozenset()
    having: frozenset[str] = frozenset()

    def concerns(self, those: Alike) -> bool:
        """Whether it may find something in steps like that."""
        command, filled, kinds = those
        return self.follows(command) and bool(_by_entries([self], filled, kinds))

    def follows(self, command: type) -> bool:
        """Whether it may find something in steps of such a command."""
        return not self.commands or command in self.commands


def _by_entries(
    properties: Iterable[Property], filled: tuple[str, ...], kinds: frozenset[str]
) -> list[Property]:
    """Those that may find something with these attributes filled and these kinds of entries."""
    return [
        it
        for it in properties
        if not (it.events or it.having)
        or not (it.events.isdisjoint(kinds) and it.having.isdisjoint(filled))
    ]


class Properties(dict[str, Property]):
    """Properties by name, in the order in which they are checked.

    Which of them concern a step is found once for all steps that are alike.
    """

    def __init__(self, properties: Iterable[Property] = ()) -> None:
        super().__init__((it.name, it) for it in properties)
        self._of: dict[Alike, tuple[tuple[str, Check], ...]] = {}
        self._of_command: dict[type, list[Property]] = {}

    def of(self, step: Step) -> tuple[tuple[str, Check], ...]:
        """The names and functions of those that concern the step."""
        those = alike(step)
        found = self._of.get(those)
        if found is None:
            if len(self._of) == _MOST_ALIKE:
                self._of.clear()
            found = self._of[those] = self._concerning(those)
        return found

    def _concerning(self, those: Alike) -> tuple[tuple[str, Check], ...]:
        """Those of which `Property.concerns` is true, found for a command's properties at once."""
        command, filled, kinds = those
        asked = self._of_command.get(command)
        if asked is None:
            asked = self._of_command[command] = [it for it in self.values() if it.follows(command)]
        return tuple([(it.name, it.check) for it in _by_entries(asked, filled, kinds)])

    def __setitem__(self, name: str, its: Property) -> None:
        super().__setitem__(name, its)
        self._forget()

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        self._forget()

    def _forget(self) -> None:
        self._of.clear()
        self._of_command.clear()

    def pop(self, name: str) -> Property:  # type: ignore[override]  # no default
        """Remove that property, and return it."""
        found = self[name]
        del self[name]
        return found
