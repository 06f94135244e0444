"""Each command and each expectation as the step that makes it: the inverse of `gherkin.steps`."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from harness.domain import commands as command
from harness.domain.commands import Command, Given
from harness.domain.environments import ENVIRONMENT_NAMES
from harness.gherkin.phrase_text import (
    StepText,
    duration_words,
    fits_in_a_line,
    in_table,
    passes,
    plain_text,
    quoted,
)
from harness.gherkin.scenario_words import ScenarioWords
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation


def step_of(words: ScenarioWords, does: Command | Expectation) -> StepText:
    """The step that makes this command or expectation; BadInput if Gherkin cannot hold it."""
    return _WRITERS[type(does)](words, does)


def _always(keyword: str, line: str) -> Callable[[ScenarioWords, Any], StepText]:
    return lambda _words, _does: StepText(keyword, line)


def _of_table(line: str) -> Callable[[ScenarioWords, Any], StepText]:
    return lambda words, does: StepText("When", line.format(table=words.table(does.table)))


def _only_value(words: ScenarioWords, record: str, values: Given) -> tuple[str, str]:
    """The column of a record and its value, for a step of one line; two blanks if none will do."""
    if len(values) == 1 and fits_in_a_line(plain_text(values[0][1])):
        [(column, value)] = values
        what = f"the {words.column(words.table_of(record), column)} of the {words.record(record)}"
        return what, quoted(plain_text(value))
    return "", ""


# ------------------------------------------------------------------- commands


def _create(words: ScenarioWords, does: command.Create) -> StepText:
    how = f"in {ENVIRONMENT_NAMES[does.environment]}"
    if does.entity:
        how = f"through the entity {quoted(does.entity)}"
    line = f"the {words.record(does.record)} is created {how} with:"
    return StepText("When", line, words.value_rows(words.catalog[does.table], does.values))


def _edit(words: ScenarioWords, does: command.Edit) -> StepText:
    how = f"in {ENVIRONMENT_NAMES[does.environment]}"
    if does.entity:
        how = f"through the entity {quoted(does.entity)}"
    what, value = _only_value(words, does.record, does.values)
    if what:
        return StepText("When", f"{what} is changed to {value} {how}")
    line = f"the {words.record(does.record)} is changed {how} to:"
    return StepText("When", line, words.value_rows(words.table_of(does.record), does.values))


def _delete(words: ScenarioWords, does: command.Delete) -> StepText:
    where = ENVIRONMENT_NAMES[does.environment]
    return StepText("When", f"the {words.record(does.record)} is deleted from {where}")


def _import(words: ScenarioWords, does: command.Import) -> StepText:
    table = words.table(does.table)
    if does.generate:
        return StepText("When", f"{does.generate} generated {table} records are imported")
    rows = words.record_rows(words.catalog[does.table], does.rows)
    return StepText("When", f"these {table} records are imported:", rows)


def _advance(_: ScenarioWords, does: command.Advance) -> StepText:
    return StepText("When", passes(does.milliseconds))


def _fault(_: ScenarioWords, does: command.Fault) -> StepText:
    where = ENVIRONMENT_NAMES[does.environment] if does.environment else ""
    length = "" if does.milliseconds is None else duration_words(does.milliseconds)
    if does.kind == "over":
        return StepText("When", "the faults are over")
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
    return StepText("Given", line)


# --------------------------------------------------------------- expectations


def _has_values(words: ScenarioWords, does: expected.HasValues) -> StepText:
    where = ENVIRONMENT_NAMES[does.environment]
    if not does.values:
        return StepText("Then", f"the {words.record(does.record)} is in {where}")
    what, value = _only_value(words, does.record, does.values)
    if what:
        return StepText("Then", f"{what} is {value} in {where}")
    line = f"the {words.record(does.record)} in {where} has:"
    return StepText("Then", line, words.value_rows(words.table_of(does.record), does.values))


def _exists(words: ScenarioWords, does: expected.Exists) -> StepText:
    there = "is" if does.exists else "is not"
    where = ENVIRONMENT_NAMES[does.environment]
    return StepText("Then", f"the {words.record(does.record)} {there} in {where}")


def _tracked(words: ScenarioWords, does: expected.Tracked) -> StepText:
    how = "" if does.tracked else "not "
    return StepText("Then", f"the {words.record(does.record)} is {how}tracked")


def _deleted(words: ScenarioWords, does: expected.DeletedFromDataverse) -> StepText:
    how = "deleted" if does.deleted else "not deleted"
    return StepText(
        "Then", f"the grid shows the {words.record(does.record)} as {how} from Dataverse"
    )


def _converged(words: ScenarioWords, does: expected.Converged) -> StepText:
    which = "" if does.table is None else f" {words.table(does.table)} records"
    return StepText("Then", f"both environments hold the same{which}")


def _diverged(words: ScenarioWords, does: expected.Diverged) -> StepText:
    return StepText("Then", f"the {words.record(does.record)} differs between the environments")


def _data_loss(words: ScenarioWords, does: expected.DataLoss) -> StepText:
    if does.environment is None:
        return StepText("Then", "no loss is reported")
    name, where = does.record or "", ENVIRONMENT_NAMES[does.environment]
    line = f"a loss of the {words.record(name)} in {where} is reported"
    if does.columns is None:
        return StepText("Then", line)
    table = words.table_of(name)
    names = [[words.column(table, column)] for column in sorted(does.columns)]
    return StepText("Then", f"{line}, of these columns:", [["column"], *names])


def _data_losses(words: ScenarioWords, does: expected.DataLosses) -> StepText:
    if not does.rows:
        return StepText("Then", "no loss is reported")
    rows = [
        (
            in_table(name),
            ENVIRONMENT_NAMES[environment],
            words.column(words.table_of(name), column),
            in_table(lost),
            in_table(kept),
        )
        for environment, name, column, lost, kept in does.rows
    ]
    head = ("record", "environment", "column", "lost", "kept")
    return StepText("Then", "these losses are reported:", [head, *rows])


def _undone_delete(words: ScenarioWords, does: expected.UndoneDelete) -> StepText:
    if does.environment is None:
        return StepText("Then", "no undone delete is reported")
    what, where = words.record(does.record or ""), ENVIRONMENT_NAMES[does.environment]
    return StepText("Then", f"the undone delete of the {what} in {where} is reported")


def _missed(words: ScenarioWords, does: expected.MissedRequests) -> StepText:
    if does.environment is None:
        are, plural = ("is", "") if does.count == 1 else ("are", "s")
        return StepText("Then", f"there {are} {does.count} missed request{plural}")
    what, where = words.record(does.record or ""), ENVIRONMENT_NAMES[does.environment]
    return StepText("Then", f"the {what} has a missed request in {where}")


def _grid(words: ScenarioWords, does: expected.Grid) -> StepText:
    table = words.table(does.table)
    if not does.rows:
        return StepText("Then", f"the grid of the {table} table is empty")
    names = list(dict.fromkeys(column for row in does.rows for column, _ in row)) or ["record"]
    head = [GRID_COLUMNS.get(name, name) for name in names]
    rows = [[in_table(dict(row).get(name)) for name in names] for row in does.rows]
    return StepText("Then", f"the grid of the {table} table shows:", [head, *rows])


def _refused(_: ScenarioWords, does: expected.RefusedBecause) -> StepText:
    return StepText("Then", f"it is refused because {quoted(does.text)}")


def _timeline(_: ScenarioWords, does: expected.TimelineSays) -> StepText:
    return StepText("Then", f"the timeline says {quoted(does.text)}")


def _elapsed(_: ScenarioWords, does: expected.Elapsed) -> StepText:
    text = duration_words(does.milliseconds)
    has = "has" if re.fullmatch("1 [a-z]+", text) else "have"
    return StepText("Then", f"{text} {has} passed since the start")


_WRITERS: Final[Mapping[type, Callable[[ScenarioWords, Any], StepText]]] = {
    command.TurnOn: _always("When", "integration is turned on"),
    command.TurnOff: _always("When", "integration is turned off"),
    command.RunBatchJob: _always("When", "the batch job runs"),
    command.CancelBatchJob: _always("When", "the stuck run of the batch job is cancelled"),
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
