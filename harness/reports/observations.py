"""What nothing reported and a reader of the journal sees: lookalikes that come up, and collisions.

They are lines of the timeline and no events: runs that nobody reads do not look for them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from harness.domain.column_words import column_words
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Values, at
from harness.reports.lookalikes import lookalikes, resemblance
from harness.reports.sides import differing
from harness.reports.values import ColumnNames, brief, readable
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

_COMES: Final = frozenset({"created", "undeleted", "given", "given_apart"})  # not by a copy
_THERE: Final = _COMES | {"copied", "restored"}
_GOES: Final = frozenset({"deleted", "removed"})
_TRAVELS: Final = frozenset({"updated", "copied", "restored", "removed", "settled", "dropped"})


class Observation(NamedTuple):
    """Something that is seen after an entry of the journal."""

    seq: int
    event: Literal["looks_alike", "collision"]
    environment: Environment | None
    table: str
    record: str
    what: str
    rule: str = ""


def observations(simulator: Engine) -> list[Observation]:
    """Everything there is to see, in the order of the journal."""
    found = [*resemblances(simulator), *collisions(simulator)]
    return sorted(found, key=lambda it: it.seq)


def resemblances(simulator: Engine) -> Iterator[Observation]:
    """Each record that comes to be while another one is there whose key looks like its own."""
    groups = {pair.name: group for group in lookalikes(simulator) for pair in group}
    there: defaultdict[str, set[Environment]] = defaultdict(set)
    for step in sorted(_comings(simulator, groups), key=lambda it: it.seq):
        here = there[step.record]
        if step.goes:
            here.difference_update(step.environments)
            continue
        group = groups[step.record]
        others = [it for it in group if it.name != step.record and there[it.name]]
        if step.made and others and not here:
            mine = next(it for it in group if it.name == step.record)
            where = step.environments[0] if len(step.environments) == 1 else None
            yield Observation(
                step.seq, "looks_alike", where, mine.table.name, mine.name,
                resemblance(mine, others),
            )  # fmt: skip
        here.update(step.environments)


class _Coming(NamedTuple):
    """A record comes to environments or goes from them; `made` if it is no copy."""

    seq: int
    record: str
    environments: Sequence[Environment]
    goes: bool = False
    made: bool = True


def _comings(simulator: Engine, groups: Mapping[str, list[RecordPair]]) -> Iterator[_Coming]:
    """Where the records of these names were there and were gone."""
    if not groups:
        return
    born: set[str] = set()
    many: dict[str, int] = {}  # by table, the entry that gives many records, naming none of them
    for seq, event in simulator.journal:
        kind, name = event.event, event.record
        if kind == "rekeyed":
            old, new = event.data
            assert event.environment is not None
            if old in groups:
                yield _Coming(seq, old, [event.environment], goes=True)
            if new in groups:
                born.add(new)
                yield _Coming(seq, new, [event.environment])
        elif kind == "given" and name is None and event.table is not None:
            many.setdefault(event.table, seq)
        elif name is not None and name in groups and (kind in _THERE or kind in _GOES):
            born.add(name)
            goes = kind in _GOES
            yield _Coming(seq, name, _where(event), goes, made=kind in _COMES)
    for name, group in groups.items():
        if name not in born and group[0].table.name in many:
            yield _Coming(many[group[0].table.name], name, ENVIRONMENTS)


def _where(event: Event) -> Sequence[Environment]:
    if event.event == "given_apart":
        return [it for it in ENVIRONMENTS if event.data.get(it) is not None]
    return ENVIRONMENTS if event.environment is None else [event.environment]


def collisions(simulator: Engine, names: ColumnNames = column_words) -> Iterator[Observation]:
    """Each link of two records that both sides had made, with values that contradict each other."""
    # by record, the entry that has what each environment holds
    entered: dict[tuple[str, str], dict[Environment, int]] = {}
    journal = simulator.journal
    for seq, fields in journal.fields("event", "environment", "table", "record"):
        kind, where, table, record = fields
        if table is None or record is None:
            continue
        of = table, record
        if kind == "created" and where:
            entered.setdefault(of, {})[where] = seq
        elif kind == "rekeyed" and where:  # it goes on under another key, which is new there
            entered.setdefault((table, journal[seq].data[1]), {})[where] = seq
            entered.get(of, {}).pop(where, None)
        elif kind == "given_apart" and not journal[seq].data["tracked"]:
            entered[of] = dict.fromkeys(_where(journal[seq]), seq)
        elif of not in entered:
            continue
        elif kind == "edited" and where in entered[of]:
            entered[of][where] = seq
        elif kind == "deleted" and where:
            entered[of].pop(where, None)
        elif kind in _TRAVELS:
            del entered[of]
        elif kind == "linked":
            its = entered.pop(of)
            if len(its) == len(ENVIRONMENTS):
                hr, dataverse = (_entered(journal[its[it]], it) for it in (HR, DATAVERSE))
                yield from _collision(simulator, seq, journal[seq], hr, dataverse, names)


def _entered(event: Event, environment: Environment) -> Values:
    """The values that an environment holds after the event, which entered them."""
    if event.event == "rekeyed":
        return event.before or ()
    values: Values = event.data[environment] if event.event == "given_apart" else event.data
    return values


def _collision(
    simulator: Engine,
    seq: int,
    event: Event,
    hr: Values,
    dataverse: Values,
    names: ColumnNames,
) -> Iterator[Observation]:
    assert event.table is not None and event.record is not None
    table = simulator.world.catalog[event.table]
    # a value that one side lacks contradicts nothing
    places = [
        place
        for place in differing(table, hr, dataverse)
        if at(hr, place) is not None and at(dataverse, place) is not None
    ]
    if not places:
        return
    values = ", ".join(
        f"{names(table)[place]} {brief(readable(simulator, table, place, at(hr, place)))} ≠ "
        f"{brief(readable(simulator, table, place, at(dataverse, place)))}"
        for place in places
    )
    what = f"COLLISION: both sides had created it, with other values: {values}"
    rule = event.rule or ""
    yield Observation(seq, "collision", None, table.name, event.record, what, rule)
