"""`harness explore`: many histories, and whether every promise holds for them."""

import argparse
import sys
import time
from typing import Final

from harness.cli.counterexample import with_properties, write_found
from harness.cli.explore_exhaustive import exhaustive, write_reached
from harness.cli.fault_option import chosen
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import prose
from harness.domain.errors import BadInput
from harness.domain.faults import option_text
from harness.domain.policies import POLICIES
from harness.domain.rules import RULES
from harness.domain.suggestions import did_you_mean
from harness.domain.times import parse_duration
from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.processes import all_cores
from harness.exploration.campaign.seed_ranges import Seeds, described
from harness.exploration.campaign.work_units import (
    ExplorationSpec,
    FailedHistory,
    WorkResult,
    scenario_of,
)
from harness.exploration.campaign.workers import Executor, here, in_processes, on_cluster
from harness.exploration.statespace.model import NAMES, TABLE
from harness.properties.law import ALWAYS, required_goals
from harness.properties.user_file import load
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar, check_folder

# where they are not said; and those that an exhaustive run has no use for
_USUAL: Final = {"seed": 0, "count": 1000, "length": 50, "records": 2}
_RANDOM: Final = (
    "seed", "count", "length", "swarm", "processes", "scheduler", "time_limit", "save",
)  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """0 where every promise holds and everything was reached, 1 where not."""
    _check(given)
    small = given.exhaustive or given.world == "small"
    faults = chosen(given.faults, small)
    if faults and not small:
        faults = (*faults, "over")  # where time is not so short they end now and then
    for name, usual in _USUAL.items():
        if getattr(given, name) is None:
            setattr(given, name, usual)
    plan = ExplorationSpec(
        "small" if small else "company", given.length, given.swarm, faults, given.records,
        given.conflict, load(given.properties),
    )  # fmt: skip
    output = Output(given.output)
    limit = _seconds(given.time_limit)
    if given.exhaustive:
        status = exhaustive(plan, given.write, output)
    else:
        status = _random(plan, given, limit, output)
    output.close()
    return status


def _check(given: argparse.Namespace) -> None:
    """Numbers that make no sense, and what does not go together."""
    if given.exhaustive:
        said = [name for name in _RANDOM if getattr(given, name) not in (None, False)]
        if said or given.world == "company":
            option = said[0].replace("_", "-") if said else "world company"
            raise BadInput(f"--{option} is for random histories; --exhaustive is every history")
    elif given.records is not None and given.world != "small":
        raise BadInput("--records is for --world small, or --exhaustive; a company is drawn")
    for name, least in (("count", 1), ("length", 1), ("records", 1), ("processes", 1), ("seed", 0)):
        value = getattr(given, name)
        if value is not None and value < least:
            raise BadInput(f"--{name} {value}: it is at least {least}")
    if given.records is not None and given.records > len(NAMES):
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


def _random(
    plan: ExplorationSpec, given: argparse.Namespace, limit: float | None, output: Output
) -> int:
    """The status is the exploration's, also where in the end it could not be saved, as is said."""
    if given.write:
        check_folder(given.write)
    campaign = Campaign(plan, Seeds(given.seed, given.count), given.save)
    try:
        status = _explored(campaign, given, limit, output)
    except KeyboardInterrupt as interrupted:
        found = str(interrupted)  # where it came while a history was made short
        kept = f"what was done is in {given.save}; the same command goes on from there"
        kept = (campaign.unsaved or kept) if given.save else ""
        raise KeyboardInterrupt("; ".join(it for it in (found, kept) if it)) from None
    if campaign.unsaved:
        print(campaign.unsaved, file=sys.stderr)
    return status


def _explored(
    campaign: Campaign, given: argparse.Namespace, limit: float | None, output: Output
) -> int:
    plan, before = campaign.plan, campaign.result
    began = time.monotonic()
    until = None if limit is None else began + limit
    progress = ProgressBar("explored")
    try:
        whole = campaign.run(_workers(given), until, progress)
    finally:
        progress.clear()
    seconds = time.monotonic() - began
    result = campaign.result
    small = f"{plural(plan.records, 'record')} of {TABLE}"
    where = "companies" if plan.world == "company" else small
    seeds = described([(given.seed, given.count)])
    what = f"{where}, {seeds}, {plural(plan.length, 'command')} each"
    prose(output, f"Random histories: {what}", "  ")
    kinds = [kind for kind in plan.faults if kind != "over"]
    prose(output, f"faults: {', '.join(kinds) or 'none'}{'; swarm' if plan.swarm else ''}", "  ")
    output.write(f"{plural(result.histories, 'history')}, {plural(result.steps, 'step')}")
    if whole and result.histories == before.histories:
        prose(output, f"all of it was done before, and is in {given.save}")
    else:
        rate = (result.steps - before.steps) / seconds if seconds else 0
        output.write(f"{seconds:.1f} s, {rate:,.0f} steps a second")
    if not whole:
        more = f"; the same command goes on from {given.save}" if given.save else ""
        so_far = f"{result.histories:,} of {given.count:,} histories"
        so_far += f": {described(campaign.done)}" if campaign.done else ""
        prose(output, f"the time was over after {so_far}{more}", "  ")
    return _verdict(plan, result, given.write, output)


def _workers(given: argparse.Namespace) -> Executor:
    if given.scheduler:
        return on_cluster(given.scheduler)
    processes = given.processes or all_cores()
    # in this process a history cannot be abandoned when the time is over
    return here if processes == 1 and given.time_limit is None else in_processes(processes)


def _verdict(plan: ExplorationSpec, result: WorkResult, folder: str | None, output: Output) -> int:
    decided = {rule for rule, _ in result.pairs}
    broken = sorted({failure.property for failure in result.failures})
    wanted = required_goals(plan.conflict, plan.faults, universe=plan.world == "company")
    output.write(f"\nPromises: {len(ALWAYS) - len(broken)} of {len(ALWAYS)} hold")
    for name in broken:
        output.write(f"  BROKEN: {name}")
    several = result.histories > 1  # of one history nobody asks that all happens in it
    missing = write_reached(output, wanted, result.reached, named=several)
    pairs = f"{len(result.pairs)} pairs of a rule and a command"
    prose(output, f"Rules that decided: {len(decided)} of {len(RULES)}, {pairs}", "  ")
    never = [rule for rule in RULES if rule not in decided]
    if never:
        prose(output, f"No entry here names {', '.join(never)}", "  ")
    for name in broken:
        failure = min(it for it in result.failures if it.property == name)
        _failed(plan, failure, folder, output)
    if missing and several and not broken:
        output.write("")
        prose(
            output, "Failed: what was never reached was not tried; take more histories (--count)."
        )
    return FAILED if broken or (missing and several) else PASSED


def _failed(
    plan: ExplorationSpec, failure: FailedHistory, folder: str | None, output: Output
) -> None:
    """The least history that broke a promise: its seed, the history made short, how to see it."""
    again = f"harness explore --seed {failure.seed} --count 1 --length {plan.length}"
    again += f" --faults {option_text(plan.faults)}" + (" --swarm" if plan.swarm else "")
    again += f" --conflict {plan.conflict}" if plan.conflict else ""
    again += with_properties(plan)
    if plan.world != "company":
        again += f" --world {plan.world} --records {plan.records}"
    output.write(f"\nBROKEN: {failure.property}")
    prose(output, failure.message)
    output.write(f"seed {failure.seed}, step {failure.steps}; again:")
    output.write(f"  {again}")  # not wrapped, so that it can be copied
    if failure.property in ALWAYS:
        write_found(plan, output, scenario_of(plan, failure), failure.property, folder)
