"""What there is before the first step: records in sync, and real beginnings, which are not (S7).

>>> from harness.domain.commands import Side
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> ada = {"cdm_workernumber": "1", "cdm_lastname": "King"}
>>> engine.attempt(GiveRecord("cdm_worker", "ada", hr=Side(ada), tracked=False))
>>> [request.kind for request in engine.world.missed.in_order()]
['create']
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.commands import Give, GiveIntegration, GiveRecord, Row, Side
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.domain.errors import BadInput, PluginError, Refusal, Refused
from harness.domain.records import Key, Record, Values, reference_text
from harness.domain.request_kinds import CREATE, DELETE, EDIT, RequestKind, touched_columns
from harness.domain.translation import as_in_dataverse, as_in_hr, hold_the_same, numbered
from harness.simulator.integration.entering import key_in
from harness.simulator.integration.users import Users
from harness.simulator.pair_state import TrackingRow, UnnoticedChange
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import NOWHERE, GivenRecord

_GONE: Final = Side()


class Beginning(NamedTuple):
    """A given record, read: what each environment has of it."""

    pair: RecordPair
    values: dict[Environment, Values]  # where it is there
    sides: dict[Environment, Side]


class Beginnings(Users):
    """The layer of what a scenario gives."""

    __slots__ = ()

    def give_records(self, command: Give) -> Refusal | None:
        """Put records into both environments, in sync, before the first step."""
        world = self.world
        table = world.catalog.table(command.table)
        given: list[GivenRecord] = []
        try:
            for row in command.rows:
                given += [self.give(table, row)]
        except (Refused, BadInput) as error:
            world.take_back(given)  # all of them or none
            raise BadInput(str(error)) from None
        except PluginError:
            world.take_back(given)
            raise
        only = command.rows[0].record if len(command.rows) == 1 else None
        world.journal.add(
            world.clock.now,
            None,
            "given",
            "scenario",
            table=table.name,
            record=only,
            data=len(command.rows),
        )
        return None

    def give(self, table: Table, row: Row) -> GivenRecord:
        """Put a record into both environments, tracked and in sync, with no last edit.

        One that is given again has other values then: records that look each other up are given
        without their lookups first.
        """
        world = self.world
        values, _ = self.apply_values(None, table, (), row.values)
        key = key_in(table, values)
        known = world.record_pairs.find(table.name, key)
        before = NOWHERE
        if known is not None:
            before = {it: store.find(table.name, known.key) for it, store in world.records.items()}
            if before[HR] is not None and known.name != row.record:
                raise BadInput(f"two given records have the natural key {table.key_text(key)}")
        pair = known or world.record_pairs.add_named(table, key, row.record)
        given = GivenRecord(pair, known is None, before, pair.row)
        try:
            world.put_in_both(pair, values, before)
        except PluginError:
            if known is None:
                world.record_pairs.remove(pair)
            raise
        return given

    def give_record(self, command: GiveRecord) -> Refusal | None:
        """Put a record that differs on its two sides, is on one alone, or is untracked (S7).

        One that is given again is given anew.
        """
        world = self.world
        references = self.references_before(command)
        try:
            key, values, sides = self.read_beginning(command, references)
        except Refused as error:
            raise BadInput(str(error)) from None
        pair = self.given_before(command)
        if pair is None:
            pair = world.record_pairs.add(world.catalog.table(command.table), key, command.record)
        else:  # given again, in its place; what users did of it is made anew
            world.missed.spend_both(pair)
            pair.row = pair.unnoticed = None
        beginning = Beginning(pair, values, sides)
        for environment in ENVIRONMENTS:
            if environment in references or not (environment in values or command.tracked):
                continue
            given = sides[environment].reference
            if given is not None:
                world.own_references.add((environment, given))
            references[environment] = given or world.new_reference(environment)
        start = world.clock.now
        for environment, store in world.records.items():
            there, its = store.find(pair.table.name, pair.key), values.get(environment)
            edited = sides[environment].edited
            at = edited if edited is not None or command.tracked else start
            if its is not None:
                record = Record(references[environment], pair.name, pair.key, its, at)
                world.write(environment, pair, record, there)
            elif there is not None:
                world.remove(environment, pair, there)
        if command.tracked:
            pair.row = TrackingRow(references[DATAVERSE], pair.table.entity, references[HR])
        theirs = values.get(DATAVERSE)
        if theirs is not None:
            theirs = numbered(pair.table, theirs)
        cause = world.journal.add(
            start, None, "given_apart", "scenario", None, pair.table.name, pair.name, "S7",
            {HR: values.get(HR), DATAVERSE: theirs, "tracked": command.tracked},
        )  # fmt: skip
        for environment, (kind, touched, noticed) in self.changes_of(beginning, command).items():
            self.give_change(beginning, environment, kind, touched, noticed, cause)
        return None

    def given_before(self, command: GiveRecord) -> RecordPair | None:
        """What was given under that name before, or None."""
        pair = self.world.record_pairs.named(command.record)
        return pair if pair is not None and pair.table.name == command.table else None

    def references_before(self, command: GiveRecord) -> dict[Environment, int]:
        """The references of what was given under that name before."""
        pair = self.given_before(command)
        if pair is None:
            return {}
        found: dict[Environment, int] = {}
        if pair.row is not None:
            found = {
                HR: pair.row.human_resources_reference,
                DATAVERSE: pair.row.dataverse_reference,
            }
        for environment, store in self.world.records.items():
            record = store.find(pair.table.name, pair.key)
            if record is not None:
                found[environment] = record.reference
        return found

    def read_beginning(
        self, command: GiveRecord, references: Mapping[Environment, int]
    ) -> tuple[Key, dict[Environment, Values], dict[Environment, Side]]:
        """Key and sides, checked: of one natural key, another's nowhere, edited before the start.

        `references` are those that the record has already, as it was given before.
        """
        world = self.world
        table, name = world.catalog.table(command.table), command.record
        sides = {it: command.side(it) or _GONE for it in ENVIRONMENTS}
        values: dict[Environment, Values] = {}
        keys = []
        for environment, side in sides.items():
            where = ENVIRONMENT_NAMES[environment]
            if side.edited is not None and side.edited > world.clock.now:
                raise BadInput(f"{name} was edited in {where} after the start")
            if side.values is not None:
                values[environment], _ = self.apply_values(environment, table, (), side.values)
                keys.append(key_in(table, values[environment]))
            taken = side.reference
            own = taken == references.get(environment)
            if taken is not None and not own and self.is_taken(environment, taken):
                raise BadInput(
                    f"{name}: another record in {where} has the reference "
                    f"{reference_text(environment, taken)}; without one each gets its own"
                )
        if len(keys) == 2 and not world.record_pairs.same_key(*keys):
            ours, theirs = map(table.key_text, keys)
            raise BadInput(f"{name} has two natural keys: {ours} in {HR}, {theirs} in {DATAVERSE}")
        if table.flows_one_way and not self.as_hr_has_it(table, values, command.tracked):
            raise BadInput(
                f"{name} is otherwise in Dataverse than in Human Resources: {table.name} flows "
                "from Human Resources only"
            )
        before = self.given_before(command)
        for known in (world.record_pairs.find(table.name, keys[0]), world.record_pairs.named(name)):
            if known is not None and known is not before:
                raise BadInput(f"two given records have the natural key {table.key_text(keys[0])}")
        return keys[0], values, sides

    def as_hr_has_it(self, table: Table, values: dict[Environment, Values], tracked: bool) -> bool:
        """Whether a record of a table that flows one way is in Dataverse as in HR (R15)."""
        if HR not in values or DATAVERSE not in values:
            return HR in values and not tracked
        return as_in_dataverse(table, values[HR], values[DATAVERSE]) == values[DATAVERSE]

    def changes_of(
        self, beginning: Beginning, command: GiveRecord
    ) -> dict[Environment, tuple[RequestKind, int, bool]]:
        """What users made of the record while off: kind, columns, and whether it was noticed."""
        pair, values, sides = beginning
        table = pair.table
        found: dict[Environment, tuple[RequestKind, int, bool]] = {}
        if not command.tracked:
            for environment, its in values.items():
                filled = sum(1 << place for place, value in enumerate(its) if value is not None)
                touched = filled
                if not table.flows_one_way:  # such a record is in Dataverse as HR has it (R15)
                    touched = self.counted_as_edits(table, environment, filled)
                if touched:
                    found[environment] = CREATE, touched, sides[environment].noticed
            return found
        if len(values) == 1:
            gone: Environment = DATAVERSE if HR in values else HR
            return {gone: (DELETE, 0, sides[gone].noticed)}
        ours, theirs = values[HR], values[DATAVERSE]
        if hold_the_same(table, ours, theirs):
            return {}
        touched = _differing(ours, as_in_hr(table, theirs, ours))
        nobody = all(side.edited is None and side.noticed for side in sides.values())
        for environment, side in sides.items():
            if nobody or not side.noticed:
                found[environment] = EDIT, touched, False
            elif side.edited is not None:
                found[environment] = EDIT, touched, True
        return found

    def give_change(
        self,
        beginning: Beginning,
        environment: Environment,
        kind: RequestKind,
        touched: int,
        noticed: bool,
        cause: int,
    ) -> None:
        """Give a request, or what nobody noticed: as old as the edit time, else as the start."""
        world = self.world
        pair = beginning.pair
        names = touched_columns(pair.table.names, touched)
        seq = world.journal.add(
            world.clock.now, cause, "given_change", "scenario", environment, pair.table.name,
            pair.name, "S7" if noticed else "F7", (kind, names, noticed),
        )  # fmt: skip
        if not noticed:
            pair.ignore(environment, UnnoticedChange(kind, touched, None, seq))
            return
        edited = beginning.sides[environment].edited
        at = world.clock.now if edited is None else edited
        world.missed.add(pair, environment, kind, touched, at, seq, None)

    def give_integration(self, _command: GiveIntegration) -> Refusal | None:
        """Let integration be on before the first step, with its batch job (S4)."""
        world = self.world
        if world.job.exists:
            raise BadInput("integration was on before: it is given before the first step, and once")
        world.next_run(world.clock.milliseconds)  # raises before anything is done
        world.on = True
        seq = world.journal.add(world.clock.now, None, "given_on", "scenario", rule="S4")
        self.create_job(seq, "scenario")
        return None


def _differing(one: Values, other: Values) -> int:
    """The columns in which two values of a record differ, as a bit set."""
    width = max(len(one), len(other))
    wide = [(*values, *[None] * (width - len(values))) for values in (one, other)]
    return sum(1 << place for place, (a, b) in enumerate(zip(*wide, strict=True)) if a != b)
