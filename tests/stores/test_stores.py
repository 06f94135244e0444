"""Every store holds records as the one in memory does, and names what it cannot hold."""

import gc
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

import harness
from harness.domain.catalog import standard_catalog
from harness.domain.commands import Create, pairs
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import BadInput
from harness.domain.extras import install_line
from harness.domain.records import Record, row_id
from harness.simulator.engine import Engine
from harness.stores.interface import Backend
from harness.stores.memory import MemoryBackend
from harness.stores.registry import open_backend
from harness.stores.sql import SqlBackend
from harness.testing.store_conformance import StoreConformance

ROOT = Path(harness.__file__).parent.parent


def _python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)


# what every store must do


class TestMemory(StoreConformance):
    def backend(self) -> Backend:
        return open_backend("memory")


class TestSqliteInMemory(StoreConformance):
    def backend(self) -> Backend:
        return open_backend("sqlite://")


class TestSqliteFile(StoreConformance):
    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.url = f"sqlite:///{tmp_path}/world.db"

    def backend(self) -> Backend:
        return open_backend(self.url)


SHELF = """
from harness.stores.memory import MemoryBackend

class Shelf(MemoryBackend):
    def __init__(self, given):
        self.given = given
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package, installed, which registers two stores; one of them is gone from it."""
    facts = tmp_path / "shelf-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: shelf\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(
        "[harness.stores]\nshelf = shelf_store:Shelf\ncellar = shelf_store:Cellar\n"
    )
    (tmp_path / "shelf_store.py").write_text(SHELF)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "shelf_store", raising=False)


@pytest.mark.usefixtures("shelf")
class TestRegistered(StoreConformance):
    def backend(self) -> Backend:
        return open_backend("shelf")


# which store a name means


def test_memory_is_the_default() -> None:
    assert type(open_backend()) is type(open_backend("memory")) is MemoryBackend


def test_memory_imports_nothing_slow() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from harness.stores.registry import open_backend; open_backend('memory')\n"
        "new = set(sys.modules) - before\n"
        "print(sorted(new & {'importlib.metadata', 'sqlalchemy', 'harness.stores.sql'}))"
    )
    done = _python(code)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.usefixtures("shelf")
def test_a_registered_store_is_given_all_that_was_written() -> None:
    for text in ("shelf", "shelf:", "shelf:upper left:2"):
        assert open_backend(text).given == text  # type: ignore[attr-defined]


