"""Scenario files: YAML in, a scenario out, or everything that is wrong with the file at once.

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
from pathlib import Path
from typing import Any, Final

from harness.domain import commands as command
from harness.domain.catalog import Table
from harness.domain.commands import Command, Row
from harness.domain.environments import ENVIRONMENTS, HR
from harness.domain.errors import BadInput, Problem, Problems
from harness.domain.policies import POLICIES
from harness.domain.rules import RULES
from harness.domain.settings import Settings
from harness.domain.suggestions import cut, did_you_mean
from harness.domain.times import parse_duration
from harness.scenarios.catalog_reader import read_catalog
from harness.scenarios.csv_rows import generated
from harness.scenarios.field_readers import ON_OFF
from harness.scenarios.format import SETTINGS, TOP
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.setting_text import with_settings
from harness.scenarios.step_reader import StepReading
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text, read_tree

LARGEST: Final = 256 * 1024 * 1024


def load(
    path: str | Path,
    catalog_additions: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
) -> Scenario:
    """Read a scenario file; `settings` are KEY=VALUE texts that are put over its own.

    Raises Problems with everything that is wrong with it.
    """
    return parse(read_text(path), str(path), catalog_additions, settings)


def read_text(path: str | Path) -> str:
    """The text of a file; BadInput where it cannot be read or is no text."""
    try:
        if Path(path).stat().st_size > LARGEST:
            raise BadInput(f"{path}: larger than 256 MiB, which no scenario is")
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problems([_no_utf8(str(path), error)]) from None
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def _no_utf8(path: str, error: UnicodeDecodeError) -> Problem:
    if error.object[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(path, 1, 1, "this is UTF-16: save it as UTF-8")
    before = error.object[: error.start]
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    byte = error.object[error.start]
    return Problem(
        path,
        before.count(b"\n") + 1,
        column,
        f"not a text in UTF-8: byte {byte:#04x} is no character",
    )


def parse(
    text: str,
    file: str = "scenario",
    catalog_additions: Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
) -> Scenario:
    """Read a scenario from the text of a file."""
    tree = read_tree(text, file)
    try:
        return _Loader(file, catalog_additions or {}).scenario(tree, settings)
    except RecursionError:
        said = "records look each other up in a chain too long to follow: name parents first"
        raise Problems([Problem(file, 1, 1, said)]) from None


def _of(values: Node, column: str) -> Node:
    """The place of a column's value."""
    return values.pairs[column][1] if isinstance(values, Pairs) else values


def _empty(node: Node) -> bool:
    """A key with nothing behind it is as good as left out."""
    return isinstance(node, Text) and node.value is None


