r"""JSON texts as the trees that scenario files are read from, so that both get the same messages.

A number stays the text it was written as, and a list of steps gives its items the lines 1, 2, ...

>>> read_json('{"advance": "1h"}').pairs["advance"][1].value
'1h'
>>> read_json('{"a": 1, "a": 2}')
Traceback (most recent call last):
harness.domain.errors.BadInput: the key 'a' is here twice
"""

import json
from typing import Any

from harness.domain.errors import BadInput
from harness.domain.files import no_text
from harness.domain.suggestions import cut
from harness.scenarios.yaml_tree import DEEPEST, Items, Node, Pairs, Text


class _Number(str):
    """A number, as it is written."""

    __slots__ = ()


def read_json(text: str | bytes) -> Node:
    """The tree of a JSON text. BadInput if it is none, or has what no scenario file can have."""
    try:
        whole = text if isinstance(text, str) else text.decode("utf-8-sig")
        found = json.loads(
            whole,
            object_pairs_hook=_Pairs,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        raise BadInput(f"not a text in UTF-8: {error.reason} at byte {error.start}") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput(f"this is no JSON: {error.msg} ({where})") from None
    except RecursionError:
        raise BadInput("this is nested too deeply") from None
    if isinstance(found, list) and not isinstance(found, _Pairs):
        return Items(1, 1, tuple(_node(it, number, 1) for number, it in enumerate(found, 1)))
    return _node(found, 1, 0)


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, in their order."""


def _no_number(text: str) -> None:
    raise BadInput(f"this is no JSON: {text} is no number")


def _node(value: Any, line: int, depth: int) -> Node:
    if depth > DEEPEST:
        raise BadInput(f"this is nested more than {DEEPEST} deep")
    if isinstance(value, _Pairs):
        found: dict[str, tuple[Text, Node]] = {}
        for key, member in value:
            if key in found:
                raise BadInput(f"the key {cut(key)} is here twice")
            found[key] = (_text(key, line), _node(member, line, depth + 1))
        return Pairs(line, 1, found)
    if isinstance(value, list):
        return Items(line, 1, tuple(_node(it, line, depth + 1) for it in value))
    if isinstance(value, bool):
        return Text(line, 1, "yes" if value else "no")
    return Text(line, 1, None) if value is None else _text(value, line)


def _text(value: str, line: int) -> Text:
    if found := no_text(value):
        raise BadInput(f"{cut(value)} has {found}")
    return Text(line, 1, str(value))
