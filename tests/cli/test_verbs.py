"""All commands in one table: what each takes, writes and returns, so that one that departs shows.

A new command, option or format fails here until its row says so.
"""

import io
import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import fromstring

import click
import pytest

from harness.cli.main import COMMANDS, main

pytestmark = pytest.mark.usefixtures("derived_once")

GOOD = """scenario: One is hired
given:
  records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: King}}}
steps: [turn_on, {expect: {converged: all}}]
"""
FAILING = GOOD.replace("converged: all", "missed_requests: 7")
FEATURE = """Feature: Hiring
  Scenario: Another is hired
    Given the worker "ada" exists in both environments
    When integration is turned on
    Then no loss is reported
"""
BAD = "scenario: x\nsteps: [turn_onn]\n"
ALWAYS = ("format", "output", "plugin", "set", "catalog", "store")


class Verb(NamedTuple):
    """A command. In arguments, GOOD and FAILING are a scenario file, BAD is one that is wrong."""

    good: str  # arguments with which it ends with 0
    bad: str  # and with 2
    failing: str = ""  # and with 1
    options: str = ""  # of ALWAYS
    own: str = ""  # formats besides those of tabulate
    places: str = ""  # "many", "one", or "files": folders and files, but no standard input
    instead: str = ""  # formats instead of those of tabulate, where it writes sentences


VERBS = {
    "init": Verb("new", "GOOD"),
    "check": Verb(
        "GOOD", "BAD", "", "format output plugin catalog", "json junit github", "many"
    ),
    "steps": Verb(
        "--search created", "--search zzz", "", "format output", "json markdown html glue"
    ),
    "tables": Verb("cdm_worker", "cdm_wroker", "", "format output catalog", "json"),
    "faults": Verb("", "x", "", "format output plugin", "json"),
    "export": Verb("GOOD", "BAD", "", "output plugin set catalog", "", "many"),
    "mutants": Verb(
        "--list", "--mutant x", "GOOD --mutant deletes-do-not-cross",
        "format output plugin set catalog store", "json", "files",
    ),
    "replay": Verb(
        "GOOD", "BAD", "FAILING", "format output plugin set catalog store",
        "json html junit github github-summary mermaid", "many",
    ),
    "shrink": Verb("FAILING", "GOOD", "", "output plugin set catalog store", "", "one"),
    "explore": Verb(
        "--count 1 --length 3", "--count 0", "--count 2 --length 1",
        "format output plugin set catalog store", "json", "one",
    ),
    "find": Verb(
        "undone-delete --longest 4", "r111", "data-loss --longest 1",
        "format output plugin set store", "json",
    ),
    "schema": Verb("", "x", "", "output plugin"),
    "diff": Verb(
        "GOOD GOOD", "GOOD BAD", "GOOD FAILING", "format output plugin set catalog store",
        "", "one", "text html",
    ),
    "explain": Verb(
        "GOOD --record ada", "GOOD --record adda", "", "format output plugin set catalog store",
        "", "one", "text html",
    ),
    "foresee": Verb(
        "GOOD", "GOOD --fail-on losst", "GOOD --until 0 --fail-on refused",
        "format output plugin set catalog store", "json", "many",
    ),
    "serve": Verb("--help", "--port x", "", "plugin set catalog store"),  # else it runs for ever
    "rules": Verb("R4", "R99", "", "format output", "json", "files"),
    "compare": Verb(
        "--count 1 --length 2 --processes 1", "--count 0", "",
        "format output plugin set store", "json",
    ),
    "draw": Verb("coverage", "covrage", "", "format output", "json"),
    "help": Verb("glossary", "glosary"),
}  # fmt: skip
SLOW = {"explore", "find", "compare", "draw", "mutants"}  # which run many histories
MANY = [name for name, verb in VERBS.items() if verb.places == "many"]
ONE = [name for name, verb in VERBS.items() if verb.places == "one"]
REST = {
    "explain": ("--record", "ada"),
    "diff": ("GOOD",),
    "explore": ("--count", "1", "--length", "1", "--processes", "1"),
}  # what stands behind a place


