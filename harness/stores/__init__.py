"""Stores of one environment: the interface, the memory store, SQL, and stores of one's own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.stores.interface import Backend, Store

__all__ = ["backend"]


def backend(store: "Callable[[], Store]") -> "Backend":
    """A backend of a store class whose constructor takes no arguments: each store is a new one.

    The method `close` of every store is called, if it has one: when nothing refers to its
    simulation any more, or when the backend is closed.
    """
    from harness.stores.plugged import StoreClassBackend  # every command would pay for it

    return StoreClassBackend(store)
