"""Conflict policies: whose edit wins if both environments edited a record.

`last_edit_wins` is the documented behaviour (R3, R11). The others exist to compare with it:
`hr_wins` and `dataverse_wins` always prefer the named side, `merge_fields` takes each column that
only one side touched from that side. A policy of your own is a function, which is asked about each
column in which both sides differ:

>>> @policy("names_from_hr")
... def names_from_hr(hr: Edited, dataverse: Edited) -> Environment | None:
...     "Names are Human Resources', all else the later edit's."
...     if hr.column.endswith("name") or dataverse.edited_at is None:
...         return "hr"
...     return "hr" if (hr.edited_at or 0) > dataverse.edited_at else "dataverse"
>>> POLICIES["names_from_hr"].words
'names from hr'
>>> POLICIES.forget("names_from_hr")
"""

import re
from collections.abc import Callable, Mapping
from inspect import getdoc, iscoroutinefunction, signature
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.errors import BadInput, PluginError
from harness.domain.plugins import Registry, hint, origin_of
from harness.domain.records import Value
from harness.domain.settings import Settings
from harness.domain.suggestions import did_you_mean

# last edits of Human Resources and Dataverse in seconds, and who wins a tie -> winner, rule
LastEdit = Callable[[int | None, int | None, Environment], tuple[Environment, str]]


class Edited(NamedTuple):
    """One side of a conflict in one column, as a plugged policy is asked about it."""

    table: str
    column: str
    environment: Environment
    value: Value  # of a lookup, the natural key of the record that it points at
    edited_at: int | None  # seconds by the environment's clock; None: no user edited the record
    touched: bool  # whether a user wrote the column since the sides were last in sync


# the winner of one column, of what Human Resources has and of what Dataverse has; None is a tie
PolicyFunction = Callable[[Edited, Edited], Environment | None]
_Function = TypeVar("_Function", bound=PolicyFunction)


class Policy(NamedTuple):
    """How a conflict is resolved: which edit counts as the last, and whether columns merge.

    A plugged policy has `decide`, which is asked about each column instead.
    """

    last: LastEdit
    by_time: bool  # whether `last` compares the times of the edits, so that there are ties (R11)
    merge: bool
    words: str  # its name in Gherkin
    description: str
    decide: PolicyFunction | None = None
    name: str = ""  # of a plugged policy
    columns: "Mapping[str, Policy]" = MappingProxyType({})  # of single columns

    def __repr__(self) -> str:
        return f"<Policy {self.name or self.words}: {self.description}>"

    @property
    def ties(self) -> bool:
        """Whether there can be ties, which the setting `tie` decides (R11)."""
        return self.by_time or self.decide is not None


def last_edit(hr: int | None, dataverse: int | None, tie: Environment) -> tuple[Environment, str]:
    """The side of the last edit, and the rule; if both are equal `tie` wins (R3, R11)."""
    # no last edit counts as the earliest
    difference = (-1 << 62 if hr is None else hr) - (-1 << 62 if dataverse is None else dataverse)
    if difference > 0:
        return HR, "R3"
    if difference < 0:
        return DATAVERSE, "R3"
    return tie, "R11"


def _always_hr(_hr: int | None, _dv: int | None, _tie: Environment) -> tuple[Environment, str]:
    return HR, "R3"


def _always_dataverse(
    _hr: int | None, _dv: int | None, _tie: Environment
) -> tuple[Environment, str]:
    return DATAVERSE, "R3"


_BUILT_IN: Final[dict[str, Policy]] = {
    "last_edit_wins": Policy(
        last_edit,
        by_time=True,
        merge=False,
        words="last edit wins",
        description="the later edit is copied, the whole record",
    ),
    "hr_wins": Policy(
        _always_hr,
        by_time=False,
        merge=False,
        words="Human Resources wins",
        description="Human Resources' record is copied",
    ),
    "dataverse_wins": Policy(
        _always_dataverse,
        by_time=False,
        merge=False,
        words="Dataverse wins",
        description="Dataverse's record is copied",
    ),
    "merge_fields": Policy(
        last_edit,
        by_time=True,
        merge=True,
        words="merge fields",
        description="each column from the side that touched it, else the later edit",
    ),
}

# ------------------------------------------------------------------- policies of your own

_NAME: Final = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
_WORDS: Final = r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_]+)*"
_ARGUMENT: Final = "the argument policy="
_LONGEST: Final = 60  # characters of an answer in a message
_SHAPE: Final = "(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None"


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not re.fullmatch(_NAME, name, re.ASCII):
        given = repr(name) if isinstance(name, str) else getattr(name, "__name__", repr(name))
        raise BadInput(
            f"a conflict policy is named in snake_case, not {given}; "
            'write @policy("newest_hire_wins"), for example'
        )


