"""Stores of one's own: a backend of a class, and every store checked against its contract.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.domain.records import Record
>>> from harness.stores.memory import MemoryStore
>>> class Forgetful(MemoryStore):
...     def find(self, table, key):
...         return None
>>> store = open_store(StoreClassBackend(Forgetful), "hr", standard_catalog())
>>> store.put("cdm_title", Record(1, "boss", "Boss", ("Boss",), None))
>>> store.find("cdm_title", "Boss")  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.PluginError: store Forgetful (...) of Human Resources: find('cdm_title'...
"""

from collections.abc import Callable
from typing import Any, Final, cast

from harness.domain.catalog import Catalog
from harness.domain.contracts import contract_problems
from harness.domain.environments import Environment
from harness.domain.errors import BadInput, HarnessError, PluginError
from harness.domain.plugins import origin_of
from harness.stores.interface import Backend, Store
from harness.stores.memory import MemoryStore

_BUILT_IN: Final = ("harness.stores.memory", "harness.stores.sql")
BACKEND_METHODS: Final = {"open": ("environment", "catalog"), "close": ()}


class StoreClassBackend:
    """A backend that makes a new store of one class for each environment of each simulation."""

    def __init__(self, store: Callable[[], Store]) -> None:
        require_store_class(store)
        self.store: Final = store
        self._open: Final[dict[int, Any]] = {}  # to be closed

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process it is a new one, whose stores are new."""
        return StoreClassBackend, (self.store,)

    def open(self, environment: Environment, catalog: Catalog) -> Store:
        """A new store."""
        return self.new()

    def new(self) -> Store:
        """A new store, as for a copy of a simulation too."""
        name = getattr(self.store, "__name__", repr(self.store))
        try:
            made: Any = self.store()
        except HarnessError:
            raise
        except Exception as error:
            raise PluginError(
                f"store {name} ({origin_of(self.store)})", "",
                f"cannot be made: {name}() raised {type(error).__name__}: {error}",
                "a constructor that takes no arguments",
            ) from error  # fmt: skip
        self.keep(made)
        store: Store = made
        return store

    def keep(self, store: Any) -> None:
        """Close the store at the end, if it has a method for it."""
        if callable(getattr(store, "close", None)):
            self._open[id(store)] = store

    def release(self, store: Any) -> None:
        """Close one store, unless it was closed before."""
        if self._open.pop(id(store), None) is None:
            return
        try:
            store.close()
        except Exception as error:
            from harness.stores.checked import store_name

            problem = f"raised {type(error).__name__}: {error}"
            raise PluginError(store_name(store, "close"), "close()", problem) from error

    def close(self) -> None:
        """Close every store that has a method for it. Raises the first error, when all are."""
        errors = []
        for store in [*self._open.values()]:
            try:
                self.release(store)
            except PluginError as error:
                errors.append(error)
        if errors:
            raise errors[0]


class LastingBackend:
    """A backend that is closed with the last simulation that has it, as nobody else closes it."""

    def __init__(self, backend: Backend) -> None:
        from harness.stores.closing import closed_when_unused

        self._backend: Final = backend
        closed_when_unused(self, backend.close)

    def open(self, environment: Environment, catalog: Catalog) -> Store:
        """Open a store of the backend."""
        return self._backend.open(environment, catalog)

    def close(self) -> None:
        """Close it before."""
        self._backend.close()


def require_store_class(store: object) -> None:
    """Raise BadInput unless a class, or a function, makes stores."""
    from harness.stores.checked import STORE_METHODS

    if not callable(store):
        what = f"an object of class {type(store).__name__}"
        if all(hasattr(store, name) for name in STORE_METHODS):
            what += ", one store: give the class itself, as each environment has a store of its own"
        raise BadInput(f"h.stores.backend takes a store class without arguments, not {what}")
    # with __getattr__ a class may pass its methods on: its stores are looked at when they are made
    checks = isinstance(store, type) and not hasattr(store, "__getattr__")
    if checks and (wrong := contract_problems(store, STORE_METHODS)):
        raise not_a_store(cast(type, store), wrong)


def not_a_store(store: type, wrong: list[str]) -> PluginError:
    """The error for a class that is no store."""
    problem = f"is no store: it {'; it '.join(wrong)}"
    return PluginError(f"{store.__name__} ({origin_of(store)})", "", problem)


def open_store(backend: Backend, environment: Environment, catalog: Catalog) -> Store:
    """The store that the backend opens; checked, unless it is one of the harness itself."""
    try:
        store: Any = backend.open(environment, catalog)
    except HarnessError:
        raise
    except Exception as error:
        called = f"open({environment!r}, ...)"
        problem = f"raised {type(error).__name__}: {error}"
        raise PluginError(_backend_name(backend), called, problem) from error
    if type(store) is MemoryStore or type(store).__module__ in _BUILT_IN:
        built_in: Store = store
        return built_in
    from harness.stores.checked import STORE_METHODS, CheckedStore  # most stores are built in

    if wrong := contract_problems(store, STORE_METHODS):
        raise not_a_store(type(store), wrong)
    of_class = backend if isinstance(backend, StoreClassBackend) else None
    checked = CheckedStore(store, environment, of_class)
    for table in checked.tables():  # an empty one has none; otherwise this raises
        raise AssertionError(table)
    return checked


def forked_store(store: Store) -> Store:
    """An independent copy of a store. BadInput if it cannot be copied."""
    fork = getattr(store, "fork", None)
    if fork is None:
        raise BadInput(
            "a simulation can be forked where its stores are in memory only, or of a class of "
            "one's own: a database holds one simulation; take another --store"
        )
    copy: Store = fork()
    return copy


def store_in_memory(store: Store) -> Store:
    """An independent copy of any store: by its `fork`, or else its records in memory.

    The records come in the order in which the store gives them, which is that of their creation.
    """
    try:
        return forked_store(store)
    except BadInput:
        copy = MemoryStore()
        for table in store.tables():
            for record in store.records(table):
                copy.put(table, record)
        return copy


def _backend_name(backend: Backend) -> str:
    return f"backend {type(backend).__name__} ({origin_of(type(backend).open)})"
