"""`harness steps`: the Gherkin vocabulary, grouped, each phrase with an example and its rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.parameters import PATH, format_option, option, output_option
from harness.cli.tables import listing, prose, title
from harness.domain.errors import BadInput
from harness.domain.rules import GROUPS, RULES, legend, marked
from harness.domain.suggestions import did_you_mean
from harness.gherkin.conftest_loader import vocabulary
from harness.gherkin.places import GLUE, feature_files
from harness.gherkin.usual_words import in_our_words
from harness.reports.event_text import plural
from harness.reports.output import Output

if TYPE_CHECKING:  # without pytest-bdd there is no vocabulary
    from harness.gherkin.vocabulary import Phrase


@click.command
@click.argument("paths", nargs=-1, metavar="", type=PATH)  # more of --unused
@option("--search", "TEXT", "only phrases with these words")
@option(
    "--unused",
    "[PATH]...",
    "only phrases that no feature of these paths uses; without one, of features/",
    is_flag=False,
    flag_value="",
)
@format_option("json", "markdown", "html", "glue")
@output_option
def run(
    paths: tuple[str, ...], search: str | None, unused: str | None, fmt: str, output: Output
) -> None:
    """Write the phrases with the words of `search`, or those that no feature uses."""
    if paths and unused is None:
        raise click.UsageError(f"{paths[0]}: paths are for --unused")
    # an editor finds the project's own phrases where they are
    folders = () if fmt == "glue" else (Path.cwd(), Path.cwd() / "features")
    known = list(vocabulary(folders).PHRASES.values())
    found, note = _search(known, search.lower()) if search else (known, "")
    if unused is not None:
        files = feature_files([unused, *paths] if unused else paths or ["features"])
        used = _used(files)
        found = [phrase for phrase in found if (phrase.keyword, phrase.phrase) not in used]
        if not found and fmt not in ("json", "glue"):
            output.write(f"every phrase is used in {plural(len(files), 'feature')}")
            return
    if note and fmt not in ("json", "glue", "html"):
        prose(output, note)
        output.write("")
    _VIEWS.get(fmt, _text)(found, fmt, output)


def _used(files: Sequence[Path]) -> set[tuple[str, str]]:
    """The phrases that some step of these features matches."""
    from harness.gherkin import feature_file
    from harness.gherkin.conftest_loader import definitions_for

    used: set[tuple[str, str]] = set()
    for path in files:
        definitions = definitions_for(path)
        for case in feature_file.load(path).cases:
            for step in case.steps:
                for one in definitions.matching(step.text, step.type):
                    used.add((step.type, one.phrase))
    return used


def _search(known: Sequence[Phrase], text: str) -> tuple[list[Phrase], str]:
    """The phrases with the words of a text, or what they say for them; BadInput if there is none.

    For a rule that no phrase is about, those of its group, and a note that says so.
    """
    words, ours = text.split(), in_our_words(text).split()
    found = [it for it in known if any(all(_has(it, w) for w in said) for said in (words, ours))]
    if found:
        return found, ""
    rules = [word.upper() for word in words if word.upper() in RULES]
    wider = [word[0] if word.upper() in rules else word for word in words]
    found = [phrase for phrase in known if all(_has(phrase, word) for word in wider)]
    if rules and found:
        what = f"No phrase is about {', '.join(rules)} alone; these are of its group"
        return found, f"{what}. What it is, and what shows it: `harness rules {' '.join(rules)}`"
    there = {word.strip('"{}:,').lower() for phrase in known for word in phrase.line.split()}
    near = did_you_mean(words[0], sorted(there))
    raise BadInput(f"no phrase has {' '.join(words)!r}{near}")


def _has(phrase: Phrase, word: str) -> bool:
    """Whether a word, or a rule or the letter of a group of rules, is in what is said of it."""
    rule = word.upper()
    if rule in RULES or rule in GROUPS:
        return any(it == rule or it[0] == rule for it in phrase.rules)
    said = (phrase.line, phrase.phrase, phrase.description, *phrase.lines_under)
    return word in " ".join(said).lower()


def _json(found: Sequence[Phrase], fmt: str, output: Output) -> None:
    rows = [
        (p.group, p.keyword, p.phrase, p.line, p.under or None, list(p.rules), p.description)
        for p in found
    ]
    headers = ("Group", "Keyword", "Phrase", "Example", "Under", "Rules", "Says")
    listing(output, fmt, headers, rows)


def _text(found: Sequence[Phrase], fmt: str, output: Output) -> None:
    for group, phrases in _groups(found).items():
        title(output, group, fmt)
        rows = [
            (
                keywords,
                p.phrase,
                p.example if p.example != p.phrase else "",
                [*map(marked, p.rules)],
            )
            for keywords, p in phrases
        ]
        listing(output, fmt, ("Keyword", "Phrase", "Example", "Rules"), rows, wrap=(1, 2, 3))
        output.write("")
        for p in _with_something_under(phrases):
            output.write("\n".join([p.line, *p.lines_under, ""]))
    prose(output, legend(rule for phrase in found for rule in phrase.rules))


def _markdown(found: Sequence[Phrase], _fmt: str, output: Output) -> None:
    """A page for a wiki: under each group its phrases, with the meaning of each."""
    output.write("# The vocabulary\n")
    for group, phrases in _groups(found).items():
        output.write(f"## {group}\n")
        rows = [
            (
                f"`{keywords} {p.phrase}`",
                f"`{p.line}`",
                p.description,
                [*map(marked, p.rules)],
            )
            for keywords, p in phrases
        ]
        listing(output, "github", ("Phrase", "Example", "Says", "Rules"), rows)
        output.write("")
        for p in _with_something_under(phrases):
            output.write("\n".join(["```gherkin", p.line, *p.lines_under, "```", ""]))
    output.write(legend(rule for phrase in found for rule in phrase.rules))


def _glue(found: Sequence[Phrase], _fmt: str, output: Output) -> None:
    """The file that editors read, to be written into the project."""
    from harness.gherkin.glue import glue

    output.write(glue(found, str(output.path or GLUE)))


def _html(found: Sequence[Phrase], _fmt: str, output: Output) -> None:
    from harness.reports.html.rendering import render

    output.write(render("vocabulary.html", groups=_groups(found)))


def _groups(found: Sequence[Phrase]) -> dict[str, list[tuple[str, Phrase]]]:
    """The phrases of each group, each once with its keywords, groups in the order of the first."""
    groups: dict[str, dict[tuple[str, object], list[Phrase]]] = {}
    for phrase in found:
        alike = groups.setdefault(phrase.group, {})
        alike.setdefault((phrase.phrase, phrase.function), []).append(phrase)
    return {
        group: [
            (", ".join(sorted(it.keyword.capitalize() for it in same)), same[0])
            for same in alike.values()
        ]
        for group, alike in groups.items()
    }


def _with_something_under(phrases: Sequence[tuple[str, Phrase]]) -> list[Phrase]:
    """The phrases that take a table or a text, one of each step: present and past are one."""
    found = {phrase.function: phrase for _, phrase in reversed(phrases) if phrase.under}
    return [*reversed(found.values())]


_VIEWS = {"json": _json, "markdown": _markdown, "html": _html, "glue": _glue}
