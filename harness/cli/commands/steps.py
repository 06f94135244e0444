"""`harness steps`: the Gherkin vocabulary, grouped, each phrase with an example and its rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from harness.cli.parameters import PATH, format_option, option, output_option
from harness.cli.tables import listing, prose, title
from harness.domain.errors import BadInput
from harness.domain.rules import legend, marked
from harness.domain.suggestions import did_you_mean
from harness.gherkin.conftest_loader import vocabulary
from harness.gherkin.places import GLUE, feature_files
from harness.reports.event_text import plural
from harness.reports.output import Output


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
    words = search.lower().split() if search else []
    # an editor finds the project's own phrases where they are
    folders = () if fmt == "glue" else (Path.cwd(), Path.cwd() / "features")
    known = list(vocabulary(folders).PHRASES.values())
    found = [
        phrase
        for phrase in known
        if all(
            word in f"{phrase.line} {phrase.phrase} {phrase.description}".lower() for word in words
        )
    ]
    if not found:
        there = {word.strip('"{}:,').lower() for phrase in known for word in phrase.line.split()}
        near = did_you_mean(words[0], sorted(there))
        raise BadInput(f"no phrase has {search!r}{near}")
    if unused is not None:
        files = feature_files([unused, *paths] if unused else paths or ["features"])
        used = _used(files)
        found = [phrase for phrase in found if (phrase.keyword, phrase.phrase) not in used]
        if not found and fmt not in ("json", "glue"):
            output.write(f"every phrase is used in {plural(len(files), 'feature')}")
            return
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


def _json(found: Sequence[Any], fmt: str, output: Output) -> None:
    rows = [(p.group, p.keyword, p.phrase, p.line, list(p.rules), p.description) for p in found]
    headers = ("Group", "Keyword", "Phrase", "Example", "Rules", "Says")
    listing(output, fmt, headers, rows)


def _text(found: Sequence[Any], fmt: str, output: Output) -> None:
    for group in dict.fromkeys(phrase.group for phrase in found):
        title(output, group, fmt)
        mine = [
            (
                p.keyword.capitalize(),
                p.phrase,
                p.example if p.example != p.phrase else "",
                [*map(marked, p.rules)],
            )
            for p in found
            if p.group == group
        ]
        listing(output, fmt, ("Keyword", "Phrase", "Example", "Rules"), mine, wrap=(1, 2, 3))
        output.write("")
    prose(output, legend(rule for phrase in found for rule in phrase.rules))


def _markdown(found: Sequence[Any], _fmt: str, output: Output) -> None:
    """A page for a wiki: under each group its phrases, with the meaning of each."""
    output.write("# The vocabulary\n")
    for group, phrases in _groups(found).items():
        output.write(f"## {group}\n")
        rows = [
            (
                f"`{p.keyword.capitalize()} {p.phrase}`",
                f"`{p.line}`",
                p.description,
                [*map(marked, p.rules)],
            )
            for p in phrases
        ]
        listing(output, "github", ("Phrase", "Example", "Says", "Rules"), rows)
        output.write("")
    output.write(legend(rule for phrase in found for rule in phrase.rules))


def _glue(found: Sequence[Any], _fmt: str, output: Output) -> None:
    """The file that editors read, to be written into the project."""
    from harness.gherkin.glue import glue

    output.write(glue(found, str(output.path or GLUE)))


def _html(found: Sequence[Any], _fmt: str, output: Output) -> None:
    from harness.reports.html.rendering import render

    output.write(render("vocabulary.html", groups=_groups(found)))


def _groups(found: Sequence[Any]) -> dict[str, list[Any]]:
    """The phrases of each group, groups in the order of their first phrase."""
    groups: dict[str, list[Any]] = {}
    for phrase in found:
        groups.setdefault(phrase.group, []).append(phrase)
    return groups


_VIEWS = {"json": _json, "markdown": _markdown, "html": _html, "glue": _glue}
