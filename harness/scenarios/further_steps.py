r"""Reader of steps that come one by one, after those of a scenario that has been replayed.

They are written as in a scenario file, and know the names of its records.

>>> from harness.scenarios.reader import parse
>>> from harness.scenarios.yaml_tree import Items, read_tree
>>> further = FurtherSteps(parse("scenario: On\nsteps: [turn_on]"), "steps")
>>> further.read(read_tree("[turn_off]", "steps").items)[0].does
TurnOff()
"""

from collections.abc import Sequence

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

    def read(self, nodes: Sequence[Node]) -> list[ScenarioStep]:
        """The steps, numbered from 1. Raises Problems with all that is wrong: none is read then.

        A record that is created without a name is named as an imported row is.
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
    """The step with the name of the record that it creates."""
    if not isinstance(node, Pairs) or "create" not in node.pairs:
        return node
    verb, fields = node.pairs["create"]
    if not isinstance(fields, Pairs) or "record" in fields.pairs:
        return node
    found = {name: value for name, (_, value) in fields.pairs.items()}
    of = found.get("table")
    table = names.catalog.get(of.value or "") if isinstance(of, Text) else None
    if table is None or "values" not in found:
        return node  # what is missing is noted with the step
    key = names.key(table, found["values"])
    # without a natural key the values have a problem, which is noted with them
    name = table.display_name if key is None else names.name_of(table, key, found["values"])
    named = {**fields.pairs, "record": (verb, Text(node.line, node.column, name))}
    return Pairs(node.line, node.column, {"create": (verb, fields._replace(pairs=named))})
