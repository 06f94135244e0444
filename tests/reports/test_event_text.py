"""The words of events: each kind says what happened, in every view, whoever wrote the journal."""

import pytest

from harness.domain.commands import ClearTracking, Create, Edit, Fault, Give, Row, SyncNow, pairs
from harness.domain.events import EVENTS, Event
from harness.reports.event_columns import OF_COLUMNS
from harness.reports.event_text import DESCRIPTIONS, describe
from harness.reports.html.scenario import ScenarioView, rendered
from harness.reports.mermaid import sequence_diagram
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import ALARMS, timeline_lines
from harness.reports.values import logical_names
from harness.simulator.engine import Engine

ADA = {"table": "cdm_worker", "record": "ada"}
VALUES = ("000123", "Ada")
SAID = [  # event, its environment, its data, the words
    (
        "given_apart",
        None,
        {"hr": VALUES, "dataverse": ("000123", "Eva"), "tracked": False},
        (
            "given in Human Resources: worker number 000123, first name Ada; "
            "in Dataverse: worker number 000123, first name Eva; not tracked"
        ),
    ),
    (
        "given_apart",
        None,
        {"hr": VALUES, "tracked": True},
        (
            "given in Human Resources only: worker number 000123, first name Ada; "
            "its tracking row points to nothing in Dataverse"
        ),
    ),
    (
        "given_change",
        "dataverse",
        ("edit", ("cdm_firstname", "cdm_lastname"), True),
        "edited in Dataverse before the start: first name, last name",
    ),
    (
        "given_change",
        "hr",
        ("delete", (), False),
        "deleted in Human Resources before the start, and nobody noticed",
    ),
    (
        "rekeyed",
        "hr",
        ("ada", "ada new"),
        "gets another natural key in Human Resources, and is ada new from now on",
    ),
    (
        "undeleted",
        "dataverse",
        VALUES,
        (
            "taken out of the recycle bin of Dataverse: "
            "worker number 000123, first name Ada"
        ),
    ),
    ("unnoticed", "dataverse", "edit", "NOT NOTICED: the edit in Dataverse makes no request"),
    (
        "new_period",
        "hr",
        5637144600,
        "a new period begins in Human Resources: the record has RecId 5637144600",
    ),
    (
        "not_listened",
        "hr",
        ("cdm_knownas",),
        "the edit waits: nobody listens to known as in Human Resources",
    ),
    ("backed_up", "hr", ("monday", 2), "backup monday of Human Resources: 2 records"),
    (
        "environment_restored",
        "dataverse",
        {"backup": "friday", "changed": 1, "went": 2, "came": 0},
        "Dataverse put back to the backup friday: 1 record changed back, 2 records went",
    ),
    (
        "environment_restored",
        "dataverse",
        {"backup": "friday", "changed": 0, "went": 0, "came": 0},
        "Dataverse put back to the backup friday: no change",
    ),
    (
        "batch_blocked",
        None,
        "withhold",
        "run on schedule passed over: the batch job is on Withhold",
    ),
    (
        "batch_blocked",
        None,
        "executing",
        "run on schedule passed over: the batch job is Executing",
    ),
    ("batch_cancelled", None, None, "the run is cancelled; the batch job is Canceled"),
    ("job_set", None, "waiting", "batch job set to Waiting"),
    ("job_deleted", None, None, "batch job deleted"),
    ("faults_ended", None, None, "the faults are over"),
    ("faults_ended", None, "request_fails", "the faults are over: request fails"),
]  # fmt: skip
OF_NO_RECORD = frozenset(
    [
        "backed_up",
        "environment_restored",
        "batch_blocked",
        "batch_cancelled",
        "job_set",
        "job_deleted",
        "faults_ended",
    ]
)


def engine(event, environment, data):
    """A simulation with Ada in both environments, and one entry more in its journal."""
    simulator = Engine()
    simulator.attempt(Give("cdm_worker", [Row("ada", pairs({"cdm_workernumber": "000123"}))]))
    of = {} if event in OF_NO_RECORD else ADA
    actor = "administrator" if not of else "scenario" if event.startswith("given") else "HR user"
    cause = 1 if of and event != "given_apart" else None
    simulator.journal.add(0, cause, event, actor, environment, **of, data=data)
    return simulator


