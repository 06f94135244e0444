"""Mutants of records in use (R19): what looks them up, and deletes that take it along."""

from dataclasses import replace

from harness.domain.environments import Environment, other
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import record_in, replaced
from harness.simulator.integration.settlement import Settled
from harness.simulator.integration.writing import WriteProblem
from harness.simulator.record_pairs import RecordPair, Request


class UserDeletesWhatIsInUse(Mutation):
    """A user deletes what another record looks up."""

    breaks = "R19"

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        if self.world.settings.cascades(environment):
            return super().delete_record(pair, environment, actor, cause)
        with replaced(self.world.uses(environment), "in_use", lambda _pair: False):
            return super().delete_record(pair, environment, actor, cause)


class IntegrationDeletesWhatIsInUse(Mutation):
    """The integration deletes what another record looks up over there."""

    breaks = "R19"

    def in_use(self, pair: RecordPair, environment: Environment) -> WriteProblem | None:
        return None


class OwnLookupStopsADelete(Mutation):
    """A record that looks itself up cannot be deleted."""

    breaks = "R19"

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        record, table = record_in(self.world, pair, environment), pair.table
        own = (place for place, target in table.lookups if target == table.name)
        if record and any(record.values[it : it + 1] == (pair.key,) for it in own):
            return f"{pair.name} is looked up by {pair.name}", "R19", None
        return super().delete_record(pair, environment, actor, cause)


class UsersOverThereStopADelete(Mutation):
    """A user's delete is refused if a record of the other environment looks its record up."""

    breaks = "R19"

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        uses, here = self.world.uses(other(environment)), self.world.uses(environment)
        if uses.in_use(pair) and not here.in_use(pair):
            return f"{pair.name} is looked up by {uses.users(pair)[0].name}", "R19", None
        return super().delete_record(pair, environment, actor, cause)


class CascadeIsRefused(Mutation):
    """What is looked up is not deleted, though the setting says cascade."""

    breaks = "R19"

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        refused = replace(self.world.settings, delete_in_use=())
        with replaced(self.world, "settings", refused):
            return super().delete_record(pair, environment, actor, cause)


class CascadeForgetsGrandchildren(Mutation):
    """A cascade takes along what looks the record up, and not what looks that up."""

    breaks = "R19"

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        uses = self.world.uses(environment)
        users = {pair: uses.users(pair)}
        with replaced(uses, "users", lambda it: users.get(it, [])):
            return super().delete_record(pair, environment, actor, cause)


class IntegrationsDeleteCascades(Mutation):
    """The integration's delete takes along what looks the record up over there."""

    breaks = "R19"

    def carry_out_delete(self, request: Request, actor: Actor, cause: int) -> Settled:
        world, across = self.world, other(request.environment)
        if world.settings.cascades(across) and self.in_use(request.pair, across):
            for pair in world.uses(across).with_users(request.pair)[:-1]:
                record = record_in(world, pair, across)
                if record is not None:
                    self.remove(pair, across, record, actor, cause, "R19")
        return super().carry_out_delete(request, actor, cause)
