"""Parts of one's own have their names in files, as soon as Python has them."""

import importlib
import sys

import pytest

import harness as h
from harness.domain.errors import BadInput
from harness.simulator.schedule import CLOCKS
from harness.stores.memory import MemoryStore


def names_of_parts(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    """Dataverse wins."""
    return "dataverse"


def slow_names(delivery: h.Delivery, *, by: int = 1) -> h.Delayed | None:
    """It is late."""
    return h.Delayed("1h") if delivery.number > by else None


@pytest.fixture(autouse=True)
def _decorated(plugged):
    h.policy("names_of_parts")(names_of_parts)
    h.fault("slow_names", strikes=h.Delivery)(slow_names)


class EveryTenDays(h.Clock):
    """Seldom."""

    def next_run(self, since: int) -> int:
        return since + 10 * 86_400


class DeletesWait(h.Integration):
    """Deletes wait for the batch job."""

    def deliver_delete(self, request: h.Request, cause: int) -> None:
        self.keep_missed(request, cause)


TEXT = """
scenario: What is named is there
settings: {clock: EveryTenDays, integration: DeletesWait}
steps:
  - turn_on
  - create: {in: hr, table: cdm_title, record: b, values: {cdm_name: B}}
  - advance: 10d
  - delete: {in: hr, record: b}
  - expect: {missed_requests: 1}
"""


def _done(sim):
    sim.do(
        h.Fault("slow_names", "hr", by=2),
        h.TurnOn(),
        h.Create("hr", "cdm_title", "b", {"cdm_name": "B"}),
        h.Advance("1d"),
        h.Delete("hr", "b"),
    )
    return sim


def _replays(sim):
    text = sim.to_yaml()
    again = h.replay(h.loads(text))
    assert again.fingerprint == h.replay(sim.scenario()).fingerprint
    assert again.simulator.settings == sim.settings
    assert again.simulator.scenario().steps == sim.scenario().steps
    return text


def test_an_import_is_enough_for_what_stands_at_the_top_of_a_module():
    done = h.replay(h.loads(TEXT))
    assert done.passed
    assert done.simulator.settings.clock == "EveryTenDays"
    assert h.loads(TEXT, settings=["clock=EveryTenDays"])
    assert h.Simulator(h.Settings(clock="EveryTenDays")).settings.clock == "EveryTenDays"


def test_what_is_done_with_five_parts_of_ones_own_is_replayed(own_backend):
    sim = _done(h.Simulator(
        policy=names_of_parts, clock=EveryTenDays(), integration=DeletesWait, stores=own_backend
    ))  # fmt: skip
    text = _replays(sim)
    assert "clock: EveryTenDays" in text
    feature = h.export(sim.scenario(), to="feature")
    assert 'the batch job runs by the clock "EveryTenDays"' in feature
    assert h.replay(h.loads(feature, "x.feature")).passed
    assert h.diff(h.replay(sim.scenario()), h.replay(h.loads(h.dumps(sim.scenario())))).same


@pytest.fixture
def own_backend():
    class Shelf(MemoryStore):
        """A store of one's own."""

    return h.stores.backend(Shelf)


def test_what_is_given_to_a_simulator_has_its_name_from_then_on():
    class Local(h.Clock):
        def next_run(self, since: int) -> int:
            return since + 3600

    class LocalToo(h.Integration):
        pass

    with pytest.raises(BadInput, match=r"no clock 'Local'; one of your own comes .*in Python"):
        h.Simulator(h.Settings(clock="Local"))
    _replays(_done(h.Simulator(clock=Local(), integration=LocalToo)))


def test_what_is_given_later_takes_its_place():
    def made(hours):
        class Local(h.Clock):
            def next_run(self, since: int) -> int:
                return since + 3600 * hours

        return Local()

    for hours in (1, 2):
        sim = h.Simulator(clock=made(hours))
        sim.do(h.TurnOn(), h.Advance("4h"))
        runs = [event.event for _, event in h.replay(sim.scenario()).simulator.journal]
        assert runs.count("batch_started") == 4 / hours


def test_a_name_that_two_modules_have_is_ambiguous(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    text = (
        "import harness as h\nclass Twice(h.Clock):\n def next_run(self, since): return since + 9"
    )
    for name in ("one_of_two", "other_of_two"):
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.setitem(sys.modules, name, importlib.import_module(name))
    with pytest.raises(BadInput, match=r"one_of_two\.Twice and other_of_two\.Twice"):
        CLOCKS.resolve("Twice")
