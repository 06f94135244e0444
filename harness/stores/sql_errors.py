"""What is wrong with a database, in words, and what to do about it."""

import re
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchModuleError

from harness.domain.suggestions import did_you_mean

# by what databases and their drivers say; the first that is found counts
_IN_USE: Final = (
    "another simulation, or another program, has it open: wait until that ends, or take another "
    "database"
)
_LOST: Final = (
    "terminat|closed the connection|server has gone away|Lost connection|connection .*lost|"
    "connection is closed|connection not open"
)
_ADVICE: Final = (
    ("locked|lock timeout|Lock wait timeout|deadlock", _IN_USE),
    ("full|No space", "make room, or take a database in another place: it is as it was"),
    (
        "encod|codec|surrogate|Incorrect string value|untranslatable",
        "take a database whose encoding is UTF-8 (utf8mb4), as that takes every character",
    ),
    (
        "password|authentication|Access denied for user .*using",
        "is this the user, and the password?",
    ),
    (
        "permission denied|denied to user|command denied|read-only transaction",
        "take a user who may make tables there and write to them",
    ),
    (
        "database .* does not exist|Unknown database",
        "make it first: an empty database is enough",
    ),
    (_LOST, "the connection was lost, and the database is as it was: run it again"),
    (
        "connect|resolve|translate host|Name or service",
        "is the server running, and is this where it is?",
    ),
)
_FILE: Final = (
    "take a file in a folder that exists, that may be written to and that nothing else "
    "has open, such as sqlite:///world.db"
)


def complaint(url: sa.URL, error: Exception) -> str:
    """What is wrong with the database, and what to do instead."""
    kind = url.drivername
    problem = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if isinstance(error, NoSuchModuleError):
        known = sorted(sa.dialects.__all__)
        problem = f"SQLAlchemy knows no {kind}{did_you_mean(kind, known)}"
        return f"{problem}; it comes with {', '.join(known)}"
    if isinstance(error, ImportError):
        return (
            f"the driver {error.name} is not installed; install it, or name another, as in "
            "postgresql+psycopg://"
        )
    for says, instead in _ADVICE:
        if re.search(says, problem, re.IGNORECASE):
            return f"{problem}; {instead}"
    return f"{problem}; {_FILE}" if url.get_backend_name() == "sqlite" else problem
