r"""Reader of steps that come one by one, after those of a scenario that has been replayed.

They are written as in a scenario file, and know the names of its records.

>>> from harness.scenarios.reader import parse
>>> from harness.scenarios.yaml_tree import Items, read_tree
>>> further = FurtherSteps(parse("scenario: On\nsteps: [turn_on]"), "steps")
>>> further.read(read_tree("[turn_off]", "steps").items)[0].does
TurnOff()
"""

from collections.abc import Mapping, Sequence

from harness.domain.errors import Problems
from harness.scenarios.definitions import define_names
from harness.scenarios.name_resolution import Names
from harness.scenarios.reader import names_of, read_steps
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.yaml_tree import Node, Pairs, Text


class FurtherSteps:
    """The reader: it grows by what it reads. `file` is what messages call the source of steps."""

    def __init__(self, scenario: Scenario, file: str) -> None:
        self._names = names_of(scenario, file)
        self._names.nodes.whole = "so far"

    def read(self, nodes: Sequence[Node]) -> list[ScenarioStep]:
        """The steps, numbered from 1. Raises Problems with all that is wrong: none is read then.

        A record that is made without a name is named as an imported row is.
        """
        names = self._names
        mark, problems = names.mark(), names.nodes.problems
        try:
            nodes = [_with_name(names, node) for node in nodes]
            read = read_steps(names, nodes, define_names(names, {}, nodes))
            if problems:
                raise Problems([*dict.fromkeys(problems)])
        except BaseException:
            names.back_to(mark)
            raise
        return read


def _with_name(names: Names, node: Node) -> Node:
    """The step with the name of the record that it makes, by a create or of another (R18)."""
    verb = next(iter(node.pairs), "") if isinstance(node, Pairs) else ""
    if not isinstance(node, Pairs) or verb not in ("create", "edit"):
        return node
    key, fields = node.pairs[verb]
    made = "record" if verb == "create" else "becomes"
    if not isinstance(fields, Pairs) or made in fields.pairs or "values" not in fields.pairs:
        return node  # what is missing is noted with the step
    found = {name: value for name, (_, value) in fields.pairs.items()}
    name = (_created if verb == "create" else _changed)(names, found)
    if name is None:
        return node
    named = {**fields.pairs, made: (key, Text(node.line, node.column, name))}
    fields = Pairs(fields.line, fields.column, named)
    return Pairs(node.line, node.column, {verb: (key, fields)})


def _created(names: Names, found: Mapping[str, Node]) -> str | None:
    """The name of a record that is created without one; None if there is no such table."""
    of = found.get("table")
    table = names.catalog.get(of.value or "") if isinstance(of, Text) else None
    if table is None:
        return None
    key = names.key(table, found["values"])
    # without a natural key the values have a problem, which is noted with them
    return table.display_name if key is None else names.name_of(table, key, found["values"])


def _changed(names: Names, found: Mapping[str, Node]) -> str | None:
    """The name that a record has once its natural key is another; None if it stays."""
    record, values = found.get("record"), found["values"]
    name = record.value if isinstance(record, Text) else None
    table = names.table_of(name)
    if name is None or table is None or names.settings.natural_key != "identity_changes":
        return None
    before, after = names.key_of(name), names.key_after(name, values)
    if before is None or after is None or names.same(before, after):
        return None
    return names.name_of(table, after, names.values_after(name, values))
