"""The conformance suite of integrations: what one must do, whatever it decides.

    import harness as h

    class TestNoLiveDeletes(h.testing.IntegrationConformance):
        def integration(self) -> type[h.Integration]:
            return NoLiveDeletes

It runs random histories with every kind of fault. The law is not demanded: how an integration
departs from it is what `harness explore --set integration=NoLiveDeletes` shows.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Any, Final

from harness.domain.commands import Command
from harness.domain.environments import ENVIRONMENTS
from harness.domain.events import EVENTS, Event
from harness.domain.rules import RULES
from harness.exploration.workload.generator import History, generate
from harness.exploration.workload.healing import healing
from harness.reports.result import end_state, fingerprint
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration
from harness.simulator.integration.registry import require_integration
from harness.testing.own_state import foreign_state
from harness.testing.suite import Suite, another_time

HISTORIES: Final = 15
LENGTH: Final = 40


class IntegrationConformance(Suite):
    """The whole suite: subclass it under a name that begins with `Test`, and define `integration`.

    It is a method, or a fixture, that returns a subclass of `h.Integration`.
    """

    PART = "integration"
    EXAMPLE = "def integration(self): return NoLiveDeletes"

    def test_its_methods_can_be_called_as_those_they_override(self) -> None:
        self._integration()

    def test_the_same_history_comes_to_the_same(self) -> None:
        for seed, history in _histories():
            first, second = (self._run(history) for _ in range(2))
            _assert_same(first, second, f"seed {seed}, run twice")

    def test_it_does_not_read_the_time_of_day(self) -> None:
        for seed, history in _histories():
            first = self._run(history)
            with another_time():
                second = self._run(history)
            _assert_same(first, second, f"seed {seed}, where Python's clock shows another day")

    def test_simulations_do_not_disturb_each_other(self) -> None:
        """Two at once come to what each comes to alone: nothing is kept in the class."""
        histories = [history for _, history in _histories()]
        for seed, (history, other) in enumerate(pairwise(histories)):
            alone = self._run(history)
            ours, theirs = self._engine(history), self._engine(other)
            for mine, yours in zip_longest(_commands(history), _commands(other)):
                for engine, command in ((ours, mine), (theirs, yours)):
                    if command is not None:
                        engine.attempt(command)
            _assert_same(alone, ours, f"seed {seed}, alone and beside another simulation")

    def test_a_copy_goes_on_as_the_original_does(self) -> None:
        for seed, history in _histories():
            whole, commands = self._run(history), _commands(history)
            for quarter in (1, 2, 3):
                step = len(commands) * quarter // 4
                original = self._run(history, commands[:step])
                copy = original.fork()
                _assert_same(original, copy, f"seed {seed}, step {step}, the copy")
                other = original.fork()
                for command in healing(history.settings):  # another way: nothing to the others
                    other.attempt(command)
                for engine in (copy, original):
                    for command in commands[step:]:
                        engine.attempt(command)
                    _assert_same(whole, engine, f"seed {seed}, copied after step {step}")

    def test_what_it_keeps_is_its_own(self) -> None:
        """No request, record pair or record of the world: a copy would have those of another."""
        for seed, history in _histories():
            engine = self._engine(history)
            for command in _commands(history):
                engine.attempt(command)
                found = foreign_state(engine.integration)
                assert not found, f"seed {seed}: it keeps {found}; keep the name of the record"

    def test_it_does_nothing_outside_of_commands(self) -> None:
        for seed, history in _histories():
            engine = Engine(history.settings, history.catalog, integration=self._integration())
            written = [table for store in engine.world.stores.values() for table in store.tables()]
            assert not written, f"seed {seed}: it writes to {written} before the first command"
            assert not len(engine.journal), f"seed {seed}: it reports before the first command"
            assert engine.world.clock.milliseconds == history.settings.start * 1000

    def test_the_journal_is_in_order(self) -> None:
        """Each entry is of a known kind, is no earlier than the one before, and has its cause."""
        for seed, history in _histories():
            engine = self._engine(history)
            latest = 0
            for command in _commands(history):
                read = len(engine.journal)
                engine.attempt(command)
                for seq, event in engine.journal.since(read + 1):
                    wrong = _wrong_entry(engine, seq, event, latest)
                    assert not wrong, f"seed {seed}, {command}: entry {seq}, {event}: {wrong}"
                    latest = event.at
                assert latest <= engine.world.clock.now, f"seed {seed}, {command}: of the future"
            _assert_index(engine, engine.journal.losses, "lost")
            _assert_index(engine, engine.journal.undone_deletes, "delete_undone")

    def test_every_record_and_request_belongs_to_its_pair(self) -> None:
        for seed, history in _histories():
            engine = self._engine(history)
            for command in _commands(history):
                engine.attempt(command)
                for wrong in _wrong_pairs(engine):
                    raise AssertionError(f"seed {seed}, {command}: {wrong}")

    def _integration(self) -> type[Integration]:
        given: Any = self._given_part()
        if isinstance(given, Integration):
            self._complain(f"it is an object, and not the class {type(given).__name__}")
        return require_integration(given)

    def _engine(self, history: History) -> Engine:
        """A simulation in which what the history begins with is given."""
        engine = Engine(history.settings, history.catalog, integration=self._integration())
        for command in history.given:
            engine.attempt(command)
        return engine

    def _run(self, history: History, commands: Sequence[Command] | None = None) -> Engine:
        engine = self._engine(history)
        for command in _commands(history) if commands is None else commands:
            engine.attempt(command)
        return engine


@lru_cache(maxsize=1)
def _all_histories() -> tuple[History, ...]:
    return tuple(generate(seed, LENGTH) for seed in range(HISTORIES))


def _histories() -> Iterator[tuple[int, History]]:
    return enumerate(_all_histories())


def _commands(history: History) -> tuple[Command, ...]:
    return (*history.commands, *healing(history.settings))


def _assert_same(one: Engine, other: Engine, where: str) -> None:
    """Assert that both have the same journal, and hold the same."""
    events = zip_longest((it for _, it in one.journal), (it for _, it in other.journal))
    for seq, (ours, theirs) in enumerate(events, 1):
        assert ours == theirs, f"{where}: entry {seq} is {theirs}, and was {ours}"
    ours, theirs = (fingerprint(end_state(it)) for it in (one, other))
    assert ours == theirs, f"{where}: the records, the grid or the missed requests differ"


def _wrong_entry(engine: Engine, seq: int, event: Event, latest: int) -> str:
    """What is wrong with an entry of the journal; an empty text if nothing is."""
    checks: tuple[tuple[bool, Callable[[], str]], ...] = (
        (event.event in EVENTS, lambda: f"{event.event!r} is no kind of event"),
        (event.at >= latest, lambda: f"it is earlier than the entry before, at {latest}"),
        (event.cause is None or 1 <= event.cause < seq, lambda: "its cause is no earlier entry"),
        (event.environment in (None, *ENVIRONMENTS), lambda: "it is in no environment"),
        (event.rule is None or event.rule in RULES, lambda: f"there is no rule {event.rule!r}"),
        (
            event.table is None or event.table in engine.world.catalog,
            lambda: f"there is no table {event.table!r}",
        ),
    )
    return next((why() for holds, why in checks if not holds), "")


def _assert_index(engine: Engine, index: list[int], kind: str) -> None:
    """Assert that an index of the journal lists the entries of its kind."""
    there = [seq for seq, event in engine.journal if event.event == kind]
    assert index == there, f"the entries {there} are {kind!r}, and the journal lists {index}"


def _wrong_pairs(engine: Engine) -> Iterator[str]:
    """What does not fit together: stores, record pairs and missed requests."""
    world = engine.world
    pairs = world.record_pairs
    requests = []
    for table in pairs.tables():
        for pair in pairs.of(table):
            if pairs.named(pair.name) is not pair:
                yield f"{pair.name} is the name of another pair"
            for environment in ENVIRONMENTS:
                request = pair.request(environment)
                if request is not None:
                    requests.append(request)
                    if request.pair is not pair or request.environment != environment:
                        yield f"{pair.name} has a request of {request.pair.name}"
    missed = world.missed.in_order()
    if {*map(id, missed)} != {*map(id, requests)}:
        yield f"{len(requests)} requests belong to pairs, and {len(missed)} are missed"
    for request in world.missed.waiting:
        if request.pair.request(request.environment) is not request:
            yield f"a request of {request.pair.name} waits that is not missed"
    for environment, store in world.stores.items():
        for table in store.tables():
            owners: dict[int, str] = {}
            for record in store.records(table):
                named = pairs.named(record.name)
                if named is None or (named.table.name, named.key) != (table, record.key):
                    yield f"{record.name} is a record of {environment} without a pair"
                elif (owner := owners.setdefault(record.reference, record.name)) != record.name:
                    yield f"{record.name} has the reference of {owner} in {environment}"
