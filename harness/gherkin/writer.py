"""A scenario as Gherkin: steps that make the same commands and expect the same, in the same order.

>>> from harness.scenarios.reader import parse
>>> print(feature_text([parse('''
... scenario: A title is made
... steps:
...   - create: {in: hr, table: cdm_title, record: boss, values: {cdm_name: Boss}}
...   - expect: {in: hr, record: boss, exists: yes}
... ''')]))
Feature: A title is made
<BLANKLINE>
  Scenario: A title is made
    When the title "boss" is created in Human Resources with:
      | name |
      | Boss |
    Then the title "boss" is in Human Resources
<BLANKLINE>
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from harness.domain import commands as command
from harness.domain.catalog import Table
from harness.domain.commands import Command, Given, Row
from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.gherkin.names import column_of, squashed, table_of
from harness.gherkin.phrase_text import (
    Rows,
    Written,
    duration_words,
    fits_in_a_line,
    in_table,
    one_line,
    passes,
    plain_text,
    quoted,
    table_lines,
)
from harness.gherkin.step_tables import LEFT_OUT
from harness.gherkin.vocabulary import POLICY
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import flow

_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*")
_PREFIX: Final = re.compile(r"^[a-z0-9]+_")
# logical names run words together; of most, the last can be told
_LAST_WORD: Final = re.compile(
    r"(?<=[a-z]{4})(name|number|date|code|type|description|status|amount|from)$"
)


def feature_text(scenarios: Sequence[Scenario], title: str | None = None) -> str:
    """The text of a feature with these scenarios, each under its own title."""
    lines = [f"Feature: {one_line(title or scenarios[0].title)}", ""]
    for scenario in scenarios:
        lines += [*_scenario(scenario), ""]
    return "\n".join(lines)


def _scenario(scenario: Scenario) -> Iterator[str]:
    if scenario.rules:
        yield f"  {' '.join(f'@{rule}' for rule in scenario.rules)}"
    yield f"  Scenario: {one_line(scenario.title)}"
    before = ""
    for step in _Speaker(scenario).steps():
        keyword = "And" if step.keyword == before else step.keyword
        before = step.keyword
        yield f"    {keyword} {step.line}"
        if step.doc_string:
            yield '      """'
            yield from (f"      {line}" for line in step.doc_string.split("\n"))
            yield '      """'
        yield from (f"      {line}" for line in table_lines(step.table))