@pytest.mark.usefixtures("shelf")
def test_a_registered_store_that_cannot_be_loaded() -> None:
    with pytest.raises(BadInput, match=r"cellar cannot be loaded.*'Cellar'.*shelf_store:Cellar"):
        open_backend("cellar")


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("name", ["shelv", "Shelf", "shelf2:rest"])
def test_a_name_that_is_nearly_one(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_backend(name)
    assert str(caught.value) == (
        f"no store {name.partition(':')[0]!r}, did you mean shelf?; there are cellar, memory, "
        "shelf, a class of your own as FILE.py:Shelf or module:Shelf, and any SQLAlchemy URL such "
        "as sqlite:///world.db"
    )


@pytest.mark.parametrize("name", ["", ":", "world.db", "sqlite:world.db"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(BadInput, match=r"^no store .*memory.*such as sqlite:///world\.db$"):
        open_backend(name)


# databases that cannot be used


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///{}/none/world.db", "unable to open database file; take a file in a folder"),
        ("sqlite:///{}", "unable to open database file; take a file in a folder"),
        ("sqlite:///{}/text.txt", "file is not a database; take a file in a folder"),
        ("sqlite:///file:{}/read.db?mode=ro&uri=true", "readonly database; take a file in a"),
        ("sqlite://world.db", "Invalid SQLite URL: sqlite://world.db; take a file in a folder"),
        ("sqllite:///world.db", "SQLAlchemy knows no sqllite, did you mean sqlite?; it comes"),
        ("postgres://ada@host/db", "knows no postgres, did you mean postgresql?; it comes with"),
        ("mysql://host/db", "the driver MySQLdb is not installed; install it, or name another"),
        ("postgresql://host:port/db", "not a database's URL; write one such as sqlite:///world"),
        ("://", "not a database's URL; write one such as sqlite:///world.db"),
    ],
)
def test_a_database_that_cannot_be_used(
    url: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "MySQLdb", None)
    (tmp_path / "text.txt").write_text("no database " * 1000)
    _rows(tmp_path / "read.db", "CREATE TABLE other (x)")
    url = url.format(tmp_path)
    with pytest.raises(BadInput) as caught:
        open_backend(url).open(HR, standard_catalog())
    message = str(caught.value)
    assert says in message
    assert message.startswith("store ")
    if "?" not in url:
        assert url in message


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgres://ada:geheim@host/db", "store postgres://ada:***@host/db: "),
        ("postgres://host/db?password=geheim", "store postgres://host/db: "),
        ("postgres://ada:geheim/geheim@host:port/db", "store postgres://***@host:port/db: "),
        ("postgres://ada:geheim@geheim@host:port/db", "store postgres://***@host:port/db: "),
    ],
)
def test_a_message_hides_the_password(url: str, shown: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_backend(url)
    assert str(caught.value).startswith(shown)
    assert "geheim" not in str(caught.value)


def test_without_sqlalchemy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "harness.stores.sql")
    with pytest.raises(BadInput, match=re.escape(install_line("sql"))):
        open_backend("sqlite://")


