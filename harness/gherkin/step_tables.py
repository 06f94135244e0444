"""Tables under steps, read into records, losses and rows of the grid.

Each has a heading row, and an unknown heading is an error. A blank cell is an empty column; a cell
of three dots leaves the column out; one in double quotes is the text between them, with blanks.

>>> plain('" Ada "'), plain("Ada"), choices_of("red, green")
(' Ada ', 'Ada', ['red', 'green'])
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

from harness.domain.catalog import Table
from harness.domain.column_names import squashed
from harness.domain.columns import Column
from harness.domain.commands import Row
from harness.domain.environments import HR, Environment, other
from harness.domain.errors import BadInput
from harness.domain.records import FIRST_REC_ID, Scalar, reference_number, row_id, row_id_text
from harness.domain.suggestions import cut, did_you_mean, nearest
from harness.domain.times import parse_instant
from harness.gherkin.names import (
    column_of,
    environment_of,
    is_column,
)
from harness.gherkin.simulation import Simulation
from harness.gherkin.wrong_words import TableReader, WrongWords
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios.expectations import LossRow

_T = TypeVar("_T")
Cells = Sequence[Sequence[str]]
LEFT_OUT: Final = "..."
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_GRID: Final = {title: column for column, title in GRID_COLUMNS.items()} | {"record": "record"}
_LOSS: Final = {name: name for name in ("record", "environment", "column", "lost", "kept")}
_COLUMN: Final = {"column": "column"}


def records(
    simulation: Simulation, words: str, cells: Cells, environment: Environment | None = None
) -> list[Row]:
    """The records of a step's table, with their natural keys filled in."""
    found = _rows(simulation, words, cells, environment)
    return [
        Row(
            name and simulation.record(words, name),
            simulation.keyed(words, name, environment, row),
        )
        for name, row in found
    ]


def only_row(
    simulation: Simulation, words: str, cells: Cells, environment: Environment
) -> dict[str, Scalar | None]:
    """The values of a table with one record, which its step names."""
    found = _rows(simulation, words, cells, environment, simulation.refusal_expected)
    if len(found) != 1 or found[0][0] is not None:
        raise BadInput("the table has one row of values, and the step names the record")
    return found[0][1]


def numbered(simulation: Simulation, words: str, count: int) -> list[Row]:
    """Records of an import, called `worker 1`, `worker 2` and so on."""
    what = simulation.table(words).display_name.lower()
    names = [f"{what} {number}" for number in range(1, count + 1)]
    return [
        Row(simulation.record(words, name), simulation.keyed(words, name, HR)) for name in names
    ]


def _rows(
    simulation: Simulation,
    words: str,
    cells: Cells,
    environment: Environment | None,
    to_be_refused: bool = False,
) -> list[tuple[str | None, dict[str, Scalar | None]]]:
    """The rows of a step's table: the name of the record, if a column has it, and its values.

    The headings are the column names; `record` heads the records' own names. In a step that is
    `to_be_refused` a wrong value stays as it is written.
    """
    table = simulation.table(words)
    reader = TableReader(cells, partial(_is_heading, table))
    columns = reader.headings(partial(heading_or_record, table))
    if not reader.rows:
        reader.wrong(0, 0, "the table has headings and no row: headings stand in the first row")
    found = []
    for number, row in enumerate(reader.rows, 1):
        name = None
        values: dict[str, Scalar | None] = {}
        for place, column in columns.items():
            text = row[place]
            if column is None:
                name = plain(text)
            elif text != LEFT_OUT:
                values[column.name] = reader.read(
                    number, place, simulation.value, column, environment, plain(text),
                    to_be_refused,
                )  # fmt: skip
        found.append((name, values))
    reader.done()
    return found


def heading_or_record(table: Table, words: str) -> Column | None:
    """The column of a heading; None for that of the records' names."""
    return None if squashed(words) == "record" else heading(table, words)


def _is_heading(table: Table, words: str) -> bool:
    return squashed(words) == "record" or is_column(table, words)


def heading(table: Table, words: str, also: Sequence[str] = ("record",)) -> Column:
    """The column of a heading; BadInput, which knows what else may be one, if there is none."""
    try:
        return column_of(table, words)
    except BadInput as error:
        if "did you mean" in str(error):
            raise
        near = did_you_mean(words, also)
        if not near:
            raise
        raise BadInput(f"{str(error).partition(';')[0]}{near}") from None


