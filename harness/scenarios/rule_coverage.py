"""Coverage of the rules: the features and scenarios that show each, by tags and by `rules:`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from harness.domain.files import read_text
from harness.domain.rules import RULES
from harness.scenarios.yaml_tree import Items, Pairs, Text, read_tree

_TAG = re.compile(r"@([A-Z]\d+)\b")


class Shown(NamedTuple):
    """What shows a rule: `x.feature:12` for a scenario, `x.yaml` for a file, and its title."""

    place: str
    title: str


def shown_by(files: list[Path]) -> dict[str, list[Shown]]:
    """What shows each rule."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for path in sorted(files):
        read = _feature if path.suffix == ".feature" else _scenario
        for rule, shown in read(path):
            if rule in RULES and shown not in found[rule]:
                found[rule].append(shown)
    return found


def _feature(path: Path) -> Iterator[tuple[str, Shown]]:
    waiting: list[str] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        text = line.strip()
        if text.startswith("@"):
            waiting += _TAG.findall(text.partition(" #")[0])
        elif text and not text.startswith("#"):
            shown = Shown(f"{path}:{number}", text.partition(":")[2].strip())
            yield from ((rule, shown) for rule in waiting)
            waiting = []


def _scenario(path: Path) -> Iterator[tuple[str, Shown]]:
    tree = read_tree(read_text(path), str(path))
    if not isinstance(tree, Pairs):
        return
    rules, title = (tree.pairs.get(key, (None, None))[1] for key in ("rules", "scenario"))
    if isinstance(rules, Items):
        shown = Shown(str(path), (title.value or "") if isinstance(title, Text) else "")
        yield from ((it.value or "", shown) for it in rules.items if isinstance(it, Text))
