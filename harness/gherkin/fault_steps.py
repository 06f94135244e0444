"""Faults by their names in steps, built-in and plugged ones, with their keys in a table.

    Given the fault "daily quota" is in force in Dataverse
    And the fault "request fails" is in force with:
      | in        | nth |
      | Dataverse | 2   |

>>> fault_of("request_fails", [["in", "nth"], ["Dataverse", "2"]])
Fault('request_fails', environment='dataverse', nth=2)
"""

from collections.abc import Callable, Mapping
from typing import Final

from harness.domain.catalog import Catalog, Table, standard_catalog
from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENT_OF, Environment
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS, fault_of_words, given_keys, key_text, words_of
from harness.gherkin.durations import file_duration
from harness.gherkin.names import table_of
from harness.gherkin.phrase_text import in_table
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells, plain
from harness.gherkin.wrong_words import WrongCell, WrongCells, WrongWords
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.name_resolution import Names
from harness.scenarios.step_reader import read_step
from harness.scenarios.yaml_tree import Node, Pairs, Text


class _AnyNames(Names):
    """Names of records for a step, which may name a record that a later step makes."""

    def record(self, node: Node, table: Table | None = None) -> str | None:
        del table
        return self.nodes.text(node, "record")


def fault_of(
    kind: str,
    cells: Cells = (),
    environment: Environment | None = None,
    simulation: Simulation | None = None,
) -> Fault:
    """The fault of that kind with the keys in a table of one row. BadInput as in a file.

    The tables and records that it names are those of the simulation.
    """
    names = _AnyNames(NodeReader(""))
    names.catalog = standard_catalog() if simulation is None else simulation.catalog
    keys = {"kind": kind, **({"in": environment} if environment else {})}
    pairs: dict[str, tuple[Text, Node]] = {
        key: (Text(0, 0, key), Text(0, 0, text)) for key, text in keys.items()
    }
    for place, (key, text) in enumerate(_keys(kind, cells, names.catalog, simulation).items()):
        pairs[key] = Text(0, place, key), Text(1, place, text)  # as if cells were its lines
    nodes = names.nodes
    step = Pairs(0, 0, {"fault": (Text(0, 0, "fault"), Pairs(0, 0, pairs))})
    found = read_step(names, step)
    if nodes.problems and cells:
        raise WrongCells([WrongCell(line, at, message) for _, line, at, message in nodes.problems])
    if nodes.problems:
        said = "; ".join(problem.message for problem in nodes.problems)
        raise WrongWords(words_of(kind), said)
    assert isinstance(found, Fault)
    return found


def _keys(
    kind: str, cells: Cells, catalog: Catalog, simulation: Simulation | None
) -> dict[str, str]:
    """The keys of a table, whose heading row names them, as they stand in a scenario file."""
    if not cells:
        return {}
    if len(cells) != 2:
        raise BadInput("the table has a heading row of keys, and one row with their values")
    keys = [heading.strip().replace(" ", "_") for heading in cells[0]]
    if len(set(keys)) < len(keys):
        raise BadInput("a heading of the table is there twice")
    types = _TYPES | {key.name: key.type for key in FAULTS[kind].keys}
    texts = (plain(cell) for cell in cells[1])
    found = {
        key: _READ.get(types.get(key, ""), str)(text) for key, text in zip(keys, texts, strict=True)
    }
    if FAULTS[kind].function is not None:
        return found
    if "table" in found:
        found["table"] = table_of(catalog, found["table"]).name
    if "of" in found:
        found["of"] = fault_of_words(found["of"])
    if "record" in found and simulation is not None:
        name, table = found["record"], found.get("table")
        found["record"] = (
            simulation.record(table, name) if table else simulation.record_anywhere(name)
        )
    return found


def _environment(text: str) -> str:
    return ENVIRONMENT_OF.get(text, text)


_TYPES: Final[dict[str, str]] = {"in": "environment", "for": "duration", "by": "duration"}
_READ: Final[Mapping[str, Callable[[str], str]]] = {
    "environment": _environment,
    "duration": file_duration,
}


def line_of(fault: Fault) -> str:
    """The line of any fault by its name; it ends in a colon if a table belongs under it."""
    where = f" in {ENVIRONMENT_NAMES[fault.environment]}" if fault.environment else ""
    words = f'the fault "{words_of(fault.kind)}" is in force'
    return f"{words} with:" if _own(fault) else f"{words}{where}"


def rows_of(fault: Fault) -> Cells:
    """The table under such a line: all keys, with `in`."""
    types = _TYPES | {key.name: key.type for key in FAULTS[fault.kind].keys}
    keys = {key: key_text(value) for key, value in given_keys(fault).items()}
    for key, text in keys.items():
        if types.get(key) == "environment":
            keys[key] = ENVIRONMENT_NAMES[ENVIRONMENT_OF[text]]
    return [[*keys], [in_table(text) for text in keys.values()]]


def _own(fault: Fault) -> bool:
    return any(key != "in" for key in given_keys(fault))
