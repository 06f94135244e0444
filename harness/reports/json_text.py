"""JSON text, written in parts: a list that is made while it is written is never whole in memory.

The text is that of `json.dumps(found, indent=1, ensure_ascii=False)`, several times as fast; but
also what a terminal would obey beyond ASCII is escaped.

>>> print("".join(json_parts({"format": 1, "steps": Entries(lambda: iter([{"is": "é"}, []]))})))
{
 "format": 1,
 "steps": [
  {
   "is": "é"
  },
  []
 ]
}
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, Generic, TypeGuard, TypeVar

T = TypeVar("T")
_OBEYED: Final = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # JSON escapes the others
_TOGETHER: Final = 64  # entries are encoded together: a call for each takes longer than itself


class Entries(Generic[T]):
    """A list whose entries are made anew whenever it is read."""

    def __init__(self, make: Callable[[], Iterable[T]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[T]:
        return iter(self._make())


class Later:
    """A value that is known when what is written before it has been made."""

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make


def json_parts(found: object, depth: int = 0) -> Iterator[str]:
    """A document in parts: of `Entries`, also within mappings, some at a time."""
    if isinstance(found, Later):
        yield _encoded(found.make(), depth)
    elif isinstance(found, Entries):
        yield from _list(found, depth)
    elif _in_parts(found):
        yield from _mapping(found, depth)
    else:
        yield _encoded(found, depth)


def json_text(found: object) -> str:
    """A document whole, for what is small."""
    return "".join(json_parts(found))


class JsonDocument:
    """A document of one object, or of a list of `many`, each written when it is there."""

    def __init__(self, write: Callable[[str], None], many: int) -> None:
        self._write = write
        self._many = many
        self._written = 0

    def add(self, found: Mapping[str, object]) -> None:
        """Write an object."""
        if self._many > 1:
            self._write(",\n " if self._written else "[\n ")
        for part in json_parts(found, depth=int(self._many > 1)):
            self._write(part)
        self._written += 1
        if self._written == self._many:
            self._write("\n]\n" if self._many > 1 else "\n")


def batches(found: Iterable[T]) -> Iterator[list[T]]:
    """The entries, in lists of some."""
    left = iter(found)
    while some := list(islice(left, _TOGETHER)):
        yield some


def _in_parts(found: object) -> TypeGuard[Mapping[str, object]]:
    """Whether there are entries in a mapping."""
    return isinstance(found, Mapping) and any(
        isinstance(it, Entries) or _in_parts(it) for it in found.values()
    )


def _mapping(found: Mapping[str, object], depth: int) -> Iterator[str]:
    before = "{"
    for key, value in found.items():
        yield f"{before}\n{' ' * (depth + 1)}{json.dumps(key, ensure_ascii=False)}: "
        yield from json_parts(value, depth + 1)
        before = ","
    yield f"\n{' ' * depth}}}"


def _list(found: Iterable[object], depth: int) -> Iterator[str]:
    before = "["
    for some in batches(found):
        if _in_parts(some[0]):
            for one in some:
                yield f"{before}\n{' ' * (depth + 1)}"
                yield from json_parts(one, depth + 1)
                before = ","
        else:
            yield before + _encoded(some, depth)[1 : -2 - depth]  # without the brackets
            before = ","
    yield f"\n{' ' * depth}]" if before == "," else "[]"


def _encoded(found: object, depth: int) -> str:
    from msgspec import to_builtins
    from msgspec.json import format as laid_out

    # Python's encoder: msgspec's writes 1e16 where Python's writes 1e+16, and takes no large number
    text = json.dumps(found, ensure_ascii=False, default=to_builtins)
    try:
        text = laid_out(text, indent=1)
    except UnicodeEncodeError:  # half a character, of which msgspec lays out no text
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    if not text.isascii() or "\x7f" in text:  # a terminal would obey it
        text = _OBEYED.sub(lambda char: f"\\u{ord(char[0]):04x}", text)
    return text.replace("\n", "\n" + " " * depth)  # in a value a line break is an escape
