"""The histories that settle what the rules mean, one for each row of the law's table of them.

Plain data in the form of a scenario file, so that any implementation of the law can be asked:
`naive_scenario.py` asks the naive model, `as_scenario` makes a scenario of the product's of each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Step = dict[str, Any] | str


class PageHistory(NamedTuple):
    """One row of the table: its rule, a name, and what was there, happens and comes of it."""

    rule: str
    name: str
    records: dict[str, Any]
    steps: list[Step]
    settings: dict[str, Any] = {}  # noqa: RUF012 (never written)
    integration: str = "on"

    def as_scenario(self) -> dict[str, Any]:
        """The whole scenario file."""
        given = {"integration": self.integration, "records": self.records}
        scenario = {"scenario": f"{self.rule}: {self.name}", "given": given, "steps": self.steps}
        settings = {key: value for key, value in self.settings.items() if key != "start"}
        if settings:
            scenario["settings"] = settings
        if "start" in self.settings:
            scenario["start"] = self.settings["start"]
        return scenario


# ------------------------------------------------------------------------------------ vocabulary

ADA = {
    "table": "cdm_worker",
    "values": {"cdm_workernumber": "123", "cdm_firstname": "Ada", "cdm_lastname": "Lovelace"},
}
BOB = {"table": "cdm_worker", "values": {"cdm_workernumber": "124", "cdm_lastname": "Babbage"}}
CYD = {"table": "cdm_worker", "values": {"cdm_workernumber": "125", "cdm_lastname": "Somerville"}}
USMF = {"table": "cdm_company", "values": {"cdm_companycode": "USMF"}}
EMPLOYED = {
    "cdm_employmentstartdate": "2021-06-01T00:00:00Z",
    "cdm_workerid": "ada",
    "cdm_companyid": "usmf",
}
EMP = {"table": "cdm_employment", "values": EMPLOYED}
POSITION = {"table": "cdm_jobposition", "values": {"cdm_jobpositionnumber": "P"}}
WORKER = {"ada": ADA}
EMPLOYEE = {"ada": ADA, "usmf": USMF, "emp": EMP}
IDENTITY = {"natural_key": "identity_changes"}
DELAY = {"dataverse_to_hr_delay": "10m"}
UNAVAILABLE = {"fault": {"kind": "unavailable", "in": "dataverse", "for": "10m"}}


def edit(where: str, record: str, **values: Any) -> Step:
    named = {f"cdm_{column}": value for column, value in values.items()}
    return {"edit": {"in": where, "record": record, "values": named}}


def delete(where: str, record: str) -> Step:
    return {"delete": {"in": where, "record": record}}


def create(where: str, table: str, record: str, **values: Any) -> Step:
    named = {f"cdm_{column}": value for column, value in values.items()}
    return {"create": {"in": where, "table": table, "record": record, "values": named}}


def wait(time: str) -> Step:
    return {"advance": time}


def expect(**what: Any) -> Step:
    return {"expect": what}


def holds(record: str, *where: str, **values: Any) -> list[Step]:
    """The record has these values in both environments, or there."""
    named = {f"cdm_{column}": value for column, value in values.items()}
    return [
        {"expect": {"in": each, "record": record, "values": named}}
        for each in where or ("hr", "dataverse")
    ]


def is_there(record: str, there: str, *where: str) -> list[Step]:
    return [
        {"expect": {"in": each, "record": record, "exists": there}}
        for each in where or ("hr", "dataverse")
    ]


def gone(*records: str) -> list[Step]:
    """Gone on both sides, the row says Yes, and nobody's delete was undone."""
    found: list[Step] = []
    for record in records:
        found += [*is_there(record, "no"), expect(record=record, deleted_from_dataverse="yes")]
    return [*found, expect(undone_delete="none"), expect(missed_requests="0")]


def undone(where: str, record: str) -> Step:
    return {"expect": {"undone_delete": {"in": where, "record": record}}}


