"""The process: it says where it is, serves http and https, and ends within two seconds."""

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from harness.domain.commands import TurnOff, TurnOn
from harness.library.simulator import Simulator
from harness.scenarios.reader import load

pytestmark = pytest.mark.slow
SCENARIO = """
scenario: Hired
steps:
  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: "1"}}
"""
POST = """
import sys, urllib.request
urllib.request.urlopen(urllib.request.Request(sys.argv[1], sys.argv[2].encode()))
"""


@pytest.fixture
def serve(tmp_path):
    """Starts `harness serve` and returns the process and what it announced."""
    running = []

    def started(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "harness", "serve", *arguments],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        running.append(process)
        line = process.stdout.readline()
        return process, json.loads(line) if line else None

    yield started
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ask(address, body=None, context=None):
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data), context=context, timeout=5) as found:
        return json.load(found)


def ended(process, number):
    """Ends it by a signal: its status, the seconds that took, what it said on standard error."""
    started = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=10)
    return process.returncode, time.monotonic() - started, err


def test_it_announces_itself_in_one_line_and_both_ports_answer(serve):
    process, found = serve()
    assert found["format"] == 1
    assert found["pid"] == process.pid
    assert ask(found["control"] + "/health")["status"] == "ready"
    trusted = ssl.create_default_context(cafile=found["ca"])
    assert ask(found["dataverse_tls"] + "/_harness/health", context=trusted)["status"] == "ready"
    numbered = re.sub("localhost", "127.0.0.1", found["hr_tls"])
    assert ask(numbered + "/_harness/health", context=trusted)["status"] == "ready"
    with urlopen(found["control"] + "/ca.pem", timeout=5) as pem:
        assert pem.read() == Path(found["ca"]).read_bytes()
    status, seconds, err = ended(process, signal.SIGTERM)
    assert (status, "Traceback" in err) == (0, False)
    assert seconds < 2
    assert not Path(found["ca"]).exists()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_ends_within_two_seconds_with_streams_that_are_open(serve, number, status):
    process, found = serve()
    request = Request(found["control"] + "/timeline", headers={"Accept": "text/event-stream"})
    streams = [urlopen(request, timeout=5) for _ in range(3)]
    ask(found["control"] + "/commands", "turn_on")
    got, seconds, err = ended(process, number)
    assert (got, "Traceback" in err) == (status, False), err
    assert seconds < 2
    for stream in streams:
        assert b"event: turned_on" in stream.read()


def test_it_ends_while_a_long_step_is_done(serve):
    process, found = serve()
    long = {"import": {"table": "cdm_worker", "generate": 100_000}}
    client = subprocess.Popen(
        [sys.executable, "-c", POST, found["control"] + "/commands", json.dumps(long)],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(1.5)
    status, seconds, err = ended(process, signal.SIGTERM)
    client.wait()
    assert (status, "Traceback" in err) == (0, False), err
    assert seconds < 2


def test_what_happened_is_saved_at_the_end(serve, tmp_path):
    (tmp_path / "hired.yaml").write_text(SCENARIO)
    process, found = serve("hired.yaml", "--save", "saved.yaml")
    ask(found["control"] + "/commands", "turn_on")
    _, _, err = ended(process, signal.SIGTERM)
    assert "saved.yaml has all that happened" in err
    assert [type(it.does).__name__ for it in load(tmp_path / "saved.yaml").steps] == [
        "Create",
        "TurnOn",
    ]


def test_nothing_happened_and_nothing_is_saved(serve, tmp_path):
    process, _ = serve("--save", "saved.yaml")
    _, _, err = ended(process, signal.SIGINT)
    assert "nothing happened, so saved.yaml was not written" in err
    assert not (tmp_path / "saved.yaml").exists()


def test_the_settings_and_the_tables_of_the_command_line(serve, tmp_path):
    (tmp_path / "own.yaml").write_text(
        "catalog: {own_thing: {columns: {own_name: {type: Text}}, natural_key: [own_name]}}"
    )
    _, found = serve("--set", "conflict=hr_wins", "--set", "seed=7", "--catalog", "own.yaml")
    assert ask(found["control"] + "/health")["seed"] == 7
    assert "own_thing" in [it["name"] for it in ask(found["control"] + "/tables")["tables"]]


def test_a_world_in_a_database(serve, tmp_path):
    process, found = serve("--store", "sqlite:///world.db")
    ask(found["control"] + "/commands", "turn_on")
    assert ended(process, signal.SIGTERM)[0] == 0
    process, found = serve("--continue", "--store", "sqlite:///world.db")
    assert ask(found["control"] + "/state")["integration"] == "on"
    ask(found["control"] + "/commands", "turn_off")
    assert ended(process, signal.SIGTERM)[0] == 0
    with Simulator.open("sqlite:///" + str(tmp_path / "world.db")) as further:
        assert further.journal.history == [TurnOn(), TurnOff()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.yaml"], "missing.yaml"),
        (["--host", "0.0.0.0"], "it needs --token"),
        (["--host", "no.such.host.invalid", "--token", "x"], "cannot be listened at"),
        (["--save", "no/such/folder.yaml"], "is no folder"),
        (["--set", "conflict=nobody"], "nobody"),
        (["--port", "99999"], "from 0 to 65535"),
    ],
)
def test_what_is_wrong_is_said_with_status_2(serve, arguments, message):
    process, found = serve(*arguments)
    _, err = process.communicate(timeout=20)
    assert (found, process.returncode) == (None, 2)
    assert message in err
    assert "Traceback" not in err


def test_with_a_token_everything_needs_it(serve):
    _, found = serve("--token", "secret")
    for path in ("/", "/_harness/health", "/data/Workers"):
        with pytest.raises(Exception, match="401"):
            ask(found["dataverse"] + path)
    request = Request(found["control"] + "/health", headers={"Authorization": "Bearer secret"})
    with urlopen(request, timeout=5) as answer:
        assert answer.status == 200
