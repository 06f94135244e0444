"""Checks: what was looked for is said with how much was looked at, and what is there is found."""

import json

import pytest

from harness.domain.commands import Create, Delete, Edit, Give, Row, RunBatchJob, TurnOff, TurnOn
from harness.domain.records import at
from harness.exploration.workload.generator import generate
from harness.reports.checks import checks, looked_for
from harness.reports.folding import ALIKE
from harness.reports.html.scenario import rendered
from harness.reports.mermaid import sequence_diagram
from harness.reports.observations import observations
from harness.reports.sides import converged_tables, differences
from harness.reports.text_report import TextReport
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import SHOWN, timeline_lines
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.results import result, scenario_view
from harness.simulator.engine import Engine

KINDS = [
    "data loss",
    "undone delete",
    "unnoticed change",
    "collision",
    "missed request",
    "dangling lookup",
    "lookalike",
    "drift",
    "dangling tracking row",
]
EMPLOYED = {
    "cdm_worker": [Row("ada", {"cdm_workernumber": "1"})],
    "cdm_company": [Row("usmf", {"cdm_companycode": "USMF"})],
    "cdm_employment": [
        Row(
            "emp",
            {
                "cdm_employmentstartdate": "2020-01-01T00:00:00Z",
                "cdm_workerid": "ada",
                "cdm_companyid": "usmf",
            },
        )
    ],
}
COLLISION = """
scenario: Two people have one number
steps:
  - create: {in: hr, table: cdm_worker, record: kim, values: {cdm_workernumber: "7", FIRST}}
  - create: {in: dataverse, table: cdm_worker, record: kim, values: {cdm_workernumber: "7", SECOND}}
  - turn_on
  - run_batch_job
"""


def employed():
    """Ada, her company and her employment, in both environments and in sync."""
    simulator = Engine()
    for table, rows in EMPLOYED.items():
        assert simulator.attempt(Give(table, rows)) is None
    return simulator


def remove(simulator, environment, name):
    """Take a record away behind the back of the integration."""
    pair = simulator.world.record_pairs.named(name)
    simulator.world.stores[environment].remove(pair.table.name, pair.key)


def overwrite(simulator, environment, name, column, value):
    """Write a value behind the back of the integration."""
    pair = simulator.world.record_pairs.named(name)
    store = simulator.world.stores[environment]
    record = store.find(pair.table.name, pair.key)
    place = pair.table.index[column]
    width = max(len(record.values), place + 1)
    values = [value if n == place else at(record.values, n) for n in range(width)]
    store.put(pair.table.name, record._replace(values=tuple(values)))


def found(simulator):
    """What every check found: where, the record and the words, by kind."""
    return {
        check.kind: [(it.environment, it.record, it.what) for it in check.found]
        for check in checks(simulator)
        if check.found
    }


def looked_at(simulator):
    """In how much every check looked, by kind."""
    return {check.kind: check.looked_at for check in checks(simulator)}


def collided(first, second):
    """The replay in which both sides create a worker with these values besides the number."""
    return replay(parse(COLLISION.replace("FIRST", first).replace("SECOND", second)))


def test_where_nothing_is_nothing_was_looked_for():
    simulator = Engine()
    assert looked_at(simulator) == dict.fromkeys(KINDS, 0)
    assert found(simulator) == {}
    said = looked_for(checks(simulator))
    assert len(said) == 1
    assert said[0].startswith("Nothing to look at for: data losses (no settled change), ")


@pytest.mark.parametrize("command", [TurnOn(), TurnOff()])
def test_no_data_loss_is_said_before_a_change_is_settled(command):
    simulator = employed()
    simulator.attempt(command)
    text = "\n".join(TextReport(simulator, width=200).parts())
    assert "no data loss" not in text.casefold()
    assert "data losses (no settled change)" in text
    assert "dangling lookups in 4 lookups" in text


def test_a_change_that_waits_is_not_a_settled_one():
    simulator = employed()
    simulator.attempt(Edit("hr", "ada", {"cdm_lastname": "King"}))
    before = looked_at(simulator)
    assert (before["data loss"], before["unnoticed change"]) == (0, 1)
    assert found(simulator) == {"missed request": [("hr", "ada", "edit since 2021-08-19 09:00:00")]}
    simulator.attempt(TurnOn())
    simulator.attempt(RunBatchJob())
    after = looked_at(simulator)
    assert (after["data loss"], after["undone delete"]) == (1, 0)
    assert found(simulator) == {}


