"""The random source of generated values: draws by row and column, and pools of names from Faker.

Draws are counter-based, by column and row number, so that a row is the same however many come
before it, and one more column shifts nothing else.

The pools are filled from Faker once per seed: Faker per record would take minutes for what takes
seconds, and its dates follow the wall clock. Their content depends on the seed and on the installed
version of Faker.

>>> source = Source(7)
>>> source.draw("cdm_worker.cdm_gender", 41) == Source(7).draw("cdm_worker.cdm_gender", 41)
True
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Final, NamedTuple

from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.domain.prng import CounterDraws

_POOL: Final = 400  # draws for one pool; duplicates are dropped
_SPELLED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "Ł": "l"})


class Country(NamedTuple):
    """A country that some of the people live in, and the form of its names and addresses."""

    locale: str
    code: str
    dial: str
    latitudes: tuple[int, int]
    longitudes: tuple[int, int]
    street: str = "street_name"
    family_first: bool = False


_US: Final = Country("en_US", "US", "1", (30, 48), (-120, -75))
_DE: Final = Country("de_DE", "DE", "49", (48, 54), (7, 14))
_PL: Final = Country("pl_PL", "PL", "48", (50, 54), (15, 23))
_MX: Final = Country("es_MX", "MX", "52", (16, 28), (-106, -90))
_JP: Final = Country("ja_JP", "JP", "81", (33, 43), (130, 141), "town", family_first=True)
# accents and wide characters in every few rows: timelines and stores must survive them
COUNTRIES: Final = (_US, _US, _US, _US, _US, _DE, _DE, _PL, _PL, _MX, _MX, _JP)


class Name(NamedTuple):
    """A name, and its spelling in an e-mail address: empty for other than Latin letters."""

    text: str
    ascii: str


class Pool(NamedTuple):
    """Names and places of one country: sorted, so that the order of drawing does not matter."""

    female: tuple[Name, ...]
    male: tuple[Name, ...]
    female_families: tuple[Name, ...]
    male_families: tuple[Name, ...]
    cities: tuple[str, ...]
    streets: tuple[str, ...]
    regions: tuple[str, ...]
    postcodes: tuple[str, ...]
    jobs: tuple[str, ...]


class Source:
    """Everything that the rows of one seed are generated from."""

    def __init__(self, seed: int) -> None:
        self.seed: Final = seed
        self.draw: Final = CounterDraws(seed)
        # for natural keys: the same under every seed, so that another seed edits the same records
        self.draw_key: Final = CounterDraws("natural key")

    @cached_property
    def pools(self) -> dict[str, Pool]:
        """The pools by locale."""
        return {country.locale: _pool(country, self.seed) for country in dict.fromkeys(COUNTRIES)}


def need_faker() -> None:
    """BadInput if Faker is not installed. Does not import it, because that is slow."""
    if find_spec("faker") is None:
        raise BadInput(needs("generated data", "Faker", "data"))


def names_from() -> str:
    """The library that the names come from, and its release: another may have others."""
    need_faker()
    return f"Faker {version('faker')}"


@lru_cache(maxsize=64)
def _pool(country: Country, seed: int) -> Pool:
    need_faker()
    from faker import Faker

    fake = Faker(country.locale, use_weighting=False)  # weighted choice takes ten times as long
    fake.seed_instance(seed)

    def drawn(method: Callable[[], str]) -> tuple[str, ...]:
        return tuple(sorted({" ".join(method().split()) for _ in range(_POOL)}))

    return Pool(
        _names(drawn(fake.first_name_female)),
        _names(drawn(fake.first_name_male)),
        _names(drawn(fake.last_name_female)),
        _names(drawn(fake.last_name_male)),
        drawn(fake.city),
        drawn(getattr(fake, country.street)),
        drawn(fake.administrative_unit),
        drawn(fake.postcode),
        drawn(fake.job),
    )


def _names(texts: Iterable[str]) -> tuple[Name, ...]:
    return tuple(Name(text, _ascii(text)) for text in texts)


def _ascii(text: str) -> str:
    """The Latin letters of a name, without their accents."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPELLED))
    return re.sub("[^a-z]", "", plain)
