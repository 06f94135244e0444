"""The repr of commands and settings: the call that makes them, in the forms that people write.

>>> print(as_mapping((("cdm_lastname", "Byron"),)))
{'cdm_lastname': 'Byron'}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, Final

from harness.domain.arguments import Given
from harness.domain.times import format_duration, format_instant

_ROWS_SHOWN: Final = 3


class Readable:
    """The base of a dataclass whose repr is the call that makes it, without what is usual."""

    __slots__ = ()

    def __repr__(self) -> str:
        shown = []
        for field in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            value = getattr(self, field.name)
            if field.name == "keys" and isinstance(
                value, tuple
            ):  # of a plugged fault, each an argument of its own
                shown += [f"{name}={its!r}" for name, its in value]
                continue
            text = _FORMS.get(field.name, repr)(value)
            if field.default is MISSING:
                shown.append(text)
            elif value != field.default:
                shown.append(f"{field.name}={text}")
        return f"{type(self).__name__}({', '.join(shown)})"


def as_mapping(values: Given | None) -> str:
    """Values of a record by column; None for a record that is not there."""
    if values is None:
        return "None"
    mapping = dict(values)  # of two values of one column the later one counts, and both are kept
    return repr(mapping if len(mapping) == len(values) else values)


def _rows(rows: Sequence[Any]) -> str:
    few = isinstance(rows, tuple) and len(rows) <= _ROWS_SHOWN
    return repr(rows) if few else f"<{len(rows):,} rows>"


def _duration(milliseconds: int | None) -> str:
    return repr(milliseconds if milliseconds is None else format_duration(milliseconds))


def _instant(seconds: int | None) -> str:
    return repr(seconds if seconds is None else format_instant(seconds))


_FORMS: Final[Mapping[str, Callable[[Any], str]]] = {  # by the name of the field
    "values": as_mapping,
    "rows": _rows,
    **dict.fromkeys(("start", "edited"), _instant),
    **dict.fromkeys(
        (
            "milliseconds",
            "dataverse_to_hr_delay",
            "batch_job_every",
            "batch_job_per_record",
            "import_off",
            "import_on",
        ),
        _duration,
    ),
}