def test_an_edit_of_what_does_not_travel_is_no_change_to_look_at():
    simulator = employed()
    source = {"cdm_source": 754400000}  # a column of Dataverse alone (V3)
    assert simulator.attempt(Edit("dataverse", "ada", source)) is None
    assert looked_at(simulator)["unnoticed change"] == 0
    simulator.attempt(Edit("dataverse", "ada", {**source, "cdm_lastname": "King"}))
    assert looked_at(simulator)["unnoticed change"] == 1


def test_a_settled_delete_is_one_that_was_looked_at():
    simulator = Engine()
    simulator.attempt(Give("cdm_worker", EMPLOYED["cdm_worker"]))
    simulator.attempt(Delete("hr", "ada"))
    assert looked_at(simulator)["undone delete"] == 0
    simulator.attempt(TurnOn())
    simulator.attempt(RunBatchJob())
    assert looked_at(simulator)["undone delete"] == 1
    assert found(simulator) == {"undone delete": [("hr", "ada", "is back")]}


def test_a_lookup_without_target_dangles_in_its_environment_alone():
    simulator = employed()
    assert looked_at(simulator)["dangling lookup"] == 4
    remove(simulator, "dataverse", "ada")
    what = "worker looks up ada, which is not there"
    assert found(simulator)["dangling lookup"] == [("dataverse", "emp", what)]


def test_records_that_differ_without_a_request_drifted():
    simulator = employed()
    overwrite(simulator, "dataverse", "ada", "cdm_lastname", "Byron")
    remove(simulator, "hr", "emp")
    assert found(simulator)["drift"] == [
        (None, "emp", "is in Dataverse only; no request, so no run repairs it but sync now"),
        (None, "ada", "last name empty ≠ Byron; no request, so no run repairs it but sync now"),
    ]


def test_what_differs_and_waits_has_not_drifted():
    simulator = employed()
    simulator.attempt(Edit("hr", "ada", {"cdm_lastname": "King"}))
    assert "drift" not in found(simulator)
    assert looked_at(simulator)["drift"] == 3


def test_a_tracking_row_that_points_to_nothing_is_found():
    simulator = employed()
    remove(simulator, "dataverse", "usmf")
    assert found(simulator)["dangling tracking row"] == [
        ("dataverse", "usmf", "points to nothing in Dataverse")
    ]
    assert looked_at(simulator)["dangling tracking row"] == 3


def test_a_delete_that_waits_leaves_no_row_to_report():
    simulator = Engine()
    simulator.attempt(Give("cdm_worker", EMPLOYED["cdm_worker"]))
    simulator.attempt(Delete("hr", "ada"))
    assert set(found(simulator)) == {"missed request"}


def test_each_unnoticed_change_is_found_once():
    simulator = employed()
    of = {"environment": "dataverse", "table": "cdm_worker", "record": "ada"}
    journal, at_start = simulator.journal, simulator.world.clock.now
    seq = journal.add(
        at_start, None, "edited", "Dataverse user", **of, data=("1", "A"), before=("1",)
    )
    journal.add(at_start, seq, "unnoticed", "Dataverse user", **of, rule="F7", data="edit")
    journal.add(at_start, None, "given_change", "scenario", **of, data=("create", (), True))
    journal.add(at_start, None, "given_change", "scenario", **of, data=("edit", ("x",), False))
    assert found(simulator)["unnoticed change"] == [
        ("dataverse", "ada", "edit at 2021-08-19 09:00:00: no request shows it"),
        ("dataverse", "ada", "edit before the start: no request shows it"),
    ]
    assert looked_at(simulator)["unnoticed change"] == 3


def lookalike(*numbers):
    """Workers with these numbers, made one after the other in Human Resources."""
    simulator = Engine()
    for place, number in enumerate(numbers):
        values = {"cdm_workernumber": number}
        assert simulator.attempt(Create("hr", "cdm_worker", f"w{place}", values)) is None
    return simulator


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ("000777", "777", "leading zeros"),
        ("E 77", "E77", "blanks"),
        ("e\u0301", "é", "Unicode normalisation"),
        ("0e 77", "E77", "leading zeros, blanks, letter case"),
    ],
)
def test_keys_that_mean_the_same_look_alike(first, second, by):
    simulator = lookalike(first, second)
    (where, record, what), *more = found(simulator)["lookalike"]
    assert (where, record, more) == ("hr", "w1", [])
    assert "looks like" in what
    assert f" of w0 ({by})" in what
    (seen,) = observations(simulator)
    assert (seen.seq, seen.event, seen.what) == (2, "looks_alike", what)


