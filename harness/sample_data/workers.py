"""Generated workers, where they live, and who employs them since when.

All dates are counted from the one day that worker n was hired: nobody is employed before they grow
up, or leaves before they come.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from harness.domain.records import Scalar
from harness.domain.times import LATEST
from harness.sample_data.names import DEPARTMENTS, namer
from harness.sample_data.pools import COUNTRIES, Country, Pool, Source

Columns = dict[str, Scalar | None]  # what a table's own columns hold in one row

FIRST_HIRED: Final = date(2005, 1, 1).toordinal()
_HIRING_DAYS: Final = date(2021, 7, 1).toordinal() - FIRST_HIRED
YEAR: Final = 365
_UNITS: Final = ("Days", "Weeks", "Months")


def day(ordinal: int) -> str:
    """A Date as the catalog reads it."""
    return date.fromordinal(ordinal).isoformat()


def midnight(ordinal: int) -> str:
    """A DateTime as the catalog reads it."""
    return f"{date.fromordinal(ordinal).isoformat()}T00:00:00Z"


def hired(source: Source, n: int) -> int:
    """The day worker n was hired: part of natural keys, so the same under every seed."""
    return FIRST_HIRED + source.draw_key("cdm_worker.hired", n) % _HIRING_DAYS


def left_on(source: Source, n: int) -> int | None:
    """The day worker n leaves, if that is known."""
    draw = source.draw("cdm_employment.cdm_employmentenddate", n)
    return hired(source, n) + YEAR + draw // 8 % 2000 if draw % 8 == 0 else None


def _works_as(source: Source, n: int) -> str:
    return "Contractor" if source.draw("cdm_worker.cdm_type", n) % 10 == 0 else "Employee"


def _home(source: Source, n: int) -> tuple[Country, Pool]:
    """The country that worker n lives in, and what it has."""
    country = COUNTRIES[source.draw("cdm_worker.country", n) % len(COUNTRIES)]
    return country, source.pools[country.locale]


def worker(n: int, source: Source) -> Columns:
    """What the columns of cdm_worker hold."""
    draw = source.draw
    country, pool = _home(source, n)
    woman = draw("cdm_worker.cdm_gender", n) & 1
    names = pool.female if woman else pool.male
    families = pool.female_families if woman else pool.male_families
    first = names[draw("cdm_worker.cdm_firstname", n) % len(names)]
    last = families[draw("cdm_worker.cdm_lastname", n) % len(families)]
    middle = draw("cdm_worker.cdm_middlename", n)
    has_middle = middle % 4 == 0 and not country.family_first
    both = (last, first) if country.family_first else (first, last)
    latin = f"{first.ascii}.{last.ascii}" if first.ascii and last.ascii else "worker"
    handle, began = f"{latin}{n + 1}", hired(source, n)
    age = 18 * YEAR + 5 + draw("cdm_worker.cdm_birthdate", n) % (35 * YEAR)
    has_site = draw("cdm_worker.cdm_websiteurl", n) % 8 == 0
    return {
        "cdm_firstname": first.text,
        "cdm_middlename": names[middle // 4 % len(names)].text if has_middle else None,
        "cdm_lastname": last.text,
        "cdm_fullname": " ".join(name.text for name in both),
        "cdm_knownas": first.text,
        "cdm_gender": "Female" if woman else "Male",
        "cdm_type": _works_as(source, n),
        "cdm_status": "Employed",
        "cdm_primaryemailaddress": f"{handle}@example.com",
        "cdm_primarytelephone": _telephone(country, draw("cdm_worker.cdm_primarytelephone", n)),
        "cdm_facebookidentity": None,
        "cdm_twitteridentity": None,
        "cdm_linkedinidentity": handle,
        "cdm_websiteurl": f"https://example.com/{handle}" if has_site else None,
        "cdm_birthdate": day(began - age),
        "cdm_senioritydate": day(began),
        "cdm_worksfromhome": draw("cdm_worker.cdm_worksfromhome", n) % 4 == 0,
    }


def _telephone(country: Country, draw: int) -> str:
    return f"+{country.dial} 555 {draw % 10**7:07}"


def worker_address(n: int, source: Source) -> Columns:
    """What the columns of cdm_workeraddress hold: where worker n lives."""
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


def employment(n: int, source: Source) -> Columns:
    """What the columns of cdm_employment hold: one employment of worker n."""
    began, left = hired(source, n), left_on(source, n)
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
