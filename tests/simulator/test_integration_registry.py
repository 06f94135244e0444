"""Integrations of one's own: chosen by name or given, and checked before anything runs."""

import ast
import inspect

import pytest

from harness.domain.commands import (
    Create,
    Delete,
    Give,
    GiveIntegration,
    Row,
    RunBatchJob,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.errors import BadInput, PluginError
from harness.domain.settings import Settings
from harness.mutation.catalogue import MUTANTS
from harness.simulator.engine import Engine
from harness.simulator.integration import (
    batch_job,
    data_import,
    integration,
    live_sync,
    settlement,
    sync_now,
    users,
    writing,
)
from harness.simulator.integration.integration import Integration, in_force
from harness.simulator.integration.registry import INTEGRATIONS, require_integration

LAYERS = (writing, settlement, live_sync, batch_job, sync_now, users, data_import, integration)


class NoLiveDeletes(Integration):
    """Deletes wait for the batch job."""

    def deliver_delete(self, request, cause):
        self.keep_missed(request, cause)


@pytest.fixture
def registered():
    INTEGRATIONS.register("no_live_deletes", NoLiveDeletes, "here:1")
    yield
    INTEGRATIONS.forget("no_live_deletes")


def deletes(engine):
    engine.attempt(TurnOn())
    engine.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
    engine.attempt(Delete("hr", "boss"))
    return engine.record("dataverse", "boss") is None


def test_the_settings_name_it(registered):
    assert deletes(Engine(Settings(integration="documented")))
    engine = Engine(Settings(integration="no_live_deletes"))
    assert not deletes(engine)
    assert not deletes(Engine(engine.world.settings))


def test_one_that_is_given_goes_before_the_name_and_the_settings_say_so(registered):
    assert Engine().world.settings is Engine().world.settings
    assert Engine(integration=NoLiveDeletes).world.settings.integration == "no_live_deletes"
    given = Engine(Settings(integration="no_live_deletes", seed=7), integration=Integration)
    assert given.world.settings == Settings(seed=7)
    assert deletes(given)


def test_without_a_registered_name_it_goes_by_that_of_its_class():
    assert Engine(integration=NoLiveDeletes).world.settings.integration == "NoLiveDeletes"


def test_the_name_of_a_built_in_one_is_its_own():
    own = type("documented", (NoLiveDeletes,), {})
    with pytest.raises(
        BadInput, match="'documented' is registered twice, by the harness itself and"
    ):
        Engine(integration=own)


def test_a_name_that_there_is_not_is_refused():
    with pytest.raises(BadInput, match="no integration 'documentd', did you mean documented"):
        Engine(Settings(integration="documentd"))


def test_a_fork_and_a_mutant_keep_it(registered):
    engine = Engine(Settings(integration="no_live_deletes"))
    assert not deletes(engine.fork())
    with in_force(MUTANTS["on-by-default"].integration):
        assert Engine(Settings(integration="no_live_deletes")).world.on
        assert not deletes(Engine(Settings(integration="no_live_deletes")))
        assert Engine(integration=NoLiveDeletes).world.settings.integration == "no_live_deletes"


def body(name, *, is_):
    """A subclass with one member of that name."""
    return type("Own", (Integration,), {name: is_})


DELETE = ", expected (request, cause)"
HOLD = ", expected (request, cause, by_batch_job=False)"


def method(*, of=None):
    """A function with these parameters, such as `self, request`."""
    return eval(f"lambda {of}: None")


@pytest.mark.parametrize(
    ("name", "is_", "says"),
    [
        ("deliver_deletes", "self, request, cause", "overrides nothing, did you mean deliver_de"),
        ("turnOn", "self, command", "overrides nothing, did you mean turn_on?; the name of a meth"),
        ("deliver_delete", "self, request", "takes (request)" + DELETE),
        ("deliver_delete", "self", "takes ()" + DELETE),
        ("deliver_delete", "", "takes no self" + DELETE),
        ("deliver_delete", "self, request, cause, why", "takes (request, cause, why)" + DELETE),
        ("deliver_delete", "self, *, request, cause", "takes (*, request, cause)" + DELETE),
        ("hold_back", "self, request, cause", "takes (request, cause)" + HOLD),
        ("hold_back", "self, request, cause, job=0", "takes (request, cause, job=0)" + HOLD),
        ("deliver_delete", None, "is None, no method" + DELETE),
        ("deliver_delete", staticmethod(deletes), "is a staticmethod, no method" + DELETE),
        ("deliver_delete", property(deletes), "is a property, no method" + DELETE),
        ("__init__", "self", "takes (), expected (world)"),
    ],
)
def test_a_method_that_cannot_be_called_is_named_with_what_was_expected(name, is_, says):
    own = body(name, is_=method(of=is_) if isinstance(is_, str) else is_)
    for way in (require_integration, lambda it: Engine(integration=it)):
        with pytest.raises(PluginError) as raised:
            way(own)
        assert f"): {name} {says}" in str(raised.value)
        assert raised.value.method == name
        assert raised.value.plugin.startswith("integration Own (")


def test_the_place_of_a_method_that_is_wrong_is_its_line():
    class Own(Integration):
        def turn_on(self):
            pass

    line = Own.turn_on.__code__.co_firstlineno
    with pytest.raises(PluginError, match=rf"Own \(test_integration_registry.py:{line}\): turn_on"):
        require_integration(Own)


@pytest.mark.parametrize(
    ("name", "is_"),
    [
        ("deliver_delete", lambda self, *anything: None),
        ("deliver_delete", lambda self, _request, _cause, more=None: None),
        ("hold_back", lambda self, *given, **named: None),
        ("_deliver_deletes", lambda self: None),
        ("notify_payroll", lambda self: None),
        ("starts_on", True),
        ("__init__", lambda self, world: None),
    ],
)
def test_a_method_that_can_be_called_or_is_of_ones_own_is_admitted(name, is_):
    own = body(name, is_=is_)
    assert require_integration(own) is own


def test_what_a_base_class_of_ones_own_has_is_checked_too():
    class Base(Integration):
        def deliver_delete(self):
            pass

    class Own(Base):
        pass

    with pytest.raises(PluginError, match=r"integration Own \(.*: deliver_delete takes \(\)"):
        require_integration(Own)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (str, "integration str (builtins): is no subclass of h.Integration: class NoLiveDel"),
        (NoLiveDeletes(Engine().world), "integration NoLiveDeletes (test_integration_registry.py:"),
        ("documented", "integration 'documented' ("),
    ],
)
def test_what_is_no_class_of_an_integration_is_bad_input(given, says):
    with pytest.raises(BadInput) as raised:
        Engine(integration=given)
    assert says in str(raised.value)


