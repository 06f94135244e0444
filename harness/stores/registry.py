"""The registry of backends: what a name given to `--store` stands for.

>>> type(open_backend("memory")).__name__
'MemoryBackend'
"""

from collections.abc import Callable

from harness.domain.errors import BadInput
from harness.domain.suggestions import did_you_mean
from harness.stores.interface import Backend
from harness.stores.memory import memory_backend

GROUP = "harness.stores"  # the entry point group where other packages register theirs


def open_backend(name_or_url: str = "memory") -> Backend:
    """`memory`, a SQLAlchemy URL, or a registered backend as `NAME` or `NAME:anything`.

    BadInput if there is none of that name, or if it cannot be loaded.
    """
    if "://" in name_or_url:
        from harness.stores.sql import sql_backend  # SQLAlchemy may not be installed

        return sql_backend(name_or_url)
    name = name_or_url.partition(":")[0]
    if name == "memory":
        return memory_backend(name_or_url)
    return _registered(name)(name_or_url)


def _registered(name: str) -> Callable[[str], Backend]:
    from importlib.metadata import entry_points  # slow: `memory` must not pay for it

    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        known = sorted({"memory", *found})
        raise BadInput(
            f"no store {name!r}{did_you_mean(name, known)}; there are {', '.join(known)}, and any "
            "SQLAlchemy URL such as sqlite:///world.db"
        )
    try:
        constructor: Callable[[str], Backend] = found[name].load()
    except (ImportError, AttributeError) as error:
        raise BadInput(
            f"the store {name} cannot be loaded: {error}; {found[name].value} is registered for it"
        ) from None
    return constructor
