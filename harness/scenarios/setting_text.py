"""Settings on a command line: KEY=VALUE.

>>> with_settings(Settings(), ["conflict=hr_wins", "dataverse_to_hr_delay=10m"]).conflict
'hr_wins'
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from harness.domain.errors import BadInput
from harness.domain.plugins import hint, is_one_of
from harness.domain.settings import Settings
from harness.domain.suggestions import did_you_mean
from harness.domain.times import parse_duration, parse_instant
from harness.scenarios import field_types as of
from harness.scenarios.field_readers import parse_seconds
from harness.scenarios.format import SETTINGS, TOP_SETTINGS

# the fields of the settings by key; one in a mapping is named `key.field`
KEYS: Final = {
    f"{key}.{field.key}" if row.nested else key: field
    for key, row in (*SETTINGS.items(), *reversed(TOP_SETTINGS.items()))
    for field in row.fields
}


def with_settings(settings: Settings, texts: Sequence[str], where: str = "--set ") -> Settings:
    """The settings with these put over them; BadInput if one cannot be read."""
    for text in texts:
        key, equals, value = text.partition("=")
        key, value = key.strip(), value.strip()
        known = f"the keys are {', '.join(KEYS)}"
        if not equals:
            raise BadInput(f"{where}{text}: write it as KEY=VALUE; {known}")
        if key not in KEYS:
            near = did_you_mean(key, KEYS)
            raise BadInput(f"{where}{text}: no setting {key!r}{near}; {known}")
        try:
            settings = replace(settings, **{KEYS[key].attribute: _parsed(key, value)})
        except ValueError as error:
            raise BadInput(f"{where}{text}: {error}") from None
    return settings


def _parsed(key: str, value: str) -> Any:
    kind = KEYS[key].type
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
