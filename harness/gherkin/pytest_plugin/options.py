"""Options and settings of the pytest plugin."""

from typing import Final

import pytest

FEATURES: Final = "harness_collect_features"
SCENARIO_FILES: Final = "harness_scenario_files"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options: whether feature files are collected, and what is reported of them."""
    says = "collect .feature files as tests; false where modules bind them with scenarios()"
    parser.addini(FEATURES, says, type="bool", default=True)
    says = "collect scenario files, YAML with `scenario:` at its top, as tests"
    parser.addini(SCENARIO_FILES, says, type="bool", default=True)
    group = parser.getgroup("harness", "rehearsing a sync")
    group.addoption(
        "--harness-report",
        metavar="DIR",
        help="write living documentation (index.html) and Cucumber Messages (messages.ndjson)",
    )
    group.addoption(
        "--harness-no-scenario-files", action="store_true", help="do not collect scenario files"
    )
    group.addoption(
        "--harness-timelines", action="store_true", help="print the timeline of every scenario"
    )
    group.addoption(
        "--approve",
        "--harness-approve",
        action="store_true",
        dest="harness_approve",
        help="write the files that tests compare with `approved`, and approved timelines",
    )
    group.addoption(
        "--harness-mutant",
        metavar="NAME",
        help="break the integration on purpose, to learn whether your tests notice",
    )
