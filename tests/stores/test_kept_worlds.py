"""A database keeps the whole world: another process goes on with it, nothing else touches it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from harness.domain.commands import (
    Advance,
    Backup,
    Command,
    Create,
    Delete,
    Fault,
    Give,
    Import,
    Row,
    RunBatchJob,
    TurnOn,
)
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.exploration.workload.generator import generate
from harness.gherkin.places import scenario_files
from harness.library.simulator import Simulator
from harness.reports.result import end_state, finding_entries, fingerprint
from harness.sample_data.rows import generated_rows
from harness.scenarios.continuing import continued, taken_up
from harness.scenarios.reader import load
from harness.scenarios.replay import replay
from harness.scenarios.writer import document
from harness.simulator.command_json import command_of, settings_of, to_json
from harness.simulator.engine import Engine
from harness.simulator.stored_world import stored_world
from harness.stores.kept import TABLES
from harness.stores.registry import open_backend
from harness.stores.sql import SqlBackend
from tests.stores import postgres

ADA = Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1", "cdm_lastname": "Byron"})
BOB = Create("hr", "cdm_worker", "bob", {"cdm_workernumber": "2"})
ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/world.db"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of this module."""
    pytest.importorskip("psycopg")
    with postgres.server() as started:
        if started is None:
            pytest.skip("there is no PostgreSQL to start")
        yield started


def _keep(url: str, *commands: Command, settings: Settings | None = None) -> None:
    with Simulator(settings, stores=url) as made:
        for command in commands:
            made.attempt(command)


def _rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    backend = SqlBackend(url)
    backend.take_up(to_write=False)
    found = {table: list(backend.rows(table)) for table in TABLES}
    backend.abandon()
    return found


# going on


@pytest.mark.parametrize("seed", range(24))
def test_a_history_cut_in_two_comes_to_what_it_comes_to_in_one(seed: int, url: str) -> None:
    history = generate(seed, 40)
    commands = [*history.given, *history.commands]
    whole = Engine(history.settings, history.catalog)
    for command in commands:
        whole.attempt(command)
    # also in the middle of what is given
    cuts = sorted(Random(seed).sample(range(len(commands) + 1), 2))
    with Simulator(history.settings, catalog=history.catalog, stores=url) as first:
        for command in commands[: cuts[0]]:
            first.attempt(command)
    for start, end in zip(cuts, [*cuts[1:], len(commands)], strict=True):
        with Simulator.open(url) as further:
            for command in commands[start:end]:
                further.attempt(command)
            after = fingerprint(end_state(further))
    assert after == fingerprint(end_state(whole))
    assert list(further.journal) == list(whole.journal)
    with Simulator.open(url) as again:  # and it is kept as it is
        assert again.journal.history == commands


SCENARIOS = [it for it in scenario_files([str(ROOT / "scenarios")]) if "bad" not in it.parts]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_scenario_cut_in_two_is_reported_as_in_one(part: int, url: str) -> None:
    """Its parts are files of their own; where the cut is, the seed says."""
    tried = 0
    for number, file in enumerate(SCENARIOS[part * 5 :: 20]):
        scenario = load(file)
        if len(scenario.steps) < 2:
            continue
        whole = replay(scenario)
        cut = Random(number).randrange(1, len(scenario.steps))
        parts = (scenario.steps[:cut], scenario.steps[cut:])
        backend = open_backend(url, "anything")
        replay(replace(scenario, steps=parts[0]), backend)
        backend.close()
        rest = document(replace(scenario, steps=parts[1]))
        text = json.dumps({key: rest[key] for key in ("scenario", "steps")}, default=str)
        backend = open_backend(url)
        begun = taken_up(backend, to_write=True)
        try:
            further = continued(begun, text, str(file))
        except BadInput:  # one part has a name that the other makes
            backend.abandon()
            continue
        done = replay(further, begun=begun)
        assert fingerprint(end_state(done.simulator)) == fingerprint(end_state(whole.simulator))
        assert finding_entries(done.simulator) == finding_entries(whole.simulator)
        assert [it.actual for it in done.failures] == [
            it.actual for it in whole.failures if it.step > cut
        ]
        backend.close()
        tried += 1
    assert tried > 10


@pytest.mark.parametrize("seed", range(0, 40, 5))
def test_commands_and_settings_are_the_same_once_they_are_read_again(seed: int) -> None:
    history = generate(seed, 60)
    for command in (*history.given, *history.commands):
        name = type(command).__name__
        snake = "".join(f"_{it.lower()}" if it.isupper() else it for it in name).lstrip("_")
        assert command_of(snake, to_json(command), history.catalog) == command
    assert settings_of(to_json(history.settings)) == history.settings


