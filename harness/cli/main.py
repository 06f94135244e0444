"""The command line: `harness COMMAND`, also `python -m harness COMMAND`.

Each command is the function `run` of a module in `harness/cli/commands/`, which owns its options
and is imported only if the command is used, so that `--help` is quick. Exit status: 0 all passed,
1 a scenario failed, 2 bad input or usage.
"""

import errno
import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import click

from harness.domain.errors import BadInput, PluginError

PASSED, FAILED, BAD, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

# the commands by reader, each with its help in one line
COMMANDS: Final = {
    "a tester": {
        "init": "a working QA project to start from",
        "check": "everything wrong with scenario and feature files",
        "steps": "the Gherkin vocabulary",
        "tables": "the catalog, or one table's columns, keys and lookups",
        "faults": "the faults a scenario may ask for",
        "export": "a Gherkin scenario as a scenario file, and back",
        "mutants": "what your features and scenarios do not test",
    },
    "a developer": {
        "replay": "replay scenario files and read their timelines",
        "shrink": "the shortest scenario that fails the same way",
        "explore": "many histories: does every property hold for them?",
        "find": "the shortest histories of a data loss, a tie, ...",
        "schema": "the JSON Schema of scenario files, for editors",
    },
    "a reviewer": {
        "diff": "where two scenarios or saved results part",
        "foresee": "what the next run would do, record by record",
        "explain": "why a record is as it is at the end",
        "rules": "the rules, and which features and scenarios show them",
        "compare": "what the same histories lose under every policy",
    },
    "a maintainer": {
        "draw": "which rules decide under which commands, or all states",
    },
    "an administrator": {
        "serve": "the integration page: rehearse the switch by hand",
    },
    "everybody": {
        "help": "the documents, for each kind of reader",
    },
}
_HELP: Final = {name: line for commands in COMMANDS.values() for name, line in commands.items()}
_COMPLETION: Final = "_HARNESS_COMPLETE"


class CommandTable(click.Group):
    """The commands of `COMMANDS`, each module imported if its command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _HELP:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"harness.cli.commands.{cmd_name}").run
        line = _HELP[cmd_name]
        command.help = command.short_help = f"{line[0].upper()}{line[1:]}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_by_reader(formatter, COMMANDS)


def write_by_reader(formatter: click.HelpFormatter, table: Mapping[str, Mapping[str, str]]) -> None:
    """Write a section for each reader: the names that are for them, each with its line."""
    wide = max(len(name) for lines in table.values() for name in lines)
    for reader, lines in table.items():
        with formatter.section(f"For {reader}"):
            formatter.write_dl([(name.ljust(wide), line) for name, line in lines.items()])


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from harness import __version__

        click.echo(f"harness {__version__}")
        ctx.exit()


@click.group(
    cls=CommandTable,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    help="Rehearse what a sync between Human Resources and Dataverse will do.",
    epilog=f"""Exit status: 0 all passed, 1 a scenario failed, 2 bad input or usage.

    \b
    Completion: eval "$({_COMPLETION}=bash_source harness)" (or zsh, fish).""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version and stop.",
)
def harness() -> None:
    """The command line itself, which does nothing before its command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status. No mistake of a user ends in a traceback."""
    if _COMPLETION in os.environ:
        harness(prog_name="harness")  # answers the shell and exits
    if sys.stdout is None:
        sys.stdout = _ClosedOutput()  # print() would write to it without a word
    try:
        status = _run(sys.argv[1:] if arguments is None else [*arguments])
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _silence_stdout()  # its reader has closed it
        return PIPE_CLOSED
    except OSError as error:  # what streams raise names no file
        if error.filename is None:
            _say(f"harness: the output cannot be written: {error.strerror}")
            _silence_stdout()
        else:
            _say(f"{error.filename}: {error.strerror}")
        return BAD
    except KeyboardInterrupt as interrupted:  # its text names what was written
        _say(f"\nharness: interrupted, {str(interrupted) or 'nothing was written'}")
        return INTERRUPTED


class _ClosedOutput(io.TextIOBase):
    """What stands in the place of a stdout that was closed before Python started."""

    def write(self, text: str) -> int:
        """Refuse it, as a full disk does."""
        raise OSError(errno.EBADF, "it is closed")


def _silence_stdout() -> None:
    if not isinstance(sys.stdout, _ClosedOutput):
        from harness.reports.output import silence

        silence(sys.stdout)


def _say(text: object) -> None:
    from harness.reports.output import say

    say(text)


def _run(arguments: list[str]) -> int:
    """Read the arguments and run the command that they name."""
    try:
        with harness.make_context("harness", arguments) as context:
            status: int = harness.invoke(context) or PASSED  # most commands have no other
    except click.exceptions.Exit as end:  # of --help and --version
        return end.exit_code
    except click.UsageError as error:
        # the parser's own errors do not know their command; no option before it takes a value
        command = error.ctx.command_path if error.ctx else " ".join(["harness", *arguments[:1]])
        _say(f"{command}: {_wrong(error, command)}")
        return BAD
    except (BadInput, PluginError) as error:
        _say(error)
        return BAD
    except MemoryError:
        _say("harness: out of memory")
        return BAD
    return status


def _wrong(error: click.UsageError, command: str) -> str:
    """What is wrong with the arguments of the command, and what instead, in one line."""
    from harness.domain.suggestions import did_you_mean

    match error:
        case click.exceptions.NoArgsIsHelpError():
            return f"which command? `{command} --help` lists them"
        case click.exceptions.NoSuchCommand(command_name=name):
            return f"no command {name!r}{did_you_mean(name, _HELP)}; `{command} --help` lists them"
        case click.NoSuchOption(option_name=name, ctx=click.Context() as context):
            options = [option for it in context.command.get_params(context) for option in it.opts]
            near = did_you_mean(name, [option for option in options if option.startswith("-")])
            return f"no option {name}{near}; `{command} --help` lists them"
        case click.MissingParameter(param=click.Parameter() as param):
            return f"{_name(param)} is missing: {param.help}"
        case click.BadParameter(param=click.Parameter() as param):
            return f"{_name(param)} {error.message}"
    text = error.format_message().rstrip(".")
    return f"{text[0].lower()}{text[1:]}; `{command} --help` shows what it takes"


def _name(param: click.Parameter) -> str:
    """An option as it is written, an argument as the usage line names it."""
    return param.opts[0] if param.opts[0].startswith("-") else param.human_readable_name.strip(".")
