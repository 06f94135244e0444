"""A drawing that needs nothing but itself: SVG with its own style, for light and dark screens.

It brings its own background, so that it can be read wherever it is put, and a title and a
description for those who do not see it.

>>> print(element("rect", "", x=1, y=2.50, **{"class": "cell"}))
<rect x="1" y="2.5" class="cell"/>
>>> print(element("text", words("a < b"), x=0, y=1 / 3))
<text x="0" y="0.33">a &lt; b</text>
"""

from html import escape as words
from typing import Final

__all__ = ["drawing", "element", "titled", "words"]

# the colours of pages, as in `harness/reports/html/page.css`; plain ones first, for what knows
# no more
_STYLE: Final = """
text { font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; fill: #1b1f24 }
.page { fill: #fff } .faint { fill: #57606a }
@media (prefers-color-scheme: dark) {
  text { fill: #e8ebee } .page { fill: #1f2429 } .faint { fill: #a3adb8 }
}
"""


def element(name: str, inside: str = "", **attributes: str | float) -> str:
    """An element; numbers are written short."""
    written = "".join(
        f' {key.replace("_", "-")}="{_short(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def titled(says: str, inside: str, **attributes: str | float) -> str:
    """A group that says something when a pointer rests on it."""
    return element("g", element("title", words(says)) + inside, **attributes)


def drawing(
    width: float, height: float, title: str, description: str, style: str, inside: str
) -> str:
    """The whole drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_short(width)}" '
        f'height="{_short(height)}" viewBox="0 0 {_short(width)} {_short(height)}" '
        'role="img" aria-labelledby="title description">\n'
        f'<title id="title">{words(title)}</title>\n'
        f'<desc id="description">{words(description)}</desc>\n'
        f"<style>{_STYLE}{style}</style>\n"
        f'<rect class="page" width="{_short(width)}" height="{_short(height)}"/>\n'
        f"{inside}\n</svg>"
    )


def _short(value: str | float) -> str:
    if isinstance(value, str):
        return words(value)
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
