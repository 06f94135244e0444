"""Results in words: they hold logical names, and people read those of the catalog's words.

A result has no catalog, so a table that is not of the standard one keeps its name, and of a column
that is not the words are found by its name alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final

from harness.domain.catalog import standard_catalog
from harness.domain.column_words import column_words, table_words, words_of
from harness.reports.result_format import Result

# what a diff names beside the columns of a record or of a loss
_ALSO: Final = ("last edit", "RecId", "row id", "rule", "at")
_NAME: Final = re.compile(r"(\"[^\"]*\")|\b[a-z0-9]+_\w+")  # but not in a value in quotes


class ResultWords:
    """The names of tables and columns that some results hold, in words."""

    def __init__(self, *results: Result) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for result in results:
            end = result.end
            for tables in (end.environments.hr, end.environments.dataverse):
                for table, records in tables.items():
                    found[table].update(name for record in records for name in record.values)
            for loss in end.data_loss:
                found[loss.table].update(loss.columns)
            for request in end.missed_requests:
                found[request.table].update(request.columns)
        self._columns = {
            table: _words(table, frozenset(names) - _standard(table).keys())
            for table, names in found.items()
        }

    def table(self, name: str) -> str:
        """What one record of a table is called."""
        known = standard_catalog()
        return table_words(known[name]) if name in known else name

    def heading(self, name: str) -> str:
        """The table's name for people with its logical one."""
        known = standard_catalog()
        return f"{known[name].display_name} ({name})" if name in known else name

    def column(self, table: str, name: str) -> str:
        """The words of a column; what is none stays as it is."""
        return self._of(table).get(name, name)

    def text(self, table: str | None, text: str) -> str:
        """A sentence in which logical names of columns and tables stand, with their words."""
        columns = {} if table is None else self._of(table)

        def word(found: re.Match[str]) -> str:
            return found[0] if found[1] else columns.get(found[0]) or self.table(found[0])

        return _NAME.sub(word, text)

    def record(self, table: str, name: str) -> str:
        """A record with its table."""
        return f"{self.table(table)} {name}"

    def _of(self, table: str) -> Mapping[str, str]:
        return self._columns.get(table) or _standard(table)


class LogicalNames(ResultWords):
    """The names as results hold them, for programs."""

    def table(self, name: str) -> str:
        """The name."""
        return name

    def heading(self, name: str) -> str:
        """The name."""
        return name

    def column(self, table: str, name: str) -> str:
        """The name."""
        return name

    def text(self, table: str | None, text: str) -> str:
        """The sentence as it is."""
        return text

    def record(self, table: str, name: str) -> str:
        """A record with its table."""
        return f"{name} of {table}"


@cache
def _standard(table: str) -> Mapping[str, str]:
    known = standard_catalog()
    if table not in known:
        return {}
    return dict(zip(known[table].names, column_words(known[table]), strict=True))


def _words(table: str, more: frozenset[str]) -> Mapping[str, str]:
    """The words of columns; two that would be the same keep their names."""
    found = {**_standard(table), **{name: words_of(name) for name in sorted(more)}}
    often = Counter([*found.values(), *_ALSO])
    return {name: words if often[words] == 1 else name for name, words in found.items()}
