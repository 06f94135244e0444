"""A deterministic simulator of the Dynamics 365 Human Resources and Dataverse integration.

A `Simulator` holds both environments, does commands, and records every event in its journal.

>>> import harness as h
>>> sim = h.Simulator()
>>> sim.do(h.Create("hr", "cdm_title", "boss", h.pairs({"cdm_name": "Boss"})))
>>> sim.do(h.TurnOn(), h.RunBatchJob())
>>> sim.dataverse["boss"]["cdm_name"]
'Boss'
>>> sim.expect(h.Converged(), h.DataLoss.none())

`harness help library` is the guide; `dir(harness)` lists the names, each with its own `help`.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:  # for type checkers and editors, the names of _HOMES: a test compares them
    from harness import stores as stores
    from harness import testing as testing
    from harness.domain.arguments import ColumnValue as ColumnValue
    from harness.domain.arguments import ColumnValues as ColumnValues
    from harness.domain.arguments import Duration as Duration
    from harness.domain.arguments import Instant as Instant
    from harness.domain.catalog import Catalog as Catalog
    from harness.domain.catalog import Table as Table
    from harness.domain.catalog import standard_catalog as standard_catalog
    from harness.domain.columns import Column as Column
    from harness.domain.commands import Advance as Advance
    from harness.domain.commands import Backup as Backup
    from harness.domain.commands import CancelBatchJob as CancelBatchJob
    from harness.domain.commands import ClearTracking as ClearTracking
    from harness.domain.commands import Command as Command
    from harness.domain.commands import Create as Create
    from harness.domain.commands import Delete as Delete
    from harness.domain.commands import DeleteBatchJob as DeleteBatchJob
    from harness.domain.commands import Deliver as Deliver
    from harness.domain.commands import Edit as Edit
    from harness.domain.commands import Fault as Fault
    from harness.domain.commands import Give as Give
    from harness.domain.commands import GiveIntegration as GiveIntegration
    from harness.domain.commands import Given as Given
    from harness.domain.commands import GiveRecord as GiveRecord
    from harness.domain.commands import Import as Import
    from harness.domain.commands import Restore as Restore
    from harness.domain.commands import Row as Row
    from harness.domain.commands import RunBatchJob as RunBatchJob
    from harness.domain.commands import SetBatchJob as SetBatchJob
    from harness.domain.commands import SettleNext as SettleNext
    from harness.domain.commands import Side as Side
    from harness.domain.commands import SyncNow as SyncNow
    from harness.domain.commands import TurnOff as TurnOff
    from harness.domain.commands import TurnOn as TurnOn
    from harness.domain.commands import Undelete as Undelete
    from harness.domain.commands import pairs as pairs
    from harness.domain.environments import Environment as Environment
    from harness.domain.errors import BadInput as BadInput
    from harness.domain.errors import CatalogError as CatalogError
    from harness.domain.errors import ExpectationFailed as ExpectationFailed
    from harness.domain.errors import HarnessError as HarnessError
    from harness.domain.errors import PluginError as PluginError
    from harness.domain.errors import Problem as Problem
    from harness.domain.errors import Problems as Problems
    from harness.domain.errors import Refusal as Refusal
    from harness.domain.errors import Refused as Refused
    from harness.domain.errors import WrongFiles as WrongFiles
    from harness.domain.events import EVENTS as EVENTS
    from harness.domain.events import Actor as Actor
    from harness.domain.events import Event as Event
    from harness.domain.fault_points import BatchStep as BatchStep
    from harness.domain.fault_points import ClockReading as ClockReading
    from harness.domain.fault_points import Delayed as Delayed
    from harness.domain.fault_points import Delivery as Delivery
    from harness.domain.fault_points import Fails as Fails
    from harness.domain.fault_points import Held as Held
    from harness.domain.fault_points import Repeated as Repeated
    from harness.domain.fault_points import Stops as Stops
    from harness.domain.fault_points import Stuck as Stuck
    from harness.domain.faults import ALL_FAULTS as ALL_FAULTS
    from harness.domain.faults import FAULTS as FAULTS
    from harness.domain.plugged_faults import fault as fault
    from harness.domain.policies import POLICIES as POLICIES
    from harness.domain.policies import Edited as Edited
    from harness.domain.policies import Policy as Policy
    from harness.domain.policies import PolicyFunction as PolicyFunction
    from harness.domain.policies import policy as policy
    from harness.domain.reconcile import EDITED as EDITED
    from harness.domain.reconcile import GONE as GONE
    from harness.domain.reconcile import RECONCILE as RECONCILE
    from harness.domain.reconcile import SAME as SAME
    from harness.domain.reconcile import Decision as Decision
    from harness.domain.reconcile import Loss as Loss
    from harness.domain.reconcile import Losses as Losses
    from harness.domain.reconcile import Outcome as Outcome
    from harness.domain.records import Key as Key
    from harness.domain.records import Record as Record
    from harness.domain.records import Scalar as Scalar
    from harness.domain.records import Value as Value
    from harness.domain.records import Values as Values
    from harness.domain.request_kinds import COALESCE as COALESCE
    from harness.domain.request_kinds import Change as Change
    from harness.domain.request_kinds import RequestKind as RequestKind
    from harness.domain.request_kinds import ShownKind as ShownKind
    from harness.domain.rules import RULES as RULES
    from harness.domain.settings import Settings as Settings
    from harness.domain.step_results import Failure as Failure
    from harness.domain.step_results import StepResult as StepResult
    from harness.exploration.policies.comparison import Comparison as Comparison
    from harness.exploration.shrinking.shrinker import Shrunk as Shrunk
    from harness.exploration.statespace.model import BoundedModel as BoundedModel
    from harness.gherkin.export import export as export
    from harness.gherkin.files import Checked as Checked
    from harness.gherkin.files import check as check
    from harness.gherkin.files import dumps as dumps
    from harness.gherkin.files import load as load
    from harness.gherkin.files import load_all as load_all
    from harness.gherkin.files import loads as loads
    from harness.gherkin.suites import KillMatrix as KillMatrix
    from harness.gherkin.suites import mutants as mutants
    from harness.gherkin.vocabulary import given as given
    from harness.gherkin.vocabulary import then as then
    from harness.gherkin.vocabulary import when as when
    from harness.library.charts import coverage as coverage
    from harness.library.charts import draw as draw
    from harness.library.comparing import compare as compare
    from harness.library.exploring import Counterexample as Counterexample
    from harness.library.exploring import Exploration as Exploration
    from harness.library.exploring import explore as explore
    from harness.library.replaying import Difference as Difference
    from harness.library.replaying import Explanation as Explanation
    from harness.library.replaying import Replayed as Replayed
    from harness.library.replaying import diff as diff
    from harness.library.replaying import explain as explain
    from harness.library.replaying import foresee as foresee
    from harness.library.replaying import replay as replay
    from harness.library.searching import PropertyViolated as PropertyViolated
    from harness.library.searching import Verified as Verified
    from harness.library.searching import find as find
    from harness.library.searching import verify as verify
    from harness.library.shrinking import shrink as shrink
    from harness.library.simulator import Simulator as Simulator
    from harness.library.views import EnvironmentView as EnvironmentView
    from harness.library.views import RecordView as RecordView
    from harness.library.views import UnknownName as UnknownName
    from harness.mutation.catalogue import MUTANTS as MUTANTS
    from harness.mutation.mutant import Mutant as Mutant
    from harness.properties.declarations import always as always
    from harness.properties.declarations import sometimes as sometimes
    from harness.properties.oracle.oracle import Step as Step
    from harness.reports.checks import Check as Check
    from harness.reports.checks import Found as Found
    from harness.reports.findings import Finding as Finding
    from harness.reports.findings import MissedRequest as MissedRequest
    from harness.reports.foresight import Foreseen as Foreseen
    from harness.reports.foresight import Foresight as Foresight
    from harness.reports.result_format import Result as Result
    from harness.scenarios.expectations import Converged as Converged
    from harness.scenarios.expectations import DataLoss as DataLoss
    from harness.scenarios.expectations import DataLosses as DataLosses
    from harness.scenarios.expectations import DeletedFromDataverse as DeletedFromDataverse
    from harness.scenarios.expectations import Diverged as Diverged
    from harness.scenarios.expectations import Elapsed as Elapsed
    from harness.scenarios.expectations import Exists as Exists
    from harness.scenarios.expectations import Expectation as Expectation
    from harness.scenarios.expectations import Foresees as Foresees
    from harness.scenarios.expectations import Grid as Grid
    from harness.scenarios.expectations import GridCount as GridCount
    from harness.scenarios.expectations import HasOtherValues as HasOtherValues
    from harness.scenarios.expectations import HasReference as HasReference
    from harness.scenarios.expectations import HasValues as HasValues
    from harness.scenarios.expectations import IntegrationIs as IntegrationIs
    from harness.scenarios.expectations import MissedRequests as MissedRequests
    from harness.scenarios.expectations import RecordCount as RecordCount
    from harness.scenarios.expectations import RefusedBecause as RefusedBecause
    from harness.scenarios.expectations import TimelineSays as TimelineSays
    from harness.scenarios.expectations import Tracked as Tracked
    from harness.scenarios.expectations import TrackedCount as TrackedCount
    from harness.scenarios.expectations import UndoneDelete as UndoneDelete
    from harness.scenarios.json_schema import schema as schema
    from harness.scenarios.scenario import Scenario as Scenario
    from harness.scenarios.scenario import ScenarioStep as ScenarioStep
    from harness.server.serving import serve as serve
    from harness.simulator.fault_injector import StruckDelivery as StruckDelivery
    from harness.simulator.integration.beginnings import Beginning as Beginning
    from harness.simulator.integration.integration import Integration as Integration
    from harness.simulator.integration.settlement import Settled as Settled
    from harness.simulator.integration.writing import Asked as Asked
    from harness.simulator.integration.writing import Synced as Synced
    from harness.simulator.integration.writing import WriteProblem as WriteProblem
    from harness.simulator.integration.written_together import WritePlan as WritePlan
    from harness.simulator.journal import Journal as Journal
    from harness.simulator.pair_state import Binned as Binned
    from harness.simulator.pair_state import UnnoticedChange as UnnoticedChange
    from harness.simulator.record_pairs import RecordPair as RecordPair
    from harness.simulator.record_pairs import Request as Request
    from harness.simulator.run_in_progress import JobStatus as JobStatus
    from harness.simulator.run_in_progress import RunInProgress as RunInProgress
    from harness.simulator.schedule import Clock as Clock
    from harness.simulator.world import GivenRecord as GivenRecord
    from harness.simulator.world import World as World
    from harness.stores.interface import Backend as Backend
    from harness.stores.interface import Store as Store

# the public names by module, which is imported when one is first used: the command line starts fast
_HOMES = {
    name: f"harness.{module}"
    for module, names in {
        "domain.arguments": "ColumnValue ColumnValues Duration Instant",
        "domain.catalog": "Catalog Table standard_catalog",
        "domain.columns": "Column",
        "domain.commands": (
            "Advance Backup CancelBatchJob ClearTracking Command Create Delete DeleteBatchJob "
            "Deliver Edit Fault Give GiveIntegration GiveRecord Given Import Restore Row "
            "RunBatchJob SetBatchJob SettleNext Side SyncNow TurnOff TurnOn Undelete pairs"
        ),
        "domain.environments": "Environment",
        "domain.errors": (
            "BadInput CatalogError ExpectationFailed HarnessError PluginError Problem "
            "Problems Refusal Refused WrongFiles"
        ),
        "domain.events": "EVENTS Actor Event",
        "domain.fault_points": (
            "BatchStep ClockReading Delayed Delivery Fails Held Repeated Stops Stuck"
        ),
        "domain.faults": "ALL_FAULTS FAULTS",
        "domain.plugged_faults": "fault",
        "domain.policies": "POLICIES Edited Policy PolicyFunction policy",
        "domain.reconcile": "EDITED GONE RECONCILE SAME Decision Loss Losses Outcome",
        "domain.records": "Key Record Scalar Value Values",
        "domain.request_kinds": "COALESCE Change RequestKind ShownKind",
        "domain.rules": "RULES",
        "domain.settings": "Settings",
        "domain.step_results": "Failure StepResult",
        "exploration.policies.comparison": "Comparison",
        "exploration.shrinking.shrinker": "Shrunk",
        "exploration.statespace.model": "BoundedModel",
        "gherkin.export": "export",
        "gherkin.files": "Checked check dumps load load_all loads",
        "gherkin.suites": "KillMatrix mutants",
        "gherkin.vocabulary": "given then when",
        "library.charts": "coverage draw",
        "library.comparing": "compare",
        "library.exploring": "Counterexample Exploration explore",
        "library.replaying": "Difference Explanation Replayed diff explain foresee replay",
        "library.searching": "PropertyViolated Verified find verify",
        "library.shrinking": "shrink",
        "library.simulator": "Simulator",
        "library.views": "EnvironmentView RecordView UnknownName",
        "mutation.catalogue": "MUTANTS",
        "mutation.mutant": "Mutant",
        "properties.oracle.oracle": "Step",
        "properties.declarations": "always sometimes",
        "reports.checks": "Check Found",
        "reports.findings": "Finding MissedRequest",
        "reports.foresight": "Foreseen Foresight",
        "reports.result_format": "Result",
        "scenarios.expectations": (
            "Converged DataLoss DataLosses DeletedFromDataverse Diverged Elapsed Exists "
            "Expectation Foresees Grid GridCount HasOtherValues HasReference HasValues "
            "IntegrationIs MissedRequests RecordCount RefusedBecause TimelineSays Tracked "
            "TrackedCount UndoneDelete"
        ),
        "scenarios.json_schema": "schema",
        "scenarios.scenario": "Scenario ScenarioStep",
        "simulator.fault_injector": "StruckDelivery",
        "simulator.run_in_progress": "JobStatus RunInProgress",
        "simulator.integration.beginnings": "Beginning",
        "simulator.integration.integration": "Integration",
        "simulator.integration.settlement": "Settled",
        "simulator.integration.written_together": "WritePlan",
        "simulator.integration.writing": "Asked Synced WriteProblem",
        "simulator.journal": "Journal",
        "simulator.pair_state": "Binned UnnoticedChange",
        "simulator.record_pairs": "RecordPair Request",
        "simulator.schedule": "Clock",
        "simulator.world": "GivenRecord World",
        "server.serving": "serve",
        "stores.interface": "Backend Store",
    }.items()
    for name in names.split()
} | {name: f"harness.{name}" for name in ("stores", "testing")}  # packages
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  (the names are the keys of _HOMES, so that each is written once)

if not TYPE_CHECKING:  # so that a name that is not there is an error of type checkers too
    from importlib import import_module

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            if name.startswith("__"):  # asked by Python's own machinery, which tries many
                raise AttributeError(name)
            from harness.domain.suggestions import did_you_mean

            near = did_you_mean(name, _HOMES)
            raise AttributeError(f"module 'harness' has no attribute {name!r}{near}")
        try:
            home = import_module(_HOMES[name])
            globals()[name] = found = home if name in ("stores", "testing") else getattr(home, name)
        except ModuleNotFoundError as error:
            if str(error.name).partition(".")[0] == __name__:
                raise
            from harness.domain.extras import needs

            raise ImportError(needs(f"harness.{name}", str(error.name), "bdd")) from None
        return found


def __dir__() -> list[str]:
    from importlib.util import find_spec

    return sorted({*__all__} - (set() if find_spec("pytest_bdd") else {"given", "then", "when"}))