@pytest.fixture
def harness(tmp_path, monkeypatch, capsys):
    """Runs a command in a folder with files of each kind: its status, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"good.yaml": GOOD, "failing.yaml": FAILING, "bad.yaml": BAD}.items():
        (tmp_path / name).write_text(text, "utf-8")
    for folder, names in {"one": ["good.yaml"], "both": ["good.yaml", "hiring.feature"]}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            text = FEATURE if name.endswith(".feature") else GOOD
            (tmp_path / folder / name).write_text(text, "utf-8")

    def run(*arguments, stdin=None):
        for key in ("GOOD", "FAILING", "BAD"):
            arguments = [f"{key.lower()}.yaml" if it == key else it for it in arguments]
        if stdin is not None:
            content = stdin if isinstance(stdin, bytes) else stdin.encode("utf-8")
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        status = main(arguments)
        return status, *capsys.readouterr()

    return run


def names(slow):
    """The commands; of the rows of the table, those that are slow and the others."""
    marked = (pytest.mark.slow,) if slow else ()
    return [pytest.param(it, marks=marked if it in SLOW else ()) for it in VERBS]


def options(name):
    found = import_module(f"harness.cli.commands.{name}").run.params
    return {it.opts[0].lstrip("-") for it in found if isinstance(it, click.Option)}


def test_every_command_has_a_row():
    assert set(VERBS) == {name for commands in COMMANDS.values() for name in commands}


@pytest.mark.parametrize("name", VERBS)
def test_it_takes_the_options_of_its_row(name):
    assert options(name) & set(ALWAYS) == set(VERBS[name].options.split())


@pytest.mark.parametrize("name", names(slow=True))
def test_good_arguments_are_0(harness, name):
    status, out, err = harness(name, *VERBS[name].good.split())
    assert (status, bool(out)) == (0, True), err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "name", [name for name in names(slow=True) if VERBS[name.values[0]].failing]
)
def test_what_fails_is_1(harness, name):
    status, out, err = harness(name, *VERBS[name].failing.split())
    assert (status, bool(out)) == (1, True), err


@pytest.mark.parametrize("name", VERBS)
def test_bad_arguments_are_2_with_a_message_and_no_traceback(harness, name):
    status, out, err = harness(name, *VERBS[name].bad.split())
    said = out if name == "check" else err  # whose output is what is wrong
    assert status == 2
    assert said.strip()
    assert "Traceback" not in err
    assert out == "" or name == "check"


@pytest.mark.parametrize("name", VERBS)
def test_an_option_that_is_none_gets_a_message_of_its_command(harness, name):
    status, out, err = harness(name, "--hlep")
    assert (status, out) == (2, "")
    message = f"harness {name}: no option --hlep, did you mean --help?; `harness {name} --help`"
    assert err.startswith(message)


@pytest.mark.parametrize("name", names(slow=True))
def test_its_own_formats_and_those_of_tabulate(harness, name):
    verb = VERBS[name]
    if "format" not in verb.options:
        assert harness(name, "--format", "json")[0] == 2
        return
    text = next(it.help for it in import_module(f"harness.cli.commands.{name}").run.params
                if it.name == "fmt")  # fmt: skip
    if verb.instead:
        for fmt in verb.instead.split():
            assert harness(name, *verb.good.split(), "--format", fmt)[0] == 0
        status, out, err = harness(name, *verb.good.split(), "--format", "json")
        assert (status, out) == (2, "")
        assert err.endswith(f"there are {', '.join(verb.instead.split())}\n")
        return
    assert text == f"simple, pipe, {', '.join(verb.own.split())}, or any other format of tabulate"
    good = () if name == "mutants" else verb.good.split()
    for fmt in [*verb.own.split(), "pipe"]:
        more = ("--list",) if name == "mutants" else ()
        status, out, err = harness(name, *good, *more, "--format", fmt)
        assert (status, bool(out)) == (0, True), (fmt, err)
        if fmt == "json":
            json.loads(out)
        if fmt == "junit":
            assert fromstring(out.encode()).tag == "testsuites"
    status, out, err = harness(name, *good, "--format", "jsn")
    assert (status, out) == (2, "")
    assert err.startswith("no format 'jsn', did you mean json?; there are ")


@pytest.mark.parametrize("name", names(slow=True))
def test_the_output_goes_to_a_file(harness, name, tmp_path):
    if "output" not in VERBS[name].options:
        return
    good = VERBS[name].good.split()
    if name == "find":  # which writes files
        assert harness(name, *good, "--output", "found")[0] == 0
        assert list((tmp_path / "found").glob("*.yaml"))
        return
    shown = harness(name, *good)[1]
    status, out, _ = harness(name, *good, "--output", "out.txt")
    assert (status, out) == (0, "")
    written = (tmp_path / "out.txt").read_text("utf-8")
    seconds = re.compile(r"[\d.]+ s, [\d,]+ steps a second")
    assert seconds.sub("", written) == seconds.sub("", shown)
    status, out, err = harness(name, *good, "--output", "nowhere/out.txt")
    assert (status, out) == (2, "")
    assert err == "nowhere/out.txt: there is no folder nowhere\n" or name == "export"


@pytest.mark.parametrize(
    "line",
    ["replay good.yaml", "steps", "tables", "rules R4", "draw coverage", "explore --count 1"],
)
def test_no_page_is_poured_onto_a_terminal(harness, monkeypatch, line):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    status, out, err = harness(*line.split(), "--format", "html")
    assert (status, out) == (2, "")
    assert err == "a page is HTML, not for a terminal: --output FILE.html, or a pipe\n"


# ------------------------------------------------------------------------ places


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize(
    ("places", "files"),
    [
        ("good.yaml", 1),
        ("both/hiring.feature", 1),
        ("both/hiring.feature:2", 1),
        ("both", 2),
        ("good.yaml both", 3),
        ("good.yaml both/hiring.feature -", 3),
        ("-", 1),
    ],
)
@pytest.mark.parametrize("stdin", [GOOD, FEATURE, "# language: en\n" + FEATURE], ids=str.split)
def test_commands_of_several_take_every_kind_of_place(
    harness, tmp_path, name, places, files, stdin
):
    if "-" not in places.split() and stdin != GOOD:
        return
    more = ("--output", "out") if name == "export" and files > 1 else ()
    status, out, err = harness(name, *places.split(), *more, stdin=stdin)
    assert (status, err) == (0, ""), out
    if name == "check":
        assert out == f"{files} file{'s' * (files > 1)} checked, nothing wrong\n"
    elif name == "replay":
        assert out.count("passed, ") == files
    elif name == "foresee":
        assert out.count("The batch job would ") == files
    elif files > 1:
        assert len(list((tmp_path / "out").iterdir())) == files
    else:
        assert out.startswith(("Feature: ", "scenario: "))


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("place", ["good.yaml", "one", "both/hiring.feature:2", "-"])
def test_commands_of_one_take_every_kind_of_place(harness, name, place):
    status, out, err = harness(name, place, *REST.get(name, ()), stdin=GOOD)
    if name == "shrink":
        assert (status, out) == (2, "")
        assert "nothing fails: there is nothing to shrink" in err
    else:
        assert (status < 2, err) == (True, ""), out


@pytest.mark.parametrize("name", ONE)
def test_commands_of_one_list_the_scenarios_of_a_folder(harness, name):
    status, out, err = harness(name, "both", *REST.get(name, ()))
    assert (status, out) == (2, "")
    assert err == (
        "both has 2 scenarios; name one of them:\n  both/good.yaml  One is hired\n"
        "  both/hiring.feature:2  Another is hired\n"
    )


@pytest.mark.parametrize("name", [*MANY, *ONE, "mutants", "rules"])
@pytest.mark.parametrize(
    "place", ["nowhere.yaml", "nowhere", "nowhere.feature", "nowhere.feature:3"]
)
def test_what_is_not_there_has_one_message(harness, name, place):
    if name == "rules" and place in ("nowhere", "nowhere.feature:3"):
        return  # it takes words too, and looks through files
    status, out, err = harness(name, place, *REST.get(name, ()))
    assert (status, out) == (2, "")
    path = place if name != "check" else place.removesuffix(":3")
    assert err == f"{path}: no such file or folder\n"


@pytest.mark.parametrize("name", [*MANY, *ONE])
@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        ("", "-:1:1: the file is empty"),
        (BAD, "-:2:9: no step 'turn_onn', did you mean turn_on?"),
        (FEATURE.replace("turned on", "turned onn"), "-:4:32: no step When 'integration is turned"),
        (b"\xff\xfex", "-:1:1: this is UTF-16: save it as UTF-8"),
    ],
)
def test_what_is_wrong_with_standard_input_is_said_of_it(harness, name, stdin, says):
    status, out, err = harness(name, "-", *REST.get(name, ()), stdin=stdin)
    assert status == 2
    assert (out if name == "check" else err).startswith(says)


@pytest.mark.parametrize("name", [*MANY, "diff"])
def test_standard_input_is_read_once(harness, name):
    status, out, err = harness(name, "-", "-", stdin=GOOD)
    assert (status, out) == (2, "")
    assert err == "-: standard input can be read once; name a file for the other\n"


def test_one_reading_of_standard_input_is_enough_to_compare_it_with_itself(harness):
    status, out, _ = harness("diff", "-", "--set", "tie=hr", stdin=GOOD)
    assert status == 0
    assert out.splitlines()[1].startswith("B  - with tie=hr: ")


def test_a_step_that_no_scenario_has_is_nowhere_to_stop(harness):
    status, _, err = harness("replay", "-", "--until", "99", stdin=GOOD)
    assert status == 2
    last = int(err.removeprefix("--until 99: there is no such step; the last one is "))
    assert harness("replay", "-", "--until", str(last), stdin=GOOD)[0] == 0
    assert harness("replay", "-", "--until", str(last + 1), stdin=GOOD)[0] == 2


def test_every_wrong_setting_is_said_at_once(harness):
    wrong = ("tie=nobody", "start=2021-13-01", "foo=1", "tie")
    given = [part for text in ("tie=hr", *wrong) for part in ("--set", text)]
    status, _, err = harness("replay", "-", *given, stdin=GOOD)
    assert status == 2
    assert [line.partition(": ")[0] for line in err.splitlines()] == [f"--set {it}" for it in wrong]


@pytest.mark.parametrize("name", ["mutants", "rules"])
def test_commands_of_files_say_that_they_take_no_standard_input(harness, name):
    status, out, err = harness(name, "-", stdin=GOOD)
    assert (status, out) == (2, "")
    assert err == "-: this takes files and folders; name a file instead of standard input\n"


def test_what_all_files_lack_is_said_once(harness):
    _, out, err = harness("replay", "good.yaml", "one", "both", "--catalog", "nowhere.yaml")
    assert (out, err.count("nowhere.yaml")) == ("", 1)


# ------------------------------------------------------------------------ for CI


@pytest.mark.parametrize("name", ["replay", "check"])
def test_what_files_say_is_shown_in_ci_and_never_obeyed(harness, tmp_path, name):
    title = '"</x>::error::%0A ##[add-mask]x\\n::stop-commands::y"'
    text = GOOD.replace("One is hired", title).replace("converged: all", "missed_requests: 7")
    if name == "check":
        text = text.replace("turn_on,", '"turn::on\\n::error::x</x>",')
    (tmp_path / "hostile.yaml").write_text(text, "utf-8")
    failed = 1 if name == "replay" else 2
    status, out, _ = harness(name, "hostile.yaml", "--format", "github")
    first, last = out.splitlines()
    assert status == failed
    assert first.startswith("::error file=hostile.yaml,line=4,")
    assert last in ("0 of 1 scenarios passed", "1 file checked, 1 problem")
    status, out, _ = harness(name, "hostile.yaml", "--format", "junit")
    found = fromstring(out.encode("utf-8"))
    assert (status, [it.tag for it in found.iter()][3:]) == (failed, ["failure"])
    assert found.attrib["failures"] == "1"


def test_ci_is_told_of_files_that_cannot_be_replayed(harness):
    places = ("bad.yaml", "nowhere.yaml", "good.yaml")
    status, out, err = harness("replay", *places, "--format", "github")
    assert (status, err) == (2, "")
    assert out == (
        "::error file=bad.yaml,line=2,col=9::no step 'turn_onn', did you mean turn_on?\n"
        "::error::nowhere.yaml: no such file or folder\n"
    )
    status, out, err = harness("replay", *places, "--format", "junit")
    assert (status, err) == (2, "")
    assert fromstring(out.encode()).attrib == {
        "tests": "2", "failures": "0", "errors": "2", "time": "0",
    }  # fmt: skip


def test_outcomes_alone_are_text(harness):
    status, out, err = harness("replay", "good.yaml", "--quiet", "--format", "junit")
    assert (status, out) == (2, "")
    assert err == "--quiet: leaves the outcomes, in text; --format junit is whole\n"


APPROVES = """\
Feature: F
  Scenario: S
    When integration is turned on
    Then the timeline matches the approved timeline "gone"
