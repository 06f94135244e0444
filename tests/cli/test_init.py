"""The first hour: installing into a project of one's own, `harness init`, its files and recipes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from harness import __version__
from harness.cli.commands import init
from harness.cli.main import main
from harness.domain.errors import BadInput
from harness.domain.extras import install_line
from harness.gherkin.places import GLUE

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "harness" / "docs"
PAGES = (README, *sorted(DOCS.glob("*.md")), *sorted(ROOT.glob(".github/*.md")))
GITHUB = ".github/workflows/rehearsal.yml"
AZURE = "azure-pipelines.yml"
WRITTEN = {
    *(GITHUB, AZURE, ".gitignore", ".vscode/settings.json", "README.md", "pytest.ini", GLUE),
    *(
        ".vscode/extensions.json",
        "requirements.txt",
        "features/switching-on.feature",
        "scenarios/switching-on.yaml",
    ),
}


def run(*command, cwd, **variables):
    done = subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def initialized(capsys):
    """Runs the command in this process, and returns its status, what it said, and its errors."""

    def run(folder):
        status = main(["init", str(folder)])
        return status, *capsys.readouterr()

    return run


def files(folder):
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


# ---------------------------------------------------------------------------------- installing


def test_every_page_and_file_installs_with_one_line():
    assert init.INSTALL in README.read_text("utf-8").replace("--quiet ", "")
    assert init.INSTALL in (DOCS / "questions.md").read_text("utf-8")
    assert (init.TEMPLATE / "requirements.txt").read_text("utf-8") == init.REQUIREMENT + "\n"
    other = re.compile(r"dataverse[-_]sync[-_]harness(?:-[\d.]+-py3-none-any\.whl)?\[")
    for page in (*PAGES, *init.TEMPLATE.rglob("*.*")):
        if page.is_file():
            text = page.read_text("utf-8").replace(init.REQUIREMENT, "")
            assert not other.search(text), f"{page} installs in another way"


@pytest.fixture
def clone(tmp_path):
    """A clone of the checkout, with what is not committed yet."""
    listed = run("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT)[1].splitlines()
    for name in listed:
        if (ROOT / name).is_file():
            (tmp_path / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "clone" / name)
    built = tmp_path / "clone" / "build" / "lib" / "harness"
    built.mkdir(parents=True)
    (built / "gone.py").touch()  # of an earlier version, which has to stay out of a wheel
    return tmp_path / "clone"


@pytest.mark.slow
def test_the_commands_of_the_readme_make_a_project_that_works(clone, tmp_path):
    """In an empty home, with nothing but Python, and pip reaching an index for the libraries.

    The wheel has the files whose names begin with a dot too, and all that it needs with the extra.
    """
    commands = re.search(
        r"<!-- the first project -->\n```sh\n(.*?)```", README.read_text(), re.DOTALL
    )[1]
    home = tmp_path / "home"
    home.mkdir()
    plain = {"HOME": str(home), "PYTHONPATH": "", "VIRTUAL_ENV": ""}
    status, said = run("sh", "-ec", commands, cwd=clone, **plain)
    assert status == 0, said
    assert "2 passed" in said
    project = tmp_path / "rehearsal"
    assert {one for one in files(project) if ".venv" not in one and "cache" not in one} == {
        *WRITTEN,
        init.WHEEL,
    }
    assert "pip wheel" not in said  # it is there already
    with ZipFile(project / init.WHEEL) as wheel:
        assert "harness/gone.py" not in wheel.namelist()
    install = [project / ".venv" / "bin" / "pip", "install", "--dry-run", "-r", "requirements.txt"]
    status, said = run(*install, cwd=project, **plain)
    assert status == 0, said


ORIGINS = {
    "a clone": ({"url": "file:///a/clone", "dir_info": {"editable": True}}, "file:///a/clone"),
    "a wheel": ({"url": "file:///w/x.whl", "archive_info": {}}, "file:///w/x.whl"),
    "a repository": (
        {"url": "https://x.org/y.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
        "git+https://x.org/y.git@abc",
    ),
    "a folder of one": (
        {
            "url": "https://x.org/y.git",
            "vcs_info": {"vcs": "git", "commit_id": "abc"},
            "subdirectory": "z",
        },
        '"git+https://x.org/y.git@abc#subdirectory=z"',
    ),
    "an index": (None, f"dataverse-sync-harness=={__version__}"),
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_wheel_is_built_from_where_this_installation_came_from(
    origin, tmp_path, monkeypatch, initialized
):
    direct, source = ORIGINS[origin]

    class Installed:
        def read_text(self, name):
            assert name == "direct_url.json"
            return direct and json.dumps(direct)

    monkeypatch.setattr(init, "distribution", lambda name: Installed())
    _, said, _ = initialized(tmp_path)
    assert said.endswith(f"pip wheel --no-deps --wheel-dir wheels {source}\n")
    (tmp_path / "wheels").mkdir()
    (tmp_path / init.WHEEL).touch()
    _, said, _ = initialized(tmp_path)
    assert "pip wheel" not in said


# ------------------------------------------------------------------------------------- the files


def test_what_is_there_is_left_and_named(tmp_path, monkeypatch, initialized):
    monkeypatch.chdir(tmp_path)
    mine = {
        "README.md": "mine",
        "features/switching-on.feature": "mine",
        GLUE: "of an older version",
        "src/x.py": "",
    }
    for name, text in mine.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    status, said, _ = initialized(".")
    assert status == 0
    for name, text in mine.items():
        assert (tmp_path / name).read_text("utf-8") == text
    assert f"README.md: there already, left as it is; ours is {init.TEMPLATE}/README.md\n" in said
    assert f"{GLUE}: there already, left as it is; `harness steps --format glue" in said
    assert files(tmp_path) == WRITTEN | {"src/x.py"}
    assert "\ncd " not in said

    status, said, _ = initialized(".")
    assert status == 0
    assert said.count(": there already\n") == len(WRITTEN) - 3
    for name, text in mine.items():
        assert (tmp_path / name).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.pytest.ini_options]\n"),
        ("pyproject.toml", "[tool.pytest]\n"),
        ("tox.ini", "[pytest]\n"),
        ("setup.cfg", "[tool:pytest]\n"),
        ("pytest.toml", ""),
        (".pytest.ini", ""),
    ],
)
def test_settings_of_pytest_stay_in_force(name, text, tmp_path, initialized):
    """A `pytest.ini` beside them would take their place without a word."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    status, said, _ = initialized(tmp_path)
    assert status == 0
    assert not (tmp_path / "pytest.ini").exists()
    assert f"pytest.ini: not written, as pytest's settings are in {name}\n" in said


