"""Settings as people type them on a command line: KEY=VALUE.

>>> with_settings(Settings(), ["conflict=hr_wins", "dataverse_to_hr_delay=10m"]).conflict
'hr_wins'
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import BadInput
from harness.domain.policies import POLICIES
from harness.domain.settings import Settings
from harness.domain.suggestions import did_you_mean
from harness.domain.times import parse_duration, parse_instant

KEYS = (
    "dataverse_to_hr_delay",
    "batch_job_every",
    "conflict",
    "tie",
    "import_seconds_per_record.off",
    "import_seconds_per_record.on",
    "seed",
    "start",
)


def with_settings(settings: Settings, texts: Sequence[str]) -> Settings:
    """The settings with these put over them; BadInput where one cannot be read."""
    for text in texts:
        key, equals, value = text.partition("=")
        key, value = key.strip(), value.strip()
        if not equals:
            raise BadInput(f"--set {text}: write it as KEY=VALUE; the keys are {', '.join(KEYS)}")
        if key not in KEYS:
            raise BadInput(
                f"--set {text}: no setting {key!r}"
                f"{did_you_mean(key, KEYS)}; the keys are {', '.join(KEYS)}"
            )
        try:
            settings = replace(settings, **_read(key, value))
        except ValueError as error:
            raise BadInput(f"--set {text}: {error}") from None
    return settings


def _read(key: str, value: str) -> dict[str, Any]:
    if key in ("dataverse_to_hr_delay", "batch_job_every"):
        duration = parse_duration(value)
        if key == "batch_job_every" and not duration:
            raise ValueError("the batch job runs every so often, not at every moment")
        return {key: duration}
    if key == "start":
        return {key: parse_instant(value)}
    if key == "seed":
        if not (value.isascii() and value.isdecimal() and len(value) < 10):
            raise ValueError("a seed is a whole number")
        return {key: int(value)}
    if key.startswith("import"):
        name = "import_" + key.rpartition(".")[2]
        return {name: parse_duration(value.removesuffix("s") + "s")}
    known = list(POLICIES) if key == "conflict" else list(ENVIRONMENTS)
    if value not in known:
        raise ValueError(f"{key} is {' or '.join(known)}{did_you_mean(value, known)}")
    return {key: value}
