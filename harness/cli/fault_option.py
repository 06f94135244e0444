"""The option `--faults`: the kinds of fault that generated histories have.

>>> chosen(["batch_job_stuck,unavailable"])
('unavailable', 'batch_job_stuck')
>>> chosen(["all"], small=True)
('unavailable', 'request_fails', 'delivery_delayed', 'batch_job_stuck')
>>> chosen(["clock_ahead"], small=True)  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.BadInput: --faults clock_ahead: is outside the bounded model; it has ...
"""

from collections.abc import Callable, Sequence

from harness.cli.parameters import F, option
from harness.domain.errors import BadInput
from harness.domain.faults import ALL, FAULTS, NONE
from harness.domain.suggestions import did_you_mean
from harness.exploration.statespace.model import FAULT_SETS


def faults_option(small: bool = False) -> Callable[[F], F]:
    """`--faults`, whose values `chosen` reads."""
    kinds = "those of the kinds of `harness faults` that the bounded model has"
    there = kinds if small else "kinds of `harness faults`"
    return option(
        "--faults", "KINDS", f"none (the default), all, or {there}, with commas", multiple=True
    )


def chosen(named: Sequence[str], small: bool = False) -> tuple[str, ...]:
    """The kinds in the order of `FAULTS`; but for "over", which only ends others.

    `small`: those of the bounded model, which has some of them. Raises BadInput.
    """
    known = tuple(kind for kind in FAULTS if kind != "over")
    there = tuple(kind for kind in known if kind in FAULT_SETS) if small else known
    names = [name.strip() for one in named for name in one.split(",")]
    if names in ([ALL], [NONE], []):
        return there if names == [ALL] else ()
    for name in names:
        if name in (ALL, NONE):
            raise BadInput(f"--faults {name}: goes with no other")
        if name not in known:
            near = did_you_mean(name, (*known, ALL, NONE))
            raise BadInput(
                f"--faults {name}: there is none such{near}; `harness faults` lists them"
            )
        if name not in there:
            raise BadInput(
                f"--faults {name}: is outside the bounded model; it has {', '.join(there)}"
            )
    return tuple(kind for kind in there if kind in names)
