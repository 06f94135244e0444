"""Which faults a verb is to draw from: kinds of `harness faults`, by name.

>>> chosen(["batch_job_stuck,unavailable"])
('unavailable', 'batch_job_stuck')
>>> chosen(["all"], small=True)
('unavailable', 'request_fails', 'delivery_delayed', 'batch_job_stuck')
>>> chosen(["clock_ahead"], small=True)  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.BadInput: --faults clock_ahead: is in no small world; it has unavailable, ...
"""

from collections.abc import Sequence

from harness.domain.errors import BadInput
from harness.domain.faults import ALL, FAULTS, NONE
from harness.domain.suggestions import did_you_mean
from harness.exploration.statespace.model import FAULT_SETS


def chosen(named: Sequence[str], small: bool = False) -> tuple[str, ...]:
    """The kinds in their order; `all` and `none` stand for themselves. That they end is no choice.

    `small`: of the small world, which has some of them.
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
            raise BadInput(f"--faults {name}: is in no small world; it has {', '.join(there)}")
    return tuple(kind for kind in there if kind in names)