class _Loader(StepReading):
    """The readers of a whole file."""

    def scenario(self, tree: Node, put_over: Sequence[str]) -> Scenario:
        if not isinstance(tree, Pairs):
            kind = "a list" if isinstance(tree, Items) else "a text"
            said = f"a scenario is a mapping with scenario: and steps:, this is {kind}"
            raise Problems([Problem(self.file, tree.line, tree.column, said)])
        found = self.fields(tree, TOP, ("steps",), "a scenario")
        top = {
            name: node
            for name, node in found.items()
            if name in ("scenario", "steps") or not _empty(node)
        }
        if "scenario" not in top and not any("scenario" in p.message for p in self.problems):
            self.problem(tree, "the title is missing: scenario: what it shows")
        title = self.text(top.get("scenario"), "scenario") or ""
        rules = self._rules(top.get("rules"))
        settings = with_settings(self._settings(top), put_over)
        self.seed = settings.seed
        read_catalog(self, top.get("catalog"), self.additions)
        given = self.fields(
            top.get("given", Pairs(1, 1, {})), ("integration", "records", "generate"), (), "given"
        )
        records = self._record_pairs(given.get("records"))
        steps = self.items(top.get("steps"), "steps")
        if isinstance(top.get("steps"), Items) and not steps:
            self.problem(top["steps"], "steps is empty: a scenario has at least one")
        generated_given = list(self._given_generated(given.get("generate")))
        self.define(records, steps)
        setup = [*generated_given, *self._given(records)]
        if given.get("integration") and self.yes_no(given["integration"], "integration", ON_OFF):
            setup.append(command.GiveIntegration())
        read = tuple(
            ScenarioStep(number, node.line, step)
            for number, node in enumerate(steps, 1)
            if (step := self.step(node)) is not None
        )
        if self.problems:
            raise Problems(self.problems)
        return Scenario(title, self.file, settings, read, tuple(setup), rules, self.catalog)

    def _rules(self, node: Node | None) -> tuple[str, ...]:
        found = []
        for item in self.items(node, "rules"):
            rule = self.text(item, "a rule")
            if rule is not None and rule not in RULES:
                self.problem(item, f"no rule {rule!r}{did_you_mean(rule, RULES)}")
            found.append(rule or "")
        return tuple(found)

    def _settings(self, top: Mapping[str, Node]) -> Settings:
        given: dict[str, Any] = {
            "start": self.instant(top.get("start"), "start"),
            "seed": self.whole_number(top.get("seed"), "seed"),
        }
        if "settings" in top:
            fields = self.fields(top["settings"], SETTINGS, (), "settings")
            for name in ("dataverse_to_hr_delay", "batch_job_every"):
                given[name] = self.duration(fields.get(name), name)
            if given["batch_job_every"] == 0:
                self.problem(
                    fields["batch_job_every"], "batch_job_every takes a duration longer than 0s"
                )
            given["conflict"] = self.one_of(fields.get("conflict"), POLICIES, "conflict")
            given["tie"] = self.one_of(fields.get("tie"), ENVIRONMENTS, "tie")
            if "import_seconds_per_record" in fields:
                cost = self.fields(
                    fields["import_seconds_per_record"],
                    ("off", "on"),
                    (),
                    "import_seconds_per_record",
                )
                given["import_off"] = self._seconds(cost.get("off"))
                given["import_on"] = self._seconds(cost.get("on"))
        return Settings(**{name: value for name, value in given.items() if value is not None})

    def _seconds(self, node: Node | None) -> int | None:
        text = self.text(node, "import_seconds_per_record")
        if text is None:
            return None
        assert node is not None
        try:
            return parse_duration(text.removesuffix("s") + "s")
        except ValueError:
            self.problem(node, f"seconds a record such as 1.5, not {cut(text)}")
            return None

    def _record_pairs(self, node: Node | None) -> dict[str, tuple[Text, Node]]:
        if node is None:
            return {}
        if isinstance(node, Pairs):
            return node.pairs
        self.problem(node, "records takes a mapping of names to {table, values}")
        return {}

    def _given(self, records: dict[str, tuple[Text, Node]]) -> Iterator[Command]:
        waiting: dict[str, tuple[Table, command.Given]] = {}
        for name, (_, node) in records.items():
            fields = self.fields(node, ("table", "values"), ("table", "values"), f"given {name}")
            table = self.table(fields.get("table"))
            values = self.values(table, fields.get("values"), HR, whole=True)
            if table is not None:
                self._both_allow(table, values, fields.get("values", node))
                self._given_lookups(table, values, fields.get("values", node), records)
                waiting[name] = table, values
        given: set[str] = set()
        begun: set[str] = set()

        def give(name: str) -> Iterator[Command]:
            if name in given or name not in waiting:
                return
            if name in begun:
                said = f"{name} looks itself up, by way of others: leave one lookup to an edit"
                self.problem(records[name][0], said)
                return
            begun.add(name)
            table, values = waiting[name]
            for column, value in values:
                if table.column(column).target is not None and isinstance(value, str):
                    yield from give(value)  # what it looks up goes before it
            given.add(name)
            yield command.Give(table.name, (Row(name, values),))

        for name in waiting:
            yield from give(name)

    def _both_allow(self, table: Table, values: command.Given, node: Node) -> None:
        for column, value in values:
            facts = table.column(column)
            if value is not None and facts.target is None:
                objection = facts.dataverse.objection(value)
                if objection:
                    self.problem(_of(node, column), f"{column} in Dataverse {objection}")

    def _given_lookups(
        self, table: Table, values: command.Given, node: Node, given_names: Mapping[str, Any]
    ) -> None:
        for column, value in values:
            if table.column(column).target and isinstance(value, str):
                generated = any(of.name == table.column(column).target for of, _ in self.generated)
                if value not in given_names and not generated:
                    said = f"{column} looks up {value}, which is not given"
                    self.problem(_of(node, column), said)

    def _given_generated(self, node: Node | None) -> Iterator[Command]:
        if node is None:
            return
        if not isinstance(node, Pairs):
            self.problem(node, "generate takes tables and how many records of each")
            return
        for key, value in node.pairs.values():
            table = self.table(key)
            count = self.whole_number(value, "generate", 1)
            if table is not None and count is not None:
                rows = generated(self, value, table, count, self.seed)
                if rows is not None:
                    self.generated.append((table, rows))
                    yield command.Give(table.name, rows, count)
