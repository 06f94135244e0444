"""The naive model's batch job and sync now: many records, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from models.naive_settlement import LOOKUP, Settlement
from models.naive_world import ENVIRONMENTS, OTHER, Refused, Thing


class Runs(Settlement):
    # ---------------------------------------------------------------- orders

    def by_depth(self, things: list[Thing]) -> list[Thing]:
        """B1: parents' tables first, else in the order given."""
        return sorted(things, key=lambda thing: self.depth(thing[0]))

    def parents_first(self, things: list[Thing]) -> list[Thing]:
        """What a record looks up on either side before it, else in the order given."""
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

    def some_delete_while_on(self, thing: Thing) -> bool:
        """L10: whether it comes at the end, for a delete of either side."""
        return any(self.deleted_while_on(env, thing) for env in ENVIRONMENTS)

    # ---------------------------------------------------------------- which deletes follow

    def following(self) -> list[tuple[str, Thing]]:
        """L9: the largest set of deletes that follow, of all tables."""
        if self.late_delete == "undone":
            return []
        found = [
            (env, thing)
            for env in ENVIRONMENTS
            for thing in self.pending[env]
            if self.may_be_carried_out(env, thing)
        ]
        while True:
            stopped = [
                (env, thing)
                for env, thing in found
                if thing in self.records[OTHER[env]]
                and any((env, each) not in found for each in self.who_looks_up(OTHER[env], thing))
            ]
            if not stopped:
                return found
            found = [each for each in found if each not in stopped]

    def may_be_carried_out(self, env: str, thing: Thing) -> bool:
        """L9, whatever looks it up over there."""
        return (
            self.deleted_while_on(env, thing)
            and not self.request(env, thing)["carried_out"]  # F2
            and self.tracked(thing)
            and not self.wins_over_delete(OTHER[env], thing)
        )

    def groups_to_carry_out(self, follow: list[tuple[str, Thing]]) -> list[tuple[str, list[Thing]]]:
        """L10: what looks a record up before it, else in the reverse of B1's order, and those
        that look only each other up together."""
        ordered = self.by_depth(self.things_with_requests())
        ordered.reverse()

        def lookers(env: str, thing: Thing) -> list[Thing]:
            """In that order, too."""
            if thing not in self.records[OTHER[env]]:
                return []
            found = self.who_looks_up(OTHER[env], thing)
            return [each for each in ordered if each in found and (env, each) in follow]

        def all_lookers(env: str, thing: Thing) -> list[Thing]:
            found = lookers(env, thing)
            for each in found:
                found += [more for more in lookers(env, each) if more not in found]
            return found

        begun: list[Thing] = []
        groups: list[tuple[str, list[Thing]]] = []

        def place(env: str, thing: Thing) -> None:
            if thing in begun:
                return
            together = [
                each
                for each in ordered
                if each == thing
                or (each in all_lookers(env, thing) and thing in all_lookers(env, each))
            ]
            begun.extend(together)
            for each in together:
                for looker in lookers(env, each):
                    place(env, looker)
            groups.append((env, together))

        for thing in ordered:
            for env in ENVIRONMENTS:
                if (env, thing) in follow:
                    place(env, thing)
        return groups

    # ---------------------------------------------------------------- second tries

    def try_again(self, failed: list[Thing], full: bool) -> list[Thing]:
        """B1: what failed for a lookup once more, parents first, and then as R14 has it; which
        still fail for a lookup."""
        left = [t for t in self.parents_first(failed) if self.settle(t, full) == LOOKUP]
        together = list(left)
        while True:
            plans = [self.plan(thing, full) for thing in together]
            wanting = [
                plan["thing"]
                for plan in plans
                if plan["unfit"] or any(target not in together for _, target in plan["missing"])
            ]
            if not wanting:
                break
            together = [thing for thing in together if thing not in wanting]
        if not together:
            return left
        answers = []
        for plan in plans:  # F2: each counts; where one fails none is written
            answers.append(self.send(plan))
            if answers[-1] == "failed":
                return [thing for thing in left if thing not in together]
        for plan, answer in zip(plans, answers, strict=True):
            self.do(plan, answer)
        return [thing for thing in left if thing not in together]

    # ---------------------------------------------------------------- the batch job

    def run_batch_job(self) -> None:
        """A run by hand or as scheduled, where nothing forbids it."""
        if not self.on:
            return  # S4: skipped
        self.job = "executing"
        if self.next_run_sticks:
            self.next_run_sticks = False  # B6
            return
        stops_after, self.next_run_stops_after = self.next_run_stops_after, None
        self.run = self.records_of_run(stops_after)
        self.go_on()

    def go_on(self) -> None:
        """Until the run is at its end, or the next record takes its time (B8)."""
        if self.run is None:
            return
        for _ in self.run:
            if self.run_cost:
                self.schedule("next record", self.run_cost)
                return
        self.end_run("waiting")

    def end_run(self, status: str) -> None:
        self.job, self.run = status, None
        self.due = [entry for entry in self.due if entry["what"] != "next record"]

    def records_of_run(self, stops_after: int | None) -> Iterator[None]:
        """The run, which yields whenever the time of a record begins."""
        at_start = {}  # B8: the requests that are there when it starts
        for thing in self.by_depth(self.things_with_requests()):
            at_start[thing] = [self.number_and_kind(env, thing) for env in ENVIRONMENTS]
        at_the_end = [thing for thing in at_start if self.some_delete_while_on(thing)]
        handled = 0
        failed = []

        def passed_over(thing: Thing) -> bool:
            """B8: settled meanwhile, or its request became a delete, or ceased to be one. B2."""
            left = []
            for env, (number, kind) in zip(ENVIRONMENTS, at_start[thing], strict=True):
                now, kind_now = self.number_and_kind(env, thing)
                if number is not None and now == number:
                    left.append(kind == kind_now)
            if not left or not all(left):
                return True
            if self.some_delete_while_on(thing) and thing not in at_the_end:
                return True  # it came to that meanwhile, for the next run's end
            return not self.moves(thing)

        def stops() -> bool:
            """B4, B8: as the time of the next record is over, whatever became of that record."""
            return stops_after is not None and handled >= stops_after

        for thing in at_start:
            if thing in at_the_end or passed_over(thing):
                continue
            yield
            if stops():
                return
            if passed_over(thing):
                continue
            handled += 1
            if self.settle(thing) == LOOKUP:
                failed.append(thing)
        failed = self.try_again([t for t in failed if not passed_over(t)], full=False)

        # L10
        decided = []
        for _, group in self.groups_to_carry_out(self.following()):
            decided += group
            due = [thing for thing in group if thing in at_start and not passed_over(thing)]
            for _ in due:
                yield  # they take a time each, and are carried out when the last one is over
            if due and stops():
                return
            turn = [thing for thing in due if not passed_over(thing)]
            handled += len(turn)
            others = list(turn)
            for where in ENVIRONMENTS:  # each as it is now: it may be the other side's delete
                follow = [thing for thing in others if self.may_be_carried_out(where, thing)]
                others = [thing for thing in others if thing not in follow]
                if follow:
                    self.carry_out(where, follow)
            failed += [thing for thing in others if self.settle(thing) == LOOKUP]
        for thing in at_the_end:
            if thing in decided or passed_over(thing):
                continue
            yield
            if stops():
                return
            if passed_over(thing):
                continue
            handled += 1
            if self.settle(thing) == LOOKUP:
                failed.append(thing)
        self.try_again([t for t in failed if not passed_over(t)], full=False)

    def number_and_kind(self, env: str, thing: Thing) -> tuple[int | None, bool]:
        """Which request there is, and whether it is a delete."""
        request = self.request(env, thing)
        if request is None:
            return None, False
        return request["order"], request["change"] == "delete"

    def moves(self, thing: Thing) -> bool:
        """B2: whether a request of it moves by itself, or both sides are gone (R6)."""
        return self.gone(thing) or any(self.travels(env, thing) for env in ENVIRONMENTS)

    # ---------------------------------------------------------------- sync now

    def sync_now(self, table: str) -> None:
        if not self.tables[table]["in_grid"]:
            raise Refused(f"{table} is not in the grid")  # G2
        if not self.on:
            raise Refused("integration is off")  # N2
        # N1: first what waits to be delivered for that table is delivered,
        waiting = [e for e in self.due if e["what"] == "delivery" and e["thing"][0] == table]
        for entry in sorted(waiting, key=lambda entry: entry["order"]):
            self.arrive(entry)
        # then every record of it on either side, every tracking row and every missed request
        every = self.things_with_requests()
        for env in ENVIRONMENTS:
            every += self.in_order_created(env)
        every += [row["thing"] for row in self.tracking if not row["deleted"]]
        for env in ENVIRONMENTS:  # F7: what nobody noticed waits for it, where nothing is left too
            every += self.pending[env]
        things = [thing for thing in dict.fromkeys(every) if thing[0] == table]  # N7
        at_the_end = [thing for thing in things if self.some_delete_while_on(thing)]
        others = [thing for thing in things if thing not in at_the_end]
        failed = [thing for thing in others if self.settle(thing, full=True) == LOOKUP]
        failed = self.try_again(failed, full=True)
        # L10: its own table's deletes that follow, of those of all tables
        carried_out = []
        for env, group in self.groups_to_carry_out(self.following()):
            own = [thing for thing in group if thing[0] == table]
            carried_out += own
            if own:
                failed += self.carry_out(env, own)
        for thing in at_the_end:
            if thing not in carried_out and self.settle(thing, full=True) == LOOKUP:
                failed.append(thing)
        self.try_again(failed, full=True)
