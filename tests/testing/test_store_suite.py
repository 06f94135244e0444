"""The store conformance suite finds planted mistakes, each of its tests at least one."""

import re

import pytest
from projects import run_pytest
from testing.planted import all_tests, found_by

from harness import stores
from harness.domain.records import Record
from harness.stores.memory import MemoryStore
from harness.testing.store_conformance import StoreConformance

ONLY = MemoryStore()


class Shelf(MemoryStore):
    """A right store, whose mistakes are planted below."""

    def fork(self):
        new = type(self)()
        for table in self.tables():
            for record in self.records(table):
                new.put(table, record)
        return new


class AnyCase(Shelf):
    def find(self, table, key):
        same = (it for it in self.records(table) if str(it.key).lower() == str(key).lower())
        return next(same, None)


class OneTable(Shelf):
    """It finds a reference in any table."""

    def at(self, table, reference):
        found = (super(OneTable, self).at(it, reference) for it in self.tables())
        return next((it for it in found if it), None)


class ForgetsReferences(Shelf):
    """It does not hear of records that are put after it was asked."""

    def at(self, table, reference):
        known = self.__dict__.setdefault("known", {})
        known.setdefault(table, {it.reference: it for it in self.records(table)})
        return known[table].get(reference)


class Narrow(Shelf):
    """References of 63 bits."""

    def put(self, table, record):
        super().put(table, record._replace(reference=record.reference % 2**63))


class ToTheEnd(Shelf):
    """A record that is replaced goes to the end."""

    def put(self, table, record):
        self._by_key[table].pop(record.key, None)
        super().put(table, record)


class OldPlace(Shelf):
    """A record that was removed comes back to its old place."""

    def records(self, table):
        return iter(sorted(super().records(table), key=lambda it: it.name))


class Quiet(Shelf):
    def remove(self, table, key):
        if self.find(table, key):
            super().remove(table, key)


class EmptyTables(Shelf):
    def tables(self):
        return sorted(self._by_key)


class Hundred(Shelf):
    """A page of a thousand, and no second one."""

    def records(self, table):
        return iter([*super().records(table)][:9_000])


class OneReader(Shelf):
    """All that read a table share one iterator."""

    def records(self, table):
        readers = self.__dict__.setdefault("readers", {})
        readers[table] = [*super().records(table)] if table not in readers else readers[table]
        shared = readers[table]
        return iter(lambda: shared.pop(0) if shared else None, None)


class Floats(Shelf):
    def put(self, table, record):
        values = tuple(float(it) if hasattr(it, "as_tuple") else it for it in record.values)
        super().put(table, record._replace(values=values))


class FirstOfEqual(Shelf):
    """It keeps what is there if the new record is equal: 5 for 5.0."""

    def put(self, table, record):
        if self.find(table, record.key) != record:
            super().put(table, record)


class TextKeys(Shelf):
    """Its keys are texts, as those of a file."""

    def put(self, table, record):
        self.__dict__.setdefault("texts", {})[table, str(record.key)] = record
        super().put(table, record)

    def find(self, table, key):
        return self.__dict__.setdefault("texts", {}).get((table, str(key)))


class Joined(Shelf):
    """Parts of a key are joined with a blank."""

    def put(self, table, record):
        key = record.key
        if isinstance(key, tuple) and all(isinstance(it, str) for it in key):
            record = record._replace(key=" ".join(key))
        super().put(table, record)


class Latin(Shelf):
    def put(self, table, record):
        texts = (
            it.encode("latin-1", "replace").decode("latin-1") if isinstance(it, str) else it
            for it in record.values
        )  # fmt: skip
        super().put(table, record._replace(values=tuple(texts)))


class Printable(Shelf):
    def put(self, table, record):
        texts = (it.strip("\0\x7f") if isinstance(it, str) else it for it in record.values)
        super().put(table, record._replace(values=tuple(texts)))


class Short(Shelf):
    def put(self, table, record):
        texts = (it[:4000] if isinstance(it, str) else it for it in record.values)
        super().put(table, record._replace(values=tuple(texts)))


class NoTime(Shelf):
    """The last edit is 0 for none."""

    def put(self, table, record):
        super().put(table, record._replace(edited_at=record.edited_at or 0))


class Shared(Shelf):
    """All stores hold the same."""

    def __init__(self):
        super().__init__()
        self._by_key = ONLY._by_key


class NotItsName(Shelf):
    """It keeps the name of the first record that had the reference."""

    def put(self, table, record):
        names = self.__dict__.setdefault("names", {})
        name = names.setdefault((table, record.key), record.name)
        super().put(table, Record(record.reference, name, *record[2:4], record.edited_at))

    def remove(self, table, key):
        super().remove(table, key)


class Reversed(Shelf):
    def records(self, table):
        return iter([*super().records(table)][::-1])


class SharedCopy(Shelf):
    def fork(self):
        new = type(self)()
        new._by_key = self._by_key
        return new


class NoCopy(Shelf):
    def fork(self):
        return type(self)()


class Kept:
    """A backend that opens one store again and again, and can be closed once."""

    def __init__(self):
        self.held = {}
        self.closed = False

    def open(self, environment, catalog):
        return self.held.setdefault(environment, Shelf())

    def close(self):
        if self.closed:
            raise ValueError("closed twice")
        self.closed = True


def made(store):
    return lambda: stores.backend(store)


