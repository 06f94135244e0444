"""The command that asks for a fault, of any kind: which fields a kind takes, `faults` says.

>>> Fault("request_fails", "dataverse", nth=2, change="delete")
Fault('request_fails', environment='dataverse', nth=2, change='delete')
"""

from collections.abc import Iterable
from typing import Final

from harness.domain import arguments
from harness.domain.arguments import Duration, KeyValue
from harness.domain.environments import Environment, EnvironmentName
from harness.domain.immutable import immutable
from harness.domain.readable import Readable

_set: Final = object.__setattr__  # the commands are frozen


@immutable
class Fault(Readable):
    """Inject a fault; its kind and the fields that the kind takes are in `faults.FAULTS`.

    A plugged fault takes keys of its own, by name: `Fault("quota", after=3, reason="429")`.
    """

    kind: str
    environment: Environment | None = None
    after: int | None = None
    milliseconds: int | None = None  # `for` or `by` in a scenario file
    nth: int | None = None
    lasting: bool = False
    applied: bool = False
    # what it is narrowed to: the table, the record, what is written or changed there
    table: str | None = None
    record: str | None = None
    change: str | None = None  # create, edit or delete
    reason: str | None = None  # that its failure bears
    of: str | None = None  # the kind that is over
    keys: tuple[tuple[str, KeyValue], ...] = ()  # further ones of a plugged fault, by name

    def __init__(
        self,
        kind: str,
        environment: EnvironmentName | None = None,
        after: int | None = None,
        milliseconds: Duration | None = None,
        nth: int | None = None,
        lasting: bool = False,
        applied: bool = False,
        table: str | None = None,
        record: str | None = None,
        change: str | None = None,
        reason: str | None = None,
        of: str | None = None,
        keys: Iterable[tuple[str, KeyValue]] = (),
        **further: KeyValue,
    ) -> None:
        named = arguments.fault_keys(keys, further) if keys or further else {}
        after, nth = named.pop("after", after), named.pop("nth", nth)
        texts = {"table": table, "record": record, "change": change, "reason": reason, "of": of}
        lasting, applied = named.pop("lasting", lasting), named.pop("applied", applied)
        _set(self, "kind", arguments.text("Fault: kind", kind, "the name of a kind of fault"))
        where, length = environment, milliseconds
        if where is not None:
            where = arguments.environment("Fault: environment", where)
        if length is not None:
            length = arguments.duration("Fault: milliseconds", length)
        _set(self, "environment", where)
        if after is not None:
            after = arguments.number("Fault: after", after, 0, arguments.MOST_NUMBER)
        if nth is not None:
            nth = arguments.number("Fault: nth", nth, 0, arguments.MOST_NUMBER)
        _set(self, "after", after)
        _set(self, "milliseconds", length)
        _set(self, "nth", nth)
        _set(self, "lasting", arguments.yes_no("Fault: lasting", lasting))
        _set(self, "applied", arguments.yes_no("Fault: applied", applied))
        for name, its in texts.items():
            _set(self, name, arguments.optional_text(f"Fault: {name}", named.pop(name, its)))
        _set(self, "keys", tuple(sorted(named.items())))

    def own_keys(self) -> dict[str, KeyValue]:
        """The keys that are given, as a plugged fault takes them; `in` is not among them."""
        found: dict[str, KeyValue] = {} if self.after is None else {"after": self.after}
        if self.nth is not None:
            found["nth"] = self.nth
        texts = ("table", "record", "change", "reason", "of")
        found |= {name: text for name in texts if (text := getattr(self, name)) is not None}
        found |= {name: True for name in ("lasting", "applied") if getattr(self, name)}
        return {**found, **dict(self.keys)}
