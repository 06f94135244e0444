"""`harness help [TOPIC]`: the documents, which ship with the package as Markdown."""

from pathlib import Path
from typing import Final, NamedTuple

import click

from harness.cli.main import harness
from harness.cli.parameters import argument
from harness.domain.errors import BadInput
from harness.domain.suggestions import did_you_mean
from harness.reports.output import Output

PACKAGE: Final = Path(__file__).parents[2]


class Topic(NamedTuple):
    """A document: whom it is for, its title in one line, and its file within the package."""

    reader: str
    title: str
    file: str


TOPICS: Final = {
    "testers": Topic("tester", "features in Gherkin, from nothing to a report", "docs/testers.md"),
    "scenario-files": Topic(
        "tester", "every step, expectation, setting and fault of a file", "docs/scenario-files.md"
    ),
    "questions": Topic("tester", "what people ask, and the answers", "docs/questions.md"),
    "replaying": Topic(
        "developer", "timelines, differences, explanations, results as JSON", "docs/replaying.md"
    ),
    "exploring": Topic(
        "developer", "random and exhaustive exploration, shrinking, mutants", "docs/exploring.md"
    ),
    "library": Topic("developer", "the simulator from Python", "docs/library.md"),
    "rules": Topic("reviewer", "every rule of the integration, and its source", "docs/rules.md"),
    "glossary": Topic("reviewer", "the words of the outputs", "docs/glossary.md"),
    "code": Topic("maintainer", "the rooms of the code, and where to change what", "README.md"),
}


@click.command
@argument("name", "[TOPIC]", "the one to print; without it, a list")
@click.pass_context
def run(ctx: click.Context, name: str | None) -> None:
    """Print a document or a command's help, or without a topic the list of them by reader."""
    output = Output()
    if name is None:
        _list(output)
        return
    topic = TOPICS.get(name)
    if topic is None:
        command = harness.get_command(ctx, name)
        if command is not None:
            command.make_context(name, ["--help"], parent=ctx.parent)  # prints it and exits
        raise BadInput(f"no topic {name!r}{did_you_mean(name, TOPICS)}; `harness help` lists them")
    output.write(text_of(topic).rstrip("\n"))


def text_of(topic: Topic) -> str:
    """The Markdown of a document, without the comments that mark what is generated in it."""
    lines = (PACKAGE / topic.file).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("<!--"))


def _list(output: Output) -> None:
    wide = max(map(len, TOPICS))
    for reader in dict.fromkeys(topic.reader for topic in TOPICS.values()):
        output.write(f"For a {reader}:")
        for name, topic in TOPICS.items():
            if topic.reader == reader:
                output.write(f"  {name:<{wide}}  {topic.title}")
        output.write("")
    output.write("`harness help TOPIC` prints one; `harness COMMAND --help` is about a command.")
