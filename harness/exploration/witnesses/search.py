"""Witness search: the shortest history for each way that something comes about.

Breadth first over all states of one record, from what a scenario may be given at its start
(nothing, with integration off or on; a record on both sides, with integration on), and over those
of a record with two columns, for edits of different ones. A cause depends on a state and a step
alone, so the first history that shows it is a shortest; and the search visits every state, so a
cause that it does not find is shown by no history of any length. For a finding the wider models are
searched too, up to a few commands, for causes that the other models do not have.

>>> model = BoundedModel(values=(None, "Byron"), imports=False)
>>> found = find("duplicate", model)[0]
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
from harness.exploration.statespace.model import COLUMN, KEY, NAMES, TABLE, BoundedModel
from harness.exploration.statespace.states import record_state, shared_state
from harness.exploration.statespace.transitions import State, TransitionTable
from harness.exploration.statespace.two_columns import TwoColumns
from harness.exploration.witnesses.causes import Before, Cause, Occurrence, live_changes
from harness.exploration.witnesses.targets import Target, target_named
from harness.exploration.witnesses.wider_models import wider_models
from harness.properties.oracle.oracle import Oracle, Step

Progress = Callable[[int, int], None]
Start = tuple[Command, ...]
_ADA: Final = Give(TABLE, (Row(NAMES[0], pairs({KEY: "1", COLUMN: "Byron"})),))
# what a scenario may be given at its start; it does not count as a step
STARTS: Final[tuple[Start, ...]] = ((_ADA, GiveIntegration()), (GiveIntegration(),), ())


class Witness(NamedTuple):
    """A shortest history whose last step shows a cause, and the other forms of that cause."""

    target: str
    cause: Cause
    given: Start
    commands: tuple[Command, ...]
    also: tuple[str, ...]
    model: BoundedModel


def find(
    target: str,
    model: BoundedModel | None = None,
    max_length: int | None = None,
    on_progress: Progress = lambda _done, _known: None,
) -> list[Witness]:
    """A witness for every cause of the target, in their order. BadInput if there is no such target.

    `max_length`: only histories of so many commands, which is faster.
    """
    return find_all((target,), model, max_length, on_progress)[target]


def find_all(
    names: Sequence[str],
    model: BoundedModel | None = None,
    max_length: int | None = None,
    on_progress: Progress = lambda _done, _known: None,
    wider: bool = True,
) -> dict[str, list[Witness]]:
    """The same for several targets, in one search; without the wider models if not `wider`."""
    one = model or BoundedModel()
    two = TwoColumns(one)
    targets = {name: target_named(name) for name in names}
    found: dict[str, dict[str, Witness]] = {name: {} for name in names}
    for search in (_Search(one, targets, STARTS), _Search(two, targets, two.starts)):
        search.run(max_length, on_progress)
        for name, known in found.items():
            for it in search.found(name):
                best = known.get(it.cause.title)
                if best is None or len(it.commands) < len(best.commands):
                    known[it.cause.title] = it
    findings = {name: it for name, it in targets.items() if it.kind == "finding"}
    for more in wider_models(one) if findings and wider else ():
        its = {name: it for name, it in findings.items() if name in (more.targets or findings)}
        search = _Search(more.model, its, more.starts, more.adds)
        longest = more.longest if max_length is None else min(more.longest, max_length)
        search.run(longest, on_progress)
        for name in its:
            for it in search.found(name):
                found[name].setdefault(it.cause.title, it)
    return {name: sorted(its.values(), key=_order) for name, its in found.items()}


def _order(found: Witness) -> int:
    return found.cause.order


def before(oracle: Oracle, model: BoundedModel) -> Before:
    """The state that a history has reached, from which the cause of the next step is derived."""
    name = NAMES[0]
    return Before(
        shared_state(oracle, "canonical", with_memory=False),
        record_state(oracle, name, "canonical", False, model.columns),
        live_changes(oracle, name),
    )


class _Steps(TransitionTable):
    """A table whose states also have whether pending changes were made with integration on."""

    adds: Callable[[Oracle], object] = staticmethod(lambda _: None)  # what else they have

    def _state(self, oracle: Oracle) -> State:
        of_all, record = super()._state(oracle)
        memory = (record.memory, live_changes(oracle, NAMES[0]), self.adds(oracle))
        return of_all, record._replace(memory=memory)


def _steps_with(adds: Callable[[Oracle], object]) -> type[_Steps]:
    return type("_StepsWithMore", (_Steps,), {"adds": staticmethod(adds)})


class _Hit(NamedTuple):
    """A step that shows a cause; the least has the shortest history, then the fewest variants."""

    length: int
    variants: int  # imports and sync nows, which have plainer alternatives, and forms
    state: int
    operation: int
    forms: tuple[str, ...]
    second_run: bool  # of the batch job, behind the operation


class _Search:
    """The search through the table of one model, and for each cause the best step so far."""

    def __init__(
        self,
        model: BoundedModel,
        targets: dict[str, Target],
        starts: Sequence[Start],
        adds: Callable[[Oracle], object] | None = None,
    ) -> None:
        self.targets: Final = targets
        # by target and title: equal titles are one cause, with the rules of the shortest history
        self.best: Final[dict[str, dict[str, tuple[_Hit, Cause]]]] = {name: {} for name in targets}
        self.forms: Final[dict[tuple[str, str], set[str]]] = {}
        self._entry = 0, 0  # state and operation that are being derived
        self._checked_once = False
        with_memory = any(it.needs_memory for it in targets.values())
        self.table: Final = (_steps_with(adds) if adds else _Steps)(
            model,
            check=self._check,
            starts=tuple(starts),
            with_memory=with_memory,
            track_coverage=False,
        )

    def run(self, max_length: int | None, on_progress: Progress) -> None:
        """Every operation in every state, breadth first."""
        table, state = self.table, 0
        while state < len(table.states):
            if max_length is not None and len(table.history[state]) >= max_length:
                break  # as are those of all states that follow
            for operation in range(len(table.operations)):
                self._entry, self._checked_once = (state, operation), False
                table.successor(state, operation)
            state += 1
            if not state % 20:
                on_progress(state, len(table.states))

    def _check(self, step: Step) -> None:
        # the table checks a second run of the batch job behind a first (B3)
        second_run, self._checked_once = self._checked_once, True
        state, operation = self._entry
        of_all, record = self.table.states[state]
        assert record.memory is not None
        it = Before(of_all, record, record.memory[1])  # type: ignore[arg-type]
        for name, target in self.targets.items():
            for occurrence in target.check(it, step):
                self._hit(name, state, operation, occurrence, second_run)

    def _hit(
        self, name: str, state: int, operation: int, occurrence: Occurrence, second_run: bool
    ) -> None:
        history = self.table.history[state]
        commands = (self.table.operations[number].command for number in history)
        variants = len(occurrence.also) + sum(isinstance(it, Import | SyncNow) for it in commands)
        length = len(history) + 1 + second_run
        hit = _Hit(length, variants, state, operation, occurrence.also, second_run)
        title = occurrence.cause.title
        known = self.best[name].get(title)
        if known is None or hit < known[0]:
            self.best[name][title] = hit, occurrence.cause
        self.forms.setdefault((name, title), set()).update(occurrence.also)

    def found(self, name: str) -> Iterator[Witness]:
        """The witnesses of a target, in the order of its causes."""
        best = self.best[name].values()
        for hit, cause in sorted(best, key=lambda it: (it[1].order, it[0])):
            numbers = (*self.table.history[hit.state], hit.operation)
            commands = tuple(self.table.operations[it].command for it in numbers)
            yield Witness(
                name,
                cause,
                self.table.given[hit.state],
                (*commands, RunBatchJob()) if hit.second_run else commands,
                tuple(sorted(self.forms[name, cause.title] - set(hit.forms))),
                self.table.model,
            )
