"""What every store must do. Subclass it beside your store, and pytest runs it.

    from harness.testing.store_conformance import StoreConformance

    class TestMyStore(StoreConformance):
        def backend(self):
            return MyBackend()

Register your backend under the entry point group `harness.stores`, and `--store NAME` finds it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Final

from harness.domain.catalog import Catalog, standard_catalog
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
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import FIRST_REC_ID, Key, Record, Scalar, Values, row_id
from harness.domain.settings import Settings
from harness.simulator.simulator import Simulator
from harness.stores.interface import Backend, Store
from harness.stores.memory import MemoryBackend

TITLE: Final = "cdm_title"
WORKER: Final = "cdm_worker"
SAMPLE: Final = "new_sample"
MANY: Final = 10_000


def _catalog() -> Catalog:
    """The standard tables, and one with a column of every kind that its values can have."""
    columns = {
        "new_code": "Text",
        "new_open": "Yes/No",
        "new_count": "Integer",
        "new_rate": "Decimal",
        "new_pay": "Currency",
        "new_day": "Date",
        "new_moment": "DateTime",
    }
    sample = {
        "columns": columns,
        "lookups": {"new_sampleid": SAMPLE, "new_titleid": TITLE, "new_payperiodid": None},
        "natural_key": ["new_code", "new_rate"],
    }
    return standard_catalog().extended({SAMPLE: sample})


def _title(name: str, reference: int = 1, edited_at: int | None = None) -> Record:
    return Record(reference, f"the {name}", name, (name,), edited_at)


def _samples() -> list[Record]:
    """Records with every kind of value, and empty columns between them."""
    nested: Key = (("Grüße", None, ("", Decimal("0.10"))), True, -7)
    rows: list[tuple[Key, Values]] = [
        (("a", Decimal("1.10")), ("a", True, 1, Decimal("1.10"), Decimal("-0.05"))),
        (("b", Decimal(2)), ("b", False, 0, Decimal(2), Decimal("9" * 38 + ".75"))),
        (("c", 3), ("c", None, 2**31 - 1, 3, 0, "2021-08-19", "2021-08-19T09:00:00Z")),
        (("d", -(2**31)), ("d", None, None, -(2**31), None, None, None, ("a", Decimal("1.10")))),
        (("e", Decimal("1E+3")), ("e", True, None, Decimal("1E+3"), *[None] * 4, "Boss", "\t")),
        (nested, ("f", None, None, None, None, None, None, nested)),
        (("true", "1"), ("true", None, None, "1", "1.10", "", "null")),
        (("", ""), ("", False)),
    ]
    return [
        Record(FIRST_REC_ID + place, f"sample {place}", key, values, None if place % 2 else place)
        for place, (key, values) in enumerate(rows)
    ]


def _same(found: Record | None, put: Record) -> None:
    """Equal, and each value of the type it was: True is not 1, nor 1.10 the same as 1.1."""
    assert found == put
    assert repr(found) == repr(put)


class StoreConformance:
    """Subclass it under a name that begins with `Test`, and say what `backend` is.

    A test opens one backend at a time, and closes it: a store may have one place for all of them.
    """

    def backend(self) -> Backend:
        """A backend that nothing was opened in yet."""
        raise NotImplementedError

    @contextmanager
    def _stores(self) -> Iterator[dict[Environment, Store]]:
        backend, catalog = self.backend(), _catalog()
        try:
            yield {environment: backend.open(environment, catalog) for environment in ENVIRONMENTS}
        finally:
            backend.close()

    @contextmanager
    def _store(self) -> Iterator[Store]:
        with self._stores() as stores:
            yield stores[HR]

    # finding

    def test_finds_by_natural_key(self) -> None:
        with self._store() as store:
            assert store.find(TITLE, "Boss") is None
            store.put(TITLE, _title("Boss"))
            _same(store.find(TITLE, "Boss"), _title("Boss"))
            assert store.find(TITLE, "boss") is None
            assert store.find(TITLE, "Boss ") is None
            assert store.find(SAMPLE, "Boss") is None

    def test_finds_by_reference(self) -> None:
        with self._store() as store:
            assert store.at(TITLE, 7) is None
            store.put(TITLE, _title("Boss", 7))
            _same(store.at(TITLE, 7), _title("Boss", 7))
            store.put(TITLE, _title("Clerk", 8))  # after it was asked for the first time
            _same(store.at(TITLE, 8), _title("Clerk", 8))
            store.remove(TITLE, "Boss")
            assert store.at(TITLE, 7) is None
            store.put(TITLE, _title("Boss", 9))
            _same(store.at(TITLE, 9), _title("Boss", 9))
            assert store.at(TITLE, 7) is None

    def test_finds_by_the_references_of_each_environment(self) -> None:
        with self._stores() as stores:
            for store, reference in (
                (stores[HR], FIRST_REC_ID),
                (stores[HR], 2**63 - 1),
                (stores[DATAVERSE], row_id(0, 0)),
                (stores[DATAVERSE], 2**128 - 1),
                (stores[DATAVERSE], 1),
            ):
                record = _title(f"Title {reference}", reference)
                store.put(TITLE, record)
                _same(store.at(TITLE, reference), record)

    def test_one_reference_in_two_tables(self) -> None:
        with self._store() as store:
            sample = Record(1, "a sample", ("a", 1), ("a", None, None, 1), None)
            store.put(TITLE, _title("Boss", 1))
            store.put(SAMPLE, sample)
            _same(store.at(TITLE, 1), _title("Boss", 1))
            _same(store.at(SAMPLE, 1), sample)
            store.remove(TITLE, "Boss")
            _same(store.at(SAMPLE, 1), sample)

    # order

    def test_a_replaced_record_keeps_its_place(self) -> None:
        with self._store() as store:
            for place, name in enumerate("abc"):
                store.put(TITLE, _title(name, place))
            store.put(TITLE, _title("a", 0, edited_at=5))
            assert [record.key for record in store.records(TITLE)] == ["a", "b", "c"]
            assert store.count(TITLE) == 3
            _same(store.find(TITLE, "a"), _title("a", 0, edited_at=5))
            _same(store.at(TITLE, 0), _title("a", 0, edited_at=5))

    def test_a_removed_record_put_again_goes_to_the_end(self) -> None:
        with self._store() as store:
            for place, name in enumerate("abc"):
                store.put(TITLE, _title(name, place))
            for name in "ac":  # the first, then the last
                store.remove(TITLE, name)
                assert store.find(TITLE, name) is None
                store.put(TITLE, _title(name, 10 + ord(name)))
            assert [record.key for record in store.records(TITLE)] == ["b", "a", "c"]

    def test_removing_what_is_not_there_is_a_key_error(self) -> None:
        with self._store() as store:
            for there in (False, True):
                if there:
                    store.put(TITLE, _title("Boss"))
                try:
                    store.remove(TITLE, "Clerk")
                except KeyError:
                    continue
                raise AssertionError("removing what is not there raised no KeyError")
            assert store.count(TITLE) == 1

    def test_tables_and_count(self) -> None:
        with self._store() as store:
            assert list(store.tables()) == []
            assert list(store.records(TITLE)) == []
            assert store.count(TITLE) == 0
            store.put(SAMPLE, _samples()[0])
            store.put(TITLE, _title("Boss", 1))
            store.put(TITLE, _title("Clerk", 2))
            store.put("cdm_job", Record(3, "a job", "Job", ("Job",), None))
            assert list(store.tables()) == ["cdm_job", TITLE, SAMPLE]
            assert (store.count(TITLE), store.count(SAMPLE)) == (2, 1)
            store.remove(SAMPLE, _samples()[0].key)
            assert list(store.tables()) == ["cdm_job", TITLE]
            assert store.count(SAMPLE) == 0

    def test_many_records(self) -> None:
        with self._store() as store:
            made = [_title(f"Title {place}", place, place) for place in range(MANY)]
            for record in made:
                store.put(TITLE, record)
            for record in made[::2]:
                store.put(TITLE, record._replace(edited_at=None))
            assert store.count(TITLE) == MANY
            kept = [
                record if record.reference % 2 else record._replace(edited_at=None)
                for record in made
            ]
            assert list(store.records(TITLE)) == kept
            for record in made[:-1]:
                store.remove(TITLE, record.key)
            assert list(store.records(TITLE)) == made[-1:]

    def test_reading_while_records_are_read(self) -> None:
        with self._store() as store:
            made = [_title(f"Title {place}", place) for place in range(2_500)]
            for record in made:
                store.put(TITLE, record)
            seen = []
            beside = store.records(TITLE)
            for record in store.records(TITLE):
                seen.append(record)
                assert next(beside) == record
                if record.reference % 100 == 0:
                    assert store.find(TITLE, record.key) == store.at(TITLE, record.reference)
                    assert next(store.records(TITLE)) == made[0]
            assert seen == made

    # what a record holds

    def test_every_type_of_value_is_exact(self) -> None:
        with self._store() as store:
            samples = _samples()
            for sample in samples:
                store.put(SAMPLE, sample)
            for sample in samples:
                _same(store.find(SAMPLE, sample.key), sample)
                _same(store.at(SAMPLE, sample.reference), sample)
            assert repr(list(store.records(SAMPLE))) == repr(samples)

    def test_a_value_replaced_by_an_equal_one_of_another_type(self) -> None:
        with self._store() as store:
            for rate in (Decimal("5.0"), 5, Decimal(5)):
                sample = Record(1, "a sample", ("a", rate), ("a", None, None, rate), None)
                store.put(SAMPLE, sample)
                _same(store.at(SAMPLE, 1), sample)

    def test_equal_numbers_are_one_key(self) -> None:
        with self._store() as store:
            sample = Record(1, "a sample", ("a", Decimal("5.0")), ("a",), None)
            store.put(SAMPLE, sample)
            for rate in (5, Decimal(5), Decimal("5.00"), Decimal("0.5E+1")):
                _same(store.find(SAMPLE, ("a", rate)), sample)
            assert store.find(SAMPLE, ("a", "5.0")) is None
            store.remove(SAMPLE, ("a", 5))
            assert store.count(SAMPLE) == 0

    def test_keys_that_look_alike_are_different(self) -> None:
        with self._store() as store:
            keys: list[Key] = [
                ("a", "b"), "a b", '["a", "b"]', ("a", ("b",)), (("a", "b"),), ("a", "b", None),
                "1", 1, ("1",), "None", (None, "a"), ("a", None), "", ("",), "é", "e\u0301",
            ]  # fmt: skip
            for place, key in enumerate(keys):
                store.put(SAMPLE, Record(place, f"sample {place}", key, ("a",), None))
            assert [record.key for record in store.records(SAMPLE)] == keys
            for place, key in enumerate(keys):
                found = store.find(SAMPLE, key)
                assert found is not None and found.reference == place

    def test_unicode(self) -> None:
        with self._store() as store:
            texts = [
                "Zoë", "東京", "👩🏽\u200d🔬", "שלום", "e\u0301", "\u00e9", "'; --", 'a"b\\c',
                "%_%", " leading", "two\nlines\r\n", "\u2028", "\ufeff", "\U0010ffff",
            ]  # fmt: skip
            made = [_title(text, place) for place, text in enumerate(texts)]
            for record in made:
                store.put(TITLE, record)
            for record in made:
                _same(store.find(TITLE, record.key), record)
            assert list(store.records(TITLE)) == made

    def test_control_characters_in_a_value(self) -> None:
        with self._store() as store:
            text = "".join(map(chr, range(32))) + "\x7f"
            record = Record(1, "ada", "000123", ("000123", text), None)
            store.put(WORKER, record)
            _same(store.find(WORKER, "000123"), record)

    def test_very_long_texts(self) -> None:
        with self._store() as store:
            text = "Grüße, " * 150_000
            long_key = Record(1, text, text, (text,), None)
            long_value = Record(2, "ada", "000123", ("000123", text), None)
            for record in (long_key, long_value):
                store.put(WORKER, record)
            assert store.find(WORKER, text) == long_key
            assert store.find(WORKER, text + ".") is None
            assert store.at(WORKER, 2) == long_value
            store.remove(WORKER, text)
            assert list(store.records(WORKER)) == [long_value]

    def test_the_last_edit(self) -> None:
        with self._store() as store:
            for place, edited_at in enumerate((None, 0, -1, 1629363600, 253402300799)):
                record = _title(f"Title {place}", place, edited_at)
                store.put(TITLE, record)
                _same(store.find(TITLE, record.key), record)
            store.put(TITLE, _title("Title 3", 3, None))
            _same(store.find(TITLE, "Title 3"), _title("Title 3", 3, None))

    # the backend

    def test_the_environments_are_independent(self) -> None:
        with self._stores() as stores:
            stores[HR].put(TITLE, _title("Boss", 1))
            assert stores[DATAVERSE].find(TITLE, "Boss") is None
            assert list(stores[DATAVERSE].tables()) == []
            stores[DATAVERSE].put(TITLE, _title("Boss", 2, edited_at=5))
            _same(stores[HR].find(TITLE, "Boss"), _title("Boss", 1))
            stores[HR].remove(TITLE, "Boss")
            _same(stores[DATAVERSE].at(TITLE, 2), _title("Boss", 2, edited_at=5))

    def test_opening_empties_that_environment(self) -> None:
        backend, catalog = self.backend(), _catalog()
        stores = {environment: backend.open(environment, catalog) for environment in ENVIRONMENTS}
        for store in stores.values():
            store.put(TITLE, _title("Boss"))
        again = backend.open(HR, catalog)
        assert again.find(TITLE, "Boss") is None
        assert again.at(TITLE, 1) is None
        assert list(again.records(TITLE)) == []
        assert list(again.tables()) == []
        assert stores[DATAVERSE].count(TITLE) == 1
        again.put(TITLE, _title("Clerk"))
        backend.close()
        for later in (backend, self.backend()):  # also after it was closed
            for environment in ENVIRONMENTS:
                assert list(later.open(environment, catalog).tables()) == []
            later.close()

    def test_closing_twice(self) -> None:
        backend = self.backend()
        backend.close()
        backend.open(HR, _catalog())
        backend.close()
        backend.close()

    def test_a_simulation_as_in_memory(self) -> None:
        backend = self.backend()
        try:
            assert _told(backend) == _told(MemoryBackend())
        finally:
            backend.close()


def _history() -> list[Command]:
    """A little of everything, above all what leaves two environments to be compared."""
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


def _told(backend: Backend) -> tuple[list[str], list[str]]:
    """The journal of that history and the records at its end, as text: types count."""
    simulator = Simulator(Settings(dataverse_to_hr_delay=30_000), _catalog(), backend)
    for command in _history():
        simulator.do(command)
    records = [
        f"{environment} {table} {record}"
        for environment, store in simulator.world.stores.items()
        for table in store.tables()
        for record in store.records(table)
    ]
    return [str(entry) for entry in simulator.journal], records
