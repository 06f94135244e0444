"""Other ways to where a history leads: each comes to the same, or says what is otherwise.

A history is written as a scenario file and read again, and likewise as Gherkin; it is gone on with
in copies of the simulation, by others who open it in a database, and after an integration of one's
own broke off; and what its journal counts is counted once more. `edged` puts values at the edges of
their types into a history, and `beyond` a wrong one into its file.
"""

from __future__ import annotations

import contextlib
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from models.agreement import simulated
from models.random_histories import random_history

from harness.domain.catalog import Table
from harness.domain.commands import (
    Advance,
    Command,
    Create,
    Edit,
    Fault,
    Import,
    Restore,
    RunBatchJob,
    TurnOff,
    pairs,
)
from harness.domain.environments import DATAVERSE
from harness.domain.errors import PluginError, Problems
from harness.domain.records import row_id_text
from harness.exploration.workload.generator import History, generate
from harness.reports.result import end_state, fingerprint
from harness.sample_data.rows import generated_rows
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import from_journal, scenario_text
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World

MINUTE, DAY = 60_000, 86_400_000
LONGEST = 100 * 366 * DAY  # of a duration, as the documents have it
LENGTH = 30


def histories(seeds: range) -> Iterator[tuple[str, History]]:
    """Random ones by turns of all generators, of one at the edges once more."""
    for seed in seeds:
        yield f"workload {seed}", generate(seed, LENGTH)
        yield f"own {seed}", random_history(seed, LENGTH)
        yield f"edged {seed}", edged(random_history(seed, LENGTH), seed)
        yield f"rare {seed}", random_history(seed, LENGTH, rare=True)


def run(history: History) -> Engine:
    """A simulation in which it happened."""
    made = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        made.attempt(command)
    return made


def outcome(simulator: Engine) -> str:
    return fingerprint(end_state(simulator))


# ---------------------------------------------------------------------------------- in writing


def written(history: History) -> str:
    """It as the text of a scenario file."""
    return scenario_text(from_journal(run(history), "It is written"))


def is_written(history: History) -> bool:
    """Whether a scenario file can hold it; where a name is of two things, for example, none can."""
    try:
        parse(written(history))
    except Problems:
        return False
    return True


def as_file(history: History) -> str:
    text = written(history)
    for command in history.commands:
        if isinstance(command, Advance):
            step = f"  - advance: {in_units(command.milliseconds)}\n"
            if step not in text:
                return f"no step{step}"
    return _replayed(history, parse(text))


def in_units(milliseconds: int) -> str:
    """A duration in the largest units that there are, as files have it."""
    rest, parts = Decimal(milliseconds), []
    for unit, length in (("d", DAY), ("h", 60 * MINUTE), ("m", MINUTE), ("s", 1000)):
        count = rest / length if unit == "s" else rest // length
        rest -= count * length
        if count:
            parts.append(f"{count.normalize():f}{unit}")
    return " ".join(parts) or "0s"


def as_gherkin(history: History) -> str:
    from harness.gherkin.conftest_loader import definitions_for
    from harness.gherkin.feature_file import parse as parse_feature
    from harness.gherkin.run import scenario_of
    from harness.gherkin.writer import feature_text

    text = feature_text([parse(written(history))])
    read = parse_feature("x.feature", text)
    definitions = definitions_for(Path(__file__).parent / "x.feature")
    return _replayed(history, scenario_of(read, read.cases[0], definitions))


def _replayed(history: History, scenario: Scenario) -> str:
    done = replay(scenario).simulator
    return "" if outcome(done) == outcome(run(history)) else "another fingerprint"


