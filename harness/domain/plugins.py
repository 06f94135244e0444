"""Registries of pluggable parts: what a name in a setting, a scenario file or an option stands for.

A registry holds parts of one kind: built-in ones, those that a plug-in file defines, and those that
installed packages offer under an entry-point group. A name belongs to one part.

>>> greetings = Registry("greeting", "harness.greetings", {"hello": "Hello"}, lambda name, it: it)
>>> greetings.register("servus", "Servus", "plugins.py:3")
>>> greetings.resolve("servus")
'Servus'
>>> greetings.resolve("helo")
Traceback (most recent call last):
harness.domain.errors.BadInput: no greeting 'helo', did you mean hello?; there are hello, servus
>>> hint("hi", greetings)[:44]
'; one of your own comes with --plugin FILE, '
"""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from inspect import getfile, getsourcelines, isfunction, unwrap
from os.path import realpath, relpath
from pathlib import Path
from types import ModuleType
from typing import Final, Generic, NamedTuple, TypeVar

from harness.domain.errors import BadInput
from harness.domain.suggestions import did_you_mean, nearest

Part = TypeVar("Part")
EXECUTED: Final = "harness_executed_"  # begins the names of modules that are plugged in
# wherever a name may be written: files are read by commands, by pytest and by Python
OWN: Final = (
    "; one of your own comes with --plugin FILE, under pytest with harness_plugins, in Python with "
    "plugins=[FILE] or an import"
)
_SLIP: Final = 0.8  # as like as this, a name was mistyped
_NOT_IMPORTED: Final = ("harness.", EXECUTED)


class Registry(dict[str, Part], Generic[Part]):
    """Parts of one kind by name, in the order in which they were registered.

    `admit` makes a part of what an entry point names; it raises BadInput for what is none.
    `defined_by` returns the function, the class or the object that a part was made of. A class
    derived from `base` that stands at the top of an imported module is known by its name.
    """

    def __init__(
        self,
        noun: str,
        group: str,
        built_in: Mapping[str, Part],
        admit: Callable[[str, object], Part],
        defined_by: Callable[[Part], object] = lambda part: part,
        base: type | None = None,
    ) -> None:
        super().__init__(built_in)
        self.noun: Final = noun
        self.group: Final = group
        self.built_in: Final = frozenset(built_in)
        self.origins: Final[dict[str, str]] = {}  # of the others: FILE:LINE or the entry point
        self._admit = admit
        self._defined_by = defined_by
        self._base = base
        self._defined: Final[dict[DefinedAt, tuple[str, Part, str]]] = {}
        self._installed: list[str] | None = None  # names, once they were looked for

    def register(self, name: str, part: Part, origin: str) -> None:
        """Add a part, or replace another copy of it: its file may be loaded more than once.

        Raises BadInput if the name is taken.
        """
        if name in self and not self.has(name, part, origin):
            earlier, later = self.origins.get(name, "the harness itself"), origin
            if earlier == later:  # files of one name
                earlier, later = self._place(self[name]) or earlier, self._place(part) or later
            raise BadInput(
                f"the {self.noun} {name!r} is registered twice, by {earlier} and by {later}; "
                "give one of them another name"
            )
        self[name] = part
        self.origins[name] = origin
        where = definition_of(self._defined_by(part))
        if where is not None:
            self._defined[where] = name, part, origin

    def parts_of(self, module: ModuleType) -> Iterator[tuple[str, Part, str]]:
        """The names, parts and origins of what a module has registered, and of its functions.

        Those that were registered in a block that is over are among them.
        """
        file = realpath(module.__file__ or "")
        functions = {definition_of(it) for it in vars(module).values() if isfunction(it)}
        for where, found in self._defined.items():
            if where in functions or (where.file == file and self.get(found[0]) is found[1]):
                yield found

    def has(self, name: str, part: Part, origin: str) -> bool:
        """Whether this part, or another copy of it, is registered under the name."""
        known = self.get(name)
        if known is None or known is part:
            return known is part
        if name in self.built_in:
            return False
        one, other = (definition_of(self._defined_by(it)) for it in (known, part))
        return one == other if one and other else self.origins[name] == origin

    def _place(self, part: Part) -> str:
        where = definition_of(self._defined_by(part))
        return f"{relpath(where.file)}:{where.line}" if where else ""

    def forget(self, name: str) -> None:
        """Remove a part that was registered, as that of a plug-in file with an error further on."""
        del self[name], self.origins[name]

    def resolve(self, name: str) -> Part:
        """The part of that name. BadInput if there is none, installed packages included."""
        if name in self:
            return self[name]
        if not is_one_of(name, self):
            near = hint(name, self)
            raise BadInput(f"no {self.noun} {name!r}{near}; there are {', '.join(self)}")
        return self[name]

    def name_of(self, part: Part, otherwise: str) -> str:
        """The name under which the part is registered, or else its own, under which it then is.

        What is given later under the same name takes its place. Raises BadInput if that is the name
        of a part that is registered otherwise.
        """
        for name, registered in self.items():
            if registered is part:
                return name
        origin = f"the argument {self.noun}="
        if self.origins.get(otherwise) == origin:
            self.forget(otherwise)
        self.register(otherwise, part, origin)
        return otherwise

    def load_imported(self, name: str) -> None:
        """Register the class of that name, if an imported module has it. BadInput if several do."""
        found = {
            definition_of(it) or it: it for it in _top_classes(self._base) if it.__name__ == name
        }
        if len(found) > 1:
            places = " and ".join(sorted(f"{it.__module__}.{name}" for it in found.values()))
            raise BadInput(f"the {self.noun} {name} is ambiguous: there are {places}")
        for it in found.values():
            self.register(name, self._admit(name, it), origin_of(it))

    def load_installed(self) -> None:
        """Register the parts of installed packages, once. BadInput if one cannot be loaded."""
        if self._installed is not None:
            return
        from importlib.metadata import entry_points  # slow: built-in parts must not pay for it

        before, self._installed = {*self}, []
        for point in sorted(entry_points(group=self.group), key=lambda point: point.name):
            try:
                found = point.load()
            except Exception as error:
                raise BadInput(
                    f"the {self.noun} {point.name} cannot be loaded: {error}; {point.value} is "
                    f"registered for it under {self.group}"
                ) from error
            part = self._admit(point.name, found)
            if self.get(point.name) is not part:  # else its module registered it when it was loaded
                self.register(point.name, part, point.value)
        self._installed += [name for name in self if name not in before]

    @contextmanager
    def restored(self) -> Iterator[None]:
        """A block at whose end the registry holds what it held before, and installed parts."""
        parts, origins = {**self}, {**self.origins}
        try:
            yield
        finally:
            for name in self._installed or ():
                parts.setdefault(name, self[name])
                origins.setdefault(name, self.origins[name])
            self.clear()
            self.update(parts)
            self.origins.clear()
            self.origins.update(origins)


