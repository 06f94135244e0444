"""The form of a fault, whose keys depend on its kind: `domain.faults.FAULTS` has a row for each."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from harness.domain import commands as command
from harness.domain.faults import FAULTS, FaultKey, own_keys
from harness.scenarios import field_types as of
from harness.scenarios.forms import Field, Form, field, optional
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node


def _check_fault(names: Names, node: Node, fields: Mapping[str, Node]) -> Mapping[str, Node]:
    """The fields of a fault, if its kind is known and takes them."""
    kind = names.nodes.one_of(fields["kind"], FAULTS, "kind") if "kind" in fields else None
    if kind is None:
        return {}
    fault = FAULTS[kind]
    keys = (*fault.required, *fault.optional)
    for key in fault.required:
        if key not in fields:
            names.nodes.problem(node, f"{kind} needs {key}")
    for key in fields:
        if key not in ("kind", *keys):
            also = ", ".join(keys) or "nothing else"
            names.nodes.problem(fields[key], f"{kind} takes no {key}; it takes {also}")
    other_length = "for" if "by" in fault.required else "by"
    return {key: node for key, node in fields.items() if key != other_length}


def _length(key: str) -> Field:
    """The length of a fault, which stands behind one key or the other."""
    return optional(
        key, of.DURATION, "milliseconds",
        lambda it: it.milliseconds if (key == "by") == ("by" in FAULTS[it.kind].required) else None,
    )  # fmt: skip


def _plugged() -> Mapping[str, Form]:
    """A form for each plugged fault: its kind, where it strikes, and its own keys."""
    forms = {}
    for kind, fault in FAULTS.items():
        if fault.function is None:
            continue
        its = of.FAULT_KIND._replace(schema={"const": kind}, choices=())
        fields = [field("kind", its)]
        if "in" in fault.optional:
            fields.append(optional("in", of.ENVIRONMENT, "environment"))
        fields += [
            field(key.name, of.KEY_TYPES[key.type])._replace(
                required=key.required, value=partial(_written, key)
            )
            for key in fault.keys
        ]
        forms[kind] = Form(command.Fault, fault.description, tuple(fields))
    return forms


def _written(key: FaultKey, does: command.Fault) -> object:
    """The value of a key of a plugged fault; a no where nothing would mean yes is written too."""
    value = own_keys(does).get(key.name)
    return "no" if value is False and key.default is True else value


def _narrowed(names: Names, node: Node, _: str, found: of.Found) -> str | None:
    """The record to which a fault is narrowed, of its table if it is narrowed to one too."""
    return names.record(node, names.catalog.get(found["table"] or ""))


# fmt: off
FAULT_FORM: Final = Form(
    command.Fault, "ask for a fault: the kinds are listed by `harness faults`",
    (
        field("kind", of.FAULT_KIND), optional("in", of.ENVIRONMENT, "environment"),
        optional("nth", of.ORDINAL), optional("lasting", of.YES_NO),
        optional("applied", of.YES_NO), _length("for"), _length("by"),
        optional("after", of.WHOLE_NUMBER), optional("table", of.TABLE),
        optional("record", of.RECORD._replace(read=_narrowed)), optional("change", of.CHANGE),
        optional("reason", of.TEXT), optional("of", of.ENDED_FAULT),
    ),
    check=_check_fault, variants=_plugged,
)
# fmt: on
