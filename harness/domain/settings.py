"""The settings of a simulation; the defaults are what the rules document.

>>> Settings().conflict
'last_edit_wins'
>>> Settings(tie="Dataverse", batch_job_every="12h")
Settings(batch_job_every='12h', tie='dataverse')
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

from harness.domain import arguments
from harness.domain.arguments import Duration, Instant
from harness.domain.environments import ENVIRONMENTS, HR, Environment, EnvironmentName
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.domain.readable import Readable
from harness.domain.suggestions import did_you_mean
from harness.domain.times import UNITS, parse_instant

DEFAULT_START: Final = parse_instant("2021-08-19T09:00:00Z")
_set: Final = object.__setattr__

LateDelete = Literal["carried_out", "undone"]
NaturalKey = Literal["fixed", "identity_changes"]
Keys = Literal["folded", "exact"]
InUse = Literal["refused", "cascade"]
ByEnvironment: TypeAlias = tuple[tuple[Environment, Any], ...]
Policies: TypeAlias = tuple[tuple[str, str], ...]  # names of policies by table and table.column
DEFAULT: Final = "default"  # the key of a mapping of policies for all other tables


@immutable
class Settings(Readable):
    """What a simulation can be run with. Durations are in milliseconds, the start in seconds.

    BadInput if one of them is out of range; names of plugged parts are looked up by the simulator.
    """

    start: int = DEFAULT_START
    seed: int = 0
    dataverse_to_hr_delay: int = 0  # L2
    batch_job_every: int = UNITS["d"]  # S4
    conflict: str = "last_edit_wins"  # R3; a key of `policies.POLICIES`
    tie: Environment = HR  # R11
    import_off: int = 1500  # M2: for each record, with integration off
    import_on: int = 6000  # M2: for each record, with integration on
    integration: str = "documented"  # a key of `simulator.integration.registry.INTEGRATIONS`
    clock: str = "interval"  # when the batch job is due; a key of `simulator.schedule.CLOCKS`
    batch_job_per_record: int = 0  # B8: how long a run takes for each record
    late_delete: LateDelete = "carried_out"  # L9
    not_listened: ByEnvironment = ()  # L8: the columns, table.column, by environment
    one_way: tuple[str, ...] = ()  # R15: tables and table.columns, beside the catalog's
    natural_key: NaturalKey = "fixed"  # R18
    keys: Keys = "folded"  # V2
    delete_in_use: ByEnvironment = ()  # R19: what is not refused, by environment
    conflict_for: Policies = ()  # the policies of single tables and columns

    def __init__(
        self,
        start: Instant = DEFAULT_START,
        seed: int = 0,
        dataverse_to_hr_delay: Duration = 0,
        batch_job_every: Duration = UNITS["d"],
        conflict: str | Mapping[str, str] = "last_edit_wins",
        tie: EnvironmentName = HR,
        import_off: Duration = 1500,
        import_on: Duration = 6000,
        integration: str = "documented",
        clock: str = "interval",
        batch_job_per_record: Duration = 0,
        late_delete: LateDelete = "carried_out",
        not_listened: Mapping[EnvironmentName, Iterable[str]] | ByEnvironment = (),
        one_way: Iterable[str] = (),
        natural_key: NaturalKey = "fixed",
        keys: Keys = "folded",
        delete_in_use: Mapping[EnvironmentName, InUse] | ByEnvironment = (),
        conflict_for: Mapping[str, str] | Policies = (),
    ) -> None:
        duration = arguments.duration
        delay = duration("Settings: dataverse_to_hr_delay", dataverse_to_hr_delay)
        _set(self, "start", arguments.instant("Settings: start", start))
        _set(self, "seed", arguments.number("Settings: seed", seed, 0, arguments.MOST_NUMBER))
        _set(self, "dataverse_to_hr_delay", delay)
        # never 0: it would be due again and again at one moment
        _set(self, "batch_job_every", duration("Settings: batch_job_every", batch_job_every, 1))
        default, single = _policies(conflict, conflict_for)
        _set(self, "conflict", default)
        _set(self, "conflict_for", single)
        _set(self, "tie", arguments.environment("Settings: tie", tie))
        _set(self, "import_off", duration("Settings: import_off", import_off))
        _set(self, "import_on", duration("Settings: import_on", import_on))
        plugged = arguments.text("Settings: integration", integration, "an integration's name")
        _set(self, "integration", plugged)
        _set(self, "clock", arguments.text("Settings: clock", clock, "a clock's name"))
        per_record = duration("Settings: batch_job_per_record", batch_job_per_record)
        _set(self, "batch_job_per_record", per_record)
        _set(self, "late_delete", _one_of("late_delete", late_delete, LATE_DELETE))
        _set(self, "not_listened", _not_listened(not_listened))
        _set(self, "one_way", _names("one_way", one_way))
        _set(self, "natural_key", _one_of("natural_key", natural_key, NATURAL_KEY))
        _set(self, "keys", _one_of("keys", keys, KEYS))
        _set(self, "delete_in_use", _in_use(delete_in_use))

    def cascades(self, environment: Environment) -> bool:
        """Whether a user's delete there takes along what looks the record up (R19)."""
        return dict(self.delete_in_use).get(environment) == "cascade"


