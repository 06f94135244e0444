"""Checks of what the library is given: each error names the argument, and what it takes instead.

>>> argument_error("stores", 3, "the name of a store")
BadInput('stores is 3: it takes the name of a store')
"""

from collections.abc import Mapping
from typing import Any

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.errors import BadInput, CatalogError
from harness.domain.suggestions import cut


def argument_error(name: str, given: object, instead: str) -> BadInput:
    """The error for an argument of a wrong kind."""
    text = cut(given) if isinstance(given, str) else cut(repr(given))[1:-1]
    return BadInput(f"{name} is {text}: it takes {instead}")


def catalog_of(catalog: Catalog | Mapping[str, Any] | None) -> Catalog:
    """The catalog, or the standard one with these additions."""
    if catalog is None:
        return standard_catalog()
    if isinstance(catalog, Catalog):
        return catalog
    if not isinstance(catalog, Mapping):
        raise argument_error("catalog", catalog, "a catalog, or what a scenario's catalog: has")
    try:
        return standard_catalog().extended(catalog)
    except CatalogError as error:
        raise BadInput(f"catalog: {error}") from None


def whole(name: str, given: object, least: int, most: int | None = None) -> int:
    """A whole number within bounds."""
    is_number = isinstance(given, int) and not isinstance(given, bool)
    if isinstance(given, int) and is_number and least <= given <= (given if most is None else most):
        return given
    bounds = f"from {least}" + ("" if most is None else f" to {most}")
    raise argument_error(name, given, f"a whole number {bounds}")
