"""What people say for what the vocabulary says in other words, for searches and suggestions.

>>> in_our_words("dataverse is throttled")
'dataverse answers "429 too many requests"'
>>> in_our_words('workers are imported from "x.csv"')
'the file "x.csv" is imported into the workers table'
>>> in_our_words("no data loss is reported")
'no loss is reported'
"""

import re
from typing import Final

_THROTTLED: Final = 'answers "429 too many requests"'
_OURS: Final = tuple(
    (re.compile(rf"\b(?:{usual})(?!\w)"), ours)
    for usual, ours in (
        (r"(?:is |was |gets )?(?:throttled|throttling)|throttles?", _THROTTLED),
        (r"(?:returns|gives|throws|answers with|responds with) an error", _THROTTLED),
        (r"errors?", "fails"),
        (r"(?:is |was )?(?:up|online|reachable|back) again|is back", "is available again"),
        (r"(?:is |was |goes )?(?:down|offline|unreachable|not available)", "is unavailable"),
        (r"(?:has |had )?(?:an )?outages?", "is unavailable"),
        (r"data (loss(?:es)?)", r"\1"),
        (r"nothing (?:is|was|gets) lost", "no loss is reported"),
        (r"(?:data|something|anything) (?:is|was|gets) lost", "a loss is reported"),
        (r"(is|was|are|were) (?:removed|erased|dropped)", r"\1 deleted"),
        (r"(is|was|are|were) (?:edited|updated|modified)", r"\1 changed"),
        (
            r'(?:the )?(\w+)(?: records)? (?:are|were) (?:imported|loaded) from ("[^"]*")',
            r"the file \2 is imported into the \1 table",
        ),
    )
)


def in_our_words(text: str) -> str:
    """A text in lower case, with what the vocabulary says for what people say."""
    for usual, ours in _OURS:
        text = usual.sub(ours, text)
    return text
