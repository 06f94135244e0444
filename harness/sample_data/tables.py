"""The tables whose generated rows hang together: people, their work, and what describes it.

Each function makes what its table's columns hold in row n; columns it does not name are made by
their type. A position is there before worker n is hired, who is the one assigned to it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from harness.domain.times import LATEST
from harness.sample_data.names import DEPARTMENTS, FEW, JOBS, namer, one_of_few
from harness.sample_data.pools import Source
from harness.sample_data.workers import (
    FIRST_HIRED,
    YEAR,
    Columns,
    day,
    employment,
    hired,
    left_on,
    midnight,
    worker,
    worker_address,
)

_FULL_TIME: Final = (Decimal(1), Decimal(1), Decimal(1), Decimal("0.8"), Decimal("0.5"))


def _job(n: int, source: Source) -> Columns:
    limit = source.draw("cdm_job.cdm_maximumnumberofpositions", n) % 30
    jobs = source.pools["en_US"].jobs
    return {
        "cdm_description": JOBS[n % len(JOBS)],
        "cdm_jobdescription": jobs[source.draw("cdm_job.cdm_jobdescription", n) % len(jobs)],
        "cdm_allowunlimitedpositions": limit < 20,
        "cdm_maximumnumberofpositions": None if limit < 20 else limit,
        "cdm_validfrom": day(FIRST_HIRED - 4 * YEAR - limit * 30),
        "cdm_validto": LATEST,
        "cdm_defaultfulltimeequivalent": Decimal(1),
    }


def _job_of(source: Source, n: int) -> int:
    """The job that position n is for."""
    return one_of_few(source, "cdm_jobposition.cdm_jobid", n, FEW["cdm_job"])


def _position(n: int, source: Source) -> Columns:
    opened = hired(source, n) - 30 - source.draw("cdm_jobposition.cdm_validfrom", n) % YEAR
    return {
        "cdm_activation": midnight(opened),
        "cdm_availableforassignment": midnight(opened),
        "cdm_description": JOBS[_job_of(source, n) % len(JOBS)],
        "cdm_fulltimeequivalent": _FULL_TIME[
            source.draw("cdm_jobposition.cdm_fulltimeequivalent", n) % len(_FULL_TIME)
        ],
        "cdm_retirement": None,
        "cdm_validfrom": day(opened),
        "cdm_validto": LATEST,
    }


def _assignment(n: int, source: Source) -> Columns:
    left = left_on(source, n)
    return {
        "cdm_validfrom": day(hired(source, n)),
        "cdm_validto": day(left) if left else LATEST,
        "cdm_isprimaryposition": True,
    }


def _department(n: int, source: Source) -> Columns:
    area = DEPARTMENTS[n % len(DEPARTMENTS)]
    again = n // len(DEPARTMENTS)
    return {
        "cdm_name": f"{area} {again + 1}" if again else area,
        "cdm_description": f"The department of {area.lower()}",
        "cdm_partytype": "Organization",
    }


def _described(table: str) -> Callable[[int, Source], Columns]:
    """The description says what the name says, without its code."""
    name = namer(table)
    return lambda n, source: {"cdm_description": name(n).partition(" ")[2]}


def _job_type(n: int, source: Source) -> Columns:
    exempt = source.draw("cdm_jobtype.cdm_exemptstatus", n) % 2
    return {
        **_described("cdm_jobtype")(n, source),
        "cdm_exemptstatus": "Exempt" if exempt else "Nonexempt",
    }


def _reason(n: int, source: Source) -> Columns:
    """Each reason is for what its name says."""
    reason = namer("cdm_reasoncode")(n).partition(" ")[2]
    return {
        "cdm_description": reason,
        "cdm_isabsenceapplicable": reason == "Returned",
        "cdm_isapplicationapplicable": False,
        "cdm_iscompensationapplicable": reason == "Promoted",
        "cdm_iscreatenewpositionapplicable": reason == "Reorganized",
        "cdm_iseditpositionapplicable": reason == "Reorganized",
        "cdm_ishireapplicable": reason == "Hired",
        "cdm_isskillmappingapplicable": False,
        "cdm_isterminationapplicable": reason in ("Resigned", "Retired"),
        "cdm_istransferapplicable": reason in ("Moved", "Promoted"),
    }


TABLES: Final[Mapping[str, Callable[[int, Source], Columns]]] = {
    "cdm_department": _department,
    "cdm_employment": employment,
    "cdm_job": _job,
    "cdm_jobfunction": _described("cdm_jobfunction"),
    "cdm_jobposition": _position,
    "cdm_jobtype": _job_type,
    "cdm_leavetype": _described("cdm_leavetype"),
    "cdm_positionworkerassignmentmap": _assignment,
    "cdm_reasoncode": _reason,
    "cdm_worker": worker,
    "cdm_workeraddress": worker_address,
}

# told here although in a natural key: the same under every seed, and never empty
IN_KEYS: Final = frozenset(
    (
        "cdm_employment.cdm_employmentstartdate",
        "cdm_positionworkerassignmentmap.cdm_validfrom",
        "cdm_workeraddress.cdm_addresstype",
    )
)
