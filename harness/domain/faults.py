"""The kinds of fault that a scenario can inject, and the fields of each.

A fault strikes at a point: a request to an environment, a delivery from one, a user's change in
one, a batch step, or an environment's own clock. Those that are plugged in by
`plugged_faults.fault` stand in the same registry as the built-in ones.

>>> given_keys(Fault("request_fails", "dataverse", nth=2, applied=True))
{'in': 'dataverse', 'nth': 2, 'applied': True}
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from harness.domain import arguments
from harness.domain.commands import Fault, KeyValue
from harness.domain.errors import BadInput
from harness.domain.plugins import Registry, hint
from harness.domain.suggestions import did_you_mean
from harness.domain.times import format_duration

ALL: Final = "all"  # the names for every built-in kind and for no kind in `--faults`
NONE: Final = "none"
KIND_ATTRIBUTE: Final = "__harness_fault__"  # of a function that `plugged_faults.fault` decorates
CLOCKS: Final = ("clock_ahead", "clock_behind")
CHANGES: Final = ("create", "edit", "delete")  # that a fault may be narrowed to


class FaultKey(NamedTuple):
    """A key of a plugged fault: a keyword-only parameter of its function."""

    name: str
    type: Literal["number", "text", "yes or no", "duration", "environment"]
    required: bool
    default: Any = None  # as the function has it

    @property
    def least(self) -> int:
        """The least number that is drawn for it: a count begins at 1, if 0 is not its default."""
        return 0 if self.default == 0 and not self.required else 1


class FaultKind(NamedTuple):
    """One kind of fault: its keys in a scenario file, and what it does."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    point: str  # where it strikes: a request, a delivery, a change, a batch step, a clock
    description: str
    rules: tuple[str, ...]
    # of a plugged fault: its function, its keys but for `in`, its name in Gherkin, and FILE:LINE
    function: Callable[..., Any] | None = None
    keys: tuple[FaultKey, ...] = ()
    words: str = ""
    origin: str = ""


_BUILT_IN: Final[dict[str, FaultKind]] = {
    "unavailable": FaultKind(
        ("in",),
        ("for",),
        "request",
        "the integration cannot reach that environment: for so long, else until the faults are "
        "over; of two outages the later end counts",
        ("F1", "L5", "B4"),
    ),
    "request_fails": FaultKind(
        ("in",),
        ("nth", "lasting", "applied", "table", "record", "change", "reason"),
        "request",
        "the nth request to that environment from now (else the next) fails before it was applied; "
        "applied: after it; lasting: each from the nth on, until the faults are over; table, "
        "record, change (create, edit or delete): only what is written so there counts; reason: "
        "why it fails",
        ("F2", "L5"),
    ),
    "delivery_delayed": FaultKind(
        ("in",),
        ("nth", "for"),
        "delivery",
        "the nth delivery from that environment (else each) is so much late, else until the faults "
        "are over; the nth alone is overtaken by later ones; of two delays the longer counts",
        ("F3", "L2"),
    ),
    "delivery_repeated": FaultKind(
        ("in",),
        ("nth", "for"),
        "delivery",
        "the nth delivery from that environment (else the next) comes again, so much later (else "
        "at once)",
        ("F4",),
    ),
    "clock_ahead": FaultKind(
        ("in", "by"),
        (),
        "clock",
        "that environment's clock is ahead: its edits bear later times",
        ("F5", "R3"),
    ),
    "clock_behind": FaultKind(
        ("in", "by"),
        (),
        "clock",
        "that environment's clock is behind: its edits bear earlier times",
        ("F5", "R3"),
    ),
    "not_noticed": FaultKind(
        ("in",),
        ("nth", "lasting", "table", "record", "change"),
        "change",
        "the nth change by users of that environment from now (else the next) makes no request; "
        "lasting: each from the nth on, until the faults are over; table, record, change (create, "
        "edit or delete): only such changes count",
        ("F7",),
    ),
    "batch_job_stops": FaultKind(
        ("after",),
        (),
        "batch step",
        "the next run of the batch job stops after that many records",
        ("B4",),
    ),
    "batch_job_stuck": FaultKind(
        (),
        (),
        "batch step",
        "the next run of the batch job is stuck in Executing until it is cancelled",
        ("B6",),
    ),
    "over": FaultKind(
        (),
        ("of",),
        "all of them",
        "the faults are over, and what waited for that is delivered; of: those of one kind",
        ("F6", "S5"),
    ),
}


def _admit(name: str, found: object) -> FaultKind:
    kind = getattr(found, KIND_ATTRIBUTE, None)
    if not isinstance(kind, FaultKind):
        raise BadInput(f"the fault {name} is no fault: put @h.fault before its function")
    return kind


