"""`harness faults [KIND]...`: the faults a scenario may ask for, and what each takes."""

from collections.abc import Sequence
from typing import Final

import click

from harness.cli.parameters import argument, format_option, output_option, plugin_here_option
from harness.cli.tables import listing, prose, title
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS, FaultKind, words_of
from harness.domain.plugins import hint
from harness.domain.rules import RULES, legend, marked
from harness.domain.suggestions import cut, did_you_mean
from harness.reports.output import Output

_FOR_EXAMPLE: Final = {"in": "dataverse", "by": "10m", "after": "1"}  # of keys that are needed


@click.command
@argument("asked", "[KIND]...", "such as unavailable or request fails, or a rule, such as F2")
@plugin_here_option
@format_option("json")
@output_option
def run(asked: Sequence[str], fmt: str, output: Output) -> None:
    """Print the kinds of fault, or those that are named, each with an example."""
    FAULTS.load_installed()
    kinds = _named(asked) if asked else dict(FAULTS)
    if asked and fmt == "simple":
        for name, kind in kinds.items():
            _page(output, name, kind)
        prose(output, legend(rule for kind in kinds.values() for rule in kind.rules))
        return
    rows = [
        (
            name,
            [*kind.required, *(f"{key}?" for key in kind.optional)],
            kind.description,
            list(kind.rules if fmt == "json" else map(marked, kind.rules)),
            kind.point,
            kind.origin or "built in",
        )
        for name, kind in kinds.items()
    ]
    headers = ["Kind", "Takes", "What it does", "Rules", "Strikes", "Origin"]
    many = 6 if any(kind.origin for kind in kinds.values()) else 5
    if fmt == "simple":  # a page has room for the most important columns
        many = 4
        rows = [
            (*row[:2], f"{row[2]} ({row[5]})" if FAULTS[row[0]].origin else row[2], *row[3:])
            for row in rows
        ]
    listing(output, fmt, headers[:many], [row[:many] for row in rows], wrap=(1, 2, 3))
    if fmt != "json":
        prose(output, legend(rule for kind in kinds.values() for rule in kind.rules))


def _named(asked: Sequence[str]) -> dict[str, FaultKind]:
    """The kinds of these names or rules, or with these words. BadInput if there is none."""
    found: dict[str, FaultKind] = {}
    whole = " ".join(asked)
    for word in (whole,) if _with(whole) else asked:
        kinds = _with(word)
        if not kinds:
            near = did_you_mean(word, [*FAULTS, *map(words_of, FAULTS)]) or hint(word, FAULTS)
            raise BadInput(f"no fault {cut(word)}{near}; `harness faults` lists them")
        found |= kinds
    return found


def _with(words: str) -> dict[str, FaultKind]:
    """The kind of this name, those of this rule, or else those with these words in their name."""
    wanted = words.lower().replace(" ", "_")
    if wanted in FAULTS:
        return {wanted: FAULTS[wanted]}
    if words.upper() in RULES:
        return {name: kind for name, kind in FAULTS.items() if words.upper() in kind.rules}
    return {
        name: kind
        for name, kind in FAULTS.items()
        if wanted in name or words.lower() in words_of(name).lower()
    }


def _page(output: Output, name: str, kind: FaultKind) -> None:
    """All that is known of one kind."""
    title(output, f"{name}  ({', '.join(map(marked, kind.rules))})" if kind.rules else name)
    prose(output, f"{kind.description}.", "  ", "  ")
    output.write("")
    needed = ", ".join(kind.required) or "nothing"
    also = f"; may take {', '.join(kind.optional)}" if kind.optional else ""
    prose(output, f"Needs {needed}{also}; strikes: {kind.point}.", "  ", "  ")
    if kind.origin:
        prose(output, f"From {kind.origin}.", "  ", "  ")
    types = {key.name: str(key.type) for key in kind.keys}
    keys = [f"{key}: {_FOR_EXAMPLE.get(key) or types.get(key, '...')}" for key in kind.required]
    output.write(f"  In a scenario file:  - fault: {{{', '.join([f'kind: {name}', *keys])}}}")
    search = kind.rules[0] if kind.rules else "fault"
    output.write(f"  In a feature:        harness steps --search {search}")
    output.write("")
