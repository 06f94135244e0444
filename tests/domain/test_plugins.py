"""The registry of plugged parts: names, where they come from, and what is said of a wrong one."""

import pytest

from harness.domain.errors import BadInput
from harness.domain.plugins import Registry, hint, is_one_of, origin_of


def admit(name, found):
    if not isinstance(found, str):
        raise BadInput(f"greeting {name}: {found!r} is no text")
    return found.upper()


@pytest.fixture
def greetings():
    return Registry("greeting", "harness.greetings", {"hello": "HELLO"}, admit)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package that offers these greetings, as `NAME = value` of its module."""

    def install(*points, module="", package="salute"):
        (tmp_path / f"{package}.py").write_text(module)
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = "".join(f"{point}\n" for point in points)
        (info / "entry_points.txt").write_text(f"[harness.greetings]\n{lines}")
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_parts_stand_in_the_order_in_which_they_were_registered(greetings):
    greetings.register("servus", "SERVUS", "a.py:1")
    greetings.register("ahoy", "AHOY", "a.py:2")
    assert list(greetings) == ["hello", "servus", "ahoy"]
    assert greetings.built_in == {"hello"}
    assert greetings.origins == {"servus": "a.py:1", "ahoy": "a.py:2"}


def test_a_name_that_is_taken_is_refused_with_both_places(greetings):
    greetings.register("servus", "SERVUS", "a.py:1")
    with pytest.raises(BadInput, match=r"twice, by a\.py:1 and by b\.py:7; give one of them"):
        greetings.register("servus", "OTHER", "b.py:7")
    with pytest.raises(BadInput, match="twice, by the harness itself and by b"):
        greetings.register("hello", "OTHER", "b.py:7")
    assert dict(greetings) == {"hello": "HELLO", "servus": "SERVUS"}


def test_a_file_that_is_loaded_again_replaces_what_it_registered(greetings):
    greetings.register("servus", "OLD", "a.py:1")
    greetings.register("servus", "NEW", "a.py:1")
    assert greetings.resolve("servus") == "NEW"
    greetings.forget("servus")
    assert "servus" not in greetings
    assert greetings.origins == {}


def test_what_a_block_registers_is_gone_at_its_end_but_for_installed_parts(greetings, installed):
    installed("tag = salute_later:TAG", module="TAG = 'tag'", package="salute_later")
    greetings.register("servus", "SERVUS", "a.py:1")
    with pytest.raises(ValueError, match="later"), greetings.restored():  # noqa: PT012
        greetings.register("ahoy", "AHOY", "b.py:1")
        greetings.register("servus", "CHANGED", "a.py:1")
        greetings.load_installed()
        raise ValueError("later")
    assert dict(greetings) == {"hello": "HELLO", "servus": "SERVUS", "tag": "TAG"}
    assert greetings.origins == {"servus": "a.py:1", "tag": "salute_later:TAG"}


def test_an_installed_part_is_found_by_its_name(greetings, installed):
    installed("servus = salute:SERVUS", module="SERVUS = 'servus'")
    assert "servus" not in greetings
    assert greetings.resolve("servus") == "SERVUS"
    assert greetings.origins == {"servus": "salute:SERVUS"}


def test_installed_parts_are_not_looked_for_where_a_name_is_known(greetings, installed):
    installed("broken = salute:NOTHING")
    assert greetings.resolve("hello") == "HELLO"
    assert is_one_of("hello", greetings)
    with pytest.raises(BadInput, match="the greeting broken cannot be loaded"):
        is_one_of("helo", greetings)


@pytest.mark.parametrize(
    ("point", "module", "says"),
    [
        ("x = salute:NOTHING", "", "the greeting x cannot be loaded: .*NOTHING.*; salute:NOTHING"),
        ("x = salute:X", "raise OSError('no disk')", "cannot be loaded: no disk; salute:X is regi"),
        ("x = nowhere:X", "", "cannot be loaded: No module named 'nowhere'"),
        ("x = salute:X", "X = 3", "greeting x: 3 is no text"),
        ("hello = salute:X", "X = ''", "'hello' is registered twice, by the harness itself and by"),
    ],
)
def test_an_installed_part_that_is_wrong_is_named(greetings, installed, point, module, says):
    package = f"salute{abs(hash((point, module)))}"
    installed(point.replace("salute", package), module=module, package=package)
    with pytest.raises(BadInput, match=says.replace("salute", package)):
        greetings.load_installed()


def test_what_the_module_of_an_installed_part_registered_itself_is_registered_once(installed):
    known = Registry("greeting", "harness.greetings", {}, lambda name, _: known[name])
    installed("moin = decorated:moin", module="def moin(): ...", package="decorated")
    known.register("moin", "by the decorator", "decorated.py:1")
    known.load_installed()
    assert dict(known) == {"moin": "by the decorator"}


def test_an_unknown_name_is_said_with_what_there_is(greetings):
    with pytest.raises(BadInput, match=r"no greeting 'helo', did you mean hello\?; there are"):
        greetings.resolve("helo")
    with pytest.raises(BadInput, match="no greeting 'x'; one of your own comes with --plugin FILE"):
        greetings.resolve("x")


def test_a_plain_choice_has_no_plugins():
    assert is_one_of("hr", ["hr", "dataverse"])
    assert not is_one_of("x", ["hr", "dataverse"])
    assert hint("hrr", ["hr", "dataverse"]) == ", did you mean hr?"
    assert hint("x", ["hr", "dataverse"]) == ""


def test_where_a_part_was_defined_is_its_file_and_line():
    def function():
        pass

    class Part:
        pass

    here = "test_plugins.py:"
    assert origin_of(function) == f"{here}{function.__code__.co_firstlineno}"
    assert origin_of(Part).startswith(here)
    assert origin_of(Part()) == origin_of(Part)
    assert origin_of(len) == "builtins"
