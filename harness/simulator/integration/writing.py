"""Writing: whether a record can be written to an environment, the write, and its tracking row."""

from collections.abc import Mapping
from typing import Final, NamedTuple, cast

from harness.domain.columns import Column, catalog_problem
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.events import Actor
from harness.domain.reconcile import loss
from harness.domain.records import Key, Record, Scalar, Values, at
from harness.domain.request_kinds import DELETE, UNACKED_DELETE, ShownKind
from harness.domain.translation import only_one_way
from harness.simulator.pair_state import TrackingRow, UnnoticedChange
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.travelling_request import TravellingRequest
from harness.simulator.world import World

_new: Final = tuple.__new__
Synced = Request | UnnoticedChange | None  # what of Human Resources was written to Dataverse


class Asked(NamedTuple):
    """What the faults said to the requests of a record: it fails, or an answer is lost (F2)."""

    problem: "WriteProblem | None" = None
    unanswered: Environment | None = None


class WriteProblem(NamedTuple):
    """Why a record cannot be written: the rule, the reason, and the environment.

    `missing` are the records that it looks up and that are not there, if that is why (R14).
    """

    rule: str
    reason: str
    environment: Environment
    missing: tuple[RecordPair, ...] = ()


class Writing:
    """The innermost layer of an integration: how one record is written to one side."""

    __slots__ = ("together", "world")

    world: World
    # records that are written or deleted in one go just now, with what the faults said to each
    # (R14, L10); none at any other time
    together: Mapping[RecordPair, "Asked"]
    # what is lost of touched columns: a pure function
    loss = staticmethod(loss)

    def write_problem(
        self, pair: RecordPair, environment: Environment, record: Record | None, values: Values
    ) -> WriteProblem | None:
        """Why these values cannot be written to that environment (R14, R16), or None."""
        table = pair.table
        lookups = table.lookups if len(values) > table.first_lookup else ()
        # if nothing but one-way columns is written, no other lookup is translated (R15)
        if lookups and record and only_one_way(table, record.values, values):
            lookups = tuple(it for it in lookups if it[0] in table.one_way)
        missing: list[RecordPair] = []
        reason = ""
        for place, target in lookups:
            value = at(values, place)
            if value is None:
                continue
            found = self.missing_target(pair, environment, target, value)
            if found is not None:
                where = ENVIRONMENT_NAMES[environment]
                reason = reason or (
                    f"{table.names[place]} looks up {found.name}, which is not in {where}"
                )
                missing.append(found)
        width = len(values)
        for place in table.asymmetric:
            if place >= width:
                break
            value = values[place]
            if value is not None and not isinstance(value, tuple):
                objection = self.objection(environment, table.columns[place], value)
                if objection:
                    return WriteProblem("R16", objection, environment)
        for place, numbers, _ in table.unmatched[environment]:
            if place >= width:
                break
            value = values[place]
            # what has no counterpart is a number in HR, a name without one in Dataverse
            if value is None or (
                isinstance(value, str) and (environment == HR or value in numbers)
            ):
                continue
            objection = self.objection(environment, table.columns[place], cast("Scalar", value))
            if objection:
                return WriteProblem("R16", objection, environment)
        return WriteProblem("R14", reason, environment, tuple(missing)) if missing else None

    def objection(self, environment: Environment, column: Column, value: Scalar) -> str:
        """Why a column does not hold a value of the other environment (R16), or an empty text."""
        return catalog_problem(environment, column, value)

    def missing_target(
        self, pair: RecordPair, environment: Environment, target: str, key: Key
    ) -> RecordPair | None:
        """The record that is looked up, if it is not in that environment (R14)."""
        world = self.world
        if world.records[environment].find(target, key) is not None:
            return None
        found = world.record_pairs.find(target, key)
        assert found is not None  # a pair that is looked up was a record's
        # it looks up itself, and is there once it is written
        return None if found is pair or found in self.together else found

    def unavailable(self) -> WriteProblem | None:
        """Why nothing can be settled or deleted: an environment is unavailable (F1); or None."""
        for environment in ENVIRONMENTS:
            reason = self.world.faults.outage(environment, self.world.clock.now)
            if reason:
                return WriteProblem("L5", reason, environment)
        return None

    def fault_at_request(
        self, environment: Environment, pair: RecordPair, deletes: bool = False
    ) -> tuple[str, bool]:
        """Let faults strike at a write that is to be sent to an environment (F2).

        Returns why the request fails before it is applied, or '', and whether its acknowledgement
        is lost.
        """
        faults, now = self.world.faults, self.world.clock.now
        kind = "delete" if deletes else self.travelling_kind(pair, environment)
        reason, answer_lost = faults.on_request(environment, pair.table.name, pair.name, kind)
        if faults.plugged:
            since = now
            request = pair.request(other(environment))
            if request is not None:
                since = request.since
            for fails in faults.ask(
                "request",
                environment,
                lambda number: TravellingRequest(pair, environment, kind, since, number, now),
            ):
                answer_lost |= fails.applied
                if not fails.applied:
                    reason = reason or fails.reason
        return reason, answer_lost

    def travelling_kind(self, pair: RecordPair, environment: Environment) -> ShownKind:
        """What a request that writes to that environment does with the record there."""
        there = self.world.records[environment].find(pair.table.name, pair.key)
        return "create" if there is None else "edit"

    def write(
        self,
        pair: RecordPair,
        environment: Environment,
        record: Record | None,
        request: Request | None,
        values: Values,
        actor: Actor,
        cause: int,
        rule: str,
    ) -> Record:
        """Write the values to one side. The integration's own writes make no request (L4)."""
        world = self.world
        table, name = pair.table.name, pair.name
        if record is not None:
            reference, _, key, before, edited_at = there = record
            event = "updated"
            # tuple.__new__ takes half the time of the constructor, and a run may do a million
            record = _new(Record, (reference, name, key, values, edited_at))
            first = pair.table.first_watched
            if len(values) > first or len(before) > first:
                rule = "R15" if only_one_way(pair.table, before, values) else rule
                world.put(environment, pair, record, there)
            else:  # no lookup and no one-way column: nothing else follows the write
                world.records[environment].put(table, record)
        else:
            row = pair.row
            restored = row is not None and not row.deleted_from_dataverse
            before, event = None, "restored" if restored else "copied"
            # a record created by the integration has no last edit, which counts as the earliest
            reference = self.reference_of_copy(pair, environment)
            record = _new(Record, (reference, name, pair.key, values, None))
            world.add(environment, pair, record)
            if environment == DATAVERSE and pair.binned is not None:
                pair.binned = pair.binned.without(reference)
        journal, now = world.journal, world.clock.now
        seq = journal.add(now, cause, event, actor, environment, table, name, rule, values, before)
        if (
            before is None
            and (request is not None or pair.unnoticed is not None)
            and self.reverses_a_delete(pair, environment, request)
        ):
            self.report_undone_delete(pair, environment, actor, seq, rule)
        return record

    def reverses_a_delete(
        self, pair: RecordPair, environment: Environment, request: Request | None
    ) -> bool:
        """Whether making the record again undoes a user's delete, noticed or not (R13, F7)."""
        ignored = None if pair.unnoticed is None else pair.ignored(environment)
        if ignored is not None:
            return ignored.kind == DELETE
        return request is not None and request.kind == DELETE

    def reference_of_copy(self, pair: RecordPair, environment: Environment) -> int:
        """The RecId or row id of a record that the integration creates.

        A row restored in Dataverse has the row id it had (R4), if it does not live on under another
        key (R18); a RecId is always new (R5).
        """
        world = self.world
        row = pair.row
        if environment == DATAVERSE and row is not None and not row.deleted_from_dataverse:
            reference = row.dataverse_reference
            if world.row_of.get(reference, pair.name) == pair.name:
                return reference
        return world.new_reference(environment)

    def report_undone_delete(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int, rule: str
    ) -> None:
        """Report that a user's delete that had not travelled was reversed (R13)."""
        journal, now = self.world.journal, self.world.clock.now
        table, name = pair.table.name, pair.name
        seq = journal.add(now, cause, "delete_undone", actor, environment, table, name, rule)
        journal.undone_deletes.append(seq)

    def remove(
        self,
        pair: RecordPair,
        environment: Environment,
        record: Record,
        actor: Actor,
        cause: int,
        rule: str,
    ) -> None:
        """Remove a record from one side; what its user had edited there is reported lost (R7).

        It is lost by the delete, L6, also where that is late (L10).
        """
        world, table, name = self.world, pair.table, pair.name
        journal, now = world.journal, world.clock.now
        world.remove(environment, pair, record)
        if environment == DATAVERSE:
            pair.binned = None  # what the integration deletes is not taken out again (E2)
        seq = journal.add(
            now, cause, "removed", actor, environment, table.name, name, rule, None, record.values
        )
        touched = self.touched(pair, environment)
        if touched:
            lost = self.loss(table, touched, record.values, ())
            if lost:
                by = "L6" if rule == "L10" else rule
                seq = journal.add(now, seq, "lost", actor, environment, table.name, name, by, lost)
                journal.losses.append(seq)

    def touched(self, pair: RecordPair, environment: Environment) -> int:
        """The columns that users changed there and that have not travelled, noticed or not."""
        changed = pair.ignored(environment) or pair.request(environment)
        return 0 if changed is None else changed.touched

    def bury(self, pair: RecordPair) -> None:
        """Make the tracking row of a deleted record a tombstone: Deleted from Dataverse (G4)."""
        assert pair.row is not None  # an untracked delete is held back
        pair.row = pair.row.buried()

    def track(self, pair: RecordPair, rec_id: int, row_id: int, synced: Synced) -> None:
        """Write the tracking row: it points at both records (R17) and names the entity (G3).

        `synced` is Human Resources' request, or what nobody noticed there, if it was written to
        Dataverse: the entity it names is the one that last synced. The row of a record from
        Dataverse names the table's own.
        """
        row = pair.row
        if synced is not None and synced.kind not in (DELETE, UNACKED_DELETE):
            entity = synced.entity or pair.table.entity
        elif row is not None and not row.deleted_from_dataverse:
            entity = row.entity
        else:
            entity = pair.table.entity
        now = (row_id, entity, rec_id, False)
        if row != now:
            pair.row = _new(TrackingRow, now)
