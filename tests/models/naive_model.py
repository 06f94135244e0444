"""The naive model: a second implementation of the law, the reference of differential tests.

It shares no code with the product: plain dicts and lists, linear scans, and branches that follow
the law's sentences, each with its rule id. If the two differ, one of them misread the law. It is
read in this order: `naive_world.py`, `naive_users.py`, `naive_settlement.py`, `naive_runs.py`, and
this file, which has the steps.

    model = NaiveModel()
    ada = {"in": "hr", "table": "cdm_worker", "record": "ada"}
    model.step({"create": {**ada, "values": {"cdm_workernumber": "000123"}}})
    model.step("turn_on")
    model.step("run_batch_job")
    model.result()["environments"]["dataverse"]["cdm_worker"][0]["record"]  # "ada"

Steps, settings and what is given have the form of a scenario file, with durations and times in
seconds. Not modelled: the timeline, so a delivery that comes a second time (F4) does nothing here
at all; and files that are in error.
"""

from __future__ import annotations

import copy

from models.naive_runs import Runs
from models.naive_world import ENVIRONMENTS, Refused, load_tables, milliseconds

__all__ = ["NaiveModel", "load_tables"]


class NaiveModel(Runs):
    def __init__(self, settings: dict | None = None, given: dict | None = None, tables=None):
        super().__init__(settings, tables)
        given = given or {}
        self.give(given.get("records", {}))
        if given.get("integration") == "on":
            self._turn_on()

    def step(self, step: dict | str) -> str | None:
        """Do one step; the reason where it is refused, else None."""
        [(name, argument)] = step.items() if isinstance(step, dict) else [(step, None)]
        command = getattr(self, f"_{name}")  # turn_on is _turn_on
        try:
            command() if argument is None else command(argument)
        except Refused as refusal:
            return str(refusal)
        return None

    # ---------------------------------------------------------------- switch, time, faults

    def _turn_on(self) -> None:
        if self.on:
            return  # S6
        self.on = True  # S3: moves nothing by itself
        if self.job is None:  # S4: one interval after this turning-on
            self.job = "waiting"
            self.schedule_run()

    def _turn_off(self) -> None:
        self.on = False  # S4: the batch job stays; S6: no error where it is off
        # L5: what waited for its delivery is a missed request from now on; F3: however long
        self.due = [entry for entry in self.due if entry["what"] != "delivery"]
        for entry in [entry for rows in self.bin.values() for entry in rows]:
            entry["was_waiting"] = []
        if self.run is not None:
            self.end_run("waiting")  # B8; one that is stuck goes on (B6)

    def _advance(self, seconds: int) -> None:
        self.pass_time(milliseconds(seconds))

    def _fault(self, fault: dict) -> None:
        self.begin_fault(fault)

    # ---------------------------------------------------------------- the batch job (B6)

    def _run_batch_job(self) -> None:
        if self.on and self.job is None:
            raise Refused("there is no batch job")
        if self.on and self.job != "waiting":
            raise Refused("the batch job is not waiting")
        self.run_batch_job()

    def _cancel_batch_job(self) -> None:
        if self.job is None:
            raise Refused("there is no batch job")
        if self.job != "executing":
            raise Refused("the batch job is not executing")
        self.end_run("canceled")

    def _set_batch_job(self, status: str) -> None:
        self.not_while_executing()
        self.job = status

    def _delete_batch_job(self) -> None:
        self.not_while_executing()
        self.job = None
        self.due = [entry for entry in self.due if entry["what"] != "batch job"]

    def not_while_executing(self) -> None:
        if self.job is None:
            raise Refused("there is no batch job")
        if self.job == "executing":
            raise Refused("the batch job is executing")

    # ---------------------------------------------------------------- clear, sync now

    def _clear_tracking(self, table: str) -> None:
        if not self.tables[table]["in_grid"]:
            raise Refused(f"{table} is not in the grid")  # G2
        # C1: all its rows, tombstones too, and no record; C7: while off as well
        self.tracking = [row for row in self.tracking if row["thing"][0] != table]

    def _sync_now(self, table: str) -> None:
        self.sync_now(table)

    # ---------------------------------------------------------------- backup and restore (E1)

    def _backup(self, step: dict) -> None:
        env = step["in"]
        kept = {"records": self.records[env], "pending": self.pending[env]}
        if env == "hr":
            kept["tracking"] = self.tracking
        self.backups[env, step["as"]] = copy.deepcopy(kept)

    def _restore(self, step: dict) -> None:
        env = step["in"]
        if self.job == "executing":
            raise Refused("the batch job is executing")
        if (env, step["backup"]) not in self.backups:
            raise Refused(f"no such backup of {env}: {step['backup']}")
        kept = copy.deepcopy(self.backups[env, step["backup"]])
        self.records[env] = kept["records"]
        for thing, record in self.records[env].items():
            self.borne[env][record["reference"]] = thing
        if env == "hr":
            self.tracking = kept["tracking"]
        else:
            self.bin = {}
        # Those that were there then and have not travelled since, as they were then
        self.pending[env] = {}
        for thing, pending in kept["pending"].items():
            request = pending["request"]
            if request is not None and request["order"] in self.travelled:
                request = pending["request"] = None
            if pending["id"] in self.travelled:  # what nobody noticed was settled, another request
                pending.update(id=self.count(), user=self.as_noticed(request))
            if request is not None or pending["user"] is not None:
                self.pending[env][thing] = pending
        # Nothing of that environment is on its way any more
        self.due = [e for e in self.due if e["what"] != "delivery" or e["env"] != env]

    def as_noticed(self, request: dict | None) -> dict | None:
        """What users changed that has not travelled, where the request is all of it."""
        if request is None or request["carried_out"]:
            return None
        if request["change"] == "edit" and not request["columns"]:  # F2
            return None
        return {"change": request["change"], "columns": set(request["columns"])}

    # ---------------------------------------------------------------- result

    def result(self) -> dict:
        environments: dict[str, dict] = {"hr": {}, "dataverse": {}}
        for env in ENVIRONMENTS:
            for thing in self.in_order_created(env):
                record = self.records[env][thing]
                values = {c: self.shown(thing[0], c, v) for c, v in record["values"].items()}
                environments[env].setdefault(thing[0], []).append(
                    {
                        "record": self.names[thing],
                        "reference": record["reference"],
                        "values": values,
                        "last_edit": record["last_edit"],
                    }
                )
        tracking = [
            {
                "dataverse_table": row["thing"][0],
                "dataverse_reference": row["dataverse"],
                "human_resources_entity_name": row["entity"],
                "human_resources_reference": row["hr"],
                "deleted_from_dataverse": row["deleted"],
                "record": self.names[row["thing"]],
            }
            for row in sorted(self.tracking, key=lambda row: row["thing"][0])
        ]
        missed = [
            {
                "in": env,
                "table": thing[0],
                "record": self.names[thing],
                "change": request["change"],
                "columns": [c for c in self.tables[thing[0]]["columns"] if c in request["columns"]],
                "since": request["since"],
            }
            for env, thing, request in self.all_requests()
        ]
        return {
            "integration": "on" if self.on else "off",
            "batch_job": self.job,
            "backups": sorted(self.backups),
            "now": self.now(),
            "environments": {env: dict(sorted(t.items())) for env, t in environments.items()},
            "tracking": tracking,
            "missed_requests": missed,
            "data_loss": list(self.data_loss),
            "undone_deletes": list(self.undone_deletes),
        }
