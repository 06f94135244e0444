"""What a scenario came to, in a few sentences: who changed what, what became of it, by which rule.

>>> [str(it) for it in summary(Engine()).sentences]
['No change was settled, so none was lost.']
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from harness.domain.column_words import column_words
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, HR, other
from harness.domain.rule_marks import setting_of
from harness.domain.rules import marked
from harness.domain.step_results import StepResult
from harness.reports.checks import Check, Found, checks, counted, of_record
from harness.reports.event_columns import named_losses
from harness.reports.event_text import few_names, instant, plural
from harness.reports.findings import Changes, Finding, data_loss, undone_deletes
from harness.reports.origins import Origin, Origins
from harness.reports.rivals import Rival, Rivals
from harness.reports.step_words import step_words
from harness.reports.timeline_rows import step_numbers
from harness.reports.values import brief
from harness.simulator.engine import Engine

STORIES: Final = 4  # that are told one by one
_COLUMNS: Final = 3  # of a loss, that are named


class SummarySentence(NamedTuple):
    """A sentence without its full stop, and what it refers to."""

    text: str
    steps: tuple[int, ...] = ()  # of the scenario, in order
    at: str = ""  # when, where there is no step to refer to
    rule: str = ""
    setting: str = ""  # what stands in the rule's place
    alarming: bool = False
    findings: bool = False  # whether it refers to the findings

    def __str__(self) -> str:
        rule = marked(self.rule, self.setting) if self.rule else ""
        which = ", ".join(filter(None, (self.steps_text or self.at, rule)))
        return f"{self.text} ({which})." if which else f"{self.text}."

    @property
    def steps_text(self) -> str:
        """The steps in words; empty if there is none."""
        return "".join(f"{words}{step}" for words, step in self.steps_words)

    @property
    def steps_words(self) -> list[tuple[str, int]]:
        """Words, each with the step that follows it."""
        return step_words(self.steps)


class Summary(NamedTuple):
    """The sentences: each story begins with who did what, and ends with what became of it."""

    stories: Sequence[Sequence[SummarySentence]]
    rest: Sequence[SummarySentence]

    @property
    def sentences(self) -> list[SummarySentence]:
        """All of them, in order."""
        return [*(it for story in self.stories for it in story), *self.rest]


class _Case(NamedTuple):
    """A finding, what it comes from, and the steps of both."""

    finding: Finding
    origin: Origin
    first: int | None
    step: int | None
    actor: str  # who lost it, or undid it
    rival: Rival  # what it was lost to

    @property
    def alike(self) -> tuple[object, ...]:
        """What it has in common with those that share its story."""
        it = self.finding
        lost_to = self.rival.kind, self.rival.actor if self.rival.kind else "", self.rival.created
        where = it.kind, it.environment, it.table, it.rule
        return *where, self.origin.who, self.actor, self.step, lost_to


def summary(
    simulator: Engine,
    steps: Iterable[StepResult] = (),
    found: Sequence[Check] | None = None,
    record: str | None = None,
) -> Summary:
    """What was lost and undone, and what else was found; of one `record` if asked."""
    found = of_record(checks(simulator), record) if found is None else found
    groups: dict[tuple[object, ...], list[_Case]] = {}
    for case in _cases(simulator, steps):
        if record in (None, case.finding.record):
            groups.setdefault(case.alike, []).append(case)
    stories = [list(_story(simulator, cases)) for cases in groups.values()]
    more = list(groups.values())[STORIES:]
    return Summary(stories[:STORIES], list(_rest(simulator, found, more, record)))


def _cases(simulator: Engine, steps: Iterable[StepResult]) -> Iterator[_Case]:
    origins, rivals, step_of = Origins(simulator), Rivals(simulator), step_numbers(steps)
    both = [*data_loss(simulator), *undone_deletes(simulator)]
    for finding in sorted(both, key=lambda it: it.seq):
        origin = origins.of(finding)
        first = step_of.get(origin.seq) if origin.seq else None
        actor = simulator.journal[finding.seq].actor
        step = step_of.get(finding.seq)
        yield _Case(finding, origin, first, step, actor, rivals.of(finding.seq))


def _story(simulator: Engine, cases: Sequence[_Case]) -> Iterator[SummarySentence]:
    one, lost = cases[0], cases[0].finding.kind == "data loss"
    yield SummarySentence(
        _did(simulator, cases), *_when([(it.first, _at(it.origin)) for it in cases])
    )
    whom = "it" if len(cases) == 1 else "them"
    integration = one.actor.capitalize() if one.actor in ("live sync", "sync now") else ""
    text = integration or f"The {one.actor}"
    if not lost:
        text += f" brought {whom} back"
    elif one.finding.rule == "L6":
        there = ENVIRONMENT_NAMES[other(one.finding.environment)]
        records, were = ("records", "they were") if cases[1:] else ("record", "it was")
        text += f" deleted the {records} with {whom}, as {were} deleted in {there}"
    else:
        tie = ", in a tie" if one.finding.rule == "R11" else ""
        text += f" overwrote {_overwritten(simulator, cases)}{tie}"
    at = [(it.step, it.finding.at) for it in cases]
    told = SummarySentence(text, *_when(at), rule=one.finding.rule, alarming=True)
    yield told._replace(setting=setting_of(one.finding, simulator.world.settings))


def _did(simulator: Engine, cases: Sequence[_Case]) -> str:
    """What users did: what was lost, or the delete."""
    finding, origin = cases[0].finding, cases[0].origin
    user = "An HR user" if finding.environment == HR else "A Dataverse user"
    if origin.who == "import":
        user = "An import"
    before = "" if origin.event else ", before the start"
    lost = finding.kind == "data loss"
    verb = "created" if origin.event and origin.event.event == "created" else "edited"
    if not lost:
        rekeyed = origin.event is not None and origin.event.event == "rekeyed"
        verb = "gave another natural key to" if rekeyed else "deleted"
    if len(cases) > 1:
        if origin.who != "import":
            user = f"{user.partition(' ')[2]}s"
        names = dict.fromkeys(it.finding.record for it in cases)
        whose = f"{_which_columns(simulator, cases)} of " if lost and verb == "edited" else ""
        return f"{user} {verb} {whose}{plural(len(names), 'record')}{before}: {few_names(names)}"
    what = f": {_columns(simulator, finding)}" if lost else ""
    return f"{user} {verb} {finding.record}{before}{what}"


def _columns(simulator: Engine, finding: Finding) -> str:
    return _few([f"{name} {brief(lost)}" for name, lost, _ in _named(simulator, finding)])


def _named(simulator: Engine, finding: Finding) -> Changes:
    return named_losses(simulator.world.catalog[finding.table], finding.columns)


def _which_columns(simulator: Engine, cases: Sequence[_Case]) -> str:
    """The columns that several lost: all of them, or each of them some."""
    return _named_columns([[name for name, _, _ in _named(simulator, it.finding)] for it in cases])


def _named_columns(each: Sequence[Sequence[str]]) -> str:
    names = list(dict.fromkeys(name for one in each for name in one))
    more = names[_COLUMNS:]
    few = [*names[:_COLUMNS], plural(len(more), "more column")] if more else names
    joint = " and " if all(len(one) == len(names) for one in each) else " or "
    return f"the {joint.join(filter(None, (', '.join(few[:-1]), few[-1])))}"


def _few(texts: Sequence[str]) -> str:
    more = len(texts) - _COLUMNS
    listed = ", ".join(texts[:_COLUMNS])
    return f"{listed} and {plural(more, 'more value')}" if more > 0 else listed


def _overwritten(simulator: Engine, cases: Sequence[_Case]) -> str:
    """What was overwritten, with what, and because of whose edit."""
    rival = cases[0].rival
    winner = ENVIRONMENT_NAMES[other(cases[0].finding.environment)]
    had = "still had" if rival.kind and not rival.created else "had"
    if len(cases) > 1:
        event = cases[0].origin.event
        created = event is not None and event.event == "created"
        what = f"{_which_columns(simulator, cases)} of them" if created else "them"
        return f"{what} with {_with_what(simulator, cases, f'{winner} {had}')}"
    columns = _named(simulator, cases[0].finding)
    text = f"it with {_few([f'{name} {brief(kept)}' for name, _, kept in columns])}"
    if len(columns) == 1:
        text = f"it with {brief(columns[0][2])}"
    if rival.kind != "other":
        return text
    user = _users(rival.actor, many=False)
    return f"{text}, which {winner} {had}, because {user} {_rival_did(simulator, cases)}"


def _with_what(simulator: Engine, cases: Sequence[_Case], had: str) -> str:
    """With what the values of several were overwritten: users' own, or what the winner had."""
    rival, users = cases[0].rival, _users(cases[0].rival.actor, many=True)
    if rival.kind == "other":
        return f"what {had}, because {users} {_rival_did(simulator, cases)}"
    if not rival.kind:
        return f"what {had}"
    return f"what {users} entered instead{f', or {had}' if rival.kind == 'part' else ''}"


