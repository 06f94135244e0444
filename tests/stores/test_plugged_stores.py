"""A store of one's own: its name, what is told of one that lies, and what a failure leaves."""

import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from stores.shelf import Shelf

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    Create,
    Delete,
    Edit,
    Give,
    Import,
    Row,
    RunBatchJob,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import BadInput, PluginError
from harness.domain.records import Record
from harness.domain.settings import Settings
from harness.exploration.workload.generator import generate
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.reports.result import end_state, fingerprint
from harness.simulator.engine import Engine
from harness.stores import backend as backend_of
from harness.stores.plugged import open_store
from harness.stores.registry import open_backend
from harness.testing.store_conformance import StoreConformance

TITLE = "cdm_title"


class Copies(Shelf):
    """A store that copies itself, and is closed."""

    closed = 0

    def fork(self):
        new = Copies()
        new.held = {table: held.copy() for table, held in self.held.items()}
        return new

    def close(self):
        self.closed += 1


def worker(name="ada"):
    return Create(HR, "cdm_worker", name, pairs({"cdm_workernumber": name}))


def named(name, environment=HR, **values):
    return Edit(environment, name, pairs({f"cdm_{column}": it for column, it in values.items()}))


def boss(name="boss"):
    return Create(HR, TITLE, name, pairs({"cdm_name": name.title()}))


def run(backend, *commands, conflict="last_edit_wins"):
    engine = Engine(Settings(conflict=conflict), backend=backend)
    for command in commands:
        assert engine.attempt(command) is None
    return engine


ROOT = Path(__file__).parents[2]
FILE = f"{Path(__file__).parent / 'shelf.py'}:Shelf"


class TestShelf(StoreConformance):
    def backend(self):
        return backend_of(Shelf)


@pytest.mark.parametrize("store", [Shelf, Copies])
def test_it_holds_what_the_memory_store_holds(store):
    for seed in range(25):
        history = generate(seed, 40)
        ends = []
        for backend in (None, backend_of(store)):
            engine = Engine(history.settings, history.catalog, backend)
            for command in history.given:
                engine.attempt(command)
            oracle = Oracle(engine)
            for command in history.commands:
                assert first_violation(oracle.do(command)) is None
            ends.append(fingerprint(end_state(engine)))
        assert ends[0] == ends[1]


