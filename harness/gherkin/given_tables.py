"""Tables of given records that differ on their two sides, are on one alone, or are untracked.

A row is one side of a record. `record` and `environment` say which; `exists` no, that it is gone
there; `edited`, when a user made it so; `noticed` no, that no request shows it; `reference`, its
RecId or row id. All other headings are columns of the table.

    | record | environment     | last name | edited               |
    | Ada    | Human Resources | Byron     | 2021-08-10T10:00:00Z |
    | Ada    | Dataverse       | King      |                      |
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import GiveRecord, Side
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.domain.errors import BadInput
from harness.domain.records import Scalar, reference_text
from harness.domain.suggestions import did_you_mean
from harness.domain.times import format_instant
from harness.gherkin.names import environment_of, squashed, table_of, value_of
from harness.gherkin.phrase_text import in_table
from harness.gherkin.scenario_words import ScenarioWords
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import LEFT_OUT, Cells, heading, instant, plain, reference

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
    for name, rows in _by_record(_rows(table, cells)).items():
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
        yield GiveRecord(table.name, name, sides.get(HR), sides.get(DATAVERSE), tracked)


def _by_record(rows: Iterable[_Row]) -> dict[str, dict[Environment, _Row]]:
    found: dict[str, dict[Environment, _Row]] = {}
    for row in rows:
        sides = found.setdefault(row.record, {})
        if row.environment in sides:
            where = ENVIRONMENT_NAMES[row.environment]
            raise BadInput(f"{row.record} has two rows of {where}: a row is one side of a record")
        sides[row.environment] = row
    return found


def _rows(table: Table, cells: Cells) -> Iterator[_Row]:
    headings = [
        squashed(words) if squashed(words) in _OWN else heading(table, words, _OWN).name
        for words in cells[0]
    ]
    if len(set(headings)) < len(headings):
        raise BadInput("a heading of the table is there twice")
    for needed in ("record", "environment"):
        if needed not in headings:
            raise BadInput(f"the table needs a heading for {needed}")
    for row in cells[1:]:
        yield _row(table, dict(zip(headings, map(str, row), strict=True)))


def _row(table: Table, cells: Mapping[str, str]) -> _Row:
    name = plain(cells["record"])
    if not name:
        raise BadInput("each row names its record, under the heading record")
    environment = environment_of(cells["environment"])
    exists, noticed = (_yes_no(word, cells.get(word, "")) for word in ("exists", "noticed"))
    edited, refers = cells.get("edited", ""), cells.get("reference", "")
    values = {}
    for column, cell in cells.items():
        if column in _OWN or cell == LEFT_OUT:
            continue
        if exists:
            values[column] = value_of(table.column(column), environment, plain(cell))
        elif cell:
            where = ENVIRONMENT_NAMES[environment]
            raise BadInput(f"{name} is gone from {where}, so it has no {column} there")
    return _Row(
        name,
        environment,
        exists,
        values,
        instant(edited) if edited else None,
        noticed,
        reference(environment, refers) if refers else None,
    )


def _yes_no(heading: str, text: str) -> bool:
    if text not in ("", "yes", "no"):
        near = did_you_mean(text, ("yes", "no"))
        raise BadInput(f"{heading} takes yes or no, not {text!r}{near}; a blank cell means yes")
    return text != "no"


def sides_fit(catalog: Catalog, arguments: Mapping[str, Any], cells: Cells) -> None:
    """For the strict checks: BadInput if a heading, a value or a side is wrong."""
    _by_record(_rows(table_of(catalog, arguments["table"]), cells))


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
