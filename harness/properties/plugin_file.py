r"""Plug-in files: Python files of a user with policies, faults, clocks, integrations, properties.

    import harness as h

    @h.always("nobody is called King", rules="R7")
    def nobody_is_called_king(step):
        for event in step.events:
            if event.data and "King" in str(event.data):
                return f"{event.record} is"

    class NoLiveDeletes(h.Integration):
        def deliver_delete(self, request, cause):
            self.keep_missed(request, cause)

Its text is executed once in a process, and travels with an exploration: to its other processes, and
to the machines of a cluster. What it registers counts in the block that plugs it in.

>>> text = 'from harness import always\n@always("x")\ndef x(step): ...'
>>> with plugged_in([PluginFile("own.py", text)]):
...     "x" in ALWAYS
True
>>> "x" in ALWAYS
False
>>> properties_of([PluginFile("own.py", "from none import x")])
Traceback (most recent call last):
harness.domain.errors.BadInput: own.py: line 1: No module named 'none'
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os.path import realpath
from types import ModuleType
from typing import Any, Final, NamedTuple

from harness.domain.errors import BadInput, PluginError
from harness.domain.faults import FAULTS
from harness.domain.modules import execute, imported_from, module_name, module_text
from harness.domain.plugins import Registry, origin_of, short_name
from harness.domain.policies import POLICIES
from harness.properties.declarations import collected, property_of, registered, same_property
from harness.properties.law import ALWAYS, Property
from harness.simulator.integration.integration import Integration
from harness.simulator.integration.registry import INTEGRATIONS, require_integration
from harness.simulator.schedule import CLOCKS, Clock, as_clock

__all__ = ["ALWAYS", "PluginFile", "load", "plugged_in", "properties_of"]

REGISTRIES: Final[tuple[Registry[Any], ...]] = (POLICIES, FAULTS, CLOCKS, INTEGRATIONS)
_CONTENTS: Final = "__harness_contents__"  # of a module: what its text registered
_NOTHING: Final = (
    "registers nothing: put @h.always, @h.sometimes, @h.policy or @h.fault before a function, "
    "or derive a class from h.Clock or h.Integration"
)


class PluginFile(NamedTuple):
    """A plug-in file: its name and its text."""

    file: str
    text: str


class _Part(NamedTuple):
    """A part of a plug-in file, and the registry that it belongs to."""

    registry: Registry[Any]
    name: str
    part: Any
    origin: str

    def register(self) -> None:
        """Register it, if no copy of it is; BadInput if another part has the name."""
        if not self.registry.has(self.name, self.part, self.origin):
            self.registry.register(self.name, self.part, self.origin)


class _Contents(NamedTuple):
    """What a plug-in file registers."""

    properties: tuple[Property, ...]
    parts: tuple[_Part, ...]


def load(files: Iterable[str]) -> tuple[PluginFile, ...]:
    """Read the files, and execute them once to see what is wrong. Raises BadInput."""
    found = [PluginFile(file, module_text(file)) for file in files]
    with plugged_in(found):  # raises if two of them have the same name
        return tuple(found)


def properties_of(own: Iterable[PluginFile | Property]) -> tuple[Property, ...]:
    """These properties, and those of these files."""
    found: dict[str, Property] = {}
    for one in own:
        for it in [one] if isinstance(one, Property) else _contents(one).properties:
            if not same_property(found.setdefault(it.name, it), it):
                raise BadInput(f"two properties are called {it.name!r}")
    return tuple(found.values())


@contextmanager
def plugged_in(own: Iterable[PluginFile | Property]) -> Iterator[None]:
    """In this block the parts and properties of these files are registered, and these properties.

    Raises BadInput for a file that cannot be executed, and for a name that is taken.
    """
    own = tuple(own)
    with _restored():
        for file in own:
            for it in _contents(file).parts if isinstance(file, PluginFile) else ():
                it.register()
        with registered(properties_of(own)):
            yield


def _restored() -> ExitStack:
    """A block at whose end every registry is as before."""
    stack = ExitStack()
    for registry in REGISTRIES:
        stack.enter_context(registry.restored())
    return stack


def _contents(file: PluginFile) -> _Contents:
    name = module_name("plugin", file.file, file.text)
    if name not in sys.modules:
        imported = imported_from(file.file)
        if imported is not None:
            return _found(file, imported)
        _execute(file, name)
    found: _Contents = getattr(sys.modules[name], _CONTENTS)
    return found


def _execute(file: PluginFile, name: str) -> None:
    """Execute the file, and keep what it registers in its module. BadInput, and then nothing is."""
    with _restored(), collected() as properties:
        before = [{**registry} for registry in REGISTRIES]
        module = execute(name, *file)
        new = [
            (registry, key)
            for registry, known in zip(REGISTRIES, before, strict=True)
            for key, part in registry.items()
            if known.get(key) is not part
        ]
        try:
            contents = _found(file, module, properties, new)
        except BadInput:
            del sys.modules[name]
            raise
    setattr(module, _CONTENTS, contents)


def _found(
    file: PluginFile,
    module: ModuleType,
    declared: Sequence[Property] = (),
    new: Sequence[tuple[Registry[Any], str]] = (),
) -> _Contents:
    """What a module has, and what else it declared and registered as it was executed. BadInput."""
    properties = [*declared, *filter(None, map(property_of, vars(module).values()))]
    with _restored():
        try:
            _register_classes(module)
            found = [(registry, *it) for registry in REGISTRIES for it in registry.parts_of(module)]
            found += [(it, name, it[name], it.origins[name]) for it, name in new]
            if not properties and not found:
                raise BadInput(_NOTHING)
        except BadInput as error:
            raise BadInput(f"{file.file}: {error}") from None
        except PluginError as error:  # it has its place
            raise BadInput(str(error)) from None
    parts = {
        (it.noun, name): _Part(it, name, part, _in_file(origin, file))
        for it, name, part, origin in found
    }
    return _Contents(tuple(dict.fromkeys(properties)), tuple(parts.values()))


def _in_file(origin: str, file: PluginFile) -> str:
    """A place as FILE:LINE, the file as the user names it."""
    name, _, line = origin.partition(":")
    return f"{file.file}:{line}" if name == short_name(realpath(file.file)) else origin


def _register_classes(module: ModuleType) -> None:
    """Register the clocks and integrations that the module defines, under their names."""
    for found in list(vars(module).values()):
        if not isinstance(found, type) or found.__module__ != module.__name__:
            continue
        name, place = found.__name__, origin_of(found)
        if issubclass(found, Integration):
            INTEGRATIONS.register(name, require_integration(found), place)
        elif Clock in found.__mro__:
            CLOCKS.register(name, as_clock(name, found), place)
