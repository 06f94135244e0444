"""The settings of scenario files, as one table: a row for each key under `settings:`.

Reading, writing, `--set`, the JSON Schema and the documentation all follow this table. A setting
has one value, or a mapping of several: each is a part, with its place in `Settings`.

>>> [part.key for part in SETTINGS["delete_in_use"].parts]
['hr', 'dataverse']
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.setting_names import objection
from harness.domain.settings import (
    DEFAULT,
    DEFAULT_SETTINGS,
    IN_USE,
    KEYS,
    LATE_DELETE,
    NATURAL_KEY,
    Settings,
)
from harness.scenarios import field_types as of
from harness.scenarios import schema_parts
from harness.scenarios.field_types import FieldType, Found
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Items, Node, Pairs


class Part(NamedTuple):
    """One value of a setting: its key, its type, and where `Settings` has it."""

    key: str
    type: FieldType
    attributes: tuple[str, ...]
    of: Callable[[Settings], Any]
    put: Callable[[Settings, Any], Settings]


class Setting(NamedTuple):
    """A setting of the simulation: one value, or the parts of the mapping behind its key."""

    description: str
    parts: tuple[Part, ...]
    nested: bool = False


def _attribute(key: str, kind: FieldType, attribute: str) -> Part:
    return Part(
        key, kind, (attribute,),
        lambda settings: getattr(settings, attribute),
        lambda settings, value: replace(settings, **{attribute: value}),
    )  # fmt: skip


def _side(attribute: str, kind: FieldType, otherwise: Any, environment: Environment) -> Part:
    """The part of one environment of an attribute that has both."""

    def found(settings: Settings) -> Any:
        return dict(getattr(settings, attribute)).get(environment, otherwise)

    def put(settings: Settings, value: Any) -> Settings:
        both = {**dict(getattr(settings, attribute)), environment: value}
        change: dict[str, Any] = {attribute: tuple(both.items())}
        return replace(settings, **change)

    return Part(environment, kind, (attribute,), found, put)


# ------------------------------------------------------------------------------ types


def _objection(
    names: Names, name: str, side: Environment | None = None, column_only: bool = False
) -> str:
    """What is wrong with a table or column; nothing if that follows from the catalog's problems."""
    table, _, column = name.partition(".")
    if table in names.doubtful_tables or (table, column) in names.doubtful_columns:
        return ""
    return objection(names.catalog, name, side, column_only)


def _listed(column_only: bool) -> Callable[[Names, Node, str, Found], tuple[str, ...]]:
    def read(names: Names, node: Node, key: str, _: Found) -> tuple[str, ...]:
        side = next((it for it in ENVIRONMENTS if key.endswith(f".{it}")), None)
        found = []
        for item in names.nodes.items(node, key):
            name = names.nodes.text(item, "table.column" if column_only else "a table or column")
            if name and (message := _objection(names, name, side, column_only)):
                names.nodes.problem(item, message)
            found.append(name or "")
        return tuple(found)

    return read


def _policies(names: Names, node: Node, key: str, found: Found) -> str | dict[str, str] | None:
    """A policy for all, or a mapping of tables and columns to policies."""
    if isinstance(node, Items):
        names.nodes.problem(node, f"{key} takes a conflict policy, or a mapping of policies")
        return None
    if not isinstance(node, Pairs):
        return names.nodes.one_of(node, of.POLICY.choices, key)
    policies: dict[str, str] = {}
    for name, (where, value) in node.pairs.items():
        if name != DEFAULT and (message := _objection(names, name)):
            names.nodes.problem(where, message)
        policies[name] = of.POLICY.read(names, value, f"{key} of {name}", found)
    return policies


def _conflict(settings: Settings) -> str | dict[str, str]:
    if not settings.conflict_for:
        return settings.conflict
    return {DEFAULT: settings.conflict, **dict(settings.conflict_for)}


def _put_conflict(settings: Settings, value: str | Mapping[str, str]) -> Settings:
    """The whole setting anew: a policy for all ends those of single tables and columns."""
    single = {} if isinstance(value, str) else dict(value)
    default = value if isinstance(value, str) else single.pop(DEFAULT, DEFAULT_SETTINGS.conflict)
    return replace(settings, conflict=default, conflict_for=tuple(single.items()))


def put_policy(name: str, settings: Settings, value: str) -> Settings:
    """The settings with the policy of this table or column, or the default one."""
    if name == DEFAULT:
        return replace(settings, conflict=value)
    single = {**dict(settings.conflict_for), name: value}
    return replace(settings, conflict_for=tuple(single.items()))