@pytest.mark.parametrize(("first", "second"), [("777", "7770"), ("700", "7"), ("a-1", "a1")])
def test_other_keys_do_not(first, second):
    simulator = lookalike(first, second)
    assert "lookalike" not in found(simulator)
    assert observations(simulator) == []
    assert looked_at(simulator)["lookalike"] == 2


def test_the_look_of_what_is_gone_matters_to_nobody():
    simulator = lookalike("000777")
    simulator.attempt(Delete("hr", "w0"))
    simulator.attempt(Create("hr", "cdm_worker", "again", {"cdm_workernumber": "777"}))
    assert observations(simulator) == []
    assert "lookalike" not in found(simulator)


def test_lookalikes_across_both_environments_are_seen_where_the_second_comes():
    simulator = lookalike("000777")
    simulator.attempt(Create("dataverse", "cdm_worker", "b", {"cdm_workernumber": "777"}))
    (seen,) = observations(simulator)
    assert (seen.environment, seen.record) == ("dataverse", "b")
    assert [it[:2] for it in found(simulator)["lookalike"]] == [("dataverse", "b")]


def test_many_lookalikes_are_a_few_lines_and_a_number():
    count = 3 * ALIKE
    given = [Row(None, {"cdm_workernumber": f"{n:06}"}) for n in range(1, count + 1)]
    simulator = Engine()
    simulator.attempt(Give("cdm_worker", given))
    for number in range(1, count + 1):
        simulator.attempt(
            Create("hr", "cdm_worker", f"n{number}", {"cdm_workernumber": str(number)})
        )
    seen = [line for line in timeline_lines(simulator) if line.event == "looks_alike"]
    assert len(seen) == count  # each of its own command
    text = "\n".join(TextReport(simulator, width=120).parts())
    assert "21 more lookalikes like this: n4 … n24; --expand shows them" in text
    assert (
        "n24"
        in "\n".join(TextReport(simulator, width=120, expand=True).parts()).partition("Findings")[2]
    )


def test_an_import_of_many_lookalikes_folds():
    rows = "\n".join(f'        - {{cdm_workernumber: "{n}"}}' for n in range(1, 101))
    given = "\n".join(
        f'    w{n}: {{table: cdm_worker, values: {{cdm_workernumber: "{n:05}"}}}}'
        for n in range(1, 101)
    )
    done = replay(
        parse(
            f"scenario: zeros\ngiven:\n  records:\n{given}\nsteps:\n  - import:\n      in: hr\n"
            f"      table: cdm_worker\n      rows:\n{rows}\n"
        )
    )
    seen = [line for line in timeline_lines(done.simulator, done.done) if line.who == "finding"]
    assert [line.entries for line in seen] == [1] * SHOWN + [100 - SHOWN]
    assert seen[0].what == "1 looks like 00001 of w1 (leading zeros)"
    assert seen[-1].what == "97 more look like others: workers 4 … 100"
    every = timeline_lines(done.simulator, done.done, expand=True)
    assert sum(line.event == "looks_alike" for line in every) == 100


def test_two_that_both_sides_made_with_other_values_collide():
    done = collided("cdm_lastname: Vale", "cdm_lastname: Hadi, cdm_firstname: Noor")
    what = "both sides had created it, with other values: last name Vale ≠ Hadi"
    assert found(done.simulator)["collision"] == [(None, "kim", what)]
    (seen,) = observations(done.simulator)
    assert (seen.what, seen.rule) == (f"COLLISION: {what}", "R8")
    assert done.simulator.journal[seen.seq].event == "linked"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("cdm_lastname: Vale", "cdm_lastname: Vale"),
        ("cdm_lastname: Vale", "cdm_firstname: Kim"),
    ],
)
def test_two_that_do_not_contradict_each_other_do_not_collide(first, second):
    done = collided(first, second)
    assert "collision" not in found(done.simulator)
    assert looked_at(done.simulator)["collision"] == 1


def test_records_that_were_given_untracked_on_both_sides_collide_too():
    simulator = employed()
    of = {"table": "cdm_worker", "record": "ada"}
    there = {"hr": ("1", "Ada"), "dataverse": ("1", "Eva"), "tracked": False}
    simulator.journal.add(0, None, "given_apart", "scenario", **of, data=there)
    simulator.journal.add(0, None, "linked", "batch job", **of, rule="R8", data=False)
    assert found(simulator)["collision"] == [
        (None, "ada", "both sides had created it, with other values: first name Ada ≠ Eva")
    ]


