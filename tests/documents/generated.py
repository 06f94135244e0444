"""The lists that documents show, made from the code: each a name and a function to Markdown."""

import ast
import inspect
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from textwrap import dedent
from types import FunctionType
from typing import Any

from pages import ROOT

from harness.domain.policies import POLICIES
from harness.domain.rules import GROUPS, RULES, marked
from harness.domain.sources import sentences
from harness.reports.foresight import KINDS
from harness.scenarios import setting_text
from harness.scenarios.reader import load
from harness.scenarios.reference import (
    expectation_table,
    fault_table,
    setting_table,
    step_table,
)
from harness.simulator.integration.integration import Integration


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(row).replace("  ", " ") + " |" for row in cells)


def rules() -> str:
    """Every rule, by the part of the integration that it is about, and where it comes from."""
    parts = []
    for letter, group in GROUPS.items():
        rows = [
            (rule.id, rule.mark + (", policy" if rule.policy else ""), rule.statement, rule.cited)
            for rule in RULES.values()
            if rule.id[0] == letter
        ]
        parts.append(f"## {group}\n\n" + table(("id", "status", "rule", "source"), rows))
    return "\n\n".join(parts)


def article() -> str:
    """Every sentence of the article, by its sections, with what shows it."""
    parts = []
    for title, found in groupby(sentences(), key=lambda it: it.section):
        rows = [
            (
                str(it.number),
                it.says,
                ". ".join(filter(None, (verdict, ", ".join(map(marked, it.rules))))),
                "; ".join(f"`{place.rpartition('/')[2]}`" for place in it.shown),
            )
            for it in found
            for verdict in [f"{it.verdict}: {it.remark}" if it.remark else it.verdict]
        ]
        headings = ("#", "the article says", "here", "shown by")
        parts.append(f"## {title}\n\n" + table(headings, rows))
    return "\n\n".join(parts)


def policies() -> str:
    return table(("policy", ""), [(f"`{name}`", it.description) for name, it in POLICIES.items()])


def set_keys() -> str:
    return "\n".join(f"- `{key}`" for key in setting_text.KEYS)


def _found(path: str, link: str) -> tuple[str, str, str]:
    file = ROOT / "scenarios" / "found" / f"{path}.yaml"
    scenario = load(str(file))
    number = file.name.partition("-")[0].lstrip("0")
    return f"[{number}]({link}{path}.yaml)", scenario.title, ", ".join(map(marked, scenario.rules))


def found(what: str) -> str:
    """The scenarios of a folder of `scenarios/found/`, a row each."""
    folder = ROOT / "scenarios" / "found" / what
    rows = [_found(f"{what}/{path.stem}", "") for path in sorted(folder.glob("*.yaml"))]
    return table(("", "what happens", "rules"), rows)


def phrases() -> str:
    """The phrases of features by theme."""
    from harness.gherkin import steps
    from harness.gherkin.vocabulary import PHRASES

    modules = {module.__name__ for module in steps.MODULES}
    ours = [phrase for phrase in PHRASES.values() if phrase.function.__module__ in modules]
    parts = []
    for group in dict.fromkeys(phrase.group for phrase in ours):
        keywords: dict[str, list[str]] = {}
        for phrase in ours:
            if phrase.group == group:
                keywords.setdefault(phrase.phrase, []).append(phrase.keyword.capitalize())
        lines = [f"- {', '.join(sorted(words))} `{it}`" for it, words in keywords.items()]
        parts.append("\n".join([f"### {group}", "", *lines]))
    return "\n\n".join(parts)


def integration() -> str:
    """The methods that an integration may override, by layer, from the inside out."""
    parts = []
    for layer in reversed(Integration.__mro__[:-1]):
        rows = [
            (f"`{name}({_arguments(node)})`", _returned(node), _first_sentence(node))
            for name, it in vars(layer).items()
            if not name.startswith("_") and isinstance(it, FunctionType | staticmethod)
            for node in [_definition(it)]
        ]
        title = str(inspect.getdoc(layer)).partition("\n")[0]
        parts.append(f"{title}\n\n" + table(("method", "returns", "what it does"), rows))
    return "\n\n".join(parts)


def _definition(it: Any) -> ast.FunctionDef:
    node = ast.parse(dedent(inspect.getsource(inspect.unwrap(it)))).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def _arguments(node: ast.FunctionDef) -> str:
    given = node.args.args
    optional = {one.arg for one in given[len(given) - len(node.args.defaults) :]}
    names = [one.arg for one in given if one.arg != "self"]
    return ", ".join(f"{name}=..." if name in optional else name.lstrip("_") for name in names)


def _returned(node: ast.FunctionDef) -> str:
    assert node.returns is not None, node.name
    text = ast.unparse(node.returns).replace(" | ", " or ")
    return "" if text == "None" else f"`{text}`"


def _first_sentence(node: ast.FunctionDef) -> str:
    return str(ast.get_docstring(node)).partition("\n\n")[0].replace("\n", " ")


def foreseen() -> str:
    """What may be foreseen of a run."""
    rows = "".join(f"\n| {kind} | {text} |" for kind, text in KINDS.items())
    return f"| kind | |\n| --- | --- |{rows}"


GENERATED: dict[str, Callable[[], str]] = {
    "rules": rules,
    "article": article,
    "steps": step_table,
    "expectations": expectation_table,
    "settings": setting_table,
    "policies": policies,
    "faults": fault_table,
    "phrases": phrases,
    "set-keys": set_keys,
    "integration": integration,
    "foreseen": foreseen,
    "data-loss": lambda: found("data-loss"),
    "undone-delete": lambda: found("undone-delete"),
    "divergence-after-batch": lambda: found("divergence-after-batch"),
}
