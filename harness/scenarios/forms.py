"""Forms: how a command or an expectation stands in a scenario file, with its fields."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from harness.scenarios.field_types import FieldType
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node


class Field(NamedTuple):
    """A key, and the attribute of the command, expectation or settings that has its value."""

    key: str
    type: FieldType
    attribute: str  # nothing: it is read elsewhere, or has no value of its own
    required: bool
    value: Callable[[Any], Any] | None  # of a command, if it is not just the attribute

    def of(self, does: Any) -> Any:
        """The value of a command, an expectation or the settings, as `type.write` takes it."""
        if self.value is not None:
            return self.value(does)
        return getattr(does, self.attribute) if self.attribute else None


class Form(NamedTuple):
    """How a command or an expectation stands in a file: nothing, one bare value, or fields."""

    makes: type
    description: str
    fields: tuple[Field, ...] = ()
    bare: Field | None = None
    nested: bool = False  # an expectation whose fields stand below its key, not beside it
    # what must hold of the keys together; returns the fields to read
    check: Callable[[Names, Node, Mapping[str, Node]], Mapping[str, Node]] | None = None
    # the forms that have other fields, by what stands behind their key `kind`
    variants: Callable[[], Mapping[str, "Form"]] = dict

    @property
    def required(self) -> list[str]:
        """The keys that must be there."""
        return [one.key for one in self.fields if one.required]


def field(key: str, kind: FieldType, attribute: str | None = None) -> Field:
    """A field that must be there; without an attribute it has the one of its name."""
    return Field(key, kind, key if attribute is None else attribute, required=True, value=None)


def optional(
    key: str,
    kind: FieldType,
    attribute: str | None = None,
    value: Callable[[Any], Any] | None = None,
) -> Field:
    """A field that may be left out."""
    return field(key, kind, attribute)._replace(required=False, value=value)
