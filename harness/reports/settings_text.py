"""The settings of a simulation that are not the default, in words, for the head of a report.

>>> [*settings_in_force(Settings(conflict="hr_wins", batch_job_every="12h"))]
[('conflict', 'hr_wins'), ('batch_job_every', '12h')]
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.times import format_duration

_NOT_SET: Final = "not set"  # so that the default holds
_DURATIONS: Final = (
    "dataverse_to_hr_delay", "batch_job_every", "batch_job_per_record", "import_off", "import_on",
)  # fmt: skip
_SHOWN: Final = (
    "conflict", "conflict_for", "tie", *_DURATIONS, "clock", "integration", "late_delete",
    "not_listened", "one_way", "natural_key", "keys", "delete_in_use",
)  # fmt: skip


def settings_in_force(settings: Settings) -> Iterator[tuple[str, str]]:
    """The settings that differ from the default, for a reader who wonders."""
    for name in _SHOWN:
        value = getattr(settings, name)
        if value != getattr(DEFAULT_SETTINGS, name):
            text = format_duration(value) if name in _DURATIONS else _setting(value)
            yield name.removesuffix("_for"), text


def by_option(settings: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Settings as a file has them, by the names that `--set` has for them.

    >>> [*by_option({"conflict": {"default": "hr_wins"}, "one_way": ["cdm_job"]})]
    [('conflict.default', 'hr_wins'), ('one_way', 'cdm_job')]
    """
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from by_option(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", ", ".join(value) if isinstance(value, list) else str(value)


def differing_settings(
    mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    """The settings that differ: the name, nothing more of it, and both in words."""
    here, there = dict(by_option(mine)), dict(by_option(theirs))
    for name in {**here, **there}:
        if here.get(name) != there.get(name):
            yield name, "", here.get(name, _NOT_SET), there.get(name, _NOT_SET)


def _setting(value: Any) -> str:
    """A name; names; or a name, or names, for each environment, table or column."""
    if isinstance(value, str):
        return value
    return ", ".join(it if isinstance(it, str) else f"{it[0]}: {_setting(it[1])}" for it in value)
