"""Text output: to a terminal with its width and colours, to a pipe, or to a file, atomically."""

import os
import sys
import time
from pathlib import Path
from typing import Final, Self

from harness.domain.errors import BadInput
from harness.reports.wrapping import printable

PIPED_WIDTH: Final = 100  # columns, if the output is no terminal


class Output:
    """A text that is written in parts: to stdout as they come, or to a file when it is closed.

    `path` is the file; without it the output is stdout. Raises BadInput if it cannot be written.
    """

    # click's atomic files, which this could be, replace the file even if the command fails, and put
    # a regular file in the place of a device or a pipe
    def __init__(self, path: str | None = None) -> None:
        self.path: Final = Path(path) if path else None
        self._parts: list[str] = []
        self._closed = False
        # stdout is None if it was closed before Python started
        self.terminal = self.path is None and sys.stdout is not None and sys.stdout.isatty()
        self.color = self.terminal and not os.environ.get("NO_COLOR")
        if self.path is not None:
            self._check(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, exception: type[BaseException] | None, *_: object) -> None:
        if exception is None:
            self.close()

    @property
    def width(self) -> int:
        """The columns of a line: the terminal's, or those of a page."""
        if self.terminal or os.environ.get("COLUMNS"):
            import shutil

            return shutil.get_terminal_size().columns
        return PIPED_WIDTH

    def write(self, text: str) -> None:
        """Write a text and a line break."""
        if self.path is not None:
            self._parts.append(text)
            return
        try:
            print(text)
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            print(text.encode(encoding, "replace").decode(encoding))

    def close(self) -> None:
        """Put the file in its place. If this is not called, the file stays as it was.

        A `with` block calls it, unless an exception leaves the block.
        """
        if self.path is None or self._closed:
            return
        self._closed = True
        import tempfile

        try:
            if self.path.exists() and not self.path.is_file():  # a device or a pipe stays one
                self.path.write_text("".join(part + "\n" for part in self._parts), "utf-8")
                return
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    file.writelines(part + "\n" for part in self._parts)
                mask = os.umask(0)  # to be read it must be set
                os.umask(mask)
                os.chmod(name, 0o666 & ~mask)
                os.replace(name, self.path)
            except BaseException:
                os.unlink(name)
                raise
        except OSError as error:
            raise BadInput(f"{self.path}: cannot be written: {error.strerror or error}") from None

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
        file.write(text.rstrip("\n"))


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


class ProgressBar:
    """A progress bar on the error terminal, shown if the work takes longer than a moment.

    `of` names what the work is done on. The bar is cleared when its `with` block is left.
    """

    PATIENCE: Final = 0.7  # seconds

    def __init__(self, of: str) -> None:
        self._of = printable(of)
        self._started = time.monotonic()
        self._shown = 0.0
        self._on = sys.stderr.isatty()

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
