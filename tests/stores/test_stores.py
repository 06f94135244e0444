"""Every store holds records as the one in memory does, and names what it cannot hold."""

import gc
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import pytest
import sqlalchemy as sa

import harness
from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Create,
    Edit,
    Fault,
    RunBatchJob,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import BadInput
from harness.domain.extras import install_line
from harness.library.simulator import Simulator
from harness.simulator.engine import Engine
from harness.stores.interface import Backend
from harness.stores.memory import MemoryBackend
from harness.stores.registry import open_backend
from harness.stores.sql import SqlBackend
from harness.stores.sql_errors import complaint
from harness.stores.sql_locks import take_lock
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
        return open_backend(self.url, "anything")


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
    ("problem", "instead"),
    [
        ("database is locked", "another simulation, or another program, has it open: wait"),
        ("canceling statement due to lock timeout", "another simulation, or another program"),
        ("database or disk is full", "make room, or take a database in another place"),
        ("consuming input failed: server closed the connection unexpectedly", "was lost, and the"),
        ("terminating connection due to administrator command", "was lost, and the database is as"),
        ("(2013, 'Lost connection to MySQL server during query')", "was lost, and the database is"),
        ('connection failed: FATAL:  database "x" does not exist', "make it first"),
        ('FATAL:  password authentication failed for user "ada"', "is this the user, and the pass"),
        ("permission denied for schema public", "take a user who may make tables there"),
        ("connection failed: Connection refused", "is the server running, and is this where it"),
        ('could not translate host name "x" to address', "is the server running, and is this"),
        ('character with byte sequence 0xf0 has no equivalent in encoding "LATIN1"', "is UTF-8"),
        ("(1366, \"Incorrect string value: '\\xF0'\")", "take a database whose encoding is UTF-8"),
    ],
)
def test_advice_fits_what_is_wrong(problem: str, instead: str) -> None:
    told = complaint(sa.make_url("postgresql+psycopg://host/db"), Exception(problem))
    assert told.startswith(f"{problem}; ")
    assert instead in told
    assert complaint(sa.make_url("postgresql://host/db"), Exception("syntax error")) == (
        "syntax error"
    )


def test_the_lock_of_mysql_is_waited_for() -> None:
    """What the server answers: 1 if it gave the lock, 0 if another keeps it."""
    connection = Mock()
    connection.dialect.name = "mysql"
    connection.execute.return_value.scalar.side_effect = [1, 0]
    take_lock(connection)
    connection.rollback.assert_called_once_with()
    with pytest.raises(TimeoutError) as caught:
        take_lock(connection)
    told = complaint(sa.make_url("mysql+pymysql://host/db"), caught.value)
    assert told.startswith("the database is locked; another simulation, or another program, has it")


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
    with pytest.raises(
        BadInput, match="database is locked; another simulation, or another program, has it open"
    ):
        SqlBackend(url).open(HR, standard_catalog())
    first.close()
    SqlBackend(url).open(HR, standard_catalog())


def test_a_table_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.executescript("CREATE TABLE hr_records (pay); INSERT INTO hr_records VALUES (1)")
    for replaces in ("nothing", "anything"):
        with pytest.raises(BadInput, match=r"the table hr_records there has other columns"):
            SqlBackend(f"sqlite:///{file}", replaces).open(HR, standard_catalog())
    assert _rows(file, "SELECT * FROM hr_records") == [(1,)]


