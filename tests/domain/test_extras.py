"""Whatever is missing is said with a line that installs just that."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from harness.domain import extras
from harness.domain.extras import install_line

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]
# what a user does without the libraries of the extra, and one of them
WITHOUT = {
    "from harness import given": ("bdd", "pytest_bdd"),
    "from harness.stores.registry import open_backend; open_backend('sqlite://')": (
        "sql",
        "sqlalchemy",
    ),
    "from harness.sample_data.pools import need_faker; need_faker()": ("data", "faker"),
    "import harness.testing.hypothesis": ("hypothesis", "hypothesis"),
    "from harness.exploration.statespace import model, verification as v; "
    "next(v.verification(model.BoundedModel(values=(None,), imports=False)))": ("explore", "numpy"),
    "from harness.exploration.campaign import workers; workers._distributed()": (
        "cluster",
        "distributed",
    ),
    "import sys; from harness.cli.main import main; sys.exit(main(['serve']))": (
        "serve",
        "uvicorn",
    ),
    "import harness; harness.serve()": ("serve", "starlette"),
}


@pytest.mark.parametrize("extra", sorted({extra for extra, _ in WITHOUT.values()}))
def test_the_line_installs_the_libraries_of_the_extra(extra):
    said = [re.match(r"[\w-]+", one)[0] for one in install_line(extra).split('"')[1::2]]
    assert sorted(said) == sorted(re.match(r"[\w-]+", one)[0] for one in EXTRAS[extra])


@pytest.mark.slow
@pytest.mark.parametrize("code", WITHOUT)
def test_what_is_missing_is_said_with_the_line(code, tmp_path):
    extra, library = WITHOUT[code]
    hidden = f"import sys; sys.modules[{library!r}] = None; {code}"
    done = subprocess.run(
        [sys.executable, "-c", hidden],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stderr.rstrip().splitlines()[-1]
    assert f"which is not installed (extra {extra}): {install_line(extra)}" in last


def test_a_checkout_that_is_only_on_the_path_is_what_gets_installed(monkeypatch):
    def requires(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", requires)
    assert install_line("sql").endswith(f'install "{ROOT}[sql]"')


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """An environment whose folder of programs the shell looks into only where a test says so."""
    (tmp_path / "my env" / "bin").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "my env" / "bin" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "other"))
    return tmp_path


def program_in(folder, name):
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_pip_is_that_of_the_python_that_runs(environment, monkeypatch):
    """Whether the environment is active, is not, has no pip, or is one of uv's."""
    own = environment / "my env" / "bin"
    assert extras.pip() == f'"{own / "python"}" -m pip'
    pip = program_in(own, "pip")
    program_in(environment / "other", "pip")
    assert extras.pip() == f'"{pip}"'
    monkeypatch.setenv("PATH", f"{own}:{environment / 'other'}")
    assert extras.pip() == "pip"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    program_in(environment / "other", "uvx")
    assert extras.pip() == f'uvx pip --python "{own / "python"}"'
