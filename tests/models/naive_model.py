"""The naive model: a second implementation of the law, the reference of differential tests.

It shares no code with the product: plain dicts and lists, linear scans, and branches that follow
the law's sentences, each with its rule id. If the two differ, one of them misread the law.

    model = NaiveModel()
    ada = {"in": "hr", "table": "cdm_worker", "record": "ada"}
    model.step({"create": {**ada, "values": {"cdm_workernumber": "000123"}}})
    model.step("turn_on")
    model.step("run_batch_job")
    model.result()["environments"]["dataverse"]["cdm_worker"][0]["record"]  # "ada"

Not modelled: what one side's columns cannot hold (R16: the catalog knows no limits) and the
timeline; so a delivery that comes a second time (F4) does nothing here at all.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

TABLES = Path(__file__).parents[2] / "harness/domain/data/tables.json"
ENVIRONMENTS = ("hr", "dataverse")
OTHER = {"hr": "dataverse", "dataverse": "hr"}
START = 1629363600  # 2021-08-19T09:00:00Z
NEVER = float("inf")  # when a time comes that waits for the faults to be over

# A thing is the same in both environments: its table and its natural key, which is fixed (R18).
Thing = tuple[str, tuple]


class Refused(Exception):
    """The simulated system says no, and nothing has changed."""


def _milliseconds(seconds: float) -> int:
    return int(Decimal(str(seconds)) * 1000)


def load_tables(path: Path | str = TABLES) -> dict[str, dict]:
    """The facts of each table that the law speaks of, by the table's logical name."""
    tables = {}
    for table in json.loads(Path(path).read_text(encoding="utf-8"))["tables"]:
        lookups = {lookup["name"]: lookup["target"] for lookup in table["lookups"]}
        columns = [column["name"] for column in table["columns"]] + list(lookups)
        tables[table["logical_name"]] = {
            "columns": columns,
            "lookups": {name: target for name, target in lookups.items() if target is not None},
            "one_way": [name for name in columns if name.endswith("dimensiondisplayvalue")],  # R15
            "key": table["natural_key"],
            "entity": table["hr_entity"] or table["display_name"],
            "in_grid": table["supports_custom_fields"],  # G2
        }
    return tables


