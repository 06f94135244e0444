"""Reader of the steps of a scenario, commands and expectations, by the table of the format."""

from collections.abc import Mapping
from typing import Any

from harness.domain.commands import Command
from harness.domain.faults import FAULTS
from harness.domain.plugins import is_one_of
from harness.domain.suggestions import cut, did_you_mean
from harness.scenarios.expectations import Expectation
from harness.scenarios.format import EXPECTATIONS, STEPS
from harness.scenarios.forms import Form
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node, Pairs, Text

Attributes = Mapping[str, Any]


def read_step(
    names: Names, node: Node, imported: Attributes | None = None
) -> Command | Expectation | None:
    """The command or expectation of a step; None if something is wrong with it, which is noted.

    `imported` are the rows of an import: they were found with the names.
    """
    nodes = names.nodes
    argument: Node | None = None
    if isinstance(node, Text):
        verb = node.value or ""
    elif isinstance(node, Pairs) and len(node.nodes) == 1:
        ((verb, argument),) = node.nodes.items()
    else:
        nodes.problem(node, "a step is one command or one expectation, such as `- turn_on`")
        return None
    before = nodes.unread
    if verb == "expect":
        found = _expectation(names, argument if argument is not None else node)
    else:
        found = _command(names, verb, node, argument)
    if found is None or nodes.unread > before:
        return None
    form, attributes = found
    made: Command | Expectation = form.makes(**attributes, **(imported or {}))
    return made


def can_be_refused(step: Node) -> bool:
    """Whether a step gives values, of which an environment may refuse one."""
    return isinstance(step, Pairs) and not step.nodes.keys().isdisjoint(("create", "edit"))


def expects_refusal(step: Node | None) -> bool:
    """Whether a step, if there is one, expects that the step before was refused."""
    expected = step.nodes.get("expect") if isinstance(step, Pairs) else None
    return isinstance(expected, Pairs) and "refused" in expected.nodes


def _command(
    names: Names, verb: str, step: Node, argument: Node | None
) -> tuple[Form, Attributes] | None:
    nodes = names.nodes
    if verb not in STEPS:
        near = did_you_mean(verb, [*STEPS, "expect"])
        near = near or f"; there are {', '.join(STEPS)}, expect"
        message = f"no step {cut(verb)}{near}" if verb else "the step is empty"
        nodes.problem(_verb(step, verb), message)
        return None
    form = STEPS[verb]
    if isinstance(argument, Text) and argument.value is None:
        argument = None
    if not form.fields and not form.bare:
        if argument is not None:
            nodes.problem(argument, f"{verb} takes nothing")
        return form, {}
    if argument is None:
        keys = ", ".join(field.key for field in form.fields)
        what = form.bare.type.example if form.bare else f"{{{keys}}}"
        nodes.problem(_verb(step, verb), f"{verb} takes {what}")
        return None
    return form, _bare(names, form, argument) if form.bare else _fields(names, form, argument, verb)


def _verb(step: Node, verb: str) -> Node:
    """Where the verb of a step stands."""
    return step.key(verb) if isinstance(step, Pairs) else step


def _expectation(names: Names, node: Node) -> tuple[Form, Attributes] | None:
    nodes = names.nodes
    if not isinstance(node, Pairs) or not node.nodes:
        nodes.problem(node, f"expect takes a mapping with one of {', '.join(EXPECTATIONS)}")
        return None
    kinds_here = [kind for kind in node.nodes if kind in EXPECTATIONS]
    if len(kinds_here) > 1:
        kinds_here = [kind for kind in EXPECTATIONS if kind in node.nodes]
        nodes.problem(node, f"one expectation each: {' and '.join(kinds_here)} are two")
        return None
    if not kinds_here:
        kinds = ", ".join(EXPECTATIONS)
        beside = (it.key for form in EXPECTATIONS.values() for it in form.fields if not form.nested)
        known = list(dict.fromkeys([*EXPECTATIONS, *beside]))
        for name, (key, _) in node.pairs.items():
            if name not in known:
                near = did_you_mean(name, known) or f"; it takes {kinds}"
                nodes.problem(key, f"expect has no {name!r}{near}")
                return None
        nodes.problem(node, f"expect needs one of {kinds}")
        return None
    (kind,) = kinds_here
    form = EXPECTATIONS[kind]
    body: Node = node
    if form.nested:
        nodes.fields(node, (kind,), (), "expect")
        body = node.nodes[kind]
        if form.bare and isinstance(body, Text):
            return form, _bare(names, form, body)
    return form, _fields(names, form, body, f"expect {kind}")


def _bare(names: Names, form: Form, node: Node) -> Attributes:
    assert form.bare
    value = form.bare.type.read(names, node, form.bare.key, {})
    return {form.bare.attribute: value} if form.bare.attribute else {}


def _fields(names: Names, form: Form, node: Node, what: str) -> Attributes:
    """The attributes that the fields of a mapping have, in the order of the table."""
    form, what = _variant(form, node, what)
    nodes = _all_known(form, node)
    if nodes is None:
        keys = [field.key for field in form.fields]
        nodes = names.nodes.fields(node, keys, form.required, what)
    if form.check is not None:
        nodes = form.check(names, node, nodes)
    found: dict[str, Any] = {field.attribute: None for field in form.fields if field.attribute}
    for key, kind, attribute, _, _ in form.fields:
        if attribute and key in nodes:
            found[attribute] = kind.read(names, nodes[key], key, found)
    return {name: value for name, value in found.items() if value is not None}


def _all_known(form: Form, node: Node) -> Mapping[str, Node] | None:
    """The fields of a mapping; None if one is unknown or missing, which is to be said."""
    if not isinstance(node, Pairs):
        return None
    there, known = node.nodes, 0
    for key, _, _, required, _ in form.fields:
        if key in there:
            known += 1
        elif required:
            return None
    return there if known == len(there) else None


def _variant(form: Form, node: Node, what: str) -> tuple[Form, str]:
    """The form for what stands behind the key `kind`, if there is one, and what it is called."""
    kind = node.nodes.get("kind") if isinstance(node, Pairs) else None
    if not isinstance(kind, Text) or not is_one_of(kind.value or "", FAULTS):
        return form, what
    found = form.variants().get(kind.value or "")
    return (form, what) if found is None else (found, f"{what} {kind.value}")
