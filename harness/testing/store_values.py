"""The part of the store conformance suite about content: every record is read as it was put."""

from decimal import Decimal

from harness.domain.records import Key, Record
from harness.testing.store_fixtures import (
    SAMPLE,
    TITLE,
    WORKER,
    StoreSuite,
    assert_same,
    sample_records,
    title,
)


class ContentConformance(StoreSuite):
    """Values and keys keep their types, their precision and every character."""

    def test_every_type_of_value_is_exact(self) -> None:
        with self.store() as store:
            samples = sample_records()
            for sample in samples:
                store.put(SAMPLE, sample)
            for sample in samples:
                assert_same(store.find(SAMPLE, sample.key), sample)
                assert_same(store.at(SAMPLE, sample.reference), sample)
            assert repr(list(store.records(SAMPLE))) == repr(samples)

    def test_a_value_replaced_by_an_equal_one_of_another_type(self) -> None:
        with self.store() as store:
            for rate in (Decimal("5.0"), 5, Decimal(5)):
                sample = Record(1, "a sample", ("a", rate), ("a", None, None, rate), None)
                store.put(SAMPLE, sample)
                assert_same(store.at(SAMPLE, 1), sample)

    def test_equal_numbers_are_one_key(self) -> None:
        with self.store() as store:
            sample = Record(1, "a sample", ("a", Decimal("5.0")), ("a",), None)
            store.put(SAMPLE, sample)
            for rate in (5, Decimal(5), Decimal("5.00"), Decimal("0.5E+1")):
                assert_same(store.find(SAMPLE, ("a", rate)), sample)
            assert store.find(SAMPLE, ("a", "5.0")) is None
            store.remove(SAMPLE, ("a", 5))
            assert store.count(SAMPLE) == 0

    def test_keys_that_look_alike_are_different(self) -> None:
        with self.store() as store:
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
        with self.store() as store:
            texts = [
                "Zoë", "東京", "👩🏽\u200d🔬", "שלום", "e\u0301", "\u00e9", "'; --", 'a"b\\c',
                "%_%", " leading", "two\nlines\r\n", "\u2028", "\ufeff", "\U0010ffff",
            ]  # fmt: skip
            made = [title(text, place) for place, text in enumerate(texts)]
            for record in made:
                store.put(TITLE, record)
            for record in made:
                assert_same(store.find(TITLE, record.key), record)
            assert list(store.records(TITLE)) == made

    def test_control_characters_in_a_value(self) -> None:
        with self.store() as store:
            text = "".join(map(chr, range(32))) + "\x7f"
            record = Record(1, "ada", "000123", ("000123", text), None)
            store.put(WORKER, record)
            assert_same(store.find(WORKER, "000123"), record)

    def test_very_long_texts(self) -> None:
        with self.store() as store:
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
        with self.store() as store:
            for place, edited_at in enumerate((None, 0, -1, 1629363600, 253402300799)):
                record = title(f"Title {place}", place, edited_at)
                store.put(TITLE, record)
                assert_same(store.find(TITLE, record.key), record)
            store.put(TITLE, title("Title 3", 3, None))
            assert_same(store.find(TITLE, "Title 3"), title("Title 3", 3, None))