class _Speaker:
    """The steps of one scenario, in the words of its catalog."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.table_of_record: dict[str, str] = {}

    def steps(self) -> Iterator[Written]:
        yield from self.settings(self.scenario.settings)
        if self.scenario.catalog.additions:
            additions = self.scenario.catalog.additions
            lines = [f"{flow(name)}: {flow(facts)}" for name, facts in additions.items()]
            yield Written("Given", "the catalog has these additions:", (), "\n".join(lines))
        for does in [*self.scenario.setup, *(step.does for step in self.scenario.steps)]:
            self.learn(does)
        yield from self.given()
        for step in self.scenario.steps:
            speak = _SPEAKS[type(step.does)]
            yield from speak(self, step.does)

    def settings(self, settings: Settings) -> Iterator[Written]:
        usual = Settings()
        said: dict[str, Callable[[], str]] = {
            "start": lambda: f'the simulation starts at "{format_instant(settings.start)}"',
            "seed": lambda: f"the seed is {settings.seed}",
            "dataverse_to_hr_delay": lambda: (
                f"changes in Dataverse take {duration_words(settings.dataverse_to_hr_delay)} "
                "to reach Human Resources"
            ),
            "batch_job_every": lambda: (
                f"the batch job runs every {duration_words(settings.batch_job_every)}"
            ),
            "conflict": lambda: f"the conflict policy is {_POLICY_WORDS[settings.conflict]}",
            "tie": lambda: f"ties are won by {ENVIRONMENT_NAMES[settings.tie]}",
            "import_off": lambda: (
                f"an import takes {duration_words(settings.import_off)} a record "
                "while integration is off"
            ),
            "import_on": lambda: (
                f"an import takes {duration_words(settings.import_on)} a record "
                "while integration is on"
            ),
        }
        for name, line in said.items():
            if getattr(settings, name) != getattr(usual, name):
                yield Written("Given", line())

    def learn(self, does: Command | Expectation) -> None:
        """Which table each name belongs to, because steps say it with the name."""
        if isinstance(does, command.Give | command.Import):
            for row in does.rows:
                if row.record is not None:
                    self.table_of_record.setdefault(row.record, does.table)
        elif isinstance(does, command.Create):
            self.table_of_record.setdefault(does.record, does.table)

    def given(self) -> Iterator[Written]:
        gives = [does for does in self.scenario.setup if isinstance(does, command.Give)]
        for (name, generate), alike in groupby(gives, lambda give: (give.table, give.generate)):
            table = self.scenario.catalog[name]
            words = self.table_words(table)
            if generate:
                for _ in alike:
                    said = f"{generate} generated {words} records exist in both environments"
                    yield Written("Given", said)
                continue
            rows = [row for give in alike for row in give.rows]
            line = f"these {words} records exist in both environments:"
            yield Written("Given", line, self.rows(table, rows))
        if any(isinstance(does, command.GiveIntegration) for does in self.scenario.setup):
            yield Written("Given", "integration is on")

    # words

    def table_words(self, table: Table) -> str:
        words = table.display_name.lower()
        plain = _WORDS.fullmatch(words) and " of the " not in words  # which parts column and table
        try:
            if plain and table_of(self.scenario.catalog, words) is table:
                return words
        except BadInput:  # two tables are called so
            pass
        return table.name

    def column_words(self, table: Table, column: str) -> str:
        words = _LAST_WORD.sub(r" \1", _PREFIX.sub("", column).replace("_", " "))
        try:
            found = column_of(table, words).name == column
        except BadInput:
            found = False
        return (
            words if found and squashed(words) != "record" and _WORDS.fullmatch(words) else column
        )

    def record(self, name: str) -> str:
        """A record as steps name it: its table, and its name."""
        return f"{self.table_words(self.of(name))} {quoted(name)}"

    def of(self, name: str) -> Table:
        table = self.table_of_record.get(name)
        if table is None:  # a copy that only the integration made, or an imported row
            raise BadInput(f"no step of the scenario makes {name!r}, so its table is not known")
        return self.scenario.catalog[table]

    def rows(self, table: Table, rows: Sequence[Row]) -> Rows:
        columns = list(dict.fromkeys(column for row in rows for column, _ in row.values))
        head = ["record", *(self.column_words(table, column) for column in columns)]
        body = []
        for row in rows:
            values = {column: in_table(value) for column, value in row.values}
            name = in_table(row.record)
            body.append([name, *(values.get(column, LEFT_OUT) for column in columns)])
        return [head, *body]

    def row(self, table: Table, values: Given) -> Rows:
        """One record's values, under their columns."""
        head = [self.column_words(table, column) for column, _ in values]
        return [head, [in_table(value) for _, value in values]]


_POLICY_WORDS: Final = {name: words for words, name in POLICY.items()}


# ------------------------------------------------------------------- commands


def _bare(line: str) -> Callable[[_Speaker, Any], Iterator[Written]]:
    def speak(_: _Speaker, __: Any) -> Iterator[Written]:
        yield Written("When", line)

    return speak


def _create(to: _Speaker, does: command.Create) -> Iterator[Written]:
    table = to.scenario.catalog[does.table]
    what = f"the {to.record(does.record)} is created"
    how = f"through the entity {quoted(does.entity)}" if does.entity else ""
    how = how or f"in {ENVIRONMENT_NAMES[does.environment]}"
    yield Written("When", f"{what} {how} with:", to.row(table, does.values))


def _edit(to: _Speaker, does: command.Edit) -> Iterator[Written]:
    table = to.of(does.record)
    where = ENVIRONMENT_NAMES[does.environment]
    how = f"through the entity {quoted(does.entity)}" if does.entity else f"in {where}"
    if len(does.values) == 1:
        [(column, value)] = does.values
        if fits_in_a_line(plain_text(value)):
            what = f"the {to.column_words(table, column)} of the {to.record(does.record)}"
            yield Written("When", f"{what} is changed to {quoted(plain_text(value))} {how}")
            return
    line = f"the {to.record(does.record)} is changed {how} to:"
    yield Written("When", line, to.row(table, does.values))


