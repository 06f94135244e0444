"""A session of pytest under one mutant: tests that still pass do not test the mutant's rule."""

from contextlib import ExitStack
from typing import Any

import pytest

from harness.domain.errors import BadInput
from harness.mutation.catalogue import mutants_named


class MutantSession:
    """A plugin that activates the mutant for the session, and prints so before and after it."""

    def __init__(self, name: str, config: pytest.Config) -> None:
        try:
            [mutant] = mutants_named([name])
        except BadInput as error:
            raise pytest.UsageError(str(error)) from None
        stack = ExitStack()
        stack.enter_context(mutant.active())
        config.add_cleanup(stack.close)
        self._notice = f"mutant {mutant.name}: {mutant.description} ({mutant.rule})"

    def pytest_report_header(self) -> str:
        """A line for readers of failures."""
        return self._notice

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The same line at the end: a quiet run has no header."""
        terminalreporter.write_line(self._notice, yellow=True)
