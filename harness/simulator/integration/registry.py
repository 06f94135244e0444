"""The registry of integrations: what `settings: {integration: NAME}` stands for, and their check.

>>> class NoLiveDeletes(Integration):
...     def deliver_deletes(self, request, cause):
...         self.keep_missed(request, cause)
>>> require_integration(NoLiveDeletes)  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.PluginError: integration NoLiveDeletes (...): deliver_deletes overrides \
nothing, did you mean deliver_delete?; the name of a method of your own begins with an underscore
>>> class NoLiveDeletes(Integration):
...     def deliver_delete(self, request):
...         self.keep_missed(request, 0)
>>> require_integration(NoLiveDeletes)  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.PluginError: integration NoLiveDeletes (...): deliver_delete takes \
(request), expected (request, cause)
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from inspect import Parameter, Signature, getattr_static, isfunction, signature
from pathlib import Path
from typing import Any, Final, cast, get_args

from harness.domain.errors import BadInput, PluginError
from harness.domain.plugins import Registry, origin_of
from harness.domain.reconcile import RECONCILE, Decision, Take
from harness.domain.request_kinds import COALESCE, RequestKind
from harness.domain.settings import DEFAULT_SETTINGS
from harness.simulator.integration.integration import Integration

_ALIKE: Final = 0.8  # how near a name is to that of a method to be a misspelling of it


def require_integration(found: object) -> type[Integration]:
    """The class itself, if it is an integration all of whose methods can be called.

    Raises BadInput for what is no subclass of Integration. Raises PluginError for a method that
    cannot take what it is called with, or that overrides nothing as its name is misspelt.
    """
    if isinstance(found, type) and issubclass(found, Integration):
        _check(cast("Hashable", found))  # mypy takes the method `__hash__` for that of the type
        return found
    if isinstance(found, Integration):
        name, why = type(found).__name__, "is an object: give its class, each simulation makes one"
    else:
        name = found.__name__ if isinstance(found, type) else repr(found)
        why = "is no subclass of h.Integration: class NoLiveDeletes(h.Integration), for example"
    raise BadInput(f"integration {name} ({origin_of(found)}): {why}")


def broken(integration: type[Integration], error: Exception) -> PluginError:
    """The error of an integration of one's own that raised an exception, or led to one."""
    from traceback import extract_tb  # of errors alone

    frames = extract_tb(error.__traceback__)
    own = {
        found.__code__: name
        for its in integration.__mro__
        if not issubclass(Integration, its)
        for name, member in vars(its).items()
        if isfunction(found := getattr(member, "__func__", member))
    }
    place, method, trace = origin_of(integration), "", error.__traceback__
    for frame in frames:
        if trace is not None and (name := own.get(trace.tb_frame.f_code)):
            place, method = f"{Path(frame.filename).name}:{frame.lineno}", name
        trace = None if trace is None else trace.tb_next
    raised = f"raised {type(error).__name__}: {error}".removesuffix(": ")
    if not method:
        last = frames[-1]
        raised += f" at {Path(last.filename).name}:{last.lineno}"
    return PluginError(f"integration {integration.__name__} ({place})", method, raised)


class _Long:
    """A default that is too long for a message."""

    def __repr__(self) -> str:
        return "..."


_LONG: Final = _Long()


@cache
def _check(integration: Any) -> None:
    known = _methods()
    for its in integration.__mro__:
        for name, found in () if issubclass(Integration, its) else vars(its).items():
            if name in _ATTRIBUTES:
                problem, expected = _ATTRIBUTES[name](found), ""
            elif name in known:
                static = isinstance(getattr_static(Integration, name), staticmethod)
                problem, expected = _unlike(known[name], found, static), str(known[name])
            elif callable(found) and not name.startswith("_") and not hasattr(Integration, name):
                problem, expected = _misspelt(name), ""
            else:
                continue
            if problem:
                place = origin_of(getattr(found, "__func__", found if isfunction(found) else its))
                plugin = f"integration {integration.__name__} ({place})"
                raise PluginError(plugin, name, problem, expected)


