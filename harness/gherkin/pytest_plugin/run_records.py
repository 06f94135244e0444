"""What a run of pytest was, as it is written at its end: the report and the summary."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.domain.errors import BadInput

_WELL = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


class RunRecords:
    """The records of scenarios in the process with the terminal, and of files that are wrong."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = time.time()
        self._records: dict[tuple[str, int, int | None], dict[str, Any]] = {}
        self._files: dict[str, list[Any]] = {}  # how scenario files went, by node id
        self._problems: list[tuple[str, str]] = []  # of features that could not be collected
        self.written: list[Path] = []
        self.unwritten = ""

    def keep(self, record: dict[str, Any]) -> None:
        """Keep the record of a case; add to it a failure of its fixtures after the steps."""
        place = record["uri"], record["line"], record["row"]
        if "after" in record and "steps" not in record:
            if place in self._records:
                self._records[place] |= {"after": record["after"], "status": "failed"}
            return
        self._records[place] = record

    def keep_file(self, node_id: str, outcome: list[Any]) -> None:
        """Keep how a scenario file went."""
        self._files[node_id] = outcome

    def keep_problem(self, uri: str, problem: str) -> None:
        """Keep what is wrong with a file that could not be collected."""
        self._problems.append((uri, problem))

    def write(self, session: pytest.Session) -> None:
        """Write what the options ask for; if that cannot be done, the run is no success."""
        option = self._config.option
        try:
            if option.harness_report:
                self._write_report(option.harness_report, session.exitstatus in _WELL)
            if option.harness_summary:
                self._write_summary(option.harness_summary)
        except BadInput as error:
            self.unwritten = str(error)
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def _write_report(self, folder: str, success: bool) -> None:
        from harness.gherkin.report.files import write_report
        from harness.gherkin.report.provenance import provenance

        config = self._config
        params = config.invocation_params
        made = None
        if not config.option.harness_no_provenance:
            args: Sequence[str] = [str(argument) for argument in params.args]
            made = provenance(config.rootpath, args, self._started, time.time(), pytest.__version__)
        self.written += write_report(
            params.dir / folder,
            config.rootpath,
            list(self._records.values()),
            self._problems,
            success=success,
            provenance=made,
        )

    def _write_summary(self, file: str) -> None:
        from harness.gherkin.report.files import write_summary

        path = self._config.invocation_params.dir / file
        records = list(self._records.values())
        files = [outcome for _, outcome in sorted(self._files.items())]
        write_summary(path, self._config.rootpath, records, files, self._problems)
        self.written.append(path)
