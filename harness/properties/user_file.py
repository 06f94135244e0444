r"""A file with properties of a user: Python functions decorated with `always` and `sometimes`.

    from harness import always

    @always("nobody is called King", rules="R7")
    def nobody_is_called_king(step):
        for event in step.events:
            if event.data and "King" in str(event.data):
                return f"{event.record} is"

The text travels with the exploration: to its other processes, and to the machines of a cluster.

>>> file = PropertyFile("own.py", 'from harness import always\n@always("x")\ndef x(step): ...')
>>> [it.name for it in properties_of([file])]
['x']
>>> properties_of([file._replace(text="from none import x")])
Traceback (most recent call last):
harness.domain.errors.BadInput: own.py: line 1: No module named 'none'
"""

import hashlib
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

from harness.domain.errors import BadInput
from harness.properties.declarations import collected
from harness.properties.law import Property


class PropertyFile(NamedTuple):
    """A file of properties: its name and its text."""

    file: str
    text: str


def load(files: Iterable[str]) -> tuple[PropertyFile, ...]:
    """Read the files, and execute them once to see what is wrong. Raises BadInput."""
    found = []
    for file in files:
        try:
            found.append(PropertyFile(file, Path(file).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "is not text in UTF-8"
            raise BadInput(f"{file}: cannot be read: {why}") from None
    properties_of(found)
    return tuple(found)


def properties_of(own: Iterable[PropertyFile | Property]) -> tuple[Property, ...]:
    """These properties, and those of these files, each text executed once in this process."""
    found: dict[str, Property] = {}
    for one in own:
        for it in [one] if isinstance(one, Property) else _in_file(one):
            if found.setdefault(it.name, it) is not it:
                raise BadInput(f"two properties are called {it.name!r}")
    return tuple(found.values())


def _in_file(file: PropertyFile) -> tuple[Property, ...]:
    name = f"harness_properties_{hashlib.sha256(file.text.encode()).hexdigest()[:16]}"
    if name not in sys.modules:
        _execute(file, name)
    found: tuple[Property, ...] = getattr(sys.modules[name], _PROPERTIES)
    return found


_PROPERTIES: Final = "__harness_properties__"


def _execute(file: PropertyFile, name: str) -> None:
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = file.file
    try:
        with collected() as found:
            exec(compile(file.text, file.file, "exec"), vars(module))  # noqa: S102 (a file of the user's)
        if not found:
            raise BadInput("adds no property: put a function under @always or @sometimes")
    except (Exception, SystemExit) as error:  # noqa: BLE001  (the file is the user's)
        del sys.modules[name]
        raise BadInput(f"{file.file}: {_located(error, file)}") from None
    setattr(module, _PROPERTIES, tuple(found))


def _located(error: BaseException, file: PropertyFile) -> str:
    """The error's message, with its line in the file if it has one."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [it.lineno for it in frames if it.filename == file.file]
    return f"line {lines[-1]}: {error}" if lines else str(error)