def _delete(to: _Speaker, does: command.Delete) -> Iterator[Written]:
    where = ENVIRONMENT_NAMES[does.environment]
    yield Written("When", f"the {to.record(does.record)} is deleted from {where}")


def _import(to: _Speaker, does: command.Import) -> Iterator[Written]:
    table = to.scenario.catalog[does.table]
    words = to.table_words(table)
    if does.generate:
        yield Written("When", f"{does.generate} generated {words} records are imported")
    else:
        yield Written("When", f"these {words} records are imported:", to.rows(table, does.rows))


def _advance(_: _Speaker, does: command.Advance) -> Iterator[Written]:
    yield Written("When", passes(does.milliseconds))


def _of_table(line: str) -> Callable[[_Speaker, Any], Iterator[Written]]:
    def speak(to: _Speaker, does: command.ClearTracking | command.SyncNow) -> Iterator[Written]:
        words = to.table_words(to.scenario.catalog[does.table])
        yield Written("When", line.format(table=words))

    return speak


def _fault(_: _Speaker, does: command.Fault) -> Iterator[Written]:
    where = ENVIRONMENT_NAMES[does.environment] if does.environment else ""
    length = "" if does.milliseconds is None else duration_words(does.milliseconds)
    if does.kind == "over":
        yield Written("When", "the faults are over")
        return
    if does.kind == "unavailable":
        line = f"{where} is unavailable{f' for {length}' if length else ''}"
    elif does.kind == "request_fails":
        moment = f"{'after' if does.applied else 'before'} it is applied"
        line = f"request {does.nth or 1} to {where} fails {moment}"
        if does.lasting:
            line = f"every request to {where} from request {does.nth or 1} on fails {moment}"
    elif does.kind == "delivery_delayed":
        which = (
            f"delivery {does.nth} from {where} is" if does.nth else f"deliveries from {where} are"
        )
        line = f"{which} delayed{f' by {length}' if length else ''}"
    elif does.kind == "delivery_repeated":
        later = f" {length} later" if does.milliseconds else ""
        line = f"delivery {does.nth or 1} from {where} comes again{later}"
    elif does.kind == "batch_job_stops":
        plural = "" if does.after == 1 else "s"
        line = f"the next run of the batch job stops after {does.after} record{plural}"
    elif does.kind == "batch_job_stuck":
        line = "the next run of the batch job gets stuck"
    else:
        line = f"the clock of {where} is {length} {does.kind.removeprefix('clock_')}"
    yield Written("Given", line)


# --------------------------------------------------------------- expectations


def _has_values(to: _Speaker, does: expected.HasValues) -> Iterator[Written]:
    table, where = to.of(does.record), ENVIRONMENT_NAMES[does.environment]
    if not does.values:
        yield Written("Then", f"the {to.record(does.record)} is in {where}")
        return
    line = f"the {to.record(does.record)} in {where} has:"
    if len(does.values) == 1:
        [(column, value)] = does.values
        if fits_in_a_line(plain_text(value)):
            what = f"the {to.column_words(table, column)} of the {to.record(does.record)}"
            yield Written("Then", f"{what} is {quoted(plain_text(value))} in {where}")
            return
    yield Written("Then", line, to.row(table, does.values))


def _exists(to: _Speaker, does: expected.Exists) -> Iterator[Written]:
    there = "is" if does.exists else "is not"
    where = ENVIRONMENT_NAMES[does.environment]
    yield Written("Then", f"the {to.record(does.record)} {there} in {where}")


def _tracked(to: _Speaker, does: expected.Tracked) -> Iterator[Written]:
    yield Written(
        "Then", f"the {to.record(does.record)} is {'' if does.tracked else 'not '}tracked"
    )


def _deleted(to: _Speaker, does: expected.DeletedFromDataverse) -> Iterator[Written]:
    what = "deleted" if does.says_yes else "not deleted"
    yield Written("Then", f"the grid shows the {to.record(does.record)} as {what} from Dataverse")


def _converged(to: _Speaker, does: expected.Converged) -> Iterator[Written]:
    line = "both environments hold the same"
    if does.table is not None:
        line += f" {to.table_words(to.scenario.catalog[does.table])} records"
    yield Written("Then", line)


def _diverged(to: _Speaker, does: expected.Diverged) -> Iterator[Written]:
    yield Written("Then", f"the {to.record(does.record)} differs between the environments")


