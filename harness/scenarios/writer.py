"""Writer of scenario files, of scenarios and of what happened in a simulation.

The journal keeps the commands that people gave; with the settings and the catalog they are the
whole history. The file of a simulation replays to the same fingerprint.

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> simulator = Engine()
>>> simulator.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> print(scenario_text(from_journal(simulator, "A title is made")))
scenario: A title is made
steps:
  - create: {in: hr, table: cdm_title, record: boss, values: {cdm_name: Boss}}
<BLANKLINE>
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from harness.domain import commands as command
from harness.domain.commands import Command
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, other
from harness.domain.errors import BadInput
from harness.scenarios.expectations import Expectation, RefusedBecause
from harness.scenarios.field_types import reference
from harness.scenarios.format import form_of
from harness.scenarios.given_reader import SIDE
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.settings_format import TOP_SETTINGS, written_settings
from harness.simulator.engine import Engine
from harness.simulator.world import World

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+/()-]*( [A-Za-z0-9_.+/()-]+)*")
_NOT_PLAIN = ("null", "~", "")
_DIGITS = re.compile(r"[0-9]+")  # 000123 is a number to other readers of YAML


def from_journal(simulator: Engine, title: str, file: str = "journal") -> Scenario:
    """The history of a simulator as a scenario: what was given, then a step for each command.

    A value that an environment does not accept may stand only before the refusal is expected.
    """
    setup: list[Command] = []
    steps: list[ScenarioStep] = []
    world = simulator.world
    for does in simulator.journal.history:
        if isinstance(does, command.Give | command.GiveRecord | command.GiveIntegration):
            if steps:
                raise BadInput("records were given after the first step: no scenario can say that")
            setup.append(does)
        else:
            number = len(steps) + 1
            steps.append(ScenarioStep(number, number, does))
            if isinstance(does, command.Create | command.Edit) and (why := _objection(world, does)):
                steps.append(ScenarioStep(number + 1, number + 1, RefusedBecause(why)))
    return Scenario(title, file, world.settings, tuple(steps), tuple(setup), (), world.catalog)


def _objection(world: World, does: command.Create | command.Edit) -> str:
    """Why the environment refuses a value of the command; an empty text if it accepts all."""
    pair = world.record_pairs.named(does.record)
    if isinstance(does, command.Create):
        table = world.catalog[does.table]
    elif pair is not None:
        table = pair.table
    else:
        return ""
    for column, value in does.values:
        facts = table.column(column)
        accepts = facts.in_environment(does.environment)
        if accepts is None:
            return f"{column} exists in {ENVIRONMENT_NAMES[other(does.environment)]} only"
        objection = accepts.objection(value) if value is not None and not facts.target else ""
        if objection:
            return f"{column} in {ENVIRONMENT_NAMES[does.environment]} {objection}"
    if isinstance(does, command.Create):
        given = dict(does.values)
        if any(given.get(column) is None for column in table.key_columns):
            return "needs its natural key"
    return ""


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the text of a scenario file. Its last line ends with a line break."""
    return "\n".join(_lines(document(scenario))) + "\n"


def document(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain values, as they stand in its file; a step is a text or a mapping."""
    found: dict[str, Any] = {"scenario": scenario.title}
    if scenario.rules:
        found["rules"] = list(scenario.rules)
    found |= written_settings(scenario.settings, TOP_SETTINGS)
    if settings := written_settings(scenario.settings):
        found["settings"] = settings
    if scenario.catalog.additions:
        found["catalog"] = scenario.catalog.additions
    if scenario.setup:
        found["given"] = _given(scenario.setup)
    found["steps"] = [step_value(step.does) for step in scenario.steps]
    return found


def _given(setup: tuple[Command, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if any(isinstance(does, command.GiveIntegration) for does in setup):
        found["integration"] = "on"
    gives = [does for does in setup if isinstance(does, command.Give)]
    if generated := {give.table: give.generate for give in gives if give.generate}:
        found["generate"] = generated
    records: dict[str, Any] = {}
    differing: dict[str, None] = {}  # in the order in which their requests stand (S7)
    for does in setup:
        if isinstance(does, command.Give) and not does.generate:
            for row in does.rows:
                records[row.record or ""] = {"table": does.table, "values": dict(row.values)}
        elif isinstance(does, command.GiveRecord):
            records[does.record] = _given_record(does)
            differing.pop(does.record, None)  # given again: it stands where it is whole
            differing[does.record] = None
    if records:
        ordered = iter(differing)
        names = [next(ordered) if name in differing else name for name in records]
        found["records"] = {name: records[name] for name in names}
    return found


def _given_record(does: command.GiveRecord) -> dict[str, Any]:
    found: dict[str, Any] = {"table": does.table}
    if not does.tracked:
        found["tracked"] = "no"
    for environment in ENVIRONMENTS:
        side = does.side(environment)
        if side is None:
            continue
        found[environment] = {
            key: SIDE[key].write(value)
            for key, value in (("values", side.values), ("edited", side.edited))
            if value is not None
        }
        if not side.noticed:
            found[environment]["noticed"] = "no"
        if side.reference is not None:
            found[environment]["reference"] = reference(environment, side.reference)
    return found


def step_value(does: Command | Expectation) -> Any:
    """A step as plain values, as it stands in a file: a text or a mapping."""
    key, form = form_of(does)
    expects = isinstance(does, Expectation)
    if form.bare and (not form.fields or getattr(does, "environment", None) is None):
        written: Any = {key: form.bare.type.write(form.bare.of(does))}
    elif form.fields:
        fields = {
            field.key: field.type.write(value)
            for field in form.fields
            if ((value := field.of(does)) is not None and value is not False) or field.required
        }
        written = fields if expects and not form.nested else {key: fields}
    else:
        written = key
    return {"expect": written} if expects else written


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    for key, value in found.items():
        if key == "start":  # a plain text, although it has colons
            yield f"start: {value}"
        elif key == "steps":
            yield "steps:"
            yield from (f"  - {_one_line(step)}" for step in value)
        elif key in ("settings", "given"):
            yield f"{key}:"
            yield from _indented(value)
        else:
            yield f"{key}: {flow(value)}"


def _indented(found: Mapping[str, Any]) -> Iterator[str]:
    for key, value in found.items():
        if key == "records":
            yield "  records:"
            yield from (f"    {flow(name)}: {flow(record)}" for name, record in value.items())
        else:
            yield f"  {key}: {flow(value)}"


def _one_line(step: Any) -> str:
    if isinstance(step, str):
        return step
    ((key, value),) = step.items()
    return f"{key}: {flow(value)}"


def flow(value: Any) -> str:
    """A value in YAML's flow style, each text so that the reader reads the same text."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return str(value)
    plain = _PLAIN.fullmatch(value) and not _DIGITS.fullmatch(value)
    if plain and value.lower() not in _NOT_PLAIN:
        return value
    # JSON's quoted text is YAML's, but for what YAML does not let stand as it is
    return re.sub(
        r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]",
        lambda match: f"\\u{ord(match[0]):04x}",
        json.dumps(value, ensure_ascii=False),
    )
