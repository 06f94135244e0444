"""`harness rules [ID]...`: the rules, their sources, and what shows each of them."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from harness.cli.inputs import plug_in_project
from harness.cli.parameters import argument, format_option, output_option
from harness.cli.tables import listing, page_title, prose, title
from harness.domain.errors import BadInput
from harness.domain.rules import GROUPS, RULES, SCOPE, Rule, legend
from harness.domain.suggestions import did_you_mean
from harness.gherkin.places import STANDARD_INPUT, checked_files
from harness.reports.output import Output
from harness.scenarios.rule_coverage import Shown, shown_by

_ID: Final = re.compile(r"[A-Za-z]{1,2}\d{0,3}")  # of a rule, or the letter of a group
_WORD: Final = re.compile(r"[A-Za-z_]{4,}")
_MOST: Final = 5  # of what shows a rule; JSON has it all
Asked = tuple[list[Rule], tuple[str, ...]]


def _asked(ctx: click.Context, parameter: click.Parameter, words: Sequence[str]) -> Asked:
    """The rules that are named, or with these words, and the paths to look in."""
    rules: dict[str, Rule] = {}
    paths: list[str] = []
    for word in () if ctx.resilient_parsing else words:
        name = word.upper()
        if Path(word).exists():
            paths.append(word)
        elif not _ID.fullmatch(word):
            path = word == STANDARD_INPUT or "/" in word or "." in word
            found = {} if path else _with(word)
            if not found and not path:
                raise BadInput(
                    f"no rule, no word of a rule and no path {word!r}{_near(word)}; "
                    "`harness rules` lists the rules"
                )
            rules |= found
            paths += [] if found else [word]
        elif name in RULES:
            rules[name] = RULES[name]
        elif name in GROUPS:
            rules |= {rule.id: rule for rule in RULES.values() if rule.id[0] == name}
        else:
            near = did_you_mean(name, [*RULES, *GROUPS])
            raise BadInput(f"no rule {word!r}{near}; `harness rules` lists them")
    return [*rules.values()], tuple(plug_in_project(ctx, parameter, tuple(paths)))


def _near(word: str) -> str:
    """The setting, the word of a rule, or what lies here, that was meant."""
    words = {
        it.lower()
        for rule in RULES.values()
        for text in (rule.statement, rule.group, *rule.settings)
        for it in _WORD.findall(text)
    }
    return did_you_mean(word, sorted(words)) or did_you_mean(
        word, sorted(path.name for path in Path().iterdir())
    )


def _with(word: str) -> dict[str, Rule]:
    """The rules that are about this: it begins a word of what they say, of a setting or group."""
    begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)
    return {
        rule.id: rule
        for rule in RULES.values()
        if any(begins.search(text) for text in (rule.statement, rule.group, *rule.settings))
    }


@click.command
@argument(
    "asked",
    "[ID|PATH]...",
    "rules, such as R19, a group of them, such as F, or a word, such as tie; paths to look in",
    callback=_asked,
)
@format_option("json")
@output_option
def run(asked: Asked, fmt: str, output: Output) -> None:
    """Print the rules with their sources, or the list of all.

    Without paths, features/ and scenarios/ of this folder are read.
    """
    rules, paths = asked
    read = paths or [path for path in ("features", "scenarios") if Path(path).is_dir()]
    shown = shown_by(checked_files(read))
    if fmt == "json":
        found = [_described(rule, shown.get(rule.id, [])) for rule in rules or RULES.values()]
        output.write_json(found)
    elif rules and fmt in ("simple", "html"):
        page_title(output, ", ".join(rule.id for rule in rules))
        for rule in rules:
            _page(output, rule, shown.get(rule.id, []) if read else None)
        prose(output, legend(rule.id for rule in rules))
    else:
        _list(output, fmt, rules or [*RULES.values()], shown)
        if read and not rules:
            unshown = [rule for rule in RULES if rule not in shown]
            none = "every rule is shown" if not unshown else f"not shown: {', '.join(unshown)}"
            prose(output, f"{len(RULES) - len(unshown)} of {len(RULES)} rules are shown; {none}")


def _described(rule: Rule, shown: Sequence[Shown]) -> dict[str, Any]:
    """A rule as JSON has it."""
    places = [one.place for one in shown]
    return {
        "id": rule.id,
        "status": _status(rule),
        "rule": rule.statement,
        "parts": [{"status": list(part.statuses), "text": part.text} for part in rule.parts],
        "policy": rule.policy,
        "settings": list(rule.settings),
        "sources": [source._asdict() for source in rule.sources],
        "left_open": rule.left_open,
        "features": [place for place in places if ".feature" in place],
        "scenarios": [place for place in places if ".feature" not in place],
    }


def _status(rule: Rule) -> str:
    return rule.mark + (", policy" if rule.policy else "")


def _list(output: Output, fmt: str, rules: Sequence[Rule], shown: dict[str, list[Shown]]) -> None:
    """Every rule in a row."""
    rows = []
    for rule in rules:
        places = [one.place for one in shown.get(rule.id, ())]
        features = [place for place in places if ".feature" in place]
        scenarios = [place for place in places if ".feature" not in place]
        both = ", ".join(_first(kind) for kind in (features, scenarios) if kind)
        rows.append((rule.id, _status(rule), rule.statement, both or "none"))
    listing(output, fmt, ["Id", "Status", "Rule", "Shown by"], rows, wrap=(2, 3))
    output.write("")
    prose(output, legend(rule.id for rule in rules))
    output.write("")
    prose(
        output,
        f"{SCOPE} `harness rules R19` prints a rule with its sources, and `harness help "
        "article` the article sentence by sentence.",
    )
    output.write("")


def _first(places: list[str]) -> str:
    """The places, in short: the first, and how many more there are."""
    first = Path(places[0]).name
    return first if len(places) == 1 else f"{first} +{len(places) - 1}"


def _page(output: Output, rule: Rule, shown: Sequence[Shown] | None) -> None:
    """A rule with all that is known of it; `shown` is None where nothing was looked through."""

    def item(text: str, first: str = "  ") -> None:
        prose(output, text, " " * len(first), first)

    title(output, f"{rule.id}  {_status(rule)}  ({rule.group})")
    item(f"{rule.statement}.")
    if rule.settings:
        item(f"{', '.join(rule.settings)} (`harness help scenario-files`)", "  Set by: ")
    if rule.sources:
        output.write("")
        item("Documents that come near:" if rule.status == "A" else "Sources:")
        for it in rule.sources:
            item(f"{it.where}: {it.says}", f"    {it.status:<3} ")
    if rule.left_open:
        output.write("")
        item(rule.left_open, "  Left open: ")
    if shown is not None:
        output.write("")
        item("Shown by:" if shown else "Shown by nothing.")
        for feature in (True, False):
            kind = [one for one in shown if (".feature" in one.place) is feature]
            for one in kind[:_MOST]:
                item(f"{one.place}", "    ")
                item(one.title, "      ")
            if len(kind) > _MOST:
                item(f"and {len(kind) - _MOST:,} more", "    ")
    output.write("")
