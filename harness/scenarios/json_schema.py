"""The JSON Schema of scenario files, for editors: made from the format's one table.

An editor reads YAML with its types, the reader reads texts; so the schema takes a number or a
boolean for a text. It leaves out what only the reader can know: whether there is such a record, and
whether a value suits its column.
"""

from harness.domain.arguments import wrong
from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.rules import RULES
from harness.scenarios.catalog_reader import TABLE, described
from harness.scenarios.field_types import WHOLE_NUMBER
from harness.scenarios.format import EXPECTATIONS, STEPS, TOP
from harness.scenarios.forms import Form
from harness.scenarios.given_reader import SIDE
from harness.scenarios.schema_parts import ON_OFF, SCALAR, SOME_TEXT, YES_NO, Schema, object_schema
from harness.scenarios.settings_format import SETTINGS, TOP_SETTINGS, Setting


def schema(catalog: Catalog | None = None) -> Schema:
    """The schema, with the tables of this catalog, or the standard ones, offered as completions."""
    catalog = standard_catalog() if catalog is None else catalog
    if not isinstance(catalog, Catalog):
        raise wrong("catalog", "a catalog, such as h.standard_catalog()", catalog)
    sections = _sections()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of the Human Resources and Dataverse integration",
        "type": "object",
        "additionalProperties": False,
        "required": ["scenario", "steps"],
        "properties": {
            key: {"description": description, **sections[key]} for key, description in TOP.items()
        },
        "$defs": {
            "values": {"type": "object", "additionalProperties": SCALAR},
            "table": {**SOME_TEXT, "examples": list(catalog)},
        },
    }


def _sections() -> dict[str, Schema]:
    side = object_schema({key: kind.described() for key, kind in SIDE.items()})
    record = object_schema(
        {
            "table": {"$ref": "#/$defs/table"},
            "values": {"$ref": "#/$defs/values"},
            "tracked": YES_NO,
            "hr": side,
            "dataverse": side,
        },
        required=["table"],
    )
    given = {
        "integration": ON_OFF,
        "records": _mapping(record),
        "generate": _mapping(WHOLE_NUMBER.schema),
    }
    return {
        "scenario": SOME_TEXT,
        "rules": {"type": "array", "items": {"enum": list(RULES)}},
        **{key: _setting(row) for key, row in TOP_SETTINGS.items()},
        "settings": object_schema(
            {key: _setting(row) for key, row in SETTINGS.items()},
            {key: row.description for key, row in SETTINGS.items()},
        ),
        "catalog": _mapping(described(TABLE)),
        "given": object_schema(given),
        "steps": {"type": "array", "minItems": 1, "items": {"anyOf": _steps()}},
    }


def _mapping(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _setting(row: Setting) -> Schema:
    if row.nested:
        return object_schema({part.key: part.type.described() for part in row.parts})
    return row.parts[0].type.described()


def _steps() -> list[Schema]:
    bare = [key for key, form in STEPS.items() if not form.fields and not form.bare]
    steps = [_only(key, _form(form), form.description) for key, form in STEPS.items()]
    expectations = [
        _only(key, _form(form), form.description)
        if form.nested
        else {"description": form.description, **_form(form)}
        for key, form in EXPECTATIONS.items()
    ]
    return [{"enum": bare}, *steps, _only("expect", {"anyOf": expectations}, "what holds")]


def _only(name: str, value: Schema, description: str) -> Schema:
    """A mapping with this one key."""
    return object_schema({name: {"description": description, **value}}, required=[name])


def _form(form: Form) -> Schema:
    """What stands behind the key: nothing, a bare value, fields, or either of the two."""
    bare: Schema = form.bare.type.described() if form.bare else {"type": "null"}
    if not form.fields:
        return bare
    if variants := form.variants():
        usual = form._replace(variants=dict)
        return {"anyOf": [_form(usual), *map(_form, variants.values())]}
    fields = object_schema(
        {field.key: field.type.described() for field in form.fields}, required=form.required
    )
    return {"anyOf": [bare, fields]} if form.bare else fields
