"""The Gherkin vocabulary as a page: every phrase, grouped, with its example and its rules."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from harness.reports.html.layout import rules_section, whole_page
from harness.reports.html.text import rule_link, table, text


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
    def says(self) -> str: ...
    @property
    def line(self) -> str: ...


def vocabulary_page(phrases: Iterable[PhraseRow]) -> str:
    """The whole page, in the order of the phrases."""
    groups: dict[str, list[PhraseRow]] = {}
    for phrase in phrases:
        groups.setdefault(phrase.group, []).append(phrase)
    main = "".join(
        f"<section><h2>{text(group)}</h2>\n{_table(group, found)}</section>\n"
        for group, found in groups.items()
    )
    return whole_page("What a feature can say", main + rules_section(main))


def _table(group: str, phrases: Iterable[PhraseRow]) -> str:
    rows = [
        (
            "",
            (
                f"<code>{text(f'{phrase.keyword.capitalize()} {phrase.phrase}')}</code>",
                f"<code>{text(phrase.line)}</code>",
                text(phrase.says),
                " ".join(map(rule_link, phrase.rules)),
            ),
        )
        for phrase in phrases
    ]
    return table(
        "phrases",
        f'<span class="unseen">{text(group)}</span>',
        ("PhraseRow", "Example", "Says", "Rules"),
        rows,
    )
