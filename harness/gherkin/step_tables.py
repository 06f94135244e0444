"""Tables under steps, read into records, losses and rows of the grid.

Each has a heading row, and an unknown heading is an error. A blank cell is an empty column; a cell
of three dots leaves the column out; one in double quotes is the text between them, with blanks.

>>> custom_columns([["column", "length in Dataverse"], ["new_badge", "10"]])
{'new_badge': {'max_length': {'dataverse': '10'}}}
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from harness.domain.catalog import Catalog, Table
from harness.domain.columns import Column
from harness.domain.commands import Row
from harness.domain.environments import HR, Environment, other
from harness.domain.errors import BadInput, Problems
from harness.domain.records import FIRST_REC_ID, Scalar, reference_number, row_id, row_id_text
from harness.domain.suggestions import did_you_mean
from harness.domain.times import parse_instant
from harness.gherkin.names import column_of, environment_of, squashed, table_of, value_of
from harness.gherkin.places import shown
from harness.gherkin.simulation import Simulation
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios.csv_rows import csv_lines
from harness.scenarios.expectations import LossRow

Cells = Sequence[Sequence[str]]
LEFT_OUT: Final = "..."
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_GRID: Final = {title: column for column, title in GRID_COLUMNS.items()} | {"record": "record"}
_LOSS: Final = {name: name for name in ("record", "environment", "column", "lost", "kept")}
_COLUMN: Final = {"column": "column"}
_CUSTOM: Final = {
    "column": "column",
    "type": "type",
    "length": "max_length",
    "choices": "choices",
    "type in Human Resources": "type hr",
    "type in Dataverse": "type dataverse",
    "length in Human Resources": "max_length hr",
    "length in Dataverse": "max_length dataverse",
    "choices in Human Resources": "choices hr",
    "choices in Dataverse": "choices dataverse",
}


def records(
    simulation: Simulation, words: str, cells: Cells, environment: Environment | None = None
) -> list[Row]:
    """The records of a step's table, with their natural keys filled in."""
    found = _rows(simulation.table(words), cells, environment)
    return [Row(name, simulation.keyed(words, name, environment, row)) for name, row in found]


def only_row(
    simulation: Simulation, words: str, cells: Cells, environment: Environment
) -> dict[str, Scalar | None]:
    """The values of a table with one record, which its step names."""
    found = _rows(simulation.table(words), cells, environment)
    if len(found) != 1 or found[0][0] is not None:
        raise BadInput("the table has one row of values, and the step names the record")
    return found[0][1]


def numbered(simulation: Simulation, words: str, count: int) -> list[Row]:
    """Records of an import, called `worker 1`, `worker 2` and so on."""
    what = simulation.table(words).display_name.lower()
    names = [f"{what} {number}" for number in range(1, count + 1)]
    return [Row(name, simulation.keyed(words, name, HR)) for name in names]


def file_records(
    simulation: Simulation, words: str, path: Path, environment: Environment
) -> list[Row]:
    """The records of a CSV file, with their natural keys filled in."""
    found = []
    for name, row, where in file_rows(simulation.table(words), path, environment):
        try:
            found.append(Row(name, simulation.keyed(words, name, environment, row)))
        except BadInput as error:
            raise BadInput(f"{where}: {error}") from None
    return found


def file_rows(
    table: Table, path: Path, environment: Environment
) -> Iterator[tuple[str | None, dict[str, Scalar | None], str]]:
    """The rows of a CSV file: the name of the record, its values, and where they stand.

    Its headings are those of a step's table; its cells are taken as they are.
    """
    lines = csv_lines(path)
    _, header = next(lines)
    where = f"{shown(path)}:1"
    try:
        columns = headings(table, header)
        for line, cells in lines:
            where = f"{shown(path)}:{line}"
            named = dict(zip(columns, cells, strict=True))
            name = named.pop(None, None)
            values = {
                column.name: value_of(column, environment, cell)
                for column, cell in named.items()
                if column is not None
            }
            yield name or None, values, where
    except Problems:
        raise
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None


def headings(table: Table, cells: Sequence[str]) -> list[Column | None]:
    """The columns of a row of headings; None for that of the records' names."""
    columns = [None if squashed(words) == "record" else heading(table, words) for words in cells]
    if len(set(columns)) < len(columns):
        raise BadInput("a heading of the table is there twice")
    return columns


def _rows(
    table: Table, cells: Cells, environment: Environment | None
) -> list[tuple[str | None, dict[str, Scalar | None]]]:
    """The rows of a step's table: the name of the record, if a column has it, and its values.

    The first row has the column names; `record` heads the records' own names.
    """
    columns = headings(table, cells[0])
    found = []
    for row in cells[1:]:
        name = None
        values: dict[str, Scalar | None] = {}
        for column, text in zip(columns, row, strict=True):
            if column is None:
                name = plain(text)
            elif text != LEFT_OUT:
                values[column.name] = value_of(column, environment, plain(text))
        found.append((name, values))
    return found


