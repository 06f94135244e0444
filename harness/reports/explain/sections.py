"""The sections of an explanation: whether the record exists, what was lost, its values.

Each is chains of links; a link is one event of the journal in words, with the step it belongs to
and the rules that decided it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from harness.domain.column_words import column_words
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.domain.records import Value, at, row_id_text
from harness.domain.request_kinds import DELETE, ShownKind, shown_kind, touched_columns
from harness.domain.step_results import StepResult
from harness.reports.event_text import instant, status_text
from harness.reports.explain.history import ALL_WRITES, Entry, RecordHistory
from harness.reports.explain.sentences import Link, RecordSentences
from harness.reports.sides import differing
from harness.reports.values import brief, quoted
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair, Request

LONGEST_CHAIN: Final = 12  # links of a chain, unless the explanation is of one column
_TRIED_LAST: Final[dict[str, tuple[str, ...]]] = {  # the reason, and the rules behind it
    "unanswered": ("it was done, and the answer is lost", "F2"),
    "failed": ("it failed",),
    "held_back": ("it is held back, because the record is not tracked", "B2"),
}
_OF_THE_ROW: Final = ("linked", "pointed", "dropped")
_TRIED: Final = ("failed", "unanswered")  # of the record, whichever side it was written to


class Chain(NamedTuple):
    """Facts of the end, a line each, and the links that led to them."""

    lines: tuple[str, ...] = ()
    links: Sequence[Link] = ()
    rules: tuple[str, ...] = ()


class RecordSections:
    """The sections for one record. `fold`: columns that never changed share a line."""

    def __init__(
        self, simulator: Engine, pair: RecordPair, steps: Iterable[StepResult], fold: bool
    ) -> None:
        self.simulator, self.world = simulator, simulator.world
        self.pair, self.table = pair, pair.table
        self.fold = fold
        self.history = RecordHistory(simulator, pair)
        self.words = RecordSentences(simulator, pair, self.history, steps)
        self.records = {name: simulator.record(name, pair.name) for name in ENVIRONMENTS}

    def existence(self) -> Chain:
        """Whether each environment has it, and what created or deleted it."""
        lines = []
        for environment, record in self.records.items():
            held = "no"
            if record is not None and environment == HR:
                held = f"yes, RecId {record.reference}"
            elif record is not None:
                held = f"yes, row id {row_id_text(record.reference)}"
            lines.append(f"{ENVIRONMENT_NAMES[environment]}: {held}")
        links = self._links(self.history.of_existence(), self.words.existence)
        if self.history.apart is not None:
            links.insert(0, self.words.given_apart(self.history.apart))
        elif self.history.given:
            links.insert(0, self._given("given in both environments, tracked"))
        return Chain(tuple(lines), self._folded(links))

    def losses(self, names: Sequence[str]) -> Iterator[Chain]:
        """Every loss of these columns and every undone delete."""
        links = []
        for entry in self.history.entries:
            if entry.event.event == "delete_undone":
                links.append(self.words.undone(entry))
            elif entry.event.event == "lost":
                for name, _, _ in entry.event.data:
                    if name in names:
                        links.append(self.words.lost(entry, name))
        yield Chain((), links) if links else Chain(("Nothing that anybody did to it was lost.",))

    def columns(self, names: Sequence[str]) -> Iterator[Chain]:
        """The value each column has and how it came there; what never changed in one line."""
        constant: list[str] = []
        changed: list[Chain] = []
        existence = {entry.seq for entry in self.history.of_existence()}
        for name in names:
            place = self.table.index[name]
            entries = list(self.history.of_column(place))
            given = self._given_values(place)
            writes = [entry for entry in entries if entry.event.event in ALL_WRITES]
            values = {*given.values(), *(entry.effect(place)[1] for entry in writes)}
            values.discard(None)
            if self.fold and len(values) == 1 and existence.issuperset(e.seq for e in entries):
                value = brief(self.words.value(place, values.pop()))
                constant.append(f"{column_words(self.table)[place]} {value}")
            elif entries or values or not self.fold:
                changed.append(self._column(place, entries, given))
        if constant:
            there = any(self.records.values())
            line = "Never anything else, wherever it is" if there else "Gone with the record"
            yield Chain((f"{line}: {', '.join(constant)}",))
        yield from changed

    def _given_values(self, place: int) -> dict[Environment, Value]:
        """What a column was given with, where it was not empty."""
        values = {it: at(values, place) for it, values in self.history.given.items()}
        return {it: value for it, value in values.items() if value is not None}

    def _column(self, place: int, entries: list[Entry], given: dict[Environment, Value]) -> Chain:
        links = self._links(entries, lambda entry: self.words.column(entry, place))
        if given:
            texts = {it: quoted(self.words.value(place, value)) for it, value in given.items()}
            text = f"given as {self._on_both(texts)}"
            links.insert(0, self._given(text))
        name = column_words(self.table)[place]
        if not links:
            return Chain((f"{name}: empty; nobody gave it a value",))
        return Chain((f"{name}: {self._end(place)}",), self._folded(links))

    def _end(self, place: int) -> str:
        """What the column holds at the end, in each environment."""
        found = {
            environment: quoted(self.words.value(place, at(record.values, place)))
            for environment, record in self.records.items()
            if record is not None
        }
        return self._on_both(found) if found else "gone with the record"

    @staticmethod
    def _on_both(texts: dict[Environment, str]) -> str:
        if len(texts) == 2 and len(set(texts.values())) == 1:
            return f"{next(iter(texts.values()))} in both environments"
        return ", ".join(f"{text} in {ENVIRONMENT_NAMES[it]}" for it, text in texts.items())

    def missed(self) -> Iterator[Chain]:
        """What has not travelled, why not, and what was tried."""
        found = [*self._requests(), *self._not_noticed()]
        yield from found or [self._no_request()]

    def _requests(self) -> Iterator[Chain]:
        for environment in ENVIRONMENTS:
            request = self.pair.request(environment)
            if request is not None:
                tried = [
                    entry
                    for entry in self.history.entries
                    if entry.seq > request.since_seq
                    and entry.event.event in ("waiting", "not_listened", "held_back", *_TRIED)
                    and (entry.event.event in _TRIED or entry.event.environment == environment)
                ]
                why, *rules = self._why(request, tried)
                what = self._change(shown_kind(request.kind), request.touched)
                since = self.words.in_step(request.since_seq)
                line = (
                    f"The {what} in {ENVIRONMENT_NAMES[environment]}, first made{since} at "
                    f"{instant(request.since)}: {why}"
                )
                links = self._links(tried, self.words.on_the_way)
                yield Chain((line,), links, tuple(rules))

    def _not_noticed(self) -> Iterator[Chain]:
        """What nobody noticed, and what it waits for (F7)."""
        for environment in ENVIRONMENTS:
            ignored, request = self.pair.ignored(environment), self.pair.request(environment)
            if ignored is None or ignored.kind is None:
                continue
            touched = ignored.touched if request is None else ignored.touched & ~request.touched
            if touched or request is None or request.deletes != (ignored.kind == DELETE):
                what = self._change(shown_kind(ignored.kind), touched)
                line = (
                    f"The {what} in {ENVIRONMENT_NAMES[environment]}: nobody noticed; it waits for "
                    "sync now, or for the record being settled for another reason"
                )
                yield Chain((line,), (), ("F7",))

    def _no_request(self) -> Chain:
        """That nothing waits; where the sides differ all the same, what can repair that."""
        hr, dataverse = self.records.values()
        same = hr is None and dataverse is None
        if hr is not None and dataverse is not None:
            same = not differing(self.table, hr.values, dataverse.values)
        if same:
            return Chain(("Nothing waits to travel.",))
        line = (
            "The environments differ, and no request shows it: sync now repairs that, or the "
            "record being settled for another reason."
        )
        return Chain((line,), (), ("N1",))

    def _change(self, kind: ShownKind, touched: int) -> str:
        columns = touched_columns(column_words(self.table), touched)
        return f"{kind} of {', '.join(columns)}" if columns and kind == "edit" else kind

    def _why(self, request: Request, tried: list[Entry]) -> tuple[str, ...]:
        """Why a request has not travelled: what was tried last, else the switch or the job."""
        if request in self.world.missed.waiting:
            rules = [it.event.rule for it in tried if it.event.rule]
            return "its delivery is not due yet", rules[-1] if rules else "L2"
        last = tried[-1].event.event if tried else ""
        if last in _TRIED_LAST:
            return _TRIED_LAST[last]
        if not self.world.on:
            if last == "waiting":
                return "integration was turned off before it was delivered", "L5"
            return "integration is off", "S2"
        if last == "not_listened":
            return "nobody listens to its columns; it waits for the batch job", "L8"
        job = self.world.job
        if not job.exists:
            return "there is no batch job", "B6"
        if job.run is not None:
            return "a run of the batch job is executing", "B8"
        if job.status != "Waiting":
            stuck = "stuck in " if job.executing else ""
            return f"the batch job is {stuck}{status_text(job.status)}", "B6"
        return "it waits for the next run of the batch job", "S3"

    def tracking(self) -> Chain:
        """The tracking row, or why there is none."""
        row = self.pair.row
        since = 1 if self.history.given else self.history.entries[0].seq
        cleared = [
            Entry(seq, event)
            for seq, event in self.simulator.journal.since(since)
            if event.event == "tracking_cleared" and event.table == self.table.name
        ]
        mine = [
            e for e in self.history.entries if e.event.event in ("linked", "pointed", "dropped")
        ]
        entries = sorted(cleared + mine, key=lambda entry: entry.seq)
        links = self._links(entries, self.words.on_the_way)
        if row is None:
            return Chain(("None: the integration knows of no association.",), links)
        yes = "Yes: a tombstone, which associates nothing" if row.deleted_from_dataverse else "No"
        lines = (
            f"Dataverse table reference: {row_id_text(row.dataverse_reference)}",
            f"Human Resources entity name: {row.entity}",
            f"Human Resources reference: {row.human_resources_reference}",
            f"Deleted from Dataverse: {yes}",
        )
        return Chain(lines, links, ("G4",) if row.deleted_from_dataverse else ())

    def refused(self, entries: list[Entry]) -> Iterator[Chain]:
        """What the simulated system refused to do to it."""
        if entries:
            yield Chain((), self._links(entries, self.words.on_the_way))

    def _links(self, entries: Iterable[Entry], words: Callable[[Entry], Link]) -> list[Link]:
        """In words; what repeats stands once, with how often."""
        links = []
        for _, alike in groupby(map(words, entries), key=attrgetter("text", "rules")):
            first, *again = alike
            if again:
                often = f"{len(again) + 1:,} times, the last at {instant(again[-1].at)}"
                first = first._replace(text=f"{first.text} ({often})")
            links.append(first)
        return links

    def _given(self, text: str) -> Link:
        return Link(None, self.world.settings.start, text)

    def _folded(self, links: list[Link]) -> list[Link]:
        """A long chain without its middle, unless the explanation is of one column."""
        more = len(links) - LONGEST_CHAIN
        if not self.fold or more <= 1:
            return links
        middle = links[3]._replace(text=f"… and {more} more; --column shows them", rules=())
        return [*links[:3], middle._replace(alarm=False), *links[3 + more :]]
