"""Options and settings of the pytest plugin."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Literal

import pytest

if TYPE_CHECKING:  # most projects have none
    from harness.gherkin.project_settings import ProjectSettings

_PROJECT: Final[
    tuple[tuple[str, Literal["linelist", "string"], str], ...]
] = (  # what holds for all simulations, as `project.KEYS` names it
    ("harness_plugins", "linelist", "plug-in files, as harness --plugin takes them"),
    ("harness_catalog", "string", "a catalog file, as harness --catalog takes it"),
    ("harness_settings", "linelist", "KEY=VALUE settings, under those of scenarios"),
    ("harness_store", "string", "where the records are, as harness --store takes it"),
    ("harness_words", "linelist", "NAME = TABLE lines: what steps may call a table, too"),
)
PROJECT: Final[pytest.StashKey["ProjectSettings"]] = pytest.StashKey()
FEATURES: Final = "harness_collect_features"
SCENARIO_FILES: Final = "harness_scenario_files"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options: whether feature files are collected, and what is reported of them."""
    says = "collect .feature files as tests; false where modules bind them with scenarios()"
    parser.addini(FEATURES, says, type="bool", default=True)
    says = "collect scenario files, YAML with `scenario:` at its top, as tests"
    parser.addini(SCENARIO_FILES, says, type="bool", default=True)
    for key, kind, says in _PROJECT:
        parser.addini(key, says, type=kind, default=None)
    group = parser.getgroup("harness", "rehearsing a sync")
    group.addoption(
        "--harness-plugin",
        metavar="FILE",
        action="append",
        default=[],
        help="plug in what this Python file defines, besides those of harness_plugins",
    )
    group.addoption(
        "--harness-catalog", metavar="FILE", help="a catalog file, in place of harness_catalog"
    )
    group.addoption(
        "--harness-set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a setting of every simulation, over those of scenarios and of harness_settings",
    )
    group.addoption(
        "--harness-store",
        metavar="STORE",
        help="memory, a URL, a registered store or FILE.py:Shelf, in place of harness_store",
    )
    group.addoption(
        "--harness-report",
        metavar="DIR",
        help="write living documentation (index.html) and Cucumber Messages (messages.ndjson)",
    )
    group.addoption(
        "--harness-no-provenance",
        action="store_true",
        help="leave when, how long, by what and of which commit out of the report, so that equal "
        "outcomes make equal bytes",
    )
    group.addoption(
        "--harness-summary",
        metavar="FILE",
        help="write a summary in Markdown, for a pull request or a CI job",
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


def set_up_project(config: pytest.Config) -> None:
    """Keep what holds for all simulations of the run, and plug its plug-ins in until its end.

    UsageError with the file and the key, or the option, for what cannot be used.
    """
    values = {key: config.getini(key) for key, _, _ in _PROJECT}
    option = config.option
    if not any(values.values()) and not any(
        (option.harness_plugin, option.harness_catalog, option.harness_set, option.harness_store)
    ):
        return
    from harness.domain.errors import BadInput
    from harness.gherkin import project_settings as projects

    try:
        ini = config.inipath or config.rootpath / "pytest.ini"
        project = projects.made(values, ini)
        here = config.invocation_params.dir
        project = projects.with_pytest_options(
            project,
            here,
            option.harness_plugin,
            option.harness_catalog,
            option.harness_set,
            option.harness_store,
        )
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None
    stack = ExitStack()
    stack.enter_context(project.plugged_in())
    config.add_cleanup(stack.close)
    config.stash[PROJECT] = project


def project_of_run(config: pytest.Config) -> "ProjectSettings":
    """What holds for all simulations of the run."""
    from harness.gherkin.project_settings import NO_SETTINGS

    return config.stash.get(PROJECT, NO_SETTINGS)
