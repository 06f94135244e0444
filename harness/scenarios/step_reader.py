"""Reading the steps of a scenario: commands and expectations, by the table of the format."""

from collections.abc import Mapping
from typing import Any, Final

from harness.domain import commands as command
from harness.domain.catalog import Table
from harness.domain.commands import Command
from harness.domain.environments import DATAVERSE, HR, other
from harness.domain.faults import FAULTS
from harness.domain.suggestions import cut, did_you_mean
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation, LossRow
from harness.scenarios.format import EXPECTATIONS, LOSS, NESTED, STEPS, Step
from harness.scenarios.name_resolution import NameReading
from harness.scenarios.yaml_tree import Node, Pairs, Text

COMMANDS: Final[dict[str, Any]] = {
    command.command_name(kind): kind for kind in command.STEP_COMMANDS
}


class StepReading(NameReading):
    """The readers of steps."""

    def step(self, node: Node) -> Command | Expectation | None:
        if isinstance(node, Text):
            verb, key, argument = node.value or "", node, None
        elif isinstance(node, Pairs) and len(node.pairs) == 1:
            verb, (key, argument) = next(iter(node.pairs.items()))
        else:
            self.problem(node, "a step is one command or one expectation, such as `- turn_on`")
            return None
        if verb == "expect":
            return self._expectation(argument if argument is not None else key)
        if verb not in STEPS:
            near = did_you_mean(verb, [*STEPS, "expect"])
            there = f"; there are {', '.join(STEPS)}, expect"
            self.problem(
                key, f"no step {cut(verb)}{near or there}" if verb else "the step is empty"
            )
            return None
        takes = STEPS[verb]
        nothing = argument is None or (isinstance(argument, Text) and argument.value is None)
        if not takes.fields and not takes.bare:
            if not nothing:
                assert argument is not None
                self.problem(argument, f"{verb} takes nothing")
            made: Command = COMMANDS[verb]()
            return made
        if argument is None or nothing:
            example = {"duration": "a duration such as 1h 30m", "table": "a table"}
            fields = ", ".join(field.name for field in takes.fields)
            what = example.get(takes.bare or "", "") or f"{{{fields}}}"
            self.problem(key, f"{verb} takes {what}")
            return None
        before = len(self.problems)
        done = self._command(verb, takes, argument)
        return done if len(self.problems) == before else None

    def _command(self, verb: str, takes: Step, node: Node) -> Command | None:
        if verb == "advance":
            return command.Advance(self.duration(node, "advance") or 0)
        if takes.bare == "table":
            table = self.table(node, verb)
            return COMMANDS[verb](table.name) if table else None
        fields = self.fields(
            node,
            [field.name for field in takes.fields],
            [field.name for field in takes.fields if field.required],
            verb,
        )
        if verb == "fault":
            return self._fault(node, fields)
        environment = self.environment(fields.get("in")) or HR
        if verb == "import":
            table = self.table(fields.get("table"))
            if environment != HR:
                self.problem(fields["in"], "an import goes into hr only (M1)")
            rows, count = self.rows.get(id(node), ((), None))
            return command.Import(environment, table.name, rows, count) if table else None
        entity = self.text(fields.get("entity"), "entity")
        if entity and environment == DATAVERSE:
            self.problem(fields["entity"], "only a change in hr goes through an entity (G3)")
        if verb == "create":
            table = self.table(fields.get("table"))
            name = self.text(fields.get("record"), "record") or ""
            values = self.values(table, fields.get("values"), environment, whole=True)
            if table is None:
                return None
            return command.Create(environment, table.name, name, values, entity)
        name = self.record(fields.get("record")) or ""
        if verb == "delete":
            return command.Delete(environment, name)
        if verb != "edit":
            raise AssertionError(f"the format has a step {verb} that nothing reads")
        values = self.values(self.table_of(name), fields.get("values"), environment)
        named = fields.get("values")
        if isinstance(named, Pairs) and not named.pairs:
            self.problem(named, "values is empty: an edit names at least one column")
        return command.Edit(environment, name, values, entity)

    def _fault(self, node: Node, fields: Mapping[str, Node]) -> Command | None:
        kind = self.one_of(fields.get("kind"), FAULTS, "kind")
        if kind is None:
            return None
        takes = FAULTS[kind]
        for name in takes.required:
            if name not in fields:
                self.problem(node, f"{kind} needs {name}")
        for name in fields:
            if name not in ("kind", *takes.required, *takes.optional):
                also = ", ".join((*takes.required, *takes.optional)) or "nothing else"
                self.problem(fields[name], f"{kind} takes no {name}; it takes {also}")
        length = "by" if "by" in takes.required else "for"
        nth = self.whole_number(fields.get("nth"), "nth")
        if nth == 0:
            self.problem(fields["nth"], "nth counts from 1")
        lasting, applied = fields.get("lasting"), fields.get("applied")
        return command.Fault(
            kind,
            self.environment(fields.get("in")),
            self.whole_number(fields.get("after"), "after"),
            self.duration(fields.get(length), length),
            nth,
            bool(lasting and self.yes_no(lasting, "lasting")),
            bool(applied and self.yes_no(applied, "applied")),
        )

    def _expectation(self, node: Node) -> Expectation | None:
        kinds = ", ".join(EXPECTATIONS)
        if not isinstance(node, Pairs) or not node.pairs:
            self.problem(node, f"expect takes a mapping with one of {kinds}")
            return None
        kinds_here = [kind for kind in EXPECTATIONS if kind in node.pairs]
        if len(kinds_here) > 1:
            self.problem(node, f"one expectation each: {' and '.join(kinds_here)} are two")
            return None
        kind = kinds_here[0] if kinds_here else None
        if kind is None:
            known = [*EXPECTATIONS, "in", "record"]
            for name, (key, _) in node.pairs.items():
                if name not in known:
                    near = did_you_mean(name, known)
                    self.problem(key, f"expect has no {name!r}{near or '; it takes ' + kinds}")
                    return None
            self.problem(node, f"expect needs one of {kinds}")
            return None
        takes = EXPECTATIONS[kind]
        before = len(self.problems)
        body: Node = node
        if kind in NESTED:
            self.fields(node, (kind,), (), "expect")
            body = node.pairs[kind][1]
            if takes.bare and isinstance(body, Text):
                made = self._bare(kind, body)
                return made if len(self.problems) == before else None
        fields = self.fields(
            body,
            [field.name for field in takes.fields],
            [field.name for field in takes.fields if field.required],
            f"expect {kind}",
        )
        made = self._expected(kind, fields)
        return made if len(self.problems) == before else None

    def _bare(self, kind: str, node: Text) -> Expectation | None:
        if kind == "missed_requests":
            return expected.MissedRequests(self.whole_number(node, kind))
        if node.value != "none":
            self.problem(node, f"{kind} takes none, or {{in, record}}, not {node.value!r}")
        return expected.DataLoss() if kind == "data_loss" else expected.UndoneDelete()

    def _expected(self, kind: str, fields: Mapping[str, Node]) -> Expectation | None:
        environment = self.environment(fields.get("in")) or HR
        name = self.record(fields.get("record")) or ""
        table = self.table_of(name)
        if kind == "values":
            return expected.HasValues(
                environment, name, self.values(table, fields.get("values"), environment)
            )
        if kind == "exists":
            return expected.Exists(environment, name, bool(self.yes_no(fields["exists"], kind)))
        if kind == "tracked":
            return expected.Tracked(name, bool(self.yes_no(fields["tracked"], kind)))
        if kind == "deleted_from_dataverse":
            return expected.DeletedFromDataverse(name, bool(self.yes_no(fields[kind], kind)))
        if kind == "converged":
            if isinstance(fields[kind], Text) and fields[kind].value == "all":  # type: ignore[union-attr]
                return expected.Converged()
            of = self.table(fields[kind], kind, "; converged takes a table, or all")
            return expected.Converged(of.name) if of else None
        if kind == "diverged":
            return expected.Diverged(self.record(fields[kind]) or "")
        if kind == "data_loss":
            return expected.DataLoss(environment, name, self._columns(table, fields.get("columns")))
        if kind == "data_losses":
            items = self.items(fields[kind], kind)
            rows_of = (self._loss(item) for item in items)
            return expected.DataLosses(tuple(row for row in rows_of if row is not None))
        if kind == "undone_delete":
            return expected.UndoneDelete(environment, name)
        if kind == "missed_requests":
            return expected.MissedRequests(None, environment, name)
        if kind == "grid":
            of = self.table(fields.get("table"))
            rows = tuple(self._grid_row(row) for row in self.items(fields.get("rows"), "rows"))
            return expected.Grid(of.name, rows) if of else None
        if kind == "timeline":
            return expected.TimelineSays(self.text(fields[kind], kind) or "")
        if kind == "elapsed":
            return expected.Elapsed(self.duration(fields[kind], kind) or 0)
        if kind != "refused":
            raise AssertionError(f"the format has an expectation {kind} that nothing reads")
        return expected.RefusedBecause(self.text(fields[kind], kind) or "")

    def _columns(self, table: Table | None, node: Node | None) -> frozenset[str] | None:
        if node is None or table is None:
            return None
        found = set()
        for item in self.items(node, "columns"):
            name = self.text(item, "a column")
            if name is not None and name not in table.index:
                self.problem(
                    item, f"{table.name} has no column {name!r}{did_you_mean(name, table.index)}"
                )
            found.add(name or "")
        return frozenset(found)

    def _loss(self, node: Node) -> LossRow | None:
        names = [field.name for field in LOSS]
        fields = self.fields(node, names, names, "a loss")
        environment, name = self.environment(fields.get("in")), self.record(fields.get("record"))
        table, column = self.table_of(name or ""), fields.get("column")
        words = self.text(column, "column") if column else None
        if table is None or words is None or environment is None or len(fields) < len(names):
            return None
        if words not in table.index:
            near = did_you_mean(words, table.index)
            self.problem(fields["column"], f"{table.name} has no column {words!r}{near}")
            return None
        assert isinstance(column, Text)
        lost = self.cell(table, column, fields["lost"], environment)
        kept = self.cell(table, column, fields["kept"], other(environment))
        return environment, name or "", words, lost, kept

    def _grid_row(self, node: Node) -> tuple[tuple[str, str], ...]:
        spelled = {title.lower().replace(" ", "_"): name for name, title in GRID_COLUMNS.items()}
        spelled |= {name: name for name in (*GRID_COLUMNS, "record")}
        if not isinstance(node, Pairs):
            self.problem(node, f"a grid row takes {', '.join(GRID_COLUMNS)}")
            return ()
        cells = []
        for name, (key, value) in node.pairs.items():
            column = spelled.get(name.lower().replace(" ", "_"))
            if column is None:
                near = did_you_mean(name, [*GRID_COLUMNS, *GRID_COLUMNS.values(), "record"])
                self.problem(key, f"the grid has no column {name!r}{near}")
                continue
            text = self.text(value, name) or ""
            if column == "deleted_from_dataverse":
                text = "Yes" if self.yes_no(value, name) else "No"
            cells.append((column, text))
        return tuple(cells)
