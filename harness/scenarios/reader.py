"""Reader of scenario files: YAML in; a scenario out, or all problems of the file at once.

scenario: A record deleted in one environment while integration is off comes back
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "000123"}}
steps:
  - turn_off
  - delete: {in: dataverse, record: ada}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from harness.domain.commands import Command, Give, GiveIntegration, TurnOff
from harness.domain.errors import BadInput, Problem, Problems
from harness.domain.files import read_text
from harness.domain.rules import RULES
from harness.domain.setting_names import unknown_names
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.suggestions import did_you_mean
from harness.scenarios.catalog_reader import read_catalog
from harness.scenarios.definitions import Imported, define_names
from harness.scenarios.field_readers import ON_OFF, NodeReader
from harness.scenarios.format import TOP
from harness.scenarios.given_reader import given_commands
from harness.scenarios.name_resolution import Names, Pair
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.setting_text import with_settings
from harness.scenarios.settings_format import SETTINGS, TOP_SETTINGS, Setting
from harness.scenarios.step_reader import can_be_refused, expects_refusal, read_step
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text, read_tree


def load(
    path: str | Path,
    catalog_additions: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    usual: Settings = DEFAULT_SETTINGS,
) -> Scenario:
    """Read a scenario file; `settings` are KEY=VALUE texts put over its own, `usual` under them.

    Raises Problems with everything that is wrong with it.
    """
    return parse(read_text(path), str(path), catalog_additions, settings, usual)


def parse(
    text: str,
    file: str = "scenario",
    catalog_additions: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    usual: Settings = DEFAULT_SETTINGS,
) -> Scenario:
    """Read a scenario from the text of a file."""
    return read_scenario(read_tree(text, file), file, catalog_additions, settings, usual)


def read_scenario(
    tree: Node,
    file: str,
    catalog_additions: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    usual: Settings = DEFAULT_SETTINGS,
) -> Scenario:
    """Read a scenario from the tree of a file. Raises Problems with everything wrong with it."""
    try:
        return _Reader(file).scenario(tree, catalog_additions or {}, settings, usual)
    except RecursionError:
        message = "records look each other up in a chain too long to follow: name parents first"
        raise Problems([Problem(file, 1, 1, message)]) from None


def read_steps(
    names: Names, nodes: Sequence[Node], imported: Sequence[Imported | None]
) -> list[ScenarioStep]:
    """The steps that can be read; what is wrong with others is noted."""
    read = []
    for number, (node, rows) in enumerate(zip(nodes, imported, strict=True), 1):
        following = nodes[number] if number < len(nodes) else None
        names.refusal_expected = expects_refusal(following) and can_be_refused(node)
        if (step := read_step(names, node, rows)) is not None:
            read.append(ScenarioStep(number, node.line, step))
    return read


def names_of(scenario: Scenario, file: str) -> Names:
    """The names of a scenario's records, as its file would have them; `file` is in messages."""
    from harness.scenarios.writer import scenario_text

    text = scenario_text(scenario if scenario.steps else replace(scenario, steps=(_NO_STEP,)))
    reader = _Reader(file)
    reader.scenario(read_tree(text, file), {}, (), DEFAULT_SETTINGS)
    return reader.names


# stands in the text of a scenario to which nothing has happened yet
_NO_STEP: Final = ScenarioStep(1, 1, TurnOff())


def is_empty(node: Node) -> bool:
    """Whether nothing stands behind a key, which is as good as leaving it out."""
    return isinstance(node, Text) and node.value is None


def require_scenario(nodes: NodeReader, tree: Node) -> Pairs:
    """The tree of a scenario, which is a mapping. Raises Problems for another."""
    if isinstance(tree, Pairs):
        return tree
    kind = "a list" if isinstance(tree, Items) else "a text"
    message = f"a scenario is a mapping with scenario: and steps:, this is {kind}"
    raise Problems([Problem(nodes.file, tree.line, tree.column, message)])


def step_nodes(nodes: NodeReader, node: Node | None) -> Sequence[Node]:
    """The steps of a scenario; it is noted if there is none."""
    steps = nodes.items(node, "steps")
    if isinstance(node, Items) and not steps:
        nodes.problem(node, "steps is empty: a scenario has at least one")
    return steps


