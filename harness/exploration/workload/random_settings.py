"""Random settings of a history: every setting, those of tables and columns for its universe.

>>> random_settings(0, 0).batch_job_every in (600_000, 3_600_000, 86_400_000)
True
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR
from harness.domain.prng import Draws
from harness.domain.settings import DEFAULT, Settings
from harness.exploration.workload.faults import DAY, HOUR, MINUTE, SECOND
from harness.exploration.workload.tables import CATALOG, UNIVERSES
from harness.exploration.workload.universe import Names

SETTINGS: Final = 64  # for the universes of each entry of UNIVERSES
_SEEDS: Final = 3 << 40  # far from the seeds of histories, universes and profiles
# a policy more here makes another history of every seed
_CONFLICTS: Final = (
    "last_edit_wins",
    "last_edit_wins",
    "hr_wins",
    "dataverse_wins",
    "merge_fields",
)
_IMPORTS: Final = (
    (1500, 6000),
    (1500, 6000),
    (0, 0),
    (250, 90_000),
)  # milliseconds a row: while off, while on


@lru_cache(maxsize=SETTINGS * len(UNIVERSES))
def random_settings(number: int, universe: int) -> Settings:
    """The settings of that number, for universes of that entry of UNIVERSES."""
    draws = Draws(_SEEDS + number * len(UNIVERSES) + universe)
    choice = draws.choice
    tables = [kind.table for kind in UNIVERSES[universe]]
    columns = [
        f"{kind.table}.{column}"
        for kind in UNIVERSES[universe]
        for column in kind.columns
        if all(kind.values(column, it) for it in ENVIRONMENTS)
    ]
    import_off, import_on = choice(_IMPORTS)
    return Settings(
        seed=choice((0, 1, 7)),
        dataverse_to_hr_delay=choice((0, 0, 5 * MINUTE, 2 * HOUR)),
        batch_job_every=choice((10 * MINUTE, HOUR, DAY)),
        conflict=_conflict(draws, (*tables, *columns)),
        tie=choice((HR, HR, DATAVERSE)),
        import_off=import_off,
        import_on=import_on,
        batch_job_per_record=choice((0, 0, 0, 0, 10 * SECOND, MINUTE)),
        late_delete=choice(("carried_out", "carried_out", "carried_out", "undone")),
        not_listened={it: _some(draws, columns, choice((0, 0, 0, 1, 2))) for it in ENVIRONMENTS},
        one_way=_some(draws, _may_flow((*tables, *columns)), choice((0, 0, 0, 0, 1))),
        natural_key=choice(("fixed", "fixed", "identity_changes")),
        keys=choice(("folded", "folded", "folded", "exact")),
        delete_in_use={it: choice(("refused", "refused", "cascade")) for it in ENVIRONMENTS},
    )


def _conflict(draws: Draws, names: Sequence[str]) -> str | Mapping[str, str]:
    """A policy; or policies of a table or a column too."""
    default = draws.choice(_CONFLICTS)
    if draws.chance(75):
        return default
    return {
        DEFAULT: default,
        **{name: draws.choice(_CONFLICTS) for name in _some(draws, names, 1 + draws.below(2))},
    }


def _some(draws: Draws, names: Sequence[str], count: int) -> list[str]:
    return draws.sample(names, min(count, len(names)))


def _may_flow(names: Sequence[str]) -> list[str]:
    """Those that may flow one way (R15): tables, and columns of no natural key."""
    found = []
    for name in names:
        table, _, column = name.partition(".")
        if not column or column not in CATALOG[table].key_columns:
            found.append(name)
    return found


def names_in(settings: Settings) -> Names:
    """How names and natural keys go together in a history of these settings."""
    if settings.natural_key == "fixed":
        return "loose"
    return "strict" if settings.keys == "folded" else "exact"