def test_every_mutant_is_an_integration_that_can_be_called():
    for mutant in MUTANTS.values():
        assert require_integration(mutant.integration) is mutant.integration


def test_the_layers_name_no_argument_but_optional_ones():
    """The check of signatures counts on it: others may bear other names in a subclass."""
    for layer in LAYERS:
        for node in ast.walk(ast.parse(inspect.getsource(layer))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner, name = node.func.value, node.func.attr
            if isinstance(owner, ast.Name) and owner.id == "self" and node.keywords:
                parameters = inspect.signature(getattr(Integration, name)).parameters
                for keyword in node.keywords:
                    assert parameters[keyword.arg].default is not inspect.Parameter.empty, name


class Raises(Integration):
    """It raises where it is told to."""

    def deliver_delete(self, request, cause):
        raise KeyError("payroll")

    def settle(self, *given, **named):
        return self._settled(super().settle(*given, **named))

    def _settled(self, result):
        raise ValueError("no such person")


def test_what_it_raises_names_it_and_the_method_and_the_journal_says_where_the_run_stood():
    engine = Engine(integration=Raises)
    line = Raises.deliver_delete.__code__.co_firstlineno + 1
    boss = pairs({"cdm_name": "Boss"})
    engine.attempt(Create("hr", "cdm_title", "boss", boss))
    engine.attempt(TurnOn())
    with pytest.raises(PluginError, match=r"_settled raised ValueError: no such person") as raised:
        engine.attempt(RunBatchJob())
    assert isinstance(raised.value.__cause__, ValueError)
    entry = engine.journal[len(engine.journal)]
    assert entry.event == "plugin_failed"
    assert entry.data["message"] == str(raised.value)
    assert {name: entry.data[name] for name in ("handled", "left")} == {"handled": 0, "left": 1}
    engine = Engine(integration=Raises)
    engine.attempt(GiveIntegration())
    engine.attempt(Give("cdm_title", (Row("boss", boss),)))
    said = rf"Raises \(test_integration_registry.py:{line}\): deliver_delete raised KeyError: 'payr"
    with pytest.raises(PluginError, match=said):
        engine.fork().attempt(Delete("hr", "boss"))
    with pytest.raises(PluginError, match=said):
        engine.attempt(Delete("hr", "boss"))
    assert engine.attempt(TurnOff()) is None


def test_what_our_own_integration_raises_is_not_wrapped():
    class Fails(Integration):
        def turn_off(self, command):
            raise ArithmeticError

    with in_force(Fails), pytest.raises(ArithmeticError):
        Engine().attempt(TurnOff())
