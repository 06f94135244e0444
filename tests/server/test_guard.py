"""Who may ask: this machine by its own names, and no page of a stranger."""

import socket
from urllib.parse import urlsplit

import pytest

from harness.domain.errors import BadInput
from harness.server.live_scenario import LiveScenario, empty_scenario
from harness.server.process import Process

NO_CHUNK = (
    "PUT /_harness/scenario HTTP/1.1\r\nHost: @HOST@\r\nTransfer-Encoding: chunked\r\n"
    "Connection: close\r\n\r\nzz\r\n"
)
PATHS = [
    "/_harness/health",
    "/",
    "/page/page.css",
    "/api/data/v9.2/WhoAmI",
    "/data/Workers",
    "/nix",
]


@pytest.fixture
def send(harness_server):
    """Sends bytes to the server and returns all that it answers until it closes."""

    def sent(content):
        netloc = urlsplit(harness_server.control).netloc
        if isinstance(content, str):
            content = content.replace("@HOST@", netloc).encode()
        with socket.create_connection(
            ("127.0.0.1", urlsplit(harness_server.control).port), 5
        ) as it:
            it.sendall(content)
            found = b""
            while part := it.recv(65536):
                found += part
            return found

    return sent


def status(answer):
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:PORT", "", "[::1"]
)
def test_a_host_that_is_not_this_machine(send, harness_server, path, host):
    host = host.replace("PORT", str(urlsplit(harness_server.control).port))
    answer = send(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert status(answer) in (400, 403)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_the_names_of_this_machine(send, harness_server, name):
    port = urlsplit(harness_server.control).port
    request = f"GET /_harness/health HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n"
    assert status(send(request)) == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "file://"])
def test_a_page_from_elsewhere(send, path, origin):
    answer = send(
        f"POST {path} HTTP/1.1\r\nHost: @HOST@\r\nOrigin: {origin}\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n"
    )
    assert status(answer) == 403
    assert b"access-control" not in answer.lower()


def test_its_own_page(send):
    head = "GET /_harness/health HTTP/1.1\r\nHost: @HOST@\r\nConnection: close\r\n"
    assert status(send(f"{head}Origin: http://@HOST@\r\n\r\n")) == 200


def test_two_hosts_are_none(send):
    answer = send(
        "GET / HTTP/1.1\r\nHost: @HOST@\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    )
    assert status(answer) in (400, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/page/../live_scenario.py", "/page/..%2flive_scenario.py", "/page/%2e%2e/app.py",
        "/page//etc/passwd", "/page/.", "/page/", "/page/index.html%00.js",
    ],
)  # fmt: skip
def test_no_file_but_the_pages_own(send, path):
    assert status(send(f"GET {path} HTTP/1.1\r\nHost: @HOST@\r\nConnection: close\r\n\r\n")) == 404


def test_the_page_is_allowed_nothing_from_elsewhere(send):
    answer = send("GET / HTTP/1.1\r\nHost: @HOST@\r\nConnection: close\r\n\r\n")
    assert status(answer) == 200
    assert b"default-src 'self'" in answer


@pytest.mark.parametrize(
    "request_",
    [
        "GARBAGE\r\n\r\n",
        "POST /_harness/commands HTTP/1.1\r\nHost: @HOST@\r\nContent-Length: x\r\n\r\n",
        NO_CHUNK,
        "GET /_harness/state?step=%ff%fe HTTP/1.1\r\nHost: @HOST@\r\nConnection: close\r\n\r\n",
    ],
)
def test_what_is_no_http_ends_with_an_answer_of_400(send, request_):
    assert status(send(request_)) == 400


def test_listening_elsewhere_needs_a_token():
    live = LiveScenario(empty_scenario())
    with pytest.raises(BadInput, match="others can reach it, so it needs --token"):
        Process(live, "0", host="0.0.0.0")


def test_a_port_in_use_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"--port {port}: 127.0.0.1 cannot be listened at"):
            Process(LiveScenario(empty_scenario()), "0", port=port)
