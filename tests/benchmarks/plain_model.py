"""The law for one table, as somebody would write it down without this package: plain dictionaries.

It is what the peers of `short_histories` drive. It decides what the simulator decides: requests as
the net of changes, last edit wins, ties, restores, tracking and its tombstones, clear, sync now,
losses and undone deletes, and it writes down what happened, an entry for each operation and each
thing the integration did. It checks no values, knows no entities or rule ids and draws no row ids;
so it does less than the simulator for each operation, which is to the peers' advantage.

    model = PlainModel()
    model.create("hr", "ada", {"cdm_workernumber": "1", "cdm_lastname": "King"})
    model.turn_on()
    model.run_batch_job()
    model.records["dataverse"]["ada"]["values"]["cdm_lastname"]  # "King"
"""

from itertools import count

OTHER = {"hr": "dataverse", "dataverse": "hr"}
DAY = 86_400
EARLIEST = -1  # the last edit of a record that no user wrote


class PlainModel:
    """Records by name: with one table, a name and a natural key are the same thing."""

    def __init__(self) -> None:
        self.on = False
        self.now = 0  # seconds
        self.next_run = None
        self.records = {"hr": {}, "dataverse": {}}
        self.requests = {}  # (environment, name) -> what has to travel, as first made
        self.tracking = {}  # name -> row; one that is deleted is a tombstone
        self.losses = []
        self.undone_deletes = []
        self.journal = []
        self.references = {"hr": count(5_637_144_576), "dataverse": count(1)}

    # the administrator

    def turn_on(self):
        self.on = True
        self.journal.append((self.now, "turned on"))
        if self.next_run is None:
            self.next_run = self.now + DAY

    def turn_off(self):
        self.on = False
        self.journal.append((self.now, "turned off"))

    def advance(self, seconds):
        end = self.now + seconds
        self.journal.append((self.now, "time passed", seconds))
        while self.next_run is not None and self.next_run <= end:
            self.now = self.next_run
            self.next_run += DAY
            self.run_batch_job()
        self.now = end

    def clear_tracking(self):
        self.journal.append((self.now, "tracking cleared", len(self.tracking)))
        self.tracking.clear()

    def sync_now(self):
        self.journal.append((self.now, "sync now"))
        if not self.on:
            return "integration is off"
        requested = [name for _, name in self.requests]
        for name in dict.fromkeys([*self.records["hr"], *self.records["dataverse"], *requested]):
            self.settle(name)
        return None

    def run_batch_job(self):
        self.journal.append((self.now, "batch job", self.on, len(self.requests)))
        if not self.on:
            return
        for environment, name in list(self.requests):
            if (environment, name) not in self.requests:
                continue  # settled together with the other side's
            gone = name not in self.records["hr"] and name not in self.records["dataverse"]
            if gone or self.travels("hr", name) or self.travels("dataverse", name):
                self.settle(name)

    # users

    def create(self, environment, name, values):
        if name in self.records[environment]:
            self.journal.append((self.now, "refused", environment, name, "already exists"))
            return "already exists"
        self.put(environment, name, dict(values), self.now)
        self.changed(environment, name, "create", set(values))
        return None

    def edit(self, environment, name, values):
        record = self.records[environment].get(name)
        if record is None:
            self.journal.append((self.now, "refused", environment, name, "no such record"))
            return "no such record"
        touched = {
            column for column, value in values.items() if record["values"].get(column) != value
        }
        if touched:
            record["values"] = {**record["values"], **values}
            record["edited_at"] = self.now
            self.changed(environment, name, "edit", touched)
        return None

    def delete(self, environment, name):
        if name not in self.records[environment]:
            self.journal.append((self.now, "refused", environment, name, "no such record"))
            return "no such record"
        del self.records[environment][name]
        self.changed(environment, name, "delete", set())
        return None

    def put(self, environment, name, values, edited_at, reference=None):
        if reference is None:
            reference = next(self.references[environment])
        record = {"reference": reference, "values": values, "edited_at": edited_at}
        self.journal.append((self.now, "made", environment, name, values))
        self.records[environment][name] = record

    # requests, and what travels

    def changed(self, environment, name, change, touched):
        self.journal.append((self.now, change, environment, name, touched))
        request = self.requests.get((environment, name))
        if request is None:
            request = {"kind": change, "touched": touched}
            self.requests[environment, name] = request
        elif change == "delete" and request["kind"] == "create":
            del self.requests[environment, name]
            return
        elif change == "delete":
            request.update(kind="delete", touched=touched)
        elif change == "create":
            request.update(kind="recreate", touched=touched)
        else:
            request["touched"] |= touched
        request["changed_at"] = self.now
        if self.on and self.travels(environment, name):
            if request["kind"] == "delete":
                self.deliver_delete(environment, name)
            else:
                self.settle(name)

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

    def spend(self, name):
        self.requests.pop(("hr", name), None)
        self.requests.pop(("dataverse", name), None)

    def deliver_delete(self, environment, name):
        across = OTHER[environment]
        theirs = self.records[across].get(name)
        edit = self.requests.get((across, name))
        if theirs is not None:
            if edit and theirs["edited_at"] > self.requests[environment, name]["changed_at"]:
                self.settle(name)
                return
            if edit:
                self.lose(across, name, edit["touched"], theirs["values"], {}, "L6")
            del self.records[across][name]
        self.tracking[name]["deleted"] = True
        self.spend(name)

    # one record

    def settle(self, name):
        hr, dataverse = self.records["hr"].get(name), self.records["dataverse"].get(name)
        hr_request = self.requests.get(("hr", name))
        dataverse_request = self.requests.get(("dataverse", name))
        row, tracked = self.tracking.get(name), self.tracked(name)
        if hr is None and dataverse is None:
            if tracked:
                del self.tracking[name]
            self.spend(name)
            return
        if dataverse is None:
            reference = row["dataverse"] if tracked else None
            self.put("dataverse", name, dict(hr["values"]), EARLIEST, reference)
            if dataverse_request:
                self.undone_deletes.append(("dataverse", name, "R4" if tracked else "R9"))
        elif hr is None:
            self.put("hr", name, dict(dataverse["values"]), EARLIEST)
            if hr_request:
                self.undone_deletes.append(("hr", name, "R5" if tracked else "R10"))
        else:
            self.copy_one(name, hr, dataverse, hr_request, dataverse_request)
        self.tracking[name] = {
            "hr": self.records["hr"][name]["reference"],
            "dataverse": self.records["dataverse"][name]["reference"],
            "deleted": False,
        }
        self.spend(name)

    def copy_one(self, name, hr, dataverse, hr_request, dataverse_request):
        if hr_request and not dataverse_request:
            hr_wins = True
        elif dataverse_request and not hr_request:
            hr_wins = False
        else:
            hr_wins = hr["edited_at"] >= dataverse["edited_at"]  # a tie is Human Resources'
        if hr_request and dataverse_request:
            rule = "R11" if hr["edited_at"] == dataverse["edited_at"] else "R3"
            if hr_wins:
                lost, kept, touched = (
                    dataverse["values"],
                    hr["values"],
                    dataverse_request["touched"],
                )
            else:
                lost, kept, touched = hr["values"], dataverse["values"], hr_request["touched"]
            self.lose("dataverse" if hr_wins else "hr", name, touched, lost, kept, rule)
        if hr["values"] != dataverse["values"]:
            self.journal.append((self.now, "copied", name, hr_wins))
            if hr_wins:
                dataverse["values"] = dict(hr["values"])
            else:
                hr["values"] = dict(dataverse["values"])

    def lose(self, environment, name, touched, lost, kept, rule):
        columns = {
            column: (lost.get(column), kept.get(column))
            for column in touched
            if lost.get(column) != kept.get(column)
        }
        if columns:
            self.losses.append((environment, name, columns, rule))
