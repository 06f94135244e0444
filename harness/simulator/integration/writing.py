"""Writing: whether a record can be written to an environment, the write, and its tracking row."""

from typing import Final, NamedTuple

from harness.domain.columns import catalog_problem
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, Environment, other
from harness.domain.events import Actor
from harness.domain.reconcile import loss, with_one_way
from harness.domain.records import Record, Values, at
from harness.domain.request_kinds import DELETE, UNACKED_DELETE, ShownKind
from harness.simulator.record_pairs import RecordPair, Request, TrackingRow, TravellingRequest
from harness.simulator.world import World

_new: Final = tuple.__new__


class WriteProblem(NamedTuple):
    """Why a record cannot be written: the rule, the reason, and the environment."""

    rule: str
    reason: str
    environment: Environment


class Writing:
    """The innermost layer of an integration: how one record is written to one side."""

    __slots__ = ("world",)

    world: World
    # what is lost of touched columns: a pure function
    loss = staticmethod(loss)

    def write_problem(
        self, pair: RecordPair, environment: Environment, record: Record | None, values: Values
    ) -> WriteProblem | None:
        """Why these values cannot be written to that environment (R14, R16), or None."""
        world, table = self.world, pair.table
        lookups = table.lookups
        # if nothing but one-way columns is written, no lookup is translated (R15)
        if table.one_way and record and with_one_way(table, record.values, values) == values:
            lookups = ()
        for place, target in lookups:
            value = at(values, place)
            itself = target == table.name and value == pair.key  # exists once it is written
            if value is None or itself:
                continue
            if world.stores[environment].find(target, value) is None:
                found = world.record_pairs.find(target, value)
                name = found.name if found else world.catalog[target].key_text(value)
                where = ENVIRONMENT_NAMES[environment]
                reason = f"{table.names[place]} looks up {name}, which is not in {where}"
                return WriteProblem("R14", reason, environment)
        for place in table.asymmetric:
            value = at(values, place)
            if value is not None and not isinstance(value, tuple):
                reason = catalog_problem(environment, table.columns[place], value)
                if reason:
                    return WriteProblem("R16", reason, environment)
        return None

    def fault_at_request(self, environment: Environment, pair: RecordPair) -> tuple[str, bool]:
        """Let faults strike at a write that is to be sent to an environment (F1, F2).

        Returns why the request fails before it is applied, or '', and whether its acknowledgement
        is lost.
        """
        faults, now = self.world.faults, self.world.clock.now
        reason = faults.outage(environment, now)
        if reason:
            return reason, False
        kind, since = self.travelling_kind(pair, environment), now
        reason, answer_lost = faults.on_request(environment, pair.table.name, pair.name, kind)
        if faults.plugged:
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
        """What a request that travels to that environment is about to do with the record there."""
        stores, table = self.world.stores, pair.table.name
        if stores[other(environment)].find(table, pair.key) is None:
            return "delete"
        return "create" if stores[environment].find(table, pair.key) is None else "edit"

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
            before, event = record.values, "updated"
            if pair.table.one_way and with_one_way(pair.table, before, values) == values:
                rule = "R15"  # nothing but one-way columns is written
            # tuple.__new__ takes half the time of the constructor, and a run may do a million
            record = _new(Record, (record.reference, name, pair.key, values, record.edited_at))
        else:
            before, event = None, "restored" if pair.tracked else "copied"
            # a record created by the integration has no last edit, which counts as the earliest
            reference = self.reference_of_copy(pair, environment)
            record = _new(Record, (reference, name, pair.key, values, None))
        world.stores[environment].put(table, record)
        journal, now = world.journal, world.clock.now
        seq = journal.add(now, cause, event, actor, environment, table, name, rule, values, before)
        if before is None and request is not None and request.kind == DELETE:
            self.report_undone_delete(pair, environment, actor, seq, rule)
        return record

    def reference_of_copy(self, pair: RecordPair, environment: Environment) -> int:
        """The RecId or row id of a record that the integration creates.

        A row restored in Dataverse has the row id it had (R4); a RecId is always new (R5).
        """
        if environment == DATAVERSE and pair.tracked:
            assert pair.row is not None
            return pair.row.dataverse_reference
        return self.world.new_reference(environment)

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
        """Remove a record from one side; what its user had edited there is reported lost (R7)."""
        world, table, name = self.world, pair.table, pair.name
        journal, now = world.journal, world.clock.now
        world.stores[environment].remove(table.name, pair.key)
        seq = journal.add(
            now, cause, "removed", actor, environment, table.name, name, rule, None, record.values
        )
        request = pair.request(environment)
        if request is not None:
            lost = self.loss(table, request.touched, record.values, ())
            if lost:
                seq = journal.add(
                    now, seq, "lost", actor, environment, table.name, name, rule, lost
                )
                journal.losses.append(seq)

    def bury(self, pair: RecordPair) -> None:
        """Make the tracking row of a deleted record a tombstone: Deleted from Dataverse (G4)."""
        assert pair.row is not None  # an untracked delete is held back
        pair.row = pair.row._replace(deleted_from_dataverse=True)

    def track(self, pair: RecordPair, rec_id: int, row_id: int, synced: Request | None) -> None:
        """Write the tracking row: it points at both records (R17) and names the entity (G3).

        `synced` is Human Resources' request if it was written to Dataverse: the entity it names is
        the one that last synced. The row of a record from Dataverse names the table's own.
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