def _users(actor: str, *, many: bool) -> str:
    """Who edited on the winning side."""
    if actor in ("HR user", "Dataverse user"):
        return f"{actor}s" if many else f"{'an' if actor[0] == 'H' else 'a'} {actor}"
    return "an import" if actor == "import" else "somebody before the start"


def _rival_did(simulator: Engine, cases: Sequence[_Case]) -> str:
    """Which other columns were edited on the winning side, or that the record was made there."""
    records = "the same records" if cases[1:] else "the same record"
    if cases[0].rival.created:
        return f"created {records}"
    table = simulator.world.catalog[cases[0].finding.table]
    words = dict(zip(table.names, column_words(table), strict=True))
    columns = _named_columns([[words[name] for name in it.rival.columns] for it in cases])
    return f"edited {columns} of {records}"


def _at(origin: Origin) -> int | None:
    return origin.event.at if origin.event else None


def _when(found: Sequence[tuple[int | None, int | None]]) -> tuple[tuple[int, ...], str]:
    """The steps; and the first time, if there is no step."""
    steps = sorted({step for step, _ in found if step is not None})
    if steps:
        return tuple(steps), ""
    at = found[0][1]
    return (), "" if at is None else instant(at)


def _rest(
    simulator: Engine, found: Sequence[Check], more: Sequence[Sequence[_Case]], record: str | None
) -> Iterator[SummarySentence]:
    """Of what there are more stories; that nothing was lost; what else was found."""
    of = {it.kind: [one.record for one in it.found] for it in found}
    lost, undone, missed = map(of.pop, ("data loss", "undone delete", "missed request"))
    untold: dict[str, list[str]] = {}
    for case in (it for cases in more for it in cases):
        untold.setdefault(case.finding.kind, []).append(case.finding.record)
    if untold:
        yield SummarySentence(f"More: {counted(found, untold)}", alarming=True, findings=True)
    settled = sum(it.looked_at for it in found[:2])
    if not settled and not lost and not undone:
        yield SummarySentence("No change was settled, so none was lost")
    elif not lost and not undone:
        where = f"in {plural(settled, 'settled change')}" if record is None else f"of {record}"
        yield SummarySentence(f"Nothing was lost {where}")
    drift = (it for check in found if check.kind == "drift" for it in check.found)
    for text in _apart(simulator, drift):
        yield SummarySentence(text, alarming=True, findings=True)
    of.pop("drift", None)
    if any(of.values()):
        alarming = any(it.alarming and of.get(it.kind) for it in found)
        text = f"Also found: {counted(found, of)}"
        yield SummarySentence(text, alarming=alarming, findings=True)
    if missed:
        is_left = "is left" if len(missed) == 1 else "are left"
        yield SummarySentence(f"{plural(len(missed), 'missed request')} {is_left}", findings=True)


def _apart(simulator: Engine, found: Iterable[Found]) -> Iterator[str]:
    """Which records are not the same on both sides, and what alone repairs them."""
    groups: dict[tuple[str, bool], list[str]] = {}
    for it in found:
        there = [side for side in ENVIRONMENTS if simulator.record(side, it.record) is not None]
        one_sided = f"in {ENVIRONMENT_NAMES[there[0]]} only" if len(there) == 1 else ""
        in_grid = simulator.world.catalog[it.table].in_grid
        groups.setdefault((one_sided, in_grid), []).append(it.record)
    for (where, in_grid), names in groups.items():
        is_or_are, whom = ("is", "it") if len(names) == 1 else ("are", "them")
        repair = "there is no request, and no sync now (G2)"
        if in_grid:
            repair = f"no run repairs {whom} but sync now"
        how = where or "not the same on both sides"
        yield f"{few_names(names)} {is_or_are} {how}, and {repair}"
