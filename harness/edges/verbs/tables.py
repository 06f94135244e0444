"""`harness tables [TABLE]`: the catalog, or one table's columns, keys and lookups."""

import argparse

from harness.edges.cli import PASSED
from harness.edges.inputs import catalog_additions
from harness.edges.listing import listing
from harness.edges.output import Output
from harness.readers.words import left_open
from harness.values.catalog import CatalogError, Column, Table, standard_catalog
from harness.values.errors import BadInput


def run(given: argparse.Namespace) -> int:
    """Print all tables, or the columns of one."""
    catalog = standard_catalog().extended(catalog_additions(given.catalog))
    output = Output()
    if given.table is None:
        headers = ("Table", "Name", "Natural key", "Looks up", "In the grid")
        listing(output, given.format, headers, [_table(table) for table in catalog.values()], 2)
        return PASSED
    try:
        table = catalog.table(given.table)
    except CatalogError as error:
        raise BadInput(f"{error}; `harness tables` lists them") from None
    if given.format != "json":
        grid = "can" if table.in_grid else "cannot"
        output.write(f"{table.display_name} ({table.name}), {grid} be selected in the grid")
        output.write(f"Group: {table.group}; entity set: {table.entity_set}")
        output.write(f"Human Resources entity: {table.entity}")
        output.write(f"Natural key: {', '.join(table.natural_key)}")
        output.write("")
    of_columns = ("Column", "Type", "Required", "In the key", "Looks up", "Remarks")
    listing(output, given.format, of_columns, [_column(table, c) for c in table.columns])
    if given.format != "json" and table.uneven:
        output.write(left_open(["R16"]))
    return PASSED


def _table(table: Table) -> tuple[str, str, list[str], list[str], bool]:
    targets = sorted({target for _, target in table.lookups})
    return table.name, table.display_name, list(table.natural_key), targets, table.in_grid


def _column(table: Table, column: Column) -> tuple[str, str, bool, bool, str, str]:
    remarks = []
    if column.one_way:
        remarks.append("Human Resources to Dataverse only (R15)")
    if column.type_source == "inferred":
        remarks.append("type inferred from its name")
    if column.custom:
        remarks.append("custom")
    if column.hr != column.dataverse:
        remarks.append("the two environments allow different values (R16)")
    return (
        column.name,
        column.type,
        column.required,
        column.name in table.key_columns,
        column.target or "",
        ", ".join(remarks),
    )
