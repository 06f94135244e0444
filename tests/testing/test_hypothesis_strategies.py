"""What users import into their own suites: a strategy of histories, and a state machine."""

import textwrap

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis.stateful import run_state_machine_as_test

from harness.domain.commands import Create, Delete, TurnOn
from harness.exploration.statespace.model import FAULT_SETS, BoundedModel
from harness.mutation.catalogue import MUTANTS
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.testing import hypothesis
from harness.testing.hypothesis import SyncMachine, histories

FAULTS = tuple(FAULT_SETS)
QUIET = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Sync(SyncMachine):
    faults = FAULTS


TestSync = Sync.TestCase
TestSync.settings = QUIET


@QUIET
@given(histories(FAULTS))
def test_every_property_holds_for_the_histories(commands):
    watch = Oracle(BoundedModel(faults=FAULTS).simulator())
    for command in commands:
        assert first_violation(watch.do(command)) is None


def test_what_the_documentation_shows_works():
    """The example of the module, as it stands there."""
    lines = hypothesis.__doc__.splitlines()
    shown = textwrap.dedent("\n".join(it for it in lines if not it or it.startswith("    ")))
    there = {}
    exec(shown, there)
    QUIET(there["test_nobody_is_called_queen"])()
    there["TestMySync"].settings = QUIET
    run_state_machine_as_test(there["MySync"], settings=QUIET)


@pytest.mark.slow
def test_the_machine_finds_a_broken_integration():
    dropped = MUTANTS["dataverse-changes-while-off-are-forgotten"].active()
    with dropped, pytest.raises(AssertionError, match="no change is dropped"):
        run_state_machine_as_test(Sync, settings=settings(QUIET, max_examples=80, print_blob=False))


def test_the_strategy_shrinks_to_what_is_needed():
    def a_delete_crosses(commands):
        watch = Oracle(BoundedModel().simulator())
        return any(e.event == "removed" for c in commands for e in watch.do(c).events)

    found = find(histories(), a_delete_crosses, settings=settings(QUIET, max_examples=2000))
    assert {type(it) for it in found} == {Create, TurnOn, Delete}
    assert len(found) == 3
