"""A store that checks another: what it answers is compared with what was put into it.

A plugged store is never trusted, because a simulation whose store forgets a record would go on, and
its report would blame the integration.

>>> from harness.stores.memory import MemoryStore
>>> CheckedStore(MemoryStore(), "hr").count("cdm_title")
0
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, Final, Protocol, TypeVar, cast

from harness.domain.contracts import contract_problems
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.errors import BadInput, PluginError
from harness.domain.plugins import origin_of
from harness.domain.records import Key, Record
from harness.stores.closing import closed_when_unused
from harness.stores.interface import Store
from harness.stores.memory import MemoryStore

STORE_METHODS: Final = {
    "find": ("table", "key"),
    "at": ("table", "reference"),
    "put": ("table", "record"),
    "remove": ("table", "key"),
    "records": ("table",),
    "tables": (),
    "count": ("table",),
}
_SHOWN: Final = 300  # characters of a record in a message
_END: Final = object()
_Answer = TypeVar("_Answer")


def store_name(store: object, method: str) -> str:
    """A store in a message: its class, and where the method is that did something wrong."""
    kind = type(store)
    place = getattr(kind, method, kind)
    module = getattr(place, "__module__", None) or ""  # None where it was executed by a tool
    if module.startswith("harness."):  # inherited
        place = kind
    return f"store {kind.__name__} ({origin_of(place)})"


class Maker(Protocol):
    """What makes the stores of a class, and closes them."""

    def new(self) -> Store:
        """A new store, which is kept."""

    def keep(self, store: Any) -> None:
        """Close the store at the end, if it has a method for it."""

    def release(self, store: Any) -> None:
        """Close the store, unless it was closed before."""


class CheckedStore:
    """A store of a user with a memory store beside it, which says what it has to answer.

    The store of a class is closed when nothing has the checked one any more, as no search could say
    which of its many copies of a simulation is the last.
    """

    def __init__(
        self,
        store: Store,
        environment: Environment,
        maker: Maker | None = None,
        expected: MemoryStore | None = None,
    ) -> None:
        self.store: Final = store
        self._environment: Final = environment
        self._maker: Final = maker  # of an empty one like it, to copy into
        self._expected: Final = expected if expected is not None else MemoryStore()
        if maker is not None and callable(getattr(store, "close", None)):
            closed_when_unused(self, maker.release, store)

    def fork(self) -> "CheckedStore":
        """A copy: by the store's own `fork`, or else a new one with the same records."""
        if callable(getattr(self.store, "fork", None)):
            copy: Any = self._ask("fork")
            if copy is self.store:
                raise self._wrong("fork", (), "returned the store itself", "a copy of it")
            if contract_problems(copy, STORE_METHODS):
                raise self._wrong("fork", (), f"returned {_shown(copy)}", "a copy of the store")
            if self._maker is not None:
                self._maker.keep(copy)
            return CheckedStore(copy, self._environment, self._maker, self._expected.fork())
        if self._maker is None:
            name = type(self.store).__name__
            raise BadInput(
                f"a simulation with the store {name} cannot be forked: give {name} a method fork() "
                "that returns a copy of it, or let h.stores.backend open it"
            )
        new = CheckedStore(self._maker.new(), self._environment, self._maker)
        for table in self._expected.tables():
            for record in self._expected.records(table):
                new.put(table, record)
        return new

    def find(self, table: str, key: Key) -> Record | None:
        expected = self._expected.find(table, key)
        return self._checked("find", (table, key), expected)

    def at(self, table: str, reference: int) -> Record | None:
        expected = self._expected.at(table, reference)
        return self._checked("at", (table, reference), expected)

    def put(self, table: str, record: Record) -> None:
        self._ask("put", table, record)
        self._expected.put(table, record)

    def remove(self, table: str, key: Key) -> None:
        if self._expected.find(table, key) is None:
            raise KeyError(key)
        self._ask("remove", table, key)
        self._expected.remove(table, key)

    def records(self, table: str) -> Iterator[Record]:
        both = zip_longest(
            self._iterated("records", table), self._expected.records(table), fillvalue=_END
        )
        for place, (actual, expected) in enumerate(both, 1):
            if expected is _END:
                raise self._wrong("records", (table,), f"gave in place {place} {_shown(actual)}",
                                  "no further record")  # fmt: skip
            if actual is _END:
                raise self._wrong("records", (table,), f"ended before place {place}",
                                  _shown(expected))  # fmt: skip
            if not _same(actual, expected):
                raise self._wrong("records", (table,), f"gave in place {place} {_shown(actual)}",
                                  _shown(expected))  # fmt: skip
            yield cast(Record, expected)

    def tables(self) -> Iterable[str]:
        expected = self._expected.tables()
        answer = list(self._iterated("tables"))
        if answer != expected:
            raise self._wrong("tables", (), f"returned {_shown(answer)}", _shown(expected))
        return expected

    def count(self, table: str) -> int:
        return self._checked("count", (table,), self._expected.count(table))

    def _checked(self, method: str, arguments: tuple[Any, ...], expected: _Answer) -> _Answer:
        """Ask the store, and return what it had to answer. Raises PluginError if it did not."""
        __tracebackhide__ = True  # what a suite of pytest shows is its own line
        answer = self._ask(method, *arguments)
        if not _same(answer, expected):
            raise self._wrong(method, arguments, f"returned {_shown(answer)}", _shown(expected))
        return expected

    def _ask(self, method: str, *arguments: Any) -> Any:
        try:
            return getattr(self.store, method)(*arguments)
        except Exception as error:
            raise self._raised(method, arguments, error) from error

    def _iterated(self, method: str, *arguments: Any) -> Iterator[Any]:
        try:
            yield from self._ask(method, *arguments)
        except PluginError:
            raise
        except Exception as error:
            raise self._raised(method, arguments, error) from error

    def _raised(self, method: str, arguments: tuple[Any, ...], error: Exception) -> PluginError:
        problem = f"raised {type(error).__name__}: {error}"
        return self._wrong(method, arguments, " ".join(problem.split()))

    def _wrong(
        self, method: str, arguments: tuple[Any, ...], problem: str, expected: str = ""
    ) -> PluginError:
        plugin = f"{store_name(self.store, method)} of {ENVIRONMENT_NAMES[self._environment]}"
        called = f"{method}({', '.join(map(_shown, arguments))})"
        return PluginError(plugin, called, problem, expected)


def _same(answer: object, expected: object) -> bool:
    """Whether both are equal and of equal types: True is not 1, and 1.10 is not 1.1."""
    if answer is expected:
        return True
    return type(answer) is type(expected) and answer == expected and repr(answer) == repr(expected)


def _shown(value: object) -> str:
    """A value in one line of a message, cut if it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001  (the object may be of any class of the user's)
        return f"one of type {type(value).__name__}"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
