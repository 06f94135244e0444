"""The tables of the universes, and the few records and values that each may have.

Few names and few values make ties, equal changes, edits of nothing, keys that are taken and lookups
of what is gone frequent. Natural keys of several tables are equal where they can be, so that a name
that is a natural key may stand for two records.

The order and number of entries here decide what a seed gives: one more or less changes the history
of every seed.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from harness.domain.catalog import standard_catalog
from harness.domain.environments import HR, Environment
from harness.domain.records import Scalar

CATALOG: Final = standard_catalog()
_LOOKUPS: Final = {
    name: {its.names[place]: target for place, target in its.lookups}
    for name, its in CATALOG.items()
}
_SPELLED: Final = {
    name: tuple(it for it in its.key_columns if its.column(it).accepts.type == "Text")
    for name, its in CATALOG.items()
}
FewValues = tuple[Scalar | None, ...]


class Apart(NamedTuple):
    """The values of a column that has others in each environment, or is in one only (V3, R16)."""

    hr: FewValues = ()
    dataverse: FewValues = ()


_NO_COLUMNS: Final[Mapping[str, FewValues | Apart]] = MappingProxyType({})


class RecordKind(NamedTuple):
    """The records of one table that a universe may have."""

    table: str
    keys: Mapping[str, Mapping[str, str]]  # natural keys by name; of a lookup, the name it looks up
    columns: Mapping[str, FewValues | Apart] = _NO_COLUMNS  # other columns, few values of each

    def values(self, column: str, environment: Environment) -> FewValues:
        """The values that the column may have there; none if it is not there."""
        its = self.columns[column]
        if isinstance(its, Apart):
            return its.hr if environment == HR else its.dataverse
        return its

    @property
    def lookups(self) -> dict[str, str]:
        """Its lookup columns, and the table of each."""
        return _LOOKUPS[self.table]

    @property
    def self_lookups(self) -> tuple[str, ...]:
        """Its columns that look up its own table."""
        return tuple(name for name, target in self.lookups.items() if target == self.table)

    @property
    def spelled(self) -> tuple[str, ...]:
        """The columns of its natural key that may be spelled in several ways (V2)."""
        return _SPELLED[self.table]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every universe has: lookups of the own table, one-way columns (R15)."""
        facts = CATALOG[self.table]
        one_way = () if facts.flows_one_way else facts.one_way
        return (*self.self_lookups, *(facts.names[place] for place in one_way))


