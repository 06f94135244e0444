"""Rewriting of a witness with readable names, values and times: a worker called Ada, minutes.

The search has few values and ticks of a second, so that states are few. A witness is rewritten with
a fresh name for every change and a minute for each tick, if that still shows the same cause; if
not, it keeps what it needs of the search's values and ticks.

>>> next(names()), SETTINGS.start > 0
('Lovelace', True)
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from typing import Final, NamedTuple

from harness.domain.catalog import standard_catalog
from harness.domain.commands import Advance, Command, Create, Edit, Give, Given, Import, Row
from harness.domain.records import Scalar
from harness.domain.settings import Settings
from harness.exploration.statespace.model import COLUMN, KEY
from harness.exploration.statespace.two_columns import SECOND
from harness.exploration.witnesses.search import Witness, before
from harness.exploration.witnesses.targets import target_named
from harness.properties.oracle.oracle import Oracle, Step

NUMBER: Final = "000123"
OTHER_NUMBER: Final = "000124"  # that a natural key becomes
SETTINGS: Final = Settings()
_MINUTE: Final = 60_000


class Retelling(NamedTuple):
    """A rewritten history: its settings, what is given, its commands, and its last step."""

    settings: Settings
    given: tuple[Command, ...]
    commands: tuple[Command, ...]
    last: Step


def names(column: str = COLUMN) -> Iterator[str]:
    """An endless supply of values: Ada Lovelace was born Augusta Ada Byron, and married King."""
    if column == SECOND:
        return cycle(("Ada", "Augusta", "Augusta Ada"))
    return cycle(("Lovelace", "King", "Byron", "Gordon", "Noel", "Milbanke"))


def retell(found: Witness) -> Retelling:
    """Rewrite a witness; the first of several variants that shows the same cause."""
    searched = found.model.settings
    times = ("start", "batch_job_every", "import_off", "import_on")
    usual = replace(searched, **{name: getattr(SETTINGS, name) for name in times})
    free = replace(usual, import_off=0, import_on=0)
    for settings, fresh, tick in (
        (usual, True, _MINUTE),
        (free, True, _MINUTE),
        (usual, False, _MINUTE),
        (free, False, _MINUTE),
        (free, False, 1000),
    ):
        name = _fresh() if fresh else _same()
        given = tuple(_rewritten(it, name, tick) for it in found.given)
        commands = tuple(_rewritten(it, name, tick) for it in found.commands)
        step = _shows(found, settings, given, commands)
        if step is not None:
            return Retelling(settings, given, commands, step)
    raise AssertionError(f"{found.cause.title}: found, and not shown again")


def _shows(
    found: Witness, settings: Settings, given: tuple[Command, ...], commands: tuple[Command, ...]
) -> Step | None:
    """The last step, if it shows the cause and no step before it is refused."""
    simulator = found.model.engine(settings, standard_catalog())
    for command in given:
        simulator.attempt(command)
    oracle = Oracle(simulator)
    for command in commands[:-1]:
        if oracle.do(command).refused:
            return None
    state = before(oracle, found.model)
    step = oracle.do(commands[-1])
    occurrences = target_named(found.target).check(state, step)
    return step if any(it.cause.title == found.cause.title for it in occurrences) else None


Name = Callable[[str, str | None], str | None]  # of a column, for a value


def _fresh() -> Name:
    """A fresh name for every change."""
    fresh = {column: names(column) for column in (COLUMN, SECOND)}
    return lambda column, _: next(fresh[column])


def _same() -> Name:
    """The same name for the same value; empty stays empty."""
    fresh, known = _fresh(), {}  # type: Name, dict[tuple[str, str], str | None]

    def name(column: str, value: str | None) -> str | None:
        if value is None:
            return None
        if (column, value) not in known:
            known[column, value] = fresh(column, value)
        return known[column, value]

    return name


def _rewritten(command: Command, name: Name, tick: int) -> Command:
    if isinstance(command, Advance):
        return Advance(tick)
    if isinstance(command, Create | Edit):
        return replace(command, values=_values(command.values, name))
    if isinstance(command, Give | Import):
        rows = [Row(row.record, _values(row.values, name)) for row in command.rows]
        return replace(command, rows=tuple(rows))
    return command


def _values(values: Given, name: Name) -> Given:
    before = dict(values)
    after: list[tuple[str, Scalar | None]] = []
    if KEY in before:
        after.append((KEY, NUMBER if before[KEY] == "1" else OTHER_NUMBER))
    after += [pair for pair in values if pair[0] not in (KEY, COLUMN, SECOND)]
    if before == {KEY: "2"}:  # a change of the key alone (R18)
        return tuple(after)
    for column in (COLUMN, SECOND):
        if column in before or (column == COLUMN and KEY in before):
            value = before.get(column)
            new = name(column, None if value is None else str(value))
            if new is not None or KEY not in before:
                after.append((column, new))
    return tuple(after)
