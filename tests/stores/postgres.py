"""A PostgreSQL server of one's own, in a temporary folder, on a socket there; None without one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/local/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/15/bin")
# nobody cuts the power: only the clients are killed
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=20"


def program(name: str) -> str | None:
    """The path of a program of PostgreSQL, if it is installed."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *PLACES)))


@contextmanager
def server() -> Iterator[str | None]:
    """The URL of a server that runs until the block is left; None if it cannot be started."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if initdb is None or pg_ctl is None:
        yield None
        return
    # the path of a socket has at most 100 characters
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = "nobody" if os.getuid() == 0 else None  # it refuses to run as root
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = str(folder / "data")

        def run(*command: str) -> int:
            done = subprocess.run(
                command,
                check=False,
                user=user,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return done.returncode

        if run(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"):
            yield None
            return
        options = f"-k {folder} {OPTIONS}"
        if run(pg_ctl, "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start"):
            yield None
            return
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
