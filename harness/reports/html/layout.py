"""An HTML page that needs nothing but itself.

Style and script stand in the page, and its security policy allows these two and nothing else: what
a scenario says could not run or fetch anything even if it were not escaped.
"""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from harness.domain.rules import RULES, STATUS
from harness.reports.html.text import isolated, table, text


def whole_page(title: str, main: str, intro: str = "", also: str = "") -> str:
    """The page: its title, what stands under it, and markup that may hold anything of ours.

    `also` names a style and a script beside the page's own, such as `living`.
    """
    style, script = _piece("page.css"), _piece("page.js")
    if also:
        style, script = style + _piece(f"{also}.css"), script + _piece(f"{also}.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<header><p>Human Resources and Dataverse, simulated</p>\n<h1>{isolated(title)}</h1>\n"
        f"{intro}</header>\n<main>\n{main}</main>\n<script>{script}</script>\n</body>\n</html>"
    )


@cache
def _piece(name: str) -> str:
    return files("harness.reports.html").joinpath(name).read_text("utf-8")


def _hash(piece: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(piece.encode()).digest()).decode()


def rules_section(main: str) -> str:
    """What the rules say that the page links to. Only `rule_link` writes such a link."""
    linked = frozenset(re.findall(r'href="#rule-(\w+)"', main))
    if not linked:
        return ""
    rows = [
        ("", [f'<span id="rule-{name}">{name}</span>', _status(name), text(rule.statement)])
        for name, rule in RULES.items()
        if name in linked
    ]
    found = table("rules", "The rules that this page names", ("Rule", "Status", "Says"), rows)
    return f"<section><h2>Rules</h2>\n{found}</section>\n"


def _status(name: str) -> str:
    rule = RULES[name]
    says = f"{rule.status}: {STATUS[rule.status]}"
    return f"{says}; a setting switches it" if rule.policy else says
