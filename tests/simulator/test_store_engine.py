"""Engines whose stores a text names: for many simulations, and in other processes."""

import pickle
from pathlib import Path

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.exploration.policies.comparison import compared
from harness.exploration.policies.histories import small_history
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.witnesses.search import find
from harness.simulator.store_engine import StoreEngine

SHELF = f"{Path(__file__).parents[1] / 'stores' / 'shelf.py'}:Shelf"


def test_each_engine_has_stores_of_its_own():
    made = StoreEngine(SHELF)
    one, two = (made(Settings(), standard_catalog()) for _ in range(2))
    stores = [it.store for engine in (one, two) for it in engine.world.stores.values()]
    assert len({*map(id, stores)}) == 4
    assert {type(it).__name__ for it in stores} == {"Shelf"}


def test_it_travels_by_its_text():
    assert pickle.loads(pickle.dumps(StoreEngine(SHELF))) == StoreEngine(SHELF)


def test_a_search_and_a_comparison_come_to_the_same():
    for_memory, for_shelf = (
        (
            [it.commands for it in find("data-loss", BoundedModel(**how), 5)],
            compared(lambda seed: small_history(seed, 20), range(15), **how),
        )
        for how in ({}, {"engine": StoreEngine(SHELF)})
    )
    assert for_memory == for_shelf
    assert for_memory[0]


@pytest.mark.parametrize(
    ("store", "message"),
    [
        ("sqlite:///world.db", "store sqlite:///world.db: a database holds one simulation, and"),
        ("postgresql://ada:geheim@host/db", r"store postgresql://\*\*\*@host/db: a database"),
        ("memry", "no store 'memry', did you mean memory"),
        (SHELF.replace("Shelf", "Shelv"), "it has no 'Shelv', did you mean Shelf"),
    ],
)
def test_what_it_cannot_do_is_refused_at_once(store, message):
    with pytest.raises(BadInput, match=message):
        StoreEngine(store)
