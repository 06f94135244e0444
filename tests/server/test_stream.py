"""The live timeline: each entry once, in order, to everybody; from the start after a rewind."""

import json
import socket
from urllib.parse import urlsplit

import pytest

CREATE = {
    "create": {"in": "hr", "table": "cdm_title", "record": "boss", "values": {"cdm_name": "B"}}
}


class Stream:
    """A stream of server-sent events, read one by one."""

    def __init__(self, server, path, **headers):
        self._socket = socket.create_connection(("127.0.0.1", urlsplit(server.control).port), 5)
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {urlsplit(server.control).netloc}",
            "Accept: text/event-stream",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        while self._file.readline().strip():
            pass

    def next(self):
        """The name, the id and the data of the next event."""
        found = {}
        while True:
            line = self._file.readline()
            if not line:
                raise EOFError
            key, colon, value = line.decode().strip().partition(": ")
            if colon and key in ("event", "id", "data"):
                found[key] = value
            elif not line.strip() and "event" in found:
                return found["event"], found.get("id"), json.loads(found["data"])

    def close(self):
        self._file.close()
        self._socket.close()


@pytest.fixture
def stream(harness_server):
    opened = []

    def open_one(path="/_harness/timeline", **headers):
        opened.append(Stream(harness_server, path, **headers))
        return opened[-1]

    yield open_one
    for it in opened:
        it.close()


def entries(stream, count):
    """So many entries of the journal; what only says that something changed is left out."""
    found = []
    while len(found) < count:
        name, number, data = stream.next()
        if name not in ("changed", "restart"):
            assert (name, number) == (data["event"], str(data["seq"]))
            found.append(data["seq"])
    return found


def test_what_was_there_and_what_comes(harness_server, stream):
    harness_server.do(CREATE)
    one, other = stream(), stream("/_harness/timeline?after=1")
    harness_server.do("turn_on", "run_batch_job")
    last = harness_server.ask("GET", "/health")["last"]
    assert entries(one, last) == list(range(1, last + 1))
    assert entries(other, last - 1) == list(range(2, last + 1))


def test_it_goes_on_after_the_last_event_that_was_received(harness_server, stream):
    harness_server.do(CREATE, "turn_on")
    last = harness_server.ask("GET", "/health")["last"]
    again = stream(**{"Last-Event-ID": str(last - 1)})
    assert entries(again, 1) == [last]


def test_a_change_without_an_entry_is_told(harness_server, stream):
    watching = stream()
    harness_server.do({"expect": {"converged": "all"}})
    name, number, data = watching.next()
    assert (name, number) == ("changed", None)
    assert (data["steps"], data["last"]) == (1, 0)


def test_after_a_rewind_it_begins_again(harness_server, stream):
    watching = stream()
    harness_server.do(CREATE, "turn_on")
    last = harness_server.ask("GET", "/health")["last"]
    assert entries(watching, last) == list(range(1, last + 1))
    harness_server.ask("POST", "/rewind", {"to": 1})
    while (event := watching.next())[0] != "restart":
        pass
    assert event[1] == "0"
    assert event[2]["last"] == 1
    assert entries(watching, 1) == [1]


def test_who_watched_a_world_that_is_gone_begins_again(harness_server, stream):
    harness_server.do(CREATE)
    assert stream("/_harness/timeline?after=99").next()[0] == "restart"


def test_who_asks_for_changes_is_told_how_far_it_has_come(harness_server, stream):
    told = stream("/_harness/changes")
    assert told.next()[2]["steps"] == 0
    harness_server.do(CREATE, "turn_on")
    name, number, data = told.next()
    assert (name, number, data["steps"], data["last"]) == ("changed", None, 2, 3)
    harness_server.ask("POST", "/rewind", {"to": 1})
    assert told.next()[2] == {**data, "steps": 1, "last": 1, "worlds": data["worlds"] + 1}


def test_two_who_act_have_one_order(harness_server, stream):
    one, other = stream(), stream()
    for number in range(20):
        harness_server.do(
            {"create": {"in": "hr", "table": "cdm_title", "values": {"cdm_name": f"T{number}"}}}
        )
    assert entries(one, 20) == entries(other, 20) == list(range(1, 21))