def test_records_that_were_linked_before_do_not_collide_again():
    done = collided("cdm_lastname: Vale", "cdm_lastname: Hadi")
    for text in ("King", "Byron"):
        done.simulator.attempt(Edit("hr", "kim", {"cdm_lastname": text}))
    simulator = done.simulator
    of = {"table": "cdm_worker", "record": "kim"}
    simulator.journal.add(0, None, "linked", "sync now", **of, rule="R8", data=False)
    assert len(found(simulator)["collision"]) == 1


def test_every_view_shows_what_was_found_and_looked_at():
    done = collided("cdm_lastname: Vale", "cdm_lastname: Hadi")
    simulator = done.simulator
    text = "\n".join(TextReport(simulator, done.done, width=120).parts())
    assert "collision" in text
    assert "Looked for and not found: " in text
    page = rendered(scenario_view(done), "s1", expand=False)
    assert page.costs == (1, 0, 1, 0)  # a loss, no undone delete, the collision, nothing missed
    assert "COLLISION" in page.body
    assert "Looked for and not found: " in page.body
    assert "COLLISION" in sequence_diagram(simulator, done.done)
    found_entries = json.loads(json.dumps(result(done).to_json()))["findings"]
    assert [entry["kind"] for entry in found_entries] == KINDS
    (entry,) = found_entries[KINDS.index("collision")]["found"]
    assert (entry["in"], entry["record"], entry["rule"]) == (None, "kim", "R8")
    assert [entry["looked_at"] for entry in found_entries[:2]] == [2, 0]


def test_findings_are_no_part_of_the_fingerprint():
    done = collided("cdm_lastname: Vale", "cdm_lastname: Hadi")
    whole = result(done)
    assert "findings" not in whole.end.__struct_fields__
    *_, last = whole.to_json()
    assert last == "fingerprint"


@pytest.mark.parametrize("width", [80, 100])
def test_findings_keep_to_the_width(width):
    done = collided("cdm_lastname: Vale", "cdm_lastname: Hadi")
    overwrite(done.simulator, "hr", "kim", "cdm_firstname", "a long name " * 4)
    parts = list(TextReport(done.simulator, done.done, width=width).parts())
    lines = "\n".join(parts[-4:]).split("\n")
    assert max(map(len, lines)) <= width
    shown = timeline(timeline_lines(done.simulator, done.done), width=width)
    assert max(map(len, shown.split("\n"))) <= width


def test_the_rows_of_harm_are_red_with_all_their_lines():
    done = collided("cdm_lastname: Vale", "cdm_lastname: Hadi")
    done.simulator.attempt(TurnOff())
    done.simulator.attempt(Edit("hr", "kim", {"cdm_lastname": "x"}))
    parts = list(TextReport(done.simulator, done.done, width=80, color=True).parts())
    table = next(part for part in parts if "Made" not in part and "collision  " in part)
    rows = [line for line in table.split("\n")[2:] if line.strip()]
    reds = ["\x1b[31m" in line for line in rows]
    assert reds == sorted(reds, reverse=True)
    assert not reds[-1]  # the missed request


@pytest.mark.parametrize("seed", range(0, 120, 3))
def test_random_histories_are_checked_without_a_contradiction(seed):
    history = generate(seed, 40)
    simulator = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)
    its = {check.kind: check for check in checks(simulator)}
    assert list(its) == KINDS
    for check in its.values():
        assert len(check.found) == 0 or check.looked_at > 0
    assert len(its["data loss"].found) == len(simulator.journal.losses)
    assert len(its["undone delete"].found) == len(simulator.journal.undone_deletes)
    assert len(its["missed request"].found) == simulator.world.missed.count()
    assert its["dangling lookup"].found == []  # R19
    unnoticed = [seq for seq, event in simulator.journal if event.event == "unnoticed"]
    given = [it for _, it in simulator.journal if it.event == "given_change" and not it.data[2]]
    assert len(its["unnoticed change"].found) == len(unnoticed) + len(given)
    differs = {text.split(" ")[0] for table in converged_tables(simulator)
               for text in differences(simulator, table)}  # fmt: skip
    drifted = {found.record.split(" ")[0] for found in its["drift"].found}
    assert drifted <= differs
