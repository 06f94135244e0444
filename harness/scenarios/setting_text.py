"""Settings on a command line: KEY=VALUE.

A part of a mapping has its place in the key; a list has commas.

>>> with_settings(Settings(), ["conflict=hr_wins", "dataverse_to_hr_delay=10m"]).conflict
'hr_wins'
>>> with_settings(Settings(), ["conflict.cdm_worker=hr_wins", "delete_in_use.dataverse=cascade"])
Settings(delete_in_use=(('dataverse', 'cascade'),), conflict_for=(('cdm_worker', 'hr_wins'),))
>>> with_settings(Settings(), ["one_way=cdm_job,cdm_worker.cdm_knownas"]).one_way
('cdm_job', 'cdm_worker.cdm_knownas')
"""

from collections.abc import Sequence
from typing import Any, Final

from harness.domain.errors import BadInput
from harness.domain.plugins import hint, is_one_of
from harness.domain.settings import Settings
from harness.domain.suggestions import did_you_mean
from harness.domain.times import parse_duration, parse_instant
from harness.scenarios import field_types as of
from harness.scenarios.field_readers import parse_seconds
from harness.scenarios.settings_format import LISTS, SETTINGS, TOP_SETTINGS, Part, policy_part

# the parts of the settings by key; one in a mapping is named `key.part`
KEYS: Final = {
    f"{key}.{part.key}" if row.nested else key: part
    for key, row in (*SETTINGS.items(), *reversed(TOP_SETTINGS.items()))
    for part in row.parts
}
_POLICY: Final = "conflict."  # begins the key of the policy of a table or column


def part_of(key: str) -> Part | None:
    """The part of the settings that has this key, or None."""
    if key.startswith(_POLICY) and key != _POLICY:
        return policy_part(key.removeprefix(_POLICY))
    return KEYS.get(key)


def with_settings(settings: Settings, texts: Sequence[str], where: str = "--set ") -> Settings:
    """The settings with these put over them; BadInput with each that cannot be read."""
    wrong = []
    for text in texts:
        try:
            settings = _put(settings, text)
        except ValueError as error:
            wrong.append(f"{where}{text}: {error}")
    if wrong:
        raise BadInput("\n".join(dict.fromkeys(wrong)))
    return settings


def _put(settings: Settings, text: str) -> Settings:
    """The settings with this one put over them; ValueError if it cannot be read."""
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    known = f"the keys are {', '.join(KEYS)}"
    if not equals:
        raise ValueError(f"write it as KEY=VALUE; {known}")
    part = part_of(key)
    if part is None:
        raise ValueError(f"no setting {key!r}{did_you_mean(key, KEYS)}; {known}")
    put: Settings = part.put(settings, _parsed(key, part, value))
    return put


def _parsed(key: str, part: Part, value: str) -> Any:
    kind = part.type
    if kind in LISTS:
        return [name for one in value.split(",") if (name := one.strip())]
    if kind in (of.DURATION, of.INTERVAL):
        duration = parse_duration(value)
        if kind is of.INTERVAL and not duration:
            raise ValueError("the batch job runs every so often, not at every moment")
        return duration
    if kind is of.INSTANT:
        return parse_instant(value)
    if kind is of.SECONDS:
        return parse_seconds(value)
    if kind is of.WHOLE_NUMBER:
        if not (value.isascii() and value.isdecimal() and len(value) < 10):
            raise ValueError("a seed is a whole number")
        return int(value)
    if not is_one_of(value, kind.choices):
        raise ValueError(f"{key} is {' or '.join(kind.choices)}{hint(value, kind.choices)}")
    return value
