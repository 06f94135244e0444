"""The command line: `harness VERB`, also `python -m harness VERB`.

Each verb lives in a module of its own, imported when it is used, so that `--help` is quick. Exit
status: 0 all passed, 1 a scenario failed, 2 bad input or usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

from harness.cli import options

PASSED, FAILED, BAD, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

_FORMAT: Final[dict[str, Any]] = {
    "metavar": "FORMAT",
    "default": "simple",
    "help": "simple (the default), github, html, json, mermaid, or any other format of tabulate",
}
_LISTED: Final[dict[str, Any]] = {
    **_FORMAT,
    "help": "simple (the default), github, json, or any other format of tabulate",
}
_OUTPUT: Final[dict[str, Any]] = {
    "metavar": "FILE",
    "help": "write to this file instead of the terminal",
}
_PROPERTIES: Final[dict[str, Any]] = {
    "action": "append",
    "default": [],
    "metavar": "FILE",
    "help": "also look at your own properties in this Python file; may be given more than once",
}
_CATALOG: Final[dict[str, Any]] = {
    "metavar": "FILE",
    "help": "a catalog file: custom columns and further tables, for every scenario",
}


def parser() -> argparse.ArgumentParser:
    """The arguments of every verb."""
    top = argparse.ArgumentParser(
        prog="harness",
        description="Rehearse what a sync between Human Resources and Dataverse will do.",
        epilog="Exit status: 0 all passed, 1 a scenario failed, 2 bad input or usage.",
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    verbs = top.add_subparsers(dest="verb", metavar="VERB")

    _replay(verbs)

    verb = verbs.add_parser("check", help="everything wrong with scenario and feature files")
    verb.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder of them")
    verb.add_argument("--catalog", **_CATALOG)

    verb = verbs.add_parser("export", help="a Gherkin scenario as a scenario file, and back")
    verb.add_argument(
        "place",
        metavar="PATH",
        help="x.feature:12 for the scenario in that line, or a scenario file",
    )
    verb.add_argument(
        "--to",
        choices=("scenario", "feature"),
        help="what to write; what PATH is not, where nothing is said",
    )
    verb.add_argument(
        "--output",
        metavar="PATH",
        help="write to this file; several scenarios go into this folder, a file each",
    )

    _shrink(verbs)

    verb = verbs.add_parser("diff", help="where two scenarios or saved results part")
    verb.add_argument("first", metavar="A", help="a scenario file, or a result saved as JSON")
    verb.add_argument(
        "second",
        nargs="?",
        metavar="B",
        help="the other, which alone --set is for; A itself where only --set is given",
    )
    _world(verb)

    verb = verbs.add_parser("rules", help="the rules, and which features and scenarios show them")
    verb.add_argument(
        "paths", nargs="*", metavar="PATH", help="features/ and scenarios/ to look in"
    )
    verb.add_argument("--format", **_LISTED)
    verb.add_argument("--output", **_OUTPUT)

    _many_histories(verbs)

    verb = verbs.add_parser("explain", help="why a record is as it is at the end")
    verb.add_argument("file", metavar="FILE", help="a scenario file, or x.feature:12")
    verb.add_argument("--record", required=True, metavar="NAME", help="the record's name")
    verb.add_argument("--column", metavar="COLUMN", help="of this column only")
    _world(verb)

    verb = verbs.add_parser("schema", help="the JSON Schema of scenario files, for editors")
    verb.add_argument("--output", **_OUTPUT)

    verb = verbs.add_parser("steps", help="the Gherkin vocabulary")
    verb.add_argument("--search", metavar="TEXT", help="only phrases with these words")
    verb.add_argument(
        "--unused",
        nargs="*",
        metavar="PATH",
        help="only phrases that no feature of these paths uses; without one, of features/",
    )
    verb.add_argument(
        "--format",
        metavar="FORMAT",
        default="simple",
        help="simple (the default), markdown, html, json, or any other format of tabulate",
    )
    verb.add_argument("--output", **_OUTPUT)

    verb = verbs.add_parser("tables", help="the catalog, or one table's columns, keys and lookups")
    verb.add_argument("table", nargs="?", metavar="TABLE", help="its logical name")
    verb.add_argument("--catalog", **_CATALOG)
    verb.add_argument("--format", **_LISTED)

    verb = verbs.add_parser("faults", help="the faults a scenario may ask for")
    verb.add_argument("--format", **_LISTED)

    verb = verbs.add_parser("help", help="the documents, for each kind of reader")
    verb.add_argument("topic", nargs="?", metavar="TOPIC", help="the one to print; else a list")

    verb = verbs.add_parser("init", help="a working QA project to start from")
    verb.add_argument("directory", metavar="DIR", help="a new or empty folder")
    return top


def _replay(verbs: Any) -> None:
    """The arguments of the verb that replays."""
    verb = verbs.add_parser("replay", help="replay scenario files and read their timelines")
    verb.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a scenario file, a folder of them, or x.feature:12 for the scenario in that line",
    )
    verb.add_argument("--format", **_FORMAT)
    verb.add_argument("--output", **_OUTPUT)
    verb.add_argument("--until", type=int, metavar="STEP", help="stop after this step")
    verb.add_argument("--expand", action="store_true", help="fold nothing: a line for every entry")
    verb.add_argument(
        "--promises",
        action="store_true",
        help="after every step, look at what always holds; what is broken first fails the scenario",
    )
    verb.add_argument("--properties", **_PROPERTIES)
    _world(verb)
    verb.add_argument("--quiet", action="store_true", help="outcomes only")


def _shrink(verbs: Any) -> None:
    """The arguments of the verb that makes a failing scenario short."""
    verb = verbs.add_parser("shrink", help="the shortest scenario that fails the same way")
    verb.add_argument("file", metavar="FILE", help="a scenario file that fails, or x.feature:12")
    verb.add_argument(
        "--property",
        metavar="NAME",
        help="shrink to a broken promise, this one; without it, to the first expectation that "
        "fails, or where all hold to the first promise that is broken",
    )
    verb.add_argument("--properties", **_PROPERTIES)
    verb.add_argument(
        "--most", type=int, default=2000, metavar="N", help="replays at most, 2000 by default"
    )
    _settings(verb)
    verb.add_argument("--output", **_OUTPUT)


def _many_histories(verbs: Any) -> None:
    """The verbs that play more than what somebody wrote."""
    _mutants(verbs)
    _explore(verbs)
    options.compare(verbs, _LISTED, _OUTPUT)
    options.draw(verbs, _LISTED, _OUTPUT)
    options.find(verbs, _LISTED)


def _mutants(verbs: Any) -> None:
    """The arguments of the verb that tries a suite."""
    verb = verbs.add_parser("mutants", help="what your features and scenarios do not test")
    verb.add_argument(
        "paths", nargs="*", metavar="PATH", help="feature and scenario files, and folders of them"
    )
    verb.add_argument(
        "--mutant",
        action="append",
        default=[],
        metavar="NAME",
        dest="mutants",
        help="only this broken integration; may be given more than once",
    )
    verb.add_argument("--list", action="store_true", help="list the mutants, and try nothing")
    verb.add_argument(
        "--explore",
        action="store_true",
        help="also try random histories, where what catches is a promise that is broken",
    )
    verb.add_argument("--all", action="store_true", help="run everything, and count what catches")
    verb.add_argument("--verbose", action="store_true", help="what was noticed, too")
    verb.add_argument("--format", **_LISTED)
    verb.add_argument("--output", **_OUTPUT)


def _explore(verbs: Any) -> None:
    """The arguments of the verb that tries many histories."""
    verb = verbs.add_parser("explore", help="many histories: does every promise hold for them?")
    verb.add_argument(
        "--exhaustive",
        action="store_true",
        help="every state of a small world, for histories of any length, instead of random ones",
    )
    verb.add_argument(
        "--world",
        choices=("company", "small"),
        help="company: several tables, delays, schedules, imports (the default); small: a few "
        "records of one table, much faster",
    )
    number = {"type": int, "metavar": "N"}
    verb.add_argument("--seed", **number, help="the first seed (0)")
    verb.add_argument("--count", **number, help="how many histories (1000)")
    verb.add_argument("--length", **number, help="commands of a history (50)")
    verb.add_argument(
        "--swarm", action="store_true", help="each history draws from a half of what can happen"
    )
    options.faults(verb, "kinds of `harness faults`")
    verb.add_argument("--records", **number, help="how many records the small world has (2)")
    verb.add_argument(
        "--conflict", metavar="POLICY", default="", help="the conflict policy; else as drawn"
    )
    verb.add_argument("--properties", **_PROPERTIES)
    verb.add_argument("--processes", **number, help="on so many cores; all of them if not said")
    verb.add_argument("--scheduler", metavar="ADDRESS", help="on the Dask cluster of that address")
    verb.add_argument("--time-limit", metavar="DURATION", help="stop after 90s, 10m, 2h")
    verb.add_argument(
        "--save", metavar="FILE", help="keep what was done, and go on from there where it exists"
    )
    verb.add_argument(
        "--write", metavar="DIR", help="write a history that breaks a promise into this folder"
    )
    verb.add_argument("--output", **_OUTPUT)


def _world(verb: argparse.ArgumentParser) -> None:
    """The options of every verb that replays."""
    verb.add_argument(
        "--store",
        default="memory",
        metavar="STORE",
        help="memory (the default), a URL such as sqlite:///world.db, or a backend's name",
    )
    _settings(verb)


def _settings(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="a setting, such as conflict=hr_wins; may be given more than once",
    )
    verb.add_argument("--catalog", **_CATALOG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status. Nothing that people do wrong ends in a traceback."""
    import gc

    # a simulation makes no cycles, and looking for some among a million live records takes longer
    # than making them: nothing here waits for the collector
    gc.disable()
    top = parser()
    try:
        given = top.parse_args(arguments)
        if given.version:
            from harness import __version__

            print(f"harness {__version__}")
            return PASSED
        if given.verb is None:
            top.print_usage(sys.stderr)
            print("harness: error: which verb? `harness --help` lists them", file=sys.stderr)
            return BAD
        status = _run(given)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except BrokenPipeError:
        # whoever read our output has closed it; what Python would still flush goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:  # files are answered for where they are used: this is the output
        print(f"harness: the output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD
    except KeyboardInterrupt as interrupted:  # with a text where something was written
        says = str(interrupted) or "nothing was written"
        print(f"\nharness: interrupted, {says}", file=sys.stderr)
        return INTERRUPTED


def _run(given: Any) -> int:
    from importlib import import_module

    from harness.domain.errors import BadInput

    verb = import_module(f"harness.cli.commands.{given.verb}")
    try:
        status: int = verb.run(given)
    except BadInput as error:
        print(error, file=sys.stderr)
        return BAD
    except MemoryError:
        print("harness: out of memory", file=sys.stderr)
        return BAD
    return status
