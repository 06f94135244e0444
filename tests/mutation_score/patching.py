"""Mutants in the bodies of functions, put in force in a process that has imported the package.

A function's code is replaced where it is, so that whoever holds the function has the mutant. What
runs when a module is imported (constants, defaults, decorators) cannot be put in force so.
"""

import gc
import inspect
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).parents[2]
_Key = tuple[str, int]


def replaced(file: str, text: str) -> dict[_Key, CodeType] | None:
    """The functions that another text of a file has otherwise; None if more than these differs."""
    path = str(ROOT / file)
    before = compile(Path(path).read_text(), path, "exec", dont_inherit=True)
    return _replaced(before, compile(text, path, "exec", dont_inherit=True))


def _replaced(before: CodeType, after: CodeType) -> dict[_Key, CodeType] | None:
    if _own(before) != _own(after):
        function = before.co_flags & inspect.CO_OPTIMIZED
        same = (before.co_freevars, _key(before)) == (after.co_freevars, _key(after))
        return {_key(after): after} if function and same else None
    found: dict[_Key, CodeType] = {}
    for old, new in zip(_inner(before), _inner(after), strict=True):
        inner = _replaced(old, new)
        if inner is None:
            # of a comprehension or the like, which is made anew whenever its function runs
            function = before.co_flags & inspect.CO_OPTIMIZED
            return {_key(after): after} if function else None
        found |= inner
    if found and before.co_flags & inspect.CO_OPTIMIZED:
        found[_key(after)] = after
    return found


def _own(code: CodeType) -> tuple[object, ...]:
    constants = [repr(it) for it in code.co_consts if not isinstance(it, CodeType)]
    return code.co_code, constants, code.co_names, code.co_varnames, len(list(_inner(code)))


def _inner(code: CodeType) -> Iterator[CodeType]:
    return (it for it in code.co_consts if isinstance(it, CodeType))


def _key(code: CodeType) -> _Key:
    return code.co_qualname, code.co_firstlineno


class Package:
    """The functions of the package in this process, and what they remember."""

    def __init__(self) -> None:
        found = gc.get_objects()
        self._functions = [it for it in found if isinstance(it, FunctionType)]
        self._caches = [it for it in found if isinstance(it, _lru_cache_wrapper)]

    def put_in_force(self, file: str, codes: dict[_Key, CodeType]) -> None:
        """Replace the code of these functions of a file, whoever has them; remember nothing."""
        path = str(ROOT / file)
        left = {key for key in codes if "<" not in key[0]}
        for function in self._functions:
            key = _key(function.__code__)
            code = codes.get(key) if function.__code__.co_filename == path else None
            if code is not None and code.co_freevars == function.__code__.co_freevars:
                function.__code__ = code
                left.discard(key)
        assert not left, f"{left} of {file} are not there"
        for cache in self._caches:
            if cache.__module__.startswith(("harness.domain", "harness.simulator")):
                cache.cache_clear()
