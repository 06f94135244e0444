"""The control API, asked over HTTP as any client asks it."""

import json
import socket
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from harness.domain.errors import BadInput, ExpectationFailed
from harness.gherkin.files import problems_in
from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay

GIVEN = {"records": {"ada": {"table": "cdm_worker", "values": {"cdm_workernumber": "1"}}}}
LOSING = [
    {"edit": {"in": "hr", "record": "ada", "values": {"cdm_lastname": "King"}}},
    {"advance": "1h"},
    {"edit": {"in": "dataverse", "record": "ada", "values": {"cdm_lastname": "Byron"}}},
    {"delete": {"in": "hr", "record": "bob"}},
    "turn_on",
    "run_batch_job",
]
SECOND_WRONG = b"""
["turn_on", {"edit": {"in": "hr", "record": "adda", "values": {"cdm_lastname": "x"}}}]
"""
TOO_MANY = b'{"import": {"table": "cdm_worker", "generate": 999999999}}'
NO_DATE = b'{"edit": {"in": "hr", "record": "ada", "values": {"cdm_birthdate": "x"}}}'


@pytest.fixture
def server(harness_server):
    bob = {"table": "cdm_worker", "values": {"cdm_workernumber": "2"}}
    harness_server.reset({"given": {"records": {**GIVEN["records"], "bob": bob}}})
    return harness_server


def raw(server, method, path, body=None, **headers):
    """The status, the headers and the body of any request."""
    connection = HTTPConnection(urlsplit(server.control).netloc)
    connection.request(method, path, body, headers)
    found = connection.getresponse()
    content = found.read()
    connection.close()
    return found.status, found.headers, content


def test_health_says_how_far_it_has_come(server):
    found = server.ask("GET", "/health")
    assert list(found) == ["status", "format", "version", "at", "integration", "seed", "last"]
    assert (found["status"], found["integration"], found["last"]) == ("ready", "off", 2)
    server.do("turn_on")
    assert server.ask("GET", "/health")["integration"] == "on"


def test_a_single_step_is_a_step_too(server):
    found = server.ask("POST", "/commands", "turn_on")
    assert found["results"][0]["refused"] is None
    assert found["at"] == "2021-08-19T09:00:00Z"


def test_refused_steps_and_expectations(server):
    found = server.ask(
        "POST",
        "/commands",
        [
            {"sync_now": "cdm_worker"},
            {"advance": "1h"},
            {"expect": {"converged": "all"}},
            {"expect": {"missed_requests": 7}},
        ],
    )
    refused, advanced, held, unmet = found["results"]
    assert (refused["step"], refused["refused"]) == (1, "integration is off")
    assert refused["events"] == [3, 3]
    assert (advanced["refused"], advanced["events"]) == (None, [4, 4])
    assert (held["step"], held["holds"]) == (3, True)
    assert (unmet["holds"], unmet["expected"]) == (False, "7 missed requests")
    assert found["at"] == "2021-08-19T10:00:00Z"
    with pytest.raises(ExpectationFailed, match="7 missed requests"):
        server.do({"expect": {"missed_requests": 7}})


def test_the_state_is_the_result_without_what_is_of_a_file(server):
    server.do(*LOSING)
    found = server.ask("GET", "/state")
    assert "timeline" not in found
    whole = server.state()
    assert list(whole)[:4] == ["format", "steps", "started_at", "ended_at"]
    assert whole["steps"] == 6
    assert [it["rule"] for it in whole["data_loss"]] == ["R3"]
    assert server.state(3)["data_loss"] == []
    assert server.state(0)["steps"] == 0


def test_saved_as_a_scenario_it_replays_to_the_same_fingerprint(server):
    server.do(*LOSING, {"sync_now": "cdm_worker"}, "turn_off", {"sync_now": "cdm_worker"})
    text = server.ask("GET", "/scenario?title=A%20loss")
    assert text.startswith("scenario: A loss\n")
    done = replay(parse(text))
    assert (done.outcome, fingerprint(end_state(done.simulator))) == (
        "passed",
        server.ask("GET", "/state")["fingerprint"],
    )


