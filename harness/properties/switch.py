"""Invariants of the switch and of the clock: what turning on and off does and leaves (S, M2)."""

from harness.domain.commands import Advance, Fault, Import, TurnOff, TurnOn
from harness.properties.oracle.oracle import Step
from harness.properties.registry import always


@always("integration is off until it is turned on, and as it was last turned", rules="S1 S2 S6")
def as_it_was_turned(step: Step) -> str | None:
    if step.simulator.world.on != step.oracle.on:
        return f"integration is {'off' if step.oracle.on else 'on'}"
    return None


@always("the switch moves nothing, and is never refused", rules="S3 S4 S6", of=(TurnOn, TurnOff))
def the_switch(step: Step) -> str | None:
    """Turning on creates the batch job where there is none, its first run one interval later."""
    world, turns_on = step.simulator.world, type(step.command) is TurnOn
    if step.refused:
        return f"refused: {step.refused}"
    turned = "turned_on" if turns_on else "turned_off"
    expected = ["stayed" if step.was_on == turns_on else turned]
    if step.made_job:
        expected.append("job_created")
    kinds = [event.event for event in step.events]
    if step.ended_runs:  # one that takes time ends where it stands (B8)
        kinds = [it for it in kinds if it not in ("batch_stopped", "failed")]
    if kinds != expected:
        return f"{', '.join(kinds)}, and not {', '.join(expected)}"
    first = world.next_run(step.began) // 1000
    if step.made_job and step.events[-1].data != first:
        return "the first run is not at its time by the schedule"
    return None


@always("time passes by what takes time alone", rules="M2 B5 L2")
def time_passes(step: Step) -> str | None:
    command, passes = step.command, 0
    if type(command) is Advance:
        passes = command.milliseconds
    elif type(command) is Import and "import_started" in step.kinds:
        settings = step.simulator.world.settings
        cost = settings.import_on if step.was_on else settings.import_off
        passes = cost * len(command.rows)
    passed = step.oracle.time - step.began
    if passed != passes:
        return f"{passed} milliseconds passed, and not {passes}"
    return None


@always(
    "a fault by itself moves nothing",
    rules="F1 F2 F3 F4 F5 F6",
    of=(Fault,),
    having=("settlements",),
)
def faults_move_nothing(step: Step) -> str | None:
    """Only deliveries that waited for the end of the faults are made."""
    if not step.waiting_before:
        return f"{step.settlements[0].name} was {step.settlements[0].event.event}"
    return None
