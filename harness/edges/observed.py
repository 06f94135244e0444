"""What features expect beyond `readers.expectations`.

Every loss with its values, the words of the timeline, and how much simulated time has passed.

>>> from harness.world.simulator import Simulator
>>> Elapsed(0).check(Simulator(), None) is None
True
"""

from dataclasses import dataclass

from harness.readers.expectations import Unmet
from harness.readers.findings import data_loss, shown
from harness.readers.lines import timeline_lines
from harness.values.environments import ENVIRONMENT_NAMES, Environment
from harness.values.records import Scalar
from harness.values.times import format_duration
from harness.world.simulator import Simulator

# where it was made, record, column, value lost, value kept
LossRow = tuple[Environment, str, str, Scalar | None, Scalar | None]


@dataclass(frozen=True, slots=True)
class Losses:
    """These losses were reported and no others, each column with what was lost and kept (R7)."""

    rows: tuple[LossRow, ...]

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        actual = [
            (loss.environment, loss.record, column, lost, kept)
            for loss in data_loss(simulator)
            for column, lost, kept in loss.columns
        ]
        if sorted(map(_text, actual)) == sorted(map(_text, self.rows)):
            return None
        return Unmet(_listed(self.rows), _listed(actual))


def _text(row: LossRow) -> str:
    environment, record, column, lost, kept = row
    where = ENVIRONMENT_NAMES[environment]
    return f"{record} in {where} lost {column} {shown(lost)}, kept {shown(kept)}"


def _listed(rows: tuple[LossRow, ...] | list[LossRow]) -> str:
    return "; ".join(map(_text, rows)) or "no data loss"


@dataclass(frozen=True, slots=True)
class TimelineSays:
    """A line of the timeline has this text in it, regardless of case."""

    text: str

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        wanted = self.text.casefold()
        for line in timeline_lines(simulator, expand=True):
            if wanted in line.what.casefold():
                return None
        return Unmet(f"the timeline says {self.text!r}", "no line of it does")


@dataclass(frozen=True, slots=True)
class Elapsed:
    """So much simulated time has passed since the start."""

    milliseconds: int

    def check(self, simulator: Simulator, _refusal: str | None) -> Unmet | None:
        world = simulator.world
        passed = world.clock.milliseconds - world.settings.start * 1000
        if passed == self.milliseconds:
            return None
        return Unmet(
            f"{format_duration(self.milliseconds)} have passed since the start",
            f"{format_duration(passed)} have passed",
        )


Observed = Losses | TimelineSays | Elapsed
