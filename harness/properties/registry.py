"""The registry of properties: what one is, how it is added, and how a step is checked against it.

An *invariant* (`always`) holds after every step; a *coverage goal* (`sometimes`) is reached by some
step of a run. Import from `harness.properties.law`, which adds those of the law.

>>> @always("a sync now is no user's", rules="N1", of=(SyncNow,))
... def no_users(step):
...     return "a user changed something" if step.user_changes else None
>>> ALWAYS.pop("a sync now is no user's").rules
('N1',)
"""

from collections.abc import Callable, Collection, Container, Iterable
from functools import partial
from os.path import realpath
from traceback import extract_tb
from typing import Final, NamedTuple, TypeVar

from harness.domain.commands import STEP_COMMANDS, SyncNow
from harness.domain.errors import BadInput, PluginError
from harness.domain.faults import FAULTS
from harness.domain.plugins import definition_of, origin_of, short_name
from harness.domain.policies import POLICIES
from harness.properties.oracle.oracle import Step
from harness.properties.selection import Check, Properties, Property, alike

__all__ = [
    "ALWAYS", "BY_TIME", "CONTRACT", "SOMETIMES", "UNIVERSE", "Properties", "Property", "SyncNow",
    "Violation", "always", "first_violation", "goals_reached", "holds", "plugged_goals",
    "required_goals", "sometimes", "violation",
]  # fmt: skip
# what a coverage goal may need besides kinds of fault: several tables, lookups and delays; or a
# policy that goes by time
UNIVERSE: Final = "company"
BY_TIME: Final = "by time"
# what a history violates in which a plugged part raises PluginError: no function of a step
CONTRACT: Final = "what is plugged in keeps its contract"
Invariant = Callable[[Step], str | None]
CoverageGoal = Callable[[Step], bool]
_Invariant = TypeVar("_Invariant", bound=Invariant)
_CoverageGoal = TypeVar("_CoverageGoal", bound=CoverageGoal)

ALWAYS: Final = Properties()
SOMETIMES: Final = Properties()


def always(
    name: str,
    rules: str,
    of: tuple[type, ...] = STEP_COMMANDS,
    events: Iterable[str] = (),
    having: Iterable[str] = (),
) -> Callable[[_Invariant], _Invariant]:
    """Add an invariant, which holds after every step of every history, or after these commands.

    Of a step that has no entry of the kinds `events`, and whose attributes `having` are empty, its
    function returns None: it is not called. Without either it is called for every step.
    """

    def add(function: _Invariant) -> _Invariant:
        _require_new(name, rules)
        ALWAYS[name] = Property(
            name, tuple(rules.split()), function, frozenset(of),
            events=frozenset(events), having=frozenset(having),
        )  # fmt: skip
        return function

    return add


def sometimes(
    name: str,
    rules: str,
    needs: tuple[str, ...] = (),
    events: Iterable[str] = (),
    having: Iterable[str] = (),
) -> Callable[[_CoverageGoal], _CoverageGoal]:
    """Add a coverage goal: a run that never reaches it fails, as its invariants held vacuously.

    `needs`: kinds of fault that have to be chosen, `UNIVERSE`, `BY_TIME`, or KEY=TEXT: a setting
    that is drawn, or whose fixed value has this text; without a text, only where it is drawn.
    `events` and `having`: as in `always`, without which no step reaches it.
    """

    def add(function: _CoverageGoal) -> _CoverageGoal:
        _require_new(name, rules)
        SOMETIMES[name] = Property(
            name, tuple(rules.split()), function, needs=frozenset(needs),
            events=frozenset(events), having=frozenset(having),
        )  # fmt: skip
        return function

    return add


def required_goals(
    conflict: str, faults: Collection[str], universe: bool, settings: Collection[str] = ()
) -> dict[str, Property]:
    """The coverage goals of a run with that policy (else any) and these kinds of fault.

    `universe`: over several tables with lookups, delays and random settings, and not over the
    bounded model. `settings`: those that are fixed, as KEY=VALUE.
    """
    available = {*faults}
    if universe:
        available.add(UNIVERSE)
    if not conflict or POLICIES[conflict].by_time:
        available.add(BY_TIME)
    fixed = dict(text.partition("=")[::2] for text in settings)
    if conflict:
        fixed["conflict"] = conflict

    def reachable(need: str) -> bool:
        key, says, value = need.partition("=")
        if not says:
            return need in available
        return universe and (key not in fixed or (bool(value) and value in fixed[key]))

    needed = {name: it for name, it in SOMETIMES.items() if all(map(reachable, it.needs))}
    return needed | plugged_goals(faults)