def test_a_project_without_settings_of_pytest_gets_them(tmp_path, initialized):
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tmp_path / "setup.cfg").write_text("[metadata]\n", encoding="utf-8")
    assert initialized(tmp_path)[0] == 0
    assert (tmp_path / "pytest.ini").exists()


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    "stop", [BadInput("x: cannot be written: No space left"), KeyboardInterrupt()]
)
def test_a_project_is_written_whole_or_not_at_all(tmp_path, monkeypatch, capsys, stop, kept):
    target = tmp_path / "new" / "project"
    if kept:
        target.mkdir(parents=True)
        (target / "mine.txt").write_text("mine")
    written = []

    def write_file(path, text):
        if len(written) == 4:
            raise stop
        written.append(path)
        path.write_text(text)

    monkeypatch.setattr(init, "write_file", write_file)
    assert main(["init", str(target)]) in (2, 130)
    out, err = capsys.readouterr()
    assert (out, err.strip().count("\n")) == ("", 0)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == ([target / "mine.txt"] if kept else [])
    assert target.exists() is kept


def test_a_file_is_no_folder_for_a_project(tmp_path, initialized):
    (tmp_path / "x").touch()
    status, _, error = initialized(tmp_path / "x")
    assert status == 2
    assert error == f"{tmp_path / 'x'}: cannot be made: File exists\n"


@pytest.mark.slow
def test_without_the_extra_the_lines_to_copy_begin_with_what_to_install(tmp_path):
    code = "import sys; sys.modules['pytest_bdd'] = None; from harness.cli.main import main; "
    code += "sys.exit(main(['init', '.']))"
    status, said = run(sys.executable, "-c", code, cwd=tmp_path)
    assert status == 0
    assert files(tmp_path) == WRITTEN - {GLUE}
    lines = said.split("Now:\n")[1].splitlines()
    assert lines[0] == install_line("bdd")
    assert run("sh", "-ec", lines[1], cwd=tmp_path) == (0, "")
    assert (tmp_path / GLUE).is_file()


