"""A deterministic simulator of the Dynamics 365 Human Resources and Dataverse integration.

A `Simulator` holds both environments, does commands, and records every event in its journal. What
is exported here is enough to write scenarios in Python, properties and Gherkin steps; the command
line, `harness --help`, replays scenario files and features, explores, shrinks and explains.

>>> from harness import Create, Simulator, pairs
>>> simulator = Simulator()
>>> simulator.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> simulator.journal[1].event
'created'
"""

from typing import Any

__version__ = "0.1.0"

# the public names and their modules, which are imported lazily: the command line starts fast
_HOMES = {
    "Simulator": "harness.library.simulator",
    "Settings": "harness.domain.settings",
    "Catalog": "harness.domain.catalog",
    "standard_catalog": "harness.domain.catalog",
    "RULES": "harness.domain.rules",
    "Event": "harness.domain.events",
    "BadInput": "harness.domain.errors",
    # the decorators of properties, and those of Gherkin steps, which need the bdd extra
    **dict.fromkeys(("always", "sometimes"), "harness.properties.law"),
    **dict.fromkeys(("given", "when", "then"), "harness.gherkin.vocabulary"),
    **dict.fromkeys(
        (
            "Advance",
            "CancelBatchJob",
            "ClearTracking",
            "Command",
            "Create",
            "Delete",
            "Edit",
            "Fault",
            "Give",
            "GiveIntegration",
            "Import",
            "Row",
            "RunBatchJob",
            "SyncNow",
            "TurnOff",
            "TurnOn",
            "pairs",
        ),
        "harness.domain.commands",
    ),
}
__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  (the names are the keys of _HOMES, so that each is written once)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(_HOMES[name]), name)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == __name__:
            raise
        from harness.domain.extras import needs

        raise ImportError(needs(f"harness.{name}", str(error.name), "bdd")) from None
