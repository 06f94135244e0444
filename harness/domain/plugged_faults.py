"""Plugged faults: the decorator that makes a fault of a function, and how the function is asked.

>>> from harness.domain.faults import FAULTS
>>> from harness.domain.fault_points import Delayed, Delivery
>>> @fault("slow_first", strikes=Delivery)
... def slow_first(delivery: Delivery, *, by: timedelta) -> Delayed | None:
...     'The first delivery is late.'
...     return Delayed(by) if delivery.number == 1 else None
>>> FAULTS["slow_first"].required, FAULTS["slow_first"].optional
(('by',), ('in',))
>>> FAULTS.forget("slow_first")
"""

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, ParamSpec, TypeVar, Union, get_args, get_origin

from harness.domain import arguments
from harness.domain.commands import Fault
from harness.domain.environments import Environment
from harness.domain.errors import BadInput, PluginError
from harness.domain.fault_points import (
    BatchStep,
    Delayed,
    Fails,
    FaultPoint,
    Held,
    Point,
    Repeated,
    Stops,
    Stuck,
)
from harness.domain.faults import (
    ALL,
    FAULTS,
    KIND_ATTRIBUTE,
    NONE,
    FaultKey,
    FaultKind,
    key_value,
    own_keys,
    words_of,
)  # fmt: skip
from harness.domain.plugins import origin_of
from harness.domain.rules import RULES
from harness.domain.suggestions import did_you_mean
from harness.domain.times import LONGEST

Parameters = ParamSpec("Parameters")
Outcome = TypeVar("Outcome")

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*( [A-Za-z0-9_-]+)*")
_POINTS: Final = "h.Request, h.Delivery, h.BatchStep or h.ClockReading"
_TYPES: Final[dict[object, str]] = {
    int: "number",
    str: "text",
    bool: "yes or no",
    timedelta: "duration",
    Environment: "environment",
}
# arguments of `Fault` itself
_TAKEN: Final = ("self", "kind", "environment", "milliseconds", "keys")
# the arguments of `Fault` that built-in faults share with plugged ones, which need their types
_SHARED: Final = {
    "after": "number",
    "nth": "number",
    "lasting": "yes or no",
    "applied": "yes or no",
    "table": "text",
    "record": "text",
    "change": "text",
    "reason": "text",
    "of": "text",
}
_RULES: Final[dict[Point, str]] = {
    "request": "F2", "delivery": "F3", "batch step": "B4", "clock": "F5",
}  # fmt: skip
_LAWFUL: Final[dict[Point, tuple[tuple[type, ...], str]]] = {
    "request": ((Fails,), "h.Fails(reason) or None"),
    "delivery": ((Delayed, Held, Repeated), "h.Delayed(by), h.Held(), h.Repeated() or None"),
    "batch step": ((Stops, Stuck), "h.Stops(), h.Stuck() or None"),
    "clock": ((int,), "a timedelta, milliseconds or None"),
}


def fault(
    name: str,
    *,
    strikes: type[FaultPoint[Outcome]],
    words: str | None = None,
    description: str | None = None,
    rules: str = "",
) -> Callable[[Callable[Parameters, Outcome | None]], Callable[Parameters, Outcome | None]]:
    """Make a fault of a function, which is asked at the point where it `strikes`.

    The function is given that point, and each key of the fault as a keyword argument; it returns
    what happens, or None where the fault does not strike. It is to be pure: asked about the same it
    answers the same. Its name in Gherkin is `words`, else its own with blanks; its description is
    the first line of its docstring, if it has no other.
    """
    point = getattr(strikes, "point", None) if isinstance(strikes, type) else None
    if point not in _RULES:
        raise BadInput(f"the fault {name!r} strikes {_POINTS}, not {arguments.shown(strikes)}")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in (ALL, NONE):
        takes = "a name of letters, digits, _ and -"
        raise BadInput(f"a fault needs {takes}, not {arguments.shown(name)}")
    if not isinstance(rules, str):
        takes = 'a text such as "F2 L5"'
        raise BadInput(f"the rules of the fault {name!r} are {takes}, not {arguments.shown(rules)}")
    arguments.optional_text(f"the description of the fault {name!r}", description)
    said = name.replace("_", " ") if words is None else words
    if not isinstance(said, str) or not _WORDS.fullmatch(said):
        takes = "letters and digits with single blanks"
        raise BadInput(f"the words of the fault {name!r} are {takes}, not {arguments.shown(said)}")

    def plug(
        function: Callable[Parameters, Outcome | None],
    ) -> Callable[Parameters, Outcome | None]:
        origin = origin_of(function)
        where = f"the fault {name!r} ({origin})"
        keys = _keys(where, strikes, function)
        listed = rules.split() or [_RULES[point]]
        for rule in listed:
            if rule not in RULES:
                raise BadInput(f"{where} has no rule {rule}{did_you_mean(rule, RULES)}")
        optional = [key.name for key in keys if not key.required]
        if point != "batch step":  # all others are of one environment
            optional.append("in")
        kind = FaultKind(
            tuple(key.name for key in keys if key.required),
            tuple(optional),
            point,
            description or _first_line(function) or f"a fault of a {point}",
            tuple(listed),
            function,
            keys,
            said,
            origin,
        )
        for other in FAULTS:
            if other != name and words_of(other) == said:
                raise BadInput(f"{where}: its words {said!r} are those of {other} already")
        FAULTS.register(name, kind, origin)
        setattr(function, KIND_ATTRIBUTE, kind)
        return function

    return plug


def _first_line(function: Callable[..., Any]) -> str:
    return inspect.cleandoc(function.__doc__ or "").partition("\n")[0].rstrip(".")


