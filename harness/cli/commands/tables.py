"""`harness tables [TABLE]`: the catalog, or one table's columns, keys and lookups."""

import click

from harness.cli.inputs import catalog_option
from harness.cli.parameters import argument, format_option
from harness.cli.tables import listing, prose
from harness.domain.catalog import Table, standard_catalog
from harness.domain.columns import LONGEST_TEXT, Column, Constraints
from harness.domain.errors import BadInput, CatalogError
from harness.domain.rules import legend, marked
from harness.gherkin.files import additions
from harness.reports.output import Output


@click.command
@argument("name", "[TABLE]", "its logical name")
@catalog_option
@format_option("json")
def run(name: str | None, catalog: str | None, fmt: str) -> None:
    """Print all tables, or the columns of one."""
    tables = standard_catalog().extended(additions(catalog))
    output = Output()
    if name is None:
        headers: tuple[str, ...] = ("Table", "Name", "In the grid", "Natural key", "Looks up")
        rows = [_table(table) for table in tables.values()]
        if fmt != "json":  # keys and lookups are long: they are shown with their table
            headers, rows = headers[:3], [row[:3] for row in rows]
        listing(output, fmt, headers, rows, 1)
        return
    try:
        table = tables.table(name)
    except CatalogError as error:
        raise BadInput(f"{error}; `harness tables` lists them") from None
    if fmt != "json":
        grid = "can" if table.in_grid else "cannot"
        output.write(f"{table.display_name} ({table.name}), {grid} be selected in the grid")
        output.write(f"Group: {table.group}; entity set: {table.entity_set}")
        output.write(f"Human Resources entity: {table.entity}")
        output.write(f"Natural key: {', '.join(table.natural_key)}")
        output.write("")
    of_columns = ("Column", "Type", "Required", "In the key", "Looks up", "Remarks")
    listing(output, fmt, of_columns, [_column(table, c) for c in table.columns])
    if fmt != "json":
        output.write("Required is what the documentation says; only the natural key must be given.")
    if fmt != "json" and table.asymmetric:
        prose(output, legend(["R16"]))


def _allows(allows: Constraints | None) -> str:
    """What an environment takes in a column."""
    if allows is None:
        return "has no such column"
    text = allows.type
    if allows.max_length < LONGEST_TEXT:
        text += f" up to {allows.max_length} characters"
    return text + (f" of {', '.join(allows.choices)}" if allows.choices else "")


def _table(table: Table) -> tuple[object, ...]:
    targets = sorted({target for _, target in table.lookups})
    return table.name, table.display_name, table.in_grid, list(table.natural_key), targets


def _column(table: Table, column: Column) -> tuple[str, str, bool, bool, str, str]:
    remarks = []
    if column.flows_one_way:
        remarks.append(f"Human Resources to Dataverse only ({marked('R15')})")
    if column.sources.get("type") == "inferred":
        remarks.append("type inferred from its name")
    if column.custom:
        remarks.append("custom")
    if column.hr != column.dataverse:
        remarks.append(
            f"hr {_allows(column.hr)}, dataverse {_allows(column.dataverse)} ({marked('R16')})"
        )
    elif column.accepts.choices or column.accepts.max_length < LONGEST_TEXT:
        remarks.append(_allows(column.hr))
    return (
        column.name,
        column.type,
        column.required,
        column.name in table.key_columns,
        column.target or "",
        ", ".join(remarks),
    )
