"""Where output goes: a terminal with its width and colours, a pipe, or a file, whole or not."""

import os
import sys
import time
from pathlib import Path
from typing import Final

from harness.domain.errors import BadInput

PIPED_WIDTH: Final = 100  # columns, of whatever no terminal is to show


class Output:
    """Text goes to the terminal as it comes, to a file at the end and only if all went well."""

    def __init__(self, path: str | None = None) -> None:
        self._path = Path(path) if path else None
        self._parts: list[str] = []
        there = sys.stdout is not None  # it is not where somebody closed it
        self.terminal = self._path is None and there and sys.stdout.isatty()
        self.color = self.terminal and not os.environ.get("NO_COLOR")
        if self._path is not None:
            self._check(self._path)

    @property
    def width(self) -> int:
        """The columns there are; piped output is as wide as a page."""
        if self.terminal or os.environ.get("COLUMNS"):
            import shutil

            return shutil.get_terminal_size().columns
        return PIPED_WIDTH

    def write(self, text: str) -> None:
        """Write a text and a line break."""
        if self._path is not None:
            self._parts.append(text)
            return
        try:
            print(text)
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            print(text.encode(encoding, "replace").decode(encoding))

    def close(self) -> None:
        """Put the file in its place. Without this call, what was there before stays."""
        if self._path is None:
            return
        import tempfile

        try:
            if self._path.exists() and not self._path.is_file():  # a device or a pipe stays one
                with self._path.open("w", encoding="utf-8") as file:
                    file.writelines(part + "\n" for part in self._parts)
                return
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    file.writelines(part + "\n" for part in self._parts)
                os.chmod(name, 0o666 & ~_umask())
                os.replace(name, self._path)
            except BaseException:
                os.unlink(name)
                raise
        except OSError as error:
            raise BadInput(f"{self._path}: cannot be written: {error.strerror or error}") from None

    @staticmethod
    def _check(path: Path) -> None:
        """Say now, not after a long replay, that the file cannot be written."""
        if path.is_dir():
            raise BadInput(f"{path}: is a folder; --output takes the name of a file")
        if not path.parent.is_dir():
            raise BadInput(f"{path}: there is no folder {path.parent}")
        if not os.access(path.parent, os.W_OK):
            raise BadInput(f"{path}: the folder {path.parent} cannot be written to")


def check_folder(path: str) -> None:
    """Make a folder, and say now that no file can be written into it."""
    import tempfile

    try:
        Path(path).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise BadInput(f"{path}: cannot be written into: {error.strerror}") from None


def file_name(title: str) -> str:
    """A file's name for a title, of the letters it has in any script; no two titles have one.

    >>> file_name("It breaks: every loss is reported")
    'it-breaks-every-loss-is-reported-cfe52f'
    """
    import hashlib
    import re

    stem = re.sub(r"[\W_]+", "-", title.lower())[:60].strip("-")
    return f"{stem}-{hashlib.sha256(title.encode()).hexdigest()[:6]}"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class ProgressBar:
    """A progress bar on the error terminal, shown only where work takes longer than a moment."""

    PATIENCE: Final = 0.7  # seconds

    def __init__(self, of: str) -> None:
        self._of = of
        self._started = time.monotonic()
        self._shown = 0.0
        self._on = sys.stderr.isatty()

    def __call__(self, done: int, of: int, what: str) -> None:
        now = time.monotonic()
        if not self._on or now - self._started < self.PATIENCE or now - self._shown < 0.1:
            return
        self._shown = now
        filled = 24 * done // max(of, 1)
        bar = "█" * filled + "·" * (24 - filled)
        text = f"{bar} {done:,} of {of:,} {what}, {self._of}"[:79]
        print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the bar away again."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = 0.0
