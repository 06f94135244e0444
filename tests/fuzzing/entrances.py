"""The entrances of the package: what is given to each, and how it is called."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import NamedTuple

from fuzzing import guarded
from fuzzing.mutations import mutated, mutated_word, parsed

ROOT = Path(__file__).parent.parent.parent
_SCENARIO = """scenario: Rows of a file
settings: {conflict: hr_wins}
given: {integration: on}
steps:
  - import: {in: hr, table: cdm_worker, file: changed.csv}
  - fault: {kind: unavailable, in: dataverse, for: 1h}
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - advance: 2h
  - run_batch_job
  - expect: {converged: all}
"""
_ROWS = """record,cdm_workernumber,cdm_firstname,cdm_lastname,cdm_birthdate
ada,000123,Ada,Lovelace,1815-12-10
,000124,Grace,"Hopper, G.",
"""
_FEATURE = """Feature: Rows of a file
  Scenario: They arrive
    Given integration is on
    When "changed.csv" is imported into Human Resources as workers
    And the batch job runs
    Then no loss is reported
"""
_PLUGINS = '''import harness as h

@h.policy("newest")
def newest(conflict):
    return "hr" if conflict.hr.edited_at else None

@h.always("no loss", rules=["R3"])
def no_loss(step):
    """Nothing is lost."""
    return not step.losses
'''
_PROJECT = """[pytest]
harness_settings =
    conflict=hr_wins
    seed=7
harness_catalog = company.json
harness_words =
    staff member = worker
