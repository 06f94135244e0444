r"""Lookalikes: records of one table whose natural keys differ by what no person means to say.

Those are leading zeros, letter case, blanks and Unicode normalisation: a spreadsheet takes the
zeros from `000777`, and whoever imports it makes everybody twice.

>>> normal_form("000777") == normal_form("777 "), normal_form("é") == normal_form("E\u0301")
(True, True)
>>> unlike_by("e-77", "E 77")
''
>>> unlike_by("000e77", "E77")
'leading zeros, letter case'
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from harness.domain.catalog import Table
from harness.domain.records import Key
from harness.reports.values import brief
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

_STEPS: Final[dict[str, Callable[[str], str]]] = {
    "Unicode normalisation": lambda text: unicodedata.normalize("NFKC", text),
    "letter case": str.casefold,
    "blanks": lambda text: "".join(text.split()),
    "leading zeros": lambda text: text.lstrip("0"),
}


def normal_form(key: Key, but: str = "") -> Key:
    """What lookalike keys have in common; `but` is a step that is left out."""
    if isinstance(key, tuple):
        return tuple(None if part is None else normal_form(part, but) for part in key)
    if not isinstance(key, str):
        return key
    for name, step in _STEPS.items():
        if name != but:
            key = step(key)
    return key


def unlike_by(one: Key, other: Key) -> str:
    """By what two lookalike keys differ, in words; empty if they are no lookalikes."""
    if normal_form(one) != normal_form(other):
        return ""
    found = [name for name in _STEPS if normal_form(one, name) != normal_form(other, name)]
    return ", ".join(reversed(found))


def lookalikes(simulator: Engine) -> Iterator[list[RecordPair]]:
    """The records that ever were whose keys look alike, group by group, each as they came."""
    pairs = simulator.world.record_pairs
    for table in pairs.tables():
        groups: defaultdict[Key, list[RecordPair]] = defaultdict(list)
        for pair in pairs.of(table):
            groups[normal_form(pair.key)].append(pair)
        yield from (group for group in groups.values() if len(group) > 1)


def resemblance(pair: RecordPair, others: list[RecordPair]) -> str:
    """Which key the key of a record looks like, and by what they differ."""
    first = others[0]
    mine, key = _key(pair.table, pair.key), _key(pair.table, first.key)
    of = "" if first.name == pair.table.key_text(first.key) else f" of {brief(first.name)}"
    more = f", and {len(others) - 1:,} more" if len(others) > 1 else ""
    return f"{mine} looks like {key}{of} ({unlike_by(pair.key, first.key)}){more}"


def _key(table: Table, key: Key) -> str:
    return brief(table.key_text(key))
