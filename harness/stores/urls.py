"""URLs of databases: what is one, and how it is shown, for it may have a password.

>>> is_url("sqlite:///world.db"), is_url("scenarios/x.yaml")
(True, False)
>>> without_password("postgresql://ada:secret@host/world")
'postgresql://***@host/world'
"""

import re


def is_url(text: str) -> bool:
    """Whether a store or a place is a database."""
    return "://" in text


def without_password(url: str) -> str:
    """The URL in messages, without its user and password; also of one that no database has."""
    return re.sub("://.*@", "://***@", url)
