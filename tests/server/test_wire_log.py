"""The wire: neither protocol is built, and every request is answered loudly, counted and listed."""

import json
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def ask(harness_server):
    def asked(method, path, token="ada", **headers):
        connection = HTTPConnection(urlsplit(harness_server.dataverse).netloc, timeout=5)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, path, headers=headers)
        found = connection.getresponse()
        content = json.loads(found.read())
        connection.close()
        return found.status, found.headers, content["error"]

    return asked


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("/api/data/v9.2/cdm_workers?$top=1", "dataverse"),
        ("/api/data/v9.2/", "dataverse"),
        ("/data/Workers('1')", "hr"),
        ("/data", "hr"),
        ("/Metadata/DataEntities", "hr"),
    ],
)
def test_what_is_not_built_is_501_and_listed(harness_server, ask, path, environment):
    status, headers, error = ask("GET", path, **{"User-Agent": "client/1"})
    assert (status, headers["OData-Version"]) == (501, "4.0")
    assert path in error["message"]
    (listed,) = harness_server.unsupported()
    assert (listed["environment"], listed["target"], listed["user_agent"]) == (
        environment,
        path,
        "client/1",
    )


def test_an_address_that_only_begins_alike_is_no_wire(ask):
    assert ask("GET", "/database")[0] == 404


def test_without_a_token_nobody_is_let_in(harness_server, ask):
    status, headers, _ = ask("GET", "/data/Workers", token=None)
    assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
    assert harness_server.unsupported() == []
    assert len(harness_server.ask("GET", "/requests")["requests"]) == 1


def test_service_protection_strikes_the_requests_it_counts(harness_server, ask):
    fault = {
        "in": "dataverse",
        "method": "get",
        "path": "workers",
        "nth": 2,
        "times": 2,
        "status": 429,
        "retry_after": 7,
    }
    added = harness_server.ask("POST", "/faults", fault)
    assert (added["fault"], added["code"]) == (1, "0x80072322")
    paths = ["workers", "jobs", "workers", "workers", "workers"]
    found = [ask("GET", f"/api/data/v9.2/{it}") for it in paths]
    assert [it[0] for it in found] == [501, 501, 429, 429, 501]
    assert found[2][1]["Retry-After"] == "7"
    assert found[2][1]["x-ms-ratelimit-burst-remaining-xrm-requests"] == "0"
    requests = harness_server.ask("GET", "/requests?after=2")["requests"]
    assert [it["fault"] for it in requests] == [1, 1, None]
    harness_server.ask("DELETE", "/faults")
    assert harness_server.ask("GET", "/faults")["faults"] == []


def test_a_lost_answer_is_a_connection_that_is_cut(harness_server, ask):
    harness_server.ask("POST", "/faults", {"in": "hr", "lost": True})
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        ask("GET", "/data/Workers")
    (listed,) = harness_server.ask("GET", "/requests")["requests"]
    assert (listed["lost"], listed["status"]) == (True, 501)
    assert ask("GET", "/data/Workers")[0] == 501


def test_a_reset_forgets_requests_and_faults(harness_server, ask):
    harness_server.ask("POST", "/faults", {"in": "hr", "status": 503})
    ask("GET", "/data/Workers")
    harness_server.reset()
    assert harness_server.ask("GET", "/requests") == {"requests": [], "last": 0}
    assert harness_server.ask("GET", "/faults") == {"faults": []}