def grid(
    simulation: Simulation, words: str, cells: Cells
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The rows of the grid, by the titles of its columns; a blank cell may be anything.

    References may be counted: `first row id`, `second RecId`.
    """
    seed = simulation.settings.seed
    reader = table_reader(cells, _GRID)
    rows = list(rows_of(reader, _GRID))
    reader.done()

    def shown(column: str, text: str) -> str:
        return simulation.record(words, text) if column == "record" else counted(text, seed)

    return tuple(
        tuple((column, shown(column, text)) for column, (_, text) in row.items() if text)
        for _, row in rows
    )


def counted(text: str, seed: int) -> str:
    """The reference of `first row id` and the like; any other text as it is."""
    ordinal, _, what = text.partition(" ")
    if ordinal not in _ORDINALS or what not in ("row id", "RecId"):
        return text
    number = _ORDINALS.index(ordinal)
    return row_id_text(row_id(seed, number)) if what == "row id" else str(FIRST_REC_ID + number)


def losses(simulation: Simulation, cells: Cells) -> tuple[LossRow, ...]:
    """Losses: the record, the environment of the lost change, the column, both values.

    `table` says which record is meant, where those of several tables are called so.
    """
    headings = _LOSS | {"table": "table"}
    reader = table_reader(cells, headings)
    found = []
    for number, row in rows_of(reader, headings, _LOSS):
        read = partial(_read_cell, reader, number, row)
        environment = read("environment", environment_of)
        if row.get("table", (0, ""))[1] and read("table", simulation.table) is None:
            continue
        table, record = read("record", partial(_record_of_loss, simulation, row)) or (None, "")
        column = None if table is None else read("column", partial(column_of, table))
        if environment is None or column is None:
            continue
        lost = read("lost", partial(simulation.value, column, environment))
        kept = read("kept", partial(simulation.value, column, other(environment)))
        found.append((environment, record, column.name, lost, kept))
    reader.done()
    return tuple(found)


def _record_of_loss(
    simulation: Simulation, row: Mapping[str, tuple[int, str]], text: str
) -> tuple[Table | None, str]:
    """The table and the name of the record that a row says."""
    _, table = row.get("table", (0, ""))
    name = simulation.record(table, text) if table else simulation.record_anywhere(text)
    return simulation.table_of_record(name), name


def _read_cell(
    reader: TableReader,
    number: int,
    row: Mapping[str, tuple[int, str]],
    name: str,
    read: Callable[[str], _T],
) -> _T | None:
    """What a function makes of the cell under a heading; None if it is wrong or there is none."""
    if name not in row:  # of a heading that is wrong
        return None
    place, text = row[name]
    return reader.read(number, place, read, text)


def columns(table: Table, cells: Cells) -> list[str]:
    """The columns that a table of one heading, `column`, names."""
    reader = table_reader(cells, _COLUMN)
    found = []
    for number, row in rows_of(reader, _COLUMN, _COLUMN):
        for place, words in row.values():
            column = reader.read(number, place, column_of, table, words)
            found += [] if column is None else [column.name]
    reader.done()
    return found


def instant(text: str) -> int:
    """An instant in a step, in seconds."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise WrongWords(text, str(error).replace(repr(text), cut(text))) from None


def reference(environment: Environment, text: str) -> int:
    """A RecId, or a row id, in a step."""
    try:
        return reference_number(environment, text)
    except ValueError as error:
        raise WrongWords(text, str(error).replace(repr(text), cut(text))) from None


def choices_of(text: str) -> list[str]:
    """The choices that a text has, with commas between them."""
    return [choice.strip() for choice in text.split(",")]


def table_reader(cells: Cells, headings: Mapping[str, str]) -> TableReader:
    """The reader of a table whose headings are these words and no others."""
    known = {squashed(words) for words in headings}
    return TableReader(cells, lambda words: squashed(words) in known)


def rows_of(
    reader: TableReader, headings: Mapping[str, str], needed: Iterable[str] = ()
) -> Iterator[tuple[int, dict[str, tuple[int, str]]]]:
    """The rows, with their numbers: of each name, the place in the row and the text."""
    known = {squashed(words): name for words, name in headings.items()}
    meant: set[str] = set()  # by headings that are not quite right

    def named(words: str) -> str:
        if squashed(words) not in known:
            meant.update(nearest(words, headings))
            near = did_you_mean(words, headings) or f"; there are {', '.join(headings)}"
            raise BadInput(f"the table has no heading {cut(words)}{near}")
        return known[squashed(words)]

    names = reader.headings(named)
    missing = [
        words
        for words in needed
        if known[squashed(words)] not in names.values() and words not in meant
    ]
    if missing:
        reader.wrong(0, 0, f"the table needs a heading for {', '.join(missing)}")
    for number, row in enumerate(reader.rows, 1):
        yield number, {name: (place, plain(row[place])) for place, name in names.items()}


def plain(cell: str) -> str:
    """A cell's text: Gherkin takes blanks off its ends, unless it stands in double quotes."""
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