"""


@pytest.mark.parametrize("options", [(), ("--quiet",), ("--format", "json")])
def test_a_replay_says_which_steps_it_does_not_check(tmp_path, monkeypatch, capsys, options):
    """In what people read beside the outcome; for programs on the error output."""
    monkeypatch.chdir(tmp_path)
    Path("x.feature").write_text(APPROVES, encoding="utf-8")
    assert main(["replay", "x.feature", *options]) == 0
    said = capsys.readouterr()
    note = (
        "x.feature:4: not checked, which only pytest does: "
        'the timeline matches the approved timeline "gone"'
    )
    where, other = (said.err, said.out) if "--format" in options else (said.out, said.err)
    assert note in [line.strip() for line in where.splitlines()]
    assert note not in other
    lines = APPROVES.splitlines()[:-1]
    Path("x.feature").write_text("\n".join(lines), encoding="utf-8")
    assert main(["replay", "x.feature", *options]) == 0
    said = capsys.readouterr()
    assert "not checked" not in said.out + said.err


def test_an_export_says_which_steps_it_leaves_out(tmp_path, monkeypatch, capsys):
    """On the error output: what is written is a scenario file."""
    monkeypatch.chdir(tmp_path)
    Path("x.feature").write_text(APPROVES, encoding="utf-8")
    for options in ((), ("--output", "x.yaml")):
        assert main(["export", "x.feature", *options]) == 0
        said = capsys.readouterr()
        assert said.err == (
            "x.feature:4: left out, as only pytest can compare it: "
            'the timeline matches the approved timeline "gone"\n'
        )
        assert "gone" not in said.out + "".join(it.read_text() for it in tmp_path.glob("*.yaml"))
    Path("x.feature").write_text("\n".join(APPROVES.splitlines()[:-1]), encoding="utf-8")
    assert main(["export", "x.feature"]) == 0
    assert capsys.readouterr().err == ""
