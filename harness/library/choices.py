"""What is chosen for an exploration or a replay: kinds of fault, and properties of one's own.

>>> fault_kinds(["batch_job_stuck", "unavailable"])
('unavailable', 'batch_job_stuck')
>>> fault_kinds(["unavailabl"])  # doctest: +ELLIPSIS
Traceback (most recent call last):
harness.domain.errors.BadInput: faults unavailabl: there is none such, did you mean ...
"""

import os
from collections.abc import Callable, Iterable

from harness.domain.arguments import wrong
from harness.domain.errors import BadInput
from harness.domain.faults import ALL, ALL_FAULTS, FAULTS, NONE
from harness.domain.plugins import is_one_of
from harness.domain.suggestions import did_you_mean
from harness.exploration.statespace.model import FAULT_SETS, UNBOUNDED
from harness.exploration.workload.faults import undrawable
from harness.properties.declarations import declared
from harness.properties.law import Property
from harness.properties.oracle.oracle import Step
from harness.properties.plugin_file import PluginFile, load
from harness.scenarios.scenario import Scenario

# a decorated function, or the path of a plug-in file
PropertySource = Callable[[Step], str | bool | None] | str | os.PathLike[str] | PluginFile
PluginSource = str | os.PathLike[str] | PluginFile  # the path of a plug-in file


def properties_given(given: Iterable[PropertySource]) -> tuple[PluginFile | Property, ...]:
    """The properties of these functions, and the files."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise wrong("properties", "a list of functions under @h.always, or files", given)
    found: list[PluginFile | Property] = []
    for one in given:
        if isinstance(one, PluginFile):
            found.append(one)
        elif isinstance(one, str | os.PathLike):
            found += load([os.fspath(one)])
        else:
            found.append(declared(one))
    return tuple(found)


def own_parts(
    properties: Iterable[PropertySource],
    plugins: Iterable[PluginSource],
    scenario: Scenario | None = None,
) -> tuple[PluginFile | Property, ...]:
    """The plug-in files, those that the scenario was loaded with, and these properties."""
    known = scenario.plugins if scenario else ()
    return tuple(dict.fromkeys((*known, *plugins_given(plugins), *properties_given(properties))))


def plugins_given(given: Iterable[PluginSource]) -> tuple[PluginFile, ...]:
    """These plug-in files, executed to see what is wrong with them. Raises BadInput."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise wrong("plugins", "a list of plug-in files, such as ['ours.py']", given)
    found: list[PluginFile] = []
    for one in given:
        if not isinstance(one, str | os.PathLike | PluginFile):
            raise wrong("plugins", "plug-in files, such as 'ours.py'", one)
        found += [one] if isinstance(one, PluginFile) else load([os.fspath(one)])
    return tuple(found)


def fault_kinds(given: Iterable[str], small: bool = False, what: str = "faults") -> tuple[str, ...]:
    """These kinds of fault in the order of `FAULTS`. Raises BadInput for one that is unknown.

    `small`: of those that the bounded model has. A plugged fault is named, never one of all.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise wrong(what, "kinds of fault, such as ['unavailable']", given)
    there = tuple(kind for kind in ALL_FAULTS if kind in FAULT_SETS) if small else ALL_FAULTS
    names = [*given]
    for name in names:
        if name == "over" or not is_one_of(name, FAULTS):
            known = [kind for kind in FAULTS if kind != "over"]
            near = did_you_mean(str(name), (*known, ALL, NONE))
            raise BadInput(f"{what} {name}: there is none such{near}; `harness faults` lists them")
        if FAULTS[name].function is not None:
            if small:
                raise BadInput(f"{what} {name}: {UNBOUNDED}")
            if key := undrawable(FAULTS[name]):
                raise BadInput(
                    f"{what} {name}: nothing can be drawn for its key {key}, a text; give {key} a "
                    f"default in {FAULTS[name].origin}"
                )
        elif name not in there:
            raise BadInput(
                f"{what} {name}: is outside the bounded model; it has {', '.join(there)}"
            )
    return tuple(kind for kind in FAULTS if kind in names)


def require_seeds(given: object) -> None:
    """Raise BadInput for what is no range of seeds."""
    if not isinstance(given, range) or given.step != 1 or not given or given.start < 0:
        raise wrong("seeds", "a range of seeds, such as range(1000)", given)
