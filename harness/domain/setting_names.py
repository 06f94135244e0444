"""The tables and columns that settings name, and what is wrong with a name of them.

>>> from harness.domain.catalog import standard_catalog
>>> objection(standard_catalog(), "cdm_worker.cdm_lastnme")
"cdm_worker has no column 'cdm_lastnme', did you mean cdm_lastname?"
>>> objection(standard_catalog(), "cdm_lastname")
"no table 'cdm_lastname', did you mean cdm_worker.cdm_lastname?"
"""

from collections.abc import Iterator, Mapping

from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENT_NAMES, Environment, other
from harness.domain.settings import Settings
from harness.domain.suggestions import cut, did_you_mean


def objection(
    catalog: Mapping[str, Table],
    name: str,
    environment: Environment | None = None,
    column_only: bool = False,
) -> str:
    """Why this is no table and no table.column of the catalog; an empty text if it is one.

    The column is to be there in that environment, or else in both, because it has to travel.
    """
    table, dot, column = name.partition(".")
    if table not in catalog:
        near = did_you_mean(table, catalog)
        owners = [it for it in catalog if table in catalog[it].index]
        if owners and not dot:
            near = f", did you mean {owners[0]}.{table}?"
        return f"no table {cut(table)}{near}"
    if not dot:
        return f"{name} is a table: name a column of it, {name}.COLUMN" if column_only else ""
    if column not in catalog[table].index:
        return f"{table} has no column {cut(column)}{did_you_mean(column, catalog[table].index)}"
    facts = catalog[table].column(column)
    for side in (environment,) if environment else ENVIRONMENT_NAMES:
        if facts.in_environment(side) is None:
            return f"{name} exists in {ENVIRONMENT_NAMES[other(side)]} only (V3)"
    return ""


def unknown_names(settings: Settings, catalog: Mapping[str, Table]) -> Iterator[str]:
    """What is wrong with the tables and columns that the settings name."""
    for name in (name for name, _ in settings.conflict_for):
        if message := objection(catalog, name):
            yield f"conflict: {message}"
    for environment, names in settings.not_listened:
        for name in names:
            if message := objection(catalog, name, environment, column_only=True):
                yield f"not_listened {environment}: {message}"
    for name in settings.one_way:
        if message := objection(catalog, name):
            yield f"one_way: {message}"


def not_listened_to(
    settings: Settings, catalog: Mapping[str, Table]
) -> dict[tuple[Environment, str], int]:
    """The columns nobody listens to, as bit sets by environment and table (L8)."""
    found: dict[tuple[Environment, str], int] = {}
    for environment, names in settings.not_listened:
        for name in names:
            table, _, column = name.partition(".")
            facts = catalog[table]
            facts.column(column)  # raises, with the nearest name
            bits = found.get((environment, table), 0)
            found[environment, table] = bits | 1 << facts.index[column]
    return found
