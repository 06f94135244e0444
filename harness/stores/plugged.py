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

import weakref
from collections.abc import Callable, MutableMapping
from typing import Any, Final, cast

from harness.domain.catalog import Catalog
from harness.domain.contracts import contract_problems
from harness.domain.environments import Environment
from harness.domain.errors import BadInput, HarnessError, PluginError
from harness.domain.plugins import origin_of
from harness.stores.checked import STORE_METHODS, CheckedStore, store_name
from harness.stores.interface import Backend, Store
from harness.stores.memory import MemoryStore

_BUILT_IN: Final = ("harness.stores.memory", "harness.stores.sql")
BACKEND_METHODS: Final = {"open": ("environment", "catalog"), "close": ()}


class StoreClassBackend:
    """A backend that makes a new store of one class for each environment of each simulation."""

    def __init__(self, store: Callable[[], Store]) -> None:
        require_store_class(store)
        self.store: Final = store
        # to be closed: those that are in use only, as an exploration opens thousands
        self._open: MutableMapping[int, Any] = weakref.WeakValueDictionary()
        self._kept: Final[dict[int, Any]] = {}  # those that cannot be referred to weakly

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
        if callable(getattr(made, "close", None)):
            try:
                self._open[id(made)] = made
            except TypeError:
                self._kept[id(made)] = made
        store: Store = made
        return store

    def close(self) -> None:
        """Close every store that has a method for it."""
        stores = [*self._open.values(), *self._kept.values()]
        self._open.clear()
        self._kept.clear()
        for store in stores:
            try:
                store.close()
            except Exception as error:
                problem = f"raised {type(error).__name__}: {error}"
                raise PluginError(store_name(store, "close"), "close()", problem) from error


def require_store_class(store: object) -> None:
    """Raise BadInput unless a class, or a function, makes stores."""
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
    if wrong := contract_problems(store, STORE_METHODS):
        raise not_a_store(type(store), wrong)
    new = backend.new if isinstance(backend, StoreClassBackend) else None
    checked = CheckedStore(store, environment, new)
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


def _backend_name(backend: Backend) -> str:
    return f"backend {type(backend).__name__} ({origin_of(type(backend).open)})"