@pytest.mark.slow
def test_every_scenario_comes_to_the_same():
    """Timelines, records, the grid and the fingerprint, of every scenario file, by the command."""
    shown = []
    for store in ("memory", FILE):
        command = ["replay", "scenarios", "--store", store, "--format", "json"]
        done = subprocess.run(
            [sys.executable, "-m", "harness", *command],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stderr == ""
        shown.append(json.loads(done.stdout))
    memory, shelf = shown
    assert len(memory) > 150
    assert {"timeline", "fingerprint"} <= memory[0].keys()
    assert memory == shelf


# copies


@pytest.mark.parametrize("store", [Shelf, Copies])
def test_a_copy_goes_its_own_way(store):
    engine = run(backend_of(store), worker("a"), worker("b"), TurnOn(), RunBatchJob())
    copy = engine.fork()
    assert copy.attempt(named("a", DATAVERSE, firstname="x")) is None
    assert engine.attempt(Delete(HR, "b")) is None
    assert [it.name for it in engine.world.stores[HR].records("cdm_worker")] == ["a"]
    assert [it.name for it in copy.world.stores[HR].records("cdm_worker")] == ["a", "b"]
    assert copy.record(HR, "a").values[:2] == ("a", "x")
    assert engine.record(HR, "a").values == ("a",)


def test_what_cannot_be_copied_is_refused():
    class Opens:
        def open(self, environment, catalog):
            return Shelf()

        def close(self):
            pass

    with pytest.raises(BadInput, match=r"the store Shelf cannot be forked: give Shelf a method f"):
        run(Opens(), boss()).fork()
    with pytest.raises(BadInput, match="a database holds one simulation"):
        run(open_backend("sqlite://"), boss()).fork()


def test_a_fork_that_is_no_copy():
    class Itself(Shelf):
        def fork(self):
            return self

    class Empties(Shelf):
        def fork(self):
            return Empties()

    class Nothing(Shelf):
        def fork(self):
            self.held = {}

    with pytest.raises(PluginError, match=r"fork\(\) returned None, expected a copy of the store"):
        run(backend_of(Nothing), boss()).fork()

    with pytest.raises(PluginError, match=r"store Itself .*: fork\(\) returned the store itself"):
        run(backend_of(Itself), boss()).fork()
    with pytest.raises(PluginError, match=r"store Empties .*: find\('cdm_title', 'Boss'\) re"):
        run(backend_of(Empties), boss()).fork().record(HR, "boss")


# closing


def test_close_closes_every_store_once():
    made = []

    class Counted(Copies):
        def __init__(self):
            super().__init__()
            made.append(self)

    backend = backend_of(Counted)
    kept = [run(backend, boss()), run(backend, boss())]
    backend.close()
    backend.close()
    assert [it.closed for it in made] == [1, 1, 1, 1]
    assert len(kept) == 2


def test_a_store_without_references_to_it_is_closed_too():
    closed = []

    class Slotted:
        """Python makes no weak reference to it."""

        __slots__ = ("_inner",)

        def __init__(self):
            self._inner = Shelf()

        def __getattr__(self, name):
            return getattr(self._inner, name)

        def close(self):
            closed.append(self)

    backend = backend_of(Slotted)
    run(backend, boss())
    backend.close()
    assert len(closed) == 2


def test_a_close_that_raises_is_named():
    class Jams(Shelf):
        def close(self):
            raise OSError("the drawer jams")

    backend = backend_of(Jams)
    kept = backend.open(HR, standard_catalog())
    with pytest.raises(PluginError, match=r"store Jams \(.*\): close\(\) raised OSError: the dr"):
        backend.close()
    assert kept.tables() == []


# stores that lie


RECORD = r"Record\(reference=\d+, name='boss', key='Boss', values=\('Boss',\), edited_at=\d+\)"


def lying(method, lie):
    """A shelf whose method answers something else, given the true answer."""

    def lies(self, *arguments):
        return lie(getattr(Shelf, method)(self, *arguments))

    return backend_of(type("Liar", (Shelf,), {method: lies}))


def read(engine):
    """Everything that can be asked."""
    for store in engine.world.stores.values():
        store.find(TITLE, "Nobody")
        for table in (*store.tables(), TITLE):
            store.count(table)
            for record in store.records(table):
                store.find(table, record.key)
                store.at(table, record.reference)


LIES = [
    ("find", lambda it: None, rf"find\('cdm_title', 'Boss'\) returned None, expected {RECORD}$"),
    ("find", lambda it: it and tuple(it), r"returned \(\d+, 'boss', .*, expected Record"),
    ("find", lambda it: it and it._replace(name="Boss"), r"name='Boss'.*, expected .*name='boss'"),
    ("find", lambda it: it and it._replace(edited_at=True), r"edited_at=True\), expected"),
    ("find", lambda it: it or Record(1, "x", "X", ("X",), None), r"name='x'.*, expected None"),
    ("find", lambda it: {}["x"], r"find\('cdm_title', 'Nobody'\) raised KeyError: 'x'$"),
    ("at", lambda it: None, rf"at\('cdm_title', \d+\) returned None, expected {RECORD}$"),
    ("put", lambda it: 1 / 0, r"put\('cdm_title', Record.* raised ZeroDivisionError: division by"),
    (
        "records",
        lambda it: iter([]),
        rf"records\('cdm_title'\) ended before place 1, expected {RECORD}",
    ),
    ("records", lambda it: [*it] * 2, rf"gave in place 2 {RECORD}, expected no further record$"),
    ("records", lambda it: map(repr, it), r"gave in place 1 \"Record.*\", expected Record"),
    ("records", lambda it: None, r"records\('cdm_title'\) raised TypeError: 'NoneType'"),
    ("records", lambda it: (1 / 0 for _ in it), r"records\('cdm_title'\) raised ZeroDivisionError"),
    (
        "tables",
        lambda it: ["cdm_title", "cdm_job"],
        r"tables\(\) returned \['cdm_title', 'cdm_job'\], expe",
    ),
    ("tables", lambda it: 5, r"tables\(\) raised TypeError: 'int' object"),
    ("count", lambda it: it + 1, r"count\('cdm_title'\) returned 2, expected 1$"),
    ("count", bool, r"count\('cdm_title'\) returned True, expected 1$"),
]


@pytest.mark.parametrize(("method", "lie", "message"), LIES)
def test_a_lie_is_named(method, lie, message):
    with pytest.raises(PluginError) as caught:
        read(run(lying(method, lie), boss()))
    lines = str(caught.value).splitlines()
    assert len(lines) == 1
    where = r"store Liar \(test_plugged_stores\.py:\d+\) of Human Resources: "
    assert re.match(where, lines[0])
    assert re.search(message, lines[0])
    assert str(pickle.loads(pickle.dumps(caught.value))) == lines[0]


def test_a_record_that_is_forgotten_later():
    class Forgets(Shelf):
        """It keeps two records."""

        def put(self, table, record):
            super().put(table, record)
            held = self.held[table]
            if len(held) > 2:
                del held[next(iter(held))]

    engine = run(backend_of(Forgets), *map(boss, "abc"))
    with pytest.raises(
        PluginError, match=r"of Human Resources: find\('cdm_title', 'A'\) returned N"
    ):
        engine.attempt(Edit(HR, "a", pairs({"cdm_description": "x"})))


def test_both_environments_in_one_store():
    only = Shelf()

    class Shared:
        def open(self, environment, catalog):
            return only

        def close(self):
            pass

    with pytest.raises(PluginError, match=r"of Dataverse: find\('cdm_title', 'Boss'\) returned Re"):
        run(Shared(), TurnOn(), boss())


def test_a_store_that_is_not_empty():
    class Full(Shelf):
        def __init__(self):
            super().__init__()
            self.put(TITLE, Record(1, "x", "X", ("X",), None))

    with pytest.raises(PluginError, match=r"tables\(\) returned \['cdm_title'\], expected \[\]"):
        Engine(backend=backend_of(Full))


def test_the_stores_of_the_harness_are_not_checked():
    for name in ("memory", "sqlite://"):
        backend = open_backend(name)
        assert type(open_store(backend, HR, standard_catalog())).__name__ in (
            "MemoryStore",
            "SqlStore",
        )
        backend.close()


# nothing is half written


class Fails(Shelf):
    """One put fails, after so many."""

    left = 10**9

    def put(self, table, record):
        Fails.left -= 1
        if Fails.left == -1:
            raise OSError("full")
        super().put(table, record)


@pytest.fixture
def failing():
    Fails.left = 10**9
    return backend_of(Fails)


def state(engine):
    """All that a failure must leave alone: records, requests, pairs, the journal, what is lost."""
    world, journal = engine.world, engine.journal
    stores = world.stores.values()
    return (
        [[*store.records(table)] for store in stores for table in store.tables()],
        [(it.pair.name, it.kind, it.touched) for it in world.missed.in_order()],
        [it.name for table in world.record_pairs.tables() for it in world.record_pairs.of(table)],
        [str(event) for _, event in journal if event.event != "plugin_failed"],
        [*journal.losses],
        [*journal.undone_deletes],
    )


def fails(engine, command, after):
    Fails.left = after
    with pytest.raises(PluginError, match="raised OSError: full"):
        engine.attempt(command)
    Fails.left = 10**9


@pytest.mark.parametrize(
    "command",
    [
        boss("new"),
        named("ada", firstname="x"),
        Give(TITLE, [Row("given", pairs({"cdm_name": "G"}))]),
    ],
)
def test_a_users_change_that_cannot_be_put_leaves_nothing(failing, command):
    engine = run(failing, worker())
    before = state(engine)
    fails(engine, command, 0)
    assert state(engine) == before
    assert engine.attempt(command) is None  # and can be done again


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_what_is_given_is_in_both_or_in_none(failing, after):
    engine = run(failing)
    before = state(engine)
    given = Give(TITLE, [Row(name, pairs({"cdm_name": name})) for name in ("one", "two")])
    fails(engine, given, after)
    assert state(engine) == before
    assert engine.attempt(given) is None
    assert [it.name for it in engine.world.stores[DATAVERSE].records(TITLE)] == ["one", "two"]


def test_a_row_of_an_import_that_cannot_be_put(failing):
    engine = run(failing)
    rows = [Row(name, pairs({"cdm_name": name})) for name in "ab"]
    fails(engine, Import(HR, TITLE, rows), 1)
    assert [pair.name for pair in engine.world.record_pairs.of(TITLE)] == ["a"]
    assert [it.pair.name for it in engine.world.missed.in_order()] == ["a"]
    assert engine.attempt(Import(HR, TITLE, rows)) is None


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("tracked", [True, False])
def test_a_settlement_writes_both_sides_or_none(failing, after, tracked):
    """Each side has another column to be merged into the other: both are written."""
    begin = [worker(), TurnOn(), TurnOff()] if tracked else [worker()]
    if tracked:
        begin.insert(2, RunBatchJob())
    theirs = pairs({"cdm_workernumber": "ada", "cdm_lastname": "King"})
    change = named("ada", DATAVERSE, lastname="King")
    if not tracked:
        change = Create(DATAVERSE, "cdm_worker", "ada", theirs)
    engine = run(
        failing,
        *begin,
        named("ada", firstname="Ada"),
        Advance(1000),
        change,
        TurnOn(),
        conflict="merge_fields",
    )
    copy = engine.fork()
    before = state(engine)
    fails(engine, RunBatchJob(), after)
    found = state(engine)
    assert (*found[:3], *found[4:]) == (*before[:3], *before[4:])
    new = [event.event for _, event in engine.journal][len(before[3]) :]
    assert new[:1] == ["batch_started"]
    assert not {"linked", "updated", "batch_ended"}.intersection(new)
    for one in (engine, copy):
        assert one.attempt(RunBatchJob()) is None
    assert state(engine)[0] == state(copy)[0]
    assert engine.record(HR, "ada").values == ("ada", "Ada", None, "King")


def test_pairs_that_were_settled_before_the_failure_stay_settled(failing):
    engine = run(failing, worker("a"), worker("b"), worker("c"), TurnOn())
    fails(engine, RunBatchJob(), 2)
    assert [it.pair.name for it in engine.world.missed.in_order()] == ["c"]
    assert [it.name for it in engine.world.stores[DATAVERSE].records("cdm_worker")] == ["a", "b"]
    assert engine.attempt(RunBatchJob()) is None
    assert engine.world.missed.count() == 0


def test_a_delivery_that_fails_leaves_the_users_change_and_its_request(failing):
    engine = run(failing, TurnOn())
    fails(engine, worker(), 1)
    assert engine.record(HR, "ada").name == "ada"
    assert engine.record(DATAVERSE, "ada") is None
    assert engine.world.missed.count() == 1
    assert engine.attempt(RunBatchJob()) is None
    assert engine.record(DATAVERSE, "ada").name == "ada"


# which store a text names


TEXT = """
from harness.stores.memory import MemoryBackend, MemoryStore
LOADED = []
class Shelf(MemoryStore):
    pass
class Takes(MemoryBackend):
    def __init__(self, text):
        self.text = text
class Plain(MemoryBackend):
    pass
ready = Plain()
def make(text):
    return Takes("made of " + text)
def fails(text):
    raise OSError("no room")
def returns(text):
    return 5
number = 5
class Half:
    def find(self, table): ...
    at = 3
    def put(self, table, record): ...
    def remove(self, table, key): ...
    def records(self, table): ...
    def tables(self): ...
class Needs(MemoryStore):
    def __init__(self, path): ...
class Opens:
    def open(self, environment): ...
"""


HALF = (
    r"Half \(own\.py:\d+\): is no store: it has find\(table\), which is called as find\(table, "
    r"key\); it has at, which is no method: it is called as at\(table, reference\); it lacks c"
)
OPENS = (
    r"is no store class and no backend: it has open\(environment\), which is called as "
    r"open\(environment, catalog\); it lacks close\(\)$"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(TEXT)
    return path


def test_a_class_a_backend_or_a_function_of_a_file(file):
    shelf = open_backend(f"{file}:Shelf")
    assert type(shelf.open(HR, standard_catalog())).__name__ == "Shelf"
    assert open_backend(f"{file}:Takes").text == f"{file}:Takes"
    assert open_backend(f"{file}:make").text == f"made of {file}:make"
    assert type(open_backend(f"{file}:Plain")).__name__ == "Plain"
    assert open_backend(f"{file}:ready") is open_backend(f"{file}:ready")  # executed once


def test_a_class_of_a_module(file, monkeypatch):
    monkeypatch.syspath_prepend(file.parent)
    assert type(open_backend("own:Shelf").open(HR, standard_catalog())).__name__ == "Shelf"
    with pytest.raises(
        BadInput, match=r"^store own:Shelv: it has no 'Shelv', did you mean Shelf\?$"
    ):
        open_backend("own:Shelv")


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        (":Shelv", r"store .*own\.py:Shelv: it has no 'Shelv', did you mean Shelf\?$"),
        (":zzz", r"it has no 'zzz'; its classes are Shelf, Takes, Plain, Half, Needs, Opens$"),
        ("", r"which store of that file\? Write .*own\.py:Shelf, for example$"),
        (":fails", r"fails \(own\.py:\d+\) raised OSError: no room$"),
        (":returns", r"int .* is no store class and no backend: it lacks open\(environment, cata"),
        (":number", r"int .* is no store class and no backend: it lacks open\(environment, cata"),
        (":Half", HALF),
        (":Opens", OPENS),
    ],
)
def test_what_is_no_store_of_a_file(file, attribute, message):
    with pytest.raises((BadInput, PluginError), match=message):
        open_backend(f"{file}{attribute}")


