"""Integrations of one's own while they run: what their methods return, and what they leave behind.

>>> from harness.domain.commands import Create, RunBatchJob, TurnOn
>>> from harness.simulator.engine import Engine
>>> class ByName(Integration):
...     def tables_to_settle(self):
...         self.world.missed.tables().sort()  # and no return
>>> engine = Engine(integration=ByName)
>>> engine.attempt(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> engine.attempt(TurnOn())
>>> engine.attempt(RunBatchJob())  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.PluginError: integration ByName (...): tables_to_settle returned None, \
expected a list of str
"""

from collections.abc import Callable, Hashable
from functools import cache
from inspect import Signature, getattr_static, isfunction, signature
from types import NoneType, UnionType
from typing import Any, Final, Literal, Self, Union, cast, get_args, get_origin

from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.errors import HarnessError, PluginError, Refusal
from harness.domain.plugins import origin_of
from harness.domain.reconcile import Loss, Outcome
from harness.domain.records import Values
from harness.domain.request_kinds import Change
from harness.simulator.integration.integration import Integration
from harness.simulator.integration.registry import broken
from harness.simulator.integration.settlement import Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World

# how a message calls what is long if it is written out
_ALIASES: Final[dict[Any, str]] = {
    Outcome: "(rule, values in HR, values in Dataverse, losses), an h.Outcome",
    Loss: "((column, value lost, value kept), ...), an h.Loss",
    Refusal | None: "None or a refusal: (reason, rule or None, entry or None)",
    tuple[Values, int]: "(values, touched columns as bits)",
    bool: "True or False",
    NoneType: "None",
}


def checked(integration: type[Integration]) -> type[Integration]:
    """The same integration, whose own methods are checked; nothing of a pair is half written."""
    return _checked(cast("Hashable", integration))


@cache
def _checked(integration: Any) -> type[Integration]:
    own_name = {"__module__": integration.__module__, "__doc__": integration.__doc__}
    members: dict[str, Any] = {**own_name}
    for name, returns in _returns().items():
        own = getattr_static(integration, name)
        if own is not getattr_static(Integration, name):
            members[name] = _answering(integration, name, own, returns)
    name = integration.__name__
    return type(name, (_Guarded, type(name, (integration,), members)), {**own_name})


class _Guarded(Integration):
    """What undoes an integration's work on a pair in which one of its methods raises."""

    __slots__ = ()

    def __init__(self, world: World) -> None:
        own = self._own()
        try:
            super().__init__(world)
        except HarnessError:
            raise
        except Exception as error:
            raise broken(own, error) from error
        if not hasattr(self, "_coalesce"):
            plugin = f"integration {own.__name__} ({origin_of(own.__init__)})"
            raise PluginError(plugin, "__init__", "does not call super().__init__(world)")

    def fork(self, world: World) -> Self:
        try:
            return super().fork(world)
        except HarnessError:
            raise
        except Exception as error:
            raise broken(self._own(), error) from error

    def settle(self, pair: RecordPair, *rest: Any, **more: Any) -> Settled:
        before = _Before(self.world, pair)
        try:
            return super().settle(pair, *rest, **more)
        except Exception:
            before.restore()
            raise

    def deliver(self, request: Request, cause: int) -> None:
        before = _Before(self.world, request.pair)
        try:
            super().deliver(request, cause)
        except Exception:
            before.restore()
            raise

    def on_change(
        self,
        pair: RecordPair,
        environment: Environment,
        change: Change,
        touched: int,
        entity: str | None,
        cause: int,
        now: int,
    ) -> None:
        taken_up = _state(pair.request(environment))
        try:
            super().on_change(pair, environment, change, touched, entity, cause, now)
        except Exception:
            if _state(pair.request(environment)) == taken_up:  # the user's change stays missed
                world, on = self.world, self.world.on
                world.on = False
                Integration.on_change(self, pair, environment, change, touched, entity, cause, now)
                world.on = on
            raise

    def _own(self) -> type[Integration]:
        """The class that somebody wrote: after this one and that of its answers."""
        mro = type(self).__mro__
        return cast("type[Integration]", mro[mro.index(_Guarded) + 2])


