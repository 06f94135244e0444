"""A simulation with Python's clock frozen to its time, so that code called from steps sees it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import freezegun

from harness.gherkin.simulation import Simulation, Where

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  freezegun takes a naive UTC time
# what measures stays real, and no more: whole packages would unfreeze the steps
freezegun.configure(extend_ignore_list=["_pytest.timing", "pytest_bdd.reporting"])


@contextmanager
def frozen_simulation(
    where: Callable[[], Where], *compare: Callable[[str, Simulation], None]
) -> Iterator[Simulation]:
    """One simulation; Python's clock moves as its clock moves, until the block is left."""

    def move(milliseconds: int) -> None:
        frozen.move_to(_EPOCH + timedelta(milliseconds=milliseconds))

    with freezegun.freeze_time(_EPOCH) as frozen:
        yield Simulation(move, where, *compare)
