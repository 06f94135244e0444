"""What generated records are called, what they look up, and so what must be imported before them.

All of it depends on the table and the row's number alone, never on the seed or on Faker: scenarios
may name generated records, and a second import under another seed edits the records of the first.

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

# code, digits, and words where the code alone says little; the codes keep tables' names apart
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
# tables that many rows share a few of; all others are looked up one to one
FEW: Final[Mapping[str, int]] = {"cdm_company": 8, "cdm_job": 40}
# lookups that are filled although no part of a natural key
_FILLED: Final[Mapping[str, tuple[str, ...]]] = {
    "cdm_jobposition": ("cdm_jobid", "cdm_parentjobpositionid"),
    "cdm_positionworkerassignmentmap": ("cdm_workerid",),
}
_SPAN: Final = 8  # positions that report to one


@lru_cache(maxsize=256)
def namer(table: str) -> Callable[[int], str]:
    """Calls the rows of a table: number in, name out. No name is another's, in any table."""
    code, digits, words = _NAMES.get(table, (_labels().get(table, table) + " ", 4, ()))
    if not words:
        return lambda n: f"{code}{n + 1:0{digits}}"
    return lambda n: f"{code}{n + 1:0{digits}} {words[n % len(words)]}"


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    return {name: table.display_name for name, table in standard_catalog().items()}


def told_apart_by(table: Table) -> str | None:
    """The one column of the natural key that is made different in every row; None: none can be."""
    ranked = [
        (rank, place)
        for place, name in enumerate(table.key_columns)
        if (rank := _tells(table, table.column(name))) is not None
    ]
    return table.key_columns[min(ranked)[1]] if ranked else None


def _tells(table: Table, column: Column) -> int | None:
    """How good a column is at telling rows apart: 0 is best, None is not at all."""
    if column.target is not None:
        return None if column.target == table.name else 4 if column.target in FEW else 2
    if column.hr.choices or column.type in ("Yes/No", "Date", "DateTime"):
        return None
    if column.type == "Choice":
        return 5
    if column.name.endswith(("name", "number", "code", "id", "identification")):
        return 0
    return 1 if column.type in TEXT_TYPES else 3


def _filled(table: Table, column: Column) -> bool:
    """Whether a lookup is filled at all: those of the key are, and a few that tell the story."""
    return column.name in (*table.key_columns, *_FILLED.get(table.name, ()))


def _shared(table: Table, column: Column) -> int | None:
    """How many rows of its target a lookup chooses from; None where row n looks up row n."""
    return None if column.name == told_apart_by(table) else FEW.get(column.target or "")


def looked_up(table: Table, column: Column, source: Source) -> Callable[[int], int | None] | None:
    """Which row of its target a lookup names, by the row's own number; None: it stays empty."""
    if not _filled(table, column):
        return None
    if column.target == table.name:
        return lambda n: (n - 1) // _SPAN if n else None
    few = _shared(table, column)
    if few is None:
        return lambda n: n
    of = f"{table.name}.{column.name}"
    return lambda n: one_of_few(source, of, n, few)


def one_of_few(source: Source, column: str, n: int, few: int) -> int:
    """One of the first few rows, and never past the row's own number: so many rows need so many."""
    return source.draw_key(column, n) % min(n + 1, few)


def needed_first(table: Table) -> tuple[tuple[str, Callable[[int], int]], ...]:
    """The tables that generated rows of this one look up, with how many rows of each so many need.

    >>> position = standard_catalog()["cdm_jobposition"]
    >>> [(name, rows(2000)) for name, rows in needed_first(position)]
    [('cdm_job', 40)]
    """
    needs: dict[str, Callable[[int], int]] = {}
    for column in table.columns:
        target = column.target
        if target and target != table.name and _filled(table, column):
            few = _shared(table, column)
            if target not in needs or few is None:
                needs[target] = _at_most(few)
    return tuple(needs.items())


def _at_most(few: int | None) -> Callable[[int], int]:
    return lambda count: count if few is None else min(count, few)


def import_order(catalog: Catalog, table: str, count: int) -> dict[str, int]:
    """What to generate for so many rows of a table, in the order to import it; the table is last.

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
