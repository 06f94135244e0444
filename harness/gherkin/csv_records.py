"""Records of a CSV file that a step names, under headings as those of a step's table.

Its cells are taken as they are: an empty one is an empty column.
"""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from harness.domain.commands import Row
from harness.domain.environments import Environment
from harness.domain.errors import BadInput, Problem, Problems
from harness.domain.records import Scalar
from harness.gherkin.places import shown
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import heading_or_record
from harness.gherkin.wrong_words import TableReader, WrongCells
from harness.scenarios.csv_rows import csv_lines


class FileRow(NamedTuple):
    """A row of a file: the name of the record, if it has one, its values, and its line."""

    name: str | None
    values: dict[str, Scalar | None]
    line: int


def file_records(
    simulation: Simulation, words: str, path: Path, environment: Environment
) -> list[Row]:
    """The records of a CSV file, with their natural keys filled in."""
    found, wrong = [], []
    for name, values, line in file_rows(simulation, words, path, environment):
        try:
            record = name and simulation.record(words, name)
            found.append(Row(record, simulation.keyed(words, name, environment, values)))
        except BadInput as error:
            wrong.append(Problem(shown(path), line, 1, str(error)))
    if wrong:
        raise Problems(wrong)
    return found


def file_rows(
    simulation: Simulation, words: str, path: Path, environment: Environment
) -> list[FileRow]:
    """The rows of a CSV file. Raises Problems with all that is wrong with it."""
    table = simulation.table(words)
    lines = list(csv_lines(path))
    reader = TableReader([cells for _, cells in lines])
    columns = reader.headings(partial(heading_or_record, table))
    found = []
    for number, (line, cells) in enumerate(lines[1:], 1):
        name, values = None, {}
        for place, column in columns.items():
            if column is None:
                name = cells[place] or None
            else:
                values[column.name] = reader.read(
                    number, place, simulation.value, column, environment, cells[place]
                )
        found.append(FileRow(name, values, line))
    try:
        reader.done()
    except WrongCells as error:
        problems = [
            Problem(shown(path), lines[row][0], column + 1, message)
            for row, column, message in error.cells
        ]
        raise Problems(problems) from None
    return found