def heading(table: Table, words: str, also: Sequence[str] = ("record",)) -> Column:
    """The column of a heading; BadInput, which knows what else may be one, if there is none."""
    try:
        return column_of(table, words)
    except BadInput as error:
        near = did_you_mean(words, also)
        raise BadInput(f"{error}{near}; record heads the records' names") from None


def grid(simulation: Simulation, cells: Cells) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The rows of the grid, by the titles of its columns; a blank cell may be anything.

    References may be counted: `first row id`, `second RecId`.
    """
    seed = simulation.simulator.world.settings.seed
    return tuple(
        tuple((column, counted(text, seed)) for column, text in row.items() if text)
        for row in _read(cells, _GRID)
    )


def counted(text: str, seed: int) -> str:
    """The reference of `first row id` and the like; any other text as it is."""
    ordinal, _, what = text.partition(" ")
    if ordinal not in _ORDINALS or what not in ("row id", "RecId"):
        return text
    number = _ORDINALS.index(ordinal)
    return row_id_text(row_id(seed, number)) if what == "row id" else str(FIRST_REC_ID + number)


def losses(simulation: Simulation, cells: Cells) -> tuple[LossRow, ...]:
    """Losses: the record, the environment of the lost change, the column, both values."""
    found = []
    for row in _read(cells, _LOSS, _LOSS):
        thing = simulation.simulator.world.record_pairs.named(row["record"])
        environment = environment_of(row["environment"])
        if thing is None:
            raise BadInput(f"no record {row['record']!r}")
        column = column_of(thing.table, row["column"])
        lost = value_of(column, environment, row["lost"])
        kept = value_of(column, other(environment), row["kept"])
        found.append((environment, thing.name, column.name, lost, kept))
    return tuple(found)


def columns(table: Table, cells: Cells) -> list[str]:
    """The columns that a table of one heading, `column`, names."""
    return [column_of(table, row["column"]).name for row in _read(cells, _COLUMN, _COLUMN)]


def instant(text: str) -> int:
    """An instant in a step, in seconds."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise BadInput(str(error)) from None


def reference(environment: Environment, text: str) -> int:
    """A RecId, or a row id, in a step."""
    try:
        return reference_number(environment, text)
    except ValueError as error:
        raise BadInput(str(error)) from None


# for the strict checks, before anything runs: BadInput if a heading or a value is wrong


def records_fit(catalog: Catalog, arguments: Mapping[str, Any], cells: Cells) -> None:
    """A table of records, or of the one record that its step names."""
    _rows(table_of(catalog, arguments["table"]), cells, arguments.get("environment"))


def columns_fit(catalog: Catalog, arguments: Mapping[str, Any], cells: Cells) -> None:
    """Columns of the table that the step names."""
    columns(table_of(catalog, arguments["table"]), cells)


def grid_fits(_catalog: Catalog, _arguments: Mapping[str, Any], cells: Cells) -> None:
    """Rows of the grid."""
    _read(cells, _GRID)


def losses_fit(_catalog: Catalog, _arguments: Mapping[str, Any], cells: Cells) -> None:
    """Losses that are reported."""
    _read(cells, _LOSS, _LOSS)


def custom_columns(cells: Cells) -> dict[str, dict[str, Any]]:
    """Custom columns as a scenario's `catalog:` has them; a blank cell leaves the default."""
    found: dict[str, dict[str, Any]] = {}
    for row in _read(cells, _CUSTOM, ("column",)):
        column = row.pop("column")
        facts: dict[str, Any] = found.setdefault(column, {})
        for name, text in row.items():
            fact, _, environment = name.partition(" ")
            if not text:
                continue
            value = choices_of(text) if fact == "choices" else text
            if not environment:
                facts[fact] = value
            elif isinstance(facts.setdefault(fact, {}), dict):
                facts[fact][environment] = value
            else:
                raise BadInput(f"{column} has one {fact} for both environments, or one for each")
    return found


def choices_of(text: str) -> list[str]:
    """The choices that a text has, with commas between them."""
    return [choice for one in text.split(",") if (choice := one.strip())]


def _read(
    cells: Cells, headings: Mapping[str, str], needed: Iterable[str] = ()
) -> list[dict[str, str]]:
    """The rows of a table whose headings are these words and no others: name to text."""
    known = {squashed(words): name for words, name in headings.items()}
    names = []
    for words in cells[0]:
        if squashed(words) not in known:
            near = did_you_mean(words, headings) or f"; there are {', '.join(headings)}"
            raise BadInput(f"the table has no heading {words!r}{near}")
        names.append(known[squashed(words)])
    missing = [words for words in needed if known[squashed(words)] not in names]
    if missing:
        raise BadInput(f"the table needs a heading for {', '.join(missing)}")
    if len(set(names)) < len(names):
        raise BadInput("a heading of the table is there twice")
    return [dict(zip(names, map(plain, row), strict=True)) for row in cells[1:]]


def plain(cell: str) -> str:
    """A cell's text: Gherkin takes blanks off its ends, unless it stands in double quotes."""
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