def test_generated_rows_are_kept_as_their_number(url: str) -> None:
    catalog = Simulator().catalog
    for environment in ("hr", "dataverse"):
        rows = generated_rows(catalog["cdm_worker"], 3, 7, environment)
        command = Import(environment, "cdm_worker", rows, generate=3)
        text = to_json(command)
        assert '"rows": {"generated": 3, "seed": 7}' in text
        assert command_of("import", text, catalog) == command


def test_a_long_command_is_kept_in_several_rows(url: str) -> None:
    rows = [Row(None, {"cdm_name": f"{n}{'x' * 500}"}) for n in range(2_500)]
    _keep(url, Import("hr", "cdm_title", rows), TurnOn())
    numbers = [row[1] for row in _rows(url)["commands"]]
    assert numbers == [1, 1, 1, 2]
    with Simulator.open(url) as again:
        assert again.hr["2499" + "x" * 500]


def test_the_whole_state_is_gone_on_with(url: str) -> None:
    settings = Settings(dataverse_to_hr_delay="2h", batch_job_per_record="10s", seed=3)
    _keep(
        url, ADA, TurnOn(), Fault("clock_ahead", "hr", milliseconds="1h"), Backup("hr", "monday"),
        Create("dataverse", "cdm_worker", "bob", {"cdm_workernumber": "2"}), Advance("1h"),
        RunBatchJob(), settings=settings,
    )  # fmt: skip
    rows = _rows(url)
    facts = dict(row[1:] for row in rows["world"])
    assert facts["backups"] == "hr: monday"
    assert facts["faults in force in hr"] == "clock_ahead"
    assert facts["batch job"] == "Executing"
    assert [row[1:] for row in rows["requests"]][-1][-1] == "under way"
    with Simulator.open(url) as again:
        assert again.settings == settings
        again.do(Advance("2h"))
        assert "bob" in again.hr
    with pytest.raises(BadInput, match="there is no such file"):
        stored_world(open_backend(url + "x"), to_write=False)


def test_given_after_the_first_step_it_goes_on_in_python_only(url: str) -> None:
    given = Give("cdm_title", [Row("boss", {"cdm_name": "Boss"})])
    _keep(url, TurnOn(), given)
    with Simulator.open(url) as again:
        assert "boss" in again.hr
    with pytest.raises(BadInput, match=r"after the first step, .* h\.Simulator\.open"):
        taken_up(open_backend(url), to_write=False)


# what is refused


def test_a_world_is_overwritten_only_where_that_is_asked_for(url: str) -> None:
    _keep(url, ADA)
    before = _rows(url)
    for stores in (url, open_backend(url), open_backend(url, "test runs")):
        with pytest.raises(BadInput, match=r"there is a world in it already, at 2021-.* 1 record "):
            Simulator(stores=stores)
    assert _rows(url) == before
    with Simulator(stores=url, overwrite=True) as other:
        other.do(TurnOn())
    assert _rows(url)["hr_records"] == []
    with pytest.raises(BadInput, match="overwrite is for the URL of a database"):
        Simulator(overwrite=True)


def test_a_test_run_overwrites_what_a_test_run_left(url: str) -> None:
    for name in ("ada", "bob"):
        backend = open_backend(url, "test runs")
        Engine(backend=backend).attempt(ADA if name == "ada" else BOB)
        backend.close()
    assert [row[3] for row in _rows(url)["hr_records"]] == ["bob"]
    with pytest.raises(BadInput, match="--overwrite"):
        Simulator(stores=url)


