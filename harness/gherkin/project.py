"""The project of a feature, as pytest sees it: its folder, its settings, its `conftest.py` files.

Commands that run features without pytest read pytest's settings here and nowhere else, so that a
feature has the same steps whichever of them runs it, from wherever it is started.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from harness.domain.errors import BadInput


class Project(NamedTuple):
    """The folder that pytest takes for the root, the file of its settings, and what is in there.

    A value is a text, or what TOML has.
    """

    root: Path
    file: Path | None
    settings: Mapping[str, object]

    def paths(self, key: str) -> Iterator[Path]:
        """The paths of a setting, which are relative to its file."""
        value = self.settings.get(key, ())
        names: Sequence[str] = value.split() if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        yield from ((self.file or self.root).parent / name for name in names)


def project_of(path: Path) -> Project:
    """The project of a file or folder, as if pytest were started here with it."""
    path = path.resolve()
    return _project(path if path.is_dir() else path.parent, Path.cwd())


@lru_cache(maxsize=256)  # every feature asks
def _project(folder: Path, here: Path) -> Project:
    from harness.gherkin.pytest_adapter import configuration  # needs pytest

    return Project(*configuration(folder, here))


def step_modules(path: Path) -> list[ModuleType]:
    """The modules with a project's own steps for this feature, or for the features of a folder.

    They are the `conftest.py` files from the root of the project down, and the plugins that these
    name; all are loaded once. Raises BadInput if one cannot be.
    """
    project = project_of(path)
    for folder in project.paths("pythonpath"):
        _importable(folder)
    above = [*reversed(path.resolve().parents), *([path.resolve()] if path.is_dir() else [])]
    found: list[ModuleType] = []
    for folder in above:
        module = loaded(folder / "conftest.py") if folder.is_relative_to(project.root) else None
        if module is not None:
            found += [*_plugins(module), module]
    return found


def loaded(path: Path) -> ModuleType | None:
    """The module of a `conftest.py`, loaded once; None if there is none."""
    name = f"conftest of {path.parent}"
    if name in sys.modules:
        return sys.modules[name]
    if not path.is_file():
        return None
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    package = path.parent
    while (package / "__init__.py").is_file():
        package = package.parent
    _importable(package)  # as pytest does, so that it can import what is beside it
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001  (a user's code may raise anything)
        del sys.modules[name]
        raise BadInput(f"{path}: {type(error).__name__}: {error}") from None
    return module


def _plugins(module: ModuleType) -> Iterator[ModuleType]:
    """The modules of `pytest_plugins`, where projects share steps."""
    names = getattr(module, "pytest_plugins", ())
    for name in [names] if isinstance(names, str) else names:
        try:
            yield import_module(name)
        except Exception as error:  # noqa: BLE001  (a user's code may raise anything)
            message = f"{module.__file__}: plugin {name}: {type(error).__name__}: {error}"
            raise BadInput(message) from None


def _importable(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
