"""What people see of a live scenario, as plain values: tables, pages of records, findings, steps.

Nothing here changes a simulation, and nothing knows of HTTP.
"""

from collections.abc import Iterable, Iterator

from msgspec import to_builtins

from harness.domain.catalog import Table
from harness.domain.column_words import column_words
from harness.domain.commands import Command, Fault, RunBatchJob
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.fault_text import fault_text
from harness.domain.records import Record, reference_text
from harness.domain.request_kinds import shown_kind
from harness.domain.rule_marks import setting_of
from harness.domain.rules import RULES
from harness.domain.times import format_instant
from harness.reports.event_columns import named_losses
from harness.reports.findings import Finding, data_loss, grid_row, tracked_pairs, undone_deletes
from harness.reports.result import end_state, finding_entries, fingerprint, timeline_entries
from harness.reports.sides import Sides, paired_records
from harness.reports.values import brief, json_value, logical_names, named_values
from harness.scenarios.writer import step_value
from harness.server.answers import Plain
from harness.server.live_scenario import Done, LiveScenario
from harness.server.why import said_of
from harness.simulator.engine import Engine


def health(live: LiveScenario, version: str) -> Plain:
    """Whether it is ready, and how far it has come."""
    world = live.simulator.world
    return {
        "status": "ready",
        "format": 1,
        "version": version,
        "at": format_instant(world.clock.now),
        "integration": "on" if world.on else "off",
        "seed": world.settings.seed,
        "last": len(live.simulator.journal),
    }


def changed(live: LiveScenario) -> Plain:
    """How far it has come, for those who watch."""
    simulator = live.simulator
    return {
        "at": format_instant(simulator.world.clock.now),
        "steps": len(live.done),
        "worlds": live.worlds,
        "last": len(simulator.journal),
    }


def state(live: LiveScenario, step: int | None, timeline: bool) -> Plain:
    """The result from `started_at` to `fingerprint`, with the number of steps."""
    simulator = live.at(step)
    end = end_state(simulator)
    found = to_builtins(end)
    if not timeline:
        del found["timeline"]
    return {
        "format": 1,
        "steps": len(live.done) if step is None else step,
        **found,
        "findings": to_builtins(finding_entries(simulator)),
        "fingerprint": fingerprint(end),
    }


