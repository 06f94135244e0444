"""`harness steps`: the Gherkin vocabulary, grouped, each phrase with an example."""

import argparse
from pathlib import Path

from harness.edges.cli import PASSED
from harness.edges.listing import check_format, listing
from harness.edges.output import Output
from harness.edges.phrases import vocabulary
from harness.readers.timeline import heading
from harness.readers.words import left_open
from harness.values.errors import BadInput
from harness.values.suggest import did_you_mean


def run(given: argparse.Namespace) -> int:
    """Print the phrases that hold every searched word, or all of them."""
    check_format(given.format, ("json",))
    phrases = list(vocabulary((Path.cwd(), Path.cwd() / "features")).PHRASES.values())
    words = given.search.lower().split() if given.search else []
    found = [
        phrase
        for phrase in phrases
        if all(word in f"{phrase.line} {phrase.phrase} {phrase.says}".lower() for word in words)
    ]
    if not found:
        known = {word.strip('"{}:,').lower() for phrase in phrases for word in phrase.line.split()}
        near = did_you_mean(words[0], sorted(known))
        raise BadInput(f"no phrase has {given.search!r}{near}")
    output = Output()
    headers = ("Keyword", "Phrase", "Example", "Rules")
    if given.format == "json":
        rows = [(p.group, p.keyword, p.phrase, p.line, list(p.rules), p.says) for p in found]
        listing(output, "json", ("Group", "Keyword", "Phrase", "Example", "Rules", "Says"), rows)
        return PASSED
    for group in dict.fromkeys(phrase.group for phrase in found):
        output.write(heading(group, given.format, output.color))
        mine = [
            (p.keyword.capitalize(), p.phrase, p.example if p.example != p.phrase else "", p.rules)
            for p in found
            if p.group == group
        ]
        listing(output, given.format, headers, mine, wrap=(1, 2, 3))
        output.write("")
    output.write(left_open(rule for phrase in found for rule in phrase.rules))
    return PASSED
