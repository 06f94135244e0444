"""The pytest fixture `harness_server`: one server for all tests, with a new world for each.

    def test_a_client(harness_server):
        harness_server.do("turn_on")
        my_client(harness_server.dataverse_tls)

Clients that read REQUESTS_CA_BUNDLE or SSL_CERT_FILE trust its certificate. It needs the extra
`serve`, and listens on 127.0.0.1 only.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # pytest loads this for every project
    from harness.server.in_thread import LocalServer


@pytest.fixture(scope="session")
def harness_server_of_session() -> "Iterator[LocalServer]":
    """The server, whose world is whatever the last test left."""
    from harness.server.serving import serve

    with serve() as server:
        yield server


@pytest.fixture
def harness_server(
    harness_server_of_session: "LocalServer", monkeypatch: pytest.MonkeyPatch
) -> "LocalServer":
    """A server with two empty environments, integration off."""
    server = harness_server_of_session
    server.reset()
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, server.ca)
    return server