def test_saved_as_a_feature_check_finds_nothing_wrong(server):
    server.do(*LOSING)
    text = server.ask("GET", "/scenario?format=feature&title=A%20loss")
    assert text.startswith("Feature: A loss")
    assert list(problems_in(text, "loss.feature", feature=True)) == []


def test_nothing_happened_and_nothing_to_save(server):
    with pytest.raises(BadInput, match="a scenario file needs a step"):
        server.ask("GET", "/scenario")


def test_put_and_rewind(server):
    server.do(*LOSING)
    text = server.ask("GET", "/scenario")
    before = server.ask("GET", "/state")["fingerprint"]
    server.reset()
    status, _, _ = raw(server, "PUT", "/_harness/scenario", text.encode())
    assert status == 200
    assert server.ask("GET", "/state")["fingerprint"] == before
    assert server.ask("POST", "/rewind", {"to": 3})["steps"] == 3
    assert server.ask("GET", "/state")["data_loss"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("scenario: x", "steps"),
        ("scenario: x\nsteps: [turn_onn]", "did you mean turn_on"),
        ("scenario: x\nsteps: [{import: {table: cdm_worker, file: /etc/passwd}}]", "over HTTP"),
        ("{", "this is not YAML"),
        (b"\xff\xfe", "UTF-16"),
    ],
)
def test_a_wrong_scenario_changes_nothing(server, text, message):
    server.do("turn_on")
    before = server.ask("GET", "/health")
    body = text if isinstance(text, bytes) else text.encode()
    status, _, content = raw(server, "PUT", "/_harness/scenario", body)
    assert status == 400
    assert message in json.loads(content)["error"]["message"]
    assert server.ask("GET", "/health") == before


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/grid?table=cdm_workerr", 404, "did you mean cdm_worker"),
        ("/grid?table=cdm_benefitplan", 400, "is not in the grid"),
        ("/grid", 400, "table is missing"),
        ("/records?table=cdm_worker&limit=0", 400, "limit is from 1 to 500"),
        ("/records?table=cdm_worker&limit=501", 400, "limit is from 1 to 500"),
        ("/records?table=cdm_worker&differing=maybe", 400, "differing is no or yes"),
        ("/state?step=99", 400, "there is no step 99"),
        ("/state?step=-1", 400, "step takes a whole number"),
        ("/state?stepp=1", 400, "did you mean step"),
        ("/timeline?after=x", 400, "after takes a whole number"),
        ("/explain", 400, "record is missing"),
        ("/explain?record=adaa", 400, "did you mean ada"),
        ("/foresee?table=nix", 404, "no table"),
        ("/nothing", 404, "there is no such address"),
        ("/health/", 404, "there is no such address"),
        ("/commands", 405, "not this method"),
    ],
)
def test_what_cannot_be_asked_gets_a_message(server, path, status, message):
    found, headers, content = raw(server, "GET", "/_harness" + path)
    assert (found, headers["content-type"]) == (status, "application/json")
    assert message in json.loads(content)["error"]["message"]


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/commands", b"", "no JSON"),
        ("/commands", b'"turn_onn"', "did you mean turn_on"),
        ("/commands", SECOND_WRONG, "step 2: no record 'adda' is made so far"),
        ("/commands", NO_DATE, "cdm_birthdate takes Date"),
        ("/commands", b'["\\ud800"]', "half a character"),
        ("/commands", b"[" * 9999 + b"]" * 9999, "nested"),
        ("/commands", b"5", "no step"),
        ("/commands", b"null", "empty"),
        ("/rewind", b"{}", '"to": N'),
        ("/rewind", b'{"to": 9}', "there is no step 9"),
        ("/rewind", b'{"to": -1}', "whole number"),
        ("/reset", b"[]", "the head of a scenario"),
        ("/reset", b'{"seeed": 1}', "did you mean seed"),
        ("/reset", b'{"given": {"records": {"x": {}}}}', "needs"),
        ("/commands", TOO_MANY, "at most 100,000"),
        ("/reset", b'{"given": {"generate": {"cdm_worker": 100001}}}', "at most 100,000"),
        ("/faults", b'{"in": "hr"}', "needs status"),
        ("/faults", b'{"in": "mars", "status": 503}', "in is hr or dataverse"),
        ("/faults", b'{"in": "hr", "status": 200}', "status takes a whole number"),
        ("/faults", b'{"in": "hr", "status": 503, "nht": 1}', "did you mean nth"),
    ],
)  # fmt: skip
def test_a_wrong_body_gets_a_message_and_changes_nothing(server, path, body, message):
    before = server.ask("GET", "/state")["fingerprint"]
    status, _, content = raw(server, "POST", "/_harness" + path, body)
    assert (status, message in json.loads(content)["error"]["message"]) == (400, True), content
    assert server.ask("GET", "/state")["fingerprint"] == before


