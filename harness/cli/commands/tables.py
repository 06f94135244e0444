"""`harness tables [TABLE]`: the catalog, or one table: its columns, choices and their sources."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from harness.cli.inputs import catalog_option
from harness.cli.parameters import argument, format_option, output_option
from harness.cli.tables import listing, page_title, prose
from harness.domain.catalog import Catalog, Table
from harness.domain.columns import LONGEST_TEXT, Column, Constraints
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, Environment
from harness.domain.errors import BadInput
from harness.domain.rules import legend, marked
from harness.gherkin.files import additions
from harness.gherkin.names import table_of
from harness.gherkin.project_settings import settings_of
from harness.reports.output import Output
from harness.reports.tables import DEFAULT_FORMAT

_SOURCES: Final = {
    "documented": "pages about this product say it",
    "sibling": "pages about dual-write, which fills the same tables, say it",
    "code": "public programs and table definitions have it; no page does",
    "inferred": "from the name, or from what is alike",
    "decided": "nothing is published, and we decided",
    "unknown": "nothing is published",
}


@click.command
@argument("words", "[TABLE]...", "its name, such as worker, or its logical name, cdm_worker")
@catalog_option
@format_option("json")
@output_option
def run(words: Sequence[str], catalog: str | None, fmt: str, output: Output) -> None:
    """Print all tables, or the columns of one."""
    project = settings_of(Path.cwd()).with_options(additions(catalog))
    tables = project.catalog(project.additions)
    if not words:
        _write_list(output, fmt, tables)
        return
    try:
        table = table_of(tables, " ".join(words))
    except BadInput as error:
        raise BadInput(f"{error}; `harness tables` lists them") from None
    if fmt == "json":
        found = [_column_facts(table, column) for column in table.columns]
        output.write_json(found)
        return
    _write_table(output, fmt, table)


def _write_list(output: Output, fmt: str, tables: Catalog) -> None:
    if fmt == "json":
        found = [_table_facts(table) for table in tables.values()]
        output.write_json(found)
        return
    # keys and lookups are long: they are shown with their table
    rows = [(table.name, table.display_name, table.in_grid) for table in tables.values()]
    listing(output, fmt, ("Table", "Name", "In the grid"), rows, 1)
    if fmt not in (DEFAULT_FORMAT, "html"):  # for a document or a spreadsheet
        return
    one_way = [table.name for table in tables.values() if table.flows_one_way]
    dated = [table.name for table in tables.values() if table.period]
    output.write("")
    if one_way:
        flows = f"From Human Resources to Dataverse only ({marked('R15')}): {', '.join(one_way)}."
        prose(output, flows)
    if dated:
        prose(output, f"With effective dates ({marked('R20')}): {', '.join(dated)}.")
    prose(output, "One with its columns, choices and their sources: harness tables cdm_worker")


def _write_table(output: Output, fmt: str, table: Table) -> None:
    page_title(output, f"{table.display_name} ({table.name})")
    grid = "can" if table.in_grid else "cannot"
    output.write(f"{table.display_name} ({table.name}), {grid} be selected in the grid")
    output.write(f"Group: {table.group}; entity set: {table.entity_set}")
    prose(output, f"Human Resources entity: {_entities(table)}", "  ")
    prose(output, f"Natural key: {', '.join(table.natural_key)}{_said(table, 'natural_key')}", "  ")
    if table.flows_one_way:
        said = _said(table, "one_way")
        prose(output, f"From Human Resources to Dataverse only: all of it{said} {marked('R15')}")
    if table.period:
        begins, ends = (table.names[place] for place in table.period)
        prose(output, f"Period: from {begins} to {ends} {marked('R20')}", "  ")
    output.write("")
    rows = [(c.name, c.type, "; ".join(_remarks(table, c))) for c in table.columns]
    listing(output, fmt, ("Column", "Type", "Remarks"), rows)
    choices = [row for column in table.columns for row in _choices(column)]
    if choices:
        output.write("")
        headers = ("Choice", ENVIRONMENT_NAMES["hr"], "Dataverse", "Label", "Source")
        listing(output, fmt, headers, choices)
    output.write("")
    prose(output, "Required is what the documentation says; only the natural key must be given.")
    words = _words(table)
    if words:
        meant = (f"{word}: {_SOURCES[word]}" for word in _SOURCES if word in words)
        prose(output, f"Sources, documented where none is named: {'; '.join(meant)}.")
    rules = list(_rules(table))
    if rules:
        prose(output, legend(rules))


def _entities(table: Table) -> str:
    """The entity that the grid names, where it comes from, and the others that feed the table."""
    if table.hr_entity is None:
        return f"{table.entity}, the table's name: none is known"
    others = [entity for entity in table.hr_entities if entity != table.hr_entity]
    also = f"; also fed by {', '.join(others)}" if others else ""
    return f"{table.hr_entity}{_said(table, 'hr_entity')}{also}"


def _said(table: Table, fact: str) -> str:
    source = table.sources.get(fact, "documented")
    return f" ({source})" if source != "documented" else ""


def _words(table: Table) -> set[str]:
    """The sources that the table's facts have; documented is the usual one."""
    sources = [table.sources, *(column.sources for column in table.columns)]
    return {word for each in sources for word in each.values()} - {"documented", "unknown"}