def test_an_exception_in_the_block_keeps_what_there_was(url: str) -> None:
    _keep(url, ADA)
    before = _rows(url)

    def failing() -> None:
        with Simulator.open(url) as further:
            further.do(Delete("hr", "ada"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert _rows(url) == before
    with Simulator.open(url) as again, pytest.raises(BadInput, match="would empty it"):
        again.fresh()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE hr_records SET \"values\" = replace(\"values\", 'Byron', 'King')",
            r"table hr_records, row 1: values is '….*cdm_lastname\": \"King\"}' there, and",
        ),
        ("DELETE FROM tracking_rows", "table tracking_rows, row 1 is missing: "),
        (
            "INSERT INTO requests VALUES (9, 'hr', 't', 'x', 'edit', '', '', 'missed')",
            "table requests, row 9 is one too many: ",
        ),
        ("UPDATE world SET value = 'off' WHERE fact = 'integration'", "integration is 'off' there"),
        (
            "UPDATE commands SET command = 'turn_off' WHERE number = 2",
            "what is in it is not what its commands come to: table",
        ),
        ("UPDATE commands SET command = 'turn' WHERE number = 2", "command 2: there is no command"),
        ("UPDATE commands SET arguments = '['", r"command 1: '\[' is no JSON"),
        ("UPDATE commands SET arguments = '{\"x\": 1}'", "command 1: Create cannot be made of it"),
        (
            "UPDATE world SET value = '2' WHERE fact = 'format'",
            r"it has the format 2, of the release .*, and this release reads 1; use that one",
        ),
        (
            "UPDATE world SET value = '{\"clock\": \"Lunar\"}' WHERE fact = 'settings'",
            "no clock 'Lunar'",
        ),
        (
            "UPDATE world SET value = '{\"cdm_x\": {}}' WHERE fact = 'catalog'",
            "its catalog: cdm_x",
        ),
        ("DELETE FROM world", "there is no world in it to go on with"),
        ("DROP TABLE world", "there is no world in it to go on with"),
        ("ALTER TABLE world ADD x", "the table world there has other columns than a world's"),
    ],
)
def test_a_world_that_was_changed_is_refused(statement: str, says: str, url: str) -> None:
    _keep(url, ADA, TurnOn(), RunBatchJob())
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
        other.execute(statement)
        other.commit()
    with pytest.raises(BadInput, match=says) as caught:
        Simulator.open(url)
    assert str(caught.value).startswith(f"store {url}: ")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")  # and it is not locked


def test_a_store_that_keeps_no_world_cannot_be_opened(url: str) -> None:
    for store in ("memory", "sqlite://", "sqlite:///:memory:"):
        with pytest.raises(BadInput, match="keeps no world for another process"):
            Simulator.open(store)
    with pytest.raises(BadInput, match="there is no such file"):
        Simulator.open(url)
    assert not Path(url.removeprefix("sqlite:///")).exists()


# two at once


OPEN = "import harness as h, sys; sim = h.Simulator(stores=sys.argv[1]); "
HOLDS = OPEN + "sim.do(h.TurnOn()); print('open', flush=True); sys.stdin.read(); sim.close()"


def _two_at_once(url: str) -> None:
    """One has it open: another is told, a reader is not kept waiting, and then another has it."""
    command = [sys.executable, "-c", HOLDS, url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert first.stdout.readline() == "open\n"
        with pytest.raises(BadInput, match=r"lock.*another simulation, or another program, has it"):
            Simulator(stores=url)
        with pytest.raises(BadInput, match="there is no world in it to read"):
            taken_up(open_backend(url), to_write=False)
        first.stdin.close()
        assert first.wait(20) == 0
    with Simulator.open(url) as again:
        assert again.on


def test_of_two_at_once_one_is_told(url: str) -> None:
    _two_at_once(f"{url}?timeout=0.1")


@pytest.mark.slow
def test_of_two_at_once_on_postgresql_one_is_told(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.stores.sql_locks.WAIT", 1)
    _two_at_once(server)


@pytest.mark.slow
def test_of_first_ones_at_once_on_postgresql_each_has_its_turn(server: str) -> None:
    """Each makes the tables that are not there, and waits for the other that does."""
    with closing(SqlBackend(server)._engine.raw_connection()) as admin:
        admin.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        admin.commit()
    code = (
        "import harness as h, sys\n"
        "with h.Simulator(stores=sys.argv[1], overwrite=True) as sim:\n"
        "    sim.do(h.Create('hr', 'cdm_title', sys.argv[2], {'cdm_name': sys.argv[2]}))\n"
    )
    command = [sys.executable, "-c", code, server]
    started = [
        subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for name in "abc"
    ]
    assert [(it.communicate()[1], it.returncode) for it in started] == [("", 0)] * 3
    with Simulator.open(server) as last:
        assert len(last.hr) == 1


@pytest.mark.slow
def test_postgresql_has_the_rows_that_sqlite_has(server: str, url: str) -> None:
    history = generate(5, 60)
    for stores in (server, url):
        with Simulator(
            history.settings, catalog=history.catalog, stores=stores, overwrite=True
        ) as made:
            for command in (*history.given, *history.commands):
                made.attempt(command)
    assert _rows(server) == _rows(url)
    with Simulator.open(server) as again:
        assert again.journal.history == [*history.given, *history.commands]


# killed


@pytest.mark.slow
@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_a_killed_replay_leaves_the_world_of_before_or_the_new_one(
    place: str, url: str, request: pytest.FixtureRequest
) -> None:
    """HARNESS_KILLS says how many of each; `python -m tests.stores.kills` does the same."""
    if place == "postgresql":
        url = request.getfixturevalue("server")
    count = int(os.environ.get("HARNESS_KILLS", "6"))
    command = [sys.executable, "-m", "tests.stores.kills", url, str(count)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "torn" not in done.stdout
    assert done.stdout.count("before") == 2  # of each of the two, some