def _keys(
    where: str, strikes: type[FaultPoint[Any]], function: Callable[..., Any]
) -> tuple[FaultKey, ...]:
    """The keyword-only parameters of the function. BadInput for any other signature."""
    shown = strikes.__name__.lower()
    form = f"def f({shown}: h.{strikes.__name__}, *, key: int = 1)"
    if not inspect.isfunction(function):
        raise BadInput(f"{where} is a function, such as {form}, not {arguments.shown(function)}")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise BadInput(f"{where} is a plain function, such as {form}: it returns what happens")
    first, *rest = inspect.signature(function).parameters.values() or (None,)
    if first is None or first.kind not in (first.POSITIONAL_ONLY, first.POSITIONAL_OR_KEYWORD):
        raise BadInput(f"{where} takes what it is shown first: {form}")
    hint = _evaluated(function, first.annotation)
    if isinstance(hint, type) and issubclass(hint, FaultPoint) and hint is not strikes:
        raise BadInput(
            f"{where} strikes h.{strikes.__name__}, and its function takes h.{hint.__name__}"
        )
    keys = []
    for it in rest:
        if it.kind is not it.KEYWORD_ONLY:
            raise BadInput(f"{where}: {it.name} is no keyword; keys stand after *, as in {form}")
        keys.append(_key(where, it, _evaluated(function, it.annotation)))
    return tuple(keys)


def _key(where: str, it: inspect.Parameter, hint: object) -> FaultKey:
    inner = [arg for arg in get_args(hint) if arg is not NoneType]  # of a type or None
    meant = inner[0] if len(inner) == 1 and get_origin(hint) in (Union, UnionType) else hint
    kind: Any = next((name for type_, name in _TYPES.items() if meant == type_), None)
    if kind is None:
        given = "without one" if hint is it.empty else f"not {arguments.shown(hint)}"
        takes = "an annotation of int, str, bool, timedelta or h.Environment"
        raise BadInput(f"{where}: the key {it.name} needs {takes}, {given}")
    if it.name in _TAKEN:
        raise BadInput(f"{where}: a key cannot be called {it.name}, which every fault has")
    if kind != _SHARED.get(it.name, kind):
        raise BadInput(f"{where}: {it.name} is a {_SHARED[it.name]} of other faults, and here too")
    # a key of yes or no is no where it is not given
    default = False if kind == "yes or no" and it.default is it.empty else it.default
    if default is it.empty:
        return FaultKey(it.name, kind, required=True)
    key = FaultKey(it.name, kind, required=False, default=default)
    if default is not None:
        key = key._replace(default=key_value(f"{where}: the default of {it.name}", key, default))
    if default is True and it.name in _SHARED:
        raise BadInput(f"{where}: {it.name} is False if it is not given, as with other faults")
    return key


def _evaluated(function: Callable[..., Any], annotation: object) -> object:
    """The annotation; itself if it is a text that cannot be evaluated where it stands."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, function.__globals__)  # noqa: S307  (as typing does)
    except Exception:  # noqa: BLE001  (whatever a name may be that only type checkers see)
        return annotation


def keyword_arguments(command: Fault) -> Mapping[str, Any]:
    """The keyword arguments of a plugged fault's function. BadInput for a wrong or missing key."""
    kind, name = FAULTS[command.kind], command.kind
    given = own_keys(command)
    known = [key.name for key in kind.keys]
    for key in given:
        if key not in known:
            near = did_you_mean(key, known) or f"; it takes {', '.join(known) or 'nothing else'}"
            raise BadInput(f"{name} takes no {key}{near}")
    if command.environment is not None and "in" not in kind.optional:
        raise BadInput(f"{name} takes no in: it is of both environments")
    if command.milliseconds is not None:
        raise BadInput(f"{name} takes no milliseconds; it takes {', '.join(known) or 'nothing'}")
    found: dict[str, Any] = {}
    for it in kind.keys:
        if it.name in given:
            found[it.name] = given[it.name]
        elif it.required:
            raise BadInput(f"{name} needs {it.name}")
        else:
            found[it.name] = it.default
    return found


def strike(name: str, kind: FaultKind, keys: Mapping[str, Any], shown: FaultPoint[Any]) -> Any:
    """What the fault of that name does where it is shown this; None if it does not strike.

    A fault in force brings its kind along: it stays what it is where its plug-in file is left.
    PluginError if its function raises, or returns what cannot happen at this point.
    """
    assert kind.function is not None
    types, lawful = _LAWFUL[shown.point]
    try:
        outcome = kind.function(shown, **keys)
    except (Exception, SystemExit) as error:
        raise _broken(name, kind, shown, f"raised {_error_text(error)}", lawful) from error
    if outcome is None:
        return None
    problem = f"returned {arguments.shown(outcome)}"
    if shown.point == "clock" and isinstance(outcome, timedelta):
        outcome = outcome // timedelta(milliseconds=1)
    if isinstance(outcome, types) and outcome is not True and outcome is not False:
        problem = ""
    if shown.point == "clock" and not problem and abs(outcome) > LONGEST:
        problem = f"returned {outcome} milliseconds, more than a hundred years"
    if isinstance(shown, BatchStep) and shown.handled and isinstance(outcome, Stuck):
        problem = "returned Stuck() in the middle of a run, and a run gets stuck at its start"
    if problem:
        raise _broken(name, kind, shown, problem, lawful)
    return outcome


def _broken(
    name: str, kind: FaultKind, shown: FaultPoint[Any], what: str, lawful: str
) -> PluginError:
    plugin = f"fault {name} ({kind.origin})"
    return PluginError(plugin, "", f"asked about {shown.described}, it {what}", lawful)


def _error_text(error: BaseException) -> str:
    from traceback import extract_tb  # of errors alone

    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}".removesuffix(": ") + where