def test_a_class_that_takes_an_argument(file):
    with pytest.raises(
        PluginError,
        match=r"store Needs \(.*\): cannot be made: Needs\(\) raised TypeError: .*'path'",
    ):
        Engine(backend=open_backend(f"{file}:Needs"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_there", r"own\.py: line 1: No module named 'nothing_there'$"),
        ("x = 1\n1 / 0", r"own\.py: line 2: ZeroDivisionError: division by zero$"),
        ("def x(:", r"own\.py: line 1: invalid syntax$"),
        ("raise SystemExit", r"own\.py: line 1: SystemExit$"),
        (b"\xff\xfe", r"own\.py: cannot be read: is not text in UTF-8$"),
        (None, r"own\.py: no such file$"),
    ],
)
def test_a_file_that_is_wrong(file, text, message):
    if text is None:
        file.unlink()
    elif isinstance(text, bytes):
        file.write_bytes(text)
    else:
        file.write_text(text)
    with pytest.raises(BadInput, match=message):
        open_backend(f"{file}:Shelf")


def test_a_module_that_is_wrong(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("wrong.py").write_text("import nothing_there")
    with pytest.raises(BadInput, match=r"^store wrong: it cannot be imported: No module named"):
        open_backend("wrong:Shelf")
    Path("here.py").write_text("")
    monkeypatch.setattr(sys, "path", [it for it in sys.path if it not in ("", str(tmp_path))])
    with pytest.raises(BadInput, match=r"^no store 'here', did you mean here\.py:Shelf\?"):
        open_backend("here:Shelf")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Shelf(), r"not an object of class Shelf, one store: give the class itself"),
        (3, r"takes a store class without arguments, not an object of class int$"),
        (int, r"int \(.*\): is no store: it lacks find\(table, key\); it lacks at\("),
    ],
)
def test_what_backend_does_not_take(given, message):
    with pytest.raises((BadInput, PluginError), match=message):
        backend_of(given)


def test_methods_that_are_passed_on():
    class Passes:
        def __init__(self):
            self.inner = Shelf()

        def __getattr__(self, name):
            return getattr(self.inner, name)

    assert run(backend_of(Passes), boss()).record(HR, "boss").name == "boss"
