"""What users do in the naive model, and what is remembered of it as missed requests."""

from __future__ import annotations

import copy

from models.naive_world import ENVIRONMENTS, OTHER, Refused, Thing, World, milliseconds


class Users(World):
    # ---------------------------------------------------------------- what was there before

    def give(self, records: dict) -> None:
        """S7. Records in both environments, tracked and in sync, where nothing else is said."""

        def side_of(name: str, env: str) -> dict:
            entry = records[name]
            if "values" in entry:  # of both: a choice by its name (R16), others where they are (V3)
                table = self.tables[entry["table"]]
                values = {
                    column: value
                    for column, value in entry["values"].items()
                    if table["only_in"].get(column, env) == env
                }
                if env == "dataverse":
                    for column in table["numbers"].keys() & values.keys():
                        values[column] = table["numbers"][column].get(values[column])
                return {"values": values}
            return entry.get(env) or {}

        def any_values(name: str) -> dict:
            sides = [side_of(name, env).get("values") for env in ENVIRONMENTS]
            return next(values for values in sides if values is not None)

        def things_in(table: str, values: dict) -> dict:
            lookups, held = self.tables[table]["lookups"], self.held(table, values)
            values = self.without_empty(held)
            return {c: thing_of(v) if c in lookups else v for c, v in values.items()}

        def key_only(name: str) -> dict:
            table = records[name]["table"]
            columns = self.key_columns(table)
            return {c: v for c, v in any_values(name).items() if c in columns}

        def thing_of(name: str) -> Thing:
            table = records[name]["table"]
            return table, self.key_of(table, things_in(table, key_only(name)))

        for name in sorted(records, key=lambda name: self.depth(records[name]["table"])):
            thing = thing_of(name)
            self.know(name, thing, things_in(thing[0], any_values(name)))
        for name, entry in records.items():
            thing = thing_of(name)
            tracked = entry.get("tracked", True)
            for env in ENVIRONMENTS:
                side = side_of(name, env)
                if side.get("values") is not None:
                    edited = side.get("edited")
                    if edited is None and not tracked:
                        edited = self.now()
                    values = things_in(thing[0], side["values"])
                    self.put(env, thing, values, edited, side.get("reference"))
            if tracked:
                self.associate_given(name, thing, entry)
            sides = {env: side_of(name, env) for env in ENVIRONMENTS}
            for env in ENVIRONMENTS:
                self.change_given(env, thing, sides, tracked)

    def associate_given(self, name: str, thing: Thing, entry: dict) -> None:
        row = {"thing": thing, "entity": self.tables[thing[0]]["entity"], "deleted": False}
        for env in ENVIRONMENTS:
            if thing in self.records[env]:
                row[env] = self.records[env][thing]["reference"]
            else:  # the one it had when it was there
                given = (entry.get(env) or {}).get("reference")
                row[env] = self.new_reference(env) if given is None else given
                self.borne[env][row[env]] = thing
        self.tracking.append(row)

    def change_given(self, env: str, thing: Thing, sides: dict, tracked: bool) -> None:
        """S7: the change of the users who made it so while integration was off."""
        here, there = self.records[env].get(thing), self.records[OTHER[env]].get(thing)
        edited = sides[env].get("edited")
        noticed = sides[env].get("noticed", True)
        columns = set()
        if not tracked:
            if here is None:
                return
            change, columns = "create", set(here["values"])
        elif here is None:
            change = "delete"
        elif there is None:
            return
        else:
            mine, theirs = self.shared(env, thing), self.shared(OTHER[env], thing)
            change = "edit"
            columns = {c for c in {*mine, *theirs} if mine.get(c) != theirs.get(c)}
            if not columns:
                return
            if edited is None and noticed:
                other = sides[OTHER[env]]
                if other.get("edited") is not None or not other.get("noticed", True):
                    return  # it was the other side
                noticed = False  # F7: nobody noticed, on whichever side it was
        at = self.now() if edited is None else edited
        columns = self.counted(env, thing[0], columns)
        self.remember(env, thing, change, columns, None, noticed, at)

    # ---------------------------------------------------------------- create, edit, delete

    def _create(self, step: dict) -> None:
        env, table, name = step["in"], step["table"], step["record"]
        self.flows_here(env, table)
        if self.record_pairs.get(name) in self.records[env]:
            raise Refused(f"{name} already exists")
        values = self.without_empty(self.resolve(env, table, step.get("values", {})))
        thing = (table, self.key_of(table, values))
        self.name_thing(name, thing)
        reference = step.get("reference")
        if reference in self.borne[env]:
            raise Refused(f"the reference {reference} is another record's")
        self.know(name, thing, values)
        self.put(env, thing, values, self.stamp(env), reference)
        self.changed(env, thing, "create", values, step.get("entity"))

    def flows_here(self, env: str, table: str) -> None:
        if env == "dataverse" and self.table_flows_one_way(table):  # R15
            raise Refused(f"{table} flows from Human Resources only")

    def name_thing(self, name: str, thing: Thing) -> None:
        """A name has one key and a key one name."""
        if self.record_pairs.get(name, thing) != thing or self.names.get(thing, name) != name:
            raise Refused(f"{name}: natural key is taken")

    def _edit(self, step: dict) -> None:
        env, thing = step["in"], self.record_pairs.get(step["record"])
        if thing not in self.records[env]:
            raise Refused(f"no such record: {step['record']}")
        table = thing[0]
        self.flows_here(env, table)
        record = self.records[env][thing]
        was = record["values"]
        given = self.resolve(env, table, step.get("values", {}))
        new_thing = self.thing_after(thing, {**was, **given})
        if new_thing != thing and self.natural_key == "fixed":
            raise Refused(f"{step['record']}: natural key is fixed")  # R18
        if new_thing is None:
            raise Refused(f"{table} needs its natural key")
        if new_thing != thing:
            self.change_identity(step, env, thing, new_thing, given)
            return
        touched = self.write(env, thing, given)
        if env == "hr":
            self.begin_period(thing, was)
        if touched:  # writing values that are there already is no edit
            record["last_edit"] = self.stamp(env)
            self.changed(env, thing, "edit", touched, step.get("entity"))

    def thing_after(self, thing: Thing, values: dict) -> Thing | None:
        try:
            return thing[0], self.key_of(thing[0], values)
        except Refused:  # a part of it was emptied
            return None

    def write(self, env: str, thing: Thing, given: dict) -> set[str]:
        """Write the values; which of the columns that changed count as an edit."""
        record = self.records[env][thing]
        was = record["values"]
        changed = {column for column, value in given.items() if was.get(column) != value}
        written = {column: given[column] for column in given if column in changed}
        record["values"] = self.without_empty({**was, **written})
        return self.counted(env, thing[0], changed)

    def begin_period(self, thing: Thing, was: dict) -> None:
        """R20."""
        period = self.tables[thing[0]]["period"]
        if period is None:
            return
        record = self.records["hr"][thing]
        before, after = was.get(period["from"]), record["values"].get(period["from"])
        if after is not None and (before is None or after > before):
            record.update(reference=self.new_reference("hr"), created=self.count())
            self.borne["hr"][record["reference"]] = thing
            if self.tracked(thing):
                self.row(thing)["hr"] = record["reference"]

    def change_identity(self, step: dict, env: str, old: Thing, new: Thing, given: dict) -> None:
        """R18 with identity_changes: the delete of the old thing, the create of the new one."""
        if new in self.records[env]:
            raise Refused(f"{step['record']}: natural key is taken")
        if lookers := self.who_looks_up(env, old):
            raise Refused(f"{step['record']} is looked up by {self.names[lookers[0]]}")
        values = {**self.records[env][old]["values"], **given}
        name = step.get("becomes") or self.names.get(new) or self.free_name(new[0], values, None)
        self.name_thing(name, new)
        self.know(name, new, values)
        was = self.records[env][old]["values"]
        touched = self.write(env, old, given)
        record = self.records[env].pop(old)
        record["created"] = self.count()
        self.records[env][new] = record  # it keeps its reference, values and last edit,
        self.borne[env][record["reference"]] = new
        for column in self.tables[new[0]]["lookups"]:
            if record["values"].get(column) == old:  # it looks itself up
                record["values"][column] = new
        if touched - self.key_columns(new[0]):  # but for what else was changed
            record["last_edit"] = self.stamp(env)
        if env == "hr":
            self.begin_period(new, was)
        # Both are made before the first is delivered
        entity = step.get("entity")
        created = record["values"]
        deleting = self.note(env, old, "delete", {}, entity)
        creating = self.note(env, new, "create", created, entity)
        if deleting:
            self.set_out(env, old)
        if creating:
            self.set_out(env, new)

    def _delete(self, step: dict) -> None:
        env, thing = step["in"], self.record_pairs.get(step["record"])
        if thing not in self.records[env]:
            raise Refused(f"no such record: {step['record']}")
        self.flows_here(env, thing[0])
        self.delete(env, thing)

    def delete(self, env: str, thing: Thing) -> None:
        """R19: a user's delete of what may be in use."""
        doomed = [thing]
        if lookers := self.who_looks_up(env, thing):
            if self.delete_in_use.get(env) != "cascade":
                raise Refused(f"{self.names[thing]} is looked up by {self.names[lookers[0]]}")
            doomed = self.what_looks_it_up_first(env, thing)
            for each in doomed:
                self.flows_here(env, each[0])  # refused as a whole
        noted = []
        for each in doomed:  # all of them before the first is delivered
            entry = {"record": self.records[env].pop(each), "by_user": True}
            entry["before"] = copy.deepcopy(self.pending[env].get(each))
            entry["was_waiting"] = self.waiting(env, each)
            if self.note(env, each, "delete", {}, None):
                noted.append(each)
            if env == "dataverse":
                entry["left"] = self.pending[env].get(each, {}).get("id")
                self.bin.setdefault(each, []).append(entry)
        for each in noted:
            self.set_out(env, each)

    def what_looks_it_up_first(self, env: str, thing: Thing) -> list[Thing]:
        """R19, cascade: what looks it up, what looks that up before it, each once; then it."""
        begun: list[Thing] = []
        ordered: list[Thing] = []

        def place(each: Thing) -> None:
            if each not in begun:
                begun.append(each)
                for looker in self.who_looks_up(env, each):
                    place(looker)
                ordered.append(each)

        place(thing)
        return ordered

    def _undelete(self, step: dict) -> None:
        """E2."""
        thing = self.record_pairs.get(step["record"])
        if thing in self.records["dataverse"]:
            raise Refused(f"{step['record']}: natural key is taken")
        rows = self.bin.get(thing, [])
        if not rows or not rows[-1]["by_user"]:
            raise Refused(f"{step['record']}: nothing to undelete")
        record = rows[-1]["record"]
        for column in self.tables[thing[0]]["lookups"]:
            target = record["values"].get(column)
            if target not in (None, thing) and target not in self.records["dataverse"]:
                raise Refused(f"{step['record']}: what it looks up is gone")
        entry = rows.pop()
        record["created"] = self.count()
        self.records["dataverse"][thing] = record
        # Whether its delete has not travelled; or was, after its create, nothing that could
        pending = self.pending["dataverse"].get(thing, {"id": None, "request": None})
        carried_out = pending["request"] and pending["request"]["carried_out"]
        if pending["id"] != entry["left"] or carried_out:
            self.changed("dataverse", thing, "create", record["values"], None)
            return
        self.wait_no_longer("dataverse", thing)
        self.pending["dataverse"].pop(thing, None)
        if entry["before"] is not None:  # and it is on its way, if it was and that is to come
            self.pending["dataverse"][thing] = entry["before"]
            self.due += [each for each in entry["was_waiting"] if each["at"] > self.now_ms]

    # ---------------------------------------------------------------- imports

    def _import(self, step: dict) -> None:
        """M1 to M4. What is refused does not hinder the rows after it."""
        env, table = step["in"], step["table"]
        self.flows_here(env, table)  # M4: as a whole
        refusals = []
        if step.get("truncate"):
            there = dict(self.records[env])
            for thing in reversed(self.in_order_created(env)):
                if thing[0] != table or self.records[env].get(thing) is not there[thing]:
                    continue  # gone already, be it that it is back
                try:
                    self.delete(env, thing)
                except Refused as refusal:
                    refusals.append(f"{self.names[thing]}: {refusal}")
        for number, row in enumerate(step["rows"], 1):
            cost = self.import_cost["on" if self.on else "off"]
            self.pass_time(milliseconds(cost))
            values = {column: value for column, value in row.items() if column != "record"}
            try:
                resolved = self.resolve(env, table, values)
                thing = (table, self.key_of(table, resolved))
                if thing in self.records[env]:
                    self._edit({"in": env, "record": self.names[thing], "values": values})
                else:
                    wanted = row.get("record")
                    name = self.names.get(thing) or self.free_name(table, resolved, wanted)
                    self._create({"in": env, "table": table, "record": name, "values": values})
            except Refused as refusal:
                refusals.append(f"row {number}: {refusal}")
        if refusals:
            raise Refused(f"{len(refusals)} refused, the first: {refusals[0]}")

    def free_name(self, table: str, values: dict, wanted: str | None) -> str:
        """What its row calls an imported thing, else its natural key; ~2 where that is taken."""
        name = stem = wanted or " ".join(str(part) for part in self.spelled_key(table, values))
        number = 1
        while name in self.record_pairs:
            number += 1
            name = f"{stem}~{number}"
        return name

    # ---------------------------------------------------------------- what is remembered

    def changed(self, env: str, thing: Thing, change: str, columns, entity: str | None) -> None:
        """A user's change: remembered (S2), and while on it travels."""
        if self.note(env, thing, change, columns, entity):
            self.set_out(env, thing)

    def note(self, env: str, thing: Thing, change: str, columns, entity: str | None) -> bool:
        """Remember a user's change; whether it is to be delivered."""
        columns = self.counted(env, thing[0], columns)
        noticed = not self.strikes("not_noticed", env, thing, change)  # F7
        self.remember(env, thing, change, columns, entity, noticed, self.stamp(env))
        if not noticed or self.request(env, thing) is None:
            return False
        unheard = self.not_listened.get(env, [])  # L8
        return change != "edit" or any(f"{thing[0]}.{c}" not in unheard for c in columns)

    def remember(
        self, env: str, thing: Thing, change: str, columns, entity: str | None, noticed: bool, at
    ) -> None:
        pending = self.pending[env].get(thing)
        if pending is None:
            pending = {"id": self.count(), "user": None, "request": None}
            pending["entity"] = self.tables[thing[0]]["entity"]
            self.pending[env][thing] = pending
        pending["entity"] = entity or self.tables[thing[0]]["entity"]  # G3: the latest counts
        again = bool(pending["user"]) and pending["user"]["change"] == "delete"
        pending["user"] = self.users_net(pending["user"], change, columns)
        if noticed:
            waits = pending["request"]
            kept = waits is not None and waits["change"] == "edit" and not waits["recreated"]
            pending["request"] = self.net(waits, change, columns, at)
            if change == "create" and waits is None and again:  # R17: the delete went unnoticed
                pending["request"].update(change="edit", recreated=True)
            if change == "create" and kept and not again:  # F2: the delete was the integration's
                pending["request"].update(change="create", recreated=False)
        elif change == "create" and (waits := pending["request"]) and waits["change"] == "delete":
            # R17: a delete that waits is then the request of an edit
            waits.update(change="edit", columns=set(), edited_at=None, carried_out=False)
        if pending["user"] is None and pending["request"] is None:
            del self.pending[env][thing]
        if pending["request"] is None:
            self.wait_no_longer(env, thing)

    def users_net(self, user: dict | None, change: str, columns) -> dict | None:
        if user is None:
            return {"change": change, "columns": set(columns)}
        if change == "delete":  # create then delete is nothing
            return None if user["change"] == "create" else {"change": "delete", "columns": set()}
        if change == "create":  # delete then create again is an edit
            return {"change": "edit", "columns": set(columns)}
        return {"change": user["change"], "columns": user["columns"] | set(columns)}

    def net(self, request: dict | None, change: str, columns, at: int) -> dict | None:
        """The net of the users' changes that were noticed."""
        if request is None:
            request = {"change": change, "columns": set(columns), "order": self.count()}
            request.update(since=at, recreated=False, carried_out=False)
        elif request["change"] == "create" and change == "delete":  # nothing, at once
            return None
        elif change == "delete":  # edit then delete is a delete, and touches no column
            request.update(change="delete", columns=set(), recreated=False)
        elif change == "create" and request["carried_out"]:  # F2: the delete has travelled
            request.update(change="create", columns=set(columns), carried_out=False)
        elif change == "create" and request["change"] == "create":  # its delete went unnoticed
            request.update(columns=set(columns))
        elif change == "create":  # delete then create again is an edit (R17)
            request.update(change="edit", columns=set(columns), recreated=True)
        else:  # create then edit is a create, edit then edit an edit
            request["columns"] |= set(columns)
        if change == "delete":
            request.update(deleted_at=at, while_on=self.on, edited_at=None)
        else:
            request.update(edited_at=at, while_on=False)
        return request

    def set_out(self, env: str, thing: Thing) -> None:
        """L1, L2: while it waits, further changes join it."""
        if not self.on or self.request(env, thing) is None or self.waiting(env, thing):
            return
        wait = self.delay if env == "dataverse" else 0
        late = [fault["for"] for fault in self.strikes("delivery_delayed", env, thing)]
        wait += max(late, default=0)  # F3: of two that strike one delivery the longer counts
        if wait == 0:
            self.deliver(env, thing)
        else:
            self.schedule("delivery", wait, env, thing)

    def deliver(self, env: str, thing: Thing) -> None:
        raise NotImplementedError

    def shared(self, env: str, thing: Thing) -> dict:
        raise NotImplementedError
