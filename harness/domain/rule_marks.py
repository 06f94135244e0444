"""Which settings stand in the place of a rule, so that no output credits a source with them.

A setting stands in a rule's place if the rule names it and it is not the default. How long or how
often is not such a setting: there the rule itself leaves the number open.

>>> its = Settings(conflict={"cdm_job": "hr_wins"}, tie="dataverse")
>>> standing_in("R3", its, "cdm_job"), standing_in("R3", its, "cdm_worker")
('conflict.cdm_job=hr_wins', '')
>>> legend_of([("R1", ""), ("R11", standing_in("R11", its))])
'D: the article says it in so many words; set: a setting stands in its place here: tie=dataverse.'
"""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from harness.domain.environments import Environment
from harness.domain.rules import IN_ITS_PLACE, RULES, SET, legend
from harness.domain.settings import DEFAULT_SETTINGS, Settings

_NUMBERS: Final = frozenset(
    [
        "dataverse_to_hr_delay",
        "batch_job_every",
        "batch_job_seconds_per_record",
        "import_seconds_per_record",
    ]
)
_BY_ENVIRONMENT: Final = ("not_listened", "delete_in_use")


class OfRule(Protocol):
    """What came about by a rule: an event, or a finding."""

    @property
    def rule(self) -> str | None: ...
    @property
    def table(self) -> str | None: ...
    @property
    def environment(self) -> Environment | None: ...


def setting_of(it: OfRule, settings: Settings) -> str:
    """The settings in the place of the rule by which it came about; empty if the rule holds."""
    return standing_in(it.rule, settings, it.table, it.environment)


def standing_in(
    rule: str | None,
    settings: Settings,
    table: str | None = None,
    environment: Environment | None = None,
) -> str:
    """The settings in the rule's place, as `--set` takes them; empty if the rule itself holds.

    Of one table and of one environment, if there is one; else of any.
    """
    if rule not in RULES or not RULES[rule].settings:
        return ""
    return ", ".join(
        f"{name}={value}"
        for key in RULES[rule].settings
        if key not in _NUMBERS
        for name, value in _chosen(key, settings, table, environment)
    )


def _chosen(
    key: str, settings: Settings, table: str | None, environment: Environment | None
) -> Iterator[tuple[str, str]]:
    """What was chosen in place of the default, by the name that `--set` has for it."""
    value = getattr(settings, key)
    if key == "conflict":
        yield from _policies(settings, table)
    elif key in _BY_ENVIRONMENT:
        for its, chosen in value:
            if environment in (None, its) and (names := _of_table(chosen, table)):
                yield f"{key}.{its}", names
    elif isinstance(value, tuple):
        if names := _of_table(value, table):
            yield key, names
    elif value != getattr(DEFAULT_SETTINGS, key):
        yield key, value


def _policies(settings: Settings, table: str | None) -> Iterator[tuple[str, str]]:
    """The policies of a table and of its columns; where there is no table, those of any."""
    usual, single = DEFAULT_SETTINGS.conflict, dict(settings.conflict_for)
    if table not in single and settings.conflict != usual:
        yield "conflict", settings.conflict
    for name, policy in single.items():
        # a column with a policy of its own parts the record, whatever the policy
        if (table is None or _within(name, table)) and ("." in name or policy != usual):
            yield f"conflict.{name}", policy


def _of_table(chosen: str | Iterable[str], table: str | None) -> str:
    """What was chosen, of names those of the table."""
    if isinstance(chosen, str):
        return chosen
    return ",".join(name for name in chosen if table is None or _within(name, table))


def _within(name: str, table: str) -> bool:
    """Whether it is the table or a column of it."""
    return name.partition(".")[0] == table


def legend_of(named: Iterable[tuple[str | None, str]]) -> str:
    """What the marks mean of rules that are named with the settings in their place."""
    pairs = [(rule, setting) for rule, setting in named if rule]
    return legend(
        (rule for rule, setting in pairs if not setting),
        (setting for _, setting in pairs if setting),
    )


def meant(rule: str, setting: str = "") -> str:
    """What the mark of a rule means; `setting` is what stands in its place."""
    return f"{SET}: {IN_ITS_PLACE}: {setting}" if setting else RULES[rule].meaning
