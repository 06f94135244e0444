"""The table of custom columns under a step: a row for each, with its type, length and choices.

>>> read(table_reader([["column", "length in Dataverse"], ["new_badge", "10"]], HEADINGS))
{'new_badge': {'max_length': {'dataverse': '10'}}}
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from harness.domain.errors import CatalogError
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells, choices_of, plain, rows_of, table_reader
from harness.gherkin.wrong_words import TableReader

HEADINGS: Final = {
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
_QUOTED: Final = re.compile("'([^']*)'")


def add(simulation: Simulation, words: str, cells: Cells) -> None:
    """Add custom columns to a table; WrongCells with all that is wrong, after the others are there.

    A column that is wrong is then a text: what later steps say of it is no further mistake.
    """
    reader = table_reader(cells, HEADINGS)
    found = read(reader)
    try:
        simulation.add_columns(words, found)
    except CatalogError:
        for column, facts in found.items():
            _add(simulation, words, reader, column, facts)
    reader.done()


def _add(
    simulation: Simulation, words: str, reader: TableReader, column: str, facts: Mapping[str, Any]
) -> None:
    try:
        simulation.add_columns(words, {column: facts})
    except CatalogError as error:
        rows = [[*map(plain, row)] for row in reader.cells]
        row = next(number for number, row in enumerate(rows) if number and column in row)
        for one in error.each if reader.knows_headings else ():
            texts = [*_QUOTED.findall(one.reason), column]
            place = next(rows[row].index(text) for text in texts if text in rows[row])
            reader.wrong(row, place, str(one))
        with suppress(CatalogError):  # of a name that no column may have
            simulation.add_columns(words, {column: {"type": "Text"}})


def read(reader: TableReader) -> dict[str, dict[str, Any]]:
    """Custom columns as a scenario's `catalog:` has them; a blank cell leaves the default."""
    found: dict[str, dict[str, Any]] = {}
    for number, row in rows_of(reader, HEADINGS, ("column",)):
        if "column" not in row:  # of a heading that is wrong
            continue
        _, column = row.pop("column")
        facts: dict[str, Any] = found.setdefault(column, {})
        for name, (place, text) in row.items():
            fact, _, environment = name.partition(" ")
            if not text:
                continue
            value = choices_of(text) if fact == "choices" else text
            if not environment:
                facts[fact] = value
            elif isinstance(facts.setdefault(fact, {}), dict):
                facts[fact][environment] = value
            else:
                message = f"{column} has one {fact} for both environments, or one for each"
                reader.wrong(number, place, message)
        types = facts.get("type")
        types = types.values() if isinstance(types, dict) else (types,)
        if "Choice" in types and not facts.get("choices"):
            place = next(place for place, text in row.values() if text == "Choice")
            reader.wrong(number, place, f"{column} is a Choice, and has no choices")
    return found