BEYOND = (  # what a file may have, and what it may not have in its place
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "1899-12-31T23:59:59Z"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2155-01-01T00:00:00Z"),
    (r"(?<=: )\d{4}-\d\d-\d\d(?=[,}])", "2155-01-01"),
    (r"(?<=for: )[\d.dhms ]+", "36600d 1s"),
    (r"(?<=advance: )[\d.dhms ]+", "36600d 1s"),
    (r"a@b\.example", "a b.example"),
    (r"-2147483648", "-2147483649"),
    (r"99999999999\.99", "1234567890123456.5"),
    (r"https://\S+#c", "https://example.test/a b"),
    (r"(?<=reference: )56\d{11}", "9223372036854775808"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{22}", "00000000-0000-0000-0000-000000000000"),
)


def beyond(history: History) -> str:
    """In its file one word is beyond what may be, and so the file is in error."""
    text = written(history)
    if "refused" in text:  # before which a value may be wrong
        return ""
    for right, wrong in BEYOND:
        changed = re.sub(right, wrong, text, count=1)
        if changed != text:
            with contextlib.suppress(Problems):
                parse(changed)
                return f"{wrong} is taken"
    return ""


# ---------------------------------------------------------------------------------- by others


def in_copies(history: History) -> str:
    """At some places it goes on in a copy, and the original is let go."""
    whole, simulator = run(history), Engine(history.settings, history.catalog)
    for number, command in enumerate((*history.given, *history.commands)):
        if not number % 5:
            left, simulator = simulator, simulator.fork()
            left.attempt(TurnOff())
            left.attempt(Advance(DAY))
        simulator.attempt(command)
    return "" if outcome(simulator) == outcome(whole) else "another fingerprint"


def in_a_database(history: History) -> str:
    """Somebody else goes on with it in the middle."""
    from harness.library.simulator import Simulator

    commands, half = history.commands, len(history.commands) // 2
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/world.db"
        with Simulator(history.settings, catalog=history.catalog, stores=url) as first:
            for command in (*history.given, *commands[:half]):
                first.attempt(command)
        with Simulator.open(url) as second:
            for command in commands[half:]:
                second.attempt(command)
            return "" if outcome(second) == outcome(run(history)) else "another fingerprint"


class BreaksOff(Integration):
    """An integration that breaks off at the nth record that it has written."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.left = 3

    def track(self, pair: RecordPair, rec_id: int, row_id: int, synced: Any) -> None:
        super().track(pair, rec_id, row_id, synced)
        self.left -= 1
        if not self.left:
            raise LookupError(pair.name)


def broken_off(history: History) -> str:
    """Of the record at which a run breaks off nothing is written, and what it counts is right."""
    simulator = Engine(history.settings, history.catalog, integration=BreaksOff)
    for command in (*history.given, *history.commands):
        before, first = _records(simulator), len(simulator.journal) + 1
        missed = simulated(simulator.world)["missed_requests"]
        try:
            simulator.attempt(command)
        except PluginError as error:
            if not isinstance(command, RunBatchJob):
                return ""
            name, now = str(error.__cause__), simulated(simulator.world)
            was = [it for it in missed if it["record"] == name]
            if [it for it in now["missed_requests"] if it["record"] == name] != was:
                return f"{name}: its requests were {was}"
            for environment, there in before.items():
                both = (there, _records(simulator)[environment])
                were, are = ({key: it[key] for key in it if key[1] == name} for it in both)
                if were != are:
                    return f"{name} in {environment} was {were}"
            lost = [number for number, event in simulator.journal if event.event == "lost"]
            if simulator.journal.losses != lost:
                return f"losses {lost}"
            done = {event.record for _, event in simulator.journal.since(first) if event.record}
            [told] = [it.data for _, it in simulator.journal if it.event == "plugin_failed"]
            if told["handled"] != len(done) or told["left"] != len(now["missed_requests"]):
                return f"{told}, of {done}"
            return ""
    return ""


# ---------------------------------------------------------------------------------- counted again


def counted(history: History) -> str:
    """What is counted in the journal, counted by what is there; and references in their forms."""
    simulator = Engine(history.settings, history.catalog)
    saved: dict[tuple[str, str], Any] = {}
    for command in (*history.given, *history.commands):
        first, before = len(simulator.journal) + 1, _records(simulator)
        refused = simulator.attempt(command)
        now = _records(simulator)
        own = [event for _, event in simulator.journal.since(first)]
        if isinstance(command, Restore) and not refused:
            [told] = [event.data for event in own if event.event == "environment_restored"]
            was = before[command.environment]
            there = saved[command.environment, command.name]
            found = {
                "changed": sum(was[key] != record for key, record in there.items() if key in was),
                "went": len(was.keys() - there.keys()),
                "came": len(there.keys() - was.keys()),
            }
            if {key: told[key] for key in found} != found:
                return f"{command}: {told}, and it is {found}"
        for event in own:
            if event.event == "backed_up":
                saved[event.environment, event.data[0]] = now[event.environment]
            if event.event == "import_ended" and "deleted" in event.data:
                kept = Counter(it.data[0] for it in own if it.event == "refused")["delete"]
                table = [key for key in before[event.environment] if key[0] == event.table]
                if event.data["deleted"] != len(table) - kept:
                    return f"{command}: {event.data} of {len(table)}, and {kept} stay"
    for record in now[DATAVERSE].values():
        text = row_id_text(record["reference"])
        if UUID(text).int != record["reference"] or str(UUID(text)) != text:
            return f"{text} is no row id"
    lost = [number for number, event in simulator.journal if event.event == "lost"]
    return "" if simulator.journal.losses == lost else f"losses {lost}"


def _records(simulator: Engine) -> dict[str, dict[tuple[str, str], Any]]:
    there = simulated(simulator.world)["environments"]
    return {
        environment: {
            (table, record["record"]): record for table, rows in tables.items() for record in rows
        }
        for environment, tables in there.items()
    }


# ---------------------------------------------------------------------------------- at the edges

EDGES: dict[str, tuple[Any, ...]] = {  # of types, as both environments hold them
    "Text": ("x" * 100, "ß", " a", "0", "null", "#", "'\"", "a: b", "1e3", "é", "yes"),
    "Integer": (-(2**31), 2**31 - 1, 0, -1),
    "Decimal": (Decimal("0.0001"), Decimal(-1), Decimal("99999999999.99"), Decimal(0)),
    "Currency": (Decimal("0.01"), Decimal("-9999999999999.99"), Decimal(10)),
    "Date": ("1900-01-02", "2000-02-29", "2154-12-31"),
    "DateTime": ("1900-01-02T00:00:00Z", "1969-12-31T23:59:59Z", "2154-12-31T23:59:59Z"),
    "Yes/No": (True, False),
    "Email": ("a@b.example", "a.b+c@d-e.example"),
    "URL": ("https://example.test/?a=b#c", "example.test"),
    "Phone": ("+1 (0) 2-3", "0"),
}
CHOICES = {  # of tables of one's own: names of Human Resources, numbers of Dataverse
    "type": "Choice",
    "choices": ["Early", "Late", "Night"],
    "numbers": {"Early": 1, "Late": 2, "Night": 2},
    "labels": {1: "Day", 2: "Evening", 9: "Other"},
}
OWN_TABLE: dict[str, Any] = {
    "new_vehicle": {
        "columns": {
            "new_plate": {"type": "Text", "max_length": 12},
            "new_weight": {"type": "Decimal"},
            "new_shift": CHOICES,
            "new_colour": {"type": "Choice", "choices": ["red", "green"]},
            "new_value": {"type": "Currency", "one_way": True},
        },
        "lookups": {"new_driver": "cdm_worker"},
        "natural_key": ["new_plate"],
    }
}


def with_own_table(history: History) -> History:
    """The history, and what is done in a table of one's own thereafter; and generated rows."""
    catalog = history.catalog.extended(OWN_TABLE)
    rows = generated_rows(catalog["cdm_title"], 3, history.settings.seed, "hr")
    plate = {"new_plate": "A"}
    first = {**plate, "new_shift": "Night", "new_weight": Decimal("0.1"), "new_value": Decimal(5)}
    second = {"new_shift": 1, "new_colour": "green"}
    more = (
        Import("hr", "cdm_title", rows, generate=3),
        Create("hr", "new_vehicle", "vehicle", pairs(first)),
        RunBatchJob(),
        Edit("dataverse", "vehicle", pairs(second)),
        RunBatchJob(),
        Edit("hr", "vehicle", pairs({"new_shift": "Late", "new_value": None})),
    )
    return history._replace(catalog=catalog, commands=(*history.commands, *more))


def edged(history: History, seed: int) -> History:
    """The history with values at the edges of their types, and with the longest durations."""
    draw = random.Random(seed)
    return history._replace(commands=tuple(_edged(history, draw, it) for it in history.commands))


def _edged(history: History, draw: random.Random, command: Command) -> Command:
    if isinstance(command, Create | Edit) and draw.random() < 0.7:
        table = _table_of(history, command)
        edges = {} if table is None else _edges(draw, table)
        values = tuple(it for it in command.values if it[0] not in edges)
        return replace(command, values=(*values, *pairs(edges)))
    if isinstance(command, Fault) and command.kind == "unavailable":
        return replace(command, milliseconds=draw.choice((1, 999, 61_001, LONGEST)))
    if isinstance(command, Advance) and draw.random() < 0.3:
        return Advance(draw.choice((1, 999, 1_000, 3_599_999)))
    return command


def _table_of(history: History, command: Create | Edit) -> Table | None:
    if isinstance(command, Create):
        return history.catalog[command.table]
    for it in (*history.given, *history.commands):
        if getattr(it, "record", None) == command.record and hasattr(it, "table"):
            return None if it.table is None else history.catalog[it.table]
    return None


def _edges(draw: random.Random, table: Table) -> dict[str, Any]:
    """Some columns that both environments have in one type, with values at its edge."""
    known = {*table.key_columns, *(table.names[place] for place in table.period or ())}
    found = [
        column
        for column in table.columns
        if column.name not in known
        and column.hr == column.dataverse is not None
        and column.accepts.type in EDGES
        and not column.accepts.choices
        and not column.numbers
    ]
    some = draw.sample(found, min(len(found), draw.randint(1, 4)))
    return {it.name: draw.choice(EDGES[it.accepts.type]) for it in some}