def is_one_of(name: str, known: Collection[str]) -> bool:
    """Whether the name is one of these; of a registry, it may be that of an installed part."""
    if name not in known and isinstance(known, Registry):
        known.load_installed()
        if name not in known:
            known.load_imported(name)
    return name in known


def hint(name: str, known: Collection[str]) -> str:
    """What to write instead of a name that is none of these.

    A name of a registry that is no slip may be one of one's own, even where another is like it.
    """
    slip = nearest(name, known, cutoff=_SLIP)
    return did_you_mean(name, known) + (OWN if isinstance(known, Registry) and not slip else "")


def _top_classes(base: type | None) -> Iterator[type]:
    """The classes derived from this one that are at the top of a user's module."""
    derived: list[type] = type.__subclasses__(base) if base is not None else []
    for found in derived:
        module = sys.modules.get(found.__module__)
        own = found.__module__.startswith(_NOT_IMPORTED)
        if not own and getattr(module, found.__qualname__, None) is found:
            yield found
        yield from _top_classes(found)


class DefinedAt(NamedTuple):
    """Where a function or a class was defined. The same definition is the same part."""

    file: str
    name: str  # qualified by the classes and functions around it
    line: int


def definition_of(part: object) -> DefinedAt | None:
    """The definition of a function or a class, or of an object's class; None if it is unknown."""
    found = unwrap(part) if callable(part) else type(part)
    code = getattr(found, "__code__", None)
    if code is not None:
        return DefinedAt(realpath(code.co_filename), code.co_qualname, code.co_firstlineno)
    if not isinstance(found, type):  # an object that can be called
        found = type(found)
    try:
        return DefinedAt(realpath(getfile(found)), found.__qualname__, getsourcelines(found)[1])
    except (OSError, TypeError):
        return None


def origin_of(part: object) -> str:
    """Where a function or a class was defined, as FILE:LINE; its module if that is unknown."""
    where = definition_of(part)
    if where is None:
        return str(getattr(part if callable(part) else type(part), "__module__", "?"))
    return f"{short_name(where.file)}:{where.line}"


def short_name(file: str) -> str:
    """The name of a file in a message, with its folder if it is that of a package."""
    path = Path(file)
    return f"{path.parent.name}/{path.name}" if path.name == "__init__.py" else path.name
