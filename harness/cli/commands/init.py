"""`harness init DIR`: a working QA project, copied from `harness/project/`; what is there stays."""

import json
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, Self

import click

import harness
from harness.cli.parameters import argument
from harness.domain.errors import BadInput
from harness.domain.extras import DISTRIBUTION, install_line, pip, program, quoted
from harness.gherkin.conftest_loader import vocabulary
from harness.gherkin.places import GLUE
from harness.reports.output import Output, make_folder, write_file

TEMPLATE: Final = Path(__file__).parents[2] / "project"
# the package is on no index: a project keeps a wheel of it, which README.md says how to build
WHEEL: Final = f"wheels/{DISTRIBUTION.replace('-', '_')}-{harness.__version__}-py3-none-any.whl"
REQUIREMENT: Final = f"./{WHEEL}[bdd]"
INSTALL: Final = f'pip install "{REQUIREMENT}"'
_REFRESH: Final = f"steps --format glue --output {GLUE}"
# where pytest reads its settings, in its order, and what says that it does; it reads one of them
PYTEST: Final = {
    "pytest.toml": "",
    ".pytest.toml": "",
    "pytest.ini": "",
    ".pytest.ini": "",
    "pyproject.toml": "[tool.pytest",
    "tox.ini": "[pytest]",
    "setup.cfg": "[tool:pytest]",
}


@click.command
@argument("directory", "DIR", "a folder, made if it is not there")
def run(directory: str) -> None:
    """Write the files that are not there, and say which were, and what to do next."""
    target, said = Path(directory), list[str]()
    with _NewFiles() as files:
        first = _write_project(target, files, said)
    output = Output()
    for line in said:
        output.write(line)
    _write_next(target, first, output)


def _write_project(target: Path, files: "_NewFiles", said: list[str]) -> list[str]:
    """Write the files, and say of each what became of it; return what is to be done first."""
    files.add_folder(target)
    settings = _pytest_settings(target)
    for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        name = source.relative_to(TEMPLATE)
        if "__pycache__" in name.parts:
            continue
        if name.name == "pytest.ini" and settings:
            said.append(f"{target / name}: not written, as pytest's settings are in {settings}")
        else:
            text = source.read_text("utf-8")
            said.append(_written(files, target / name, text, f"ours is {source}"))
    files.add_folder((target / GLUE).parent)
    try:
        phrases = vocabulary().PHRASES.values()
    except BadInput:
        said.append(f"{target / GLUE}: not written, as the extra bdd is not installed")
        return [install_line("bdd"), f"{program('harness')} {_REFRESH}"]
    from harness.gherkin.glue import glue

    text = glue(phrases, GLUE) + "\n"
    said.append(_written(files, target / GLUE, text, f"`harness {_REFRESH}` writes it anew"))
    return []


class _NewFiles:
    """Files and folders of which none stays if not all can be made."""

    def __init__(self) -> None:
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for path in reversed(self._made) if kind else ():
            with suppress(OSError):  # it was not made any more
                path.rmdir() if path.is_dir() else path.unlink()

    def add_folder(self, path: Path) -> None:
        """Make a folder, and those that it is in."""
        self._made += [it for it in (*reversed(path.parents), path) if not it.exists()]
        make_folder(str(path))

    def add(self, path: Path, text: str) -> None:
        """Write a file that is not there."""
        self.add_folder(path.parent)
        self._made.append(path)
        write_file(path, text)


def _written(files: _NewFiles, path: Path, text: str, otherwise: str) -> str:
    """Write a file, unless it is there; its name, and what is said of one that is."""
    if path.is_symlink() or path.exists():
        same = path.is_file() and path.read_bytes() == text.encode()
        return f"{path}: there already" + ("" if same else f", left as it is; {otherwise}")
    files.add(path, text)
    return str(path)


def _pytest_settings(target: Path) -> str | None:
    """The file from which pytest takes its settings in this folder, if it is not our own."""
    for name, section in PYTEST.items():
        path = target / name
        if path.is_file() and section in path.read_text("utf-8", "replace"):
            return None if name == "pytest.ini" else name
    return None


def _write_next(target: Path, first: Sequence[str], output: Output) -> None:
    """Say what to do now, in lines to be copied."""
    pytest = program("pytest")
    output.write("\nNow:")
    if target.resolve() != Path.cwd():
        output.write(f"cd {quoted(str(target))}")
    for line in first:
        output.write(line)
    output.write(f"{pytest}\n{pytest} --harness-report report")
    output.write(f"{program('harness')} replay scenarios")
    if not (target / WHEEL).exists():
        output.write("\nFor colleagues and CI, the wheel that requirements.txt names:")
        output.write(f"{pip()} wheel --no-deps --wheel-dir wheels {quoted(_origin())}")


def _origin() -> str:
    """Where this installation came from (PEP 610), as pip takes it; an index has it by its name."""
    try:
        found = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "null")
    except PackageNotFoundError:  # a checkout that is only on the path
        return str(Path(harness.__file__).parents[1])
    if found is None:
        return f"{DISTRIBUTION}=={harness.__version__}"
    url, vcs, folder = found["url"], found.get("vcs_info"), found.get("subdirectory")
    if vcs:
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    return f"{url}#subdirectory={folder}" if folder else str(url)