PLANTED = {
    "test_finds_by_natural_key": made(AnyCase),
    "test_finds_by_reference": made(ForgetsReferences),
    "test_finds_by_the_references_of_each_environment": made(Narrow),
    "test_one_reference_in_two_tables": made(OneTable),
    "test_a_replaced_record_keeps_its_place": made(ToTheEnd),
    "test_a_removed_record_put_again_goes_to_the_end": made(OldPlace),
    "test_removing_what_is_not_there_is_a_key_error": made(Quiet),
    "test_tables_and_count": made(EmptyTables),
    "test_many_records": made(Hundred),
    "test_reading_while_records_are_read": made(OneReader),
    "test_every_type_of_value_is_exact": made(Floats),
    "test_a_value_replaced_by_an_equal_one_of_another_type": made(FirstOfEqual),
    "test_equal_numbers_are_one_key": made(TextKeys),
    "test_keys_that_look_alike_are_different": made(Joined),
    "test_unicode": made(Latin),
    "test_control_characters_in_a_value": made(Printable),
    "test_very_long_texts": made(Short),
    "test_the_last_edit": made(NoTime),
    "test_the_environments_are_independent": made(Shared),
    "test_opening_empties_that_environment": Kept,
    "test_closing_twice": Kept,
    "test_a_simulation_as_in_memory": made(Reversed),
    "test_a_copy_goes_its_own_way": made(SharedCopy),
    "test_a_forked_simulation_as_in_memory": made(NoCopy),
}


@pytest.fixture(autouse=True)
def _nothing_is_left():
    ONLY._by_key.clear()


@pytest.mark.parametrize("test", sorted(all_tests(StoreConformance)))
def test_each_test_finds_a_planted_mistake(test):
    assert found_by(StoreConformance, test, PLANTED[test])


@pytest.mark.parametrize("test", sorted(all_tests(StoreConformance)))
def test_a_right_store_passes(test):
    assert not found_by(StoreConformance, test, made(Shelf))


def test_what_a_suite_says_of_a_store_that_lies():
    says = found_by(StoreConformance, "test_a_simulation_as_in_memory", made(Reversed))
    assert says.startswith("PluginError: store Reversed (test_store_suite.py:")
    assert re.search(r"records\('\w+'\) gave in place 1 Record\(", says)


@pytest.mark.parametrize(
    ("test", "store", "message"),
    [
        (
            "test_a_replaced_record_keeps_its_place", ToTheEnd,
            "records('cdm_title') gave in place 1 Record(",
        ),
        ("test_finds_by_reference", ForgetsReferences, "at('cdm_title', 7) returned None, expe"),
        ("test_every_type_of_value_is_exact", Floats, "find('new_sample', ('a', Decimal("),
        ("test_tables_and_count", EmptyTables, "tables() returned ["),
        ("test_the_environments_are_independent", Shared, "of Dataverse: find('cdm_title', 'Bo"),
        (
            "test_removing_what_is_not_there_is_a_key_error", Quiet,
            "remove('cdm_title', 'Clerk') of what is not there returned, expected KeyError",
        ),
    ],
)  # fmt: skip
def test_what_a_suite_says_of_a_mistake(test, store, message):
    """The class and its place, the method with its arguments, the answer, and the right one."""
    says = found_by(StoreConformance, test, made(store))
    assert says.startswith(f"PluginError: store {store.__name__} (test_store_suite.py:"), says
    assert message in says
    assert ", expected " in says


# how the backend is given

PROJECT = """
import pytest
import harness as h
from harness.stores.memory import MemoryStore
from harness.testing.store_conformance import StoreConformance
from harness.stores import backend as made

class Shelf(MemoryStore):
    pass

{0}

class TestShelf(StoreConformance):
{1}
    test_many_records = test_very_long_texts = None
"""
GIVEN = {
    "a method": ("", "    def backend(self):\n        return made(Shelf)"),
    "a fixture of the class": (
        "",
        "    @pytest.fixture\n    def backend(self, tmp_path):\n        yield made(Shelf)\n",
    ),
    "a fixture of the module": ("@pytest.fixture\ndef backend():\n    return made(Shelf)", ""),
}
WRONG = {
    "": ("", "TestShelf: backend: defines none; define it, for example: def backend(self): return"),
    "class": ("Shelf", "TestShelf: backend: it is the class Shelf, and no backend of it; define"),
    "object": ("Shelf()", "TestShelf: backend: it is <test_object.Shelf object at 0x"),
    "none": ("None", "TestShelf: backend: it is None, and no backend, which has open and close;"),
}


@pytest.mark.slow
def test_the_backend_is_given_by_a_method_or_a_fixture(tmp_path):
    files = {f"test_{how[-6:]}.py": PROJECT.format(*given) for how, given in GIVEN.items()}
    status, said = run_pytest(tmp_path, files, "-q")
    assert (status, said.splitlines()[-1].partition(" in ")[0]) == (0, "66 passed")


@pytest.mark.slow
def test_a_backend_that_is_none_is_said_without_a_traceback(tmp_path):
    method = "    def backend(self):\n        return {}"
    files = {
        f"test_{what or 'missing'}.py": PROJECT.format("", given and method.format(given))
        for what, (given, _) in WRONG.items()
    }
    status, said = run_pytest(tmp_path, files, "-q", "-k", "unicode")
    assert status == 1
    assert "Traceback" not in said
    for _, message in WRONG.values():
        assert message in said
    assert said.count(".py:") == len(WRONG), said


def test_a_store_without_a_fork_skips_what_needs_one():
    class Opens:
        def open(self, environment, catalog):
            store = MemoryStore()
            methods = ("find", "at", "put", "remove", "records", "tables", "count")
            return type("Bare", (), {it: getattr(store, it) for it in methods})()

        def close(self):
            pass

    for test in ("test_a_copy_goes_its_own_way", "test_a_forked_simulation_as_in_memory"):
        with pytest.raises(pytest.skip.Exception, match="fork"):
            found_by(StoreConformance, test, Opens)
