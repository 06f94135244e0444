r"""A file with properties of a user: Python functions decorated with `always` and `sometimes`.

    from harness import always

    @always("nobody is called King", rules="R7")
    def nobody_is_called_king(step):
        for event in step.events:
            if event.data and "King" in str(event.data):
                return f"{event.record} is"

The text travels with the exploration: to its other processes, and to the machines of a cluster.

>>> file = PropertyFile("own.py", '@always("x", rules="R7")\ndef x(step): ...')
>>> register((file._replace(text="from none import x"),))
Traceback (most recent call last):
harness.domain.errors.BadInput: own.py: line 1: No module named 'none'
"""

import hashlib
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from harness.domain.errors import BadInput
from harness.domain.rules import RULES
from harness.domain.suggestions import did_you_mean
from harness.properties.law import ALWAYS, SOMETIMES


class PropertyFile(NamedTuple):
    """A file of properties: its name and its text."""

    file: str
    text: str


def load(files: Iterable[str]) -> tuple[PropertyFile, ...]:
    """Read the files and register their properties. Raises BadInput."""
    found = []
    for file in files:
        try:
            found.append(PropertyFile(file, Path(file).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "is not text in UTF-8"
            raise BadInput(f"{file}: cannot be read: {why}") from None
    register(tuple(found))
    return tuple(found)


def register(files: tuple[PropertyFile, ...]) -> None:
    """Add the properties of these files to the registry of this process, each text once."""
    for file in files:
        name = f"harness_properties_{hashlib.sha256(file.text.encode()).hexdigest()[:16]}"
        if name not in sys.modules:
            _execute(file, name)


def _execute(file: PropertyFile, name: str) -> None:
    before = {*ALWAYS, *SOMETIMES}
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = file.file
    try:
        exec(compile(file.text, file.file, "exec"), vars(module))  # noqa: S102 (a file of the user's)
        added = [it for it in (*ALWAYS.values(), *SOMETIMES.values()) if it.name not in before]
        if not added:
            raise BadInput("adds no property: put a function under @always or @sometimes")
        for it in added:
            for rule in it.rules:
                if rule not in RULES:
                    raise BadInput(f"{it.name!r} guards no rule {rule}{did_you_mean(rule, RULES)}")
    except (Exception, SystemExit) as error:  # noqa: BLE001  (the file is the user's)
        del sys.modules[name]
        for registry in (ALWAYS, SOMETIMES):
            for added_name in [it for it in registry if it not in before]:
                del registry[added_name]
        raise BadInput(f"{file.file}: {_located(error, file)}") from None


def _located(error: BaseException, file: PropertyFile) -> str:
    """The error's message, with its line in the file if it has one."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [it.lineno for it in frames if it.filename == file.file]
    return f"line {lines[-1]}: {error}" if lines else str(error)
