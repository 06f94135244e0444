"""Each command and each expectation as the step that makes it: the inverse of `gherkin.steps`."""

from harness.domain import commands as command
from harness.domain.commands import Command, Fault, command_name
from harness.domain.environments import ENVIRONMENT_NAMES, HR
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS, words_of
from harness.domain.records import reference_text
from harness.gherkin.expectation_writer import expectation_line
from harness.gherkin.fault_steps import line_of, rows_of
from harness.gherkin.phrase_text import (
    StepText,
    duration_with,
    duration_words,
    in_table,
    plain_text,
    quoted,
    values_fit_in_a_line,
)
from harness.gherkin.scenario_words import ScenarioWords
from harness.gherkin.step_tables import Cells
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation


def step_of(words: ScenarioWords, does: Command | Expectation) -> StepText:
    """The step that makes this command or expectation; BadInput if Gherkin cannot hold it."""
    if isinstance(does, Fault):
        keyword, line = "When", _fault(words, does)
    elif isinstance(does, Command):
        keyword, line = "When", _command(words, does)
    else:
        keyword, line = "Then", expectation_line(words, does)
    return StepText(keyword, line, _rows(words, does) if line.endswith(":") else ())


def _command(words: ScenarioWords, does: Command) -> str:
    """The line of a command that is no fault; it ends in a colon if a table belongs under it."""
    match does:
        case command.TurnOn():
            return "integration is turned on"
        case command.TurnOff():
            return "integration is turned off"
        case command.RunBatchJob():
            return "the batch job runs"
        case command.CancelBatchJob():
            return "the batch job is cancelled"
        case command.SetBatchJob(status):
            return f"the batch job is set to {status.capitalize()}"
        case command.DeleteBatchJob():
            return "the batch job is deleted"
        case command.Advance(milliseconds):
            return duration_with(milliseconds, "passes", "pass")
        case command.ClearTracking(table):
            return f"the tracking of the {words.table(table)} table is cleared"
        case command.SyncNow(table):
            return f"sync now is run for the {words.table(table)} table"
        case command.Backup(environment, name):
            return f"a backup of {ENVIRONMENT_NAMES[environment]} is made as {quoted(name)}"
        case command.Restore(environment, name):
            return f"{ENVIRONMENT_NAMES[environment]} is restored from the backup {quoted(name)}"
        case command.Undelete(name):
            return f"the {words.record(name)} is taken out of the recycle bin"
        case command.Import():
            return _import(words, does)
        case command.Delete(environment, name):
            return f"the {words.record(name)} is deleted from {ENVIRONMENT_NAMES[environment]}"
        case command.Create(record=name):
            return f"the {words.record(name)} is created {_how(does)} with:"
        case command.Edit(record=name, becomes=str(new)):
            return _becomes(words, does, new)
        case command.Edit(record=name, values=values) if values_fit_in_a_line(values):
            what, value = words.only_value(name, values)
            return f"{what} is changed to {value} {_how(does)}"
        case command.Edit(record=name):
            return f"the {words.record(name)} is changed {_how(does)} to:"
    raise BadInput(f"Gherkin has no words for {command_name(does)}")


def _import(words: ScenarioWords, does: command.Import) -> str:
    table = words.table(does.table)
    if does.truncate:
        what = f"{does.generate} generated records are" if does.generate else "these records are"
        line = f"the {table} table is truncated and {what} imported"
    else:
        into = "" if does.environment == HR else f" into {ENVIRONMENT_NAMES[does.environment]}"
        what = f"{does.generate} generated" if does.generate else "these"
        line = f"{what} {table} records are imported{into}"
    return line if does.generate else f"{line}:"


def _becomes(words: ScenarioWords, does: command.Edit, new: str) -> str:
    """The line of an edit of the natural key."""
    line = f"the {words.record(does.record)} becomes {quoted(new)} {_how(does)}"
    if does.entity or not values_fit_in_a_line(does.values):
        return f"{line} with:"
    [(column, value)] = does.values
    its = words.column(words.table_of(does.record), column)
    return f"{line}, with the {its} {quoted(plain_text(value))}"


