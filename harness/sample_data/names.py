"""Names, lookups and import order of generated records: functions of table and row number alone.

They do not depend on the seed or on Faker, so that a scenario can name generated records, and a
second import under another seed edits the records of the first.

>>> namer("cdm_worker")(0), namer("cdm_job")(3), namer("cdm_skilltype")(11)
('W000001', 'J0004 Driver', 'Skill Type 0012')
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from harness.domain.catalog import Catalog, Table, standard_catalog
from harness.domain.columns import TEXT_TYPES, Column
from harness.sample_data.pools import Source

JOBS: Final = (
    "Accountant", "Analyst", "Controller", "Driver", "Electrician", "Engineer", "Geologist",
    "Instructor", "Librarian", "Machinist", "Manager", "Mechanic", "Nurse", "Paralegal", "Planner",
    "Programmer", "Recruiter", "Scientist", "Secretary", "Surveyor", "Technician", "Translator",
    "Warehouse clerk", "Welder",
)  # fmt: skip
DEPARTMENTS: Final = (
    "Finance", "Human Resources", "Purchasing", "Sales", "Research", "Production", "Logistics",
    "Legal", "Maintenance", "Quality", "Marketing", "Customer service",
)  # fmt: skip
_TITLES: Final = tuple(
    f"{rank} {job.lower()}" for rank in ("Junior", "Senior", "Lead") for job in JOBS
)
_JOB_TYPES: Final = ("Full-time", "Part-time", "Seasonal", "Temporary", "Apprentice", "Executive")
_REASONS: Final = ("Hired", "Moved", "Promoted", "Resigned", "Retired", "Returned", "Reorganized")
_LEAVES: Final = ("Annual leave", "Sick leave", "Parental leave", "Study leave", "Unpaid leave")

# by table: a code that is its own, a number of digits, and words if the code alone is too terse
_NAMES: Final[Mapping[str, tuple[str, int, tuple[str, ...]]]] = {
    "cdm_company": ("C", 2, ()),
    "cdm_department": ("D", 3, ()),
    "cdm_employment": ("E", 6, ()),
    "cdm_job": ("J", 4, JOBS),
    "cdm_jobfunction": ("JF", 2, DEPARTMENTS),
    "cdm_jobposition": ("P", 6, ()),
    "cdm_jobtype": ("JT", 2, _JOB_TYPES),
    "cdm_leavetype": ("LT", 2, _LEAVES),
    "cdm_positionworkerassignmentmap": ("PA", 6, ()),
    "cdm_reasoncode": ("RC", 2, _REASONS),
    "cdm_title": ("T", 3, _TITLES),
    "cdm_worker": ("W", 6, ()),
    "cdm_workeraddress": ("A", 6, ()),
}
# tables of which many rows look up the first few; in all others row n is looked up by row n
SHARED: Final[Mapping[str, int]] = {"cdm_company": 8, "cdm_job": 40}
# lookups that have a value although they are no part of the natural key
_FILLED: Final[Mapping[str, tuple[str, ...]]] = {
    "cdm_jobposition": ("cdm_jobid", "cdm_parentjobpositionid"),
    "cdm_positionworkerassignmentmap": ("cdm_workerid",),
}
_SPAN: Final = 8  # positions that report to one


@lru_cache(maxsize=256)
def namer(table: str) -> Callable[[int], str]:
    """The function from a row number to the row's name, which no row of any table shares."""
    code, digits, words = _NAMES.get(table, (_labels().get(table, table) + " ", 4, ()))
    if not words:
        return lambda n: f"{code}{n + 1:0{digits}}"
    return lambda n: f"{code}{n + 1:0{digits}} {words[n % len(words)]}"


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    return {name: table.display_name for name, table in standard_catalog().items()}


def distinct_column(table: Table) -> str | None:
    """The column of the natural key that differs in every row, or None if no column can."""
    ranked = [
        (rank, place)
        for place, name in enumerate(table.key_columns)
        if (rank := _distinctness(table, table.column(name))) is not None
    ]
    return table.key_columns[min(ranked)[1]] if ranked else None


def _distinctness(table: Table, column: Column) -> int | None:
    """The rank of a column whose values can all differ: 0 is best, None if they cannot."""
    if column.target is not None:
        return None if column.target == table.name else 4 if column.target in SHARED else 2
    if column.accepts.choices or column.type in ("Yes/No", "Date", "DateTime"):
        return None
    if column.type == "Choice":
        return 5
    if column.name.endswith(("name", "number", "code", "id", "identification")):
        return 0
    return 1 if column.type in TEXT_TYPES else 3


def _has_value(table: Table, column: Column) -> bool:
    return column.name in (*table.key_columns, *_FILLED.get(table.name, ()))


def _shared(table: Table, column: Column) -> int | None:
    """From how many rows of its target a lookup chooses; None if row n looks up row n."""
    return None if column.name == distinct_column(table) else SHARED.get(column.target or "")


def lookup_row(table: Table, column: Column, source: Source) -> Callable[[int], int | None] | None:
    """The function from a row number to the row of the target; None: the lookup stays empty."""
    if not _has_value(table, column):
        return None
    if column.target == table.name:
        return lambda n: (n - 1) // _SPAN if n else None
    shared = _shared(table, column)
    if shared is None:
        return lambda n: n
    of = f"{table.name}.{column.name}"
    return lambda n: shared_row(source, of, n, shared)


def shared_row(source: Source, column: str, n: int, shared: int) -> int:
    """One of the first few rows, but none past row n: so many rows need so many of the target."""
    return source.draw_key(column, n) % min(n + 1, shared)


def needed_first(table: Table) -> tuple[tuple[str, Callable[[int], int]], ...]:
    """The tables that generated rows look up, each with how many rows of it so many rows need.

    >>> position = standard_catalog()["cdm_jobposition"]
    >>> [(name, rows(2000)) for name, rows in needed_first(position)]
    [('cdm_job', 40)]
    """
    needs: dict[str, Callable[[int], int]] = {}
    for column in table.columns:
        target = column.target
        if target and target != table.name and _has_value(table, column):
            shared = _shared(table, column)
            if target not in needs or shared is None:
                needs[target] = _at_most(shared)
    return tuple(needs.items())


def _at_most(shared: int | None) -> Callable[[int], int]:
    return lambda count: count if shared is None else min(count, shared)


def import_order(catalog: Catalog, table: str, count: int) -> dict[str, int]:
    """The tables to generate for so many rows of a table, in import order; the table is last.

    >>> import_order(standard_catalog(), "cdm_jobposition", 2000)
    {'cdm_job': 40, 'cdm_jobposition': 2000}
    """
    counts: dict[str, int] = {}
    order: list[str] = []

    def visit(name: str, wanted: int, above: tuple[str, ...]) -> None:
        counts[name] = max(wanted, counts.get(name, 0))
        for target, rows in needed_first(catalog[name]):
            if target not in above:
                visit(target, rows(wanted), (*above, name))
        if name not in order:
            order.append(name)

    catalog.table(table)
    visit(table, count, (table,))
    return {name: counts[name] for name in order}
