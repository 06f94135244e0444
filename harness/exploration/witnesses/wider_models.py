"""Models of what the bounded model leaves out, each with few commands, searched to some length.

What nobody noticed (F7), deletes that are late (L9), columns that nobody listens to (L8), natural
keys that change (R18), backups (E1), choices (R16): each is a way of its own in which changes are
lost, records come back and both sides differ.

>>> [len(it.model.operations) for it in wider_models(BoundedModel())]
[15, 14, 13, 11, 15, 11]
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from harness.domain.commands import (
    Advance,
    Backup,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Restore,
    Row,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    command_name,
    pairs,
)
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.exploration.statespace.model import (
    COLUMN,
    KEY,
    NAMES,
    TABLE,
    BoundedModel,
    Operation,
    fault_label,
)
from harness.exploration.statespace.states import record_state
from harness.exploration.statespace.two_columns import SECOND
from harness.properties.oracle.oracle import Oracle

_ADA, _BEN = NAMES[:2]
_CHOICE: Final = "cdm_type"
_NUMBER: Final = 754_400_001  # Contractor; the next one has no name in Human Resources (R16)
BACKUP: Final = "monday"
_CHANGES, _DIFFERENCES = ("data-loss", "undone-delete"), ("divergence-after-batch",)
_SHARED: Final[tuple[Command, ...]] = (
    TurnOn(), TurnOff(), RunBatchJob(), SyncNow(TABLE), Advance(1000),
)  # fmt: skip
Columns = Mapping[str, Mapping[Environment, Sequence[Any]]]  # the values of edits
_BOTH: Final[dict[Environment, tuple[str, ...]]] = dict.fromkeys(ENVIRONMENTS, ("Byron", "Noel"))


class WiderModel(BoundedModel):
    """Its operations: edits, deletes and creates of one record, and what the model is about."""

    def __init__(
        self,
        like: BoundedModel,
        values: Columns,
        shared: Sequence[Command],
        per_record: Sequence[Command] = (),
        deletes: bool = True,
        creates: Sequence[Environment] = (),
        **settings: Any,
    ) -> None:
        super().__init__((None, "Byron"), (), imports=False, engine=like.engine)
        self.columns = tuple(values)
        self.settings = replace(like.settings, **{"not_listened": (), **settings})
        edits = (
            Edit(here, _ADA, pairs({column: value}))
            for here in ENVIRONMENTS
            for column, its in values.items()
            for value in its[here]
        )
        key = pairs({KEY: "1"})
        of_record: list[Command] = [*edits]
        of_record += [Delete(here, _ADA) for here in ENVIRONMENTS if deletes]
        of_record += [Create(here, TABLE, _ADA, key) for here in creates]
        self._commands = (*of_record, *per_record, *shared)
        self._of_record = len(of_record) + len(per_record)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(
            Operation(_label(command), command, number < self._of_record)
            for number, command in enumerate(self._commands)
        )


def _label(command: Command) -> str:
    return fault_label(command) if isinstance(command, Fault) else command_name(command)


class Wider(NamedTuple):
    """A model, what is given at its start, how long its histories are, and what its states add."""

    model: WiderModel
    starts: tuple[tuple[Command, ...], ...]
    longest: int
    adds: Callable[[Oracle], object]
    targets: tuple[str, ...] = ()  # that it is for; none: all findings


def wider_models(like: BoundedModel) -> Iterator[Wider]:
    """The models, with the policy and the ties of that one."""
    name: Columns = {COLUMN: _BOTH}
    unnoticed = (*(Fault("not_noticed", it, lasting=True) for it in ENVIRONMENTS), Fault("over"))
    yield _wider(WiderModel(like, name, (*_SHARED, *unnoticed), creates=(HR,)), 6)
    outages = (*(Fault("unavailable", it) for it in ENVIRONMENTS), Fault("over"))
    late = _wider(WiderModel(like, name, (*_SHARED, *outages)), 6)
    yield late._replace(targets=_CHANGES)
    two: Columns = {COLUMN: _BOTH, SECOND: {HR: ("Augusta",), DATAVERSE: ("Augusta",)}}
    deaf = dict.fromkeys(ENVIRONMENTS, (f"{TABLE}.{COLUMN}",))
    yield _wider(WiderModel(like, two, _SHARED, not_listened=deaf), 3)
    rekeys = [Edit(it, _ADA, pairs({KEY: "2"}), becomes=_BEN) for it in ENVIRONMENTS]
    changing = WiderModel(
        like, name, _SHARED, rekeys, natural_key="identity_changes", deletes=False
    )  # fmt: skip
    yield _wider(changing, 5, _of_another)
    backups = [make(it, BACKUP) for make in (Backup, Restore) for it in ENVIRONMENTS]
    yield _wider(WiderModel(like, name, (*_SHARED, *backups)), 6, _of_backups)
    choices: Columns = {_CHOICE: {HR: ("Both", "Contractor"), DATAVERSE: (_NUMBER, _NUMBER + 1)}}
    yield _wider(WiderModel(like, choices, _SHARED), 3)._replace(targets=_DIFFERENCES)


def _wider(
    model: WiderModel, longest: int, adds: Callable[[Oracle], object] = lambda _: None
) -> Wider:
    values: dict[str, Any] = {KEY: "1"}
    values |= {_CHOICE: "Employee"} if _CHOICE in model.columns else {COLUMN: "King"}
    values |= {SECOND: "Ada"} if SECOND in model.columns else {}
    given = (Give(TABLE, (Row(_ADA, pairs(values)),)), GiveIntegration())
    return Wider(model, (given,), longest, adds)


def _of_another(oracle: Oracle) -> object:
    """The record that the first one becomes, and where it did (R18)."""
    return record_state(oracle, _BEN, "canonical"), _places_of(oracle, "rekeyed")


def _places_of(oracle: Oracle, event: str) -> tuple[object, ...]:
    """Of what there is in the journal: where, and of which record; causes go by it."""
    journal = oracle.simulator.journal
    return tuple((it.environment, it.record) for _, it in journal if it.event == event)


def _of_backups(oracle: Oracle) -> object:
    """What backups keep, and what has the same values now; times are as they are (E1)."""
    now = [oracle.records[it].get(_ADA) for it in ENVIRONMENTS]
    kept_now = tuple(
        (
            where,
            tuple(kept.records.get(_ADA) == its for its in now),
            kept.edited_at.get(_ADA),
            tuple(kept.pending),
        )
        for where, kept in sorted(oracle.backups.items())
    )
    return kept_now, _places_of(oracle, "environment_restored")