"""
_CATALOG = {
    "cdm_worker": {"columns": {"new_badge": {"type": "text", "max_length": 20}}},
    "new_locker": {
        "display_name": "Locker", "natural_key": ["new_number"],
        "columns": {"new_number": "text", "new_size": {"choices": {"small": 1, "large": 2}},
                    "new_owner": {"lookup": "cdm_worker"}},
    },
}  # fmt: skip
_SETTINGS = [
    "conflict=hr_wins", "seed=3", "tie=dataverse", "batch_job_every=1h", "one_way=cdm_worker",
    "start=2021-08-19T09:00:00Z", "import_seconds_per_record.on=2", "keys=exact",
    "not_listened.hr=cdm_worker.cdm_lastname", "delete_in_use.hr=cascade", "late_delete=undone",
]  # fmt: skip


class Trial(NamedTuple):
    """One input: the files that are written, and what is called."""

    files: dict[str, bytes]
    call: tuple[str, ...]  # how it is called, then its arguments


class Entrance(NamedTuple):
    """A kind of input, and the calls that read it; `often` is its weight."""

    often: int
    draw: object  # of a random source and the corpus: the files, and what was changed
    calls: tuple[str, ...]


# how a changed scenario or feature is read, `{}` being its place
_READING = (
    "cli check {}", "cli check {}", "cli replay {} --quiet", "cli replay {}",
    "cli replay {} --format json", "cli replay {} --format mermaid", "cli replay {} --format html",
    "cli replay {} --format junit", "cli replay {} --format github-summary",
    "cli replay {} --promises --quiet", "cli explain {} --record ada", "cli foresee {}",
    "cli export {}", "cli diff {} {}", "cli shrink {} --most 20",
    "cli explore {} --count 2 --length 5 --processes 1", "cli rules {}", "library {}",
)  # fmt: skip
_ARGUMENTS = (
    "cli replay right.yaml --until 3", "cli replay right.yaml --record ada",
    "cli replay right.feature:2", "cli replay right.yaml --format json",
    "cli explain right.yaml --record ada --column cdm_lastname --at 1h",
    "cli foresee right.yaml --table worker --fail-on lost", "cli export right.yaml --to feature",
    "cli tables worker", "cli steps --search worker", "cli rules --format pipe",
    "cli explore --seed 1 --count 1 --length 3 --processes 1 --faults unavailable",
    "cli find data-loss --most 1", "cli help testers", "cli faults unavailable",
    "cli shrink right.yaml --property converged", "cli diff right.yaml good.json",
    "cli compare --count 2 --length 5", "cli draw states",
)  # fmt: skip


def _of(kind):
    def draw(random, corpus):
        name, content = random.choice(corpus[kind])
        return {f"changed{Path(name).suffix}": mutated(random, content, name)}

    return draw


def _setting(random, _corpus):
    return mutated_word(random, random.choice(_SETTINGS))


def _argument(random, _corpus):
    kind, *arguments = random.choice(_ARGUMENTS).split()
    place = random.randrange(1, len(arguments))
    return (kind, *arguments[:place], mutated_word(random, arguments[place]),
            *arguments[place + 1 :])  # fmt: skip


ENTRANCES = {
    "scenario": Entrance(8, _of("scenario"), _READING),
    "feature": Entrance(6, _of("feature"), (*_READING, *["pytest {}"] * 4)),
    "rows": Entrance(2, _of("rows"), ("cli replay right.yaml", "cli check right.yaml",
                                      "cli replay right.feature", "pytest right.feature",
                                      "cli export right.yaml")),
    "catalog": Entrance(3, _of("catalog"), ("cli tables --catalog {}",
                                            "cli check right.yaml --catalog {}",
                                            "cli replay right.feature --catalog {} --quiet")),
    "result": Entrance(2, _of("result"), ("cli diff {} good.json", "cli diff good.json {}",
                                          "cli diff {} good.json --format html",
                                          "cli explain {} --record ada")),
    "exploration": Entrance(2, _of("exploration"), (
        "cli explore --count 4 --length 5 --processes 1 --save {}",)),
    "plug-in": Entrance(1, _of("plug-in"), ("cli replay right.yaml --quiet --plugin {}",
                                            "cli check right.yaml --plugin {}")),
    "project": Entrance(1, _of("project"), ("cli check right.yaml", "cli replay right.feature",
                                            "pytest right.feature")),
    "setting": Entrance(1, _setting, ("cli replay right.yaml --quiet --set {}",
                                      "cli explore --count 1 --length 5 --processes 1 --set {}",
                                      "cli diff right.yaml --set {}")),
    "argument": Entrance(1, _argument, ()),
    "control": Entrance(3, _of("control"), ("control POST /commands {}",)),
    "control scenario": Entrance(1, _of("scenario"), ("control PUT /scenario {}",)),
}  # fmt: skip


def trial(random, corpus, only=()):
    """One input for one of the entrances, drawn by their weights."""
    wanted = only or ENTRANCES
    names = [name for name in wanted for _ in range(ENTRANCES[name].often)]
    name = random.choice(names)
    entrance = ENTRANCES[name]
    drawn = entrance.draw(random, corpus)
    if isinstance(drawn, tuple):
        return name, Trial({}, drawn)
    call = random.choice(entrance.calls).split()
    if isinstance(drawn, str):
        return name, Trial({}, tuple(part.replace("{}", drawn) for part in call))
    (file,) = drawn
    if name == "project":
        drawn = {"pytest.ini": drawn[file]}
        if not _is_utf8(drawn["pytest.ini"]):  # where pytest itself ends with a traceback
            call = ["cli", "check", "right.feature"]
    if name == "control":
        drawn, file = {"changed.json": drawn[file]}, "changed.json"
    return name, Trial(drawn, tuple(part.replace("{}", file) for part in call))


def _is_utf8(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def prepare(folder, added=()):
    """Write what the files name beside them into a folder; return the corpus by kind."""
    for path in [*ROOT.glob("scenarios/**/*.csv"), *ROOT.glob("features/files/*")]:
        shutil.copy(path, folder)
    for name in ("files", "approved"):
        shutil.copytree(ROOT / "features" / name, folder / name, dirs_exist_ok=True)
    right = {"right.yaml": _SCENARIO, "changed.csv": _ROWS, "right.feature": _FEATURE,
             "company.json": json.dumps(_CATALOG)}  # fmt: skip
    for name, text in right.items():
        (folder / name).write_text(text, "utf-8")
    good = guarded.run(lambda: _cli(["replay", "right.yaml", "--format", "json"]), folder)
    (folder / "good.json").write_bytes(good.said)
    saving = ["--count", "3", "--length", "5", "--processes", "1", "--save", "saved.json"]
    guarded.run(lambda: _cli(["explore", *saving]), folder)
    places = [ROOT / "scenarios", ROOT / "features", ROOT / "harness" / "project", *added]
    files = sorted(it for place in places for it in place.rglob("*") if it.is_file())
    corpus = {
        "scenario": [it for it in files if it.suffix == ".yaml" and "catalog." not in it.name],
        "feature": [it for it in files if it.suffix == ".feature"],
        "rows": [it for it in files if it.suffix == ".csv"],
    }
    corpus = {
        # of generated records fewer: to explore from thousands takes long, and rightly
        kind: [
            (it.name, it.read_bytes().replace(b"2000", b"20"))
            for it in paths
            if it.stat().st_size < 40_000
        ]
        for kind, paths in corpus.items()
    }
    corpus["rows"] += [("rows.csv", _ROWS.encode())] * 10
    corpus["feature"] += [
        (it.name, it.read_bytes()) for it in ROOT.glob("tests/gherkin/mistakes/*.feature")
    ]
    corpus["catalog"] = [("company.json", json.dumps(_CATALOG).encode())]
    corpus["result"] = [("good.json", good.said)]
    corpus["exploration"] = [("saved.json", (folder / "saved.json").read_bytes())]
    corpus["plug-in"] = [("plugins.py", _PLUGINS.encode())]
    corpus["project"] = [("pytest.ini", _PROJECT.encode())]
    corpus["control"] = [
        ("step.json", json.dumps(it).encode()) for it in _steps(corpus["scenario"])
    ]
    return corpus


def _steps(scenarios):
    """The steps of scenario files, as one sends them."""
    for name, content in scenarios:
        try:
            found = parsed(content, name)
        except ValueError:
            continue
        if isinstance(found, dict) and isinstance(found.get("steps"), list):
            yield found["steps"]


def called(given, folder):
    """What became of an input."""
    for name, content in given.files.items():
        (folder / name).write_bytes(content)
    kind, *arguments = given.call
    outcome = guarded.run(lambda: _CALLS[kind](arguments), folder)
    if (folder / "pytest.ini").exists():
        (folder / "pytest.ini").unlink()
    if "rows" not in given.files:
        (folder / "changed.csv").write_text(_ROWS, "utf-8")
    return outcome


def _cli(arguments):
    from harness.cli.main import main

    return main(arguments)


def _pytest(arguments):
    import pytest
    from projects import REPORTERS, without

    from harness.domain.errors import HarnessError

    class Watch:
        """Shows what no harness raises on purpose."""

        def pytest_exception_interact(self, call):
            expected = (HarnessError, AssertionError, pytest.UsageError, pytest.fail.Exception,
                        pytest.Collector.CollectError)  # fmt: skip
            if not isinstance(call.excinfo.value, expected):
                import traceback

                print("".join(traceback.format_exception(call.excinfo.value)))

    off = [*without(*REPORTERS, "cacheprovider", "hypothesispytest", "xdist")]
    # no settings of a folder above are ours
    ini = [] if Path("pytest.ini").exists() else ["--rootdir", ".", "-c", "/dev/null"]
    return int(pytest.main(["-q", *off, *ini, *arguments], plugins=[Watch()])) % 3


def _library(arguments):
    import harness as h

    try:
        scenario = h.loads(Path(arguments[0]).read_bytes().decode("utf-8", "surrogateescape"))
        h.dumps(scenario)
        h.replay(scenario)
    except h.BadInput as error:
        print(str(error).encode("utf-8", "replace").decode())
        return 2
    return 0


def _control(arguments):
    """Ask the control API, as a server does that has read a request."""
    from harness.server.app import Server
    from harness.server.live_scenario import LiveScenario, empty_scenario

    method, path, file = arguments
    body = Path(file).read_bytes()
    answers = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        answers.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": f"/_harness{path}",
        "raw_path": path.encode(), "query_string": b"", "scheme": "http", "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000")], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    app = Server(LiveScenario(empty_scenario()), "0").app
    asyncio.run(app(scope, receive, send))
    status = answers[0]["status"]
    print(status, b"".join(it.get("body", b"") for it in answers[1:]).decode())
    if status >= 500:
        raise RuntimeError(f"answered with {status}")
    return 0 if status < 400 else 2


_CALLS = {"cli": _cli, "pytest": _pytest, "library": _library, "control": _control}
