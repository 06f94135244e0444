"""Fixtures of the plugin, for steps and for tests in Python."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from harness.gherkin.pytest_plugin.options import project_of_run

if TYPE_CHECKING:  # what they need is slow to import, and every test suite has the plugin
    from harness.gherkin.pytest_plugin.approved import Approved
    from harness.gherkin.simulation import Simulation
    from harness.library.simulator import Simulator

Attach = Callable[..., None]

# the step that runs
CURRENT: Final[pytest.StashKey[tuple[int, int, str, Path]]] = pytest.StashKey()


@pytest.fixture
def simulation(request: pytest.FixtureRequest) -> Iterator["Simulation"]:
    """What the steps of a scenario act on, for tests in Python too: `simulation.do(TurnOn())`.

    It has the words of steps, and expectations that show both environments when they fail. In steps
    and tests, Python's clock shows its time.
    """
    from harness.gherkin.frozen_clock import frozen_simulation
    from harness.gherkin.pytest_plugin.result_hooks import SIMULATION
    from harness.gherkin.simulation import NO_STEP, CurrentStep

    def current() -> CurrentStep:
        no_step = (*NO_STEP[:-1], request.path.parent)
        return CurrentStep(*request.node.stash.get(CURRENT, no_step))

    def compare(name: str, made: "Simulation") -> None:
        _approved(request).timeline(name, made)

    with frozen_simulation(current, compare, project_of_run(request.config)) as made:
        request.node.stash[SIMULATION] = made
        yield made


@pytest.fixture
def simulator(request: pytest.FixtureRequest) -> Iterator["Simulator"]:
    """A simulator of the library, for tests in Python: `simulator.do(TurnOn(), RunBatchJob())`.

    A command that is refused raises Refused. In the test, Python's clock shows its time.
    """
    from harness.gherkin.frozen_clock import frozen_simulator

    with frozen_simulator(project_of_run(request.config)) as made:
        yield made


@pytest.fixture
def approved(request: pytest.FixtureRequest) -> "Approved":
    """Compare a text with a file that a reviewer approved: `approved(text, "timeline.txt")`.

    The path begins in the test's folder; `pytest --approve` writes the file.
    """
    return _approved(request)


def _approved(request: pytest.FixtureRequest) -> "Approved":
    from harness.gherkin.pytest_plugin.approved import Approved

    return Approved(request.path.parent, rewrite=request.config.option.harness_approve)


@pytest.fixture
def attach(request: pytest.FixtureRequest) -> "Attach":
    """Attach something to the step that runs: `attach(body, media type, file name)`.

    Bytes or text; reports have it, and show text and images. In a test that is no scenario, it does
    nothing.
    """
    from harness.gherkin.pytest_plugin.runner import RUN
    from harness.gherkin.report.messages import attachment

    def attach(
        body: str | bytes, media_type: str = "text/plain", file_name: str | None = None
    ) -> None:
        run = request.node.stash.get(RUN, None)
        if run is not None:
            run.steps[run.now].attachments.append(attachment(body, media_type, file_name))

    return attach
