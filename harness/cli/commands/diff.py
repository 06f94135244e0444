"""`harness diff A B`: the event at which two scenarios or saved results part, and their ends.

`--set` is for B. Without B, A is compared with itself under these settings, so that
`harness diff a.yaml --set conflict=hr_wins` compares policies.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click

from harness.cli.inputs import (
    PLACE_HELP,
    load_place,
    plug_in_project,
    reading_backend,
    reading_options,
    replayed,
    require_read_once,
    standard_input,
)
from harness.cli.main import FAILED, PASSED
from harness.cli.parameters import PATH, argument, output_option, plugin_option, text_or_page_option
from harness.cli.tables import prose, title
from harness.domain.errors import BadInput
from harness.domain.files import read_text
from harness.domain.rule_marks import legend_of
from harness.domain.rules import marked
from harness.gherkin.files import only, scenarios_in
from harness.gherkin.places import STANDARD_INPUT, is_feature, is_gherkin
from harness.reports.diff import (
    REFERENCES,
    SETTINGS,
    DiffRow,
    DiffSection,
    Parting,
    differences,
    parting,
    same_timelines,
)
from harness.reports.output import Output
from harness.reports.result_format import Result, TimelineEntry, read_result
from harness.reports.result_words import ResultWords
from harness.reports.timeline_rows import ALARMS
from harness.reports.wrapping import printable
from harness.scenarios.results import result_by_step
from harness.scenarios.scenario import Scenario
from harness.stores.urls import is_url

MOST: Final = 20  # differences of one kind
FEW: Final = 3  # of the least telling kinds: references and times
MINOR: Final = (*REFERENCES, "last edit", "since", "at")


class ComparedSide(NamedTuple):
    """One of the two results, and its name."""

    label: str
    result: Result


@click.command
@argument("first", "A", f"{PLACE_HELP}; or a result saved as JSON", PATH, callback=plug_in_project)
@argument(
    "second",
    "[B]",
    "the other, which alone --set is for; A itself where only --set is given",
    PATH,
    callback=plug_in_project,
)
@plugin_option
@reading_options
@text_or_page_option
@output_option
def run(
    first: str,
    second: str | None,
    store: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    fmt: str,
    output: Output,
) -> int:
    """Write what differs between the two; exit status 1 if they differ."""
    if second is None and not settings:
        raise BadInput(f"{first}: with what? Another file, or --set and what is to differ")
    require_read_once([first, second or ""])
    inputs: list[tuple[str, Sequence[str]]] = [(first, ()), (second or first, settings)]
    given = standard_input() if STANDARD_INPUT in (first, second) else ""  # once, also for both
    read = [_read(name, given, catalog, changes) for name, changes in inputs]  # before any replay
    sides = [_side(one, store) for one in read]
    if fmt == "html":
        return _page(output, *sides)
    return _Page(output).write(*sides)


def _page(output: Output, first: ComparedSide, second: ComparedSide) -> int:
    """Write the comparison as an HTML page."""
    from harness.reports.html.comparison import comparison_page

    text, same = comparison_page(first.label, first.result, second.label, second.result)
    output.write(text)
    return PASSED if same else FAILED


def _read(
    name: str, given: str, catalog: str | None, settings: Sequence[str]
) -> ComparedSide | tuple[str, Scenario]:
    """A saved result, or the label of a scenario that is still to be replayed and the scenario.

    `given` is the text of standard input.
    """
    label = name + (f" with {', '.join(settings)}" if settings else "")
    path = Path(name)
    if is_url(name):  # which may have a password
        world = load_place(name, catalog, settings)
        return world.file + label[len(name) :], world
    if name != STANDARD_INPUT and (is_feature(name) or not path.is_file()):
        return label, load_place(name, catalog, settings)
    text = given if name == STANDARD_INPUT else read_text(name)
    looks_like_json = text.lstrip()[:1] in ("{", "[") and path.suffix not in (".yaml", ".yml")
    if path.suffix == ".json" or looks_like_json:
        if settings:
            raise BadInput(f"{name}: is a saved result; --set is for a scenario, which is replayed")
        return ComparedSide(name, read_result(text, name))
    feature = name == STANDARD_INPUT and is_gherkin(text)
    return label, only(name, scenarios_in(text, name, feature, catalog, settings))


def _side(read: ComparedSide | tuple[str, Scenario], store: str | None) -> ComparedSide:
    if isinstance(read, ComparedSide):
        return read
    label, scenario = read
    with replayed(scenario, reading_backend(scenario, store)) as done:
        return ComparedSide(label, result_by_step(done))


class _Page:
    """Writes the comparison to the width of the output."""

    def __init__(self, output: Output) -> None:
        self._output = output
        # the rules that were named, each with what stands in its place
        self._shown: set[tuple[str, str]] = set()
        self._words = ResultWords()

    def write(self, first: ComparedSide, second: ComparedSide) -> int:
        for letter, side in zip("AB", (first, second), strict=True):
            ran = side.result.run
            outcome = "FAILED" if ran.outcome == "failed" else ran.outcome
            self._text(f"{side.label}: {ran.scenario} ({outcome})", f"{letter}  ")
        self._output.write("")
        mine, theirs = first.result.end.timeline, second.result.end.timeline
        parted = parting(mine, theirs)
        self._words = ResultWords(first.result, second.result)
        sections = differences(first.result, second.result, self._words)
        if sections and sections[0].title == SETTINGS:
            self._section(sections.pop(0))
            self._output.write("")
        prints = [side.result.run.fingerprint for side in (first, second)]
        if parted is None and not sections and prints[0] == prints[1]:
            self._text(f"The same: {len(mine):,} events, and the same end.")
            self._text(f"Fingerprint {prints[0]}")
            return PASSED
        if parted is None:
            self._text(same_timelines(first.result, second.result))
        else:
            self._parting(parted)
        if not sections:
            self._output.write("")
            self._text("At the end they are the same, but for how they came there.")
        for section in sections:
            self._output.write("")
            self._section(section)
        self._output.write("")
        for side in (first, second):
            end = side.result.end
            self._shown.update((loss.rule, loss.setting or "") for loss in end.data_loss)
            self._shown.update((undone.rule, undone.setting or "") for undone in end.undone_deletes)
        note = legend_of(sorted(self._shown))
        if note:
            self._text(note)
        self._text(f"Fingerprint A {prints[0]}")
        self._text(f"Fingerprint B {prints[1]}")
        return FAILED

    def _parting(self, parted: Parting) -> None:
        title(self._output, f"They part at event {parted.seq:,}")
        entries = [*parted.before, *parted.first, *parted.second]
        self._shown.update((it.rule, it.setting or "") for it in entries if it.rule)
        days = {entry.at[:10] for entry in entries}
        sides = [("both", parted.before), ("A", parted.first), ("B", parted.second)]
        for letter, events in sides:
            for entry in events:
                self._event(letter, entry, len(days) > 1)
            if not events and letter != "both":
                self._text("nothing more happens", f"  {letter:<4}  ")

    def _event(self, letter: str, entry: TimelineEntry, days: bool) -> None:
        step = f"step {entry.step}" if entry.step else ""
        at = printable(entry.at).replace("T", " ").removesuffix("Z")
        lead = f"  {letter:<4}  {step:<8}  {at if days else at[11:]}  "
        who = ", ".join(str(part) for part in (entry.actor, entry.record) if part)
        rule = f" [{marked(entry.rule, entry.setting or '')}]" if entry.rule else ""
        alarm = letter != "both" and entry.event in ALARMS
        self._text(f"{who}: {self._words.text(entry.table, entry.detail)}{rule}", lead, alarm)

    def _section(self, section: DiffSection) -> None:
        title(self._output, section.title)
        shown: Counter[str] = Counter()
        for row in section.rows:
            minor = row.what if row.what in MINOR else ""
            shown[minor] += 1
            if shown[minor] <= (FEW if minor else MOST):
                self._row(row)
        for what, count in shown.items():
            more = count - (FEW if what else MOST)
            if more > 0:
                self._text(f"and {more:,} more" + (f" with another {what}" if what else ""), "  ")

    def _row(self, row: DiffRow) -> None:
        item, what, first, second = row
        name = " ".join(filter(None, (item, what)))
        line = f"{name}: {first} in A, {second} in B"
        if first is None or second is None:
            letter = "B" if first is None else "A"
            self._text(f"{name}: only in {letter}: {second if first is None else first}", "  ")
        elif len(line) + 2 <= self._output.width:
            self._text(line, "  ")
        else:
            self._text(name, "  ")
            self._text(first, "    A  ")
            self._text(second, "    B  ")

    def _text(self, text: str, first: str = "", alarm: bool = False) -> None:
        rest = " " * len(first) if len(first) > 2 else first + "  "
        prose(self._output, text, rest, first, alarm)
