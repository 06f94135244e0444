"""Histories that once told the simulator apart from the naive model, or from the oracle.

Most are what is left of random histories once all that is not needed is gone; where the law does
not say it in so many words, the comment says how it is read. In the form of `page_histories.py`.
"""

from __future__ import annotations

from models.page_histories import (
    ADA,
    BOB,
    UNAVAILABLE,
    WORKER,
    PageHistory,
    Step,
    create,
    delete,
    edit,
    expect,
    gone,
    holds,
    is_there,
    lost,
    missed,
    refused,
    undone,
    wait,
)

SLOW = {"batch_job_seconds_per_record": "10"}
POSITIONS = {  # they report to each other
    here: {
        "table": "cdm_jobposition",
        "values": {"cdm_jobpositionnumber": here, "cdm_parentjobpositionid": there},
    }
    for here, there in (("P", "Q"), ("Q", "P"))
}


def unnoticed(where: str) -> Step:
    return {"fault": {"kind": "not_noticed", "in": where}}


def unanswered(where: str) -> Step:
    return {"fault": {"kind": "request_fails", "in": where, "applied": "yes"}}


# Deleted on both sides, which nobody noticed, and nothing tracks it
FORGOTTEN = [
    {"clear_tracking": "cdm_worker"},
    unnoticed("hr"),
    delete("hr", "ada"),
    unnoticed("dataverse"),
    delete("dataverse", "ada"),
    {"sync_now": "cdm_worker"},
]
# Both deleted while Dataverse cannot be reached: they go together
POSITIONS_DELETED = [
    UNAVAILABLE,
    edit("hr", "P", parentjobpositionid=None),
    delete("hr", "Q"),
    delete("hr", "P"),
]

