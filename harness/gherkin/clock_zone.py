"""Where Python's clock shows simulated time: in code of users, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol


class ShownTime(Protocol):
    """A time that Python's clock can show."""

    def show(self) -> None: ...
    def hide(self) -> None: ...


class ClockZone:
    """Whether code of users runs, and which simulated times there are for it to see.

    Steps, tests and the fixtures that live as long as they do are code of users. Hooks are not, nor
    are the fixtures of a module or a session, which outlive a simulation.
    """

    def __init__(self) -> None:
        self._users = False
        self._times: list[ShownTime] = []
        self._shown: ShownTime | None = None
        self.was_used = False  # whether there was a simulated time since somebody looked

    def enter(self, *, users: bool) -> bool:
        """Say whether code of users runs from now on; returns whether it did before."""
        before, self._users = self._users, users
        if self._times:
            self._show()
        return before

    @contextmanager
    def of(self, *, users: bool) -> Iterator[None]:
        """Say so for a block."""
        before = self.enter(users=users)
        try:
            yield
        finally:
            self.enter(users=before)

    @contextmanager
    def showing(self, now: ShownTime) -> Iterator[None]:
        """Have code of users see this time until the block is left."""
        self._times.append(now)
        self.was_used = True
        self._show()
        try:
            yield
        finally:
            self._times.remove(now)
            self._show()

    @property
    def has_time(self) -> bool:
        """Whether there is a simulated time for code of users."""
        return bool(self._times)

    def _show(self) -> None:
        wanted = self._times[-1] if self._users and self._times else None
        if wanted is not self._shown:
            if self._shown is not None:
                self._shown.hide()
            if wanted is not None:
                wanted.show()
            self._shown = wanted


ZONE: Final = ClockZone()  # Python has one clock
