"""The reference of the scenario file format, as Markdown tables: made from the format's one table.

>>> print(fault_table().splitlines()[-1])
| `over` | of? | the faults are over, and what waited for that is delivered; of: those of one kind |
"""

from collections.abc import Iterable

from harness.domain.faults import BUILT_IN_FAULTS, FAULTS
from harness.scenarios.format import EXPECTATIONS, STEPS
from harness.scenarios.forms import Form
from harness.scenarios.settings_format import SETTINGS


def step_table() -> str:
    """Every step: what it takes and does."""
    rows = ((f"`{key}`", _takes(form), form.description) for key, form in STEPS.items())
    return _table(("step", "takes", ""), rows)


def expectation_table() -> str:
    """Every expectation: its forms, and when it holds."""
    rows = ((", ".join(_forms(key, form)), form.description) for key, form in EXPECTATIONS.items())
    return _table(("expect", "holds when"), rows)


def setting_table() -> str:
    """Every setting, but for those at the top of a file."""
    return _table(("setting", ""), ((f"`{key}`", row.description) for key, row in SETTINGS.items()))


def fault_table() -> str:
    """Every kind of fault: the keys that it takes, and what it does."""
    rows = []
    for kind in BUILT_IN_FAULTS:
        fault = FAULTS[kind]
        keys = ", ".join((*fault.required, *(f"{key}?" for key in fault.optional)))
        rows.append((f"`{kind}`", keys or "nothing", fault.description))
    return _table(("fault", "takes", ""), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_row(head), _row(("---",) * len(head)), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _takes(form: Form) -> str:
    if form.fields:
        return _fields(form)
    return form.bare.type.words if form.bare else "nothing"


def _fields(form: Form) -> str:
    keys = (field.key + ("" if field.required else "?") for field in form.fields)
    return f"{{{', '.join(keys)}}}"


def _forms(key: str, form: Form) -> list[str]:
    if not form.nested:
        single = len(form.fields) == 1
        return [f"`{{{key}: {form.fields[0].type.words}}}`" if single else f"`{_fields(form)}`"]
    forms = [f"`{{{key}: {_fields(form)}}}`"]
    return [*forms, f"`{{{key}: {form.bare.type.words}}}`"] if form.bare else forms
