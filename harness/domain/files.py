r"""Files of people, read: whole, if it is a file that has an end, and as text, if it is one.

>>> read_bytes("/dev/zero")
Traceback (most recent call last):
harness.domain.errors.BadInput: /dev/zero: is a device or a pipe, not a file
>>> decoded(b"a\n\xff", "a.yaml")
Traceback (most recent call last):
harness.domain.errors.Problems: a.yaml:2:1: not a text in UTF-8: byte 0xff is no character
"""

import re
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from harness.domain.errors import BadInput, Problem, Problems, unreadable

LARGEST: Final = 256 * 1024 * 1024  # bytes
# what a shell has opened for its command: standard input, and `<(...)`
_OPEN: Final = re.compile(r"/dev/stdin|/dev/fd/[0-9]+|/proc/self/fd/[0-9]+")
_PART: Final = 1024 * 1024
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")


def read_bytes(path: str | Path) -> bytes:
    """The content of a file. BadInput if it cannot be read.

    A pipe may have nobody who writes into it, and a device no end: of these only what a shell has
    opened for its command is read, as far as a file may be large.
    """
    if "\0" in str(path):
        raise BadInput("the name of a file has no null character in it")
    try:
        stat = Path(path).stat()
        mode = stat.st_mode
        if not S_ISREG(mode) and not S_ISDIR(mode) and not _OPEN.fullmatch(str(path)):
            raise BadInput(f"{path}: is a device or a pipe, not a file")
        _require_small(stat.st_size, path)
        with Path(path).open("rb") as file:
            if S_ISREG(mode):
                return file.read()
            found = bytearray()
            while part := file.read(_PART):
                found += part
                _require_small(len(found), path)
            return bytes(found)
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeEncodeError:
        raise BadInput(f"{str(path)!a}: is no name that a file can have") from None


def _require_small(size: int, name: object) -> None:
    if size > LARGEST:
        raise BadInput(f"{name}: larger than {LARGEST // 1024 // 1024} MiB, which none is")


def read_text(path: str | Path) -> str:
    """The text of a file. BadInput if it cannot be read, Problems if it is not UTF-8."""
    return decoded(read_bytes(path), str(path))


def decoded(content: bytes, name: str) -> str:
    """The text of a file of that name. Problems if it is not UTF-8, BadInput if it is too large."""
    _require_small(len(content), name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problems([_no_utf8(name, error)]) from None


def _no_utf8(path: str, error: UnicodeDecodeError) -> Problem:
    if error.object[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(path, 1, 1, "this is UTF-16: save it as UTF-8")
    before = error.object[: error.start]
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    byte = error.object[error.start]
    return Problem(
        path,
        before.count(b"\n") + 1,
        column,
        f"not a text in UTF-8: byte {byte:#04x} is no character",
    )


def no_text(text: str) -> str:
    """What in a text none may have, a null character or half of one, or an empty text.

    Databases refuse them, so that what became of them would depend on the store.
    """
    found = _no_text(text)
    return "" if found is None else _called(found[0])


def require_text(text: str, name: str) -> None:
    """Raise Problems for the first character of a file's text that none may have."""
    if found := _no_text(text):
        before = text[: found.start()]
        column = len(before) - before.rfind("\n")
        message = f"this has {_called(found[0])}"
        raise Problems([Problem(name, before.count("\n") + 1, column, message)])


def _no_text(text: str) -> re.Match[str] | None:
    return None if text.isprintable() else _NO_TEXT.search(text)


def _called(char: str) -> str:
    return "a null character" if char == "\0" else "half a character"