def _data_loss(to: _Speaker, does: expected.DataLoss) -> Iterator[Written]:
    if does.environment is None:
        yield Written("Then", "no loss is reported")
        return
    name = does.record or ""
    line = f"a loss of the {to.record(name)} in {ENVIRONMENT_NAMES[does.environment]} is reported"
    if does.columns is None:
        yield Written("Then", line)
        return
    names = [[to.column_words(to.of(name), column)] for column in sorted(does.columns)]
    yield Written("Then", f"{line}, of these columns:", [["column"], *names])


def _data_losses(to: _Speaker, does: expected.DataLosses) -> Iterator[Written]:
    if not does.rows:
        yield Written("Then", "no loss is reported")
        return
    rows = [
        (
            in_table(name),
            ENVIRONMENT_NAMES[environment],
            to.column_words(to.of(name), column),
            in_table(lost),
            in_table(kept),
        )
        for environment, name, column, lost, kept in does.rows
    ]
    head = ("record", "environment", "column", "lost", "kept")
    yield Written("Then", "these losses are reported:", [head, *rows])


def _undone_delete(to: _Speaker, does: expected.UndoneDelete) -> Iterator[Written]:
    if does.environment is None:
        yield Written("Then", "no undone delete is reported")
        return
    what, where = to.record(does.record or ""), ENVIRONMENT_NAMES[does.environment]
    yield Written("Then", f"the undone delete of the {what} in {where} is reported")


def _missed(to: _Speaker, does: expected.MissedRequests) -> Iterator[Written]:
    if does.environment is None:
        are, plural = ("is", "") if does.count == 1 else ("are", "s")
        yield Written("Then", f"there {are} {does.count} missed request{plural}")
        return
    what, where = to.record(does.record or ""), ENVIRONMENT_NAMES[does.environment]
    yield Written("Then", f"the {what} has a missed request in {where}")


def _grid(to: _Speaker, does: expected.Grid) -> Iterator[Written]:
    words = to.table_words(to.scenario.catalog[does.table])
    if not does.rows:
        yield Written("Then", f"the grid of the {words} table is empty")
        return
    names = list(dict.fromkeys(column for row in does.rows for column, _ in row)) or ["record"]
    head = [GRID_COLUMNS.get(name, name) for name in names]
    rows = [[in_table(dict(row).get(name)) for name in names] for row in does.rows]
    yield Written("Then", f"the grid of the {words} table shows:", [head, *rows])


def _refused(_: _Speaker, does: expected.RefusedBecause) -> Iterator[Written]:
    yield Written("Then", f"it is refused because {quoted(does.text)}")


def _timeline(_: _Speaker, does: expected.TimelineSays) -> Iterator[Written]:
    yield Written("Then", f"the timeline says {quoted(does.text)}")


def _elapsed(_: _Speaker, does: expected.Elapsed) -> Iterator[Written]:
    text = duration_words(does.milliseconds)
    has = "has" if re.fullmatch("1 [a-z]+", text) else "have"
    yield Written("Then", f"{text} {has} passed since the start")


_SPEAKS: Final[Mapping[type, Callable[[_Speaker, Any], Iterator[Written]]]] = {
    command.TurnOn: _bare("integration is turned on"),
    command.TurnOff: _bare("integration is turned off"),
    command.RunBatchJob: _bare("the batch job runs"),
    command.CancelBatchJob: _bare("the stuck run of the batch job is cancelled"),
    command.Create: _create,
    command.Edit: _edit,
    command.Delete: _delete,
    command.Import: _import,
    command.Advance: _advance,
    command.ClearTracking: _of_table("the tracking of the {table} table is cleared"),
    command.SyncNow: _of_table("sync now is run for the {table} table"),
    command.Fault: _fault,
    expected.HasValues: _has_values,
    expected.Exists: _exists,
    expected.Tracked: _tracked,
    expected.DeletedFromDataverse: _deleted,
    expected.Converged: _converged,
    expected.Diverged: _diverged,
    expected.DataLoss: _data_loss,
    expected.DataLosses: _data_losses,
    expected.UndoneDelete: _undone_delete,
    expected.MissedRequests: _missed,
    expected.Grid: _grid,
    expected.RefusedBecause: _refused,
    expected.TimelineSays: _timeline,
    expected.Elapsed: _elapsed,
}
