"""`harness.serve`: the simulated world as a server within a program or a test.

>>> with serve() as server:
...     server.do("turn_on")[0]["refused"], server.state()["integration"]
(None, 'on')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.gherkin.files import Place, load
from harness.scenarios.scenario import Scenario

if TYPE_CHECKING:  # its libraries may not be installed
    from harness.server.in_thread import LocalServer

_LIBRARIES: Final = ("starlette", "uvicorn", "trustme")


def require_libraries() -> None:
    """Raise BadInput with the line that installs what is missing."""
    for library in _LIBRARIES:
        try:
            import_module(library)
        except ModuleNotFoundError as error:
            raise BadInput(needs("harness serve", error.name or library, "serve")) from None


def serve(
    scenario: Scenario | Place | None = None,
    *,
    store: str = "memory",
    overwrite: bool = False,
    port: int = 0,
) -> "LocalServer":
    """A server on 127.0.0.1, in a thread of its own; it runs while the `with` block does.

    The world begins as the scenario, or that of a file, leaves it; else it is empty. `overwrite`
    lets it take the place of the one that the database of `store` holds. Raises BadInput if the
    extra `serve` is not installed, or the port cannot be listened at.
    """
    require_libraries()
    from harness.server.in_thread import LocalServer

    if scenario is not None and not isinstance(scenario, Scenario):
        scenario = load(scenario)
    return LocalServer(scenario, store=store, overwrite=overwrite, port=port)
