"""A bounded model with two columns: one record that exists on both sides, edited in either column.

Where both sides edit, they often edit different columns, and the later record is copied whole (R3).
Creates, deletes and clears need no second column: `BoundedModel` has them.

>>> [it.label for it in TwoColumns().operations][:2]
['edit in hr: cdm_lastname Byron', 'edit in hr: cdm_lastname King']
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from harness.domain.commands import Command, Edit, Give, GiveIntegration, Row, pairs
from harness.domain.environments import ENVIRONMENTS
from harness.exploration.statespace.model import COLUMN, KEY, NAMES, TABLE, BoundedModel, Operation

SECOND: Final = "cdm_firstname"
_VALUES: Final = {COLUMN: ("Byron", "King", "Noel"), SECOND: ("Ada", "Augusta", "Anne")}


class TwoColumns(BoundedModel):
    """Its operations: edits of either column, the switch, the batch job, time."""

    columns = (COLUMN, SECOND)
    starts: Final[Sequence[tuple[Command, ...]]] = (
        (
            Give(TABLE, (Row(NAMES[0], pairs({KEY: "1", COLUMN: "Byron", SECOND: "Ada"})),)),
            GiveIntegration(),
        ),
    )

    def __init__(self, like: BoundedModel | None = None) -> None:
        model = like or BoundedModel()
        settings = model.settings
        super().__init__(
            model.values,
            model.faults,
            settings.conflict,
            settings.tie,
            engine=model.engine,
            late_delete=settings.late_delete,
            not_listened=settings.not_listened,
        )

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        edits = [
            Operation(
                f"edit in {environment}: {column} {value}",
                Edit(environment, NAMES[0], pairs({column: value})),
                True,
            )
            for environment in ENVIRONMENTS
            for column, values in _VALUES.items()
            for value in values
        ]
        return (*edits, *self._shared_operations())
