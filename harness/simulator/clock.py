"""The simulated clock and its schedule.

Time moves only when told, forwards. What is scheduled are commands; two that are due at the same
moment go in the order in which they were scheduled.

>>> clock = Clock(0)
>>> clock.move_to(90_500)
>>> clock.now, clock.milliseconds
(90, 90500)
"""

import heapq
from collections.abc import Callable

from harness.domain.commands import Command


class Clock:
    """Milliseconds inside; `now` is the whole second that both products store."""

    def __init__(self, start: int) -> None:
        self.milliseconds = start * 1000
        self.now = start
        self._due: list[tuple[int, int, int, Command]] = []
        self._scheduled = 0
        self.on_move: list[Callable[[int], None]] = []  # told the milliseconds, after each move

    def move_to(self, milliseconds: int) -> None:
        """Move forwards; ValueError where that would be backwards."""
        if milliseconds < self.milliseconds:
            raise ValueError(f"time moves forwards: {milliseconds} is before {self.milliseconds}")
        self.milliseconds = milliseconds
        now = milliseconds // 1000
        if now != self.now:  # one int object a second: a million events share it
            self.now = now
        for listener in self.on_move:
            listener(milliseconds)

    def fork(self) -> "Clock":
        """Another clock with the same schedule, that nobody listens to."""
        new = Clock(0)
        new.milliseconds, new.now = self.milliseconds, self.now
        new._due, new._scheduled = self._due.copy(), self._scheduled
        return new

    def schedule(self, at: int, cause: int, command: Command) -> None:
        """Have the command done at that time, in milliseconds; `cause` is the entry behind it."""
        self._scheduled += 1
        heapq.heappush(self._due, (at, self._scheduled, cause, command))

    def pop_due(self, milliseconds: int) -> tuple[int, int, Command] | None:
        """Take the next command that is due by then: (when, cause, command)."""
        if not self._due or self._due[0][0] > milliseconds:
            return None
        at, _, cause, command = heapq.heappop(self._due)
        return at, cause, command