def overview(live: LiveScenario, step: int | None) -> Plain:
    """What the page shows beside records: the switch, the batch job, the time."""
    simulator = live.at(step)
    world, job = simulator.world, simulator.world.job
    due = world.clock.next_of(RunBatchJob)
    return {
        "at": format_instant(world.clock.now),
        "integration": "on" if world.on else "off",
        "title": live.head.title,
        "steps": len(live.done),
        "step": len(live.done) if step is None else step,
        "last": len(simulator.journal),
        "worlds": live.worlds,
        "batch_job": {
            "exists": job.exists,
            "status": job.status.lower(),
            "next_run": None if due is None or not job.exists else format_instant(due // 1000),
        },
        "missed_requests": world.missed.count(),
        "outages": _faults_asked(simulator),
    }


def _faults_asked(simulator: Engine) -> list[str]:
    """The faults that were asked for and are not over, in words; some may have struck already."""
    asked: list[tuple[Fault, int]] = []
    faults = (it for it in simulator.journal.history if isinstance(it, Fault))
    for _, event in simulator.journal if simulator.world.faults.any else ():
        if event.event == "fault_asked":
            fault = next(it for it in faults if it.kind != "over")
            asked.append((fault, event.at))
        elif event.event == "faults_ended":
            asked = [it for it in asked if event.data not in (None, it[0].kind)]
    now = simulator.world.clock.now
    return [
        fault_text(fault)
        for fault, at in asked
        if not (
            fault.kind == "unavailable"
            and fault.milliseconds is not None
            and at + fault.milliseconds // 1000 <= now
        )
    ]


def findings(live: LiveScenario, step: int | None, offset: int, limit: int) -> Plain:
    """A page of what users lost, the newest first: edits overwritten, and deletes undone."""
    simulator = live.at(step)
    found = [*data_loss(simulator), *undone_deletes(simulator)]
    found.sort(key=lambda it: it.seq, reverse=True)
    page = found[offset : offset + limit]
    return {
        "offset": offset,
        "total": len(found),
        "findings": [_finding(simulator, it) for it in page],
    }


def _finding(simulator: Engine, it: Finding) -> Plain:
    table = simulator.world.catalog[it.table]
    if it.kind == "data loss":
        columns = ", ".join(
            f"{name} {brief(lost)}, kept {brief(kept)}"
            for name, lost, kept in named_losses(table, it.columns, column_words)
        )
        text = f"lost: {columns}" if columns else "lost"
    else:
        text = "the delete was undone: the record is back"
    return {
        "kind": it.kind,
        "in": it.environment,
        "table": it.table,
        "table_name": table.display_name,
        "record": it.record,
        **_of_rule(it.rule, setting_of(it, simulator.world.settings)),
        "at": format_instant(it.at),
        "seq": it.seq,
        "text": text,
    }


def _of_rule(rule: str | None, setting: str = "") -> Plain:
    found = None if rule is None else RULES[rule]
    return {
        "rule": rule,
        "rule_status": found and found.mark,
        "rule_text": found and found.statement,
        "rule_said": rule and said_of(rule),
        "open": bool(found and "A" in found.mark),
        **({"setting": setting} if setting else {}),  # that stands in its place
    }


def entries(live: LiveScenario, after: int, step: int | None, display: bool) -> Iterator[Plain]:
    """The entries of the timeline after that one; `display`: with the words that people read."""
    simulator = live.at(step)
    names = column_words if display else logical_names
    for entry in timeline_entries(simulator, after + 1, names):
        found: Plain = to_builtins(entry)
        if display:
            table = simulator.world.catalog.get(entry.table or "")
            its = _of_rule(entry.rule)
            found |= {
                "table_name": table and table.display_name,
                "rule_text": its["rule_text"],
                "rule_said": its["rule_said"],
                "open": its["open"],
            }
        yield found


def steps(live: LiveScenario) -> Plain:
    """Every step so far: what it says, and what came of it."""
    return {"steps": [_step(live.simulator, done) for done in live.done]}


def _step(simulator: Engine, done: Done) -> Plain:
    return {
        "step": done.step.number,
        "text": _step_text(simulator, done),
        "command": step_value(done.step.does),
        "refused": done.refused,
        "holds": None if isinstance(done.step.does, Command) else done.failure is None,
        "events": events_of(done),
    }


def events_of(done: Done) -> list[int] | None:
    """The first and the last journal entry of a step; None if it made none."""
    return [done.first, done.last] if done.last >= done.first else None


def _step_text(simulator: Engine, done: Done) -> str:
    if not isinstance(done.step.does, Command):
        return f"expected: {done.held or (done.failure and done.failure.expected)}"
    if done.last < done.first:
        return str(step_value(done.step.does))
    entry = next(timeline_entries(simulator, done.first, column_words))
    who = entry.actor if isinstance(entry.actor, str) else ""
    return ": ".join(filter(None, (who, " ".join(filter(None, (entry.record, entry.detail))))))


def records(
    live: LiveScenario,
    table: str,
    step: int | None,
    offset: int,
    limit: int,
    differing: bool,
    search: str,
) -> Plain:
    """A page of the records of a table, each as both environments hold it."""
    simulator = live.at(step)
    facts = simulator.world.catalog.table(table)
    known = live.compared.get(facts.name, {})
    every = list(paired_records(simulator, facts.name, known))
    if step is None:  # so that the next page, and the next change, need not compare all again
        live.compared = {facts.name: {it.key: it for it in every}}
    apart = [it for it in every if not it.alike]
    found: Iterable[Sides] = apart if differing else every
    if wanted := search.casefold():
        found = [it for it in found if _has(simulator, facts, it, wanted)]
    matching = list(found)
    return {
        "table": facts.name,
        "offset": offset,
        "total": len(every),
        "matching": len(matching),
        "differing": len(apart),
        "rows": [_row(simulator, facts, it) for it in matching[offset : offset + limit]],
    }


def _has(simulator: Engine, table: Table, sides: Sides, wanted: str) -> bool:
    """Whether the name of a record, or a value on one side, has this text in it."""
    if wanted in sides.name.casefold():
        return True
    return any(
        wanted in str(value).casefold()
        for record in (sides.hr, sides.dataverse)
        if record is not None
        for value in named_values(simulator, table, record.values).values()
    )


def _row(simulator: Engine, table: Table, sides: Sides) -> Plain:
    pair = simulator.world.record_pairs.named(sides.name)
    missed = [] if pair is None else [pair.request(it) for it in ENVIRONMENTS]
    return {
        "record": sides.name,
        **{
            environment: _values(simulator, table, record)
            for environment, record in zip(ENVIRONMENTS, (sides.hr, sides.dataverse), strict=True)
        },
        "differs": [table.names[place] for place in sides.unlike],
        "hr_reference": _reference("hr", sides.hr),
        "dataverse_reference": _reference("dataverse", sides.dataverse),
        "missed": [f"{it.environment} {shown_kind(it.kind)}" for it in missed if it is not None],
    }


def _values(simulator: Engine, table: Table, record: Record | None) -> Plain | None:
    if record is None:
        return None
    named = named_values(simulator, table, record.values)
    return {column: json_value(value) for column, value in named.items()}


def _reference(environment: Environment, record: Record | None) -> str | None:
    return None if record is None else reference_text(environment, record.reference)


def grid(live: LiveScenario, table: str, step: int | None, offset: int, limit: int) -> Plain:
    """The rows of the administration grid for a table."""
    tracked = tracked_pairs(live.at(step), table)
    return {"total": len(tracked), "rows": list(map(grid_row, tracked[offset : offset + limit]))}


def names(live: LiveScenario, table: str, search: str, limit: int) -> Plain:
    """The names of records of a table, for lookups."""
    simulator = live.simulator
    wanted = search.casefold()
    found = (it.name for it in paired_records(simulator, simulator.world.catalog.table(table).name))
    matching = [name for name in found if wanted in name.casefold()]
    return {"names": matching[:limit], "total": len(matching)}
