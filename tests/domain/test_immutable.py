"""Values: nothing sets a field later, and copies, pickles and equality are those of dataclasses."""

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace

import pytest

from harness.domain.commands import Advance, Create, Deliver, TurnOff, TurnOn
from harness.domain.immutable import immutable
from harness.scenarios.expectations import Exists

CREATE = Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"})


@immutable
class Noted:
    """One whose `__init__` is a dataclass's own."""

    name: str
    note: str = field(default="", compare=False, repr=False)


@pytest.mark.parametrize(
    "value",
    [
        TurnOn(), Advance("1h"), CREATE, Deliver("hr", "t", "r", 3, (1,)), Exists("hr", "ada"),
        Noted("a", "b"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_value_stays_what_it_is(value):
    for name in [*(each.name for each in fields(value)), "other"]:
        with pytest.raises((FrozenInstanceError, TypeError)):  # slots: a frozen one has no others
            setattr(value, name, 1)
        with pytest.raises((FrozenInstanceError, TypeError)):
            delattr(value, name)
    assert is_dataclass(value)
    assert not hasattr(value, "__dict__")
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)


def test_equal_values_are_of_one_class():
    assert TurnOn() == TurnOn()
    assert TurnOn() != TurnOff()
    assert Advance(1) != Advance(2)
    assert CREATE != ("hr", "cdm_title", "boss")
    assert replace(CREATE, record="chief").record == "chief"
    assert len({CREATE, replace(CREATE), Advance(1000), Advance("1s")}) == 2


def test_a_field_can_be_left_out_of_comparisons_and_of_the_repr():
    assert Noted("a", "b") == Noted("a", "c")
    assert hash(Noted("a", "b")) == hash(Noted("a"))
    assert Noted("a") != Noted("b")
    assert repr(Noted("a", "b")) == "Noted(name='a')"
    assert repr(Exists("hr", "ada")) == "Exists(environment='hr', record='ada', exists=True)"
