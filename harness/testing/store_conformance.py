"""The store conformance suite: what every store must do. Subclass it, and pytest runs it.

    import harness as h

    class TestShelf(h.testing.StoreConformance):
        def backend(self) -> h.Backend:
            return h.stores.backend(Shelf)

`backend` may be a fixture of pytest as well. `--store FILE.py:Shelf` runs everything with it.
"""

from decimal import Decimal

from harness.domain.commands import (
    Advance,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Give,
    Import,
    Row,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.domain.settings import Settings
from harness.simulator.engine import Engine
from harness.stores.interface import Backend
from harness.stores.memory import MemoryBackend
from harness.stores.plugged import forked_store, open_store
from harness.testing.store_access import AccessConformance
from harness.testing.store_fixtures import SAMPLE, TITLE, WORKER, assert_same, sample_catalog, title
from harness.testing.store_values import ContentConformance


class StoreConformance(AccessConformance, ContentConformance):
    """The whole suite: subclass it under a name that begins with `Test`, and define `backend`.

    It is a method or a fixture that returns a backend. A test opens one at a time and closes it, so
    that all of them can use one database. A store without `fork` skips the tests of copies, unless
    `h.stores.backend` opens it.
    """

    def test_the_environments_are_independent(self) -> None:
        with self.stores() as stores:
            stores[HR].put(TITLE, title("Boss", 1))
            assert stores[DATAVERSE].find(TITLE, "Boss") is None
            assert list(stores[DATAVERSE].tables()) == []
            stores[DATAVERSE].put(TITLE, title("Boss", 2, edited_at=5))
            assert_same(stores[HR].find(TITLE, "Boss"), title("Boss", 1))
            stores[HR].remove(TITLE, "Boss")
            assert_same(stores[DATAVERSE].at(TITLE, 2), title("Boss", 2, edited_at=5))

    def test_opening_empties_that_environment(self) -> None:
        backend, catalog = self._backend(), sample_catalog()
        stores = {it: open_store(backend, it, catalog) for it in ENVIRONMENTS}
        for store in stores.values():
            store.put(TITLE, title("Boss"))
        again = open_store(backend, HR, catalog)
        assert again.find(TITLE, "Boss") is None
        assert again.at(TITLE, 1) is None
        assert list(again.records(TITLE)) == []
        assert list(again.tables()) == []
        assert stores[DATAVERSE].count(TITLE) == 1
        again.put(TITLE, title("Clerk"))
        backend.close()
        for later in (backend, self._backend()):  # also after it was closed
            for environment in ENVIRONMENTS:
                assert list(open_store(later, environment, catalog).tables()) == []
            later.close()

    def test_closing_twice(self) -> None:
        backend = self._backend()
        backend.close()
        backend.open(HR, sample_catalog())
        backend.close()
        backend.close()

    def test_a_simulation_as_in_memory(self) -> None:
        backend = self._backend()
        try:
            assert _outcome(backend) == _outcome(MemoryBackend())
        finally:
            backend.close()

    def test_a_copy_goes_its_own_way(self) -> None:
        with self.stores() as stores:
            store = stores[HR]
            if not hasattr(getattr(store, "store", store), "fork"):
                self._skip("the store has no fork()")
            for place, name in enumerate("abc"):
                store.put(TITLE, title(name, place))
            copy = forked_store(store)
            assert list(copy.records(TITLE)) == list(store.records(TITLE))
            copy.remove(TITLE, "a")
            copy.put(TITLE, title("d", 4))
            copy.put(TITLE, title("b", 1, edited_at=5))
            store.remove(TITLE, "c")
            assert [record.key for record in store.records(TITLE)] == ["a", "b"]
            assert [record.key for record in copy.records(TITLE)] == ["b", "c", "d"]
            for one, edited_at in ((store, None), (copy, 5)):
                assert_same(one.find(TITLE, "b"), title("b", 1, edited_at))
                assert_same(one.at(TITLE, 1), title("b", 1, edited_at))
            assert (store.at(TITLE, 4), copy.at(TITLE, 0)) == (None, None)

    def test_a_forked_simulation_as_in_memory(self) -> None:
        backend = self._backend()
        try:
            expected = [_outcome_of(it) for it in _forked(MemoryBackend())]
            try:
                forked = _forked(backend)
            except BadInput as error:
                self._skip(str(error))
            assert [_outcome_of(it) for it in forked] == expected
        finally:
            backend.close()


def _history() -> list[Command]:
    """Commands of every kind, above all those after which both environments are compared."""
    ada: dict[str, Scalar | None] = {
        "cdm_workernumber": "000123",
        "cdm_firstname": "Ada",
        "cdm_lastname": "King",
    }
    sample: dict[str, Scalar | None] = {
        "new_code": "Ä",
        "new_open": True,
        "new_count": 7,
        "new_rate": Decimal("1.10"),
    }
    imported = [
        Row(None, pairs({"new_code": "Ä", "new_rate": Decimal("1.1"), "new_pay": 12})),
        Row(None, pairs({"new_code": "東", "new_rate": 5, "new_titleid": "boss"})),
        Row(None, pairs({"new_code": "東", "new_rate": Decimal("5.00"), "new_count": 8})),
    ]
    return [
        Give(TITLE, [Row("boss", pairs({"cdm_name": "Boss"}))]),
        Create(HR, WORKER, "ada", pairs(ada)),
        Create(DATAVERSE, WORKER, "bob", pairs(ada | {"cdm_workernumber": "000124"})),
        Create(HR, SAMPLE, "sample", pairs(sample | {"new_titleid": "boss"})),
        Import(HR, SAMPLE, imported),
        TurnOn(),
        RunBatchJob(),
        Create(HR, SAMPLE, "lower", pairs(sample | {"new_code": "ä", "new_sampleid": "sample"})),
        Edit(DATAVERSE, "sample", pairs({"new_open": False, "new_titleid": None})),
        Advance(60_000),
        TurnOff(),
        Edit(HR, "ada", pairs({"cdm_lastname": "Byron"})),
        Advance(1_000),
        Edit(DATAVERSE, "ada", pairs({"cdm_lastname": "Lovelace"})),
        Edit(HR, "sample", pairs({"new_rate": Decimal("1.100"), "new_pay": Decimal("0.5")})),
        Delete(DATAVERSE, "bob"),
        Delete(HR, "boss"),
        Create(HR, SAMPLE, "sample", pairs(sample)),
        TurnOn(),
        RunBatchJob(),
        Delete(HR, "ada"),
        ClearTracking(SAMPLE),
        Edit(DATAVERSE, "lower", pairs({"new_count": 9})),
        SyncNow(SAMPLE),
        Advance(90_000_000),
    ]


def _engine(backend: Backend) -> Engine:
    return Engine(Settings(dataverse_to_hr_delay=30_000), sample_catalog(), backend)


def _outcome(backend: Backend) -> tuple[list[str], list[str]]:
    """The outcome of that history."""
    engine = _engine(backend)
    for command in _history():
        engine.attempt(command)
    return _outcome_of(engine)


def _outcome_of(engine: Engine) -> tuple[list[str], list[str]]:
    """The journal and the records at its end, as text, because types count."""
    records = [
        f"{environment} {table} {record}"
        for environment, store in engine.world.stores.items()
        for table in store.tables()
        for record in store.records(table)
    ]
    return [str(entry) for entry in engine.journal], records


def _forked(backend: Backend) -> list[Engine]:
    """The simulation of that history, and a copy that turned to something else in its middle."""
    history = _history()
    middle = len(history) // 2
    engine = _engine(backend)
    for command in history[:middle]:
        engine.attempt(command)
    copy = engine.fork()
    other: list[Command] = [
        Delete(HR, "ada"),
        Edit(DATAVERSE, "bob", pairs({"cdm_lastname": "B"})),
        TurnOn(),
    ]
    for place, command in enumerate(history[middle:]):
        engine.attempt(command)
        if place < len(other):
            copy.attempt(other[place])
    return [engine, copy]
