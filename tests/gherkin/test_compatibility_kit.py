"""Cucumber's compatibility kit: our messages are those that the kit expects.

Each sample's features run under pytest with step definitions of ours, and the messages are compared
with the kit's, after ids, times, and what names the implementation are made alike. `NOT_OURS` says
which samples do not apply, and why.
"""

import json
from pathlib import Path

import pytest
from cucumber_compatibility_kit import compatibility_kit
from projects import run_pytest

KIT = Path(compatibility_kit.__file__).parent / "features"
REFUSED = "a feature with such a step is refused when it is collected, and runs nothing"
HOOKS = "there are no Cucumber hooks: pytest's fixtures and hooks are used, and make no messages"
RETRY = "pytest does not retry; plugins that do make a report of their own"
NOT_OURS = {
    "all-statuses": REFUSED,
    "ambiguous": REFUSED,
    "data-tables-doc-strings": "Gherkin in Python refuses a step with a table and a doc string",
    "empty": "a scenario without steps is refused when it is collected",
    "examples-tables-undefined": REFUSED,
    "examples-tables-undefined-multiple": REFUSED,
    "failedish-combinations": REFUSED,
    "global-hooks": HOOKS,
    "global-hooks-afterall-error": HOOKS,
    "global-hooks-attachments": HOOKS,
    "global-hooks-beforeall-error": HOOKS,
    "hooks": HOOKS,
    "hooks-attachment": HOOKS,
    "hooks-conditional": HOOKS,
    "hooks-named": HOOKS,
    "hooks-skipped": HOOKS,
    "hooks-undefined": HOOKS,
    "markdown": "Markdown with Gherkin is not collected",
    "multiple-features-reversed": "--order is an option of Cucumber; pytest has its own order",
    "regular-expression": "phrases are Cucumber Expressions; arguments of others are not told",
    "retry": RETRY,
    "retry-ambiguous": RETRY,
    "retry-pending": RETRY,
    "retry-undefined": RETRY,
    "skipped-failing-hook": HOOKS,
    "test-run-exception": "an error of the runner itself has no message of ours",
    "undefined": REFUSED,
    "undefined-multiple": REFUSED,
    "unknown-parameter-type": "a step with an unknown parameter type cannot be defined",
    "unused-steps": "step definitions that nothing used are told by `harness steps --unused`",
}
HEAD = """
import pytest
from harness.gherkin.vocabulary import given, when, then, REGISTRY
"""
# the kit's step definitions, in our words; `_` is each step's function
STEPS = {
    "attachments": """
@when("the string {string} is attached as {string}")
def _(text, kind, attach): attach(text, kind)
@when("the string {string} is logged")
def _(text, attach): attach(text, "text/x.cucumber.log+plain")
@when("text with ANSI escapes is logged")
def _(attach):
    attach("This displays a "
           "\\x1b[31mr\\x1b[0m\\x1b[91ma\\x1b[0m\\x1b[33mi\\x1b[0m\\x1b[32mn\\x1b[0m"
           "\\x1b[34mb\\x1b[0m\\x1b[95mo\\x1b[0m\\x1b[35mw\\x1b[0m", "text/x.cucumber.log+plain")
@when("the following string is attached as {string}:")
def _(kind, docstring, attach): attach(docstring, kind)
@when("an array with {int} bytes is attached as {string}")
def _(count, kind, attach): attach(bytes(range(count)), kind)
@when("a PDF document is attached and renamed")
def _(attach, request):
    attach((request.path.parent / "document.pdf").read_bytes(), "application/pdf", "renamed.pdf")
@when("a link to {string} is attached")
def _(uri, attach): attach(uri, "text/uri-list")
@when("the string {string} is attached as {string} before a failure")
def _(text, kind, attach):
    attach(text, kind)
    raise Exception("whoops")
""",
    "backgrounds": "ORDERS",
    "cdata": """
@given("I have {int} <![CDATA[cukes]]> in my belly")
def _(count): pass
""",
    "data-tables": """
@when("the following table is transposed:", )
def _(datatable, request): request.node.turned = [list(row) for row in zip(*datatable)]
@then("it should be:")
def _(datatable, request): assert request.node.turned == datatable
""",
    "data-tables-with-expression": """
@given("a {string} with a table")
def _(name, datatable): pass
""",
    "doc-strings": """
@given("a doc string:")
def _(docstring): pass
""",
    "doc-strings-with-expression": """
@given("a {string} with a doc string:")
def _(name, docstring): pass
""",
    "examples-tables": """
@given("there are {int} cucumbers")
def _(count, request): request.node.count = count
@given("there are {int} friends")
def _(count, request): request.node.friends = count
@when("I eat {int} cucumbers")
def _(count, request): request.node.count -= count
@then("I should have {int} cucumbers")
def _(count, request): assert request.node.count == count
@then("each person can eat {int} cucumbers")
def _(count, request): assert request.node.count // (1 + request.node.friends) == count
""",
    "examples-tables-attachment": """
@when("a JPEG image is attached")
def _(attach, request): attach((request.path.parent / "cucumber.jpeg").read_bytes(), "image/jpeg")
@when("a PNG image is attached")
def _(attach, request): attach((request.path.parent / "cucumber.png").read_bytes(), "image/png")
""",
    "minimal": """
@given("I have {int} cukes in my belly")
def _(count): pass
""",
    "multiple-features": "ORDERS",
    "parameter-types": """
from cucumber_expressions.parameter_type import ParameterType
REGISTRY.define_parameter_type(ParameterType(
    "flight", "([A-Z]{3})-([A-Z]{3})", object, lambda origin, to: (origin, to)))
@given("{flight} has been delayed")
def _(flight): assert flight == ("LHR", "CDG")
""",
    "pending": """
@given("an implemented non-pending step")
def _(): pass
@given("an implemented step that is skipped")
def _(): pass
@given("an unimplemented pending step")
def _(): raise NotImplementedError("TODO")
""",
    "pending-exception": """
@given("an unimplemented pending step")
def _(): raise NotImplementedError("TODO")
""",
    "rules": """
@given("the customer has {int} cents")
def _(money, request): request.node.money = money
@given("there are chocolate bars in stock")
def _(request): request.node.stock = 1
@given("there are no chocolate bars in stock")
def _(request): request.node.stock = 0
@when("the customer tries to buy a {int} cent chocolate bar")
def _(price, request):
    request.node.sold = request.node.stock > 0 and request.node.money >= price
@then("the sale should not happen")
def _(request): assert not request.node.sold
@then("the sale should happen")
def _(request): assert request.node.sold
""",
    "rules-backgrounds": "ORDERS",
    "skipped": """
@given("a step that does not skip")
def _(): pass
@given("a step that is skipped")
def _(): pass
@given("I skip a step")
def _(): pytest.skip("")
""",
    "skipped-exception": """
@given("I skip a step")
def _(): pytest.skip("skipping")
""",
    "stack-traces": """
@when("a step throws an exception")
def _(): raise Exception("BOOM")
""",
}
ORDERS = """
@given("an order for {string}")
def _(thing): pass
@when("an action")
def _(): pass
@then("an outcome")
def _(): pass
"""
# what two implementations need not share: ids and times are made alike, these are left out
LEFT_OUT = {
    *("id", "timestamp", "duration", "sourceReference", "meta", "stackTrace", "message"),
    *("testRunStartedId", "exception"),
}


