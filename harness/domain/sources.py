"""Where the rules come from: public pages and the article's sentences, in our words.

Both are files of `data/`, which only what shows them reads.

>>> pages("R19")[0].says
'a company with employees or other related data cannot be deleted'
>>> sentences()[3].says
'it is off by default'
"""

from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

ARTICLE: Final = "Configure Dataverse integration"
_DATA: Final = Path(__file__).parent / "data"


class Citation(NamedTuple):
    """A place of a public page, and in our words what it says."""

    status: str  # D: the article; P: another page of the product; P~: one of dual-write
    page: str
    section: str
    says: str
    otherwise: bool = False  # it contradicts the rule

    @property
    def where(self) -> str:
        """The page and its section."""
        place = f"{self.page}, {self.section}" if self.section else self.page
        return f"otherwise: {place}" if self.otherwise else place


class Sentence(NamedTuple):
    """A sentence of the article in our words, and what becomes of it here.

    `shown` are scenarios, `feature: title` or a file of `scenarios/`. A sentence is `faithful`,
    `arguable` (it happens as we read it: see the remark), or `named` (a step on a page, and there
    is none here).
    """

    number: int
    section: str
    says: str
    rules: tuple[str, ...]
    shown: tuple[str, ...]
    verdict: str
    remark: str


@cache
def sentences() -> tuple[Sentence, ...]:
    """The sentences of the article, in its order."""
    found: list[Sentence] = []
    for section in _read("article.toml")["sections"]:
        for it in section["sentences"]:
            lists = tuple(it["rules"]), tuple(it["shown"])
            head = len(found) + 1, section["title"], it["says"]
            found.append(Sentence(*head, *lists, it["verdict"], it.get("remark", "")))
    return tuple(found)


def said(rule: str) -> tuple[Citation, ...]:
    """What the article says of a rule."""
    return tuple(
        Citation("D", ARTICLE, f"sentence {it.number}", it.says)
        for it in sentences()
        if rule in it.rules
    )


def pages(rule: str) -> tuple[Citation, ...]:
    """What other public pages say of a rule, first those that say the same."""
    keys = {"sources": False, "otherwise": True}
    return tuple(Citation._make([*it, keys[key]]) for key in keys for it in _of(rule).get(key, ()))


def left_open(rule: str) -> str:
    """What of a rule the documents do not say; empty if they say all of it."""
    return str(_of(rule).get("open", ""))


def _of(rule: str) -> dict[str, Any]:
    found: dict[str, Any] = _read("sources.toml").get(rule, {})
    return found


@cache
def _read(name: str) -> dict[str, Any]:
    import tomllib  # few commands need it

    return tomllib.loads((_DATA / name).read_text("utf-8"))
