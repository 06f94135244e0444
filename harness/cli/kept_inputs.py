"""The files that a command reads, which its output must not replace."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from harness.domain.errors import BadInput
from harness.gherkin.places import PLACE

F = TypeVar("F", bound=Callable[..., Any])
_READ: Final = "harness.read"  # in the meta data of a command
_READABLE: Final = (".yaml", ".yml", ".feature")


class NamedPath(click.Path):
    """The type of arguments and options that name a file or a folder, which has a name.

    Shells complete it; whether it is there is not checked. The command knows all that it reads.
    """

    def __init__(self, *, read: bool) -> None:
        super().__init__(readable=False)
        self._is_read = read

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        if self._is_read and ctx is not None:
            ctx.meta.setdefault(_READ, []).append(os.fspath(value))
        if not value and isinstance(param, click.Option):
            self.fail("it is empty; name a file", param, ctx)
        return super().convert(value, param, ctx)


def keeps_inputs(name: str) -> Callable[[F], F]:
    """Decorates a command whose option of that name says where it writes.

    It is called when all its arguments are known, in whatever order they were given.
    """

    def decorated(command: F) -> F:
        @wraps(command)
        def checked(*arguments: Any, **parameters: Any) -> Any:
            written = parameters.get(name)
            path = getattr(written, "path", written)
            if path is not None:
                require_kept(Path(path))
            return command(*arguments, **parameters)

        return checked  # type: ignore[return-value]  # what click calls

    return decorated


def require_kept(output: Path) -> None:
    """Raise BadInput if a file is one that the command reads, or is in a folder of such."""
    for name in click.get_current_context().meta.get(_READ, ()):
        found = PLACE.fullmatch(name)
        read = Path(name if found is None or Path(name).exists() else found["path"])
        if _is_same(read, output) or (output.suffix in _READABLE and _is_in(read, output)):
            message = "it is read, and the output would take its place: name another"
            raise BadInput(f"--output {output}: {message}")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.is_file() and one.samefile(other)
    except (OSError, ValueError):
        return False


def _is_in(folder: Path, file: Path) -> bool:
    try:
        return (
            folder.is_dir() and file.is_file() and file.resolve().is_relative_to(folder.resolve())
        )
    except (OSError, ValueError):
        return False
