"""The options of every command: each is used, and those of one purpose have one name everywhere."""

import ast
import inspect
from importlib import import_module
from textwrap import dedent

import click
import pytest

from harness.cli.main import COMMANDS

NAMES = [name for commands in COMMANDS.values() for name in commands]
RUN = {  # scenarios of people
    "replay", "check", "export", "explain", "foresee", "diff", "shrink", "mutants", "serve",
}  # fmt: skip
GENERATE = {"explore", "find", "compare"}  # histories that are made
LIST = {"faults", "schema"}  # what can be named


def command(name):
    return import_module(f"harness.cli.commands.{name}").run


def options(name):
    return {
        option for it in command(name).params if isinstance(it, click.Option) for option in it.opts
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_option_is_parsed_and_ignored(name):
    """Each parameter of a command is read in its function, which is all that click passes it to."""
    function = command(name).callback
    tree = ast.parse(dedent(inspect.getsource(function)))
    read = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    passed = {it.name for it in command(name).params if it.expose_value}
    assert passed <= set(inspect.signature(function).parameters)
    assert passed <= read, f"{name} ignores {sorted(passed - read)}"


def test_what_runs_or_names_simulations_takes_plug_ins():
    taking = {name for name in NAMES if "--plugin" in options(name)}
    assert taking == RUN | GENERATE | LIST
    assert all("--properties" in options(name) for name in taking)


def test_what_replays_takes_settings_and_what_reads_files_a_catalog():
    assert {name for name in NAMES if "--set" in options(name)} == (RUN | GENERATE) - {"check"}
    assert {name for name in NAMES if "--catalog" in options(name)} == RUN | {"tables", "explore"}