def lost(*losses: tuple[str, str, str, Any, Any]) -> Step:
    """These losses and no others: in, record, column, the value lost and the one kept."""
    names = ("in", "record", "column", "lost", "kept")
    return {
        "expect": {
            "data_losses": [
                dict(zip(names, (i, r, f"cdm_{c}", was, now), strict=True))
                for i, r, c, was, now in losses
            ]
        }
    }


def missed(number: int) -> Step:
    return expect(missed_requests=str(number))


def refused(text: str) -> Step:
    return expect(refused=text)


# ------------------------------------------------------------------------------------- the table

HISTORIES = (
    PageHistory(
        "V1",
        "a date of 1900-01-01 is empty",
        WORKER,
        [
            "turn_off",
            {
                "import": {
                    "in": "hr",
                    "table": "cdm_worker",
                    "rows": [{"cdm_workernumber": "123", "cdm_birthdate": "1900-01-01"}],
                }
            },
            missed(0),
            *holds("ada", "hr", birthdate=None),
        ],
    ),
    PageHistory(
        "V2",
        "keys are one in any letters",
        {},
        [
            create("hr", "cdm_worker", "eve", workernumber="E1", firstname="Eve"),
            wait("1m"),
            create("dataverse", "cdm_worker", "eve", workernumber="e1", firstname="Eva"),
            "turn_on",
            "run_batch_job",
            *holds("eve", workernumber="e1", firstname="Eva"),
            expect(record="eve", tracked="yes"),
            lost(
                ("hr", "eve", "workernumber", "E1", "e1"), ("hr", "eve", "firstname", "Eve", "Eva")
            ),
        ],
        integration="off",
    ),
    PageHistory(
        "S4",
        "the job is made again by the next turning-on",
        WORKER,
        [
            "turn_off",
            "delete_batch_job",
            edit("hr", "ada", lastname="King"),
            wait("3h"),
            "turn_on",
            wait("23h 59m"),
            missed(1),
            wait("1m"),
            missed(0),
        ],
    ),
    PageHistory(
        "S7",
        "an untracked record on both sides",
        {
            "ada": {
                "table": "cdm_worker",
                "tracked": "no",
                "hr": {
                    "values": {"cdm_workernumber": "123", "cdm_lastname": "A"},
                    "edited": "2021-08-10T10:00:00Z",
                },
                "dataverse": {
                    "values": {"cdm_workernumber": "123", "cdm_lastname": "B"},
                    "edited": "2021-08-10T11:00:00Z",
                },
            }
        },
        [
            missed(2),
            "turn_on",
            "run_batch_job",
            *holds("ada", lastname="B"),
            lost(("hr", "ada", "lastname", "A", "B")),
            expect(record="ada", tracked="yes"),
        ],
        integration="off",
    ),
    PageHistory(
        "S7",
        "an untracked record of Dataverse alone",
        {
            "ada": {
                "table": "cdm_worker",
                "tracked": "no",
                "dataverse": {"values": {"cdm_workernumber": "123", "cdm_lastname": "B"}},
            }
        },
        ["run_batch_job", *holds("ada", lastname="B"), expect(undone_delete="none"), missed(0)],
    ),
    PageHistory(
        "S7",
        "a tracked record of Human Resources alone",
        {
            "ada": {
                "table": "cdm_worker",
                "hr": {"values": {"cdm_workernumber": "123", "cdm_lastname": "A"}},
            }
        },
        ["run_batch_job", *holds("ada", lastname="A"), undone("dataverse", "ada"), missed(0)],
    ),
    PageHistory(
        "L8",
        "an edit that nobody listened to is lost with integration on",
        WORKER,
        [
            edit("hr", "ada", knownas="B"),
            missed(1),
            wait("1m"),
            edit("dataverse", "ada", lastname="M"),
            *holds("ada", knownas=None, lastname="M"),
            lost(("hr", "ada", "knownas", "B", None)),
            missed(0),
        ],
        {"not_listened": {"hr": ["cdm_worker.cdm_knownas"]}},
    ),
    PageHistory(
        "L9",
        "the job carries out a delete on its way",
        WORKER,
        [delete("dataverse", "ada"), wait("1h"), "run_batch_job", *gone("ada")],
        {"dataverse_to_hr_delay": "2h", "start": "2021-08-19T08:00:00Z"},
    ),
    PageHistory(
        "L9",
        "a delete that failed follows with the job",
        WORKER,
        [UNAVAILABLE, delete("hr", "ada"), missed(1), wait("1d"), *gone("ada")],
    ),
    PageHistory(
        "L9",
        "a later edit wins over a delete that failed",
        WORKER,
        [
            UNAVAILABLE,
            delete("hr", "ada"),
            "turn_off",
            wait("11m"),
            edit("dataverse", "ada", lastname="King"),
            "turn_on",
            "run_batch_job",
            *holds("ada", lastname="King"),
            undone("hr", "ada"),
            missed(0),
        ],
    ),
    PageHistory(
        "L9",
        "a delete made while off is undone",
        WORKER,
        [
            "turn_off",
            delete("hr", "ada"),
            "turn_on",
            "run_batch_job",
            *holds("ada", lastname="Lovelace"),
            undone("hr", "ada"),
        ],
    ),
    PageHistory(
        "L9",
        "a delete made while off is undone, whatever happened before",
        WORKER,
        [
            UNAVAILABLE,
            "turn_off",
            delete("hr", "ada"),
            "turn_on",
            wait("10m"),
            "run_batch_job",
            *holds("ada", lastname="Lovelace"),
            undone("hr", "ada"),
        ],
    ),
    PageHistory(
        "R14",
        "positions that report to each other are written together",
        {},
        [
            create("hr", "cdm_jobposition", "P", jobpositionnumber="P"),
            create("hr", "cdm_jobposition", "Q", jobpositionnumber="Q", parentjobpositionid="P"),
            edit("hr", "P", parentjobpositionid="Q"),
            "turn_on",
            "run_batch_job",
            *holds("P", "dataverse", parentjobpositionid="Q"),
            *holds("Q", "dataverse", parentjobpositionid="P"),
            missed(0),
        ],
        integration="off",
    ),
    PageHistory(
        "R15",
        "no company is created in Dataverse",
        {},
        [
            create("dataverse", "cdm_company", "usmf", companycode="USMF"),
            refused("flows from Human Resources only"),
        ],
    ),
    PageHistory(
        "R16",
        "of two names with one number Human Resources keeps its own",
        WORKER,
        [
            edit("hr", "ada", status="Terminated"),
            *holds("ada", "dataverse", status="754400001"),
            edit("dataverse", "ada", lastname="M"),
            *holds("ada", "dataverse", status="754400001", lastname="M"),
            *holds("ada", "hr", status="Terminated", lastname="M"),
        ],
    ),
    PageHistory(
        "R18",
        "a number changed while off makes the duplicate that users report",
        WORKER,
        [
            "turn_off",
            {
                "edit": {
                    "in": "hr",
                    "record": "ada",
                    "values": {"cdm_workernumber": "124"},
                    "becomes": "adb",
                }
            },
            "turn_on",
            "run_batch_job",
            *holds("ada", workernumber="123", lastname="Lovelace"),
            *holds("adb", workernumber="124", lastname="Lovelace"),
            undone("hr", "ada"),
            missed(0),
        ],
        IDENTITY,
    ),
    PageHistory(
        "R19",
        "what is looked up is not deleted",
        EMPLOYEE,
        [delete("hr", "ada"), refused("is looked up by"), *is_there("ada", "yes")],
    ),
    PageHistory(
        "R19",
        "it is deleted after what looks it up",
        EMPLOYEE,
        [delete("hr", "emp"), delete("hr", "ada"), *gone("emp", "ada")],
    ),
    PageHistory(
        "R19",
        "a delete that fails for a record on its way",
        {"ada": ADA, "usmf": USMF},
        [
            {
                "create": {
                    "in": "dataverse",
                    "table": "cdm_employment",
                    "record": "emp2",
                    "values": EMPLOYED,
                }
            },
            wait("1m"),
            delete("hr", "ada"),
            *is_there("ada", "yes", "dataverse"),
            wait("10m"),
            *is_there("emp2", "no", "hr"),
            missed(2),
            "run_batch_job",
            *is_there("ada", "yes"),
            *is_there("emp2", "yes"),
            undone("hr", "ada"),
            missed(0),
        ],
        DELAY,
    ),
    PageHistory(
        "L9",
        "where a child comes back its parent does",
        EMPLOYEE,
        [
            UNAVAILABLE,
            delete("hr", "emp"),
            delete("hr", "ada"),
            wait("1m"),
            edit("dataverse", "emp", workernoticeamount="30"),
            wait("10m"),
            "run_batch_job",
            *holds("emp", workernoticeamount="30"),
            *is_there("ada", "yes"),
            undone("hr", "emp"),
            undone("hr", "ada"),
            missed(0),
        ],
    ),
    PageHistory(
        "L9",
        "a child and its parent follow",
        EMPLOYEE,
        [UNAVAILABLE, delete("hr", "emp"), delete("hr", "ada"), wait("1d"), *gone("emp", "ada")],
    ),
    PageHistory(
        "R19",
        "a delete in Dataverse cascades",
        EMPLOYEE,
        [delete("dataverse", "ada"), *gone("emp", "ada")],
        {"delete_in_use": {"dataverse": "cascade"}},
    ),
    PageHistory(
        "R19",
        "the integration's delete does not cascade",
        {"ada": ADA, "usmf": USMF},
        [
            {
                "create": {
                    "in": "dataverse",
                    "table": "cdm_employment",
                    "record": "emp2",
                    "values": EMPLOYED,
                }
            },
            delete("hr", "ada"),
            *is_there("ada", "yes", "dataverse"),
            *is_there("emp2", "yes", "dataverse"),
            wait("10m"),
            missed(2),
            "run_batch_job",
            *is_there("ada", "yes"),
            *is_there("emp2", "yes"),
            undone("hr", "ada"),
            missed(0),
        ],
        {**DELAY, "delete_in_use": {"dataverse": "cascade"}},
    ),
    PageHistory(
        "L10",
        "what looked a record up is settled before its delete",
        {
            "ada": ADA,
            "bob": {
                "table": "cdm_worker",
                "values": {**BOB["values"], "cdm_managerworkerid": "ada"},
            },
        },
        [
            UNAVAILABLE,
            edit("hr", "bob", managerworkerid=None),
            delete("hr", "ada"),
            wait("10m"),
            "run_batch_job",
            *holds("bob", managerworkerid=None),
            *gone("ada"),
        ],
    ),
    PageHistory(
        "L10",
        "deletes of what looked each other up",
        {
            "P": {
                "table": "cdm_jobposition",
                "values": {"cdm_jobpositionnumber": "P", "cdm_parentjobpositionid": "Q"},
            },
            "Q": {
                "table": "cdm_jobposition",
                "values": {"cdm_jobpositionnumber": "Q", "cdm_parentjobpositionid": "P"},
            },
        },
        [
            UNAVAILABLE,
            edit("hr", "P", parentjobpositionid=None),
            delete("hr", "Q"),
            delete("hr", "P"),
            wait("10m"),
            "run_batch_job",
            *gone("P", "Q"),
        ],
    ),
    PageHistory(
        "L7",
        "a delivery finds an older edit and a delete made while on",
        WORKER,
        [
            edit("dataverse", "ada", lastname="King"),
            {"fault": {"kind": "unavailable", "in": "dataverse", "for": "1m"}},
            wait("30s"),
            delete("hr", "ada"),
            *is_there("ada", "yes", "dataverse"),
            wait("2h"),
            *gone("ada"),
            lost(("dataverse", "ada", "lastname", "King", None)),
        ],
        {"dataverse_to_hr_delay": "2h", "start": "2021-08-19T08:00:00Z"},
    ),
    PageHistory(
        "L6",
        "both were deleted, and the row says Yes",
        WORKER,
        [
            {"fault": {"kind": "unavailable", "in": "dataverse", "for": "1m"}},
            delete("hr", "ada"),
            "turn_off",
            delete("dataverse", "ada"),
            "turn_on",
            wait("1m"),
            "run_batch_job",
            *gone("ada"),
        ],
    ),
    PageHistory(
        "E2",
        "an edit travels after all",
        WORKER,
        [
            "turn_off",
            edit("dataverse", "ada", lastname="B"),
            delete("dataverse", "ada"),
            {"undelete": {"record": "ada"}},
            "turn_on",
            "run_batch_job",
            *holds("ada", lastname="B"),
            expect(undone_delete="none"),
            missed(0),
        ],
    ),
    PageHistory(
        "M3",
        "what a file lacks that truncates comes back",
        {"ada": ADA, "bob": BOB},
        [
            "turn_off",
            {
                "import": {
                    "in": "hr",
                    "table": "cdm_worker",
                    "truncate": "yes",
                    "rows": [{"cdm_workernumber": "124", "cdm_lastname": "Babbage"}],
                }
            },
            *is_there("ada", "no", "hr"),
            "turn_on",
            "run_batch_job",
            *is_there("ada", "yes"),
            *is_there("bob", "yes"),
            undone("hr", "ada"),
            missed(0),
        ],
    ),
    PageHistory(
        "R20",
        "a new period has a new RecId",
        {
            "P": {
                "table": "cdm_jobposition",
                "hr": {
                    "values": {
                        "cdm_jobpositionnumber": "P",
                        "cdm_validfrom": "2021-01-01T00:00:00Z",
                    },
                    "reference": "5637144600",
                },
                "dataverse": {
                    "values": {
                        "cdm_jobpositionnumber": "P",
                        "cdm_validfrom": "2021-01-01T00:00:00Z",
                    },
                    "reference": "11111111-2222-4333-8444-555555555555",
                },
            }
        },
        [
            edit("hr", "P", validfrom="2022-01-01T00:00:00Z"),
            *holds("P", validfrom="2022-01-01T00:00:00Z"),
            {
                "expect": {
                    "in": "dataverse",
                    "record": "P",
                    "reference": "11111111-2222-4333-8444-555555555555",
                }
            },
            {"expect": {"in": "hr", "record": "P", "reference": "5637144576"}},
            {
                "expect": {
                    "grid": {
                        "table": "cdm_jobposition",
                        "rows": [
                            {
                                "dataverse_reference": "11111111-2222-4333-8444-555555555555",
                                "human_resources_reference": "5637144576",
                            }
                        ],
                    }
                }
            },
        ],
    ),
    PageHistory(
        "B6",
        "a run that was cancelled leaves the job Canceled",
        WORKER,
        [
            "turn_off",
            edit("hr", "ada", lastname="King"),
            "turn_on",
            {"fault": {"kind": "batch_job_stuck"}},
            "run_batch_job",
            "cancel_batch_job",
            wait("1d"),
            missed(1),
            {"set_batch_job": "waiting"},
            wait("1d"),
            missed(0),
        ],
    ),
    PageHistory(
        "B8",
        "a run passes over what was settled meanwhile",
        {"ada": ADA, "bob": BOB, "cyd": CYD},
        [
            "turn_off",
            edit("hr", "ada", firstname="A"),
            edit("hr", "bob", firstname="B"),
            edit("hr", "cyd", firstname="C"),
            "turn_on",
            "run_batch_job",
            missed(3),
            wait("15s"),
            missed(2),
            edit("dataverse", "cyd", lastname="Fairfax"),
            *holds("cyd", firstname=None, lastname="Fairfax"),
            missed(1),
            wait("4s"),
            {"set_batch_job": "waiting"},
            refused("the batch job is executing"),
            wait("1s"),
            missed(0),
            {"set_batch_job": "waiting"},
        ],
        {"batch_job_seconds_per_record": "10"},
    ),
    PageHistory(
        "E1",
        "a restored Dataverse waits for sync now",
        WORKER,
        [
            {"backup": {"in": "dataverse", "as": "monday"}},
            edit("hr", "ada", lastname="King"),
            {"restore": {"in": "dataverse", "backup": "monday"}},
            "run_batch_job",
            *holds("ada", "hr", lastname="King"),
            *holds("ada", "dataverse", lastname="Lovelace"),
            missed(0),
            {"sync_now": "cdm_worker"},
            *holds("ada", lastname="King"),
            expect(data_loss="none"),
        ],
    ),
    PageHistory(
        "E1",
        "what a restored Human Resources does not know waits for sync now",
        WORKER,
        [
            {"backup": {"in": "hr", "as": "monday"}},
            create("dataverse", "cdm_worker", "bob", workernumber="124"),
            *is_there("bob", "yes"),
            {"restore": {"in": "hr", "backup": "monday"}},
            "run_batch_job",
            *is_there("bob", "no", "hr"),
            *is_there("bob", "yes", "dataverse"),
            {"sync_now": "cdm_worker"},
            *is_there("bob", "yes"),
            expect(record="bob", tracked="yes"),
            expect(undone_delete="none"),
        ],
    ),
    PageHistory(
        "E2",
        "a delete taken back is nothing",
        WORKER,
        [
            "turn_off",
            delete("dataverse", "ada"),
            {"undelete": {"record": "ada"}},
            missed(0),
            "turn_on",
            "run_batch_job",
            *holds("ada", lastname="Lovelace"),
            expect(undone_delete="none"),
        ],
    ),
    PageHistory(
        "E2",
        "the key is taken by the one made again",
        WORKER,
        [
            delete("dataverse", "ada"),
            *gone("ada"),
            create("hr", "cdm_worker", "ada", workernumber="123"),
            wait("1m"),
            {"undelete": {"record": "ada"}},
            refused("natural key is taken"),
        ],
    ),
    PageHistory(
        "F1",
        "nothing is read from what is unavailable",
        WORKER,
        [
            {"fault": {"kind": "unavailable", "in": "dataverse"}},
            "turn_off",
            delete("hr", "ada"),
            "turn_on",
            "run_batch_job",
            *is_there("ada", "no", "hr"),
            missed(1),
            {"fault": {"kind": "over"}},
            "run_batch_job",
            *is_there("ada", "yes"),
            undone("hr", "ada"),
            missed(0),
        ],
    ),
    PageHistory(
        "F7",
        "what nobody noticed is lost with the whole record",
        WORKER,
        [
            {"fault": {"kind": "not_noticed", "in": "dataverse"}},
            edit("dataverse", "ada", lastname="King"),
            missed(0),
            "run_batch_job",
            *holds("ada", "hr", lastname="Lovelace"),
            *holds("ada", "dataverse", lastname="King"),
            wait("1m"),
            edit("hr", "ada", firstname="Augusta"),
            *holds("ada", firstname="Augusta", lastname="Lovelace"),
            lost(("dataverse", "ada", "lastname", "King", "Lovelace")),
        ],
    ),
    PageHistory(
        "F7",
        "what nobody noticed travels with sync now",
        WORKER,
        [
            {"fault": {"kind": "not_noticed", "in": "dataverse"}},
            edit("dataverse", "ada", lastname="King"),
            {"sync_now": "cdm_worker"},
            *holds("ada", lastname="King"),
            expect(data_loss="none"),
        ],
    ),
)
