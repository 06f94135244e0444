"""The tree of public exceptions: what a caller catches, and what an exception carries."""

import pickle

import pytest

from harness.domain import errors
from harness.domain.commands import SyncNow
from harness.domain.errors import (
    BadInput,
    CatalogError,
    ExpectationFailed,
    HarnessError,
    PluginError,
    Problem,
    Problems,
    Refused,
    WrongFiles,
    found_in,
)
from harness.library.simulator import Simulator
from harness.stores.sql import sql_backend

BASES = {
    BadInput: ValueError,
    CatalogError: BadInput,
    Problems: BadInput,
    WrongFiles: BadInput,
    Refused: HarnessError,
    ExpectationFailed: AssertionError,
    PluginError: HarnessError,
}


def test_every_exception_is_of_one_tree() -> None:
    public = [it for it in vars(errors).values() if isinstance(it, type)]
    raised = {it for it in public if issubclass(it, Exception)}
    assert raised == {HarnessError, *BASES}
    for kind, base in BASES.items():
        assert issubclass(kind, HarnessError)
        assert issubclass(kind, base)


PLUGIN = PluginError(
    "policy newest_hire_wins (plugins.py:12)",
    "",
    "returned 'HR'",
    "'hr', 'dataverse' or None",
)
RAISED = [
    BadInput("no"),
    CatalogError("no"),
    Problems([Problem("b.yaml", 2, 1, "two"), Problem("a.yaml", 1, 1, "one")]),
    WrongFiles.of([BadInput("no"), Problems([Problem("a.yaml", 1, 1, "one")])]),
    Refused("no"),
    Refused.of(SyncNow("cdm_worker"), "integration is off", "N1"),
    ExpectationFailed("no"),
    PLUGIN,
    PluginError("store Shelf (shelf.py:3)", "find", "raised KeyError: 'ada'"),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_exception_crosses_to_another_process(error: HarnessError) -> None:
    crossed = pickle.loads(pickle.dumps(error))
    assert type(crossed) is type(error)
    assert str(crossed) == str(error)
    assert vars(crossed) == vars(error)


def test_a_plugin_error_names_the_part_its_method_and_what_was_expected() -> None:
    assert (PLUGIN.plugin, PLUGIN.method) == ("policy newest_hire_wins (plugins.py:12)", "")
    assert (PLUGIN.problem, PLUGIN.expected) == ("returned 'HR'", "'hr', 'dataverse' or None")
    assert str(PLUGIN) == (
        "policy newest_hire_wins (plugins.py:12): returned 'HR', expected 'hr', 'dataverse' or None"
    )
    assert str(RAISED[-1]) == "store Shelf (shelf.py:3): find raised KeyError: 'ada'"


def test_a_refusal_carries_its_command_reason_and_rule() -> None:
    command = SyncNow("cdm_worker")
    with pytest.raises(Refused, match=r"^integration is off$") as caught:
        Simulator().do(command)
    assert caught.value.command is command
    assert caught.value.reason == "integration is off"
    assert caught.value.rule == "N2"
    assert Refused("found in the middle").command is None


def test_bad_input_is_a_value_error_that_stores_do_not_report_twice() -> None:
    backend = sql_backend("sqlite://")
    simulator = Simulator(stores=backend)
    backend.close()
    with pytest.raises(BadInput) as caught:
        simulator.world.stores["hr"].find("cdm_worker", "1")
    assert str(caught.value) == "store sqlite://: it is closed; read it before that"


def test_what_is_wrong_with_all_files_is_said_once() -> None:
    one, lacks = Problem("a.yaml", 1, 1, "one"), "Gherkin needs pytest_bdd"
    error = WrongFiles.of([BadInput(lacks), Problems([one]), BadInput(lacks)])
    assert str(error) == f"{lacks}\n{one}"
    assert found_in(error) == [lacks, one]
    assert found_in(WrongFiles.of([error, error])) == [lacks, one]
