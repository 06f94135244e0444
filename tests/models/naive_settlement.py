"""How the naive model settles one record: live sync, the R table, deletes that are carried out."""

from __future__ import annotations

from models.naive_users import Users
from models.naive_world import ENVIRONMENTS, OTHER, Thing

LOOKUP = "no lookup target"


class Settlement(Users):
    # ---------------------------------------------------------------- live sync

    def travels(self, env: str, thing: Thing) -> bool:
        """Whether there is a request that moves by itself, live or in the batch job (B2)."""
        request = self.request(env, thing)
        if request is None:
            return False
        if self.tracked(thing):
            return True
        if env == "hr":
            return request["change"] != "delete"  # C6
        # C2; but a row created moves (C5), and so does one deleted and created again (R17)
        return request["change"] == "create" or request["recreated"]

    def gone(self, thing: Thing) -> bool:
        return all(thing not in self.records[env] for env in ENVIRONMENTS)

    def arrive(self, entry: dict) -> None:
        """What waited is delivered, unless something took it along meanwhile (L3)."""
        if entry in self.due:
            self.due.remove(entry)
            self.deliver(entry["env"], entry["thing"])

    def deliver(self, env: str, thing: Thing) -> None:
        if not self.travels(env, thing):
            return  # it stays missed
        other = OTHER[env]
        if self.request(env, thing)["change"] == "delete":
            self.carry_out(env, [thing])  # L6
        elif (
            self.late_delete == "carried_out"
            and self.deleted_while_on(other, thing)
            and not self.request(other, thing)["carried_out"]  # F2
            and self.tracked(thing)
            and not self.wins_over_delete(env, thing)
        ):
            self.carry_out(other, [thing])  # L7
        elif not self.gone(thing):  # else it is for the batch job or sync now (R6)
            self.settle(thing)  # L3, L7

    def wins_over_delete(self, env: str, thing: Thing) -> bool:
        """L6: whether an edit here was made later than the delete over there."""
        request, delete = self.request(env, thing), self.request(OTHER[env], thing)
        return (
            request is not None
            and thing in self.records[env]
            and request["edited_at"] is not None
            and request["edited_at"] > delete["deleted_at"]
        )

    # ---------------------------------------------------------------- carrying deletes out

    def carry_out(self, env: str, things: list[Thing]) -> list[Thing]:
        """L6, for tracked records deleted in `env`; several where they look only each other up.

        Which failed for a lookup, of those that are restored instead.
        """
        other = OTHER[env]
        edited = [thing for thing in things if self.wins_over_delete(other, thing)]
        failed = [thing for thing in edited if self.settle(thing) == LOOKUP]
        things = [thing for thing in things if thing not in edited]
        if self.unreachable():  # F1
            return failed
        there = [thing for thing in things if thing in self.records[other]]
        for thing in there:
            if any(looker not in things for looker in self.who_looks_up(other, thing)):
                return failed  # R19
        answers = {}
        for thing in there:
            answers[thing] = self.ask(other, thing, "delete")
            if answers[thing] == "failed":
                return failed  # L5, F2
        for thing in things:
            if thing in there:
                record = self.records[other].pop(thing)
                self.report_loss(other, thing, record["values"], {}, "L6")
                if other == "dataverse":
                    self.bin.setdefault(thing, []).append({"record": record, "by_user": False})
            self.row(thing)["deleted"] = True  # G4; also where it was deleted over there already
            if answers.get(thing) != "lost":
                self.spend(other, thing)
                self.spend(env, thing)
            else:  # F2: the delete itself stays missed, as a delete
                self.answer_is_lost(other, thing)
                self.request(env, thing)["carried_out"] = True
                pending = self.pending[env][thing]
                self.travelled.add(pending["id"])
                pending.update(id=self.count(), user=None)
                self.wait_no_longer(env, thing)
        return failed

    def ask(self, env: str, thing: Thing, change: str) -> str:
        """F2: what becomes of one request to an environment.

        "failed" before it was applied, "lost" is the answer to what was applied, or "answered".
        """
        strikes = self.strikes("request_fails", env, thing, change)
        if any(not fault.get("applied") for fault in strikes):  # that decides
            return "failed"
        return "lost" if strikes else "answered"

    # ---------------------------------------------------------------- values of both sides

    def shared(self, env: str, thing: Thing) -> dict:
        """What both sides are compared by: no one-way columns, choices by number (R15, R16)."""
        table = thing[0]
        values = self.mapped_values(env, thing)
        return {c: v for c, v in values.items() if not self.column_flows_one_way(table, c)}

    def mapped_values(self, env: str, thing: Thing) -> dict:
        table, found = thing[0], {}
        for column, value in self.records[env][thing]["values"].items():
            numbers = self.tables[table]["numbers"].get(column)
            if not self.mapped(table, column):  # V3
                continue
            found[column] = numbers[value] if numbers and env == "hr" else value
        return found

    def as_held(self, env: str, thing: Thing, column: str, value):
        """R16: Dataverse's number; or Human Resources' name, its own if it has that number."""
        numbers = self.tables[thing[0]]["numbers"].get(column)
        if numbers is None or env == "dataverse" or value is None:
            return value
        record = self.records["hr"].get(thing)
        own = record["values"].get(column) if record else None
        names = [name for name, number in numbers.items() if number == value]
        if own in names:
            return own
        return names[0] if names else None

    def fits(self, env: str, thing: Thing, column: str, value) -> bool:
        """R16: whether the environment can hold what comes from the other."""
        numbers = self.tables[thing[0]]["numbers"].get(column)
        if numbers is not None:
            return value in numbers.values()
        accepts = self.tables[thing[0]]["accepts"].get(column)
        if accepts is None:
            return True
        if isinstance(value, str):
            if accepts[env]["type"] in ("Integer", "Decimal", "Currency", "Yes/No"):
                return False
            return len(value) <= accepts[env].get("max_length", len(value))
        return accepts[env]["type"] != "Integer" or isinstance(value, int)

    # ---------------------------------------------------------------- reconciling one record

    def edited(self, env: str, thing: Thing) -> bool:
        """Whether a side counts as edited: what nobody noticed, or only has to be sent again,
        touches no column (F2, F7)."""
        request = self.request(env, thing)
        return request is not None and request["change"] != "delete" and bool(request["columns"])

    def settle(self, thing: Thing, full: bool = False) -> str | None:
        """The R table, in a full synchronization or not.

        None where the thing is settled, else why it failed; then nothing has changed.
        """
        if self.unreachable():
            return "unavailable"  # F1
        if self.gone(thing):
            if self.tracked(thing):
                self.tracking.remove(self.row(thing))  # R6: a tombstone stays
            self.spend("hr", thing)
            self.spend("dataverse", thing)
            return None
        plan = self.plan(thing, full)
        if plan["unfit"]:
            return "not writable"  # R16
        if plan["missing"]:
            return LOOKUP  # R14
        answer = self.send(plan)
        if answer == "failed":
            return "request failed"  # L5, F2
        self.do(plan, answer)
        return None

    def plan(self, thing: Thing, full: bool) -> dict:
        """What is to be written where, and why; nothing is changed by asking."""
        table = thing[0]
        there = {env: thing in self.records[env] for env in ENVIRONMENTS}
        tracked = self.tracked(thing)
        shared = {env: self.shared(env, thing) for env in ENVIRONMENTS if there[env]}
        edited = {env: self.edited(env, thing) for env in ENVIRONMENTS}
        rule, wanted = "R3", None  # wanted: the values that both sides are to hold
        if not there["dataverse"]:
            rule, wanted = "R4" if tracked else "R9", shared["hr"]
        elif not there["hr"]:
            rule, wanted = "R5" if tracked else "R10", shared["dataverse"]
            if self.table_flows_one_way(table):  # R15: it is made there all the same, as a whole
                wanted = self.mapped_values("dataverse", thing)
        elif self.table_flows_one_way(table):  # R15: whoever wins
            wanted = shared["hr"]
        elif edited["hr"] and edited["dataverse"]:
            last, tie = self.winner(thing, self.policy(table))
            rule = "R11" if tie else "R3"
            wanted = self.merged(thing, shared, last)
        elif edited["hr"] or edited["dataverse"]:  # R2
            wanted = shared["hr" if edited["hr"] else "dataverse"]
        elif full:  # R8: the later last edit is copied, whatever `conflict` says
            last, tie = self.winner(thing, "last_edit_wins")
            rule, wanted = "R11" if tie else "R3", shared[last]
        # else R1, or R8 that only links

        plan = {"thing": thing, "rule": rule, "copied": wanted is not None}
        plan.update(values={}, written=[], unfit=False, missing=[])
        one_way = {}
        if there["hr"]:
            every = self.mapped_values("hr", thing)
            one_way = {c: v for c, v in every.items() if self.column_flows_one_way(table, c)}
        for env in ENVIRONMENTS:
            had = self.records[env][thing]["values"] if there[env] else {}
            values = {c: v for c, v in had.items() if not self.mapped(table, c)}  # V3
            for column, value in (shared[env] if wanted is None else wanted).items():
                values[column] = self.as_held(env, thing, column, value)
                same = there[env] and shared[env].get(column) == value
                if not same and not self.fits(env, thing, column, value):
                    plan["unfit"] = True
            if env == "hr":  # R15: its own stay as they are
                values |= {c: v for c, v in had.items() if self.column_flows_one_way(table, c)}
            else:  # R15: and go to Dataverse, whoever wins
                values |= one_way
                for column, value in one_way.items():
                    if had.get(column) != value and not self.fits(env, thing, column, value):
                        plan["unfit"] = True
            plan["values"][env] = values
            if there[env] and values == had:
                continue
            plan["written"].append(env)
            for column in self.tables[table]["lookups"]:
                target = values.get(column)
                if target not in (None, thing) and target not in self.records[env]:
                    plan["missing"].append((env, target))  # R14
        return plan

    def policy(self, table: str) -> str:
        return self.policies.get(table, self.policies.get("default", "last_edit_wins"))

    def winner(self, thing: Thing, policy: str) -> tuple[str, bool]:
        """Which side has the last edit, or is put in its place; and whether it is a tie."""
        if policy == "hr_wins":
            return "hr", False
        if policy == "dataverse_wins":
            return "dataverse", False
        times = [self.records[env][thing]["last_edit"] for env in ENVIRONMENTS]
        hr, dataverse = [-1 if time is None else time for time in times]
        if hr == dataverse:
            return self.tie, True  # R11
        return ("hr" if hr > dataverse else "dataverse"), False

    def merged(self, thing: Thing, shared: dict, last: str) -> dict:
        """Both sides edited the record: the last edit's values, but for columns with a policy."""
        table, values = thing[0], dict(shared[last])
        for column in self.tables[table]["columns"]:
            own = self.policies.get(f"{table}.{column}")
            if own is None and self.policy(table) != "merge_fields":
                continue
            touched = [env for env in ENVIRONMENTS if column in self.request(env, thing)["columns"]]
            source = last
            if len(touched) == 1:
                source = touched[0]
            elif len(touched) == 2 and own is not None:
                source = self.winner(thing, own)[0]
            if not self.column_flows_one_way(table, column):
                values[column] = shared[source].get(column)
        return self.without_empty(values)

    def send(self, plan: dict) -> str:
        """F2: Human Resources is written first; where that fails Dataverse is not asked."""
        answers = []
        for env in plan["written"]:
            change = "edit" if plan["thing"] in self.records[env] else "create"
            answers.append(self.ask(env, plan["thing"], change))
            if answers[-1] == "failed":
                return "failed"  # what was written first is taken back
        return "lost" if "lost" in answers else "answered"

    def do(self, plan: dict, answer: str) -> None:
        thing, rule, values = plan["thing"], plan["rule"], plan["values"]
        table = thing[0]
        for env in ENVIRONMENTS:
            if thing in self.records[env]:  # R7
                if plan["copied"]:
                    had = self.records[env][thing]["values"]
                    self.report_loss(env, thing, had, values[OTHER[env]], rule)
            elif self.deleted_by_user(env, thing):
                self.report(self.undone_deletes, env, thing, rule)  # R13
        row, tracked = self.row(thing), self.tracked(thing)
        entity = row["entity"] if tracked else self.tables[table]["entity"]
        if "dataverse" in plan["written"] and self.changed_in_hr(thing):
            entity = self.pending["hr"][thing]["entity"]  # G3
        if "dataverse" in plan["written"]:
            self.settled_in_dataverse(thing)
        for env in plan["written"]:
            if thing in self.records[env]:
                self.records[env][thing]["values"] = dict(values[env])
            elif rule == "R4" and self.borne[env].get(row[env]) == thing:
                self.put(env, thing, values[env], None, row[env])  # the same row id
            else:
                self.put(env, thing, values[env], None)
        self.associate(thing, entity)  # R8, R9, R10; R17 and R5: pointed at the new record
        for env in ENVIRONMENTS:
            goes_on = not plan["copied"] and self.differs_unnoticed(env, thing)
            if answer == "lost":
                self.answer_is_lost(env, thing, goes_on)  # F2
            elif goes_on:
                self.nothing_copied(env, thing)
            else:
                self.spend(env, thing)  # L3

    def deleted_by_user(self, env: str, thing: Thing) -> bool:
        """Whether a user's delete has not travelled: noticed, or not (F7), or carried out (F2)."""
        user = self.users_change(env, thing)
        return user is not None and user["change"] == "delete"

    def changed_in_hr(self, thing: Thing) -> bool:
        if thing not in self.records["hr"]:
            return False
        nets = [self.request("hr", thing), self.users_change("hr", thing)]
        return any(net is not None and net["change"] != "delete" for net in nets)

    def report_loss(self, env: str, thing: Thing, lost: dict, kept: dict, rule: str) -> None:
        """R7: only columns that users touched, noticed or not, and whose values differ, count."""
        user = self.users_change(env, thing)
        if user is None:
            return
        table, columns = thing[0], {}
        numbers = self.tables[table]["numbers"]
        for c in self.tables[table]["columns"]:
            mine, theirs = lost.get(c), kept.get(c)
            same = mine == theirs
            if c in numbers and mine is not None and theirs is not None:  # R16: by number
                same = numbers[c].get(mine, mine) == numbers[c].get(theirs, theirs)
            if c in user["columns"] and not same:
                columns[c] = {
                    "lost": self.shown(table, c, mine),
                    "kept": self.shown(table, c, theirs),
                }
        if columns:
            self.report(self.data_loss, env, thing, rule, columns=columns)

    def answer_is_lost(self, env: str, thing: Thing, goes_on: bool = False) -> None:
        """F2: all is done, and the request is not spent; it touches no column any more.

        What nobody noticed is done with it, but where R1 found nothing to copy it goes on (F7).
        """
        self.wait_no_longer(env, thing)
        pending = self.pending[env].get(thing)
        if pending is None:
            return
        if pending["request"] is None and not goes_on:
            self.spend(env, thing)
        if pending["request"] is None:
            return
        if not goes_on:
            self.travelled.add(pending["id"])
            pending.update(id=self.count(), user=None)
        pending["request"].update(change="edit", columns=set(), edited_at=None, while_on=False)
        pending["request"].update(recreated=False, carried_out=False)

    def differs_unnoticed(self, env: str, thing: Thing) -> bool:
        """F7: whether a user's change is left where the sides differ still."""
        differ = self.shared("hr", thing) != self.shared("dataverse", thing)
        return differ and self.users_change(env, thing) is not None

    def nothing_copied(self, env: str, thing: Thing) -> None:
        """R1: the request is spent; what nobody noticed goes on waiting (F7)."""
        pending = self.pending[env][thing]
        self.has_travelled(pending["request"])
        pending["request"] = None
        self.wait_no_longer(env, thing)
