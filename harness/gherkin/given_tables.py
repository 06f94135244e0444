"""Tables of given records that differ on their two sides, are on one alone, or are untracked.

A row is one side of a record. `record` and `environment` say which; `exists` no, that it is gone
there; `edited`, when a user made it so; `noticed` no, that no request shows it; `reference`, its
RecId or row id. All other headings are columns of the table.

    | record | environment     | last name | edited               |
    | Ada    | Human Resources | Byron     | 2021-08-10T10:00:00Z |
    | Ada    | Dataverse       | King      |                      |
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeVar

from harness.domain.catalog import Table
from harness.domain.column_names import squashed
from harness.domain.commands import GiveRecord, Side
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.domain.records import Scalar, reference_text
from harness.domain.suggestions import cut, did_you_mean
from harness.domain.times import format_instant
from harness.gherkin.names import environment_of, is_column
from harness.gherkin.phrase_text import in_table
from harness.gherkin.scenario_words import ScenarioWords
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import LEFT_OUT, Cells, heading, instant, plain, reference
from harness.gherkin.wrong_words import TableReader

_T = TypeVar("_T")
_OWN: Final = ("record", "environment", "exists", "edited", "noticed", "reference")


class _Row(NamedTuple):
    """One side of a record: whether it is there, its values, and what else the row says."""

    record: str
    environment: Environment
    exists: bool
    values: Mapping[str, Scalar | None]
    edited: int | None
    noticed: bool
    reference: int | None


def records(
    simulation: Simulation, words: str, cells: Cells, *, tracked: bool
) -> Iterator[GiveRecord]:
    """The records of a step's table, with their natural keys filled in."""
    table = simulation.table(words)
    for name, rows in _by_record(simulation, table, cells).items():
        keys = {
            column: value
            for row in rows.values()
            for column, value in row.values.items()
            if column in table.key_columns
        }
        sides = {}
        for environment, row in rows.items():
            values = None
            if row.exists:
                values = simulation.keyed(words, name, None, {**keys, **row.values})
            sides[environment] = Side(values, row.edited, row.noticed, row.reference)
        record = simulation.record(words, name)
        yield GiveRecord(table.name, record, sides.get(HR), sides.get(DATAVERSE), tracked)


def _by_record(
    simulation: Simulation, table: Table, cells: Cells
) -> dict[str, dict[Environment, _Row]]:
    """The sides of each record. WrongCells with all that is wrong with the table."""
    reader = TableReader(cells, lambda words: squashed(words) in _OWN or is_column(table, words))
    columns = reader.headings(partial(_heading, table))
    places = {name: place for place, name in columns.items()}
    missing = [needed for needed in ("record", "environment") if needed not in places]
    if missing and len(columns) == len(reader.cells[0]):  # else one of the wrong ones may be it
        reader.wrong(0, 0, f"the table needs a heading for {' and '.join(missing)}")
    if not reader.rows:
        reader.wrong(0, 0, "the table has headings and no row: headings stand in the first row")
    found: dict[str, dict[Environment, _Row]] = {}
    for number, texts in enumerate(reader.rows, 1):
        row = _RowReader(simulation, reader, number, places, texts).row(table)
        sides = found.setdefault(row.record, {}) if row is not None else {}
        if row is not None and row.environment in sides:
            where = ENVIRONMENT_NAMES[row.environment]
            message = f"{row.record} has two rows of {where}: a row is one side of a record"
            reader.wrong(number, places["record"], message)
        elif row is not None:
            sides[row.environment] = row
    reader.done()
    return found


def _heading(table: Table, words: str) -> str:
    return squashed(words) if squashed(words) in _OWN else heading(table, words, _OWN).name


class _RowReader(NamedTuple):
    """The reader of one row: the place of each of its columns, and the texts."""

    simulation: Simulation
    reader: TableReader
    number: int
    places: Mapping[str, int]
    texts: Sequence[str]

    def row(self, table: Table) -> _Row | None:
        """The side of a record; None if it cannot be said of which."""
        name = plain(self._text("record"))
        if not name and "record" in self.places:
            self._wrong("record", "each row names its record, under the heading record")
        environment = None  # without such a heading
        if "environment" in self.places:
            environment = self._read("environment", environment_of, self._text("environment"))
        exists, noticed = (self._yes_no(word) for word in ("exists", "noticed"))
        edited = self._text("edited")
        edited_at = self._read("edited", instant, edited) if edited else None
        if not name or environment is None:
            return None
        values: dict[str, Scalar | None] = {}
        for column in self.places:
            cell = self._text(column)
            if column in _OWN or cell == LEFT_OUT:
                continue
            if exists:
                read = self.simulation.value
                values[column] = self._read(
                    column, read, table.column(column), environment, plain(cell)
                )
            elif cell:
                where = ENVIRONMENT_NAMES[environment]
                self._wrong(column, f"{name} is gone from {where}, so it has no {column} there")
        refers = self._text("reference")
        return _Row(
            name,
            environment,
            exists,
            values,
            edited_at,
            noticed,
            self._read("reference", reference, environment, refers) if refers else None,
        )

    def _text(self, column: str) -> str:
        return str(self.texts[self.places[column]]) if column in self.places else ""

    def _wrong(self, column: str, message: str) -> None:
        self.reader.wrong(self.number, self.places[column], message)

    def _read(self, column: str, read: Callable[..., _T], *arguments: object) -> _T | None:
        return self.reader.read(self.number, self.places[column], read, *arguments)

    def _yes_no(self, column: str) -> bool:
        text = self._text(column)
        if text not in ("", "yes", "no"):
            near = did_you_mean(text, ("yes", "no"))
            message = f"{column} takes yes or no, not {cut(text)}{near}; a blank cell means yes"
            self._wrong(column, message)
        return text != "no"


def side_rows(words: ScenarioWords, table: Table, given: Sequence[GiveRecord]) -> Cells:
    """The table of these records of one table: the inverse of `records`."""
    sides = [
        (record.record, environment, side)
        for record in given
        for environment in ENVIRONMENTS
        if (side := record.side(environment)) is not None and side != Side()
    ]
    columns = dict.fromkeys(column for _, _, side in sides for column, _ in side.values or ())
    own: dict[str, list[str]] = {
        "exists": ["no" if side.values is None else "" for _, _, side in sides],
        "edited": [
            "" if side.edited is None else format_instant(side.edited) for _, _, side in sides
        ],
        "noticed": ["" if side.noticed else "no" for _, _, side in sides],
        "reference": [
            "" if side.reference is None else reference_text(environment, side.reference)
            for _, environment, side in sides
        ],
    }
    used = {name: cells for name, cells in own.items() if any(cells)}
    head = ["record", "environment", *(_words(words, table, it) for it in columns), *used]
    body = []
    for number, (name, environment, side) in enumerate(sides):
        values = {column: in_table(value) for column, value in side.values or ()}
        left_out = "" if side.values is None else LEFT_OUT
        body.append([
            in_table(name),
            ENVIRONMENT_NAMES[environment],
            *(values.get(column, left_out) for column in columns),
            *(cells[number] for cells in used.values()),
        ])  # fmt: skip
    return [head, *body]


def _words(words: ScenarioWords, table: Table, column: str) -> str:
    """A column as a heading: its logical name if its words are a heading of their own here."""
    said = words.column(table, column)
    return column if squashed(said) in _OWN else said
