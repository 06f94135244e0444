"""The extras: the line that installs their libraries where they are missing.

It names the libraries, not this package with its extra: the package is on no index, and where it
was installed from may be gone by now.
"""

import sys
from pathlib import Path
from typing import Final

DISTRIBUTION: Final = "dataverse-sync-harness"


def needs(what: str, library: str, extra: str) -> str:
    """A message about a library that is not installed, with the line that installs it."""
    return f"{what} needs {library}, which is not installed (extra {extra}): {install_line(extra)}"


def install_line(extra: str) -> str:
    """The command that installs the libraries of an extra for the Python that runs."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        known = requires(DISTRIBUTION) or []
    except PackageNotFoundError:  # a checkout that is only on the path
        wanted = [f"{Path(__file__).parents[2]}[{extra}]"]
    else:
        split = [one.replace("'", '"').partition(";") for one in known]
        wanted = [name.strip() for name, _, when in split if f'"{extra}"' in when]
    return f"{pip()} install " + " ".join(f'"{one}"' for one in wanted)


def pip() -> str:
    """How a shell starts pip for the Python that runs; uv makes environments that have none."""
    from importlib.util import find_spec
    from shutil import which

    if find_spec("pip") is None and which("uvx"):
        return f"uvx pip --python {quoted(sys.executable)}"
    return program("pip")


def program(name: str) -> str:
    """How a shell starts a program of this environment: by its name, if it finds just that one."""
    from shutil import which

    own = which(name, path=str(Path(sys.executable).parent))
    if own is None:
        return f"{quoted(sys.executable)} -m {name}"
    return name if own == which(name) else quoted(own)


def quoted(path: str) -> str:
    """A path or address as a shell takes it."""
    import re

    return path if re.fullmatch(r"[\w.:/\\@+=~-]+", path) else f'"{path}"'