def _rules(table: Table) -> Iterator[str]:
    if table.one_way:
        yield "R15"
    if table.one_sided:
        yield "V3"
    if table.asymmetric or table.numbered:
        yield "R16"
    if table.period:
        yield "R20"


def _remarks(table: Table, column: Column) -> Iterator[str]:
    if column.name in table.key_columns:
        yield "in the key"
    if column.required:
        yield "required"
    if column.target:
        yield f"looks up {column.target}"
    if column.external:
        yield f"of {column.external}, which is not synced"
    if column.flows_one_way:
        yield f"Human Resources to Dataverse only {marked('R15')}"
    here: Environment = "dataverse" if column.hr is None else "hr"
    if column.hr is None or column.dataverse is None:
        yield f"in {ENVIRONMENT_NAMES[here]} only {marked('V3')}"
    elif column.hr != column.dataverse and not column.numbers:
        sides = (f"{each} {_allows(column.in_environment(each))}" for each in ENVIRONMENTS)
        yield f"{', '.join(sides)} {marked('R16')}"
    elif column.accepts.max_length < LONGEST_TEXT:
        yield f"up to {column.accepts.max_length} characters"
    if column.accepts.choices or column.labels:
        yield "choices below" + (f" {marked('R16')}" if column.numbers else "")
    elif column.type == "Choice":
        yield "any choice" if column.custom else "any choice: none are published"
    if column.custom:
        yield "custom"
    for fact in ("name", "type", "one_way"):
        source = column.sources.get(fact, "documented")
        if source != "documented":
            yield f"{fact.replace('_', ' ')}: {source}"


def _allows(allows: Constraints | None) -> str:
    """What an environment takes in a column; its choices are listed apart."""
    assert allows is not None
    longest = allows.max_length
    return allows.type + (f" up to {longest} characters" if longest < LONGEST_TEXT else "")


def _choices(column: Column) -> Iterator[tuple[str, ...]]:
    """The choices of a column: Human Resources' name, Dataverse's number and label; the source."""
    if column.target or not (column.accepts.choices or column.labels):
        return
    source = column.sources.get("choices", "")
    for n, (name, theirs, label) in enumerate(_pairs(column)):
        yield ("" if n else column.name), name, theirs, label, "" if n else source


def _pairs(column: Column) -> Iterable[tuple[str, str, str]]:
    ours = column.hr.choices if column.hr else ()
    for name in ours:
        number = column.to_dataverse(name)
        if number is not None:
            yield name, str(number), column.labels.get(number, "")
        else:  # in both environments under its name, or in Human Resources only
            both = column.dataverse is not None and name in column.dataverse.choices
            yield name, name if both else "", ""
    for name in column.dataverse.choices if column.dataverse else ():
        if name not in ours:
            yield "", name, ""
    for number, label in column.labels.items():
        if number not in column.numbers.values():
            yield "", str(number), label


def _table_facts(table: Table) -> dict[str, Any]:
    period = table.period and dict(zip(("from", "to"), table.period, strict=True))
    return {
        "table": table.name,
        "name": table.display_name,
        "in_the_grid": table.in_grid,
        "natural_key": list(table.natural_key),
        "looks_up": sorted({target for _, target in table.lookups}),
        "group": table.group,
        "entity_set": table.entity_set,
        "hr_entity": table.hr_entity,
        "hr_entities": list(table.hr_entities),
        "one_way": table.flows_one_way,
        "period": period and {end: table.names[place] for end, place in period.items()},
        "columns": len(table.columns),
        "sources": dict(table.sources),
    }


def _column_facts(table: Table, column: Column) -> dict[str, Any]:
    return {
        "column": column.name,
        "type": column.type,
        "required": column.required,
        "in_the_key": column.name in table.key_columns,
        "looks_up": column.target or "",
        "remarks": ", ".join(_remarks(table, column)),
        "not_synced": column.external,
        "one_way": table.index[column.name] in table.one_way,
        "custom": column.custom,
        "hr": _side(column.hr),
        "dataverse": _side(column.dataverse),
        "numbers": dict(column.numbers),
        "labels": {str(number): label for number, label in column.labels.items()},
        "sources": dict(column.sources),
    }


def _side(accepts: Constraints | None) -> dict[str, Any] | None:
    """What one environment accepts; None where the column does not exist there."""
    if accepts is None:
        return None
    longest = accepts.max_length if accepts.max_length < LONGEST_TEXT else None
    return {"type": accepts.type, "max_length": longest, "choices": list(accepts.choices)}