class NaiveModel:
    def __init__(self, settings: dict | None = None, given: dict | None = None, tables=None):
        settings, given = settings or {}, given or {}
        self.tables = tables or load_tables()
        self.delay = settings.get("dataverse_to_hr_delay", 0)
        self.batch_job_every = settings.get("batch_job_every", 86400)
        self.next_run = settings.get("next_run")  # a clock of one's own, by whole seconds
        self.conflict = settings.get("conflict", "last_edit_wins")
        self.tie = settings.get("tie", "hr")
        self.import_cost = settings.get("import_seconds_per_record", {"off": 1.5, "on": 6})
        self.now_ms = settings.get("start", START) * 1000
        self.counter = 0  # orders what happens at the same moment

        self.on = False  # S1
        self.job_exists = self.stuck = False
        self.due: list[dict] = []  # waiting deliveries and the batch job's next run
        self._no_faults()

        self.record_pairs: dict[str, Thing] = {}  # a name names one thing, for the whole history
        self.names: dict[Thing, str] = {}
        self.records: dict[str, dict[Thing, dict]] = {"hr": {}, "dataverse": {}}
        self.next_reference = {"hr": 5637144576, "dataverse": 1}
        self.requests: dict[str, dict[Thing, dict]] = {"hr": {}, "dataverse": {}}
        self.tracking: list[dict] = []
        self.data_loss: list[dict] = []
        self.undone_deletes: list[dict] = []

        self._give(given.get("records", {}))
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
        self.on = True  # S3: moves nothing by itself; S6: no error where it is on
        if not self.job_exists:  # S4: the first turning-on creates the batch job
            self.job_exists = True
            self._schedule_run()

    def _turn_off(self) -> None:
        self.on = False  # S4: the batch job stays; S6: no error where it is off
        # L5: what waited for its delivery is a missed request from now on; F3: however long
        self.due = [entry for entry in self.due if entry["what"] != "delivery"]

    def _now(self) -> int:
        return self.now_ms // 1000  # times are stored to the whole second

    def _count(self) -> int:
        self.counter += 1
        return self.counter

    def _schedule(self, what: str, seconds: float, env=None, thing: Thing | None = None) -> None:
        at = NEVER if seconds == NEVER else self.now_ms + _milliseconds(seconds)
        entry = {"what": what, "env": env, "thing": thing, "at": at, "order": self._count()}
        self.due.append(entry)

    def _schedule_run(self) -> None:
        wait = self.batch_job_every
        if self.next_run is not None:
            wait = self.next_run(self._now()) - Decimal(self.now_ms) / 1000
        self._schedule("batch job", wait)

    def _advance(self, seconds: int) -> None:
        self._pass_time(_milliseconds(seconds))

    def _pass_time(self, milliseconds: int) -> None:
        until = self.now_ms + milliseconds
        while ripe := [entry for entry in self.due if entry["at"] <= until]:
            entry = min(ripe, key=lambda entry: (entry["at"], entry["order"]))
            self.now_ms = entry["at"]
            if entry["what"] == "delivery":  # L2
                self._arrive(entry)
            else:  # B5: the next run is scheduled before this one is executed
                self.due.remove(entry)
                self._schedule_run()
                self._run_batch_job()
        self.now_ms = until

    # ---------------------------------------------------------------- faults

    def _no_faults(self) -> None:
        self.next_run_sticks = False
        self.next_run_stops_after = None
        self.unavailable_until = {"hr": 0, "dataverse": 0}  # seconds, as all stored times
        self.clock_ahead_ms = {"hr": 0, "dataverse": 0}
        self.counting: list[dict] = []  # faults that count requests or deliveries

    def _fault(self, fault: dict) -> None:
        kind, env = fault["kind"], fault.get("in")
        if kind == "batch_job_stuck":
            self.next_run_sticks = True
        elif kind == "batch_job_stops":
            self.next_run_stops_after = fault["after"]
        elif kind == "unavailable":  # F1: a later one replaces the earlier
            until = NEVER
            if "for" in fault:
                until = (self.now_ms + _milliseconds(fault["for"])) // 1000
            self.unavailable_until[env] = until
        elif kind == "request_fails":  # F2
            lasting, applied = fault.get("lasting", False), fault.get("applied", False)
            more = {"nth": fault.get("nth", 1), "lasting": lasting, "applied": applied}
            self.counting.append({"kind": kind, "in": env, "counted": 0, **more})
        elif kind == "delivery_delayed":  # F3
            more = {"nth": fault.get("nth"), "lasting": False, "for": fault.get("for", NEVER)}
            self.counting.append({"kind": kind, "in": env, "counted": 0, **more})
        elif kind == "delivery_repeated":
            pass  # F4: it is recognised, and nothing but the timeline changes
        elif kind == "clock_ahead":  # F5: a later one of either kind replaces the earlier
            self.clock_ahead_ms[env] = _milliseconds(fault["by"])
        elif kind == "clock_behind":
            self.clock_ahead_ms[env] = -_milliseconds(fault["by"])
        elif kind == "over":
            self._faults_are_over()
        else:
            raise ValueError(f"no such fault: {kind}")

    def _faults_are_over(self) -> None:
        """F6. A run that is stuck stays stuck, and what waits for a time waits for it still."""
        self._no_faults()
        for entry in self._in_order([entry for entry in self.due if entry["at"] == NEVER]):
            self._arrive(entry)

    def _strike(self, kind: str, env: str) -> list[dict]:
        """Count one more; which faults of that kind it is the nth for, each counting for itself."""
        striking = []
        for fault in list(self.counting):
            if fault["kind"] != kind or fault["in"] != env:
                continue
            fault["counted"] += 1
            from_nth_on = fault["lasting"] and fault["counted"] >= fault["nth"]
            if fault["nth"] is None or from_nth_on:  # every one
                striking.append(fault)
            elif fault["counted"] == fault["nth"]:  # once, and then it is gone
                striking.append(fault)
                self.counting = [left for left in self.counting if left is not fault]
        return striking

    def _send(self, written: list[str]) -> str:
        """F1 and F2: what becomes of a record's requests to the environments, HR's first.

        "failed" before it was applied, "lost" is the answer to what was applied, or "answered".
        """
        strikes = [fault for env in written for fault in self._strike("request_fails", env)]
        if any(self._unavailable(env) for env in written):
            return "failed"
        if any(not fault["applied"] for fault in strikes):  # that decides
            return "failed"
        return "lost" if strikes else "answered"

    def _unavailable(self, env: str) -> bool:
        return self._now() < self.unavailable_until[env]

    def _stamp(self, env: str) -> int:
        """The time by the environment's own clock (F5)."""
        return (self.now_ms + self.clock_ahead_ms[env]) // 1000

    # ---------------------------------------------------------------- things, names, values

    def _natural_key(self, table: str, values: dict) -> tuple:
        parts = []
        for path in self.tables[table]["key"]:
            column, _, rest = path.partition(".")
            value = values.get(column)
            if rest and value is not None:  # a lookup gives the named part of its target's key
                target_table, target_key = value
                value = target_key[self.tables[target_table]["key"].index(rest)]
            if value is None:  # of the columns only the natural key must be given
                raise Refused(f"{table} needs its natural key: {path} is empty")
            parts.append(value)
        return tuple(parts)

    def _resolve(self, env: str, table: str, values: dict) -> dict:
        """The values, with the things that the lookups' record names name in the environment."""
        resolved = dict(values)
        for column, target_table in self.tables[table]["lookups"].items():
            name = values.get(column)
            if name is not None:
                target = self.record_pairs.get(name)
                if target not in self.records[env] or target[0] != target_table:
                    raise Refused(f"no such record: {name}, which {column} looks up")
                resolved[column] = target
        return resolved

    def _without_empty(self, values: dict) -> dict:
        return {column: value for column, value in values.items() if value is not None}

    def _one_way(self, table: str, values: dict) -> dict:
        return {c: v for c, v in values.items() if c in self.tables[table]["one_way"]}

    def _two_way(self, table: str, values: dict) -> dict:
        return {c: v for c, v in values.items() if c not in self.tables[table]["one_way"]}

    def _shown(self, table: str, column: str, value):
        is_lookup = column in self.tables[table]["lookups"] and value is not None
        return self.names[value] if is_lookup else value

    def _put(self, env: str, thing: Thing, values: dict, last_edit: int | None, reference=None):
        if reference is None:
            reference = self.next_reference[env]
            self.next_reference[env] += 1
        record = {"reference": reference, "values": dict(values), "last_edit": last_edit}
        self.records[env][thing] = record

    def _give(self, records: dict) -> None:
        """Records in both environments, tracked and in sync, which no user wrote."""

        def values_of(name: str) -> dict:
            lookups = self.tables[records[name]["table"]]["lookups"]
            values = self._without_empty(records[name].get("values", {}))
            return {c: thing_of(v) if c in lookups else v for c, v in values.items()}

        def thing_of(name: str) -> Thing:
            table = records[name]["table"]
            return table, self._natural_key(table, values_of(name))

        for name in records:
            thing = thing_of(name)
            self.record_pairs[name], self.names[thing] = thing, name
            for env in ENVIRONMENTS:
                self._put(env, thing, values_of(name), None)
            self._associate(thing, self.tables[thing[0]]["entity"])

    # ---------------------------------------------------------------- what users do

    def _create(self, step: dict) -> None:
        env, table, name = step["in"], step["table"], step["record"]
        if self.record_pairs.get(name) in self.records[env]:
            raise Refused(f"{name} already exists")
        values = self._without_empty(self._resolve(env, table, step.get("values", {})))
        thing = (table, self._natural_key(table, values))
        if self.record_pairs.get(name, thing) != thing or self.names.get(thing, name) != name:
            raise Refused(f"{name}: natural key is taken")
        self.record_pairs[name], self.names[thing] = thing, name
        self._put(env, thing, values, self._stamp(env))
        self._changed(env, thing, "create", values, step.get("entity"))

    def _edit(self, step: dict) -> None:
        env, thing = step["in"], self.record_pairs.get(step["record"])
        if thing not in self.records[env]:
            raise Refused(f"no such record: {step['record']}")
        table, key = thing
        record = self.records[env][thing]
        was = record["values"]
        given = self._resolve(env, table, step.get("values", {}))
        try:
            fixed = self._natural_key(table, {**was, **given}) == key
        except Refused:  # a part of it was emptied
            fixed = False
        if not fixed:
            raise Refused(f"{step['record']}: natural key is fixed")  # R18
        touched = {column: v for column, v in given.items() if was.get(column) != v}
        record["values"] = self._without_empty({**was, **given})
        if env == "dataverse":
            touched = self._two_way(table, touched)  # R15: the others do not count as an edit
        if touched:  # writing values that are there already is no edit
            record["last_edit"] = self._stamp(env)
            self._changed(env, thing, "edit", touched, step.get("entity"))

    def _delete(self, step: dict) -> None:
        env, thing = step["in"], self.record_pairs.get(step["record"])
        if thing not in self.records[env]:
            raise Refused(f"no such record: {step['record']}")
        del self.records[env][thing]
        self._changed(env, thing, "delete", {}, None)

    def _import(self, step: dict) -> None:
        """M1 and M2. A row that is refused does not hinder the rows after it."""
        env, table = step["in"], step["table"]
        refusals = []
        for number, row in enumerate(step["rows"], 1):
            cost = self.import_cost["on" if self.on else "off"]
            self._pass_time(_milliseconds(cost))
            values = {column: value for column, value in row.items() if column != "record"}
            try:
                thing = (table, self._natural_key(table, self._resolve(env, table, values)))
                if thing in self.records[env]:
                    self._edit({"in": env, "record": self.names[thing], "values": values})
                else:
                    name = self.names.get(thing) or self._free_name(thing, row.get("record"))
                    self._create({"in": env, "table": table, "record": name, "values": values})
            except Refused as refusal:
                refusals.append(f"row {number}: {refusal}")
        if refusals:
            count = f"{len(refusals)} of {len(step['rows'])} rows refused"
            raise Refused(f"{count}, the first: {refusals[0]}")

    def _free_name(self, thing: Thing, wanted: str | None) -> str:
        """What its row calls an imported thing, else its natural key; ~2 where that is taken."""
        name = stem = wanted or " ".join(str(part) for part in thing[1])
        number = 1
        while name in self.record_pairs:
            number += 1
            name = f"{stem}~{number}"
        return name

    def _changed(self, env: str, thing: Thing, change: str, columns, entity: str | None) -> None:
        """Remember a user's change in the thing's request, the net of them (S2); travel while on"""
        if env == "dataverse":
            columns = self._two_way(thing[0], dict.fromkeys(columns))  # R15
        request = self.requests[env].get(thing)
        if request is None:
            request = {"change": change, "columns": set(columns), "recreated": False}
            request["carried_out"] = False
            request.update(since=self._stamp(env), order=self._count())
            self.requests[env][thing] = request
        elif request["change"] == "create" and change == "delete":  # nothing, at once
            self._spend(env, thing)
            return
        elif change == "delete":  # edit then delete is a delete, and touches no column
            request.update(change="delete", columns=set(), recreated=False)
        elif change == "create" and request["carried_out"]:  # F2: the delete has travelled
            request.update(change="create", columns=set(columns), carried_out=False)
        elif change == "create":  # delete then create again is an edit (R17)
            request.update(change="edit", columns=set(columns), recreated=True)
        else:  # create then edit is a create, edit then edit an edit
            request["columns"] |= set(columns)
        request["changed_at"] = self._stamp(env)
        request["entity"] = entity or self.tables[thing[0]]["entity"]  # G3: the latest counts
        if self.on and not self._waiting(env, thing):  # L2: while it waits, further changes join it
            wait = self._delivery_takes(env)
            if wait == 0:  # L1
                self._deliver(env, thing)
            else:
                self._schedule("delivery", wait, env, thing)

    def _delivery_takes(self, env: str) -> float:
        """L2, and F3: longer by all the faults that strike."""
        wait = self.delay if env == "dataverse" else 0
        return wait + sum(fault["for"] for fault in self._strike("delivery_delayed", env))

    def _waiting(self, env: str, thing: Thing) -> list[dict]:
        """The request's delivery that is to come, if there is one."""
        return [e for e in self.due if e["env"] == env and e["thing"] == thing]

    def _wait_no_longer(self, env: str, thing: Thing) -> None:
        for entry in self._waiting(env, thing):
            self.due.remove(entry)

    def _spend(self, env: str, thing: Thing) -> None:
        self.requests[env].pop(thing, None)
        self._wait_no_longer(env, thing)

    def _answer_is_lost(self, env: str, thing: Thing) -> None:
        """F2: the request has travelled and is not spent; it touches no column any more."""
        if thing in self.requests[env]:
            done = {"columns": set(), "recreated": False, "carried_out": False}
            self.requests[env][thing].update(change="edit", **done)
            self._wait_no_longer(env, thing)

    # ---------------------------------------------------------------- tracking

    def _row(self, thing: Thing) -> dict | None:
        """The thing's tracking row, or its tombstone."""
        return next((row for row in self.tracking if row["thing"] == thing), None)

    def _tracked(self, thing: Thing) -> bool:
        row = self._row(thing)
        return row is not None and not row["deleted"]

    def _associate(self, thing: Thing, entity: str) -> None:
        """Make a tracking row, or point the one there is at both records, a tombstone too."""
        row = self._row(thing)
        if row is None:
            row = {"thing": thing}
            self.tracking.append(row)
        row.update(entity=entity, deleted=False)  # G4
        for env in ENVIRONMENTS:
            row[env] = self.records[env][thing]["reference"]

    def _clear_tracking(self, table: str) -> None:
        if not self.tables[table]["in_grid"]:
            raise Refused(f"{table} is not in the grid")  # G2
        # C1: all its rows, tombstones too, and no record; C7: while off as well
        self.tracking = [row for row in self.tracking if row["thing"][0] != table]

    # ---------------------------------------------------------------- live sync

    def _travels(self, env: str, thing: Thing) -> bool:
        """Whether there is a request that moves by itself, live or in the batch job (B2)."""
        request = self.requests[env].get(thing)
        if request is None:
            return False
        if self._tracked(thing):
            return True
        if env == "hr":
            return request["change"] != "delete"  # C6
        # C2; but a row created moves (C5), and so does one deleted and created again (R17)
        return request["change"] == "create" or request["recreated"]

    def _in_order(self, entries: list[dict]) -> list[dict]:
        """In the order in which they began to wait."""
        return sorted(entries, key=lambda entry: entry["order"])

    def _arrive(self, entry: dict) -> None:
        """What waited is delivered, unless something took it along meanwhile (L3)."""
        if entry in self.due:
            self.due.remove(entry)
            self._deliver(entry["env"], entry["thing"])

    def _deliver(self, env: str, thing: Thing) -> None:
        if not self._travels(env, thing):
            return  # it stays missed
        if self.requests[env][thing]["change"] == "delete":
            self._deliver_delete(env, thing)
        else:
            self._settle(thing)  # L3, L7

    def _deliver_delete(self, env: str, thing: Thing) -> None:
        """L6, for a tracked record deleted in `env`."""
        other = OTHER[env]
        record, edit = self.records[other].get(thing), self.requests[other].get(thing)
        answer = "answered"
        if record is not None:
            # One that the integration wrote has no last edit, and counts as earliest
            edited_at = -1 if record["last_edit"] is None else record["last_edit"]
            if edit and edited_at > self.requests[env][thing]["changed_at"]:
                self._settle(thing)  # an edit made later than the delete wins
                return
            answer = self._send([other])
            if answer == "failed":
                return  # L5
            if edit:
                self._report_loss(other, thing, edit["columns"], record["values"], {}, "L6")
            del self.records[other][thing]
        self._row(thing)["deleted"] = True  # G4; also where it was deleted over there already
        self._spend(other, thing)
        if answer == "lost":  # F2: the delete itself stays missed, as a delete
            self.requests[env][thing]["carried_out"] = True
            self._wait_no_longer(env, thing)
        else:
            self._spend(env, thing)

    # ---------------------------------------------------------------- reconciling one record

    def _settle(self, thing: Thing) -> str | None:  # noqa: PLR0915 (the table, read from the top)
        """The R table. None where the thing is settled, else why it failed; then nothing changed.

        Both records are to hold the same afterwards: the `wanted` two-way values, and HR's one-way
        values (R15).
        """
        table = thing[0]
        hr, dataverse = self.records["hr"].get(thing), self.records["dataverse"].get(thing)
        hr_request = self.requests["hr"].get(thing)
        dataverse_request = self.requests["dataverse"].get(thing)
        row, tracked = self._row(thing), self._tracked(thing)
        loser = None

        # Decide
        if hr is None and dataverse is None:
            if tracked:
                self.tracking.remove(row)  # R6: a tombstone stays
            self._spend("hr", thing)
            self._spend("dataverse", thing)
            return None
        if dataverse is None:
            source, rule = hr, "R4" if tracked else "R9"
        elif hr is None:
            source, rule = dataverse, "R5" if tracked else "R10"
        else:  # there and there; where it is not tracked it is linked too (R8)
            last, tie = self._last_edit(hr, dataverse)
            if hr_request and dataverse_request:
                rule = "R11" if tie else "R3"
                loser = OTHER[last]
            elif hr_request:
                last, rule = "hr", "R2"
            elif dataverse_request:
                last, rule = "dataverse", "R2"
            else:  # only in a full sync; where the values differ, the later last edit is copied
                rule = "R8"
            source = hr if last == "hr" else dataverse
        wanted = self._two_way(table, source["values"])
        if loser and self.conflict == "merge_fields":
            wanted = self._merge(thing, wanted, loser)
        final = {**wanted, **self._one_way(table, hr["values"] if hr else {})}

        # What would be written, and whether it can be; F2: then the requests are sent
        written = []
        for env, record in (("hr", hr), ("dataverse", dataverse)):
            if record is not None and record["values"] == final:
                continue
            written.append(env)
            if record is None or self._two_way(table, record["values"]) != wanted:
                for column in self.tables[table]["lookups"]:
                    target = wanted.get(column)
                    if target not in (None, thing) and target not in self.records[env]:
                        return "no lookup target"  # R14
        answer = self._send(written)
        if answer == "failed":
            return "request failed"  # L5, F1, F2

        # Report, and do
        if loser:
            touched = self.requests[loser][thing]["columns"]
            lost = self.records[loser][thing]["values"]
            self._report_loss(loser, thing, touched, lost, final, rule)  # R7
        # The request of what is gone is a delete; F2: one that was carried out is not undone
        if dataverse is None and dataverse_request and not dataverse_request["carried_out"]:
            self._report(self.undone_deletes, "dataverse", thing, rule)  # R13
        if hr is None and hr_request and not hr_request["carried_out"]:
            self._report(self.undone_deletes, "hr", thing, rule)
        for env in written:
            if thing in self.records[env]:
                self.records[env][thing]["values"] = dict(final)
            elif rule == "R4":
                self._put(env, thing, final, None, row["dataverse"])  # the same row id
            else:
                self._put(env, thing, final, None)
        if "dataverse" in written and hr_request and hr_request["change"] != "delete":
            entity = hr_request["entity"]  # G3
        else:
            entity = row["entity"] if tracked else self.tables[table]["entity"]
        self._associate(thing, entity)  # R8, R9, R10; R17 and R5: pointed at the new record
        for env in ENVIRONMENTS:
            if answer == "lost":
                self._answer_is_lost(env, thing)  # F2
            else:
                self._spend(env, thing)  # L3
        return None

    def _last_edit(self, hr: dict, dataverse: dict) -> tuple[str, bool]:
        """Which side has the last edit, or is put in its place; and whether it is a tie."""
        if self.conflict == "hr_wins":
            return "hr", False
        if self.conflict == "dataverse_wins":
            return "dataverse", False
        at = [-1 if r["last_edit"] is None else r["last_edit"] for r in (hr, dataverse)]
        if at[0] == at[1]:
            return self.tie, True  # R11
        return ("hr" if at[0] > at[1] else "dataverse"), False

    def _merge(self, thing: Thing, last: dict, loser: str) -> dict:
        """merge_fields: the last edit's values, but the loser's where only the loser touched."""
        merged = dict(last)
        for column in self._two_way(thing[0], dict.fromkeys(self.tables[thing[0]]["columns"])):
            touched = [
                env for env in ENVIRONMENTS if column in self.requests[env][thing]["columns"]
            ]
            if touched == [loser]:
                merged[column] = self.records[loser][thing]["values"].get(column)
        return self._without_empty(merged)

    def _report_loss(self, env: str, thing: Thing, touched, lost: dict, kept: dict, rule: str):
        """R7: only touched columns whose values differ count; Dataverse touches no one-way one."""
        table, columns = thing[0], {}
        for c in self.tables[table]["columns"]:
            if c in touched and lost.get(c) != kept.get(c):
                columns[c] = {
                    "lost": self._shown(table, c, lost.get(c)),
                    "kept": self._shown(table, c, kept.get(c)),
                }
        if columns:
            self._report(self.data_loss, env, thing, rule, columns=columns)

    def _report(self, reports: list, env: str, thing: Thing, rule: str, **more) -> None:
        entry = {"in": env, "table": thing[0], "record": self.names[thing], "rule": rule}
        reports.append({**entry, "at": self._now(), **more})

    # ---------------------------------------------------------------- batch job and sync now

    def _all_requests(self) -> list[tuple[str, Thing, dict]]:
        """In the order they were first made."""
        every = [(e, thing, r) for e in ENVIRONMENTS for thing, r in self.requests[e].items()]
        return sorted(every, key=lambda item: item[2]["order"])

    def _depth(self, table: str) -> int:
        """0 where the table looks up no other, else one more than the deepest that it looks up."""
        targets = [target for target in self.tables[table]["lookups"].values() if target != table]
        return max((self._depth(target) + 1 for target in targets), default=0)

    def _put_off(self, thing: Thing, failure: str | None) -> bool:
        """Within a table that looks up itself, its parent may come later."""
        looks_up_itself = thing[0] in self.tables[thing[0]]["lookups"].values()
        return failure == "no lookup target" and looks_up_itself

    def _parents_first(self, things: list[Thing]) -> list[Thing]:
        begun: list[Thing] = []
        ordered: list[Thing] = []

        def place(thing: Thing) -> None:
            if thing in things and thing not in begun:
                begun.append(thing)
                for env in ENVIRONMENTS:
                    record = self.records[env].get(thing, {"values": {}})
                    for column in self.tables[thing[0]]["lookups"]:
                        place(record["values"].get(column))
                ordered.append(thing)

        for thing in things:
            place(thing)
        return ordered

    def _run_batch_job(self) -> None:
        if not self.on or self.stuck:
            return  # S4: skipped; B6: blocked
        if self.next_run_sticks:
            self.next_run_sticks, self.stuck = False, True
            return
        stops_after, self.next_run_stops_after = self.next_run_stops_after, None
        moving: list[Thing] = []
        for env, thing, _ in self._all_requests():
            gone = thing not in self.records["hr"] and thing not in self.records["dataverse"]
            held_back = not self._travels(env, thing) and not self._travels(OTHER[env], thing)
            if (gone or not held_back) and thing not in moving:  # R6, B2
                moving.append(thing)
        handled = 0
        for depth in sorted({self._depth(table) for table, _ in moving}):  # B1
            level = [thing for thing in moving if self._depth(thing[0]) == depth]
            put_off = []
            for thing in level:
                if handled == stops_after:
                    return  # B4
                handled += 1
                if self._put_off(thing, self._settle(thing)):
                    put_off.append(thing)
            for thing in self._parents_first(put_off):  # counted already, when first handled
                self._settle(thing)

    def _cancel_batch_job(self) -> None:
        if not self.stuck:
            raise Refused("the batch job is not executing")
        self.stuck = False  # B6

    def _sync_now(self, table: str) -> None:
        if not self.tables[table]["in_grid"]:
            raise Refused(f"{table} is not in the grid")  # G2
        if not self.on:
            raise Refused("integration is off")  # N2
        # N1: first what waits to be delivered for that table is delivered,
        waiting = [e for e in self.due if e["what"] == "delivery" and e["thing"][0] == table]
        for entry in self._in_order(waiting):
            self._arrive(entry)
        # then every record of it on either side, and every missed request of it, is reconciled.
        requested = [thing for _, thing, _ in self._all_requests()]
        things = dict.fromkeys([*self.records["hr"], *self.records["dataverse"], *requested])
        of_table = [thing for thing in things if thing[0] == table]  # N7
        put_off = [thing for thing in of_table if self._put_off(thing, self._settle(thing))]
        for thing in self._parents_first(put_off):
            self._settle(thing)

    # ---------------------------------------------------------------- result

    def result(self) -> dict:
        environments: dict[str, dict] = {"hr": {}, "dataverse": {}}
        for env in ENVIRONMENTS:
            for (table, key), record in self.records[env].items():
                values = {c: self._shown(table, c, v) for c, v in record["values"].items()}
                name = self.names[(table, key)]
                shown = {"record": name, **record, "values": values}
                environments[env].setdefault(table, []).append(shown)
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
            for env, thing, request in self._all_requests()
        ]
        return {
            "integration": "on" if self.on else "off",
            "now": self._now(),
            "environments": {env: dict(sorted(t.items())) for env, t in environments.items()},
            "tracking": tracking,
            "missed_requests": missed,
            "data_loss": list(self.data_loss),
            "undone_deletes": list(self.undone_deletes),
        }
