"""Planted mistakes: whether a test of a conformance suite finds one, run without pytest."""

from typing import Any

import pytest


def all_tests(suite: type) -> set[str]:
    return {name for name in dir(suite) if name.startswith("test_")}


def found_by(suite: Any, test: str, part: Any) -> str:
    """What the test says of the part, in one line; an empty text if it passes."""
    subclass = type("TestPlanted", (suite,), {suite.PART: lambda _: part()})
    try:
        getattr(subclass(), test)()
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  (whatever it raises)
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return ""
