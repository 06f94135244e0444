"""The registry of properties: what a promise is, how it is added, and how a step is looked at.

Take what is here from `properties`, which adds the promises of the law.

>>> @always("a sync now is no user's", rules="N1", of=(SyncNow,))
... def no_users(step):
...     return "a user changed something" if step.changed else None
>>> ALWAYS.pop("a sync now is no user's").rules
('N1',)
"""

from collections.abc import Callable, Collection
from typing import Final, NamedTuple, TypeVar

from harness.domain.commands import STEP_COMMANDS, SyncNow
from harness.domain.errors import BadInput
from harness.properties.oracle.oracle import Step

__all__ = [
    "ALWAYS",
    "A_COMPANY",
    "BY_TIME",
    "SOMETIMES",
    "Property",
    "SyncNow",
    "Violation",
    "always",
    "first_violation",
    "holds",
    "required_goals",
    "sometimes",
    "violation",
]  # fmt: skip
A_COMPANY: Final = "company"
BY_TIME: Final = "by time"
Always = Callable[[Step], str | None]
Sometimes = Callable[[Step], bool]
_Always = TypeVar("_Always", bound=Always)
_Sometimes = TypeVar("_Sometimes", bound=Sometimes)


class Property(NamedTuple):
    """A promise: its name, the rules it guards, and the function that looks at a step."""

    name: str
    rules: tuple[str, ...]
    check: Callable[[Step], str | bool | None]
    of: frozenset[type] = frozenset(STEP_COMMANDS)  # it looks at steps of these commands only
    needs: frozenset[str] = frozenset()  # of a sometimes: where it can be reached at all


ALWAYS: Final[dict[str, Property]] = {}
SOMETIMES: Final[dict[str, Property]] = {}


def always(
    name: str, rules: str, of: tuple[type, ...] = STEP_COMMANDS
) -> Callable[[_Always], _Always]:
    """Add a promise that holds after every step of every history, or after these commands."""

    def add(function: _Always) -> _Always:
        _check(name, rules)
        ALWAYS[name] = Property(name, tuple(rules.split()), function, frozenset(of))
        return function

    return add


def sometimes(
    name: str, rules: str, needs: tuple[str, ...] = ()
) -> Callable[[_Sometimes], _Sometimes]:
    """Add something that a run must reach at least once: else its promises were not tried.

    `needs`: kinds of fault that have to be chosen; a company (tables, lookups, delays), or a policy
    that goes by time.
    """

    def add(function: _Sometimes) -> _Sometimes:
        _check(name, rules)
        rules_of = tuple(rules.split())
        SOMETIMES[name] = Property(name, rules_of, function, needs=frozenset(needs))
        return function

    return add


def required_goals(conflict: str, faults: Collection[str], company: bool) -> dict[str, Property]:
    """What a run of that policy, with these kinds of fault, must reach at least once."""
    there = {*faults}
    if company:
        there.add(A_COMPANY)
    if conflict not in ("hr_wins", "dataverse_wins"):
        there.add(BY_TIME)
    return {name: it for name, it in SOMETIMES.items() if it.needs <= there}


def _check(name: str, rules: str) -> None:
    for what, text in (("name", name), ("rules", rules)):
        if not isinstance(text, str) or not text.strip():
            raise BadInput(f"the {what} of a property: some text is needed, not {text!r}")
    if name in ALWAYS or name in SOMETIMES:
        raise BadInput(f"two properties are called {name!r}")


class Violation(NamedTuple):
    """A promise that a step broke."""

    property: str
    says: str


def first_violation(step: Step) -> Violation | None:
    """The first promise that the step broke, or None."""
    kind = type(step.command)
    name = ""
    try:  # for all of them: a step costs little but what they look at
        for name, _, check, of, _ in ALWAYS.values():
            if kind in of:
                says = check(step)
                if says:
                    return Violation(name, str(says))
    except (Exception, SystemExit) as error:  # noqa: BLE001  (a promise is a user's too)
        return Violation(name, _said(error))
    return None


def violation(promise: Property, step: Step) -> Violation | None:
    """How the step breaks that promise: one that asserts, or cannot look, is broken too."""
    try:
        says = promise.check(step)
    except (Exception, SystemExit) as error:  # noqa: BLE001  (a promise is a user's too)
        says = _said(error)
    return Violation(promise.name, str(says)) if says else None


def holds(it: Property, step: Step) -> bool:
    """Whether it does in this step. Raises BadInput where it cannot look."""
    try:
        return bool(it.check(step))
    except (Exception, SystemExit) as error:
        raise BadInput(f"whether {it.name!r} cannot be told: {_said(error)}") from error


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
