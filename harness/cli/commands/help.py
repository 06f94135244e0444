"""`harness help [TOPIC]`: the documents, which ship with the package as Markdown."""

from pathlib import Path
from typing import Final

import click

from harness.cli.main import harness, write_by_reader
from harness.cli.pages import laid_out
from harness.cli.parameters import argument
from harness.domain.errors import BadInput
from harness.domain.suggestions import did_you_mean
from harness.reports.output import Output

PACKAGE: Final = Path(__file__).parents[2]


# the documents by reader, each with its title in one line
TOPICS: Final = {
    "a tester": {
        "testers": "features in Gherkin, from nothing to a report",
        "scenario-files": "every step, expectation, setting and fault of a file",
        "questions": "what people ask, and the answers",
    },
    "a developer": {
        "replaying": "timelines, differences, explanations, results as JSON",
        "exploring": "random and exhaustive exploration, shrinking, mutants",
        "library": "the simulator from Python",
    },
    "a reviewer": {
        "rules": "every rule of the integration, and its source",
        "article": "the article sentence by sentence, and what shows each",
        "glossary": "the words of the outputs",
    },
    "an administrator": {
        "page": "the integration page, and the API behind it",
    },
    "a maintainer": {
        "code": "the rooms of the code, and where to change what",
    },
}
FILES: Final = {
    name: PACKAGE / ("README.md" if name == "code" else f"docs/{name}.md")
    for topics in TOPICS.values()
    for name in topics
}


@click.command
@argument("name", "[TOPIC]", "the one to print; without it, a list")
@click.pass_context
def run(ctx: click.Context, name: str | None) -> None:
    """Print a document or a command's help, or without a topic the list of them by reader.

    A terminal gets a document laid out to its width; a pipe gets its Markdown.
    """
    output = Output()
    if name is None:
        formatter = ctx.make_formatter()
        write_by_reader(formatter, TOPICS)
        output.write(formatter.getvalue())
        output.write(
            "`harness help TOPIC` prints one; `harness COMMAND --help` is about a command."
        )
    elif name in FILES:
        text = text_of(name).rstrip("\n")
        lines = laid_out(text, output.width, output.color) if output.terminal else [text]
        output.write("\n".join(lines))
    else:
        command = harness.get_command(ctx, name)
        if command is not None:
            command.make_context(name, ["--help"], parent=ctx.parent)  # prints it and exits
        raise BadInput(f"no topic {name!r}{did_you_mean(name, FILES)}; `harness help` lists them")


def text_of(name: str) -> str:
    """The Markdown of a document, without the comments that mark what is generated in it."""
    lines = FILES[name].read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("<!--"))
