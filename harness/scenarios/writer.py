"""Scenarios as text: what happened in a simulation, written as a scenario file that replays it.

The journal keeps the commands that people gave; with the settings and the catalog they are the
whole history. The file replays to the same fingerprint.

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.simulator import Simulator
>>> simulator = Simulator()
>>> simulator.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
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
from harness.domain.commands import Command, command_name
from harness.domain.errors import BadInput
from harness.domain.faults import given_keys
from harness.domain.settings import Settings
from harness.domain.times import format_duration, format_instant
from harness.scenarios import expectations as expected
from harness.scenarios.expectations import Expectation
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.simulator.simulator import Simulator

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+/()-]*( [A-Za-z0-9_.+/()-]+)*")
_NOT_PLAIN = ("null", "~", "")
_DIGITS = re.compile(r"[0-9]+")  # 000123 is a number to other readers of YAML


def from_journal(simulator: Simulator, title: str, file: str = "journal") -> Scenario:
    """The history of a simulator as a scenario: what was given, then a step for each command."""
    setup: list[Command] = []
    steps: list[ScenarioStep] = []
    for does in simulator.journal.history:
        if isinstance(does, command.Give | command.GiveIntegration):
            if steps:
                raise BadInput("records were given after the first step: no scenario can say that")
            setup.append(does)
        else:
            number = len(steps) + 1
            steps.append(ScenarioStep(number, number, does))
    world = simulator.world
    return Scenario(title, file, world.settings, tuple(steps), tuple(setup), (), world.catalog)


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the text of a scenario file. Its last line ends with a line break."""
    return "\n".join(_lines(scenario)) + "\n"


def _lines(scenario: Scenario) -> Iterator[str]:
    yield f"scenario: {flow(scenario.title)}"
    if scenario.rules:
        yield f"rules: {flow(list(scenario.rules))}"
    yield from _settings(scenario.settings)
    if scenario.catalog.additions:
        yield f"catalog: {flow(scenario.catalog.additions)}"
    yield from _given(scenario.setup)
    yield "steps:"
    for step in scenario.steps:
        yield f"  - {_step(step.does)}"


def _settings(settings: Settings) -> Iterator[str]:
    usual = Settings()
    if settings.start != usual.start:
        yield f"start: {format_instant(settings.start)}"
    if settings.seed != usual.seed:
        yield f"seed: {settings.seed}"
    own: dict[str, Any] = {}
    for name in ("dataverse_to_hr_delay", "batch_job_every"):
        if getattr(settings, name) != getattr(usual, name):
            own[name] = format_duration(getattr(settings, name))
    for name in ("conflict", "tie"):
        if getattr(settings, name) != getattr(usual, name):
            own[name] = getattr(settings, name)
    costs = {
        switch: f"{getattr(settings, name) / 1000:g}"
        for switch, name in (("off", "import_off"), ("on", "import_on"))
        if getattr(settings, name) != getattr(usual, name)
    }
    if costs:
        own["import_seconds_per_record"] = costs
    if own:
        yield "settings:"
        yield from (f"  {name}: {flow(value)}" for name, value in own.items())


def _given(setup: tuple[Command, ...]) -> Iterator[str]:
    if not setup:
        return
    yield "given:"
    if any(isinstance(does, command.GiveIntegration) for does in setup):
        yield "  integration: on"
    gives = [does for does in setup if isinstance(does, command.Give)]
    generated = {give.table: give.generate for give in gives if give.generate}
    if generated:
        yield f"  generate: {flow(generated)}"
    if any(not give.generate for give in gives):
        yield "  records:"
        for give in gives:
            for row in give.rows if not give.generate else ():
                record = {"table": give.table, "values": dict(row.values)}
                yield f"    {flow(row.record or '')}: {flow(record)}"


def _step(does: Command | Expectation) -> str:
    if isinstance(does, Expectation):
        return f"expect: {flow(_expected(does))}"
    name = command_name(does)
    argument = _argument(does)
    return name if argument is None else f"{name}: {flow(argument)}"


def _argument(does: Command) -> Any:
    """What stands behind the command's name, or None."""
    if isinstance(does, command.Advance):
        return format_duration(does.milliseconds)
    if isinstance(does, command.ClearTracking | command.SyncNow):
        return does.table
    if isinstance(does, command.Import):
        where = {"in": does.environment, "table": does.table}
        if does.generate:
            return {**where, "generate": does.generate}
        rows: list[dict[str, Any]] = [
            {**({"record": row.record} if row.record else {}), **dict(row.values)}
            for row in does.rows
        ]
        return {**where, "rows": rows}
    if isinstance(does, command.Fault):
        return {"kind": does.kind, **given_keys(does)}
    if isinstance(does, command.Create | command.Edit):
        made: dict[str, Any] = {"in": does.environment}
        if isinstance(does, command.Create):
            made["table"] = does.table
        made |= {"record": does.record, "values": dict(does.values)}
        return {**made, "entity": does.entity} if does.entity else made
    if isinstance(does, command.Delete):
        return {"in": does.environment, "record": does.record}
    return None


def _expected(does: Expectation) -> dict[str, Any]:
    if isinstance(does, expected.HasValues):
        return {"in": does.environment, "record": does.record, "values": dict(does.values)}
    if isinstance(does, expected.Exists):
        return {"in": does.environment, "record": does.record, "exists": does.exists}
    if isinstance(does, expected.Tracked):
        return {"record": does.record, "tracked": does.tracked}
    if isinstance(does, expected.DeletedFromDataverse):
        return {"record": does.record, "deleted_from_dataverse": does.says_yes}
    if isinstance(does, expected.Converged):
        return {"converged": does.table or "all"}
    if isinstance(does, expected.Diverged):
        return {"diverged": does.record}
    if isinstance(does, expected.RefusedBecause):
        return {"refused": does.text}
    if isinstance(does, expected.TimelineSays):
        return {"timeline": does.text}
    if isinstance(does, expected.Elapsed):
        return {"elapsed": format_duration(does.milliseconds)}
    if isinstance(does, expected.DataLosses):
        names = ("in", "record", "column", "lost", "kept")
        return {"data_losses": [dict(zip(names, row, strict=True)) for row in does.rows]}
    if isinstance(does, expected.Grid):
        return {"grid": {"table": does.table, "rows": [dict(row) for row in does.rows]}}
    if isinstance(does, expected.MissedRequests) and does.environment is None:
        return {"missed_requests": does.count}
    name = command_name_of(does)
    if does.environment is None:
        return {name: "none"}
    found: dict[str, Any] = {"in": does.environment, "record": does.record}
    if isinstance(does, expected.DataLoss) and does.columns is not None:
        found["columns"] = sorted(does.columns)
    return {name: found}


def command_name_of(does: Expectation) -> str:
    """The key of an expectation in a file: its type's name in snake case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(does).__name__).lower()


def flow(value: Any) -> str:
    """A value in YAML's flow style, every text such that the loader reads the same text."""
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
        r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]",
        lambda match: f"\\u{ord(match[0]):04x}",
        json.dumps(value, ensure_ascii=False),
    )
