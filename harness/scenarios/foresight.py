"""The expectation of what the next run would do, which it does in a copy of the simulation.

>>> Foresees("nothing").check(Engine(), None).actual
'it would not run: integration is off'
>>> Foresees("lost", "hr", "ada").text(Engine())
'the next batch run would lose a change of ada in Human Resources'
"""

from collections.abc import Iterable
from typing import Final

from harness.domain import arguments
from harness.domain.environments import Environment, EnvironmentName
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.domain.suggestions import did_you_mean
from harness.reports.event_text import plural
from harness.scenarios.counts import TABLE
from harness.scenarios.unmet import NAME, Unmet, first_three, place, spoken
from harness.simulator.engine import Engine

_set: Final = object.__setattr__  # expectations are frozen
NOTHING: Final = "nothing"
# what may be foreseen, with the word of a sentence: the run would `restore` a record
VERBS: Final[dict[str, str]] = {
    "created": "create",
    "edited": "edit",
    "restored": "restore",
    "deleted": "delete",
    "lost": "lose",
    "linked": "link",
    "settled": "settle",
    "failed": "fail at",
    "held_back": "hold back",
    "stopped": "stop before its end",
}
OUTCOMES: Final = (*VERBS, NOTHING)


@immutable
class Foresees:
    """The next run of the batch job would do this, or sync now of a table; nothing of it is done.

    Of a record, in an environment or in either; without a record: something is done so. `count` is
    how often. A run that is refused does not do it, and not nothing either.
    """

    kind: str
    environment: Environment | None = None
    record: str | None = None
    columns: frozenset[str] | None = None
    count: int | None = None
    table: str | None = None

    def __init__(
        self,
        kind: str,
        environment: EnvironmentName | None = None,
        record: str | None = None,
        columns: Iterable[str] | None = None,
        count: int | None = None,
        table: str | None = None,
    ) -> None:
        if kind not in OUTCOMES:
            near = did_you_mean(str(kind), OUTCOMES)
            raise BadInput(f"Foresees: kind: no {kind!r}{near}; there are {', '.join(OUTCOMES)}")
        if isinstance(columns, str) or not isinstance(columns, Iterable | None):
            raise arguments.wrong("Foresees: columns", "a list of columns, or None", columns)
        columns = None if columns is None else frozenset(columns)
        if problem := wrong_together(kind, environment, record, columns, count):
            raise BadInput(f"Foresees: {problem}")
        if environment is not None:
            environment = arguments.environment("Foresees: environment", environment)
        _set(self, "kind", kind)
        _set(self, "environment", environment)
        _set(self, "record", arguments.optional_text("Foresees: record", record, NAME))
        _set(self, "columns", columns)
        if count is not None:
            count = arguments.number("Foresees: count", count, 0)
        _set(self, "count", count)
        _set(self, "table", arguments.optional_text("Foresees: table", table, TABLE))

    def check(self, simulator: Engine, _refusal: str | None) -> Unmet | None:
        from harness.reports.foresight import foresee

        foresight = foresee(simulator, self.table)
        if foresight.refused is not None:
            return Unmet(self.text(simulator), f"it would not run: {foresight.refused}", "refused")
        found = [
            it
            for it in foresight.found
            if self.kind in (it.kind, NOTHING)
            and self.environment in (None, it.environment)
            and self.record in (None, it.record)
            and (self.columns is None or self.columns == it.columns.keys())
        ]
        wanted = 0 if self.kind == NOTHING else self.count
        if len(found) == wanted or (wanted is None and found):
            return None
        alike = found or [it for it in foresight.found if it.record == self.record]
        actual = first_three([f"{it.record or 'the run'}: {it.text}" for it in alike])
        return Unmet(self.text(simulator), actual or "it would do no such thing", bool(found))

    def text(self, simulator: Engine) -> str:
        """What is demanded, in words."""
        table = simulator.world.catalog.get(self.table or "")
        of = self.table if table is None else table.display_name
        run = f"sync now of {of}" if of else "the next batch run"
        if self.kind == NOTHING:
            return f"{run} would do nothing"
        negated = self.count == 0 and (self.record is not None or self.kind == "stopped")
        return f"{run} would {'not ' if negated else ''}{VERBS[self.kind]}{self._object(simulator)}"

    def _object(self, simulator: Engine) -> str:
        if self.kind == "stopped":
            return ""
        if self.record is not None:
            where = place(self.environment, self.record) if self.environment else self.record
            columns = ", ".join(
                spoken(simulator, self.record, it) for it in sorted(self.columns or ())
            )
            of = "" if self.columns is None else f", of {columns or 'no column'}"
            return f"{' a change of' if self.kind == 'lost' else ''} {where}{of}"
        if not self.count:
            return " something" if self.count is None else " nothing"
        return f" {plural(self.count, 'change' if self.kind == 'lost' else 'record')}"


def wrong_together(
    kind: object, environment: object, record: object, columns: object, count: object
) -> str:
    """Why these cannot stand together; or ''."""
    if kind == NOTHING and (record, columns, count) != (None, None, None):
        return "nothing is all that is said: no record, columns or count"
    if environment is not None and record is None:
        return "an environment is that of a record: name it"
    if columns is not None and (kind != "lost" or environment is None or count is not None):
        return "columns are of a change that is lost: in an environment, of a record, no count"
    if kind == "stopped" and (record is not None or count not in (None, 0)):
        return "the run is stopped, or is not, count: 0; no record is"
    if record is not None and count not in (None, 0):
        return f"count of one record is 0, or left out, not {count}"
    return ""
