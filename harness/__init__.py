"""A deterministic simulator of the Dynamics 365 Human Resources and Dataverse integration.

A `Simulator` holds both environments, does commands, and records every event in its journal.

>>> import harness as h
>>> sim = h.Simulator()
>>> sim.do(h.Create("hr", "cdm_title", "boss", h.pairs({"cdm_name": "Boss"})))
>>> sim.do(h.TurnOn(), h.RunBatchJob())
>>> sim.dataverse["boss"]["cdm_name"]
'Boss'
>>> sim.expect(h.Converged(), h.DataLoss.none())

`harness help library` is the guide to all of it: `dir(harness)` lists the names, and each of them
has its own `help`.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:  # for type checkers and editors, the names of _HOMES: a test compares them
    from harness.domain.catalog import Catalog as Catalog
    from harness.domain.catalog import standard_catalog as standard_catalog
    from harness.domain.commands import Advance as Advance
    from harness.domain.commands import CancelBatchJob as CancelBatchJob
    from harness.domain.commands import ClearTracking as ClearTracking
    from harness.domain.commands import Command as Command
    from harness.domain.commands import Create as Create
    from harness.domain.commands import Delete as Delete
    from harness.domain.commands import Edit as Edit
    from harness.domain.commands import Fault as Fault
    from harness.domain.commands import Give as Give
    from harness.domain.commands import GiveIntegration as GiveIntegration
    from harness.domain.commands import Import as Import
    from harness.domain.commands import Row as Row
    from harness.domain.commands import RunBatchJob as RunBatchJob
    from harness.domain.commands import SyncNow as SyncNow
    from harness.domain.commands import TurnOff as TurnOff
    from harness.domain.commands import TurnOn as TurnOn
    from harness.domain.commands import pairs as pairs
    from harness.domain.environments import Environment as Environment
    from harness.domain.errors import BadInput as BadInput
    from harness.domain.errors import CatalogError as CatalogError
    from harness.domain.errors import ExpectationFailed as ExpectationFailed
    from harness.domain.errors import HarnessError as HarnessError
    from harness.domain.errors import PluginError as PluginError
    from harness.domain.errors import Problem as Problem
    from harness.domain.errors import Problems as Problems
    from harness.domain.errors import Refused as Refused
    from harness.domain.events import EVENTS as EVENTS
    from harness.domain.events import Event as Event
    from harness.domain.faults import FAULTS as FAULTS
    from harness.domain.policies import POLICIES as POLICIES
    from harness.domain.policies import Edited as Edited
    from harness.domain.policies import policy as policy
    from harness.domain.rules import RULES as RULES
    from harness.domain.settings import Settings as Settings
    from harness.gherkin.vocabulary import given as given
    from harness.gherkin.vocabulary import then as then
    from harness.gherkin.vocabulary import when as when
    from harness.library.simulator import Simulator as Simulator
    from harness.library.views import EnvironmentView as EnvironmentView
    from harness.library.views import RecordView as RecordView
    from harness.library.views import UnknownName as UnknownName
    from harness.properties.oracle.oracle import Step as Step
    from harness.properties.own import always as always
    from harness.properties.own import sometimes as sometimes
    from harness.reports.findings import Finding as Finding
    from harness.reports.findings import MissedRequest as MissedRequest
    from harness.scenarios.expectations import Converged as Converged
    from harness.scenarios.expectations import DataLoss as DataLoss
    from harness.scenarios.expectations import DataLosses as DataLosses
    from harness.scenarios.expectations import DeletedFromDataverse as DeletedFromDataverse
    from harness.scenarios.expectations import Diverged as Diverged
    from harness.scenarios.expectations import Elapsed as Elapsed
    from harness.scenarios.expectations import Exists as Exists
    from harness.scenarios.expectations import Expectation as Expectation
    from harness.scenarios.expectations import Grid as Grid
    from harness.scenarios.expectations import HasValues as HasValues
    from harness.scenarios.expectations import MissedRequests as MissedRequests
    from harness.scenarios.expectations import RefusedBecause as RefusedBecause
    from harness.scenarios.expectations import TimelineSays as TimelineSays
    from harness.scenarios.expectations import Tracked as Tracked
    from harness.scenarios.expectations import UndoneDelete as UndoneDelete
    from harness.scenarios.scenario import Scenario as Scenario
    from harness.simulator.journal import Journal as Journal
    from harness.stores.interface import Backend as Backend
    from harness.stores.interface import Store as Store

# the public names by module, which is imported when one is first used: the command line starts fast
_HOMES = {
    name: f"harness.{module}"
    for module, names in {
        "domain.catalog": "Catalog standard_catalog",
        "domain.commands": (
            "Advance CancelBatchJob ClearTracking Command Create Delete Edit Fault Give "
            "GiveIntegration Import Row RunBatchJob SyncNow TurnOff TurnOn pairs"
        ),
        "domain.environments": "Environment",
        "domain.errors": (
            "BadInput CatalogError ExpectationFailed HarnessError PluginError Problem Problems "
            "Refused"
        ),
        "domain.events": "EVENTS Event",
        "domain.faults": "FAULTS",
        "domain.policies": "POLICIES Edited policy",
        "domain.rules": "RULES",
        "domain.settings": "Settings",
        "gherkin.vocabulary": "given then when",  # need the bdd extra
        "library.simulator": "Simulator",
        "library.views": "EnvironmentView RecordView UnknownName",
        "properties.own": "always sometimes",
        "properties.oracle.oracle": "Step",
        "reports.findings": "Finding MissedRequest",
        "scenarios.expectations": (
            "Converged DataLoss DataLosses DeletedFromDataverse Diverged Elapsed Exists "
            "Expectation Grid HasValues MissedRequests RefusedBecause TimelineSays Tracked "
            "UndoneDelete"
        ),
        "scenarios.scenario": "Scenario",
        "simulator.journal": "Journal",
        "stores.interface": "Backend Store",
    }.items()
    for name in names.split()
}
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  (the names are the keys of _HOMES, so that each is written once)

if not TYPE_CHECKING:  # so that a name that is not there is an error of type checkers too

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in _HOMES:
            if name.startswith("__"):  # asked by Python's own machinery, which tries many
                raise AttributeError(name)
            from harness.domain.suggestions import did_you_mean

            near = did_you_mean(name, _HOMES)
            raise AttributeError(f"module 'harness' has no attribute {name!r}{near}")
        try:
            found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        except ModuleNotFoundError as error:
            if str(error.name).partition(".")[0] == __name__:
                raise
            from harness.domain.extras import needs

            raise ImportError(needs(f"harness.{name}", str(error.name), "bdd")) from None
        return found


def __dir__() -> list[str]:
    from importlib.util import find_spec

    missing = {"given", "then", "when"} if find_spec("pytest_bdd") is None else {}
    return sorted(name for name in __all__ if name not in missing)
