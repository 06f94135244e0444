"""`harness explore`: many histories, and whether every promise holds for them."""

import argparse
import shlex
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from harness.decisions.policies import POLICIES
from harness.edges.campaign import Campaign
from harness.edges.cli import FAILED, PASSED
from harness.edges.output import Output, Progress, check_folder, file_name
from harness.edges.processes import all_cores
from harness.edges.seeds import Seeds, told
from harness.edges.workers import Does, here, in_processes, on_cluster
from harness.histories.exploration.chunks import Chunk, Failure, Plan, scenario_of, small_faults
from harness.histories.exploration.promises.own import read
from harness.histories.exploration.promises.properties import ALWAYS, SOMETIMES
from harness.histories.exploration.shrinking.failing import broken_promise
from harness.histories.exploration.shrinking.shrinking import shrink
from harness.histories.exploration.small_world.exhaustive import fits, search
from harness.histories.exploration.small_world.local_steps import LocalSteps
from harness.histories.exploration.small_world.world import (
    FAULT_SETS,
    NAMES,
    TABLE,
    SmallWorld,
)
from harness.histories.scenario import Scenario, ScenarioStep
from harness.histories.scenario_text import scenario_text
from harness.readers.wrapping import wrapped
from harness.values.errors import BadInput
from harness.values.faults import FAULTS
from harness.values.rules import RULES
from harness.values.suggest import did_you_mean
from harness.values.times import parse_duration

_OUTSIDE: Final = (
    "what reads how old something is, not what came first: the delay of L2, the schedule of S4 and "
    "B5, the cost of M2, faults that last for a time or count requests (F1 to F5)\n"
    "lookups (R14), one-way columns (R15), columns that differ (R16), several tables (B1, N7)"
)
_ASSUMED: Final = (
    "the records of a table do not know of one another: the table of one record's steps is held "
    "against the simulator with several records in tests and by `harness explore --world small`\n"
    "of times only their order counts"
)
_OF_VALUES: Final = ", of values only whether they are equal or empty"
_OF_YOURS: Final = (
    "\na property of your own looks at a step and at what is there, not at how it came to be"
)


def run(given: argparse.Namespace) -> int:
    """0 where every promise holds and everything was reached, 1 where not."""
    output = Output(given.output)
    plan = Plan(
        given.world, given.length, given.swarm, _faults(given.faults), given.records,
        given.conflict, read(given.properties),
    )  # fmt: skip
    _check(given)
    limit = _seconds(given.time_limit)
    if given.exhaustive:
        status = _exhaustive(plan, given.write, output)
    else:
        status = _random(plan, given, limit, output)
    output.close()
    return status


def _check(given: argparse.Namespace) -> None:
    """Numbers that make no sense, and what does not go together."""
    for name, least in (("count", 1), ("length", 1), ("records", 1), ("processes", 1), ("seed", 0)):
        value = getattr(given, name)
        if value is not None and value < least:
            raise BadInput(f"--{name} {value}: it is at least {least}")
    if given.records > len(NAMES):
        raise BadInput(f"--records {given.records}: at most {len(NAMES)}")
    if given.conflict and given.conflict not in POLICIES:
        near = did_you_mean(given.conflict, POLICIES)
        raise BadInput(f"no conflict policy {given.conflict!r}{near}; {', '.join(POLICIES)}")
    if given.scheduler and given.processes:
        raise BadInput("--scheduler and --processes: the cluster knows how many workers it has")


def _seconds(limit: str | None) -> float | None:
    try:
        return None if limit is None else parse_duration(limit) / 1000
    except ValueError as error:
        raise BadInput(f"--time-limit {error}") from None


def _faults(named: str) -> tuple[str, ...]:
    """The kinds of fault of a list; all and none are words for themselves."""
    if named == "all":
        return tuple(FAULTS)
    if named == "none":
        return ()
    kinds = tuple(name.strip() for name in named.split(","))
    for kind in kinds:
        if kind not in FAULTS:
            raise BadInput(f"no fault {kind!r}{did_you_mean(kind, FAULTS)}; `harness faults` lists")
    return tuple(kind for kind in FAULTS if kind in kinds)


# ------------------------------------------------------------------ random


def _random(plan: Plan, given: argparse.Namespace, limit: float | None, output: Output) -> int:
    """The status is the exploration's, also where in the end it could not be saved, as is said."""
    if given.write:
        check_folder(given.write)
    campaign = Campaign(plan, Seeds(given.seed, given.count), given.save)
    try:
        status = _explored(campaign, given, limit, output)
    except KeyboardInterrupt:
        kept = f"what was done is in {given.save}; the same command goes on from there"
        raise KeyboardInterrupt(campaign.unsaved or kept if given.save else "") from None
    if campaign.unsaved:
        print(campaign.unsaved, file=sys.stderr)
    return status