@pytest.mark.parametrize("name", ["e\u0301", "\N{GRINNING FACE}", "a\\b\n\u2028"])
def test_a_world_comes_to_the_same_whatever_the_store_takes(name: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/world.db"
    backend = SqlBackend(url)
    _fill(backend, name)
    backend.close()
    ((record, key),) = _rows(tmp_path / "world.db", "SELECT record, natural_key FROM hr_records")
    assert (record, json.loads(str(key))) == (name, name)
    with Simulator.open(url) as again:
        assert again.hr[name]["cdm_name"] == name


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


PAY = {
    "new_pay": {
        "columns": {"new_rate": "Decimal", "new_open": "Yes/No", "new_note": "Text"},
        "lookups": {"new_titleid": "cdm_title"},
        "natural_key": ["new_rate"],
    }
}


def test_people_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    pay = {"new_rate": Decimal("1.10"), "new_open": True, "new_titleid": "größe"}
    with Simulator(catalog=PAY, stores=f"sqlite:///{file}") as sim:
        sim.do(Create(DATAVERSE, "cdm_title", "größe", {"cdm_name": "Größe"}))
        sim.do(Create(DATAVERSE, "new_pay", "pay", pay), TurnOn(), RunBatchJob())
        sim.do(TurnOff(), Edit(HR, "pay", {"new_note": '"'}), Fault("unavailable", "hr"))
    read = 'SELECT created_order, table_name, reference, record, natural_key, "values", edited_at '
    shown = '{"new_rate": {"decimal": "1.10"}, "new_open": true, "new_titleid": "Größe"}'
    assert _rows(file, f"{read} FROM dataverse_records") == [
        (1, "cdm_title", GUIDS[0], "größe", '"Größe"', '{"cdm_name": "Größe"}', 1629363600),
        (2, "new_pay", GUIDS[1], "pay", '{"decimal": "1.10"}', shown, 1629363600),
    ]
    noted = shown.replace("true, ", 'true, "new_note": "\\"", ')
    assert _rows(file, f"{read} FROM hr_records") == [
        (1, "cdm_title", "5637144576", "größe", '"Größe"', '{"cdm_name": "Größe"}', None),
        (2, "new_pay", "5637144577", "pay", '{"decimal": "1.10"}', noted, 1629363600),
    ]
    assert _rows(file, "SELECT * FROM tracking_rows") == [
        (1, "cdm_title", GUIDS[0], "HcmTitleEntity", "5637144576", "No", "größe"),
        (2, "new_pay", GUIDS[1], "new_pay", "5637144577", "No", "pay"),
    ]
    assert _rows(file, "SELECT * FROM requests") == [
        (1, "hr", "new_pay", "pay", "edit", "new_note", "2021-08-19T09:00:00Z", "missed")
    ]
    facts = dict(_rows(file, "SELECT fact, value FROM world"))
    assert facts["simulated time"] == "2021-08-19T09:00:00Z"
    assert (facts["integration"], facts["faults in force in hr"]) == ("off", "unavailable")
    assert _rows(file, "SELECT number, command, arguments FROM commands WHERE number > 2") == [
        (3, "turn_on", "{}"),
        (4, "run_batch_job", "{}"),
        (5, "turn_off", "{}"),
        (6, "edit", '{"environment": "hr", "record": "pay", "values": [["new_note", "\\""]]}'),
        (7, "fault", '{"kind": "unavailable", "environment": "hr"}'),
    ]


GUIDS = ("618f16e3-d361-4b88-b1ab-619cab8bec60", "8655966e-b4d8-4539-b5b1-4b9ae048aed8")


def test_nothing_is_in_the_file_before_it_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    backend = SqlBackend(f"sqlite:///{file}")
    simulator = _fill(backend, "boss")
    assert _rows(file, "SELECT name FROM sqlite_master") == []
    backend.close()
    assert _titles(file) == ["boss"]
    with pytest.raises(BadInput, match="it is closed; read it before that"):
        simulator.attempt(Create(HR, "cdm_title", "clerk", {"cdm_name": "clerk"}))


def test_an_interrupted_simulation_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    earlier = SqlBackend(f"sqlite:///{file}")
    _fill(earlier, "boss", "clerk")
    earlier.close()

    def interrupted() -> None:
        _fill(backend := SqlBackend(f"sqlite:///{file}", "anything"), "other")
        assert _titles(file) == ["boss", "clerk"]
        assert backend.keeps
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        interrupted()
    del caught  # its traceback holds the simulation
    gc.collect()
    assert _titles(file) == ["boss", "clerk"]
    later = SqlBackend(f"sqlite:///{file}?timeout=0.01", "anything")  # and it is not locked
    _fill(later, "later")
    later.close()
    assert _titles(file) == ["later"]


def test_a_dropped_simulation_locks_nobody_out(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/world.db?timeout=0.01"
    gc.disable()  # dropped is enough; nobody waits for a collection
    try:
        for name in ("one", "two"):
            backend = SqlBackend(url)
            simulator = _fill(backend, name)
            del backend, simulator
    finally:
        gc.enable()


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_file_that_is_gone_at_the_end_is_told(how: str, tmp_path: Path) -> None:
    file = tmp_path / "world.db"
    backend = SqlBackend(f"sqlite:///{file}")
    _fill(backend, "boss")
    file.unlink()
    if how == "replaced":
        (tmp_path / "other.db").write_bytes(b"")
        (tmp_path / "other.db").rename(file)
    with pytest.raises(BadInput, match=r"removed, or another put in its place, .* nothing is kept"):
        backend.close()
    assert not file.exists() or file.stat().st_size == 0