def test_a_value_of_ten_megabytes_and_a_body_that_is_larger(server):
    step = {"edit": {"in": "hr", "record": "ada", "values": {"cdm_lastname": "x" * 10_000_000}}}
    with pytest.raises(BadInput, match="this has 10,000,000"):
        server.do(step)
    status, _, content = raw(server, "POST", "/_harness/commands", b" " * (33 * 1024 * 1024))
    assert (status, json.loads(content)["error"]["code"]) == (413, "too_large")


def test_a_body_that_is_cut_off_does_nothing(server):
    with socket.create_connection(("127.0.0.1", urlsplit(server.control).port)) as client:
        host = urlsplit(server.control).netloc
        client.sendall(
            f"POST /_harness/commands HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99\r\n\r\n"
            '"turn_on"'.encode()
        )
    time.sleep(0.05)
    assert server.ask("GET", "/health")["integration"] == "off"


def test_a_page_of_records_as_both_environments_hold_them(server):
    server.do(*LOSING[:3])
    found = server.ask("GET", "/records?table=cdm_worker")
    assert (found["total"], found["matching"], found["differing"]) == (2, 2, 1)
    ada, bob = found["rows"]
    assert (ada["record"], ada["differs"]) == ("ada", ["cdm_lastname"])
    assert (ada["hr"]["cdm_lastname"], ada["dataverse"]["cdm_lastname"]) == ("King", "Byron")
    assert ada["missed"] == ["hr edit", "dataverse edit"]
    assert server.ask("GET", "/records?table=cdm_worker&differing=yes")["rows"] == [ada]
    assert server.ask("GET", "/records?table=cdm_worker&search=byr")["rows"] == [ada]
    assert server.ask("GET", "/records?table=cdm_worker&offset=1&limit=1")["rows"] == [bob]
    earlier = server.ask("GET", "/records?table=cdm_worker&step=0")
    assert earlier["differing"] == 0


@pytest.mark.parametrize("environment", ["hr", "dataverse"])
def test_a_page_of_records_follows_a_change_on_one_side(server, environment):
    assert server.ask("GET", "/records?table=cdm_worker")["differing"] == 0
    server.do({"edit": {"in": environment, "record": "bob", "values": {"cdm_lastname": "New"}}})
    found = server.ask("GET", "/records?table=cdm_worker")
    assert (found["differing"], found["rows"][1][environment]["cdm_lastname"]) == (1, "New")
    server.do({"delete": {"in": environment, "record": "bob"}})
    rows = server.ask("GET", "/records?table=cdm_worker")["rows"]
    assert next(it for it in rows if it["record"] == "bob")[environment] is None


def test_the_overview_and_what_was_lost_with_its_rules(server):
    server.do(*LOSING)
    found = server.ask("GET", "/overview")
    undone, loss = server.ask("GET", "/findings")["findings"]  # the newest first
    assert (loss["kind"], loss["record"], loss["rule"]) == ("data loss", "ada", "R3")
    assert loss["text"] == "lost: last name King, kept Byron"
    assert (undone["kind"], undone["record"]) == ("undone delete", "bob")
    assert found["batch_job"] == {
        "exists": True, "status": "waiting", "next_run": "2021-08-20T10:00:00Z",
    }  # fmt: skip
    assert server.ask("GET", "/findings?step=2") == {"offset": 0, "total": 0, "findings": []}


