"""What the naive model keeps: tables, records, tracking rows, what has to travel, time and faults.

Everything is a plain dict or list, and found by looking through all of it.
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
EMPTY_DATE = "1900-01-01"  # V1
FIRST_REFERENCE = {"hr": 5637144576, "dataverse": 1}

# A thing is the same in both environments: its table and its natural key, as V2 compares it.
Thing = tuple[str, tuple]


class Refused(Exception):
    """The simulated system says no, and nothing has changed."""


def milliseconds(seconds: float) -> int:
    return int(Decimal(str(seconds)) * 1000)


def load_tables(path: Path | str = TABLES) -> dict[str, dict]:
    """The facts of each table that the law speaks of, by the table's logical name."""
    tables = {}
    for table in json.loads(Path(path).read_text(encoding="utf-8"))["tables"]:
        entries = [*table["columns"], *table["lookups"]]
        tables[table["logical_name"]] = {
            "columns": [entry["name"] for entry in entries],
            "lookups": {e["name"]: e["target"] for e in table["lookups"] if e["target"]},
            "dates": [e["name"] for e in entries if e.get("type") in ("Date", "DateTime")],  # V1
            "only_in": {e["name"]: e["only_in"] for e in entries if "only_in" in e},  # V3
            "one_way": [e["name"] for e in entries if e.get("one_way")],  # R15
            "flows_one_way": table.get("one_way", False),
            "numbers": {  # R16: of Human Resources' names, Dataverse's numbers
                e["name"]: e["numbers"] for e in entries if "numbers" in e and "only_in" not in e
            },
            "accepts": {},  # R16: a column's type and longest text, where the two sides differ
            "period": table.get("period"),  # R20
            "key": table["natural_key"],
            "entity": table["hr_entity"] or table["display_name"],
            "in_grid": table["supports_custom_fields"],  # G2
        }
    return tables