def _fault(words: ScenarioWords, does: Fault) -> str:
    """The line of a fault; it ends in a colon if only a table has room for its keys."""
    if does.kind in FAULTS and FAULTS[does.kind].function is not None:
        return line_of(does)
    if does.table or does.record or does.change or does.reason or does.of:
        return _narrowed(words, does) or line_of(does)
    where = ENVIRONMENT_NAMES[does.environment] if does.environment else ""
    length = "" if does.milliseconds is None else duration_words(does.milliseconds)
    moment = "after" if does.applied else "before"
    match does.kind:
        case "over":
            return "the faults are over"
        case "unavailable":
            return f"{where} is unavailable{f' for {length}' if length else ''}"
        case "request_fails" if does.lasting:
            nth = does.nth or 1
            return f"every request to {where} from request {nth} on fails {moment} it is applied"
        case "request_fails":
            return f"request {does.nth or 1} to {where} fails {moment} it is applied"
        case "not_noticed" if does.lasting and (does.nth or 1) > 1:
            return line_of(does)
        case "not_noticed" if does.lasting:
            return f"changes in {where} are not noticed"
        case "not_noticed":
            return f"change {does.nth or 1} in {where} is not noticed"
        case "delivery_delayed":
            which = f"delivery {does.nth}" if does.nth else "deliveries"
            are = "is" if does.nth else "are"
            return f"{which} from {where} {are} delayed{f' by {length}' if length else ''}"
        case "delivery_repeated":
            later = f" {length} later" if length else ""
            return f"delivery {does.nth or 1} from {where} comes again{later}"
        case "batch_job_stops":
            plural = "" if does.after == 1 else "s"
            return f"the next run of the batch job stops after {does.after} record{plural}"
        case "batch_job_stuck":
            return "the next run of the batch job gets stuck"
        case "clock_ahead" | "clock_behind" as clock:
            return f"the clock of {where} is {length} {clock.removeprefix('clock_')}"
    raise BadInput(f"Gherkin has no words for the fault {does.kind}")


def _narrowed(words: ScenarioWords, does: Fault) -> str:
    """The line of a narrowed fault, if there is one that says all of it; else an empty text."""
    where = ENVIRONMENT_NAMES[does.environment] if does.environment else ""
    nth = does.nth or 1
    match does:
        case Fault(kind="over", of=str(kind)):
            return f"the fault {quoted(words_of(kind))} is over"
        case Fault(kind="not_noticed", lasting=False, change=None, table=None, record=str(name)):
            return f"change {nth} of the {words.record(name)} in {where} is not noticed"
        case Fault(kind="not_noticed", lasting=False, change=None, record=None, table=str(table)):
            return f"change {nth} of {words.table(table)} records in {where} is not noticed"
        case Fault(
            kind="request_fails", applied=False,
            record=None, table=None, change=None, reason=str(reason),
        ) if not does.lasting or nth == 1:  # fmt: skip
            return f"{where} answers {quoted(reason)}{'' if does.lasting else f' to request {nth}'}"
        case Fault(
            kind="request_fails", lasting=True, applied=False, nth=1 | None,
            record=None, table=str(table), reason=str(reason),
        ):  # fmt: skip
            records, because = f"{words.table(table)} records", f"fails because {quoted(reason)}"
            if does.change:
                return f"every {does.change} of {records} in {where} {because}"
            return f"every request to {where} for {records} {because}"
    return ""


def _how(does: command.Create | command.Edit) -> str:
    how = f"in {ENVIRONMENT_NAMES[does.environment]}"
    if does.entity:
        how = f"through the entity {quoted(does.entity)}"
    if isinstance(does, command.Create) and does.reference is not None:
        text = reference_text(does.environment, does.reference)
        how += f' under reference "{text}"'
    return how


def _rows(words: ScenarioWords, does: Command | Expectation) -> Cells:
    """The table under a line that ends in a colon."""
    match does:
        case Fault():
            return rows_of(does)
        case command.Import(table=table, rows=rows):
            return words.record_rows(words.catalog[table], rows)
        case command.Create(table=table, values=values):
            return words.value_rows(words.catalog[table], values)
        case (
            command.Edit(record=name, values=values)
            | expected.HasValues(_, name, values)
            | expected.HasOtherValues(_, name, values)
        ):
            return words.value_rows(words.table_of(name), values)
        case (
            expected.DataLoss(record=name, columns=columns)
            | expected.Foresees(record=name, columns=columns)
        ):
            of = words.table_of(name or "")
            return [["column"], *([words.column(of, column)] for column in sorted(columns or ()))]
        case expected.DataLosses(losses):
            body = [
                (
                    in_table(name),
                    ENVIRONMENT_NAMES[environment],
                    words.column(words.table_of(name), column),
                    in_table(lost),
                    in_table(kept),
                )
                for environment, name, column, lost, kept in losses
            ]
            return [("record", "environment", "column", "lost", "kept"), *body]
        case expected.Grid(rows=shown):
            names = list(dict.fromkeys(key for row in shown for key, _ in row)) or ["record"]
            head = [GRID_COLUMNS.get(name, name) for name in names]
            return [head, *([in_table(dict(row).get(name)) for name in names] for row in shown)]
    raise AssertionError(does)
