"""Approved texts: what a test makes, compared with a file that a reviewer has read.

`pytest --approve` writes the files instead of comparing, for the reviewer to read as a difference.
"""

import re
from difflib import unified_diff
from pathlib import Path
from typing import Final

from harness.domain.errors import BadInput
from harness.gherkin.places import shown
from harness.gherkin.simulation import Simulation

_APPROVE: Final = "pytest --approve"
_NAME: Final = re.compile(r"\w[\w .-]*")


class Approved:
    """Compares texts with approved files, or writes the files: what the fixture `approved` is.

    `folder` is the test's own, where relative paths begin; with `rewrite` the files are written.
    """

    def __init__(self, folder: Path, *, rewrite: bool) -> None:
        self.folder = folder
        self.rewrite = rewrite

    def __call__(self, text: str, file: str | Path, *, what: str = "text") -> None:
        """Compare a text with a file of UTF-8, or write the file.

        AssertionError with the difference, or with the text if there is no file; BadInput if it
        cannot be read or written.
        """
        __tracebackhide__ = True
        path = self.folder / file
        try:
            before = path.read_text("utf-8") if path.is_file() else None
            if before == text:
                return
            if self.rewrite:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8", newline="\n")
                return
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path}: {error}") from None
        place = shown(path, self.folder)
        if before is None:
            why = f"no {what} is approved as {place}: read it, then {_APPROVE}"
            raise AssertionError(f"{why}\n\n{text}")
        found = unified_diff(before.splitlines(), text.splitlines(), "approved", "now", lineterm="")
        raise AssertionError(
            f"the {what} is not the approved one, {place}\nif this is meant: {_APPROVE}\n\n"
            + "\n".join(found)
        )

    def timeline(self, name: str, simulation: Simulation) -> None:
        """Compare the timeline of a feature's scenario with `approved/NAME.txt`, or write that."""
        if not _NAME.fullmatch(name):
            raise BadInput(
                f"{name!r} is no name for an approved timeline: letters, digits, blanks, -."
            )
        text = "".join(f"{line.rstrip()}\n" for line in simulation.timeline().splitlines())
        self(text, Path("approved", f"{name}.txt"), what="timeline")
