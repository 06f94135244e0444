"""A replayed scenario as a Mermaid sequence diagram.

People's changes are messages to their environment, what the integration writes are messages across.
Losses, undone deletes and failures stand in a red rectangle and begin with a word in capitals.

>>> quoted("A; B: <b>")
'A#59; B#58; #60;b#62;'
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.rule_marks import legend_of
from harness.domain.rules import marked
from harness.domain.step_results import StepResult
from harness.domain.times import format_instant
from harness.reports.folding import WRITES
from harness.reports.timeline_rows import ALARMS, NOTED, SWITCHED, Line, timeline_lines
from harness.simulator.engine import Engine

WIDTH: Final = 48  # of a line of text; diagrams are wider than pages soon enough
_PARTICIPANTS: Final = {  # in their order from left to right
    "import": "Import",
    "HR user": "HR user",
    HR: ENVIRONMENT_NAMES[HR],
    "integration": "Integration",
    DATAVERSE: ENVIRONMENT_NAMES[DATAVERSE],
    "Dataverse user": "Dataverse user",
    "administrator": "Administrator",
}
_IDS: Final = {name: f"P{number}" for number, name in enumerate(_PARTICIPANTS)}
_BOTH: Final = f"over {_IDS[HR]},{_IDS[DATAVERSE]}"
_OVER_BOTH: Final = frozenset(
    ["given", "given_apart", "time_passed", "not_as_expected", "looks_alike", "collision"]
)
_RED: Final = "rect rgba(220, 20, 30, 0.18)"  # visible on light and on dark pages
_PLAIN: Final = frozenset(" ,.()/'=→…-_")


def sequence_diagram(
    simulator: Engine,
    steps: Sequence[StepResult] = (),
    expand: bool = False,
    record: str | None = None,
) -> str:
    """The text of the diagram, of one `record` if asked; only participants that occur are in it."""
    lines = [
        line
        for line in timeline_lines(simulator, steps, expand, record)
        if line.event != "as_expected"  # nobody sends what holds to anybody
    ]
    used = {HR, DATAVERSE}
    body = []
    for statement, participants in _statements(lines):
        body.append(f"    {statement}")
        used.update(participants)
    heads = [
        f"    {'actor' if 'user' in name or name == 'administrator' else 'participant'} "
        f"{_IDS[name]} as {title}"
        for name, title in _PARTICIPANTS.items()
        if name in used
    ]
    note = legend_of((line.rule, line.setting) for line in lines)
    if note:
        body.append(f"    Note {_BOTH}: {_wrapped(note)}")
    return "\n".join(["sequenceDiagram", *heads, *body])


def quoted(text: str) -> str:
    """A text without Mermaid's syntax: letters, digits and a few signs stay as they are."""
    return "".join(_quoted(char) for char in text)


def _quoted(char: str) -> str:
    if char == "\n":
        return "⏎"
    if char in _PLAIN or (char.isalnum() and char != "ﬂ"):  # Mermaid marks entities with that one
        return char
    code = ord(char)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF):
        code = 0xFFFD
    return f"#{code};"


def _statements(lines: Sequence[Line]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each statement, and the participants besides the environments that it needs."""
    day = ""
    given_on = any(line.event == "given_on" for line in lines)
    if not given_on:
        yield f"Note {_BOTH}: integration is off", ()
    for line in lines:
        date = format_instant(line.at)[:10]
        if date != day:
            day = date
            yield f"Note {_BOTH}: {quoted(date)}", ()
        red = line.event in ALARMS
        if red:
            yield _RED, ()
        yield _statement(line)
        if red:
            yield "end", ()
        if line.event in SWITCHED:
            yield f"Note {_BOTH}: integration is {SWITCHED[line.event]}", ()


def _statement(line: Line) -> tuple[str, tuple[str, ...]]:
    where = line.environment
    if line.event in _OVER_BOTH:
        return f"Note {_BOTH}: {_text(line, False)}", ()
    if line.event in NOTED and where:
        return f"Note over {_IDS[where]}: {_text(line, True)}", ()
    sender: str
    receiver: str
    if where and line.who in _IDS:  # a user or an import, of its environment
        sender, receiver = line.who, where
    elif line.who == "administrator":
        sender, receiver = line.who, "integration"
    elif where and (line.event in WRITES or line.event == "failed"):
        sender, receiver = "integration", where
    else:
        return f"Note over {_IDS['integration']}: {_text(line, True)}", ("integration",)
    arrow = "-x" if line.event in ("refused", "failed") else "->>"
    text = _text(line, sender == "integration")
    return f"{_IDS[sender]}{arrow}{_IDS[receiver]}: {text}", (sender, receiver)


def _text(line: Line, who: bool) -> str:
    """The step and the time, then who did what to which record, and the rule.

    It is wrapped here, because Mermaid would cut through what is quoted.
    """
    until = f"–{line.until}" if line.until else ""
    step = f"{line.step}{until}. " if line.step else ""
    rule = f"({marked(line.rule, line.setting)})" if line.rule else ""
    what = f"{line.what}; instead: {line.actual}" if line.actual else line.what
    text = " ".join(filter(None, (line.who if who else "", line.record, what, rule)))
    return f"{step}{format_instant(line.at)[11:19]}<br/>{_wrapped(text)}"


def _wrapped(text: str) -> str:
    parts = wrap(text, WIDTH, expand_tabs=False, replace_whitespace=False, break_on_hyphens=False)
    return "<br/>".join(quoted(part) for part in parts)