def plugged_goals(faults: Collection[str]) -> dict[str, Property]:
    """The coverage goals that each plugged fault among these strikes, by its own function."""
    goals = {}
    for kind in faults:
        if FAULTS[kind].function is not None:
            name = f"the fault {kind} strikes"
            goals[name] = Property(
                name, FAULTS[kind].rules, partial(_strikes, kind), needs=frozenset([kind])
            )
    return goals


def _strikes(kind: str, step: Step) -> bool:
    """Whether it has struck. The oracle does not know: of some requests it predicts no answer."""
    return kind in step.oracle.simulator.world.faults.struck


def _require_new(name: str, rules: str) -> None:
    for what, text in (("name", name), ("rules", rules)):
        if not isinstance(text, str) or not text.strip():
            raise BadInput(f"the {what} of a property: some text is needed, not {text!r}")
    if name in ALWAYS or name in SOMETIMES:
        raise BadInput(f"two properties are called {name!r}")


class Violation(NamedTuple):
    """An invariant that a step violates, and how."""

    property: str
    message: str


def first_violation(step: Step) -> Violation | None:
    """The first invariant that the step violates, in the order of `ALWAYS`, or None.

    A check that raises is a violation too, but for PluginError: a store that it reads is broken.
    One's own may assert; whatever else it raises is an error in it, and a PluginError.
    """
    name = ""
    try:  # one for all of them: entering a `try` for each would cost as much as most checks
        for name, check in ALWAYS.of(step):
            message = check(step)
            if message:
                return Violation(name, str(message))
    except PluginError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  (an invariant may be a user's)
        return Violation(name, _raised(ALWAYS[name], error))
    return None


def violation(invariant: Property, step: Step) -> Violation | None:
    """How the step violates that invariant, or None; what a check raises, as `first_violation`."""
    if not invariant.concerns(alike(step)):
        return None
    try:
        message = invariant.check(step)
    except PluginError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  (an invariant may be a user's)
        message = _raised(invariant, error)
    return Violation(invariant.name, str(message)) if message else None


def goals_reached(goals: Properties, step: Step, known: Container[str] = ()) -> list[str]:
    """The names of the coverage goals that the step reaches, but for those that are known."""
    found = []
    for name, check in goals.of(step):
        if name not in known and _reaches(name, check, step):
            found.append(name)
    return found


def holds(goal: Property, step: Step) -> bool:
    """Whether the step reaches that coverage goal. Raises BadInput if its check raises."""
    return goal.concerns(alike(step)) and _reaches(goal.name, goal.check, step)


def _reaches(name: str, check: Check, step: Step) -> bool:
    try:
        return bool(check(step))
    except PluginError:
        raise
    except (Exception, SystemExit) as error:
        raise BadInput(
            f"the coverage goal {name!r} cannot be evaluated: "
            f"{_error_text(error)}{_place(check, error)}"
        ) from error


def _raised(invariant: Property, error: BaseException) -> str:
    """How one whose check raises this is violated. PluginError if it is one's own, and in error."""
    check = invariant.check
    text = _error_text(error)
    if check.__module__.startswith("harness.") or isinstance(error, AssertionError):
        return text
    plugin = f"property {invariant.name!r} ({origin_of(check)})"
    expected = "a text that says what is wrong, or None"
    raise PluginError(plugin, "", f"raised {text}{_place(check, error)}", expected) from error


def _place(check: Check, error: BaseException) -> str:
    """The last line of the check's own file before the exception."""
    where, frames = definition_of(check), extract_tb(error.__traceback__)
    own = [it for it in frames if where and realpath(it.filename) == where.file]
    return f" at {short_name(own[-1].filename)}:{own[-1].lineno}" if own else ""


def _error_text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
