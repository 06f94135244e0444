"""A world of two columns: a record that is there on both sides, and both edit either column of it.

What people meet first when both sides edit is that they edited different columns, and the later
record is copied whole (R3). Of records that come and go, and of a clear, one column tells enough.

>>> [it.says for it in TwoColumns().operations][:2]
['edit in hr: cdm_lastname Byron', 'edit in hr: cdm_lastname King']
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from harness.domain.commands import Command, Edit, Give, GiveIntegration, Row, pairs
from harness.domain.environments import ENVIRONMENTS
from harness.exploration.statespace.model import (
    COLUMN,
    KEY,
    NAMES,
    TABLE,
    BoundedModel,
    Operation,
)

SECOND: Final = "cdm_firstname"
_WORDS: Final = {COLUMN: ("Byron", "King", "Noel"), SECOND: ("Ada", "Augusta", "Anne")}


class TwoColumns(BoundedModel):
    """The commands of this world: edits of either column, the switch, the batch job, time."""

    columns = (COLUMN, SECOND)
    starts: Final[Sequence[tuple[Command, ...]]] = (
        (
            Give(TABLE, (Row(NAMES[0], pairs({KEY: "1", COLUMN: "Byron", SECOND: "Ada"})),)),
            GiveIntegration(),
        ),
    )

    def __init__(self, like: BoundedModel | None = None) -> None:
        it = like or BoundedModel()
        super().__init__(it.values, it.faults, it.settings.conflict, it.settings.tie)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        edits = [
            Operation(
                f"edit in {environment}: {column} {value}",
                Edit(environment, NAMES[0], pairs({column: value})),
                True,
            )
            for environment in ENVIRONMENTS
            for column, words in _WORDS.items()
            for value in words
        ]
        return (*edits, *self._of_everybody())
