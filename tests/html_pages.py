"""Our HTML pages as a browser reads them; what must hold of every one is asserted."""

import base64
import hashlib
from collections import Counter
from html.parser import HTMLParser

VOID = {"meta", "link", "input"}
ELEMENTS = {
    "html", "head", "meta", "link", "title", "style", "script", "body", "header", "main", "nav",
    "section", "details", "summary", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "dl", "div",
    "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "b", "i", "span",
    "bdi", "code", "pre", "time", "del", "ins", "button", "label", "select", "option",
    "form", "input", "output",
}  # fmt: skip
INLINE = {"a", "b", "i", "span", "bdi", "code", "time", "del", "ins", "button"}
HEADINGS = ("h1", "h2", "h3", "h4")


class Read(HTMLParser):
    """A page as a browser would read it; anything that is not as it should be is an assertion."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.count: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.said: list[str] = []
        self.pieces: dict[str, str] = {}
        self.policy = ""
        self.feed(source)
        self.close()
        assert self.open == []

    @property
    def words(self) -> str:
        return " ".join("".join(self.said).split())

    def handle_starttag(self, tag, attrs):
        assert tag in ELEMENTS
        self.count[tag] += 1
        for name, value in attrs:
            assert name not in ("src", "style", "srcset", "action")
            assert not name.startswith("on")
            if name == "href":
                assert value.startswith("#") or value == "data:,"
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
            if name == "class":
                self.classes.update(value.split())
            if name == "content" and "default-src" in value:
                self.policy = value
        if tag not in INLINE:
            self.said.append(" ")
        if tag in HEADINGS:
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("style", "script"):
            self.pieces[self.open[-1]] = data
        else:
            self.said.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)


def read_whole(source: str) -> Read:
    """A whole page, which needs nothing else and suits any screen."""
    assert source.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in source
    assert source.count("<title>") == 1
    assert "<title></title>" not in source
    read = Read(source)
    assert len(read.ids) == len(set(read.ids))
    levels = [HEADINGS.index(heading) for heading in read.headings]
    assert all(after <= before + 1 for before, after in zip([-1, *levels], levels, strict=False))
    assert read.count["h1"] == 1
    assert read.count["script"] == read.count["style"] == 1
    assert "prefers-color-scheme: dark" in read.pieces["style"]
    assert "max-width: 44rem" in read.pieces["style"]
    for piece in read.pieces.values():
        assert "url(" not in piece
        assert "@import" not in piece
        assert "://" not in piece
        digest = base64.b64encode(hashlib.sha256(piece.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in read.policy
    assert "default-src 'none'" in read.policy
    return read
