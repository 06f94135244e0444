"""Exhaustive verification of a bounded model, for histories of any length, stage by stage.

First every state of one record and each operation's effect in it are derived, through the simulator
and with every property checked; then those of a record of two columns; then those of a record and
of one that looks it up; then those of a record next to another; then the states that the records
can be in together are searched.

>>> small = BoundedModel(values=(None,), imports=False, records=1)
>>> [type(stage).__name__ for stage in verification(small)]
['Derived', 'Derived', 'Searched']
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, NamedTuple

from harness.domain.errors import BadInput
from harness.exploration.statespace.independence import check_independence
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.parent_and_child import family_table
from harness.exploration.statespace.search import Search, numpy_module, require_searchable, search
from harness.exploration.statespace.states import Form
from harness.exploration.statespace.transitions import TransitionTable, ViolatingHistory
from harness.exploration.statespace.two_columns import TwoColumns
from harness.scenarios.replay import Progress

# kinds of fault, each of which multiplies the states of a record by ten or more
MOST_FAULTS: Final = 2
# a block for a stage of that name, with the function that is told of its progress
ProgressBlock = Callable[[str], AbstractContextManager[Progress]]


class Derived(NamedTuple):
    """All states of a record are known, and what every operation does in each of them."""

    label: str
    table: TransitionTable

    @property
    def steps(self) -> int:
        """How many steps the simulator did."""
        return sum(map(len, self.table.successors))


class Broken(NamedTuple):
    """A shortest history of this model that violates an invariant; it is the last stage."""

    model: BoundedModel
    history: ViolatingHistory


class Independent(NamedTuple):
    """Records do not interact, as far as one random interleaving a state shows."""


class Searched(NamedTuple):
    """All states in which the records can be together were visited."""

    records: int
    found: Search


Stage = Derived | Broken | Independent | Searched


def verification(
    model: BoundedModel,
    form: Form = "canonical",
    progress: ProgressBlock = lambda _: nullcontext(_nothing),
) -> Iterator[Stage]:
    """The stages, each as it is done; after `Broken` there is no other.

    `form`: canonical states have no values, which a property of a user may tell apart.
    """
    numpy_module()  # which the last stage needs, and the others take a minute
    if len(model.faults) > MOST_FAULTS:
        raise BadInput(
            f"{len(model.faults)} kinds of fault have more states than can be searched: take at "
            f"most {MOST_FAULTS} of {', '.join(model.faults)} at a time, or random histories, "
            "which have them all (harness explore --faults all)"
        )
    table = TransitionTable(model, form)
    # each is begun only then: a plugged part that fails at once has a history by then
    makes: list[tuple[str, int, Callable[[], TransitionTable]]] = [
        ("one record", model.records, lambda: table),
        ("one record of two columns", 1, lambda: two_columns_table(TwoColumns(model), form)),
    ]
    if model.lookups:
        family = ("a record and one that looks it up", 1, lambda: family_table(model, form))
        makes.append(family)
    for label, records, make in makes:
        derived = make()
        with progress(label) as on_progress:
            _derive(derived, records, on_progress)
        yield Derived(label, derived)
        if derived.counterexamples:
            yield Broken(derived.model, derived.counterexamples[0])
            return
    if model.records > 1:
        with progress("beside a second record") as on_progress:
            found = check_independence(table, _of_states(on_progress))
        yield Independent() if found is None else Broken(model, found)
        if found is not None:
            return
    with progress("together") as on_progress:
        together = search(
            table,
            model.records,
            on_progress=lambda n, depth: on_progress(n, n, f"states {depth} deep"),
        )
    assert together.closed
    yield Searched(model.records, together)


def two_columns_table(model: TwoColumns, form: Form = "canonical") -> TransitionTable:
    """The table of a record of two columns, not derived yet."""
    return TransitionTable(model, form, starts=tuple(model.starts))


def _derive(table: TransitionTable, records: int, on_progress: Progress) -> None:
    """Derive the table; BadInput if its states, or those of so many records, are too many."""
    asked = 0

    def derived(done: int, found: int) -> None:
        nonlocal asked
        on_progress(done, found, "states")
        if found > asked + asked // 10:  # it looks at every state
            asked = found
            require_searchable(table, records)

    table.derive(derived)


def _of_states(on_progress: Progress) -> Callable[[int, int], None]:
    return lambda done, known: on_progress(done, known, "states")


def _nothing(*_: Any) -> None:
    """Progress that nobody looks at."""
