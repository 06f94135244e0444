"""Columns of a record as a page lists them."""

from typing import Literal, NamedTuple

from harness.domain.records import Scalar
from harness.reports.findings import Changes


class ShownColumn(NamedTuple):
    """A column, its value, and how that came about.

    `change` is *changed* if there was another value `before`, *lost* if `before` is a user's
    value that was overwritten, *unlike* if the other environment has another value, *one way* if
    that is so because the column flows one way (R15), *one side* if the column is of that
    environment alone (V3), and empty for a plain value.
    """

    name: str
    value: Scalar | None
    change: Literal["", "changed", "lost", "unlike", "one way", "one side"] = ""
    before: Scalar | None = None


def lost(columns: Changes) -> list[ShownColumn]:
    """The columns of a loss."""
    return [ShownColumn(name, kept, "lost", before) for name, before, kept in columns]
