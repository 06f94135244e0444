"""Living documentation: the features as one page, each scenario with what became of it.

It shows what the run was, not when: the same outcomes make the same bytes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from harness.domain.rules import RULES, STATUS
from harness.gherkin.feature_file import Case, FeatureFile, Node
from harness.gherkin.report.messages import Record
from harness.reports.html.layout import whole_page
from harness.reports.html.scenario import COSTS
from harness.reports.html.text import isolated, rule_link, table, text

_MARKS: Final = {"passed": "✓", "failed": "✕", "skipped": "–", "not run": "·"}
_STEP: Final = {"PASSED": "passed", "FAILED": "failed", "PENDING": "failed", "SKIPPED": "skipped"}
_UNRUN: Final = "not run"
_BADGES: Final = (("data loss", "data losses"), ("undone delete", "undone deletes"))
_LEGEND: Final = (
    '<details class="legend"><summary>How to read this page</summary>\n<p>Every scenario of the '
    "features that ran, with its steps, and under each what the simulation did: its timeline, and "
    "both environments as lanes. What people lost is red. A rule such as R3 leads to what it says; "
    "an A after it means that the documents leave it open and we decided. / goes to the search."
    "</p></details>\n"
)


class Shown(NamedTuple):
    """A case with its record, and the id of its place in the page."""

    case: Case
    record: Record | None
    anchor: str

    @property
    def status(self) -> str:
        """passed, failed, skipped or not run."""
        return str(self.record["status"]) if self.record else _UNRUN

    @property
    def rules(self) -> list[str]:
        """The rules that it is tagged with."""
        return [tag for tag in self.case.tags if tag in RULES]


def page(
    read: Mapping[str, FeatureFile],
    records: Sequence[Record],
    problems: Mapping[str, str],
    success: bool,
) -> str:
    """The whole page; `read` are the files of the records, the rest is as in `write_report`."""
    of = {(one["uri"], one["line"], one["row"]): one for one in records}
    files: list[tuple[FeatureFile, list[Shown]]] = []
    for number, (uri, file) in enumerate(read.items(), 1):
        shown = [
            Shown(case, of.get((uri, case.line, case.row)), f"f{number}-{case.row or case.line}")
            for case in file.cases
        ]
        files.append((file, shown))
    everything = [one for _, shown in files for one in shown]
    counts = Counter(one.status for one in everything)
    main = (
        _summary(everything, counts)
        + _problems(problems, success or bool(counts["failed"]))
        + _contents(files)
        + _filters(everything, counts)
        + "".join(_feature(file, shown, n) for n, (file, shown) in enumerate(files, 1))
        + _law(everything)
    )
    ran = len(everything) - counts[_UNRUN]
    title = f"{counts['passed']} of {ran} scenarios passed" if ran else "No scenario ran"
    return whole_page(title, main, _LEGEND, also="features")


def _summary(everything: Sequence[Shown], counts: Mapping[str, int]) -> str:
    facts = [
        f'<span class="{status.replace(" ", "-")}">{counts[status]} {status}</span>'
        for status in _MARKS
        if counts[status]
    ]
    costs = [0] * len(COSTS)
    for one in everything:
        told = one.record and one.record["told"]
        for place, cost in enumerate(told["costs"] if told else ()):
            costs[place] += cost
    facts += [
        f"{name.lower()} in all scenarios: {cost:,}"
        for name, cost in zip(COSTS, costs, strict=True)
    ]
    items = "".join(f"<li>{fact}</li>" for fact in facts)
    return f'<ul class="facts">{items}</ul>\n'


def _problems(problems: Mapping[str, str], explained: bool) -> str:
    """What the scenarios do not tell: wrong files, and a failure that is none of theirs."""
    items = "".join(
        f"<li><b>{isolated(uri)}</b><pre>{text(said)}</pre></li>" for uri, said in problems.items()
    )
    if not (items or explained):
        said = "pytest did not pass, and no scenario here says why: see what it printed"
        return f'<ul class="failures"><li>{said}</li></ul>\n'
    if not items:
        return ""
    heading = "These features are wrong, and nothing of them is told below"
    return f'<section><h2>{heading}</h2>\n<ul class="failures">{items}</ul></section>\n'


def _contents(files: Sequence[tuple[FeatureFile, list[Shown]]]) -> str:
    """Every feature, with how its scenarios went."""
    rows = []
    for number, (read, shown) in enumerate(files, 1):
        counts = Counter(one.status for one in shown)
        name = f'<a href="#feature{number}">{isolated(read.feature["name"])}</a>'
        cells = [str(counts[status] or "") for status in _MARKS]
        rows.append(("alarm" if counts["failed"] else "", [name, *cells]))
    headers = ("Feature", *(status.capitalize() for status in _MARKS))
    found = table("features", "Features", headers, rows)
    return f'<nav aria-label="Features">{found}</nav>\n'


def _filters(everything: Sequence[Shown], counts: Mapping[str, int]) -> str:
    """What the script filters by; hidden where there is none."""
    tags = sorted({tag for one in everything for tag in one.case.tags if tag not in RULES})
    shown = {rule for one in everything for rule in one.rules}
    rules = [rule for rule in RULES if rule in shown]
    boxes = "".join(
        f'<label class="{status.replace(" ", "-")}"><input type="checkbox" name="status" '
        f'value="{status}" checked> {_MARKS[status]} {status} ({counts[status]})</label>'
        for status in _MARKS
        if counts[status]
    )
    return (
        '<form id="filters" role="search" hidden>\n'
        '<label>Search <input type="search" name="words" placeholder="words of a scenario" '
        'autocomplete="off"></label>\n'
        f"{_select('rule', 'Rule', rules)}{_select('tag', 'Tag', tags)}"
        f'<span class="statuses">{boxes}</span>\n<output aria-live="polite"></output></form>\n'
    )


def _select(name: str, label: str, values: Sequence[str]) -> str:
    if not values:
        return ""
    options = "".join(f"<option>{text(value)}</option>" for value in values)
    any_of = '<option value="">any</option>'
    return f'<label>{label} <select name="{name}">{any_of}{options}</select></label>\n'


def _feature(read: FeatureFile, shown: Sequence[Shown], number: int) -> str:
    node = read.feature
    head = f'<section class="feature" id="feature{number}"><h2>{isolated(node["name"])}</h2>\n'
    parts = [head, f'<p class="file">{isolated(read.path)}</p>{_description(node)}']
    rule: Node | None = None
    for one in shown:
        if one.case.rule is not rule:
            rule = one.case.rule
            if rule is not None:
                went = _worst(other.status for other in shown if other.case.rule is rule)
                parts.append(
                    f'<h3 class="{went.replace(" ", "-")}">{_mark(went)} {isolated(rule["name"])}'
                    f"</h3>{_description(rule)}"
                )
        parts.append(_case(one, f"{node['name']} {rule['name'] if rule else ''}"))
    return "".join(parts) + "</section>\n"


def _mark(status: str) -> str:
    """How it went, for eyes and for readers."""
    return (
        f'<span class="mark" title="{status}">{_MARKS[status]}'
        f'<span class="unseen"> {status}:</span></span>'
    )


def _worst(statuses: Iterable[str]) -> str:
    """How all went: failed where one did."""
    found = set(statuses)
    return next((one for one in ("failed", "passed", "skipped") if one in found), _UNRUN)


def _description(node: Node) -> str:
    said = " ".join((node.get("description") or "").split())
    return f'<p class="said">{isolated(said)}</p>\n' if said else "\n"


def _case(one: Shown, within: str) -> str:
    """A scenario, folded; `within` is what it stands in, for the search."""
    case, status = one.case, one.status
    tags = " ".join(
        rule_link(tag) if tag in RULES else f'<span class="tag">@{text(tag)}</span>'
        for tag in case.tags
    )
    cells = [cell for step in case.steps for line in step.table or () for cell in line]
    words = [case.title, *case.values, *(step.text for step in case.steps), *cells, within]
    row = f' <span class="row">{isolated(", ".join(case.values))}</span>' if case.row else ""
    opened = " open" if status == "failed" else ""
    return (
        f'<details class="case story {status.replace(" ", "-")}" id="{one.anchor}" '
        f'data-status="{status}" data-tags="{text(" ".join(case.tags))}" '
        f'data-words="{text(" ".join(words).lower())}"{opened}><summary>{_mark(status)} '
        f"<h4>{isolated(case.title)}{row}</h4> {_costs(one.record)}<span>{tags}</span></summary>\n"
        f"{_body(one)}</details>\n"
    )


def _costs(record: Record | None) -> str:
    """What people lost in a scenario, so that it is seen before it is unfolded."""
    told = record and record["told"]
    return "".join(
        f'<span class="cost">{cost:,} {one if cost == 1 else many}</span> '
        for cost, (one, many) in zip(told["costs"] if told else (), _BADGES, strict=False)
        if cost
    )


def _body(one: Shown) -> str:
    record = one.record
    steps = "".join(_steps(one.case, record))
    parts = [f'<ol class="steps">{steps}</ol>\n']
    if record is None:
        return parts[0]
    for when in ("before", "after"):
        if when in record and record["status"] == "failed":
            said = f"pytest's fixtures failed {when} the steps"
            parts.append(f'<p class="said">{said}</p>\n')
            parts.append(f'<pre class="why">{text(record[when]["message"])}</pre>\n')
    if record["status"] == "skipped" and record["message"]:
        parts.append(f'<p class="said">skipped: {isolated(record["message"])}</p>\n')
    if record["replay"]:
        parts.append(f'<p class="said">Its timeline: <code>{text(record["replay"])}</code></p>\n')
    if record["timeline"]:
        parts.append(_folded("Timeline", f"<pre>{text(record['timeline'])}</pre>"))
    if record["told"]:
        parts.append(_folded("Both environments, as lanes", record["told"]["body"]))
    return "".join(parts)


def _folded(says: str, body: str) -> str:
    return f"<details><summary>{says}</summary>\n{body}</details>\n"


def _steps(case: Case, record: Record | None) -> Iterator[str]:
    for number, step in enumerate(case.steps):
        ran: Mapping[str, Any] = record["steps"][number] if record else {}
        status = _STEP.get(ran.get("status", ""), _UNRUN) if ran else _UNRUN
        said = _argued(step.text, ran.get("arguments", ()))
        under = ""
        if step.table:
            rows = "".join(
                "<tr>" + "".join(f"<td>{isolated(cell)}</td>" for cell in row) + "</tr>"
                for row in step.table
            )
            under += f'<table class="data">{rows}</table>'
        if step.doc_string is not None:
            under += f"<pre>{text(step.doc_string)}</pre>"
        if ran.get("message") and status == "failed":
            under += f'<pre class="why">{text(ran["message"])}</pre>'
        under += "".join(map(_attachment, ran.get("attachments", ())))
        yield (
            f'<li class="{status.replace(" ", "-")}"><span class="mark">{_MARKS[status]}'
            f'<span class="unseen"> {status}: </span></span><b>{text(step.keyword)}</b> {said}'
            f"{under}</li>\n"
        )


def _argued(said: str, arguments: Sequence[Mapping[str, Any]]) -> str:
    """The text of a step, what it takes as an argument emphasised."""
    parts, at = [], 0
    for argument in arguments:
        start, value = argument["group"]["start"], argument["group"]["value"]
        if value is None or start < at:
            continue
        parts.append(f"{text(said[at:start])}<em>{text(value)}</em>")
        at = start + len(value)
    return f"<bdi>{''.join(parts)}{text(said[at:])}</bdi>"


def _attachment(one: Mapping[str, Any]) -> str:
    kind = str(one["mediaType"])
    name = isolated(one["fileName"] or kind)
    if one["encoding"] == "BASE64":
        if kind in ("image/png", "image/jpeg", "image/gif", "image/webp"):
            source = f"data:{kind};base64,{text(one['body'])}"
            return f'<img alt="{text(one["fileName"] or "attached image")}" src="{source}">'
        return f'<p class="said">attached: {name}</p>'
    return f"<details><summary>attached: {name}</summary><pre>{text(one['body'])}</pre></details>"


def _law(everything: Sequence[Shown]) -> str:
    """Every rule with its outcome, and the scenarios that show it."""
    by_rule: dict[str, list[Shown]] = defaultdict(list)
    for one in everything:
        for name in one.rules:
            by_rule[name].append(one)
    rows = []
    for name, rule in RULES.items():
        found = by_rule[name]
        outcome = _worst(one.status for one in found)
        outcome = "not shown" if outcome == _UNRUN else outcome
        mark = _MARKS.get(outcome, "·")
        links = " ".join(
            f'<a class="{one.status.replace(" ", "-")}" href="#{one.anchor}" '
            f'title="{text(one.case.title)}">{_MARKS[one.status]}<span class="unseen"> '
            f"{text(one.case.title)}</span></a>"
            for one in found
        )
        cells = [
            f'<span id="rule-{name}">{name}</span>',
            f"{rule.status}: {STATUS[rule.status]}",
            text(rule.statement),
            f'<b class="outcome {outcome.replace(" ", "-")}">{mark} {outcome}</b>',
            links,
        ]
        rows.append(("alarm" if outcome == "failed" else "", cells))
    shown = sum(bool(found) for found in by_rule.values())
    says = f"{shown} of {len(RULES)} rules are shown"
    headers = ("Rule", "Status", "Says", "Outcome", "Scenarios that show it")
    return f"<section><h2>The law</h2>\n{table('rules law', says, headers, rows)}</section>\n"
