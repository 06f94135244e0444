"""The glue file: the phrases as Cucumber's editor extension reads them, in a project's own folder.

The extension looks only into the folder that is opened, and passes over those that begin with a
dot: it does not find the steps of an installed package. `harness steps --format glue` writes this.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from harness.gherkin.vocabulary import Phrase, custom_kinds

_HEAD: Final = '''\
"""The phrases of the harness, for editors: nothing runs this file, and changes of it get lost.

Made by a command, to be run again after an update of the harness:

    harness steps --format glue --output {place}
"""

# ruff: noqa
from typing import Any


def _unused(*_: Any, **__: Any) -> Any:
    return lambda function: function


given = when = then = ParameterType = _unused
'''


def glue(phrases: Iterable[Phrase], place: str) -> str:
    """The text of the glue file that is to stand at this place, without the last line break."""
    kinds = [
        f"ParameterType(name={_quoted(kind.name)}, regexp={_quoted('|'.join(kind.regexps))})"
        for kind in custom_kinds()
    ]
    alike: dict[str, list[Phrase]] = {}  # an editor asks for no keyword, and finds each once
    for phrase in phrases:
        alike.setdefault(phrase.phrase, []).append(phrase)
    return "\n".join([_HEAD.format(place=place), *kinds, *map(_step, alike.values())])


def _step(alike: Sequence[Phrase]) -> str:
    says = "\n\n    ".join({phrase.function: _said(phrase) for phrase in alike}.values())
    text = f"{says}\n    ".replace("\\", "\\\\").replace('"""', "'''")
    first = alike[0]
    return f'\n\n@{first.keyword}({_quoted(first.phrase)})\ndef _() -> None:\n    """{text}"""'


def _said(phrase: Phrase) -> str:
    example = "\n    ".join([phrase.line, *phrase.lines_under])
    return f"{' '.join(phrase.description.split())}\n\n    {example}"


def _quoted(text: str) -> str:
    """The text in quotes that it does not have, as editors take what is escaped as it is."""
    quote = next((one for one in "\"'" if one not in text), "")
    return f"{quote}{text}{quote}" if quote else repr(text)