def test_faults_that_were_asked_for_are_listed_until_they_are_over(server):
    server.do({"fault": {"kind": "unavailable", "in": "dataverse", "for": "1h"}})
    server.do({"fault": {"kind": "delivery_delayed", "in": "hr", "for": "5m"}})
    assert server.ask("GET", "/overview")["outages"] == [
        "Dataverse is unavailable for 1h",
        "deliveries from Human Resources are delayed by 5m",
    ]
    server.do({"advance": "2h"})
    assert len(server.ask("GET", "/overview")["outages"]) == 1
    server.do({"fault": {"kind": "over"}})
    assert server.ask("GET", "/overview")["outages"] == []


def test_every_kind_of_fault_is_described_with_its_keys(server):
    kinds = {it["kind"]: it for it in server.ask("GET", "/fault-kinds")["kinds"]}
    keys = {it["key"]: it for it in kinds["unavailable"]["keys"]}
    assert keys["in"]["required"]
    assert keys["in"]["choices"] == ["hr", "dataverse"]
    assert not keys["for"]["required"]


def test_why_is_the_explanation(server):
    server.do(*LOSING)
    found = server.ask("GET", "/explain?record=ada")
    assert found["title"] == "ada: Worker (cdm_worker) 1"
    assert "R3" in [it["rule"] for it in found["rules"]]
    lost = next(it for it in found["sections"] if it["title"] == "What people lost")
    assert "King" in lost["chains"][0]["links"][0]["text"]


def test_what_the_next_run_would_do_is_not_done(server):
    server.do(*LOSING[:-1])
    before = server.ask("GET", "/state")["fingerprint"]
    found = server.ask("GET", "/foresee")
    assert (found["counts"]["lost"], found["counts"]["restored"]) == (1, 1)
    why = server.ask("GET", "/foresee?record=ada")
    assert any(
        "King" in link["text"]
        for it in why["sections"]
        for chain in it["chains"]
        for link in chain["links"]
    )
    assert server.ask("GET", "/foresee?table=cdm_worker")["what"] == "sync now of Worker"
    assert server.ask("GET", "/state")["fingerprint"] == before


def test_the_timeline_in_three_forms(server):
    server.do(*LOSING)
    found = server.ask("GET", "/timeline")
    assert (len(found["timeline"]), found["timeline"][0]["seq"]) == (found["last"], 1)
    after = server.ask("GET", f"/timeline?after={found['last'] - 2}")
    assert [it["seq"] for it in after["timeline"]] == [found["last"] - 1, found["last"]]
    shown = server.ask("GET", "/timeline?names=display")["timeline"]
    lost = next(it for it in shown if it["event"] == "lost")
    assert (lost["table_name"], lost["rule"], lost["open"]) == ("Worker", "R3", False)
    assert "last name" in lost["detail"]
    status, headers, text = raw(server, "GET", "/_harness/timeline", Accept="text/plain")
    assert (status, headers.get_content_type()) == (200, "text/plain")
    assert "LOST" in text.decode()


def test_tables_say_what_a_form_needs(server):
    tables = {it["name"]: it for it in server.ask("GET", "/tables")["tables"]}
    assert sum(it["in_grid"] for it in tables.values()) == 65
    worker = tables["cdm_worker"]
    assert (worker["display_name"], worker["records"]) == ("Worker", {"hr": 2, "dataverse": 2})
    columns = {it["name"]: it for it in worker["columns"]}
    assert columns["cdm_workernumber"]["in_key"]
    assert "Male" in columns["cdm_gender"]["choices"]["hr"]
    assert columns["cdm_gender"]["choices"]["dataverse"][0]["label"]


def test_the_grid(server):
    found = server.ask("GET", "/grid?table=cdm_worker")
    assert (found["total"], [it["record"] for it in found["rows"]]) == (2, ["ada", "bob"])
    assert found["rows"][0]["human_resources_entity_name"] == "HcmWorkerEntity"
    assert server.ask("GET", "/names?table=cdm_worker&search=B")["names"] == ["bob"]


def test_the_same_calls_give_the_same_bytes(server):
    def calls():
        server.reset({"given": GIVEN})
        found = [raw(server, "POST", "/_harness/commands", json.dumps(it)) for it in LOSING[:3]]
        found.append(raw(server, "GET", "/_harness/state?timeline=yes"))
        return [(status, content) for status, _, content in found]

    assert calls() == calls()