# Human Resources' names of a choice, and Dataverse's numbers: two names have one number (R16), and
# one number has no name
_STATUS: Final = Apart(
    ("Employed", "Pending", "Terminated", None), (754_400_000, 754_400_001, None)
)
_TYPE: Final = Apart(("Employee", "Both", "Contractor"), (754_400_000, 754_400_001, 754_400_002))
_WORKERTYPE: Final = Apart(("Employee", "Both", None), (754_400_000, 754_400_001))
_NO_DATE: Final = "1900-01-01"  # stands for an empty date (V1)
_FROM: Final = (  # later, a new period begins (R20)
    "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z", f"{_NO_DATE}T00:00:00Z", None,
)  # fmt: skip
_PEOPLE: Final = {
    "ada": {"cdm_workernumber": "1"},
    "bob": {"cdm_workernumber": "2"},
    "cyd": {"cdm_workernumber": "E3"},
    "dan": {"cdm_workernumber": "E4"},
}
WORKER: Final = RecordKind(
    "cdm_worker",
    _PEOPLE,
    {
        "cdm_firstname": ("A", "B", None),
        "cdm_lastname": ("K", "L"),
        "cdm_birthdate": ("1815-12-10", _NO_DATE, None),
        "cdm_status": _STATUS,
        "cdm_profession": Apart((), ("P", "Q", None)),
    },
)
STAFF: Final = RecordKind(  # who look each other up
    "cdm_worker",
    _PEOPLE,
    {
        "cdm_lastname": ("K", "L", None),
        "cdm_type": _TYPE,
        "cdm_fullname": ("F", "G", None),
        "cdm_managerworkerid": ("ada", "bob", "cyd", None),
    },
)
COMPANY: Final = RecordKind(
    "cdm_company",
    {"usmf": {"cdm_companycode": "1"}, "demf": {"cdm_companycode": "DEMF"}},
    {"cdm_name": ("N", "O", None)},
)
REASON: Final = RecordKind(
    "cdm_reasoncode", {"moved": {"cdm_name": "moved"}}, {"cdm_description": ("A", None)}
)
EMPLOYMENT: Final = RecordKind(
    "cdm_employment",
    {
        f"{worker} at {company}": {
            "cdm_employmentstartdate": "2021-06-01T00:00:00Z",
            "cdm_workerid": worker,
            "cdm_companyid": company,
        }
        for worker, company in (("ada", "usmf"), ("bob", "usmf"), ("ada", "demf"))
    },
    {
        "cdm_dimensiondisplayvalue": ("D", "E", None),
        "cdm_validfrom": _FROM,
        "cdm_employmentnumber": Apart((), ("1", "2", None)),
        "cdm_workertype": _WORKERTYPE,
        "cdm_workernoticeamount": (Decimal("1.5"), Decimal(2), None),
        "cdm_transitionreasoncode": ("moved", None),
    },
)
JOB: Final = RecordKind(
    "cdm_job",
    {"coder": {"cdm_name": "1"}, "tester": {"cdm_name": "2"}},
    {
        "cdm_allowunlimitedpositions": (True, False, None),
        "cdm_maximumnumberofpositions": (1, 2, None),
        "cdm_validfrom": _FROM,
        "cdm_description": ("A", "B"),
    },
)
POSITION: Final = RecordKind(
    "cdm_jobposition",
    {
        "p1": {"cdm_jobpositionnumber": "1"},
        "p2": {"cdm_jobpositionnumber": "2"},
        "p3": {"cdm_jobpositionnumber": "P3"},
        "p4": {"cdm_jobpositionnumber": "P4"},
    },
    {
        "cdm_parentjobpositionid": ("p1", "p2", "p3", "p4", None),
        "cdm_jobid": ("coder", "tester", None),
        "cdm_validfrom": _FROM,
        "cdm_description": ("A", "B", None),
    },
)
DIMENSION: Final = RecordKind(
    "cdm_jobpositiondimension",
    {"p1 dimension": {"cdm_jobpositionid": "p1", "cdm_companyid": "usmf"}},
    {"cdm_dimensiondisplayvalue": ("D", "E", None)},
)
PLAN: Final = RecordKind(  # in no grid; all its columns are its key
    "cdm_benefitplan", {"gold": {"cdm_name": "gold"}, "silver": {"cdm_name": "silver"}}
)
EARNING: Final = RecordKind("cdm_payrollearningcode", {"pto": {"cdm_name": "pto"}})
LEAVE: Final = RecordKind(
    "cdm_leavetype",
    {
        "sick": {"cdm_type": "sick", "cdm_companyid": "usmf"},
        "rest": {"cdm_type": "rest", "cdm_companyid": "usmf"},
    },
    {"cdm_description": ("A", "B", None), "cdm_earningcodeid": ("pto", None)},
)
LEAVE_REASON: Final = (
    RecordKind(  # only lookups, and one of a record that has a lookup in its own key
        "cdm_leavetypereasoncode",
        {"sick moved": {"cdm_reasoncodeid": "moved", "cdm_typeid": "sick"}},
    )
)
UNIVERSES: Final = (  # parents first; an entry twice is chosen twice as often
    (WORKER,),
    (STAFF,),
    (WORKER, COMPANY, REASON, EMPLOYMENT),
    (STAFF, COMPANY, EMPLOYMENT),
    (POSITION,),
    (POSITION,),
    (JOB, POSITION),
    (JOB, COMPANY, POSITION, DIMENSION),
    (PLAN,),
    (PLAN, WORKER),
    (EARNING, COMPANY, LEAVE),
    (REASON, COMPANY, LEAVE, LEAVE_REASON),
)
ENTITIES: Final = ("HcmWorkerV2Entity", "BankEntity")
