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
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from harness.decisions.policies import POLICIES
from harness.histories.catalog_section import read_catalog
from harness.histories.format import EXPECTATIONS, NESTED, SETTINGS, STEPS, TOP, Step
from harness.histories.imported_rows import csv_rows, generated
from harness.histories.reading import ON_OFF, Cells, Reading
from harness.histories.scenario import Scenario, ScenarioStep
from harness.histories.yaml_tree import Items, Node, Pairs, Text, read_tree
from harness.readers import expectations as expected
from harness.readers.expectations import Expectation
from harness.readers.findings import GRID_COLUMNS
from harness.values import commands as command
from harness.values.catalog import CatalogError, Table
from harness.values.commands import Command, Row
from harness.values.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.values.errors import BadInput
from harness.values.faults import FAULTS
from harness.values.problems import Problem, Problems
from harness.values.records import Key, Value
from harness.values.rules import RULES
from harness.values.settings import Settings
from harness.values.suggest import did_you_mean

LARGEST: Final = 256 * 1024 * 1024
COMMANDS: Final[dict[str, Any]] = {
    command.command_name(kind): kind for kind in command.STEP_COMMANDS
}


def load(path: str | Path, catalog_additions: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario file. Raises Problems with everything that is wrong with it."""
    return parse(read_text(path), str(path), catalog_additions)


def read_text(path: str | Path) -> str:
    """The text of a file; BadInput where it cannot be read or is no text."""
    try:
        if Path(path).stat().st_size > LARGEST:
            raise BadInput(f"{path}: larger than 256 MiB, which no scenario is")
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problems(
            [Problem(str(path), 1, 1, f"not a text in UTF-8: byte {error.start} is no character")]
        ) from None
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def parse(
    text: str, file: str = "scenario", catalog_additions: Mapping[str, Any] | None = None
) -> Scenario:
    """Read a scenario from the text of a file."""
    tree = read_tree(text, file)
    return _Loader(file, catalog_additions or {}).scenario(tree)


class _Named:
    """A name of the file: its table, and where its natural key can be read."""

    def __init__(self, table: Table, values: Node, where: Node) -> None:
        self.table = table
        self.values = values
        self.where = where
        self.key: Key | None = None
        self.asked = False


class _Loader(Reading):
    def __init__(self, file: str, additions: Mapping[str, Any]) -> None:
        super().__init__(file)
        self.additions = additions
        self.names: dict[str, _Named] = {}
        self.keys: dict[tuple[str, Key], str] = {}
        self.given_names: set[str] = set()
        self.generated: list[tuple[Table, Sequence[Row]]] = []
        self.rows: dict[int, tuple[Sequence[Row], int | None]] = {}  # by the id of the step's node
        self.seed = 0

    # the file

    def scenario(self, tree: Node) -> Scenario:
        top = self.fields(tree, TOP, ("scenario", "steps"), "a scenario")
        title = self.text(top.get("scenario"), "scenario") or ""
        rules = self._rules(top.get("rules"))
        settings = self._settings(top)
        self.seed = settings.seed
        additions = read_catalog(self, top.get("catalog"), self.additions)
        given = self.fields(
            top.get("given", Pairs(1, 1, {})), ("integration", "records", "generate"), (), "given"
        )
        records = self._record_pairs(given.get("records"))
        steps = self.items(top.get("steps"), "steps")
        if isinstance(top.get("steps"), Items) and not steps:
            self.problem(top["steps"], "steps is empty: a scenario has at least one")
        generated_given = list(self._given_generated(given.get("generate")))
        self._define(records, steps)
        setup = [*generated_given, *self._given(records)]
        if given.get("integration") and self.yes_no(given["integration"], "integration", ON_OFF):
            setup.append(command.GiveIntegration())
        read = tuple(
            ScenarioStep(number, node.line, step)
            for number, node in enumerate(steps, 1)
            if (step := self._step(node)) is not None
        )
        if self.problems:
            raise Problems(self.problems)
        return Scenario(title, self.file, settings, read, tuple(setup), rules, additions)

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
                self.problem(fields["batch_job_every"], "batch_job_every is longer than nothing")
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
        number = text.removesuffix("s")
        whole, _, fraction = number.partition(".")
        if not (whole.isdecimal() and len(whole) < 6 and (fraction + "0").isdecimal()):
            self.problem(node, f"seconds a record such as 1.5, not {text!r}")
            return None
        return int(Decimal(number) * 1000)

    # names: who is who over the whole file

    def _record_pairs(self, node: Node | None) -> dict[str, tuple[Text, Node]]:
        if node is None:
            return {}
        if isinstance(node, Pairs):
            return node.pairs
        self.problem(node, "records takes a mapping of names to {table, values}")
        return {}

    def _define(self, records: dict[str, tuple[Text, Node]], steps: tuple[Node, ...]) -> None:
        """Find every name of the file with its table and natural key, before reading any step."""
        imports: list[Pairs] = []
        for name, (key, node) in records.items():
            self.given_names.add(name)
            if isinstance(node, Pairs):
                self._name(name, node.pairs.get("table"), node.pairs.get("values"), key)
        for step in steps:
            if not isinstance(step, Pairs) or len(step.pairs) != 1:
                continue
            verb, (_, node) = next(iter(step.pairs.items()))
            if not isinstance(node, Pairs):
                continue
            if verb == "create":
                found = node.pairs.get("record")
                if found and isinstance(found[1], Text) and found[1].value:
                    self._name(
                        found[1].value, node.pairs.get("table"), node.pairs.get("values"), found[1]
                    )
            elif verb == "import":
                imports.append(node)
                self._row_names(node)
        for name in self.names:
            self._own_key(name)
        for node in imports:
            self._import_rows(node)

    def _name(
        self,
        name: str,
        table: tuple[Text, Node] | None,
        values: tuple[Text, Node] | None,
        where: Node,
    ) -> None:
        facts = (
            self.catalog.get(table[1].value or "") if table and isinstance(table[1], Text) else None
        )
        if facts is None or values is None:
            return  # noted where the step is read
        known = self.names.get(name)
        if known is None:
            self.names[name] = _Named(facts, values[1], where)
        elif known.table is not facts:
            self.problem(
                where, f"{name} is a record of {known.table.name} in line {known.where.line}"
            )
        else:
            mine, theirs = self._key(facts, values[1]), self._key(facts, known.values)
            if mine is not None and theirs is not None and mine != theirs:
                self.problem(
                    where,
                    f"{name} has the natural key {facts.key_text(theirs)} in line "
                    f"{known.where.line}: one name is one thing, give the other another name",
                )

    def _row_names(self, node: Pairs) -> None:
        rows = node.pairs.get("rows")
        for row in rows[1].items if rows and isinstance(rows[1], Items) else ():
            if isinstance(row, Pairs) and "record" in row.pairs:
                name = row.pairs["record"][1]
                if isinstance(name, Text) and name.value:
                    self._name(name.value, node.pairs.get("table"), (name, row), name)

    def _own_key(self, name: str) -> None:
        named = self.names[name]
        key = self._key_of(name)
        if key is None:
            return
        owner = self.keys.setdefault((named.table.name, key), name)
        if owner != name:
            self.problem(
                named.where,
                f"{name} has the natural key of {owner} in line {self.names[owner].where.line}: "
                "another name is another thing, give it another natural key",
            )

    def _key_of(self, name: str) -> Key | None:
        """The natural key of a name; None where it cannot be read, or leads back to itself."""
        named = self.names.get(name)
        if named is None:
            return self._generated_key(name)
        if not named.asked:
            named.asked = True
            named.key = self._key(named.table, named.values)
        return named.key

    def _generated_key(self, name: str) -> Key | None:
        for table, rows in self.generated:
            if table.lookups or len(table.key_parts) > 1:
                continue
            for row in rows:
                if row.record == name:
                    return dict(row.values)[table.key_columns[0]]
        return None

    def _key(self, table: Table, values: Node) -> Key | None:
        """The natural key among these values; the problems in it are noted where they are read."""
        found: list[Value] = [None] * len(table.columns)
        for column in table.key_columns:
            pair = values.pairs.get(column) if isinstance(values, Pairs) else None
            if pair is None or not isinstance(pair[1], Text) or pair[1].value is None:
                return None
            place = table.index[column]
            if table.columns[place].target is not None:
                found[place] = self._key_of(pair[1].value)
            else:
                try:
                    found[place] = table.columns[place].read(pair[1].value)
                except ValueError:
                    return None
        try:
            return table.key_of(tuple(found))
        except CatalogError:
            return None

    def _known(self, name: str, table: Table | None = None) -> bool:
        named = self.names.get(name)
        if named is not None:
            return table is None or named.table is table
        return any(
            row.record == name
            for of, rows in self.generated
            if table is None or of is table
            for row in rows
        )

    def record(self, node: Node | None, table: Table | None = None) -> str | None:
        """The name of a record that the file makes somewhere."""
        name = self.text(node, "record")
        if name is None or self._known(name, table):
            return name
        assert node is not None
        if self._known(name):
            assert table is not None
            self.problem(node, f"{name} is no record of {table.name}")
        else:
            self.problem(
                node, f"no record {name!r} is made in this file{did_you_mean(name, self.names)}"
            )
        return None

    def _table_of(self, name: str | None) -> Table | None:
        if name is None:
            return None
        if name in self.names:
            return self.names[name].table
        return next(
            (of for of, rows in self.generated if any(row.record == name for row in rows)), None
        )

    # values

    def values(
        self,
        table: Table | None,
        node: Node | None,
        environment: Environment,
        whole: bool = False,
        apart: tuple[str, ...] = (),
    ) -> command.Given:
        """Columns and values; `whole` is a record, which needs its natural key."""
        if table is None or node is None:
            return ()
        if not isinstance(node, Pairs):
            self.problem(node, f"values takes columns of {table.name} and their values")
            return ()
        cells: Cells = {}
        for name, (key, value) in node.pairs.items():
            if name in apart:
                continue
            if name not in table.index:
                self.problem(
                    key, f"{table.name} has no column {name!r}{did_you_mean(name, table.index)}"
                )
                continue
            cell = self.cell(table, key, value, environment)
            if cell is ...:
                continue
            target = table.column(name).target
            if target is not None and cell is not None:
                cell = self.record(value, self.catalog[target])
            cells[name] = cell
        if whole:
            missing = [
                c for c in table.key_columns if c not in node.pairs or cells.get(c, 0) is None
            ]
            if missing:
                self.problem(node, f"a record of {table.name} needs {', '.join(missing)}")
        return command.pairs(cells)

    # given

    def _given(self, records: dict[str, tuple[Text, Node]]) -> Iterator[Command]:
        waiting: dict[str, tuple[Table, command.Given]] = {}
        for name, (_, node) in records.items():
            fields = self.fields(node, ("table", "values"), ("table", "values"), f"given {name}")
            table = self.table(fields.get("table"))
            values = self.values(table, fields.get("values"), HR, whole=True)
            if table is not None:
                self._both_allow(table, values, fields["values"])
                self._given_lookups(table, values, fields["values"])
                waiting[name] = table, values
        given: set[str] = set()

        def give(name: str) -> Iterator[Command]:
            if name in given or name not in waiting:
                return
            given.add(name)
            table, values = waiting[name]
            for column, value in values:
                if table.column(column).target is not None and isinstance(value, str):
                    yield from give(value)  # what it looks up goes before it
            yield command.Give(table.name, (Row(name, values),))

        for name in waiting:
            yield from give(name)

    def _both_allow(self, table: Table, values: command.Given, node: Node) -> None:
        for column, value in values:
            facts = table.column(column)
            if value is not None and facts.target is None:
                objection = facts.dataverse.objection(value)
                if objection:
                    self.problem(node, f"{column} in Dataverse {objection}")

    def _given_lookups(self, table: Table, values: command.Given, node: Node) -> None:
        for column, value in values:
            if table.column(column).target and isinstance(value, str):
                generated = any(of.name == table.column(column).target for of, _ in self.generated)
                if value not in self.given_names and not generated:
                    self.problem(node, f"{column} looks up {value}, which is not given")

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
                self.generated.append((table, rows))
                yield command.Give(table.name, rows, count)

    # imports

    def _import_rows(self, node: Pairs) -> None:
        """The rows of an import, each with its name."""
        fields = {name: value for name, (_, value) in node.pairs.items()}
        table_node = fields.get("table")
        table = self.catalog.get(table_node.value or "") if isinstance(table_node, Text) else None
        if table is None:
            return  # noted where the step is read
        sources = [name for name in ("rows", "generate", "file") if name in fields]
        if len(sources) != 1:
            self.problem(node, "import takes one of rows, generate and file")
        elif sources == ["generate"]:
            count = self.whole_number(fields["generate"], "generate", 1)
            if count is not None:
                rows = generated(self, fields["generate"], table, count, self.seed)
                self.generated.append((table, rows))
                self.rows[id(node)] = rows, count
        elif sources == ["rows"]:
            items = self.items(fields["rows"], "rows")
            if isinstance(fields["rows"], Items) and not items:
                self.problem(fields["rows"], "rows is empty")
            self.rows[id(node)] = tuple(self._row(table, item) for item in items), None
        else:
            name = self.text(fields["file"], "file")
            if name is not None:
                path = Path(self.file).parent / name
                own = self.file
                try:
                    items = tuple(csv_rows(path))
                    self.file = str(path)  # its problems are those of the other file
                    self.rows[id(node)] = tuple(self._row(table, item) for item in items), None
                except Problems as error:
                    self.problems += error.problems
                except BadInput as error:
                    self.problem(fields["file"], str(error))
                finally:
                    self.file = own

    def _row(self, table: Table, node: Node) -> Row:
        values = self.values(table, node, HR, whole=True, apart=("record",))
        key = self._key(table, node)
        if key is None or not isinstance(node, Pairs):
            return Row(None, values)
        if "record" in node.pairs:
            return Row(self.text(node.pairs["record"][1], "record"), values)
        name = self.keys.get((table.name, key))
        if name is None:
            name = stem = table.key_text(key)
            number = 1
            while name in self.names:
                number += 1
                name = f"{stem}~{number}"
            self.names[name] = _Named(table, node, node)
            self.names[name].key, self.names[name].asked = key, True
            self.keys[table.name, key] = name
        return Row(name, values)

    # steps

    def _step(self, node: Node) -> Command | Expectation | None:
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
            self.problem(
                key, f"no step {verb!r}{near or '; there are ' + ', '.join(STEPS)}, expect"
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
            what = takes.bare or "{" + ", ".join(field.name for field in takes.fields) + "}"
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
        values = self.values(self._table_of(name), fields.get("values"), environment)
        named = fields.get("values")
        if isinstance(named, Pairs) and not named.pairs:
            self.problem(named, "values is empty: an edit names at least one column")
        return command.Edit(environment, name, values, entity)

    def _fault(self, node: Node, fields: Mapping[str, Node]) -> Command | None:
        kind = self.one_of(fields.get("kind"), FAULTS, "kind")
        if kind is None:
            return None
        keys = FAULTS[kind].keys
        for name in ("in", "for", "after"):
            if name in keys and name not in fields:
                self.problem(node, f"{kind} needs {name}")
            elif name in fields and name not in keys:
                self.problem(fields[name], f"{kind} takes no {name}")
        return command.Fault(
            kind,
            self.environment(fields.get("in")),
            self.whole_number(fields.get("after"), "after"),
            self.duration(fields.get("for"), "for"),
        )

    # expectations

    def _expectation(self, node: Node) -> Expectation | None:
        kinds = ", ".join(EXPECTATIONS)
        if not isinstance(node, Pairs) or not node.pairs:
            self.problem(node, f"expect takes a mapping with one of {kinds}")
            return None
        kind = next((kind for kind in EXPECTATIONS if kind in node.pairs), None)
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
        table = self._table_of(name)
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
            of = self.table(fields[kind], kind)
            return expected.Converged(of.name) if of else None
        if kind == "diverged":
            return expected.Diverged(self.record(fields[kind]) or "")
        if kind == "data_loss":
            return expected.DataLoss(environment, name, self._columns(table, fields.get("columns")))
        if kind == "undone_delete":
            return expected.UndoneDelete(environment, name)
        if kind == "missed_requests":
            return expected.MissedRequests(None, environment, name)
        if kind == "grid":
            of = self.table(fields.get("table"))
            rows = tuple(self._grid_row(row) for row in self.items(fields.get("rows"), "rows"))
            return expected.Grid(of.name, rows) if of else None
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
