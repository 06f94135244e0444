"""The law for one table, as somebody would write it down without this package: plain dictionaries.

It is what the peers of `short_histories` drive. It decides what the simulator decides: requests as
the net of changes, last edit wins, ties, restores, tracking and its tombstones, clear, sync now,
losses and undone deletes. It keeps the same full journal: entry for entry what happened, when, its
cause, who did it, where, to what, the rule, the values and those before. It checks no values, knows
no lookups, entities, delays and faults, and draws no row ids; so it does less than the simulator
for each operation, which is to the peers' advantage. Without delays and faults a delete made while
integration is on is carried out at once or held back, and none follows late (L9).

    model = PlainModel()
    model.create("hr", "ada", {"cdm_workernumber": "1", "cdm_lastname": "King"})
    model.turn_on()
    model.run_batch_job()
    model.records["dataverse"]["ada"]["values"]["cdm_lastname"]  # "King"
"""

from itertools import count

OTHER = {"hr": "dataverse", "dataverse": "hr"}
USER = {"hr": "HR user", "dataverse": "Dataverse user"}
TABLE = "cdm_worker"
KIND = {"created": "create", "edited": "edit", "deleted": "delete"}  # what a change asks for
DAY = 86_400
EARLIEST = -1  # the last edit of a record that no user wrote


