"""Python's clock: simulated while code of a user runs that has a simulation, and real otherwise.

freezegun has the fakes. What it does at every start, a search of all modules for functions of the
clock, is done here once, and again only for modules that are new; so the clock can change at every
step, and what measures or reports tests never sees a time that is not real.
"""

import copyreg
import datetime as dt
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any, Final, NamedTuple

import freezegun.config
from freezegun import api

from harness.gherkin.clock_zone import ZONE
from harness.gherkin.project_settings import NO_SETTINGS, ProjectSettings
from harness.gherkin.pytest_adapter import STOPWATCHES
from harness.gherkin.simulation import CurrentStep, Simulation
from harness.library.simulator import Simulator
from harness.stores.registry import open_backend

_EPOCH: Final = api.real_datetime(1970, 1, 1)
_NAMES: Final = (
    *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"),
    *("localtime", "gmtime", "strftime"),
)
_FAKES: Final[dict[object, object]] = {
    **{getattr(api, f"real_{name}"): getattr(api, f"fake_{name}") for name in _NAMES},
    api.real_date: api.FakeDate,
    api.real_datetime: api.FakeDatetime,
}
_REALS: Final = {fake: real for real, fake in _FAKES.items()}
_PAIRS: Final = {
    id(one): pair for pair in _FAKES.items() for one in pair
}  # by identity: values of modules may be unhashable, or compare in a way of their own
_STACKS: Final[tuple[list[Any], ...]] = (
    *(api.freeze_factories, api.tz_offsets, api.ignore_lists, api.tick_flags),
)


def _real_copy(module: ModuleType) -> ModuleType:
    """A module as it is while nothing is frozen."""
    copy = ModuleType(module.__name__, module.__doc__)
    found = vars(module).items()
    vars(copy).update((name, _PAIRS.get(id(value), (value,))[0]) for name, value in found)
    return copy


_REAL_MODULES: Final = {id(module): (module, _real_copy(module)) for module in (time, dt)}


class _Place(NamedTuple):
    """A name of a module, and what it holds while the clock is real, and while it is frozen."""

    names: dict[str, Any]
    name: str
    real: object
    fake: object


class _Module(NamedTuple):
    """A module as it was searched."""

    names: dict[str, Any]
    size: int
    places: dict[str, _Place]


class _Places:
    """All names of all modules that hold a part of Python's clock."""

    def __init__(self) -> None:
        self._modules: list[Any] = []
        self._names: list[dict[str, Any]] = []  # of each
        self._sizes: list[int] = []
        self._searched: dict[int, _Module] = {}  # by the identity of its names
        self._all: list[_Place] = []

    def freeze(self, *, look_closely: bool) -> None:
        """Put the fakes into each name that holds what is real.

        Looked at closely, modules that got a name are found too, not only new modules.
        """
        self._search(look_closely)
        for names, name, real, fake in self._all:
            if names.get(name) is real:  # else it is someone's own
                names[name] = fake
        copyreg.dispatch_table[api.real_datetime] = api.pickle_fake_datetime
        copyreg.dispatch_table[api.real_date] = api.pickle_fake_date
        self._put_uuid(None, None)

    def thaw(self, *, look_closely: bool = False) -> None:
        """Put what is real into each name that holds a fake."""
        self._search(look_closely)
        _make_real(self._all)
        copyreg.dispatch_table.pop(api.real_datetime, None)
        copyreg.dispatch_table.pop(api.real_date, None)
        self._put_uuid(api.real_uuid_generate_time, api.real_uuid_create)

    def _put_uuid(self, generate_time: object, create: object) -> None:
        if api.uuid_generate_time_attr:
            setattr(uuid, api.uuid_generate_time_attr, generate_time)
        vars(uuid).update(_UuidCreate=create, _last_timestamp=None)

    def _search(self, look_closely: bool) -> None:
        """Search the modules that are new, and those with more or fewer names than before."""
        if len(sys.modules) == len(self._modules) and not look_closely:
            return
        by_name = sys.modules.copy()
        loaded = list(by_name.values())
        if loaded != self._modules:
            self._modules = loaded
            self._names = [getattr(module, "__dict__", {}) for module in loaded]
        elif list(map(len, self._names)) == self._sizes:
            return
        ignored = tuple(freezegun.config.settings.default_ignore_list)
        before, self._searched = self._searched, {}
        self._sizes = []
        for name, names in zip(by_name, self._names, strict=True):
            searched = self._searched.get(id(names)) or before.pop(id(names), None)
            size = len(names)
            if searched is None or searched.size != size:
                known = {} if searched is None else searched.places
                # a test may have put something else there for now: look again after it
                size = size if look_closely else -1
                searched = _Module(names, size, {**known, **_places(name, names, ignored)})
            self._searched[id(names)] = searched
            self._sizes.append(searched.size)
        for unloaded in before.values():
            _make_real(unloaded.places.values())
        found = self._searched.values()
        self._all = [place for searched in found for place in searched.places.values()]