AGREED = (
    # Nothing waits any more after sync now (F7), of what is on no side and is not tracked either:
    # N1 names records, tracking rows and requests, and there are none
    PageHistory(
        "F7",
        "sync now settles what is gone on both sides and was noticed by nobody",
        WORKER,
        [
            *FORGOTTEN,
            create("hr", "cdm_worker", "ada", workernumber="123"),
            *is_there("ada", "yes"),
            expect(undone_delete="none"),
            missed(0),
        ],
    ),
    PageHistory(
        "E2",
        "a delete that nobody noticed is not taken back once sync now settled it",
        WORKER,
        [
            *FORGOTTEN,
            {"undelete": {"record": "ada"}},
            *is_there("ada", "yes"),
            missed(0),
        ],
    ),
    # The delete of the other side was carried out, and a missed request is left of what users did
    # here: what they create is a new thing, so that create then delete is nothing
    PageHistory(
        "F2",
        "created and deleted again after the other side's delete, whose answer was lost",
        WORKER,
        [
            "turn_off",
            edit("hr", "ada", lastname="King"),
            wait("1m"),
            "turn_on",
            unanswered("hr"),
            delete("dataverse", "ada"),
            *is_there("ada", "no"),
            lost(("hr", "ada", "lastname", "King", None)),
            missed(2),
            "turn_off",
            create("hr", "cdm_worker", "ada", workernumber="123"),
            delete("hr", "ada"),
            missed(1),
            "turn_on",
            create("dataverse", "cdm_worker", "ada", workernumber="123"),
            *is_there("ada", "yes"),
            expect(undone_delete="none"),
            missed(0),
        ],
    ),
    # ... but for what users deleted and nobody noticed: it is the same thing (R17)
    PageHistory(
        "R17",
        "deleted unnoticed after a lost answer, and created again",
        WORKER,
        [
            unanswered("dataverse"),
            edit("hr", "ada", lastname="King"),
            missed(1),
            "turn_off",
            unnoticed("hr"),
            delete("hr", "ada"),
            create("hr", "cdm_worker", "ada", workernumber="123"),
            delete("hr", "ada"),
            missed(1),
            "turn_on",
            "run_batch_job",
            *is_there("ada", "yes"),
            undone("hr", "ada"),
            missed(0),
        ],
    ),
    # What they did not give it as they created it again they did not touch (R17), whatever they had
    # touched before
    PageHistory(
        "R7",
        "a column touched before the record was deleted and created again unnoticed",
        WORKER,
        [
            "turn_off",
            edit("dataverse", "ada", firstname="Augusta"),
            unnoticed("dataverse"),
            delete("dataverse", "ada"),
            unnoticed("dataverse"),
            create("dataverse", "cdm_worker", "ada", workernumber="123", lastname="Byron"),
            wait("1m"),
            edit("hr", "ada", lastname="King"),
            "turn_on",
            "run_batch_job",
            *holds("ada", firstname="Ada", lastname="King"),
            lost(("dataverse", "ada", "lastname", "Byron", "King")),
            missed(0),
        ],
    ),
    PageHistory(
        "E2",
        "what is undeleted on its way keeps its place among what waits",
        {},
        [
            create("dataverse", "cdm_worker", "ada", workernumber="123"),
            create("dataverse", "cdm_worker", "bob", workernumber="124"),
            delete("dataverse", "ada"),
            {"undelete": {"record": "ada"}},
            {"sync_now": "cdm_worker"},
            expect(**{"in": "hr", "record": "ada", "reference": "5637144576"}),
            expect(**{"in": "hr", "record": "bob", "reference": "5637144577"}),
            missed(0),
        ],
        {"dataverse_to_hr_delay": "2h"},
    ),
    # A stop comes as the time of the next record is over, whatever became of it meanwhile
    PageHistory(
        "B8",
        "a stop where the record whose time ran has been settled",
        {"ada": ADA, "bob": BOB},
        [
            "turn_off",
            edit("hr", "ada", lastname="King"),
            edit("hr", "bob", lastname="King"),
            "turn_on",
            {"fault": {"kind": "batch_job_stops", "after": "0"}},
            "run_batch_job",
            wait("5s"),
            edit("hr", "ada", lastname="Byron"),
            "run_batch_job",
            refused("the batch job is not waiting"),
            wait("5s"),
            missed(1),
            "run_batch_job",
            wait("10s"),
            *holds("ada", lastname="Byron"),
            *holds("bob", lastname="King"),
            missed(0),
        ],
        SLOW,
    ),
    PageHistory(
        "B4",
        "deletes that go together pass the number after which a run stops",
        {**POSITIONS, "ada": ADA},
        [
            *POSITIONS_DELETED,
            delete("hr", "ada"),
            wait("10m"),
            {"fault": {"kind": "batch_job_stops", "after": "1"}},
            "run_batch_job",
            *is_there("P", "no"),
            *is_there("Q", "no"),
            *is_there("ada", "yes", "dataverse"),
            missed(1),
            "run_batch_job",
            *gone("P", "Q", "ada"),
        ],
    ),
    # Their time is one, as long as that of each of them; then each is as it is now
    PageHistory(
        "B8",
        "one of the deletes that go together is made again in their time",
        POSITIONS,
        [
            *POSITIONS_DELETED,
            wait("10m"),
            "run_batch_job",
            wait("15s"),
            create("hr", "cdm_jobposition", "P", jobpositionnumber="P", description="new"),
            *is_there("Q", "yes", "dataverse"),
            wait("5s"),
            *holds("P", description="new", parentjobpositionid=None),
            *gone("Q"),
            "run_batch_job",
        ],
        SLOW,
    ),
    PageHistory(
        "B8",
        "what waits beside a delete is settled where that is taken back in its time",
        WORKER,
        [
            "turn_off",
            edit("hr", "ada", lastname="King"),
            wait("1m"),
            "turn_on",
            {"fault": {"kind": "unavailable", "in": "hr", "for": "10m"}},
            delete("dataverse", "ada"),
            wait("10m"),
            "run_batch_job",
            wait("5s"),
            {"undelete": {"record": "ada"}},
            missed(1),
            wait("5s"),
            *holds("ada", lastname="King"),
            missed(0),
        ],
        SLOW,
    ),
    PageHistory(
        "B8",
        "a delete that was taken back in its time and made again is carried out",
        {"ada": {"table": "cdm_worker", "dataverse": {"values": ADA["values"]}}},
        [
            delete("dataverse", "ada"),
            "run_batch_job",
            wait("5s"),
            {"undelete": {"record": "ada"}},
            delete("dataverse", "ada"),
            missed(2),
            wait("5s"),
            *gone("ada"),
        ],
        {**SLOW, "dataverse_to_hr_delay": "2h"},
    ),
    # A request that an older backup took away has not travelled, whatever did since of the thing
    PageHistory(
        "E1",
        "a request that a restore took away comes back with its own backup",
        WORKER,
        [
            "turn_off",
            unnoticed("hr"),
            edit("hr", "ada", lastname="King"),
            {"backup": {"in": "hr", "as": "before"}},
            edit("hr", "ada", firstname="Augusta"),
            {"backup": {"in": "hr", "as": "after"}},
            {"restore": {"in": "hr", "backup": "before"}},
            "turn_on",
            edit("hr", "ada", firstname="Ada Augusta"),
            {"restore": {"in": "hr", "backup": "after"}},
            missed(1),
            "run_batch_job",
            *holds("ada", firstname="Augusta", lastname="King"),
            missed(0),
        ],
    ),
    PageHistory(
        "E1",
        "a request that was spent beside what nobody noticed has travelled",
        WORKER,
        [
            unanswered("dataverse"),
            edit("hr", "ada", firstname="Augusta"),
            unnoticed("hr"),
            edit("hr", "ada", lastname="King"),
            {"backup": {"in": "hr", "as": "friday"}},
            missed(1),
            "run_batch_job",
            missed(0),
            {"restore": {"in": "hr", "backup": "friday"}},
            missed(0),
        ],
    ),
    PageHistory(
        "E1",
        "what nobody noticed has travelled with a request whose answer was lost",
        WORKER,
        [
            "turn_off",
            unnoticed("hr"),
            edit("hr", "ada", lastname="King"),
            edit("hr", "ada", firstname="Augusta"),
            {"backup": {"in": "hr", "as": "friday"}},
            "turn_on",
            unanswered("dataverse"),
            "run_batch_job",
            *holds("ada", firstname="Augusta", lastname="King"),
            {"restore": {"in": "hr", "backup": "friday"}},
            missed(1),
            wait("1m"),
            edit("dataverse", "ada", lastname="Byron"),
            *holds("ada", firstname="Augusta", lastname="Byron"),
            expect(data_loss="none"),
            missed(0),
        ],
    ),
    # The oracle of the invariants misread these
    PageHistory(
        "F2",
        "what the other side had made of a create and a delete that nobody knew of is deleted",
        {},
        [
            unnoticed("dataverse"),
            create("dataverse", "cdm_worker", "ada", workernumber="123"),
            delete("dataverse", "ada"),
            unanswered("dataverse"),
            create("hr", "cdm_worker", "ada", workernumber="123"),
            "turn_off",
            delete("dataverse", "ada"),
            missed(2),
            "turn_on",
            "run_batch_job",
            *is_there("ada", "yes"),
            undone("dataverse", "ada"),
        ],
    ),
    PageHistory(
        "F7",
        "created unnoticed, edited, and deleted unnoticed is nothing",
        {},
        [
            "turn_off",
            unnoticed("hr"),
            create("hr", "cdm_worker", "ada", workernumber="123"),
            edit("hr", "ada", lastname="King"),
            unnoticed("hr"),
            delete("hr", "ada"),
            missed(1),
            create("dataverse", "cdm_worker", "ada", workernumber="123", lastname="Byron"),
            "turn_on",
            "run_batch_job",
            *holds("ada", lastname="Byron"),
            expect(undone_delete="none"),
            expect(data_loss="none"),
        ],
    ),
    PageHistory(
        "R20",
        "a new period, a delete that arrives meanwhile, and created again in one import",
        {"P": {"table": "cdm_jobposition", "values": {"cdm_jobpositionnumber": "P"}}},
        [
            delete("dataverse", "P"),
            {
                "import": {
                    "in": "hr",
                    "table": "cdm_jobposition",
                    "rows": [
                        {
                            "record": "P",
                            "cdm_jobpositionnumber": "P",
                            "cdm_validfrom": "2022-01-01",
                        },
                        {"record": "P", "cdm_jobpositionnumber": "P"},
                    ],
                }
            },
            *holds("P", validfrom=None),
            missed(0),
        ],
        {
            "dataverse_to_hr_delay": "10m",
            "import_seconds_per_record": {"off": "0", "on": "0"},
        },
    ),
    PageHistory(
        "L10",
        "deletes that go together fail together, and a run stops after them",
        POSITIONS,
        [
            *POSITIONS_DELETED,
            {"fault": {"kind": "batch_job_stops", "after": "1"}},
            "run_batch_job",
            missed(2),
            wait("10m"),
            "run_batch_job",
            *gone("P", "Q"),
        ],
    ),
    PageHistory(
        "B6",
        "a run gets stuck after one with no change between them",
        WORKER,
        [
            "run_batch_job",
            {"fault": {"kind": "batch_job_stuck"}},
            "run_batch_job",
            "run_batch_job",
            refused("the batch job is not waiting"),
        ],
    ),
    PageHistory(
        "B8",
        "a record that looks up one that comes later in the run since that started",
        {},
        [
            "turn_off",
            create("dataverse", "cdm_worker", "ada", workernumber="123"),
            create("dataverse", "cdm_worker", "bob", workernumber="124"),
            "turn_on",
            "run_batch_job",
            edit("dataverse", "ada", managerworkerid="bob"),
            missed(2),
            wait("10s"),
            *is_there("ada", "no", "hr"),
            wait("10s"),
            *holds("ada", managerworkerid="bob"),
            missed(0),
        ],
        SLOW,
    ),
    # A create whose answer was lost has not travelled, so that a restore makes it one again;
    # deleted then it is nothing, and what it made over there waits for sync now
    PageHistory(
        "E1",
        "deleted after a restore of what was created with its answer lost",
        {},
        [
            "turn_off",
            create("dataverse", "cdm_worker", "ada", workernumber="123"),
            {"backup": {"in": "dataverse", "as": "friday"}},
            "turn_on",
            unanswered("hr"),
            "run_batch_job",
            missed(1),
            {"restore": {"in": "dataverse", "backup": "friday"}},
            delete("dataverse", "ada"),
            missed(0),
            "run_batch_job",
            *is_there("ada", "yes", "hr"),
            *is_there("ada", "no", "dataverse"),
            {"sync_now": "cdm_worker"},
            *is_there("ada", "yes"),
            expect(undone_delete="none"),
        ],
    ),
)
