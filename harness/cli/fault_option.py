"""The option `--faults`: the kinds of fault that generated histories have.

>>> chosen(["batch_job_stuck,unavailable"])
('unavailable', 'batch_job_stuck')
>>> chosen(["all"], small=True)
('unavailable', 'request_fails', 'delivery_delayed', 'not_noticed', 'batch_job_stuck')
>>> chosen(["clock_ahead"], small=True)  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.BadInput: --faults clock_ahead: is outside the bounded model; it has ...
"""

from collections.abc import Callable, Sequence

from harness.cli.parameters import F, option
from harness.domain.errors import BadInput
from harness.domain.faults import ALL, ALL_FAULTS, NONE
from harness.exploration.statespace.model import FAULT_SETS
from harness.library.choices import fault_kinds


def faults_option(small: bool = False) -> Callable[[F], F]:
    """`--faults`, whose values `chosen` reads."""
    kinds = "those of the kinds of `harness faults` that the bounded model has"
    there = kinds if small else "kinds of `harness faults`"
    text = f"none (the default), all (the built-in ones), or {there}, with commas"
    return option("--faults", "KINDS", text, multiple=True)


def chosen(named: Sequence[str], small: bool = False) -> tuple[str, ...]:
    """The kinds in the order of `FAULTS`; but for "over", which only ends others.

    `small`: those of the bounded model, which has some of them. `all` are the built-in ones, beside
    which plugged ones may be named. Raises BadInput.
    """
    names = [name.strip() for one in named for name in one.split(",")]
    if names in ([NONE], []):
        return ()
    every = FAULT_SETS if small else ALL_FAULTS
    for name in names:
        others = [other for other in names if other in (*ALL_FAULTS, NONE)]
        if name == NONE or (name == ALL and others):
            raise BadInput(f"--faults {name}: goes with no other")
    if ALL in names:
        names = [*every, *(name for name in names if name != ALL)]
    return fault_kinds(names, small, "--faults")