def test_every_event_has_words():
    assert (DESCRIPTIONS | OF_COLUMNS).keys() == EVENTS.keys()


@pytest.mark.parametrize(("event", "environment", "data", "words"), SAID)
def test_an_event_says_what_happened(event, environment, data, words):
    simulator = engine(event, environment, data)
    assert describe(simulator, simulator.journal[len(simulator.journal)]) == words


@pytest.mark.parametrize(("event", "environment", "data", "words"), SAID)
def test_every_view_shows_the_event(event, environment, data, words):
    simulator = engine(event, environment, data)
    line = timeline_lines(simulator)[-1]
    assert line.what == words
    text = timeline([line], width=80)
    assert max(map(len, text.splitlines())) <= 80
    shown = "".join(text.split())
    assert all(word in shown for word in words.split())
    diagram = sequence_diagram(simulator).splitlines()
    assert any(event_words(words) in statement.replace("<br/>", " ") for statement in diagram)
    view = ScenarioView("s", "s.yaml", (), "passed", (), simulator, ())
    page = rendered(view, "s1", expand=False).body
    assert words.partition(": ")[0].split(";")[0].removesuffix(" only") in page


def event_words(words):
    """The first words, without signs that a diagram quotes."""
    return words.partition(":")[0].partition(";")[0]


@pytest.mark.parametrize(("event", "environment", "data", "words"), SAID)
def test_many_of_a_kind_fold_into_one_line(event, environment, data, words):
    simulator = engine(event, environment, data)
    entry = simulator.journal[len(simulator.journal)]
    if entry.record is None:
        return
    cause = None if event == "given_apart" else 1
    for number in range(20):
        simulator.journal.add(
            0, cause, event, entry.actor, environment, "cdm_worker", f"w{number}", data=data
        )
    lines = [line for line in timeline_lines(simulator)[1:] if line.event == event]
    assert sum(line.entries for line in lines) == 21
    assert len(lines) == (4 if event in ALARMS else 1)
    assert event not in lines[-1].what  # it has words of its own


@pytest.mark.parametrize(
    ("event", "data", "people", "programs"),
    [
        (
            "refused",
            ("create", "already exists: 000123 of cdm_worker is ada"),
            "REFUSED create: already exists: 000123 of worker is ada",
            "REFUSED create: already exists: 000123 of cdm_worker is ada",
        ),
        (
            "failed",
            "cdm_lastname in Dataverse takes a text, not 'cdm_job'",
            "FAILED, stays missed: last name in Dataverse takes a text, not 'cdm_job'",
            "FAILED, stays missed: cdm_lastname in Dataverse takes a text, not 'cdm_job'",
        ),
        ("tracking_cleared", 2, "tracking cleared: 2 rows of workers",
         "tracking cleared: 2 rows of cdm_worker"),
        ("sync_now_started", None, "full synchronization of workers",
         "full synchronization of cdm_worker"),
    ],
)  # fmt: skip
def test_tables_are_words_for_people_and_names_for_programs(event, data, people, programs):
    engine = Engine()
    written = Event(0, None, event, "scenario", None, "cdm_worker", "ada", None, data, None)
    assert describe(engine, written) == people
    assert describe(engine, written, logical_names) == programs


def test_no_line_of_a_timeline_has_a_logical_name():
    """But those of quoted values, and the grid's: there the product shows them."""
    engine = Engine()
    names = [f"w{n}" for n in range(12)]
    engine.attempt(Give("cdm_worker", [Row(it, {"cdm_workernumber": it}) for it in names]))
    for name in names:
        engine.attempt(Edit("hr", name, {"cdm_lastname": "Byron"}))
    engine.attempt(Edit("hr", "w1", {"cdm_workernumber": "w2"}))
    engine.attempt(Create("hr", "cdm_worker", "again", {"cdm_workernumber": "w3"}))
    engine.attempt(ClearTracking("cdm_worker"))
    engine.attempt(SyncNow("cdm_benefitplan"))
    engine.attempt(Fault("unavailable", "hr"))
    engine.attempt(Fault("not_noticed", "hr", table="cdm_worker"))
    text = timeline(timeline_lines(engine), width=None)
    assert text.count("REFUSED") == 3
    assert "workers w0 … w11" in text
    assert "cdm_" not in text
