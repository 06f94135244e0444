"""The registry of backends: what a name given to `--store` stands for.

>>> type(open_backend("memory")).__name__
'MemoryBackend'
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from harness.domain.contracts import contract_problems
from harness.domain.errors import BadInput, HarnessError
from harness.domain.plugins import origin_of
from harness.domain.suggestions import did_you_mean
from harness.stores.interface import Backend, Store
from harness.stores.memory import memory_backend
from harness.stores.plugged import (
    BACKEND_METHODS,
    StoreClassBackend,
    require_store_class,
)
from harness.stores.urls import is_url

if TYPE_CHECKING:  # of databases
    from harness.stores.kept import Replaces, WorldBackend

GROUP = "harness.stores"  # the entry point group where other packages register theirs


def open_backend(name_or_url: str = "memory", replaces: "Replaces" = "nothing") -> Backend:
    """The backend that a text names. BadInput if there is none, or if it cannot be loaded.

    `memory`; a SQLAlchemy URL; a part of one's own as `FILE.py:Shelf` or `module:Shelf`, which is a
    store class, a backend, a class of one, or a function that is given the text and returns one; or
    such a part of an installed package, as `NAME` or `NAME:anything`. Of a database, `replaces` is
    the world that may be overwritten there; the others keep none.
    """
    return backend_maker(name_or_url, replaces)()


def world_backend(name_or_url: str) -> "WorldBackend":
    """The database of that name. BadInput if it keeps no world for another process."""
    from harness.stores.kept import keeps_world

    backend = open_backend(name_or_url)
    if not keeps_world(backend):
        raise BadInput(
            f"store {name_or_url}: it keeps no world for another process to find; name a database "
            "such as sqlite:///world.db"
        )
    return backend


def backend_maker(text: str, replaces: "Replaces" = "nothing") -> Callable[[], Backend]:
    """What makes the backends that a text names, which is looked up once for many simulations."""
    if is_url(text):
        from harness.stores.sql import sql_backend  # SQLAlchemy may not be installed

        return partial(sql_backend, text, replaces)
    name, _, attribute = text.partition(":")
    if name == "memory":
        return partial(memory_backend, text)
    place, _, last = text.rpartition(":")  # a path may have a colon too
    if place.endswith(".py") or last.endswith(".py"):
        return partial(_backend, _of_file(text, place, last), text)
    installed = _installed()
    if name in installed:
        try:
            part = installed[name].load()
        except Exception as error:
            raise BadInput(
                f"the store {name} cannot be loaded: {error}; {installed[name].value} is "
                "registered for it"
            ) from error
        return partial(_backend, part, text)
    if attribute and (module := _module(name)) is not None:
        return partial(_backend, _attribute(module, attribute, text), text)
    known = sorted({"memory", *installed})
    here = f"{name.replace('.', '/')}.py"
    near = did_you_mean(name, known)
    if Path(here).is_file():
        near = f", did you mean {here}:{attribute or 'Shelf'}?"
    raise BadInput(
        f"no store {name!r}{near}; there are {', '.join(known)}, a class of your own as "
        "FILE.py:Shelf or module:Shelf, and any SQLAlchemy URL such as sqlite:///world.db"
    )


def _of_file(text: str, file: str, attribute: str) -> Any:
    if not file.endswith(".py"):
        raise BadInput(f"store {text}: which store of that file? Write {text}:Shelf, for example")
    from harness.domain.modules import read_module  # hashlib, which `memory` must not pay for

    return _attribute(read_module(file), attribute, text)


def _installed() -> dict[str, Any]:
    from importlib.metadata import entry_points  # slow: `memory` must not pay for it

    return {point.name: point for point in entry_points(group=GROUP)}


def _module(name: str) -> Any:
    """The module of that name; None if there is none. BadInput if it cannot be imported."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            return None
        raise BadInput(f"store {name}: it cannot be imported: {error}") from error
    except (TypeError, ValueError):  # no name of a module, such as .a
        return None
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        raise BadInput(f"store {name}: it cannot be imported: {problem}") from error


def _attribute(module: Any, attribute: str, text: str) -> Any:
    found = vars(module).get(attribute)
    if found is None:
        classes = {name: it for name, it in vars(module).items() if isinstance(it, type)}
        own = [
            name
            for name, it in classes.items()
            if it.__module__ == module.__name__ and (hasattr(it, "open") or hasattr(it, "find"))
        ]
        near = did_you_mean(attribute, own)
        there = f"; its classes are {', '.join(own)}" if own and not near else ""
        raise BadInput(f"store {text}: it has no {attribute!r}{near}{there}")
    return found


def _backend(part: Any, text: str) -> Backend:
    """The backend that a part is, or makes; see `open_backend`."""
    is_backend = hasattr(part, "open")
    if isinstance(part, type) and not is_backend:
        require_store_class(part)
        return StoreClassBackend(cast(Callable[[], Store], part))
    if callable(part) and not (is_backend and not isinstance(part, type)):
        part = _made(part, text)
    if wrong := contract_problems(part, BACKEND_METHODS):
        raise BadInput(
            f"store {text}: {type(part).__name__} ({origin_of(type(part))}) is no store class and "
            f"no backend: it {'; it '.join(wrong)}"
        )
    return cast(Backend, part)


def _made(maker: Callable[..., Any], text: str) -> Any:
    """What a class or a function makes, of the text if it takes one."""
    try:
        return maker(*([text] if _takes_one(maker) else []))
    except HarnessError:
        raise
    except Exception as error:
        problem = f"raised {type(error).__name__}: {error}"
        raise BadInput(f"store {text}: {maker.__name__} ({origin_of(maker)}) {problem}") from error


def _takes_one(maker: Callable[..., Any]) -> bool:
    try:
        signature(maker).bind("")
    except TypeError:
        return False
    return True