def read_rules(nodes: NodeReader, node: Node | None) -> tuple[str, ...]:
    """The ids of the rules that a scenario shows; what is none is noted."""
    found = []
    for item in nodes.items(node, "rules"):
        rule = nodes.text(item, "a rule")
        if rule is not None and rule not in RULES:
            nodes.problem(item, f"no rule {rule!r}{did_you_mean(rule, RULES)}")
        found.append(rule or "")
    return tuple(found)


class _Reader:
    """The reader of one file: its nodes with their problems, and its names."""

    def __init__(self, file: str) -> None:
        self.nodes = NodeReader(file)
        self.names = Names(self.nodes)

    def scenario(
        self,
        tree: Node,
        additions: Mapping[str, Any],
        put_over: Sequence[str],
        usual: Settings,
    ) -> Scenario:
        nodes, names = self.nodes, self.names
        tree = require_scenario(nodes, tree)
        found = nodes.fields(tree, TOP, ("steps",), "a scenario")
        top = {
            name: node
            for name, node in found.items()
            if name in ("scenario", "steps") or not is_empty(node)
        }
        if "scenario" not in top and not any("scenario" in p.message for p in nodes.problems):
            nodes.problem(tree, "the title is missing: scenario: what it shows")
        title = nodes.text(top.get("scenario"), "scenario") or ""
        rules = read_rules(nodes, top.get("rules"))
        names.catalog = read_catalog(names, top.get("catalog"), additions)
        settings = names.settings = self._final(self._settings(top, usual), put_over)
        given = nodes.fields(
            top.get("given", Pairs(1, 1, {})), ("integration", "records", "generate"), (), "given"
        )
        records = self._pairs(
            given.get("records"), "records takes a mapping of names to {table, values}"
        )
        steps = step_nodes(nodes, top.get("steps"))
        generated = list(self._generated(given.get("generate")))
        imported = define_names(names, records, steps)
        setup = [*generated, *given_commands(names, records)]
        if "integration" in given and nodes.yes_no(given["integration"], "integration", ON_OFF):
            setup.append(GiveIntegration())
        read = read_steps(names, steps, imported)
        if nodes.problems:
            raise Problems([*dict.fromkeys(nodes.problems)])  # of a heading, once
        lines = {name: key.line for name, (key, _) in records.items()}
        return Scenario(
            title,
            nodes.file,
            settings,
            tuple(read),
            tuple(setup),
            rules,
            names.catalog,
            None,
            lines,
        )

    def _settings(self, top: Mapping[str, Node], usual: Settings) -> Settings:
        settings = self._put(usual, TOP_SETTINGS, top)
        if "settings" in top:
            fields = self.nodes.fields(top["settings"], SETTINGS, (), "settings")
            settings = self._put(settings, SETTINGS, fields)
        return settings

    def _put(
        self, settings: Settings, rows: Mapping[str, Setting], nodes: Mapping[str, Node]
    ) -> Settings:
        for key in filter(nodes.__contains__, rows):
            fields: Mapping[str, Node] = nodes
            if rows[key].nested:
                known = [part.key for part in rows[key].parts]
                fields = self.nodes.fields(nodes[key], known, (), key)
            for part in rows[key].parts:
                if part.key not in fields:
                    continue
                before = len(self.nodes.problems)
                name = f"{key}.{part.key}" if rows[key].nested else key
                value = part.type.read(self.names, fields[part.key], name, {})
                if value is not None and len(self.nodes.problems) == before:
                    settings = part.put(settings, value)
        return settings

    def _final(self, settings: Settings, put_over: Sequence[str]) -> Settings:
        """The settings with those of the command line, which name what the catalog has."""
        final = with_settings(settings, put_over)
        if not self.nodes.problems:  # else it may follow from one of these
            before = {*unknown_names(settings, self.names.catalog)}  # its own have their places
            for message in unknown_names(final, self.names.catalog):
                whose = "of the project" if message in before else "that are put over its own"
                raise BadInput(f"{self.nodes.file}: settings {whose}: {message}")
        return final

    def _pairs(self, node: Node | None, otherwise: str) -> dict[str, Pair]:
        if node is not None and not isinstance(node, Pairs):
            self.nodes.problem(node, otherwise)
        return node.pairs if isinstance(node, Pairs) else {}

    def _generated(self, node: Node | None) -> Iterator[Command]:
        otherwise = "generate takes tables and how many records of each"
        for key, value in self._pairs(node, otherwise).values():
            table = self.names.table(key)
            made = self.names.generate(value, table)
            if table is not None and made is not None:
                yield Give(table.name, **made)
