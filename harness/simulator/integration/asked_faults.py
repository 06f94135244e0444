"""The faults that a scenario asks for: put in force, and ended (F).

>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(Fault("unavailable", "hr"))
>>> engine.world.faults.any
True
>>> engine.attempt(Fault("over", of="unavailable"))
>>> engine.world.faults.any
False
"""

from harness.domain.commands import Deliver, Fault
from harness.domain.errors import Refusal
from harness.domain.faults import FAULTS, check_built_in
from harness.simulator.integration.environments import EnvironmentCommands


class AskedFaults(EnvironmentCommands):
    """The layer of faults."""

    __slots__ = ()

    def fault(self, command: Fault) -> Refusal | None:
        """Put a fault in force, or end all faults or those of one kind (F)."""
        from harness.domain.fault_text import fault_text  # most simulations are without faults

        world = self.world
        kind = FAULTS.get(command.kind) or FAULTS.resolve(command.kind)
        if kind.function is None:
            check_built_in(command)
            if command.table is not None:
                world.catalog.table(command.table)  # raises if there is none
        else:
            from harness.domain.plugged_faults import keyword_arguments

            keyword_arguments(command)  # raises for a key that is wrong
        journal, now = world.journal, world.clock.now
        rule = next((rule for rule in kind.rules if rule[0] in "BF"), None)
        if command.kind == "over":
            held = self.end_faults(command.of)
            seq = journal.add(now, None, "faults_ended", "scenario", rule=rule, data=command.of)
            for delivery in held:
                self.deliver_due(delivery, seq)
            return None
        world.faults.inject(command, world.clock.milliseconds)
        journal.add(
            now,
            None,
            "fault_asked",
            "scenario",
            command.environment,
            rule=rule,
            data=fault_text(command),
        )
        return None

    def end_faults(self, kind: str | None = None) -> list[Deliver]:
        """End all faults, or those of one kind (F6); what waited for that, in its order."""
        return self.world.faults.end(kind)
