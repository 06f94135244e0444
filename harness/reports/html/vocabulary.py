"""The Gherkin vocabulary as a page: every phrase, grouped, with its example and its rules."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from harness.reports.html.rendering import render


class PhraseRow(Protocol):
    """What the page reads of a phrase."""

    @property
    def phrase(self) -> str: ...
    @property
    def keyword(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def rules(self) -> Sequence[str]: ...
    @property
    def description(self) -> str: ...
    @property
    def line(self) -> str: ...


def vocabulary_page(phrases: Iterable[PhraseRow]) -> str:
    """The whole page, in the order of the phrases."""
    groups: dict[str, list[PhraseRow]] = {}
    for phrase in phrases:
        groups.setdefault(phrase.group, []).append(phrase)
    return render("vocabulary.html", groups=groups)