def _explored(
    campaign: Campaign, given: argparse.Namespace, limit: float | None, output: Output
) -> int:
    plan, before = campaign.plan, campaign.result
    began = time.monotonic()
    until = None if limit is None else began + limit
    progress = Progress("explored")
    try:
        whole = campaign.run(_workers(given), until, progress)
    finally:
        progress.clear()
    seconds = time.monotonic() - began
    result = campaign.result
    where = "companies" if plan.world == "company" else f"{plan.records} records of {TABLE}"
    last = given.seed + given.count - 1
    what = f"{where}, seeds {given.seed} to {last}, {plan.length} commands each"
    _wrap(output, f"Random histories: {what}")
    _wrap(output, f"faults: {', '.join(plan.faults) or 'none'}{'; swarm' if plan.swarm else ''}")
    output.write(f"{result.histories:,} histories, {result.steps:,} steps")
    if whole and result.histories == before.histories:
        _wrap(output, f"all of it was done before, and is in {given.save}")
    else:
        rate = (result.steps - before.steps) / seconds if seconds else 0
        output.write(f"{seconds:.1f} s, {rate:,.0f} steps a second")
    if not whole:
        more = f"; the same command goes on from {given.save}" if given.save else ""
        so_far = f"{result.histories:,} of {given.count:,} histories"
        so_far += f": {told(campaign.done)}" if campaign.done else ""
        _wrap(output, f"the time was over after {so_far}{more}")
    return _verdict(plan, result, given.write, output)


def _workers(given: argparse.Namespace) -> Does:
    if given.scheduler:
        return on_cluster(given.scheduler)
    processes = given.processes or all_cores()
    # in this process a history cannot be abandoned when the time is over
    return here if processes == 1 and given.time_limit is None else in_processes(processes)


def _verdict(plan: Plan, result: Chunk, folder: str | None, output: Output) -> int:
    decided = {rule for rule, _ in result.pairs}
    broken = sorted({failure.property for failure in result.failures})
    missing = [name for name in SOMETIMES if name not in result.reached]
    output.write(f"\nPromises: {len(ALWAYS) - len(broken)} of {len(ALWAYS)} hold")
    for name in broken:
        output.write(f"  BROKEN: {name}")
    output.write(f"Reached: {len(SOMETIMES) - len(missing)} of {len(SOMETIMES)}")
    for name in missing:
        output.write(f"  NEVER: {name} ({', '.join(SOMETIMES[name].rules)})")
    never = [rule for rule in RULES if rule not in decided]
    pairs = f"{len(result.pairs)} pairs of a rule and a command"
    text = f"Rules that decided: {len(decided)} of {len(RULES)}, {pairs}"
    _wrap(output, text + (f"; in no journal: {', '.join(never)}" if never else ""))
    for name in broken:
        failure = min(it for it in result.failures if it.property == name)
        _failed(plan, failure, folder, output)
    return FAILED if broken or missing else PASSED


def _failed(plan: Plan, failure: Failure, folder: str | None, output: Output) -> None:
    """The least history that broke a promise: its seed, the history made short, how to see it."""
    faults = "all" if plan.faults == tuple(FAULTS) else ",".join(plan.faults) or "none"
    again = f"harness explore --seed {failure.seed} --count 1 --length {plan.length}"
    again += f" --faults {faults}" + (" --swarm" if plan.swarm else "")
    again += f" --conflict {plan.conflict}" if plan.conflict else ""
    again += _with_properties(plan)
    if plan.world != "company":
        again += f" --world {plan.world} --records {plan.records}"
    output.write(f"\nBROKEN: {failure.property}")
    _wrap(output, failure.says)
    output.write(f"seed {failure.seed}, step {failure.steps}; again:")
    output.write(f"  {again}")  # not wrapped, so that it can be copied
    if failure.property in ALWAYS:
        _written(plan, output, _shortest(scenario_of(plan, failure), failure.property), folder)


def _with_properties(plan: Plan) -> str:
    return "".join(f" --properties {shlex.quote(own.file)}" for own in plan.properties)


def _shortest(scenario: Scenario, name: str) -> Scenario:
    """The history, made as short as it can be and break the same promise."""
    failing = broken_promise(scenario, name)
    if failing is None:
        return scenario
    progress = Progress("made shorter")
    try:
        return replace(shrink(scenario, failing, progress).scenario, title=f"It breaks: {name}")
    finally:
        progress.clear()