FAULTS: Final[Registry[FaultKind]] = Registry(
    "fault", "harness.faults", _BUILT_IN, _admit, lambda it: it.function
)
BUILT_IN_FAULTS: Final = tuple(_BUILT_IN)
# the built-in ones without "over", which only ends others
ALL_FAULTS: Final = tuple(kind for kind in _BUILT_IN if kind != "over")


def words_of(name: str) -> str:
    """What the fault of that name is called in Gherkin."""
    return FAULTS[name].words or name.replace("_", " ")


def fault_of_words(words: str) -> str:
    """The name of the fault that is called so in Gherkin, or so. BadInput if there is none."""
    if words not in FAULTS and all(words_of(name) != words for name in FAULTS):
        FAULTS.load_installed()
    names = {words_of(name): name for name in FAULTS} | {name: name for name in FAULTS}
    if words not in names:
        near = did_you_mean(words, names) or hint(words, FAULTS)
        raise BadInput(f"no fault {words!r}{near}; there are {', '.join(map(words_of, FAULTS))}")
    return names[words]


def given_keys(fault: Fault) -> dict[str, object]:
    """The fields of the command that are set, by their keys in a scenario file."""
    if FAULTS[fault.kind].function is not None:
        return {**({"in": fault.environment} if fault.environment else {}), **own_keys(fault)}
    length = fault.milliseconds
    by = "by" if "by" in FAULTS[fault.kind].required else "for"
    keys = {
        "in": fault.environment,
        "nth": fault.nth,
        "lasting": fault.lasting or None,
        "applied": fault.applied or None,
        by: None if length is None else format_duration(length),
        "after": fault.after,
        "table": fault.table,
        "record": fault.record,
        "change": fault.change,
        "reason": fault.reason,
        "of": fault.of,
    }
    return {key: value for key, value in keys.items() if value is not None}


@lru_cache(maxsize=4096)  # a history has few that differ
def check_built_in(fault: Fault) -> None:
    """Raise BadInput for a key that a built-in fault does not take, or one that it needs."""
    kind, given = FAULTS[fault.kind], given_keys(fault)
    also = ", ".join(kind.required + kind.optional) or "nothing else"
    for key, _ in fault.keys:
        if key in ("by", "for"):
            raise BadInput(f"{fault.kind}: its length is milliseconds here, not {key}")
        raise BadInput(f"{fault.kind} takes no {key}; it takes {also}")
    for key in kind.required:
        if key not in given:
            raise BadInput(f"{fault.kind} needs {key}")
    for key in given:
        if key not in kind.required + kind.optional:
            raise BadInput(f"{fault.kind} takes no {key}; it takes {also}")
    if fault.nth is not None and fault.nth < 1:
        raise BadInput(f"nth counts from 1, not {fault.nth}")
    if fault.change is not None and fault.change not in CHANGES:
        near = did_you_mean(fault.change, CHANGES)
        takes = "create, edit or delete"
        raise arguments.wrong(f"{fault.kind}: change", takes, fault.change, near)
    if fault.of is not None:
        FAULTS.resolve(fault.of)  # raises for what is no kind
        if fault.of == "over":
            raise BadInput("over: of is the kind of fault that is over, and over is none")


def own_keys(fault: Fault) -> dict[str, KeyValue]:
    """The given keys of a plugged fault, each as its function takes it. BadInput for a wrong one.

    A key that the fault does not take is left as it is, for `plugged_faults` to object to.
    """
    types = {key.name: key for key in FAULTS[fault.kind].keys}
    return {
        name: key_value(f"{fault.kind}: {name}", types[name], value) if name in types else value
        for name, value in fault.own_keys().items()
    }


def key_value(what: str, key: FaultKey, given: object) -> KeyValue:
    """The value of a key of a plugged fault. BadInput if it is of another type."""
    if key.type == "number":
        return arguments.number(what, given, 0, arguments.MOST_NUMBER)
    if key.type == "text":
        return arguments.text(what, given)
    if key.type == "yes or no":
        return arguments.yes_no(what, given)
    if key.type == "environment":
        return arguments.environment(what, given)
    return timedelta(milliseconds=arguments.duration(what, given))


def key_text(value: object) -> str:
    """The value of a key of a plugged fault, as a scenario file has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return format_duration(value // timedelta(milliseconds=1))
    return str(value)


def option_text(kinds: Sequence[str]) -> str:
    """These kinds as an argument of `--faults`; `over` is part of every choice.

    >>> option_text(("unavailable", "over")), option_text(()), option_text(BUILT_IN_FAULTS)
    ('unavailable', 'none', 'all')
    """
    plugged = [kind for kind in kinds if kind not in BUILT_IN_FAULTS]
    built_in = [kind for kind in kinds if kind not in plugged]
    named = [kind for kind in built_in if kind != "over"]
    if tuple(built_in) == BUILT_IN_FAULTS:
        named = [ALL]
    return ",".join((*named, *plugged)) or NONE
