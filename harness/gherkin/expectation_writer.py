"""Each expectation as the line of the step that checks it: the inverse of `gherkin.steps`."""

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.errors import BadInput
from harness.domain.records import row_id_text
from harness.gherkin.phrase_text import duration_with, quoted, values_fit_in_a_line
from harness.gherkin.scenario_words import ScenarioWords
from harness.reports.event_text import plural
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation
from harness.scenarios.foresight import NOTHING, VERBS


def expectation_line(words: ScenarioWords, does: Expectation) -> str:
    """The line of an expectation; it ends in a colon if a table belongs under it."""
    line = _held(words, does) or _reported(words, does) or _foreseen(words, does)
    if not line:
        raise BadInput(f"Gherkin has no words for the expectation {type(does).__name__}")
    return line


def _held(words: ScenarioWords, does: Expectation) -> str:
    """The line of what the environments hold, or an empty text."""
    match does:
        case expected.HasValues(environment, name, ()):
            return f"the {words.record(name)} is in {ENVIRONMENT_NAMES[environment]}"
        case expected.HasValues(environment, name, values) if values_fit_in_a_line(values):
            what, value = words.only_value(name, values)
            value = "empty" if value == '""' else value
            return f"{what} is {value} in {ENVIRONMENT_NAMES[environment]}"
        case expected.HasOtherValues(environment, name, values) if values_fit_in_a_line(values):
            what, value = words.only_value(name, values)
            value = "empty" if value == '""' else value
            return f"{what} is not {value} in {ENVIRONMENT_NAMES[environment]}"
        case expected.HasOtherValues(environment, name):
            return f"the {words.record(name)} in {ENVIRONMENT_NAMES[environment]} has none of:"
        case expected.HasValues(environment, name):
            return f"the {words.record(name)} in {ENVIRONMENT_NAMES[environment]} has:"
        case expected.Exists(environment, name, exists):
            there = "is" if exists else "is not"
            return f"the {words.record(name)} {there} in {ENVIRONMENT_NAMES[environment]}"
        case expected.HasReference("hr", name, reference):
            return f'the RecId of the {words.record(name)} is "{reference}"'
        case expected.HasReference(_, name, reference):
            return f'the row id of the {words.record(name)} is "{row_id_text(reference)}"'
        case expected.Tracked(name, tracked):
            return f"the {words.record(name)} is {'' if tracked else 'not '}tracked"
        case expected.DeletedFromDataverse(name, deleted):
            how = "deleted" if deleted else "not deleted"
            return f"the grid shows the {words.record(name)} as {how} from Dataverse"
        case expected.Converged(None):
            return "both environments hold the same"
        case expected.Converged(str(table)):
            return f"both environments hold the same {words.table(table)} records"
        case expected.Diverged(name):
            return f"the {words.record(name)} differs between the environments"
        case expected.GridCount(table, count):
            rows = "row" if count == 1 else "rows"
            return f"the grid of the {words.table(table)} table has {count} {rows}"
        case expected.RecordCount(environment, table, count):
            are, records = ("is", "record") if count == 1 else ("are", "records")
            what = f"{count} {words.table(table)} {records}"
            return f"there {are} {what} in {ENVIRONMENT_NAMES[environment]}"
        case expected.TrackedCount(table, count):
            are, records = ("is", "record") if count == 1 else ("are", "records")
            return f"{count} {words.table(table)} {records} {are} tracked"
        case expected.IntegrationIs(on):
            return f"integration is {'on' if on else 'off'}"
        case expected.Grid(table, ()):
            return f"the grid of the {words.table(table)} table is empty"
        case expected.Grid(table):
            return f"the grid of the {words.table(table)} table shows:"
    return ""


def _foreseen(words: ScenarioWords, does: Expectation) -> str:
    """The line of what the next run would do, or an empty text."""
    if not isinstance(does, expected.Foresees):
        return ""
    run = f"sync now of the {words.table(does.table)} table" if does.table else "the next batch run"
    verb, of = VERBS.get(does.kind, ""), ""
    if does.kind == NOTHING:
        return f"{run} would do nothing"
    if does.record is not None:
        verb += " a change of" if does.kind == "lost" else ""
        where = f" in {ENVIRONMENT_NAMES[does.environment]}" if does.environment else ""
        of = f" the {words.record(does.record)}{where}"
        of += "" if does.columns is None else ", of these columns:"
    elif does.kind != "stopped":
        what = "change" if does.kind == "lost" else "record"
        some = "something" if does.count is None else "nothing"
        of = f" {plural(does.count, what)}" if does.count else f" {some}"
    negated = does.count == 0 and (does.record is not None or does.kind == "stopped")
    return f"{run} would {'not ' if negated else ''}{verb}{of}"


def _reported(words: ScenarioWords, does: Expectation) -> str:
    """The line of what is reported, or an empty text."""
    match does:
        case expected.DataLoss(None, reported=True):
            return "a loss is reported"
        case expected.DataLoss(None) | expected.DataLosses(()):
            return "no loss is reported"
        case expected.DataLosses():
            return "these losses are reported:"
        case expected.DataLoss(str(environment), name, columns):
            end = "" if columns is None else ", of these columns:"
            where = ENVIRONMENT_NAMES[environment]
            return f"a loss of the {words.record(name or '')} in {where} is reported{end}"
        case expected.UndoneDelete(None, reported=True):
            return "an undone delete is reported"
        case expected.UndoneDelete(None):
            return "no undone delete is reported"
        case expected.UndoneDelete(str(environment), name):
            what, where = words.record(name or ""), ENVIRONMENT_NAMES[environment]
            return f"the undone delete of the {what} in {where} is reported"
        case expected.MissedRequests(count, None):
            are, s = ("is", "") if count == 1 else ("are", "s")
            return f"there {are} {count} missed request{s}"
        case expected.MissedRequests(0, str(environment), name):
            where = ENVIRONMENT_NAMES[environment]
            return f"the {words.record(name or '')} has no missed request in {where}"
        case expected.MissedRequests(_, str(environment), name):
            where = ENVIRONMENT_NAMES[environment]
            return f"the {words.record(name or '')} has a missed request in {where}"
        case expected.RefusedBecause(""):
            return "it is refused"
        case expected.RefusedBecause(text):
            return f"it is refused because {quoted(text)}"
        case expected.TimelineSays(text, says=False):
            return f"the timeline does not say {quoted(text)}"
        case expected.TimelineSays(text):
            return f"the timeline says {quoted(text)}"
        case expected.Elapsed(milliseconds):
            return f"{duration_with(milliseconds, 'has', 'have')} passed since the start"
    return ""
