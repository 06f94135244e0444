"""The simulated clock, and the schedule of commands that are due later.

Time moves forwards, and only when a command moves it. A schedule of commands instead of callbacks
can be printed, compared and copied. Of commands that are due at the same moment those of a lower
rank are done first, else in the order in which they were scheduled.

>>> clock = SimulatedClock(0)
>>> clock.move_to(90_500)
>>> clock.now, clock.milliseconds
(90, 90500)
"""

import heapq
from collections.abc import Callable, Iterator

from harness.domain.commands import Command


class SimulatedClock:
    """Simulated time in milliseconds; `now` is the whole second, as both products store it."""

    def __init__(self, start: int) -> None:
        self.milliseconds = start * 1000
        self.now = start
        self._due: list[tuple[int, int, int, int, Command]] = []
        self._scheduled = 0
        self.on_move: list[
            Callable[[int], None]
        ] = []  # called with the milliseconds after each move

    def move_to(self, milliseconds: int) -> None:
        """Move the time forwards; ValueError if that would be backwards."""
        if milliseconds < self.milliseconds:
            raise ValueError(f"time moves forwards: {milliseconds} is before {self.milliseconds}")
        self.milliseconds = milliseconds
        now = milliseconds // 1000
        if now != self.now:  # one int object a second, which a million events share
            self.now = now
        for listener in self.on_move:
            listener(milliseconds)

    def fork(self) -> "SimulatedClock":
        """A copy with the same schedule and no listeners."""
        new = SimulatedClock(0)
        new.milliseconds, new.now = self.milliseconds, self.now
        new._due, new._scheduled = self._due.copy(), self._scheduled
        return new

    def schedule(self, at: int, cause: int, command: Command, rank: int = 0) -> None:
        """Schedule a command at a time in milliseconds; `cause` is the journal entry behind it."""
        self._scheduled += 1
        heapq.heappush(self._due, (at, rank, self._scheduled, cause, command))

    def cancel(self, kind: type[Command]) -> None:
        """Let no command of this kind be due any more."""
        self._due = [entry for entry in self._due if not isinstance(entry[-1], kind)]
        heapq.heapify(self._due)

    def scheduled(self) -> Iterator[Command]:
        """The commands that are due later, in no order that means anything."""
        return (entry[-1] for entry in self._due)

    def next_of(self, kind: type[Command]) -> int | None:
        """When the first scheduled command of this kind is due, in milliseconds; None without."""
        return min((at for at, *_, it in self._due if isinstance(it, kind)), default=None)

    def pop_due(self, milliseconds: int) -> tuple[int, int, Command] | None:
        """Remove and return the next command that is due by then, as (at, cause, command)."""
        if not self._due or self._due[0][0] > milliseconds:
            return None
        at, _, _, cause, command = heapq.heappop(self._due)
        return at, cause, command
