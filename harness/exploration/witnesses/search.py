"""Finding: the shortest history for each way that something comes about.

Breadth first over all states of one record, from what a scenario may begin with: nothing, with
integration off or on, or a record on both sides with integration on; and over those of a record of
two columns, for what only shows where different ones are edited. Causes are told from states,
so the first history that shows one is a shortest; and the search closes, so that what it does not
find, no history of any length shows.

>>> world = BoundedModel(values=(None, "Byron"), imports=False)
>>> found = find("duplicate", world)[0]
>>> len(found.commands), found.cause.title[:57]
(3, 'The same record is created on both sides with the same va')
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from harness.domain.commands import (
    Command,
    Give,
    GiveIntegration,
    Import,
    Row,
    RunBatchJob,
    SyncNow,
    pairs,
)
from harness.exploration.statespace.model import (
    COLUMN,
    KEY,
    NAMES,
    TABLE,
    BoundedModel,
)
from harness.exploration.statespace.states import global_of, local_of
from harness.exploration.statespace.transitions import State, TransitionTable
from harness.exploration.statespace.two_columns import TwoColumns
from harness.exploration.witnesses.causes import Before, Cause, Occurrence, live_changes
from harness.exploration.witnesses.targets import Target, target_named
from harness.properties.oracle.oracle import Oracle, Step

Progress = Callable[[int, int], None]
Beginning = tuple[Command, ...]
_ADA: Final = Give(TABLE, (Row(NAMES[0], pairs({KEY: "1", COLUMN: "Byron"})),))
# what a scenario may begin with, at no cost
STARTS: Final[tuple[Beginning, ...]] = ((_ADA, GiveIntegration()), (GiveIntegration(),), ())


class Witness(NamedTuple):
    """A cause, the shortest history that shows it with its last command, and its other forms."""

    what: str
    cause: Cause
    given: Beginning
    commands: tuple[Command, ...]
    also: tuple[str, ...]
    world: BoundedModel


def find(
    what: str,
    world: BoundedModel | None = None,
    longest: int | None = None,
    on_progress: Progress = lambda _done, _known: None,
) -> list[Witness]:
    """Every cause of it, in the order of a list. BadInput where nothing is called so.

    `longest`: only by histories of so many commands, which is quicker.
    """
    return find_all((what,), world, longest, on_progress)[what]


def find_all(
    names: Sequence[str],
    world: BoundedModel | None = None,
    longest: int | None = None,
    on_progress: Progress = lambda _done, _known: None,
) -> dict[str, list[Witness]]:
    """The same of several things, in one search."""
    one = world or BoundedModel()
    two = TwoColumns(one)
    wanted = {name: target_named(name) for name in names}
    found: dict[str, dict[str, Witness]] = {name: {} for name in names}
    for search in (_Search(one, wanted, STARTS), _Search(two, wanted, two.starts)):
        search.run(longest, on_progress)
        for name, known in found.items():
            for it in search.found(name):
                best = known.get(it.cause.title)
                if best is None or len(it.commands) < len(best.commands):
                    known[it.cause.title] = it
    return {name: sorted(its.values(), key=_in_a_list) for name, its in found.items()}


def _in_a_list(found: Witness) -> int:
    return found.cause.order


def before(oracle: Oracle, world: BoundedModel) -> Before:
    """The state that a history has come to, as causes are told from it."""
    name = NAMES[0]
    return Before(
        global_of(oracle, "canonical", checked=False),
        local_of(oracle, name, "canonical", False, world.columns),
        live_changes(oracle, name),
    )


class _Steps(TransitionTable):
    """States that also say whether what has not travelled was changed with integration on."""

    def _state(self, oracle: Oracle) -> State:
        of_all, record = super()._state(oracle)
        memory = (record.memory, live_changes(oracle, NAMES[0]))
        return of_all, record._replace(memory=memory)


class _Hit(NamedTuple):
    """A step that shows a cause. The least is the shortest, and of the shortest the plainest."""

    length: int
    not_plain: int
    state: int
    operation: int
    forms: tuple[str, ...]
    again: bool  # by the batch job, run once more behind the operation


class _Search:
    """All steps of one record, and of each cause the best step so far."""

    def __init__(
        self, world: BoundedModel, wanted: dict[str, Target], starts: Sequence[Beginning]
    ) -> None:
        self.wanted: Final = wanted
        # by title: of causes with the same words, the rules are those of the shortest history
        self.best: Final[dict[str, dict[str, tuple[_Hit, Cause]]]] = {name: {} for name in wanted}
        self.forms: Final[dict[tuple[str, str], set[str]]] = {}
        self._at = 0, 0  # the state and operation that are looked at
        self._looked = False
        checked = any(it.checked for it in wanted.values())
        self.steps: Final = _Steps(
            world, look=self._look, starts=tuple(starts), checked=checked, telling=False
        )

    def run(self, longest: int | None, on_progress: Progress) -> None:
        """Every operation in every state, breadth first."""
        steps, state = self.steps, 0
        while state < len(steps.states):
            if longest is not None and len(steps.history[state]) >= longest:
                break  # and all that follow
            for operation in range(len(steps.operations)):
                self._at, self._looked = (state, operation), False
                steps.successor(state, operation)
            state += 1
            if not state % 20:
                on_progress(state, len(steps.states))

    def _look(self, step: Step) -> None:
        # behind a run of the batch job the table does another, which is looked at as well (B3)
        again, self._looked = self._looked, True
        state, operation = self._at
        of_all, record = self.steps.states[state]
        assert record.memory is not None
        it = Before(of_all, record, record.memory[1])  # type: ignore[arg-type]
        for name, wanted in self.wanted.items():
            for seen in wanted.check(it, step):
                self._hit(name, state, operation, seen, again)

    def _hit(self, name: str, state: int, operation: int, seen: Occurrence, again: bool) -> None:
        history = self.steps.history[state]
        does = (self.steps.operations[place].command for place in history)
        not_plain = len(seen.also) + sum(isinstance(it, Import | SyncNow) for it in does)
        length = len(history) + 1 + again
        hit = _Hit(length, not_plain, state, operation, seen.also, again)
        title = seen.cause.title
        known = self.best[name].get(title)
        if known is None or hit < known[0]:
            self.best[name][title] = hit, seen.cause
        self.forms.setdefault((name, title), set()).update(seen.also)

    def found(self, name: str) -> Iterator[Witness]:
        """The causes of it, in the order of a list."""
        best = self.best[name].values()
        for hit, cause in sorted(best, key=lambda it: (it[1].order, it[0])):
            numbers = (*self.steps.history[hit.state], hit.operation)
            commands = tuple(self.steps.operations[it].command for it in numbers)
            yield Witness(
                name,
                cause,
                self.steps.given[hit.state],
                (*commands, RunBatchJob()) if hit.again else commands,
                tuple(sorted(self.forms[name, cause.title] - set(hit.forms))),
                self.steps.world,
            )
