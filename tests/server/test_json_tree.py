"""JSON as trees: the texts of numbers stay, and what no scenario file can have is refused."""

import pytest

from harness.domain.errors import BadInput
from harness.scenarios.yaml_tree import read_tree
from harness.server.json_tree import read_json


def plain(node):
    match type(node).__name__:
        case "Pairs":
            return {key: plain(value) for key, (_, value) in node.pairs.items()}
        case "Items":
            return [plain(item) for item in node.items]
        case _:
            return node.value


@pytest.mark.parametrize(
    "text", ['{"a": [1, 1.50, -2e3, "007", "", null]}', '["x", {"b": {}}]', '"x"']
)
def test_json_reads_as_the_same_text_in_yaml_does(text):
    assert plain(read_json(text)) == plain(read_tree(text, "x"))


def test_yes_and_no_are_those_of_scenario_files():
    assert plain(read_json("[true, false]")) == ["yes", "no"]


def test_steps_have_their_numbers_for_lines():
    assert [it.line for it in read_json('["a", {"b": 1}]').items] == [1, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is no JSON"),
        ("{", "this is no JSON"),
        ("[NaN]", "NaN is no number"),
        ("[Infinity]", "Infinity is no number"),
        ('{"a": 1, "a": 2}', "the key 'a' is here twice"),
        ('["\\ud800"]', "half a character"),
        ('["a\\u0000"]', "has a null character"),
        ('{"\\udfff": 1}', "half a character"),
        ("[" * 50 + "]" * 50, "nested more than 40 deep"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe", "not a text in UTF-8"),
        (b'{"a": "\xff"}', "not a text in UTF-8"),
    ],
)
def test_what_no_scenario_file_can_have_is_refused(text, message):
    with pytest.raises(BadInput, match=message):
        read_json(text)
