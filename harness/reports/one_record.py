"""The entries of a journal that a reader of one record wants to see."""

from collections.abc import Collection
from typing import Final

from harness.domain.errors import BadInput
from harness.domain.suggestions import did_you_mean
from harness.simulator.engine import Engine

# what concerns every record, and the records of a table
_ALL: Final = frozenset(
    {"turned_on", "turned_off", "given_on", "fault_asked", "faults_ended", "environment_restored"}
)
_TABLE: Final = frozenset({"tracking_cleared", "given"})


def unknown_record(simulator: Engine, name: str) -> BadInput:
    """What is wrong with the name of a record that never was."""
    refused = [
        event.data[1]
        for _, event in simulator.journal
        if event.event == "refused" and event.record == name
    ]
    if refused:
        return BadInput(f"{name} never came to be: {'; '.join(refused)}")
    pairs = simulator.world.record_pairs
    known = [pair.name for table in pairs.tables() for pair in pairs.of(table)]
    near = did_you_mean(name, known)
    some = f"; there are {', '.join(known)}" if not near and 0 < len(known) <= 12 else ""
    return BadInput(f"the scenario makes no record {name!r}{near}{some}")


def has_record(simulator: Engine, name: str) -> bool:
    """Whether a record was ever called so."""
    return simulator.world.record_pairs.named(name) is not None


def entries_of(simulator: Engine, name: str) -> Collection[int]:
    """What happened to the record, what led to that, and what concerns every record."""
    journal, found = simulator.journal, set()
    pair = simulator.world.record_pairs.named(name)
    table = pair.table.name if pair else None
    for seq, event in journal:
        renamed = event.event == "rekeyed" and name in event.data
        if event.event in _ALL or (event.event in _TABLE and event.record is None):
            if event.table in (None, table):
                found.add(seq)
        elif event.record == name or renamed:
            before: int | None = seq
            while before is not None and before not in found:
                found.add(before)
                before = journal[before].cause
    return found
