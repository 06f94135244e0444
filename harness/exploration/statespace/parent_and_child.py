"""A bounded model of a record that another one looks up: a job, and a position of it.

The two are not independent (R14, R19), and whether a delete follows depends on both (L9, L10). So
their states are not a product: a state is that of both together, and the search is over these.
Dataverse may be unavailable, so that deletes in Human Resources are late.

>>> [it.label for it in ParentAndChild().operations][:3]
['create the job in hr', 'delete the job in hr', 'create the position in hr']
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from harness.domain.commands import (
    Advance,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Row,
    RunBatchJob,
    TurnOff,
    TurnOn,
    command_name,
    pairs,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR
from harness.exploration.statespace.model import BoundedModel, Operation, fault_label
from harness.exploration.statespace.states import Form, record_state
from harness.exploration.statespace.transitions import State, TransitionTable
from harness.properties.oracle.oracle import Oracle

_PARENT_TABLE, PARENT, _PARENT_KEY = "cdm_job", "coder", {"cdm_name": "1"}
_CHILD_TABLE, CHILD, _CHILD_KEY = "cdm_jobposition", "p1", {"cdm_jobpositionnumber": "1"}
LOOKUP: Final = "cdm_jobid"


class ParentAndChild(BoundedModel):
    """Its operations: creates and deletes of both, the child's lookup, the switch, the batch job.

    Jobs are made in Human Resources, as mostly they are; all else is done on either side.
    """

    starts: Final[Sequence[tuple[Command, ...]]] = (
        (
            Give(_PARENT_TABLE, (Row(PARENT, pairs(_PARENT_KEY)),)),
            Give(_CHILD_TABLE, (Row(CHILD, pairs({**_CHILD_KEY, LOOKUP: PARENT})),)),
            GiveIntegration(),
        ),
    )

    def __init__(self, like: BoundedModel | None = None) -> None:
        model = like or BoundedModel()
        settings = model.settings
        super().__init__(
            (None,), ("unavailable",), settings.conflict, settings.tie, imports=False,
            engine=model.engine, late_delete=settings.late_delete,
        )  # fmt: skip

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        key, child = pairs(_PARENT_KEY), pairs({**_CHILD_KEY, LOOKUP: PARENT})
        changes: list[tuple[str, Command]] = [
            ("create the job in hr", Create(HR, _PARENT_TABLE, PARENT, key))
        ]
        for here in ENVIRONMENTS:
            no_job = Edit(here, CHILD, pairs({LOOKUP: None}))
            changes += [
                (f"delete the job in {here}", Delete(here, PARENT)),
                (f"create the position in {here}", Create(here, _CHILD_TABLE, CHILD, child)),
                (f"take the position off the job in {here}", no_job),
                (f"delete the position in {here}", Delete(here, CHILD)),
            ]
        shared = (TurnOn(), TurnOff(), RunBatchJob(), Advance(1000))
        faults = (Fault("unavailable", DATAVERSE), Fault("over"))
        return (
            *(Operation(label, it, True) for label, it in changes),
            *(Operation(command_name(it), it, False) for it in shared),
            *(Operation(fault_label(it), it, False) for it in faults),
        )


class FamilyTable(TransitionTable):
    """The transition table of both together; what it has as one record is the parent."""

    def _state(self, oracle: Oracle) -> State:
        shared, _ = super()._state(oracle)
        parent = record_state(oracle, PARENT, self.form, self.with_memory, ("cdm_name",))
        child = record_state(oracle, CHILD, self.form, self.with_memory, (LOOKUP,))
        return shared, parent._replace(memory=(parent.memory, child))


def family_table(like: BoundedModel | None = None, form: Form = "canonical") -> FamilyTable:
    """The table of a model with the settings of that one, not derived yet."""
    model = ParentAndChild(like)
    return FamilyTable(model, form, starts=tuple(model.starts))
