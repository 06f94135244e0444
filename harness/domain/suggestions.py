"""Suggestions: the nearest known names, for errors that name something unknown.

>>> did_you_mean("cdm_wroker", ["cdm_worker", "cdm_job"])
', did you mean cdm_worker?'
>>> did_you_mean("xyz", ["cdm_worker"])
''
"""

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The known names nearest to this one, best first; `cutoff` is 1 where they are the same."""
    from difflib import get_close_matches  # slow to import, and only errors need it

    by_lower = {candidate.lower(): candidate for candidate in known}
    begins = [text for text in by_lower if len(name) > 2 and text.startswith(name.lower())]
    if begins:
        return [by_lower[text] for text in begins[:most]]
    found = get_close_matches(name.lower()[:200], by_lower, n=most, cutoff=cutoff)
    return [by_lower[match] for match in found]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`, did you mean X?`, or an empty text if no known name is near."""
    if not name.isascii() and (twin := _twin(name, known := [*known])):
        written = f"{twin[:60]!a}, not {name[:60]!a}"
        return f", did you mean {twin}? It looks the same and is written otherwise: {written}"
    match = nearest(name, known)
    return f", did you mean {match[0]}?" if match else ""


def _twin(name: str, known: Iterable[str]) -> str | None:
    """The known name that differs by its Unicode normalisation alone."""
    from unicodedata import normalize

    form = normalize("NFC", name)
    return next((it for it in known if it != name and normalize("NFC", it) == form), None)


def cut(text: str, most: int = 60) -> str:
    """A text in quotes for a message, cut after `most` characters."""
    return repr(text if len(text) <= most else text[:most] + "…")
