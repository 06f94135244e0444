"""The report of a run of features: living documentation, and Cucumber Messages."""

import json
from collections.abc import Sequence
from pathlib import Path

from harness.edges.gherkin.living import page
from harness.edges.gherkin.messages import Record, envelopes
from harness.edges.output import Output
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
    except OSError as error:
        said = f"{folder}: the report cannot be written: {error.strerror or error}"
        raise BadInput(said) from None
    written = []
    for name, lines in (
        ("index.html", [page(root, records, problems)]),
        ("messages.ndjson", messages),
    ):
        output = Output(str(folder / name))
        for line in lines:
            output.write(line)
        output.close()
        written.append(folder / name)
    return written
