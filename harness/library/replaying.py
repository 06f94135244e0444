r"""Replays as the library gives them: what failed, what happened, what it came to.

>>> from harness.scenarios.reader import parse
>>> done = replay(parse("scenario: On\nsteps: [turn_on, expect: {missed_requests: 1}]"))
>>> done
<Replayed: On: failed at step 2: expected 1 missed request, actual 0 missed requests>
>>> done.passed, done.simulator.on
(False, True)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from harness.domain.arguments import number, optional_text, text, wrong
from harness.library.choices import PluginSource, PropertySource, own_parts
from harness.library.parts import FreshSimulator, SimulatorSource
from harness.library.simulator import Simulator
from harness.properties.plugin_file import plugged_in
from harness.reports.checks import Check
from harness.reports.diff import DiffSection, Parting, differences, parting
from harness.reports.explain.explanation import RecordExplanation
from harness.reports.explain.explanation import explain as explained
from harness.reports.findings import Finding, MissedRequest
from harness.reports.foresight import Foresight
from harness.reports.foresight import foresee as foreseen
from harness.reports.output import PIPED_WIDTH
from harness.reports.result_format import Result
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.replay import Progress, Replay
from harness.scenarios.replay import replay as replay_scenario
from harness.scenarios.results import explanation, result, result_by_step, scenario_view
from harness.scenarios.scenario import Scenario


@dataclass(slots=True, repr=False)
class Replayed(Replay):
    """A scenario that was replayed: its failures, and the simulator as it is at the end."""

    simulator: Simulator

    @property
    def passed(self) -> bool:
        """Whether every expectation held, and nothing was refused that should not be."""
        return not self.failures

    @property
    def losses(self) -> list[Finding]:
        """The data that users lost."""
        return self.simulator.losses

    @property
    def undone_deletes(self) -> list[Finding]:
        """The deletes of users that were undone."""
        return self.simulator.undone_deletes

    @property
    def missed_requests(self) -> list[MissedRequest]:
        """The changes that have not travelled yet."""
        return self.simulator.missed_requests

    @property
    def findings(self) -> list[Check]:
        """What was looked for at the end, in how much of it, and what was found."""
        return self.simulator.findings

    @property
    def result(self) -> Result:
        """What ran, its outcome, its end, its timeline and its fingerprint."""
        return result(self)

    @property
    def fingerprint(self) -> str:
        """A digest of the end, the same on every machine."""
        return self.result.run.fingerprint

    def timeline(self, width: int | None = None, *, expand: bool = False) -> str:
        """What happened, step by step, with each failure in its place."""
        from harness.reports.timeline import timeline  # needs tabulate

        columns = PIPED_WIDTH if width is None else number("width", width, 20)
        return timeline(timeline_lines(self.simulator, self.done, expand), width=columns)

    def to_json(self) -> dict[str, Any]:
        """The result as `harness replay --format json` writes it."""
        return self.result.to_json()

    def to_html(self, *, expand: bool = False) -> str:
        """The result as a page."""
        from harness.reports.html.page import page  # needs Jinja2
        from harness.reports.html.scenario import rendered

        return page([rendered(scenario_view(self), "s1", expand)])

    def to_mermaid(self, *, expand: bool = False) -> str:
        """What happened as a sequence diagram in Mermaid."""
        from harness.reports.mermaid import sequence_diagram

        return sequence_diagram(self.simulator, self.done, expand)

    def __repr__(self) -> str:
        how = "passed"
        if self.failures:
            first = self.failures[0]
            how = f"failed at step {first.step}: expected {first.expected}, actual {first.actual}"
        return f"<Replayed: {self.scenario.title}: {how}>"


def replay(
    scenario: Scenario,
    *,
    simulator: SimulatorSource | None = None,
    until: int | None = None,
    plugins: Iterable[PluginSource] = (),
    properties: Iterable[PropertySource] | None = None,
    on_progress: Progress | None = None,
) -> Replayed:
    """Replay a scenario, up to and with the step `until`.

    It runs in a fresh simulator of the parts that `simulator` has, or that the scenario names:
    those of the files `plugins`, and of those that it was loaded with. With `properties`, also if
    there are none, every invariant of the law and these are checked after each step.
    """
    if not isinstance(scenario, Scenario):
        raise wrong("scenario", "one, as h.load and h.loads return it", scenario)
    if until is not None:
        number("until", until, 0)
    check: dict[str, Any] = {}
    own = own_parts(properties or (), plugins, scenario)
    if properties is not None:
        from harness.properties.law import first_violation
        from harness.properties.oracle.oracle import Oracle

        check = {"oracle": Oracle, "check": first_violation}
    with plugged_in(own):
        done = replay_scenario(
            scenario, until=until, progress=on_progress, engine=FreshSimulator(simulator), **check
        )
    assert isinstance(done.simulator, Simulator)
    return Replayed(done.scenario, done.simulator, done.done)


class Explanation(RecordExplanation):
    """How one record came to be as it is; `str` is the text that `harness explain` prints."""

    __slots__ = ()

    def __str__(self) -> str:
        from harness.reports.explain.text import explanation_text  # needs wcwidth

        return explanation_text(self)

    def to_html(self) -> str:
        """The explanation as a page."""
        from harness.reports.html.explanation import explanation_page  # needs Jinja2

        return explanation_page(self)


def explain(of: Replay | Simulator, record: str, column: str | None = None) -> Explanation:
    """Why a record, or one column of it, is as it is: chains of events, and the rules that decided.

    Raises BadInput if there is no such record or column.
    """
    text("record", record, "the name of a record")
    if isinstance(of, Replay):
        return Explanation(*explanation(of, record, column))
    if not isinstance(of, Simulator):
        raise wrong("of", "a simulator, or what h.replay returns", of)
    return Explanation(*explained(of, record, (), column))


def foresee(of: Replay | Simulator, table: str | None = None) -> Foresight:
    """What the batch job would do now, or sync now of a table, record by record; nothing is done.

    Raises BadInput if there is no such table.
    """
    optional_text("table", table, "the logical name of a table")
    if isinstance(of, Replay):
        return foreseen(of.simulator, table)
    if not isinstance(of, Simulator):
        raise wrong("of", "a simulator, or what h.replay returns", of)
    return foreseen(of, table)


class Difference(NamedTuple):
    """Where two results part, and how their ends differ."""

    parting: Parting | None  # None if the timelines are the same
    sections: Sequence[DiffSection]
    fingerprints: tuple[str, str]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        first, second = self.fingerprints
        return self.parting is None and not self.sections and first == second


def diff(first: Replay | Result, second: Replay | Result) -> Difference:
    """Compare two replays, or their results."""
    one, other = side(first), side(second)
    return Difference(
        parting(one.end.timeline, other.end.timeline),
        differences(one, other),
        (one.run.fingerprint, other.run.fingerprint),
    )


def side(of: Replay | Result) -> Result:
    """One side of a comparison; the events of a replay have their steps."""
    if isinstance(of, Result):
        return of
    if not isinstance(of, Replay):
        raise wrong("a side of a difference", "what h.replay returns, or its result", of)
    return result_by_step(of)
