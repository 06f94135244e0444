"""Checks: what a report looks for in a simulation, in how much of it, and what it finds.

That nothing was found means something only where there was something to look at, so each check
says in how many changes, records or rows it looked. The journal tells what became of users'
changes; what the environments hold is read from the stores, in time linear in it.

>>> [check.kind for check in checks(Engine())][:3]
['data loss', 'undone delete', 'unnoticed change']
>>> looked_for(checks(Engine())[:2])
['Nothing to look at for: data losses (no settled change), undone deletes (no settled delete).']
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from harness.domain.column_words import column_words
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment, other
from harness.domain.records import Key, at
from harness.domain.request_kinds import DELETE, shown_kind
from harness.reports.event_columns import lost_text, named_losses
from harness.reports.event_text import describe, few_names, instant, plural
from harness.reports.findings import Changes, data_loss, missed_requests, undone_deletes
from harness.reports.lookalikes import lookalikes, resemblance
from harness.reports.observations import collisions
from harness.reports.sides import Sides, converged_tables, paired_records
from harness.reports.user_changes import Unnoticed, UserChanges
from harness.reports.values import ColumnNames, brief, readable
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

_KEPT_BACK: Final = ("failed", "held_back")


class Found(NamedTuple):
    """One thing that a check found."""

    environment: Environment | None  # where; None: in both, or between them
    table: str
    record: str
    what: str
    rule: str = ""
    columns: Changes = ()  # of a loss: the values lost and kept
    seq: int | None = None  # the journal entry that reports it, or of the change that it is about


class Check(NamedTuple):
    """What was looked for: in how many of what, and what was found there."""

    kind: str
    many: str  # the kind, of several
    looked_at: int
    of: str  # what it was looked for in, one of them
    found: Sequence[Found]

    @property
    def alarming(self) -> bool:
        """Whether what it finds is harm done, and not what may still come right."""
        return self.kind not in ("missed request", "lookalike")


def checks(simulator: Engine, names: ColumnNames = column_words) -> list[Check]:
    """Every check, what was lost first."""
    changes, drift = UserChanges(simulator), _drift(simulator, names)
    catalog = simulator.world.catalog
    # fmt: off
    return [
        Check("data loss", "data losses", changes.settled, "settled change",
              [Found(*it[3:6], lost_text(named_losses(catalog[it.table], it.columns, names)),
                     it.rule, it.columns, it.seq)
               for it in data_loss(simulator)]),
        Check("undone delete", "undone deletes", changes.settled_deletes, "settled delete",
              [Found(*it[3:6], "is back", it.rule, seq=it.seq)
               for it in undone_deletes(simulator)]),
        Check("unnoticed change", "unnoticed changes", changes.all, "change",
              [Found(*it[:3], _not_noticed(it), "F7") for it in changes.unnoticed]),
        Check("collision", "collisions", changes.links, "link",
              [Found(*it[2:5], it.what.partition(": ")[2], it.rule, seq=it.seq)
               for it in collisions(simulator, names)]),
        Check("missed request", "missed requests", changes.all, "change",
              list(_missed(simulator, names))),
        _dangling_lookups(simulator, names),
        _lookalikes(simulator, drift.looked_at),
        drift,
        _dangling_rows(simulator),
    ]
    # fmt: on


def of_record(found: list[Check], record: str | None) -> list[Check]:
    """The checks with what they found of one record; all of it if there is none."""
    if record is None:
        return found
    return [
        check._replace(found=[it for it in check.found if it.record == record]) for check in found
    ]


def looked_for(found: Sequence[Check]) -> list[str]:
    """Sentences on what was looked for and not found, and on what there was nothing to look at."""
    absent = [
        f"{it.many} in {plural(it.looked_at, it.of)}"
        for it in found
        if it.looked_at and not it.found
    ]
    empty = [f"{it.many} (no {it.of})" for it in found if not it.looked_at and not it.found]
    said = []
    if absent:
        said.append(f"Looked for and not found: {', '.join(absent)}.")
    if empty:
        said.append(f"Nothing to look at for: {', '.join(empty)}.")
    return said


def _not_noticed(it: Unnoticed) -> str:
    at = "before the start" if it.at is None else f"at {instant(it.at)}"
    return f"{it.change} {at}: no request shows it"


def _missed(simulator: Engine, names: ColumnNames) -> Iterator[Found]:
    reasons = _reasons(simulator, names) if simulator.world.missed.count() else {}
    for it in missed_requests(simulator):
        why, rule = reasons.get((it.table, it.record), ("", ""))
        text = f"{it.change} since {instant(it.at)}"
        what = f"{text}; {why}" if why else text
        yield Found(it.environment, it.table, it.record, what, rule, seq=it.seq)


def _reasons(simulator: Engine, names: ColumnNames) -> dict[tuple[str, str], tuple[str, str]]:
    """Why records did not travel when they last should have: the last failure of each."""
    found = {}
    for _, event in simulator.journal:
        if event.event in _KEPT_BACK and event.table and event.record:
            what = describe(simulator, event, names)
            found[event.table, event.record] = what, event.rule or ""
    return found


def _dangling_lookups(simulator: Engine, names: ColumnNames) -> Check:
    """Lookups without a target in their own environment, which R19 lets nobody make."""
    catalog, looked_at, found = simulator.world.catalog, 0, []
    for environment, store in simulator.world.stores.items():
        there: dict[str, set[Key]] = {}  # by table, the keys of its records
        for name in store.tables():
            table = catalog[name]
            for record in store.records(name) if table.lookups else ():
                for place, target in table.lookups:
                    key = at(record.values, place)
                    if key is None:
                        continue
                    looked_at += 1
                    if target not in there:
                        there[target] = {it.key for it in store.records(target)}
                    if key not in there[target]:
                        value = brief(readable(simulator, table, place, key))
                        what = f"{names(table)[place]} looks up {value}, which is not there"
                        found.append(Found(environment, name, record.name, what, "R19"))
    return Check("dangling lookup", "dangling lookups", looked_at, "lookup", found)


def _lookalikes(simulator: Engine, keys: int) -> Check:
    """Records that are there, and whose natural keys look alike."""
    stores, found = simulator.world.stores, []
    for group in lookalikes(simulator):
        there = {
            pair: [it for it in ENVIRONMENTS if stores[it].find(pair.table.name, pair.key)]
            for pair in group
        }
        present = [pair for pair in group if there[pair]]
        for number, pair in enumerate(present[1:], 1):
            where = there[pair][0] if len(there[pair]) == 1 else None
            what = resemblance(pair, present[:number])
            found.append(Found(where, pair.table.name, pair.name, what))
    return Check("lookalike", "lookalikes", keys, "natural key", found)


def _drift(simulator: Engine, names: ColumnNames) -> Check:
    """Records that are not the same on both sides though no request is missed.

    Nothing but a full synchronization repairs them.
    """
    looked_at, found = 0, []
    for name in converged_tables(simulator):
        for it in paired_records(simulator, name):
            looked_at += 1
            if it.alike:
                continue
            pair = _pair(simulator, name, it)
            if pair is None or (pair.hr_request is None and pair.dataverse_request is None):
                why = "no request, so no run repairs it but sync now"
                if not simulator.world.catalog[name].in_grid:
                    why = "no request, and no sync now (G2)"
                what = f"{_apart(simulator, name, it, names)}; {why}"
                found.append(Found(None, name, it.name, what))
    return Check("drift", "drift", looked_at, "record", found)


def _pair(simulator: Engine, table: str, it: Sides) -> RecordPair | None:
    there = it.hr or it.dataverse
    return there and simulator.world.record_pairs.find(table, there.key)


def _apart(simulator: Engine, name: str, it: Sides, names: ColumnNames) -> str:
    if it.hr is None or it.dataverse is None:
        return f"is in {ENVIRONMENT_NAMES[HR if it.hr else other(HR)]} only"
    table = simulator.world.catalog[name]
    return ", ".join(
        f"{names(table)[place]} {brief(readable(simulator, table, place, at(it.hr.values, place)))}"
        f" ≠ {brief(readable(simulator, table, place, at(it.dataverse.values, place)))}"
        for place in it.unlike
    )


def _dangling_rows(simulator: Engine) -> Check:
    """Tracking rows that point to nothing, but for deletes that have yet to travel."""
    world, looked_at, found = simulator.world, 0, []
    for name in world.record_pairs.tables():
        there: dict[Environment, set[int]] = {}
        for pair in world.record_pairs.of(name):
            row = pair.row
            if row is None or row.deleted_from_dataverse:
                continue
            looked_at += 1
            for environment, store in world.stores.items():
                if environment not in there:
                    there[environment] = {it.reference for it in store.records(name)}
                reference = row.dataverse_reference
                if environment == HR:
                    reference = row.human_resources_reference
                request = pair.request(environment)
                waits = request is not None and shown_kind(request.kind) == DELETE
                if reference not in there[environment] and not waits:
                    what = f"points to nothing in {ENVIRONMENT_NAMES[environment]}"
                    found.append(Found(environment, name, pair.name, what))
    return Check(
        "dangling tracking row", "rows that point to nothing", looked_at, "tracking row", found
    )


def counted(found: Sequence[Check], of: Mapping[str, Sequence[str]]) -> str:
    """So many of each kind, and of which records."""
    parts = []
    for it in found:
        records = of.get(it.kind)
        if records:
            kind = it.kind if len(records) == 1 else it.many
            parts.append(f"{len(records):,} {kind} ({few_names(records)})")
    return ", ".join(parts)
