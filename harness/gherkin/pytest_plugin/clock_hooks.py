"""Hooks that tell code of users from all else: Python's clock is simulated for the first alone.

Each kind of code is entered by the innermost wrapper of its hook and left by the outermost, so that
no hook of another plugin, such as a reporter, ever sees a simulated time.
"""

import sys
import unittest
from collections.abc import Callable, Generator
from typing import Any, Final

import pytest

from harness.gherkin.clock_zone import ZONE

_FROZEN: Final = "harness.gherkin.frozen_clock"

Wrapper = Generator[None, Any, Any]


class Around:
    """The wrappers around those of all other plugins: their hooks are no code of users."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self) -> Wrapper:
        """A fixture may be set up because code of users asks for it."""
        with ZONE.of(users=False):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Wrapper:
        """A subtest is reported while its test runs."""
        with ZONE.of(users=False):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self) -> Wrapper:
        """A subtest is reported while its test runs."""
        with ZONE.of(users=False):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True, optionalhook=True)
    def pytest_bdd_before_scenario(self) -> Wrapper:
        """In a test that is a scenario, only its steps are code of users."""
        ZONE.enter(users=False)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True, optionalhook=True)
    def pytest_bdd_before_step_call(self) -> Wrapper:
        """The function of a step is called after this hook, with its fixtures."""
        found = yield
        ZONE.enter(users=True)
        return found

    @pytest.hookimpl(wrapper=True, tryfirst=True, optionalhook=True)
    def pytest_bdd_after_step(self) -> Wrapper:
        """The step is over."""
        ZONE.enter(users=False)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True, optionalhook=True)
    def pytest_bdd_step_error(self) -> Wrapper:
        """The step is over."""
        ZONE.enter(users=False)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True, optionalhook=True)
    def pytest_bdd_after_scenario(self) -> Wrapper:
        """A step that skips or stops the run ends without a hook of its own."""
        ZONE.enter(users=False)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Wrapper:
        """What the test had replaced is as it was before; where that was frozen, it is not now."""
        try:
            return (yield)
        finally:
            if ZONE.was_used:
                ZONE.was_used = False
                sys.modules[_FROZEN].restore()


class Inside:
    """The wrappers inside those of all other plugins: what they contain is code of users."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_pyfunc_call(self) -> Wrapper:
        """A test function."""
        with ZONE.of(users=True):
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        """A test without a function that pytest calls: a doctest, a method of unittest."""
        if isinstance(item, pytest.Function) and not issubclass(
            item.cls or object, unittest.TestCase
        ):
            return (yield)
        with ZONE.of(users=True):
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Wrapper:
        """A fixture that lives as long as its test, and what it does at the end."""
        if fixturedef.scope != "function":
            return (yield)
        try:
            with ZONE.of(users=True):
                return (yield)
        finally:
            if ZONE.has_time:
                from harness.gherkin.pytest_adapter import wrap_finalizers  # needs pytest-bdd

                wrap_finalizers(fixturedef, _of_users)


def _of_users(finalizer: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with ZONE.of(users=True):
            return finalizer()

    return run