class PlainModel:
    """Records by name: with one table, a name and a natural key are the same."""

    def __init__(self) -> None:
        self.on = False
        self.now = 0  # seconds
        self.next_run = None
        self.job = None  # the entry that tells of its creation
        self.records = {"hr": {}, "dataverse": {}}
        self.requests = {}  # (environment, name) -> what has to travel, as first made
        self.tracking = {}  # name -> row; one that is deleted is a tombstone
        self.losses = []
        self.undone_deletes = []
        self.journal = []
        self.references = {"hr": count(5_637_144_576), "dataverse": count(1)}

    def note(self, cause, event, actor, side=None, name=None, rule=None, data=None, before=None):
        self.journal.append((self.now, cause, event, actor, side, TABLE, name, rule, data, before))
        return len(self.journal)

    # the administrator

    def turn_on(self):
        if self.on:
            self.note(None, "stayed", "administrator", None, None, "S6", "on")
            return
        self.on = True
        cause = self.note(None, "turned_on", "administrator", None, None, "S3")
        if self.next_run is None:
            self.next_run = self.now + DAY
            data = self.next_run
            self.job = self.note(cause, "job_created", "administrator", None, None, "S4", data)

    def turn_off(self):
        if not self.on:
            self.note(None, "stayed", "administrator", None, None, "S6", "off")
            return
        self.on = False
        self.note(None, "turned_off", "administrator", None, None, "S2", 0)

    def advance(self, seconds):
        end = self.now + seconds
        self.note(None, "time_passed", "scenario", None, None, None, seconds)
        while self.next_run is not None and self.next_run <= end:
            self.now = self.next_run
            self.next_run += DAY
            self.run_batch_job(self.job)
        self.now = end

    def clear_tracking(self):
        rule = "C1" if self.on else "C7"
        self.note(None, "tracking_cleared", "administrator", None, None, rule, len(self.tracking))
        self.tracking.clear()

    def sync_now(self):
        if not self.on:
            return self.refuse("administrator", None, None, "integration is off", "N2")
        cause = self.note(None, "sync_now_started", "sync now", None, None, "N1")
        requested = [name for _, name in self.requests]
        names = dict.fromkeys([*requested, *self.records["hr"], *self.records["dataverse"]])
        for name in sorted(names, key=self.comes_last):
            self.settle(name, "sync now", cause)
        self.note(cause, "sync_now_ended", "sync now", None, None, "N3", {"settled": len(names)})
        return None

    def run_batch_job(self, scheduled=None):
        if not self.on:
            self.note(scheduled, "batch_skipped", "batch job", None, None, "S4")
            return
        waiting = len(self.requests)
        rule = "B5" if scheduled else "B1"
        cause = self.note(scheduled, "batch_started", "batch job", None, None, rule, waiting)
        settled = held = 0
        for environment, name in sorted(self.requests, key=lambda it: self.comes_last(it[1])):
            if (environment, name) not in self.requests:
                continue  # settled together with the other side's
            gone = name not in self.records["hr"] and name not in self.records["dataverse"]
            if gone or self.travels("hr", name) or self.travels("dataverse", name):
                self.settle(name, "batch job", cause)
                settled += 1
            else:
                self.hold_back(environment, name, "batch job", cause)
                held += 1
        counts = {"settled": settled, "held_back": held}
        self.note(cause, "batch_ended", "batch job", None, None, "B1", counts)

    # users

    def refuse(self, actor, environment, name, reason, rule=None):
        self.note(None, "refused", actor, environment, name, rule, reason)
        return reason

    def create(self, environment, name, values):
        if name in self.records[environment]:
            return self.refuse(USER[environment], environment, name, "already exists")
        self.put(environment, name, dict(values), self.now)
        self.changed(environment, name, "created", set(values), values)
        return None

    def edit(self, environment, name, values):
        record = self.records[environment].get(name)
        if record is None:
            return self.refuse(USER[environment], environment, name, "no such record")
        before = record["values"]
        touched = {column for column, value in values.items() if before.get(column) != value}
        if touched:
            record["values"] = {**before, **values}
            record["edited_at"] = self.now
        self.changed(environment, name, "edited", touched, record["values"], before)
        return None

    def delete(self, environment, name):
        record = self.records[environment].pop(name, None)
        if record is None:
            return self.refuse(USER[environment], environment, name, "no such record")
        self.changed(environment, name, "deleted", set(), None, record["values"])
        return None

    def put(self, environment, name, values, edited_at, reference=None):
        if reference is None:
            reference = next(self.references[environment])
        record = {"reference": reference, "values": values, "edited_at": edited_at}
        self.records[environment][name] = record

    # requests, and what travels

    def changed(self, environment, name, change, touched, values, before=None):
        rule = "S2" if not self.on else "L1" if environment == "hr" else "L2"
        actor = USER[environment]
        cause = self.note(None, change, actor, environment, name, rule, values, before)
        if change == "edited" and not touched:
            return  # nothing is different: no edit
        request = self.requests.get((environment, name))
        if request is None:
            request = {"kind": KIND[change], "touched": touched}
            self.requests[environment, name] = request
        elif change == "deleted" and request["kind"] == "create":
            del self.requests[environment, name]
            return
        elif change == "deleted":
            request.update(kind="delete", touched=touched)
        elif change == "created":
            request.update(kind="recreate", touched=touched)
        else:
            request["touched"] |= touched
        request["changed_at"] = self.now
        request["deleted_while_on"] = self.on and change == "deleted"
        if not self.on:
            return
        if not self.travels(environment, name):
            self.hold_back(environment, name, "live sync", cause)
        elif request["kind"] == "delete":
            self.deliver_delete(environment, name, cause)
        else:
            self.settle(name, "live sync", cause)

    def hold_back(self, environment, name, actor, cause):
        kind = self.requests[environment, name]["kind"]
        rule = "C2" if environment == "dataverse" else "C6"
        self.note(cause, "held_back", actor, environment, name, rule, kind)

    def tracked(self, name):
        row = self.tracking.get(name)
        return row is not None and not row["deleted"]

    def travels(self, environment, name):
        request = self.requests.get((environment, name))
        if request is None:
            return False
        if self.tracked(name):
            return True
        if environment == "hr":
            return request["kind"] != "delete"
        return request["kind"] in ("create", "recreate")

    def comes_last(self, name):
        """Whether it has a delete made while integration was on (L10)."""
        both = self.requests.get(("hr", name)), self.requests.get(("dataverse", name))
        return any(request and request["deleted_while_on"] for request in both)

    def spend(self, name):
        self.requests.pop(("hr", name), None)
        self.requests.pop(("dataverse", name), None)

    def deliver_delete(self, environment, name, cause):
        across = OTHER[environment]
        theirs = self.records[across].get(name)
        edit = self.requests.get((across, name))
        if theirs is None:
            self.note(cause, "settled", "live sync", across, name, "L6")
        else:
            if edit and theirs["edited_at"] > self.requests[environment, name]["changed_at"]:
                self.settle(name, "live sync", cause)
                return
            values = theirs["values"]
            cause = self.note(cause, "removed", "live sync", across, name, "L6", None, values)
            if edit:
                self.lose(across, name, edit["touched"], values, {}, "L6", "live sync", cause)
            del self.records[across][name]
        self.tracking[name]["deleted"] = True
        self.spend(name)

    # one record

    def settle(self, name, actor, cause):
        hr, dataverse = self.records["hr"].get(name), self.records["dataverse"].get(name)
        hr_request = self.requests.get(("hr", name))
        dataverse_request = self.requests.get(("dataverse", name))
        row, tracked = self.tracking.get(name), self.tracked(name)
        if hr is None and dataverse is None:
            if tracked:
                del self.tracking[name]
            if tracked or hr_request or dataverse_request:
                self.note(cause, "dropped", actor, None, name, "R6", tracked)
            self.spend(name)
            return
        if dataverse is None:
            reference = row["dataverse"] if tracked else None
            values, rule = dict(hr["values"]), "R4" if tracked else "R9"
            self.put("dataverse", name, values, EARLIEST, reference)
            event = "restored" if tracked else "copied"
            cause = self.note(cause, event, actor, "dataverse", name, rule, values)
            if dataverse_request:
                self.undone_deletes.append(("dataverse", name, rule))
                self.note(cause, "delete_undone", actor, "dataverse", name, rule)
        elif hr is None:
            values, rule = dict(dataverse["values"]), "R5" if tracked else "R10"
            self.put("hr", name, values, EARLIEST)
            event = "restored" if tracked else "copied"
            cause = self.note(cause, event, actor, "hr", name, rule, values)
            if hr_request:
                self.undone_deletes.append(("hr", name, rule))
                self.note(cause, "delete_undone", actor, "hr", name, rule)
        else:
            if not tracked:
                cause = self.note(cause, "linked", actor, None, name, "R8", row is not None)
            self.copy_one(name, hr, dataverse, hr_request, dataverse_request, actor, cause)
        self.tracking[name] = {
            "hr": self.records["hr"][name]["reference"],
            "dataverse": self.records["dataverse"][name]["reference"],
            "deleted": False,
        }
        self.spend(name)

    def copy_one(self, name, hr, dataverse, hr_request, dataverse_request, actor, cause):
        if hr["values"] == dataverse["values"]:
            if hr_request or dataverse_request:
                rule = "R7" if hr_request and dataverse_request else "R2"
                self.note(cause, "settled", actor, None, name, rule)
            row = self.tracking.get(name)
            there = hr["reference"], dataverse["reference"]
            if self.tracked(name) and (row["hr"], row["dataverse"]) != there:
                self.note(cause, "pointed", actor, None, name, "R17")
            return
        if hr_request and not dataverse_request:
            hr_wins, rule = True, "R2"
        elif dataverse_request and not hr_request:
            hr_wins, rule = False, "R2"
        else:
            hr_wins = hr["edited_at"] >= dataverse["edited_at"]  # a tie is Human Resources'
            rule = "R11" if hr["edited_at"] == dataverse["edited_at"] else "R3"
        winner, loser = (hr, dataverse) if hr_wins else (dataverse, hr)
        side = "dataverse" if hr_wins else "hr"
        lost, kept = loser["values"], dict(winner["values"])
        loser["values"] = kept
        cause = self.note(cause, "updated", actor, side, name, rule, kept, lost)
        if hr_request and dataverse_request:
            touched = (dataverse_request if hr_wins else hr_request)["touched"]
            self.lose(side, name, touched, lost, kept, rule, actor, cause)

    def lose(self, environment, name, touched, lost, kept, rule, actor, cause):
        columns = {
            column: (lost.get(column), kept.get(column))
            for column in touched
            if lost.get(column) != kept.get(column)
        }
        if columns:
            self.losses.append((environment, name, columns, rule))
            self.note(cause, "lost", actor, environment, name, rule, columns)
