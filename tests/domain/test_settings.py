"""Settings check themselves."""

import inspect
import math
import pickle
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from harness.domain.arguments import MOST_NUMBER
from harness.domain.errors import BadInput
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.times import LONGEST, UNITS

DURATIONS = ("dataverse_to_hr_delay", "batch_job_every", "import_off", "import_on")
NAMES = [field.name for field in fields(Settings)]
HALF_DAY = UNITS["d"] // 2
CEST = timezone(timedelta(hours=2))


@pytest.mark.parametrize("name", DURATIONS)
@pytest.mark.parametrize("given", ["12h", timedelta(hours=12), HALF_DAY])
def test_a_duration_is_text_a_timedelta_or_milliseconds(name: str, given: Any) -> None:
    assert getattr(Settings(**{name: given}), name) == HALF_DAY


@pytest.mark.parametrize(
    "given",
    [
        1629363600,
        "2021-08-19T09:00:00Z",
        "2021-08-19 11:00:00+02:00",
        datetime(2021, 8, 19, 9, tzinfo=UTC),
        datetime(2021, 8, 19, 11, 0, 0, 999_999, tzinfo=CEST),
    ],
)
def test_the_start_is_text_a_datetime_or_seconds(given: Any) -> None:
    assert Settings(start=given) == DEFAULT_SETTINGS


def test_an_environment_goes_by_any_of_its_names() -> None:
    assert Settings(tie="Dataverse").tie == "dataverse"


def test_the_defaults_are_stated_alike() -> None:
    parameters = inspect.signature(Settings).parameters
    assert {name: it.default for name, it in parameters.items()} == {
        field.name: field.default for field in fields(Settings)
    }


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(start="1999-12-31", tie="dataverse", import_on=0),
        Settings(conflict="hr_wins", batch_job_every="90s", seed=7, dataverse_to_hr_delay="1h"),
    ],
    ids=repr,
)
def test_settings_are_a_value(settings: Settings) -> None:
    for copy in (eval(repr(settings)), pickle.loads(pickle.dumps(settings)), replace(settings)):
        assert copy == settings
        assert hash(copy) == hash(settings)


NAIVE = datetime(2021, 8, 19)  # noqa: DTZ001  (it is refused)
NONSENSE = (
    None, math.nan, math.inf, 1.5, -1, 10**40, 10**5000, True, "", "nonsense", "\ud800", b"hr", (),
    [], {}, object(), Decimal(1), timedelta(microseconds=1), timedelta.max, NAIVE,
    datetime.min.replace(tzinfo=CEST), datetime.max.replace(tzinfo=timezone(-timedelta(hours=2))),
)  # fmt: skip
# what is in the range, and what the simulator looks up
LOOKED_UP = ("conflict", "integration", "clock")
MEANT = {("start", -1), *((name, "nonsense") for name in LOOKED_UP)}
MANY = ("conflict", "conflict_for", "not_listened", "one_way", "delete_in_use")  # or none of it


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("given", NONSENSE, ids=lambda given: type(given).__name__)
def test_nonsense_is_named_with_its_key(name: str, given: Any) -> None:
    of_many = name in MANY and type(given) in (tuple, list, dict)
    if of_many or (type(given) in (int, str) and (name, given) in MEANT):
        Settings(**{name: given})
        return
    with pytest.raises(BadInput, match=rf"^Settings: {name}\b.{{10,}}") as caught:
        Settings(**{name: given})
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"batch_job_every": 0}, "Settings: batch_job_every takes 0.001s or more, not 0"),
        ({"batch_job_every": "0s"}, "Settings: batch_job_every takes 0.001s or more, not '0s'"),
        (
            {"tie": "nobody"},
            "Settings: tie takes hr or dataverse, not 'nobody'",
        ),
        (
            {"start": "soon"},
            "Settings: start: 'soon' is not a date and time such as 2021-08-19T09:00:00Z",
        ),
        (
            {"seed": MOST_NUMBER + 1},
            "Settings: seed takes a whole number from 0 to 999,999,999, not 1000000000",
        ),
        (
            {"import_on": LONGEST + 1},
            "Settings: import_on takes at most a hundred years, 36600d, not 3162240000001",
        ),
    ],
)
def test_what_is_out_of_range_is_refused(given: Any, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        Settings(**given)
    assert str(caught.value) == message
    with pytest.raises(BadInput, match=r"^Settings"):
        replace(DEFAULT_SETTINGS, **given)
