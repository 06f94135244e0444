"""The Jinja2 environment of the HTML pages.

Templates escape every text by construction. What HTML cannot hold is replaced on the way: control
characters by their pictures, halves of characters by U+FFFD.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import unescape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.rule_marks import OfRule, legend_of, meant
from harness.domain.rules import RULES, SET
from harness.reports.event_text import instant, plural
from harness.reports.findings import GRID_COLUMNS
from harness.reports.folding import more_like_it
from harness.reports.html.shown_columns import lost
from harness.reports.values import shortened

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDED: Final = 200  # rows or cards of a fold that are on the page: of more, how many there are

# what HTML cannot hold; line breaks and tabs it can
_PICTURES: Final = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
_UNWRITABLE: Final = _PICTURES | dict.fromkeys(
    (*range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD
)


def render(template: str, **views: Any) -> str:
    """The markup that a template makes of views; another template takes it as `safe`."""
    return environment().get_template(template).render(views)


@cache
def environment() -> "Environment":
    """The templates with their filters; Jinja2 is imported here, for it takes 40 ms."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("harness.reports.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_writable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {
        "code": _code,
        "instant": instant,
        "lost": lost,
        "plural": plural,
        "shortened": shortened,
        "sha256": _sha256,
        "slug": lambda words: words.replace(" ", "-"),
        "thousands": "{:,}".format,
    }
    found.globals |= {
        "ENVIRONMENT_NAMES": ENVIRONMENT_NAMES,
        "FOLDED": FOLDED,
        "GRID_COLUMNS": GRID_COLUMNS,
        "RULES": RULES,
        "asset": _asset,
        "SET": SET,
        "legend_of": _legend,
        "linked_rules": _linked,
        "meant": meant,
        "says_id": _says_id,
        "more_like_it": more_like_it,
        "unique": lambda names: list(dict.fromkeys(names)),
    }
    return found


def _writable(value: Any) -> Any:
    """A text without what HTML cannot hold; anything else as it is."""
    return value.translate(_UNWRITABLE) if type(value) is str else value


def _asset(names: Sequence[str]) -> str:
    """Style sheets or scripts of ours, one after the other."""
    from markupsafe import Markup

    folder = files("harness.reports.html")
    texts = [folder.joinpath(name).read_text("utf-8") for name in names]
    return Markup("".join(texts))  # noqa: S704  they stand in the page as they are, and are ours


def _code(text: str) -> str:
    """A text of ours in which backticks set settings and columns apart."""
    from markupsafe import Markup, escape

    # S704: it is escaped before
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


def _sha256(text: str) -> str:
    """The digest by which a security policy allows a style or a script."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _legend(found: Iterable[OfRule], setting_of: Callable[[OfRule], str]) -> str:
    """What the marks of the rules of findings mean."""
    return legend_of((it.rule, setting_of(it)) for it in found)


def _says_id(name: str, setting: str = "") -> str:
    """The id of what the button of a rule shows; `setting` is what stands in its place."""
    return "says-" + "!".join([name, *setting.split(", ")] if setting else [name])


def _linked(markup: str) -> dict[str, list[str]]:
    """The rules that buttons in the markup show, each with the settings that stand in its place.

    Escaped text cannot hold such a button.
    """
    found: dict[str, list[str]] = {}
    targets = re.findall(r'popovertarget="says-(\w+)!?([^"]*)"', markup)
    for name, settings in sorted(set(targets)):
        found.setdefault(name, []).append(unescape(settings).replace("!", ", "))
    return {name: found[name] for name in RULES if name in found}