class _Before:
    """A record pair as it was before it was settled or delivered."""

    def __init__(self, world: World, pair: RecordPair) -> None:
        self._world, self._pair = world, pair
        self._records = {it: self._record(it) for it in ENVIRONMENTS}
        self._row = pair.row
        self._requests = [
            (request, request.kind, request.touched, world.missed.waiting.get(request))
            for request in (pair.hr_request, pair.dataverse_request)
            if request is not None
        ]
        self._entries = len(world.journal)

    def restore(self) -> None:
        """Put it back, if nothing but this pair was touched."""
        world, pair = self._world, self._pair
        name = pair.name
        if any(event.record != name for _, event in world.journal.since(self._entries + 1)):
            return
        for environment, record in self._records.items():
            if self._record(environment) != record:
                world.restore(environment, pair, record)
        pair.row = self._row
        for environment in ENVIRONMENTS:
            request = pair.request(environment)
            if request is not None:
                world.missed.spend(request, travelled=False)
        for request, kind, touched, waiting in self._requests:
            request.kind, request.touched = kind, touched
            world.missed.put_back(request, waiting)
        world.journal.cut(self._entries)

    def _record(self, environment: Environment) -> Any:
        return self._world.records[environment].find(self._pair.table.name, self._pair.key)


def _state(request: Request | None) -> tuple[Any, ...]:
    return (request, *(() if request is None else (request.kind, request.touched, request.entity)))


def _answering(own: type[Integration], name: str, method: Any, returns: Any) -> Callable[..., Any]:
    """The method, which raises PluginError if it returns anything but what it should."""

    def answering(self: Integration, *given: Any, **named: Any) -> Any:
        answer = method.__get__(self, type(self))(*given, **named)
        if not fits(answer, returns):
            shown = repr(answer)
            shown = shown if len(shown) <= _LONG else f"{shown[:_LONG]}..."
            function = getattr(method, "__func__", method)
            plugin = f"integration {own.__name__} ({origin_of(function)})"
            raise PluginError(plugin, name, f"returned {shown}", described(returns))
        return answer

    return answering


_LONG: Final = 80  # characters


@cache
def _returns() -> dict[str, Any]:
    """The methods that return something, and what."""
    found: dict[str, Any] = {}
    for its in Integration.__mro__:
        for name, member in vars(its).items():
            function = getattr(member, "__func__", member)
            if isfunction(function) and name not in ("__init__", "__init_subclass__", "fork"):
                found.setdefault(name, signature(function).return_annotation)
    return {name: it for name, it in found.items() if it not in (None, Signature.empty)}


def fits(answer: object, hint: Any) -> bool:
    """Whether a value is of a type as annotations write it; what only repeats a name is not asked.

    >>> fits(["cdm_title"], list[str]), fits([7], list[str]), fits("", bool)
    (True, False, False)
    """
    kind, inner = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        return any(fits(answer, one) for one in inner)
    if kind is Literal:
        return isinstance(answer, str) and answer in inner
    if kind is tuple:
        if not isinstance(answer, tuple):
            return False
        if inner[-1] is ...:
            return all(fits(one, inner[0]) for one in answer)
        return len(answer) == len(inner) and all(map(fits, answer, inner))
    if kind is list:
        return isinstance(answer, list) and all(fits(one, inner[0]) for one in answer)
    if kind is not None:
        return isinstance(answer, kind)
    return not isinstance(hint, type) or isinstance(answer, hint)


def described(hint: Any) -> str:
    """A type in words.

    >>> described(list[str]), described(str | None)
    ('a list of str', 'str or None')
    """
    if hint in _ALIASES:
        return _ALIASES[hint]
    kind, inner = get_origin(hint), get_args(hint)
    if kind is Literal:
        return " or ".join(map(repr, inner))
    if kind in (Union, UnionType):
        return " or ".join(map(described, inner))
    if kind is tuple:
        return f"({', '.join(map(described, inner))})"
    if kind is not None:
        return f"{'a list of' if kind is list else 'an iterable of'} {described(inner[0])}"
    return str(getattr(hint, "__name__", hint))