_TEXTS: Final = schema_parts.array_schema(schema_parts.SOME_TEXT)
COLUMNS: Final = FieldType("[table.column, ...]", _TEXTS, _listed(column_only=True), list)
FLOWS: Final = FieldType("[table or table.column, ...]", _TEXTS, _listed(column_only=False), list)
LISTS: Final = (COLUMNS, FLOWS)
POLICIES: Final = of.POLICY._replace(read=_policies, mapped=True)
_CONFLICT_PARTS: Final = ("conflict", "conflict_for")


def policy_part(name: str) -> Part:
    """The policy of one table or column, or the default one, as a part of `conflict`."""
    return Part(name, of.POLICY, _CONFLICT_PARTS, _conflict, partial(put_policy, name))


# ------------------------------------------------------------------------------- rows


def _setting(
    key: str, kind: FieldType, description: str, attribute: str = ""
) -> dict[str, Setting]:
    return {key: Setting(description, (_attribute(key, kind, attribute or key),))}


def _sides(key: str, kind: FieldType, otherwise: Any, description: str) -> dict[str, Setting]:
    parts = tuple(_side(key, kind, otherwise, environment) for environment in ENVIRONMENTS)
    return {key: Setting(description, parts, nested=True)}


_CONFLICT: Final = (
    "who wins where both sides edited: a conflict policy, or a mapping of policies: `default`, "
    "tables and table.columns"
)
_TIE: Final = "who wins where the last edits are of the same second: hr or dataverse"
_DELAY: Final = "how long a change in Dataverse takes to reach Human Resources"
_CLOCK: Final = "what says when the batch job is due: interval, or the name of a clock of one's own"
_INTEGRATION: Final = "what is simulated: documented, or the name of an integration of one's own"
_LATE: Final = (
    "what becomes of a delete made while integration was on that comes late: carried_out or undone"
)
_ONE_WAY: Final = "the tables and table.columns that flow from Human Resources only"
SETTINGS: Final[dict[str, Setting]] = {
    **_setting("dataverse_to_hr_delay", of.DURATION, _DELAY),
    **_setting("batch_job_every", of.INTERVAL, "how often the batch job runs"),
    "conflict": Setting(
        _CONFLICT, (Part("conflict", POLICIES, _CONFLICT_PARTS, _conflict, _put_conflict),)
    ),
    **_setting("tie", of.ENVIRONMENT, _TIE),
    "import_seconds_per_record": Setting(
        "what a record of an import costs, off and on",
        (
            _attribute("off", of.SECONDS, "import_off"),
            _attribute("on", of.SECONDS, "import_on"),
        ),
        nested=True,
    ),
    **_setting(
        "batch_job_seconds_per_record", of.SECONDS,
        "what a record of a run of the batch job costs", "batch_job_per_record",
    ),
    **_setting("late_delete", of.one_of("carried_out or undone", LATE_DELETE), _LATE),
    **_sides("not_listened", COLUMNS, (), "the columns that nobody listens to, by environment"),
    **_setting("one_way", FLOWS, f"{_ONE_WAY}, beside those of the catalog"),
    **_setting(
        "natural_key", of.one_of("fixed or identity_changes", NATURAL_KEY),
        "what an edit of a natural key is: refused (fixed), or another thing (identity_changes)",
    ),
    **_setting(
        "keys", of.one_of("folded or exact", KEYS),
        "how natural keys are compared: without letter case and blanks at the end, or exact",
    ),
    **_sides(
        "delete_in_use", of.one_of("refused or cascade", IN_USE), "refused",
        "a user's delete of what others look up, by environment: refused or cascade",
    ),
    **_setting("clock", of.CLOCK, _CLOCK),
    **_setting("integration", of.INTEGRATION, _INTEGRATION),
}  # fmt: skip
# settings that stand at the top of a file
TOP_SETTINGS: Final[dict[str, Setting]] = {
    **_setting("start", of.INSTANT, "when it starts"),
    **_setting("seed", of.WHOLE_NUMBER, "row ids and generated data come from it"),
}


def written_settings(settings: Settings, rows: Mapping[str, Setting] = SETTINGS) -> dict[str, Any]:
    """The settings that differ from the defaults, as they stand in a file."""
    found: dict[str, Any] = {}
    for key, row in rows.items():
        own = {
            part.key: part.type.write(part.of(settings))
            for part in row.parts
            if part.of(settings) != part.of(DEFAULT_SETTINGS)
        }
        if own:
            found |= {key: own} if row.nested else own
    return found
