"""The tables whose generated rows hang together: people, their work, and what describes it.

Each function makes what its table's columns hold in row n; columns it does not name are made by
their type. Nobody is employed before they grow up, or holds a position before it exists, because
all dates are counted from the one day that worker n was hired.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from harness.histories.people_draws import COUNTRIES, Country, Pool, Source
from harness.histories.people_names import DEPARTMENTS, FEW, JOBS, namer, one_of_few
from harness.values.records import Scalar
from harness.values.times import LATEST

Columns = dict[str, Scalar | None]

_FIRST_HIRED: Final = date(2005, 1, 1).toordinal()
_HIRING_DAYS: Final = date(2021, 7, 1).toordinal() - _FIRST_HIRED
_YEAR: Final = 365
_FULL_TIME: Final = (Decimal(1), Decimal(1), Decimal(1), Decimal("0.8"), Decimal("0.5"))
_UNITS: Final = ("Days", "Weeks", "Months")


def day(ordinal: int) -> str:
    """A Date as the catalog reads it."""
    return date.fromordinal(ordinal).isoformat()


def midnight(ordinal: int) -> str:
    """A DateTime as the catalog reads it."""
    return f"{date.fromordinal(ordinal).isoformat()}T00:00:00Z"


def hired(source: Source, n: int) -> int:
    """The day worker n was hired: part of natural keys, so the same under every seed."""
    return _FIRST_HIRED + source.draw_key("cdm_worker.hired", n) % _HIRING_DAYS


def _left(source: Source, n: int) -> int | None:
    """The day worker n leaves, if that is known."""
    draw = source.draw("cdm_employment.cdm_employmentenddate", n)
    return hired(source, n) + _YEAR + draw // 8 % 2000 if draw % 8 == 0 else None


def _works_as(source: Source, n: int) -> str:
    return "Contractor" if source.draw("cdm_worker.cdm_type", n) % 10 == 0 else "Employee"


def _home(source: Source, n: int) -> tuple[Country, Pool]:
    """The country that worker n lives in, and what it has."""
    country = COUNTRIES[source.draw("cdm_worker.country", n) % len(COUNTRIES)]
    return country, source.pools[country.locale]


def _worker(n: int, source: Source) -> Columns:
    draw = source.draw
    country, pool = _home(source, n)
    woman = draw("cdm_worker.cdm_gender", n) & 1
    names = pool.female if woman else pool.male
    families = pool.female_families if woman else pool.male_families
    first = names[draw("cdm_worker.cdm_firstname", n) % len(names)]
    last = families[draw("cdm_worker.cdm_lastname", n) % len(families)]
    middle = draw("cdm_worker.cdm_middlename", n)
    address = f"{first.ascii}.{last.ascii}" if first.ascii and last.ascii else "worker"
    began = hired(source, n)
    return {
        "cdm_firstname": first.text,
        "cdm_middlename": names[middle // 4 % len(names)].text
        if middle % 4 == 0 and first.ascii
        else None,
        "cdm_lastname": last.text,
        "cdm_fullname": f"{last.text} {first.text}"
        if country.family_first
        else f"{first.text} {last.text}",
        "cdm_knownas": first.text,
        "cdm_gender": "Female" if woman else "Male",
        "cdm_type": _works_as(source, n),
        "cdm_status": "Employed",
        "cdm_primaryemailaddress": f"{address}{n + 1}@example.com",
        "cdm_primarytelephone": _telephone(country, draw("cdm_worker.cdm_primarytelephone", n)),
        "cdm_facebookidentity": None,
        "cdm_twitteridentity": None,
        "cdm_linkedinidentity": f"{address}{n + 1}",
        "cdm_websiteurl": f"https://example.com/{address}{n + 1}"
        if draw("cdm_worker.cdm_websiteurl", n) % 8 == 0
        else None,
        "cdm_birthdate": day(
            began - 18 * _YEAR - 5 - draw("cdm_worker.cdm_birthdate", n) % (35 * _YEAR)
        ),
        "cdm_senioritydate": day(began),
        "cdm_worksfromhome": draw("cdm_worker.cdm_worksfromhome", n) % 4 == 0,
    }


def _telephone(country: Country, draw: int) -> str:
    return f"+{country.dial} 555 {draw % 10**7:07}"


def _worker_address(n: int, source: Source) -> Columns:
    country, pool = _home(source, n)

    def one_of(column: str, texts: tuple[str, ...]) -> str:
        return texts[source.draw(f"cdm_workeraddress.{column}", n) % len(texts)]

    def degrees(column: str, between: tuple[int, int]) -> Decimal:
        low, high = between
        hundredths = source.draw(f"cdm_workeraddress.{column}", n) % ((high - low) * 100)
        return number(low * 100 + hundredths, 2)

    return {
        "cdm_addresstype": "Home",
        "cdm_effectivedate": day(hired(source, n)),
        "cdm_street": one_of("cdm_street", pool.streets),
        "cdm_streetnumber": str(source.draw("cdm_workeraddress.cdm_streetnumber", n) % 200 + 1),
        "cdm_city": one_of("cdm_city", pool.cities),
        "cdm_postalcode": one_of("cdm_postalcode", pool.postcodes),
        "cdm_stateorprovince": one_of("cdm_stateorprovince", pool.regions),
        "cdm_countryregion": country.code,
        "cdm_county": None,
        "cdm_postofficebox": None,
        "cdm_description": "Home",
        "cdm_latitude": degrees("cdm_latitude", country.latitudes),
        "cdm_longitude": degrees("cdm_longitude", country.longitudes),
        "cdm_ispreferred": True,
    }


def number(units: int, places: int) -> Decimal:
    """So many units of the last place, in the one form the catalog reads: 1250, 2 is 12.5."""
    whole, part = divmod(abs(units), 10**places)
    text = f"{whole}.{part:0{places}}".rstrip("0").rstrip(".")
    return Decimal(f"-{text}" if units < 0 else text)  # by text: no context's precision counts


def _employment(n: int, source: Source) -> Columns:
    began, left = hired(source, n), _left(source, n)
    notice = source.draw("cdm_employment.cdm_workernoticeamount", n)
    department = source.draw("cdm_employment.cdm_dimensiondisplayvalue", n) % len(DEPARTMENTS)
    return {
        "cdm_employmentstartdate": midnight(began),
        "cdm_employmentenddate": midnight(left) if left else None,
        "cdm_workertype": _works_as(source, n),
        "cdm_dimensiondisplayvalue": namer("cdm_department")(department),
        "cdm_adjustedworkerstartdate": midnight(began),
        "cdm_employernoticeamount": str(notice % 6 + 1),
        "cdm_workernoticeamount": Decimal(notice % 3 + 1),
        "cdm_employerunitofnotice": _UNITS[notice // 6 % 3],
        "cdm_workerunitofnotice": _UNITS[notice // 6 % 3],
        "cdm_lastdateworked": midnight(left) if left else None,
        "cdm_probationenddate": day(began + 90),
        "cdm_transitiondate": None,
        "cdm_workerstartdate": day(began),
        "cdm_validfrom": day(began),
        "cdm_validto": day(left) if left else LATEST,
    }


def _job(n: int, source: Source) -> Columns:
    limit = source.draw("cdm_job.cdm_maximumnumberofpositions", n) % 30
    jobs = source.pools["en_US"].jobs
    return {
        "cdm_description": JOBS[n % len(JOBS)],
        "cdm_jobdescription": jobs[source.draw("cdm_job.cdm_jobdescription", n) % len(jobs)],
        "cdm_allowunlimitedpositions": limit < 20,
        "cdm_maximumnumberofpositions": None if limit < 20 else limit,
        "cdm_validfrom": day(_FIRST_HIRED - 4 * _YEAR - limit * 30),
        "cdm_validto": LATEST,
        "cdm_defaultfulltimeequivalent": Decimal(1),
    }


def _job_of(source: Source, n: int) -> int:
    """The job that position n is for."""
    return one_of_few(source, "cdm_jobposition.cdm_jobid", n, FEW["cdm_job"])


def _position(n: int, source: Source) -> Columns:
    opened = hired(source, n) - 30 - source.draw("cdm_jobposition.cdm_validfrom", n) % _YEAR
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
    left = _left(source, n)
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


TABLES: Final[Mapping[str, Callable[[int, Source], Columns]]] = {
    "cdm_department": _department,
    "cdm_employment": _employment,
    "cdm_job": _job,
    "cdm_jobfunction": _described("cdm_jobfunction"),
    "cdm_jobposition": _position,
    "cdm_jobtype": _job_type,
    "cdm_leavetype": _described("cdm_leavetype"),
    "cdm_positionworkerassignmentmap": _assignment,
    "cdm_reasoncode": _described("cdm_reasoncode"),
    "cdm_worker": _worker,
    "cdm_workeraddress": _worker_address,
}