def test_a_database_that_another_simulation_has_open(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/world.db?timeout=0.01"
    first = SqlBackend(url)
    first.open(HR, standard_catalog())
    with pytest.raises(BadInput, match=r"database is locked; .*that nothing else has open"):
        SqlBackend(url).open(HR, standard_catalog())
    first.close()
    SqlBackend(url).open(HR, standard_catalog())


def test_a_table_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.executescript("CREATE TABLE hr_records (pay); INSERT INTO hr_records VALUES (1)")
    with pytest.raises(BadInput, match=r"the table hr_records there has other columns"):
        SqlBackend(f"sqlite:///{file}").open(HR, standard_catalog())
    assert _rows(file, "SELECT * FROM hr_records") == [(1,)]


def test_what_the_database_cannot_hold_ends_the_simulation(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/world.db?timeout=0.01"
    backend = SqlBackend(url)
    store = _fill(backend, "boss").world.stores[HR]
    with pytest.raises(BadInput, match=r"surrogates not allowed; take"):
        store.put("cdm_title", Record(1, "\ud800", "Boss", ("Boss",), None))
    with pytest.raises(BadInput, match="closed"):
        store.find("cdm_title", "Boss")
    SqlBackend(url).open(HR, standard_catalog())  # nothing is locked any more
    backend.close()
    assert _rows(tmp_path / "world.db", "SELECT name FROM sqlite_master") == []


# what is in the file


def _rows(file: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(question).fetchall()


def _fill(backend: Backend, *names: str) -> Engine:
    simulator = Engine(backend=backend)
    for name in names:
        assert simulator.attempt(Create(HR, "cdm_title", name, pairs({"cdm_name": name}))) is None
    return simulator


def _titles(file: Path) -> list[str]:
    rows = _rows(file, "SELECT record FROM hr_records ORDER BY created_order")
    return [str(name) for (name,) in rows]


def test_people_can_read_it(tmp_path: Path) -> None:
    catalog = standard_catalog().extended(
        {"new_pay": {"columns": {"new_rate": "Decimal", "new_open": "Yes/No", "new_note": "Text"},
                     "lookups": {"new_titleid": "cdm_title"}, "natural_key": ["new_rate"]}}
    )  # fmt: skip
    backend = SqlBackend(f"sqlite:///{tmp_path}/world.db")
    rate = Decimal("1.10")
    values = (rate, True, None, "Größe")
    backend.open(HR, catalog).put("new_pay", Record(5637144576, "pay", rate, values, None))
    row = Record(row_id(0, 0), "pay", rate, values, 1629363600)
    backend.open(DATAVERSE, catalog).put("new_pay", row)
    backend.close()
    read = 'SELECT table_name, reference, record, natural_key, "values", edited_at FROM '
    shown = '{"new_rate": {"decimal": "1.10"}, "new_open": true, "new_titleid": "Größe"}'
    assert _rows(tmp_path / "world.db", read + "hr_records") == [
        ("new_pay", "5637144576", "pay", '{"decimal": "1.10"}', shown, None)
    ]
    guid = "618f16e3-d361-4b88-b1ab-619cab8bec60"
    assert _rows(tmp_path / "world.db", read + "dataverse_records") == [
        ("new_pay", guid, "pay", '{"decimal": "1.10"}', shown, 1629363600)
    ]


@pytest.mark.parametrize("column", ["reference", "key_digest", "created_order"])
def test_no_question_reads_the_whole_table(column: str, tmp_path: Path) -> None:
    backend = SqlBackend(f"sqlite:///{tmp_path}/world.db")
    _fill(backend)
    backend.close()
    compared = ">" if column == "created_order" else "="
    plan = _rows(
        tmp_path / "world.db",
        "EXPLAIN QUERY PLAN SELECT * FROM dataverse_records "
        f"WHERE table_name = 'x' AND {column} {compared} '1'",
    )
    assert len(plan) == 1
    assert str(plan[0][-1]).endswith(f"(table_name=? AND {column}{compared}?)")


def test_nothing_is_in_the_file_before_it_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    backend = SqlBackend(f"sqlite:///{file}")
    _fill(backend, "boss")
    assert _rows(file, "SELECT name FROM sqlite_master") == []
    backend.close()
    assert _titles(file) == ["boss"]


def test_an_interrupted_simulation_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    earlier = SqlBackend(f"sqlite:///{file}")
    _fill(earlier, "boss", "clerk")
    earlier.close()

    def interrupted() -> None:
        _fill(SqlBackend(f"sqlite:///{file}"), "other")
        assert _titles(file) == ["boss", "clerk"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        interrupted()
    del caught  # its traceback holds the simulation
    gc.collect()
    assert _titles(file) == ["boss", "clerk"]
    later = SqlBackend(f"sqlite:///{file}?timeout=0.01")  # and it is not locked
    _fill(later, "later")
    later.close()
    assert _titles(file) == ["later"]


def test_a_dropped_simulation_locks_nobody_out(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/world.db?timeout=0.01"
    gc.disable()  # dropped is enough; nobody waits for a collection
    try:
        for name in ("one", "two"):
            backend = SqlBackend(url)
            backend.open(HR, standard_catalog()).put("cdm_title", Record(1, name, "k", (), None))
            del backend
    finally:
        gc.enable()


def test_a_killed_simulation_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    earlier = SqlBackend(f"sqlite:///{file}")
    _fill(earlier, "boss")
    earlier.close()
    before = file.stat().st_size
    code = (
        "import os, sys\n"
        "from harness.stores.sql import SqlBackend, Record\n"
        "from harness.domain.catalog import standard_catalog\n"
        "store = SqlBackend(sys.argv[1]).open('hr', standard_catalog())\n"
        "for n in range(3000):\n"
        "    store.put('cdm_title', Record(n, 'x' * 2000, str(n), (str(n),), None))\n"
        "print(store.count('cdm_title'), flush=True)\n"
        "os._exit(9)"
    )
    done = _python(code, f"sqlite:///{file}")
    assert (done.returncode, done.stdout) == (9, "3000\n")
    assert file.with_name("world.db-journal").exists()  # it had begun to write
    assert file.stat().st_size > before
    assert _titles(file) == ["boss"]