def _places(module: str, names: dict[str, Any], ignored: tuple[str, ...]) -> dict[str, _Place]:
    known: dict[int, tuple[Any, Any]] = _PAIRS
    if module in STOPWATCHES:
        known = _REAL_MODULES
    elif module.startswith(ignored) or module in ("freezegun.api", __name__):
        return {}
    found = ((name, known.get(id(value))) for name, value in list(names.items()))
    return {name: _Place(names, name, *pair) for name, pair in found if pair}


def _make_real(places: Iterable[_Place]) -> None:
    for names, name, real, fake in places:
        if names.get(name) is fake:
            names[name] = real


_PLACES: Final = _Places()


class SimulatedTime:
    """The time of one simulation, as freezegun asks for it."""

    def __init__(self) -> None:
        self.milliseconds = 0
        ignored = tuple(freezegun.config.settings.default_ignore_list)
        # the tops of freezegun's stacks while this is shown: this, and what steps freeze on top
        self._tops: list[list[Any]] = [[self], [timedelta(0)], [ignored], [False]]
        self._below = 0
        self._seen = False

    def __call__(self) -> dt.datetime:
        """The time now, without a time zone: UTC."""
        return _EPOCH + timedelta(milliseconds=self.milliseconds)

    def show(self) -> None:
        """Make it Python's time."""
        self._below = len(api.freeze_factories)
        for stack, top in zip(_STACKS, self._tops, strict=True):
            stack.extend(top)
        if not self._below:  # else a freeze of someone else is there, around this one
            _PLACES.freeze(look_closely=not self._seen)
        self._seen = True

    def hide(self) -> None:
        """Make Python's time what it was before."""
        self._tops = [stack[self._below :] for stack in _STACKS]
        for stack in _STACKS:
            del stack[self._below :]
        if not self._below:
            _PLACES.thaw()


def restore() -> None:
    """Make every name real again, also those that a test put back as it had found them frozen."""
    if not api.freeze_factories:
        _PLACES.thaw(look_closely=True)


@contextmanager
def frozen_simulator(project: ProjectSettings = NO_SETTINGS) -> Iterator[Simulator]:
    """A simulator of the library whose time code of users sees as Python's, until it is left."""
    settings, additions = project.final(project.started()), project.additions
    now = SimulatedTime()
    made = Simulator(
        settings, catalog=additions or None, stores=open_backend(project.store, "test runs")
    )
    now.milliseconds = made.settings.start * 1000

    def move(milliseconds: int) -> None:
        now.milliseconds = milliseconds

    made.world.clock.on_move.append(move)
    with made, ZONE.showing(now):
        yield made


@contextmanager
def frozen_simulation(
    current: Callable[[], CurrentStep],
    compare: Callable[[str, Simulation], None] | None = None,
    project: ProjectSettings = NO_SETTINGS,
) -> Iterator[Simulation]:
    """A simulation whose time code of users sees as Python's, until the block is left."""
    now = SimulatedTime()

    def move(milliseconds: int) -> None:
        now.milliseconds = milliseconds

    with ZONE.showing(now):
        made = Simulation(move, current, compare, project)
        try:
            yield made
        finally:
            made.close()
