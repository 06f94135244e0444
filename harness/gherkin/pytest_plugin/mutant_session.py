"""A whole session of pytest under one mutant: what stays green does not test the mutant's rule."""

from contextlib import ExitStack
from typing import Any

import pytest

from harness.domain.errors import BadInput
from harness.mutation.catalogue import mutants_named


class MutantSession:
    """Puts the mutant in force until the session is over, and says so before and after it."""

    def __init__(self, name: str, config: pytest.Config) -> None:
        try:
            [mutant] = mutants_named([name])
        except BadInput as error:
            raise pytest.UsageError(str(error)) from None
        broken = ExitStack()
        broken.enter_context(mutant.active())
        config.add_cleanup(broken.close)
        self._says = f"mutant {mutant.name}: {mutant.description} ({mutant.rule})"

    def pytest_report_header(self) -> str:
        """Whoever reads the failures must know."""
        return self._says

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """And whoever reads that all passed; a quiet run has no header."""
        terminalreporter.write_line(self._says, yellow=True)