class World:
    def __init__(self, settings: dict | None = None, tables: dict | None = None) -> None:
        settings = settings or {}
        self.tables = tables or load_tables()
        self.delay = settings.get("dataverse_to_hr_delay", 0)
        self.batch_job_every = settings.get("batch_job_every", 86400)
        self.next_run = settings.get("next_run")  # a clock of one's own, by whole seconds
        conflict = settings.get("conflict", "last_edit_wins")
        self.policies = conflict if isinstance(conflict, dict) else {"default": conflict}
        self.tie = settings.get("tie", "hr")
        self.import_cost = settings.get("import_seconds_per_record", {"off": 1.5, "on": 6})
        self.run_cost = settings.get("batch_job_seconds_per_record", 0)  # B8
        self.late_delete = settings.get("late_delete", "carried_out")  # L9
        self.not_listened = settings.get("not_listened", {})  # L8
        self.one_way = settings.get("one_way", [])  # R15
        self.natural_key = settings.get("natural_key", "fixed")  # R18
        self.keys = settings.get("keys", "folded")  # V2
        self.delete_in_use = settings.get("delete_in_use", {})  # R19
        self.now_ms = settings.get("start", START) * 1000
        self.counter = 0  # orders what happens at the same moment

        self.on = False  # S1
        self.job: str | None = None  # B6: waiting, executing, canceled, withhold; None: no job
        self.run = None  # B8: what is left of a run that takes time
        self.due: list[dict] = []  # waiting deliveries, the job's next run, a run's next record
        self.no_faults()

        self.record_pairs: dict[str, Thing] = {}  # a name names one thing, for the whole history
        self.names: dict[Thing, str] = {}
        self.spelled: dict[Thing, tuple] = {}  # its natural key as it was spelled first (V2)
        self.records: dict[str, dict[Thing, dict]] = {"hr": {}, "dataverse": {}}
        self.next_reference = dict(FIRST_REFERENCE)
        self.borne: dict[str, dict[int, Thing]] = {"hr": {}, "dataverse": {}}  # by whom, last
        self.tracking: list[dict] = []
        # What users changed that has not travelled, and the request of it, where it was noticed
        self.pending: dict[str, dict[Thing, dict]] = {"hr": {}, "dataverse": {}}
        self.travelled: set[int] = set()  # which of them have, for E1
        self.bin: dict[Thing, list[dict]] = {}  # E2: the rows deleted in Dataverse
        self.backups: dict[tuple[str, str], dict] = {}
        self.data_loss: list[dict] = []
        self.undone_deletes: list[dict] = []

    # ---------------------------------------------------------------- time

    def now(self) -> int:
        return self.now_ms // 1000  # times are stored to the whole second

    def stamp(self, env: str) -> int:
        """The time by the environment's own clock (F5)."""
        return (self.now_ms + self.clock_ahead_ms[env]) // 1000

    def count(self) -> int:
        self.counter += 1
        return self.counter

    def schedule(self, what: str, seconds: float, env=None, thing: Thing | None = None) -> None:
        at = NEVER if seconds == NEVER else self.now_ms + milliseconds(seconds)
        entry = {"what": what, "env": env, "thing": thing, "at": at, "order": self.count()}
        self.due.append(entry)

    def schedule_run(self) -> None:
        wait = self.batch_job_every
        if self.next_run is not None:
            wait = self.next_run(self.now()) - Decimal(self.now_ms) / 1000
        self.schedule("batch job", wait)

    def pass_time(self, length: int) -> None:
        """B5: at one instant what waits is delivered, then the schedule, then a run's record."""
        ranks = {"delivery": 0, "batch job": 1, "next record": 2}
        until = self.now_ms + length
        while ripe := [entry for entry in self.due if entry["at"] <= until]:
            entry = min(ripe, key=lambda e: (e["at"], ranks[e["what"]], e["order"]))
            self.now_ms = entry["at"]
            if entry["what"] == "delivery":  # L2
                self.arrive(entry)
            elif entry["what"] == "batch job":  # the next run is scheduled before this one
                self.due.remove(entry)
                self.schedule_run()
                if not self.on or self.job == "waiting":  # else passed over (B6, B8)
                    self.run_batch_job()
            else:
                self.due.remove(entry)
                self.go_on()
        self.now_ms = until

    def arrive(self, entry: dict) -> None:
        raise NotImplementedError

    def run_batch_job(self) -> None:
        raise NotImplementedError

    def go_on(self) -> None:
        raise NotImplementedError

    # ---------------------------------------------------------------- faults

    def no_faults(self) -> None:
        self.next_run_sticks = False
        self.next_run_stops_after = None
        self.unavailable_until = {"hr": 0, "dataverse": 0}  # seconds, as all stored times
        self.clock_ahead_ms = {"hr": 0, "dataverse": 0}
        self.counting: list[dict] = []  # faults that count requests, deliveries or changes

    def begin_fault(self, fault: dict) -> None:
        kind, env = fault["kind"], fault.get("in")
        if kind == "batch_job_stuck":
            self.next_run_sticks = True
        elif kind == "batch_job_stops":
            self.next_run_stops_after = fault["after"]
        elif kind == "unavailable":  # F1: of two the later end counts
            until = NEVER
            if "for" in fault:
                until = (self.now_ms + milliseconds(fault["for"])) // 1000
            self.unavailable_until[env] = max(until, self.unavailable_until[env])
        elif kind in ("request_fails", "not_noticed"):  # F2, F7
            self.counting.append({"nth": 1, "lasting": False, **fault, "counted": 0})
        elif kind == "delivery_delayed":  # F3
            more = {"nth": fault.get("nth"), "lasting": False, "for": fault.get("for", NEVER)}
            self.counting.append({**fault, **more, "counted": 0})
        elif kind == "delivery_repeated":
            pass  # F4: it is recognised, and nothing but the timeline changes
        elif kind == "clock_ahead":  # F5: a later one of either kind replaces the earlier
            self.clock_ahead_ms[env] = milliseconds(fault["by"])
        elif kind == "clock_behind":
            self.clock_ahead_ms[env] = -milliseconds(fault["by"])
        elif kind == "over":
            self.faults_are_over(fault.get("of"))
        else:
            raise ValueError(f"no such fault: {kind}")

    def faults_are_over(self, kind: str | None) -> None:
        """F6. A run that is stuck stays stuck, and what waits for a time waits for it still."""
        if kind is None:
            self.no_faults()
        elif kind == "batch_job_stuck":
            self.next_run_sticks = False
        elif kind == "batch_job_stops":
            self.next_run_stops_after = None
        elif kind == "unavailable":
            self.unavailable_until = {"hr": 0, "dataverse": 0}
        elif kind == "clock_ahead":
            self.clock_ahead_ms = {env: min(ms, 0) for env, ms in self.clock_ahead_ms.items()}
        elif kind == "clock_behind":
            self.clock_ahead_ms = {env: max(ms, 0) for env, ms in self.clock_ahead_ms.items()}
        else:
            self.counting = [fault for fault in self.counting if fault["kind"] != kind]
        if kind in (None, "delivery_delayed"):
            waiting = [entry for entry in self.due if entry["at"] == NEVER]
            for entry in sorted(waiting, key=lambda entry: entry["order"]):
                self.arrive(entry)

    def strikes(self, kind: str, env: str, thing: Thing, change: str | None = None) -> list[dict]:
        """Count one more; which faults of that kind it is the nth for, each counting for itself."""
        striking = []
        for fault in list(self.counting):
            if fault["kind"] != kind or fault["in"] != env:
                continue
            narrowed = {"table": thing[0], "record": self.names[thing], "change": change}
            if any(fault.get(by) not in (None, of) for by, of in narrowed.items()):
                continue
            fault["counted"] += 1
            from_nth_on = fault["lasting"] and fault["counted"] >= fault["nth"]
            if fault["nth"] is None or from_nth_on:  # every one
                striking.append(fault)
            elif fault["counted"] == fault["nth"]:  # once, and then it is gone
                striking.append(fault)
                self.counting = [left for left in self.counting if left is not fault]
        return striking

    def unreachable(self) -> bool:
        """F1: what is to be settled or deleted reads or writes both environments."""
        return any(self.now() < until for until in self.unavailable_until.values())

    # ---------------------------------------------------------------- keys, values, names

    def folded(self, value):
        """V2: without regard to letter case and to blanks at the end."""
        if isinstance(value, str) and self.keys == "folded":
            return value.casefold().rstrip(" ")
        return value

    def key_of(self, table: str, values: dict) -> tuple:
        parts = []
        for path in self.tables[table]["key"]:
            column, _, rest = path.partition(".")
            value = values.get(column)
            if rest and value is not None:  # a lookup gives the named part of its target's key
                target_table, target_key = value
                value = target_key[self.tables[target_table]["key"].index(rest)]
            if value is None:  # of the columns only the natural key must be given
                raise Refused(f"{table} needs its natural key: {path} is empty")
            parts.append(self.folded(value))
        return tuple(parts)

    def spelled_key(self, table: str, values: dict) -> tuple:
        """The natural key as it is written."""
        parts = []
        for path in self.tables[table]["key"]:
            column, _, rest = path.partition(".")
            value = values[column]
            if rest:
                value = self.spelled[value][self.tables[value[0]]["key"].index(rest)]
            parts.append(value)
        return tuple(parts)

    def know(self, name: str, thing: Thing, values: dict) -> None:
        """Remember what the thing is called."""
        self.record_pairs[name], self.names[thing] = thing, name
        self.spelled.setdefault(thing, self.spelled_key(thing[0], values))

    def key_columns(self, table: str) -> set[str]:
        return {path.partition(".")[0] for path in self.tables[table]["key"]}

    def held(self, table: str, values: dict) -> dict:
        """V1: a date of 1900-01-01 is empty, at any time of day."""
        dates = self.tables[table]["dates"]
        return {
            c: None if c in dates and str(v).startswith(EMPTY_DATE) else v
            for c, v in values.items()
        }

    def resolve(self, env: str, table: str, values: dict) -> dict:
        """The values, with the things that the lookups' record names name in the environment."""
        resolved = self.held(table, values)
        for column, target_table in self.tables[table]["lookups"].items():
            name = values.get(column)
            if name is not None:
                target = self.record_pairs.get(name)
                if target not in self.records[env] or target[0] != target_table:
                    raise Refused(f"no such record: {name}, which {column} looks up")
                resolved[column] = target
        return resolved

    def without_empty(self, values: dict) -> dict:
        return {column: value for column, value in values.items() if value is not None}

    def shown(self, table: str, column: str, value):
        is_lookup = column in self.tables[table]["lookups"] and value is not None
        return self.names[value] if is_lookup else value

    def depth(self, table: str) -> int:
        """0 where the table looks up no other, else one more than the deepest that it looks up."""
        targets = [target for target in self.tables[table]["lookups"].values() if target != table]
        return max((self.depth(target) + 1 for target in targets), default=0)

    def mapped(self, table: str, column: str) -> bool:
        """V3: whether it is in both environments."""
        return column not in self.tables[table]["only_in"]

    def column_flows_one_way(self, table: str, column: str) -> bool:
        """R15."""
        return column in self.tables[table]["one_way"] or f"{table}.{column}" in self.one_way

    def table_flows_one_way(self, table: str) -> bool:
        """R15."""
        return self.tables[table]["flows_one_way"] or table in self.one_way

    def counted(self, env: str, table: str, columns) -> set[str]:
        """Of columns that a user changed, those that count as an edit (R15, V3)."""
        return {
            c
            for c in columns
            if self.mapped(table, c)
            and not (env == "dataverse" and self.column_flows_one_way(table, c))
        }

    # ---------------------------------------------------------------- records

    def put(self, env: str, thing: Thing, values: dict, last_edit: int | None, reference=None):
        """A new record, with the next reference where none is given."""
        if reference is None:
            reference = self.new_reference(env)
        self.borne[env][reference] = thing
        if env == "dataverse" and thing in self.bin:  # E2: a row that is there again is not deleted
            rows = self.bin[thing]
            self.bin[thing] = [e for e in rows if e["record"]["reference"] != reference]
        self.records[env][thing] = {
            "reference": reference,
            "values": self.without_empty(values),
            "last_edit": last_edit,
            "created": self.count(),
        }

    def new_reference(self, env: str) -> int:
        while self.next_reference[env] in self.borne[env]:  # never used again for another record
            self.next_reference[env] += 1
        self.next_reference[env] += 1
        return self.next_reference[env] - 1

    def in_order_created(self, env: str) -> list[Thing]:
        return sorted(self.records[env], key=lambda thing: self.records[env][thing]["created"])

    def who_looks_up(self, env: str, thing: Thing) -> list[Thing]:
        """R19: the other records of that environment that look it up, in the order created."""
        found = []
        for other in self.in_order_created(env):
            values = self.records[env][other]["values"]
            columns = self.tables[other[0]]["lookups"]
            if other != thing and any(values.get(column) == thing for column in columns):
                found.append(other)
        return found

    # ---------------------------------------------------------------- tracking

    def row(self, thing: Thing) -> dict | None:
        """The thing's tracking row, or its tombstone."""
        return next((row for row in self.tracking if row["thing"] == thing), None)

    def tracked(self, thing: Thing) -> bool:
        row = self.row(thing)
        return row is not None and not row["deleted"]

    def associate(self, thing: Thing, entity: str) -> None:
        """Make a tracking row, or point the one there is at both records, a tombstone too."""
        row = self.row(thing)
        if row is None:
            row = {"thing": thing}
            self.tracking.append(row)
        row.update(entity=entity, deleted=False)  # G4
        for env in ENVIRONMENTS:
            row[env] = self.records[env][thing]["reference"]

    # ---------------------------------------------------------------- requests

    def request(self, env: str, thing: Thing) -> dict | None:
        pending = self.pending[env].get(thing)
        return None if pending is None else pending["request"]

    def users_change(self, env: str, thing: Thing) -> dict | None:
        """The net of the users' changes that have not travelled, noticed or not (F7)."""
        pending = self.pending[env].get(thing)
        return None if pending is None else pending["user"]

    def all_requests(self) -> list[tuple[str, Thing, dict]]:
        """In the order they were first made."""
        every = [
            (env, thing, pending["request"])
            for env in ENVIRONMENTS
            for thing, pending in self.pending[env].items()
            if pending["request"] is not None
        ]
        return sorted(every, key=lambda item: item[2]["order"])

    def things_with_requests(self) -> list[Thing]:
        """Each once, in the order their requests were first made."""
        return list(dict.fromkeys(thing for _, thing, _ in self.all_requests()))

    def deleted_while_on(self, env: str, thing: Thing) -> bool:
        """L9: whether a delete is what its request comes to, the last one made while on."""
        request = self.request(env, thing)
        return request is not None and request["change"] == "delete" and request["while_on"]

    def waiting(self, env: str, thing: Thing) -> list[dict]:
        """The request's delivery that is to come, if there is one."""
        return [e for e in self.due if e["env"] == env and e["thing"] == thing]

    def wait_no_longer(self, env: str, thing: Thing) -> None:
        for entry in self.waiting(env, thing):
            self.due.remove(entry)

    def spend(self, env: str, thing: Thing) -> None:
        """What waited has travelled, or there is nothing left of it that could."""
        pending = self.pending[env].pop(thing, None)
        if pending is not None:
            self.travelled.add(pending["id"])
            self.has_travelled(pending["request"])
        if env == "dataverse":
            self.settled_in_dataverse(thing)
        self.wait_no_longer(env, thing)

    def has_travelled(self, request: dict | None) -> None:
        """E1: a restored backup does not bring it back."""
        if request is not None:
            self.travelled.add(request["order"])

    def settled_in_dataverse(self, thing: Thing) -> None:
        """E2: a delete there before now is not taken back."""
        for entry in self.bin.get(thing, []):
            entry["left"] = "settled"

    # ---------------------------------------------------------------- reports

    def report(self, reports: list, env: str, thing: Thing, rule: str, **more) -> None:
        entry = {"in": env, "table": thing[0], "record": self.names[thing], "rule": rule}
        reports.append({**entry, "at": self.now(), **more})
