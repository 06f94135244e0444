"""Engines whose stores a text names, for work of many simulations and in several processes.

>>> from harness.domain.catalog import standard_catalog
>>> type(StoreEngine("memory")(Settings(), standard_catalog())).__name__
'Engine'
>>> StoreEngine("sqlite:///world.db")  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.BadInput: store sqlite:///world.db: a database holds one simulation, ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from harness.domain.catalog import Catalog
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.simulator.engine import Engine
from harness.stores.interface import Backend
from harness.stores.memory import MemoryBackend
from harness.stores.plugged import LastingBackend, StoreClassBackend
from harness.stores.registry import backend_maker
from harness.stores.urls import is_url, without_password


@dataclass(frozen=True)
class StoreEngine:
    """Makes engines with stores such as `FILE.py:Shelf`, of a new backend each.

    BadInput for a database, and for a text that names no store.
    """

    store: str = "memory"

    def __post_init__(self) -> None:
        if is_url(self.store):
            shown = without_password(self.store)
            raise BadInput(
                f"store {shown}: a database holds one simulation, and this runs many at once: "
                "take memory, or a store class of your own (FILE.py:Shelf)"
            )
        _maker(self.store)

    def __call__(self, settings: Settings, catalog: Catalog) -> Engine:
        backend = _maker(self.store)()
        if type(backend) not in (MemoryBackend, StoreClassBackend):
            backend = LastingBackend(backend)
        return Engine(settings, catalog, backend)


@lru_cache(maxsize=8)
def _maker(store: str) -> Callable[[], Backend]:
    return backend_maker(store)
