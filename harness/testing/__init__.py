"""For test suites of others: a conformance suite for each fake, and Hypothesis strategies.

    import harness as h

    class TestShelf(h.testing.StoreConformance):
        def backend(self) -> h.Backend:
            return h.stores.backend(Shelf)

The part under test is what a method of its name returns, or a fixture of pytest of that name.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.testing.clock_conformance import ClockConformance as ClockConformance
    from harness.testing.fault_conformance import FaultConformance as FaultConformance
    from harness.testing.hypothesis import BoundedModel as BoundedModel
    from harness.testing.hypothesis import Oracle as Oracle
    from harness.testing.hypothesis import SyncMachine as SyncMachine
    from harness.testing.hypothesis import histories as histories
    from harness.testing.integration_conformance import (
        IntegrationConformance as IntegrationConformance,
    )
    from harness.testing.policy_conformance import PolicyConformance as PolicyConformance
    from harness.testing.store_conformance import StoreConformance as StoreConformance

# the module of each name, which is imported when it is first used: two need pytest or Hypothesis
_HOMES = {
    "BoundedModel": "hypothesis",
    "ClockConformance": "clock_conformance",
    "FaultConformance": "fault_conformance",
    "IntegrationConformance": "integration_conformance",
    "Oracle": "hypothesis",
    "PolicyConformance": "policy_conformance",
    "StoreConformance": "store_conformance",
    "SyncMachine": "hypothesis",
    "histories": "hypothesis",
}
__all__ = [*_HOMES]  # noqa: PLE0604  (the names are the keys of _HOMES, so that each is written once)

if not TYPE_CHECKING:  # so that a name that is not there is an error of type checkers too

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in _HOMES:
            from harness.domain.suggestions import did_you_mean

            near = did_you_mean(name, _HOMES)
            raise AttributeError(f"module 'harness.testing' has no attribute {name!r}{near}")
        module = import_module(f"harness.testing.{_HOMES[name]}")
        found = globals()[name] = getattr(module, name)
        return found


def __dir__() -> list[str]:
    from importlib.util import find_spec

    # help() asks for every name that is listed, and shows none if the library of one is missing
    return sorted(
        name
        for name, home in _HOMES.items()
        if find_spec("hypothesis" if home == "hypothesis" else "pytest") is not None
    )