LATE_DELETE: Final = ("carried_out", "undone")
NATURAL_KEY: Final = ("fixed", "identity_changes")
KEYS: Final = ("folded", "exact")
IN_USE: Final = ("refused", "cascade")


def _one_of(name: str, given: object, known: tuple[str, ...]) -> str:
    text = arguments.text(f"Settings: {name}", given, " or ".join(known))
    if text not in known:
        near = did_you_mean(text, known)
        raise arguments.wrong(f"Settings: {name}", " or ".join(known), given, near)
    return text


def _names(name: str, given: object, takes: str = "a list of names") -> tuple[str, ...]:
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise arguments.wrong(f"Settings: {name}", takes, given)
    names = [arguments.text(f"Settings: {name}", one, "names") for one in given]
    return tuple(dict.fromkeys(names))


def _policies(conflict: object, single: object) -> tuple[str, Policies]:
    """The default, and the policies of single tables and columns."""
    takes = "the name of a conflict policy, or a mapping of tables and columns to names"
    policies: dict[str, object] = {DEFAULT: conflict}
    if not isinstance(conflict, str):
        policies = {DEFAULT: "last_edit_wins", **dict(_items("conflict", conflict, takes))}
    policies |= dict(_items("conflict_for", single, takes))
    named = {
        arguments.text("Settings: conflict", key, "default, tables and table.columns"): (
            arguments.text(f"Settings: conflict: {key}", policy, "the name of a conflict policy")
        )
        for key, policy in policies.items()
    }
    return named.pop(DEFAULT), tuple(named.items())


def _items(name: str, given: object, takes: str) -> list[tuple[Any, Any]]:
    if isinstance(given, Mapping):
        return list(given.items())
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise arguments.wrong(f"Settings: {name}", takes, given)
    pairs: list[Any] = list(given)
    if not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        raise arguments.wrong(f"Settings: {name}", takes, given)
    return pairs


def _by_environment(name: str, given: object, takes: str) -> dict[Environment, Any]:
    return {
        arguments.environment(f"Settings: {name}", key): value
        for key, value in _items(name, given, takes)
    }


def _not_listened(given: object) -> ByEnvironment:
    name = "not_listened"
    found = _by_environment(name, given, "a mapping of hr and dataverse to lists of table.column")
    columns = {it: _names(f"{name}: {it}", found[it]) for it in ENVIRONMENTS if it in found}
    for its in columns.values():
        for column in its:
            if column.count(".") != 1:
                raise BadInput(
                    f"Settings: {name} takes table.column, not {arguments.shown(column)}"
                )
    return tuple((it, its) for it, its in columns.items() if its)


def _in_use(given: object) -> ByEnvironment:
    found = _by_environment("delete_in_use", given, "a mapping of hr and dataverse to cascade")
    chosen = {it: _one_of(f"delete_in_use: {it}", found[it], IN_USE) for it in found}
    return tuple((it, chosen[it]) for it in ENVIRONMENTS if chosen.get(it) == "cascade")


DEFAULT_SETTINGS: Final = Settings()
