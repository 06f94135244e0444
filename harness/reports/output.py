"""Text output: to a terminal with its width and colours, to a pipe, or to a file, atomically."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self, TextIO

from harness.domain.errors import BadInput
from harness.reports.wrapping import harmless, printable

PIPED_WIDTH: Final = 100  # columns, if the output is no terminal
_HELD: Final = 1 << 20  # characters of a file that are held before it is begun


class Output:
    """A text that is written in parts: to stdout as they come, or to a file, which is whole or not.

    `path` is the file; without it the output is stdout. Raises BadInput if it cannot be written.
    """

    # click's atomic files, which this could be, replace the file even if the command fails, and put
    # a regular file in the place of a device or a pipe
    def __init__(self, path: str | None = None) -> None:
        self.path: Final = Path(path) if path else None
        self._parts: list[str] = []
        self._held = 0
        self._begun = False  # whether some of it is on stdout
        self._file: TextIO | None = None
        self._temporary: str | None = None  # its name, before it takes its place
        self._closed = False
        # stdout is None if it was closed before Python started
        self.terminal = self.path is None and sys.stdout is not None and sys.stdout.isatty()
        self.color = self.terminal and not os.environ.get("NO_COLOR")
        if self.path is not None:
            self._check(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exception: BaseException | None, *_: object
    ) -> None:
        if kind is None:
            self.close()
            return
        self._drop()
        if isinstance(exception, KeyboardInterrupt) and not exception.args and self._begun:
            exception.args = ("what was written is not whole",)

    @property
    def width(self) -> int:
        """The columns of a line: the terminal's, or those of a page."""
        if self.terminal or os.environ.get("COLUMNS"):
            import shutil

            return shutil.get_terminal_size().columns
        return PIPED_WIDTH

    def write(self, text: str) -> None:
        """Write a text and a line break, and nothing that a terminal would obey but our colours."""
        self.write_part(f"{harmless(text)}\n")

    def write_part(self, text: str) -> None:
        """Write a text as it is, without a line break."""
        if self.path is not None:
            self._parts.append(text)
            self._held += len(text)
            if self._held >= _HELD:
                self._write_held(self.path)
            return
        self._begun = True
        try:
            print(text, end="")
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            print(text.encode(encoding, "replace").decode(encoding), end="")

    def write_json(self, found: object) -> None:
        """Write a JSON document."""
        from harness.reports.json_text import json_parts

        for part in json_parts(found):
            self.write_part(part)
        self.write_part("\n")

    def close(self) -> None:
        """Put the file in its place. If this is not called, the file stays as it was.

        A `with` block calls it, unless an exception leaves the block.
        """
        if self.path is None or self._closed:
            return
        self._closed = True
        self._write_held(self.path)
        assert self._file is not None
        with self._whole_or_not(self.path):
            self._file.close()
            if self._temporary is None:
                return
            mask = os.umask(0)  # to be read it must be set
            os.umask(mask)
            os.chmod(self._temporary, 0o666 & ~mask)
            os.replace(self._temporary, self.path)

    def _write_held(self, path: Path) -> None:
        """Write what is held beside the file to replace; a device or a pipe stays one."""
        with self._whole_or_not(path):
            if self._file is None and path.exists() and not path.is_file():
                self._file = path.open("w", encoding="utf-8", newline="\n")
            elif self._file is None:
                import tempfile

                handle, self._temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                self._file = os.fdopen(handle, "w", encoding="utf-8", newline="\n")
            self._file.writelines(self._parts)
        self._parts, self._held = [], 0

    @contextmanager
    def _whole_or_not(self, path: Path) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._drop()
            if isinstance(error, OSError):
                reason = error.strerror or error
                raise BadInput(f"{path}: cannot be written: {reason}") from None
            raise

    def _drop(self) -> None:
        """Leave nothing of what was written, for it is not whole."""
        self._closed, self._parts = True, []
        if self._file is not None:
            with suppress(OSError):  # a full disk, once more
                self._file.close()
        if self._temporary is not None:
            with suppress(OSError):
                os.unlink(self._temporary)

    @staticmethod
    def _check(path: Path) -> None:
        """Refuse a file that cannot be written before the work, not after it."""
        if path.is_dir():
            raise BadInput(f"{path}: is a folder; --output takes the name of a file")
        if not path.parent.is_dir():
            raise BadInput(f"{path}: there is no folder {path.parent}")
        if not os.access(path.parent, os.W_OK):
            raise BadInput(f"{path}: the folder {path.parent} cannot be written to")


def write_file(path: Path, text: str) -> None:
    """Write a file atomically, with one line break at its end. Raises BadInput."""
    with Output(str(path)) as file:
        file.write_part(text.rstrip("\n") + "\n")  # as it is: it is read by no terminal


def make_folder(path: str) -> Path:
    """A folder, made if it is not there. Raises BadInput."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: cannot be made: {error.strerror or error}") from None
    return folder


def check_folder(path: str) -> None:
    """Make a folder if it is not there. Raises BadInput if no file can be written into it."""
    import tempfile

    try:
        Path(path).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise BadInput(f"{path}: cannot be written into: {error.strerror}") from None


def file_name(title: str) -> str:
    """A file's name, without its ending, for a title in any script; every title has another.

    >>> file_name("It breaks: every loss is reported")
    'it-breaks-every-loss-is-reported-cfe52f'
    """
    import hashlib
    import re

    stem = re.sub(r"[\W_]+", "-", title.lower())[:60].strip("-")
    return f"{stem}-{hashlib.sha256(title.encode()).hexdigest()[:6]}"


def say(text: object) -> None:
    """Write lines to stderr; if it cannot be written, the exit status says the rest."""
    if sys.stderr is None:  # print() would take stdout in its place
        return
    try:
        print(harmless(str(text)), file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Let what Python would still flush at its end go nowhere, where it does no harm."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class ProgressBar:
    """A progress bar on the error terminal, shown if the work takes longer than a moment.

    `of` names what the work is done on. The bar is cleared when its `with` block is left.
    """

    PATIENCE: Final = 0.7  # seconds

    def __init__(self, of: str) -> None:
        self._of = printable(of)
        self._started = time.monotonic()
        self._shown = 0.0
        self._on = sys.stderr is not None and sys.stderr.isatty()  # None: it is closed

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, of: int, what: str) -> None:
        now = time.monotonic()
        if not self._on or now - self._started < self.PATIENCE or now - self._shown < 0.1:
            return
        self._shown = now
        filled = 24 * done // max(of, 1)
        bar = "█" * filled + "·" * (24 - filled)
        text = f"{bar} {done:,} of {of:,} {what}, {self._of}"[:79]
        print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = 0.0
