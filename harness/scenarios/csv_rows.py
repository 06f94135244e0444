"""Rows of an import in a CSV file, as nodes like those of a scenario file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from harness.domain.catalog import Table
from harness.domain.column_names import columns_called, nearest_column, short_names, squashed
from harness.domain.errors import Problem, Problems
from harness.domain.files import read_text, require_text
from harness.domain.suggestions import cut
from harness.reports.event_text import plural
from harness.scenarios.yaml_tree import Node, Pairs, Text


def csv_rows(path: Path, table: Table, doubtful: Iterable[tuple[str, str]] = ()) -> Iterator[Pairs]:
    """The rows of a CSV file with a header; an empty cell is an empty column.

    Its headings are those of a step's table: logical names, or the words of columns. Nothing is
    said of `doubtful` columns, each after its table. Raises Problems if the file is no CSV or its
    header does not suit the table, and BadInput if it cannot be read.
    """
    lines = csv_lines(path)
    _, header = next(lines)
    names, wrong = _names(header, table, [name for of, name in doubtful if of == table.name])
    if wrong:
        raise Problems([Problem(str(path), 1, place, message) for place, message in wrong])
    for line, cells in lines:
        pairs: dict[str, tuple[Text, Node]] = {}
        for place, (name, cell) in enumerate(zip(names, cells, strict=True), 1):
            pairs[name] = (Text(1, place, name), Text(line, place, cell or None))
        yield Pairs(line, 1, pairs)


def csv_lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The header of a CSV file, then its rows, each with its line in the file.

    Cells are separated by commas, or by semicolons, as Excel has them where numbers have commas.
    Raises Problems if the file is no CSV, or has no row, and BadInput if it cannot be read.
    """
    text = read_text(path)
    require_text(text, str(path))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if not header:
            raise Problems([Problem(str(path), 1, 1, "the file is empty: it needs a header")])
        if len(header) == 1 and ";" in header[0]:  # which no column's name has
            reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=";")
            header = next(reader)
        yield 1, header
        wrong: list[Problem] = []
        rows = 0
        for cells in reader:
            line, rows = reader.line_num, rows + 1
            if len(cells) != len(header):
                message = f"{plural(len(cells), 'cell')} under {len(header)} headings"
                wrong.append(Problem(str(path), line, 1, message))
                continue
            yield line, cells
        if wrong:
            raise Problems(wrong)
        if not rows:
            raise Problems([Problem(str(path), 1, 1, "there is no row below the headings")])
    except csv.Error as error:
        raise Problems([Problem(str(path), reader.line_num or 1, 1, f"not CSV: {error}")]) from None


def _names(
    header: Sequence[str], table: Table, doubtful: Iterable[str]
) -> tuple[list[str], list[tuple[int, str]]]:
    """What each heading stands for, and what is wrong with which, counted from 1."""
    known = {"record": "record"}
    known |= {short: name for name in doubtful for short in short_names(name)}
    names: list[str] = []
    wrong: list[tuple[int, str]] = []
    meant: set[str | None] = set()  # by a heading that is not quite so
    for place, words in enumerate(header, 1):
        found = [column.name for column in columns_called(table, words)]
        name = known.get(squashed(words)) or (found[0] if len(found) == 1 else None)
        if name is None and found:
            could = f"column {cut(words)} could be {', '.join(sorted(found))}: say which"
            wrong.append((place, could))
            meant.update(found)
        elif name is None:
            alike = nearest_column(table, words)
            near = f", did you mean {alike}?" if alike else ""
            wrong.append((place, f"{table.name} has no column {cut(words)}{near}"))
            meant.add(alike)
        elif name in names:
            wrong.append((place, f"the header names {cut(name)} twice"))
        names.append(name or words)
    missing = [it for it in table.key_columns if it not in names and it not in meant]
    if missing:
        wrong.append((1, f"a record of {table.name} needs {', '.join(missing)}"))
    return names, wrong