def _written(plan: Plan, output: Output, scenario: Scenario, folder: str | None) -> None:
    """The scenario, in a file of the folder or else here, and the command that replays it."""
    replayed = f"harness replay --promises{_with_properties(plan)}"
    text = f"# A shortest history that was found; {replayed} shows the step.\n"
    text += scenario_text(scenario)
    many = len(scenario.steps)
    steps = f"{many} step{'' if many == 1 else 's'}"
    if folder is not None:
        path = str(Path(folder) / f"{file_name(scenario.title)}.yaml")
        try:
            check_folder(folder)
            file = Output(path)
            file.write(text.rstrip("\n"))
            file.close()
        except BadInput as error:
            print(error, file=sys.stderr)  # and what was found is not lost
        else:
            output.write(f"as a scenario, {steps}; see it with:")
            output.write(f"  {replayed} {shlex.quote(path)}")
            return
    output.write(f"as a scenario, {steps}:\n")
    output.write(text.rstrip("\n"))


# -------------------------------------------------------------- exhaustive


def _exhaustive(plan: Plan, folder: str | None, output: Output) -> int:
    faults = small_faults(plan.faults)
    world = SmallWorld(faults=faults, conflict=plan.conflict or "last_edit_wins")
    what = f"{plan.records} records of {TABLE}, 2 environments, {len(world.operations)} operations"
    _wrap(output, f"Exhaustive: {what}, faults: {', '.join(faults) or 'none'}")
    progress = Progress("one record")
    # a property of one's own may tell values apart
    table = LocalSteps(world, "order" if plan.properties else "canonical")

    def derived(done: int, found: int) -> None:
        progress(done, found, "states")
        if not done % 1000:
            fits(table, plan.records)  # said before all that cannot be searched is derived

    try:
        table.derive(derived)
    finally:
        progress.clear()
    steps = sum(map(len, table.leads))
    output.write(f"one record: {len(table.states):,} states, {steps:,} steps through the door")
    if table.counterexamples:
        found = table.counterexamples[0]
        output.write(f"\nBROKEN: {found.broken.property}\n  {found.broken.says}")
        shortest = tuple(ScenarioStep(at, at, it) for at, it in enumerate(found.commands, 1))
        title = f"It breaks: {found.broken.property}"
        scenario = Scenario(title, "found.yaml", world.settings, shortest)
        # no step can go, but what is set and what values there are may be simpler
        _written(plan, output, _shortest(scenario, found.broken.property), folder)
        return FAILED
    progress = Progress("together")
    began = time.monotonic()
    all_of = search(
        table, plan.records, on_progress=lambda n, depth: progress(n, n, f"states {depth} deep")
    )
    progress.clear()
    seconds = time.monotonic() - began
    output.write(
        f"{plan.records} records: {all_of.states:,} states, {all_of.transitions:,} transitions, "
        f"diameter {all_of.depth}"
    )
    output.write(f"{seconds:.1f} s, {all_of.states / seconds:,.0f} states a second")
    reached = {name for names, _ in table.tells.values() for name in names}
    missing = [name for name in SOMETIMES if name not in reached]
    decided = {rule for rule, _ in table.rules}
    held = f"{len(ALWAYS)} of {len(ALWAYS)}"
    output.write(f"\nPromises: {held} hold after every step of every history")
    output.write(f"Reached: {len(SOMETIMES) - len(missing)} of {len(SOMETIMES)}")
    for name in missing:
        output.write(f"  NEVER: {name} ({', '.join(SOMETIMES[name].rules)})")
    which = ", ".join(rule for rule in RULES if rule in decided)
    _wrap(output, f"Rules that decided: {len(decided)} of {len(RULES)}: {which}")
    assert all_of.closed
    if missing:
        output.write("\nNot verified: what was never reached was not tried.")
        return FAILED
    output.write("\nVerified for histories of any length over this world.")
    _list(output, "It assumes that", _ASSUMED + (_OF_YOURS if plan.properties else _OF_VALUES))
    _list(output, "Outside this world", _OUTSIDE)
    left = [name for name in FAULT_SETS if name not in faults]
    if left:
        _list(output, "Faults that were not chosen", ", ".join(left))
    return PASSED


def _wrap(output: Output, text: str) -> None:
    for line in wrapped(text, "", "  ", output.width):
        output.write(line)


def _list(output: Output, title: str, items: str) -> None:
    output.write(f"{title}:")
    for item in items.splitlines():
        for line in wrapped(item, "  - ", "    ", output.width):
            output.write(line)