# ------------------------------------------------------------------------------------ in CI


@pytest.mark.parametrize(
    ("name", "schema"), [(GITHUB, "vendor.github-workflows"), (AZURE, "vendor.azure-pipelines")]
)
@pytest.mark.slow
def test_a_recipe_is_what_the_service_reads(name, schema):
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "nonunicode"]
    status, said = run(*command, "--builtin-schema", schema, init.TEMPLATE / name, cwd=ROOT)
    assert status == 0, said


def recipe(name):
    return yaml.safe_load((init.TEMPLATE / name).read_text("utf-8"))


def github():
    return recipe(GITHUB)["jobs"]["rehearsal"]["steps"]


def azure():
    return recipe(AZURE)["steps"]


def commands(steps, key):
    return [step[key] for step in steps if key in step]


def test_both_recipes_run_the_commands_that_the_document_shows():
    page = (DOCS / "testers.md").read_text("utf-8")
    shown = re.search(r"^## In CI\n.*?```sh\n(.*?)```", page, re.DOTALL | re.MULTILINE)[
        1
    ].splitlines()
    annotated = [it.removesuffix(" --format github") for it in commands(github(), "run")]
    # each service has its own way to show the summary
    assert annotated == [*shown, 'cat summary.md >> "$GITHUB_STEP_SUMMARY"']
    upload = 'echo "##vso[task.uploadsummary]$(System.DefaultWorkingDirectory)/summary.md"'
    assert commands(azure(), "script") == [*shown, upload]
    assert "--harness-summary summary.md" in shown[2]
    assert commands(github(), "run")[1].endswith(" --format github")  # at its line of the change
    assert shown[0] == "pip install -r requirements.txt"  # which has the one line


def test_both_recipes_keep_results_and_report_of_runs_that_fail():
    (kept,) = [one for one in github() if "upload-artifact" in one.get("uses", "")]
    assert kept["with"]["path"].split() == ["report", "results.xml"]
    assert kept["if"] == "${{ !cancelled() }}"
    (published,) = [one for one in azure() if one.get("task", "").startswith("PublishTestResults")]
    assert published["inputs"]["testResultsFormat"] == "JUnit"
    assert published["inputs"]["testResultsFiles"] == "results.xml"
    (kept,) = [one for one in azure() if "publish" in one]
    assert kept["publish"] == "report"
    assert kept["condition"] == published["condition"] == "succeededOrFailed()"


@pytest.mark.parametrize("command", ["check", "replay"])
def test_the_whole_project_can_be_named(command, initialized, capsys, tmp_path, monkeypatch):
    """Its recipes are no scenarios, and neither is what lies in an environment or is hidden."""
    monkeypatch.chdir(tmp_path)
    assert initialized(".")[0] == 0
    for name in ("venv/pyvenv.cfg", "venv/lib/x.yaml", ".cache/x.yaml", "deep/.cache/x.feature"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert main([command, "."]) == 0, capsys.readouterr().out
    assert main([command, "venv/lib"]) == 2  # a folder that is named is meant


@pytest.mark.slow
def test_the_commands_of_the_recipes_run_in_the_new_project(tmp_path):
    assert run(sys.executable, "-m", "harness", "init", ".", cwd=tmp_path)[0] == 0
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    step = str(tmp_path / "step.md")
    for command in commands(github(), "run")[1:]:
        status, said = run(
            "sh", "-ec", command, cwd=tmp_path, PATH=path, GITHUB_STEP_SUMMARY=step
        )  # fmt: skip
        assert status == 0, said
    assert Path(step).read_text("utf-8").startswith("### ✅ Scenarios: ")
    assert (tmp_path / "results.xml").is_file()
    assert (tmp_path / "report" / "index.html").is_file()
    failing = tmp_path / "features" / "switching-on.feature"
    text = failing.read_text("utf-8").replace("is in Dataverse", "is not in Dataverse")
    failing.write_text(text, encoding="utf-8")
    shutil.rmtree(tmp_path / "report")
    status, said = run("sh", "-ec", commands(github(), "run")[2], cwd=tmp_path, PATH=path)
    assert status == 1, said
    assert 'failures="1"' in (tmp_path / "results.xml").read_text("utf-8")
    assert (tmp_path / "report" / "index.html").is_file()
