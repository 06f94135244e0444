"""Fixtures of the store conformance suite: a catalog, records of every kind, and open stores."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Final

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.contracts import contract_problems
from harness.domain.environments import ENVIRONMENTS, HR, Environment
from harness.domain.records import FIRST_REC_ID, Key, Record, Values
from harness.stores.interface import Backend, Store
from harness.stores.plugged import BACKEND_METHODS, open_store
from harness.testing.suite import Suite

TITLE: Final = "cdm_title"
WORKER: Final = "cdm_worker"
SAMPLE: Final = "new_sample"


def sample_catalog() -> Catalog:
    """The standard tables, and one with a column of every type that values can have."""
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


def title(name: str, reference: int = 1, edited_at: int | None = None) -> Record:
    """A record of `TITLE`, whose natural key is its name."""
    return Record(reference, f"the {name}", name, (name,), edited_at)


def sample_records() -> list[Record]:
    """Records with every kind of value, and with empty columns between values."""
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


def assert_same(found: Record | None, put: Record) -> None:
    """Assert equality of values and of types: True is not 1, and 1.10 is not 1.1."""
    assert found == put
    assert repr(found) == repr(put)


class StoreSuite(Suite):
    """The base of the suite's parts: opens the stores that a test needs, and closes them."""

    PART = "backend"
    EXAMPLE = "def backend(self): return h.stores.backend(Shelf)"

    def _backend(self) -> Backend:
        """A new backend, in which no store is open."""
        given = self._given_part()
        if isinstance(given, type):
            self._complain(f"it is the class {given.__name__}, and no backend of it")
        if contract_problems(given, BACKEND_METHODS):
            self._complain(f"it is {given!r}, and no backend, which has open and close")
        backend: Backend = given
        return backend

    @contextmanager
    def stores(self) -> Iterator[dict[Environment, Store]]:
        """The stores of both environments, open inside the `with` block.

        They are checked: the first wrong answer raises, with the method, the answer and the right
        one.
        """
        backend, catalog = self._backend(), sample_catalog()
        try:
            yield {it: open_store(backend, it, catalog) for it in ENVIRONMENTS}
        finally:
            backend.close()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store of Human Resources, open inside the `with` block."""
        with self.stores() as stores:
            yield stores[HR]