def _plugged(
    name: str, function: object, words: str | None = None, description: str | None = None
) -> Policy:
    """The policy of a function. BadInput if it is none, or if its name or words cannot be."""
    _check_name(name)
    where = f"the conflict policy {name!r} ({origin_of(function)})"
    if not callable(function) or isinstance(function, type):
        raise BadInput(f"{where} is a function {_SHAPE}, not {_shown(function)}")
    if iscoroutinefunction(function):
        raise BadInput(
            f"{where} is a coroutine, which nobody would await; write def, not async def"
        )
    try:
        signature(function).bind(None, None)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{where} takes two arguments, {_SHAPE}: {error}") from None
    words = name.replace("_", " ") if words is None else words
    if not isinstance(words, str) or not re.fullmatch(_WORDS, words, re.ASCII):
        raise BadInput(
            f"{where}: its words are letters and digits with single blanks, not {words!r}"
        )
    for other, known in POLICIES.items():
        if other != name and known.words == words:
            raise BadInput(f"{where}: the words {words!r} are those of {other} already")
    if description is None:
        first = (getdoc(function) or "").strip().partition("\n")[0].rstrip(".")
        description = first or f"each column as {origin_of(function)} decides"
    return Policy(last_edit, False, False, words, description, function, name)


def _offered(name: str, found: object) -> Policy:
    """The policy that an entry point names, whose module may have registered it already."""
    known = POLICIES.get(name)
    return known if known is not None and known.decide is found else _plugged(name, found)


POLICIES: Final[Registry[Policy]] = Registry(
    "conflict policy", "harness.policies", _BUILT_IN, _offered, lambda it: it.decide
)


def policy(
    name: str, words: str | None = None, description: str | None = None
) -> Callable[[_Function], _Function]:
    """Register a function as a conflict policy; `settings: {conflict: NAME}` chooses it.

    Where both sides edited a record it is asked for each column in which they differ, in the
    table's order, with what each side has. It returns the side whose value is kept, or None, a tie,
    which the setting `tie` decides (R11). `words` is its name in Gherkin, by default with blanks
    for underscores. Raises BadInput for a name that is taken, and for what cannot be a policy.
    """
    _check_name(name)  # at once: of a bare @policy it is the function, and nothing is called again

    def register(function: _Function) -> _Function:
        POLICIES.register(name, _plugged(name, function, words, description), origin_of(function))
        return function

    return register


def name_of(given: PolicyFunction | Policy | str) -> str:
    """The name of a policy; a function without one is registered under that of its `def`.

    A callable object goes by its class. What is given later under the same name takes its place.
    """
    if isinstance(given, str):
        POLICIES.resolve(given)
        return given
    for name, known in POLICIES.items():
        if known is given or known.decide is given:
            return name
    if isinstance(given, Policy):
        raise BadInput(f"policy {given!r} is not registered; there are {', '.join(POLICIES)}")
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(given).__name__).lower()
    name = getattr(given, "__name__", kind)
    if POLICIES.origins.get(name) == _ARGUMENT:
        POLICIES.forget(name)
    POLICIES.register(name, _plugged(name, given), _ARGUMENT)
    return name


def policies_of(settings: Settings, table: str) -> Policy:
    """The policy of a table, with those of its single columns. BadInput for an unknown name."""
    if not settings.conflict_for:
        return POLICIES.resolve(settings.conflict)
    single = dict(settings.conflict_for)
    columns = {
        name.partition(".")[2]: POLICIES.resolve(its)
        for name, its in single.items()
        if name.partition(".")[0] == table and "." in name
    }
    its = POLICIES.resolve(single.get(table, settings.conflict))
    return its._replace(columns=columns) if columns else its


def policy_of_words(words: str) -> str:
    """The name of the policy that is called so in Gherkin. BadInput if there is none."""
    if all(it.words != words for it in POLICIES.values()):
        POLICIES.load_installed()
    names = {it.words: name for name, it in POLICIES.items()}
    if words not in names:
        near = did_you_mean(words, names) or hint(words, POLICIES)
        raise BadInput(f"no conflict policy {words!r}{near}; there are {', '.join(names)}")
    return names[words]


# ------------------------------------------------------------------- asking one


def ask(it: Policy, hr: Edited, dataverse: Edited, record: str) -> Environment | None:
    """Ask a plugged policy about one column. Raises PluginError if it breaks its contract."""
    decide = it.decide
    assert decide is not None
    try:
        answer = decide(hr, dataverse)
    except (Exception, SystemExit) as error:
        from traceback import extract_tb  # of errors alone

        frames = extract_tb(error.__traceback__)
        where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
        text = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise _broken(it, hr, record, f"raised {text}{where}") from error
    if answer is None or (isinstance(answer, str) and answer in ENVIRONMENTS):
        return answer
    near = did_you_mean(answer, ENVIRONMENTS) if isinstance(answer, str) else ""
    raise _broken(it, hr, record, f"returned {_shown(answer)}", near)


def _broken(it: Policy, asked: Edited, record: str, what: str, near: str = "") -> PluginError:
    return PluginError(
        f"policy {it.name} ({origin_of(it.decide)})",
        "",
        f"asked about {asked.column} of {record} ({asked.table}), it {what}",
        f"'hr', 'dataverse' or None{near}",
    )


def _shown(answer: object) -> str:
    try:
        text = repr(answer)
    except Exception:  # noqa: BLE001  (it is a user's)
        return f"a {type(answer).__name__}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
