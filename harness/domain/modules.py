r"""Modules of a user: a Python file given by its path, executed once in a process.

The text can travel to another process, or to another machine, which executes it there once.

>>> module = module_of("own.py", "answer = 6 * 7")
>>> module.answer, module is module_of("own.py", "answer = 6 * 7")
(42, True)
>>> module_of("own.py", "\nfrom none import x")
Traceback (most recent call last):
harness.domain.errors.BadInput: own.py: line 2: No module named 'none'
"""

import hashlib
import linecache
import sys
from os.path import realpath
from pathlib import Path
from types import ModuleType

from harness.domain.errors import BadInput, HarnessError, PluginError
from harness.domain.faults import FAULTS
from harness.domain.files import read_bytes
from harness.domain.plugins import EXECUTED
from harness.domain.policies import POLICIES


def read_module(file: str) -> ModuleType:
    """The module that this file is. BadInput if it cannot be read, or if it raises."""
    return module_of(file, module_text(file))


def module_text(file: str) -> str:
    """The text of a Python file. BadInput if it cannot be read."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file}: cannot be read: is not text in UTF-8") from None


def module_name(kind: str, file: str, text: str) -> str:
    """The name in `sys.modules` of the file with this text: of one that is plugged in, or not."""
    digest = hashlib.sha256(f"{Path(file).resolve()}\0{text}".encode()).hexdigest()
    return f"{EXECUTED}{kind}_{digest[:16]}"


def module_of(file: str, text: str) -> ModuleType:
    """The module with this text, which is executed if it was not. BadInput if it raises.

    The policies and faults that it declares are not registered: a plug-in file's are.
    """
    name = module_name("module", file, text)
    for known in (module_name("plugin", file, text), name):
        if known in sys.modules:
            return sys.modules[known]
    imported = imported_from(file)
    if imported is not None:
        return imported
    with POLICIES.restored(), FAULTS.restored():
        return execute(name, file, text)


def imported_from(file: str) -> ModuleType | None:
    """The module that was imported from this file, by whatever name; None if none was."""
    path = realpath(file)
    ending = Path(path).name
    for name, module in list(sys.modules.items()):
        its = getattr(module, "__file__", None)
        if name.startswith(EXECUTED):  # of those the text counts, too
            continue
        if isinstance(its, str) and its.endswith(ending) and realpath(its) == path:
            return module
    return None


def execute(name: str, file: str, text: str) -> ModuleType:
    """A new module of that name, with this text executed. BadInput with its line if it raises.

    Its folder is on `sys.path` from then on, as that of a script is: it can import its neighbours.
    """
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = path = realpath(file)
    folder = str(Path(path).parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    # for tracebacks and inspect, on a machine that does not have the file
    linecache.cache[path] = len(text), None, text.splitlines(keepends=True), path
    try:
        code = compile(text, path, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 (a file of the user's)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise BadInput(_located(error, file)) from error
    return module


def _located(error: BaseException, file: str) -> str:
    """The error's message, with the file and its line if it has one."""
    if isinstance(error, PluginError):
        return str(error)  # with its place
    path = realpath(file)
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"{file}: line {error.lineno}: {error.msg}"
    said = isinstance(error, HarnessError | ImportError | SystemExit) and str(error)
    text = said or f"{type(error).__name__}: {error}".removesuffix(": ")
    from traceback import extract_tb  # of errors alone

    frames = extract_tb(error.__traceback__)
    lines = [it.lineno for it in frames if it.filename == path]
    return f"{file}: line {lines[-1]}: {text}" if lines else f"{file}: {text}"
