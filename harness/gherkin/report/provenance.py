"""Where a report comes from: when, how long, with what, of which commit, by which command."""

import platform
import shlex
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_PATIENCE = 5  # seconds


class Provenance(NamedTuple):
    """Of one run; `commit` is empty where there is none."""

    started: str
    took: str
    versions: str
    commit: str
    command: str


def provenance(
    root: Path, arguments: Sequence[str], started: float, ended: float, pytest_version: str
) -> Provenance:
    """The provenance of a run of pytest; times are in seconds since the epoch."""
    versions = {
        "harness": version("dataverse-sync-harness"),
        "pytest": pytest_version,
        "Python": platform.python_version(),
    }
    return Provenance(
        started=f"{datetime.fromtimestamp(started, UTC):%Y-%m-%d %H:%M} UTC",
        took=_took(ended - started),
        versions=", ".join(f"{name} {number}" for name, number in versions.items()),
        commit=_commit(root),
        command=shlex.join(["pytest", *arguments]),
    )


def _took(seconds: float) -> str:
    """A duration as people say it.

    >>> _took(1.25), _took(60), _took(3725.4)
    ('1.2 s', '1 min 0 s', '62 min 5 s')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _commit(root: Path) -> str:
    """The commit that is checked out there, and whether files were changed since."""
    commit = _git(root, "rev-parse", "--short=10", "HEAD")
    changed = commit and _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{commit}, with changes" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    """What git says; empty if it says nothing, as where it is not installed."""
    try:
        done = subprocess.run(  # noqa: S603  (its arguments are ours, and the folder)
            ["git", "-C", str(root), *arguments],  # noqa: S607  (the git of the user)
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip()
