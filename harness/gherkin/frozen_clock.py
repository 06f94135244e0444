"""Python's clock frozen to simulated time, for code that steps call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import freezegun

from harness.gherkin.pytest_adapter import STOPWATCHES
from harness.gherkin.simulation import CurrentStep, Simulation

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  freezegun takes a naive UTC time
freezegun.configure(extend_ignore_list=[*STOPWATCHES])


@contextmanager
def frozen_simulation(
    current: Callable[[], CurrentStep], *compare: Callable[[str, Simulation], None]
) -> Iterator[Simulation]:
    """A simulation, with Python's clock at its time until the block is left."""

    def move(milliseconds: int) -> None:
        frozen.move_to(_EPOCH + timedelta(milliseconds=milliseconds))

    with freezegun.freeze_time(_EPOCH) as frozen:
        yield Simulation(move, current, *compare)
