"""The rows of an import that are not written in the scenario: generated, or in a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from harness.histories.reading import Reading
from harness.histories.yaml_tree import Node, Pairs, Text
from harness.values.catalog import Table
from harness.values.errors import BadInput
from harness.values.problems import Problem, Problems

if TYPE_CHECKING:
    from harness.histories.people import GeneratedRows


def generated(
    reading: Reading, node: Node, table: Table, count: int, seed: int
) -> GeneratedRows | None:
    """So many seeded rows of the table; None where that is not possible, and noted."""
    from harness.histories.people import generated_rows  # needs faker, which not every replay does

    try:
        return generated_rows(table, count, seed)
    except BadInput as error:
        reading.problem(node, str(error))
        return None


def csv_rows(path: Path) -> Iterator[Pairs]:
    """The rows of a CSV file with a header; an empty cell is an empty column."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not a text in UTF-8") from None
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if not header:
            raise Problems([Problem(str(path), 1, 1, "the file is empty: it needs a header")])
        if len(set(header)) < len(header):
            raise Problems([Problem(str(path), 1, 1, "the header names a column twice")])
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(header):
                said = f"{len(cells)} cells under {len(header)} headings"
                raise Problems([Problem(str(path), line, 1, said)])
            pairs: dict[str, tuple[Text, Node]] = {}
            for place, (name, cell) in enumerate(zip(header, cells, strict=True), 1):
                pairs[name] = (Text(1, place, name), Text(line, place, cell or None))
            yield Pairs(line, 1, pairs)
    except csv.Error as error:
        raise Problems([Problem(str(path), reader.line_num or 1, 1, f"not CSV: {error}")]) from None
