"""Requests that nobody means: none makes a 500, and what happened replays to the same end."""

import json
from http.client import HTTPConnection
from random import Random
from urllib.parse import quote, urlsplit

import pytest

from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.step_reader import STEPS

VALUES = [
    None, True, False, 0, -1, 1e308, 10**30, "", "ada", "x" * 300, "\ud800", "\x00", "\u202e",
    "<img src=x onerror=1>", "2021-02-30", "1h", "-1h", "9999999999d", [], {}, ["a"], {"a": 1},
    "hr", "dataverse", "cdm_worker", "all", "none", "on", "yes",
]  # fmt: skip
PLAIN = [it for it in VALUES if not isinstance(it, list | dict)]
KEYS = [
    "in",
    "record",
    "table",
    "values",
    "as",
    "backup",
    "kind",
    "for",
    "nth",
    "by",
    "after",
    "reference",
    "entity",
    "becomes",
    "rows",
    "generate",
    "file",
    "truncate",
    "exists",
    "tracked",
    "converged",
    "diverged",
    "data_loss",
    "refused",
    "grid",
    "count",
    "columns",
    "of",
    "lasting",
    "applied",
    "cdm_workernumber",
    "cdm_lastname",
    "sync_now",
    "timeline",
    "foreseen",
]
WORDS = ["cdm_worker", "a", "0", "1", "feature", "-1", "x", "%", "é"]
ASKED = [
    "state",
    "overview",
    "records",
    "grid",
    "names",
    "explain",
    "foresee",
    "timeline",
    "steps",
    "findings",
    "tables",
]
PARAMETERS = ["table", "record", "step", "offset", "limit", "search", "column", "format", "title"]


class Hostile:
    """Draws requests, of which some are right by chance."""

    def __init__(self, seed):
        self.random = Random(seed)

    def value(self, depth=0):
        drawn = self.random.random()
        if drawn < 0.55 or depth > 3:
            return self.random.choice(VALUES)
        if drawn < 0.9:
            keys = self.random.sample(KEYS, self.random.randrange(5))
            return {key: self.value(depth + 1) for key in keys}
        return [self.value(depth + 1) for _ in range(self.random.randrange(4))]

    def step(self):
        pick = self.random.choice
        verb = pick([*STEPS, "expect", "nothing"])
        side, record = pick(["hr", "dataverse"]), pick(["a", "b", "1"])
        if self.random.random() < 0.2:
            return verb
        if self.random.random() < 0.4:
            return {verb: self.value()}
        if verb == "create":
            values = {"cdm_workernumber": pick(["1", "2", " ", "é"]), "cdm_lastname": pick(PLAIN)}
            return {verb: {"in": side, "table": "cdm_worker", "values": values}}
        if verb == "edit":
            return {verb: {"in": side, "record": record, "values": {"cdm_lastname": pick(VALUES)}}}
        return {verb: {"in": side, "record": record}}

    def steps(self):
        return [self.step() for _ in range(3)]

    def request(self):
        """A method, an address and a body."""
        kind = self.random.random()
        if kind < 0.7:
            return "POST", "/commands", self.step() if kind < 0.5 else self.steps()
        if kind < 0.78:
            head = self.random.choice(["seed", "start", "settings", "given", "catalog"])
            return "POST", "/reset", {head: self.value()}
        if kind < 0.83:
            return "POST", "/rewind", {"to": self.value()}
        if kind < 0.88:
            return "PUT", "/scenario", {"scenario": "x", "steps": self.steps()}
        if kind < 0.92:
            return "POST", "/faults", {"in": "hr", self.random.choice(KEYS): self.value()}
        parameters = self.random.sample(PARAMETERS, 2)
        query = "&".join(f"{it}={quote(self.random.choice(WORDS))}" for it in parameters)
        return "GET", f"/{self.random.choice(ASKED)}?{query}", None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_none_makes_a_500_and_all_that_happened_replays(harness_server, seed):
    hostile = Hostile(seed)
    for number in range(200):
        method, path, body = hostile.request()
        connection = HTTPConnection(urlsplit(harness_server.control).netloc, timeout=20)
        content = None if body is None else json.dumps(body)
        connection.request(method, "/_harness" + path, content)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        assert answer.status < 500, (method, path, content, said)
        if number % 30 == 29 and harness_server.ask("GET", "/steps")["steps"]:
            done = replay(parse(harness_server.ask("GET", "/scenario")))
            state = harness_server.ask("GET", "/state")
            assert fingerprint(end_state(done.simulator)) == state["fingerprint"]
            assert [it for it in done.failures if it.actual.startswith("refused")] == []
