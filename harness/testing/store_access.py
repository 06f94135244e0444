"""The part of the store conformance suite about access: finding, order, removing, iterating."""

from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import PluginError
from harness.domain.records import FIRST_REC_ID, Record, row_id
from harness.stores.checked import store_name
from harness.testing.store_fixtures import (
    SAMPLE,
    TITLE,
    StoreSuite,
    assert_same,
    sample_records,
    title,
)

MANY = 10_000


class AccessConformance(StoreSuite):
    """Records are found by key and by reference, and stay in their order of creation."""

    def test_finds_by_natural_key(self) -> None:
        with self.store() as store:
            assert store.find(TITLE, "Boss") is None
            store.put(TITLE, title("Boss"))
            assert_same(store.find(TITLE, "Boss"), title("Boss"))
            assert store.find(TITLE, "boss") is None
            assert store.find(TITLE, "Boss ") is None
            assert store.find(SAMPLE, "Boss") is None

    def test_finds_by_reference(self) -> None:
        with self.store() as store:
            assert store.at(TITLE, 7) is None
            store.put(TITLE, title("Boss", 7))
            assert_same(store.at(TITLE, 7), title("Boss", 7))
            store.put(TITLE, title("Clerk", 8))  # after it was asked for the first time
            assert_same(store.at(TITLE, 8), title("Clerk", 8))
            store.remove(TITLE, "Boss")
            assert store.at(TITLE, 7) is None
            store.put(TITLE, title("Boss", 9))
            assert_same(store.at(TITLE, 9), title("Boss", 9))
            assert store.at(TITLE, 7) is None

    def test_finds_by_the_references_of_each_environment(self) -> None:
        with self.stores() as stores:
            for store, reference in (
                (stores[HR], FIRST_REC_ID),
                (stores[HR], 2**63 - 1),
                (stores[DATAVERSE], row_id(0, 0)),
                (stores[DATAVERSE], 2**128 - 1),
                (stores[DATAVERSE], 1),
            ):
                record = title(f"Title {reference}", reference)
                store.put(TITLE, record)
                assert_same(store.at(TITLE, reference), record)

    def test_one_reference_in_two_tables(self) -> None:
        with self.store() as store:
            sample = Record(1, "a sample", ("a", 1), ("a", None, None, 1), None)
            store.put(TITLE, title("Boss", 1))
            store.put(SAMPLE, sample)
            assert_same(store.at(TITLE, 1), title("Boss", 1))
            assert_same(store.at(SAMPLE, 1), sample)
            store.remove(TITLE, "Boss")
            assert_same(store.at(SAMPLE, 1), sample)

    def test_a_replaced_record_keeps_its_place(self) -> None:
        with self.store() as store:
            for place, name in enumerate("abc"):
                store.put(TITLE, title(name, place))
            store.put(TITLE, title("a", 0, edited_at=5))
            assert [record.key for record in store.records(TITLE)] == ["a", "b", "c"]
            assert store.count(TITLE) == 3
            assert_same(store.find(TITLE, "a"), title("a", 0, edited_at=5))
            assert_same(store.at(TITLE, 0), title("a", 0, edited_at=5))

    def test_a_removed_record_put_again_goes_to_the_end(self) -> None:
        with self.store() as store:
            for place, name in enumerate("abc"):
                store.put(TITLE, title(name, place))
            for name in "ac":  # the first, then the last
                store.remove(TITLE, name)
                assert store.find(TITLE, name) is None
                store.put(TITLE, title(name, 10 + ord(name)))
            assert [record.key for record in store.records(TITLE)] == ["b", "a", "c"]

    def test_removing_what_is_not_there_is_a_key_error(self) -> None:
        with self.store() as store:
            own = getattr(store, "store", store)  # which a checked one does not ask
            name = store_name(own, "remove")
            for there in (False, True):
                if there:
                    store.put(TITLE, title("Boss"))
                called = f"remove('{TITLE}', 'Clerk') of what is not there"
                try:
                    own.remove(TITLE, "Clerk")
                except KeyError:
                    continue
                except Exception as error:
                    raised = f"raised {type(error).__name__}: {error}"
                    raise PluginError(name, called, raised, "KeyError") from error
                raise PluginError(name, called, "returned", "KeyError")
            assert store.count(TITLE) == 1

    def test_tables_and_count(self) -> None:
        with self.store() as store:
            assert list(store.tables()) == []
            assert list(store.records(TITLE)) == []
            assert store.count(TITLE) == 0
            store.put(SAMPLE, sample_records()[0])
            store.put(TITLE, title("Boss", 1))
            store.put(TITLE, title("Clerk", 2))
            store.put("cdm_job", Record(3, "a job", "Job", ("Job",), None))
            assert list(store.tables()) == ["cdm_job", TITLE, SAMPLE]
            assert (store.count(TITLE), store.count(SAMPLE)) == (2, 1)
            store.remove(SAMPLE, sample_records()[0].key)
            assert list(store.tables()) == ["cdm_job", TITLE]
            assert store.count(SAMPLE) == 0

    def test_many_records(self) -> None:
        with self.store() as store:
            made = [title(f"Title {place}", place, place) for place in range(MANY)]
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
        with self.store() as store:
            made = [title(f"Title {place}", place) for place in range(2_500)]
            for record in made:
                store.put(TITLE, record)
            read = []
            second = store.records(TITLE)
            for record in store.records(TITLE):
                read.append(record)
                assert next(second) == record
                if record.reference % 100 == 0:
                    assert store.find(TITLE, record.key) == store.at(TITLE, record.reference)
                    assert next(store.records(TITLE)) == made[0]
            assert read == made
