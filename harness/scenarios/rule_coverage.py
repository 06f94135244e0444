"""Coverage of the rules: the features and scenarios that show each, by tags and by `rules:`."""

import re
from collections import defaultdict
from pathlib import Path

from harness.domain.rules import RULES
from harness.scenarios.reader import read_text
from harness.scenarios.yaml_tree import Items, Pairs, Text, read_tree

_TAG = re.compile(r"@([A-Z]\d+)\b")


def shown_by(files: list[Path]) -> dict[str, list[str]]:
    """The places that show each rule: `x.feature:12` for a scenario, `x.yaml` for a file."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(files):
        read = _feature if path.suffix == ".feature" else _scenario
        for rule, place in read(path):
            if rule in RULES and place not in found[rule]:
                found[rule].append(place)
    return found


def _feature(path: Path) -> list[tuple[str, str]]:
    found = []
    waiting: list[str] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        text = line.strip()
        if text.startswith("@"):
            waiting += _TAG.findall(text.partition(" #")[0])
        elif text and not text.startswith("#"):
            found += [(rule, f"{path}:{number}") for rule in waiting]
            waiting = []
    return found


def _scenario(path: Path) -> list[tuple[str, str]]:
    tree = read_tree(read_text(path), str(path))
    rules = tree.pairs.get("rules") if isinstance(tree, Pairs) else None
    if rules is None or not isinstance(rules[1], Items):
        return []
    return [(item.value or "", str(path)) for item in rules[1].items if isinstance(item, Text)]