def _table_problem(whole: Mapping[Any, Any], found: Any, is_value: Callable[[Any], bool]) -> str:
    """Why a class attribute is no whole table of decisions; or ''."""
    if not isinstance(found, Mapping):
        return f"is a {type(found).__name__}, no mapping"
    for key in [*whole, *found]:
        if key not in found:
            return f"lacks {key!r}: begin with those that there are"
        if key not in whole:
            return f"has {key!r}, which is asked for nowhere"
        if not is_value(found[key]):
            return f"of {key!r} is {found[key]!r}, where there may be {whole[key]!r}"
    return ""


def _is_decision(found: object) -> bool:
    return isinstance(found, Decision) and found.take in get_args(Take)


# the class attributes that may be overridden: what is wrong with another
_ATTRIBUTES: Final[dict[str, Callable[[Any], str]]] = {
    "RECONCILE": lambda found: _table_problem(RECONCILE, found, _is_decision),
    "COALESCE": lambda found: _table_problem(
        COALESCE, found, lambda kind: kind is None or kind in get_args(RequestKind)
    ),
    "starts_on": lambda found: "" if isinstance(found, bool) else f"is {found!r}, no bool",
}


@cache
def _methods() -> dict[str, Signature]:
    """The methods that a subclass may override, each as it is called on an object."""
    methods: dict[str, Signature] = {}
    for its in Integration.__mro__:
        for name, found in vars(its).items():
            method = isfunction(found) and (name == "__init__" or not name.startswith("__"))
            if method or isinstance(found, staticmethod):
                methods.setdefault(name, _bound(found))
    return methods


def _bound(function: Callable[..., Any]) -> Signature:
    """The signature without `self` and without what a message has no need of, as types."""
    parameters = [*signature(function).parameters.values()]
    if not isinstance(function, staticmethod):
        first, *others = parameters  # ValueError if there is none
        parameters = parameters if first.kind is Parameter.VAR_POSITIONAL else others
    return Signature([_shown(one) for one in parameters])


def _shown(one: Parameter) -> Parameter:
    one = one.replace(annotation=Parameter.empty)
    long = isfunction(one.default) or isinstance(one.default, Mapping)
    return one.replace(default=_LONG) if long else one


def _unlike(expected: Signature, found: Any, static: bool) -> str:
    """Why what stands in place of a method cannot be called as the method is; or ''."""
    if not (isfunction(found) or (static and isinstance(found, staticmethod))):
        return f"is {None if found is None else f'a {type(found).__name__}'}, no method"
    try:
        actual = _bound(found)
    except ValueError:
        return "takes no self"
    try:
        for positional, named in _calls(expected):
            actual.bind(*positional, **named)
    except TypeError:
        return f"takes {actual}"
    return ""


def _calls(expected: Signature) -> Iterator[tuple[list[None], dict[str, None]]]:
    """How the layers call a method: with what it needs, with all, with the optional ones named."""
    parameters = expected.parameters.values()
    needed = [None for one in parameters if one.default is Parameter.empty]
    yield needed, {}
    yield [None] * len(parameters), {}
    yield needed, dict.fromkeys(one.name for one in parameters if one.default is not one.empty)


def _misspelt(name: str) -> str:
    from difflib import get_close_matches  # slow to import, and few classes have such a method

    known = [method for method in _methods() if not method.startswith("_")]
    near = get_close_matches(name.lower(), known, n=1, cutoff=_ALIKE)
    own = "the name of a method of your own begins with an underscore"
    return f"overrides nothing, did you mean {near[0]}?; {own}" if near else ""


def _admitted(_name: str, found: object) -> type[Integration]:
    return require_integration(found)


INTEGRATIONS: Final[Registry[type[Integration]]] = Registry(
    "integration",
    "harness.integrations",
    {DEFAULT_SETTINGS.integration: Integration},
    _admitted,
    base=Integration,
)
