"""Mutants of faults (F): outages, lost acknowledgements, delays and repeats handled wrongly.

>>> [mutant.name for mutant in FAULT_HANDLING if mutant.rule == "F4"]
['repeated-delivery-is-done-again']
"""

from typing import Any, Final

from harness.domain.commands import Deliver
from harness.domain.environments import Environment, other
from harness.domain.records import Values
from harness.mutation.mutant import Mutant, Original, patch, patch_method, replaced
from harness.mutation.mutants.building_blocks import record_in, then
from harness.simulator.fault_injector import Delivery, FaultInjector
from harness.simulator.integration.live_sync import _recognise_repeat
from harness.simulator.integration.settlement import _keep_missed
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World


def _no_outage(original: Original, faults: FaultInjector, *request: Any) -> tuple[str, bool]:
    with replaced(faults, "_outages", {}):
        return original(faults, *request)


def _not_travelled(original: Original, world: World, pair: RecordPair, *why: Any) -> None:
    requests = [request for request in (pair.hr_request, pair.dataverse_request) if request]
    before = [(request.kind, request.touched) for request in requests]
    original(world, pair, *why)
    for request, (kind, touched) in zip(requests, before, strict=True):
        request.kind, request.touched = kind, touched


def _taken_for_done(original: Original, world: World, pair: RecordPair, *why: Any) -> None:
    original(world, pair, *why)
    world.missed.spend_both(pair)


def _holds_up(original: Original, faults: FaultInjector, environment: Environment) -> Delivery:
    struck: Delivery = original(faults, environment)
    memory = vars(faults).setdefault("memory", {})
    delay, held = memory.get(environment, (0, False))
    memory[environment] = delay, held = max(delay, struck.delay), held or struck.held
    return struck._replace(delay=delay, held=held)


def _done_again(original: Original, world: World, command: Deliver, cause: int) -> None:
    original(world, command, cause)
    change, across = world.journal[command.change], other(command.environment)
    pair = world.record_pairs.named(command.record)
    record = None if pair is None else record_in(world, pair, across)
    if pair is None or record is None:
        return
    if change.event == "deleted":
        world.stores[across].remove(command.table, pair.key)
    else:
        values: Values = change.data
        world.stores[across].put(command.table, record._replace(values=values))


def _strikes_later(original: Original, faults: FaultInjector) -> list[Deliver]:
    with replaced(faults, "_requests", faults._requests), replaced(faults, "_stuck", faults._stuck):
        held: list[Deliver] = original(faults)
    faults.any = True
    return held


FAULT_HANDLING: Final = (
    Mutant(
        "outage-is-not-noticed", "F1", "what is written to an unavailable environment arrives",
        patch_method(FaultInjector, "on_request", _no_outage),
    ),
    Mutant(
        "unanswered-is-taken-for-not-done", "F2",
        "a change whose answer was lost counts as one that has not travelled",
        patch(_keep_missed, _not_travelled),
    ),
    Mutant(
        "unanswered-is-taken-for-done", "F2", "a change whose answer was lost is spent",
        patch(_keep_missed, _taken_for_done),
    ),
    Mutant(
        "late-delivery-holds-up-the-others", "F3", "nothing overtakes a delivery that is late",
        patch_method(FaultInjector, "on_delivery", _holds_up),
    ),
    Mutant(
        "repeated-delivery-is-done-again", "F4", "a delivery that comes again is done again",
        patch(_recognise_repeat, _done_again),
    ),
    Mutant(
        "true-time-decides", "F5", "edits bear the true time, whatever their clock says",
        patch_method(World, "now_in", lambda original, world, environment: world.clock.now),
    ),
    Mutant(
        "kept-deliveries-go-in-reverse", "F6",
        "of deliveries that waited for the end of the faults the last made goes first",
        patch_method(FaultInjector, "end", then(lambda held: held[::-1])),
    ),
    Mutant(
        "kept-deliveries-are-lost", "F6",
        "deliveries that waited for the end of the faults never arrive",
        patch_method(FaultInjector, "end", then(lambda held: [])),
    ),
    Mutant(
        "faults-are-never-over", "F6", "faults that did not strike are not over with the others",
        patch_method(FaultInjector, "end", _strikes_later),
    ),
)  # fmt: skip
