"""The parts that a simulator is given, checked: its stores, its catalog, a world to go on with."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.domain.arguments import text, wrong, yes_no
from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.errors import BadInput, CatalogError
from harness.stores.interface import Backend
from harness.stores.kept import Replaces, keeps_world
from harness.stores.registry import open_backend, world_backend

if TYPE_CHECKING:
    from harness.simulator.stored_world import StoredWorld


def given_backend(stores: Backend | str, *, overwrite: bool) -> Backend:
    """The backend, or the one of that name; `overwrite` is for a database."""
    replaces: Replaces = "anything" if yes_no("overwrite", overwrite) else "nothing"
    backend = open_backend(stores, replaces) if isinstance(stores, str) else stores
    if not (callable(getattr(backend, "open", None)) and hasattr(backend, "close")):
        takes = "a backend, such as h.stores.backend(Shelf), or the name of one such as memory"
        raise wrong("stores", takes, stores)
    if overwrite and not (isinstance(stores, str) and keeps_world(backend)):
        raise BadInput(
            "overwrite is for the URL of a database in stores, such as sqlite:///world.db"
        )
    return backend


def given_world(stores: str) -> "StoredWorld":
    """The world of a database, locked to be gone on with. BadInput if there is none."""
    from harness.simulator.stored_world import stored_world  # slow to import

    backend = world_backend(text("stores", stores, "the URL of a database"))
    return stored_world(backend, to_write=True)


def given_catalog(catalog: Catalog | Mapping[str, Any] | None) -> Catalog:
    """The catalog, or the standard one with these additions."""
    if catalog is None:
        return standard_catalog()
    if isinstance(catalog, Catalog):
        return catalog
    if not isinstance(catalog, Mapping):
        raise wrong("catalog", "a catalog, or what a scenario's catalog: has", catalog)
    try:
        return standard_catalog().extended(catalog)
    except CatalogError as error:
        raise BadInput(f"catalog: {error}") from None