def normalised(messages):
    """The messages, ids replaced by the order in which they were first named."""
    seen = {}

    def alike(value, key=""):
        if isinstance(value, dict):
            if key == "stepDefinition":
                return {"pattern": value["pattern"]}
            return {
                name: alike(inner, name)
                for name, inner in sorted(value.items())
                if name not in LEFT_OUT
            }
        if isinstance(value, list):
            return [alike(inner, key) for inner in value]
        if key.endswith(("Id", "Ids")) and isinstance(value, str):
            return seen.setdefault(value, len(seen))
        if key == "description":  # Gherkin's Python parser keeps blanks at its end
            return str(value).rstrip()
        if key == "uri":
            return str(value).removeprefix("samples/")
        return value

    found = {}
    for message in messages:
        [(kind, body)] = message.items()
        if kind not in ("meta", "stepDefinition", "hook"):
            found.setdefault(kind, []).append(alike(body, kind))
    patterns = [m["stepDefinition"]["pattern"] for m in messages if "stepDefinition" in m]
    types = [m["parameterType"] for m in messages if "parameterType" in m]
    found["stepDefinition"] = sorted(patterns, key=str)
    found["parameterType"] = [
        {"name": one["name"], "regularExpressions": one["regularExpressions"]}
        for one in types
        if one["name"] == "flight"
    ]
    return found


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_sample_is_run_or_has_a_reason():
    samples = {folder.name for folder in KIT.iterdir() if folder.is_dir()}
    assert samples - {"__pycache__"} == set(STEPS) | set(NOT_OURS)
    assert not set(STEPS) & set(NOT_OURS)


@pytest.mark.slow
@pytest.mark.parametrize("name", STEPS)
def test_our_messages_are_those_of_the_kit(name, tmp_path):
    files = {"conftest.py": HEAD + STEPS[name].replace("ORDERS", ORDERS)}
    files |= {
        f"{name}/{path.name}": path.read_bytes()
        for path in sorted((KIT / name).iterdir())
        if path.suffix != ".ndjson"
    }
    status, said = run_pytest(tmp_path, files, "-q", "--harness-report", "report")
    assert status in (0, 1), said
    ours, theirs = (
        read(tmp_path / "report" / "messages.ndjson"),
        read(KIT / name / f"{name}.ndjson"),
    )
    mine, expected = normalised(ours), normalised(theirs)
    assert list(mine) == [kind for kind in mine if kind in expected or kind == "parameterType"]
    for kind in expected:
        assert mine.get(kind, []) == expected[kind], kind
