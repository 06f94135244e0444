"""The report of a run of features: living documentation, and Cucumber Messages."""

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from harness.edges.gherkin.living import page
from harness.edges.gherkin.messages import Record, envelopes
from harness.values.errors import BadInput


def write_report(
    folder: Path, root: Path, records: Sequence[Record], problems: Sequence[tuple[str, str]]
) -> list[Path]:
    """Write `index.html` and `messages.ndjson`, each whole or not at all; returns where they are.

    `records` are of scenarios, in any order; `root` is what their files are relative to; `problems`
    are files that could not be collected, and why. Raises BadInput where nothing can be written.
    """
    messages = [
        json.dumps(one, ensure_ascii=False, separators=(",", ":"))
        for one in envelopes(root, records, problems)
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [
            _put(folder / "index.html", [page(root, records, problems)]),
            _put(folder / "messages.ndjson", messages),
        ]
    except OSError as error:
        said = f"{folder}: the report cannot be written: {error.strerror or error}"
        raise BadInput(said) from None


def _put(path: Path, lines: Iterable[str]) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return path
